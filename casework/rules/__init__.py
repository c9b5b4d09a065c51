"""What may be done to a case, its people, tasks and clocks, by whom and when; how names are compared; what a finished
clock's verdict is."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casework.choices import ClockStage, LetterStage, PlanStage, Result, Stage, TaskStage
from pcc.models import User
from pcc.moves import Move
from pcc.roles import STAFF, Role

SEES_CASES = STAFF - {Role.ADMINISTRATOR, Role.AUDITOR}
"""Roles that may see cases at all; seals, conflicts and the own-case rule still take cases away."""

WORKS_CASES = frozenset({Role.COMPLAINTS_OFFICER, Role.CASEWORKER, Role.REVIEWS_MANAGER})
"""Roles that start, pause and finish the clocks of a case."""

ANSWERS_FOR_CASES = frozenset({Role.REVIEWS_MANAGER, Role.MANAGER})
"""Roles that decide who may see a case."""

KEEPS_FILES = WORKS_CASES | {Role.MANAGER, Role.PANEL_COORDINATOR}
"""Roles that put people, notes, tasks, links and tags on a case."""

OVERSEES_CASES = frozenset({Role.REVIEWS_MANAGER, Role.MANAGER, Role.SAFEGUARDING_LEAD})
"""Roles that see the cases of every team; seals, conflicts and the own-case rule still take cases away."""

OPENS_SEALED = ANSWERS_FOR_CASES | {Role.SAFEGUARDING_LEAD}
"""Roles that may open a sealed case of which they are not named, in an emergency."""

LOOKS_INTO_OPENINGS = ANSWERS_FOR_CASES | {Role.AUDITOR}
"""Roles that look afterwards into such an opening; never the person who opened it."""

EMERGENCY = timedelta(minutes=60)
"""How long a sealed case stays open to who opened it in an emergency."""

SHORTEST_EMERGENCY = 30
"""Characters that the reason for opening a sealed case has at least."""

DAYS_TO_LOOK_INTO = 3
"""Working days within which somebody looks into such an opening; after them everybody who could is told."""

LONGEST_SEAL = 90
"""Days within which somebody looks again whether a case must stay sealed."""

ANY_STAGE = frozenset(Stage.values)
STAYS = ""
"""The target of a move that leaves the stage as it is."""


def sealed_already(case: Any, user: User) -> str:
    return "This case is already sealed." if case.is_sealed else ""


def not_sealed(case: Any, user: User) -> str:
    return "" if case.is_sealed else "This case is not sealed."


def tasks_left(case: Any, user: User) -> str:
    if not case.tasks_open:
        return ""
    left = "1 task is" if case.tasks_open == 1 else f"{case.tasks_open} tasks are"
    return f"{left} still to do on this file. Finish each, or say that it is not needed, then close the file."


OPEN_ONLY = frozenset({Stage.OPEN})

CASE_MOVES = {
    "allocate": Move("Give it to somebody", OPEN_ONLY, STAYS, WORKS_CASES | ANSWERS_FOR_CASES),
    "add_party": Move("Add a person", OPEN_ONLY, STAYS, KEEPS_FILES),
    "end_party": Move("End what a person is to this file", ANY_STAGE, STAYS, KEEPS_FILES),
    "add_note": Move("Write a note", ANY_STAGE, STAYS, KEEPS_FILES | {Role.SAFEGUARDING_LEAD}),
    "strike_note": Move("Strike out a note", ANY_STAGE, STAYS, KEEPS_FILES),
    "add_task": Move("Add a task", OPEN_ONLY, STAYS, KEEPS_FILES),
    "link": Move("Link to another file", ANY_STAGE, STAYS, KEEPS_FILES),
    "tag": Move("Tag this file", ANY_STAGE, STAYS, KEEPS_FILES),
    "close": Move("Close this file", OPEN_ONLY, Stage.CLOSED, WORKS_CASES, objection=tasks_left),
    "reopen": Move("Open this file again", frozenset({Stage.CLOSED}), Stage.OPEN, WORKS_CASES | ANSWERS_FOR_CASES),
    "start_clock": Move("Start a clock", frozenset({Stage.OPEN}), STAYS, WORKS_CASES),
    "seal": Move("Seal this case", ANY_STAGE, STAYS, ANSWERS_FOR_CASES, objection=sealed_already),
    "review_seal": Move("Look again at the seal", ANY_STAGE, STAYS, ANSWERS_FOR_CASES, objection=not_sealed),
    "change_names": Move("Change who is named", ANY_STAGE, STAYS, ANSWERS_FOR_CASES, objection=not_sealed),
    "lift_seal": Move("Lift the seal", ANY_STAGE, STAYS, ANSWERS_FOR_CASES, objection=not_sealed),
    "declare_conflict": Move("Declare that you have a conflict of interest", ANY_STAGE, STAYS, SEES_CASES),
    "connect_staff": Move("Shut a member of staff out", ANY_STAGE, STAYS, ANSWERS_FOR_CASES),
    "note_connection": Move("Take note of it", ANY_STAGE, STAYS, ANSWERS_FOR_CASES),
    "end_connection": Move("Let a member of staff in again", ANY_STAGE, STAYS, ANSWERS_FOR_CASES),
}
"""The moves of a case. Objections read ``is_sealed`` and ``tasks_open``, which ``for_detail`` gives."""

TASK_MOVES = {
    "finish": Move("Mark as done", frozenset({TaskStage.OPEN}), TaskStage.DONE, KEEPS_FILES),
    "drop": Move("Mark as not needed", frozenset({TaskStage.OPEN}), TaskStage.DROPPED, KEEPS_FILES),
    "change": Move("Change", frozenset({TaskStage.OPEN}), STAYS, KEEPS_FILES),
}


def proposed_it(plan: Any, user: User) -> str:
    return "You proposed this plan: somebody else decides on it." if plan.proposed_by_id == user.pk else ""


def told_already(plan: Any, user: User) -> str:
    given_up = plan.letter is None or plan.letter.stage == LetterStage.CANCELLED
    return "" if given_up else "There is a letter about this plan already."


PLAN_MOVES = {
    "decide": Move(
        "Decide on the plan",
        frozenset({PlanStage.PROPOSED}),
        PlanStage.IN_FORCE,
        ANSWERS_FOR_CASES,
        objection=proposed_it,
    ),
    "refuse": Move(
        "Refuse the plan", frozenset({PlanStage.PROPOSED}), PlanStage.REFUSED, ANSWERS_FOR_CASES, objection=proposed_it
    ),
    "review": Move("Keep the plan and look again later", frozenset({PlanStage.IN_FORCE}), STAYS, ANSWERS_FOR_CASES),
    "letter": Move(
        "Write the letter that tells them",
        frozenset({PlanStage.IN_FORCE}),
        STAYS,
        WORKS_CASES,
        objection=told_already,
    ),
    "end": Move("End the plan", frozenset({PlanStage.IN_FORCE}), PlanStage.ENDED, ANSWERS_FOR_CASES),
}
"""A plan for unacceptable contact is decided by somebody else than who proposed it."""

ALWAYS_READ = (
    "Anything new that they write about",
    "Requests for information and for their own data",
    "Anything about a risk to somebody's safety",
    "An application for a statutory review",
)
"""What the office reads from a person under a plan, whatever its level. An office's plan may add to these only."""

