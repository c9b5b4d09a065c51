"""Complaints from receipt on, open ones included: share finished by age, what waits, what moved a mean."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q

from complaints.choices import Handling
from complaints.querysets import ComplaintQuerySet
from complaints.stats.columns import Columns, columns_from_facts, of_forces
from complaints.stats.timeliness import HANDLINGS, Array, by_force, chosen_handling
from pcc.figures import (
    FEWEST_AT_RISK,
    Flow,
    Moved,
    OpenInBand,
    ShareFinished,
    Summary,
    backlog,
    open_by_age,
    rounded,
    share_finished,
    summarise,
    what_moved,
)
from pcc.models import Force
from pcc.working_days import WorkingCalendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGES = (10, 28, 60, 90, 120, 180, 250)
"""Working days at which the share finished is read."""


@dataclass(frozen=True)
class Life:
    """Complaints from receipt on, finalised or not, as columns of equal length; ``finalised`` is NaT while open.

    ``measured_to`` is the as-at day of each complaint's force: nothing is known of it after that day. ``watched_from``
    is the first day of which the force's extracts hold what was finalised, where they lack the past: a complaint
    received before it is in them only because it was still open on that day. NaT where they hold everything.
    """

    received: Array
    finalised: Array
    measured_to: Array
    watched_from: Array
    handling: Array
    suspended: Array
    ids: Array | None = None

    def where(self, chosen: "NDArray[np.bool_]") -> "Life":
        return Life(
            self.received[chosen],
            self.finalised[chosen],
            self.measured_to[chosen],
            self.watched_from[chosen],
            self.handling[chosen],
            self.suspended[chosen],
            None if self.ids is None else self.ids[chosen],
        )

    def of(self, handling: str) -> "Life":
        """Those handled in that way: ``all``, ``schedule-3`` or one way's code."""
        return self.where(np.isin(self.handling, chosen_handling(handling)))


def life_from_facts(
    rows: ComplaintQuerySet, *, as_at: dict[int, date], since: date | None = None, with_ids: bool = False
) -> Life:
    """The complaints among these rows that had been received by their force's as-at day, read once.

    With ``since``, those alone that were open on that day or received after it: enough for what happened from it on.
    """
    rows = rows.counted().filter(force__in=list(as_at))
    seen_before: set[int] = set()
    if since is not None:
        closed_before = rows.filter(force=OuterRef("pk"), finalised_on__lt=since)
        seen_before = set(Force.objects.filter(Exists(closed_before)).values_list("pk", flat=True))
        rows = rows.filter(Q(finalised_on=None) | Q(finalised_on__gte=since))
    return life_of(columns_from_facts(rows, with_ids=with_ids), as_at=as_at, seen_before=seen_before)


def life_of(columns: Columns, *, as_at: Mapping[int, date], seen_before: Container[int] = ()) -> Life:
    """The complaints of these columns that had been received by their force's as-at day.

    ``seen_before`` names the forces with complaints finalised before any of these.
    """
    columns = of_forces(columns, as_at)
    measured_to = by_force(columns.force, as_at)
    finalised = columns.finalised.copy()
    finalised[finalised > measured_to] = np.datetime64("NaT")
    life = Life(
        columns.received,
        finalised,
        measured_to,
        _watched_from(columns.force, columns.received, finalised, seen_before),
        columns.handling,
        columns.suspended,
        columns.ids,
    )
    return life.where(columns.received <= measured_to)


@dataclass(frozen=True)
class Gaps:
    """What extracts seem not to hold: anything finalised before ``nothing_before``, or any open complaint."""

    nothing_before: date | None
    none_open: bool


def gaps(life: Life) -> Gaps:
    """What the extracts of these complaints lack, so that nobody takes a gap for a finding."""
    watched = life.watched_from[~np.isnat(life.watched_from)]
    return Gaps(
        nothing_before=watched.max().astype("datetime64[D]").astype(object) if len(watched) else None,
        none_open=len(life.received) > 0 and not np.isnat(life.finalised).any(),
    )


LACKS_THE_PAST_AFTER = np.timedelta64(90, "D")
"""A force that receives complaints finalises some within weeks: a longer silence at the start is a missing past."""


