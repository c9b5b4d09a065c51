"""The last day of a time limit, and what was left out on the way there.

How days are counted. Day 1 is the day after the start, or the start itself when the rule counts it. A working-day
rule counts working days; every other rule counts calendar days. **The days of a pause do not count**: they are the days
after the pause began up to and including the day it ended, so that pausing and resuming on one day leaves nothing out.
The due date is the day on which the count is full. Overlapping pauses leave a day out once. While a pause is open that
began before the due date, there is no due date.

How months are counted. A period that starts *with* a day ends the day before the same day of the later month, and where
that month has no such day, on its last day: twelve months starting with 29 February 2024 end on 28 February 2025. A
period that starts *after* a day ends on the same day of the later month, or that month's last day.

How a rule repeats. The next period follows on from the day on which the last one ended.
"""

import calendar as gregorian
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from pcc.clocks.terms import DAY, EARLIEST, LATEST, ClockRule, ClosedDay, Pause, Unit
from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar, in_words


class Reading(NamedTuple):
    """The due date when the rule is read from one of several possible start dates."""

    label: str
    due_on: date | None


class Period(NamedTuple):
    """A counted period: the day before its day 1, and the day on which its count is full (None while paused)."""

    before: date
    end: date | None


def due(
    rule: ClockRule,
    start: date,
    pauses: Iterable[Pause],
    calendar: WorkingCalendar,
    *,
    occurrence: int = 1,
) -> date | None:
    """The last day of the rule's first period, or of a later one of a rule that repeats; None while it is paused."""
    end = first_periods(rule, start, merge(pauses), calendar, occurrence)[-1].end
    return None if end is None else _last_day(rule, end, calendar)


def due_dates(
    rule: ClockRule, start: date, pauses: Iterable[Pause], calendar: WorkingCalendar, *, up_to: date
) -> list[date]:
    """The due dates of a rule that repeats, from the first up to and including the first on or after ``up_to``.

    A pause that is still open ends the list early; a rule that does not repeat has one date.
    """
    dates: list[date] = []
    for period in _periods(rule, start, merge(pauses), calendar):
        if period.end is None:
            break
        dates.append(_last_day(rule, period.end, calendar))
        if dates[-1] >= up_to:
            break
    return dates


def readings(
    rule: ClockRule, starts: Mapping[str, date | None], pauses: Sequence[Pause], calendar: WorkingCalendar
) -> list[Reading]:
    """The due date that each labelled start would give; a date that is missing gives none."""
    return [
        Reading(label, None if start is None else due(rule, start, pauses, calendar)) for label, start in starts.items()
    ]


def elapsed(start: date, end: date, pauses: Iterable[Pause], calendar: WorkingCalendar) -> int:
    """Working days after ``start`` up to and including ``end``, without the days of the pauses."""
    total = calendar.between(start, end)
    for pause in merge(pauses):
        begins, ends = max(pause.start, start), min(pause.end or end, end)
        if begins < ends:
            total -= calendar.between(begins, ends)
    return total


def _check(rule: ClockRule, start: date, pauses: Iterable[Pause], calendar: WorkingCalendar) -> None:
    """The rule was in force, the calendar is its own, and every day can be counted with."""
    for day in (start, *(day for pause in pauses for day in (pause.start, pause.end) if day)):
        if not EARLIEST <= day <= LATEST:
            raise RuleBroken(
                f"{in_words(day)} cannot be counted with: days run from {in_words(EARLIEST)} to {in_words(LATEST)}."
            )
    if calendar.name != rule.calendar:
        raise RuleBroken(f"“{rule.name}” is counted on the calendar {rule.calendar}, not on {calendar.name}.")
    if rule.in_force_from is not None and start < rule.in_force_from:
        raise RuleBroken(
            f"“{rule.name}” was not in force on {in_words(start)}: it starts on {in_words(rule.in_force_from)}."
        )
    if rule.in_force_to is not None and start > rule.in_force_to:
        raise RuleBroken(
            f"“{rule.name}” was not in force on {in_words(start)}: it ended on {in_words(rule.in_force_to)}."
        )


