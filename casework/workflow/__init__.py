"""Every write to the case file, a module a subject. What other rooms call is named here."""

from casework.workflow.cases import (
    TIME_TO_LOOK_AGAIN,
    connect_staff,
    declare_conflict,
    end_connection,
    lift_seal,
    open_case,
    seal,
)
from casework.workflow.clocks import (
    begin_clock,
    calendar_held,
    change_start,
    end_clock,
    meet_clock,
    pause_clock,
    recount,
    resume_clock,
    start_clock,
    state_reading,
)

__all__ = [
    "TIME_TO_LOOK_AGAIN",
    "begin_clock",
    "calendar_held",
    "change_start",
    "connect_staff",
    "declare_conflict",
    "end_clock",
    "end_connection",
    "lift_seal",
    "meet_clock",
    "open_case",
    "pause_clock",
    "recount",
    "resume_clock",
    "seal",
    "start_clock",
    "state_reading",
]