LONGEST_PLAN = 366
"""Days after its decision within which a plan must be looked at again."""

QUIET_AFTER = 14
"""Days without any act after which an open file counts as quiet."""

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


# How people are compared

_PHONE_PREFIXES = re.compile(r"^(?:0044|44)(?=[1-9])")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")
SHORTEST_PHONE = 6
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})


def name_key(name: str) -> str:
    """A name for comparing: small letters without accents, titles or punctuation, one space between words."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    words = re.sub(r"[^\w\s]", "", plain.casefold()).split()
    return " ".join([word for word in words if word not in _TITLES] or words)


def phone_key(phone: str) -> str:
    """The digits of a phone number, written as inside the country; empty when there are too few to tell people by."""
    digits = _PHONE_PREFIXES.sub("0", re.sub(r"\(0\)|[^0-9]", "", phone))
    return digits[:20] if len(digits) >= SHORTEST_PHONE else ""


def email_key(email: str) -> str:
    """An e-mail address in small letters."""
    return email.strip().casefold()


def postcode_key(postcode: str) -> str:
    """A postcode without spaces, in capitals."""
    return re.sub(r"\s", "", postcode).upper()


@dataclass(frozen=True)
class Keys:
    """What somebody typed into a search, as the keys of people are written; a key that it cannot be is empty."""

    words: list[str]
    email: str
    phone: str
    postcode: str


def keys_in(text: str) -> Keys:
    postcode = postcode_key(text)
    return Keys(
        words=name_key(text).split(),
        email=email_key(text),
        phone="" if re.search(r"[^0-9+()\s.-]", text) else phone_key(text),
        postcode=postcode if _POSTCODE.fullmatch(postcode) else "",
    )


DETAILS = (
    "name",
    "email",
    "phone",
    "address",
    "postcode",
    "contact_by",
    "letter_form",
    "contact_note",
    "adjustments",
    "safe_contact",
    "is_young",
)
"""What the office keeps of a person."""

KEPT_FROM_BOTH = ("contact_note", "adjustments", "safe_contact")
"""Details that neither record may lose when two are merged."""


def joined_details(kept: dict[str, Any], gone: dict[str, Any]) -> dict[str, Any]:
    """The details of two records of one person: those kept stand, gaps are filled, and what protects is never lost."""
    joined = {name: kept[name] if kept[name] not in ("", None) else gone[name] for name in DETAILS}
    for name in KEPT_FROM_BOTH:
        if gone[name] and gone[name] not in joined[name]:
            joined[name] = f"{joined[name]}\n{gone[name]}"
    if gone["is_young"]:
        joined["is_young"] = True
    return joined
