"""Rules of panels: who does what and when, what an extract may hold, who may read it, how files are dealt out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pcc.models import User
from pcc.moves import Move
from pcc.roles import Role
from reviews.dip_sampling.choices import (
    ON_SCALE,
    AllocationStage,
    AnswerCode,
    ExtractStage,
    FileStage,
    FindingStage,
    FlagStage,
    PanelStage,
    Place,
    Scale,
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

PAPERS_DUE_AFTER = timedelta(days=14)
"""The force is asked to send papers within this time, unless the coordinator says otherwise."""

DOOR_GOOD_FOR = timedelta(hours=24)
"""A one-time link or code opens within this time of being made."""

BREAK_AFTER = 3
"""Files after which a reader is offered a break."""

BREAK_AFTER_TIME = timedelta(minutes=30)
"""So long may a reader read without being offered a break."""

BREAK_LASTS = timedelta(minutes=10)
"""A reader who gives no sign for so long, on top of what their file takes to read, has had a break."""


def reading_since(signs: Iterable[tuple[datetime, timedelta]], *, at: datetime) -> datetime:
    """Since when a reader has been reading without a break, seen from ``at``; ``at`` itself when they have not.

    ``signs`` are the moments at which they began a file, answered or handed in, each with the time that its file takes
    to read.
    """
    since = at
    for moment, long in sorted(signs, reverse=True):
        if since - moment > long + BREAK_LASTS:
            break
        since = min(since, moment)
    return since


HELPLINES = (
    ("Childline, if you are under 19", "0800 1111"),
    ("Shout, by text", "85258"),
    ("Samaritans", "116 123"),
    ("If somebody is in danger now", "999"),
)
"""Who else is there for a member, in any office of England and Wales."""

QUIET_FROM, QUIET_UNTIL = 20, 8
"""No reminder goes to members from 20:00 to 08:00."""

BLOCKED_TOPICS = (
    "sexual",
    "rape",
    "indecen",
    "child abuse",
    "exploitation",
    "death",
    "fatal",
    "suicid",
    "self-harm",
    "self harm",
    "domestic",
)
"""Beginnings of words in an allegation's category by which a file is left out of a panel with under-18s."""


def is_blocked_topic(categories: Iterable[str]) -> bool:
    """Whether a category names a topic that under-18s are not given."""
    text = " ".join(categories).casefold()
    return any(re.search(rf"\b{re.escape(topic)}", text) for topic in BLOCKED_TOPICS)


# What an extract is built from

COPIED = "copied"
MONTH = "month and year"
BAND = "band"

ALLOWED_FACTS = {
    "received_on": MONTH,
    "categories": "kind, in plain words by a person",
    "area": "district, in words by a person",
    "age_band": BAND,
}
"""The fields of a complaint from which an extract may take something, and what it takes. Any other field is dropped,
and so is any field that the model gains later."""


def month_of(day: date | None) -> str:
    """A date as a reader is given it: its month and year."""
    return f"{day:%B %Y}" if day else ""


def day_number(day: date, *, start: date) -> str:
    """A date as its place after the first one: the day of the start is day 1."""
    return f"day {(day - start).days + 1}"


def facts_for_extract(complaint: Any) -> dict[str, str]:
    """What an extract starts with: the allowed facts of its complaint, generalised."""
    return {
        "about_when": month_of(complaint.received_on),
        "age_band": complaint.get_age_band_display() if complaint.age_band else "",
    }


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


ANY_FILE = frozenset(FileStage.values)
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


# Who may read


