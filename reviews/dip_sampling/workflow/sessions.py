"""Sessions: planned, dealt out, opened, closed, and their results published to members."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.dip_sampling.choices import WITH_READER, AllocationStage, ExtractStage, SessionStage
from reviews.dip_sampling.models import Allocation, DrawnFile, Panel, QuestionSet, Sample, Scorecard, Session
from reviews.dip_sampling.rules import ALLOCATION_MOVES, PANEL_MOVES, SESSION_MOVES, TEXT_KEPT_FOR
from reviews.dip_sampling.rules.dealing import dealt_out

LONGEST_ROOM = 8
"""Hours for which adults can be said to be in the room at one time."""


def take(name: str, session: Session, by: User) -> Session:
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


def progress_of(session: Session) -> Counter[str]:
    """How many files of readers stand at each stage: counts alone, for everybody who sees the session."""
    return Counter(session.allocations.values_list("stage", flat=True))


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
    session = take("edit", session, by)
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
    session = take("deal", session, by)
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
    session = take("open", session, by)
    session.stage, session.opened_at = SessionStage.OPEN, at
    session.save(update_fields=["stage", "opened_at"])
    audit.record("session.opened", session, by=by, dealt=session.dealt)  # type: ignore[attr-defined]
    return session


@transaction.atomic
def adults_in_room(session: Session, *, until: datetime, by: User, at: datetime) -> Session:
    """Say that adults who know about it are in the room until then; without that nobody under 18 reads."""
    session = take("adults", session, by)
    if not at < until or (until - at).total_seconds() > LONGEST_ROOM * 3600:
        raise RuleBroken(f"Say until when today, at most {LONGEST_ROOM} hours from now.")
    session.adult_until = until
    session.save(update_fields=["adult_until"])
    audit.record("session.adults_in_room", session, by=by)
    return session


@transaction.atomic
def close_session(session: Session, *, by: User, at: datetime) -> Session:
    """Close a session: what is not handed in is left out, and the text of its extracts goes two weeks later."""
    session = take("close", session, by)
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
    take("deal", allocation.session, by)
    allocation = Allocation.objects.select_for_update().get(pk=allocation.pk)
    moves.check(ALLOCATION_MOVES["withdraw"], allocation, by)
    allocation.stage, allocation.returned_at = AllocationStage.WITHDRAWN, timezone.now()
    allocation.save(update_fields=["stage", "returned_at"])
    audit.record("allocation.withdrawn", allocation, by=by)
    return allocation


@transaction.atomic
def publish_results(session: Session, *, by: User, at: datetime) -> Session:
    """Show members the results of their panel and what the force says to its findings."""
    session = take("publish", session, by)
    session.stage, session.published_at = SessionStage.PUBLISHED, at
    session.save(update_fields=["stage", "published_at"])
    audit.record("session.published", session, by=by)
    return session
