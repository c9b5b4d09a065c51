"""What one file hands on to another: its people and papers, and whatever shuts it, whichever way the matter goes on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Connection, Kind, PartyRole, Recipient, RouteChoice
from casework.models import Case, Correspondence, Message
from casework.workflow import correspondence as post
from casework.workflow.handing import become_complaint
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_document, a_person, a_user

ARRIVED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ON = date(2026, 3, 3)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def arrived(subject: str = "Lights", *files: str, reference: str = "") -> Message:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann <ann@example.org>", f"{subject} {reference}".strip()
    message.set_content("The street lights are off.")
    for name in files:
        message.add_attachment(b"The council wrote this.", maintype="text", subtype="plain", filename=name)
    return post.take_in_mail(message.as_bytes(), arrived_at=ARRIVED)[0]


def matter(message: Message) -> Correspondence:
    return Correspondence.objects.for_detail().get(case=message.case_id)


def sorted_by(person: User, message: Message, route: RouteChoice = RouteChoice.FORCE_COMPLAINT) -> Correspondence:
    return post.triage(matter(message), route=route, theme=None, on=ON, by=person)


def seal(case: Case, *people: User, by: User) -> None:
    review_on = timezone.localdate() + timedelta(days=30)
    casework.seal(case, reason="A colleague is named", named=[*people, by], review_on=review_on, by=by)


def becomes_a_complaint(message: Message, by: User) -> Case:
    return become_complaint(sorted_by(by, message), title="Rude at the door", person=None, details={}, on=ON, by=by)


def becomes_a_review(message: Message, by: User) -> Case:
    item = sorted_by(by, message, RouteChoice.REVIEW)
    review = casework.open_case(Kind.REVIEW, title="Review", on=item.received_on, by=by)
    post.convert(item, to=review, on=ON, by=by)
    return review


def is_parted(message: Message, by: User) -> Case:
    arrived("Bins", reference=message.case.reference)
    return post.split(message, by=by).case


WAYS_ON = [becomes_a_complaint, becomes_a_review, is_parted]


def sees(person: User, case: Case) -> bool:
    return Case.objects.visible_to(person).filter(pk=case.pk).exists()


# What shuts a file


@pytest.mark.parametrize("goes_on", WAYS_ON)
def test_what_a_sealed_matter_becomes_is_sealed_to_the_same_people(
    goes_on: Callable[..., Case], caseworker: User, manager: User
) -> None:
    message = arrived()
    seal(message.case, caseworker, by=manager)
    new = goes_on(message, caseworker)
    assert [sees(one, new) for one in (caseworker, manager, a_user(Role.CASEWORKER))] == [True, True, False]
    copied = new.seals.get(lifted_at=None)
    assert (copied.reason, copied.sealed_by) == ("A colleague is named", manager)
    assert AuditEvent.objects.about("casework.case", str(new.pk)).filter(verb="case.sealed").count() == 1


@pytest.mark.parametrize("goes_on", WAYS_ON)
def test_who_declared_a_conflict_is_shut_out_of_what_it_becomes(
    goes_on: Callable[..., Case], caseworker: User, manager: User
) -> None:
    message, conflicted = arrived(), a_user(Role.CASEWORKER)
    casework.connect_staff(message.case, user=conflicted, kind=Connection.CONFLICT, by=manager)
    new = goes_on(message, caseworker)
    assert [sees(one, new) for one in (caseworker, conflicted)] == [True, False]


@pytest.mark.parametrize("goes_on", WAYS_ON)
def test_the_team_goes_on_with_it(goes_on: Callable[..., Case], caseworker: User, manager: User) -> None:
    message, stranger = arrived(), a_user(Role.CASEWORKER)
    team = casework.add_team("Correspondence", members=[caseworker], by=manager)
    casework.allocate(message.case, owner=None, team=team, on=timezone.localdate(), by=manager)
    new = goes_on(message, caseworker)
    assert [sees(one, new) for one in (caseworker, stranger)] == [True, False]


def test_a_sealed_matter_is_not_joined_to_one_that_others_see(caseworker: User, manager: User) -> None:
    first, second = matter(arrived()), matter(arrived("The lights again"))
    seal(second.case, caseworker, by=manager)
    with pytest.raises(RuleBroken, match=r"is sealed and .* is not"):
        post.merge(second, into=first, on=ON, by=caseworker)
    seal(first.case, caseworker, a_user(Role.MANAGER), by=manager)
    with pytest.raises(RuleBroken, match="not named on the seal"):
        post.merge(second, into=first, on=ON, by=caseworker)
    assert second.case.messages.count() == 1
    casework.lift_seal(first.case, reason="To name the same people", by=manager)
    seal(first.case, caseworker, by=manager)
    assert post.merge(second, into=first, on=ON, by=caseworker).case.messages.count() == 2


def test_what_is_joined_stays_shut_to_who_declared_a_conflict(caseworker: User, manager: User) -> None:
    first, second, conflicted = matter(arrived()), matter(arrived("Again")), a_user(Role.CASEWORKER)
    casework.connect_staff(second.case, user=conflicted, kind=Connection.CONFLICT, by=manager)
    into = post.merge(second, into=first, on=ON, by=caseworker)
    assert not sees(conflicted, into.case)


# People


def test_a_representative_goes_on_with_the_person_and_the_consent(caseworker: User) -> None:
    message = arrived()
    ann = casework.add_party(
        message.case, person=a_person(name="Ann Example"), role=PartyRole.COMPLAINANT, on=ON, by=caseworker
    )
    casework.add_party(
        message.case,
        person=a_person(name="Rhys Example"),
        role=PartyRole.REPRESENTATIVE,
        represents=ann,
        consent_on=ON,
        consent_evidence="Signed form of 3 March",
        on=ON,
        by=caseworker,
    )
    new = becomes_a_complaint(message, caseworker)
    rhys = new.parties.get(role=PartyRole.REPRESENTATIVE)
    assert rhys.represents == new.parties.get(role=PartyRole.COMPLAINANT)
    assert (rhys.consent_on, rhys.consent_evidence) == (ON, "Signed form of 3 March")


def test_what_was_asked_of_others_is_ended_before_a_matter_becomes_something_else(caseworker: User) -> None:
    item = sorted_by(caseworker, arrived())
    asked = post.ask(item, of=Recipient.FORCE, recipient="PSD", question="What?", due_on=None, on=ON, by=caseworker)
    page = signed_in(caseworker).get(item.get_absolute_url()).content.decode()
    assert "An enquiry is still open" in page and "Make it a complaint file" in page
    with pytest.raises(RuleBroken, match="An enquiry is still open"):
        become_complaint(item, title="Rude", person=None, details={}, on=ON, by=caseworker)
    post.end_enquiry(asked, answer="", on=ON, by=caseworker)
    assert become_complaint(item, title="Rude", person=None, details={}, on=ON, by=caseworker).title == "Rude"


# Papers of a message


def test_a_message_is_taken_out_with_the_papers_that_are_ticked(caseworker: User) -> None:
    first = arrived("Lights", "lights.txt")
    second = arrived("Bins", "bins.txt", "photo.txt", reference=first.case.reference)
    scan = a_document(case=first.case, by=caseworker, name="scan.pdf")
    client = signed_in(caseworker)
    address = reverse("casework:split", args=[second.pk])
    page = client.get(address).content.decode()
    bins = second.documents.get(name="bins.txt")
    assert page.count(" checked") == 2
    assert "scan.pdf" in page and "lights.txt" not in page
    assert reverse("casework:item", args=[matter(first).pk]) in page

    assert client.post(address, {"papers": [bins.pk, scan.pk]}).status_code == 302
    second.refresh_from_db()
    assert sorted(second.case.documents.values_list("name", flat=True)) == ["bins.txt", "scan.pdf"]
    assert sorted(first.case.documents.values_list("name", flat=True)) == ["lights.txt", "photo.txt"]
    event = AuditEvent.objects.get(verb="message.split")
    assert event.facts["papers"] == [bins.pk, scan.pk]
    page = client.get(matter(second).get_absolute_url()).content.decode()
    assert page.index("Came with it") < page.index("bins.txt") < page.index("scan.pdf")

    again = client.post(address, {"papers": [bins.pk]}).content.decode()
    assert "It is the only message" in again
    assert AuditEvent.objects.filter(verb="message.split").count() == 1


def test_a_paper_of_another_file_is_not_taken_along(caseworker: User) -> None:
    first = arrived()
    second = arrived("Bins", reference=first.case.reference)
    foreign = a_document(case=a_case(), by=caseworker)
    a_document(case=first.case, by=caseworker)
    page = signed_in(caseworker).post(reverse("casework:split", args=[second.pk]), {"papers": [foreign.pk]})
    assert "was moved meanwhile" in page.content.decode()
    with pytest.raises(RuleBroken, match="on this file no longer"):
        post.split(second, papers=[foreign], by=caseworker)
    second.refresh_from_db()
    assert (second.case, foreign.case.documents.count()) == (first.case, 1)
