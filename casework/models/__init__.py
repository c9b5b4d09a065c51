"""The case file, a module a subject."""

from casework.models.cases import Case, Seal, StaffConnection, Team
from casework.models.clocks import CaseClock, Pause, StartReading
from casework.models.documents import Document, EvidenceSeen
from casework.models.people import ContactPlan, Distinct, Interest, Merge, Party, Person
from casework.models.work import CaseLink, CaseTag, HandOver, Note, Tag, Task

__all__ = [
    "Case",
    "CaseClock",
    "CaseLink",
    "CaseTag",
    "ContactPlan",
    "Distinct",
    "Document",
    "EvidenceSeen",
    "HandOver",
    "Interest",
    "Merge",
    "Note",
    "Party",
    "Pause",
    "Person",
    "Seal",
    "StaffConnection",
    "StartReading",
    "Tag",
    "Task",
    "Team",
]
