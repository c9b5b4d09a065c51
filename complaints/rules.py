"""What an extract may say about a complaint, what the office may record of one, and who may do it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from complaints.choices import (
    SCHEDULE_3,
    UNDER_18,
    Answer,
    Decision,
    Handling,
    Problem,
    Proceeding,
    ReviewBody,
    Sanction,
    Stage,
)
from pcc import clocks
from pcc.clocks import ClockRule, Pause
from pcc.models import User
from pcc.moves import Move
from pcc.roles import SEES_COMPLAINTS, Role
from pcc.working_days import WorkingCalendar

EARLIEST = date(1995, 1, 1)
"""The first day of the calendars; an older complaint in an extract of today is a slip of the keyboard."""

SECOND_FILE = 1_000_000_000
"""Added to the lines of a file of allegations, so that one number names a row of either file of an extract."""


def place_of(number: int) -> str:
    """Where a row of an extract stands, in words."""
    return f"Row {number - SECOND_FILE} of the allegations" if number > SECOND_FILE else f"Row {number}"


AN_EXAMPLE = datetime(2025, 12, 31, 17, 30, tzinfo=UTC)
"""A moment that no way of writing dates leaves in doubt."""
_MARKS = re.compile(r"[\W_]+")

MUST_FOLLOW = (
    ("logged_on", "received_on"),
    ("first_contact_on", "received_on"),
    ("finalised_on", "received_on"),
    ("finalised_on", "logged_on"),
    ("decided_on", "received_on"),
)
"""Pairs of dates of a complaint: the first may be the same day as the second, never before it."""


@dataclass(frozen=True)
class Fault:
    """Why a cell or a row cannot be taken as it is."""

    problem: Problem
    reason: str


def in_words(day: date) -> str:
    """A day as people write it in a sentence: ``30 January 2019``."""
    return f"{day.day} {day:%B} {day.year}"


def reference_key(reference: str) -> str:
    """The letters and digits of a reference in capitals, by which it is found however it is punctuated."""
    return _MARKS.sub("", reference.upper())


def reference_parts(reference: str) -> tuple[str, ...]:
    """What stands between the marks of a reference, in capitals: two with the same parts name one complaint."""
    return tuple(_WORD.findall(reference.upper()))


def objection_to_reference(reference: str) -> Fault | None:
    """Why this cannot be a reference, with the spaces around it already gone."""
    if not reference:
        return Fault(Problem.NO_REFERENCE, "The reference is missing.")
    if not reference.isprintable() or not reference_key(reference):
        return Fault(Problem.BAD_REFERENCE, Problem.BAD_REFERENCE.label)
    return None


def read_day(text: str, *, formats: Sequence[str], zone: ZoneInfo) -> date | Fault:
    """The day that a cell names in the declared formats, as written in the zone; or why there is not exactly one.

    A cell with an offset of its own is turned to the zone before its time is dropped.
    """
    days = set()
    for pattern in formats:
        try:
            moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - a day as written, in the zone the mapping names
            days.add((moment.astimezone(zone) if moment.tzinfo else moment).date())
        except (ValueError, OverflowError):
            continue
    if len(days) == 1:
        return days.pop()
    if days:
        readings = " or ".join(in_words(day) for day in sorted(days))
        return Fault(Problem.AMBIGUOUS_DATE, f"The declared formats read this date in more than one way: {readings}.")
    examples = " or ".join(f"“{AN_EXAMPLE.strftime(pattern)}”" for pattern in dict.fromkeys(formats))
    return Fault(Problem.UNREADABLE_DATE, f"This is not a date written like {examples}.")


def objection_to_day(day: date, *, taken_on: date) -> Fault | None:
    """Why no complaint of an extract taken that day can have this date."""
    if day < EARLIEST:
        return Fault(Problem.EARLY_DATE, f"{in_words(day)} is before {EARLIEST.year}.")
    if day > taken_on:
        return Fault(
            Problem.LATE_DATE,
            f"{in_words(day)} is after {in_words(taken_on)}, the day on which the force took the extract.",
        )
    return None


def objection_to_order(later: date, earlier: date, *, name: str) -> Fault | None:
    """Why a date cannot stand beside one that it must follow; ``name`` is that other one's column."""
    if later >= earlier:
        return None
    return Fault(Problem.OUT_OF_ORDER, f"{in_words(later)} is before {name}, {in_words(earlier)}.")


# Who keeps the office's records

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


# What a record of a complaint may say

FROM_EXTRACTS = (
    "received_on",
    "logged_on",
    "first_contact_on",
    "finalised_on",
    "suspended_days",
    "handling",
    "area",
    "channel",
    "result",
    "young_person",
)
"""Fields of a complaint that an extract fills: where the office says otherwise, it corrects."""

