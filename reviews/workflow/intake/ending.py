"""How a review ends without a decision, and how one begins again."""

from datetime import date

from django.db import transaction

from casework import workflow as casework
from casework.choices import Stage as CaseStage
from pcc import audit
from pcc.errors import said
from pcc.models import User
from reviews.choices import WhyWithdrawn
from reviews.models import Reopening, Review
from reviews.rules import ENDED_UNDECIDED
from reviews.workflow.taking import keep, refuse_day, save_once, stage_now, take

CLOCKS_IN_HAND = ("review_acknowledgement", "review_duration", "review_file_supply", "review_applicant_update")


@transaction.atomic
def withdraw(review: Review, *, why: WhyWithdrawn, reason: str = "", on: date, by: User) -> Review:
    """Record that the applicant withdrew. A decision that was drafted stays on record and counts nowhere."""
    review = take("withdraw", review, by)
    refuse_day(on, since=review.received_on, what="The day of the withdrawal")
    set_aside(review)
    return end(review, "outcome", "decided_on", "decided_by", on=on, reason=reason.strip(), by=by, why_withdrawn=why)


def set_aside(review: Review) -> None:
    """The decision stands no longer; its row and its checks stay."""
    for decision in review.decisions.select_for_update().filter(stands=True):
        decision.stands = False
        decision.save(update_fields=["stands"])
    review.outcome, review.decided_on, review.decided_by = "", None, None


def end(
    review: Review, *changed: str, on: date, reason: str, by: User, why_invalid: str = "", why_withdrawn: str = ""
) -> Review:
    """End an application without a decision, with its clocks; a part of the verbs that do."""
    review.ended_on, review.end_reason = on, reason
    review.why_invalid, review.why_withdrawn = why_invalid, why_withdrawn
    keep(review, "ended_on", "end_reason", "why_invalid", "why_withdrawn", *changed)
    _end_clocks(review, on=on, by=by)
    audit.record(f"review.{review.stage.lower()}", review, by=by, code=why_invalid or why_withdrawn)
    return review


def _end_clocks(review: Review, *, on: date, by: User) -> None:
    """End the clocks of a review that nobody waits for any longer; an open request to the force ends with them."""
    for request in review.requests.select_for_update().filter(completed_on=None):
        request.completed_on = max(on, request.asked_on)
        request.save(update_fields=["completed_on"])
    for code in CLOCKS_IN_HAND:
        casework.end_clock(review.case, code=code, on=on, by=by)


@transaction.atomic
def close_file(review: Review, *, on: date, by: User) -> Review:
    """Close the case file of an application that ended without a decision; refused while tasks are open on it."""
    review = take("close_file", review, by)
    refuse_day(on, since=review.ended_on or review.received_on, what="The day")
    casework.close_case(review.case, reason=review.get_stage_display(), on=on, by=by)
    keep(review)
    audit.record("review.file_closed", review, by=by)
    return review


@transaction.atomic
def reopen(review: Review, *, reason: str, on: date, by: User) -> Review:
    """Begin again where it ended, with the reason: an application is checked anew, a decided review assessed anew.

    Nothing is erased: earlier decisions, checks, findings and recommendations stay on record.
    """
    was = stage_now(review)
    ended = was in ENDED_UNDECIDED
    review = take("reopen_application" if ended else "reopen", review, by)
    reason = said(reason, "Say why it is reopened.")
    refuse_day(on, since=review.received_on, what="The day it is reopened")
    Reopening.objects.create(review=review, was=was, reopened_on=on, reason=reason, reopened_by=by)
    set_aside(review)
    review.ended_on, review.why_invalid, review.why_withdrawn, review.end_reason = None, "", "", ""
    review.notified_on, review.closed_on = None, None
    if ended:
        review.accepted_on = None
    save_once(
        review,
        "ended_on",
        "why_invalid",
        "why_withdrawn",
        "end_reason",
        "outcome",
        "decided_on",
        "decided_by",
        "notified_on",
        "closed_on",
        "accepted_on",
    )
    if review.case.stage == CaseStage.CLOSED:
        casework.reopen_case(review.case, reason=f"{review.reference} is reopened", by=by)
    casework.begin_clock(review.case, code="review_applicant_update", started_on=on, by=by)
    audit.record("review.reopened", review, by=by, reason=reason, was=was)
    return review
