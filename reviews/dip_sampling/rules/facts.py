"""What an extract may take from a complaint, how it is made general, and which topics under-18s are not given."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

BLOCKED_TOPICS = (
    "sexual",
    "rape",
    "indecen",
    "child abuse",
    "exploitation",
    "death",
    "fatal",
    "suicid",
    "self-harm",
    "self harm",
    "domestic",
)
"""Beginnings of words in an allegation's category by which a file is left out of a panel with under-18s."""

BLOCKED = re.compile(rf"\b(?:{'|'.join(map(re.escape, BLOCKED_TOPICS))})")


def is_blocked_topic(categories: Iterable[str]) -> bool:
    """Whether a category names a topic that under-18s are not given."""
    return BLOCKED.search(" ".join(categories).casefold()) is not None


def month_of(day: date | None) -> str:
    """A date as a reader is given it: its month and year."""
    return f"{day:%B %Y}" if day else ""


def facts_for_extract(complaint: Any) -> dict[str, str]:
    """What an extract starts with, generalised: every other field of the complaint is dropped, also one to come."""
    return {
        "about_when": month_of(complaint.received_on),
        "age_band": complaint.get_age_band_display() if complaint.age_band else "",
    }
