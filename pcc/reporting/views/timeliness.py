"""The managers' report on how long complaints take, and what its figures mean."""

from dataclasses import replace
from datetime import date, timedelta
from math import floor
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.generic import TemplateView

from complaints.choices import Handling
from complaints.stats import Line, Report
from pcc import audit, charts
from pcc.errors import RuleBroken
from pcc.figures import Definition, days_of, how_many
from pcc.models import BankHoliday
from pcc.reporting.forms.complaints import TimelinessForm
from pcc.reporting.stats import CHANGING, DEFINITIONS, Kept, answer, left_out_now
from pcc.reporting.views.drilling import Rows, known_to
from pcc.reporting.views.reports import ReportPage, as_file, report_pages
from pcc.roles import FREEZES_FIGURES, READS_FIGURES, SEES_COMPLAINTS
from pcc.views import Page
from pcc.working_days import WorkingCalendar


def _default_period(on: date) -> tuple[date, date]:
    """From the first day of the year before last to the end of this month: whole months, so kept figures answer."""
    end = (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return date(on.year - 2, 1, 1), end


def _report(form: TimelinessForm, *, calendar: WorkingCalendar, by: str | None = None, **how: bool) -> Kept:
    """The report a valid form asks for: from kept figures where they can answer, otherwise from the facts."""
    asked = form.cleaned_data["asked"]
    asked = replace(asked, by=by) if by else asked
    return answer(asked, calendar=calendar, now=timezone.now(), forces=form.forces, **how)


UNASKED = {"handling": "schedule-3"}
"""What the page shows when nothing is asked: quick and long ways of handling are not mixed unasked."""


class Timeliness(ReportPage):
    """How long complaints take: the sentence, the numbers with open ones beside them, the chart, the table."""

    roles = READS_FIGURES
    template_name = "reporting/timeliness.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        since, until = _default_period(timezone.localdate())
        query = {"by": "month"} | (self.request.GET.dict() or UNASKED)
        form = TimelinessForm.asked(query, since=since, until=until, forces=self.forces)
        context["form"] = form
        try:
            if not form.is_valid():
                return context
            calendar = BankHoliday.objects.as_calendar()
            kept = _report(form, calendar=calendar)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            return context
        report = kept.report
        audit.record(
            "figures.read",
            by=self.person,
            figure=report.definition.code,
            since=str(report.since),
            until=str(report.until),
        )
        address = urlencode({"from": report.since, "to": report.until} | _filters(report))
        drills = bool(self.person.roles & SEES_COMPLAINTS)
        newest = known_to(report, form.forces.values(), on=timezone.localdate())
        rows = Rows(report, newest) if drills else None
        by_month = (
            report if report.by == "month" else _report(form, calendar=calendar, by="month", restated=False).report
        )
        chart = months_chart(by_month, Rows(by_month, newest) if drills else None)
        return context | {
            "kept": kept,
            "report": report,
            "sentence": sentence(report),
            "beside": beside(form, report, calendar),
            "restated": restated_words(report),
            "changing": CHANGING if CHANGING in kept.stale_because else "",
            "filters": filters(form, report),
            "tiles": _tiles(report, rows),
            "chart": chart,
            **_chart_table(chart),
            "wide": mark_safe(charts.svg(chart, width=640)),  # noqa: S308 - made by pcc.charts, which escapes every text
            "narrow": mark_safe(charts.svg(chart, width=320)),  # noqa: S308
            "columns": COLUMNS,
            **_table(report, rows),
            "about": _about(kept),
            "publish_url": f"{reverse('reporting:propose')}?{address}" if self.person.roles & FREEZES_FIGURES else "",
            "csv_url": f"{reverse('reporting:timeliness-csv')}?{address}",
            **{
                f"chart_{kind}_url": f"{reverse('reporting:timeliness-file', args=[kind])}?{address}"
                for kind in ("csv", "svg")
            },
        }


def filters(form: TimelinessForm, report: Report) -> str:
    """The filters in words, for files and print."""
    chosen = (
        f"{form.fields[name].label}: {dict(form.fields[name].choices)[form.cleaned_data[name]]}".lower()
        for name in COUNTED
    )
    period = f"{report.since:%-d %B %Y} to {report.until:%-d %B %Y}"
    return f"{form.population}; {period}, {'; '.join(chosen)}"


COUNTED = ("measure", "basis", "suspension")
"""The filters that say what is counted, besides of which complaints."""
COLUMNS = [
    {"label": "Complaints"},
    {"label": "Number", "numeric": True},
    {"label": "Median", "numeric": True},
    {"label": "Mean", "numeric": True},
    {"label": "75th percentile", "numeric": True},
    {"label": "90th percentile", "numeric": True},
    {"label": "Calendar days, median", "numeric": True},
    {"label": "Calendar days, mean", "numeric": True},
    {"label": "Still open", "numeric": True},
]

ENDED = {
    "resolution": "finalised",
    "log": "logged",
    "contact": "first contacted",
    "notice": "with a 12-month notice",
    "open": "open",
}


def what_ended(report: Report) -> str:
    """What the complaints counted have in common: finalised, logged, open."""
    return ENDED[report.asked.measure]


def sentence(report: Report) -> str:
    """What the report says, in one breath, with the open ones in it."""
    ended = what_ended(report)
    if report.asked.basis == "received":
        ended = f"received and {ended}"
    took = report.total.working
    if took is None:
        return f"No complaint of this period is {ended}. {_open_words(report)}"
    verb = "have been open for" if report.asked.measure == "open" else "took"
    return f"{took.in_words(f'complaints {ended}', verb)} {_open_words(report)}"


def _open_words(report: Report) -> str:
    still = "still waiting for it" if report.asked.measure in ("log", "contact", "notice") else "still open"
    return f"{how_many(report.open, 'was', 'were')} {still} on {report.as_at:%-d %B %Y}."


def beside(form: TimelinessForm, report: Report, calendar: WorkingCalendar) -> str:
    """The figure of all complaints beside that of some, so that nobody takes the part for the whole."""
    if report.handling == "all" or report.total.working is None:
        return ""
    asked = replace(report.asked, by="all", handling="all")
    whole = answer(asked, calendar=calendar, now=timezone.now(), forces=form.forces, restated=False).report.total
    if whole.working is None:
        return ""
    population = dict(form.fields["handling"].choices)[report.handling]
    return (
        f"{population}: mean {charts.days(report.total.working.mean)} working days, of {report.total.n:,}. All "
        f"complaints, however handled: mean {charts.days(whole.working.mean)}, of {whole.n:,}."
    )


MOST_RESTATED = 6


def restated_words(report: Report) -> str:
    """Which months have other figures than those once shown, when and why; empty when none has."""
    if not report.restated:
        return ""
    newest = sorted(report.restated, key=lambda item: item.on, reverse=True)[:MOST_RESTATED]
    told = [f"{item.month:%B %Y} ({item.force}) on {item.on:%-d %B %Y}: {item.because}" for item in newest]
    more = len(report.restated) - len(told)
    if more:
        told.append(f"And {more:,} more {'month' if more == 1 else 'months'}.")
    return " ".join(["Restated since first shown:", *told])


def _filters(report: Report) -> dict[str, str]:
    asked = report.asked
    named = {name: getattr(asked, name) for name in ("by", "handling", "measure", "basis", "suspension")}
    return named | asked.which.narrowed


def _table(report: Report, rows: Rows | None) -> dict[str, Any]:
    """The rows of the table and its foot; where nothing is broken down, what is counted in all is its one row."""
    whole = _cells(report.total, rows)
    if report.by == "all":
        return {"rows": [whole] if report.total.n or report.open else [], "foot": None}
    return {"rows": [_cells(line, rows) for line in report.lines], "foot": whole}


def _cells(line: Line, rows: Rows | None) -> list[Any]:
    return [
        line.label if line.key != "all" else "All of the period",
        _number(line.n, rows.counted_in(line) if rows else ""),
        *[
            charts.days(getattr(line.working, part)) if line.working else "–"
            for part in ("median", "mean", "p75", "p90")
        ],
        *[charts.days(getattr(line.calendar, part)) if line.calendar else "–" for part in ("median", "mean")],
        "–" if line.open is None else _number(line.open, rows.open_in(line) if rows else ""),
    ]


def _number(count: int, url: str) -> Any:
    """A count that leads to what it counts, where there is any and the person may see it."""
    return {"text": f"{count:,}", "url": url} if count and url else f"{count:,}"


def _tiles(report: Report, rows: Rows | None) -> list[dict[str, Any]]:
    took = report.total.working
    elsewhere = reverse("reporting:definitions")
    counted = rows.counted() if rows else elsewhere
    still_open = rows.open() if rows else elsewhere

    def tile(label: str, value: str, note: str, url: str) -> dict[str, Any]:
        return {"label": label, "value": value, "note": note, "url": url, "as_at": report.as_at}

    def days(part: str) -> str:
        return charts.days(getattr(took, part)) if took else "–"

    ended = what_ended(report)
    base = f"working days, of {report.total.n:,} {ended}"
    return [
        tile("Still open", f"{report.open:,}", "complaints", still_open),
        tile("Median", days("median"), base, counted),
        tile("75th percentile", days("p75"), base, counted),
        tile("90th percentile", days("p90"), base, counted),
        tile("Mean of open" if report.asked.measure == "open" else "Mean of closed", days("mean"), base, counted),
        tile(ended.capitalize(), f"{report.total.n:,}", "complaints of the period", counted),
    ]


class TimelinessCSV(Page):
    """The table as a file, with two decimals, its filters and its as-at day in every row."""

    roles = READS_FIGURES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = _asked_report(request)[1].report
        response = HttpResponse(report.as_csv(), content_type="text/csv; charset=utf-8")
        name = f"resolution-time-{report.since}-to-{report.until}-by-{report.by}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        audit.record("figures.downloaded", by=self.person, figure="timeliness", form="csv")
        return response


class TimelinessFile(Page):
    """The chart as a file: always by month, whatever the table is broken down by."""

    roles = READS_FIGURES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, kept = _asked_report(request, by="month")
        report = kept.report
        found = {CHART_FILE: months_chart(report, None)}
        return as_file(request, found, name=CHART_FILE, **kwargs, as_at=report.as_at, filters=filters(form, report))


CHART_FILE = "resolution-time-by-month"


def _asked_report(request: HttpRequest, *, by: str | None = None) -> tuple[TimelinessForm, Kept]:
    form = TimelinessForm.asked(request.GET.dict())
    if not form.is_valid():
        raise RuleBroken(" ".join(fault for faults in form.errors.values() for fault in faults))
    return form, _report(form, calendar=BankHoliday.objects.as_calendar(), by=by, fresh=True)


@method_decorator(login_not_required, name="dispatch")
class Definitions(TemplateView):
    """What each figure counts, from when to when, in which unit, and what it leaves out: for anybody to read."""

    http_method_names = ["get", "head"]
    template_name = "reporting/definitions.html"
    section = ReportPage.section

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definitions = [
            {
                "title": definition.name,
                "id": definition.code,
                "rows": about(definition),
                "earlier": [
                    {"title": f"{one.name}, version {one.version}", "rows": about(one)} for one in definition.earlier
                ],
            }
            for definition in DEFINITIONS
        ]
        roles = self.request.user.roles if self.request.user.is_authenticated else frozenset()
        return super().get_context_data(**kwargs) | {
            "definitions": definitions,
            "left_out": left_out_now(),
            "report_pages": report_pages(roles, here=self.request.resolver_match.view_name),
        }


def about(definition: Definition) -> list[dict[str, str]]:
    """A definition as rows of a summary list."""
    return [{"key": name, "value": text} for name, text in definition.as_rows()]


def _about(kept: Kept) -> list[dict[str, str]]:
    report = kept.report
    left = "; ".join(f"{item.count:,}: {item.reason.lower()}" for item in report.left_out)
    return [
        *about(report.definition),
        {"key": "Left out here", "value": left},
        {"key": "As at", "value": f"{report.as_at:%-d %B %Y}, the day the force took its newest extract"},
        {"key": "Computed", "value": f"{timezone.localtime(kept.computed_at):%-d %B %Y, %H:%M}"},
        {
            "key": "Definition and calendar",
            "value": f"{report.definition.code}, version {report.definition.version}; calendar {report.calendar}",
        },
    ]


def months_chart(report: Report, rows: Rows | None) -> charts.Line:
    """Median and 90th percentile by month finalised, of a report by month; each month leads to its complaints."""

    urls = [rows.counted_in(line) if rows and line.n else "" for line in report.lines]

    def series(name: str, part: str) -> charts.Series:
        return charts.Series(
            name,
            tuple(
                charts.Point(line.key, getattr(line.working, part) if line.working else None, url=url, n=line.n)
                for line, url in zip(report.lines, urls, strict=True)
            ),
        )

    return charts.Line(
        heading=_months_heading(report),
        finding=_so_far(report),
        subtitle=(
            f"{report.definition.name} in working days, {_of_whom(report)} {what_ended(report)}, "
            f"{'received' if report.asked.basis == 'received' else 'ended'} from "
            f"{report.since:%-d %B %Y} to {report.until:%-d %B %Y}, by month: median and 90th percentile"
        ),
        source="Source: the complaints the force sent, by the month in which each "
        f"{'was received' if report.asked.basis == 'received' else 'ended'}.",
        unit="Working days",
        series=(series("Median", "median"), series("90th percentile", "p90")),
    )


def _handling_words(handling: str) -> str:
    words = {"all": "complaints", "schedule-3": "complaints under Schedule 3"}
    return words.get(handling) or f"complaints handled as: {Handling(handling.upper().replace('-', '_')).label},"


def _of_whom(report: Report) -> str:
    """Which complaints, for the subtitle of the chart."""
    narrowed = report.asked.which.in_words
    return f"{_handling_words(report.handling)} ({narrowed})" if narrowed else _handling_words(report.handling)


def _months_heading(report: Report) -> str:
    """The newest month that is over beside the same month a year before, each with its base; a half day is left off,
    because days are whole.

    Months of receipt are not compared: of the newest, only what ended soon has an end.
    """
    took = {line.key: line.working for line in report.lines if line.working}
    if not took:
        return f"No complaint of this period is {what_ended(report)}"
    if report.asked.basis == "received" or report.asked.measure == "open":
        return f"{report.definition.name}, by month of receipt"
    over = [key for key in took if days_of(key, "month")[1] <= min(report.as_at, report.until)]
    newest = max(over or took)
    now, before = took[newest], took.get(f"{int(newest[:4]) - 1}{newest[4:]}")
    days = floor(now.median)
    told = f"{_half_of(now.n)} of {days_of(newest, 'month')[0]:%B %Y} took {days:,} working day{'s' * (days != 1)}"
    so_far = "" if over else ", so far"
    return f"{told} or fewer{so_far}" + (f"; of {before.n:,} a year before, {floor(before.median):,}" if before else "")


def _half_of(number: int) -> str:
    return "The one complaint" if number == 1 else f"Half of the {number:,} complaints"


def _so_far(report: Report) -> str:
    """What the newest months lack: days that are to come, or what is still open."""
    if report.asked.measure == "open":
        return ""
    if report.asked.basis == "received":
        return "The newest months hold only what ended soon: what is still open is not in them."
    last = days_of(report.lines[-1].key, "month")[1] if report.lines else report.until
    end = min(report.as_at, report.until)
    return f"{last:%B %Y} is counted up to {end:%-d %B} only." if last > end else ""


def _chart_table(chart: charts.Line) -> dict[str, Any]:
    """The chart's numbers for the figure's table; each month leads where its points lead."""
    header, rows = charts.table(chart)
    urls = {charts.Axis.MONTH.words(point.at): point.url for series in chart.series for point in series.points}
    return {
        "chart_columns": [{"label": name, "numeric": place > 0} for place, name in enumerate(header)],
        "chart_rows": [
            [month, {"text": number, "url": urls[month]} if urls.get(month) else number, *rest]
            for month, number, *rest in rows
        ],
    }
