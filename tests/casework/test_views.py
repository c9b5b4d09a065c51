"""The pages of a case and of its clocks: what they say, what they cost, who gets them, and what they refuse."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import ClockStage, Connection, KnownFrom, Stage
from casework.models import CaseClock
from casework.views.explanations import weeks_shown
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_clock, a_user

CLOCK_PAGES = ("why", "change-start", "reading", "pause", "resume", "meet", "api-why")
CASE_PAGES = ("case", "start-clock", "seal", "lift-seal", "declare-conflict", "shut-out", "let-in")


def on_clock(name: str, clock: CaseClock) -> str:
    return reverse(f"casework:{name}", args=[clock.pk])


def parts(name: str, day: date) -> dict[str, str]:
    """A date as its three fields are posted."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def cost(client: Client, path: str) -> int:
    """The queries of a page for a session that is already in use."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.fixture
def reviewer(db: None) -> User:
    return a_user(Role.REVIEWS_MANAGER, name="Rhian Reviewer")


def test_a_case_costs_the_same_with_one_clock_and_with_three(officer: User) -> None:
    case = a_case(owner=officer)
    client = signed_in(officer)

    costs = []
    for codes in (["review_application"], ["review_duration", "review_file_supply"]):
        for code in codes:
            clock = a_clock(case=case, code=code, by=officer)
            workflow.pause_clock(clock, on=date(2024, 4, 2), reason="Court", look_again_on=date(2024, 5, 2), by=officer)
        costs.append(cost(client, case.get_absolute_url()))

    assert costs[0] == costs[1]


def test_the_list_of_cases_costs_the_same_for_one_and_for_three(officer: User) -> None:
    client = signed_in(officer)

    costs = []
    for more in (1, 2):
        for _ in range(more):
            a_clock(by=officer)
        costs.append(cost(client, reverse("casework:list")))

    assert costs[0] == costs[1]


def test_a_case_shows_the_most_pressing_clock_first_and_finished_ones_last(officer: User) -> None:
    case = a_case()
    ended = a_clock(case=case, code="review_file_supply", started_on=date(2024, 1, 8), by=officer)
    workflow.meet_clock(ended, on=date(2024, 1, 9), by=officer)
    a_clock(case=case, code="review_duration", started_on=date(2026, 6, 1), by=officer)
    a_clock(case=case, code="review_application", started_on=date(2024, 4, 1), by=officer)
    a_clock(case=case, code="casework_reply", started_on=None, by=officer)

    page = signed_in(officer).get(case.get_absolute_url())

    assert [row[0]["text"] for row in page.context["clocks"]] == [
        "Reply to a letter",
        "Application for a review",
        "Decision on a review",
        ended.rule.name,
    ]
    assert page.context["bar"]["due"]["words"] == "No date: date the letter was received missing"


def test_the_page_and_the_api_give_the_same_working(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 4, 1), by=officer)
    workflow.meet_clock(clock, on=date(2024, 4, 26), by=officer)
    client = signed_in(officer)

    page, data = client.get(on_clock("why", clock)), client.get(on_clock("api-why", clock)).json()

    words = page.content.decode()
    assert "The last day was Monday 29 April 2024" in words
    assert "Met – 3 days early" in words
    assert (data["due_on"], data["words"], data["rule"]["version"]) == ("2024-04-29", "Met – 3 days early", 1)
    assert [step["words"] for step in data["steps"]] == [row[1] for row in page.context["shown"]["steps"]]
    assert data["sentence"] in words


def test_other_readings_of_the_start_stand_beside_the_date_in_force(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 4, 1), by=officer)
    workflow.meet_clock(clock, on=date(2024, 4, 29), by=officer)
    client = signed_in(officer)

    given = {"known_from": "SENT", "note": "postmark", **parts("on", date(2024, 3, 30))}
    assert client.post(on_clock("reading", clock), given).status_code == 302
    workflow.state_reading(clock, known_from=KnownFrom.RECEIVED, on=date(2024, 4, 3), by=officer)

    assert client.get(on_clock("why", clock)).context["readings"] == [
        ["Date sent (postmark)", "Saturday 30 March 2024", "Saturday 27 April 2024", "Late"],
        ["Date received", "Wednesday 3 April 2024", "Wednesday 1 May 2024", "In time"],
    ]
    assert client.get(on_clock("api-why", clock)).json()["readings"] == [
        {"known_from": "SENT", "start": "2024-03-30", "due_on": "2024-04-27"},
        {"known_from": "RECEIVED", "start": "2024-04-03", "due_on": "2024-05-01"},
    ]


def test_a_changed_start_is_told_with_who_why_and_what_it_was(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 4, 1), by=officer)
    client = signed_in(officer)

    given = {"known_from": "STATED", "reason": "Page 1 read again", **parts("started_on", date(2024, 4, 2))}
    done = client.post(on_clock("change-start", clock), given)
    words = client.get(done["Location"]).content.decode()

    assert "Page 1 read again" in words
    assert "by Olwen Officer" in words
    assert "The start was Monday 1 April 2024." in words
    assert "The last day was Monday 29 April 2024, and became Tuesday 30 April 2024." in words


def test_a_refused_change_says_why_above_the_form_with_what_was_typed(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 4, 1), by=officer)

    given = {"known_from": "STATED", "reason": "A slip of mine", **parts("started_on", date(2024, 4, 1))}
    page = signed_in(officer).post(on_clock("change-start", clock), given)

    assert page.status_code == 200
    assert "This is the start date that the clock already has." in page.content.decode()
    assert "A slip of mine" in page.content.decode()


def test_a_clock_is_paused_run_again_and_finished_on_its_pages(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 3, 1), by=officer)
    client = signed_in(officer)

    pause = {
        "reason": "Waiting for the court",
        **parts("on", date(2024, 3, 20)),
        **parts("look_again_on", date(2024, 4, 2)),
    }
    client.post(on_clock("pause", clock), pause)
    paused = client.get(on_clock("why", clock)).content.decode()
    client.post(on_clock("resume", clock), parts("on", date(2024, 3, 27)))
    client.post(on_clock("meet", clock), parts("on", date(2024, 4, 5)))

    assert "Paused – Waiting for the court, since 20 March 2024" in paused
    assert "To be looked at again on Tuesday 2 April 2024" in paused
    clock.refresh_from_db()
    assert (clock.stage, clock.due_on, clock.result) == (ClockStage.MET, date(2024, 4, 5), "IN_TIME")


def test_a_second_click_on_pause_is_told_that_it_is_paused(officer: User) -> None:
    clock = a_clock(started_on=date(2024, 3, 1), by=officer)
    client = signed_in(officer)
    pause = {"reason": "Court", **parts("on", date(2024, 3, 20)), **parts("look_again_on", date(2024, 4, 2))}

    client.post(on_clock("pause", clock), pause)
    again = client.post(on_clock("pause", clock), pause)

    assert "This cannot be done while it is paused." in again.content.decode()


def test_ways_to_act_are_shown_only_to_those_who_may_take_them(officer: User, manager: User) -> None:
    clock = a_clock(by=officer)

    links = [
        on_clock("pause", clock) in signed_in(person).get(on_clock("why", clock)).content.decode()
        for person in (officer, manager)
    ]

    assert links == [True, False]


def test_a_rule_that_nobody_checked_is_said_on_the_page(officer: User) -> None:
    clock = a_clock(code="review_duration", by=officer)

    assert "Nobody has yet checked this time limit" in signed_in(officer).get(on_clock("why", clock)).content.decode()


def test_words_of_people_are_escaped_in_page_and_drawing(officer: User) -> None:
    case = a_case(title="<script>alert(1)</script>")
    clock = a_clock(case=case, started_on=date(2024, 3, 1), by=officer)
    workflow.pause_clock(clock, on=date(2024, 3, 20), reason="<b>court</b>", look_again_on=date(2024, 4, 2), by=officer)
    client = signed_in(officer)

    words = client.get(on_clock("why", clock)).content.decode() + client.get(case.get_absolute_url()).content.decode()

    assert ("<script>alert" in words, "<b>court" in words) == (False, False)


@pytest.mark.parametrize("how", ["sealed", "conflict", "own"])
@pytest.mark.parametrize("name", [*CASE_PAGES, *CLOCK_PAGES])
def test_a_case_shut_to_a_person_answers_like_a_missing_one(how: str, name: str, reviewer: User) -> None:
    clock = a_clock(by=a_user(Role.COMPLAINTS_OFFICER))
    answerer = a_user(Role.MANAGER)
    if how == "sealed":
        workflow.seal(clock.case, reason="x", named=[answerer], review_on=timezone.localdate(), by=answerer)
    else:
        kind = Connection.CONFLICT if how == "conflict" else Connection.OWN_CASE
        workflow.connect_staff(clock.case, user=reviewer, kind=kind, by=answerer)
    pk = clock.pk if name in CLOCK_PAGES else clock.case_id
    client = signed_in(reviewer)
    before = AuditEvent.objects.filter(verb="record.refused").count()

    hidden = client.get(reverse(f"casework:{name}", args=[pk]))
    missing = client.get(reverse(f"casework:{name}", args=[pk + 10_000]))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert _without_token(hidden) == _without_token(missing)
    assert AuditEvent.objects.filter(verb="record.refused").count() == before + 2
    assert clock.case.reference not in client.get(reverse("casework:list")).content.decode()


def _without_token(response: Any) -> bytes:
    return b"\n".join(line for line in response.content.splitlines() if b"csrfmiddlewaretoken" not in line)


# Who may see a case


def test_a_case_is_sealed_on_its_page_to_those_named(reviewer: User, officer: User) -> None:
    case = a_case()
    client = signed_in(reviewer)
    page = reverse("casework:seal", args=[case.pk])

    nobody = client.post(page, {"reason": "A colleague is named", **parts("review_on", date(2026, 12, 1))})
    given = {"reason": "A colleague is named", "named": [reviewer.pk], **parts("review_on", date(2026, 12, 1))}
    done = client.post(page, given)

    assert "Name at least one person who may see the sealed case." in nobody.content.decode()
    assert (done.status_code, done["Location"]) == (302, case.get_absolute_url())
    assert "A colleague is named" in client.get(case.get_absolute_url()).content.decode()
    assert signed_in(officer).get(case.get_absolute_url()).status_code == 404


def test_a_seal_cannot_name_only_people_who_would_not_see_the_case(reviewer: User) -> None:
    case, blind = a_case(), a_user(Role.ADMINISTRATOR, name="Ada")
    shut = a_user(Role.MANAGER, name="Max")
    workflow.connect_staff(case, user=shut, kind=Connection.CONFLICT, by=reviewer)

    for person, sentence in (
        (blind, "Ada has no role that sees cases: name somebody who has."),
        (shut, "Max is shut out of this case: choose somebody else."),
    ):
        with pytest.raises(RuleBroken) as refused:
            workflow.seal(case, reason="x", named=[reviewer, person], review_on=timezone.localdate(), by=reviewer)
        assert str(refused.value) == sentence


def test_a_seal_is_lifted_with_a_reason_and_a_case_without_one_says_so(reviewer: User) -> None:
    case = a_case()
    workflow.seal(case, reason="x", named=[reviewer], review_on=timezone.localdate(), by=reviewer)
    client = signed_in(reviewer)
    page = reverse("casework:lift-seal", args=[case.pk])

    done = client.post(page, {"reason": "The colleague has left"})
    again = client.post(page, {"reason": "The colleague has left"})

    assert done.status_code == 302
    assert "This case is not sealed." in again.content.decode()


def test_whoever_declares_a_conflict_leaves_the_case_at_once(officer: User) -> None:
    case = a_case()
    client = signed_in(officer)

    done = client.post(reverse("casework:declare-conflict", args=[case.pk]))

    assert (done.status_code, done["Location"]) == (302, "/cases/")
    assert client.get(case.get_absolute_url()).status_code == 404
    event = AuditEvent.objects.get(verb="case.staff_shut_out")
    assert (event.by, event.facts["user"]) == (officer, officer.pk)


def test_the_last_person_on_a_seal_cannot_leave_the_case_to_nobody(reviewer: User) -> None:
    case = a_case()
    workflow.seal(case, reason="x", named=[reviewer], review_on=timezone.localdate(), by=reviewer)

    page = signed_in(reviewer).post(reverse("casework:declare-conflict", args=[case.pk]))

    assert "The case is sealed to this person alone" in page.content.decode()


def test_staff_are_shut_out_and_let_in_again_by_those_who_answer_for_cases(reviewer: User, officer: User) -> None:
    case = a_case()
    client = signed_in(reviewer)

    client.post(reverse("casework:shut-out", args=[case.pk]), {"user": officer.pk, "kind": "OWN_CASE"})
    shut = signed_in(officer).get(case.get_absolute_url()).status_code
    connection_row = case.connections.get()
    client.post(
        reverse("casework:let-in", args=[case.pk]), {"connection": connection_row.pk, "reason": "Another of that name"}
    )

    assert (shut, signed_in(officer).get(case.get_absolute_url()).status_code) == (404, 200)
    assert AuditEvent.objects.get(verb="case.staff_let_in").reason == "Another of that name"


def test_nobody_lets_themselves_in(reviewer: User, manager: User) -> None:
    case = a_case()
    row = workflow.connect_staff(case, user=reviewer, kind=Connection.CONFLICT, by=manager)

    with pytest.raises(RuleBroken, match="Nobody lets themselves in"):
        workflow.end_connection(row, reason="It is over", by=reviewer)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", ["seal", "lift_seal", "connect_staff", "end_connection"])
def test_seals_and_the_register_are_kept_by_the_roles_of_the_table(
    role: Role, verb: str, officer: User, manager: User
) -> None:
    case, other, by = a_case(), a_user(Role.CASEWORKER), a_user(role)
    if verb == "lift_seal":
        workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    row = workflow.connect_staff(case, user=other, kind=Connection.CONFLICT, by=manager)
    acts: dict[str, Any] = {
        "seal": lambda: workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=by),
        "lift_seal": lambda: workflow.lift_seal(case, reason="x", by=by),
        "connect_staff": lambda: workflow.connect_staff(case, user=officer, kind=Connection.OWN_CASE, by=by),
        "end_connection": lambda: workflow.end_connection(row, reason="x", by=by),
    }

    try:
        acts[verb]()
        done = True
    except RuleBroken as refused:
        assert str(refused) == "Your role does not allow this."
        done = False

    assert done == (role in {Role.REVIEWS_MANAGER, Role.MANAGER})


def test_a_closed_case_offers_no_clock(officer: User) -> None:
    case = a_case(stage=Stage.CLOSED, closed_on=date(2024, 5, 1))

    texts = [way["text"] for way in signed_in(officer).get(case.get_absolute_url()).context["moves"]]

    assert "Start a clock" not in texts and "Open this file again" in texts


# The drawing


@pytest.mark.parametrize(
    ("start", "end", "weeks"),
    [
        (date(2026, 11, 27), date(2026, 12, 25), ["23 Nov", "30 Nov", "7 Dec", "14 Dec", "21 Dec"]),
        (date(2026, 11, 27), date(2026, 11, 27), ["23 Nov", "30 Nov", "7 Dec", "14 Dec", "21 Dec"]),
        (date(2026, 1, 1), date(2026, 12, 31), ["29 Dec", "5 Jan", None, "14 Dec", "21 Dec", "28 Dec"]),
    ],
)
def test_the_drawing_shows_five_weeks_around_start_and_last_day(
    start: date, end: date, weeks: list[str | None]
) -> None:
    shown = weeks_shown(start, end)

    assert [monday and f"{monday.day} {monday:%b}" for monday in shown] == weeks
