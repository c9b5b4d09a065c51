"""What a cell of an extract may say, and why it cannot be taken as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from complaints.choices import (
    Problem,
)
from complaints.rules.references import reference_key

EARLIEST = date(1995, 1, 1)
"""The first day of the calendars; an older complaint in an extract of today is a slip of the keyboard."""


SECOND_FILE = 1_000_000_000
"""Added to the lines of a file of allegations, so that one number names a row of either file of an extract."""


def place_of(number: int) -> str:
    """Where a row of an extract stands, in words."""
    return f"Row {number - SECOND_FILE} of the allegations" if number > SECOND_FILE else f"Row {number}"


AN_EXAMPLE = datetime(2025, 12, 31, 17, 30, tzinfo=UTC)
"""A moment that no way of writing dates leaves in doubt."""


MUST_FOLLOW = (
    ("logged_on", "received_on"),
    ("first_contact_on", "received_on"),
    ("finalised_on", "received_on"),
    ("finalised_on", "logged_on"),
    ("decided_on", "received_on"),
)
"""Pairs of dates of a complaint: the first may be the same day as the second, never before it."""


@dataclass(frozen=True)
class Fault:
    """Why a cell or a row cannot be taken as it is."""

    problem: Problem
    reason: str


def in_words(day: date) -> str:
    """A day as people write it in a sentence: ``30 January 2019``."""
    return f"{day.day} {day:%B} {day.year}"


def objection_to_reference(reference: str) -> Fault | None:
    """Why this cannot be a reference, with the spaces around it already gone."""
    if not reference:
        return Fault(Problem.NO_REFERENCE, "The reference is missing.")
    if not reference.isprintable() or not reference_key(reference):
        return Fault(Problem.BAD_REFERENCE, Problem.BAD_REFERENCE.label)
    return None


def read_day(text: str, *, formats: Sequence[str], zone: ZoneInfo) -> date | Fault:
    """The day that a cell names in the declared formats, as written in the zone; or why there is not exactly one.

    A cell with an offset of its own is turned to the zone before its time is dropped.
    """
    days = set()
    for pattern in formats:
        try:
            moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - a day as written, in the zone the mapping names
            days.add((moment.astimezone(zone) if moment.tzinfo else moment).date())
        except (ValueError, OverflowError):
            continue
    if len(days) == 1:
        return days.pop()
    if days:
        readings = " or ".join(in_words(day) for day in sorted(days))
        return Fault(Problem.AMBIGUOUS_DATE, f"The declared formats read this date in more than one way: {readings}.")
    examples = " or ".join(f"“{AN_EXAMPLE.strftime(pattern)}”" for pattern in dict.fromkeys(formats))
    return Fault(Problem.UNREADABLE_DATE, f"This is not a date written like {examples}.")


def objection_to_day(day: date, *, taken_on: date) -> Fault | None:
    """Why no complaint of an extract taken that day can have this date."""
    if day < EARLIEST:
        return Fault(Problem.EARLY_DATE, f"{in_words(day)} is before {EARLIEST.year}.")
    if day > taken_on:
        return Fault(
            Problem.LATE_DATE,
            f"{in_words(day)} is after {in_words(taken_on)}, the day on which the force took the extract.",
        )
    return None


def objection_to_order(later: date, earlier: date, *, name: str) -> Fault | None:
    """Why a date cannot stand beside one that it must follow; ``name`` is that other one's column."""
    if later >= earlier:
        return None
    return Fault(Problem.OUT_OF_ORDER, f"{in_words(later)} is before {name}, {in_words(earlier)}.")