NAMES = {
    "received_on": "Received",
    "logged_on": "Logged",
    "first_contact_on": "First contact",
    "finalised_on": "Finalised",
    "suspended_days": "Working days suspended",
    "handling": "Handling",
    "area": "Local policing area",
    "channel": "How it was made",
    "result": "The force's word for how it ended",
    "young_person": "Under 18 when it happened",
    "complainant": "Complainant",
    "age_band": "Age when the complaint was made",
    "schedule_3_on": "Recorded under Schedule 3",
    "schedule_3_reason": "Why under Schedule 3",
    "special_requirements": "Special requirements",
    "referral": "Referral to the IOPC",
    "referred_on": "Referred",
    "referral_decision": "Decision on the referral",
    "referral_decided_on": "Referral decided",
    "outcome_stated_on": "Date on the outcome letter",
    "outcome_sent_on": "Outcome letter sent",
    "outcome_provided_on": "Outcome letter received by the complainant",
    "review_body_named": "Review body that the force named",
    "withdrawn_on": "Withdrawn",
    "withdrawal_evidence": "Evidence of the withdrawal",
    "duplicate_of": "Duplicate of",
    "duplicate_of_id": "Duplicate of",
    "case_id": "Case file",
    "reference": "Reference",
    "vanished_on": "Gone from the extract of",
    "categories": "Categories",
    "allegation_count": "Number of allegations",
}
"""The fields of a complaint as people call them."""

ORDER = (
    *MUST_FOLLOW[:4],
    ("schedule_3_on", "received_on"),
    ("referred_on", "received_on"),
    ("referral_decided_on", "referred_on"),
    ("outcome_sent_on", "outcome_stated_on"),
    ("outcome_provided_on", "outcome_sent_on"),
    ("outcome_provided_on", "outcome_stated_on"),
    ("outcome_stated_on", "received_on"),
    ("withdrawn_on", "received_on"),
)
"""Pairs of dates of a record: the first may be the same day as the second, never before it."""

TOGETHER = (
    ("withdrawn_on", "withdrawal_evidence", "Say what shows that it was withdrawn.", "Say on which day."),
    ("referred_on", "referral", "Say how it came to the IOPC.", "Say on which day it was referred."),
    ("referral_decided_on", "referral_decision", "Say what was decided.", "Say on which day it was decided."),
)
"""A day and a code that stand or fall together, with what to say when the code or the day is missing."""


def objections_to_record(facts: Mapping[str, Any], *, on: date) -> dict[str, str]:
    """What is wrong with these facts of a complaint on that day: field to sentence, empty when nothing is.

    ``facts`` has every field of a complaint, None or "" where nothing is known.
    """
    found: dict[str, str] = {}
    for name in (name for name in NAMES if name.endswith("_on") and name != "vanished_on"):
        day = facts[name]
        if day is not None and not EARLIEST <= day <= on:
            found.setdefault(name, f"{in_words(day)} cannot be: give a day from 1995 to today.")
    for later, earlier in ORDER:
        if facts[later] is not None and facts[earlier] is not None and facts[later] < facts[earlier]:
            found.setdefault(
                later,
                f"{in_words(facts[later])} is before {in_words(facts[earlier])} "
                f"({NAMES[earlier][0].lower()}{NAMES[earlier][1:]}).",
            )
    for day, code, code_missing, day_missing in TOGETHER:
        if facts[day] is not None and not facts[code]:
            found.setdefault(code, code_missing)
        if facts[code] and facts[day] is None:
            found.setdefault(day, day_missing)
    return _objections_between(facts) | found


def _objections_between(facts: Mapping[str, Any]) -> dict[str, str]:
    """What cannot stand beside what else the record says."""
    found: dict[str, str] = {}
    if facts["handling"] == Handling.OUTSIDE:
        for name in ("schedule_3_on", "schedule_3_reason"):
            if facts[name]:
                found[name] = "It is handled outside Schedule 3: record the change of route first."
    if facts["special_requirements"] and facts["handling"] in (Handling.OUTSIDE, Handling.OTHERWISE):
        found["special_requirements"] = "Only an investigation can be subject to special requirements."
    if facts["review_body_named"] and not has_right_of_review(facts["handling"]):
        found["review_body_named"] = "No review can follow: " + NO_REVIEW[facts["handling"]]
    if facts["referral_decision"] and not facts["referral"]:
        found["referral_decision"] = "Record the referral itself first."
    if facts["young_person"] is False and facts["age_band"] in UNDER_18:
        found["young_person"] = "The age given was under 18 when the complaint was made, so also when it happened."
    return found


NO_REVIEW = {
    Handling.OUTSIDE: "it is handled outside Schedule 3.",
    Handling.DIRECTED: "the IOPC directs the investigation.",
    Handling.INDEPENDENT: "the IOPC investigates.",
}


