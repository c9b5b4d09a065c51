"""Numbered prints: a file and its questions on paper for a reader, and the answers entered from it by staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.dip_sampling.choices import AllocationStage, EntryBy, ExtractStage
from reviews.dip_sampling.models import Allocation, Answer, Scorecard, Session
from reviews.dip_sampling.querysets import OPENED
from reviews.dip_sampling.rules.questions import is_on_scale
from reviews.dip_sampling.rules.reading import objection_to_reading
from reviews.dip_sampling.workflow.sessions import take

NO_PRINTS = "This session takes no prints: change it first if members read on paper."


def number_of(allocation: Allocation) -> str:
    """The number on the print of a file for its reader: the same whenever it is printed, another for each pair."""
    return f"{allocation.session_id}-{allocation.pk}"


@transaction.atomic
def give_print(allocation: Allocation, *, by: User, at: datetime, on: date) -> str:
    """Print a file for its reader: on the log as an opening, so that a recall lists who has it. The print's number.

    RuleBroken when the session takes no prints, the file is not waiting for this reader, or was taken back.
    """
    session = take("enter_paper", allocation.session, by)
    row = (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("drawn_file__extract", "seat")
        .get(pk=allocation.pk)
    )
    if not session.allows_paper:
        raise RuleBroken(NO_PRINTS)
    if row.stage != AllocationStage.DEALT:
        raise RuleBroken("This file is not waiting for this reader: a print is for a file that is not started.")
    if row.drawn_file.extract.stage != ExtractStage.RELEASED:
        raise RuleBroken("The extract of this file is not with readers.")
    if refusal := objection_to_reading(row.seat, session, at=at, on=on):
        raise RuleBroken(f"{row.seat} is told: {refusal}")
    number = number_of(row)
    audit.record(OPENED, row.drawn_file.extract, by=by, allocation=row.pk, print=number)
    return number


@dataclass(frozen=True)
class Print:
    """A numbered print as a reader filled it in: an answer for each question, by its id."""

    number: str
    allocation: int
    values: Mapping[int, str]


@transaction.atomic
def enter_prints(session: Session, prints: Sequence[Print], *, by: User, at: datetime) -> int:
    """Enter scorecards from numbered prints, where the session allows paper. How many were entered.

    A file that its reader has begun or handed in on a phone is refused: a reading counts once.
    """
    session = take("enter_paper", session, by)
    if not session.allows_paper:
        raise RuleBroken(NO_PRINTS)
    questions = {question.pk: question for question in session.question_set.questions.all()}
    rows = {
        row.pk: row for row in session.allocations.select_for_update().filter(pk__in=[one.allocation for one in prints])
    }
    cards = []
    for one in prints:
        row = rows.get(one.allocation)
        if row is None or row.stage != AllocationStage.DEALT:
            raise RuleBroken(f"Print {one.number}: this file is not waiting for this reader.")
        if not one.number.strip() or set(one.values) != set(questions):
            raise RuleBroken(f"Print {one.number}: give its number, and an answer to every question.")
        if wrong := [value for pk, value in one.values.items() if not is_on_scale(value, questions[pk].scale)]:
            raise RuleBroken(f"Print {one.number}: {wrong[0]} is not an answer of its question.")
        cards.append(
            Scorecard(
                allocation=row,
                entry=EntryBy.PAPER,
                entered_by=by,
                print_number=one.number,
                started_at=at,
                submitted_at=at,
            )
        )
    Scorecard.objects.bulk_create(cards)
    Answer.objects.bulk_create(
        Answer(scorecard=card, question_id=question, value=value, answered_at=at, received_at=at)
        for card, one in zip(cards, prints, strict=True)
        for question, value in one.values.items()
    )
    session.allocations.filter(pk__in=rows).update(stage=AllocationStage.DONE)
    audit.record("session.prints_entered", session, by=by, prints=len(cards))
    return len(cards)
