"""What may be done to a document, by whom and when, and how much a case and a person may hand in."""

from typing import Any

from casework.choices import DocumentStage, Fixity, Scan
from casework.rules import ANSWERS_FOR_CASES, STAYS, WORKS_CASES
from pcc.models import User
from pcc.moves import Move

MOST_OF_CASE = 500
"""Documents of one case: more than any file on paper ever held."""


def not_infected(document: Any, user: User) -> str:
    """A finding of the scanner stands; a person may only let go what a person put aside."""
    if document.scan == Scan.INFECTED:
        return "The scanner found harmful content, so this file stays in quarantine."
    return ""


DOCUMENT_MOVES = {
    "rename": Move("Change its title", frozenset(DocumentStage.values), STAYS, WORKS_CASES),
    "quarantine": Move(
        "Put into quarantine",
        frozenset({DocumentStage.READY, DocumentStage.WAITING}),
        DocumentStage.QUARANTINED,
        WORKS_CASES | ANSWERS_FOR_CASES,
    ),
    "release": Move(
        "Let out of quarantine",
        frozenset({DocumentStage.QUARANTINED}),
        DocumentStage.WAITING,
        ANSWERS_FOR_CASES,
        objection=not_infected,
    ),
}


def held_back(document: Any) -> str:
    """Why the file cannot be handed out now, in a sentence; empty when it can."""
    if document.stage == DocumentStage.WAITING:
        return "The scanner has not looked at this file yet. It can be downloaded once nothing is found in it."
    if document.stage == DocumentStage.QUARANTINED:
        return f"This file is in quarantine and cannot be downloaded. {document.quarantined_because}"
    if document.fixity == Fixity.MISSING:
        return "This file is missing from the disk. Ask the administrator to bring it back from a backup."
    if document.fixity == Fixity.DAMAGED:
        return "This file is not the one that was taken in: its bytes have changed on the disk. Ask the administrator."
    return ""
