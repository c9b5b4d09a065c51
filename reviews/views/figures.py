"""The figures of reviews, by period and part, each number leading to the reviews it counts."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from pcc import audit
from pcc.errors import RuleBroken
from pcc.figures import AgeBand, days_of, rounded
from pcc.models import BankHoliday, User
from pcc.roles import FREEZES_FIGURES, READS_FIGURES, SEES_REVIEWS
from pcc.views import Page, RolePage
from pcc.working_days import WorkingCalendar
from reviews import stats
from reviews.choices import Outcome, Reply, Stage
from reviews.filters import IMPLEMENTED, UNANSWERED
from reviews.forms.figures import FiguresForm
from reviews.stats import Answer, Line, Report
from reviews.views.lists import sections


def last_year(on: date) -> dict[str, str]:
    """The financial year that was over last, for a page asked without a period."""
    year = on.year - (on.month < 4)
    return {"from": f"{year - 1}-04-01", "to": f"{year}-03-31", "by": "quarter", "handling": "all"}


def report_for(query: Any, user: User) -> tuple[FiguresForm, Answer | None]:
    """The form as asked, and the answer where there can be one."""
    today = timezone.localdate()
    form = FiguresForm(query if {"from", "to"} & set(query) else last_year(today))
    if not form.is_valid():
        return form, None
    given = form.cleaned_data
    found = stats.answer(
        calendar=BankHoliday.objects.as_calendar(),
        since=given["since"],
        until=given["until"],
        on=today,
        by=given["by"],
        handling=given["handling"],
        theme=given["theme"],
    )
    audit.record("figures.read", by=user, figure="reviews", since=str(given["since"]), until=str(given["until"]))
    return form, found


class Figures(Page):
    """How many, how long, how often upheld; what the force made of it."""

    roles = READS_FIGURES
    template_name = "reviews/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, found = report_for(self.request.GET, self.person)
        drills = bool(self.person.roles & SEES_REVIEWS)
        context = super().get_context_data(**kwargs) | {
            "form": form,
            "sections": sections("figures") if drills else [],
        }
        if found is None:
            return context
        report = found.report
        asked = urlencode(
            {"from": report.since, "to": report.until, "by": report.by, "handling": report.handling}
            | ({} if report.theme == stats.ALL else {"theme": report.theme})
        )
        return context | {
            "report": report,
            "note": freshness(found),
            "filters": form.in_words,
            "sentence": sentence(report),
            "csv_url": f"{reverse('reviews:figures-csv')}?{asked}",
            "publish_url": f"{reverse('reporting:propose')}?figure=reviews&{asked}"
            if self.person.roles & FREEZES_FIGURES
            else "",
            "columns": COLUMNS,
            "rows": [cells(line, report, drills=drills) for line in report.lines],
            "foot": cells(report.total, report, drills=drills),
            "more": more(report, drills=drills),
            "ages": ages(report, drills=drills),
            "age_columns": [{"label": "Working days since receipt"}, {"label": "In hand", "numeric": True}],
            "ways": ways(report, drills=drills),
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
    return rounded(value)


def freshness(found: Answer) -> str:
    """Where the numbers come from, and why they are not the kept ones where that is known."""
    if found.computed_at is not None:
        at = timezone.localtime(found.computed_at)
        return f"Computed on {at:%-d %B %Y} at {at:%H:%M}; nothing has changed since."
    return f"Counted from the reviews just now. {found.stale_because}".strip()


Query = dict[str, str]


def to_reviews(text: str, count: int | None = None, **query: str) -> Any:
    """A number that leads to the reviews it counts; plain where it counts none."""
    if count == 0:
        return text
    return {"text": text, "url": f"{reverse('reviews:list')}?{urlencode(query)}"}


def asked_of(line: Line, report: Report) -> tuple[date, date, Query]:
    """The days and the filters of the list of reviews that a line of the table counts."""
    since, until, query = report.since, report.until, {}
    if report.handling != "all":
        query["handling"] = stats.code_of(report.handling)
    if report.theme != stats.ALL:
        query["theme"] = report.theme
    if line.key == "all":
        return since, until, query
    if report.by == "handling":
        return since, until, query | {"handling": line.key}
    if report.by == "theme":
        return since, until, query | {"theme": line.key}
    first, last = days_of(line.key, report.by)
    return max(since, first), min(until, last), query


def cells(line: Line, report: Report, *, drills: bool) -> list[Any]:
    """A line of the table; where the person may see reviews, each number leads to those it counts."""
    since, until, shared = asked_of(line, report)

    def number(text: str, count: int, prefix: str, **query: str) -> Any:
        days = {f"{prefix}_from": since.isoformat(), f"{prefix}_to": until.isoformat()}
        return to_reviews(text, count, **days, **query, **shared) if drills else text

    def told(text: str) -> Any:
        return number(text, line.completed, "completed")

    rate, days, alone = line.rate, line.working, line.without_force
    return [
        line.label,
        number(f"{line.received:,}", line.received, "received"),
        told(f"{line.completed:,}"),
        number(f"{line.upheld:,}", line.upheld, "completed", outcome=Outcome.UPHELD),
        told(f"{rounded(rate.value * 100)}%" if rate and rate.n >= 10 else f"{rate.k} of {rate.n}" if rate else "–"),
        told(_one(days.mean) if days else "–"),
        told(_one(days.median) if days else "–"),
        told(_one(days.p90) if days else "–"),
        told(_one(alone.mean) if alone else "–"),
    ]


def more(report: Report, *, drills: bool) -> list[dict[str, Any]]:
    """What is counted apart, and what became of allegations and recommendations."""
    total = report.total
    since, until, shared = asked_of(total, report)

    def row(key: str, text: str, count: int, prefix: str, **query: str) -> dict[str, Any]:
        days = {f"{prefix}_from": since.isoformat(), f"{prefix}_to": until.isoformat()}
        return {"key": key, "value": to_reviews(text, count, **days, **query, **shared) if drills else text}

    def apart(key: str, stage: Stage, count: int) -> dict[str, Any]:
        return row(key, f"{count:,}", count, "ended", stage=stage)

    def advice(key: str, count: int, **query: str) -> dict[str, Any]:
        days = {"made_from": since.isoformat(), "made_to": until.isoformat()}
        address = f"{reverse('reviews:register')}?{urlencode(days | query | shared)}"
        return {"key": key, "value": {"text": f"{count:,}", "url": address} if drills and count else f"{count:,}"}

    told = f"{total.allegations_upheld:,} of {total.allegations:,}"
    return [
        apart("Not valid", Stage.INVALID, total.invalid),
        apart("Sent on to the IOPC", Stage.FORWARDED, total.forwarded),
        apart("Withdrawn", Stage.WITHDRAWN, total.withdrawn),
        row("Allegations not reasonable", told, total.allegations, "completed"),
        advice("Recommendations made", total.recommendations),
        advice("Accepted", total.accepted, reply=Reply.ACCEPTED),
        advice("Accepted in part", total.part_accepted, reply=Reply.PART_ACCEPTED),
        advice("Refused", total.refused, reply=Reply.REJECTED),
        advice("Not answered", total.unanswered, reply=UNANSWERED),
        advice("Implemented", total.implemented, reply=IMPLEMENTED),
        row("Second checks waived", f"{report.checks_waived:,}", report.checks_waived, "waived"),
    ]


def ways(report: Report, *, drills: bool) -> list[list[Any]]:
    """The completed reviews measured otherwise, each number leading to those whose days are known that way."""
    days = {"completed_from": report.since.isoformat(), "completed_to": report.until.isoformat()}
    _, _, shared = asked_of(report.total, report)
    rows = []
    for each in report.alternatives:
        found = each.summary
        texts = [_one(found.mean), _one(found.median), f"{found.n:,}"] if found else ["–", "–", "0"]
        query = days | shared | {"measured": each.code}
        rows.append([each.name, *(to_reviews(text, **query) if drills and found else text for text in texts)])
    return rows


def ages(report: Report, *, drills: bool) -> list[list[Any]]:
    """Those in hand by age, each number leading to them by the days on which they were received."""
    calendar = BankHoliday.objects.as_calendar()
    _, _, shared = asked_of(report.total, report)
    rows = []
    for each in report.in_hand_by_age:
        text = f"{each.count:,}"
        query = shared | {"state": "in-hand"} | received_at_age(each.band, calendar, on=report.as_at)
        rows.append([each.band.label, to_reviews(text, each.count, **query) if drills else text])
    return rows


def received_at_age(band: AgeBand, calendar: WorkingCalendar, *, on: date) -> Query:
    """The days of receipt of what is of that age on the day."""
    days = []
    day = on
    longest = band.high if band.high is not None else band.low
    while (age := calendar.between(day, on)) <= longest and (on - day).days < FURTHEST_BACK:
        if age >= band.low:
            days.append(day)
        day -= timedelta(days=1)
    found = {"received_to": max(days).isoformat()} if days else {}
    return found | ({"received_from": min(days).isoformat()} if days and band.high is not None else {})


FURTHEST_BACK = 3000


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
        _, found = report_for(request.GET, self.person)
        if found is None:
            raise RuleBroken("Give the period as from=2023-04-01&to=2024-03-31, the earlier day first.")
        report = found.report
        response = HttpResponse(report.as_csv(), content_type="text/csv; charset=utf-8")
        name = f"reviews-{report.since}-to-{report.until}-as-at-{report.as_at}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
