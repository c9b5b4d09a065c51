"""Is it ours, is it valid, is it in time: late decided, accepted, found not valid, or sent on."""

from datetime import date

from django.db import transaction

from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.models import User
from reviews.choices import Ground, Occasion, Recipient, WhyInvalid
from reviews.models import LateDecision, Notification, Review
from reviews.rules import objection_to_ground
from reviews.workflow.intake.ending import end
from reviews.workflow.intake.receiving import put_on_file
from reviews.workflow.taking import keep, refuse_day, save_once, take


@transaction.atomic
def hold_as_late(review: Review, *, by: User) -> Review:
    """Hold a late application until somebody decides whether it is allowed."""
    review = take("hold_as_late", review, by)
    keep(review)
    audit.record("review.held_as_late", review, by=by)
    return review


@transaction.atomic
def allow_late(review: Review, *, ground: Ground, reason: str, on: date, by: User) -> Review:
    """Allow a late application, because special circumstances make it just or the office was closed."""
    review = take("allow_late", review, by)
    reason = said(reason, "Say why it is just to allow it late.")
    refuse_day(on, since=review.received_on, what="The decision")
    if objection := objection_to_ground(ground, review.window, received_on=review.received_on):
        raise RuleBroken(objection)
    LateDecision.objects.create(review=review, allowed=True, ground=ground, reason=reason, decided_on=on, decided_by=by)
    keep(review)
    audit.record("review.allowed_late", review, by=by, code=ground)
    return review


@transaction.atomic
def refuse_late(review: Review, *, reason: str, on: date, by: User) -> Review:
    """Refuse a late application, with the reason: it is not valid."""
    review = take("refuse_late", review, by)
    reason = said(reason, "Say why it is not just to allow it late.")
    refuse_day(on, since=review.received_on, what="The decision")
    LateDecision.objects.create(review=review, allowed=False, reason=reason, decided_on=on, decided_by=by)
    return end(review, on=on, reason=reason, by=by, why_invalid=WhyInvalid.LATE)


@transaction.atomic
def accept(review: Review, *, on: date, by: User) -> Review:
    """Accept the application as valid: it is ours, in time or allowed late, and its outcome can be reviewed."""
    review = take("accept", review, by)
    refuse_day(on, since=review.received_on, what="The day of acceptance")
    review.accepted_on = on
    save_once(review, "accepted_on")
    put_on_file(review, by=by)
    audit.record("review.accepted", review, by=by)
    return review


@transaction.atomic
def find_invalid(review: Review, *, why: WhyInvalid, reason: str, on: date, by: User) -> Review:
    """End an application that cannot become a review. A late one is refused by a decision of its own."""
    review = take("find_invalid", review, by)
    if why == WhyInvalid.LATE:
        raise RuleBroken("Late is never automatic: hold it as late, then decide whether it is allowed.")
    reason = said(reason, "Say why it is not valid.")
    refuse_day(on, since=review.received_on, what="The day")
    return end(review, on=on, reason=reason, by=by, why_invalid=why)


@transaction.atomic
def forward(review: Review, *, on: date, told_applicant_on: date | None = None, reason: str = "", by: User) -> Review:
    """Send the application on to the IOPC, which decides it (paragraph 32).

    The applicant must be told both facts: on ``told_applicant_on``, or by the letter that records it when it is issued.
    """
    review = take("forward", review, by)
    refuse_day(on, since=review.received_on, what="The day it was sent on")
    if told_applicant_on is not None:
        refuse_day(told_applicant_on, since=on, what="The day the applicant was told")
        Notification.objects.update_or_create(
            review=review,
            occasion=Occasion.FORWARDING,
            recipient=Recipient.APPLICANT,
            defaults={"told_on": told_applicant_on, "not_needed": "", "recorded_by": by},
        )
    review.accepted_on = None
    return end(review, "accepted_on", on=on, reason=reason.strip(), by=by)
