"""Sealed cases: who knows of them until when, looking again, and the way in for an emergency."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import Connection, OpeningView
from casework.filters import LISTING
from casework.models import Case, Correspondence, Opening, Seal, SealName
from casework.rules import LONGEST_SEAL
from casework.stats import work_of
from casework.workflow import correspondence, seals
from pcc import jobs
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, BankHoliday, Job, JobState, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_document, a_letter, a_party, a_person, a_task, a_user

EMERGENCY = "A caller says that she will be hurt tonight"


@pytest.fixture
def lead(db: None) -> User:
    return a_user(Role.SAFEGUARDING_LEAD, name="Sam Lead")


@pytest.fixture
def auditor(db: None) -> User:
    return a_user(Role.AUDITOR, name="Audrey Auditor")


def sealed_case(manager: User, *, named: list[User] | None = None, **fields: Any) -> Case:
    case = a_case(title="A colleague did it", **fields)
    today = timezone.localdate()
    workflow.seal(case, reason="A colleague is named", named=[manager, *(named or [])], review_on=today, by=manager)
    return case


def sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=case.pk).exists()


def steps(user: User, on: date | None = None) -> list[str]:
    on = on or timezone.localdate()
    work = work_of(user, whose={user.pk}, on=on, calendar=BankHoliday.objects.as_calendar())
    return [item.step for item in work.due]


def told() -> list[tuple[str, str]]:
    """Carry out the jobs that tell somebody; who got which subject."""
    mail.outbox.clear()
    for pk in (
        Job.objects.filter(kind="casework.tell", state=JobState.QUEUED).order_by("pk").values_list("pk", flat=True)
    ):
        jobs.run(pk)
    return sorted((message.to[0], message.subject) for message in mail.outbox)


# P18: named until a day


def test_a_name_on_a_seal_ends_with_its_day(caseworker: User, manager: User) -> None:
    case = sealed_case(manager)
    today = timezone.localdate()
    assert not sees(caseworker, case)
    name = workflow.name_on_seal(case, user=caseworker, until_on=today, by=manager)
    assert sees(caseworker, case)
    SealName.objects.filter(pk=name.pk).update(until_on=today - timedelta(days=1))
    assert not sees(caseworker, case)
    workflow.name_on_seal(case, user=caseworker, until_on=None, by=manager)
    assert sees(caseworker, case)
    workflow.take_off_seal(SealName.objects.get(pk=name.pk), reason="Left the team", by=manager)
    assert not sees(caseworker, case)
    verbs = list(AuditEvent.objects.about("casework.case", str(case.pk)).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["case.sealed", "case.named_on_seal", "case.named_on_seal", "case.taken_off_seal"]


def test_what_was_for_somebody_not_named_to_do_is_nobodys(caseworker: User, manager: User) -> None:
    case = a_case(owner=caseworker)
    theirs, ours = a_task(case, owner=caseworker, by=caseworker), a_task(case, owner=manager, by=caseworker)
    workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    for task in (theirs, ours):
        task.refresh_from_db()
    assert (Case.objects.get(pk=case.pk).owner, theirs.owner, ours.owner) == (None, None, manager)


def test_a_seal_always_has_somebody_who_can_lift_it(caseworker: User, manager: User) -> None:
    case, today = a_case(), timezone.localdate()
    given: dict[str, Any] = {"reason": "A colleague", "review_on": today, "by": manager}
    for named, for_now in (([caseworker], []), ([caseworker], [manager])):
        with pytest.raises(RuleBroken, match="without a last day who answers for cases"):
            workflow.seal(case, named=named, for_now=for_now, until_on=today, **given)
    assert not Seal.objects.exists()
    workflow.seal(case, named=[manager], for_now=[caseworker], until_on=today, **given)
    with pytest.raises(RuleBroken, match="without a last day"):
        workflow.name_on_seal(case, user=manager, until_on=today, by=manager)
    with pytest.raises(RuleBroken, match="without a last day"):
        workflow.take_off_seal(SealName.objects.get(user=manager), reason="x", by=manager)
    with pytest.raises(RuleBroken, match="is over: give today"):
        workflow.name_on_seal(case, user=caseworker, until_on=today - timedelta(days=1), by=manager)
    assert SealName.objects.get(user=manager).until_on is None


def test_a_seal_is_looked_at_again_within_ninety_days(manager: User) -> None:
    case, today = a_case(), timezone.localdate()
    last = today + timedelta(days=LONGEST_SEAL)
    for day in (today - timedelta(days=1), last + timedelta(days=1)):
        with pytest.raises(RuleBroken, match="within 90 days"):
            workflow.seal(case, reason="x", named=[manager], review_on=day, by=manager)
    workflow.seal(case, reason="x", named=[manager], review_on=today, by=manager)
    assert steps(manager) == ["Look again whether it must stay sealed"]
    page = reverse("casework:review-seal", args=[case.pk])
    client = signed_in(manager)
    given = {"review_on_day": last.day, "review_on_month": last.month, "review_on_year": last.year}
    assert "Say why the case must stay sealed." in client.post(page, given).content.decode()
    assert client.post(page, given | {"note": "The enquiry goes on"}).status_code == 302
    assert steps(manager) == []
    assert Seal.objects.get().review_on == last


def test_lists_say_of_a_sealed_case_no_more_than_its_reference(manager: User) -> None:
    case = sealed_case(manager, owner=manager)
    a_task(case, due_on=timezone.localdate(), owner=manager, by=a_user_named(case, manager))
    client = signed_in(manager)
    for route in ("casework:list", "home"):
        page = client.get(reverse(route)).content.decode()
        assert case.reference in page and case.title not in page and "Sealed" in page


def test_lists_of_correspondence_say_neither_who_wrote_nor_about_what(manager: User) -> None:
    raw = b"From: Ann Example <ann@home.example>\r\nSubject: Your colleague Pat\r\n\r\nPat was rude"
    message, _ = correspondence.take_in_mail(raw, arrived_at=timezone.now())
    worker = a_user(Role.CASEWORKER)
    named = [manager, worker]
    workflow.seal(message.case, reason="x", named=named, review_on=timezone.localdate(), by=manager)
    client = signed_in(worker)
    inbox, found = client.get("/cases/correspondence/"), client.get("/search/?q=rude")
    for page in (inbox.content.decode(), found.content.decode()):
        assert message.case.reference in page and "Sealed" in page
        assert "Ann Example" not in page and "colleague Pat" not in page
    assert "colleague Pat" not in client.get("/cases/correspondence/put-aside/").content.decode()
    (row,) = client.get(reverse("casework:api-correspondence")).json()["results"]
    assert (row["subject"], row["is_sealed"]) == ("Sealed", True)
    item = Correspondence.objects.for_list().get(case=message.case)
    taken_away = {column.heading: column.value(item) for column in LISTING.columns}
    assert (taken_away["Subject"], taken_away["From"]) == ("Sealed", "Sealed")
    whole = client.get(reverse("casework:api-item", args=[item.pk])).json()
    assert (whole["subject"], whole["sender_name"]) == ("Your colleague Pat", "Ann Example")


def a_user_named(case: Case, manager: User) -> User:
    user = a_user(Role.CASEWORKER)
    workflow.name_on_seal(case, user=user, until_on=None, by=manager)
    return user


def test_names_are_given_in_the_browser(caseworker: User, manager: User) -> None:
    case, client = a_case(), signed_in(manager)
    today = timezone.localdate()
    day = {"review_on_day": today.day, "review_on_month": today.month, "review_on_year": today.year}
    given = {"reason": "A colleague", "named": [manager.pk], "for_now": [caseworker.pk], **day}
    page = client.post(reverse("casework:seal", args=[case.pk]), given).content.decode()
    assert "Give the last day on which they may see the case." in page
    until = {"until_on_day": today.day, "until_on_month": today.month, "until_on_year": today.year}
    client.post(reverse("casework:seal", args=[case.pk]), given | until)
    name = SealName.objects.get(user=caseworker)
    assert name.until_on == today
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Named on the seal" in page and "Take Cass Worker off the seal" in page
    client.post(reverse("casework:take-off-seal", args=[case.pk, name.pk]), {"reason": "Done"})
    assert not sees(caseworker, case)


# P19: a link found late


def test_a_name_that_turns_out_to_be_a_colleagues_ends_access_and_tells_those_who_answer(
    caseworker: User, manager: User
) -> None:
    colleague = a_user(Role.CASEWORKER, name="Col League")
    case = a_case(owner=colleague)
    other = a_user(Role.REVIEWS_MANAGER, email="rhian@opcc.example")
    a_party(case, person=a_person(name="Col League", email=colleague.email), by=caseworker)
    assert not sees(colleague, case)
    assert told() == sorted(
        (user.email, "A member of staff no longer sees a file") for user in (manager, other) if user.email
    )
    assert all("League" not in message.body and case.reference not in message.body for message in mail.outbox)
    step = "Col League no longer sees this case: see to what was theirs"
    assert steps(manager) == [step]
    connection = case.connections.get()
    page = signed_in(manager)
    address = reverse("casework:note-shut-out", args=[case.pk, connection.pk])
    assert "The case has no owner now" in page.get(address).content.decode()
    assert page.post(address).status_code == 302
    assert steps(manager) == [] and steps(other) == []
    assert "Somebody has taken note of this already." in page.post(address).content.decode()


def test_a_declared_conflict_is_told_and_a_manager_who_shuts_somebody_out_knows(manager: User) -> None:
    case, by = a_case(), a_user(Role.CASEWORKER)
    workflow.declare_conflict(case, by=by)
    assert [address for address, _ in told()] == [manager.email]
    workflow.connect_staff(case, user=a_user(Role.CASEWORKER), kind=Connection.CONFLICT, by=manager)
    assert told() == []


# P20: break-glass


def opened(case: Case, by: User, reason: str = EMERGENCY) -> Opening:
    return workflow.open_sealed(case.reference, reason=reason, by=by)


def test_a_sealed_case_is_opened_for_an_hour_to_read_only(manager: User, lead: User) -> None:
    case = sealed_case(manager)
    by = a_user(Role.REVIEWS_MANAGER)
    document, letter = a_document(case=case, by=None), a_letter(case=case)
    client = signed_in(by)
    assert client.get(case.get_absolute_url()).status_code == 404
    opening = opened(case, by)

    reads = [case.get_absolute_url(), document.get_absolute_url(), letter.get_absolute_url()]
    reads += [reverse(f"casework:{page}", args=[case.pk]) for page in ("timeline", "parties", "notes", "documents")]
    assert [client.get(page).status_code for page in reads] == [200] * len(reads)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "You opened this sealed case in an emergency." in page
    for act in ("add-note", "add-task", "lift-seal", "allocate", "add-documents"):
        address = reverse(f"casework:{act}", args=[case.pk])
        assert address not in page
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "x", "text": "x"}).status_code == 404
    assert signed_in(lead).get(case.get_absolute_url()).status_code == 404

    Opening.objects.filter(pk=opening.pk).update(until_at=timezone.now())
    assert client.get(case.get_absolute_url()).status_code == 404


def test_a_file_list_written_by_a_job_and_the_api_leave_an_emergency_out(manager: User) -> None:
    case, by = sealed_case(manager), a_user(Role.REVIEWS_MANAGER)
    opened(case, by)
    assert not sees(by, case)


def test_an_opening_is_told_at_once_shown_until_looked_into_and_counted(
    manager: User, caseworker: User, auditor: User, lead: User
) -> None:
    case = sealed_case(manager, named=[caseworker], owner=caseworker)
    opening = opened(case, lead)
    subject = "A sealed file was opened in an emergency"
    assert told() == sorted((str(user.email), subject) for user in (manager, caseworker, auditor))
    assert all(EMERGENCY not in m.body and case.reference not in m.body for m in mail.outbox)
    step = "Look into why the sealed case was opened"
    assert steps(manager).count(step) == steps(caseworker).count(step) == 1
    assert opening.get_absolute_url() in signed_in(auditor).get(reverse("home")).content.decode()
    assert "Opened in an emergency" in signed_in(manager).get(case.get_absolute_url()).content.decode()

    signed_in(lead).get(case.get_absolute_url())
    page = signed_in(auditor).get(opening.get_absolute_url()).content.decode()
    assert EMERGENCY in page and "Sam Lead" in page and case.title not in page
    assert AuditEvent.objects.filter(verb="case.viewed", by=lead, facts__opening=opening.pk).count() == 1
    assert "somebody else than who opened it" in signed_in(lead).get(opening.get_absolute_url()).content.decode()
    assert "somebody else looks into it" in signed_in(lead).post(opening.get_absolute_url(), FOUND).content.decode()
    assert (
        "Your role does not allow this"
        in signed_in(caseworker).post(opening.get_absolute_url(), FOUND).content.decode()
    )
    assert signed_in(auditor).post(opening.get_absolute_url(), FOUND).status_code == 302
    assert step not in steps(manager)
    counted = signed_in(auditor).get(reverse("casework:openings")).content.decode()
    assert "This year 1 opened, 1 of them found not needed. 0 not looked into yet." in counted
    assert "has looked into this already" in signed_in(manager).post(opening.get_absolute_url(), FOUND).content.decode()


FOUND = {"view": "NOT_NEEDED", "note": "Somebody who is named was at her desk."}


@pytest.mark.parametrize("why", ["missing", "open", "conflict", "own", "interest", "named"])
def test_what_cannot_be_opened_gets_one_sentence_and_an_event(why: str, manager: User, lead: User) -> None:
    case = a_case() if why == "open" else sealed_case(manager)
    if why == "named":
        workflow.name_on_seal(case, user=lead, until_on=None, by=manager)
    if why == "conflict":
        workflow.connect_staff(case, user=lead, kind=Connection.CONFLICT, by=manager)
    if why in ("own", "interest"):
        person = a_person(name="Somebody", email=lead.email if why == "own" else "other@home.example")
        a_party(case, person=person, by=a_user_named(case, manager))
        case.connections.filter(user=lead).update(ended_at=timezone.now())
    if why == "interest":
        workflow.declare_interest(person, kind=Connection.CONFLICT, by=lead)
        case.connections.filter(user=lead).update(ended_at=timezone.now())
    reference = "CAS/2024/99999" if why == "missing" else case.reference
    page = signed_in(lead).post(reverse("casework:open-sealed"), {"reference": reference, "reason": EMERGENCY})
    assert "There is no sealed case with this reference that you can open in this way." in page.content.decode()
    assert reference in page.content.decode() and EMERGENCY in page.content.decode()
    assert AuditEvent.objects.filter(verb="seal.opening_refused", by=lead).count() == 1
    assert not Opening.objects.exists() and told_nobody_of_an_opening()


def told_nobody_of_an_opening() -> bool:
    return not Job.objects.filter(kind="casework.tell", params__about="opening").exists()


def test_a_reason_is_told_in_thirty_characters(manager: User, lead: User) -> None:
    case = sealed_case(manager)
    for reason in ("", " " * 40, "too short" + " " * 40, "x" * 1001):
        with pytest.raises(RuleBroken):
            opened(case, lead, reason)
    assert not Opening.objects.exists()


def test_one_case_at_a_time_and_shut_again_by_who_opened_it(manager: User, lead: User) -> None:
    first, second = sealed_case(manager), sealed_case(manager)
    opening = opened(first, lead)
    with pytest.raises(RuleBroken, match="say that you are through with it first"):
        opened(second, lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(
            case=second, user=lead, reason="x", opened_at=opening.opened_at, until_at=opening.until_at, look_by=ON
        )
    assert signed_in(manager).post(reverse("casework:close-opening", args=[opening.pk])).status_code == 404
    client = signed_in(lead)
    assert client.post(reverse("casework:close-opening", args=[opening.pk])).status_code == 302
    assert client.get(first.get_absolute_url()).status_code == 404
    assert "It is shut already." in client.post(reverse("casework:close-opening", args=[opening.pk])).content.decode()
    assert opened(second, lead).case == second


ON = date(2024, 4, 3)


def test_an_opening_that_nobody_looked_into_in_three_working_days_is_told_to_everybody_who_could(
    manager: User, lead: User, auditor: User
) -> None:
    other = a_user(Role.REVIEWS_MANAGER)
    opening = opened(sealed_case(manager), lead)
    told()
    assert opening.look_by == BankHoliday.objects.as_calendar().add(timezone.localdate(), 3)
    assert seals.escalate(on=opening.look_by) == 0
    job = jobs.ask("casework.escalate_openings", by=None)
    Opening.objects.filter(pk=opening.pk).update(look_by=timezone.localdate() - timedelta(days=1))
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).result == {"closed": 0, "told": 1}
    subject = "Nobody has looked into the opening of a sealed file"
    assert told() == sorted((str(user.email), subject) for user in (manager, other, auditor))
    assert seals.escalate(on=timezone.localdate()) == 0
    Opening.objects.filter(pk=opening.pk).update(until_at=timezone.now())
    assert seals.close_over(at=timezone.now()) == 1
    workflow.look_into(Opening.objects.get(), view=OpeningView.NEEDED, note="She was hurt", by=auditor)


def test_who_may_not_see_what_the_mail_leads_to_gets_none(manager: User, lead: User) -> None:
    other = a_user(Role.REVIEWS_MANAGER)
    case = sealed_case(manager, named=[other])
    opened(case, lead)
    workflow.take_off_seal(SealName.objects.get(user=other), reason="x", by=manager)
    assert [address for address, _ in told()] == [manager.email]


def test_the_way_in_asks_who_one_is(lead: User) -> None:
    client = signed_in(lead)
    session = client.session
    session["began_at"] -= 3600
    session["account_authentication_methods"] = []
    session.save()
    response = client.get(reverse("casework:open-sealed"))
    assert response.status_code == 302 and "reauthenticate" in response["Location"]


def test_a_caseworker_has_no_way_in(caseworker: User, manager: User) -> None:
    case = sealed_case(manager)
    assert signed_in(caseworker).get(reverse("casework:open-sealed")).status_code == 404
    with pytest.raises(RuleBroken, match="Your role"):
        opened(case, caseworker)


# P17, P21


def test_role_team_seal_and_own_case_are_asked_together(caseworker: User, manager: User) -> None:
    team = workflow.add_team("Reviews", members=[], by=manager)
    case = a_case(team=team)
    assert not sees(caseworker, case)
    workflow.change_team(team, name="Reviews", members=[caseworker], by=manager)
    assert sees(caseworker, case)
    workflow.seal(case, reason="x", named=[manager], review_on=timezone.localdate(), by=manager)
    assert not sees(caseworker, case)
    workflow.name_on_seal(case, user=caseworker, until_on=None, by=manager)
    assert sees(caseworker, case)
    a_party(case, person=a_person(name="Cass", email=str(caseworker.email)), by=caseworker)
    assert not sees(caseworker, case)
