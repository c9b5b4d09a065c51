"""Complaints as the force reported them, their allegations, and the extracts that brought them."""

from complaints.models.allegations import Allegation, Category, Factor
from complaints.models.changes import ChangedMonth, Correction, ImportedChange, Vanishing
from complaints.models.complaint import OPEN_ENDED, Complaint, Link
from complaints.models.extracts import HeldRow, ImportBatch, Mapping, RowFix, StatedCount
from complaints.models.finding import ComplaintLabel, Label, Lexeme, Watch, Word
from complaints.models.misconduct import AppealTribunal, MisconductOutcome
from complaints.models.parts import (
    EqualityData,
    ProgressUpdate,
    ReviewBodyCheck,
    RouteChange,
    Suspension,
    TwelveMonthNotice,
)

__all__ = [
    "OPEN_ENDED",
    "Allegation",
    "AppealTribunal",
    "Category",
    "ChangedMonth",
    "Complaint",
    "ComplaintLabel",
    "Correction",
    "EqualityData",
    "Factor",
    "HeldRow",
    "ImportBatch",
    "ImportedChange",
    "Label",
    "Lexeme",
    "Link",
    "Mapping",
    "MisconductOutcome",
    "ProgressUpdate",
    "ReviewBodyCheck",
    "RouteChange",
    "RowFix",
    "StatedCount",
    "Suspension",
    "TwelveMonthNotice",
    "Vanishing",
    "Watch",
    "Word",
]
