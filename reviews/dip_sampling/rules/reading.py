"""Who may read when, when a reader is offered a break, and who else is there for them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from reviews.dip_sampling.choices import Part, Place, SessionStage

BREAK_AFTER = 3
"""Files after which a reader is offered a break."""

BREAK_AFTER_TIME = timedelta(minutes=30)
"""So long may a reader read without being offered a break."""

BREAK_LASTS = timedelta(minutes=10)
"""A reader who gives no sign for so long, on top of what their file takes to read, has had a break."""


def reading_since(signs: Iterable[tuple[datetime, timedelta]], *, at: datetime) -> datetime:
    """Since when a reader has been reading without a break, seen from ``at``; ``at`` itself when they have not.

    ``signs`` are the moments at which they began a file, answered or handed in, each with the time that its file takes
    to read.
    """
    since = at
    for moment, long in sorted(signs, reverse=True):
        if since - moment > long + BREAK_LASTS:
            break
        since = min(since, moment)
    return since


TOLD_AS = {
    Part.COMPLAINANT: "the person who complained",
    Part.FAMILY: "a family member",
    Part.CHILD: "a child",
    Part.WITNESS: "somebody who saw it",
    Part.FRIEND: "a friend",
    Part.OFFICER: "a police officer",
    Part.STAFF: "somebody who works for the police",
    Part.PROFESSIONAL: "somebody at work, such as a doctor or a teacher",
    Part.PERSON: "somebody else",
    Part.SCHOOL: "a school",
    Part.STREET: "a street",
    Part.PLACE: "a place",
    Part.ORGANISATION: "a group or a company",
    Part.REFERENCE: "a number that the police use",
    Part.VEHICLE: "a car or something else that people drive",
    Part.DETAIL: "a detail that could give somebody away",
}
"""What a reader is told of who or what stands behind a mark."""

HELPLINES = (
    ("Childline, if you are under 19", "0800 1111"),
    ("Shout, by text", "85258"),
    ("Samaritans", "116 123"),
    ("If somebody is in danger now", "999"),
)
"""Who else is there for a member, in any office of England and Wales."""


def objection_to_reading(seat: Any, session: Any, *, at: datetime, on: date) -> str:
    """Why this member may not open a file now, in a sentence for the member; empty when they may.

    ``at`` is the moment and ``on`` the local day. Reads the seat, its panel's undertaking and the session.
    """
    if session.stage != SessionStage.OPEN:
        return "This session is not open."
    if seat.ended_at is not None or not seat.began_on <= on <= seat.ends_on:
        return "Your time on the panel is over. Thank you for what you did."
    if seat.undertaking_on is None:
        return "Read the promise that panel members make, and say that you make it."
    if seat.trained_on is None:
        return "You can read files after the training. Ask the person who runs the panel."
    if seat.under_18:
        if seat.consent_until is None or seat.consent_until < on:
            return "We need your parent's or carer's consent again before you read. Ask the person who runs the panel."
        beside = session.adult_until if session.place == Place.ROOM else seat.adult_until
        if beside is None or beside < at:
            return "A grown-up who knows about this must be with you. Ask the person who runs the panel."
    return ""
