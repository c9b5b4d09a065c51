"""What is read of case files: clocks on another calendar, the timeline of a file, a person's work."""

from casework.stats.clocks import Change, ClockChange, changes_of, changes_under, due_without_pauses, visible_changes
from casework.stats.files import Entry, tells, timeline
from casework.stats.mail import enquiries, matter, messages
from casework.stats.papers import documents, letters
from casework.stats.work import Item, Load, Work, brings, in_hands_of, loads, work_of

__all__ = [
    "Change",
    "ClockChange",
    "Entry",
    "Item",
    "Load",
    "Work",
    "brings",
    "changes_of",
    "changes_under",
    "documents",
    "due_without_pauses",
    "enquiries",
    "in_hands_of",
    "letters",
    "loads",
    "matter",
    "messages",
    "tells",
    "timeline",
    "visible_changes",
    "work_of",
]
