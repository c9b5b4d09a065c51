"""How long complaints take, by what ended in a period or by what was received in it, and how many are open.

A duration is the difference of two calendar ordinals. Facts and kept figures become the same ``columns``, and
every figure is a pure function of those columns, so that a page, a job, the API and the command line cannot disagree.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from complaints.choices import SCHEDULE_3, Handling
from complaints.stats.definitions import definition_of
from pcc import spans
from pcc.errors import RuleBroken
from pcc.exports import csv_text
from pcc.figures import Definition, LeftOut, Summary, Tally
from pcc.working_days import WorkingCalendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_] | NDArray[np.intp] | slice

Array = spans.Array

HANDLINGS = tuple(Handling.values)

PERIODS = ("month", "quarter", "year", "fy")
WORDS = ("category", "area")
GROUPINGS = ("all", *PERIODS, "handling", *WORDS, "force")
"""What figures can be broken down by. A complaint counts in each category that any of its allegations has."""


NOT_STATED = "not-stated"
"""How an area that the force left empty is named in addresses."""


@dataclass(frozen=True)
class Which:
    """Which complaints a figure is narrowed to, besides their handling: by the code of the force, an area as the force
    writes it, a category that any of the allegations has. Empty for all."""

    force: str = ""
    area: str = ""
    category: str = ""

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters in force, by name."""
        return {name: value for name, value in vars(self).items() if value}

    @property
    def has_words(self) -> bool:
        """Whether only the complaints themselves can say which they are: kept figures hold no words."""
        return bool(self.area or self.category)

    @property
    def in_words(self) -> str:
        """The filters in force, for a sentence that already names the handling; empty while there is none."""
        area = "not stated" if self.area == NOT_STATED else self.area
        named = (("force", self.force), ("area", area), ("category", self.category))
        return "; ".join(f"{name} {value}" for name, value in named if value)


@dataclass(frozen=True)
class Asked:
    """What a report is asked for. RuleBroken when it cannot be answered."""

    since: date
    until: date
    by: str = "all"
    handling: str = "all"
    measure: str = "resolution"
    basis: str = "finalised"
    suspension: str = "with"
    force: str = ""
    area: str = ""
    category: str = ""

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise RuleBroken("The period ends before it starts: give the earlier day first.")
        if self.by not in GROUPINGS:
            raise RuleBroken(f"Figures cannot be broken down by {self.by}. They can by: {', '.join(GROUPINGS[1:])}.")
        chosen_handling(self.handling)
        assert self.definition

    @property
    def which(self) -> Which:
        return Which(self.force, self.area, self.category)

    @property
    def definition(self) -> Definition:
        return definition_of(self.measure, basis=self.basis, suspension=self.suspension)

    @property
    def counts_calendar_days(self) -> bool:
        """Suspended time is stated in working days, so there are no calendar days without it."""
        return self.suspension == "with"

    @property
    def splits_open(self) -> bool:
        """Whether an open complaint belongs to one part: it has a way of handling, but no month in which it ended."""
        return self.basis == "received" or self.by not in PERIODS


@dataclass(frozen=True)
class Closed:
    """What has ended, as columns of equal length: the day it is counted by, handling (place in HANDLINGS), force, days.

    ``words`` is there for a breakdown by area (the place of each one's area) or by category (a row a category).
    """

    day: Array
    handling: Array
    force: Array
    working: Array
    calendar: Array
    words: Array | None = None
    ids: Array | None = None

    @property
    def month(self) -> Array:
        """The month of the period that each is counted in."""
        return spans.months_of(self.day)

    def in_order(self) -> "Closed":
        """By the day they are counted by, as ``within`` needs them."""
        return self.where(np.argsort(self.day.view(np.int64), kind="stable"))

    def within(self, since: date, until: date) -> "Closed":
        """Those of a shorter period, where they stand in order: a piece of the columns, which copies nothing."""
        return self.where(_piece(self.day, since, until))

    def where(self, chosen: "Chosen") -> "Closed":
        return Closed(
            self.day[chosen],
            self.handling[chosen],
            self.force[chosen],
            self.working[chosen],
            self.calendar[chosen],
            None if self.words is None else self.words[..., chosen],
            None if self.ids is None else self.ids[chosen],
        )


