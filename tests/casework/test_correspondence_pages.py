"""The pages of correspondence: an inbox by shelf, a matter with its messages, an act a page."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices import MailStage
from casework.models import Correspondence, MailFetch, Message
from casework.workflow import correspondence as post
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.browser import Screen
from tests.conftest import signed_in
from tests.pcc.test_accounts import PASSWORD, somebody

ARRIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
INBOX = "/cases/correspondence/"

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def client(caseworker: User) -> Client:
    return signed_in(caseworker)


def arrived(number: int = 1, text: str = "The lights are off.") -> Correspondence:
    raw = f"From: Ann <ann{number}@example.org>\r\nSubject: Lights {number}\r\n\r\n{text}".encode()
    message, _ = post.take_in_mail(raw, arrived_at=ARRIVED)
    return Correspondence.objects.get(case=message.case_id)


def with_a_file(*, subject: str, text: str) -> Message:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann <ann1@example.org>", subject
    message.set_content(text)
    message.add_attachment(b"The council wrote this.", maintype="text", subtype="plain", filename="bins.txt")
    return post.take_in_mail(message.as_bytes(), arrived_at=ARRIVED)[0]


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_for_three(
    client: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    for each in range(number):
        arrived(each)
    client.get(INBOX)
    with django_assert_max_num_queries(19):
        response = client.get(INBOX)
    assert len(response.context["rows"]) == number


def test_a_shelf_that_does_not_exist_is_told(client: Client) -> None:
    response = client.get(INBOX, {"shelf": "attic"})
    assert "attic is not one of the available choices" in response.content.decode()
    assert "rows" not in response.context


def test_nothing_of_a_message_runs_or_is_fetched(client: Client) -> None:
    item = arrived(text="<script>alert(1)</script> <img src=https://tracker.example/x.png>")
    page = client.get(item.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img src=https" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_original_is_handed_out_as_it_came_and_that_is_recorded(client: Client, caseworker: User) -> None:
    item = arrived()
    message = item.case.messages.get()
    response = client.get(reverse("casework:original", args=[message.pk]))
    assert response.content == bytes(message.original.raw)
    assert response.headers["Content-Disposition"] == f'attachment; filename="message-{message.pk}.eml"'
    assert AuditEvent.objects.get(verb="message.original_taken").by == caseworker


def test_a_refused_act_keeps_what_was_typed(client: Client) -> None:
    item = arrived()
    typed = {"because": " ", "on_day": "23", "on_month": "11", "on_year": "2026"}
    page = client.post(reverse("casework:discard", args=[item.pk]), typed).content.decode()
    assert "Say why it is discarded" in page
    assert 'value="23"' in page
    assert Correspondence.objects.get(pk=item.pk).stage == MailStage.NEW


def test_a_message_logged_for_today_without_a_time_is_taken_before_noon_too(client: Client) -> None:
    today = timezone.localdate()
    typed = {"channel": "PHONE", "text": "Rang about the lights", "subject": "Lights"}
    typed |= {
        "received_on_day": f"{today.day}",
        "received_on_month": f"{today.month}",
        "received_on_year": f"{today.year}",
    }
    response = client.post(reverse("casework:log"), typed)
    assert response.status_code == 302, response.content.decode()[:2000]
    assert Correspondence.objects.get().received_on == today


def test_the_inbox_says_how_the_last_look_into_the_mailbox_went(client: Client, settings: Any) -> None:
    assert "No mailbox is connected" in client.get(INBOX).content.decode()
    settings.MAILBOX_URL = "maildir:///somewhere"
    assert "has not been looked into yet" in client.get(INBOX).content.decode()
    MailFetch.objects.create(
        began_at=ARRIVED, ended_at=ARRIVED, source="INBOX", error="The mail server does not answer."
    )
    assert "on 20 November at 09:30. The mail server does not answer." in client.get(INBOX).content.decode()


def test_the_command_takes_in_a_maildir_and_says_what_it_did(
    db: None, tmp_path: Path, capsys: Any, settings: Any
) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    (tmp_path / "box/new/1").write_bytes(b"From: ann@example.org\r\n\r\nHello")
    call_command("fetch_mail", "--from", f"maildir://{tmp_path}/box")
    assert capsys.readouterr().out == "1 taken in, 0 known already, 0 left unread.\n"
    settings.MAILBOX_URL = ""
    with pytest.raises(CommandError, match="Set MAILBOX_URL"):
        call_command("fetch_mail")


def _more(screen: Screen, name: str) -> None:
    """One of the ways that the menu beside the matter's name holds."""
    screen.page.locator(".pcc-identity summary").click()
    screen.link(name)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_messages_are_taken_out_sorted_asked_about_written_to_and_closed(screen: Screen) -> None:
    foi = arrived(text="This is a freedom of information request.\n\nHow many lights are off?")
    with_it = with_a_file(subject=f"My bins, as in {foi.case.reference}", text="You useless scum, take my bins.")
    screen.sign_in(somebody(Role.CASEWORKER, name="Cass Worker").email, PASSWORD)
    screen.go(INBOX)
    assert "Lights 1" in screen.judged()
    screen.link("CAS/")
    assert "It says “freedom of information”." in screen.judged()
    # Another thing came under the same reference: it goes its own way, with its paper.
    screen.link("Take “My bins")
    assert "bins.txt" in screen.judged()
    screen.button("Take it out")
    words = screen.judged()
    assert "This message may upset" in words and "bins.txt" in words
    screen.follow(screen.page.get_by_role("button", name="Say where it belongs"))
    screen.page.get_by_label("Not for this office").check()
    screen.button("Sort it")
    assert "Somebody else: say who." in screen.judged()
    _more(screen, "Close it")
    screen.page.get_by_label("Nothing that the office may do").check()
    screen.button("Close it")

    screen.go(foi.get_absolute_url())
    _more(screen, "Take it")
    screen.button("Take it")
    screen.follow(screen.page.get_by_role("button", name="Say where it belongs"))
    screen.judged()
    screen.button("Sort it")
    assert "This office's information officer, within 20 working days." in screen.judged()
    _more(screen, "Ask somebody")
    screen.page.get_by_label("Another body").check()
    screen.fill(recipient="The council", question="How many lights are off?")
    screen.judged()
    screen.button("Record the enquiry")
    assert "Waiting for another body" in screen.judged()
    screen.link("Record the answer")
    screen.fill(answer="Four.")
    screen.button("Record it")
    _more(screen, "Record the reply")
    screen.button("Record it")
    _more(screen, "Close it")
    screen.page.get_by_label("Answered", exact=True).check()
    screen.button("Close it")
    assert "It is closed." in screen.judged()
    foi.refresh_from_db()
    with_it.refresh_from_db()
    assert (foi.stage, foi.replied_on is None) == (MailStage.CLOSED, False)
    assert (with_it.case.correspondence.stage, foi.case.documents.count()) == (MailStage.CLOSED, 0)
