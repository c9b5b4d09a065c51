"""Pages of panels: bad input is told, lists cost the same whatever their length, shut files are not there."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from casework import workflow as casework
from casework.choices import Connection
from pcc.models import User
from pcc.roles import Role
from reviews.dip_sampling.models import Panel, Paper, Sample, Session
from reviews.dip_sampling.workflow import flags, samples
from tests.conftest import signed_in
from tests.factories import a_user
from tests.panel_factories import (
    a_coordinator,
    a_file_with_papers,
    a_panel,
    a_question_set,
    a_sample,
    a_seat,
    a_session,
    an_open_session,
    closed_complaints,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return a_coordinator()


@pytest.fixture
def client(by: User) -> Client:
    return signed_in(by)


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["list", "extracts", "question-sets", "flags", "panel", "sample", "session", "file"])
def test_lists_cost_the_same_whatever_their_length(page: str, by: User, client: Client) -> None:
    panel = a_panel(by=by)
    sample = a_sample(panel, of=12, by=by, size=1, reserves=1)
    session = a_session(sample, by=by)
    file = a_file_with_papers(sample)
    pk = {"panel": panel.pk, "sample": sample.pk, "session": session.pk, "file": file.pk}.get(page)
    address = reverse(f"panels:{page}", args=[pk] if pk else [])
    flags.raise_flag(seat := a_seat(panel), kind="TALK", by=seat.user)
    one = _queries(client, address)
    for _ in range(2):
        flags.raise_flag(seat := a_seat(panel), kind="TALK", by=seat.user)
        a_session(a_sample(panel, by=by, size=1, reserves=1), by=by, question_set=a_question_set(by=by))
        samples.list_word(file, known_as="PERSON", part="WITNESS", text=seat.alias, by=by)
        a_panel(by=by)
    assert _queries(client, address) <= one


def _design(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Spring",
        "since_day": "1",
        "since_month": "1",
        "since_year": "2025",
        "until_day": "31",
        "until_month": "12",
        "until_year": "2025",
        "exclude": ["REFERRED"],
        "strata": "NONE",
        "size": "2",
        "reserves": "1",
        "readers_per_file": "5",
        "seed": "",
    } | changes


def test_counting_tells_population_precision_and_load_and_draws_nothing(by: User, client: Client) -> None:
    panel = a_panel(by=by)
    closed_complaints(10)
    text = client.post(reverse("panels:design"), _design(panel=panel.pk, count="1")).content.decode()
    assert "<strong>10</strong> of 10 closed complaints could be drawn" in text
    assert "14 readers: 10 readings" in text
    assert not Sample.objects.exists()
    response = client.post(reverse("panels:design"), _design(panel=panel.pk, draw="1"))
    assert response["Location"] == Sample.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"size": "99"}, "Only 10 files fit"),
        ({"size": "x"}, "Files"),
        ({"until_year": "2024"}, "The period ends before it begins"),
        ({"since_day": "32"}, "Finalised from"),
        ({"title": ""}, "Title"),
        ({"area": "Nowhere"}, "No closed complaint fits"),
        ({"panel": "99999"}, "Panel"),
    ],
)
def test_a_design_that_cannot_be_drawn_says_why_and_keeps_what_was_typed(
    changes: dict[str, str], sentence: str, by: User, client: Client
) -> None:
    closed_complaints(10)
    asked = {"panel": str(a_panel(by=by).pk)} | changes
    response = client.post(reverse("panels:design"), _design(seed="my seed", draw="1", **asked))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert "my seed" in response.content.decode()
    assert not Sample.objects.exists()


def test_nothing_matches_says_which_filter_took_most(by: User, client: Client) -> None:
    closed_complaints(3)
    asked = _design(panel=a_panel(by=by).pk, area="Nowhere", count="1")
    assert "The filter “Area” takes away most" in client.post(reverse("panels:design"), asked).content.decode()


def test_text_is_taken_from_a_word_file_and_what_else_it_holds_is_told(by: User, client: Client) -> None:
    sample = a_sample(of=4, by=by)
    file = sample.files.get(position=1)
    out = BytesIO()
    document = Document()
    document.add_paragraph("Dear Ada Canary,")
    document.add_paragraph("Nothing was found.")
    document.save(out)
    upload = SimpleUploadedFile("letter.docx", out.getvalue())
    client.post(reverse("panels:paper", args=[file.pk]), {"section": "LETTER", "file": upload})
    assert Paper.objects.get().text == "Dear Ada Canary,\n\nNothing was found."


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"PK\x03\x04 broken", b"\x00\x01", b"GIF89a"])
def test_a_file_that_cannot_be_read_gets_a_sentence(content: bytes, by: User, client: Client) -> None:
    file = a_sample(of=4, by=by).files.get(position=1)
    upload = SimpleUploadedFile("x.pdf", content)
    response = client.post(reverse("panels:paper", args=[file.pk]), {"section": "LETTER", "file": upload})
    assert response.status_code == 200
    assert "paste the text" in response.content.decode()
    assert not Paper.objects.exists()


def test_a_file_shut_to_a_person_answers_like_a_missing_one(by: User) -> None:
    sample = a_sample(of=4, by=by)
    file = sample.files.select_related("complaint__case").get(position=1)
    assert file.complaint.case is not None
    casework.connect_staff(file.complaint.case, user=by, kind=Connection.CONFLICT, by=by)
    client = signed_in(by)
    for page in ("file", "ask", "paper", "list-word", "replace"):
        assert client.get(reverse(f"panels:{page}", args=[file.pk])).status_code == 404
    assert str(file) not in client.get(sample.get_absolute_url()).content.decode()


def test_an_auditor_reads_the_receipt_and_no_file(by: User) -> None:
    sample = a_sample(of=4, by=by)
    client = signed_in(a_user(Role.AUDITOR))
    text = client.get(sample.get_absolute_url()).content.decode()
    assert sample.fingerprint[:32] in text
    assert sample.files.get(position=1).nickname not in text
    assert client.post(reverse("panels:redraw", args=[sample.pk])).status_code == 302


def test_a_manager_sees_no_member_of_a_panel() -> None:
    session = an_open_session(members=2, files=1)
    client = signed_in(a_user(Role.MANAGER))
    seat = session.panel.seats.first()
    assert seat is not None
    for address in (session.panel.get_absolute_url(), session.get_absolute_url(), reverse("panels:list")):
        assert seat.alias not in client.get(address).content.decode()
    assert "2 not started" in client.get(session.get_absolute_url()).content.decode()


def test_progress_tells_nothing_of_answers(by: User, client: Client) -> None:
    session = an_open_session(members=2, files=1, by=by)
    text = client.get(session.get_absolute_url()).content.decode()
    assert "2 not started" in text
    assert Session.objects.get().stage == "OPEN"
    assert Panel.objects.count() == 1