@dataclass(frozen=True)
class Open:
    """What is open on its force's as-at day: handling (a place in HANDLINGS), force, the day received."""

    handling: Array
    force: Array
    received: Array
    words: Array | None = None

    def __len__(self) -> int:
        return len(self.received)

    @property
    def month(self) -> Array:
        """The month in which each was received."""
        return spans.months_of(self.received)

    def in_order(self) -> "Open":
        """By the day received, as ``within`` needs them."""
        return self.where(np.argsort(self.received.view(np.int64), kind="stable"))

    def within(self, since: date, until: date) -> "Open":
        """Those received in a shorter period, where they stand in order."""
        return self.where(_piece(self.received, since, until))

    def where(self, chosen: "Chosen") -> "Open":
        return Open(
            self.handling[chosen],
            self.force[chosen],
            self.received[chosen],
            None if self.words is None else self.words[..., chosen],
        )


def _piece(days: Array, since: date, until: date) -> slice:
    """Where the days of a period stand among days in rising order."""
    first = np.searchsorted(days, np.datetime64(since, "D"))
    return slice(int(first), int(np.searchsorted(days, np.datetime64(until, "D"), side="right")))


class Named(Protocol):
    """A force, for the lines of a breakdown by force."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Line:
    """One row of a table: working-day and calendar-day figures of what it counts, and how many of it are open.

    ``open`` is None where an open complaint belongs to no one row, such as a month finalised.
    """

    key: str
    label: str
    n: int
    working: Summary | None
    calendar: Summary | None
    open: int | None = None


@dataclass(frozen=True)
class Restated:
    """A month whose figures are others than those once shown, and why."""

    force: str
    month: date
    on: date
    because: str


@dataclass(frozen=True)
class Report:
    """Timeliness of a period: the whole, its parts, what is still open, and what was left out.

    ``as_at`` is the day open complaints are measured to: the oldest of the forces' extracts. ``open`` counts them.
    """

    asked: Asked
    total: Line
    lines: tuple[Line, ...]
    open: int
    left_out: tuple[LeftOut, ...]
    as_at: date
    calendar: str
    restated: tuple[Restated, ...] = ()

    @property
    def definition(self) -> Definition:
        return self.asked.definition

    @property
    def since(self) -> date:
        return self.asked.since

    @property
    def until(self) -> date:
        return self.asked.until

    @property
    def by(self) -> str:
        return self.asked.by

    @property
    def handling(self) -> str:
        return self.asked.handling

    def as_json(self, *, places: int = 2) -> dict[str, Any]:
        """The report for JSON and for CSV: means and percentiles to two decimals, or as many as a frozen one keeps."""
        return {
            "figure": self.definition.code,
            "definition": self.definition.code,
            "version": self.definition.version,
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
            "by": self.by,
            "handling": self.handling,
            "measure": self.asked.measure,
            "basis": self.asked.basis,
            "suspension": self.asked.suspension,
            "force": self.asked.force,
            "area": self.asked.area,
            "category": self.asked.category,
            "as_at": self.as_at.isoformat(),
            "calendar": self.calendar,
            **_numbers(self.total, places),
            "open": self.open,
            "left_out": [{"reason": item.reason, "count": item.count} for item in self.left_out],
            "rows": [
                {"key": line.key, "label": line.label, **_numbers(line, places), "open": line.open}
                for line in self.lines
            ],
            "restated": [
                {
                    "force": item.force,
                    "month": f"{item.month:%Y-%m}",
                    "on": item.on.isoformat(),
                    "because": item.because,
                }
                for item in self.restated
            ],
        }

    def as_csv(self) -> str:
        """The report as tidy rows: one a group and one for the whole, each with its filters and as-at day."""
        whole = self.as_json()
        shared = {name: whole[name] for name in SHARED}
        rows = [*whole["rows"], {"key": "all", "label": "All", **{name: whole[name] for name in (*NUMBERS, "open")}}]
        return csv_text(["key", "label", *NUMBERS, "open", *SHARED], [row | shared for row in rows])


SHARED = (
    "from",
    "to",
    "by",
    "handling",
    "measure",
    "basis",
    "suspension",
    "force",
    "area",
    "category",
    "as_at",
    "definition",
    "version",
    "calendar",
)
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


def _numbers(line: Line, places: int) -> dict[str, Any]:
    names = ("mean", "median", "p75", "p90")
    working = {name: round(getattr(line.working, name), places) if line.working else None for name in names}
    days = {
        f"calendar_{name}": round(getattr(line.calendar, name), places) if line.calendar else None for name in names
    }
    return {"n": line.n, **working, **days}


def report(
    closed: Closed,
    still_open: Open,
    *,
    asked: Asked,
    left: tuple[LeftOut, ...],
    as_at: date,
    calendar: WorkingCalendar,
    forces: Mapping[int, Named],
    words: Sequence[str] = (),
) -> Report:
    """The report of these columns; ``words`` are the areas or categories that a breakdown by them has."""
    chosen = chosen_handling(asked.handling)
    if len(chosen) < len(HANDLINGS):
        closed = closed.where(np.isin(closed.handling, chosen))
        still_open = still_open.where(np.isin(still_open.handling, chosen))
    total, lines = _counted(closed, still_open, asked, forces, words)
    return Report(
        asked=asked,
        total=total,
        lines=tuple(lines),
        open=len(still_open),
        left_out=left,
        as_at=as_at,
        calendar=calendar.version,
    )


def chosen_handling(handling: str) -> list[int]:
    """The places in HANDLINGS that a choice of handling means: ``all``, ``schedule-3`` or one way's code."""
    if handling == "all":
        return list(range(len(HANDLINGS)))
    if handling == "schedule-3":
        return [HANDLINGS.index(code) for code in SCHEDULE_3]
    code = handling.upper().replace("-", "_")
    if code not in HANDLINGS:
        known = ", ".join(value.lower().replace("_", "-") for value in HANDLINGS)
        raise RuleBroken(f"There is no way of handling called {handling}. There are: all, schedule-3, {known}.")
    return [HANDLINGS.index(code)]


