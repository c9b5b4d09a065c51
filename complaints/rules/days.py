"""Days counted: suspensions, 12-month notices, ages, and clocks that are overdue."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from complaints.choices import (
    Handling,
)
from pcc import clocks
from pcc.clocks import ClockRule, Pause
from pcc.working_days import WorkingCalendar


def suspended_working_days(
    periods: Iterable[tuple[date, date | None]], *, since: date, until: date, calendar: WorkingCalendar
) -> int:
    """Working days of a complaint's life, after ``since`` up to and including ``until``, that lie in suspensions."""
    pauses = [Pause(start=began, end=ended, reason="") for began, ended in periods]
    return calendar.between(since, until) - clocks.elapsed(since, until, pauses, calendar)


@dataclass(frozen=True)
class NoticeDue:
    """A notice that the force owed or owes: its number, the last day of its period, and whether it has been due."""

    occurrence: int
    due_on: date


NOTICE_ROUTES = frozenset({Handling.LOCAL, Handling.DIRECTED, Handling.INDEPENDENT})
"""Investigations: the force writes of a local one, the IOPC of its own."""


def notices_due(
    rule: ClockRule,
    *,
    handling: str,
    received_on: date,
    finalised_on: date | None,
    as_at: date,
    calendar: WorkingCalendar,
) -> list[NoticeDue]:
    """The 12-month notices that fell due while the investigation lasted, and the next one while it is open.

    Regulation 13 binds investigations; a complaint made before the rule was in force has none.
    """
    if handling not in NOTICE_ROUTES or (rule.in_force_from and received_on < rule.in_force_from):
        return []
    last = finalised_on or as_at
    days = clocks.due_dates(rule, received_on, [], calendar, up_to=last)
    owed = [NoticeDue(number, day) for number, day in enumerate(days, start=1) if day < last]
    if finalised_on is None:
        owed += [NoticeDue(number, day) for number, day in enumerate(days, start=1) if day >= last][:1]
    return owed


def received_at_age(low: int, high: int | None, *, as_at: date, calendar: WorkingCalendar) -> tuple[date, date] | None:
    """The first and last day on which a complaint came in that is ``low`` to ``high`` working days old on ``as_at``.

    Without ``high`` the first is the calendar's first day. None when no day is.
    """
    days = range((as_at - calendar.first).days + 1)
    today = calendar.ordinal(as_at)

    def ordinal(offset: int) -> int:
        return int(calendar.ordinals[offset])

    last = bisect_right(days, today - low, key=ordinal) - 1
    first = 0 if high is None else bisect_left(days, today - high, key=ordinal)
    if last < first:
        return None
    return calendar.first + timedelta(days=first), calendar.first + timedelta(days=last)


@lru_cache(maxsize=64)
def starts_overdue(rule: ClockRule, *, on: date, calendar: WorkingCalendar) -> tuple[date, ...]:
    """The last starts of a clock for which one, two, three ... of its due dates lie before ``on``; worked out once a
    day for each rule.

    A clock that starts later has its due date still ahead. Starts before the rule was in force are not asked about.
    """
    earliest = max(rule.in_force_from or calendar.first, calendar.first)
    days = range(max(0, (on - earliest).days))

    def ahead(offset: int) -> int:
        due = clocks.due_dates(rule, earliest + timedelta(days=offset), [], calendar, up_to=on)
        return -sum(day < on for day in due)

    most = -ahead(0) if days else 0
    found = [bisect_right(days, -count, key=ahead) - 1 for count in range(1, most + 1)]
    return tuple(earliest + timedelta(days=offset) for offset in found)
