"""A letter that asks for a review becomes one: nothing is typed twice, and the day on which it came stands."""

from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices import MailStage, PartyRole, RouteChoice
from casework.models import CaseLink, Correspondence, Person
from casework.workflow import correspondence as post
from pcc.models import User
from pcc.roles import Role
from reviews.models import Review
from tests.conftest import signed_in
from tests.factories import a_person, a_user
from tests.review_factories import a_reviewable_complaint

ARRIVED = datetime(2026, 3, 27, 23, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("media")


def a_letter(*, by: User, route: RouteChoice = RouteChoice.REVIEW) -> Correspondence:
    message = EmailMessage()
    message["From"], message["Subject"] = "Tove Lindqvist <tove@home.example>", "Please look at this again"
    message.set_content("They did not ask the witness.")
    message.add_attachment(b"The outcome", maintype="text", subtype="plain", filename="outcome.txt")
    kept, _ = post.take_in_mail(message.as_bytes(), arrived_at=ARRIVED)
    item = Correspondence.objects.for_detail().get(case=kept.case_id)
    return post.triage(item, route=route, theme=None, on=timezone.localdate(), by=by)


def given(complaint: Any, **more: str) -> dict[str, Any]:
    return {
        "channel": "EMAIL",
        "force": complaint.force_id,
        "force_reference": complaint.reference,
        "capacity": "COMPLAINANT",
        "known": "",
        "applicant_name": "Tove Lindqvist",
        "applicant_email": "tove@home.example",
        "grounds": "They did not ask the witness.",
    } | more


def test_a_letter_becomes_a_review_of_the_day_on_which_it_came(officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    item = a_letter(by=officer)
    client: Any = signed_in(officer)
    address = reverse("reviews:from-correspondence", args=[item.pk])
    assert address in client.get(item.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    for said in ('value="Tove Lindqvist"', 'value="tove@home.example"', "They did not ask the witness."):
        assert said in page
    assert 'name="received_on_day"' not in page, "the day of receipt stands"
    checked = client.post(address, given(complaint) | {"check": "1"}).content.decode()
    assert "In time: the last day is" in checked and not Review.objects.exists()
    assert client.post(address, given(complaint)).status_code == 302
    review = Review.objects.get()
    assert review.received_on == date(2026, 3, 27), "half past eleven at night, still winter time"
    assert (review.complaint, review.case.opened_on) == (complaint, date(2026, 3, 27))
    party = review.case.parties.get()
    assert (party.person.name, party.role) == ("Tove Lindqvist", PartyRole.COMPLAINANT)
    assert [each.name for each in review.case.documents.all()] == ["outcome.txt"]
    item.refresh_from_db()
    assert (item.stage, item.became, item.case.messages.count()) == (MailStage.CONVERTED, review.case, 1)
    assert CaseLink.objects.filter(kind="CAME_OF").count() == 1
    client.post(reverse("reviews:act", args=[review.pk, "declare"]), {"interest": "NONE"})
    shown = client.get(reverse("reviews:application", args=[review.pk])).content.decode()
    assert item.get_absolute_url() in shown


def test_twice_sent_it_is_one_review_and_a_known_person_stays_one(officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    known = a_person(name="Tove Lindqvist", email="tove@home.example")
    item = a_letter(by=officer)
    client: Any = signed_in(officer)
    address = reverse("reviews:from-correspondence", args=[item.pk])
    assert client.post(address, given(complaint, known=str(known.pk))).status_code == 302
    assert client.post(address, given(complaint, known=str(known.pk))).status_code == 409
    assert Review.objects.get().case.parties.get().person == known
    assert Person.objects.get() == known


def test_dates_that_cannot_be_are_refused_and_nothing_changes(officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    item = a_letter(by=officer)
    client: Any = signed_in(officer)
    wrong = {"outcome_sent_on_day": "1", "outcome_sent_on_month": "4", "outcome_sent_on_year": "2026"}
    page = client.post(reverse("reviews:from-correspondence", args=[item.pk]), given(complaint) | wrong)
    assert page.status_code == 200 and "is before Wednesday 1 April 2026" in page.content.decode()
    assert not Review.objects.exists()
    item.refresh_from_db()
    assert item.stage == MailStage.TRIAGED


def test_a_letter_on_something_else_offers_no_review(officer: User) -> None:
    item = a_letter(by=officer, route=RouteChoice.FOI)
    page = signed_in(officer).get(item.get_absolute_url()).content.decode()
    assert reverse("reviews:from-correspondence", args=[item.pk]) not in page


def test_a_caseworker_hands_it_over_and_stays_with_the_letter(db: None) -> None:
    caseworker = a_user(Role.CASEWORKER)
    complaint = a_reviewable_complaint(by=a_user(Role.COMPLAINTS_OFFICER))
    item = a_letter(by=caseworker)
    client: Any = signed_in(caseworker)
    gone = client.post(reverse("reviews:from-correspondence", args=[item.pk]), given(complaint))
    assert gone.status_code == 302 and gone.headers["Location"] == item.get_absolute_url()
    assert Review.objects.get().complaint == complaint
