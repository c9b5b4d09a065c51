"""What may be done to a case and its clocks, by whom and when; and what a finished clock's verdict is."""

from datetime import date
from typing import Any

from casework.choices import ClockStage, Result, Stage
from pcc.models import User
from pcc.moves import Move
from pcc.roles import STAFF, Role

SEES_CASES = STAFF - {Role.ADMINISTRATOR, Role.AUDITOR}
"""Roles that may see cases at all; seals, conflicts and the own-case rule still take cases away."""

WORKS_CASES = frozenset({Role.COMPLAINTS_OFFICER, Role.CASEWORKER, Role.REVIEWS_MANAGER})
"""Roles that start, pause and finish the clocks of a case."""

ANSWERS_FOR_CASES = frozenset({Role.REVIEWS_MANAGER, Role.MANAGER})
"""Roles that decide who may see a case."""

ANY_STAGE = frozenset(Stage.values)
STAYS = ""
"""The target of a move that leaves the stage as it is."""


def sealed_already(case: Any, user: User) -> str:
    return "This case is already sealed." if case.is_sealed else ""


def not_sealed(case: Any, user: User) -> str:
    return "" if case.is_sealed else "This case is not sealed."


CASE_MOVES = {
    "start_clock": Move("Start a clock", frozenset({Stage.OPEN}), STAYS, WORKS_CASES),
    "seal": Move("Seal this case", ANY_STAGE, STAYS, ANSWERS_FOR_CASES, objection=sealed_already),
    "lift_seal": Move("Lift the seal", ANY_STAGE, STAYS, ANSWERS_FOR_CASES, objection=not_sealed),
    "declare_conflict": Move("Declare that you have a conflict of interest", ANY_STAGE, STAYS, SEES_CASES),
    "connect_staff": Move("Shut a member of staff out", ANY_STAGE, STAYS, ANSWERS_FOR_CASES),
    "end_connection": Move("Let a member of staff in again", ANY_STAGE, STAYS, ANSWERS_FOR_CASES),
}
"""The moves of a case. Objections read ``is_sealed``, which ``for_detail`` gives."""

CLOCK_MOVES = {
    "meet_clock": Move(
        "Record that it was done", frozenset({ClockStage.RUNNING, ClockStage.PAUSED}), ClockStage.MET, WORKS_CASES
    ),
    "pause_clock": Move("Pause the clock", frozenset({ClockStage.RUNNING}), ClockStage.PAUSED, WORKS_CASES),
    "resume_clock": Move("Let the clock run again", frozenset({ClockStage.PAUSED}), ClockStage.RUNNING, WORKS_CASES),
    "change_start": Move("Change the start date", frozenset(ClockStage.values), STAYS, WORKS_CASES),
    "state_reading": Move("Add another possible start date", frozenset(ClockStage.values), STAYS, WORKS_CASES),
}


def verdict(*, met_on: date | None, due_on: date | None) -> str:
    """How a clock ended: in time up to and on the due date, and always while a pause kept it open."""
    if met_on is None:
        return ""
    return Result.LATE if due_on is not None and met_on > due_on else Result.IN_TIME
