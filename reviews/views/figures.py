"""The figures of reviews, by period and part, each number leading to the reviews it counts."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import BankHoliday, User
from pcc.roles import READS_FIGURES, SEES_REVIEWS
from pcc.views import Page, RolePage
from reviews import stats
from reviews.choices import Outcome, Stage
from reviews.forms.figures import FiguresForm
from reviews.stats import Line, Report
from reviews.views.lists import sections


def last_year(on: date) -> dict[str, str]:
    """The financial year that was over last, for a page asked without a period."""
    year = on.year - (on.month < 4)
    return {"from": f"{year - 1}-04-01", "to": f"{year}-03-31", "by": "quarter", "handling": "all"}


def report_for(query: Any, user: User) -> tuple[FiguresForm, Report | None]:
    """The form as asked, and the report where it can be given."""
    today = timezone.localdate()
    form = FiguresForm(query if {"from", "to"} & set(query) else last_year(today))
    if not form.is_valid():
        return form, None
    given = form.cleaned_data
    report = stats.figures(
        stats.all_reviews(),
        calendar=BankHoliday.objects.as_calendar(),
        since=given["since"],
        until=given["until"],
        on=today,
        by=given["by"],
        handling=given["handling"],
    )
    audit.record("figures.read", by=user, figure="reviews", since=str(given["since"]), until=str(given["until"]))
    return form, report


class Figures(Page):
    """How many, how long, how often upheld; what the force made of it."""

    roles = READS_FIGURES
    template_name = "reviews/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, report = report_for(self.request.GET, self.person)
        drills = bool(self.person.roles & SEES_REVIEWS)
        context = super().get_context_data(**kwargs) | {
            "form": form,
            "sections": sections("figures") if drills else [],
        }
        if report is None:
            return context
        asked = urlencode({"from": report.since, "to": report.until, "by": report.by, "handling": report.handling})
        return context | {
            "report": report,
            "sentence": sentence(report),
            "csv_url": f"{reverse('reviews:figures-csv')}?{asked}",
            "columns": COLUMNS,
            "rows": [cells(line, report, drills=drills) for line in report.lines],
            "foot": cells(report.total, report, drills=drills),
            "more": more(report, drills=drills),
            "ages": [[each.band.label, each.count] for each in report.in_hand_by_age],
            "age_columns": [{"label": "Working days since receipt"}, {"label": "In hand", "numeric": True}],
            "ways": [
                [each.name, _one(each.summary.mean), _one(each.summary.median), each.summary.n]
                if each.summary
                else [each.name, "–", "–", 0]
                for each in report.alternatives
            ],
            "way_columns": [
                {"label": "The same reviews, measured otherwise"},
                {"label": "Mean", "numeric": True},
                {"label": "Median", "numeric": True},
                {"label": "Reviews", "numeric": True},
            ],
        }


COLUMNS = [
    {"label": "Decision told"},
    *(
        {"label": label, "numeric": True}
        for label in ("Received", "Completed", "Upheld", "Rate", "Mean", "Median", "9 in 10", "Mean without the force")
    ),
]


def _one(value: float) -> str:
    return f"{value:,.1f}"


def cells(line: Line, report: Report, *, drills: bool) -> list[Any]:
    """A line of the table; where the person may see reviews, its counts lead to them."""
    url = reverse("reviews:list")
    within = drills and line.key == "all"
    since, until = report.since.isoformat(), report.until.isoformat()
    shared = {} if report.handling == "all" else {"handling": report.handling.upper().replace("-", "_")}

    def number(value: int, **query: str) -> Any:
        return {"text": f"{value:,}", "url": f"{url}?{urlencode(query | shared)}"} if within and value else f"{value:,}"

    rate, days, alone = line.rate, line.working, line.without_force
    return [
        line.label,
        number(line.received, received_from=since, received_to=until),
        number(line.completed, completed_from=since, completed_to=until),
        number(line.upheld, completed_from=since, completed_to=until, outcome=Outcome.UPHELD),
        f"{rate.value:.1%}" if rate and rate.n >= 10 else f"{rate.k} of {rate.n}" if rate else "–",
        _one(days.mean) if days else "–",
        _one(days.median) if days else "–",
        _one(days.p90) if days else "–",
        _one(alone.mean) if alone else "–",
    ]


def more(report: Report, *, drills: bool) -> list[dict[str, Any]]:
    """What is counted apart, and what became of allegations and recommendations."""
    total, url = report.total, reverse("reviews:list")
    period = {"ended_from": report.since.isoformat(), "ended_to": report.until.isoformat()}

    def apart(stage: Stage, count: int) -> Any:
        return (
            {"text": f"{count:,}", "url": f"{url}?{urlencode(period | {'stage': stage})}"}
            if drills and count
            else count
        )

    return [
        {"key": "Not valid", "value": apart(Stage.INVALID, total.invalid)},
        {"key": "Sent on to the IOPC", "value": apart(Stage.FORWARDED, total.forwarded)},
        {"key": "Withdrawn", "value": apart(Stage.WITHDRAWN, total.withdrawn)},
        {"key": "Allegations not reasonable", "value": f"{total.allegations_upheld:,} of {total.allegations:,}"},
        {
            "key": "Recommendations",
            "value": f"{total.recommendations:,} made, {total.accepted:,} accepted, {total.part_accepted:,} in part, "
            f"{total.refused:,} refused, {total.unanswered:,} unanswered, {total.implemented:,} implemented",
        },
        {"key": "Second checks waived", "value": report.checks_waived},
    ]


def sentence(report: Report) -> str:
    """What the figures say, in one breath."""
    total = report.total
    if total.rate is None or total.working is None:
        return "No review was completed in this period, so there is neither a rate nor a mean."
    reviews = "review" if total.completed == 1 else "reviews"
    return (
        f"{total.completed:,} {reviews} completed, on average in {_one(total.working.mean)} working days. "
        f"Upheld: {total.rate.words}."
    )


class FiguresCSV(RolePage, View):
    """The figures as tidy rows."""

    roles = READS_FIGURES
    http_method_names = ["get", "head", "options"]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        _, report = report_for(request.GET, self.person)
        if report is None:
            raise RuleBroken("Give the period as from=2023-04-01&to=2024-03-31, the earlier day first.")
        response = HttpResponse(report.as_csv(), content_type="text/csv; charset=utf-8")
        name = f"reviews-{report.since}-to-{report.until}-as-at-{report.as_at}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
