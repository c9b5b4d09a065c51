"""What each figure about complaints counts: the one place that pages, API, command line and frozen figures read.

The words are data, in ``complaints/fixtures/definitions.toml``, with every version that ever counted.
"""

from pathlib import Path

from pcc.errors import RuleBroken
from pcc.figures import Definition, read_definitions

_read = read_definitions(Path(__file__).resolve().parents[1] / "fixtures" / "definitions.toml")
DEFINITIONS = tuple(_read.values())

RESOLUTION_TIME = _read["resolution-time"]
WITHOUT_SUSPENSION = _read["resolution-time-without-suspension"]
BY_RECEIPT = _read["resolution-time-received"]
BY_RECEIPT_WITHOUT_SUSPENSION = _read["resolution-time-received-without-suspension"]
TIME_TO_LOG = _read["time-to-log"]
TIME_TO_CONTACT = _read["time-to-first-contact"]
TIME_TO_NOTICE = _read["time-to-12-month-notice"]
OPEN_AGE = _read["open-age"]
SHARE_FINISHED = _read["share-finished"]
IN_OUT_OPEN = _read["in-out-open"]
BY_MONTH = _read["measures-by-month"]
MISCONDUCT = _read["misconduct-outcomes"]

OF_LIVES = {
    "open-by-age": OPEN_AGE,
    "in-out-open": IN_OUT_OPEN,
    "share-finished": SHARE_FINISHED,
    "months": BY_MONTH,
}
"""What of whole lives can be published, and the definition of each."""

MEASURED = {
    "resolution": RESOLUTION_TIME,
    "log": TIME_TO_LOG,
    "contact": TIME_TO_CONTACT,
    "notice": TIME_TO_NOTICE,
    "open": OPEN_AGE,
}
"""What can be measured from the day of receipt, and the definition of each as it is measured by default."""

BASES = ("finalised", "received")
"""Whether a period holds what ended in it (the national way) or what was received in it."""

SUSPENSIONS = ("with", "without")
"""Whether suspended time is counted in."""


def definition_of(measure: str, *, basis: str, suspension: str) -> Definition:
    """The definition of a measure counted in this way; RuleBroken when it cannot be counted so."""
    if measure not in MEASURED:
        raise RuleBroken(f"There is no measure called {measure}. There are: {', '.join(MEASURED)}.")
    if basis not in BASES:
        raise RuleBroken(f"Complaints cannot be counted by {basis}: a period is that of {' or '.join(BASES)}.")
    if suspension not in SUSPENSIONS:
        raise RuleBroken(f"Suspended time is counted {' or '.join(SUSPENSIONS)}, not {suspension}.")
    if measure != "resolution":
        if suspension == "without":
            raise RuleBroken("Suspended time can be left out of the resolution time alone.")
        if measure == "open" and basis == "finalised":
            raise RuleBroken("Open complaints are counted by the period in which they were received.")
        return MEASURED[measure]
    return {
        ("finalised", "with"): RESOLUTION_TIME,
        ("finalised", "without"): WITHOUT_SUSPENSION,
        ("received", "with"): BY_RECEIPT,
        ("received", "without"): BY_RECEIPT_WITHOUT_SUSPENSION,
    }[basis, suspension]
