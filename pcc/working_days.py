"""Working days as arithmetic over a frozen calendar.

A working day is any day but Saturday, Sunday and the days the calendar names. The calendar gives each day its
*ordinal*, the number of working days from the calendar's first day up to and including it: counting is a subtraction.

Convention: ``between(a, b)`` counts the working days after ``a`` up to and including ``b``; the same day is 0.
A year whose holidays have not been loaded is refused, never guessed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from pcc.errors import RuleBroken

Ints = npt.NDArray[np.int32]
Days = npt.NDArray[np.datetime64]


def in_words(day: date) -> str:
    """A day as people write it: ``Friday 25 December 2026``."""
    return f"{day:%A} {day.day} {day:%B %Y}"


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of whole years, from ``first`` to ``last`` inclusive.

    ``holidays`` maps each named day to its label. ``version`` tells calendars with different rows apart.
    """

    name: str
    first: date
    last: date
    holidays: Mapping[date, str] = field(hash=False, repr=False)
    version: str
    ordinals: Ints = field(init=False, repr=False, compare=False)
    """Working days from ``first`` up to and including the day at this offset from ``first``."""
    _working: Ints = field(init=False, repr=False, compare=False)
    """The offset of the first, second, third ... working day."""

    def __post_init__(self) -> None:
        days = np.arange(np.datetime64(self.first, "D"), np.datetime64(self.last, "D") + 1)
        working = np.is_busday(days, holidays=np.array(list(self.holidays), dtype="datetime64[D]"))
        ordinals = np.cumsum(working, dtype=np.int32)
        offsets = np.flatnonzero(working).astype(np.int32)
        for array in (ordinals, offsets):
            array.flags.writeable = False
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))
        object.__setattr__(self, "ordinals", ordinals)
        object.__setattr__(self, "_working", offsets)

    @property
    def title(self) -> str:
        """The calendar's name for a sentence: ``England and Wales``."""
        return self.name.replace("-", " ").title().replace(" And ", " and ")

    def is_working(self, day: date) -> bool:
        """Whether the day is a working day."""
        return self._non_working_name(day) is None

    def ordinal(self, day: date) -> int:
        """Working days from the calendar's first day up to and including ``day``."""
        return int(self.ordinals[self._offset(day)])

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; the same day is 0."""
        _refuse_backwards(start, end)
        return self.ordinal(end) - self.ordinal(start)

    def add(self, start: date, n: int) -> date:
        """The ``n``-th working day after ``start``; ``start`` itself, working day or not, when ``n`` is 0."""
        if n < 0:
            raise RuleBroken("Working days are counted forwards: the number of days cannot be negative.")
        position = self.ordinal(start)
        if n == 0:
            return start
        if position + n > len(self._working):
            raise self._not_loaded(self.last.year + 1)
        return self.first + timedelta(days=int(self._working[position + n - 1]))

    def days_between(self, starts: Days, ends: Days) -> Ints:
        """``between`` for whole columns of days (``datetime64[D]``).

        A column has no gaps: an open matter is measured to its as-at date.
        """
        for column in (starts, ends):
            if np.isnat(column).any():
                raise RuleBroken("A date is missing: measure what is still open to a stated as-at date.")
        backwards = np.flatnonzero(ends < starts)
        if backwards.size:
            at = backwards[0]
            _refuse_backwards(starts[at].astype(date), ends[at].astype(date))
        return self.ordinals[self._offsets(ends)] - self.ordinals[self._offsets(starts)]

    def skipped(self, start: date, end: date) -> list[tuple[date, str]]:
        """The days after ``start`` up to and including ``end`` that are not working days, each with its name."""
        _refuse_backwards(start, end)
        self._offset(start), self._offset(end)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return [(day, name) for day in days if (name := self._non_working_name(day)) is not None]

    def _non_working_name(self, day: date) -> str | None:
        """What makes the day a day off: the holiday's label, else Saturday or Sunday; None for a working day."""
        self._offset(day)
        if (label := self.holidays.get(day)) is not None:
            return label
        return f"{day:%A}" if day.weekday() >= 5 else None

    def _offset(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise self._not_loaded(day.year)
        return (day - self.first).days

    def _offsets(self, days: Days) -> npt.NDArray[np.int64]:
        offsets = (days.astype("datetime64[D]") - np.datetime64(self.first, "D")).astype(np.int64)
        outside = np.flatnonzero((offsets < 0) | (offsets >= len(self.ordinals)))
        if outside.size:
            raise self._not_loaded(int(str(days[outside[0]].astype("datetime64[Y]"))))
        return offsets

    def _not_loaded(self, year: int) -> RuleBroken:
        return RuleBroken(
            f"Bank holidays for {year} have not been loaded into the {self.title} calendar, "
            f"which runs from {self.first.year} to {self.last.year}."
        )


def _refuse_backwards(start: date, end: date) -> None:
    if end < start:
        raise RuleBroken(f"The end, {in_words(end)}, is before the start, {in_words(start)}.")


def calendar_from(name: str, rows: Iterable[tuple[date, str]]) -> WorkingCalendar:
    """The calendar of these (day, label) rows: whole years, from the first row's year to the last row's.

    A year in between without any row is refused, and so is a day given twice.
    ``version`` is a digest of the name and the rows, whatever their order.
    """
    ordered = sorted(rows)
    holidays = dict(ordered)
    if not ordered:
        raise RuleBroken(f"No bank holidays have been loaded for the calendar {name}.")
    if len(holidays) < len(ordered):
        twice = next(day for (day, _), (after, _) in pairwise(ordered) if day == after)
        raise RuleBroken(f"{in_words(twice)} is in the calendar {name} twice.")
    first, last = ordered[0][0].year, ordered[-1][0].year
    if missing := sorted(set(range(first, last + 1)) - {day.year for day in holidays}):
        raise RuleBroken(f"Bank holidays for {missing[0]} have not been loaded into the calendar {name}.")
    text = "\n".join([name, *(f"{day.isoformat()} {label}" for day, label in ordered)])
    return WorkingCalendar(
        name=name,
        first=date(first, 1, 1),
        last=date(last, 12, 31),
        holidays=holidays,
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
    )
