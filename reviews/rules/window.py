"""Whether an application was made in time, and what it must say.

Police (Complaints and Misconduct) Regulations 2020, regulation 29: within 28 days starting with the day after the day
on which the complainant was given the outcome; time for which the application lay with the wrong review body is left
out; the review body may allow a late one where special circumstances make that just. Nothing here rejects by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pcc import clocks
from pcc.clocks import ClockRule, Pause
from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar, in_words
from reviews.choices import Capacity, Ground, Reading

EARLIEST = date(2020, 2, 1)
"""The day on which reviews began: before it there were appeals."""

TOO_EARLY = f"Reviews began on {in_words(EARLIEST)}: before it there were appeals."

CONTENTS = {
    "complaint_details": "details of the complaint",
    "complaint_made_on": "the date on which the complaint was made",
    "authority_named": "the name of the force",
    "outcome_given_on": "the date on which the applicant was given the outcome",
}
"""What an application must state, by the field that holds it. The office may proceed without (regulation 29)."""


@dataclass(frozen=True, kw_only=True)
class ApplicationDates:
    """The dates from which the time for applying is worked out.

    ``wrong_body_from`` and ``wrong_body_until`` are the days on which another review body had the application and sent
    it on.
    """

    stated: date | None = None
    sent: date | None = None
    provided: date | None = None
    received: date
    wrong_body_from: date | None = None
    wrong_body_until: date | None = None

    def of(self, reading: str) -> date | None:
        return {Reading.STATED: self.stated, Reading.SENT: self.sent, Reading.PROVIDED: self.provided}[Reading(reading)]


@dataclass(frozen=True)
class WindowReading:
    """The last day by one way of reading the start, and whether the application came by then."""

    reading: Reading
    start: date | None
    last_day: date | None
    in_time: bool | None


@dataclass(frozen=True)
class Window:
    """Whether an application came in time, by the office's reading, with the other readings beside it.

    ``used`` is the reading whose date was used: the office's, or where that date is missing the latest known one.
    ``closed`` names what makes the last day a day off (Christmas Day); ``open_again`` is the next working day.
    Without any date of the outcome ``last_day`` and ``in_time`` are None.
    """

    used: Reading | None
    last_day: date | None
    in_time: bool | None
    days_late: int
    days_left_out: int
    closed: str
    open_again: date | None
    readings: tuple[WindowReading, ...]
    explanation: clocks.Explanation

    @property
    def words(self) -> str:
        """The answer as a sentence."""
        if self.last_day is None:
            return "It cannot be worked out yet: no date of the outcome is known."
        if self.in_time:
            return f"In time: the last day is {in_words(self.last_day)}."
        late = f"{self.days_late} {'day' if self.days_late == 1 else 'days'} late"
        return f"{late}: the last day was {in_words(self.last_day)}. Somebody decides whether it is allowed."

    @property
    def differs(self) -> bool:
        """Whether another reading gives another answer than the office's."""
        return any(each.in_time is not None and each.in_time != self.in_time for each in self.readings)


def window(dates: ApplicationDates, *, reading: str, rule: ClockRule, calendar: WorkingCalendar) -> Window:
    """Work out the window by the office's reading of its start, and by each other reading."""
    pauses = _left_out(dates)
    found = []
    for each in Reading:
        start = dates.of(each)
        last_day = clocks.due(rule, start, pauses, calendar) if start is not None else None
        found.append(WindowReading(each, start, last_day, None if last_day is None else dates.received <= last_day))
    known = [each for each in found if each.start is not None]
    used = next((each for each in known if each.reading == reading), None)
    if used is None and known:
        used = max(known, key=lambda each: each.start or date.min)
    last_day = used.last_day if used else None
    closed, open_again = _closed(last_day, calendar)
    return Window(
        used=used.reading if used else None,
        last_day=last_day,
        in_time=used.in_time if used else None,
        days_late=max(0, (dates.received - last_day).days) if last_day else 0,
        days_left_out=sum((each.end - each.start).days for each in pauses if each.end),
        closed=closed,
        open_again=open_again,
        readings=tuple(found),
        explanation=clocks.explain(
            rule, used.start if used else None, pauses, calendar, dates.received, met_on=dates.received
        ),
    )


