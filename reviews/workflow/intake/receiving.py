"""An application that comes: its review with a case file and clocks, and the people whom it names."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from casework import workflow as casework
from casework.choices import Kind as CaseKind
from casework.choices import KnownFrom, PartyRole
from casework.models import Person
from complaints.models import Complaint
from pcc import audit
from pcc.clocks import Pause
from pcc.errors import FieldsRefused
from pcc.models import Force, User
from pcc.moves import check_role
from pcc.references import next_reference
from reviews.choices import Capacity, Reading
from reviews.models import Review
from reviews.rules import LOGS_REVIEWS, objections_to_application
from reviews.workflow.kept import mark
from reviews.workflow.taking import ready

APPLICATION = (
    "force_reference",
    "channel",
    "capacity",
    "consent_on",
    "applicant_name",
    "applicant_email",
    "applicant_phone",
    "applicant_address",
    "complainant_name",
    "under_18",
    "grounds",
    "late_reason",
    "adjustments",
    "language",
    "complaint_details",
    "complaint_made_on",
    "authority_named",
    "outcome_given_on",
    "received_on",
    "outcome_stated_on",
    "outcome_sent_on",
    "outcome_provided_on",
    "wrong_body_from",
    "wrong_body_until",
)
"""What an application says: the fields that logging fills and an edit may change."""


READ_AS = {Reading.STATED: KnownFrom.STATED, Reading.SENT: KnownFrom.SENT, Reading.PROVIDED: KnownFrom.RECEIVED}


@transaction.atomic
def receive(
    force: Force, *, facts: Mapping[str, Any], complaint: Complaint | None = None, by: User | None, on: date
) -> Review:
    """Log an application on the day ``on``: a review with its case file and its clocks. ``by`` None: the public form.

    What the application does not state is noted, never a bar; FieldsRefused says which dates cannot be.
    """
    review = begin(force, facts=facts, complaint=complaint, by=by, on=on)
    if by is not None:
        put_on_file(review, by=by)
    return review


def begin(
    force: Force, *, facts: Mapping[str, Any], complaint: Complaint | None = None, by: User | None, on: date
) -> Review:
    """The review of an application with its case file and clocks, and nobody on the file yet; a part of other verbs."""
    check_role(by, LOGS_REVIEWS)
    if refused := objections_to_application(facts, on=on):
        raise FieldsRefused(refused)
    received_on: date = facts["received_on"]
    review = sketch(force, facts=facts, complaint=complaint)
    review.reference = next_reference("REV", year=received_on.year)
    title = f"Review {review.reference}"
    review.case = casework.open_case(CaseKind.REVIEW, title=title, on=received_on, by=by)
    review.save(force_insert=True)
    mark()
    audit.record("review.received", review, by=by, case=review.case_id, missing=len(review.missing))
    _start_clocks(review, by=by)
    return review


def sketch(force: Force, *, facts: Mapping[str, Any], complaint: Complaint | None = None) -> Review:
    """The review that these facts would make; nothing is saved."""
    given = {name: facts[name] for name in APPLICATION if facts.get(name) is not None}
    review = Review(force=force, read_from=settings.REVIEW_READING, **given)
    about(review, complaint)
    return review


def put_on_file(review: Review, *, by: User, known: Person | None = None) -> None:
    """Put the people whom the application names on the case file, once; somebody without consent is on it as other.

    ``known`` is the applicant, where the office has a record of them already.
    """
    if (not review.applicant_name and known is None) or review.case.parties.filter(role=PartyRole.COMPLAINANT).exists():
        return
    day = review.received_on
    details = {
        "name": review.applicant_name,
        "email": review.applicant_email,
        "phone": review.applicant_phone,
        "address": review.applicant_address,
        "adjustments": review.adjustments,
    }
    if review.capacity == Capacity.COMPLAINANT:
        applicant = known or casework.add_person(details | {"is_young": bool(review.under_18)}, by=by)
        casework.add_party(review.case, person=applicant, role=PartyRole.COMPLAINANT, on=day, by=by)
        return
    applicant = known or casework.add_person(details, by=by)
    name = review.complainant_name or "Not named yet"
    complainant = casework.add_person({"name": name, "is_young": bool(review.under_18)}, by=by)
    party = casework.add_party(review.case, person=complainant, role=PartyRole.COMPLAINANT, on=day, by=by)
    if review.capacity == Capacity.REPRESENTATIVE and review.consent_on:
        casework.add_party(
            review.case,
            person=applicant,
            role=PartyRole.REPRESENTATIVE,
            represents=party,
            consent_on=review.consent_on,
            consent_evidence="With the application",
            on=max(day, review.consent_on),
            by=by,
        )
    elif not review.case.parties.filter(person=applicant, role=PartyRole.OTHER).exists():
        casework.add_party(review.case, person=applicant, role=PartyRole.OTHER, on=day, by=by)


def about(review: Review, complaint: Complaint | None) -> None:
    """Take over what the record of the complaint knows of its route, theme and outcome."""
    review.complaint = complaint
    if complaint is None:
        return
    review.handling = complaint.handling
    review.force = complaint.force
    review.force_reference = review.force_reference or complaint.reference
    first = complaint.allegations.exclude(code=None).select_related("code__parent").order_by("number").first()
    if first is not None and first.code is not None:
        review.theme = first.code.parent or first.code
    for name in ("outcome_stated_on", "outcome_sent_on", "outcome_provided_on"):
        known = getattr(complaint, name)
        if getattr(review, name) is None and known is not None and known <= review.received_on:
            setattr(review, name, known)


def _start_clocks(review: Review, *, by: User | None) -> None:
    received_on = review.received_on
    for code in ("review_acknowledgement", "review_duration", "review_applicant_update"):
        casework.begin_clock(review.case, code=code, started_on=received_on, by=by)
    start_window(review, by=by)


def start_window(review: Review, *, by: User | None) -> None:
    """The clock of the time for applying: over on the day the application came."""
    window = ready(review).window
    if window.used is None:
        return
    start = review.dates.of(window.used)
    assert start is not None
    left_out = []
    if review.wrong_body_from and review.wrong_body_until:
        left_out = [Pause(start=review.wrong_body_from, end=review.wrong_body_until, reason="With the wrong body")]
    casework.begin_clock(
        review.case,
        code="review_application",
        started_on=start,
        known_from=READ_AS[window.used],
        left_out=left_out,
        met_on=review.received_on,
        by=by,
    )
