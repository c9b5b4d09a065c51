"""The figures of correspondence: how much comes, whether it is answered in time, what is open and on whom it waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from casework.models import Correspondence
from casework.stats import correspondence as stats
from casework.stats.correspondence import Line, Report
from complaints.rules import received_at_age
from pcc import audit, charts
from pcc.errors import RuleBroken
from pcc.figures import PERIODS, days_of, how_many, percent, rounded
from pcc.models import BankHoliday, User
from pcc.reporting.forms.letters import LettersForm
from pcc.reporting.views.reports import ReportPage, as_file, drawn
from pcc.roles import ANSWERS_LETTERS, FREEZES_FIGURES, READS_FIGURES
from pcc.working_days import WorkingCalendar

READS = READS_FIGURES | ANSWERS_LETTERS
"""Whoever reads the office's figures, and whoever answers the letters that these are about."""

SOURCE = "The office's own files of correspondence."


@dataclass(frozen=True)
class Shown:
    """A report, and the addresses of the rows behind its numbers where the person may follow them."""

    report: Report
    calendar: WorkingCalendar
    drills: bool

    @property
    def query(self) -> dict[str, str]:
        return {"from": self.report.since.isoformat(), "to": self.report.until.isoformat(), "by": self.report.by}

    def rows(self, *, within: bool = True, **asked: Any) -> str:
        """The list of matters that a number counts, of the report's period unless ``within`` is off."""
        if not self.drills:
            return ""
        period = {"received_from": self.report.since, "received_to": self.report.until} if within else {}
        return f"{reverse('casework:inbox')}?{urlencode(period | asked)}"

    def of_line(self, line: Line, **asked: Any) -> str:
        """The list of what a line counts."""
        if line.key == "all":
            return self.rows(**asked)
        if self.report.by not in PERIODS:
            return self.rows(**asked | {self.report.by: line.key})
        first, last = days_of(line.key, self.report.by)
        period = {
            "received_from": max(first, self.report.since),
            "received_to": min(last, self.report.until),
        }
        return self.rows(within=False, **period | asked)

    def of_ages(self, place: int) -> str:
        """The list of what is open and this old."""
        band = stats.BANDS[place]
        span = received_at_age(band.low, band.high, as_at=self.report.as_at, calendar=self.calendar)
        if span is None:
            return ""
        return self.rows(within=False, state="open", received_from=span[0], received_to=span[1])

    @property
    def drawings(self) -> dict[str, charts.Chart]:
        """The pictures of the page, by the name of their file."""
        report = self.report
        found: dict[str, charts.Chart] = {
            "waiting": charts.Bars(
                heading=waiting_words(report),
                subtitle=f"Open matters by whose turn it is, {report.as_at:%-d %B %Y}, whenever they were received.",
                source=SOURCE,
                decimals=0,
                in_order=True,
                bars=tuple(
                    charts.Bar(stats.WAITS[key], count, url=self.rows(within=False, state="open", waiting=key))
                    for key, count in report.waiting_on
                ),
            ),
            "ages": charts.Bars(
                heading=age_words(report),
                subtitle=f"Open matters by working days since receipt, {report.as_at:%-d %B %Y}.",
                source=SOURCE,
                decimals=0,
                in_order=True,
                bars=tuple(
                    charts.Bar(f"{each.band.label} working days", each.count, url=self.of_ages(place))
                    for place, each in enumerate(report.in_hand_by_age)
                ),
            ),
        }
        if report.lines:
            found["received"] = self._received()
        return found

    def _received(self) -> charts.Chart:
        report = self.report
        most = max(report.lines, key=lambda line: line.received)
        subtitle = f"Matters received {period_words(report)}, joined and discarded ones left out."
        if report.by == "month":
            points = tuple(
                charts.Point(line.key, line.received, url=self.of_line(line, counted="yes")) for line in report.lines
            )
            return charts.Columns(
                heading=f"Most came in {most.label}: {most.received:,}",
                subtitle=subtitle,
                source=SOURCE,
                decimals=0,
                parts=(charts.Series("Received", points),),
                axis=charts.Axis.MONTH,
            )
        return charts.Bars(
            heading=f"The most: {most.label}, {most.received:,}",
            subtitle=subtitle,
            source=SOURCE,
            decimals=0,
            in_order=report.by in PERIODS,
            bars=tuple(
                charts.Bar(line.label, line.received, url=self.of_line(line, counted="yes")) for line in report.lines
            ),
        )


