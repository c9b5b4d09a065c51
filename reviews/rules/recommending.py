"""What a local policing body may recommend, and what becomes of a recommendation.

Police Reform Act 2002, Schedule 3, paragraphs 6A, 25 and 28ZA; the Regulations of 2020, regulation 30. A local policing
body cannot direct; the force need not follow, but must answer in writing with its reasons.
"""

from complaints.choices import Handling
from pcc.moves import Move
from pcc.roles import Role
from reviews.choices import Kind, RecommendationStage

ROUTES: dict[Kind, frozenset[str]] = {
    Kind.REFER_IOPC: frozenset({Handling.OTHERWISE, Handling.LOCAL}),
    Kind.INVESTIGATE: frozenset({Handling.OTHERWISE}),
    Kind.REINVESTIGATE: frozenset({Handling.LOCAL}),
    Kind.CASE_TO_ANSWER: frozenset({Handling.LOCAL}),
    Kind.CPS: frozenset({Handling.LOCAL}),
    Kind.REMEDY: frozenset({Handling.OTHERWISE, Handling.LOCAL}),
}
"""For complaints handled in which ways each can be recommended."""

SOURCES: dict[Kind, str] = {
    Kind.REFER_IOPC: "Police Reform Act 2002, Schedule 3, paragraphs 6A(7)(a) and 25(4E)",
    Kind.INVESTIGATE: "Police Reform Act 2002, Schedule 3, paragraph 6A(7)(b)",
    Kind.REINVESTIGATE: "Police Reform Act 2002, Schedule 3, paragraph 25(4E), (4F)",
    Kind.CASE_TO_ANSWER: "Police Reform Act 2002, Schedule 3, paragraph 25(4E) to (4H)",
    Kind.CPS: "Police Reform Act 2002, Schedule 3, paragraph 25",
    Kind.REMEDY: "Police Reform Act 2002, Schedule 3, paragraph 28ZA",
}

UNVERIFIED = frozenset(Kind)
"""Kinds whose paragraph nobody has read at its source yet. The page says so."""


def kinds_for(handling: str) -> tuple[Kind, ...]:
    """What can be recommended on a complaint handled this way; all where the way is not known."""
    if handling not in (Handling.OTHERWISE, Handling.LOCAL):
        return tuple(Kind)
    return tuple(kind for kind in Kind if handling in ROUTES[kind])


def objection_to_kind(kind: str, handling: str) -> str:
    """Why this cannot be recommended on a complaint handled that way."""
    if kind in kinds_for(handling):
        return ""
    return f"“{Kind(kind).label}” cannot be recommended on a complaint handled as “{Handling(handling).label}”."


def awaits_reply(stage: str) -> bool:
    return stage in (RecommendationStage.ISSUED, RecommendationStage.EXTENDED)


WORKS_REVIEWS = frozenset({Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER})
ANSWERED = frozenset({RecommendationStage.ACCEPTED, RecommendationStage.PART_ACCEPTED})
WAITING = frozenset({RecommendationStage.ISSUED, RecommendationStage.EXTENDED})

RECOMMENDATION_MOVES = {
    "change": Move("Change it", frozenset({RecommendationStage.DRAFT}), "", WORKS_REVIEWS),
    "extend": Move("Allow the force longer", WAITING, RecommendationStage.EXTENDED, WORKS_REVIEWS),
    "chase": Move("Chase the force", WAITING | ANSWERED, "", WORKS_REVIEWS),
    "accepted": Move("The force accepts it", WAITING, RecommendationStage.ACCEPTED, WORKS_REVIEWS),
    "part_accepted": Move("The force accepts it in part", WAITING, RecommendationStage.PART_ACCEPTED, WORKS_REVIEWS),
    "rejected": Move("The force refuses it", WAITING, RecommendationStage.REJECTED, WORKS_REVIEWS),
    "implemented": Move("It is implemented", ANSWERED, RecommendationStage.IMPLEMENTED, WORKS_REVIEWS),
    "close": Move("Close it as not implemented", ANSWERED, RecommendationStage.NOT_IMPLEMENTED, WORKS_REVIEWS),
}
"""The moves of a recommendation."""
