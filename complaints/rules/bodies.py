"""Whether a review can follow, and which body decides it."""

from collections.abc import Iterable
from datetime import date

from complaints.choices import (
    SCHEDULE_3,
    Answer,
    Handling,
    ReviewBody,
)

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
