"""A caseworker's day: ten messages of different kinds from arrival to their end, by the pages alone."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices import Kind, MailStage
from casework.models import Case, Correspondence, LetterTemplate
from casework.stats.files import timeline
from casework.workflow import correspondence as post
from casework.workflow import letters, outbox, templates
from pcc.models import User
from pcc.roles import Role
from reviews.models import Review
from tests.casework import test_letters_outbox
from tests.casework.test_letters_outbox import MailServer
from tests.conftest import signed_in
from tests.factories import a_force, a_user

pytestmark = pytest.mark.django_db
mail_server = test_letters_outbox.server

TEN = {
    "lights": "The street lights in Mill Lane are off. There is anti-social behaviour every night.",
    "foi": "This is a freedom of information request. How many letters did you have last year?",
    "own data": "A subject access request: please send all information you hold about me.",
    "officer": "I want to make a complaint about a police officer: PC 1234 was rude to me.",
    "chief": "I complain about the chief constable, who lied to the panel about his own expenses.",
    "commissioner": "I want to complain about the commissioner, who was rude at the meeting.",
    "unhappy": "I am unhappy with the outcome in the outcome letter of the force and want a review of my complaint.",
    "danger": "He has a knife and is outside now. I am scared for my life.",
    "abuse": "You useless scum, I know where you live.",
    "tax": "My bins are not collected and my council tax is too high.",
}


@pytest.fixture(autouse=True)
def office(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()


@pytest.fixture
def client(caseworker: User) -> Client:
    return signed_in(caseworker)


@pytest.fixture
def arrived() -> dict[str, Correspondence]:
    found = {}
    for name, text in TEN.items():
        raw = f"From: {name} <{name.replace(' ', '.')}@example.org>\r\nSubject: About {name}\r\n\r\n{text}".encode()
        message, _ = post.take_in_mail(raw, arrived_at=timezone.now() - timedelta(hours=1))
        found[name] = Correspondence.objects.get(case=message.case_id)
    return found


def day(field: str = "on") -> dict[str, str]:
    today = timezone.localdate()
    return {f"{field}_day": f"{today.day}", f"{field}_month": f"{today.month}", f"{field}_year": f"{today.year}"}


def as_offered(form: Any) -> dict[str, str]:
    """What a page offers, sent back as it stands."""
    offered = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, date):
            offered |= {
                f"{name}_day": f"{value.day}",
                f"{name}_month": f"{value.month}",
                f"{name}_year": f"{value.year}",
            }
        elif value not in (None, "", False):
            offered[name] = str(value)
    return offered


def again(item: Correspondence) -> Correspondence:
    return Correspondence.objects.select_related("became").get(pk=item.pk)


class Desk:
    """What a caseworker does with one matter, by its pages."""

    def __init__(self, client: Client, item: Correspondence) -> None:
        self.client, self.item = client, item

    def page(self) -> str:
        return self.client.get(self.item.get_absolute_url()).content.decode()

    def act(self, page: str, **typed: str) -> Any:
        response = self.client.post(reverse(f"casework:{page}", args=[self.item.pk]), day() | typed)
        assert response.status_code == 302, response.content.decode()
        return response

    def write(self, code: str, chief: User, **texts: str) -> None:
        """The letter of that code to whoever wrote, from its page to the outbox."""
        begun = self.act("write-to-sender", code=code).headers["Location"]
        self.client.post(begun, as_offered(self.client.get(begun).context["form"]) | texts)
        letter = self.item.case.letters.latest("pk")
        if letters.check_state(letter) == "OPEN":
            letters.waive_check(letter, reason="Nobody else is here", by=chief)
        issue = reverse("casework:issue-letter", args=[letter.pk])
        ticks = dict.fromkeys(self.client.get(issue).context["form"].fields, "on")
        response = self.client.post(issue, ticks)
        assert response.status_code == 302, response.content.decode()
        test_letters_outbox.the_hold_is_over(letter)
        assert outbox.send_due()["sent"] == 1

    def stage(self) -> str:
        self.item.refresh_from_db()
        return self.item.stage


def test_ten_messages_from_arrival_to_their_end(
    client: Client, caseworker: User, arrived: dict[str, Correspondence], mail_server: MailServer
) -> None:
    force = a_force(name="Anyshire Police")
    chief = a_user(Role.REVIEWS_MANAGER)
    for code in ("hand_off_force", "hand_off_panel", "hand_off_partner", "full_reply", "foi_acknowledgement",
                 "sar_acknowledgement"):  # fmt: skip
        templates.approve(LetterTemplate.objects.get(code=code, version=1), by=chief)
    desks = {name: Desk(client, item) for name, item in arrived.items()}

    first = [client.post("/cases/correspondence/next/").headers["Location"] for _ in range(2)]
    warned = {desks["danger"].item.get_absolute_url(), desks["abuse"].item.get_absolute_url()}
    assert set(first) == warned, "danger and abuse are opened first"
    assert "This message may upset" in desks["danger"].page()

    danger = desks["danger"]
    assert "Danger now" in danger.page()
    danger.act("triage", route="DANGER", because="The person is outside now; 999 was rung at once")
    assert (
        "cannot be written yet: nobody has approved it"
        in client.get(reverse("casework:write-to-sender", args=[danger.item.pk])).content.decode()
    )
    templates.approve(LetterTemplate.objects.get(code="hand_off_emergency", version=1), by=chief)
    danger.write("hand_off_emergency", chief)
    danger.act("close-item", outcome="HANDED_OVER")

    abuse = desks["abuse"]
    abuse.act("triage", route="CASEWORK", because="Nothing is asked; a plan for contact is proposed on the person")
    abuse.act("close-item", outcome="NO_REPLY")

    lights = desks["lights"]
    assert "It says “anti-social”." in lights.page()
    lights.act("triage", route="LOCAL_ISSUE", area="Mill Lane")
    lights.act("ask", of="PARTNER", recipient="The council", question="When are the lights mended?")
    assert lights.stage() == MailStage.WAITING_ON_PARTNER
    enquiry = lights.item.case.enquiries.get()
    client.post(reverse("casework:end-enquiry", args=[enquiry.pk]), day() | {"answer": "On Friday."})
    lights.write("full_reply", chief, text_answer="The lights are mended on Friday.")
    lights.act("close-item", outcome="ANSWERED")
    told = [entry.title for entry in timeline(Case.objects.get(pk=lights.item.case_id), caseworker)]
    in_order = ["Closed", "Replied to", "The council answered", "Asked The council", "Sorted: Local matter"]
    assert [title for title in told if title in in_order] == in_order

    foi = desks["foi"]
    foi.act("triage", route="FOI")
    foi.write("foi_acknowledgement", chief)
    assert foi.stage() == MailStage.ACKNOWLEDGED
    assert foi.item.case.clocks.filter(rule__code="freedom_of_information_reply", met_on=None).exists()
    foi.write("full_reply", chief, text_answer="We had 257 letters.")
    assert not foi.item.case.clocks.filter(met_on=None).exists()
    foi.act("close-item", outcome="ANSWERED")

    data = desks["own data"]
    data.act("triage", route="SUBJECT_ACCESS")
    data.write("sar_acknowledgement", chief)
    data.write("full_reply", chief, text_answer="Here is what we hold about you.")
    data.act("close-item", outcome="ANSWERED")

    for name, route in (("officer", "FORCE_COMPLAINT"), ("chief", "CHIEF_CONSTABLE")):
        desk = desks[name]
        desk.act("triage", route=route)
        clocks = desk.item.case.clocks.filter(rule__code="chief_constable_recording", met_on=None)
        assert clocks.exists() == (name == "chief")
        assert "Make it a complaint file" in desk.page()
        desk.act("become-complaint", title=f"About {name}", who="NEW", name=name)
        assert Case.objects.get(kind=Kind.COMPLAINT, title=f"About {name}").opened_on == desk.item.received_on
        assert not clocks.exists()

    commissioner = desks["commissioner"]
    commissioner.act("triage", route="COMMISSIONER")
    assert "police and crime panel" in commissioner.page()
    commissioner.write("hand_off_panel", chief)
    commissioner.act("close-item", outcome="HANDED_OVER")

    tax = desks["tax"]
    tax.act("triage", route="NOT_FOR_US")
    tax.write("hand_off_partner", chief, text_who="Your council deals with bins and with its tax.")
    tax.act("close-item", outcome="NO_REMIT")

    unhappy = desks["unhappy"]
    unhappy.act("triage", route="REVIEW")
    onward = reverse("reviews:from-correspondence", args=[unhappy.item.pk])
    assert onward in unhappy.page()
    form = client.get(onward).context["form"]
    response = client.post(onward, as_offered(form) | {"force": f"{force.pk}", "capacity": "COMPLAINANT"})
    assert response.status_code == 302, response.context["form"].errors
    review = Review.objects.get()
    assert (review.received_on, review.case) == (unhappy.item.received_on, again(unhappy.item).became)

    ended = dict.fromkeys(("lights", "foi", "own data", "commissioner", "danger", "abuse", "tax"), MailStage.CLOSED)
    ended |= dict.fromkeys(("officer", "chief", "unhappy"), MailStage.CONVERTED)
    assert {name: desk.stage() for name, desk in desks.items()} == ended
    assert {desk.item.case.owner for desk in desks.values()} == {caseworker}, "who sorts what nobody has takes it"
    assert len(mail_server.kept) == 8
    shelf = client.get("/cases/correspondence/").content.decode()
    assert "To sort (0)" in shelf
