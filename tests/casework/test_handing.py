"""A matter goes on: a complaint file that keeps the day of receipt, and a letter to whoever wrote."""

from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices import Channel, Kind, MailStage, PartyRole, RouteChoice
from casework.models import Case, Correspondence, Letter, LetterTemplate, Person
from casework.workflow import add_person, handing, templates
from casework.workflow import correspondence as post
from pcc.models import User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_user

ARRIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def client(caseworker: User) -> Client:
    return signed_in(caseworker)


def sorted_as(route: RouteChoice, *, by: User, text: str = "PC 1234 was rude to me.") -> Correspondence:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann Other <ann@example.org>", "Rude officer"
    message.set_content(text)
    message.add_attachment(b"Notes of the day", maintype="text", subtype="plain", filename="notes.txt")
    kept, _ = post.take_in_mail(message.as_bytes(), arrived_at=ARRIVED)
    item = Correspondence.objects.for_detail().get(case=kept.case_id)
    return post.triage(item, route=route, theme=None, on=timezone.localdate(), by=by)


def typed(**fields: str) -> dict[str, str]:
    today = timezone.localdate()
    return {"on_day": f"{today.day}", "on_month": f"{today.month}", "on_year": f"{today.year}"} | fields


def test_a_matter_becomes_a_complaint_file_of_the_day_on_which_it_came(client: Client, caseworker: User) -> None:
    item = sorted_as(RouteChoice.FORCE_COMPLAINT, by=caseworker)
    address = reverse("casework:become-complaint", args=[item.pk])
    assert address in client.get(item.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert 'value="Ann Other"' in page, "what the message said is not typed again"
    assert 'value="ann@example.org"' in page
    given = {"title": "Rude officer", "who": "NEW", "name": "Ann Other", "email": "ann@example.org"}
    response = client.post(address, typed(**given))
    assert response.status_code == 302, response.content.decode()
    case = Case.objects.get(kind=Kind.COMPLAINT)
    assert response.headers["Location"] == case.get_absolute_url()
    assert case.opened_on == date(2026, 11, 20), "the day of receipt, not of this step"
    party = case.parties.get()
    assert (party.person.name, party.role) == ("Ann Other", PartyRole.COMPLAINANT)
    assert [document.name for document in case.documents.all()] == ["notes.txt"]
    item.refresh_from_db()
    assert (item.stage, item.became, item.received_at) == (MailStage.CONVERTED, case, ARRIVED)
    assert case.reference in client.get(item.get_absolute_url()).content.decode()


def test_somebody_whom_the_office_knows_is_not_made_twice(client: Client, caseworker: User) -> None:
    add_person({"name": "Ann Other", "email": "ANN@example.org"}, by=caseworker)
    item = sorted_as(RouteChoice.FORCE_COMPLAINT, by=caseworker)
    address = reverse("casework:become-complaint", args=[item.pk])
    person = Person.objects.get()
    assert "Ann Other, who is known to the office by this address" in client.get(address).content.decode()
    client.post(address, typed(title="Rude officer", who=f"{person.pk}"))
    assert Person.objects.get() == person
    assert Case.objects.get(kind=Kind.COMPLAINT).parties.get().person == person


def test_twice_sent_it_becomes_one_file(client: Client, caseworker: User) -> None:
    item = sorted_as(RouteChoice.FORCE_COMPLAINT, by=caseworker)
    address = reverse("casework:become-complaint", args=[item.pk])
    for _ in range(2):
        client.post(address, typed(title="Rude officer", who="NOBODY"))
    assert Case.objects.filter(kind=Kind.COMPLAINT).count() == 1


def test_what_is_not_said_is_asked_for_and_nothing_changes(client: Client, caseworker: User) -> None:
    item = sorted_as(RouteChoice.FORCE_COMPLAINT, by=caseworker)
    page = client.post(
        reverse("casework:become-complaint", args=[item.pk]), typed(title="Rude officer", who="NEW", phone="0113 496")
    ).content.decode()
    assert "Give the name, or say that nobody is named." in page
    assert 'value="0113 496"' in page
    assert not Case.objects.filter(kind=Kind.COMPLAINT).exists()


def test_only_what_is_sorted_so_goes_on_so(client: Client, caseworker: User) -> None:
    item = sorted_as(RouteChoice.FOI, by=caseworker)
    address = reverse("casework:become-complaint", args=[item.pk])
    assert address not in client.get(item.get_absolute_url()).content.decode()
    assert handing.ways_on(after="", roles=caseworker.roles) == []


def test_what_has_ended_does_not_go_on(client: Client, caseworker: User) -> None:
    item = sorted_as(RouteChoice.FORCE_COMPLAINT, by=caseworker)
    post.discard(item, because="Spam", on=timezone.localdate(), by=caseworker)
    assert client.get(reverse("casework:become-complaint", args=[item.pk])).status_code == 409


def test_all_that_was_said_is_carried_without_what_a_reply_quotes(caseworker: User) -> None:
    item = post.log(
        Channel.FORM,
        received_at=ARRIVED,
        text="First words.\n\nOn 3 Oct 2026 the office wrote:\n> Old words",
        sender_name="Ann",
        sender_address="1 High Street\nLeeds",
        adjustments="Large print",
        may_pass_on=True,
        by=None,
    )
    carried = handing.carried(item)
    assert carried.text == "First words."
    assert (carried.postal_address, carried.adjustments, carried.may_pass_on) == (
        "1 High Street\nLeeds",
        "Large print",
        True,
    )


def test_the_letter_of_a_route_is_chosen_and_goes_to_whoever_wrote(client: Client, caseworker: User) -> None:
    templates.approve(LetterTemplate.objects.get(code="hand_off_force"), by=a_user(Role.REVIEWS_MANAGER))
    item = sorted_as(RouteChoice.FORCE_COMPLAINT, by=caseworker)
    address = f"{reverse('casework:write-to-sender', args=[item.pk])}?code=hand_off_force"
    assert address in client.get(item.get_absolute_url()).content.decode()
    client.post(address, {"code": "hand_off_force"})
    letter = Letter.objects.get()
    copy = letter.dispatches.get()
    assert (copy.name, copy.email) == ("Ann Other", "ann@example.org")
