"""What may be done to letters and their templates, by whom and when."""

from datetime import timedelta
from typing import Any

from casework.choices import DispatchStage, LetterStage, SecondCheck, TemplateStage, Way
from casework.rules import ANSWERS_FOR_CASES, STAYS, WORKS_CASES
from pcc.models import User
from pcc.moves import Move
from pcc.roles import Role

APPROVES_TEMPLATES = ANSWERS_FOR_CASES
"""Who says that the words of a template may go out in the office's name; never of words that they wrote themselves."""
WRITES_LETTERS = WORKS_CASES
CHECKS_LETTERS = WORKS_CASES | ANSWERS_FOR_CASES

TIME_TO_RECALL = timedelta(minutes=2)
"""How long a copy is held after issue, so that a slip can be taken back."""

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120, 240, 480))
"""How long a copy waits after each try that the mail server did not take; after the last one a person decides."""

LEASE = timedelta(minutes=5)
"""A copy whose sender has not come back by then is one of which nobody knows whether it went."""

SAMPLED_ONE_IN = 5

TIME_TO_CHECK = timedelta(days=2)
"""How long a letter may wait for its second check, to be put right, or to be issued or posted: the office's custom."""

TIME_TO_FINISH = timedelta(days=7)
"""How long a letter may lie unfinished: the office's custom, no law."""


def wants_check(second_check: str, letter_id: int) -> bool:
    """Whether a second person must look: always, never, or for one letter in five by its number."""
    if second_check == SecondCheck.SAMPLED:
        return letter_id % SAMPLED_ONE_IN == 0
    return second_check == SecondCheck.REQUIRED


def not_own(letter: Any, user: User) -> str:
    """Nobody checks what they wrote or changed themselves."""
    if user.pk in (letter.author_id, letter.changed_by_id):
        return "You wrote or changed this letter, so somebody else checks it."
    return ""


BEING_WRITTEN = frozenset({LetterStage.DRAFT, LetterStage.TO_CHECK, LetterStage.CHECKED})

LETTER_MOVES = {
    "edit": Move("Change the letter", BEING_WRITTEN, LetterStage.DRAFT, WRITES_LETTERS),
    "address": Move("Change who gets it", BEING_WRITTEN, LetterStage.DRAFT, WRITES_LETTERS),
    "send_for_check": Move(
        "Send for a second check",
        frozenset({LetterStage.DRAFT, LetterStage.CHECKED}),
        LetterStage.TO_CHECK,
        WRITES_LETTERS,
    ),
    "sign": Move(
        "Sign as checked", frozenset({LetterStage.TO_CHECK}), LetterStage.CHECKED, CHECKS_LETTERS, objection=not_own
    ),
    "send_back": Move(
        "Send back", frozenset({LetterStage.TO_CHECK}), LetterStage.DRAFT, CHECKS_LETTERS, objection=not_own
    ),
    "waive_check": Move(
        "Do without the second check",
        BEING_WRITTEN,
        STAYS,
        frozenset({Role.REVIEWS_MANAGER}),
    ),
    "issue": Move("Issue", frozenset({LetterStage.DRAFT, LetterStage.CHECKED}), LetterStage.ISSUED, WRITES_LETTERS),
    "recall": Move("Take back", frozenset({LetterStage.ISSUED}), LetterStage.DRAFT, WRITES_LETTERS),
    "cancel": Move("Give up this letter", BEING_WRITTEN, LetterStage.CANCELLED, WRITES_LETTERS),
}


def own_words(template: Any, user: User) -> str:
    return "You wrote these words, so somebody else approves them." if template.made_by_id == user.pk else ""


TEMPLATE_MOVES = {
    "change": Move("Change the words", frozenset(TemplateStage.values), STAYS, WRITES_LETTERS),
    "approve": Move(
        "Approve",
        frozenset({TemplateStage.SAMPLE, TemplateStage.DRAFT}),
        TemplateStage.APPROVED,
        APPROVES_TEMPLATES,
        objection=own_words,
    ),
    "retire": Move("Stop using it", frozenset({TemplateStage.APPROVED}), TemplateStage.RETIRED, APPROVES_TEMPLATES),
}


def goes_by_post(copy: Any, user: User) -> str:
    return "" if copy.way == Way.POST else "This copy goes by e-mail."


def was_an_email(copy: Any, user: User) -> str:
    return "" if copy.way == Way.EMAIL else "This copy goes by post."


CAME_TO_NOTHING = frozenset({DispatchStage.UNSURE, DispatchStage.REFUSED})

COPY_MOVES = {
    "mark_posted": Move(
        "Mark as posted", frozenset({DispatchStage.TO_POST}), DispatchStage.POSTED, WRITES_LETTERS, goes_by_post
    ),
    "send_again": Move("Send again", CAME_TO_NOTHING, DispatchStage.HELD, WRITES_LETTERS, was_an_email),
    "post_instead": Move("Send by post instead", CAME_TO_NOTHING, DispatchStage.TO_POST, WRITES_LETTERS, was_an_email),
    "say_arrived": Move(
        "It has arrived", frozenset({DispatchStage.UNSURE}), DispatchStage.SENT, WRITES_LETTERS, was_an_email
    ),
}
