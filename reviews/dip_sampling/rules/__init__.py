"""Rules of panels: who does what, how long things take, and the moves of each thing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pcc.models import User
from pcc.moves import Move
from pcc.roles import Role
from reviews.dip_sampling.choices import (
    AllocationStage,
    ExtractStage,
    FileStage,
    FindingStage,
    FlagStage,
    PanelStage,
    Section,
    SessionStage,
)

RUNS_PANELS = frozenset({Role.PANEL_COORDINATOR})
"""Who keeps panels, draws samples, writes extracts and runs sessions."""

READS_EXTRACTS = frozenset({Role.PANEL_COORDINATOR, Role.REVIEWS_MANAGER})
"""Who works on drawn files: an office needs two such people, because two must sign."""

WRITES_REQUESTS = frozenset({Role.REVIEWS_MANAGER})
"""Who writes to the force for papers: those who work on drawn files and write the office's letters."""

RECALLS_EXTRACTS = READS_EXTRACTS | {Role.SAFEGUARDING_LEAD}
"""Who may take an extract back from its readers."""

READS_PANELS = READS_EXTRACTS | {Role.MANAGER}
"""Who sees panels, question sets and sessions, without the names of members."""

READS_RECEIPTS = READS_PANELS | {Role.AUDITOR}
"""Who may read how a sample was drawn, and draw it again."""

READS_RESULTS = READS_PANELS
"""Who reads results of a closed session."""

ANSWERS_FLAGS = frozenset({Role.SAFEGUARDING_LEAD, Role.PANEL_COORDINATOR, Role.MANAGER})
"""Who answers a reader who asks for somebody: the lead first, coordinators and managers when it escalates."""

STAYS = ""
"""The target of a move that leaves the stage as it is."""

ESCALATES_AFTER = timedelta(minutes=15)
"""So long may a flag wait for the safeguarding lead before others are told."""

TOLD_AGAIN_AFTER = timedelta(hours=1)
"""So often others are told again of a flag that still nobody has acknowledged."""

TRIED_AGAIN_AFTER = timedelta(seconds=15)
"""A message about a flag that did not go is tried again when so much time is over."""


def is_escalating(raised_at: datetime, *, lead_told_at: datetime | None, at: datetime) -> bool:
    """Whether others than the safeguarding lead are told of an unanswered flag: at once where the lead could not be."""
    return lead_told_at is None or at - raised_at >= ESCALATES_AFTER


TEXT_KEPT_FOR = timedelta(days=14)
"""So long after the close of its session the text of an extract stays."""

PAPERS_KEPT_FOR = timedelta(days=365)
"""The text of the force's papers goes with that of the extracts, and at the latest so long after it was brought in."""

LISTS_KEPT_FOR = timedelta(days=365)
"""The list of people and words of a file stays after its text while words of its sessions are to be checked against it,
at the latest so long after the close."""

PAPERS_DUE_AFTER = timedelta(days=14)
"""The force is asked to send papers within this time, unless the coordinator says otherwise."""

REQUEST_WRITTEN_WITHIN = timedelta(days=3)
"""A colleague who was asked to write to the force is asked to do so within this time."""

DOOR_GOOD_FOR = timedelta(hours=24)
"""A one-time link or code opens within this time of being made."""

# Moves


def two_signed(extract: Any, user: User) -> str:
    """Objects unless two different people have signed the extract as it is now."""
    signers = {signature.by_id for signature in extract.standing_signatures if signature.digest == extract.digest}
    return "" if len(signers) >= 2 else "Two people must sign the extract as it is now."


def signed_already(extract: Any, user: User) -> str:
    if not extract.digest:
        return "There is nothing to sign yet: write the extract first."
    if any(signature.by_id == user.pk for signature in extract.standing_signatures):
        return "You have signed this extract already: a second person must sign it now."
    return ""


def may_be_released(extract: Any, user: User) -> str:
    """What still stands in the way of release; reads signatures, the newest check with its hits, and the list."""
    if not extract.list_count:
        return "The list of people and words of this file is empty: without it no check can be trusted."
    if refusal := two_signed(extract, user):
        return refusal
    check = next(iter(extract.newest_checks), None)
    if check is None or check.digest != extract.digest:
        return "Run the leak check on the extract as it is now."
    if check.list_digest != extract.list_digest:
        return "The list of people and words, or the checker itself, has changed since the leak check: run it again."
    if open_hits := sum(1 for hit in check.hits.all() if hit.dismissed_at is None):
        return f"{_counted(open_hits, 'hit')} of the leak check {'is' if open_hits == 1 else 'are'} still open."
    if not extract.press_checked:
        return "Say that you have looked whether place, month and event lead to a news report."
    return ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