def by_force(force: Array, days: Mapping[int, date]) -> Array:
    """The day of each one's force."""
    if not len(force):
        return np.empty(0, dtype="datetime64[D]")
    first = int(force.min())
    known = np.full(int(force.max()) - first + 1, np.datetime64("NaT"), dtype="datetime64[D]")
    for pk, day in days.items():
        if 0 <= pk - first < len(known):
            known[pk - first] = day
    found: Array = known[force - first]
    return found


def _counted(
    closed: Closed, still_open: Open, asked: Asked, forces: Mapping[int, Named], words: Sequence[str]
) -> tuple[Line, list[Line]]:
    """The line of all, and those of the parts."""
    if asked.by in ("all", "category"):  # a complaint may be in several categories, so that these do not add up
        return _whole(closed, asked, len(still_open)), list(_categories(closed, still_open, asked, words))
    keys, name = _keys(closed, asked.by), _name(asked.by, forces, words)
    waiting_keys = _keys(still_open, asked.by) if asked.splits_open else keys[:0]
    known, part, waiting_part = _parts(keys, waiting_keys)
    working = Tally.of(closed.working, part, parts=len(known))
    passed = Tally.of(closed.calendar, part, parts=len(known)) if asked.counts_calendar_days else None
    days = passed.each if passed else [None] * len(known)
    still = np.bincount(waiting_part, minlength=len(known)).tolist()
    lines = [
        Line(*name(key), took.n if took else 0, took, passed_days, waiting if asked.splits_open else None)
        for key, took, passed_days, waiting in zip(known.tolist(), working.each, days, still, strict=True)
    ]
    total = Line("all", "All", len(keys), working.together, passed.together if passed else None, len(still_open))
    return total, lines


