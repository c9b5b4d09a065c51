"""A due date with every step that leads to it, and how its clock stands on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pcc.clocks.counting import Period, due, first_periods, merge, next_working_day, nth_counted_day, start_of_count
from pcc.clocks.terms import DAY, ClockRule, ClosedDay, Pause, Unit
from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar, in_words

SOON = 7
"""A clock is *soon* from this many days before its due date (working days for a working-day rule)."""


class State(StrEnum):
    """How a clock stands on a day."""

    PLENTY = "plenty"
    SOON = "soon"
    TODAY = "today"
    LATE = "late"
    PAUSED = "paused"
    MET = "met"
    CANNOT_TELL = "cannot_tell"


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
    merged = merge(pauses)
    periods = first_periods(rule, start, merged, calendar, occurrence)
    steps = [_start_step(rule, start)]
    first = start_of_count(rule, start, calendar)
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
    day = nth_counted_day(rule, before, 1, unit, merged, calendar)
    how = "Counting starts with that day" if rule.counts_start_day else "Counting starts the day after"
    if day is None:
        return Step(StepKind.FIRST_DAY, None, f"{how}; no day has counted yet.")
    counted = "the first working day" if unit == Unit.WORKING_DAYS else "day 1"
    return Step(StepKind.FIRST_DAY, day, f"{how}; {counted} is {in_words(day)}.")


def _days_left_out(
    rule: ClockRule, period: Period, pauses: Sequence[Pause], merged: list[Pause], calendar: WorkingCalendar
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
    moved = next_working_day(end, calendar)
    return [Step(StepKind.CLOSED_LAST_DAY, moved, f"{what}; the rule moves the last day to {in_words(moved)}.")]


def _closed_day_name(day: date, calendar: WorkingCalendar) -> str:
    """``Christmas Day``, ``the Spring bank holiday``, ``a Saturday``."""
    name = calendar.skipped(day - DAY, day)[0][1]
    if day not in calendar.holidays:
        return f"a {name}"
    plain, _, _ = name.partition(" (")
    return name if plain.endswith(("Day", "day", "January")) and "holiday" not in plain else f"the {name}"