BEING_WRITTEN = frozenset({ExtractStage.WRITING, ExtractStage.SIGNED, ExtractStage.AGREED})

PANEL_MOVES = {
    "edit": Move("Change", frozenset({PanelStage.OPEN}), STAYS, RUNS_PANELS),
    "seat": Move("Add a member", frozenset({PanelStage.OPEN}), STAYS, RUNS_PANELS),
    "draw": Move("Draw a sample", frozenset({PanelStage.OPEN}), STAYS, RUNS_PANELS),
    "plan": Move("Plan a session", frozenset({PanelStage.OPEN}), STAYS, RUNS_PANELS),
    "close": Move("Close the panel", frozenset({PanelStage.OPEN}), PanelStage.CLOSED, RUNS_PANELS),
}

FILE_MOVES = {
    "write_request": Move("Write the request to the force", frozenset({FileStage.DRAWN}), STAYS, WRITES_REQUESTS),
    "write_chase": Move("Write a reminder to the force", frozenset({FileStage.ASKED}), STAYS, WRITES_REQUESTS),
    "hand_request": Move("Ask a colleague to write the request", frozenset({FileStage.DRAWN}), STAYS, RUNS_PANELS),
    "ask": Move("Record that papers are asked for", frozenset({FileStage.DRAWN}), FileStage.ASKED, RUNS_PANELS),
    "chase": Move("Note a reminder", frozenset({FileStage.ASKED}), STAYS, RUNS_PANELS),
    "arrive": Move(
        "The papers are here", frozenset({FileStage.DRAWN, FileStage.ASKED}), FileStage.ARRIVED, RUNS_PANELS
    ),
    "add_paper": Move(
        "Add text", frozenset({FileStage.DRAWN, FileStage.ASKED, FileStage.ARRIVED}), FileStage.ARRIVED, RUNS_PANELS
    ),
    "list": Move(
        "Add to the list of people and words",
        frozenset({FileStage.DRAWN, FileStage.ASKED, FileStage.ARRIVED}),
        STAYS,
        READS_EXTRACTS,
    ),
    "write": Move("Write the extract", frozenset({FileStage.ARRIVED}), STAYS, RUNS_PANELS),
    "replace": Move(
        "Replace by the next in reserve",
        frozenset({FileStage.DRAWN, FileStage.ASKED, FileStage.ARRIVED}),
        FileStage.REPLACED,
        RUNS_PANELS,
    ),
}

EXTRACT_MOVES = {
    "edit": Move("Edit", BEING_WRITTEN, ExtractStage.WRITING, READS_EXTRACTS),
    "sign": Move(
        "Sign",
        frozenset({ExtractStage.WRITING, ExtractStage.SIGNED}),
        STAYS,
        READS_EXTRACTS,
        objection=signed_already,
    ),
    "check": Move("Run the leak check", BEING_WRITTEN, STAYS, READS_EXTRACTS),
    "dismiss": Move("Dismiss a hit", BEING_WRITTEN, STAYS, READS_EXTRACTS),
    "release": Move(
        "Release to readers",
        frozenset({ExtractStage.AGREED}),
        ExtractStage.RELEASED,
        RUNS_PANELS,
        objection=may_be_released,
    ),
    "recall": Move("Recall", frozenset({ExtractStage.RELEASED}), ExtractStage.RECALLED, RECALLS_EXTRACTS),
    "reopen": Move("Write it again", frozenset({ExtractStage.RECALLED}), ExtractStage.WRITING, RUNS_PANELS),
    "expire": Move("Remove the text", frozenset(ExtractStage.values), ExtractStage.EXPIRED, RUNS_PANELS),
}
"""The moves of an extract. Objections read ``standing_signatures`` and ``newest_checks``, which ``for_detail`` gives,
and ``list_count`` and ``list_digest``, which the workflow works out from the file's list."""


def cannot_open(session: Any, user: User) -> str:
    """A session opens once files are dealt out."""
    return "" if session.dealt else "No file is dealt out yet: deal the released files out first."


