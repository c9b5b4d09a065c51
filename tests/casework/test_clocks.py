"""The verbs of clocks: what they change, what they refuse, and that the kernel's explanation says the same."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from casework import stats, workflow
from casework.choices import ClockStage, KnownFrom, Result, Stage
from casework.models import CaseClock, Pause
from pcc import clocks
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, BankHoliday, ClockRule, User
from pcc.roles import Role
from tests.factories import a_case, a_clock, a_user

TODAY = date(2026, 1, 30)
WINDOW = "review_application"


@pytest.fixture(autouse=True)
def _on_a_known_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.workflow.cases.timezone.localdate", lambda: TODAY)


def paused(clock: CaseClock, by: User, on: date = date(2024, 3, 20)) -> Pause:
    return workflow.pause_clock(
        clock, on=on, reason="With the wrong body", look_again_on=on + timedelta(days=14), by=by
    )


def fresh(clock: CaseClock) -> CaseClock:
    return CaseClock.objects.for_explaining().get(pk=clock.pk)


def test_a_clock_starts_with_the_version_in_force_and_its_due_date(officer: User) -> None:
    case = a_case()

    clock = workflow.start_clock(
        case, code=WINDOW, started_on=date(2024, 4, 1), known_from=KnownFrom.STATED, by=officer
    )

    calendar = BankHoliday.objects.as_calendar()
    assert (clock.rule.code, clock.rule.version, clock.due_on, clock.stage, clock.result) == (
        WINDOW,
        1,
        date(2024, 4, 29),
        ClockStage.RUNNING,
        "",
    )
    assert clock.calendar_version == calendar.version
    event = AuditEvent.objects.get(verb="clock.started")
    assert (event.subject_id, event.by, event.facts) == (
        str(clock.pk),
        officer,
        {"case": case.pk, "rule": WINDOW, "version": 1},
    )


def test_a_clock_without_its_start_says_which_date_is_missing(officer: User) -> None:
    clock = workflow.start_clock(a_case(), code=WINDOW, started_on=None, known_from=KnownFrom.STATED, by=officer)

    explanation = fresh(clock).explain(BankHoliday.objects.as_calendar(), as_at=TODAY)

    assert (clock.due_on, explanation.state) == (None, clocks.State.CANNOT_TELL)
    assert explanation.words == "No date: date the outcome was provided missing"


def test_a_newer_version_counts_only_for_the_starts_it_is_in_force_for(officer: User) -> None:
    old = ClockRule.objects.get(code="review_file_supply")
    ClockRule.objects.create(
        **{
            field.attname: getattr(old, field.attname)
            for field in ClockRule._meta.concrete_fields
            if field.attname not in {"id", "version", "amount", "in_force_from"}
        },
        version=2,
        amount=15,
        in_force_from=date(2025, 1, 1),
    )

    before = a_clock(code="review_file_supply", started_on=date(2024, 6, 3), by=officer)
    after = a_clock(code="review_file_supply", started_on=date(2025, 6, 2), by=officer)

    assert (before.rule.version, before.due_on) == (1, date(2024, 6, 17))
    assert (after.rule.version, after.due_on) == (2, date(2025, 6, 23))


def test_a_rule_that_was_not_in_force_is_refused(officer: User) -> None:
    with pytest.raises(RuleBroken, match="was not in force on Tuesday 1 January 2019"):
        a_clock(started_on=date(2019, 1, 1), by=officer)


def test_a_pause_takes_the_due_date_away_and_its_end_gives_it_back_later(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 3, 1), by=officer)

    paused(clock, officer)
    while_paused = fresh(clock)
    workflow.resume_clock(clock, on=date(2024, 3, 27), by=officer)

    resumed = fresh(clock)
    assert (while_paused.stage, while_paused.due_on) == (ClockStage.PAUSED, None)
    assert (resumed.stage, resumed.due_on) == (ClockStage.RUNNING, date(2024, 4, 5))
    assert [event.verb for event in AuditEvent.objects.filter(verb__startswith="clock.").order_by("pk")] == [
        "clock.started",
        "clock.paused",
        "clock.resumed",
    ]


@pytest.mark.parametrize(
    ("on", "result", "words"),
    [
        (date(2024, 4, 26), Result.IN_TIME, "Met – 3 days early"),
        (date(2024, 4, 29), Result.IN_TIME, "Met – on the last day"),
        (date(2024, 4, 30), Result.LATE, "Done – 1 day late"),
    ],
)
def test_a_clock_that_is_met_has_a_verdict(officer: User, on: date, result: str, words: str) -> None:
    clock = a_clock(started_on=date(2024, 4, 1), by=officer)

    clock = workflow.meet_clock(clock, on=on, by=officer)

    assert (clock.stage, clock.met_on, clock.result) == (ClockStage.MET, on, result)
    assert fresh(clock).explain(BankHoliday.objects.as_calendar(), as_at=TODAY).words == words


def test_a_clock_met_while_it_is_paused_is_in_time(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 3, 1), by=officer)
    paused(clock, officer)

    clock = workflow.meet_clock(clock, on=date(2025, 3, 1), by=officer)

    assert (clock.due_on, clock.result) == (None, Result.IN_TIME)


def test_a_corrected_start_moves_date_and_verdict_and_keeps_the_old_one_in_history(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 4, 1), by=officer)
    workflow.meet_clock(clock, on=date(2024, 4, 30), by=officer)

    clock = workflow.change_start(
        clock, started_on=date(2024, 4, 2), known_from=KnownFrom.SENT, reason="The postmark is of the 2nd", by=officer
    )

    assert (clock.due_on, clock.result) == (date(2024, 4, 30), Result.IN_TIME)
    event = AuditEvent.objects.get(verb="clock.start_changed")
    assert (event.reason, event.facts["fields"]) == ("The postmark is of the 2nd", ["started_on", "known_from"])
    (change,) = stats.changes_of(clock)
    assert (change.by, change.because) == (officer, "The postmark is of the 2nd")
    assert (change.was_started, change.started_on) == (date(2024, 4, 1), date(2024, 4, 2))
    assert (change.was_due, change.due_on) == (date(2024, 4, 29), date(2024, 4, 30))


def refusals() -> list[tuple[str, dict[str, Any], str]]:
    day = date(2024, 3, 20)
    return [
        (
            "pause_clock",
            {"on": day, "reason": " ", "look_again_on": date(2024, 4, 1)},
            "Say why the clock is paused.",
        ),
        (
            "pause_clock",
            {"on": day, "reason": "Court", "look_again_on": day},
            "The day to look again must be after the day on which the pause begins.",
        ),
        (
            "pause_clock",
            {"on": date(2024, 2, 29), "reason": "Court", "look_again_on": day},
            "The clock started on Friday 1 March 2024: it cannot be paused before.",
        ),
        (
            "pause_clock",
            {"on": date(2026, 1, 31), "reason": "Court", "look_again_on": date(2026, 3, 1)},
            "The pause, Saturday 31 January 2026, is still to come: give today or an earlier day.",
        ),
        ("resume_clock", {"on": day}, "This cannot be done while it is running."),
        (
            "meet_clock",
            {"on": date(2024, 2, 29)},
            "The clock started on Friday 1 March 2024: it cannot have ended before.",
        ),
        (
            "meet_clock",
            {"on": date(2026, 2, 1)},
            "The day, Sunday 1 February 2026, is still to come: give today or an earlier day.",
        ),
        (
            "change_start",
            {"started_on": date(2024, 3, 2), "known_from": KnownFrom.STATED, "reason": ""},
            "Say why the start date changes.",
        ),
        (
            "change_start",
            {"started_on": date(2024, 3, 1), "known_from": KnownFrom.STATED, "reason": "x"},
            "This is the start date that the clock already has.",
        ),
        (
            "state_reading",
            {"known_from": KnownFrom.STATED, "on": day},
            "The clock is already read from that date: change its start instead.",
        ),
    ]


@pytest.mark.parametrize(("verb", "given", "sentence"), refusals())
def test_what_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    officer: User, verb: str, given: dict[str, Any], sentence: str
) -> None:
    clock = a_clock(started_on=date(2024, 3, 1), by=officer)
    before = CaseClock.objects.values().get(pk=clock.pk)
    events = AuditEvent.objects.count()

    with pytest.raises(RuleBroken) as refused:
        getattr(workflow, verb)(clock, by=officer, **given)

    assert str(refused.value) == sentence
    assert CaseClock.objects.values().get(pk=clock.pk) == before
    assert (Pause.objects.count(), AuditEvent.objects.count()) == (0, events)


def test_a_pause_cannot_begin_in_days_that_another_left_out(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 3, 1), by=officer)
    paused(clock, officer)
    workflow.resume_clock(clock, on=date(2024, 3, 27), by=officer)

    with pytest.raises(RuleBroken, match="The days up to Wednesday 27 March 2024 are already left out"):
        paused(clock, officer, on=date(2024, 3, 25))


def test_one_rule_runs_once_on_a_case(officer: User) -> None:
    case = a_case()
    a_clock(case=case, by=officer)

    with pytest.raises(RuleBroken, match="“Application for a review” already runs on this case"):
        a_clock(case=case, by=officer)


def test_a_later_period_of_a_rule_that_repeats_follows_on(officer: User) -> None:
    clock = workflow.start_clock(
        a_case(),
        code="twelve_month_notice",
        started_on=date(2024, 2, 29),
        known_from=KnownFrom.RECORDED,
        occurrence=2,
        by=officer,
    )
    assert clock.due_on == date(2025, 8, 31)


def test_a_rule_that_does_not_repeat_has_no_second_period(officer: User) -> None:
    with pytest.raises(RuleBroken, match="“Application for a review” does not repeat"):
        workflow.start_clock(
            a_case(), code=WINDOW, started_on=date(2024, 4, 1), known_from=KnownFrom.SENT, occurrence=2, by=officer
        )


def test_a_closed_case_starts_no_clock(officer: User) -> None:
    case = a_case(stage=Stage.CLOSED, closed_on=date(2024, 5, 1))

    with pytest.raises(RuleBroken, match="This cannot be done while it is closed"):
        a_clock(case=case, by=officer)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", ["pause_clock", "meet_clock", "change_start", "state_reading"])
def test_clocks_are_worked_by_the_roles_of_the_table(role: Role, verb: str, officer: User) -> None:
    given: dict[str, dict[str, Any]] = {
        "pause_clock": {"on": date(2024, 4, 2), "reason": "Court", "look_again_on": date(2024, 5, 2)},
        "meet_clock": {"on": date(2024, 4, 2)},
        "change_start": {"started_on": date(2024, 4, 2), "known_from": KnownFrom.SENT, "reason": "Letter"},
        "state_reading": {"known_from": KnownFrom.SENT, "on": date(2024, 4, 2)},
    }
    clock = a_clock(by=officer)
    works = role in {Role.COMPLAINTS_OFFICER, Role.CASEWORKER, Role.REVIEWS_MANAGER}

    try:
        getattr(workflow, verb)(clock, by=a_user(role), **given[verb])
        done = True
    except RuleBroken as refused:
        assert str(refused) == "Your role does not allow this."
        done = False

    assert done == works


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": "MET"},
        {"met_on": date(2024, 4, 20)},
        {"stage": "MET", "met_on": date(2024, 4, 20)},
        {"stage": "MET", "met_on": date(2024, 4, 20), "result": "LATE"},
        {"stage": "MET", "met_on": date(2024, 4, 30), "result": "IN_TIME"},
        {"stage": "MET", "met_on": date(2024, 3, 31), "result": "IN_TIME"},
        {"started_on": None},
        {"occurrence": 0},
    ],
)
def test_the_database_refuses_a_clock_that_cannot_be(officer: User, wrong: dict[str, Any]) -> None:
    clock = a_clock(started_on=date(2024, 4, 1), by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseClock.objects.filter(pk=clock.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"look_again_on": date(2024, 3, 20)},
        {"ended_on": date(2024, 3, 19)},
    ],
)
def test_the_database_refuses_a_pause_that_cannot_be(officer: User, wrong: dict[str, Any]) -> None:
    pause = paused(a_clock(started_on=date(2024, 3, 1), by=officer), officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.filter(pk=pause.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_when_two_people_pause_at_once_one_of_them_wins() -> None:
    people = [a_user(Role.COMPLAINTS_OFFICER), a_user(Role.CASEWORKER)]
    clock = a_clock(started_on=date(2024, 3, 1), by=people[0])
    answers: list[str] = []
    together = threading.Barrier(2)

    def act(by: User) -> None:
        try:
            together.wait()
            paused(clock, by)
            answers.append("paused")
        except RuleBroken as refused:
            answers.append(str(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["This cannot be done while it is paused.", "paused"]
    assert Pause.objects.count() == 1
    assert AuditEvent.objects.filter(verb="clock.paused").count() == 1