def _categories(closed: Closed, still_open: Open, asked: Asked, words: Sequence[str]) -> Iterator[Line]:
    if asked.by != "category":
        return
    assert closed.words is not None and still_open.words is not None
    for place, word in enumerate(words):
        held = closed.words[place]
        waiting = int(still_open.words[place].sum())
        if held.any() or waiting:
            yield replace(_whole(closed.where(held), asked, waiting), key=word, label=word)


def _whole(closed: Closed, asked: Asked, waiting: int) -> Line:
    alone = np.zeros(len(closed.working), dtype=np.int64)
    working = Tally.of(closed.working, alone, parts=1).together
    passed = Tally.of(closed.calendar, alone, parts=1).together if asked.counts_calendar_days else None
    return Line("all", "All", len(closed.working), working, passed, waiting)


def _parts(*columns: Array) -> tuple[Array, ...]:
    """The keys that occur in any of these columns, rising, and the place of each one's key among them.

    Keys are whole numbers near each other: marking which occur costs less than sorting them all.
    """
    held = [column for column in columns if len(column)]
    if not held:
        return (np.empty(0, dtype=np.int64), *columns)
    first = min(int(column.min()) for column in held)
    occurs = np.zeros(max(int(column.max()) for column in held) - first + 1, dtype=bool)
    for column in held:
        occurs[column - first] = True
    place = np.cumsum(occurs) - 1
    return (np.flatnonzero(occurs) + first, *(place[column - first] for column in columns))


def _keys(columns: Closed | Open, by: str) -> Array:
    """The part that each complaint belongs to, as numbers in the order in which parts are listed."""
    if by == "handling":
        return columns.handling
    if by == "force":
        return columns.force
    if by == "area":
        assert columns.words is not None
        if (columns.words == spans.NOTHING).any():
            raise RuleBroken("Complaints of a new area came in while they were counted. Ask again.")
        return columns.words
    month = columns.month.astype(np.int64)
    return month if by == "month" else (month - FIRST_MONTH.get(by, 0)) // MONTHS_IN[by]


MONTHS_IN = {"quarter": 3, "year": 12, "fy": 12}
FIRST_MONTH = {"fy": 3}
"""Months of a calendar year before the first one of a period, where it is not January."""


def _name(by: str, forces: Mapping[int, Named], words: Sequence[str]) -> Callable[[int], tuple[str, str]]:
    """How a part is written: its code for machines, its label for people. Months and years are counted from 1970."""
    return {
        "month": lambda month: (
            str(np.datetime64(month, "M")),
            f"{np.datetime64(month, 'M').astype(object):%B %Y}",
        ),
        "quarter": lambda quarter: (
            f"{1970 + quarter // 4}-Q{quarter % 4 + 1}",
            f"{QUARTERS[quarter % 4]} {1970 + quarter // 4}",
        ),
        "year": lambda year: (str(1970 + year), str(1970 + year)),
        "fy": lambda year: (_financial_year(1970 + year), _financial_year(1970 + year)),
        "handling": lambda place: (HANDLINGS[place], str(Handling(HANDLINGS[place]).label)),
        "area": lambda place: (words[place] or NOT_STATED, words[place] or "Not stated"),
        "force": lambda force: (forces[force].code, forces[force].name),
    }[by]


QUARTERS = ("January to March", "April to June", "July to September", "October to December")


def _financial_year(start: int) -> str:
    """April to March: 2023 is written 2023-24."""
    return f"{start}-{(start + 1) % 100:02}"
