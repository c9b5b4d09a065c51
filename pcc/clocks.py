"""Time limits as data, and the working behind each date.

A rule says what starts it, how much time it gives, how that is counted, what a closed last day does, and where it
comes from. ``due`` gives the last day; ``explain`` gives the same day with every step that leads to it.

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
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar, in_words

SOON = 7
"""A clock is *soon* from this many days before its due date (working days for a working-day rule)."""

DAY = timedelta(days=1)

EARLIEST, LATEST = date(1900, 1, 1), date(2899, 12, 31)
"""Days outside cannot be dates of a case: a slip of the keyboard is refused before it overflows."""

LONGEST = 1000
"""The largest amount of a rule, in any unit."""


class Unit(StrEnum):
    """What a rule counts in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"


class ClosedDay(StrEnum):
    """What becomes of a start or a last day that is not a working day: it stands, or the next working day."""

    STANDS = "stands"
    MOVES_ON = "moves_on"


class Binds(StrEnum):
    """Whose time limit it is."""

    OFFICE = "office"
    FORCE = "force"
    APPLICANT = "applicant"


class State(StrEnum):
    """How a clock stands on a day."""

    PLENTY = "plenty"
    SOON = "soon"
    TODAY = "today"
    LATE = "late"
    PAUSED = "paused"
    MET = "met"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """The length of each further period."""

    amount: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """One time limit.

    ``starts`` names the date that starts it (``outcome letter date``); ``text`` is the rule in plain words.
    ``verified`` says that somebody has read the source and found this rule there; a setting of the office is not.
    ``in_force_from`` and ``in_force_to`` (inclusive) bound the start dates it applies to.
    """

    code: str
    name: str
    binds: Binds
    text: str
    unit: Unit
    amount: int
    counts_start_day: bool
    starts: str
    on_closed_last_day: ClosedDay
    on_closed_start_day: ClosedDay = ClosedDay.STANDS
    calendar: str
    source: str
    verified: bool
    in_force_from: date | None = None
    in_force_to: date | None = None
    version: int
    repeats: Repeat | None = None


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A time left out of account: the days after ``start`` up to and including ``end``; open while ``end`` is None."""

    start: date
    end: date | None
    reason: str
    look_again_on: date | None = None


class StepKind(StrEnum):
    """What a step of an explanation tells."""

    MISSING = "missing"
    START = "start"
    START_MOVED = "start_moved"
    FIRST_DAY = "first_day"
    SKIPPED = "skipped"
    PAUSE = "pause"
    PERIOD_END = "period_end"
    LAST_DAY = "last_day"
    CLOSED_LAST_DAY = "closed_last_day"


@dataclass(frozen=True)
class Step:
    """One step of the working: the day it is about, the last day when it is about several, and a sentence."""

    kind: StepKind
    on: date | None
    words: str
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a date is the date, and how it stands on ``as_at``. Page, letter and API print the same steps."""

    rule: ClockRule
    start: date | None
    as_at: date
    met_on: date | None
    due_on: date | None
    state: State
    words: str
    steps: tuple[Step, ...]
    calendar_name: str
    calendar_version: str

    @property
    def sentence(self) -> str:
        """The working in a few sentences, without the days skipped."""
        return " ".join(step.words for step in self.steps if step.kind != StepKind.SKIPPED)

    @property
    def last_day_note(self) -> str:
        """What the rule makes of a last day that is not a working day; empty when it is one."""
        return next((step.words for step in self.steps if step.kind == StepKind.CLOSED_LAST_DAY), "")


class Reading(NamedTuple):
    """The due date when the rule is read from one of several possible start dates."""

    label: str
    due_on: date | None


class _Period(NamedTuple):
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
    end = _first_periods(rule, start, _merged(pauses), calendar, occurrence)[-1].end
    return None if end is None else _last_day(rule, end, calendar)