def _watched_from(force: Array, received: Array, finalised: Array, seen_before: Container[int]) -> Array:
    """The first day finalised of each complaint's force where the past is missing before it; NaT where it is not.

    It is missing when ten complaints or more were received before that day, the first of them over 90 days before it.
    Forces of ``seen_before`` have earlier complaints that are not among these.
    """
    found = np.full(len(force), np.datetime64("NaT"), dtype="datetime64[D]")
    for one in np.unique(force):
        if int(one) in seen_before:
            continue
        own = force == one
        first = np.fmin.reduce(finalised[own])  # which passes NaT by
        earlier = received[own] < first
        if np.count_nonzero(earlier) >= FEWEST_AT_RISK and first - received[own].min() > LACKS_THE_PAST_AFTER:
            found[own] = first
    return found


def watched_since(life: Life) -> date | None:
    """The day from which all these complaints are watched, where the extracts lack the past before it; None where they
    do not. What was open or finalised before it is not known."""
    return gaps(life).nothing_before


def first_whole_month(watched_since: date | None, *, of: date, until: date) -> date:
    """The first day of the first month that was watched throughout, none earlier than that of ``of`` and none later
    than that of ``until``: the numbers of a month of which only a part was watched would be too small."""
    first, last = of.replace(day=1), until.replace(day=1)
    if watched_since is not None:
        before = watched_since - timedelta(days=1)
        first = max(first, (before.replace(day=28) + timedelta(days=4)).replace(day=1))
    return min(first, last)


def of_period(life: Life, *, since: date, until: date, cohort: str = "received") -> Life:
    """The complaints ``received`` in a period; or those ``experienced``, under way in it whenever they came."""
    first, last = np.datetime64(since, "D"), np.datetime64(until, "D")
    if cohort == "received":
        return life.where((life.received >= first) & (life.received <= last))
    return life.where((life.received <= last) & ~(life.finalised < first))  # NaT is not earlier


def share_by_age(
    life: Life,
    calendar: WorkingCalendar,
    *,
    since: date,
    until: date,
    cohort: str = "received",
    unit: str = "working",
) -> ShareFinished:
    """What share of a period's complaints had finished by each age, in working or calendar days, open ones included.

    Those of ``of_period``. One that is ``experienced`` is watched only from the period's first day to its last, so that
    the period is judged by all that it dealt with and not only by its own arrivals.

    One minus the Kaplan-Meier estimate: a complaint still open counts as open up to its as-at day, and is not dropped.
    One that was not watched from its receipt on, because it is older than the period or because the extracts lack the
    past, counts from the age at which it began to be watched (delayed entry).
    """
    chosen = of_period(life, since=since, until=until, cohort=cohort)
    watched_from, watched_to = chosen.watched_from, chosen.measured_to
    if cohort == "experienced":
        watched_from = np.fmax(watched_from, np.datetime64(since, "D"))  # which passes NaT by
        watched_to = np.minimum(watched_to, np.datetime64(until, "D"))
    is_finished = chosen.finalised <= watched_to  # NaT, of the open ones, is not
    ends = np.where(is_finished, chosen.finalised, watched_to).astype("datetime64[D]")
    late = watched_from > chosen.received
    entry = np.zeros(len(ends), dtype=np.int32)
    entry[late] = _ages(chosen.received[late], watched_from[late], calendar, unit)
    return share_finished(entry, _ages(chosen.received, ends, calendar, unit), is_finished, at=AGES)


def _ages(starts: Array, ends: Array, calendar: WorkingCalendar, unit: str) -> Array:
    found: Array = (ends - starts).astype(np.int32) if unit == "calendar" else calendar.days_between(starts, ends)
    return found


def endings(rows: ComplaintQuerySet, *, since: date, until: date) -> list[tuple[str, int]]:
    """How the finalised ones of the complaints received in a period ended: the force's words, empty where it says
    nothing, with how many, the most frequent first."""
    ended = rows.counted().filter(received_on__range=(since, until)).exclude(finalised_on=None)
    counts = ended.order_by().values_list("result").annotate(number=Count("pk"))
    return list(counts.order_by("-number", "result"))


def took(life: Life, calendar: WorkingCalendar, *, since: date, until: date) -> Summary | None:
    """How many working days those finalised in a period took: of closed ones alone. None where there are none."""
    days = life.finalised  # NaT is in no period
    closed = life.where((days >= np.datetime64(since, "D")) & (days <= np.datetime64(until, "D")))
    return summarise(calendar.days_between(closed.received, closed.finalised))


