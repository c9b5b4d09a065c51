"""Who keeps the office's records of complaints, and the moves of one."""

from typing import Any

from complaints.choices import (
    Stage,
)
from pcc.models import User
from pcc.moves import Move
from pcc.roles import SEES_COMPLAINTS, Role

KEEPS_RECORDS = frozenset({Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER})
"""Roles that change complaints, enter one by hand, and record what the office did."""


SEES_EQUALITY = frozenset({Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER})
"""Roles that see and enter equality data; each look is an event."""


KEEPS_MISCONDUCT = frozenset({Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER, Role.MANAGER})
"""Roles that keep the registers of misconduct outcomes and of appeals tribunals."""


def has_a_file(complaint: Any, user: User) -> str:
    return f"The office has a file on it already: {complaint.case}." if complaint.case_id else ""


ANY_STAGE = frozenset(Stage.values)


STAYS = ""
"""The target of a move that leaves the stage as it is: the force's dates say where a complaint is."""


MOVES = {
    "edit": Move("Change", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "change_route": Move("Record a change of route", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "check_review_body": Move("Check which body reviews it", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "suspend": Move("Record a suspension", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "note_update": Move("Record an update to the complainant", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "note_notice": Move("Record a 12-month notice", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "link": Move("Link to another complaint", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "label": Move("Change the labels", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "watch": Move("Watch", ANY_STAGE, STAYS, SEES_COMPLAINTS),
    "open_file": Move("Open a case file", ANY_STAGE, STAYS, KEEPS_RECORDS, objection=has_a_file),
    "settle": Move("Settle a correction", ANY_STAGE, STAYS, KEEPS_RECORDS),
    "record_equality": Move("Record equality data", ANY_STAGE, STAYS, SEES_EQUALITY),
}
"""The moves of a complaint. Objections read ``case``, which ``for_detail`` gives."""
