"""What is read of case files: clocks on another calendar, the timeline of a file, a person's work."""

from casework.stats.clocks import Change, ClockChange, changes_of, changes_under, due_without_pauses, visible_changes
from casework.stats.files import Entry, tells, timeline

__all__ = [
    "Change",
    "ClockChange",
    "Entry",
    "changes_of",
    "changes_under",
    "due_without_pauses",
    "tells",
    "timeline",
    "visible_changes",
]
