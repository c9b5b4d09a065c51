"""Decisions on allegations, and the national codes."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from complaints.choices import (
    SCHEDULE_3,
    Decision,
    Handling,
)

OUTSIDE_DECISIONS = (Decision.RESOLVED, Decision.NOT_RESOLVED, Decision.MOVED, Decision.WITHDRAWN)


SERVICE_DECISIONS = (
    Decision.ACCEPTABLE,
    Decision.NOT_ACCEPTABLE,
    Decision.NOT_DETERMINED,
    Decision.NO_FURTHER_ACTION,
    Decision.DISCONTINUED,
    Decision.WITHDRAWN,
)


SPECIAL_DECISIONS = (
    Decision.MISCONDUCT,
    Decision.GROSS_MISCONDUCT,
    Decision.NO_CASE,
    Decision.PERFORMANCE,
    Decision.REFLECTIVE_PRACTICE,
    Decision.DISCONTINUED,
    Decision.WITHDRAWN,
)


UNVERIFIED_DECISIONS = frozenset(Decision) - {Decision.ACCEPTABLE, Decision.NOT_ACCEPTABLE, Decision.RESOLVED}
"""Decisions that are common knowledge of the field; nobody has read their source yet. The page says so."""


def decisions_for(handling: str, *, special: bool | None) -> tuple[Decision, ...]:
    """The decisions that can end an allegation of a complaint handled this way; all, where the way is not known."""
    if handling == Handling.OUTSIDE:
        return OUTSIDE_DECISIONS
    if handling == Handling.OTHERWISE:
        return SERVICE_DECISIONS
    if handling in SCHEDULE_3 and special is not None:
        return SPECIAL_DECISIONS if special else SERVICE_DECISIONS
    if handling in SCHEDULE_3:
        return (*SERVICE_DECISIONS[:4], *SPECIAL_DECISIONS)
    return tuple(Decision)


def objections_to_allegation(
    *, decision: str, handling: str, special: bool | None, finalised_on: date | None
) -> dict[str, str]:
    """What is wrong with a decision on an allegation: it comes with the outcome, and its words fit the route."""
    if not decision:
        return {}
    if decision not in decisions_for(handling, special=special):
        return {"decision_code": f"A complaint handled as “{Handling(handling).label}” cannot end like this."}
    if finalised_on is None:
        return {"decision_code": "A decision is recorded only when the complaint is finalised."}
    return {}


def _plain(text: str) -> str:
    return re.sub(r"\s*/\s*", "/", " ".join(text.split())).casefold()


def code_named(text: str, categories: Iterable[Any], *, on: date) -> Any | None:
    """The category or subcategory that this text names exactly, by name or by code and name, among those usable then.

    Where several have the name, the one that stands above the others; without such a one, none.
    """
    words = _plain(text)
    found = [
        category
        for category in categories
        if category.valid_from <= on
        and (category.valid_to is None or on <= category.valid_to)
        and words in (_plain(category.name), _plain(f"{category.code} {category.name}"))
    ]
    highest = [category for category in found if category.parent_id is None]
    if len(highest) == 1:
        return highest[0]
    return found[0] if len(found) == 1 else None
