"""What is done on a file: its life and hands, notes, tasks, links, tags; teams and hand-overs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework import rules, workflow
from casework.choices import Connection, FileLinkKind, Kind, Stage, TaskStage, WaitsOn
from casework.models import Case, CaseLink, HandOver, Task
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.casework.test_people import at_once
from tests.factories import a_case, a_party, a_task, a_user

ON = date(2024, 3, 6)


# Its life


def test_a_file_is_opened_given_closed_and_opened_again(caseworker: User, manager: User) -> None:
    case = workflow.open_case(Kind.CORRESPONDENCE, title="A letter", on=ON, by=caseworker)
    assert (case.owner, case.touched_on) == (caseworker, ON)
    other = a_user(Role.COMPLAINTS_OFFICER)
    case = workflow.allocate(case, owner=other, on=date(2024, 3, 8), by=manager)
    assert (case.owner, case.allocated_on, case.touched_on) == (other, date(2024, 3, 8), date(2024, 3, 8))
    case = workflow.close_case(case, reason="Answered", on=date(2024, 3, 9), by=other)
    assert (case.stage, case.closed_on) == (Stage.CLOSED, date(2024, 3, 9))
    with pytest.raises(RuleBroken, match="while it is closed"):
        workflow.allocate(case, owner=caseworker, on=ON, by=manager)
    case = workflow.reopen_case(case, reason="They wrote again", by=other)
    assert (case.stage, case.closed_on) == (Stage.OPEN, None)
    verbs = list(AuditEvent.objects.filter(subject_id=str(case.pk)).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["case.opened", "case.allocated", "case.closed", "case.reopened"]


def test_a_file_with_a_task_to_do_is_not_closed(caseworker: User) -> None:
    task = a_task(by=caseworker)
    with pytest.raises(RuleBroken, match="1 task is still to do"):
        workflow.close_case(task.case, reason="Done", on=ON, by=caseworker)
    workflow.finish_task(task, on=ON, by=caseworker)
    assert workflow.close_case(task.case, reason="Done", on=ON, by=caseworker).stage == Stage.CLOSED


def test_a_file_is_given_only_to_somebody_who_can_open_it(manager: User) -> None:
    case = a_case()
    shut, sealed_out = a_user(Role.CASEWORKER), a_user(Role.CASEWORKER)
    workflow.connect_staff(case, user=shut, kind=Connection.CONFLICT, by=manager)
    workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    for person in (shut, sealed_out, a_user(Role.PANEL_MEMBER), a_user(Role.CASEWORKER, is_active=False)):
        with pytest.raises(RuleBroken):
            workflow.allocate(case, owner=person, on=ON, by=manager)
        with pytest.raises(RuleBroken):
            workflow.add_task(case, text="x", due_on=ON, owner=person, by=manager)


@pytest.mark.parametrize("role", Role)
def test_who_may_open_a_closed_file_again(role: Role, caseworker: User) -> None:
    case = a_case(stage=Stage.CLOSED, closed_on=ON)
    try:
        workflow.reopen_case(case, reason="x", by=a_user(role))
        done = True
    except RuleBroken:
        done = False
    assert done == (role in rules.WORKS_CASES | rules.ANSWERS_FOR_CASES)


# Notes and tasks


def test_a_wrong_note_is_struck_out_and_stays(caseworker: User) -> None:
    note = workflow.add_note(a_case(), text=" Rang, no answer. ", on=ON, is_releasable=True, by=caseworker)
    assert (note.text, note.is_releasable) == ("Rang, no answer.", True)
    note = workflow.strike_note(note, reason="Another file", by=caseworker)
    assert (note.text, note.struck_because) == ("Rang, no answer.", "Another file")
    with pytest.raises(RuleBroken, match="already"):
        workflow.strike_note(note, reason="x", by=caseworker)


@pytest.mark.parametrize(("text", "on"), [("  ", ON), ("x" * 20_001, ON), ("x", date(2999, 1, 1))])
def test_a_note_that_cannot_be_is_refused(text: str, on: date, caseworker: User) -> None:
    case = a_case()
    with pytest.raises(RuleBroken):
        workflow.add_note(case, text=text, on=on, by=caseworker)
    assert not case.notes.exists()


def test_a_task_is_asked_for_once_changed_done_or_not_needed(caseworker: User) -> None:
    case = a_case()
    task = a_task(case, key="bounced 7", by=caseworker)
    assert workflow.add_task(case, text="Again", due_on=ON, owner=None, key="bounced 7", by=None) == task
    task = workflow.change_task(
        task, text="Chase", due_on=date(2024, 5, 1), owner=caseworker, waits_on=WaitsOn.FORCE, by=caseworker
    )
    assert (task.text, task.waits_on, task.owner) == ("Chase", WaitsOn.FORCE, caseworker)
    task = workflow.drop_task(task, on=ON, reason="The force wrote", by=caseworker)
    assert (task.stage, task.outcome) == (TaskStage.DROPPED, "The force wrote")
    with pytest.raises(RuleBroken, match="while it is not needed"):
        workflow.finish_task(task, on=ON, by=caseworker)
    assert workflow.add_task(case, text="Again", due_on=ON, owner=None, key="bounced 7", by=None) != task


@pytest.mark.parametrize("due_on", [date(2024, 3, 3), date(2090, 1, 1)])
def test_a_task_is_due_in_the_life_of_its_file(due_on: date, caseworker: User) -> None:
    with pytest.raises(RuleBroken, match="is due from"):
        a_task(due_on=due_on, by=caseworker)
    assert not Task.objects.exists()


# Links and tags


def test_files_are_linked_and_taken_apart_and_a_link_needs_both_ends(caseworker: User, manager: User) -> None:
    one, other = a_case(), a_case()
    link = workflow.link_cases(other, other=one, kind=FileLinkKind.RELATED, by=caseworker)
    with pytest.raises(RuleBroken, match="already"):
        workflow.link_cases(one, other=other, kind=FileLinkKind.RELATED, by=caseworker)
    with pytest.raises(RuleBroken, match="itself"):
        workflow.link_cases(one, other=one, kind=FileLinkKind.RELATED, by=caseworker)
    assert CaseLink.objects.visible_to(caseworker).of(one).get() == link
    workflow.seal(other, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    assert not CaseLink.objects.visible_to(caseworker).of(one).exists()
    workflow.unlink_cases(link, by=manager)
    assert not CaseLink.objects.exists()


def test_tags_are_few_and_governed(caseworker: User, manager: User) -> None:
    with pytest.raises(RuleBroken, match="role"):
        workflow.add_tag("Custody", meaning="About custody", by=caseworker)
    tag = workflow.add_tag("Custody", meaning="About custody", by=manager)
    with pytest.raises(RuleBroken, match="already"):
        workflow.add_tag(" custody ", meaning="Again", by=manager)
    case = a_case()
    workflow.tag_case(case, tag=tag, by=caseworker)
    with pytest.raises(RuleBroken, match="already"):
        workflow.tag_case(case, tag=tag, by=caseworker)
    workflow.retire_tag(tag, by=manager)
    with pytest.raises(RuleBroken, match="no longer used"):
        workflow.tag_case(a_case(), tag=tag, by=caseworker)
    workflow.untag_case(case, tag=tag, by=caseworker)
    assert not case.tagged.exists()


# Teams


def test_a_case_of_a_team_is_seen_by_its_team_its_owner_and_who_oversees(manager: User, caseworker: User) -> None:
    member, owner, tasked, safe = (
        a_user(Role.CASEWORKER),
        a_user(Role.CASEWORKER),
        a_user(Role.CASEWORKER),
        a_user(Role.SAFEGUARDING_LEAD),
    )
    team = workflow.add_team("Reviews", members=[member], by=manager)
    case = workflow.allocate(a_case(), owner=owner, team=team, on=ON, by=manager)
    task = a_task(case, owner=tasked, by=owner)
    a_party(case, by=owner)

    def sees(user: User) -> tuple[bool, bool, bool]:
        return (
            Case.objects.visible_to(user).filter(pk=case.pk).exists(),
            Task.objects.visible_to(user).exists(),
            type(case.parties.get().person).objects.visible_to(user).exists(),
        )

    for user in (member, owner, tasked, safe, manager):
        assert sees(user) == (True, True, True), user
    assert sees(caseworker) == (False, False, False)
    workflow.finish_task(task, on=ON, by=tasked)
    assert sees(tasked) == (False, False, False)
    workflow.change_team(team, name="Reviews", members=[caseworker], by=manager)
    assert (sees(member)[0], sees(caseworker)[0]) == (False, True)
    with pytest.raises(RuleBroken, match="open cases"):
        workflow.end_team(team, by=manager)


# Hand-overs


def days(first: int, last: int) -> dict[str, Any]:
    """From a day to a day, counted from today."""
    today = timezone.localdate()
    return {"from_on": today + timedelta(first), "until_on": today + timedelta(last), "reason": "Leave"}


def test_work_goes_one_step_and_one_way(caseworker: User, manager: User) -> None:
    other, third = a_user(Role.CASEWORKER), a_user(Role.CASEWORKER)
    made = workflow.hand_over(caseworker, taker=other, by=caseworker, **days(0, 7))
    refused: list[tuple[User, User, dict[str, Any], str]] = [
        (caseworker, third, days(7, 9), "work is with"),
        (other, third, days(3, 4), "stands in for"),
        (third, caseworker, days(-3, 0), "handed over their own"),
        (third, third, days(0, 1), "somebody else"),
        (third, a_user(Role.AUDITOR), days(0, 1), "no role"),
        (third, other, days(3, 2), "exchange"),
        (third, other, days(-3, -1), "is over"),
        (third, other, days(0, 400), "a year at most"),
        (third, other, days(0, 1) | {"reason": " "}, "Say why"),
    ]
    for giver, taker, when, words in refused:
        with pytest.raises(RuleBroken, match=words):
            workflow.hand_over(giver, taker=taker, by=manager, **when)
    assert list(HandOver.objects.all()) == [made]
    workflow.hand_over(third, taker=other, by=manager, **days(0, 3))
    with pytest.raises(RuleBroken, match="your own work"):
        workflow.hand_over(third, taker=other, by=caseworker, **days(20, 21))
    workflow.call_off(made, by=caseworker)
    workflow.hand_over(caseworker, taker=third, by=manager, **days(5, 7))


def test_who_stands_in_sees_the_files_of_another_team_for_those_days(caseworker: User, manager: User) -> None:
    stand_in, later = a_user(Role.CASEWORKER), a_user(Role.CASEWORKER)
    team = workflow.add_team("Reviews", members=[], by=manager)
    case = workflow.allocate(a_case(), owner=caseworker, team=team, on=ON, by=manager)
    made = workflow.hand_over(caseworker, taker=stand_in, by=manager, **days(0, 1))
    workflow.hand_over(caseworker, taker=later, by=manager, **days(2, 3))
    assert case in Case.objects.visible_to(stand_in)
    assert case not in Case.objects.visible_to(later)
    workflow.call_off(made, by=manager)
    assert case not in Case.objects.visible_to(stand_in)


@pytest.mark.django_db(transaction=True)
def test_of_two_hand_overs_at_once_one_wins() -> None:
    giver, one, other = (a_user(Role.CASEWORKER) for _ in range(3))
    found = at_once(
        lambda: workflow.hand_over(giver, taker=one, by=giver, **days(0, 3)),
        lambda: workflow.hand_over(giver, taker=other, by=giver, **days(2, 5)),
    )
    assert sorted(isinstance(each, str) for each in found) == [False, True]
    assert HandOver.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_is_not_closed_while_somebody_adds_a_task() -> None:
    by, case = a_user(Role.CASEWORKER), a_case()
    at_once(
        lambda: workflow.close_case(case, reason="Done", on=ON, by=by),
        lambda: workflow.add_task(case, text="One more", due_on=ON, owner=None, by=by),
    )
    case.refresh_from_db()
    assert (case.stage == Stage.CLOSED) != case.tasks.exists()
