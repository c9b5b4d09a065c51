"""Is it getting better? The report that counts open complaints in."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from complaints import stats
from complaints.filters import band_code
from pcc import audit, charts
from pcc.charts import WAYS, Way
from pcc.charts import days as charts_days
from pcc.errors import RuleBroken
from pcc.figures import (
    WEEKS_LOOKED_BACK,
    AgeBand,
    Flow,
    ShareFinished,
    differ_by,
    forecast,
    how_many,
    percent,
    what_if,
)
from pcc.models import BankHoliday
from pcc.reporting.forms.complaints import CURVE, CurveForm, WhatIfForm
from pcc.reporting.views.reports import (
    ReportPage,
    as_file,
    drawn,
    gap_words,
    list_of,
    newest_day,
    not_watched,
    whole_life,
)
from pcc.roles import FREEZES_FIGURES, SEES_COMPLAINTS

SOURCE = "The force's extracts, complaints from receipt on. Open complaints are measured to the day of the extract."


class CountedIn(ReportPage):
    """Share finished by age this year and last, open complaints by age, whether the force keeps up, and what if."""

    template_name = "reporting/counted_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = CurveForm.asked(self.request.GET.dict(), forces=self.forces)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        counted = Counted(form)
        handling = counted.handling
        audit.record("figures.read", by=self.person, figure="counted-in", handling=handling)
        drills = bool(self.person.roles & SEES_COMPLAINTS)
        made = counted.charts(drills=drills)

        def files(name: str) -> Callable[[str], str]:
            query = urlencode(counted.query)
            return lambda kind: f"{reverse('reporting:counted-in-file', args=[name, kind])}?{query}"

        may_publish = bool(self.person.roles & FREEZES_FIGURES)
        publish = {
            name: {"publish_url": counted.publish_url(name) if may_publish and counted.may_leave(name) else ""}
            for name in made
        }
        return context | {
            "as_at": counted.as_at,
            "filters": "; ".join((counted.population, *counted.curve_words)),
            "gaps": counted.gaps,
            "sentence": f"{counted.population}, {counted.of_the_curve} in the last 12 months: "
            f"{counted.this.in_words(counted.days).lower()} "
            f"{how_many(counted.still_open, 'is', 'are')} open.",
            "forecast": counted.forecast.words,
            "week_columns": WEEK_COLUMNS,
            "weeks": [counted.week_row(week, drills=drills) for week in counted.weeks],
            "share": drawn(made["share"], files=files("share"), cell=counted.share_cell if drills else None)
            | publish["share"],
            "waiting": drawn(made["waiting"], files=files("waiting"), cell=counted.band_cell if drills else None)
            | publish["waiting"],
            "flow": drawn(made["flow"], files=files("flow"), cell=counted.flow_cell if drills else None)
            | publish["flow"],
            "rows_text": f"See the {counted.still_open:,} open complaints",
            "rows_url": counted.open_url(counted.newest) if drills else "",
            "ending_columns": ENDING_COLUMNS,
            "endings": counted.endings(drills=drills),
            "endings_of": counted.years[0],
            "old_measure": counted.old_measure(drills=drills),
            "kept": list(counted.query.items()),
            **self._what_if(counted),
        }

    def _what_if(self, counted: "Counted") -> dict[str, Any]:
        """The assumed week: as the last 12 weeks were, unless the address says otherwise."""
        usual = {"finalised": counted.a_week("went_out"), "received": counted.a_week("came_in")}
        asked = WhatIfForm(usual | {name: self.request.GET[name] for name in usual if name in self.request.GET})
        said = what_if(counted.still_open, **asked.cleaned_data).words if asked.is_valid() else ""
        return {"what_if": asked, "what_if_words": said}


class CountedInFile(CountedIn):
    """One of the charts as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CurveForm.asked(request.GET.dict())
        if not form.is_valid():
            raise RuleBroken(" ".join(fault for faults in form.errors.values() for fault in faults))
        counted = Counted(form)
        made = counted.charts(drills=False)
        filters = "; ".join((counted.population, *(counted.curve_words if kwargs["name"] == "share" else ())))
        return as_file(request, made, **kwargs, as_at=counted.as_at, filters=filters)


WEEKS_SHOWN = 26

COHORTS = 25
"""Months that the report on open complaints looks back: two cohorts of a year, and what is left of the oldest month."""

WEEK_COLUMNS = [
    {"label": "Week from"},
    *({"label": name, "numeric": True} for name in ("Open at the start", "Came in", "Went out", "Open at the end")),
]

