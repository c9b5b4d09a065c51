"""Writing to the office without an account: taken whatever it says, once however often it is sent, and bounded."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.choices import Channel, MessageKind
from casework.models import Correspondence, Message
from pcc.public import MOST_AN_HOUR
from pcc.roles import Role
from tests.browser import Screen
from tests.conftest import signed_in
from tests.factories import a_user

FORM = "/write/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def nothing_counted(media: None) -> None:
    cache.clear()


def sent(client: Client, **data: Any) -> Any:
    return client.post(FORM, {"text": "The lights in Mill Lane are off."} | data)


def test_anybody_may_write_and_has_a_reference_and_a_copy_for_an_hour(client: Client, db: None) -> None:
    response = sent(
        client, sender_email="Ann@Example.org", sender_name="Ann", adjustments="Large print", may_pass_on="False"
    )
    item = Correspondence.objects.get()
    page = client.get(response.headers["Location"]).content.decode()
    assert item.case.reference in page
    assert "Large print" in page
    assert (item.channel, item.sender_email, item.may_pass_on) == (Channel.FORM, "ann@example.org", False)
    assert item.received_on == timezone.localdate()
    assert item.case.clocks.count() == 2, "its clocks run from the day of receipt"
    assert client.get(reverse("write:sent", args=["another"])).status_code == 404


def test_only_the_words_must_be_given(client: Client, db: None) -> None:
    page = client.post(FORM, {"text": " ", "sender_name": "Ann", "once": "kept"}).content.decode()
    assert "Write what you would like to tell us." in page
    assert 'value="Ann"' in page
    assert not Correspondence.objects.exists()
    response = sent(client)
    assert response.status_code == 302
    assert "you will not hear from us" in client.get(response.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "F*** you all, I know where you live",
        "<script>alert(1)</script>",
        "BUY CHEAP PILLS http://spam.example",
        "\u200b\u202eabc",
        "a" * 20_000,
    ],
)
def test_no_guess_about_the_words_stops_anybody(client: Client, db: None, text: str) -> None:
    assert sent(client, text=text).status_code == 302
    assert Correspondence.objects.count() == 1


def test_words_that_are_none_are_told_and_are_no_fault_of_ours(client: Client, db: None) -> None:
    page = client.post(FORM, {"text": "\u200b\u200b"})
    assert (page.status_code, Correspondence.objects.count()) == (200, 0)
    assert "Write what the message says." in page.content.decode()


def test_sent_twice_it_is_kept_once(client: Client, db: None) -> None:
    first, second = sent(client, once="the-same-form"), sent(client, once="the-same-form")
    assert Correspondence.objects.count() == 1
    reference = Correspondence.objects.get().case.reference
    for response in (first, second):
        assert reference in client.get(response.headers["Location"]).content.decode()
    sent(client, once="another-form")
    assert Correspondence.objects.count() == 2, "the same words written again are another message"


def test_the_original_is_what_was_typed(client: Client, db: None) -> None:
    sent(client, area="Mill Lane")
    message = Message.objects.get()
    assert message.kind == MessageKind.FORM
    assert json.loads(bytes(message.original.raw))["area"] == "Mill Lane"
    caseworker = signed_in(a_user(Role.CASEWORKER))
    taken = caseworker.get(reverse("casework:original", args=[message.pk]))
    assert taken.headers["Content-Disposition"] == f'attachment; filename="message-{message.pk}.json"'
    page = caseworker.get(Correspondence.objects.get().get_absolute_url()).content.decode()
    assert "Ask first" in page, "consent that nobody gave is shown as such"


def test_photos_are_documents_and_one_that_is_not_taken_never_loses_the_message(client: Client, db: None) -> None:
    good = SimpleUploadedFile("letter.pdf", PDF, content_type="application/pdf")
    bad = SimpleUploadedFile("run.exe", b"MZ\x90\x00" * 40)
    response = sent(client, files=[good, bad])
    item = Correspondence.objects.get()
    assert [document.name for document in item.case.documents.all()] == ["letter.pdf"]
    page = client.get(response.headers["Location"]).content.decode()
    assert "“run.exe” could not be kept" in page
    assert "letter.pdf" in page


def test_more_files_than_are_taken_are_told_with_the_words_kept(client: Client, db: None, settings: Any) -> None:
    page = sent(client, files=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]).content.decode()
    assert "Choose up to 5 files. You chose 6." in page
    assert "The lights in Mill Lane are off." in page
    settings.DOCUMENT_MAX_BYTES = 1024**2
    page = sent(client, files=[SimpleUploadedFile("a.txt", b"x" * (1024**2 + 1))]).content.decode()
    assert "more than 1 MB together" in page
    assert not Correspondence.objects.exists()


def test_what_was_typed_is_kept_for_an_hour_in_that_browser_alone(client: Client, db: None) -> None:
    response = client.post(FORM, {"text": "Half a mess", "keep": "1"})
    assert response.headers["Location"] == FORM
    assert "Half a mess" in client.get(FORM).content.decode()
    assert "Half a mess" not in Client().get(FORM).content.decode()
    assert not Correspondence.objects.exists()
    sent(client)
    assert "Half a mess" not in client.get(FORM).content.decode(), "sent is not kept"


def test_a_flood_waits(client: Client, db: None) -> None:
    for _ in range(MOST_AN_HOUR):
        assert client.post(FORM, {}).status_code == 200
    assert client.post(FORM, {}).status_code == 429


def test_a_member_of_parliament_has_the_shorter_clock(client: Client, db: None) -> None:
    sent(client, from_elected="on")
    codes = set(Correspondence.objects.get().case.clocks.values_list("rule__code", flat=True))
    assert codes == {"casework_acknowledgement", "casework_reply_to_mp"}


@pytest.mark.browser
def test_writing_on_a_phone_and_at_a_desk(screen: Screen, db: None) -> None:
    screen.go(FORM)
    screen.judged()
    screen.button("Send")
    assert "Write what you would like to tell us." in screen.judged()
    screen.fill(text="The lights in Mill Lane have been off for a week.", sender_email="ann@example.org")
    screen.button("Send")
    assert "Your reference is CAS/" in screen.judged()
