"""Time limits as data, and the working behind each date.

A rule says what starts it, how much time it gives, how that is counted, what a closed last day does, and where it
comes from. ``due`` gives the last day; ``explain`` gives the same day with every step that leads to it.

``terms`` are what a rule is made of, ``counting`` says how days and months are counted, ``explaining`` tells the
working in sentences, and ``written`` reads rules from a text.
"""

from pcc.clocks.counting import Reading, due, due_dates, elapsed, readings
from pcc.clocks.explaining import Explanation, State, Step, StepKind, explain
from pcc.clocks.terms import EARLIEST, LATEST, LONGEST, Binds, ClockRule, ClosedDay, Pause, Repeat, Unit
from pcc.clocks.written import rules_from

__all__ = [
    "EARLIEST",
    "LATEST",
    "LONGEST",
    "Binds",
    "ClockRule",
    "ClosedDay",
    "Explanation",
    "Pause",
    "Reading",
    "Repeat",
    "State",
    "Step",
    "StepKind",
    "Unit",
    "due",
    "due_dates",
    "elapsed",
    "explain",
    "readings",
    "rules_from",
]
