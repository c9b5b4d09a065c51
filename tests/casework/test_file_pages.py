"""The pages of a file and of people: what they show, what they refuse, and how many queries they take."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import Connection, FileLinkKind, Kind, PartyRole
from casework.models import Case, Party, Person
from casework.stats import Entry, tells, timeline
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_clock, a_party, a_person, a_plan, a_task, a_user

ON = date(2024, 3, 6)


@pytest.fixture
def desk(caseworker: User) -> Client:
    return signed_in(caseworker)


def words(response: Any) -> str:
    return response.content.decode()


def post(client: Client, route: str, *args: Any, **typed: Any) -> Any:
    """Post a form with days as three boxes."""
    data: dict[str, Any] = {}
    for name, value in typed.items():
        if isinstance(value, date):
            parts = {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
            data |= parts
        else:
            data[name] = value
    return client.post(reverse(f"casework:{route}", args=args), data)


def test_how_people_need_to_be_dealt_with_is_in_sight_on_every_page_of_the_file(
    desk: Client, caseworker: User, manager: User
) -> None:
    person = a_person(name="Jo Smith", adjustments="Large print", safe_contact="Never by post", by=caseworker)
    case = a_party(person=person).case
    plan = a_plan(person, by=caseworker)
    workflow.decide_plan(plan, agree=True, note="x", review_on=date(2024, 9, 1), on=date(2024, 5, 2), by=manager)
    for page in ("case", "timeline", "parties", "tasks", "notes"):
        text = words(desk.get(reverse(f"casework:{page}", args=[case.pk])))
        assert "Large print" in text and "Never by post" in text and "one named contact in the office" in text
    assert AuditEvent.objects.filter(verb="case.viewed", facts__plans=[plan.pk]).count() == 5


def test_a_file_is_opened_and_worked_in_the_browser_without_script(desk: Client, caseworker: User) -> None:
    today = timezone.localdate()
    opened = post(desk, "open", title="Noise at night", on=today)
    case = Case.objects.get()
    assert (opened.status_code, opened.url, case.owner) == (302, case.get_absolute_url(), caseworker)
    first = {"role": "COMPLAINANT", "on": today, "name": "Ada Ely", "email": "ada@example.org"}
    assert post(desk, "add-new-party", case.pk, **first).status_code == 302
    complainant = Party.objects.get()
    second = {
        "role": "REPRESENTATIVE",
        "represents": complainant.pk,
        "consent_on": today,
        "consent_evidence": "Signed form",
        "on": today,
        "name": "Lee Lawson",
    }
    assert post(desk, "add-new-party", case.pk, **second).status_code == 302
    assert post(desk, "add-note", case.pk, kind="CALL", on=today, text="Rang Ada").status_code == 302
    assert post(desk, "add-task", case.pk, text="Write back", due_on=today, owner=caseworker.pk).status_code == 302
    task = case.tasks.get()
    assert post(desk, "close", case.pk, reason="Done", on=today).status_code == 200
    assert post(desk, "finish-task", case.pk, task.pk, on=today, outcome="Sent").status_code == 302
    text = words(desk.get(reverse("casework:timeline", args=[case.pk])))
    for told_so in ("File opened", "Ada Ely added as complainant", "Signed form", "Rang Ada", "Done: Write back"):
        assert told_so in text
    assert post(desk, "close", case.pk, reason="Done", on=today).status_code == 302


@pytest.mark.parametrize(
    ("route", "typed", "sentence"),
    [
        ("add-new-party", {"name": "", "role": "COMPLAINANT", "on": ON}, "Name: write something here."),
        ("add-new-party", {"name": "Ada", "email": "no", "role": "OTHER", "on": ON}, "name@example.org"),
        ("add-new-party", {"name": "Ada", "on": ON}, "Choose what they are to this file."),
        ("add-note", {"kind": "NOTE", "on": date(2999, 1, 1), "text": "Kept words"}, "still to come"),
        ("add-note", {"kind": "NOTE", "text": "Kept words"}, "give a date"),
        ("add-task", {"text": "Kept words", "due_on": date(2023, 1, 1)}, "is due from"),
        ("add-task", {"text": "x" * 201, "due_on": ON}, "200 characters"),
        ("link", {"reference": "CAS/1999/0001", "kind": "RELATED"}, "There is no file CAS/1999/0001 that you may see"),
        ("close", {"reason": "", "on": ON}, "Say how it ended."),
        ("allocate", {"owner": "999999", "on": ON}, "choose somebody of the list"),
    ],
)
def test_bad_input_gets_a_sentence_keeps_what_was_typed_and_changes_nothing(
    route: str, typed: dict[str, Any], sentence: str, desk: Client, caseworker: User
) -> None:
    case = a_case()
    before = AuditEvent.objects.exclude(verb__contains="viewed").count()
    response = post(desk, route, case.pk, **typed)
    assert response.status_code == 200
    assert sentence in words(response)
    if "Kept words" in typed.values():
        assert "Kept words" in words(response)
    assert AuditEvent.objects.exclude(verb__contains="viewed").count() == before
    assert not Person.objects.exists()


def test_somebody_who_looks_like_somebody_known_is_asked_about_first(desk: Client, caseworker: User) -> None:
    known = a_person(name="Ada Ely")
    case = a_case()
    typed = {"role": "COMPLAINANT", "on": ON, "name": "Mrs Ada Ely", "phone": "01632 960007"}
    asked = post(desk, "add-new-party", case.pk, **typed)
    assert "known already" in words(asked) and "01632 960007" in words(asked)
    assert reverse("casework:add-party", args=[case.pk, known.pk]) in words(asked)
    assert Person.objects.count() == 1
    assert post(desk, "add-new-party", case.pk, **typed, is_new="on").status_code == 302
    assert Person.objects.count() == 2


def test_two_records_are_compared_merged_and_taken_apart(desk: Client, caseworker: User) -> None:
    kept, gone = a_person(name="Ada Ely", phone="01632 960001"), a_person(name="Ada Ely", email="ada@example.org")
    case = a_party(person=gone).case
    page = words(desk.get(kept.get_absolute_url()))
    assert f"Compare with record {gone.pk}" in page
    assert post(desk, "compare", kept.pk, gone.pk).status_code == 200
    assert post(desk, "compare", kept.pk, gone.pk, answer="one").status_code == 302
    page = words(desk.get(kept.get_absolute_url()))
    assert case.reference in page and "Undo" in page and "ada@example.org" in page
    assert desk.get(gone.get_absolute_url()).status_code == 404
    merge = kept.merges.get()
    assert post(desk, "undo-merge", kept.pk, merge.pk).status_code == 302
    assert desk.get(gone.get_absolute_url()).status_code == 200
    assert post(desk, "compare", kept.pk, gone.pk, answer="two").status_code == 302
    assert "May be the same person" not in words(desk.get(kept.get_absolute_url()))


def test_the_loser_of_two_editors_sees_both_versions_and_keeps_every_word(desk: Client, caseworker: User) -> None:
    person = a_person(name="Ada Ely", phone="01632 960001", by=caseworker)
    other = a_user(Role.CASEWORKER, name="Olu Other")
    form = {"name": "Ada Ely", "version": person.version}
    assert post(signed_in(other), "edit-person", person.pk, **form, phone="01632 960002").status_code == 302
    lost = post(desk, "edit-person", person.pk, **form, phone="01632 960003", adjustments="Signs only")
    text = words(lost)
    assert lost.status_code == 409
    assert "Olu Other" in text and "01632 960002" in text and "01632 960003" in text and "Signs only" in text
    settled = {"version": 2, "clashing": "phone", "take_phone": "theirs", "adjustments": "Signs only"}
    assert post(desk, "edit-person", person.pk, **form | settled, phone="01632 960003").status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.adjustments) == ("01632 960002", "Signs only")


def test_a_part_of_another_file_is_not_found_through_this_one(desk: Client, caseworker: User) -> None:
    case, elsewhere = a_case(), a_case()
    task, party = a_task(elsewhere, by=caseworker), a_party(elsewhere, by=caseworker)
    note = workflow.add_note(elsewhere, text="x", on=ON, by=caseworker)
    for route, part in (("finish-task", task), ("end-party", party), ("strike-note", note)):
        assert desk.get(reverse(f"casework:{route}", args=[elsewhere.pk, part.pk])).status_code == 200
        assert desk.get(reverse(f"casework:{route}", args=[case.pk, part.pk])).status_code == 404


def sealed(case: Case, user: User, manager: User) -> None:
    workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)


def own(case: Case, user: User, manager: User) -> None:
    workflow.connect_staff(case, user=user, kind=Connection.OWN_CASE, by=manager)


def of_a_team(case: Case, user: User, manager: User) -> None:
    team = workflow.add_team("Others", members=[], by=manager)
    workflow.allocate(case, owner=None, team=team, on=ON, by=manager)


@pytest.mark.parametrize("shut", [sealed, own, of_a_team])
def test_a_file_out_of_reach_leaves_no_trace(
    shut: Callable[[Case, User, User], None], desk: Client, caseworker: User, manager: User
) -> None:
    person = a_person(name="Ada Ely")
    hidden, shown = a_party(person=person).case, a_party(person=person).case
    only_there = a_party(hidden, person=a_person(name="Only There"), role=PartyRole.SUBJECT).person
    workflow.link_cases(hidden, other=shown, kind=FileLinkKind.RELATED, by=caseworker)
    task = a_task(hidden, by=caseworker)
    shut(hidden, caseworker, manager)

    for page in ("case", "timeline", "parties", "tasks", "notes", "close", "add-note"):
        assert desk.get(reverse(f"casework:{page}", args=[hidden.pk])).status_code == 404
    assert desk.get(reverse("casework:finish-task", args=[hidden.pk, task.pk])).status_code == 404
    assert desk.get(only_there.get_absolute_url()).status_code == 404
    for address in (
        person.get_absolute_url(),
        reverse("casework:case", args=[shown.pk]),
        reverse("casework:timeline", args=[shown.pk]),
        reverse("casework:list"),
        reverse("casework:find-person", args=[shown.pk]) + "?q=there",
    ):
        text = words(desk.get(address))
        assert hidden.reference not in text and "Only There" not in text
    refused = post(desk, "link", shown.pk, reference=hidden.reference, kind="RELATED")
    assert f"There is no file {hidden.reference} that you may see" in words(refused)


def test_the_timeline_has_everything_and_marks_what_others_did_since(caseworker: User, manager: User) -> None:
    clock = a_clock(by=caseworker)
    case = clock.case
    since = timezone.now()
    a_task(case, by=caseworker)
    workflow.add_note(case, text="A note", on=timezone.localdate(), by=manager)
    entries = timeline(case, caseworker, since=since)
    assert {entry.kind for entry in entries} == {"Clocks", "Notes", "Tasks"}
    assert {entry.kind: entry.new for entry in entries} == {"Clocks": False, "Notes": True, "Tasks": False}
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)


def test_who_was_put_on_a_file_stands_after_its_opening(caseworker: User) -> None:
    today = timezone.localdate()
    case = workflow.open_case(Kind.COMPLAINT, title="Noise", on=today, by=caseworker)
    workflow.add_party(case, person=a_person(name="Ann Ely"), role=PartyRole.COMPLAINANT, on=today, by=caseworker)
    told = [entry.title for entry in timeline(case, caseworker)]
    assert told == ["Ann Ely added as complainant", "File opened"]


def test_another_room_adds_its_own_entries_to_the_timeline(caseworker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.stats.files._sources", [])

    @tells
    def of_ours(case: Case, user: User) -> list[Entry]:
        return [Entry("Letters", f"Letter on {case.reference}", timezone.now())]

    case = a_case()
    assert [entry.title for entry in timeline(case, caseworker)] == [f"Letter on {case.reference}"]


def test_the_desk_keeps_tags_teams_and_hand_overs(manager: User, caseworker: User) -> None:
    office, today = signed_in(manager), timezone.localdate()
    assert post(office, "add-tag", name="Custody", meaning="About custody").status_code == 302
    assert "About custody" in words(office.get(reverse("casework:tags")))
    assert post(office, "add-team", name="Reviews", members=[caseworker.pk]).status_code == 302
    assert "Cass Worker" in words(office.get(reverse("casework:teams")))
    asked = {"giver": caseworker.pk, "taker": a_user(Role.CASEWORKER, name="Stan In").pk, "reason": "Leave"}
    assert post(office, "hand-over", from_on=today, until_on=today, **asked).status_code == 302
    assert "Stan In" in words(office.get(reverse("casework:hand-overs")))
    again = post(office, "hand-over", from_on=today, until_on=today, **asked)
    assert again.status_code == 200 and "work is with" in words(again)


PAGES: list[tuple[str, Callable[[Case, Person], None]]] = [
    ("case", lambda case, person: a_task(case)),
    ("timeline", lambda case, person: a_task(case)),
    ("parties", lambda case, person: a_party(case)),
    ("tasks", lambda case, person: a_task(case)),
    ("notes", lambda case, person: workflow.add_note(case, text="x", on=ON, by=a_user(Role.CASEWORKER))),
    ("person", lambda case, person: a_party(person=person)),
]


@pytest.mark.parametrize(("page", "more"), PAGES, ids=[page for page, _ in PAGES])
def test_a_page_takes_no_more_queries_for_more_rows(
    page: str, more: Callable[[Case, Person], Any], desk: Client, caseworker: User
) -> None:
    person = a_person(by=caseworker)
    case = a_party(person=person).case
    address = reverse(f"casework:{page}", args=[person.pk if page == "person" else case.pk])

    def taken() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    more(case, person)
    taken()
    one = taken()
    more(case, person)
    more(case, person)
    assert taken() == one