def due_dates(
    rule: ClockRule, start: date, pauses: Iterable[Pause], calendar: WorkingCalendar, *, up_to: date
) -> list[date]:
    """The due dates of a rule that repeats, from the first up to and including the first on or after ``up_to``.

    A pause that is still open ends the list early; a rule that does not repeat has one date.
    """
    dates: list[date] = []
    for period in _periods(rule, start, _merged(pauses), calendar):
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
    for pause in _merged(pauses):
        begins, ends = max(pause.start, start), min(pause.end or end, end)
        if begins < ends:
            total -= calendar.between(begins, ends)
    return total


def explain(
    rule: ClockRule,
    start: date | None,
    pauses: Sequence[Pause],
    calendar: WorkingCalendar,
    as_at: date,
    *,
    met_on: date | None = None,
    soon: int = SOON,
    occurrence: int = 1,
) -> Explanation:
    """The due date with every step that leads to it, and how the clock stands on ``as_at``.

    ``met_on`` is the day on which what the rule asks for was done.
    """
    due_on: date | None = None
    steps: tuple[Step, ...]
    if start is None:
        words = f"No date: {rule.starts} missing"
        state, steps = State.CANNOT_TELL, (Step(StepKind.MISSING, None, f"{words}."),)
    else:
        due_on = due(rule, start, pauses, calendar, occurrence=occurrence)
        state, words = _standing(rule, due_on, pauses, calendar, as_at, met_on=met_on, soon=soon)
        steps = _steps(rule, start, pauses, calendar, occurrence)
    return Explanation(
        rule=rule,
        start=start,
        as_at=as_at,
        met_on=met_on,
        due_on=due_on,
        state=state,
        words=words,
        steps=steps,
        calendar_name=calendar.name,
        calendar_version=calendar.version,
    )


# Counting


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


def _merged(pauses: Iterable[Pause]) -> list[Pause]:
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


def _start_of_count(rule: ClockRule, start: date, calendar: WorkingCalendar) -> date:
    """The start, or the next working day where the rule moves a closed one."""
    return _next_working_day(start, calendar) if rule.on_closed_start_day == ClosedDay.MOVES_ON else start


def _last_day(rule: ClockRule, end: date, calendar: WorkingCalendar) -> date:
    return _next_working_day(end, calendar) if rule.on_closed_last_day == ClosedDay.MOVES_ON else end


def _next_working_day(day: date, calendar: WorkingCalendar) -> date:
    """The day itself when it is a working day, else the next one."""
    return day if calendar.is_working(day) else calendar.add(day, 1)


def _periods(rule: ClockRule, start: date, merged: list[Pause], calendar: WorkingCalendar) -> Iterator[_Period]:
    """One period after another, without end where the rule repeats; an open pause ends them early."""
    _check(rule, start, merged, calendar)
    first = _start_of_count(rule, start, calendar)
    before = first - DAY if rule.counts_start_day else first
    amount, unit = rule.amount, rule.unit
    while before <= LATEST:
        end = _nth_counted_day(rule, before, amount, unit, merged, calendar)
        yield _Period(before, end)
        if end is None or rule.repeats is None:
            return
        before, amount, unit = end, rule.repeats.amount, rule.repeats.unit
    raise RuleBroken(f"“{rule.name}” is not counted beyond {in_words(LATEST)}.")


def _first_periods(
    rule: ClockRule, start: date, merged: list[Pause], calendar: WorkingCalendar, occurrence: int
) -> list[_Period]:
    """The periods up to the wanted one, fewer when an open pause comes first."""
    if occurrence < 1 or (occurrence > 1 and rule.repeats is None):
        raise RuleBroken(f"“{rule.name}” has no period number {occurrence}.")
    return list(islice(_periods(rule, start, merged, calendar), occurrence))


