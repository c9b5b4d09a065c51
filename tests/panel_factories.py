"""Builders of panels and of what they work on, with dull defaults."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from complaints.models import Complaint
from pcc.models import Force, User
from pcc.roles import Role
from reviews.dip_sampling.choices import Exclusion, Strata
from reviews.dip_sampling.models import Panel, QuestionSet, Sample, Seat
from reviews.dip_sampling.rules import STANDING, AskedQuestion
from reviews.dip_sampling.stats.populations import Filters
from reviews.dip_sampling.workflow import panels, samples
from tests.factories import a_complaint, a_force, a_user

_numbers = itertools.count(1)

ON = date(2026, 11, 25)
"""The day on which these stories happen."""

AT = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
LAST_YEAR = Filters(since=date(2025, 1, 1), until=date(2025, 12, 31))


def a_coordinator(**fields: Any) -> User:
    return a_user(Role.PANEL_COORDINATOR, **fields)


def a_panel(*, by: User | None = None, **fields: Any) -> Panel:
    """A panel of 14 seats with members under 18, from September 2026 to August 2028."""
    facts = {
        "name": f"Panel {next(_numbers)}",
        "began_on": date(2026, 9, 1),
        "ends_on": date(2028, 8, 31),
        "seat_count": 14,
        "has_under_18s": True,
        "undertaking": "I keep what I read to myself.",
        "talk_to": "Sam",
        "talk_to_how": "In the room all evening",
    }
    return panels.start_panel(facts=facts | fields, by=by or a_coordinator())


def a_seat(panel: Panel, *, by: User | None = None, ready: bool = True, under_18: bool = True, **fields: Any) -> Seat:
    """A member's seat; a ``ready`` one is trained, has promised, and has a consent that counts."""
    by = by or panel.made_by
    facts: dict[str, Any] = {
        "alias": f"Member {next(_numbers)}",
        "under_18": under_18,
        "began_on": panel.began_on,
        "ends_on": panel.ends_on,
    }
    seat = panels.seat_member(panel, **facts | fields, by=by)
    if ready:
        days: dict[str, Any] = {
            "trained_on": panel.began_on,
            "undertaking_on": panel.began_on,
            "consent_on": panel.began_on,
            "consent_until": panel.ends_on,
        }
        seat = panels.record_about_seat(seat, changes=days, by=by)
    return seat


def closed_complaints(number: int, *, force: Force | None = None, **fields: Any) -> list[Complaint]:
    """So many complaints finalised in 2025, on different days, with references in order."""
    force = force or a_force()
    start = date(2025, 1, 2)
    return [
        a_complaint(
            force=force,
            reference=f"CO/{next(_numbers):05}/25",
            received_on=start - timedelta(days=60),
            finalised_on=start + timedelta(days=place % 360),
            **fields,
        )
        for place in range(number)
    ]


def a_sample(panel: Panel | None = None, *, by: User | None = None, of: int = 0, **fields: Any) -> Sample:
    """A sample of two files and two reserves from the complaints finalised in 2025; ``of`` makes so many first."""
    panel = panel or a_panel(by=by)
    if of:
        closed_complaints(of)
    facts: dict[str, Any] = {
        "title": "Autumn sample",
        "filters": LAST_YEAR,
        "exclude": (Exclusion.REFERRED, Exclusion.BLOCKED_TOPIC, Exclusion.SAMPLED_BEFORE),
        "strata": Strata.NONE,
        "size": 2,
        "reserves": 2,
        "seed": "25 November 2026, 417",
    }
    return samples.draw_sample(panel, **facts | fields, by=by or panel.made_by, on=ON)


def a_question_set(*, by: User | None = None, questions: tuple[AskedQuestion, ...] = STANDING) -> QuestionSet:
    """The four published measures, under a name of their own."""
    name = f"Questions {next(_numbers)}"
    return panels.write_questions(name, questions=questions, by=by or a_coordinator())