def objection_to_reading(seat: Any, session: Any, *, at: datetime, on: date) -> str:
    """Why this member may not open a file now, in a sentence for the member; empty when they may.

    ``at`` is the moment and ``on`` the local day. Reads the seat, its panel's undertaking and the session.
    """
    if session.stage != SessionStage.OPEN:
        return "This session is not open."
    if seat.ended_at is not None or not seat.began_on <= on <= seat.ends_on:
        return "Your time on the panel is over. Thank you for what you did."
    if seat.undertaking_on is None:
        return "Read the promise that panel members make, and say that you make it."
    if seat.trained_on is None:
        return "You can read files after the training. Ask the person who runs the panel."
    if seat.under_18:
        if seat.consent_until is None or seat.consent_until < on:
            return "We need your parent's or carer's consent again before you read. Ask the person who runs the panel."
        beside = session.adult_until if session.place == Place.ROOM else seat.adult_until
        if beside is None or beside < at:
            return "A grown-up who knows about this must be with you. Ask the person who runs the panel."
    return ""


# Questions


@dataclass(frozen=True)
class AskedQuestion:
    """A question as somebody writes it, before it is part of a version."""

    code: str
    text: str
    measure: str
    hint: str = ""
    scale: str = Scale.FOUR
    counts_as_yes: tuple[str, ...] = (AnswerCode.YES, AnswerCode.MOSTLY)
    reported: str = "YES"
    asks_why: bool = True


STANDING = (
    AskedQuestion(
        "understood",
        "Did the police understand the complaint?",
        "clearly understood the complaint",
        "Think about everything the person said was wrong. Did the police see all of it?",
    ),
    AskedQuestion(
        "fair",
        "Was what they did fair, and was it enough?",
        "acted in a reasonable and proportionate way",
        "Think about what you would expect, for a complaint like this one.",
    ),
    AskedQuestion(
        "empathy",
        "Did they show they cared?",
        "showed empathy",
        "Look at the letter they sent. Think how you would feel if you got it.",
    ),
    AskedQuestion(
        "trust",
        "Would this make you trust the police more?",
        "did not inspire trust and confidence in policing",
        "Think about everything you have read in this file.",
        reported="NO",
    ),
)
"""The four published measures, in plain words."""


def objections_to_questions(questions: Sequence[AskedQuestion]) -> str:
    """Why these questions cannot be a set; empty when they can."""
    if not questions:
        return "A question set needs at least one question."
    codes = [question.code for question in questions]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        return f"Two questions have the code {twice[0]}: give each its own."
    for question in questions:
        if not question.code or not question.text.strip() or not question.measure.strip():
            return "Each question needs a code, its words, and the words in which it is published."
        answers = set(ON_SCALE[Scale(question.scale)])
        yes = set(question.counts_as_yes)
        if not yes or not yes < answers:
            return f"Say which answers to “{question.text}” count as yes: at least one, and not all of them."
    return ""


def is_yes(value: str, counts_as_yes: Iterable[str]) -> bool | None:
    """The yes/no collapse of one answer; None for "I can't tell"."""
    return None if value == AnswerCode.CANT_TELL else value in set(counts_as_yes)


def is_on_scale(value: str, scale: str) -> bool:
    return value == AnswerCode.CANT_TELL or value in ON_SCALE[Scale(scale)]


# Dealing files out


def dealt_out(
    files: Sequence[int],
    seats: Sequence[int],
    *,
    kept: Iterable[tuple[int, int]] = (),
    never: Iterable[tuple[int, int]] = (),
    readers_per_file: int,
    files_per_reader: int,
) -> list[tuple[int, int]]:
    """Pairs (file, seat) to add, so that each file has its readers and readers have about the same number of files.

    ``kept`` are pairs that stand: work that is dealt out already is never taken away, so dealing twice adds nothing.
    ``never`` are pairs that must not be: conflicts, and files that a reader gave back. Nobody gets more than
    ``files_per_reader``. Files that have the fewest possible readers are dealt first, each to the reader who has least.
    """
    load = dict.fromkeys(seats, 0)
    readers: dict[int, set[int]] = {file: set() for file in files}
    for file, seat in kept:
        if seat in load:
            load[seat] += 1
        if file in readers:
            readers[file].add(seat)
    deal = _Deal(list(files), list(seats), set(never), readers, load, readers_per_file, files_per_reader)
    while deal.give():
        deal.even_out()
    return deal.added


