"""What kind of act a verb of the audit log is."""

from dataclasses import dataclass


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
