"""The one table of what may be done to a review: by whom, in which stage, and what stands in the way.

Objections read what ``Review.objects.for_moves()`` loads, and ``review.window``, which ``Review.weighed`` gives.
Acknowledging and allocating leave the stage as it is: either may come before the application is accepted.
"""

from typing import Any

from casework.rules import SEES_CASES
from complaints.choices import ReviewBody
from complaints.rules import objection_to_review
from pcc.models import User
from pcc.moves import Move
from pcc.roles import Role
from reviews.choices import Capacity, Occasion, Recipient, RecommendationStage, Stage
from reviews.rules.deciding import objection_to_decider, objection_to_decision, objection_to_handler
from reviews.rules.recommending import awaits_reply

WORKS_REVIEWS = frozenset({Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER})
"""Roles that take reviews through their stages."""

ASSESSES = WORKS_REVIEWS
"""Roles that assess, decide and check."""

LOGS_REVIEWS = WORKS_REVIEWS | {Role.CASEWORKER}
"""Roles that may log an application: whoever sorts the post must not have to type it twice."""

TELLS = LOGS_REVIEWS
"""Roles whose letters record that the applicant, the force or those concerned were written to."""

OVERSEES_REVIEWS = frozenset({Role.REVIEWS_MANAGER, Role.MANAGER})
"""Roles that see the load by person."""

SEES_EQUALITY = WORKS_REVIEWS
"""Roles that may open the equality answers; each look is an event."""

REOPENS = frozenset({Role.REVIEWS_MANAGER})

UNDECIDED = frozenset(
    {
        Stage.RECEIVED,
        Stage.LATE_PENDING,
        Stage.ACCEPTED,
        Stage.FILE_REQUESTED,
        Stage.FILE_RECEIVED,
        Stage.IN_ASSESSMENT,
        Stage.CHECKING,
    }
)
IN_HAND = UNDECIDED | {Stage.DECIDED}
"""Stages in which the applicant waits for the office or for the force."""

AFTER_DECISION = frozenset({Stage.NOTIFIED, Stage.RECS_OPEN, Stage.RECS_CLOSED})
OPEN = IN_HAND | AFTER_DECISION
"""Stages in which something is still to be done."""

ENDED_UNDECIDED = frozenset({Stage.INVALID, Stage.FORWARDED, Stage.WITHDRAWN})
VALID = frozenset(Stage.values) - ENDED_UNDECIDED - {Stage.RECEIVED, Stage.LATE_PENDING}
"""Stages of reviews that were accepted as valid."""

WITH_FORCE = frozenset({Stage.ACCEPTED, Stage.FILE_REQUESTED, Stage.FILE_RECEIVED, Stage.IN_ASSESSMENT})
"""Stages in which the force may be asked for papers."""

ENDS_UNASSESSED = UNDECIDED - {Stage.CHECKING}
"""Stages in which an application may prove to be none of ours, or not valid: often the force's file shows it."""

STAYS = ""
"""The target of a move that leaves the stage as it is."""


def not_eligible(review: Any, user: User) -> str:
    """Why the application cannot be accepted: its complaint, its applicant, its time, its review body."""
    complaint = review.complaint
    if complaint is None:
        return "Find the complaint first: without it nobody can tell whether there is a right of review."
    outcome_on = review.outcome_stated_on or review.outcome_sent_on or review.outcome_provided_on
    if objection := objection_to_review(handling=complaint.handling, outcome_on=outcome_on):
        return objection
    if review.capacity == Capacity.REPRESENTATIVE and review.consent_on is None:
        return "The complainant's written consent is missing: record its date."
    check = getattr(complaint, "review_body_check", None)
    if check is None or not check.body:
        return "Answer the six questions first: which body decides this review is not known yet."
    if check.body == ReviewBody.IOPC:
        return "The IOPC decides this review: send the application on."
    if not review.window.in_time and not review.was_allowed_late:
        return "It came out of time: somebody decides whether it is allowed."
    if other := review.same_outcome:
        return f"The same outcome has a review already: {other}."
    return ""


def not_late(review: Any, user: User) -> str:
    if review.window.in_time is None:
        return "Whether it is late is not known: give a date of the outcome first."
    return "It came in time." if review.window.in_time else ""


def cannot_decide_late(review: Any, user: User) -> str:
    return not_late(review, user) or objection_to_handler(review, user)


def not_for_iopc(review: Any, user: User) -> str:
    check = getattr(review.complaint, "review_body_check", None) if review.complaint else None
    if check is None or check.body != ReviewBody.IOPC:
        return "Only an application that the IOPC decides is sent on: answer the six questions first."
    return ""


def acknowledged(review: Any, user: User) -> str:
    return "It is acknowledged already." if review.acknowledged_on else ""


def nothing_asked(review: Any, user: User) -> str:
    return "" if review.open_request else "The force has not been asked for anything that is still to come."


