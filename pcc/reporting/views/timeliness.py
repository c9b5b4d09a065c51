"""The managers' report on how long complaints take, and what its figures mean."""

from datetime import date, timedelta
from math import floor
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from complaints import stats
from complaints.choices import Handling
from complaints.stats import Line, Report
from pcc import audit, charts
from pcc.errors import RuleBroken
from pcc.figures import Definition
from pcc.models import BankHoliday
from pcc.reporting.forms import TimelinessForm
from pcc.reporting.stats import Kept, kept_timeliness
from pcc.reporting.views.reports import ReportPage
from pcc.roles import READS_FIGURES, SEES_COMPLAINTS, Role
from pcc.views import Page


def _default_period(on: date) -> tuple[date, date]:
    """From the first day of the year before last to the end of this month: whole months, so kept figures answer."""
    end = (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return date(on.year - 2, 1, 1), end


def _whole_months(since: date, until: date) -> bool:
    return since.day == 1 and (until + timedelta(days=1)).day == 1


def _report(form: TimelinessForm, *, by: str | None = None) -> Kept:
    """The report a valid form asks for: from kept figures where they can answer, otherwise from the facts."""
    given = form.cleaned_data
    asked = {
        "calendar": BankHoliday.objects.as_calendar(),
        "since": given["since"],
        "until": given["until"],
        "on": timezone.localdate(),
        "by": by or given["by"],
        "handling": given["handling"],
    }
    if _whole_months(given["since"], given["until"]) and (kept := kept_timeliness(**asked)):
        return kept
    return Kept(stats.timeliness(stats.all_complaints(), **asked), timezone.now(), "")


class Timeliness(ReportPage):
    """How long complaints take: the sentence, the numbers with open ones beside them, the chart, the table."""

    roles = READS_FIGURES
    template_name = "reporting/timeliness.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        since, until = _default_period(timezone.localdate())
        query = {"by": "month", **self.request.GET.dict()}
        form = TimelinessForm.asked(query, since=since, until=until)
        context["form"] = form
        try:
            if not form.is_valid():
                return context
            kept = _report(form)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            return context
        report = kept.report
        audit.record(
            "figures.read", by=self.person, figure="timeliness", since=str(report.since), until=str(report.until)
        )
        address = urlencode({"from": report.since, "to": report.until, "by": report.by, "handling": report.handling})
        drills = bool(self.person.roles & SEES_COMPLAINTS)
        chart = months_chart(report if report.by == "month" else _report(form, by="month").report, drills=drills)
        return context | {
            "kept": kept,
            "report": report,
            "sentence": sentence(report),
            "tiles": _tiles(report, drills=drills),
            "chart": chart,
            **_chart_table(chart),
            "wide": mark_safe(charts.svg(chart, width=640)),  # noqa: S308 - made by pcc.charts, which escapes every text
            "narrow": mark_safe(charts.svg(chart, width=320)),  # noqa: S308
            "columns": COLUMNS,
            "rows": [_cells(line, report, drills=drills) for line in report.lines],
            "foot": _cells(report.total, report, drills=drills),
            "about": _about(kept),
            "csv_url": f"{reverse('reporting:timeliness-csv')}?{address}",
            "svg_url": f"{reverse('reporting:timeliness-svg')}?{address}",
        }


COLUMNS = [
    {"label": "Finalised"},
    {"label": "Number", "numeric": True},
    {"label": "Median", "numeric": True},
    {"label": "Mean", "numeric": True},
    {"label": "75th percentile", "numeric": True},
    {"label": "90th percentile", "numeric": True},
    {"label": "Calendar days, median", "numeric": True},
    {"label": "Calendar days, mean", "numeric": True},
]


def sentence(report: Report) -> str:
    """What the report says, in one breath, with the open ones in it."""
    if report.total.working is None:
        return f"No complaint was finalised in this period. {_open_words(report)}"
    took = report.total.working
    return (
        f"Half of the {report.total.n:,} complaints finalised took up to {took.median:,.0f} working days, "
        f"three quarters up to {took.p75:,.0f} and nine in ten up to {took.p90:,.0f}. {_open_words(report)}"
    )


def _open_words(report: Report) -> str:
    return f"{report.open:,} {'was' if report.open == 1 else 'were'} still open on {report.as_at:%-d %B %Y}."


def _drill(report: Report, **more: Any) -> str:
    asked = {"finalised_from": report.since, "finalised_to": report.until}
    if report.handling != "all":
        asked["handling"] = (
            report.handling if report.handling == "schedule-3" else report.handling.upper().replace("-", "_")
        )
    return f"{reverse('complaints:list')}?{urlencode(asked | more)}"


def _drill_open(report: Report) -> str:
    asked = {"state": "open"}
    if report.handling != "all":
        asked["handling"] = (
            report.handling if report.handling == "schedule-3" else report.handling.upper().replace("-", "_")
        )
    return f"{reverse('complaints:list')}?{urlencode(asked)}"


def _drill_line(line: Line, report: Report) -> str:
    """The list of exactly the complaints that a line counts."""
    if line.key == "all":
        return _drill(report)
    if report.by == "handling":
        return _drill(report, handling=line.key)
    if report.by == "force":
        return _drill(report, force=line.key)
    first, last = _span(line.key, report.by)
    return _drill(report, finalised_from=max(first, report.since), finalised_to=min(last, report.until))


def _span(key: str, by: str) -> tuple[date, date]:
    year = int(key[:4])
    if by == "year":
        return date(year, 1, 1), date(year, 12, 31)
    if by == "fy":
        return date(year, 4, 1), date(year + 1, 3, 31)
    first = date(year, int(key[5:7]), 1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _cells(line: Line, report: Report, *, drills: bool) -> list[Any]:
    name: Any = line.label if line.key != "all" else "All of the period"
    counted: Any = f"{line.n:,}"
    if drills and line.n:
        counted = {"text": counted, "url": _drill_line(line, report)}
    return [
        name,
        counted,
        *[
            charts.days(getattr(line.working, part)) if line.working else "–"
            for part in ("median", "mean", "p75", "p90")
        ],
        *[charts.days(getattr(line.calendar, part)) if line.calendar else "–" for part in ("median", "mean")],
    ]


def _tiles(report: Report, *, drills: bool) -> list[dict[str, Any]]:
    took = report.total.working
    finalised = _drill(report) if drills else reverse("reporting:definitions")
    still_open = _drill_open(report) if drills else reverse("reporting:definitions")

    def tile(label: str, value: str, note: str, url: str) -> dict[str, Any]:
        return {"label": label, "value": value, "note": note, "url": url, "as_at": report.as_at}

    def days(part: str) -> str:
        return charts.days(getattr(took, part)) if took else "–"

    base = f"working days, of {report.total.n:,} finalised"
    return [
        tile("Still open", f"{report.open:,}", "complaints", still_open),
        tile("Median", days("median"), base, finalised),
        tile("75th percentile", days("p75"), base, finalised),
        tile("90th percentile", days("p90"), base, finalised),
        tile("Mean of closed", days("mean"), base, finalised),
        tile("Finalised", f"{report.total.n:,}", "complaints in the period", finalised),
    ]


class TimelinessCSV(Page):
    """The table as a file, with two decimals, its filters and its as-at day in every row."""

    roles = READS_FIGURES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = _asked_report(request).report
        response = HttpResponse(report.as_csv(), content_type="text/csv; charset=utf-8")
        name = f"resolution-time-{report.since}-to-{report.until}-by-{report.by}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        audit.record("figures.downloaded", by=self.person, figure="timeliness", form="csv")
        return response


class TimelinessSVG(Page):
    """The chart as a file."""

    roles = READS_FIGURES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = _asked_report(request, by="month")
        drawing = charts.svg(months_chart(kept.report, drills=False), width=640)
        response = HttpResponse(drawing, content_type="image/svg+xml")
        response.headers["Content-Disposition"] = 'attachment; filename="resolution-time.svg"'
        audit.record("figures.downloaded", by=self.person, figure="timeliness", form="svg")
        return response


def _asked_report(request: HttpRequest, *, by: str | None = None) -> Kept:
    form = TimelinessForm.asked(request.GET.dict())
    if not form.is_valid():
        raise RuleBroken(" ".join(fault for faults in form.errors.values() for fault in faults))
    return _report(form, by=by)


class Definitions(ReportPage):
    """What each figure counts, from when to when, in which unit, and what it leaves out."""

    roles = frozenset(Role)
    template_name = "reporting/definitions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definitions = [
            {"title": f"{definition.name}, version {definition.version}", "rows": about(definition)}
            for definition in (stats.RESOLUTION_TIME, stats.MISCONDUCT)
        ]
        return super().get_context_data(**kwargs) | {"definitions": definitions}


def about(definition: Definition) -> list[dict[str, str]]:
    """A definition as rows of a summary list."""
    return [
        {"key": "Population", "value": definition.population},
        {"key": "From", "value": definition.start},
        {"key": "To", "value": definition.end},
        {"key": "Unit", "value": definition.unit},
        {"key": "Left out", "value": definition.left_out},
        {"key": "Source", "value": definition.source},
    ]


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


def months_chart(report: Report, *, drills: bool) -> charts.Line:
    """Median and 90th percentile by month finalised, of a report by month; each month leads to its complaints."""

    def series(name: str, part: str) -> charts.Series:
        return charts.Series(
            name,
            tuple(
                charts.Point(
                    line.key,
                    getattr(line.working, part) if line.working else None,
                    url=_drill_line(line, report) if drills and line.n else "",
                    n=line.n,
                )
                for line in report.lines
            ),
        )

    return charts.Line(
        heading=_months_heading(report),
        subtitle=(
            f"Working days from receipt to finalisation, {_handling_words(report.handling)} finalised from "
            f"{report.since:%-d %B %Y} to {report.until:%-d %B %Y}, by month: median and 90th percentile"
        ),
        source="Source: the complaints the force sent, by the month in which each was finalised.",
        unit="Working days",
        series=(series("Median", "median"), series("90th percentile", "p90")),
    )


def _handling_words(handling: str) -> str:
    words = {"all": "complaints", "schedule-3": "complaints under Schedule 3"}
    return words.get(handling) or f"complaints handled as: {Handling(handling.upper().replace('-', '_')).label},"


def _months_heading(report: Report) -> str:
    """The newest month beside the same month a year before; a half day is left off, because days are whole."""
    medians = {line.key: floor(line.working.median) for line in report.lines if line.working}
    if not medians:
        return "No complaint was finalised in this period"
    newest = max(medians)
    took = f"{medians[newest]:,} working {'day' if medians[newest] == 1 else 'days'} or fewer"
    year_before = medians.get(f"{int(newest[:4]) - 1}{newest[4:]}")
    before = "" if year_before is None else f", {year_before:,} a year before"
    return f"Half of complaints took {took} in {_span(newest, 'month')[0]:%B %Y}{before}"


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
