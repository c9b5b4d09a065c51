"""The results of a session as a figure of the house: frozen, checked for small numbers, signed, public, revised."""

import csv
import io

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pcc.errors import RuleBroken
from pcc.figures import CONFIDENTIAL
from pcc.models import User
from pcc.reporting import workflow
from pcc.reporting.models import Publication
from pcc.reporting.stats import PANEL, as_published
from pcc.roles import Role
from reviews.dip_sampling.choices import AllocationStage
from reviews.dip_sampling.models import Answer, Highlight, Scorecard, Session
from reviews.dip_sampling.stats import results
from reviews.dip_sampling.stats.as_figure import figure
from reviews.dip_sampling.stats.disclosure import MEASURES
from reviews.dip_sampling.workflow import after_close, sessions
from tests.conftest import signed_in
from tests.factories import a_user
from tests.panel_factories import a_finding, an_open_session

pytestmark = pytest.mark.django_db

VALUES = ["YES", "NO", "MOSTLY", "YES", "NOT_REALLY"]


@pytest.fixture
def closed() -> Session:
    """Five files read by four each: of 20 readings 12 on the side of each question counted by its yes."""
    session = an_open_session(members=4, files=5, readers_per_file=4)
    now = timezone.now()
    for number, allocation in enumerate(session.allocations.order_by("pk")):
        card = Scorecard.objects.create(allocation=allocation, started_at=now, submitted_at=now)
        type(allocation).objects.filter(pk=allocation.pk).update(stage=AllocationStage.DONE)
        Answer.objects.bulk_create(
            Answer(scorecard=card, question=question, value=VALUES[number % 5], answered_at=now, received_at=now)
            for question in session.question_set.questions.all()
        )
    return sessions.close_session(session, by=session.sample.drawn_by, at=now)


@pytest.fixture
def manager() -> User:
    return a_user(Role.MANAGER)


def test_results_go_to_the_public_through_two_people_and_the_files_say_the_same(
    closed: Session, manager: User, client: Client
) -> None:
    at_desk = signed_in(manager)
    address = reverse("reporting:propose-panel", args=[closed.pk])
    assert address in at_desk.get(reverse("panels:results", args=[closed.pk])).content.decode()
    assert "12 of 20 readings" in at_desk.get(address).content.decode()
    at_desk.post(address, {"title": "What young people said", "note": "Of 2026"})
    row = Publication.objects.get()
    assert row.snapshot.numbers == results.panel(closed).as_json()
    assert row.snapshot.rows == 80
    with pytest.raises(RuleBroken, match="somebody else"):
        workflow.sign(row, findings_accepted=True, by=manager)
    workflow.sign(row, findings_accepted=True, by=a_user(Role.REVIEWS_MANAGER))

    page = client.get(row.get_public_url()).content.decode()
    assert "12 of 20 readings" in page and "60%" in page and "Clearly understood the complaint" in page
    assert "mean of finalised complaints" not in page
    assert not any(seat.alias in page for seat in closed.panel.seats.all())
    base = row.get_public_url()
    rows = list(csv.DictReader(io.StringIO(client.get(f"{base}table.csv").content.decode())))
    told = {(line["group"], line["measure"]): line["value"] for line in rows}
    question = results.panel(closed).as_json()["questions"][0]
    for name in MEASURES:
        if told["understood", name]:
            assert float(told["understood", name]) == question[name], name
    assert client.get(f"{base}table.ods").content[:2] == b"PK"
    assert client.get(f"{base}datapackage.json").json()["resources"][0]["schema"]["primaryKey"] == ["group", "measure"]
    pdf = at_desk.get(reverse("reporting:brief-pdf", args=[row.snapshot_id])).content
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert len(document.pages) == 1


def test_a_revision_says_what_was_told_then_and_now(closed: Session, manager: User) -> None:
    signer = a_user(Role.REVIEWS_MANAGER)
    row = workflow.sign(
        workflow.propose(figure(closed, on=timezone.localdate()), title="Said", note="", by=manager),
        findings_accepted=True,
        by=signer,
    )
    at_desk, address = signed_in(manager), reverse("reporting:revise", args=[row.pk])
    again = {"name": "Recount", "reason": "One card was entered for another file"}
    assert "Nothing differs" in at_desk.post(address, again).content.decode()
    Answer.objects.filter(scorecard=Scorecard.objects.order_by("pk")[0]).update(value="NO")
    assert "12 then, 11 now" in at_desk.get(address).content.decode()
    at_desk.post(address, again)
    revision = Publication.objects.order_by("-pk")[0]
    assert revision.slug == row.slug
    assert any("The difference is about 1 case" in finding for finding in revision.findings)


