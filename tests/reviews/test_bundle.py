"""A review's file bound as one: indexed, tagged, numbered, and nothing in it that may not leave."""

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from casework.workflow import documents
from pcc import exports, jobs
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, FileKind, User
from reviews.choices import Bound, Interest, Stage
from reviews.documents.bundle import pages_of
from reviews.models import Review
from reviews.workflow import bundling, intake
from reviews.workflow.bundling import bind
from tests.conftest import signed_in
from tests.review_factories import a_review

pytestmark = pytest.mark.usefixtures("media")


def a_pdf(words: str, pages: int = 2) -> bytes:
    """A small PDF with these words on each page."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for _ in range(pages):
        page = made.add_blank_page(page_size=(300, 200))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = made.make_stream(f"BT /F1 18 Tf 20 100 Td ({words}) Tj ET".encode())
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def bound(review: Review, *, by: User, parts: Any = tuple(Bound)) -> tuple[list[str], bytes]:
    copy = bind(review, parts=parts, reason="For the applicant", by=by, at=timezone.now())
    document = pypdfium2.PdfDocument(copy.content)
    texts = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    document.close()
    return texts, copy.content


def test_the_releasable_parts_are_one_tagged_pdf_with_contents_and_page_numbers(officer: User) -> None:
    review = a_review(Stage.RECS_OPEN, by=officer, applicant_name="Tove Lindqvist")
    letter = documents.take_in(
        review.case, io.BytesIO(a_pdf("Words under the page")), name="outcome.pdf", by=officer, releasable=True
    )
    documents.take_in(review.case, io.BytesIO(a_pdf("Kept inside")), name="advice.pdf", by=officer)
    casework.add_note(review.case, text="A word for them", on=review.received_on, is_releasable=True, by=officer)
    casework.add_note(review.case, text="A word among us", on=review.received_on, by=officer)
    pages, content = bound(review, by=officer)
    whole = "\n".join(pages)
    assert pages[1].startswith("Contents") and "Recommendation 1" in pages[1]
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(pages, start=1))
    for said in ("They did not ask the witness.", "Nobody asked the witness.", "Apologise in writing.", letter.digest):
        assert said.replace(" ", "") in whole.replace(" ", "").replace("\r\n", "").replace("\ufffe", "")
    assert "A word for them" in whole and "A word among us" not in whole
    assert "advice.pdf" not in whole
    assert "Words under the page" not in whole, "a paper is pictures: nothing under a page leaves with it"
    with pikepdf.open(io.BytesIO(content)) as tagged:
        assert tagged.Root.MarkInfo.Marked and "/StructTreeRoot" in tagged.Root and "/Outlines" in tagged.Root
        assert str(tagged.Root.Lang) == "en-GB"
    event = AuditEvent.objects.get(verb="review.bundled", subject_id=str(review.pk))
    assert event.reason == "For the applicant"


def test_what_the_applicant_was_not_told_stays_in_the_office(officer: User) -> None:
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    whole = "\n".join(bound(review, by=officer)[0])
    assert "The log says so." not in whole and "The witness should have been asked." not in whole
    with pytest.raises(RuleBroken, match="nothing to bind"):
        bind(review, parts=[Bound.DECISION], reason="For the applicant", by=officer, at=timezone.now())


def test_a_paper_that_cannot_be_bound_in_is_named_and_loses_nothing(officer: User) -> None:
    review = a_review(Stage.RECEIVED, by=officer)
    documents.take_in(review.case, io.BytesIO(b"Notes of the day"), name="notes.txt", by=officer, releasable=True)
    whole = "\n".join(bound(review, by=officer)[0])
    assert "notes.txt" in whole and "handed over by itself" in whole


@pytest.mark.parametrize("kind", ["PDF", "PNG", "JPEG", "TXT"])
def test_a_broken_paper_has_no_pages_and_stops_nothing(kind: str) -> None:
    assert pages_of(io.BytesIO(b"%PDF-1.4 broken"), kind=kind, title="x") == []


def asked_for(client: Any, review: Review, *parts: str) -> Any:
    """Ask by the page, and have the worker do it: the page of the file."""
    answer = client.post(reverse("reviews:bundle", args=[review.pk]), {"parts": parts, "reason": "For the force"})
    assert answer.status_code == 302
    waiting = client.get(answer["Location"])
    assert waiting.context["state"] == "waiting"
    jobs.run(waiting.context["export"].job_id)
    return client.get(answer["Location"])


def test_the_page_asks_whom_it_is_for_and_the_worker_binds_what_is_taken_once(officer: User) -> None:
    review = a_review(Stage.RECS_OPEN, by=officer)
    documents.take_in(review.case, io.BytesIO(a_pdf("x")), name="outcome.pdf", by=officer, releasable=True)
    client: Any = signed_in(officer)
    address = reverse("reviews:bundle", args=[review.pk])
    assert address in client.get(review.get_absolute_url()).content.decode()
    refused = client.post(address, {"parts": ["APPLICATION"], "reason": " "})
    assert refused.status_code == 200 and refused.context["form"].errors
    page = asked_for(client, review, "APPLICATION", "ADVICE", "PAPERS")
    assert page.context["state"] == "ready"
    export = page.context["export"]
    assert export.rows == 4
    take = reverse("reporting:export-take", args=[export.key])
    answer = client.post(take)
    assert answer.headers["Content-Disposition"].endswith(f'{review.reference.replace("/", "-")}.pdf"')
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client.post(take).status_code == 409
    assert reverse("reviews:bundle", args=[review.pk]) in client.get(export.get_absolute_url()).content.decode()
    assert AuditEvent.objects.filter(verb="review.bundled", by=officer).count() == 1


def test_nothing_releasable_is_told_where_the_file_would_be(officer: User) -> None:
    page = asked_for(signed_in(officer), a_review(Stage.DECIDED, by=officer), "DECISION")
    assert page.context["state"] == "failed"
    assert "nothing to bind" in page.content.decode()


def test_a_file_asked_for_before_a_conflict_was_declared_is_not_handed_over(officer: User) -> None:
    review = a_review(Stage.RECS_OPEN, by=officer)
    client: Any = signed_in(officer)
    export = asked_for(client, review, "APPLICATION").context["export"]
    intake.declare(review, interest=Interest.KNOWS, note="A neighbour, I learn", by=officer)
    assert client.post(reverse("reporting:export-take", args=[export.key])).status_code == 409
    again = exports.ask  # lists alone are asked for by their name
    with pytest.raises(RuleBroken, match="no longer permitted"):
        again("review-file", query=export.query, file_kind=FileKind.CSV, reason="x", by=officer, at=timezone.now())


def test_papers_beyond_what_one_file_holds_are_named(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundling, "MOST_BOUND", 2)
    review = a_review(Stage.RECEIVED, by=officer)
    for name in ("first.pdf", "second.pdf"):
        documents.take_in(review.case, io.BytesIO(a_pdf(name)), name=name, by=officer, releasable=True)
    shown: list[Any] = []
    copy = bind(
        review,
        parts=[Bound.PAPERS],
        reason="For the applicant",
        by=officer,
        at=timezone.now(),
        show=lambda *step: shown.append(step),
    )
    assert [each.partition(":")[2] for each in copy.left] == [" the file is full; it is handed over by itself."]
    assert shown == [("Drawing the papers", 0, 2), ("Drawing the papers", 1, 2), ("Setting the pages",)]
