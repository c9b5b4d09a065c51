"""Prints entered by staff, files taken back, late answers settled blind, scores agreed apart from the first ones."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pcc.errors import RuleBroken
from pcc.models import AuditEvent
from pcc.roles import Role
from reviews.dip_sampling.choices import AllocationStage, EntryBy
from reviews.dip_sampling.models import AgreedScore, Allocation, Answer, LateAnswer, Scorecard, Session
from reviews.dip_sampling.querysets import openings_of
from reviews.dip_sampling.stats import results
from reviews.dip_sampling.workflow import after_close, extracts, prints, sessions
from reviews.dip_sampling.workflow.after_close import Agreed, seen_of
from tests.conftest import signed_in
from tests.factories import a_user
from tests.panel_factories import a_coordinator, an_open_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    return an_open_session(members=5, files=1, readers_per_file=5, allows_paper=True)


@pytest.fixture
def client(session: Session) -> Client:
    return signed_in(session.sample.drawn_by)


def _values(session: Session, value: str = "YES") -> dict[str, str]:
    return {f"question_{question.pk}": value for question in session.question_set.questions.all()}


# Prints


def test_a_print_is_numbered_logged_and_its_answers_count_once(session: Session, client: Client) -> None:
    allocation = session.allocations.select_related("seat", "drawn_file__extract").first()
    assert allocation is not None
    number = prints.number_of(allocation)
    page = client.post(reverse("panels:print", args=[allocation.pk])).content.decode()
    assert number in page and allocation.seat.alias in page
    assert "Nobody said sorry." in page and "Canary" not in page
    opened = openings_of(allocation.drawn_file.extract).get()
    assert (opened.facts["print"], opened.facts["allocation"]) == (number, allocation.pk)
    address = reverse("panels:print-enter", args=[allocation.pk])
    for _ in range(2):
        client.post(address, {"number": number, **_values(session)})
    card = Scorecard.objects.get()
    assert (card.entry, card.print_number, card.entered_by) == (EntryBy.PAPER, number, session.sample.drawn_by)
    assert card.answers.count() == session.question_set.questions.count()
    allocation.refresh_from_db()
    assert allocation.stage == AllocationStage.DONE


def test_a_print_with_the_wrong_number_or_a_missing_answer_is_told_and_typing_kept(
    session: Session, client: Client
) -> None:
    allocation = session.allocations.first()
    assert allocation is not None
    address = reverse("panels:print-enter", args=[allocation.pk])
    page = client.post(address, {"number": "900-900", **_values(session, "MOSTLY")}).content.decode()
    assert f"has the number {prints.number_of(allocation)}" in page
    assert page.count("checked") >= session.question_set.questions.count()
    page = client.post(address, {"number": prints.number_of(allocation)}).content.decode()
    assert "Question 1 has no answer" in page
    page = client.post(address, {"number": prints.number_of(allocation), **_values(session, "MAYBE")}).content.decode()
    assert "Question 1 has no answer" in page
    assert not Scorecard.objects.exists()


def test_no_print_where_the_session_takes_none_or_the_reader_may_not_read(session: Session, client: Client) -> None:
    allocation = session.allocations.select_related("seat").first()
    assert allocation is not None
    seat = allocation.seat
    type(seat).objects.filter(pk=seat.pk).update(consent_until=timezone.localdate() - timedelta(days=1))
    address = reverse("panels:print", args=[allocation.pk])
    assert "consent" in client.post(address).content.decode()
    sessions.edit_session(session, changes={"allows_paper": False}, by=session.sample.drawn_by)
    assert "takes no prints" in client.post(address).content.decode()
    enter = reverse("panels:print-enter", args=[allocation.pk])
    given = {"number": prints.number_of(allocation), **_values(session)}
    assert "takes no prints" in client.post(enter, given).content.decode()
    assert "Print File" not in client.get(reverse("panels:session-files", args=[session.pk])).content.decode()
    extracts.recall(allocation.drawn_file.extract, reason="A name", by=session.sample.drawn_by)
    assert not Scorecard.objects.exists()


def test_a_file_taken_back_leaves_the_reader_and_never_returns(session: Session, client: Client) -> None:
    allocation = session.allocations.select_related("seat__user").first()
    assert allocation is not None
    client.post(reverse("panels:allocation-withdraw", args=[allocation.pk]))
    allocation.refresh_from_db()
    assert allocation.stage == AllocationStage.WITHDRAWN
    assert signed_in(allocation.seat.user).get(reverse("reading:file", args=[allocation.pk])).status_code == 404
    sessions.deal(session, by=session.sample.drawn_by, on=timezone.localdate())
    assert Allocation.objects.get(seat=allocation.seat).stage == AllocationStage.WITHDRAWN


def test_who_reads_what_costs_the_same_whatever_its_length_and_tells_no_reason(
    session: Session, client: Client
) -> None:
    address = reverse("panels:session-files", args=[session.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as five:
        text = client.get(address).content.decode()
    assert text.count("Not started") == 5
    session.allocations.exclude(pk=session.allocations.order_by("pk")[0].pk).update(stage=AllocationStage.CONNECTED)
    with CaptureQueriesContext(connection) as again:
        text = client.get(address).content.decode()
    assert len(again) <= len(five)
    assert text.count("Given back") == 4 and "know somebody" not in text


# Late answers


def _late(allocation: Allocation, session: Session, *, count: int, value: str = "NO") -> None:
    for question in session.question_set.questions.all()[:count]:
        LateAnswer.objects.create(
            allocation=allocation,
            question=question,
            value=value,
            why="The words of PC Canary",
            key=uuid4(),
            answered_at=timezone.now() - timedelta(minutes=5),
            received_at=timezone.now(),
        )


def _close(session: Session) -> Session:
    return sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now())


@pytest.mark.parametrize("count", [4, 3])
def test_late_answers_count_once_taken_in_with_gaps_where_a_question_has_none(
    session: Session, client: Client, count: int
) -> None:
    allocation = session.allocations.first()
    assert allocation is not None
    _close(session)
    _late(allocation, session, count=count)
    assert "wait to be settled" in client.get(session.get_absolute_url()).content.decode()
    listed = client.get(reverse("panels:session-late", args=[session.pk])).content.decode()
    form = client.get(reverse("panels:late-settle", args=[allocation.pk])).content.decode()
    assert "Canary" not in listed + form and "<td>No</td>" not in listed
    assert results.readings_of(session) == []
    given = {"take_in": "yes", "reason": "The tablet had no signal"}
    told = client.post(reverse("panels:late-settle", args=[allocation.pk]), given, follow=True).content.decode()
    assert f"with {count} of 4 questions answered" in told
    assert len(results.readings_of(session)) == count
    assert set(LateAnswer.objects.values_list("taken_in", flat=True)) == {True}
    event = AuditEvent.objects.get(verb="late_answers.settled")
    assert event.reason == "The tablet had no signal" and len(event.facts["taken_in"]) == count
    with pytest.raises(RuleBroken, match="settled already"):
        after_close.settle_late(allocation, take_in=False, reason="x", by=session.sample.drawn_by)


def test_an_answer_that_was_in_before_the_close_stands_and_left_out_ones_do_not_count(
    session: Session, client: Client
) -> None:
    first, second = session.allocations.order_by("pk")[:2]
    question = session.question_set.questions.all()[0]
    card = Scorecard.objects.create(allocation=first, started_at=timezone.now())
    Answer.objects.create(
        scorecard=card, question=question, value="YES", answered_at=timezone.now(), received_at=timezone.now()
    )
    _close(session)
    _late(first, session, count=4)
    _late(second, session, count=4)
    by = session.sample.drawn_by
    assert after_close.settle_late(first, take_in=True, reason="No signal", by=by).taken_in == 3
    assert card.answers.get(question=question).value == "YES"
    left = after_close.settle_late(second, take_in=False, reason="Given next day", by=by)
    assert (left.taken_in, left.answers) == (0, 0)
    assert len(results.readings_of(session)) == 4


@pytest.mark.parametrize("given", [{}, {"take_in": "yes"}, {"take_in": "perhaps", "reason": "x"}, {"reason": "x"}])
def test_settling_without_a_decision_or_reason_is_told(session: Session, client: Client, given: dict[str, str]) -> None:
    allocation = session.allocations.first()
    assert allocation is not None
    _close(session)
    _late(allocation, session, count=4)
    page = client.post(reverse("panels:late-settle", args=[allocation.pk]), given)
    assert page.status_code == 200 and "Say wh" in page.content.decode()
    assert LateAnswer.objects.filter(settled_at=None).count() == 4


def test_a_file_that_was_given_back_takes_no_late_answer(session: Session) -> None:
    allocation = session.allocations.first()
    assert allocation is not None
    session.allocations.filter(pk=allocation.pk).update(stage=AllocationStage.CONNECTED)
    _close(session)
    _late(allocation, session, count=4)
    with pytest.raises(RuleBroken, match="leave its late answers out"):
        after_close.settle_late(allocation, take_in=True, reason="x", by=session.sample.drawn_by)


# Discussion


def _enter_all(session: Session, values: list[str]) -> None:
    by = session.sample.drawn_by
    for value, allocation in zip(values, session.allocations.order_by("pk"), strict=True):
        answers = {question.pk: value for question in session.question_set.questions.all()}
        one = prints.Print(prints.number_of(allocation), allocation.pk, answers)
        prints.enter_prints(session, [one], by=by, at=timezone.now())


def test_what_is_agreed_after_talking_stands_beside_first_scores_that_stay(session: Session, client: Client) -> None:
    _enter_all(session, ["YES", "YES", "NO", "NO", "YES"])
    session = _close(session)
    file = session.sample.files.get(position=1)
    first = session.question_set.questions.all()[0]
    page = client.get(reverse("panels:discussion", args=[session.pk])).content.decode()
    assert "3 of 5, split" in page
    address = reverse("panels:agree", args=[session.pk, file.pk])
    given = {"seen": seen_of(session, file), f"value_{first.pk}": "NO", f"minds_{first.pk}": "The letter"}
    client.post(address, given)
    assert AgreedScore.objects.get().value == "NO"
    told = results.panel(session).questions[0]
    assert (told.on_side, told.readings, told.agreed_files, told.agreed_on_side) == (3, 5, 1, 0)
    assert "Agreed: No" in client.get(reverse("panels:discussion", args=[session.pk])).content.decode()
    page = client.post(address, given | {f"value_{first.pk}": "YES"}).content.decode()
    assert "Somebody saved agreed scores" in page
    client.post(address, {"seen": seen_of(session, file), f"value_{first.pk}": ""})
    assert not AgreedScore.objects.exists()


def test_agreed_scores_are_refused_off_the_scale_without_an_answer_and_for_other_files(
    session: Session, client: Client
) -> None:
    other = an_open_session(members=1, files=1)
    session = _close(session)
    first = session.question_set.questions.all()[0]
    file, by = session.sample.files.get(position=1), session.sample.drawn_by
    address = reverse("panels:agree", args=[session.pk, file.pk])
    assert client.post(address, {"seen": "", f"value_{first.pk}": "MAYBE"}).status_code == 200
    page = client.post(address, {"seen": "", f"minds_{first.pk}": "The letter"}).content.decode()
    assert "Choose the answer that was agreed" in page
    assert client.get(reverse("panels:agree", args=[session.pk, other.sample.files.first().pk])).status_code == 404
    with pytest.raises(RuleBroken, match="not part of the session"):
        after_close.agree(session, file=other.sample.files.get(position=1), scores={}, seen="", by=by)
    with pytest.raises(RuleBroken, match="one of the answers"):
        after_close.agree(session, file=file, scores={first.pk: Agreed("MAYBE")}, seen="", by=by)
    with pytest.raises(RuleBroken, match="Your role"):
        after_close.agree(session, file=file, scores={}, seen="", by=a_user(Role.MANAGER))
    assert not AgreedScore.objects.exists()


# Readers' own words


def test_words_are_scanned_before_they_are_cleared_and_cost_the_same_however_many_files(client: Client) -> None:
    by = a_coordinator()
    session = an_open_session(members=3, files=3, readers_per_file=3, by=by)
    now = timezone.now()
    for number, allocation in enumerate(session.allocations.order_by("drawn_file__position", "pk")):
        card = Scorecard.objects.create(allocation=allocation, started_at=now, submitted_at=now)
        Answer.objects.create(
            scorecard=card,
            question=session.question_set.questions.all()[0],
            value="NO",
            why="Ada Canary was rude" if number < 3 else "",
            answered_at=now,
            received_at=now,
        )
    _close(session)
    desk, address = signed_in(by), reverse("panels:reasons", args=[session.pk])
    desk.get(address)
    with CaptureQueriesContext(connection) as one_file:
        page = desk.get(address).content.decode()
    assert "stands on the list (officer)" in page
    Answer.objects.filter(why="").update(why="It was cold")
    with CaptureQueriesContext(connection) as three_files:
        assert "It was cold" in desk.get(address).content.decode()
    assert len(three_files) <= len(one_file)
    answer = Answer.objects.order_by("pk")[0]
    clear = reverse("panels:reason-clear", args=[answer.pk])
    assert "stands on the list (officer)" in desk.get(clear).content.decode()
    desk.post(clear)
    answer.refresh_from_db()
    assert answer.why_cleared_by == by
