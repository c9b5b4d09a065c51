"""What a change of a calendar would do to clocks and figures, before anybody makes it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from casework import stats as casework
from casework.stats import ClockChange
from complaints.models import Complaint
from pcc.errors import RuleBroken
from pcc.models import ENGLAND_AND_WALES, UNITED_KINGDOM, BankHoliday
from pcc.working_days import WorkingCalendar, calendar_from, in_words

COUNTS_IN = {ENGLAND_AND_WALES: (ENGLAND_AND_WALES, UNITED_KINGDOM), UNITED_KINGDOM: (UNITED_KINGDOM,)}
"""A day off in England and Wales is one in the United Kingdom, which has the days off of any of its parts."""


@dataclass(frozen=True)
class CalendarEdit:
    """A day that becomes a holiday, or is one no longer, in the calendars named."""

    calendars: tuple[str, ...]
    day: date
    label: str
    ends: bool


@dataclass(frozen=True)
class RestatedMonth:
    """A month whose figures change, and the number of its complaints that take a day more or less."""

    month: date
    complaints: int


@dataclass(frozen=True)
class Impact:
    """What an edit does: the calendars before and after, clocks, months of figures, and complaints still open."""

    edit: CalendarEdit
    versions: tuple[tuple[str, str, str], ...]
    """Name, version now and version then of each calendar."""
    clocks: tuple[ClockChange, ...]
    months: tuple[RestatedMonth, ...]
    open_complaints: int
    suspended: int
    """Complaints whose handling stood still on that day: their suspended days are counted anew."""

    @property
    def moving(self) -> tuple[ClockChange, ...]:
        """Clocks still open whose due date moves."""
        return tuple(change for change in self.clocks if change.is_open)

    @property
    def ended(self) -> tuple[ClockChange, ...]:
        """Finished clocks whose due date moves and whose verdict stays."""
        return tuple(change for change in self.clocks if not change.is_open and not change.flips)

    @property
    def flipping(self) -> tuple[ClockChange, ...]:
        """Finished clocks whose verdict becomes the other one."""
        return tuple(change for change in self.clocks if change.flips)

    @property
    def token(self) -> str:
        """A digest of all of this: what was looked at is what is applied, or nothing is."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()[:32]


def adding(calendar: str, *, day: date, label: str) -> CalendarEdit:
    """The edit that makes a day a holiday in that calendar and those it counts in; RuleBroken when it cannot be."""
    if calendar not in COUNTS_IN:
        raise RuleBroken(f"There is no calendar {calendar}.")
    lacking = []
    for name in COUNTS_IN[calendar]:
        loaded = BankHoliday.objects.as_calendar(name)
        if not loaded.first <= day <= loaded.last:
            raise RuleBroken(
                f"The holidays of {day.year} have not been loaded: the {loaded.title} calendar runs from "
                f"{loaded.first.year} to {loaded.last.year}. Bring in the whole year with the command load_holidays."
            )
        if day not in loaded.holidays:
            lacking.append(name)
        elif name == calendar:
            raise RuleBroken(f"{in_words(day)} is already a holiday there: {loaded.holidays[day]}.")
    return CalendarEdit(tuple(lacking), day, label, ends=False)


def ending(holiday: BankHoliday) -> CalendarEdit:
    """The edit that makes a holiday an ordinary day again in its own calendar; RuleBroken when it has ended."""
    if holiday.ended_at is not None:
        raise RuleBroken(f"{holiday.label} on {in_words(holiday.date)} has already been ended.")
    others = sorted(set(COUNTS_IN) - {holiday.calendar})
    for name in others:
        if holiday.calendar in COUNTS_IN[name] and holiday.date in BankHoliday.objects.as_calendar(name).holidays:
            raise RuleBroken(
                f"{in_words(holiday.date)} is a holiday of {name.replace('-', ' ')} too, which counts here: "
                "end it there first."
            )
    return CalendarEdit((holiday.calendar,), holiday.date, holiday.label, ends=True)


def edited(calendar: WorkingCalendar, edit: CalendarEdit) -> WorkingCalendar:
    """The calendar as it is after the edit."""
    holidays = dict(calendar.holidays)
    if edit.ends:
        del holidays[edit.day]
    else:
        holidays[edit.day] = edit.label
    return calendar_from(calendar.name, holidays.items())


def impact(edit: CalendarEdit) -> Impact:
    """What the edit would do now. Works every clock of the calendars out anew; changes nothing."""
    versions = []
    clocks: list[ClockChange] = []
    months: tuple[RestatedMonth, ...] = ()
    still_open = suspended = 0
    for name in edit.calendars:
        now = BankHoliday.objects.as_calendar(name)
        then = edited(now, edit)
        versions.append((name, now.version, then.version))
        clocks += casework.changes_under(then)
        if name == ENGLAND_AND_WALES and now.is_working(edit.day) != then.is_working(edit.day):
            months, still_open = _restated(edit.day)
            suspended = Complaint.objects.suspended_on(edit.day).count()
    return Impact(edit, tuple(versions), tuple(clocks), months, still_open, suspended)


def _restated(day: date) -> tuple[tuple[RestatedMonth, ...], int]:
    """The months whose complaints were open on that day, and how many of them still are: the figures of both change."""
    spanning = Complaint.objects.counted().filter(received_on__lt=day)
    months = (
        spanning.filter(finalised_on__gte=day)
        .annotate(month=TruncMonth("finalised_on"))
        .values("month")
        .annotate(complaints=Count("pk"))
        .order_by("month")
    )
    found = tuple(RestatedMonth(row["month"], row["complaints"]) for row in months)
    return found, spanning.filter(finalised_on=None).count()