def open_in_bands(life: Life, calendar: WorkingCalendar) -> tuple[OpenInBand, ...]:
    """The open complaints by age in working days on their force's as-at day."""
    still_open = life.where(np.isnat(life.finalised))
    return open_by_age(calendar.days_between(still_open.received, still_open.measured_to))


def open_on(life: Life, day: date) -> int:
    """How many were open at the end of a day."""
    on = np.datetime64(day, "D")
    return int(((life.received <= on) & (np.isnat(life.finalised) | (life.finalised > on))).sum())


def flow_by_month(life: Life, *, since: date, until: date) -> tuple[Flow, ...]:
    """Open at the start, received, finalised and open at the end of each month, of the last one up to ``until``;
    refused unless every month balances."""
    first, last = np.datetime64(since, "M"), np.datetime64(until, "M")
    edges = np.append(np.arange(first, last + 1).astype("datetime64[D]"), np.datetime64(until, "D") + 1)
    return backlog(life.received, life.finalised, edges)


@dataclass(frozen=True)
class Way:
    """One way of counting a year's mean: of which complaints, from which set, with what time, in which days.

    ``population`` is the filter that ``handling`` says in words.
    """

    population: str
    handling: str
    basis: str
    suspension: str
    unit: str
    n: int
    mean: float | None

    def gives(self, stated: float) -> bool:
        """Whether this way gives a stated figure, rounded as it is stated: to one decimal, or to whole days."""
        if self.mean is None:
            return False
        return any(rounded(self.mean, places) == rounded(stated, places) for places in as_stated(stated))


def as_stated(stated: float) -> tuple[int, ...]:
    """To how many decimals a stated figure may have been rounded: to one, and a whole number to none."""
    return (1, 0) if stated == int(stated) else (1,)


FINALISED_IN_IT = "finalised in the year"
BASES = (FINALISED_IN_IT, "received in the year")
SUSPENSIONS = ("counted in", "left out")
UNITS = ("working days", "calendar days")
POPULATIONS = {"schedule-3": "Schedule 3", "outside": "Outside Schedule 3", "all": "All complaints"}


def counted_other_ways(life: Life, calendar: WorkingCalendar, *, year: int) -> tuple[Way, ...]:
    """The mean of one calendar year counted every way that offices count it, so that a stated figure finds its own.

    The mean of those received leaves out the ones still open; it is listed because offices publish it.
    """
    closed = life.where(~np.isnat(life.finalised))
    working = calendar.days_between(closed.received, closed.finalised)
    passed = (closed.finalised - closed.received).astype(np.int32)
    ways = []
    for (code, handling), basis, suspension, unit in product(POPULATIONS.items(), BASES, SUSPENSIONS, UNITS):
        day = closed.finalised if basis == BASES[0] else closed.received
        chosen = np.isin(closed.handling, chosen_handling(code)) & _in_year(day, year)
        days = (working if unit == UNITS[0] else passed)[chosen]
        if suspension == SUSPENSIONS[1]:
            if unit == UNITS[1]:
                continue  # the force states suspended time in working days: it cannot be taken from calendar days
            days = np.maximum(days - closed.suspended[chosen], 0)
        ways.append(Way(code, handling, basis, suspension, unit, len(days), float(days.mean()) if len(days) else None))
    return tuple(ways)


def what_moved_the_mean(
    life: Life, calendar: WorkingCalendar, *, before: int, after: int, handling: str = "all"
) -> Moved | None:
    """The change between two calendar years of the mean working days of complaints finalised, by way of handling.

    Split into a change of mix and change within each way, summing exactly; None when a year has none.
    """
    closed = life.where(~np.isnat(life.finalised) & np.isin(life.handling, chosen_handling(handling)))
    working = calendar.days_between(closed.received, closed.finalised)

    def groups(year: int) -> dict[str, Array]:
        in_year = _in_year(closed.finalised, year)
        return {
            str(Handling(HANDLINGS[place]).label): working[in_year & (closed.handling == place)]
            for place in np.unique(closed.handling)
        }

    return what_moved(groups(before), groups(after))


def _in_year(days: Array, year: int) -> "NDArray[np.bool_]":
    return (days >= np.datetime64(f"{year}-01-01")) & (days <= np.datetime64(f"{year}-12-31"))
