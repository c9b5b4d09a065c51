"""The life of what the public writes: one table of moves, the office's standards, which messages belong together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.choices import MailStage, Recipient
from casework.rules import STAYS, WORKS_CASES
from pcc.models import User
from pcc.moves import Move
from pcc.roles import ANSWERS_LETTERS, Role

SEES_CORRESPONDENCE = ANSWERS_LETTERS
"""Roles that see what the public writes; seals, conflicts, teams and the own-case rule still take matters away."""

WAITING = frozenset({MailStage.WAITING_ON_FORCE, MailStage.WAITING_ON_PARTNER, MailStage.WAITING_ON_PERSON})
UNDER_WAY = frozenset({MailStage.TRIAGED, MailStage.OPEN, MailStage.ACKNOWLEDGED, MailStage.REPLIED}) | WAITING
IN_HAND = UNDER_WAY | {MailStage.NEW}
ENDED = frozenset(MailStage) - IN_HAND

WAITS_AT = {
    Recipient.FORCE: MailStage.WAITING_ON_FORCE,
    Recipient.PARTNER: MailStage.WAITING_ON_PARTNER,
    Recipient.PERSON: MailStage.WAITING_ON_PERSON,
}


def somebody_elses(item: Any, user: User) -> str:
    owner = item.case.owner
    return f"{owner} has it already." if owner is not None and owner.pk != user.pk else ""


def acknowledged_already(item: Any, user: User) -> str:
    return "It was acknowledged already." if item.acknowledged_on else ""


def enquiries_left(item: Any, user: User) -> str:
    """Reads ``enquiries_open``, which ``for_detail`` gives."""
    if not item.enquiries_open:
        return ""
    return "An enquiry is still open: record its answer, or that it is no longer needed, first."


MAIL_MOVES = {
    "claim": Move("Take it", IN_HAND, STAYS, WORKS_CASES, objection=somebody_elses),
    "triage": Move("Say where it belongs", IN_HAND, MailStage.TRIAGED, WORKS_CASES),
    "acknowledge": Move(
        "Record that it was acknowledged",
        UNDER_WAY,
        MailStage.ACKNOWLEDGED,
        WORKS_CASES,
        objection=acknowledged_already,
    ),
    "ask": Move("Ask somebody", UNDER_WAY, STAYS, WORKS_CASES),
    "answer_enquiry": Move("Record an answer", UNDER_WAY, STAYS, WORKS_CASES),
    "reply": Move("Record the reply", UNDER_WAY, MailStage.REPLIED, WORKS_CASES),
    "close": Move("Close it", UNDER_WAY, MailStage.CLOSED, WORKS_CASES, objection=enquiries_left),
    "convert": Move("Make it something else", UNDER_WAY, MailStage.CONVERTED, WORKS_CASES, objection=enquiries_left),
    "merge": Move("Join it to another", IN_HAND, MailStage.MERGED, WORKS_CASES),
    "split": Move("Take a message out of it", IN_HAND, STAYS, WORKS_CASES),
    "discard": Move("Discard it", frozenset({MailStage.NEW, MailStage.TRIAGED}), MailStage.DISCARDED, WORKS_CASES),
    "reopen": Move(
        "Open it again",
        frozenset({MailStage.CLOSED, MailStage.DISCARDED}),
        MailStage.OPEN,
        WORKS_CASES | {Role.MANAGER},
    ),
}
"""The moves of a correspondence. Objections read ``case.owner`` and ``enquiries_open``, which ``for_detail`` gives."""

ACKNOWLEDGE = "casework_acknowledgement"
REPLY = "casework_reply"
REPLY_TO_ELECTED = "casework_reply_to_mp"
CHASE_AFTER = 10
"""Working days that somebody asked has to answer, unless a day is given; a standard of the office."""


AUTOMATIC = "automatic_acknowledgement"
"""The code of the letter that goes by itself."""
LETTERS_DO = {
    AUTOMATIC: "acknowledge",
    "acknowledgement": "acknowledge",
    "holding_reply": "acknowledge",
    "foi_acknowledgement": "acknowledge",
    "sar_acknowledgement": "acknowledge",
    "hand_off_review": "acknowledge",
    "hand_off_office": "acknowledge",
    "hand_off_chief_constable": "acknowledge",
    "full_reply": "reply",
    "hand_off_force": "reply",
    "hand_off_panel": "reply",
    "hand_off_partner": "reply",
    "hand_off_iopc": "reply",
    "hand_off_emergency": "reply",
}
"""What a letter that has gone means for its matter, by the code of its template. Other letters mean nothing for it."""
ANSWERED_BY_ITSELF_WITHIN = timedelta(days=2)
"""Older messages are not acknowledged by a machine: a mailbox that is connected for the first time holds old ones."""


def clocks_from_receipt(*, from_elected: bool) -> tuple[str, ...]:
    """The codes of the clocks that start with the day of receipt, before anybody has sorted the message."""
    return (ACKNOWLEDGE, REPLY_TO_ELECTED if from_elected else REPLY)


@dataclass(frozen=True)
class Joins:
    """The case that a message belongs to, and the reason that is kept with it."""

    case: int
    because: str


def belongs_to(
    *, sender: str, answered: Iterable[tuple[int, str]], named: Iterable[tuple[int, str, frozenset[str]]]
) -> Joins | None:
    """Which case a message joins, if any.

    ``answered``: case and reference of messages or letters of ours that this one answers, by its headers.
    ``named``: case, reference and known addresses of each case whose reference the words name. A reference alone is no
    key: from an address that the case does not know, the message starts a matter of its own and a person joins them.
    """
    for case, reference in answered:
        return Joins(case, f"It answers a message of {reference}.")
    for case, reference, addresses in named:
        if sender and sender.lower() in addresses:
            return Joins(case, f"It names {reference} and comes from an address of that file.")
    return None
