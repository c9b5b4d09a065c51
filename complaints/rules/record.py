"""What the record of a complaint may say."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from complaints.choices import (
    UNDER_18,
    Handling,
)
from complaints.rules.bodies import NO_REVIEW, has_right_of_review
from complaints.rules.reading import EARLIEST, MUST_FOLLOW, in_words

FROM_EXTRACTS = (
    "received_on",
    "logged_on",
    "first_contact_on",
    "finalised_on",
    "suspended_days",
    "handling",
    "area",
    "channel",
    "result",
    "young_person",
)
"""Fields of a complaint that an extract fills: where the office says otherwise, it corrects."""


NAMES = {
    "received_on": "Received",
    "logged_on": "Logged",
    "first_contact_on": "First contact",
    "finalised_on": "Finalised",
    "suspended_days": "Working days suspended",
    "handling": "Handling",
    "area": "Local policing area",
    "channel": "How it was made",
    "result": "The force's word for how it ended",
    "young_person": "Under 18 when it happened",
    "complainant": "Complainant",
    "age_band": "Age when the complaint was made",
    "schedule_3_on": "Recorded under Schedule 3",
    "schedule_3_reason": "Why under Schedule 3",
    "special_requirements": "Special requirements",
    "referral": "Referral to the IOPC",
    "referred_on": "Referred",
    "referral_decision": "Decision on the referral",
    "referral_decided_on": "Referral decided",
    "outcome_stated_on": "Date on the outcome letter",
    "outcome_sent_on": "Outcome letter sent",
    "outcome_provided_on": "Outcome letter received by the complainant",
    "review_body_named": "Review body that the force named",
    "withdrawn_on": "Withdrawn",
    "withdrawal_evidence": "Evidence of the withdrawal",
    "duplicate_of": "Duplicate of",
    "duplicate_of_id": "Duplicate of",
    "case_id": "Case file",
    "reference": "Reference",
    "vanished_on": "Gone from the extract of",
    "categories": "Categories",
    "allegation_count": "Number of allegations",
}
"""The fields of a complaint as people call them."""


ORDER = (
    *MUST_FOLLOW[:4],
    ("schedule_3_on", "received_on"),
    ("referred_on", "received_on"),
    ("referral_decided_on", "referred_on"),
    ("outcome_sent_on", "outcome_stated_on"),
    ("outcome_provided_on", "outcome_sent_on"),
    ("outcome_provided_on", "outcome_stated_on"),
    ("outcome_stated_on", "received_on"),
    ("withdrawn_on", "received_on"),
)
"""Pairs of dates of a record: the first may be the same day as the second, never before it."""


TOGETHER = (
    ("withdrawn_on", "withdrawal_evidence", "Say what shows that it was withdrawn.", "Say on which day."),
    ("referred_on", "referral", "Say how it came to the IOPC.", "Say on which day it was referred."),
    ("referral_decided_on", "referral_decision", "Say what was decided.", "Say on which day it was decided."),
)
"""A day and a code that stand or fall together, with what to say when the code or the day is missing."""


def objections_to_record(facts: Mapping[str, Any], *, on: date) -> dict[str, str]:
    """What is wrong with these facts of a complaint on that day: field to sentence, empty when nothing is.

    ``facts`` has every field of a complaint, None or "" where nothing is known.
    """
    found: dict[str, str] = {}
    for name in (name for name in NAMES if name.endswith("_on") and name != "vanished_on"):
        day = facts[name]
        if day is not None and not EARLIEST <= day <= on:
            found.setdefault(name, f"{in_words(day)} cannot be: give a day from 1995 to today.")
    for later, earlier in ORDER:
        if facts[later] is not None and facts[earlier] is not None and facts[later] < facts[earlier]:
            found.setdefault(
                later,
                f"{in_words(facts[later])} is before {in_words(facts[earlier])} "
                f"({NAMES[earlier][0].lower()}{NAMES[earlier][1:]}).",
            )
    for day, code, code_missing, day_missing in TOGETHER:
        if facts[day] is not None and not facts[code]:
            found.setdefault(code, code_missing)
        if facts[code] and facts[day] is None:
            found.setdefault(day, day_missing)
    return _objections_between(facts) | found


def _objections_between(facts: Mapping[str, Any]) -> dict[str, str]:
    """What cannot stand beside what else the record says."""
    found: dict[str, str] = {}
    if facts["handling"] == Handling.OUTSIDE:
        for name in ("schedule_3_on", "schedule_3_reason"):
            if facts[name]:
                found[name] = "It is handled outside Schedule 3: record the change of route first."
    if facts["special_requirements"] and facts["handling"] in (Handling.OUTSIDE, Handling.OTHERWISE):
        found["special_requirements"] = "Only an investigation can be subject to special requirements."
    if facts["review_body_named"] and not has_right_of_review(facts["handling"]):
        found["review_body_named"] = "No review can follow: " + NO_REVIEW[facts["handling"]]
    if facts["referral_decision"] and not facts["referral"]:
        found["referral_decision"] = "Record the referral itself first."
    if facts["young_person"] is False and facts["age_band"] in UNDER_18:
        found["young_person"] = "The age given was under 18 when the complaint was made, so also when it happened."
    return found


def as_text(value: Any) -> str | None:
    """A value of a field as the database writes it in text: ``2024-03-04``, ``true``, ``12``; None for nothing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "received_on": date.fromisoformat,
    "logged_on": date.fromisoformat,
    "first_contact_on": date.fromisoformat,
    "finalised_on": date.fromisoformat,
    "suspended_days": int,
    "young_person": lambda text: text == "true",
}


def from_text(name: str, text: str | None) -> Any:
    """The value of a field that an extract fills, from ``as_text``."""
    return None if text is None else _FROM_TEXT.get(name, str)(text)
