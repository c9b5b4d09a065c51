"""What of public tables can be set against each other: which of their counts are counts of the same complaints.

A complaint finalised in a month is counted by the table of times, by that of months, and by what came in and went out,
with suspended time or without. Two of these tables may tell together what each of them hides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from complaints import stats
from complaints.stats import HANDLINGS
from pcc.figures import NOT_APPLICABLE, PublicRow, PublicTable, Region, Release, Told, days_of
from pcc.reporting.stats.publishable.kind import which_of

FINALISED, RECEIVED, OPEN = "finalised", "received", "open"
"""What complaints are counted for: in the month in which each ended or came in, or on a day on which it was open."""
OPEN_OF_RECEIVED = "open of those received"


@dataclass(frozen=True)
class Question:
    """What a table answers: its filters, its period, and the day that it is as at.

    What is open on that day is told of the day ``on``, to set it against what another table has as open on its own.
    """

    asked: Mapping[str, Any]
    since: date
    until: date
    as_at: date
    on: date

    def region(self, *, ways: frozenset[str], since: date, until: date, **narrowed: str) -> Region:
        """Of these ways of handling, in that time, as far as anything is known; of one group of a breakdown."""
        own = which_of(self.asked).narrowed | narrowed
        names = sorted(own)
        return Region(ways, since, until, " and ".join(names), ", ".join(own[name] for name in names))

    @property
    def ways(self) -> frozenset[str]:
        """The ways of handling that the filter means."""
        return frozenset(HANDLINGS[place] for place in stats.chosen_handling(self.asked.get("handling", "all")))

    def in_month(self, key: str) -> Region:
        first, last = days_of(key, "month")
        return self.region(ways=self.ways, since=max(first, self.since), until=min(last, self.until))

    def open_on(self, day: date, **narrowed: str) -> Region:
        day = self.on if day >= self.as_at else day
        return self.region(ways=self.ways, since=day, until=day, **narrowed)

    @property
    def whole(self) -> Region:
        return self.region(ways=self.ways, since=self.since, until=self.until)


def comparable(name: str, of: Question, table: PublicTable) -> dict[str, Release]:
    """The counts of a table by what they count; empty where no other table counts the same complaints."""
    known = {"in-out-open": _flows, "months": _months, "open-by-age": _by_age, "timeliness": _times}
    kind = of.asked.get("figure", "timeliness")
    if kind not in known or "session" in of.asked:
        return {}
    found: dict[str, list[Told]] = {}
    wholes: dict[str, Region] = {}
    for counted, label, region, value, is_whole in known[kind](of, table):
        found.setdefault(counted, []).append(Told(label, region, None if isinstance(value, str) else int(value)))
        if is_whole:
            wholes[counted] = region
    return {counted: Release(name, tuple(told), wholes.get(counted)) for counted, told in found.items()}


Counted = tuple[str, str, Region, Any, bool]
"""What is counted, of what in words, which complaints, the number or its mark, whether it is that of all groups."""


def _times(of: Question, table: PublicTable) -> Iterator[Counted]:
    measure, basis = of.asked.get("measure", "resolution"), of.asked.get("basis", "finalised")
    national = (measure, basis) == ("resolution", "finalised")
    by = of.asked.get("by", "all")
    number, still_open = _place(table, "number"), _place(table, "open")
    for row in table.all_rows:
        if by == "category" and row is not table.total:
            continue  # a complaint may be in several, so that these do not add up
        is_whole = row is table.total
        counted = FINALISED if national else f"{measure} by {basis}"
        yield counted, row.label, _part(of, row, by, is_whole), row.values[number], is_whole
        if measure == "resolution" and row.values[still_open] != NOT_APPLICABLE:
            counted, day = (OPEN, of.on) if national else (OPEN_OF_RECEIVED, None)
            yield counted, row.label, _part(of, row, by, is_whole, day=day), row.values[still_open], is_whole


def _part(of: Question, row: PublicRow, by: str, is_whole: bool, *, day: date | None = None) -> Region:
    """What a row of a table of times counts: which ways, when, and of which group."""
    since, until = (of.since, of.until) if day is None else (day, day)
    if is_whole or by in ("all", "category"):
        return of.region(ways=of.ways, since=since, until=until)
    if by == "handling":
        return of.region(ways=frozenset({row.key}), since=since, until=until)
    if by in stats.PERIODS:
        first, last = days_of(row.key, by)
        return of.region(ways=of.ways, since=max(first, since), until=min(last, until))
    return of.region(ways=of.ways, since=since, until=until, **{by: row.key})


def _months(of: Question, table: PublicTable) -> Iterator[Counted]:
    counted = RECEIVED if of.asked.get("measure") == "received" else FINALISED
    number = _place(table, "number")
    for row in table.rows:
        yield counted, row.label, of.in_month(row.key), row.values[number], False


def _flows(of: Question, table: PublicTable) -> Iterator[Counted]:
    for counted in (RECEIVED, FINALISED):
        place = _place(table, counted)
        for row in table.rows:
            yield counted, f"{row.label}, {counted}", of.in_month(row.key), row.values[place], False
        if table.total:
            yield counted, f"All, {counted}", of.whole, table.total.values[place], False
    start, end = _place(table, "start"), _place(table, "end")
    for row in table.rows:
        first, last = days_of(row.key, "month")
        yield OPEN, f"{row.label}, open at the start", of.open_on(first - timedelta(days=1)), row.values[start], False
        yield OPEN, f"{row.label}, open at the end", of.open_on(min(last, of.until)), row.values[end], False


def _by_age(of: Question, table: PublicTable) -> Iterator[Counted]:
    place = _place(table, "open")
    for row in table.all_rows:
        is_whole = row is table.total
        region = of.open_on(of.as_at) if is_whole else of.open_on(of.as_at, age=row.key)
        yield OPEN, row.label, region, row.values[place], is_whole


def _place(table: PublicTable, code: str) -> int:
    return next(place for place, column in enumerate(table.columns) if column.code == code)
