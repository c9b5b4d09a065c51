"""A reader and their files: begun, given back, answered question by question, and handed in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.dip_sampling.choices import WITH_READER, AllocationStage, ExtractStage, Section, SessionStage, Tone
from reviews.dip_sampling.models import (
    Allocation,
    Answer,
    DrawnFile,
    Highlight,
    LateAnswer,
    Question,
    Scorecard,
    Session,
)
from reviews.dip_sampling.rules import ALLOCATION_MOVES
from reviews.dip_sampling.rules.dealing import dealt_out
from reviews.dip_sampling.rules.questions import is_on_scale
from reviews.dip_sampling.rules.reading import objection_to_reading
from reviews.dip_sampling.sentences import split
from reviews.dip_sampling.workflow.sessions import connected

LONGEST_WHY = 1_000


def _take(name: str, allocation: Allocation, *, by: User) -> Allocation:
    """Lock the reader's file while its session stays open, and check that the move is theirs and open.

    Readers share the lock of the session, and closing it waits for them: an answer is in before the close or refused.
    """
    session = Session.objects.raw("SELECT * FROM dip_sampling_session WHERE id = %s FOR SHARE", [allocation.session_id])
    if session[0].stage != SessionStage.OPEN:
        raise RuleBroken("This session is closed. Thank you for what you did.")
    row = (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("seat__user", "session", "drawn_file__extract")
        .get(pk=allocation.pk)
    )
    if row.seat.user_id != by.pk or row.seat.ended_at is not None:
        raise RuleBroken("This file is not yours.")
    if row.stage not in ALLOCATION_MOVES[name].sources:
        raise RuleBroken("You are not reading this file now. Go back to your files.")
    return row


def _read(name: str, allocation: Allocation, *, by: User, at: datetime, on: date) -> Allocation:
    """Take the file for a move that needs its text: it must be released, and its reader allowed to read now."""
    row = _take(name, allocation, by=by)
    if row.drawn_file.extract.stage != ExtractStage.RELEASED:
        raise RuleBroken("This file was taken back. You did nothing wrong. Go back to your files.")
    if refusal := objection_to_reading(row.seat, row.session, at=at, on=on):
        raise RuleBroken(refusal)
    return row


@transaction.atomic
def start(allocation: Allocation, *, by: User, at: datetime, on: date) -> Allocation:
    """The reader knows nobody in the file and begins. Beginning twice begins once.

    ``at`` is the moment and ``on`` the local day. RuleBroken when the reader may not read it now.
    """
    if Allocation.objects.filter(pk=allocation.pk, seat__user=by, stage=AllocationStage.STARTED).exists():
        return allocation
    row = _read("start", allocation, by=by, at=at, on=on)
    row.stage, row.no_interest_at = AllocationStage.STARTED, at
    row.save(update_fields=["stage", "no_interest_at"])
    Scorecard.objects.get_or_create(allocation=row, defaults={"started_at": at})
    audit.record("allocation.started", row, by=by)
    return row


@transaction.atomic
def swap(allocation: Allocation, *, by: User, at: datetime) -> Allocation | None:
    """The reader wants a different file, and says no reason. The file in its place; None when there is none."""
    return _give_back("swap", allocation, AllocationStage.SWAPPED, by=by, at=at)


@transaction.atomic
def declare(allocation: Allocation, *, by: User, at: datetime) -> Allocation | None:
    """The reader may know somebody in the file: it never comes back. The file in its place, if there is one."""
    return _give_back("declare", allocation, AllocationStage.CONNECTED, by=by, at=at)


def _give_back(
    name: str, allocation: Allocation, stage: AllocationStage, *, by: User, at: datetime
) -> Allocation | None:
    Session.objects.select_for_update().get(pk=allocation.session_id)  # two who give back never get one place
    row = _take(name, allocation, by=by)
    row.stage, row.returned_at = stage, at
    row.save(update_fields=["stage", "returned_at"])
    audit.record("allocation.given_back", row, by=by)
    return _another(row, at=at)


def _another(given_back: Allocation, *, at: datetime) -> Allocation | None:
    """Deal the reader a file that lacks a reader, in the place of the one given back."""
    session, seat = given_back.session, given_back.seat
    files = list(
        DrawnFile.objects.standing()
        .filter(sample=session.sample_id, extract__stage=ExtractStage.RELEASED)
        .order_by("position")
        .values_list("pk", flat=True)
    )
    rows = list(session.allocations.all())
    added = dealt_out(
        files,
        [seat.pk],
        kept=[(row.drawn_file_id, row.seat_id) for row in rows if row.stage in WITH_READER],
        never=[
            *((row.drawn_file_id, row.seat_id) for row in rows if row.stage not in WITH_READER),
            *connected(session, files),
        ],
        readers_per_file=session.readers_per_file,
        files_per_reader=1 + sum(1 for row in rows if row.seat_id == seat.pk and row.stage in WITH_READER),
    )
    if not added:
        return None
    mine = [row.position for row in rows if row.seat_id == seat.pk]
    dealt = Allocation.objects.create(
        session=session, drawn_file_id=added[0][0], seat=seat, position=max(mine) + 1, dealt_at=at
    )
    audit.record("allocation.dealt", dealt, by=seat.user)
    return dealt


@transaction.atomic
def answer(
    allocation: Allocation,
    *,
    question: Question,
    value: str,
    why: str = "",
    key: UUID,
    by: User,
    at: datetime,
    on: date,
    given_at: datetime | None = None,
) -> Answer:
    """Keep the reader's answer to one question. The same ``key`` is a resend, and counts once.

    Another answer to the question replaces the first until the file is handed in, and ``version`` grows; one that was
    given earlier and arrives later does not. ``given_at`` is when the reader gave an answer that waited on a phone: by
    it is judged whether they might read then. RuleBroken when the answer is not taken, and why.
    """
    given_at = min(given_at or at, at)
    row = _read("finish", allocation, by=by, at=given_at, on=on)
    _is_asked(question, row, value)
    why = why.strip()[:LONGEST_WHY] if question.asks_why else ""
    card = row.scorecard
    if Answer.objects.filter(key=key).exclude(scorecard=card, question=question).exists():
        raise RuleBroken("This answer was given to another question. Open the question again, and answer it there.")
    kept: Answer | None = card.answers.filter(question=question).first()
    if kept is None:
        kept = Answer.objects.create(
            scorecard=card, question=question, value=value, why=why, key=key, answered_at=given_at, received_at=at
        )
    elif (kept.value, kept.why) == (value, why) or given_at < kept.answered_at:
        return kept
    else:
        kept.value, kept.why, kept.key, kept.answered_at, kept.received_at = value, why, key, given_at, at
        kept.version += 1
        kept.save(update_fields=["value", "why", "key", "answered_at", "received_at", "version"])
    audit.record("answer.kept", kept, by=by, question=question.pk)
    return kept


def _is_asked(question: Question, row: Allocation, value: str) -> None:
    """RuleBroken unless the question belongs to the session of the file, and the value to the question."""
    if question.question_set_id != row.session.question_set_id or not is_on_scale(value, question.scale):
        raise RuleBroken("Pick an answer, or choose “I can't tell”.")


@transaction.atomic
def take_in(
    allocation: Allocation,
    *,
    question: Question,
    value: str,
    why: str = "",
    key: UUID,
    by: User,
    at: datetime,
    on: date,
    given_at: datetime,
) -> Answer | LateAnswer | None:
    """Keep an answer that a phone sends, perhaps again, perhaps late: see ``answer`` and ``_answer_late``."""
    session = Session.objects.raw("SELECT * FROM dip_sampling_session WHERE id = %s FOR SHARE", [allocation.session_id])
    about: dict[str, Any] = {"question": question, "value": value, "why": why, "key": key, "by": by, "at": at}
    if session[0].stage == SessionStage.OPEN:
        return answer(allocation, **about, on=on, given_at=given_at)
    return _answer_late(allocation, **about, given_at=given_at)


def _answer_late(
    allocation: Allocation,
    *,
    question: Question,
    value: str,
    why: str,
    key: UUID,
    by: User,
    at: datetime,
    given_at: datetime,
) -> LateAnswer | None:
    """Keep for the coordinator an answer that waited on a phone while the session closed.

    None when the same answer was in before the close, so that nothing is left to settle. Of several to one question the
    one given last is kept. RuleBroken when it was given after the close, or the file was not being read then.
    """
    row = Allocation.objects.select_for_update(of=("self",)).select_related("seat", "session").get(pk=allocation.pk)
    closed_at = row.session.closed_at
    if row.seat.user_id != by.pk or row.seat.ended_at is not None:
        raise RuleBroken("This file is not yours.")
    if closed_at is None or given_at > closed_at:
        raise RuleBroken("This session is closed. Thank you for what you did.")
    _is_asked(question, row, value)
    why = why.strip()[:LONGEST_WHY] if question.asks_why else ""
    if Answer.objects.filter(scorecard__allocation=row, question=question, value=value, why=why).exists():
        return None
    late: LateAnswer | None = row.late_answers.filter(question=question).first()
    if late is not None and (late.settled_at is not None or given_at <= late.answered_at):
        return late
    if row.session.stage != SessionStage.CLOSED or row.stage != AllocationStage.STARTED:
        raise RuleBroken("It is too late for this answer: the panel's answers are counted.")
    if late is None:
        late = LateAnswer.objects.create(
            allocation=row, question=question, value=value, why=why, key=key, answered_at=given_at, received_at=at
        )
    else:
        late.value, late.why, late.key, late.answered_at, late.received_at = value, why, key, given_at, at
        late.save(update_fields=["value", "why", "key", "answered_at", "received_at"])
    audit.record("late_answer.kept", late, by=by, question=question.pk)
    return late


@transaction.atomic
def mark(
    allocation: Allocation,
    *,
    paragraph: int,
    sentence: int,
    tone: str,
    by: User,
    at: datetime,
    on: date,
    given_at: datetime | None = None,
) -> Highlight | None:
    """Mark a sentence of the letter that felt cold or kind, or take its mark away (an empty ``tone``).

    ``paragraph`` is its position in the letter, ``sentence`` its number there from 1. Marking it again alike changes
    nothing. RuleBroken when there is no such sentence, or the file may not be read now.
    """
    row = _read("finish", allocation, by=by, at=min(given_at or at, at), on=on)
    if tone and tone not in Tone.values:
        raise RuleBroken("Say whether the sentence felt cold or kind.")
    text = row.drawn_file.extract.paragraphs.filter(section=Section.LETTER, position=paragraph).first()
    found = split(text.text) if text else []
    if not 1 <= sentence <= len(found):
        raise RuleBroken("This sentence is not in the letter. Open the file again.")
    place = {"section": Section.LETTER, "paragraph": paragraph, "sentence": sentence}
    kept: Highlight | None = row.scorecard.highlights.filter(**place).first()
    if (kept.tone if kept else "") == tone:
        return kept
    if kept is None:
        kept = Highlight.objects.create(
            scorecard=row.scorecard, **place, tone=tone, quote=found[sentence - 1], marked_at=at
        )
    elif tone:
        kept.tone, kept.marked_at = tone, at
        kept.save(update_fields=["tone", "marked_at"])
    else:
        kept.delete()
        kept = None
    audit.record("sentence.marked", row, by=by, paragraph=paragraph, sentence=sentence)
    return kept


@transaction.atomic
def finish(allocation: Allocation, *, by: User, at: datetime, on: date) -> Allocation:
    """Hand in: from now on the answers count and stand. Handing in twice hands in once.

    A question may be skipped, all of them may not: who wants to say nothing of a file takes a different one.
    """
    if Allocation.objects.filter(pk=allocation.pk, seat__user=by, stage=AllocationStage.DONE).exists():
        return allocation
    row = _read("finish", allocation, by=by, at=at, on=on)
    if not row.scorecard.answers.exists():
        raise RuleBroken("You have answered nothing yet. Answer one question, or take a different file.")
    row.scorecard.submitted_at = at
    row.scorecard.save(update_fields=["submitted_at"])
    row.stage = AllocationStage.DONE
    row.save(update_fields=["stage"])
    audit.record("allocation.finished", row, by=by)
    return row