def has_right_of_review(handling: str) -> bool:
    """Whether a review can follow the outcome of a complaint handled this way; not stated counts as may be."""
    return handling not in NO_REVIEW


def objection_to_review(*, handling: str, outcome_on: date | None) -> str:
    """Why the outcome of a complaint cannot be reviewed now: a review needs Schedule 3, the right route, an outcome."""
    if handling not in SCHEDULE_3:
        return "No review can follow: the complaint is not under Schedule 3."
    if not has_right_of_review(handling):
        return f"No review can follow: {NO_REVIEW[Handling(handling)]}"
    if outcome_on is None:
        return "No review can follow yet: no date of the outcome letter is recorded."
    return ""


def relevant_review_body(answers: Iterable[str]) -> str:
    """Which body reviews the outcome by the answers to the six questions: one yes means the IOPC.

    Only six answers of no make it the local policing body; while the force has not said, it is open (empty).
    Police (Complaints and Misconduct) Regulations 2020, regulation 32.
    """
    given = list(answers)
    if Answer.YES in given:
        return ReviewBody.IOPC
    if given and all(answer == Answer.NO for answer in given):
        return ReviewBody.LOCAL_POLICING_BODY
    return ""


# Decisions

OUTSIDE_DECISIONS = (Decision.RESOLVED, Decision.NOT_RESOLVED, Decision.MOVED, Decision.WITHDRAWN)
SERVICE_DECISIONS = (
    Decision.ACCEPTABLE,
    Decision.NOT_ACCEPTABLE,
    Decision.NOT_DETERMINED,
    Decision.NO_FURTHER_ACTION,
    Decision.DISCONTINUED,
    Decision.WITHDRAWN,
)
SPECIAL_DECISIONS = (
    Decision.MISCONDUCT,
    Decision.GROSS_MISCONDUCT,
    Decision.NO_CASE,
    Decision.PERFORMANCE,
    Decision.REFLECTIVE_PRACTICE,
    Decision.DISCONTINUED,
    Decision.WITHDRAWN,
)
UNVERIFIED_DECISIONS = frozenset(Decision) - {Decision.ACCEPTABLE, Decision.NOT_ACCEPTABLE, Decision.RESOLVED}
"""Decisions that are common knowledge of the field; nobody has read their source yet. The page says so."""


def decisions_for(handling: str, *, special: bool | None) -> tuple[Decision, ...]:
    """The decisions that can end an allegation of a complaint handled this way; all, where the way is not known."""
    if handling == Handling.OUTSIDE:
        return OUTSIDE_DECISIONS
    if handling == Handling.OTHERWISE:
        return SERVICE_DECISIONS
    if handling in SCHEDULE_3 and special is not None:
        return SPECIAL_DECISIONS if special else SERVICE_DECISIONS
    if handling in SCHEDULE_3:
        return (*SERVICE_DECISIONS[:4], *SPECIAL_DECISIONS)
    return tuple(Decision)


def objections_to_allegation(
    *, decision: str, handling: str, special: bool | None, finalised_on: date | None
) -> dict[str, str]:
    """What is wrong with a decision on an allegation: it comes with the outcome, and its words fit the route."""
    if not decision:
        return {}
    if decision not in decisions_for(handling, special=special):
        return {"decision_code": f"A complaint handled as “{Handling(handling).label}” cannot end like this."}
    if finalised_on is None:
        return {"decision_code": "A decision is recorded only when the complaint is finalised."}
    return {}


def _plain(text: str) -> str:
    return re.sub(r"\s*/\s*", "/", " ".join(text.split())).casefold()


def code_named(text: str, categories: Iterable[Any], *, on: date) -> Any | None:
    """The category or subcategory that this text names exactly, by name or by code and name, among those usable then.

    Where several have the name, the one that stands above the others; without such a one, none.
    """
    words = _plain(text)
    found = [
        category
        for category in categories
        if category.valid_from <= on
        and (category.valid_to is None or on <= category.valid_to)
        and words in (_plain(category.name), _plain(f"{category.code} {category.name}"))
    ]
    highest = [category for category in found if category.parent_id is None]
    if len(highest) == 1:
        return highest[0]
    return found[0] if len(found) == 1 else None


# Suspensions and notices


def suspended_working_days(
    periods: Iterable[tuple[date, date | None]], *, since: date, until: date, calendar: WorkingCalendar
) -> int:
    """Working days of a complaint's life, after ``since`` up to and including ``until``, that lie in suspensions."""
    pauses = [Pause(start=began, end=ended, reason="") for began, ended in periods]
    return calendar.between(since, until) - clocks.elapsed(since, until, pauses, calendar)


