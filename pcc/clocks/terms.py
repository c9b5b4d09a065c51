"""What a time limit is made of: the rule, what starts it, a pause, and how far days can be counted."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)

EARLIEST, LATEST = date(1900, 1, 1), date(2899, 12, 31)
"""Days outside cannot be dates of a case: a slip of the keyboard is refused before it overflows."""

LONGEST = 1000
"""The largest amount of a rule, in any unit."""


class Unit(StrEnum):
    """What a rule counts in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"


class ClosedDay(StrEnum):
    """What becomes of a start or a last day that is not a working day: it stands, or the next working day."""

    STANDS = "stands"
    MOVES_ON = "moves_on"


class Binds(StrEnum):
    """Whose time limit it is."""

    OFFICE = "office"
    FORCE = "force"
    APPLICANT = "applicant"


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """The length of each further period."""

    amount: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """One time limit.

    ``starts`` names the date that starts it (``outcome letter date``); ``text`` is the rule in plain words.
    ``verified`` says that somebody has read the source and found this rule there; a setting of the office is not.
    ``in_force_from`` and ``in_force_to`` (inclusive) bound the start dates it applies to.
    """

    code: str
    name: str
    binds: Binds
    text: str
    unit: Unit
    amount: int
    counts_start_day: bool
    starts: str
    on_closed_last_day: ClosedDay
    on_closed_start_day: ClosedDay = ClosedDay.STANDS
    calendar: str
    source: str
    verified: bool
    in_force_from: date | None = None
    in_force_to: date | None = None
    version: int
    repeats: Repeat | None = None


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A time left out of account: the days after ``start`` up to and including ``end``; open while ``end`` is None."""

    start: date
    end: date | None
    reason: str
    look_again_on: date | None = None
