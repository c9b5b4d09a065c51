"""Whom a review waits for, and how long it has been with whom."""

from datetime import date

from pcc.working_days import WorkingCalendar
from reviews.choices import Stage
from reviews.models import Review

WAITS = {
    Stage.RECEIVED: "us",
    Stage.LATE_PENDING: "us",
    Stage.ACCEPTED: "us",
    Stage.FILE_REQUESTED: "the force",
    Stage.FILE_RECEIVED: "us",
    Stage.IN_ASSESSMENT: "us",
    Stage.CHECKING: "the second checker",
    Stage.DECIDED: "us",
    Stage.NOTIFIED: "us",
    Stage.RECS_OPEN: "the force",
    Stage.RECS_CLOSED: "us",
}
"""Whom a review waits for, by its stage."""


def waits_for(stage: str) -> str:
    return WAITS.get(Stage(stage), "nobody")


def days_so_far(review: Review, calendar: WorkingCalendar, *, on: date) -> tuple[int, int]:
    """Working days since the application came, and those of them in which only the force was waited for."""
    from_day, to_day = review.received_on, review.notified_on or review.ended_on or max(on, review.received_on)
    whole = calendar.between(from_day, to_day)
    with_force = 0
    last = from_day
    for request in sorted(review.requests.all(), key=lambda each: each.asked_on):
        begins, ends = max(request.asked_on, last), min(request.completed_on or to_day, to_day)
        if begins < ends:
            with_force += calendar.between(begins, ends)
            last = ends
    return whole, with_force
