"""Answers and marks that a phone sends: counted once, whatever is sent again or late, and seen by nobody too early."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pcc.errors import RuleBroken
from reviews.dip_sampling import sentences
from reviews.dip_sampling.models import Allocation, Answer, Highlight, LateAnswer, Session
from reviews.dip_sampling.workflow import after_close, extracts, panels, scoring, sessions
from tests.conftest import signed_in
from tests.panel_factories import a_finding, an_open_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Allocation:
    session = an_open_session(members=2, files=1)
    row = session.allocations.select_related("seat__user", "session").order_by("pk")[0]
    return scoring.start(row, by=row.seat.user, at=timezone.now(), on=timezone.localdate())


@pytest.fixture
def phone(mine: Allocation) -> Client:
    return signed_in(mine.seat.user)


def sent(phone: Client, row: Allocation, *, seconds: float = 0, **more: Any) -> tuple[int, dict[str, str]]:
    """What a phone is told that sends an answer which was given so many seconds ago."""
    given_at = (timezone.now().timestamp() - seconds) * 1000
    body = {"place": 1, "value": "YES", "why": "", "key": uuid4(), "given": round(given_at)} | more
    response = phone.post(reverse("reading:save", args=[row.pk]), body)
    return response.status_code, response.json()


def test_an_answer_is_saved_as_it_is_given_and_a_resend_counts_once(mine: Allocation, phone: Client) -> None:
    key = uuid4()
    for _ in range(3):
        status, told = sent(phone, mine, key=key, why="They listened")
        assert (status, told["kept"]) == (200, "saved")
    assert list(Answer.objects.values_list("value", "why", "key", "version")) == [("YES", "They listened", key, 1)]


def test_an_older_answer_that_arrives_later_does_not_replace_a_newer_one(mine: Allocation, phone: Client) -> None:
    sent(phone, mine, value="NO")
    assert sent(phone, mine, value="YES", seconds=30)[1]["kept"] == "saved"
    kept = Answer.objects.get()
    assert (kept.value, kept.version) == ("NO", 1)
    sent(phone, mine, value="MOSTLY")
    kept.refresh_from_db()
    assert (kept.value, kept.version) == ("MOSTLY", 2)


def test_an_answer_given_while_a_grown_up_was_there_counts_when_it_arrives_later(
    mine: Allocation, phone: Client
) -> None:
    Session.objects.filter(pk=mine.session_id).update(adult_until=timezone.now() - timedelta(minutes=5))
    assert sent(phone, mine, seconds=600)[1]["kept"] == "saved"
    status, told = sent(phone, mine, place=2)
    assert (status, "grown-up" in told["refused"]) == (409, True)


def closed(row: Allocation) -> None:
    sessions.close_session(row.session, by=row.session.sample.drawn_by, at=timezone.now())


def test_an_answer_that_waited_past_the_close_is_kept_for_the_coordinator(mine: Allocation, phone: Client) -> None:
    sent(phone, mine)
    closed(mine)
    key = uuid4()
    for _ in range(2):
        assert sent(phone, mine, place=2, value="NO", key=key, seconds=60)[1]["kept"] == "late"
    assert sent(phone, mine, place=2, value="YES", seconds=300)[1]["kept"] == "late"  # given before the other
    late = LateAnswer.objects.get()
    assert (late.value, late.key, Answer.objects.count()) == ("NO", key, 1)
    mine.session.refresh_from_db()
    assert mine.session.closed_at and late.answered_at < mine.session.closed_at < late.received_at
    assert sent(phone, mine, seconds=60)[1]["kept"] == "saved"  # a resend of what was in before the close
    assert "closed" in sent(phone, mine, place=3)[1]["refused"]  # given after the close
    by = mine.session.sample.drawn_by
    after_close.settle_late(mine, take_in=True, reason="The train had no signal", by=by)
    assert sent(phone, mine, place=2, value="NO", key=key, seconds=60)[1]["kept"] == "saved"
    assert sent(phone, mine, place=2, value="MOSTLY", seconds=30)[1]["kept"] == "late"  # settled it stays
    assert sorted(Answer.objects.values_list("value", flat=True)) == ["NO", "YES"]
    sessions.publish_results(mine.session, by=by, at=timezone.now())
    assert "too late" in sent(phone, mine, place=4, seconds=60)[1]["refused"]


@pytest.mark.parametrize(
    "wrong",
    [{"place": 9}, {"place": "x"}, {"value": "PERHAPS"}, {"value": ""}, {"key": "x"}, {"given": -1}, {"given": "x"}],
    ids=str,
)
def test_a_broken_answer_is_refused_for_good_and_keeps_nothing(
    mine: Allocation, phone: Client, wrong: dict[str, Any]
) -> None:
    status, told = sent(phone, mine, **wrong)
    assert status == 409 and told["refused"].endswith((".", "”."))
    assert not Answer.objects.exists()


def test_nobody_answers_for_another_or_once_their_access_has_ended(mine: Allocation, phone: Client) -> None:
    other = mine.session.allocations.exclude(pk=mine.pk).get()
    body = {"place": 1, "value": "YES", "key": uuid4(), "given": 5}
    assert phone.post(reverse("reading:save", args=[other.pk]), body).status_code == 404
    assert Client().post(reverse("reading:save", args=[mine.pk]), body).status_code == 302
    panels.end_access(mine.seat, by=mine.session.sample.drawn_by)
    assert phone.post(reverse("reading:save", args=[mine.pk]), body).status_code == 302
    assert phone.get(reverse("reading:home")).status_code == 302
    assert not Answer.objects.exists()


def test_the_page_of_a_file_brings_its_questions_with_what_was_said(mine: Allocation, phone: Client) -> None:
    sent(phone, mine, place=2, value="NOT_REALLY")
    page = phone.get(reverse("reading:read", args=[mine.pk])).content.decode()
    for place, question in enumerate(mine.session.question_set.questions.all(), start=1):
        assert question.text in page and f'data-step="question-{place}"' in page
    assert [name for name in re.findall(r"<input[^>]* checked[^>]*>", page) if "NOT_REALLY" in name]
    assert page.count(" checked") == 1
    assert "Who is who" in page and "<dd>a police officer</dd>" in page and "<dd>the person who complained</dd>" in page


def test_what_lies_on_a_phone_is_read_by_its_member_alone(mine: Allocation, phone: Client) -> None:
    other = signed_in(mine.session.allocations.exclude(pk=mine.pk).get().seat.user)
    home = reverse("reading:home")
    locks = {
        re.search(r'data-owner="(.+?)" data-secret="(.+?)"', client.get(home).content.decode())[0]  # type: ignore[index]
        for client in (phone, phone, other)
    }
    assert len(locks) == 2
    assert 'data-owner="" data-secret=""' in Client().get(reverse("reading:code")).content.decode()
    left = phone.post(reverse("reading:leave"))
    assert "storage" in left["Clear-Site-Data"]


# Marks


def marked(phone: Client, row: Allocation, **more: Any) -> Any:
    return phone.post(reverse("reading:mark", args=[row.pk]), {"sentence": "2-1", "tone": "COLD"} | more)


def test_a_sentence_is_marked_changed_and_unmarked_with_or_without_a_script(mine: Allocation, phone: Client) -> None:
    assert marked(phone, mine).url == f"{reverse('reading:read', args=[mine.pk])}#the-letter"
    kept = Highlight.objects.get()
    assert (kept.section, kept.paragraph, kept.sentence, kept.tone) == ("LETTER", 2, 1, "COLD")
    assert kept.quote == "Nobody said sorry."
    assert "(this felt cold)" in phone.get(reverse("reading:read", args=[mine.pk])).content.decode()
    as_script = {"headers": {"accept": "application/json"}}
    body = {"sentence": "2-1", "tone": "KIND", "given": round(timezone.now().timestamp() * 1000)}
    assert phone.post(reverse("reading:mark", args=[mine.pk]), body, **as_script).json()["kept"] == "saved"
    assert Highlight.objects.get().tone == "KIND"
    marked(phone, mine, tone="NONE")
    assert not Highlight.objects.exists()
    for wrong in ({"sentence": "9-9"}, {"sentence": ""}, {"tone": ""}, {"tone": "ANGRY"}):
        assert "There is a problem" in marked(phone, mine, **wrong).content.decode()
        refused = phone.post(reverse("reading:mark", args=[mine.pk]), body | wrong, **as_script)
        assert (refused.status_code, "refused" in refused.json()) == (409, True)
    extracts.recall(mine.drawn_file.extract, reason="A name", by=mine.session.sample.drawn_by)
    assert marked(phone, mine).status_code == 404
    with pytest.raises(RuleBroken, match="taken back"):
        scoring.mark(
            mine, paragraph=2, sentence=1, tone="COLD", by=mine.seat.user, at=timezone.now(), on=timezone.localdate()
        )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Mr. Grey spoke to PC B. Fox. He left.", ["Mr. Grey spoke to PC B. Fox.", "He left."]),
        ("He said “Go away.” Then he left", ["He said “Go away.”", "Then he left"]),
        ("Dear person\nThank you", ["Dear person", "Thank you"]),
        ("At 3.15 it began, e.g. with a push.", ["At 3.15 it began, e.g. with a push."]),
        ("", []),
    ],
)
def test_a_text_falls_into_sentences(text: str, found: list[str]) -> None:
    assert sentences.split(text) == found


@given(st.text(alphabet=" .!?\n\"'()ABcdPSNFA9"))
def test_no_word_is_lost_between_sentences_and_pieces(text: str) -> None:
    found = sentences.split(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert ["".join(piece.text for piece in sentences.pieces(one)) for one in found] == found


def test_police_words_are_explained_however_they_are_written(mine: Allocation, phone: Client) -> None:
    pieces = list(sentences.pieces("The psd chose no further action, said a PC."))
    assert [one.entry for one in pieces if one.entry] == ["PSD", "no further action", "PC"]
    page = phone.get(reverse("reading:read", args=[mine.pk])).content.decode()
    assert "PSD" not in page  # only what is in this file


# The size of the words


def test_the_size_of_the_words_stays_for_the_sign_in_and_leads_nowhere_else(mine: Allocation, phone: Client) -> None:
    page, size = reverse("reading:read", args=[mine.pk]), reverse("reading:size")
    assert phone.post(size, {"size": "large", "back": page}).url == page
    assert "pcc-reading--large" in phone.get(page).content.decode()
    for elsewhere in ("https://example.org/", "//example.org", "/panels/", ""):
        assert phone.post(size, {"size": "huge", "back": elsewhere}).url == reverse("reading:home")
    assert "pcc-reading--large" in phone.get(page).content.decode()


def test_too_many_codes_that_open_nothing_have_to_wait_and_a_right_one_costs_nothing(mine: Allocation) -> None:
    place = f"10.{mine.pk % 250}.{mine.seat_id % 250}.{timezone.now().microsecond % 250}"
    guesser = Client(REMOTE_ADDR=place)
    by, typed = mine.session.sample.drawn_by, reverse("reading:code")
    for _ in range(3):
        _, code = panels.make_door(mine.seat, by=by)
        assert guesser.post(typed, {"code": code}).status_code == 302
    told = [guesser.post(typed, {"code": f"WRONG{number}"}).status_code for number in range(31)]
    assert told == [404] * 30 + [429]
    _, code = panels.make_door(mine.seat, by=by)
    assert guesser.post(panels.address_of_door(code)).status_code == 429
    assert Client(REMOTE_ADDR="10.251.0.1").post(panels.address_of_door(code)).status_code == 302


# What came of it


def test_a_member_reads_their_own_answers_after_the_close_and_the_panels_once_they_are_out() -> None:
    session = an_open_session(members=6, files=1, readers_per_file=6)
    by, clock = session.sample.drawn_by, {"at": timezone.now(), "on": timezone.localdate()}
    first, second = session.question_set.questions.all()[:2]
    rows = list(session.allocations.select_related("seat__user", "session").order_by("pk"))
    for place, row in enumerate(rows):
        person = row.seat.user
        scoring.start(row, by=person, **clock)
        value = "NO" if place == 0 else "MOSTLY"
        scoring.answer(row, question=first, value=value, why="Zebracrossing", key=uuid4(), by=person, **clock)
        if place < 4:
            scoring.answer(row, question=second, value="CANT_TELL", key=uuid4(), by=person, **clock)
        if place == 1:
            scoring.mark(row, paragraph=2, sentence=1, tone="COLD", by=person, **clock)
        scoring.finish(row, by=person, **clock)
    client = signed_in(rows[0].seat.user)
    page, pages = reverse("reading:result", args=[session.pk]), reverse("reading:results")
    assert client.get(page).status_code == 404  # it is open
    session = sessions.close_session(session, by=by, at=timezone.now())
    told = client.get(page).content.decode()
    assert "Results are not out yet" in told and "Mostly" not in told and told.count("Skipped") == 2
    assert "What I said" in client.get(pages).content.decode()

    a_finding(session, reply="We will", by=by)
    after_close.approve_quote(Highlight.objects.get(), by=by)
    assert "Say sorry" not in client.get(page).content.decode()
    sessions.publish_results(session, by=by, at=timezone.now())
    told = client.get(page).content.decode()
    for words in ("83%", "“Yes” or “Mostly”: 5 of 6", "Fewer than 5 answers", "Say sorry", "We will"):
        assert words in told, words
    assert "Nobody said sorry." in told and "Zebracrossing" not in told
    assert not any(row.seat.alias in told for row in rows[1:])
    stranger = an_open_session(members=1, files=1, readers_per_file=1).panel.seats.get()
    assert signed_in(stranger.user).get(page).status_code == 404


def test_a_certificate_tells_files_and_hours_as_page_and_as_pdf(mine: Allocation, phone: Client) -> None:
    sent(phone, mine)
    scoring.finish(mine, by=mine.seat.user, at=timezone.now(), on=timezone.localdate())
    opened = timezone.now() - timedelta(hours=3)
    Session.objects.filter(pk=mine.session_id).update(opened_at=opened)
    closed(Allocation.objects.select_related("session").get(pk=mine.pk))
    page = phone.get(reverse("reading:certificate", args=[mine.seat_id])).content.decode()
    assert "You read and scored 1 file in 3.0 hours" in page
    response = phone.get(reverse("reading:certificate-pdf", args=[mine.seat_id]))
    document = pypdfium2.PdfDocument(response.content)
    words = " ".join(document[0].get_textpage().get_text_range().split())
    assert response["Content-Type"] == "application/pdf" and document.is_tagged()
    assert f"Certificate for {mine.seat.alias}" in words and "Autumn session: 1 file, 3.0 hours" in words
    other = mine.session.allocations.exclude(pk=mine.pk).get().seat_id
    for route in ("certificate", "certificate-pdf"):
        assert phone.get(reverse(f"reading:{route}", args=[other])).status_code == 404


def test_results_ask_the_same_number_of_queries_for_one_file_and_three(django_assert_max_num_queries: Any) -> None:
    for files in (1, 3):
        session = an_open_session(members=1, files=files, readers_per_file=1)
        for row in session.allocations.select_related("seat__user", "session"):
            clock = {"by": row.seat.user, "at": timezone.now(), "on": timezone.localdate()}
            scoring.start(row, **clock)
            question = session.question_set.questions.all()[0]
            scoring.answer(row, question=question, value="YES", key=uuid4(), **clock)
            scoring.finish(row, **clock)
        session = sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now())
        sessions.publish_results(session, by=session.sample.drawn_by, at=timezone.now())
        client = signed_in(session.panel.seats.get().user)
        with django_assert_max_num_queries(26):
            page = client.get(reverse("reading:result", args=[session.pk])).content.decode()
        assert page.count("<summary") >= files
