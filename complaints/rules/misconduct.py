"""What the registers of misconduct may say."""

import re

from complaints.choices import (
    Proceeding,
    Sanction,
)

_PSEUDONYM = re.compile(r"[A-Z]{1,3}(?:[-/]?[0-9]{1,6}){1,3}")


def objection_to_officer(reference: str) -> str:
    """Why this cannot be an officer's pseudonymous reference: up to three capital letters, then groups of digits."""
    if not _PSEUDONYM.fullmatch(reference):
        return (
            "Give the force's pseudonym for the officer, as in M-2024-017: up to three capital letters, then digits; "
            "never a name."
        )
    return ""


NEEDS_A_HEARING = frozenset({Sanction.DISMISSED, Sanction.WOULD_HAVE_BEEN_DISMISSED, Sanction.REDUCED_IN_RANK})
"""Outcomes that a misconduct meeting cannot give."""


def objection_to_sanction(proceeding: str, sanction: Sanction) -> str:
    """Why these proceedings cannot have ended like this."""
    if proceeding == Proceeding.MEETING and sanction in NEEDS_A_HEARING:
        return f"A misconduct meeting cannot end with “{sanction.label.lower()}”: that needs a hearing."
    return ""