def shown_for(query: QueryDict, user: User) -> tuple[LettersForm, Shown | None]:
    """The form as asked, and the report where it can be given."""
    today = timezone.localdate()
    form = LettersForm.asked(query, on=today)
    if not form.is_valid():
        return form, None
    given = form.cleaned_data
    calendar = BankHoliday.objects.as_calendar()
    report = stats.figures(
        stats.all_correspondence(),
        calendar=calendar,
        since=given["since"],
        until=given["until"],
        on=today,
        by=given["by"],
    )
    return form, Shown(report, calendar, bool(user.roles & ANSWERS_LETTERS))


class Letters(ReportPage):
    """The sentence, the tiles, the table, and what is open by age and by whose turn it is."""

    roles = READS
    template_name = "reporting/letters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, shown = shown_for(self.request.GET, self.person)
        context = super().get_context_data(**kwargs) | {"form": form}
        if shown is None:
            return context
        report = shown.report
        audit.record(
            "figures.read", by=self.person, figure="casework", since=str(report.since), until=str(report.until)
        )
        address = urlencode(shown.query)

        def files(name: str) -> Callable[[str], str]:
            return lambda kind: f"{reverse('reporting:letters-file', args=[name, kind])}?{address}"

        publish = publish_urls(shown) if self.person.roles & FREEZES_FIGURES else {}
        pictures = [
            drawn(chart, files=files(name)) | {"id": name, "publish_url": publish.get(name, "")}
            for name, chart in sorted(shown.drawings.items(), key=lambda each: ORDER.index(each[0]))
        ]
        return context | {
            "shown": shown,
            "report": report,
            "sentence": sentence(report),
            "tiles": tiles(shown),
            "pictures": pictures,
            "csv_url": f"{reverse('reporting:letters-csv')}?{address}",
            "publish_url": publish.get("table", ""),
            "columns": COLUMNS,
            "rows": [cells(line, shown) for line in report.lines],
            "foot": cells(report.total, shown),
            "apart": apart(shown),
            "filters": f"Received {period_words(report)}, by {report.by}",
            "hidden": hidden_words(shown, self.person),
            "about": [{"key": key, "value": value} for key, value in report.definition.as_rows()],
        }


def publish_urls(shown: Shown) -> dict[str, str]:
    """Where the table and the open matters by age are proposed for publication."""
    as_at = shown.report.as_at.isoformat()
    asked = {
        "table": {"figure": "correspondence", **shown.query},
        "ages": {"figure": "correspondence-open", "from": as_at, "to": as_at},
    }
    return {name: f"{reverse('reporting:propose')}?{urlencode(query)}" for name, query in asked.items()}


ORDER = ("received", "waiting", "ages")
COLUMNS = [
    {"label": "Received"},
    *(
        {"label": label, "numeric": True}
        for label in ("Matters", "Replied to", "In time", "Share", "Median", "9 in 10", "Mean", "No waiting", "Open")
    ),
]


def cells(line: Line, shown: Shown) -> list[Any]:
    """A line of the table; its counts lead to what they count."""

    def number(value: int, **asked: Any) -> Any:
        url = shown.of_line(line, **asked) if value else ""
        return {"text": f"{value:,}", "url": url} if url else f"{value:,}"

    reply, days, alone = line.reply, line.working, line.without_waiting
    return [
        line.label,
        number(line.received, counted="yes"),
        number(line.replied, answer="replied"),
        number(reply.k if reply else 0, answer="in-time"),
        share(line),
        _one(days.median) if days else "–",
        _one(days.p90) if days else "–",
        _one(days.mean) if days else "–",
        _one(alone.median) if alone else "–",
        number(line.open, counted="yes", state="open"),
    ]


def share(line: Line) -> str:
    """The share in time of what was replied to or is overdue; below ten a count, because a share says too much."""
    reply = line.reply
    if reply is None:
        return "–"
    return percent(reply.value) if reply.n >= 10 else f"{reply.k} of {reply.n}"


def _one(value: float) -> str:
    return rounded(value)


def tiles(shown: Shown) -> list[dict[str, Any]]:
    report, total = shown.report, shown.report.total
    elsewhere = reverse("reporting:definitions")

    def tile(label: str, value: str, note: str, url: str) -> dict[str, Any]:
        return {"label": label, "value": value, "note": note, "url": url or elsewhere, "as_at": report.as_at}

    late = sum(each.count for each in report.in_hand_by_age[3:])
    return [
        tile("Received", f"{total.received:,}", period_words(report), shown.rows(counted="yes")),
        tile(
            "Answered in time",
            share(total),
            f"{total.reply.k:,} of {total.reply.n:,} replied to or overdue" if total.reply else "nothing was due",
            shown.rows(answer="in-time"),
        ),
        tile("Overdue", f"{total.overdue:,}", "of the period, without a reply", shown.rows(answer="overdue")),
        tile("Open now", f"{report.in_hand:,}", "whenever received", shown.rows(within=False, state="open")),
        tile(
            "Open over 20 working days",
            f"{late:,}",
            "whenever received",
            shown.rows(within=False, state="open", received_to=_before(shown)),
        ),
    ]


