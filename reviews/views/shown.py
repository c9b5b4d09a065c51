"""Values of a review as pages print them."""

from datetime import date
from typing import Any

from casework.models import CaseClock
from complaints.views.shown import due_of
from pcc.clocks import Binds
from pcc.working_days import WorkingCalendar
from reviews.choices import Stage
from reviews.models import Review
from reviews.rules import IN_HAND

TONES = {
    Stage.RECEIVED: "blue",
    Stage.LATE_PENDING: "orange",
    Stage.FILE_REQUESTED: "purple",
    Stage.CHECKING: "yellow",
    Stage.DECIDED: "yellow",
    Stage.RECS_OPEN: "purple",
    Stage.CLOSED: "green",
    Stage.INVALID: "grey",
    Stage.FORWARDED: "grey",
    Stage.WITHDRAWN: "grey",
}
"""The tone of the tag of each stage; blue for the others."""


TAGS = {
    Stage.RECEIVED: "Being checked",
    Stage.LATE_PENDING: "Late, to be decided",
    Stage.FILE_REQUESTED: "Waiting for the file",
    Stage.CHECKING: "In second check",
    Stage.RECS_OPEN: "Recommendations open",
    Stage.RECS_CLOSED: "Recommendations settled",
}
"""Stages whose name is too long for a tag on a phone, in fewer words."""


def tag_of(review: Review) -> str:
    """The stage as its tag says it."""
    return TAGS.get(Stage(review.stage)) or review.get_stage_display()


def tone_of(stage: str) -> str:
    return TONES.get(Stage(stage), "blue")


def day(value: date | None, otherwise: str = "Not known") -> str:
    return f"{value:%A %-d %B %Y}" if value else otherwise


def short(value: date | None, otherwise: str = "–") -> str:
    return f"{value:%-d %b %Y}" if value else otherwise


def explained(clock: CaseClock, calendar: WorkingCalendar, *, on: date) -> dict[str, Any]:
    """A clock of the case as the contextual date wants it, with where it is explained."""
    explanation = clock.explain(calendar, as_at=on)
    return {
        "name": clock.rule.name,
        "binds": clock.rule.get_binds_display(),
        "due": due_of(explanation, as_at=on),
        "url": clock.get_absolute_url(),
        "due_on": clock.due_on,
        "theirs": clock.rule.binds == Binds.APPLICANT,
    }


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


def is_in_hand(review: Review) -> bool:
    return review.stage in IN_HAND