def asked_already(review: Any, user: User) -> str:
    return "The force has a request already: add to it when something is missing." if review.open_request else ""


def cannot_assess(review: Any, user: User) -> str:
    if review.allocated_to_id is None:
        return "Allocate the review first."
    return objection_to_decider(review, user)


def cannot_decide(review: Any, user: User) -> str:
    return cannot_assess(review, user) or not_ours_any_more(review) or objection_to_decision(review)


def not_ours_any_more(review: Any) -> str:
    """Why a review that was accepted may not be decided here after all: an answer of the checklist changed since."""
    check = getattr(review.complaint, "review_body_check", None) if review.complaint else None
    if check is not None and check.body == ReviewBody.IOPC:
        return "The IOPC decides this review by the six questions as they are answered now: send it on."
    return ""


def still_late(review: Any, user: User) -> str:
    return "" if review.window.in_time else "It is late by the dates on record."


def cannot_decide_unchecked(review: Any, user: User) -> str:
    if objection := cannot_decide(review, user):
        return objection
    return "This decision needs a second check: send it for that." if review.needs_check else ""


def needs_no_check(review: Any, user: User) -> str:
    if objection := cannot_decide(review, user):
        return objection
    return "" if review.needs_check else "The office's policy asks for no second check here: decide it."


def cannot_check(review: Any, user: User) -> str:
    if objection := objection_to_decider(review, user):
        return objection
    if user.pk in review.had_a_hand:
        return "Nobody checks a decision that they had a hand in: ask somebody else."
    return ""


def cannot_waive(review: Any, user: User) -> str:
    return "Nobody waives the check of their own decision." if user.pk in review.had_a_hand else ""


def cannot_notify(review: Any, user: User) -> str:
    if review.check_is_void:
        return "Something changed after the second check, so it counts no longer: send the decision back."
    return ""


def recommendations_unsent(review: Any, user: User) -> str:
    if not any(each.stage == RecommendationStage.DRAFT for each in review.recommendations.all()):
        return "There is no recommendation to make."
    return ""


def unsettled(review: Any, user: User) -> str:
    """Why the review cannot be closed: people not told, recommendations not settled."""
    told = {each.recipient for each in review.notifications.all() if each.occasion == Occasion.DECISION}
    if missing := [each.label for each in Recipient if each not in told]:
        return f"Still to be told of the decision, or noted as not needed: {', '.join(missing).lower()}."
    if any(each.stage == RecommendationStage.DRAFT for each in review.recommendations.all()):
        return "There is a recommendation that has not been made yet."
    if waiting := [each for each in review.recommendations.all() if awaits_reply(each.stage)]:
        return f"The force has not answered recommendation {waiting[0].number}."
    if review.stage == Stage.RECS_OPEN:
        return "Accepted recommendations are still to be shown as implemented, or closed."
    return ""


def file_closed(review: Any, user: User) -> str:
    return "Its file is closed already." if review.case.closed_on else ""


