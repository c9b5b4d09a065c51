"""Pages that look across the apps: home, the managers' reports, and background jobs."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from complaints import stats
from complaints.choices import ImportState
from complaints.models import ImportBatch
from complaints.stats import Line, Report
from pcc import audit, charts, jobs
from pcc.errors import RuleBroken

from pcc.models import BankHoliday, Job, JobState
from pcc.reporting.forms import TimelinessForm
from pcc.reporting.stats import Kept, kept_timeliness
from pcc.roles import BRINGS_IN_EXTRACTS, READS_FIGURES, RUNS_JOBS, SEES_COMPLAINTS, Role
from pcc.views import ActionView, Page, keyset


@dataclass(frozen=True)
class Doing:
    """A thing to do from the home page, and for whom."""

    text: str
    hint: str
    route: str
    roles: frozenset[Role]


DOINGS = (
    Doing("Bring in an extract", "The force's complaints, checked before they count.", "complaints:bring-in", BRINGS_IN_EXTRACTS),
    Doing("Find a complaint", "By reference, date, handling, area or category.", "complaints:list", SEES_COMPLAINTS),
    Doing("How long do complaints take?", "Resolution time, with what is still open beside it.", "reporting:timeliness", READS_FIGURES),
    Doing("Definitions of the figures", "What each figure counts, and what it leaves out.", "reporting:definitions", READS_FIGURES),
    Doing("Background jobs", "What the office's computers are doing, and what went wrong.", "reporting:jobs", RUNS_JOBS),
    Doing("Users and reference data", "People, roles, forces and bank holidays.", "admin:index", frozenset({Role.ADMINISTRATOR})),
)


class Home(Page):
    """Where a person lands: what waits for them, and what their roles open. No link leads to a refusal."""

    roles = frozenset(Role)
    template_name = "reporting/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = self.person.roles
        waiting = []
        if roles & BRINGS_IN_EXTRACTS:
            checked = ImportBatch.objects.visible_to(self.person).filter(state=ImportState.CHECKED).for_list()
            waiting = [
                {"text": f"{batch.file_name} is checked and waits for you", "url": batch.get_absolute_url()}
                for batch in checked.order_by("-pk")[:5]
            ]
        return super().get_context_data(**kwargs) | {
            "today": timezone.localdate(),
            "waiting": waiting,
            "doings": [
                {"text": doing.text, "hint": doing.hint, "url": reverse(doing.route)}
                for doing in DOINGS
                if doing.roles & roles
            ],
        }


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


class Timeliness(Page):
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
        audit.record("figures.read", by=self.person, figure="timeliness", since=str(report.since), until=str(report.until))
        address = urlencode({"from": report.since, "to": report.until, "by": report.by, "handling": report.handling})
        drills = bool(self.person.roles & SEES_COMPLAINTS)
        chart = months_chart(report if report.by == "month" else _report(form, by="month").report, drills=drills)
        return context | {
            "kept": kept,
            "report": report,
            "sentence": sentence(report),
            "tiles": _tiles(report, drills=drills),
            "chart": chart,
            "wide": mark_safe(charts.svg(chart, width=640)),  # noqa: S308 - made by pcc.charts, which escapes every text
            "narrow": mark_safe(charts.svg(chart, width=320)),  # noqa: S308
            "columns": COLUMNS,
            "rows": [_cells(line, report, drills=drills) for line in report.lines],
            "foot": _cells(report.total, report, drills=drills),
            "csv_url": f"{reverse('reporting:timeliness-csv')}?{address}",
            "svg_url": f"{reverse('reporting:timeliness-svg')}?{address}",
        }


COLUMNS = [
    {"label": "Finalised"},
    {"label": "Complaints", "numeric": True},
    {"label": "Median working days", "numeric": True},
    {"label": "Mean working days", "numeric": True},
    {"label": "75th percentile", "numeric": True},
    {"label": "90th percentile", "numeric": True},
    {"label": "Median calendar days", "numeric": True},
    {"label": "Mean calendar days", "numeric": True},
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
        *[charts.days(getattr(line.working, part)) if line.working else "–" for part in ("median", "mean", "p75", "p90")],
        *[charts.days(getattr(line.calendar, part)) if line.calendar else "–" for part in ("median", "mean")],
    ]


def _tiles(report: Report, *, drills: bool) -> list[dict[str, Any]]:
    took = report.total.working
    finalised = _drill(report) if drills else reverse("reporting:definitions")
    still_open = _drill_open(report) if drills else reverse("reporting:definitions")
    base = f"of {report.total.n:,} finalised"

    def tile(label: str, part: str) -> dict[str, Any]:
        value = f"{charts.days(getattr(took, part))}" if took else "–"
        return {"label": label, "value": value, "url": finalised, "note": f"working days, {base}"}

    return [
        tile("Median", "median"),
        tile("75th percentile", "p75"),
        tile("90th percentile", "p90"),
        tile("Mean of closed", "mean"),
        {"label": "Finalised", "value": f"{report.total.n:,}", "url": finalised, "note": "in the period"},
        {"label": "Still open", "value": f"{report.open:,}", "url": still_open, "note": f"on {report.as_at:%-d %B %Y}"},
    ]


class TimelinessCSV(Page):
    """The table as a file, with two decimals, its filters and its as-at day in every row."""

    roles = READS_FIGURES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = _asked_report(request).report
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"resolution-time-{report.since}-to-{report.until}-by-{report.by}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        write_csv(report, response)
        audit.record("figures.downloaded", by=self.person, figure="timeliness", form="csv")
        return response


def write_csv(report: Report, file: Any) -> None:
    """The report as tidy rows: one line a group and one for the whole."""
    whole = report.as_json()
    rows = [*whole["rows"], {"key": "all", "label": "All", **{name: whole[name] for name in NUMBERS}}]
    shared = {name: whole[name] for name in ("from", "to", "by", "handling", "as_at", "open", "definition", "version")}
    writer = csv.DictWriter(file, ["key", "label", *NUMBERS, *shared])
    writer.writeheader()
    writer.writerows(row | shared for row in rows)


NUMBERS = (
    "n",
    "mean",
    "median",
    "p75",
    "p90",
    "calendar_mean",
    "calendar_median",
    "calendar_p75",
    "calendar_p90",
)


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


class Definitions(Page):
    """What each figure counts, from when to when, in which unit, and what it leaves out."""

    roles = frozenset(Role)
    template_name = "reporting/definitions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"definitions": [stats.RESOLUTION_TIME]}


TONES = {
    JobState.QUEUED: "grey",
    JobState.RUNNING: "blue",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.STOPPED: "yellow",
}

KINDS = {
    "complaints.check": "Check an extract",
    "complaints.load": "Bring in an extract",
    "figures.refresh": "Compute figures of a force",
    "figures.refresh_all": "Compute all figures",
}


class JobList(Page):
    """Background work, newest first: what, for whom, how far, how long, and what went wrong."""

    roles = RUNS_JOBS
    template_name = "reporting/job_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Job.objects.visible_to(self.person).select_related("asked_by")
        page = keyset(rows, self.request, sorts={"asked": "asked_at"}, default="-asked")
        return super().get_context_data(**kwargs) | {
            "page": page,
            "form": forms.Form(),
            "columns": [
                {"label": "Work"},
                {"label": "State"},
                {"label": "Asked"},
                {"label": "By"},
                {"label": "Took", "numeric": True},
            ],
            "rows": [
                [
                    {"text": KINDS.get(job.kind, job.kind), "url": reverse("reporting:job", args=[job.pk])},
                    {"text": job.get_state_display(), "tone": TONES[JobState(job.state)]},
                    f"{timezone.localtime(job.asked_at):%-d %b %Y, %H:%M}",
                    str(job.asked_by or "The schedule"),
                    took(job),
                ]
                for job in page.rows
            ],
        }


def took(job: Job) -> str:
    """How long a job took, in seconds; a dash before it ends."""
    if job.started_at is None or job.ended_at is None:
        return "–"
    return f"{(job.ended_at - job.started_at).total_seconds():,.1f} s"


class JobDetail(Page):
    """One job: progress while it runs, its result or its error after."""

    roles = RUNS_JOBS | BRINGS_IN_EXTRACTS
    template_name = "reporting/job_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.find(Job.objects.visible_to(self.person).select_related("asked_by"), pk=self.kwargs["pk"])
        return super().get_context_data(**kwargs) | {
            "job": job,
            "kind": KINDS.get(job.kind, job.kind),
            "tone": TONES[JobState(job.state)],
            "facts": [
                {"key": "Asked by", "value": str(job.asked_by or "The schedule")},
                {"key": "Asked", "value": f"{timezone.localtime(job.asked_at):%-d %B %Y, %H:%M:%S}"},
                {"key": "Took", "value": took(job)},
                {"key": "Attempts", "value": str(job.attempts)},
                *[
                    {"key": name.replace("_", " ").capitalize(), "value": f"{value:,}" if isinstance(value, int) else str(value)}
                    for name, value in sorted(job.result.items())
                ],
            ],
            "may_stop": not job.is_over,
        }


class StopJob(ActionView):
    """Stop a job that waits or runs."""

    roles = RUNS_JOBS | BRINGS_IN_EXTRACTS
    form_class = forms.Form
    done = "The job was asked to stop."
    http_method_names = ["post"]

    def perform(self, form: Any) -> str:
        job = self.find(Job.objects.visible_to(self.person), pk=self.kwargs["pk"])
        jobs.ask_to_stop(job, by=self.person)
        return reverse("reporting:job", args=[job.pk])


class AskRefresh(ActionView):
    """Ask for all figures to be computed now."""

    roles = RUNS_JOBS
    form_class = forms.Form
    done = "The figures will be computed."
    http_method_names = ["post"]

    def perform(self, form: Any) -> str:
        job = jobs.ask("figures.refresh_all", by=self.person, key="asked by a person")
        return reverse("reporting:job", args=[job.pk])
