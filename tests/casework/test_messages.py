"""Messages on whatever file they belong to: read there, told on its timeline, never left on a file that has ended."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import workflow
from casework.choices import Connection, Kind, MailOutcome, Recipient, RouteChoice
from casework.models import Case, Correspondence, Message
from casework.stats import timeline
from casework.workflow import correspondence as post
from pcc.models import User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_party, a_person, a_user

ARRIVED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ON = date(2026, 3, 3)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def arrived(subject: str, text: str = "The lights are off.", *, answers: str = "", name: str = "") -> Message:
    lines = [b"From: Ann Ely <ann@home.example>", f"Subject: {subject}".encode(), f"Message-ID: <{name}@h>".encode()]
    lines += [f"In-Reply-To: <{answers}@h>".encode()] if answers else []
    return post.take_in_mail(b"\r\n".join([*lines, b"", text.encode()]), arrived_at=ARRIVED)[0]


def a_file_of_ann(caseworker: User) -> Case:
    case = a_case(owner=caseworker, opened_on=date(2026, 1, 5))
    a_party(case, person=a_person(name="Ann Ely", email="ann@home.example"), by=caseworker)
    return case


def test_what_comes_in_to_a_complaints_file_is_read_there(caseworker: User) -> None:
    case = a_file_of_ann(caseworker)
    message = arrived(f"About {case.reference}", "The officer came again. <script>alert(1)</script>")
    assert message.case == case
    desk = signed_in(caseworker)
    page = desk.get(case.get_absolute_url()).content.decode()
    address = reverse("casework:messages", args=[case.pk])
    assert f'href="{address}"' in page
    page = desk.get(address).content.decode()
    assert "The officer came again. &lt;script&gt;" in page and f'id="message-{message.pk}"' in page
    assert reverse("casework:split", args=[message.pk]) in page
    told = next(entry for entry in timeline(case, caseworker) if entry.kind == "Messages")
    assert (told.title, told.url) == (f"Ann Ely wrote: About {case.reference}", f"{address}#message-{message.pk}")
    found = desk.get("/search/?q=officer+came").content.decode()
    assert f"{address}#message-{message.pk}" in found and "Messages on other files" in found
    rows = desk.get(reverse("casework:api-messages", args=[case.pk])).json()["results"]
    assert [row["subject"] for row in rows] == [f"About {case.reference}"]


def test_who_does_not_answer_letters_reads_none(caseworker: User) -> None:
    case = a_file_of_ann(caseworker)
    arrived(f"About {case.reference}")
    coordinator = a_user(Role.PANEL_COORDINATOR)
    desk = signed_in(coordinator)
    assert desk.get(case.get_absolute_url()).status_code == 200
    assert desk.get(reverse("casework:messages", args=[case.pk])).status_code == 404
    assert [entry for entry in timeline(case, coordinator) if entry.kind == "Messages"] == []
    assert "Messages on other files" not in desk.get("/search/?q=lights+are").content.decode()


@pytest.mark.parametrize("ended", ["became", "joined"])
def test_an_answer_to_a_matter_that_went_on_goes_on_with_it(ended: str, caseworker: User) -> None:
    first = arrived("Lights", name="one")
    item = first.case.correspondence
    if ended == "became":
        item = post.triage(item, route=RouteChoice.REVIEW, theme=None, on=ON, by=caseworker)
        new = workflow.open_case(Kind.REVIEW, title="Review", on=item.received_on, by=caseworker)
        post.convert(item, to=new, on=ON, by=caseworker)
    else:
        other = arrived("Also lights", name="two").case.correspondence
        new = post.merge(item, into=other, on=ON, by=caseworker).case
    letter = Message.objects.get(message_id="one@h")
    Message.objects.filter(pk=letter.pk).update(case=first.case)  # as a letter of the office on that file would lie
    answer = arrived("Re: Lights", "And the bins.", answers="one", name="three")
    assert answer.case == new
    assert new.tasks.filter(text="Read what came in").count() == 1


def test_the_timeline_of_a_matter_tells_it_from_receipt_to_its_end(caseworker: User) -> None:
    message = arrived("Lights")
    item = post.triage(message.case.correspondence, route=RouteChoice.LOCAL_ISSUE, theme=None, on=ON, by=caseworker)
    question = {"of": Recipient.PARTNER, "recipient": "The council", "question": "When?", "due_on": None}
    asked = post.ask(item, **question, on=ON, by=caseworker)
    post.chase(asked, due_on=date(2026, 3, 20), on=date(2026, 3, 12), by=caseworker)
    post.end_enquiry(asked, answer="On Friday.", on=date(2026, 3, 13), by=caseworker)
    post.reply(Correspondence.objects.get(pk=item.pk), on=date(2026, 3, 14), by=caseworker)
    post.close(
        Correspondence.objects.get(pk=item.pk), outcome=MailOutcome.ANSWERED, on=date(2026, 3, 15), by=caseworker
    )
    told = [
        (entry.kind, entry.title)
        for entry in timeline(Case.objects.get(pk=item.case_id), caseworker)
        if entry.kind in ("Messages", "Enquiries", "Correspondence")
    ]
    assert sorted(told) == sorted(
        [
            ("Correspondence", "Received: e-mail"),
            ("Messages", "Ann Ely wrote: Lights"),
            ("Correspondence", f"Sorted: {item.get_route_display()}"),
            ("Enquiries", "Asked The council"),
            ("Enquiries", "Asked The council again"),
            ("Enquiries", "The council answered"),
            ("Correspondence", "Acknowledged"),
            ("Correspondence", "Replied to"),
            ("Correspondence", "Closed"),
        ]
    )
    assert told[0] == ("Correspondence", "Closed")


def test_the_file_of_a_matter_leads_back_to_it(caseworker: User) -> None:
    item = arrived("Lights").case.correspondence
    desk = signed_in(caseworker)
    back = reverse("casework:correspondence-of-case", args=[item.case_id])
    assert f'href="{back}"' in desk.get(item.case.get_absolute_url()).content.decode()
    assert desk.get(back)["Location"] == item.get_absolute_url()
    other = a_case()
    assert desk.get(reverse("casework:correspondence-of-case", args=[other.pk]))["Location"] == other.get_absolute_url()


def test_three_messages_take_as_many_questions_as_one(caseworker: User) -> None:
    case, desk, costs = a_file_of_ann(caseworker), signed_in(caseworker), []
    page = reverse("casework:messages", args=[case.pk])
    for number, more in ((0, 1), (1, 2)):
        for each in range(more):
            arrived(f"{number}{each} {case.reference}", name=f"{number}{each}")
        desk.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(page).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_what_is_shut_answers_like_what_is_missing(caseworker: User, manager: User) -> None:
    case = a_file_of_ann(caseworker)
    workflow.connect_staff(case, user=caseworker, kind=Connection.CONFLICT, by=manager)
    desk = signed_in(caseworker)
    for route in ("messages", "correspondence-of-case", "api-messages"):
        shut, missing = (desk.get(reverse(f"casework:{route}", args=[pk])) for pk in (case.pk, 10**9))
        assert (shut.status_code, missing.status_code) == (404, 404)