def letters_at_a_glance(on: date) -> list[dict[str, Any]]:
    """The numbers of this financial year that a manager sees first; each leads to what it counts."""
    calendar = BankHoliday.objects.as_calendar()
    since = date(on.year - (on.month < 4), 4, 1)
    report = stats.figures(stats.all_correspondence(), calendar=calendar, since=since, until=on, on=on)
    return tiles(Shown(report, calendar, drills=True))[:4] if report.total.received or report.in_hand else []


def _before(shown: Shown) -> date:
    """The last day on which something came in that is more than 20 working days old."""
    span = received_at_age(21, None, as_at=shown.report.as_at, calendar=shown.calendar)
    return span[1] if span else shown.calendar.first - timedelta(days=1)


def apart(shown: Shown) -> list[dict[str, Any]]:
    """What the share in time leaves out, and what is no matter of its own."""
    total = shown.report.total

    def linked(value: int, **asked: Any) -> Any:
        url = shown.rows(**asked) if value else ""
        return {"text": f"{value:,}", "url": url} if url else f"{value:,}"

    told = total.acknowledgement
    return [
        {"key": "Acknowledged in time", "value": told.words if told else "Nothing was due"},
        {"key": "Replied to late", "value": linked(_late(total), answer="late")},
        {"key": "Neither replied to nor due yet", "value": linked(total.not_due, answer="not-due")},
        {"key": "Ended without a reply", "value": linked(total.without_reply, answer="without-reply")},
        {"key": "Joined to another", "value": linked(total.joined, stage="MERGED")},
        {"key": "Discarded", "value": linked(total.discarded, stage="DISCARDED")},
    ]


def _late(line: Line) -> int:
    return line.replied - (line.reply.k if line.reply else 0)


def hidden_words(shown: Shown, person: User) -> str:
    """How many of the matters counted this person does not see in the lists behind them."""
    if not shown.drills:
        return ""
    period = (shown.report.since, shown.report.until)
    seen = Correspondence.objects.visible_to(person).counted().filter(received_on__range=period).count()
    missing = shown.report.total.received - seen
    if not missing:
        return ""
    return f"{missing:,} of the matters counted {'is' if missing == 1 else 'are'} not shown to you in the lists."


def sentence(report: Report) -> str:
    """What the figures say, in one breath."""
    total = report.total
    if not total.received:
        return f"Nothing was received {period_words(report)}."
    came = f"{how_many(total.received, 'matter was', 'matters were')} received"
    if total.reply is None or total.working is None:
        return f"{came} {period_words(report)}; nothing has been replied to."
    return (
        f"{came} {period_words(report)}. Replied to in time: {total.reply.words}. Half were replied to in up to "
        f"{_one(total.working.median)} working days, nine in ten in up to {_one(total.working.p90)}."
    )


def period_words(report: Report) -> str:
    return f"from {report.since:%-d %B %Y} to {report.until:%-d %B %Y}"


def waiting_words(report: Report) -> str:
    waits = dict(report.waiting_on)
    if not report.in_hand:
        return "Nothing is open"
    return f"{waits['office']:,} of {how_many(report.in_hand, 'open matter waits', 'open matters wait')} on this office"


def age_words(report: Report) -> str:
    oldest = max((each.oldest or 0 for each in report.in_hand_by_age), default=0)
    if not report.in_hand:
        return "Nothing is open"
    return f"The oldest open matter came in {how_many(oldest, 'working day')} ago"


class LettersCSV(ReportPage):
    """The table as tidy rows."""

    roles = READS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = _asked(request, self.person)
        report = shown.report
        audit.record("figures.downloaded", by=self.person, figure="casework", form="csv")
        response = HttpResponse(report.as_csv(), content_type="text/csv; charset=utf-8")
        name = f"correspondence-{report.since}-to-{report.until}-as-at-{report.as_at}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class LettersFile(ReportPage):
    """One picture as a file."""

    roles = READS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = _asked(request, self.person)
        return as_file(
            request,
            shown.drawings,
            name=self.kwargs["name"],
            kind=self.kwargs["kind"],
            as_at=shown.report.as_at,
            filters=f"Received {period_words(shown.report)}, by {shown.report.by}.",
        )


def _asked(request: HttpRequest, person: User) -> Shown:
    form, shown = shown_for(request.GET, person)
    if shown is None:
        raise RuleBroken(" ".join(fault for faults in form.errors.values() for fault in faults))
    return shown
