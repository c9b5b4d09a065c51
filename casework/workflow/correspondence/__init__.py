"""Every write to what the public writes: taken in, sorted, asked about, answered, and ended."""

from casework.workflow.correspondence.answers import acknowledge, reply
from casework.workflow.correspondence.ending import close, convert, discard, discard_all, merge, reopen, split
from casework.workflow.correspondence.enquiries import ask, chase, end_enquiry
from casework.workflow.correspondence.intake import LONGEST_TYPED, MISSING_SUBJECT, known_as, log, take_in_mail
from casework.workflow.correspondence.sorting import claim, give_all, mark_of_sorting, take_next, triage

__all__ = [
    "LONGEST_TYPED",
    "MISSING_SUBJECT",
    "acknowledge",
    "ask",
    "chase",
    "claim",
    "close",
    "convert",
    "discard",
    "discard_all",
    "end_enquiry",
    "give_all",
    "known_as",
    "log",
    "mark_of_sorting",
    "merge",
    "reopen",
    "reply",
    "split",
    "take_in_mail",
    "take_next",
    "triage",
]