@dataclass(frozen=True)
class NoticeDue:
    """A notice that the force owed or owes: its number, the last day of its period, and whether it has been due."""

    occurrence: int
    due_on: date


NOTICE_ROUTES = frozenset({Handling.LOCAL, Handling.DIRECTED, Handling.INDEPENDENT})
"""Investigations: the force writes of a local one, the IOPC of its own."""


def notices_due(
    rule: ClockRule,
    *,
    handling: str,
    received_on: date,
    finalised_on: date | None,
    as_at: date,
    calendar: WorkingCalendar,
) -> list[NoticeDue]:
    """The 12-month notices that fell due while the investigation lasted, and the next one while it is open.

    Regulation 13 binds investigations; a complaint made before the rule was in force has none.
    """
    if handling not in NOTICE_ROUTES or (rule.in_force_from and received_on < rule.in_force_from):
        return []
    last = finalised_on or as_at
    days = clocks.due_dates(rule, received_on, [], calendar, up_to=last)
    owed = [NoticeDue(number, day) for number, day in enumerate(days, start=1) if day < last]
    if finalised_on is None:
        owed += [NoticeDue(number, day) for number, day in enumerate(days, start=1) if day >= last][:1]
    return owed


# Finding complaints

MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of what somebody searches for, in small letters, each once; no more than eight of them count."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))[:MOST_WORDS]


def looks_like_reference(text: str) -> bool:
    """Whether what somebody searches for has a digit, as references have and words of the record do not."""
    return any(letter.isdigit() for letter in reference_key(text))


def received_at_age(low: int, high: int | None, *, as_at: date, calendar: WorkingCalendar) -> tuple[date, date] | None:
    """The first and last day on which a complaint came in that is ``low`` to ``high`` working days old on ``as_at``.

    Without ``high`` the first is the calendar's first day. None when no day is.
    """
    days = range((as_at - calendar.first).days + 1)
    today = calendar.ordinal(as_at)

    def ordinal(offset: int) -> int:
        return int(calendar.ordinals[offset])

    last = bisect_right(days, today - low, key=ordinal) - 1
    first = 0 if high is None else bisect_left(days, today - high, key=ordinal)
    if last < first:
        return None
    return calendar.first + timedelta(days=first), calendar.first + timedelta(days=last)


@lru_cache(maxsize=64)
def starts_overdue(rule: ClockRule, *, on: date, calendar: WorkingCalendar) -> tuple[date, ...]:
    """The last starts of a clock for which one, two, three ... of its due dates lie before ``on``; worked out once a
    day for each rule.

    A clock that starts later has its due date still ahead. Starts before the rule was in force are not asked about.
    """
    earliest = max(rule.in_force_from or calendar.first, calendar.first)
    days = range(max(0, (on - earliest).days))

    def ahead(offset: int) -> int:
        due = clocks.due_dates(rule, earliest + timedelta(days=offset), [], calendar, up_to=on)
        return -sum(day < on for day in due)

    most = -ahead(0) if days else 0
    found = [bisect_right(days, -count, key=ahead) - 1 for count in range(1, most + 1)]
    return tuple(earliest + timedelta(days=offset) for offset in found)


# Values as text


def as_text(value: Any) -> str | None:
    """A value of a field as the database writes it in text: ``2024-03-04``, ``true``, ``12``; None for nothing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "received_on": date.fromisoformat,
    "logged_on": date.fromisoformat,
    "first_contact_on": date.fromisoformat,
    "finalised_on": date.fromisoformat,
    "suspended_days": int,
    "young_person": lambda text: text == "true",
}


def from_text(name: str, text: str | None) -> Any:
    """The value of a field that an extract fills, from ``as_text``."""
    return None if text is None else _FROM_TEXT.get(name, str)(text)


# Officers

_PSEUDONYM = re.compile(r"[A-Z]{1,3}(?:[-/]?[0-9]{1,6}){1,3}")


def objection_to_officer(reference: str) -> str:
    """Why this cannot be an officer's pseudonymous reference: up to three capital letters, then groups of digits."""
    if not _PSEUDONYM.fullmatch(reference):
        return (
            "Give the force's pseudonym for the officer, as in M-2024-017: up to three capital letters, then digits; "
            "never a name."
        )
    return ""


NEEDS_A_HEARING = frozenset({Sanction.DISMISSED, Sanction.WOULD_HAVE_BEEN_DISMISSED, Sanction.REDUCED_IN_RANK})
"""Outcomes that a misconduct meeting cannot give."""


def objection_to_sanction(proceeding: str, sanction: Sanction) -> str:
    """Why these proceedings cannot have ended like this."""
    if proceeding == Proceeding.MEETING and sanction in NEEDS_A_HEARING:
        return f"A misconduct meeting cannot end with “{sanction.label.lower()}”: that needs a hearing."
    return ""