MOVES = {
    "edit": Move("Change the application", frozenset(IN_HAND), STAYS, WORKS_REVIEWS),
    "match": Move("Say which complaint it is about", UNDECIDED, STAYS, WORKS_REVIEWS),
    "acknowledge": Move("Record the acknowledgement", IN_HAND, STAYS, TELLS, objection=acknowledged),
    "tell": Move("Record who was told", frozenset(Stage.values), STAYS, TELLS),
    "contact": Move("Record a contact with the applicant", OPEN, STAYS, TELLS),
    "hold_as_late": Move(
        "Hold it as late", frozenset({Stage.RECEIVED}), Stage.LATE_PENDING, WORKS_REVIEWS, objection=not_late
    ),
    "allow_late": Move(
        "Allow it late", frozenset({Stage.LATE_PENDING}), Stage.RECEIVED, WORKS_REVIEWS, objection=cannot_decide_late
    ),
    "refuse_late": Move(
        "Refuse it as late", frozenset({Stage.LATE_PENDING}), Stage.INVALID, WORKS_REVIEWS, objection=cannot_decide_late
    ),
    "in_time_after_all": Move(
        "It came in time after all", frozenset({Stage.LATE_PENDING}), Stage.RECEIVED, LOGS_REVIEWS, objection=still_late
    ),
    "accept": Move(
        "Accept it as valid", frozenset({Stage.RECEIVED}), Stage.ACCEPTED, WORKS_REVIEWS, objection=not_eligible
    ),
    "find_invalid": Move(
        "Find it not valid", ENDS_UNASSESSED, Stage.INVALID, WORKS_REVIEWS, objection=objection_to_handler
    ),
    "forward": Move(
        "Send it on to the IOPC",
        ENDS_UNASSESSED,
        Stage.FORWARDED,
        WORKS_REVIEWS,
        objection=not_for_iopc,
    ),
    "allocate": Move("Allocate it", frozenset(IN_HAND), STAYS, WORKS_REVIEWS | OVERSEES_REVIEWS),
    "request_file": Move(
        "Ask the force for its file",
        frozenset({Stage.ACCEPTED}),
        Stage.FILE_REQUESTED,
        WORKS_REVIEWS,
    ),
    "request_more": Move(
        "Ask the force for more",
        frozenset({Stage.FILE_RECEIVED, Stage.IN_ASSESSMENT}),
        STAYS,
        WORKS_REVIEWS,
        objection=asked_already,
    ),
    "chase_file": Move("Chase the force", WITH_FORCE, STAYS, TELLS, objection=nothing_asked),
    "record_arrival": Move("Record what arrived", WITH_FORCE, STAYS, WORKS_REVIEWS, objection=nothing_asked),
    "close_request": Move(
        "The file is complete",
        frozenset({Stage.FILE_REQUESTED}),
        Stage.FILE_RECEIVED,
        WORKS_REVIEWS,
        objection=nothing_asked,
    ),
    "close_further_request": Move(
        "What was missing has come",
        frozenset({Stage.FILE_RECEIVED, Stage.IN_ASSESSMENT}),
        STAYS,
        WORKS_REVIEWS,
        objection=nothing_asked,
    ),
    "need_no_file": Move("Go on without a file", frozenset({Stage.ACCEPTED}), Stage.FILE_RECEIVED, WORKS_REVIEWS),
    "assess": Move(
        "Assess an allegation",
        frozenset({Stage.FILE_RECEIVED, Stage.IN_ASSESSMENT}),
        Stage.IN_ASSESSMENT,
        ASSESSES,
        objection=cannot_assess,
    ),
    "recommend": Move(
        "Write a recommendation or a learning point",
        frozenset({Stage.FILE_RECEIVED, Stage.IN_ASSESSMENT}),
        Stage.IN_ASSESSMENT,
        ASSESSES,
        objection=cannot_assess,
    ),
    "send_for_check": Move(
        "Send the decision for a second check",
        frozenset({Stage.IN_ASSESSMENT}),
        Stage.CHECKING,
        ASSESSES,
        objection=needs_no_check,
    ),
    "decide": Move(
        "Decide it",
        frozenset({Stage.IN_ASSESSMENT}),
        Stage.DECIDED,
        ASSESSES,
        objection=cannot_decide_unchecked,
    ),
    "approve": Move("Approve it", frozenset({Stage.CHECKING}), Stage.DECIDED, ASSESSES, objection=cannot_check),
    "record_outside_check": Move(
        "Record the check of somebody outside", frozenset({Stage.CHECKING}), Stage.DECIDED, ASSESSES
    ),
    "waive_check": Move(
        "Waive the second check", frozenset({Stage.CHECKING}), Stage.DECIDED, REOPENS, objection=cannot_waive
    ),
    "send_back": Move(
        "Send it back", frozenset({Stage.CHECKING}), Stage.IN_ASSESSMENT, ASSESSES, objection=cannot_check
    ),
    "take_back": Move(
        "Take the decision back to change it",
        frozenset({Stage.CHECKING, Stage.DECIDED}),
        Stage.IN_ASSESSMENT,
        ASSESSES,
        objection=objection_to_decider,
    ),
    "notify": Move(
        "Record that the applicant was told",
        frozenset({Stage.DECIDED}),
        Stage.NOTIFIED,
        ASSESSES,
        objection=cannot_notify,
    ),
    "issue": Move(
        "Make the recommendations",
        frozenset({Stage.NOTIFIED}),
        Stage.RECS_OPEN,
        ASSESSES,
        objection=recommendations_unsent,
    ),
    # What was made to the force is answered and followed up though its review be reopened, told again or withdrawn.
    "follow_up": Move("Follow up a recommendation", frozenset(Stage.values), STAYS, WORKS_REVIEWS),
    "settle": Move("Settle the recommendations", frozenset({Stage.RECS_OPEN}), Stage.RECS_CLOSED, WORKS_REVIEWS),
    "close": Move("Close it", AFTER_DECISION, Stage.CLOSED, WORKS_REVIEWS, objection=unsettled),
    "close_file": Move("Close its file", ENDED_UNDECIDED, STAYS, WORKS_REVIEWS, objection=file_closed),
    "withdraw": Move("Record that it was withdrawn", frozenset(IN_HAND), Stage.WITHDRAWN, WORKS_REVIEWS),
    "reopen_application": Move("Reopen it", ENDED_UNDECIDED, Stage.RECEIVED, REOPENS),
    "reopen": Move("Reopen it", AFTER_DECISION | {Stage.CLOSED}, Stage.IN_ASSESSMENT, REOPENS),
    "declare": Move("Declare an interest", frozenset(Stage.values), STAYS, SEES_CASES),
    "record_equality": Move("Record equality answers", frozenset(Stage.values), STAYS, SEES_EQUALITY),
}
"""The moves of a review."""
