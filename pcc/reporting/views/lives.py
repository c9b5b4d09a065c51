"""Is it getting better? The reports that count open complaints in, and the one that takes a stated mean apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from complaints import stats
from complaints.choices import Handling
from pcc import audit, charts
from pcc.errors import RuleBroken
from pcc.figures import WEEKS_LOOKED_BACK, AgeBand, Flow, Moved, ShareFinished, forecast, how_many, what_if
from pcc.models import BankHoliday
from pcc.reporting.forms.complaints import HandlingForm, WhatIfForm, WhyForm
from pcc.reporting.views.reports import ReportPage, as_file, drawn, list_of, whole_life
from pcc.roles import FREEZES_FIGURES, SEES_COMPLAINTS

SOURCE = "The force's extracts, complaints from receipt on. Open complaints are measured to the day of the extract."


class CountedIn(ReportPage):
    """Share finished by age this year and last, open complaints by age, whether the force keeps up, and what if."""

    template_name = "reporting/counted_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = HandlingForm.asked(self.request.GET.dict(), forces=self.forces)
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
        publish = {name: {"publish_url": counted.publish_url(name) if may_publish else ""} for name in made}
        return context | {
            "as_at": counted.as_at,
            "filters": counted.population,
            "sentence": f"{counted.population}, received in the last 12 months: {counted.this.in_words().lower()} "
            f"{how_many(counted.still_open, 'is', 'are')} open.",
            "forecast": counted.forecast.words,
            "share": drawn(made["share"], files=files("share"), cell=counted.share_cell if drills else None)
            | publish["share"],
            "waiting": drawn(made["waiting"], files=files("waiting"), cell=counted.band_cell if drills else None)
            | publish["waiting"],
            "flow": drawn(made["flow"], files=files("flow"), cell=counted.flow_cell if drills else None)
            | publish["flow"],
            "rows_url": list_of(handling=handling, which=counted.which, state="open") if drills else "",
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
        form = HandlingForm.asked(request.GET.dict())
        if not form.is_valid():
            raise RuleBroken(" ".join(fault for faults in form.errors.values() for fault in faults))
        counted = Counted(form)
        made = counted.charts(drills=False)
        return as_file(request, made, **kwargs, as_at=counted.as_at, filters=counted.population)


COHORTS = 25
"""Months that the report on open complaints looks back: two cohorts of a year, and what is left of the oldest month."""

STILL_OPEN = 4
"""The column of the table of shares that counts those still open at an age."""


class Counted:
    """What the report on open complaints is asked for, worked out once."""

    def __init__(self, form: HandlingForm) -> None:
        self.handling: str = form.cleaned_data["handling"]
        self.which, self.population = form.which, form.population
        self.query = {"handling": self.handling} | self.which.narrowed
        self.calendar = BankHoliday.objects.as_calendar()
        life, self.as_at = whole_life(form.forces, self.which, months=COHORTS)
        self.life = life.of(self.handling)
        until = self.as_at
        self.years = two_years(until)
        self.this, self.last = (
            stats.share_by_age(self.life, self.calendar, since=start, until=end) for start, end in self.years
        )
        self.open_urls = (self._open_urls(self.this, *self.years[0]), self._open_urls(self.last, *self.years[1]))
        self.bands = stats.open_in_bands(self.life, self.calendar)
        self.still_open = sum(row.count for row in self.bands)
        self.flows = stats.flow_by_month(self.life, since=until - timedelta(days=400), until=until)
        self.weeks = stats.flow_by_week(self.life, until=until, count=WEEKS_LOOKED_BACK)
        self.forecast = forecast(
            self.still_open,
            weekly_in=[week.came_in for week in self.weeks],
            weekly_out=[week.went_out for week in self.weeks],
        )

    def a_week(self, way: str) -> int:
        """How many came in or went out a week, of the last 12, as a whole number."""
        return round(sum(getattr(week, way) for week in self.weeks) / len(self.weeks))

    def charts(self, *, drills: bool) -> dict[str, charts.Chart]:
        """The charts of the page by name; each mark leads to its complaints where they may be seen."""
        change = self.flows[-1].end - self.flows[0].start
        fewer = "more" if change > 0 else "fewer"
        return {
            "share": charts.Share(
                heading=compared(self.this, self.last),
                finding="Open complaints count as open up to the day of the extract; they are not left out.",
                subtitle=(
                    "Share finished by age in working days, by the 12 months in which received. " + self.population
                ),
                source=SOURCE,
                unit="working days",
                curves=tuple(
                    charts.Curve(
                        name,
                        finished,
                        url=self.received_url(*year) if drills else "",
                        open_urls=urls if drills else {},
                    )
                    for name, finished, year, urls in (
                        ("Received this year", self.this, self.years[0], self.open_urls[0]),
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
                heading=f"{how_many(abs(change), f'{fewer} is', f'{fewer} are')} open than {len(self.flows)} months ago"
                if change
                else f"As many are open as {len(self.flows)} months ago",
                finding="Each month balances: open at the start and received, less finalised, is open at the end.",
                subtitle=f"Complaints received, finalised and open by month. {self.population}",
                source=SOURCE,
                flows=self.flows,
                axis=charts.Axis.MONTH,
                url=self.flow_url if drills else lambda flow, way: "",
            ),
        }

    def publish_url(self, name: str) -> str:
        """Where the numbers of a chart are proposed for publication, for the period that they are of."""
        kind, since, until = {
            "share": ("share-finished", self.as_at - timedelta(days=364), self.as_at),
            "waiting": ("open-by-age", self.as_at, self.as_at),
            "flow": ("in-out-open", self.flows[0].since.astype("datetime64[D]").astype(object), self.as_at),
        }[name]
        query = {"figure": kind, **self.query, "from": since, "to": until}
        return f"{reverse('reporting:propose')}?{urlencode(query)}"

    def band_url(self, band: AgeBand) -> str:
        """The open complaints of an age, by the days on which they were received."""
        asked: dict[str, Any] = {"state": "open", "received_to": self._received(band.low)}
        if band.high is not None:
            asked["received_from"] = self._received(band.high + 1) + timedelta(days=1)
        return list_of(handling=self.handling, which=self.which, **asked)

    def _received(self, age: int) -> date:
        """The last day of receipt of those that are at least ``age`` working days old on the as-at day."""
        days = np.arange(np.datetime64(self.as_at, "D") - (age * 2 + 30), np.datetime64(self.as_at, "D") + 1)
        old = self.calendar.days_between(days, np.full(len(days), np.datetime64(self.as_at, "D"))) >= age
        return days[old][-1].astype(object)  # type: ignore[no-any-return]

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

    def _open_urls(self, finished: ShareFinished, since: date, until: date) -> dict[int, str]:
        """The complaints of a cohort still open at each age read; none where some were not watched from their receipt
        on, because the list cannot tell these."""
        if not np.isnat(self.life.watched_from).all():
            return {}
        received = {"received_from": since, "received_to": until}
        return {
            at.age: list_of(handling=self.handling, which=self.which, **received, lasted=at.age)
            for at in finished.at
            if at.at_risk
        }

    def flow_cell(self, row: int, column: int, text: str) -> Any:
        """What came in and what went out lead to their complaints."""
        way = {2: "came_in", 3: "went_out"}.get(column)
        return text if way is None or text == "0" else {"text": text, "url": self.flow_url(self.flows[row], way)}

    def flow_url(self, flow: Flow, way: str) -> str:
        """What came in, or went out, in a month."""
        day = "received" if way == "came_in" else "finalised"
        first = flow.since.astype("datetime64[D]").astype(object)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        asked = {f"{day}_from": first, f"{day}_to": min(last, self.as_at)}
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


def compared(this: ShareFinished, last: ShareFinished) -> str:
    """This year against last, by the age at which half had finished."""
    now, then = this.reached(0.5), last.reached(0.5)
    if now is None:
        return "Half of this year's complaints have not finished yet"
    before = "" if then is None else f", against {then:,} the year before"
    return f"Half of this year's complaints finished within {now:,} working days{before}"


def oldest_words(over_a_year: int, oldest: int) -> str:
    """The two facts about waiting that people ask for."""
    return (
        f"{how_many(over_a_year, 'has', 'have')} been open for more than 250 working days; the oldest for {oldest:,}."
    )


class Why(ReportPage):
    """Why a stated mean? The year counted every way that offices count it, and what moved it from another year."""

    template_name = "reporting/why.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = WhyForm.asked(self.request.GET.dict(), year=today.year - 1, forces=self.forces)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        given = form.cleaned_data
        calendar = BankHoliday.objects.as_calendar()
        as_at = stats.as_at_of(stats.forces_with_complaints(form.which.force), on=today)
        life = stats.life_from_facts(stats.narrowed(stats.all_complaints(), form.which), as_at=as_at)
        ways = stats.counted_other_ways(life, calendar, year=given["year"])
        rows_of = Rows(form.which, drills=bool(self.person.roles & SEES_COMPLAINTS))
        gives = [way for way in ways if given["stated"] is not None and way.gives(given["stated"])]
        moved = stats.what_moved_the_mean(
            life, calendar, before=given["before"], after=given["year"], handling=given["handling"]
        )
        audit.record("figures.read", by=self.person, figure="why", year=given["year"], before=given["before"])
        return context | {
            "as_at": stats.oldest(as_at, on=today),
            "sentence": moved_words(moved, before=given["before"], after=given["year"]),
            "way_columns": [
                {"label": "Complaints"},
                {"label": f"Mean of {given['year']}", "numeric": True},
                {"label": "Number", "numeric": True},
                {"label": "Days"},
                {"label": "Which ones"},
                {"label": "Suspended time"},
            ],
            "way_rows": [way_row(way, found=way in gives, url=rows_of.way(way, given["year"])) for way in ways],
            "found": given["stated"] is None or bool(gives),
            "stated_words": stated_words(given["stated"], gives, year=given["year"]),
            "filters": f"{form.population}; {given['year']} against {given['before']}",
            "part_columns": [
                {"label": "Handling"},
                {"label": "By taking longer", "numeric": True},
                {"label": "By mix", "numeric": True},
                {"label": f"Mean {given['before']}", "numeric": True},
                {"label": f"Mean {given['year']}", "numeric": True},
                {"label": f"Number {given['before']}", "numeric": True},
                {"label": f"Number {given['year']}", "numeric": True},
            ],
            "part_rows": part_rows(moved, rows_of=rows_of, before=given["before"], after=given["year"]),
            "part_foot": part_foot(moved),
            "year": given["year"],
            "before": given["before"],
        }


@dataclass(frozen=True)
class Rows:
    """The lists of complaints behind the numbers of a year, where the person may see them."""

    which: stats.Which
    drills: bool

    def of(self, handling: str, year: int, *, by: str = "finalised") -> str:
        """Those of a way of handling that were finalised in a year, or received in it and finalised since."""
        if not self.drills:
            return ""
        days = {f"{by}_from": date(year, 1, 1), f"{by}_to": date(year, 12, 31)}
        return list_of(handling=handling, which=self.which, state="finalised", **days)

    def way(self, way: stats.Way, year: int) -> str:
        return self.of(way.population, year, by="finalised" if way.basis == stats.FINALISED_IN_IT else "received")


def number(count: int, url: str) -> Any:
    """A count that leads to what it counts, where there is any and the person may see it."""
    return {"text": f"{count:,}", "url": url} if count and url else f"{count:,}"


def way_row(way: stats.Way, *, found: bool, url: str) -> dict[str, Any]:
    """One way of counting; the way that gives the stated figure stands out, in words as well."""
    mean: Any = "–" if way.mean is None else charts.days(way.mean)
    if found:
        mean = {"text": mean, "hint": "The stated figure"}
    unit = way.unit.removesuffix(" days")
    return {"cells": [way.handling, mean, number(way.n, url), unit, way.basis, way.suspension], "current": found}


def stated_words(stated: float | None, gives: list[stats.Way], *, year: int) -> str:
    """Which ways of counting give the mean that somebody stated, in a sentence; empty where none was stated."""
    if stated is None or not gives:
        return ""
    told = [
        f"{way.handling}, {way.basis}, in {way.unit}, suspended time {way.suspension} ({how_many(way.n, 'complaint')})"
        for way in gives
    ]
    return f"{charts.days(stated)} is the mean of {year} of: {'; or of: '.join(told)}."


def signed(days: float) -> str:
    return f"{days:+,.1f}".replace("-", "\N{MINUS SIGN}")


def part_rows(moved: Moved | None, *, rows_of: Rows, before: int, after: int) -> list[list[Any]]:
    """What each way of handling did to the mean; its numbers lead to its complaints."""
    if moved is None:
        return []
    codes = {str(handling.label): handling.value for handling in Handling}
    return [
        [
            part.group,
            signed(part.within),
            signed(part.mix),
            "–" if part.mean_before is None else charts.days(part.mean_before),
            "–" if part.mean_after is None else charts.days(part.mean_after),
            number(part.n_before, rows_of.of(codes[part.group], before)),
            number(part.n_after, rows_of.of(codes[part.group], after)),
        ]
        for part in moved.parts
    ]


def part_foot(moved: Moved | None) -> list[str]:
    if moved is None:
        return []
    before, after = (sum(getattr(part, name) for part in moved.parts) for name in ("n_before", "n_after"))
    means = [charts.days(moved.before), charts.days(moved.after)]
    return ["All", signed(moved.within), signed(moved.mix), *means, f"{before:,}", f"{after:,}"]


def moved_words(moved: Moved | None, *, before: int, after: int) -> str:
    """What moved the mean, in a sentence; the two parts add up to the change exactly."""
    if moved is None:
        return f"There are no finalised complaints in {before} or in {after} to compare."
    return (
        f"The mean went from {charts.days(moved.before)} working days in {before} to {charts.days(moved.after)} in "
        f"{after}: {signed(moved.within)} because each way of handling took longer or shorter, and "
        f"{signed(moved.mix)} because the mix of ways changed."
    )