@dataclass
class _Deal:
    """A deal under way."""

    files: list[int]
    seats: list[int]
    never: set[tuple[int, int]]
    readers: dict[int, set[int]]
    load: dict[int, int]
    readers_per_file: int
    files_per_reader: int
    added: list[tuple[int, int]] = field(default_factory=list)

    def possible(self, file: int) -> list[int]:
        """The seats that may be given a file, with room for it."""
        return [
            seat
            for seat in self.seats
            if seat not in self.readers[file]
            and (file, seat) not in self.never
            and self.load[seat] < self.files_per_reader
        ]

    def give(self) -> bool:
        """Give each file the readers it lacks, one a round, so that a shortage is shared; whether any was given."""
        before = len(self.added)
        places = {seat: place for place, seat in enumerate(self.seats)}
        for _ in range(self.readers_per_file):
            for turn, file in enumerate(sorted(self.files, key=lambda one: len(self.possible(one)))):
                free = self.possible(file)
                if free and len(self.readers[file]) < self.readers_per_file:
                    self._add(file, min(free, key=lambda one: (self.load[one], (places[one] - turn) % len(places))))
        return len(self.added) > before

    def _add(self, file: int, seat: int) -> None:
        self.readers[file].add(seat)
        self.load[seat] += 1
        self.added.append((file, seat))

    def even_out(self) -> None:
        """Move files of this deal from readers who have most to readers who have least, as far as it goes."""
        while move := self._move():
            file, giver, taker = move
            self.added.remove((file, giver))
            self.readers[file].remove(giver)
            self.load[giver] -= 1
            self._add(file, taker)

    def _move(self) -> tuple[int, int, int] | None:
        for giver in sorted(self.seats, key=lambda seat: -self.load[seat]):
            for taker in sorted(self.seats, key=lambda seat: self.load[seat]):
                if self.load[giver] - self.load[taker] < 2:
                    break
                for file, seat in self.added:
                    if seat == giver and taker in self.possible(file):
                        return file, giver, taker
        return None


# Nicknames

BIRD_NAMES = """
Avocet Bittern Buzzard Chaffinch Chough Cormorant Crake Crossbill Cuckoo Curlew Dipper Dotterel Dunlin Dunnock
Egret Eider Fieldfare Firecrest Flycatcher Fulmar Gadwall Gannet Godwit Goldcrest Goldeneye Goldfinch
Goosander Goshawk Grebe Greenfinch Greenshank Grouse Guillemot Harrier Hawfinch Hobby Hoopoe Jackdaw Kestrel
Kingfisher Kittiwake Lapwing Linnet Magpie Mallard Merganser Moorhen Nightjar Nuthatch Oriole Osprey Ouzel
Oystercatcher Peregrine Petrel Phalarope Pheasant Pigeon Pintail Pipit Plover Pochard Ptarmigan Puffin
Razorbill Redpoll Redshank Redstart Redwing Ringouzel Sanderling Sandpiper Scaup Scoter Shearwater Shelduck
Shoveler Shrike Siskin Skua Skylark Smew Snipe Spoonbill Stonechat Swallow Tern Thrush Treecreeper Turnstone
Twite Wagtail Warbler Waxwing Wheatear Whimbrel Whinchat Whitethroat Wigeon Woodcock Woodlark Wryneck
Yellowhammer
"""
BIRDS = tuple(BIRD_NAMES.split())
"""Names that say nothing about a file, and that are nobody's name."""


def nickname(number: int) -> str:
    """The name for the file that came out of a shuffle as number 0, 1, 2 ...: "Kestrel", and later "Kestrel 2"."""
    bird, again = BIRDS[number % len(BIRDS)], number // len(BIRDS)
    return f"{bird} {again + 1}" if again else bird


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
