"""What kind of act a verb of the audit log is, who may work out limits anew, and who may publish."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pcc.moves import Move
from pcc.roles import FREEZES_FIGURES, Role


@dataclass(frozen=True)
class Kind:
    """A kind of act, told by how its verbs end: ``complaint.viewed``, ``figures.downloaded``."""

    code: str
    label: str
    tone: str
    endings: tuple[str, ...] = ()


DID = Kind("did", "Did", "green")
"""Everything that no other kind claims: a change, a job, a check."""

KINDS = (
    Kind("saw", "Saw", "blue", (".viewed", ".read", ".listed")),
    Kind("searched", "Searched", "teal", (".searched",)),
    DID,
    Kind("took", "Took away", "purple", (".exported", ".downloaded")),
    Kind("refused", "Was refused", "red", ("refused",)),
    Kind("signed", "Signed in or out", "grey", (".signed_in", ".signed_out")),
)


def kind_of(verb: str) -> Kind:
    return next((kind for kind in KINDS if kind.endings and verb.endswith(kind.endings)), DID)


def words(verb: str) -> str:
    """A verb as people read it: ``complaint.viewed`` is Complaint viewed."""
    return verb.replace(".", " ").replace("_", " ").capitalize()


KEEPS_CALENDARS = frozenset({Role.ADMINISTRATOR})
"""Roles that add and end bank holidays, and make versions of time limits."""


# Limits worked out anew

REBASES = frozenset({Role.MANAGER, Role.REVIEWS_MANAGER})
"""Who may say that a change is big, lasting, of known cause and meant to stay, and take that back."""

SHORTEST_REASON = 15


def rebase_objection(*, month: date, newest: date, reason: str) -> str:
    """Why limits cannot be worked out anew from that month; empty when they can.

    ``newest`` is the first day of the newest whole month. The test is Making Data Count's: the change is big and
    lasting, its cause is known, and nobody plans to go back. A reason has to say so.
    """
    if month.day != 1:
        return "Limits start with a month: give its first day."
    if month > newest:
        return "Limits can start only with a month that is over."
    if len(reason.strip()) < SHORTEST_REASON:
        return "Say what changed, and why it will last: somebody will ask in a year."
    return ""


REBASE_MOVES = {"take_back": Move("Take back", frozenset({"STANDS"}), "TAKEN_BACK", REBASES)}


# Publishing


def proposed_it(publication: Any, user: Any) -> str:
    """A second person signs: whoever proposed a figure has looked at it already."""
    if publication.proposed_by_id == user.pk:
        return "You proposed this figure, so somebody else has to sign it."
    return ""


PUBLICATION_MOVES = {
    "sign": Move("Sign and publish", frozenset({"PROPOSED"}), "PUBLISHED", FREEZES_FIGURES, objection=proposed_it),
    "withdraw": Move("Withdraw", frozenset({"PROPOSED"}), "WITHDRAWN", FREEZES_FIGURES),
    "take_down": Move("Take down", frozenset({"PUBLISHED"}), "TAKEN_DOWN", FREEZES_FIGURES),
}
