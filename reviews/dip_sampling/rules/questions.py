"""Questions of a panel: the four published measures, what a set must say, and how an answer becomes a yes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviews.dip_sampling.choices import ON_SCALE, AnswerCode, Scale


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
