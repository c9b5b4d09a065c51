"""The case file, a module a subject."""

from casework.models.cases import Case, StaffConnection, Team
from casework.models.clocks import CaseClock, Pause, StartReading
from casework.models.correspondence import (
    Correspondence,
    Draft,
    Enquiry,
    MailFetch,
    Message,
    Original,
    PastList,
    Theme,
)
from casework.models.documents import Document, EvidenceSeen
from casework.models.letters import Dispatch, Letter, LetterTemplate, Signature, TemplatePart
from casework.models.people import ContactPlan, Distinct, Interest, Merge, Party, Person
from casework.models.seals import Opening, Seal, SealName
from casework.models.work import CaseLink, CaseTag, HandOver, Note, Tag, Task

__all__ = [
    "Case",
    "CaseClock",
    "CaseLink",
    "CaseTag",
    "ContactPlan",
    "Correspondence",
    "Dispatch",
    "Distinct",
    "Document",
    "Draft",
    "Enquiry",
    "EvidenceSeen",
    "HandOver",
    "Interest",
    "Letter",
    "LetterTemplate",
    "MailFetch",
    "Merge",
    "Message",
    "Note",
    "Opening",
    "Original",
    "Party",
    "PastList",
    "Pause",
    "Person",
    "Seal",
    "SealName",
    "Signature",
    "StaffConnection",
    "StartReading",
    "Tag",
    "Task",
    "Team",
    "TemplatePart",
    "Theme",
]
