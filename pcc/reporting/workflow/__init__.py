"""Every write of reporting: kept figures, frozen ones, limits of charts, bank holidays and versions of clock rules."""

from pcc.reporting.workflow.calendars import (
    EDITABLE,
    FEWEST_HOLIDAYS,
    ImpactChanged,
    add_holiday,
    change_rule,
    end_holiday,
    load_holidays,
)
from pcc.reporting.workflow.drift import check_drift, drift_of
from pcc.reporting.workflow.kept import ask_for_what_is_left, mark_stale, refresh, refresh_all, refresh_one
from pcc.reporting.workflow.limits import rebase, take_back
from pcc.reporting.workflow.publications import propose, propose_revision, sign, take_down, withdraw
from pcc.reporting.workflow.snapshots import freeze, revise

__all__ = [
    "EDITABLE",
    "FEWEST_HOLIDAYS",
    "ImpactChanged",
    "add_holiday",
    "ask_for_what_is_left",
    "change_rule",
    "check_drift",
    "drift_of",
    "end_holiday",
    "freeze",
    "load_holidays",
    "mark_stale",
    "propose",
    "propose_revision",
    "rebase",
    "refresh",
    "refresh_all",
    "refresh_one",
    "revise",
    "sign",
    "take_back",
    "take_down",
    "withdraw",
]