def _question(**changes: object) -> dict[str, object]:
    facts: dict[str, object] = {
        "code": "trust",
        "measure": "trusts",
        "counted": "YES",
        "hidden": False,
        "readings": 40,
        "on_side": 20,
        "cant_tell": 0,
        "files": 8,
        "files_majority": 4,
        "percent": 50.0,
        "percent_low": 40.0,
        "percent_high": 60.0,
    }
    return facts | changes


@pytest.mark.parametrize(
    ("changes", "shown", "says"),
    [
        ({}, set(MEASURES), ""),
        ({"hidden": True, "readings": None}, set(), "fewer than 5 readings"),
        ({"readings": 9, "on_side": 5}, {"readings"}, "fewer than 10 readings"),
        ({"files": 4}, {"readings"}, "fewer than 5 files"),
        ({"on_side": 40}, {"readings", "files"}, "every reader said the same"),
        ({"on_side": 0}, {"readings", "files"}, "every reader said the same"),
        ({"on_side": 38}, {"readings", "files"}, "on one side"),
        ({"cant_tell": 2}, set(MEASURES) - {"cant_tell"}, "could not tell"),
    ],
)
def test_what_would_tell_of_a_few_readers_is_hidden(changes: dict[str, object], shown: set[str], says: str) -> None:
    numbers = {"figure": "panel", "questions": [_question(**changes)]}
    table = as_published({"session": "1", "questions": "1"}, numbers)
    codes = [column.code for column in PANEL.table(numbers).columns]
    row = dict(zip(codes, table["rows"][0]["values"], strict=True))
    assert set(row) == set(MEASURES)
    assert {name for name in MEASURES if row[name] != CONFIDENTIAL} == shown
    assert says in " ".join(table["findings"])
    assert bool(table["findings"]) == bool(says)


def test_an_open_session_gives_no_figure() -> None:
    session = an_open_session(members=1, files=1, readers_per_file=1)
    with pytest.raises(RuleBroken, match="not closed"):
        figure(session, on=timezone.localdate())
    assert signed_in(a_user(Role.MANAGER)).get(f"/reports/publishing/panels/{session.pk}/").status_code == 404


# The report


def test_the_report_holds_what_was_cleared_and_nothing_that_was_not(closed: Session) -> None:
    by = closed.sample.drawn_by
    card = Scorecard.objects.order_by("pk")[0]
    first, second = card.answers.order_by("pk")[:2]
    for row, why in ((first, "The letter never says sorry"), (second, "Ada was rude")):
        row.why = why
        row.save()
    after_close.clear_why(first, by=by)
    for sentence, quote in ((1, "Nobody said sorry."), (2, "Not for outside.")):
        mark = Highlight.objects.create(
            scorecard=card, section="LETTER", paragraph=1, sentence=sentence, tone="COLD", quote=quote,
            marked_at=timezone.now(),
        )  # fmt: skip
        if sentence == 1:
            after_close.approve_quote(mark, by=by)
    a_finding(closed, "Say sorry where it is due.", by=by, reply="We will.")
    at_desk = signed_in(a_user(Role.MANAGER))
    page = at_desk.get(reverse("panels:report", args=[closed.pk])).content.decode()
    for words in (
        "12 of 20",
        "Nobody said sorry.",
        "The letter never says sorry",
        "Say sorry where it is due",
        "We will.",
    ):
        assert words in page
    for words in ("Not for outside", "Ada was rude", *(seat.alias for seat in closed.panel.seats.all())):
        assert words not in page
    pdf = at_desk.get(reverse("panels:report-pdf", args=[closed.pk])).content
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert document.docinfo["/Title"] == "What the panel said: Autumn session"
    read = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in read)
    assert "12 of 20" in text and "Ada" not in text


def test_there_is_no_report_before_the_close() -> None:
    session = an_open_session(members=1, files=1, readers_per_file=1)
    client = signed_in(session.sample.drawn_by)
    for page in ("report", "report-pdf"):
        assert client.get(reverse(f"panels:{page}", args=[session.pk])).status_code == 404
