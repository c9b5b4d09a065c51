"""My work today, the team's work and the search: what each person is shown, and what leaves no trace."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import Connection, Kind, KnownFrom, WaitsOn
from casework.letters import Addressee
from casework.models import Case, Correspondence, Message
from casework.stats import Item, brings, in_hands_of, loads, work_of
from casework.workflow import correspondence, letters, outbox
from pcc.models import AuditEvent, BankHoliday, User
from pcc.reporting.views.work import lists
from pcc.roles import Role
from reviews.choices import Interest
from reviews.choices import Stage as ReviewStage
from reviews.workflow import intake
from tests.conftest import signed_in
from tests.factories import (
    a_case,
    a_clock,
    a_complaint,
    a_document,
    a_letter,
    a_party,
    a_person,
    a_plan,
    a_task,
    a_user,
)
from tests.review_factories import a_review

ON = date(2024, 4, 3)
LATER = date(2026, 6, 1)
"""When every step of a review that came on 16 March 2026 is due."""


def work(user: User, *, whose: set[int] | None = None, on: date = ON) -> Any:
    asked = {user.pk} if whose is None else whose
    return work_of(user, whose=asked, on=on, calendar=BankHoliday.objects.as_calendar())


def steps(items: list[Item]) -> list[str]:
    return [item.step for item in items]


def test_work_is_told_by_whose_turn_it_is_and_by_the_day(caseworker: User) -> None:
    case = a_case(owner=caseworker, touched_on=ON)
    a_task(case, text="Late", due_on=date(2024, 4, 2), owner=caseworker, by=caseworker)
    a_task(case, text="Today", due_on=ON, owner=caseworker, by=caseworker)
    a_task(case, text="In a week", due_on=date(2024, 4, 10), by=caseworker)
    a_task(case, text="After that", due_on=date(2024, 4, 11), owner=caseworker, by=caseworker)
    a_task(case, text="Chased", due_on=date(2024, 3, 30), owner=caseworker, waits_on=WaitsOn.FORCE, by=caseworker)
    a_task(case, text="Sign", due_on=ON, owner=caseworker, waits_on=WaitsOn.SIGN_OFF, by=caseworker)
    a_task(case, text="Another's", due_on=ON, owner=a_user(Role.CASEWORKER), by=caseworker)
    found = work(caseworker)
    assert steps(found.due) == ["Late", "Today", "Sign", "In a week"]
    assert steps(found.waiting) == ["Chased"]
    assert (found.late, found.soon, found.to_sign, found.next_due) == (1, 3, 1, date(2024, 4, 11))


def test_a_clock_without_a_start_comes_first_and_a_paused_one_on_its_day_to_look(caseworker: User) -> None:
    case = a_case(owner=caseworker)
    a_clock(case=case, code="review_acknowledgement", started_on=None, by=caseworker)
    other = a_clock(case=a_case(owner=caseworker), code="review_acknowledgement", by=caseworker)
    workflow.pause_clock(other, on=date(2024, 4, 2), reason="Court", look_again_on=date(2024, 4, 9), by=caseworker)
    found = work(caseworker)
    assert [item.due_on for item in found.due] == [None, date(2024, 4, 9)]
    assert found.due[0].step.startswith("Add the date") and "run again" in found.due[1].step


def test_files_come_in_and_go_quiet(caseworker: User, manager: User) -> None:
    friday, monday = date(2024, 4, 5), date(2024, 4, 8)
    fresh = workflow.allocate(a_case(), owner=caseworker, on=friday, by=manager)
    old = a_case(owner=caseworker, touched_on=date(2024, 3, 25))
    assert [item.case for item in work(caseworker, on=monday).came_in] == [fresh]
    assert work(caseworker, on=date(2024, 4, 9)).came_in == []
    assert [item.case for item in work(caseworker, on=monday).quiet] == [old]
    workflow.add_note(old, text="Rang", on=monday, by=caseworker)
    assert work(caseworker, on=monday).quiet == []


def test_handed_over_work_shows_where_it_is_done_and_comes_back_by_itself(caseworker: User, manager: User) -> None:
    stand_in, today = a_user(Role.CASEWORKER), timezone.localdate()
    days = {"from_on": today, "until_on": today + timedelta(days=1), "reason": "Leave"}
    made = workflow.hand_over(caseworker, taker=stand_in, by=caseworker, **days)
    assert in_hands_of(caseworker, on=today) == set()
    assert in_hands_of(stand_in, on=today) == {caseworker.pk, stand_in.pk}
    assert in_hands_of(caseworker, on=today + timedelta(days=2)) == {caseworker.pk}
    workflow.call_off(made, by=caseworker)
    assert in_hands_of(caseworker, on=today) == {caseworker.pk}


def test_what_stands_in_cannot_see_stays_out_of_their_work(caseworker: User, manager: User) -> None:
    stand_in = a_user(Role.CASEWORKER)
    shut, open_to_both = a_case(owner=caseworker), a_case(owner=caseworker)
    for case in (shut, open_to_both):
        a_task(case, due_on=ON, owner=caseworker, by=caseworker)
    workflow.connect_staff(shut, user=stand_in, kind=Connection.CONFLICT, by=manager)
    assert {item.case for item in work(stand_in, whose={caseworker.pk}).due} == {open_to_both}


def test_a_manager_sees_the_load_of_each_person(caseworker: User, manager: User) -> None:
    a_task(a_case(owner=caseworker, touched_on=ON), due_on=date(2024, 4, 1), owner=caseworker, by=caseworker)
    a_case(touched_on=ON)
    everybody = work_of(manager, whose=None, on=ON, calendar=BankHoliday.objects.as_calendar())
    found = [(str(load.owner), load.files, load.late, load.soon, load.quiet) for load in loads(manager, everybody)]
    assert found == [("Cass Worker", 1, 1, 0, 0), ("None", 1, 0, 0, 0)]
    page = signed_in(manager).get(reverse("reporting:team"), {"who": caseworker.pk}).content.decode()
    assert "Write back" in page and "Hand over the work of Cass Worker" in page


def test_another_room_brings_its_own_items(caseworker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.stats.work._sources", [])
    case = a_case(owner=caseworker, touched_on=ON)

    @brings
    def letters(user: User, on: date, whose: set[int] | None) -> list[Item]:
        return [Item(case, "Sign the letter", on, user.pk, "/letters/1/", signs=True)]

    assert (steps(work(caseworker).due), work(caseworker).to_sign) == (["Sign the letter"], 1)


def told(user: User, on: date) -> list[tuple[str, str, bool]]:
    """What somebody has to do and waits for: the words before the subject, whose turn it is, whether they sign."""
    found = work(user, on=on)
    return [(item.step.partition(":")[0], item.waits_on, item.signs) for item in found.due + found.waiting]


def test_a_letter_waits_for_whoever_may_check_it_and_for_its_author(caseworker: User, manager: User) -> None:
    today = timezone.localdate()
    case = a_case(owner=caseworker, touched_on=today)
    letter = a_letter(case=case, code="hand_off_office", by=caseworker, values={"received_date": "2 March 2026"})

    assert told(caseworker, today) == [("Finish a letter", "", False)]
    assert told(manager, today) == []
    letter = letters.edit(letter, texts={"next": "Somebody else looks at it."}, by=caseworker)
    letters.send_for_check(letter, by=caseworker)
    assert told(caseworker, today) == [("Second check of a letter", "A second person", False)]
    assert told(manager, today) == [("Check a letter a second time", "", True)]
    letters.send_back(letter, reason="Name the person.", by=manager)
    assert told(caseworker, today) == [("Put right a letter that was sent back", "", False)]
    assert told(manager, today) == []
    letters.send_for_check(letter, by=caseworker)
    letters.sign(letter, by=manager)
    assert told(caseworker, today) == [("Issue a letter that was checked", "", False)]
    client = signed_in(caseworker)
    assert client.get(reverse("reporting:open-next")).url == letter.get_absolute_url()
    assert f'href="{letter.get_absolute_url()}"' in client.get(reverse("home")).content.decode()


def test_a_letter_to_check_counts_as_nobodys_among_the_team_and_not_where_the_file_is_shut(
    caseworker: User, manager: User
) -> None:
    case = a_case(owner=caseworker)
    letter = a_letter(case=case, code="hand_off_office", by=caseworker, values={"received_date": "2 March 2026"})
    letters.send_for_check(letters.edit(letter, texts={"next": "Somebody else."}, by=caseworker), by=caseworker)
    today = timezone.localdate()
    everybody = work_of(manager, whose=None, on=today, calendar=BankHoliday.objects.as_calendar())
    assert [(item.owner, item.signs) for item in everybody.due if item.signs] == [(None, True)]
    assert work(manager, whose={caseworker.pk}, on=today).to_sign == 0
    workflow.connect_staff(case, user=manager, kind=Connection.CONFLICT, by=a_user(Role.REVIEWS_MANAGER))
    assert told(manager, today) == []


def test_a_copy_to_post_is_work_of_who_issued_it(caseworker: User) -> None:
    today = timezone.localdate()
    letter = a_letter(
        case=a_case(kind=Kind.REVIEW, owner=caseworker),
        code="review_withdrawn",
        by=caseworker,
        values={"force_name": "Anyshire Police", "force_reference": "CO/00123/24"},
        addressees=[Addressee("Ann Example", way="POST", address="1 High Street")],
    )
    codes = [finding.code for finding in letters.findings(letter, on=today)]
    letters.issue(letter, by=caseworker, accepted=codes)
    assert told(caseworker, today) == [("Print and post a letter to Ann Example", "", False)]
    outbox.mark_posted(letter.dispatches.get(), on=today, by=caseworker)
    assert told(caseworker, today) == []


def test_seals_and_plans_are_looked_at_again_by_those_who_answer_for_them(caseworker: User, manager: User) -> None:
    today, other = timezone.localdate(), a_user(Role.REVIEWS_MANAGER)
    workflow.seal(a_case(), reason="A colleague is named", named=[manager], review_on=timezone.localdate(), by=manager)
    plan = a_plan(by=caseworker)
    sealed, decide = "Look again whether it must stay sealed", "Decide on the plan"
    assert sorted(told(manager, today)) == [(decide, "", True), (sealed, "", False)]
    assert told(other, today) == [(decide, "", True)]
    assert told(caseworker, today) == []
    soon = today + timedelta(days=8)
    workflow.decide_plan(plan, agree=True, note="Agreed", review_on=soon, on=today, by=manager)
    assert (told(other, today), work(other, on=today).next_due) == ([], soon)
    assert told(other, soon) == [("Look again at the plan", "", False)]
    assert f"Contact plan for {plan.person}" in str(lists(work(other, on=soon))["due"])


def test_what_the_public_wrote_comes_in(caseworker: User, manager: User) -> None:
    def arrives(**more: str) -> Message:
        head = "".join(f"{name}: {value}\n" for name, value in more.items())
        mail = f"From: Ann <ann@example.org>\nSubject: Lights\n{head}\nThe lights are off."
        return correspondence.take_in_mail(mail.encode(), arrived_at=timezone.now())[0]

    today = timezone.localdate()
    first = arrives(**{"Message-ID": "<first@example.org>"})
    assert steps(work(caseworker, on=today).came_in) == ["Sort a new message"]
    assert work(manager, on=today).came_in == []
    assert work(caseworker, on=today + timedelta(days=5)).came_in == []
    correspondence.claim(Correspondence.objects.get(case=first.case), by=caseworker)
    arrives(**{"In-Reply-To": "<first@example.org>"})
    came_in = steps(work(caseworker, on=today).came_in)
    assert came_in == ["New in these hands", "Read what came in"]


def test_a_review_says_its_next_step_in_place_of_its_clock(officer: User) -> None:
    a_review(ReviewStage.IN_ASSESSMENT, by=officer)
    on = LATER

    assert ("Assess, and draft the decision", "", False) in told(officer, on)
    assert "Decision on a review" not in [step for step, _, _ in told(officer, on)]


def test_a_decision_waits_for_whoever_may_check_it(officer: User) -> None:
    review = a_review(ReviewStage.CHECKING, by=officer)
    on, checker, out = LATER, a_user(Role.COMPLAINTS_OFFICER), a_user(Role.COMPLAINTS_OFFICER)
    assert ("Check the decision a second time", "", True) in told(checker, on)
    assert ("Second check of the decision", "The second checker", False) in told(officer, on)
    intake.declare(review, interest=Interest.KNOWS, note="A neighbour", by=out)
    assert [line for line in told(out, on) if "decision" in line[0]] == []


def test_a_review_that_nobody_has_is_allocated_by_who_answers_for_the_load(officer: User) -> None:
    review = a_review(by=officer)
    Case.objects.filter(pk=review.case_id).update(owner=None)
    assert ("Allocate the review", "", False) in told(a_user(Role.REVIEWS_MANAGER), LATER)
    assert told(officer, LATER) == []


def test_a_reply_that_the_force_owes_is_awaited(officer: User) -> None:
    a_review(ReviewStage.RECS_OPEN, by=officer)
    assert ("Reply to recommendation 1", "The force", False) in told(officer, LATER)


def test_home_leads_to_what_is_due_first(caseworker: User) -> None:
    client = signed_in(caseworker)
    assert client.get(reverse("reporting:open-next")).url == reverse("home")
    case = a_case(owner=caseworker)
    a_task(case, text="Ring them", due_on=date(2024, 3, 20), owner=caseworker, by=caseworker)
    page = client.get(reverse("home")).content.decode()
    assert "1 late." in page and "Ring them" in page and "Open next" in page
    assert client.get(reverse("reporting:open-next")).url == case.get_absolute_url()
    assert "My work today" in signed_in(a_user(Role.MANAGER, Role.PANEL_MEMBER)).get(reverse("home")).content.decode()
    assert signed_in(a_user(Role.PANEL_MEMBER)).get(reverse("home")).url == reverse("reading:home")


@pytest.mark.parametrize("name", ["home", "reporting:team", "search"])
def test_a_page_of_work_takes_no_more_queries_for_more_rows(name: str, caseworker: User) -> None:
    boss = a_user(Role.REVIEWS_MANAGER)
    client = signed_in(boss)

    def more() -> None:
        case = a_case(owner=boss, title="Parking")
        a_task(case, due_on=ON, owner=boss, by=boss)
        a_clock(case=case, code="review_acknowledgement", known_from=KnownFrom.STATED, by=boss)
        a_party(case, person=a_person(name="Parking Person"), by=boss)
        a_letter(case=case, by=boss)
        a_review(ReviewStage.CHECKING, by=a_user(Role.COMPLAINTS_OFFICER))
        workflow.seal(a_case(), reason="A colleague", named=[boss], review_on=timezone.localdate(), by=boss)
        a_plan(by=a_user(Role.CASEWORKER))

    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name), {"q": "parking"}).status_code == 200
        return len(queries)

    more()
    taken()
    one = taken()
    more()
    more()
    assert taken() == one


# Search


def found(user: User, words: str) -> str:
    return signed_in(user).get(reverse("search"), {"q": words}).content.decode()


def test_one_box_finds_files_people_complaints_and_documents(caseworker: User) -> None:
    case = a_case(title="Parking in the High Street")
    a_party(case, person=a_person(name="Zoe Parkin", phone="01632 960123"), by=caseworker)
    complaint = a_complaint(reference="CO/77777/24")
    document = a_document(case=case, by=caseworker, name="lamp_posts.pdf")
    assert case.reference in found(caseworker, "high parking") and case.reference in found(caseworker, case.reference)
    assert "Zoe Parkin" in found(caseworker, "parkin zoe") and "Zoe Parkin" in found(caseworker, "01632 960 123")
    assert complaint.reference in found(caseworker, "co 77777")
    assert document.get_absolute_url() in found(caseworker, "lamp")
    assert "Nothing that you may see was found" in found(caseworker, "xyzzy")
    assert "Write at least 3" in found(caseworker, "a ")
    events = AuditEvent.objects.filter(verb="search.made")
    assert events.count() >= 6 and "parkin" not in str(list(events.values_list("facts", flat=True)))


@pytest.mark.parametrize("how", ["sealed", "conflict", "own"])
def test_a_search_leaves_no_trace_of_what_is_shut(how: str, caseworker: User, manager: User) -> None:
    case: Case = a_case(title="Parking in the High Street")
    a_party(case, person=a_person(name="Zoe Parkin"), by=manager)
    a_complaint(reference="CO/77777/24", case=case)
    workflow.add_note(case, text="Parking again", on=case.opened_on, by=manager)
    if how == "sealed":
        workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    else:
        kind = Connection.CONFLICT if how == "conflict" else Connection.OWN_CASE
        workflow.connect_staff(case, user=caseworker, kind=kind, by=manager)
    for words in (case.reference, "parking", "zoe", "co/77777"):
        assert "Nothing that you may see was found" in found(caseworker, words)
        assert "Nothing that you may see was found" not in found(manager, words)


@pytest.mark.parametrize("words", ["%%%", "' OR 1=1 --", "abc" * 100, "😀 abc"])
def test_no_words_break_the_search(words: str, caseworker: User) -> None:
    response = signed_in(caseworker).get(reverse("search"), {"q": words})
    assert response.status_code == 200


def test_the_box_finds_words_of_notes_and_of_what_the_public_wrote(caseworker: User) -> None:
    case = a_case(title="Parking")
    workflow.add_note(case, text="She said that the lamp by the old bakery flickers", on=case.opened_on, by=caseworker)
    mail = b"From: Zoe <zoe@example.org>\nSubject: Street lights\n\nThe lantern by the quay is dark."
    message, _ = correspondence.take_in_mail(mail, arrived_at=timezone.now())
    page = found(caseworker, "bakery lamp")
    assert case.reference in page and "the lamp by the old bakery flickers" in page
    for words in ("lantern quay", "street lights", "zoe@example.org"):
        assert message.case.reference in found(caseworker, words)
    assert message.case.reference not in found(a_user(Role.PANEL_COORDINATOR), "lantern quay")
