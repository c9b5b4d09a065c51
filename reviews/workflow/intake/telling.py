"""The applicant and the others are told, and how the office kept in touch."""

from datetime import date

from django.db import transaction

from casework import workflow as casework
from pcc import audit
from pcc.errors import said
from pcc.models import User
from reviews.choices import Contact, Occasion, Recipient
from reviews.models import ApplicantContact, Notification, Review
from reviews.rules import IN_HAND
from reviews.workflow.intake.receiving import put_on_file
from reviews.workflow.taking import keep, refuse_day, take


@transaction.atomic
def acknowledge(review: Review, *, on: date, by: User) -> Review:
    """Record the day on which the application was acknowledged."""
    review = take("acknowledge", review, by)
    refuse_day(on, since=review.received_on, what="The acknowledgement")
    review.acknowledged_on = on
    keep(review, "acknowledged_on")
    put_on_file(review, by=by)
    casework.end_clock(review.case, code="review_acknowledgement", on=on, by=by)
    casework.begin_clock(review.case, code="review_applicant_update", started_on=on, by=by)
    audit.record("review.acknowledged", review, by=by)
    return review


@transaction.atomic
def contact(review: Review, *, how: Contact, on: date, note: str = "", by: User) -> ApplicantContact:
    """Record a letter, call or meeting with the applicant: the 28 days to the next contact start anew."""
    review = take("contact", review, by)
    refuse_day(on, since=review.received_on, what="The contact")
    made = ApplicantContact.objects.create(review=review, how=how, made_on=on, note=note.strip(), made_by=by)
    if review.stage in IN_HAND:
        latest = max(each.made_on for each in review.contacts.all())
        casework.begin_clock(review.case, code="review_applicant_update", started_on=latest, by=by)
    audit.record("review.contact_recorded", review, by=by, code=how)
    return made


@transaction.atomic
def tell(
    review: Review, *, occasion: Occasion, recipient: Recipient, on: date | None = None, not_needed: str = "", by: User
) -> Notification:
    """Record that somebody was told on that day, or why nobody need be told."""
    review = take("tell", review, by)
    if on is None:
        not_needed = said(not_needed, "Give the day on which they were told, or say why nobody need be told.")
    else:
        refuse_day(on, since=review.received_on, what=f"The day on which {recipient.label.lower()} was told")
        not_needed = ""
    told, _ = Notification.objects.update_or_create(
        review=review,
        occasion=occasion,
        recipient=recipient,
        defaults={"told_on": on, "not_needed": not_needed, "recorded_by": by},
    )
    audit.record("review.told", review, by=by, occasion=occasion, recipient=recipient)
    return told
