"""Sessions: planned, dealt out, opened and closed; late answers, agreed scores, quotations; results published."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.dip_sampling.choices import (
    WITH_READER,
    AllocationStage,
    EntryBy,
    ExtractStage,
    SessionStage,
)
from reviews.dip_sampling.models import (
    AgreedScore,
    Allocation,
    Answer,
    DrawnFile,
    Highlight,
    LateAnswer,
    Panel,
    Question,
    QuestionSet,
    Sample,
    Scorecard,
    Session,
)
from reviews.dip_sampling.rules import (
    ALLOCATION_MOVES,
    PANEL_MOVES,
    SESSION_MOVES,
    TEXT_KEPT_FOR,
    dealt_out,
    is_on_scale,
)

LONGEST_ROOM = 8
"""Hours for which adults can be said to be in the room at one time."""


def _take(name: str, session: Session, by: User) -> Session:
    """Lock the session, count what is dealt out, and check that the move is open."""
    Session.objects.select_for_update().get(pk=session.pk)
    session = with_dealt(Session.objects.select_related("panel", "question_set").get(pk=session.pk))
    moves.check(SESSION_MOVES[name], session, by)
    return session


def with_dealt(session: Session) -> Session:
    """The session with ``dealt``, how many files are with readers, which its moves read."""
    told: Any = session
    told.dealt = session.allocations.filter(stage__in=WITH_READER).count()
    return session


@transaction.atomic
def plan_session(
    panel: Panel, *, sample: Sample, question_set: QuestionSet, facts: Mapping[str, Any], by: User
) -> Session:
    """Plan a session of a panel on one of its samples. ``facts`` are the fields of the form."""
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    moves.check(PANEL_MOVES["plan"], panel, by)
    if sample.panel_id != panel.pk:
        raise RuleBroken("This sample was drawn for another panel.")
    if facts["closes_at"] <= facts["opens_at"]:
        raise RuleBroken("The session must close after it opens.")
    session = Session.objects.create(panel=panel, sample=sample, question_set=question_set, **facts)
    audit.record("session.planned", session, by=by, sample=sample.pk, questions=question_set.pk)
    return session


@transaction.atomic
def edit_session(session: Session, *, changes: Mapping[str, Any], by: User) -> Session:
    """Change when, where and with whom a session is held; the sample and the questions stand once it is planned."""
    session = _take("edit", session, by)
    changed = sorted(name for name, value in changes.items() if getattr(session, name) != value)
    for name in changed:
        setattr(session, name, changes[name])
    if session.closes_at <= session.opens_at:
        raise RuleBroken("The session must close after it opens.")
    if changed:
        session.save(update_fields=changed)
        audit.record("session.edited", session, by=by, fields=changed)
    return session


@transaction.atomic
def deal(session: Session, *, by: User, on: date) -> list[Allocation]:
    """Deal the released files out to the members of the panel, and return what was added.

    Balanced, within the limits of the session, nothing to whom a file was once given back. What is dealt already
    stands, started or not: dealing again adds only what is missing.
    """
    session = _take("deal", session, by)
    files = list(
        DrawnFile.objects.standing()
        .filter(sample=session.sample_id, extract__stage=ExtractStage.RELEASED)
        .order_by("position")
        .values_list("pk", flat=True)
    )
    if not files:
        raise RuleBroken("No extract of this sample is released yet: release extracts first, then deal them out.")
    seats = list(session.panel.seats.live(on=on).order_by("pk").values_list("pk", flat=True))
    if not seats:
        raise RuleBroken("Nobody on this panel can read: add members first.")
    rows = list(session.allocations.all())
    kept = [(row.drawn_file_id, row.seat_id) for row in rows if row.stage in WITH_READER]
    never = [(row.drawn_file_id, row.seat_id) for row in rows if row.stage not in WITH_READER]
    added = dealt_out(
        files,
        seats,
        kept=kept,
        never=[*never, *connected(session, files)],
        readers_per_file=session.readers_per_file,
        files_per_reader=session.files_per_reader,
    )
    now = timezone.now()
    next_place = {seat: sum(1 for _, other in [*kept, *never] if other == seat) for seat in seats}
    made = []
    for file, seat in added:
        next_place[seat] += 1
        made.append(
            Allocation(session=session, drawn_file_id=file, seat_id=seat, position=next_place[seat], dealt_at=now)
        )
    Allocation.objects.bulk_create(made)
    audit.record("session.dealt", session, by=by, files=len(files), readers=len(seats), added=len(made))
    return made


def connected(session: Session, files: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of a file and a member who once said, in any session, that they may know somebody in that complaint."""
    complaints = dict(DrawnFile.objects.filter(pk__in=files).values_list("complaint", "pk"))
    rows = Allocation.objects.filter(
        seat__panel=session.panel_id,
        stage=AllocationStage.CONNECTED,
        drawn_file__complaint__in=complaints,
    ).values_list("drawn_file__complaint", "seat")
    return [(complaints[complaint], seat) for complaint, seat in rows]


@transaction.atomic
def open_session(session: Session, *, by: User, at: datetime) -> Session:
    """Open a session: members can read from now on."""
    session = _take("open", session, by)
    session.stage, session.opened_at = SessionStage.OPEN, at
    session.save(update_fields=["stage", "opened_at"])
    audit.record("session.opened", session, by=by, dealt=session.dealt)  # type: ignore[attr-defined]
    return session


