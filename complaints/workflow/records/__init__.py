"""Every write to the record of a complaint by the office: entered, edited, corrected, linked, watched, put on file."""

from complaints.workflow.records.belonging import (
    link,
    mark_duplicate,
    open_file,
    put_label,
    put_on_file,
    take_label_off,
    unlink,
    watch,
)
from complaints.workflow.records.editing import accept_extract, edit, enter
from complaints.workflow.records.handling import (
    act_on_notice,
    change_route,
    end_suspension,
    note_notice,
    note_update,
    recount_suspended,
    suspend,
)
from complaints.workflow.records.parts import check_review_body, edit_allegation, record_equality

__all__ = [
    "accept_extract",
    "act_on_notice",
    "change_route",
    "check_review_body",
    "edit",
    "edit_allegation",
    "end_suspension",
    "enter",
    "link",
    "mark_duplicate",
    "note_notice",
    "note_update",
    "open_file",
    "put_label",
    "put_on_file",
    "record_equality",
    "recount_suspended",
    "suspend",
    "take_label_off",
    "unlink",
    "watch",
]
