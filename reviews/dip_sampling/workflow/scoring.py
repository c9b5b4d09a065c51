"""A reader and their files: begun, given back, answered question by question, and handed in."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.dip_sampling.choices import WITH_READER, AllocationStage, ExtractStage, SessionStage
from reviews.dip_sampling.models import Allocation, Answer, DrawnFile, Question, Scorecard, Session
from reviews.dip_sampling.rules import ALLOCATION_MOVES, dealt_out, is_on_scale, objection_to_reading
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
) -> Answer:
    """Keep the reader's answer to one question. The same ``key`` with the same answer is a resend, and counts once.

    Another answer to the question replaces the first until the file is handed in, and ``version`` grows.
    """
    row = _read("finish", allocation, by=by, at=at, on=on)
    if question.question_set_id != row.session.question_set_id or not is_on_scale(value, question.scale):
        raise RuleBroken("Pick an answer, or choose “I can't tell”.")
    why = why.strip()[:LONGEST_WHY] if question.asks_why else ""
    card = row.scorecard
    if Answer.objects.filter(key=key).exclude(scorecard=card, question=question).exists():
        raise RuleBroken("This answer was given to another question. Open the question again, and answer it there.")
    kept: Answer | None = card.answers.filter(question=question).first()
    if kept is None:
        kept = Answer.objects.create(
            scorecard=card, question=question, value=value, why=why, key=key, answered_at=at, received_at=at
        )
    elif (kept.value, kept.why) == (value, why):
        return kept
    else:
        kept.value, kept.why, kept.key, kept.answered_at, kept.received_at = value, why, key, at, at
        kept.version += 1
        kept.save(update_fields=["value", "why", "key", "answered_at", "received_at", "version"])
    audit.record("answer.kept", kept, by=by, question=question.pk)
    return kept


@transaction.atomic
def finish(allocation: Allocation, *, by: User, at: datetime, on: date) -> Allocation:
    """Hand in: from now on the answers count and stand. Handing in twice hands in once."""
    if Allocation.objects.filter(pk=allocation.pk, seat__user=by, stage=AllocationStage.DONE).exists():
        return allocation
    row = _read("finish", allocation, by=by, at=at, on=on)
    answered = set(row.scorecard.answers.values_list("question", flat=True))
    for place, question in enumerate(row.session.question_set.questions.all(), start=1):
        if question.pk not in answered:
            raise RuleBroken(f"Question {place} has no answer yet. Pick one, or choose “I can't tell”.")
    row.scorecard.submitted_at = at
    row.scorecard.save(update_fields=["submitted_at"])
    row.stage = AllocationStage.DONE
    row.save(update_fields=["stage"])
    audit.record("allocation.finished", row, by=by)
    return row
