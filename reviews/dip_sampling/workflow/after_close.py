"""After the close: late answers settled, scores agreed in the discussion, readers' words and quotations cleared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.dip_sampling.choices import AllocationStage
from reviews.dip_sampling.models import (
    AgreedScore,
    Allocation,
    Answer,
    DrawnFile,
    Highlight,
    LateAnswer,
    Listed,
    Scorecard,
    Session,
)
from reviews.dip_sampling.rules.questions import is_on_scale
from reviews.dip_sampling.workflow.sessions import take

LIST_GONE = "The list of people and words of this file is gone: these words can no longer be checked, and stay inside."


@dataclass(frozen=True)
class Settled:
    """What became of the late answers of one reader's file: how many were taken in, and how many it now has."""

    taken_in: int
    answers: int


@transaction.atomic
def settle_late(allocation: Allocation, *, take_in: bool, reason: str, by: User) -> Settled:
    """Take a reader's late answers to one file in, or leave them out; either way with a reason.

    An answer that was in before the close stands. What is taken in is handed in, with gaps where a question has none.
    RuleBroken when nothing of it waits, or the file was taken from the reader.
    """
    take("settle_late", allocation.session, by)
    allocation = Allocation.objects.select_for_update().get(pk=allocation.pk)
    waiting = list(allocation.late_answers.select_for_update().filter(settled_at=None).order_by("received_at", "pk"))
    if not waiting:
        raise RuleBroken("The late answers to this file are settled already.")
    if not reason.strip():
        raise RuleBroken("Say why.")
    read = (AllocationStage.DEALT, AllocationStage.STARTED, AllocationStage.DONE)
    if take_in and allocation.stage not in read:
        raise RuleBroken("This file was given back or taken from the reader: leave its late answers out.")
    now = timezone.now()
    taken = _taken_in(allocation, waiting) if take_in else set()
    for late in waiting:
        late.settled_at, late.settled_by, late.taken_in = now, by, late.pk in taken
        late.save(update_fields=["settled_at", "settled_by", "taken_in"])
    answers = _hand_in(allocation, at=now) if taken else 0
    audit.record(
        "late_answers.settled",
        allocation,
        by=by,
        reason=reason.strip(),
        taken_in=sorted(taken),
        left_out=sorted(late.pk for late in waiting if late.pk not in taken),
    )
    return Settled(len(taken), answers)


def _taken_in(allocation: Allocation, waiting: list[LateAnswer]) -> set[int]:
    """Put the newest late answer to each question that has none into the scorecard; the ids of those put in."""
    first = min(late.answered_at for late in waiting)
    card, _ = Scorecard.objects.get_or_create(allocation=allocation, defaults={"started_at": first})
    answered = set(card.answers.values_list("question", flat=True))
    newest = {late.question_id: late for late in sorted(waiting, key=lambda late: (late.answered_at, late.pk))}
    taken = [late for question, late in newest.items() if question not in answered]
    Answer.objects.bulk_create(
        Answer(
            scorecard=card,
            question_id=late.question_id,
            value=late.value,
            why=late.why,
            key=late.key,
            answered_at=late.answered_at,
            received_at=late.received_at,
        )
        for late in taken
    )
    return {late.pk for late in taken}


def _hand_in(allocation: Allocation, *, at: datetime) -> int:
    """Hand the file in as it stands, unless its reader did; how many answers it has."""
    card = allocation.scorecard
    if card.submitted_at is None:
        card.submitted_at = at
        card.save(update_fields=["submitted_at"])
        allocation.stage = AllocationStage.DONE
        allocation.save(update_fields=["stage"])
    return card.answers.count()


@dataclass(frozen=True)
class Agreed:
    """What the panel agreed on one question after talking: the answer, and what changed minds, if anything did."""

    value: str
    what_changed_minds: str = ""


def seen_of(session: Session, file: DrawnFile) -> str:
    """What somebody saw of the agreed scores of a file: another when anybody has saved since."""
    rows = AgreedScore.objects.filter(session=session, drawn_file=file).order_by("pk")
    return "|".join(f"{row.pk}@{row.entered_at.isoformat()}" for row in rows)


@transaction.atomic
def agree(session: Session, *, file: DrawnFile, scores: Mapping[int, Agreed], seen: str, by: User) -> int:
    """Enter what the panel agreed on a file after talking about it, by question id. First scores stay as they are.

    An empty answer takes back one that was entered. ``seen`` is what the person was shown (``seen_of``). How many
    scores changed. RuleBroken when somebody saved in between, or an answer is not one of its question's.
    """
    session = take("agree", session, by)
    if file.sample_id != session.sample_id:
        raise RuleBroken("This file is not part of the session.")
    if seen != seen_of(session, file):
        raise RuleBroken("Somebody saved agreed scores of this file while you were writing: open it again and compare.")
    questions = {question.pk: question for question in session.question_set.questions.all()}
    had = {row.question_id: row for row in AgreedScore.objects.filter(session=session, drawn_file=file)}
    changed = 0
    for number, score in scores.items():
        why, row = score.what_changed_minds.strip(), had.get(number)
        if not score.value:
            changed += row is not None
            AgreedScore.objects.filter(pk=row.pk).delete() if row else None
            continue
        if number not in questions or not is_on_scale(score.value, questions[number].scale):
            raise RuleBroken("Choose one of the answers of the question.")
        if row is not None and (row.value, row.what_changed_minds) == (score.value, why):
            continue
        AgreedScore.objects.update_or_create(
            session=session,
            drawn_file=file,
            question_id=number,
            defaults={
                "value": score.value,
                "what_changed_minds": why,
                "entered_by": by,
                "entered_at": timezone.now(),
            },
        )
        changed += 1
    if changed:
        audit.record("session.agreed", session, by=by, file=file.pk, questions=sorted(scores))
    return changed


@transaction.atomic
def approve_quote(highlight: Highlight, *, by: User) -> Highlight:
    """Allow a highlighted sentence to be quoted outside the office."""
    take("approve_quote", highlight.scorecard.allocation.session, by)
    highlight = Highlight.objects.select_for_update().get(pk=highlight.pk)
    if not highlight.quote:
        raise RuleBroken("The text of this sentence is gone: the session is over too long.")
    if highlight.approved_at is None:
        highlight.approved_by, highlight.approved_at = by, timezone.now()
        highlight.save(update_fields=["approved_by", "approved_at"])
        audit.record("highlight.approved", highlight, by=by)
    return highlight


@transaction.atomic
def clear_why(answer: Answer, *, by: User) -> Answer:
    """A person has read a reader's reason, and what the checker found in it, and nobody is named there.

    RuleBroken when the list of the file is gone, against which it would have been checked.
    """
    take("approve_quote", answer.scorecard.allocation.session, by)
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if not Listed.objects.filter(drawn_file=answer.scorecard.allocation.drawn_file_id).exists():
        raise RuleBroken(LIST_GONE)
    if answer.why_cleared_at is None:
        answer.why_cleared_by, answer.why_cleared_at = by, timezone.now()
        answer.save(update_fields=["why_cleared_by", "why_cleared_at"])
        audit.record("answer.why_cleared", answer, by=by)
    return answer
