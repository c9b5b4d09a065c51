"""Every write to an application: received, corrected, told of, judged, ended; and who works on it."""

from reviews.workflow.intake.correcting import edit, match
from reviews.workflow.intake.ending import close_file, reopen, withdraw
from reviews.workflow.intake.people import allocate, answer_equality, declare, declare_on_several, record_equality
from reviews.workflow.intake.receiving import APPLICATION, begin, put_on_file, receive, sketch
from reviews.workflow.intake.telling import acknowledge, contact, tell
from reviews.workflow.intake.validity import accept, allow_late, find_invalid, forward, hold_as_late, refuse_late

__all__ = [
    "APPLICATION",
    "accept",
    "acknowledge",
    "allocate",
    "allow_late",
    "answer_equality",
    "begin",
    "close_file",
    "contact",
    "declare",
    "declare_on_several",
    "edit",
    "find_invalid",
    "forward",
    "hold_as_late",
    "match",
    "put_on_file",
    "receive",
    "record_equality",
    "refuse_late",
    "reopen",
    "sketch",
    "tell",
    "withdraw",
]