ENDING_COLUMNS = [
    {"label": "How they ended, in the force's word"},
    {"label": "Complaints", "numeric": True},
    {"label": "Share", "numeric": True},
]

STILL_OPEN = 4
"""The column of the table of shares that counts those still open at an age."""


class Counted:
    """What the report on open complaints is asked for, worked out once."""

    def __init__(self, form: CurveForm) -> None:
        self.handling: str = form.cleaned_data["handling"]
        self.which, self.population = form.which, form.population
        self.cohort, self.unit, self.suspended = (form.cleaned_data[name] for name in ("cohort", "unit", "suspended"))
        self.of_which = {"handling": self.handling} | self.which.narrowed
        self.query = self.of_which | {
            name: form.cleaned_data[name] for name, usual in CURVE.items() if form.cleaned_data[name] != usual
        }
        self.calendar = BankHoliday.objects.as_calendar()
        life, self.as_at = whole_life(form.forces, self.which, months=COHORTS)
        self.gaps = gap_words(life, self.which)
        self.life = life.of(self.handling)
        self.newest = newest_day(self.life, as_at=self.as_at)
        until = self.as_at
        self.years = two_years(until)
        on_curve = self.life if self.suspended == "with" else self.life.where(self.life.suspended == 0)
        self.this, self.last = (
            stats.share_by_age(on_curve, self.calendar, since=start, until=end, cohort=self.cohort, unit=self.unit)
            for start, end in self.years
        )
        ours = stats.of_period(self.life, since=self.years[0][0], until=until, cohort=self.cohort)
        self.once_suspended = int(np.count_nonzero(ours.suspended))
        self.open_urls = (self._open_urls(self.this, *self.years[0]), self._open_urls(self.last, *self.years[1]))
        self.bands = stats.open_in_bands(self.life, self.calendar)
        self.still_open = sum(row.count for row in self.bands)
        self.watched_since = stats.watched_since(self.life)
        self.each: str = form.cleaned_data["each"]
        if self.each == "month":
            since = stats.first_whole_month(self.watched_since, of=until - timedelta(days=400), until=until)
            self.flows = stats.flow_by_month(self.life, since=since, until=until)
        else:
            watched = WEEKS_SHOWN if self.watched_since is None else (until - self.watched_since).days // 7
            self.flows = stats.flow_by_week(self.life, until=until, count=max(1, min(WEEKS_SHOWN, watched)))
        self.weeks = stats.flow_by_week(self.life, until=until, count=WEEKS_LOOKED_BACK)
        self.forecast = forecast(
            self.still_open,
            weekly_in=[week.came_in for week in self.weeks],
            weekly_out=[week.went_out for week in self.weeks],
        )

    def old_measure(self, *, drills: bool) -> dict[str, Any] | None:
        """The mean of those finalised in 12 months, open ones left out, and the complaints it is of."""
        since, until = self.years[0]
        found = stats.took(self.life, self.calendar, since=since, until=until)
        if found is None:
            return None
        days = {"state": "finalised", "finalised_from": since, "finalised_to": until}
        return {
            "mean": charts_days(found.mean),
            "count": f"{found.n:,}",
            "since": since,
            "until": until,
            "url": list_of(handling=self.handling, which=self.which, **days) if drills else "",
        }

    @property
    def days(self) -> str:
        """What the curve counts in."""
        return f"{self.unit} days"

    @property
    def of_the_curve(self) -> str:
        """The complaints of the curve, as part of a sentence."""
        return "received" if self.cohort == "received" else "under way"

    @property
    def curve_words(self) -> tuple[str, ...]:
        """How the curve is counted, where it is not as usual."""
        return (
            *(["under way in the 12 months, each watched from their first day on"] * (self.cohort != "received")),
            *(["without complaints once suspended"] * (self.suspended != "with")),
            *(["in calendar days"] * (self.unit != "working")),
        )

    def endings(self, *, drills: bool) -> list[list[Any]]:
        """How the finalised ones of those received in the last 12 months ended, and the complaints of each ending."""
        since, until = self.years[0]
        rows = stats.narrowed(stats.all_complaints(), self.which).handled(self.handling)
        found = stats.endings(rows, since=since, until=until)
        total = sum(number for _, number in found)
        asked = {"state": "finalised", "received_from": since, "received_to": until}
        of = {"handling": self.handling, "which": self.which}
        return [
            [
                words or "Not stated",
                {
                    "text": f"{number:,}",
                    "url": list_of(**of, **asked, result=words or stats.NOT_STATED) if drills else "",
                },
                percent(number / total),
            ]
            for words, number in found
        ]

    def a_week(self, way: str) -> int:
        """How many came in or went out a week, of the last 12, as a whole number."""
        return round(sum(getattr(week, way) for week in self.weeks) / len(self.weeks))

    def charts(self, *, drills: bool) -> dict[str, charts.Chart]:
        """The charts of the page by name; each mark leads to its complaints where they may be seen."""
        return {
            "share": charts.Share(
                heading=compared(self.this, self.last, days=self.days),
                finding="Open complaints count as open up to the day of the extract; they are not left out."
                + self._suspended_words(),
                subtitle=(
                    f"Share finished by age in {self.days}, by the 12 months in which {self.of_the_curve}. "
                    + "; ".join((self.population, *self.curve_words))
                ),
                source=SOURCE,
                unit=self.days,
                curves=tuple(
                    charts.Curve(
                        name,
                        finished,
                        url=self.received_url(*year) if drills and not self.curve_words else "",
                        open_urls=urls if drills else {},
                    )
                    for name, finished, year, urls in (
                        (f"{self.of_the_curve.capitalize()} this year", self.this, self.years[0], self.open_urls[0]),
                        ("The year before", self.last, self.years[1], self.open_urls[1]),
                    )
                ),
            ),
            "waiting": charts.Bars(
                heading=f"{how_many(self.still_open, 'complaint is', 'complaints are')} open",
                finding=oldest_words(self.bands[-1].count, max((row.oldest or 0 for row in self.bands), default=0)),
                subtitle=f"Open complaints by working days since receipt. {self.population}",
                source=SOURCE,
                bars=tuple(
                    charts.Bar(
                        f"{row.band.label} working days", row.count, url=self.band_url(row.band) if drills else ""
                    )
                    for row in self.bands
                    if row.count
                ),
                in_order=True,
            ),
            "flow": charts.Flows(
                heading=balance(self.flows),
                finding=" ".join(
                    [
                        f"Each {self.each} balances: open at the start and received, less finalised, "
                        "is open at the end.",
                        *(so_far(self.as_at) if self.each == "month" else ()),
                        *not_watched(self.watched_since),
                    ]
                ),
                subtitle=f"Complaints received, finalised and open by {self.each}. {self.population}",
                source=SOURCE,
                flows=self.flows,
                axis=charts.Axis.MONTH if self.each == "month" else charts.Axis.DAY,
                url=self.flow_url if drills else lambda flow, way: "",
            ),
        }

    def may_leave(self, name: str) -> bool:
        """Whether a chart is what a published figure of its kind counts: the usual curve, and months."""
        return not self.curve_words if name == "share" else name != "flow" or self.each == "month"

    def publish_url(self, name: str) -> str:
        """Where the numbers of a chart are proposed for publication, for the period that they are of."""
        kind, since, until = {
            "share": ("share-finished", self.as_at - timedelta(days=364), self.as_at),
            "waiting": ("open-by-age", self.as_at, self.as_at),
            "flow": ("in-out-open", self.flows[0].since.astype("datetime64[D]").astype(object), self.as_at),
        }[name]
        query = {"figure": kind, **self.of_which, "from": since, "to": until}
        return f"{reverse('reporting:propose')}?{urlencode(query)}"

    def band_url(self, band: AgeBand) -> str:
        """The open complaints of an age."""
        return list_of(handling=self.handling, which=self.which, age=band_code(band))

    def open_url(self, day: date) -> str:
        """Those open at the end of a day."""
        return list_of(handling=self.handling, which=self.which, open_on=day)

    def band_cell(self, row: int, column: int, text: str) -> Any:
        shown = [each.band for each in self.bands if each.count]
        return {"text": text, "url": self.band_url(shown[row])} if column == 1 else text

    def share_cell(self, row: int, column: int, text: str) -> Any:
        """Those still open at an age lead to their complaints, as in the chart."""
        url = [
            urls.get(at.age)
            for finished, urls in zip((self.this, self.last), self.open_urls, strict=True)
            for at in finished.at
        ][row]
        return {"text": text, "url": url} if column == STILL_OPEN and url else text

    def _suspended_words(self) -> str:
        """How many of this year's were once suspended, and where they are."""
        if not self.once_suspended:
            return ""
        of = f"of those {self.of_the_curve}"
        told = how_many(self.once_suspended, f"{of} was", f"{of} were")
        stays, goes = ("stays in", "is left out") if self.once_suspended == 1 else ("stay in", "are left out")
        return f" {told} suspended for a time and {stays if self.suspended == 'with' else goes}."

    def _open_urls(self, finished: ShareFinished, since: date, until: date) -> dict[int, str]:
        """The complaints of a cohort still open at each age read; none where the curve is not as usual or some were not
        watched from their receipt on, because the list cannot tell these."""
        if self.curve_words or not np.isnat(self.life.watched_from).all():
            return {}
        received = {"received_from": since, "received_to": until}
        return {
            at.age: list_of(handling=self.handling, which=self.which, **received, lasted=at.age)
            for at in finished.at
            if at.at_risk
        }

    def flow_cell(self, row: int, column: int, text: str) -> Any:
        """What was open, came in and went out leads to its complaints."""
        way: Way | None = (None, *WAYS)[column]
        return text if way is None or text == "0" else {"text": text, "url": self.flow_url(self.flows[row], way)}

    def flow_url(self, flow: Flow, way: Way) -> str:
        """What was open at the start or the end of a month or week, or came in or went out in it."""
        first = flow.since.astype("datetime64[D]").astype(object)
        week, month = timedelta(days=6), (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return self._of_days(first, month if self.each == "month" else first + week, way)

    def week_row(self, flow: Flow, *, drills: bool) -> list[Any]:
        """A week that the forecast is made of: its first day and its numbers, which lead to their complaints."""
        first = flow.since.astype("datetime64[D]").astype(object)
        last = first + timedelta(days=6)
        counts = [(getattr(flow, way), self._of_days(first, last, way) if drills else "") for way in WAYS]
        return [f"{first:%-d %b %Y}", *[{"text": f"{count:,}", "url": url if count else ""} for count, url in counts]]

    def _of_days(self, first: date, last: date, way: Way) -> str:
        """What was open before the first or after the last of some days, or came in or went out on them."""
        last = min(last, self.as_at)
        if way == "start":
            return self.open_url(first - timedelta(days=1))
        if way == "end":
            return self.open_url(last)
        day, state = ("received", "counted") if way == "came_in" else ("finalised", "finalised")
        asked = {"state": state, f"{day}_from": first, f"{day}_to": last}
        return list_of(handling=self.handling, which=self.which, **asked)

    def received_url(self, since: date, until: date) -> str:
        """The complaints of a cohort."""
        return list_of(handling=self.handling, which=self.which, received_from=since, received_to=until)


def two_years(until: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The 12 months up to a day, and the 12 before them."""
    return (
        (until - timedelta(days=364), until),
        (until - timedelta(days=729), until - timedelta(days=365)),
    )


def compared(this: ShareFinished, last: ShareFinished, *, days: str = "working days") -> str:
    """This year against last, by the age at which half finish, each with its range; and whether this may be chance, by
    the shares finished at the age by which half of last year's had."""
    if this.until < 0:
        return "Too few complaints were received this year to say how long they take"
    now, then = half_in(this), half_in(last)
    if not now:
        return f"It cannot be said yet in how many {days} half of this year's complaints finish"
    told = f"Half of this year's complaints finish in {now.replace(' ', f' {days} ', 1)}"
    if not then:
        return told
    age = last.reached(0.5)
    assert age is not None
    clear = differ_by(this, last, age=age)
    may_be = "" if clear else "; this may be chance" if clear is False else "; it cannot be said whether this is chance"
    return f"{told}, against {then} the year before{may_be}"


def half_in(of: ShareFinished) -> str:
    """The age by which half finish, and between which ages that could be: "61 (56 to 67)"; empty where it is not
    reached."""
    age, (low, high) = of.reached(0.5), of.reached_between(0.5)
    if age is None or low is None:
        return ""
    return f"{age:,} ({low:,} or more)" if high is None else f"{age:,} ({low:,} to {high:,})"


def balance(flows: tuple[Flow, ...]) -> str:
    """How many more or fewer are open than when the first month began."""
    change = flows[-1].end - flows[0].start
    since = f"{flows[0].since.astype('datetime64[D]').astype(object):%-d %B %Y}"
    if not change:
        return f"As many are open as at the start of {since}"
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'} are open than at the start of {since}"


def so_far(as_at: date) -> list[str]:
    """That the newest month is not over, where it is not."""
    is_over = (as_at + timedelta(days=1)).day == 1
    return [] if is_over else [f"{as_at:%B %Y} is counted up to {as_at:%-d %B} only."]


def oldest_words(over_a_year: int, oldest: int) -> str:
    """The two facts about waiting that people ask for."""
    return (
        f"{how_many(over_a_year, 'has', 'have')} been open for more than 250 working days; the oldest for {oldest:,}."
    )
