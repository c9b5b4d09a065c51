"""Values of a review as pages print them."""

from datetime import date
from typing import Any

from casework.models import CaseClock
from complaints.views.shown import due_of
from pcc.clocks import Binds
from pcc.working_days import WorkingCalendar
from reviews.choices import Stage
from reviews.models import Review

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
