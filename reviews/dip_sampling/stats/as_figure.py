"""The results of a session as a figure that can be frozen and published like any other of the house."""

from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from pcc.errors import RuleBroken
from pcc.figures import Figure, LeftOut, digest_of
from reviews.dip_sampling.choices import WITH_READER, AllocationStage, SessionStage
from reviews.dip_sampling.models import LateAnswer, Session
from reviews.dip_sampling.stats.results import PANEL_RESULTS, panel, readings_of


def figure(session: Session, *, on: date) -> Figure:
    """The results of a closed session as of that day, with the digest of the answers that count.

    RuleBroken while the session is open: nobody sees answers before the close.
    """
    if session.stage not in (SessionStage.CLOSED, SessionStage.PUBLISHED) or session.closed_at is None:
        raise RuleBroken("This session is not closed: nobody sees answers before that.")
    readings = readings_of(session)
    zone = timezone.get_current_timezone()
    opened = session.opened_at or session.opens_at
    return Figure(
        definition=PANEL_RESULTS,
        asked={"session": str(session.pk), "questions": str(session.question_set_id)},
        since=opened.astimezone(zone).date(),
        until=session.closed_at.astimezone(zone).date(),
        as_at=on,
        calendar="",
        numbers=panel(session).as_json(),
        left_out=_left_out(session),
        rows=len(readings),
        digest=digest_of([one.pk for one in readings]),
    )


def _left_out(session: Session) -> tuple[LeftOut, ...]:
    unread = Q(stage__in=[AllocationStage.DEALT, AllocationStage.STARTED])
    counts = session.allocations.aggregate(
        unread=Count("pk", filter=unread), back=Count("pk", filter=~Q(stage__in=WITH_READER))
    )
    late = LateAnswer.objects.filter(allocation__session=session).exclude(taken_in=True).count()
    return (
        LeftOut("Files that a reader did not hand in", counts["unread"]),
        LeftOut("Files given back or taken back", counts["back"]),
        LeftOut("Answers that came after the close", late),
    )