def _nth_counted_day(
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


# Explaining


def _standing(
    rule: ClockRule,
    due_on: date | None,
    pauses: Iterable[Pause],
    calendar: WorkingCalendar,
    as_at: date,
    *,
    met_on: date | None,
    soon: int,
) -> tuple[State, str]:
    """The state and its words. A day late by no working day yet is late all the same."""
    if due_on is None:
        if met_on is not None:
            return State.MET, "Met – while paused"
        pause = _open_pause(pauses)
        year = "" if pause.start.year == as_at.year else f" {pause.start.year}"
        return State.PAUSED, f"Paused – {pause.reason}, since {pause.start.day} {pause.start:%B}{year}"
    if met_on is not None:
        if met_on <= due_on:
            early = "on the last day" if met_on == due_on else f"{_gap(rule, met_on, due_on, calendar)} early"
            return State.MET, f"Met – {early}"
        return State.LATE, f"Done – {_gap(rule, due_on, met_on, calendar)} late"
    if as_at == due_on:
        return State.TODAY, "Due today"
    if as_at > due_on:
        return State.LATE, f"{_gap(rule, due_on, as_at, calendar)} late"
    near = _size(rule, as_at, due_on, calendar) <= soon
    return State.SOON if near else State.PLENTY, f"{_gap(rule, as_at, due_on, calendar)} left"


def _open_pause(pauses: Iterable[Pause]) -> Pause:
    """The earliest pause that has not ended. Only called when one keeps the due date open."""
    return min((pause for pause in pauses if pause.end is None), key=lambda pause: pause.start)


def _size(rule: ClockRule, start: date, end: date, calendar: WorkingCalendar) -> int:
    return calendar.between(start, end) if rule.unit == Unit.WORKING_DAYS else (end - start).days


def _gap(rule: ClockRule, start: date, end: date, calendar: WorkingCalendar) -> str:
    """``3 working days``; calendar days where no working day lies between, as over a weekend."""
    size = _size(rule, start, end, calendar)
    if rule.unit == Unit.WORKING_DAYS and size:
        return _days(size, working=True)
    return _days(size or (end - start).days)


def _days(n: int, *, working: bool = False) -> str:
    return f"{n} {'working ' if working else ''}{'day' if n == 1 else 'days'}"


def _steps(
    rule: ClockRule, start: date, pauses: Sequence[Pause], calendar: WorkingCalendar, occurrence: int
) -> tuple[Step, ...]:
    merged = _merged(pauses)
    periods = _first_periods(rule, start, merged, calendar, occurrence)
    steps = [_start_step(rule, start)]
    first = _start_of_count(rule, start, calendar)
    if first != start:
        words = f"That is {_closed_day_name(start, calendar)}, so the start moves on to {in_words(first)}."
        steps.append(Step(StepKind.START_MOVED, first, words))
    steps.append(_first_day_step(rule, periods[0].before, merged, calendar))
    for number, period in enumerate(periods, start=1):
        steps += _days_left_out(rule, period, pauses, merged, calendar)
        if period.end is not None and number < occurrence:
            words = f"Period {number} ends on {in_words(period.end)}; the next follows on from it."
            steps.append(Step(StepKind.PERIOD_END, period.end, words))
    end = periods[-1].end
    if end is not None:
        steps.append(Step(StepKind.LAST_DAY, end, f"{_amount_in_words(rule, occurrence)} {in_words(end)}."))
        steps += _closed_last_day(rule, end, calendar)
    return tuple(steps)


def _start_step(rule: ClockRule, start: date) -> Step:
    return Step(StepKind.START, start, f"{rule.starts[:1].upper()}{rule.starts[1:]}: {in_words(start)}.")


def _first_day_step(rule: ClockRule, before: date, merged: list[Pause], calendar: WorkingCalendar) -> Step:
    unit = Unit.WORKING_DAYS if rule.unit == Unit.WORKING_DAYS else Unit.CALENDAR_DAYS
    day = _nth_counted_day(rule, before, 1, unit, merged, calendar)
    how = "Counting starts with that day" if rule.counts_start_day else "Counting starts the day after"
    if day is None:
        return Step(StepKind.FIRST_DAY, None, f"{how}; no day has counted yet.")
    counted = "the first working day" if unit == Unit.WORKING_DAYS else "day 1"
    return Step(StepKind.FIRST_DAY, day, f"{how}; {counted} is {in_words(day)}.")


def _days_left_out(
    rule: ClockRule, period: _Period, pauses: Sequence[Pause], merged: list[Pause], calendar: WorkingCalendar
) -> list[Step]:
    """The pauses, and for a working-day rule the other days skipped, of one period in the order of the calendar."""
    steps = []
    left_out_to = period.before
    for pause in sorted(pauses, key=lambda pause: pause.start):
        began_in_time = period.end is None or pause.start < period.end
        if began_in_time and (pause.end is None or pause.end > period.before):
            steps.append(_pause_step(rule, pause, left_out_to, calendar))
            left_out_to = max(left_out_to, pause.end or left_out_to)
    counted_to = period.end or _open_pause(pauses).start
    if rule.unit == Unit.WORKING_DAYS and period.before < counted_to:
        for day, name in calendar.skipped(period.before, counted_to):
            if not any(pause.start < day and (pause.end is None or day <= pause.end) for pause in merged):
                steps.append(Step(StepKind.SKIPPED, day, f"{in_words(day)} is not counted ({name})."))
    return sorted(steps, key=lambda step: step.on or date.min)


def _pause_step(rule: ClockRule, pause: Pause, left_out_to: date, calendar: WorkingCalendar) -> Step:
    """The pause with the days it leaves out: those that no earlier pause has, after the count began."""
    if pause.end is None:
        again = f" To be looked at again on {in_words(pause.look_again_on)}." if pause.look_again_on else ""
        words = f"Paused since {in_words(pause.start)}: {pause.reason}.{again}"
        return Step(StepKind.PAUSE, pause.start, words)
    begins = max(pause.start, left_out_to)
    size = _size(rule, begins, pause.end, calendar) if begins < pause.end else 0
    left_out = _days(size, working=rule.unit == Unit.WORKING_DAYS)
    words = f"Paused after {in_words(pause.start)} to {in_words(pause.end)}: {pause.reason}; {left_out} left out."
    return Step(StepKind.PAUSE, pause.start, words, pause.end)


def _amount_in_words(rule: ClockRule, occurrence: int) -> str:
    """``Day 28 is``, ``Working day 5 is``, ``The 4 weeks end on``."""
    amount, unit = rule.amount, rule.unit
    if occurrence > 1 and rule.repeats is not None:
        amount, unit = rule.repeats.amount, rule.repeats.unit
    if unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
        return f"{'Working day' if unit == Unit.WORKING_DAYS else 'Day'} {amount} is"
    noun = unit.value if amount != 1 else unit.value.removesuffix("s")
    return f"The {amount} {noun} end{'' if amount != 1 else 's'} on"


def _closed_last_day(rule: ClockRule, end: date, calendar: WorkingCalendar) -> list[Step]:
    """What the rule makes of a last day that is not a working day. A year not loaded is said, not guessed."""
    try:
        if calendar.is_working(end):
            return []
    except RuleBroken as not_loaded:
        return [Step(StepKind.CLOSED_LAST_DAY, end, f"{not_loaded} Whether that is a working day is not known.")]
    what = f"{in_words(end)} is {_closed_day_name(end, calendar)}"
    if rule.on_closed_last_day == ClosedDay.STANDS:
        return [Step(StepKind.CLOSED_LAST_DAY, end, f"{what}; nothing in the rule moves it.")]
    moved = _next_working_day(end, calendar)
    return [Step(StepKind.CLOSED_LAST_DAY, moved, f"{what}; the rule moves the last day to {in_words(moved)}.")]


def _closed_day_name(day: date, calendar: WorkingCalendar) -> str:
    """``Christmas Day``, ``the Spring bank holiday``, ``a Saturday``."""
    name = calendar.skipped(day - DAY, day)[0][1]
    if day not in calendar.holidays:
        return f"a {name}"
    plain, _, _ = name.partition(" (")
    return name if plain.endswith(("Day", "day", "January")) and "holiday" not in plain else f"the {name}"


# Reading rules

Choice = TypeVar("Choice", bound=StrEnum)

CODE = re.compile(r"[a-z][a-z0-9_]*")

KEYS: dict[str, type] = {
    "name": str,
    "binds": str,
    "text": str,
    "unit": str,
    "amount": int,
    "counts_start_day": bool,
    "starts": str,
    "on_closed_last_day": str,
    "on_closed_start_day": str,
    "calendar": str,
    "source": str,
    "verified": bool,
    "in_force_from": date,
    "in_force_to": date,
    "version": int,
    "repeats": dict,
}
OPTIONAL = frozenset({"on_closed_start_day", "in_force_from", "in_force_to", "repeats"})
KINDS = {str: "text", int: "a whole number", bool: "true or false", date: "a date", dict: "a table"}


def rules_from(toml_text: str) -> dict[str, ClockRule]:
    """The rules of a TOML text with one table for each code. Anything wrong is refused with a sentence."""
    try:
        tables = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise RuleBroken(f"The clock rules cannot be read: {error}.") from error
    return {code: _rule_from(code, table) for code, table in tables.items()}


def _rule_from(code: str, table: Any) -> ClockRule:
    where = f"Clock rule {code}"
    if not CODE.fullmatch(code):
        raise RuleBroken(f"{where}: a code has small letters, digits and underscores, and starts with a letter.")
    if not isinstance(table, dict):
        raise RuleBroken(f"{where}: a rule is a table of its own, headed [{code}].")
    _check_keys(where, table, KEYS, optional=OPTIONAL)
    values = dict(table)
    values["binds"] = _one_of(where, "binds", table["binds"], Binds)
    values["unit"] = _one_of(where, "unit", table["unit"], Unit)
    for key in ("on_closed_last_day", "on_closed_start_day"):
        if key in table:
            values[key] = _one_of(where, key, table[key], ClosedDay)
    if "repeats" in table:
        _check_keys(f"{where}, repeats", table["repeats"], {field.name: KEYS[field.name] for field in fields(Repeat)})
        repeat_unit = _one_of(f"{where}, repeats", "unit", table["repeats"]["unit"], Unit)
        values["repeats"] = Repeat(amount=table["repeats"]["amount"], unit=repeat_unit)
    rule = ClockRule(code=code, **values)
    _check_rule(where, rule)
    return rule


def _check_keys(
    where: str, table: Mapping[str, Any], keys: Mapping[str, type], *, optional: frozenset[str] = frozenset()
) -> None:
    """Every key known, every needed key there, every value of its kind, texts not blank, numbers in range."""
    for key in table:
        if key not in keys:
            raise RuleBroken(f"{where}: “{key}” is not known; it may have {', '.join(keys)}.")
    for key, kind in keys.items():
        if key not in table:
            if key in optional:
                continue
            raise RuleBroken(f"{where}: “{key}” is missing.")
        value: Any = table[key]
        if type(value) is not kind:
            raise RuleBroken(f"{where}: “{key}” must be {KINDS[kind]}.")
        if isinstance(value, str) and not value.strip():
            raise RuleBroken(f"{where}: “{key}” is empty.")
        if kind is int and isinstance(value, int) and not 1 <= value <= LONGEST:
            raise RuleBroken(f"{where}: “{key}” must be from 1 to {LONGEST}.")


def _one_of(where: str, key: str, value: str, choices: type[Choice]) -> Choice:
    try:
        return choices(value)
    except ValueError:
        raise RuleBroken(f"{where}: “{key}” must be one of {', '.join(choices)}; it is “{value}”.") from None


def _check_rule(where: str, rule: ClockRule) -> None:
    if rule.in_force_from and rule.in_force_to and rule.in_force_to < rule.in_force_from:
        raise RuleBroken(f"{where}: it cannot end before it comes into force.")
    if rule.repeats and (rule.repeats.unit == Unit.WORKING_DAYS) != (rule.unit == Unit.WORKING_DAYS):
        raise RuleBroken(f"{where}: a rule in working days repeats in working days, and any other does not.")
