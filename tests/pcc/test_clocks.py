"""Clocks: the worked examples and the shipped rules as tables, the arithmetic of pauses and months as properties."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcc
from pcc.clocks import (
    Binds,
    ClockRule,
    ClosedDay,
    Explanation,
    Pause,
    Reading,
    Repeat,
    State,
    Step,
    StepKind,
    Unit,
    due,
    due_dates,
    elapsed,
    explain,
    readings,
    rules_from,
)
from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar
from tests.pcc.test_working_days import CALENDARS, walked

RULES = rules_from((Path(pcc.__file__).parent / "fixtures" / "clock_rules.toml").read_text(encoding="utf-8"))
EXAMPLES = tomllib.loads((Path(__file__).parent / "worked_examples.toml").read_text(encoding="utf-8"))["example"]
CALENDAR = CALENDARS["england-and-wales"]
ONE_DAY = timedelta(days=1)
COURT = "waiting for court"


def a_rule(**fields: Any) -> ClockRule:
    """A rule of five working days starting the day after, unless told otherwise."""
    defaults: dict[str, Any] = {
        "code": "reply",
        "name": "Reply",
        "binds": Binds.OFFICE,
        "text": "The office replies within five working days.",
        "unit": Unit.WORKING_DAYS,
        "amount": 5,
        "counts_start_day": False,
        "starts": "date received",
        "on_closed_last_day": ClosedDay.STANDS,
        "calendar": "england-and-wales",
        "source": "Standard of the office",
        "verified": False,
        "version": 1,
    }
    return ClockRule(**defaults | fields)


def a_pause(start: date, end: date | None, reason: str = COURT, **fields: Any) -> Pause:
    return Pause(start=start, end=end, reason=reason, **fields)


# Worked examples


def test_there_is_a_worked_example_of_every_number() -> None:
    assert sorted({example["number"] for example in EXAMPLES}) == list(range(1, 22))


def last_day_note(why: Explanation) -> str:
    """What the rule makes of a last day that is not a working day; empty when it is one."""
    return next((step.words for step in why.steps if step.kind == StepKind.CLOSED_LAST_DAY), "")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['number']}-{example['asks']}")
def test_worked_example(example: dict[str, Any]) -> None:
    pauses = [Pause(**pause) for pause in example.get("pauses", [])]
    if example["asks"] == "between":
        assert elapsed(example["start"], example["end"], pauses, CALENDAR) == example["answer"]
    elif example["asks"] == "add":
        assert CALENDAR.add(example["start"], example["days"]) == example["answer"]
    else:
        rule = replace(RULES[example["rule"]], **example.get("changes", {}))
        why = explain(
            rule,
            example["start"],
            pauses,
            CALENDARS[rule.calendar],
            example["start"],
            occurrence=example.get("occurrence", 1),
        )
        assert (why.due_on, last_day_note(why)) == (example["answer"], example.get("closed", ""))


def test_the_application_forwarded_in_the_fourth_example_is_in_time() -> None:
    forwarded = date(2024, 3, 27)
    left_out = [a_pause(date(2024, 3, 20), forwarded, "with the wrong review body")]
    why = explain(RULES["review_application"], date(2024, 3, 1), left_out, CALENDAR, date(2024, 5, 1), met_on=forwarded)
    assert (why.state, why.words) == (State.MET, "Met – 9 days early")


# The shipped rules

EVERY_RULE = {
    "progress_update": (Unit.WEEKS, 4, "england-and-wales", Binds.FORCE, True),
    "complaint_outcome": (Unit.WORKING_DAYS, 5, "england-and-wales", Binds.FORCE, True),
    "twelve_month_notice": (Unit.MONTHS, 12, "england-and-wales", Binds.FORCE, True),
    "review_application": (Unit.CALENDAR_DAYS, 28, "england-and-wales", Binds.APPLICANT, True),
    "review_acknowledgement": (Unit.WORKING_DAYS, 5, "england-and-wales", Binds.OFFICE, False),
    "review_file_supply": (Unit.WORKING_DAYS, 10, "england-and-wales", Binds.FORCE, False),
    "review_duration": (Unit.WORKING_DAYS, 28, "england-and-wales", Binds.OFFICE, False),
    "review_recommendation_response": (Unit.CALENDAR_DAYS, 28, "england-and-wales", Binds.FORCE, False),
    "review_applicant_update": (Unit.CALENDAR_DAYS, 28, "england-and-wales", Binds.OFFICE, False),
    "judicial_review": (Unit.MONTHS, 3, "england-and-wales", Binds.APPLICANT, False),
    "freedom_of_information_reply": (Unit.WORKING_DAYS, 20, "united-kingdom", Binds.OFFICE, True),
    "subject_access_reply": (Unit.MONTHS, 1, "england-and-wales", Binds.OFFICE, False),
    "chief_constable_recording": (Unit.WORKING_DAYS, 10, "england-and-wales", Binds.OFFICE, True),
    "casework_acknowledgement": (Unit.WORKING_DAYS, 5, "england-and-wales", Binds.OFFICE, False),
    "casework_reply": (Unit.WORKING_DAYS, 20, "england-and-wales", Binds.OFFICE, False),
    "casework_reply_to_mp": (Unit.WORKING_DAYS, 10, "england-and-wales", Binds.OFFICE, False),
}


def test_every_shipped_rule_is_known() -> None:
    assert {
        code: (rule.unit, rule.amount, rule.calendar, rule.binds, rule.verified) for code, rule in RULES.items()
    } == EVERY_RULE


def test_the_rules_that_repeat_and_the_one_that_counts_its_start() -> None:
    assert {code: rule.repeats for code, rule in RULES.items() if rule.repeats} == {
        "progress_update": Repeat(amount=4, unit=Unit.WEEKS),
        "twelve_month_notice": Repeat(amount=6, unit=Unit.MONTHS),
        "review_applicant_update": Repeat(amount=28, unit=Unit.CALENDAR_DAYS),
    }
    assert [code for code, rule in RULES.items() if rule.counts_start_day] == ["twelve_month_notice"]
    assert [code for code, rule in RULES.items() if rule.on_closed_last_day == ClosedDay.MOVES_ON] == [
        "subject_access_reply"
    ]


@pytest.mark.parametrize(
    ("code", "start", "due_on"),
    [
        ("progress_update", date(2026, 11, 27), date(2026, 12, 25)),
        ("complaint_outcome", date(2026, 12, 24), date(2027, 1, 5)),
        ("twelve_month_notice", date(2025, 3, 1), date(2026, 2, 28)),
        ("review_application", date(2026, 11, 27), date(2026, 12, 25)),
        ("review_acknowledgement", date(2026, 4, 2), date(2026, 4, 13)),
        ("review_file_supply", date(2026, 4, 2), date(2026, 4, 20)),
        ("review_duration", date(2026, 11, 23), date(2027, 1, 5)),
        ("review_recommendation_response", date(2026, 3, 1), date(2026, 3, 29)),
        ("review_applicant_update", date(2026, 2, 28), date(2026, 3, 28)),
        ("judicial_review", date(2025, 11, 30), date(2026, 2, 28)),
        ("freedom_of_information_reply", date(2026, 6, 12), date(2026, 7, 14)),
        ("subject_access_reply", date(2026, 1, 31), date(2026, 3, 2)),
        ("subject_access_reply", date(2026, 11, 25), date(2026, 12, 29)),
        ("casework_acknowledgement", date(2026, 8, 28), date(2026, 9, 7)),
        ("casework_reply", date(2026, 12, 1), date(2026, 12, 31)),
        ("casework_reply_to_mp", date(2026, 12, 18), date(2027, 1, 6)),
    ],
)
def test_shipped_rule_gives_its_date(code: str, start: date, due_on: date) -> None:
    assert due(RULES[code], start, [], CALENDARS[RULES[code].calendar]) == due_on


@pytest.mark.parametrize(
    ("code", "start", "up_to", "dates"),
    [
        ("twelve_month_notice", date(2024, 2, 29), date(2025, 9, 1),
         [date(2025, 2, 28), date(2025, 8, 31), date(2026, 2, 28)]),
        ("twelve_month_notice", date(2024, 2, 29), date(2025, 2, 28), [date(2025, 2, 28)]),
        ("progress_update", date(2024, 2, 13), date(2024, 4, 1), [date(2024, 3, 12), date(2024, 4, 9)]),
        ("review_application", date(2024, 4, 1), date(2025, 4, 1), [date(2024, 4, 29)]),
    ],
)  # fmt: skip
def test_a_rule_that_repeats_lists_its_dates(code: str, start: date, up_to: date, dates: list[date]) -> None:
    assert due_dates(RULES[code], start, [], CALENDAR, up_to=up_to) == dates


def test_an_open_pause_ends_the_list_of_dates() -> None:
    pauses = [a_pause(date(2024, 3, 20), None)]
    assert due_dates(RULES["progress_update"], date(2024, 2, 13), pauses, CALENDAR, up_to=date(2024, 12, 1)) == [
        date(2024, 3, 12)
    ]


# Units, start days and closed days


@pytest.mark.parametrize(
    ("fields", "start", "due_on"),
    [
        ({"counts_start_day": True}, date(2024, 4, 8), date(2024, 4, 12)),
        ({"counts_start_day": True}, date(2024, 4, 6), date(2024, 4, 12)),
        ({"unit": Unit.CALENDAR_DAYS, "amount": 56, "counts_start_day": True}, date(2024, 4, 1), date(2024, 5, 26)),
        ({"unit": Unit.CALENDAR_DAYS, "on_closed_last_day": ClosedDay.MOVES_ON}, date(2024, 3, 24), date(2024, 4, 2)),
        ({"unit": Unit.WEEKS, "amount": 1, "on_closed_start_day": ClosedDay.MOVES_ON},
         date(2024, 3, 29), date(2024, 4, 9)),
        ({"unit": Unit.MONTHS, "amount": 1}, date(2024, 1, 31), date(2024, 2, 29)),
        ({"unit": Unit.MONTHS, "amount": 1}, date(2024, 12, 31), date(2025, 1, 31)),
        ({"unit": Unit.MONTHS, "amount": 6, "counts_start_day": True}, date(2024, 8, 31), date(2025, 2, 28)),
        ({"unit": Unit.MONTHS, "amount": 6, "counts_start_day": True}, date(2024, 1, 1), date(2024, 6, 30)),
        ({"unit": Unit.MONTHS, "amount": 12, "counts_start_day": True}, date(2024, 3, 15), date(2025, 3, 14)),
    ],
)  # fmt: skip
def test_how_a_rule_counts(fields: dict[str, Any], start: date, due_on: date) -> None:
    assert due(a_rule(**fields), start, [], CALENDAR) == due_on


@given(start=st.dates(date(1996, 1, 1), date(2026, 1, 1)), months=st.integers(1, 24))
def test_a_period_that_counts_its_start_ends_a_day_before_one_that_does_not_or_with_it(
    start: date, months: int
) -> None:
    with_day = due(a_rule(unit=Unit.MONTHS, amount=months, counts_start_day=True), start, [], CALENDAR)
    after_day = due(a_rule(unit=Unit.MONTHS, amount=months), start, [], CALENDAR)
    assert with_day is not None and after_day is not None
    no_such_day = after_day.day != start.day
    assert with_day == (after_day if no_such_day else after_day - ONE_DAY)


# Pauses

starts = st.dates(date(2015, 1, 1), date(2024, 12, 31))
offsets = st.integers(-60, 260)


@st.composite
def clocks(draw: st.DrawFn) -> tuple[ClockRule, date, list[Pause]]:
    unit = draw(st.sampled_from(Unit))
    most = {Unit.WORKING_DAYS: 60, Unit.CALENDAR_DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 12}[unit]
    rule = a_rule(unit=unit, amount=draw(st.integers(1, most)), counts_start_day=draw(st.booleans()))
    start = draw(starts)
    pauses = [
        a_pause(start + timedelta(days=begins), start + timedelta(days=begins + length))
        for begins, length in draw(st.lists(st.tuples(offsets, st.integers(0, 80)), max_size=4))
    ]
    return rule, start, pauses


def paused(day: date, pauses: list[Pause]) -> bool:
    return any(pause.start < day and (pause.end is None or day <= pause.end) for pause in pauses)


def counted_days(rule: ClockRule, start: date, end: date, pauses: list[Pause], calendar: WorkingCalendar) -> int:
    """The slow count of the days that a rule counts from its start to a day."""
    day, count = start if rule.counts_start_day else start + ONE_DAY, 0
    while day <= end:
        works = rule.unit != Unit.WORKING_DAYS or calendar.is_working(day)
        count += works and not paused(day, pauses)
        day += ONE_DAY
    return count


@given(clock=clocks())
def test_a_pause_never_brings_the_date_forward(clock: tuple[ClockRule, date, list[Pause]]) -> None:
    rule, start, pauses = clock
    with_pauses, without = due(rule, start, pauses, CALENDAR), due(rule, start, [], CALENDAR)
    assert with_pauses is not None and without is not None
    assert with_pauses >= without


@given(clock=clocks())
def test_pauses_leave_the_number_of_days_counted_as_it_was(clock: tuple[ClockRule, date, list[Pause]]) -> None:
    rule, start, pauses = clock
    with_pauses, without = due(rule, start, pauses, CALENDAR), due(rule, start, [], CALENDAR)
    assert with_pauses is not None and without is not None
    assert counted_days(rule, start, with_pauses, pauses, CALENDAR) == counted_days(rule, start, without, [], CALENDAR)
    assert not paused(with_pauses, pauses)


@given(clock=clocks(), length=st.integers(0, 50), gap=st.integers(0, 50))
def test_a_pause_before_the_start_or_from_the_due_date_on_changes_nothing(
    clock: tuple[ClockRule, date, list[Pause]], length: int, gap: int
) -> None:
    rule, start, _ = clock
    without = due(rule, start, [], CALENDAR)
    assert without is not None
    before = start - timedelta(days=gap + 1)
    after = without + timedelta(days=gap)
    outside = [a_pause(before - timedelta(days=length), before), a_pause(after, after + timedelta(days=length))]
    assert due(rule, start, outside, CALENDAR) == without
    assert due(rule, start, [a_pause(after, None)], CALENDAR) == without


@given(clock=clocks(), cut=st.integers(0, 80), overlap=st.integers(0, 20))
def test_adjacent_and_overlapping_pauses_count_once(
    clock: tuple[ClockRule, date, list[Pause]], cut: int, overlap: int
) -> None:
    rule, start, pauses = clock
    cut_up = []
    for pause in pauses:
        assert pause.end is not None
        middle = min(pause.start + timedelta(days=cut), pause.end)
        reaches = min(middle + timedelta(days=overlap), pause.end)
        cut_up += [a_pause(middle, pause.end), a_pause(pause.start, reaches), pause]
    assert due(rule, start, cut_up, CALENDAR) == due(rule, start, pauses, CALENDAR)


@given(clock=clocks())
def test_the_steps_of_a_working_day_rule_account_for_every_day(clock: tuple[ClockRule, date, list[Pause]]) -> None:
    rule, start, pauses = replace(clock[0], unit=Unit.WORKING_DAYS, counts_start_day=False), *clock[1:]
    why = explain(rule, start, pauses, CALENDAR, start)
    assert why.due_on is not None
    days = [start + timedelta(days=n) for n in range(1, (why.due_on - start).days + 1)]
    skipped = [step.on for step in why.steps if step.kind == StepKind.SKIPPED]
    in_pauses = [day for day in days if paused(day, pauses)]
    assert sorted([*skipped, *in_pauses]) == [
        day for day in days if not CALENDAR.is_working(day) or paused(day, pauses)
    ]
    assert len(days) == rule.amount + len(skipped) + len(in_pauses)


@given(clock=clocks(), length=st.integers(0, 300))
def test_elapsed_agrees_with_a_slow_walk(clock: tuple[ClockRule, date, list[Pause]], length: int) -> None:
    _, start, pauses = clock
    end = start + timedelta(days=length)
    days = [start + timedelta(days=n) for n in range(1, length + 1)]
    left_out = sum(CALENDAR.is_working(day) and paused(day, pauses) for day in days)
    assert elapsed(start, end, pauses, CALENDAR) == walked(CALENDAR, start, end) - left_out


@pytest.mark.parametrize(
    ("unit", "pauses", "due_on"),
    [
        (Unit.WORKING_DAYS, [a_pause(date(2024, 5, 1), date(2024, 5, 1))], date(2024, 5, 8)),
        (Unit.WORKING_DAYS, [a_pause(date(2024, 5, 3), date(2024, 5, 6))], date(2024, 5, 8)),
        (Unit.WORKING_DAYS, [a_pause(date(2024, 5, 1), date(2024, 5, 2))], date(2024, 5, 9)),
        (Unit.CALENDAR_DAYS, [a_pause(date(2024, 5, 1), date(2024, 5, 2))], date(2024, 5, 6)),
        (Unit.CALENDAR_DAYS, [a_pause(date(2024, 4, 1), date(2024, 5, 2))], date(2024, 5, 7)),
        (Unit.CALENDAR_DAYS, [a_pause(date(2024, 5, 3), None)], None),
        (Unit.CALENDAR_DAYS, [a_pause(date(2024, 5, 5), None)], date(2024, 5, 5)),
    ],
)
def test_what_a_pause_does_to_five_days_from_30_april_2024(
    unit: Unit, pauses: list[Pause], due_on: date | None
) -> None:
    assert due(a_rule(unit=unit), date(2024, 4, 30), pauses, CALENDAR) == due_on


def test_a_pause_open_at_the_end_of_the_calendar_is_a_pause_and_not_a_refusal() -> None:
    assert due(a_rule(amount=20), date(2028, 12, 20), [a_pause(date(2028, 12, 21), None)], CALENDAR) is None


# How a clock stands

TODAY = date(2026, 11, 27)  # a Friday


@pytest.mark.parametrize(
    ("due_on", "met_on", "state", "words"),
    [
        (date(2026, 12, 15), None, State.PLENTY, "18 days left"),
        (date(2026, 12, 5), None, State.PLENTY, "8 days left"),
        (date(2026, 12, 4), None, State.SOON, "7 days left"),
        (date(2026, 11, 28), None, State.SOON, "1 day left"),
        (TODAY, None, State.TODAY, "Due today"),
        (date(2026, 11, 26), None, State.LATE, "1 day late"),
        (date(2026, 11, 23), None, State.LATE, "4 days late"),
        (date(2026, 11, 23), date(2026, 11, 21), State.MET, "Met – 2 days early"),
        (date(2026, 11, 23), date(2026, 11, 23), State.MET, "Met – on the last day"),
        (date(2026, 11, 23), date(2026, 11, 24), State.LATE, "Done – 1 day late"),
    ],
)
def test_how_a_clock_in_days_stands(due_on: date, met_on: date | None, state: State, words: str) -> None:
    rule = a_rule(unit=Unit.CALENDAR_DAYS, amount=28)
    why = explain(rule, due_on - timedelta(days=28), [], CALENDAR, TODAY, met_on=met_on)
    assert (why.due_on, why.state, why.words) == (due_on, state, words)


@pytest.mark.parametrize(
    ("start", "met_on", "state", "words"),
    [
        (date(2026, 11, 25), None, State.SOON, "3 working days left"),
        (date(2026, 11, 18), None, State.LATE, "2 working days late"),
        (date(2026, 11, 19), None, State.LATE, "1 working day late"),
        (date(2026, 11, 18), date(2026, 11, 24), State.MET, "Met – 1 working day early"),
        (date(2026, 11, 13), date(2026, 11, 22), State.LATE, "Done – 2 days late"),
    ],
)
def test_how_a_clock_in_working_days_stands(start: date, met_on: date | None, state: State, words: str) -> None:
    why = explain(a_rule(), start, [], CALENDAR, TODAY, met_on=met_on)
    assert (why.state, why.words) == (state, words)


def test_a_working_day_clock_is_late_on_the_saturday_after_its_friday() -> None:
    why = explain(a_rule(), date(2026, 11, 20), [], CALENDAR, date(2026, 11, 28))
    assert (why.due_on, why.state, why.words) == (TODAY, State.LATE, "1 day late")


def test_the_office_sets_what_is_soon() -> None:
    assert explain(a_rule(), date(2026, 11, 25), [], CALENDAR, TODAY, soon=2).state == State.PLENTY


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2026, 5, 3), "Paused – waiting for court, since 3 May"),
        (date(2025, 5, 3), "Paused – waiting for court, since 3 May 2025"),
    ],
)
def test_a_paused_clock_says_why_and_since_when(since: date, words: str) -> None:
    why = explain(a_rule(amount=20), since - timedelta(days=4), [a_pause(since, None)], CALENDAR, TODAY)
    assert (why.due_on, why.state, why.words) == (None, State.PAUSED, words)


def test_what_was_done_during_a_pause_is_met() -> None:
    pauses = [a_pause(date(2026, 11, 24), None)]
    why = explain(a_rule(), date(2026, 11, 23), pauses, CALENDAR, TODAY, met_on=date(2026, 11, 26))
    assert (why.state, why.words) == (State.MET, "Met – while paused")


def test_a_missing_start_gives_no_date_and_says_which_is_missing() -> None:
    why = explain(a_rule(starts="outcome letter date"), None, [], CALENDAR, TODAY)
    assert (why.due_on, why.state, why.words) == (None, State.CANNOT_TELL, "No date: outcome letter date missing")
    assert why.steps == (Step(StepKind.MISSING, None, "No date: outcome letter date missing."),)


# Why this date


def test_a_calendar_day_clock_explains_itself() -> None:
    rule = replace(RULES["review_application"], starts="outcome letter date")
    why = explain(rule, date(2026, 11, 27), [], CALENDAR, TODAY)
    assert why.sentence == (
        "Outcome letter date: Friday 27 November 2026. "
        "Counting starts the day after; day 1 is Saturday 28 November 2026. "
        "Day 28 is Friday 25 December 2026. "
        "Friday 25 December 2026 is Christmas Day; nothing in the rule moves it."
    )
    assert (why.calendar_name, why.calendar_version) == ("england-and-wales", CALENDAR.version)
    assert (why.rule.source, why.rule.version, why.rule.verified) == (rule.source, 1, True)


def test_a_working_day_clock_names_every_day_it_skips() -> None:
    why = explain(a_rule(), date(2024, 3, 28), [], CALENDAR, date(2024, 4, 2))
    assert [(step.kind, step.on, step.words) for step in why.steps] == [
        (StepKind.START, date(2024, 3, 28), "Date received: Thursday 28 March 2024."),
        (StepKind.FIRST_DAY, date(2024, 4, 2),
         "Counting starts the day after; the first working day is Tuesday 2 April 2024."),
        (StepKind.SKIPPED, date(2024, 3, 29), "Friday 29 March 2024 is not counted (Good Friday)."),
        (StepKind.SKIPPED, date(2024, 3, 30), "Saturday 30 March 2024 is not counted (Saturday)."),
        (StepKind.SKIPPED, date(2024, 3, 31), "Sunday 31 March 2024 is not counted (Sunday)."),
        (StepKind.SKIPPED, date(2024, 4, 1), "Monday 1 April 2024 is not counted (Easter Monday)."),
        (StepKind.SKIPPED, date(2024, 4, 6), "Saturday 6 April 2024 is not counted (Saturday)."),
        (StepKind.SKIPPED, date(2024, 4, 7), "Sunday 7 April 2024 is not counted (Sunday)."),
        (StepKind.LAST_DAY, date(2024, 4, 8), "Working day 5 is Monday 8 April 2024."),
    ]  # fmt: skip


def test_pauses_are_steps_with_the_days_they_leave_out() -> None:
    pauses = [
        a_pause(date(2024, 5, 1), date(2024, 5, 3)),
        a_pause(date(2024, 5, 2), date(2024, 5, 7), "waiting for consent"),
    ]
    why = explain(a_rule(), date(2024, 4, 30), pauses, CALENDAR, date(2024, 5, 8))
    assert [step for step in why.steps if step.kind == StepKind.PAUSE] == [
        Step(
            StepKind.PAUSE,
            date(2024, 5, 1),
            "Paused after Wednesday 1 May 2024 to Friday 3 May 2024: waiting for court; 2 working days left out.",
            date(2024, 5, 3),
        ),
        Step(
            StepKind.PAUSE,
            date(2024, 5, 2),
            "Paused after Thursday 2 May 2024 to Tuesday 7 May 2024: waiting for consent; 1 working day left out.",
            date(2024, 5, 7),
        ),
    ]
    assert why.due_on == date(2024, 5, 13)


def test_an_open_pause_says_when_to_look_again() -> None:
    pauses = [a_pause(date(2026, 11, 24), None, look_again_on=date(2026, 12, 8))]
    why = explain(a_rule(), date(2026, 11, 23), pauses, CALENDAR, TODAY)
    assert why.sentence == (
        "Date received: Monday 23 November 2026. "
        "Counting starts the day after; the first working day is Tuesday 24 November 2026. "
        "Paused since Tuesday 24 November 2026: waiting for court. To be looked at again on Tuesday 8 December 2026."
    )


def test_a_pause_from_the_start_has_no_counted_day() -> None:
    why = explain(a_rule(), date(2026, 11, 23), [a_pause(date(2026, 11, 23), None)], CALENDAR, TODAY)
    assert why.steps[1] == Step(StepKind.FIRST_DAY, None, "Counting starts the day after; no day has counted yet.")


def test_a_period_that_repeats_tells_where_each_one_ends() -> None:
    why = explain(RULES["twelve_month_notice"], date(2024, 2, 29), [], CALENDAR, date(2025, 3, 3), occurrence=2)
    assert why.sentence == (
        "Date the complaint was made: Thursday 29 February 2024. "
        "Counting starts with that day; day 1 is Thursday 29 February 2024. "
        "Period 1 ends on Friday 28 February 2025; the next follows on from it. "
        "The 6 months end on Sunday 31 August 2025. "
        "Sunday 31 August 2025 is a Sunday; nothing in the rule moves it."
    )


def test_a_last_day_that_moves_says_where_to() -> None:
    why = explain(RULES["subject_access_reply"], date(2026, 4, 25), [], CALENDAR, TODAY)
    assert why.sentence.endswith(
        "The 1 month ends on Monday 25 May 2026. "
        "Monday 25 May 2026 is the Spring bank holiday; the rule moves the last day to Tuesday 26 May 2026."
    )
    assert why.due_on == date(2026, 5, 26)


def test_a_start_that_moves_says_where_to() -> None:
    rule = a_rule(on_closed_start_day=ClosedDay.MOVES_ON)
    why = explain(rule, date(2024, 5, 4), [], CALENDAR, date(2024, 5, 7))
    assert why.steps[1] == Step(
        StepKind.START_MOVED, date(2024, 5, 7), "That is a Saturday, so the start moves on to Tuesday 7 May 2024."
    )


def test_a_last_day_in_a_year_not_loaded_stands_and_says_what_is_not_known() -> None:
    why = explain(RULES["progress_update"], date(2028, 12, 20), [], CALENDAR, date(2028, 12, 21))
    assert (why.due_on, last_day_note(why)) == (
        date(2029, 1, 17),
        "Bank holidays for 2029 have not been loaded into the England and Wales calendar, "
        "which runs from 1995 to 2028. Whether that is a working day is not known.",
    )


def test_each_reading_of_the_start_gives_its_date() -> None:
    dates = {"stated": date(2024, 4, 1), "sent": date(2024, 4, 3), "provided": None}
    assert readings(RULES["review_application"], dates, [], CALENDAR) == [
        Reading("stated", date(2024, 4, 29)),
        Reading("sent", date(2024, 5, 1)),
        Reading("provided", None),
    ]


# Refusals

IN_FORCE = {"in_force_from": date(2020, 2, 1), "in_force_to": date(2025, 12, 31)}


@pytest.mark.parametrize(
    ("fields", "start", "pauses", "options", "sentence"),
    [
        (IN_FORCE, date(2020, 1, 31), [], {},
         "“Reply” was not in force on Friday 31 January 2020: it starts on Saturday 1 February 2020."),
        (IN_FORCE, date(2026, 1, 1), [], {},
         "“Reply” was not in force on Thursday 1 January 2026: it ended on Wednesday 31 December 2025."),
        ({"calendar": "united-kingdom"}, date(2024, 1, 2), [], {},
         "“Reply” is counted on the calendar united-kingdom, not on england-and-wales."),
        ({}, date(2024, 1, 2), [a_pause(date(2024, 1, 5), date(2024, 1, 4))], {},
         "The pause that began on Friday 5 January 2024 cannot have ended before, on Thursday 4 January 2024."),
        ({}, date(2024, 1, 2), [], {"occurrence": 2}, "“Reply” has no period number 2."),
        ({}, date(2024, 1, 2), [], {"occurrence": 0}, "“Reply” has no period number 0."),
        ({"unit": Unit.WEEKS}, date.max, [], {},
         "Friday 31 December 9999 cannot be counted with: "
         "days run from Monday 1 January 1900 to Thursday 31 December 2899."),
        ({"unit": Unit.WEEKS}, date(2024, 1, 2), [a_pause(date(2024, 1, 3), date.max)], {},
         "Friday 31 December 9999 cannot be counted with: "
         "days run from Monday 1 January 1900 to Thursday 31 December 2899."),
        ({"unit": Unit.MONTHS, "repeats": Repeat(amount=1000, unit=Unit.MONTHS)}, date(2024, 1, 2), [],
         {"occurrence": 1000}, "“Reply” is not counted beyond Thursday 31 December 2899."),
        ({}, date(2028, 12, 27), [], {},
         "Bank holidays for 2029 have not been loaded into the England and Wales calendar, "
         "which runs from 1995 to 2028."),
    ],
)  # fmt: skip
def test_what_a_clock_refuses(
    fields: dict[str, Any], start: date, pauses: list[Pause], options: dict[str, int], sentence: str
) -> None:
    for ask in (
        lambda: due(a_rule(**fields), start, pauses, CALENDAR, **options),
        lambda: explain(a_rule(**fields), start, pauses, CALENDAR, TODAY, **options),
    ):
        with pytest.raises(RuleBroken) as broken:
            ask()
        assert str(broken.value) == sentence


GOOD = """
[reply]
name = "Reply"
binds = "office"
text = "The office replies within five working days."
unit = "working_days"
amount = 5
counts_start_day = false
starts = "date received"
on_closed_last_day = "stands"
calendar = "england-and-wales"
source = "Standard of the office"
verified = false
version = 1
"""


def test_a_rule_is_read_from_its_table() -> None:
    assert rules_from(GOOD) == {"reply": a_rule()}


def test_a_rule_may_end_repeat_and_move_its_start() -> None:
    more = (
        "in_force_from = 2020-02-01\nin_force_to = 2025-12-31\n"
        'on_closed_start_day = "moves_on"\nrepeats = { amount = 2, unit = "working_days" }\n'
    )
    assert rules_from(GOOD + more) == {
        "reply": a_rule(
            **IN_FORCE, on_closed_start_day=ClosedDay.MOVES_ON, repeats=Repeat(amount=2, unit=Unit.WORKING_DAYS)
        )
    }


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[reply]", "[Reply]",
         "Clock rule Reply: a code has small letters, digits and underscores, and starts with a letter."),
        ("[reply]", "stray = 1\n[reply]", "Clock rule stray: a rule is a table of its own, headed [stray]."),
        ("amount = 5", "amount = 5\ncolour = 1",
         "Clock rule reply: “colour” is not known; it may have name, binds, text, unit, amount, counts_start_day, "
         "starts, on_closed_last_day, on_closed_start_day, calendar, source, verified, in_force_from, in_force_to, "
         "version, repeats."),
        ("amount = 5\n", "", "Clock rule reply: “amount” is missing."),
        ("amount = 5", "amount = true", "Clock rule reply: “amount” must be a whole number."),
        ("amount = 5", "amount = 0", "Clock rule reply: “amount” must be from 1 to 1000."),
        ("amount = 5", "amount = 1001", "Clock rule reply: “amount” must be from 1 to 1000."),
        ("verified = false", 'verified = "no"', "Clock rule reply: “verified” must be true or false."),
        ('"Standard of the office"', '" "', "Clock rule reply: “source” is empty."),
        ('"working_days"', '"fortnights"',
         "Clock rule reply: “unit” must be one of working_days, calendar_days, weeks, months; it is “fortnights”."),
        ('"office"', '"nobody"',
         "Clock rule reply: “binds” must be one of office, force, applicant; it is “nobody”."),
        ('"stands"', '"falls"',
         "Clock rule reply: “on_closed_last_day” must be one of stands, moves_on; it is “falls”."),
        ("version = 1", "version = 1\nin_force_from = 2020-02-01T00:00:00",
         "Clock rule reply: “in_force_from” must be a date."),
        ("version = 1", "version = 1\nin_force_from = 2020-02-02\nin_force_to = 2020-02-01",
         "Clock rule reply: it cannot end before it comes into force."),
        ("version = 1", "version = 1\nrepeats = 4", "Clock rule reply: “repeats” must be a table."),
        ("version = 1", "version = 1\nrepeats = { amount = 4 }", "Clock rule reply, repeats: “unit” is missing."),
        ("version = 1", 'version = 1\nrepeats = { amount = 4, unit = "weeks" }',
         "Clock rule reply: a rule in working days repeats in working days, and any other does not."),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused_with_a_sentence(old: str, new: str, sentence: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(RuleBroken) as broken:
        rules_from(GOOD.replace(old, new))
    assert str(broken.value) == sentence


def test_a_text_that_is_not_toml_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"^The clock rules cannot be read: "):
        rules_from(GOOD + GOOD)