@transaction.atomic
def adults_in_room(session: Session, *, until: datetime, by: User, at: datetime) -> Session:
    """Say that adults who know about it are in the room until then; without that nobody under 18 reads."""
    session = _take("adults", session, by)
    if not at < until or (until - at).total_seconds() > LONGEST_ROOM * 3600:
        raise RuleBroken(f"Say until when today, at most {LONGEST_ROOM} hours from now.")
    session.adult_until = until
    session.save(update_fields=["adult_until"])
    audit.record("session.adults_in_room", session, by=by)
    return session


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
    session = _take("enter_paper", session, by)
    if not session.allows_paper:
        raise RuleBroken("This session takes no prints: change it first if members read on paper.")
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


@transaction.atomic
def close_session(session: Session, *, by: User, at: datetime) -> Session:
    """Close a session: what is not handed in is left out, and the text of its extracts goes two weeks later."""
    session = _take("close", session, by)
    session.stage, session.closed_at = SessionStage.CLOSED, at
    session.expires_on = timezone.localdate(at) + TEXT_KEPT_FOR
    session.save(update_fields=["stage", "closed_at", "expires_on"])
    audit.record("session.closed", session, by=by, handed_in=_handed_in(session))
    return session


def _handed_in(session: Session) -> int:
    return Scorecard.objects.filter(allocation__session=session, submitted_at__isnull=False).count()


@transaction.atomic
def withdraw(allocation: Allocation, *, by: User) -> Allocation:
    """Take a file from a reader who has not handed it in; it never comes to them again."""
    _take("deal", allocation.session, by)
    allocation = Allocation.objects.select_for_update().get(pk=allocation.pk)
    moves.check(ALLOCATION_MOVES["withdraw"], allocation, by)
    allocation.stage, allocation.returned_at = AllocationStage.WITHDRAWN, timezone.now()
    allocation.save(update_fields=["stage", "returned_at"])
    audit.record("allocation.withdrawn", allocation, by=by)
    return allocation


@transaction.atomic
def settle_late(late: LateAnswer, *, take_in: bool, reason: str, by: User) -> LateAnswer:
    """Take an answer that came after the close into its scorecard, or leave it out; either way with a reason."""
    session = _take("settle_late", late.allocation.session, by)
    late = LateAnswer.objects.select_for_update().select_related("allocation").get(pk=late.pk)
    if late.settled_at is not None:
        raise RuleBroken("This answer is settled already.")
    if not reason.strip():
        raise RuleBroken("Say why.")
    now = timezone.now()
    if take_in:
        card, _ = Scorecard.objects.get_or_create(allocation=late.allocation, defaults={"started_at": late.answered_at})
        if card.answers.filter(question=late.question_id).exists():
            raise RuleBroken("The reader's answer to this question was in before the close: that one stands.")
        Answer.objects.create(
            scorecard=card,
            question_id=late.question_id,
            value=late.value,
            why=late.why,
            key=late.key,
            answered_at=late.answered_at,
            received_at=late.received_at,
        )
        asked = session.question_set.questions.count()
        if card.submitted_at is None and card.answers.count() == asked:
            card.submitted_at = now
            card.save(update_fields=["submitted_at"])
    late.settled_at, late.settled_by, late.taken_in = now, by, take_in
    late.save(update_fields=["settled_at", "settled_by", "taken_in"])
    audit.record("late_answer.settled", late, by=by, reason=reason.strip(), taken_in=take_in)
    return late


@transaction.atomic
def agree(
    session: Session, *, file: DrawnFile, question: Question, value: str, what_changed_minds: str = "", by: User
) -> AgreedScore:
    """Enter what the panel agreed on a file after talking about it. First scores stay as they are."""
    session = _take("agree", session, by)
    if question.question_set_id != session.question_set_id or file.sample_id != session.sample_id:
        raise RuleBroken("This file or question is not part of the session.")
    if not is_on_scale(value, question.scale):
        raise RuleBroken("Choose one of the answers of the question.")
    score, _ = AgreedScore.objects.update_or_create(
        session=session,
        drawn_file=file,
        question=question,
        defaults={
            "value": value,
            "what_changed_minds": what_changed_minds.strip(),
            "entered_by": by,
            "entered_at": timezone.now(),
        },
    )
    audit.record("session.agreed", session, by=by, file=file.pk, question=question.pk)
    return score


@transaction.atomic
def approve_quote(highlight: Highlight, *, by: User) -> Highlight:
    """Allow a highlighted sentence to be quoted outside the office."""
    _take("approve_quote", highlight.scorecard.allocation.session, by)
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
    """A person has read a reader's reason, and what the checker found in it, and nobody is named there."""
    _take("approve_quote", answer.scorecard.allocation.session, by)
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if answer.why_cleared_at is None:
        answer.why_cleared_by, answer.why_cleared_at = by, timezone.now()
        answer.save(update_fields=["why_cleared_by", "why_cleared_at"])
        audit.record("answer.why_cleared", answer, by=by)
    return answer


@transaction.atomic
def publish_results(session: Session, *, by: User, at: datetime) -> Session:
    """Show members the results of their panel and what the force says to its findings."""
    session = _take("publish", session, by)
    session.stage, session.published_at = SessionStage.PUBLISHED, at
    session.save(update_fields=["stage", "published_at"])
    audit.record("session.published", session, by=by)
    return session
