"""What an extract may say about a complaint, what the office may record of one, and who may do it."""

from complaints.rules.bodies import has_right_of_review, objection_to_review, relevant_review_body
from complaints.rules.days import (
    NOTICE_ROUTES,
    NoticeDue,
    notices_due,
    received_at_age,
    starts_overdue,
    suspended_working_days,
)
from complaints.rules.decisions import UNVERIFIED_DECISIONS, code_named, decisions_for, objections_to_allegation
from complaints.rules.misconduct import objection_to_officer, objection_to_sanction
from complaints.rules.moves import KEEPS_MISCONDUCT, KEEPS_RECORDS, MOVES, SEES_EQUALITY
from complaints.rules.reading import (
    EARLIEST,
    MUST_FOLLOW,
    SECOND_FILE,
    Fault,
    in_words,
    objection_to_day,
    objection_to_order,
    objection_to_reference,
    place_of,
    read_day,
)
from complaints.rules.record import FROM_EXTRACTS, NAMES, as_text, from_text, objections_to_record
from complaints.rules.references import looks_like_reference, reference_key, reference_parts, words_of

__all__ = [
    "EARLIEST",
    "FROM_EXTRACTS",
    "KEEPS_MISCONDUCT",
    "KEEPS_RECORDS",
    "MOVES",
    "MUST_FOLLOW",
    "NAMES",
    "NOTICE_ROUTES",
    "SECOND_FILE",
    "SEES_EQUALITY",
    "UNVERIFIED_DECISIONS",
    "Fault",
    "NoticeDue",
    "as_text",
    "code_named",
    "decisions_for",
    "from_text",
    "has_right_of_review",
    "in_words",
    "looks_like_reference",
    "notices_due",
    "objection_to_day",
    "objection_to_officer",
    "objection_to_order",
    "objection_to_reference",
    "objection_to_review",
    "objection_to_sanction",
    "objections_to_allegation",
    "objections_to_record",
    "place_of",
    "read_day",
    "received_at_age",
    "reference_key",
    "reference_parts",
    "relevant_review_body",
    "starts_overdue",
    "suspended_working_days",
    "words_of",
]