def merge(pauses: Iterable[Pause]) -> list[Pause]:
    """The pauses in order, those that touch or overlap made one, so that no day is left out twice."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end is not None and pause.end < pause.start:
            raise RuleBroken(
                f"The pause that began on {in_words(pause.start)} cannot have ended before, on {in_words(pause.end)}."
            )
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and last.end < pause.start):
            merged.append(pause)
        elif last.end is not None and (pause.end is None or pause.end > last.end):
            merged[-1] = Pause(start=last.start, end=pause.end, reason=f"{last.reason}; {pause.reason}")
    return merged


def start_of_count(rule: ClockRule, start: date, calendar: WorkingCalendar) -> date:
    """The start, or the next working day where the rule moves a closed one."""
    return next_working_day(start, calendar) if rule.on_closed_start_day == ClosedDay.MOVES_ON else start


def _last_day(rule: ClockRule, end: date, calendar: WorkingCalendar) -> date:
    return next_working_day(end, calendar) if rule.on_closed_last_day == ClosedDay.MOVES_ON else end


def next_working_day(day: date, calendar: WorkingCalendar) -> date:
    """The day itself when it is a working day, else the next one."""
    return day if calendar.is_working(day) else calendar.add(day, 1)


def _periods(rule: ClockRule, start: date, merged: list[Pause], calendar: WorkingCalendar) -> Iterator[Period]:
    """One period after another, without end where the rule repeats; an open pause ends them early."""
    _check(rule, start, merged, calendar)
    first = start_of_count(rule, start, calendar)
    before = first - DAY if rule.counts_start_day else first
    amount, unit = rule.amount, rule.unit
    while before <= LATEST:
        end = nth_counted_day(rule, before, amount, unit, merged, calendar)
        yield Period(before, end)
        if end is None or rule.repeats is None:
            return
        before, amount, unit = end, rule.repeats.amount, rule.repeats.unit
    raise RuleBroken(f"“{rule.name}” is not counted beyond {in_words(LATEST)}.")


def first_periods(
    rule: ClockRule, start: date, merged: list[Pause], calendar: WorkingCalendar, occurrence: int
) -> list[Period]:
    """The periods up to the wanted one, fewer when an open pause comes first."""
    if occurrence < 1 or (occurrence > 1 and rule.repeats is None):
        raise RuleBroken(f"“{rule.name}” has no period number {occurrence}.")
    return list(islice(_periods(rule, start, merged, calendar), occurrence))


def nth_counted_day(
    rule: ClockRule, before: date, amount: int, unit: Unit, merged: list[Pause], calendar: WorkingCalendar
) -> date | None:
    """The day on which the count that begins after ``before`` is full; None when an open pause comes first."""
    remaining = _length(before, amount, unit, starts_with_day=rule.counts_start_day)
    position = before
    for pause in merged:
        if pause.end is not None and pause.end <= position:
            continue
        counted = 0 if pause.start <= position else _counted(position, pause.start, unit, calendar, at_most=remaining)
        if counted >= remaining:
            break
        if pause.end is None:
            return None
        remaining -= counted
        position = pause.end
    return calendar.add(position, remaining) if unit == Unit.WORKING_DAYS else position + timedelta(days=remaining)


def _counted(start: date, end: date, unit: Unit, calendar: WorkingCalendar, *, at_most: int) -> int:
    """Days of the unit after ``start`` up to and including ``end``, or ``at_most`` when the calendar ends before."""
    if unit != Unit.WORKING_DAYS:
        return (end - start).days
    if end <= calendar.last:
        return calendar.between(start, end)
    calendar.add(start, at_most)  # refused when the count runs beyond the calendar as well
    return at_most


def _length(before: date, amount: int, unit: Unit, *, starts_with_day: bool) -> int:
    """The number of days to count: working days for a working-day rule, else calendar days."""
    match unit:
        case Unit.WORKING_DAYS | Unit.CALENDAR_DAYS:
            return amount
        case Unit.WEEKS:
            return 7 * amount
        case Unit.MONTHS:
            return (_months_after(before, amount, starts_with_day=starts_with_day) - before).days


def _months_after(before: date, months: int, *, starts_with_day: bool) -> date:
    """The last day of a period of months: one that starts with the day after ``before``, or one that runs from it."""
    day = before + DAY if starts_with_day else before
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_of_month = gregorian.monthrange(year, month + 1)[1]
    if not starts_with_day:
        return date(year, month + 1, min(day.day, last_of_month))
    if day.day > last_of_month:
        return date(year, month + 1, last_of_month)
    return date(year, month + 1, day.day) - DAY