SESSION_MOVES = {
    "edit": Move("Change", frozenset({SessionStage.PLANNED, SessionStage.OPEN}), STAYS, RUNS_PANELS),
    "deal": Move("Deal files out", frozenset({SessionStage.PLANNED, SessionStage.OPEN}), STAYS, RUNS_PANELS),
    "open": Move(
        "Open the session",
        frozenset({SessionStage.PLANNED}),
        SessionStage.OPEN,
        RUNS_PANELS,
        objection=cannot_open,
    ),
    "adults": Move("Say that adults are in the room", frozenset({SessionStage.OPEN}), STAYS, RUNS_PANELS),
    "enter_paper": Move("Enter a numbered print", frozenset({SessionStage.OPEN}), STAYS, RUNS_PANELS),
    "close": Move("Close the session", frozenset({SessionStage.OPEN}), SessionStage.CLOSED, RUNS_PANELS),
    "settle_late": Move("Settle late answers", frozenset({SessionStage.CLOSED}), STAYS, RUNS_PANELS),
    "agree": Move("Discussion", frozenset({SessionStage.CLOSED}), STAYS, RUNS_PANELS),
    "find": Move("Add a finding", frozenset({SessionStage.CLOSED, SessionStage.PUBLISHED}), STAYS, RUNS_PANELS),
    "approve_quote": Move(
        "Approve a quotation", frozenset({SessionStage.CLOSED, SessionStage.PUBLISHED}), STAYS, RUNS_PANELS
    ),
    "publish": Move(
        "Publish the results to members", frozenset({SessionStage.CLOSED}), SessionStage.PUBLISHED, RUNS_PANELS
    ),
}
"""The moves of a session. Objections read ``dealt``: how many files are with readers."""

ALLOCATION_MOVES = {
    "start": Move("Read it", frozenset({AllocationStage.DEALT}), AllocationStage.STARTED, frozenset()),
    "swap": Move(
        "Give me a different file",
        frozenset({AllocationStage.DEALT, AllocationStage.STARTED}),
        AllocationStage.SWAPPED,
        frozenset(),
    ),
    "declare": Move(
        "I may know somebody in it",
        frozenset({AllocationStage.DEALT, AllocationStage.STARTED}),
        AllocationStage.CONNECTED,
        frozenset(),
    ),
    "finish": Move("Hand in", frozenset({AllocationStage.STARTED}), AllocationStage.DONE, frozenset()),
    "withdraw": Move(
        "Withdraw", frozenset({AllocationStage.DEALT, AllocationStage.STARTED}), AllocationStage.WITHDRAWN, RUNS_PANELS
    ),
}
"""The moves of an allocation. A reader's moves ask for no role: they are the reader's alone."""

FLAG_MOVES = {
    "acknowledge": Move("I am on it", frozenset({FlagStage.RAISED}), FlagStage.ACKNOWLEDGED, ANSWERS_FLAGS),
    "close": Move("Close", frozenset({FlagStage.ACKNOWLEDGED}), FlagStage.CLOSED, ANSWERS_FLAGS),
}


def words_are_cleared(finding: Any, user: User) -> str:
    """A finding leaves the office once a person has read its words and what a check finds in them."""
    return "" if finding.told else "Clear its words first: somebody reads them, and what the check finds in them."


def words_wait(finding: Any, user: User) -> str:
    return "" if finding.waits else "Its words are cleared already."


FINDING_MOVES = {
    "clear": Move("Clear its words", frozenset(FindingStage.values), STAYS, RUNS_PANELS, objection=words_wait),
    "reword": Move("Change its words", frozenset(FindingStage.values), STAYS, RUNS_PANELS),
    "send": Move(
        "Sent to the force",
        frozenset({FindingStage.RAISED}),
        FindingStage.SENT,
        RUNS_PANELS,
        objection=words_are_cleared,
    ),
    "reply": Move("Record the force's reply", frozenset({FindingStage.SENT}), FindingStage.REPLIED, RUNS_PANELS),
    "change": Move("Record what changed", frozenset({FindingStage.REPLIED}), FindingStage.CHANGED, RUNS_PANELS),
    "check": Move(
        "Check in a later sample",
        frozenset({FindingStage.REPLIED, FindingStage.CHANGED}),
        FindingStage.CHECKED,
        RUNS_PANELS,
    ),
}


# Samples


def objection_to_size(size: int, reserves: int, population: int) -> str:
    """Why a sample of this size cannot be drawn; empty when it can."""
    if population == 0:
        return "No closed complaint fits these filters: widen them."
    if size < 1:
        return "Draw at least one file."
    if size > population:
        return f"Only {population} files fit: draw {population} at most, or widen the filters."
    if reserves < 0:
        return "The number of reserves cannot be below 0."
    return ""


SECTION_ORDER: Mapping[str, int] = {section: place for place, section in enumerate(Section)}
"""The order in which a reader meets the parts of a file."""