def _left_out(dates: ApplicationDates) -> list[Pause]:
    if dates.wrong_body_from is None or dates.wrong_body_until is None:
        return []
    return [Pause(start=dates.wrong_body_from, end=dates.wrong_body_until, reason="with the wrong review body")]


def _closed(last_day: date | None, calendar: WorkingCalendar) -> tuple[str, date | None]:
    """What makes the last day a day off, and the next working day; a year that is not loaded says nothing."""
    if last_day is None:
        return "", None
    try:
        if calendar.is_working(last_day):
            return "", None
        again = calendar.add(last_day, 1)
    except RuleBroken:
        return "", None
    return calendar.holidays.get(last_day, f"{last_day:%A}"), again


def objection_to_ground(ground: str, found: Window, *, received_on: date) -> str:
    """Why a late application cannot be allowed on this ground."""
    if ground != Ground.OFFICE_CLOSED:
        return ""
    if not found.closed or found.open_again is None:
        return "The office was open on the last day: say which special circumstances make it just."
    if received_on > found.open_again:
        return f"The office was open again on {in_words(found.open_again)}, before the application came."
    return ""


def missing_contents(facts: Mapping[str, Any]) -> list[str]:
    """What the application does not state of the four things that it must, in words. It is noted, never a bar."""
    return [words for name, words in CONTENTS.items() if not facts.get(name)]


DATES = {
    "received_on": "application received",
    "outcome_stated_on": "date on the outcome letter",
    "outcome_sent_on": "outcome letter sent",
    "outcome_provided_on": "outcome letter received by the applicant",
    "complaint_made_on": "complaint made",
    "outcome_given_on": "outcome given, as the applicant says",
    "wrong_body_from": "received by the other body",
    "wrong_body_until": "sent on by the other body",
    "consent_on": "date of the consent",
}
"""The dates of an application as people call them."""

ORDER = (
    ("received_on", "outcome_stated_on"),
    ("received_on", "outcome_sent_on"),
    ("received_on", "outcome_provided_on"),
    ("outcome_sent_on", "outcome_stated_on"),
    ("outcome_provided_on", "outcome_sent_on"),
    ("outcome_provided_on", "outcome_stated_on"),
    ("wrong_body_until", "wrong_body_from"),
    ("received_on", "wrong_body_until"),
)
"""Pairs of dates of an application: the first may be the same day as the second, never before it."""


def objections_to_application(facts: Mapping[str, Any], *, on: date) -> dict[str, str]:
    """What is wrong with the facts of an application on that day: field to sentence, empty when nothing is.

    What the applicant states (the day of the complaint, the day they were given the outcome) is kept as they said it.
    """
    found: dict[str, str] = {}
    if facts["received_on"] < EARLIEST:
        found["received_on"] = TOO_EARLY
    for name in DATES:
        if (day := facts.get(name)) is not None and day > on:
            found[name] = f"{in_words(day)} is still to come: give today or an earlier day."
    for later, earlier in ORDER:
        first, second = facts.get(later), facts.get(earlier)
        if first is not None and second is not None and first < second:
            where = earlier if later == "received_on" else later
            sentence = f"{in_words(first)} ({DATES[later]}) is before {in_words(second)} ({DATES[earlier]})."
            if later == "received_on" and earlier.startswith("outcome"):
                sentence += " If no outcome was given by then, leave this empty: there is no review before an outcome."
            found.setdefault(where, sentence)
    if (facts.get("wrong_body_from") is None) != (facts.get("wrong_body_until") is None):
        missing = "wrong_body_until" if facts.get("wrong_body_until") is None else "wrong_body_from"
        found.setdefault(missing, "Give both days: when the other body received it, and when it sent it on.")
    if facts.get("capacity") != Capacity.REPRESENTATIVE and facts.get("consent_on") is not None:
        found.setdefault("consent_on", "Consent is only for somebody acting for the complainant.")
    return found
