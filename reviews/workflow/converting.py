"""A letter to the office that asks for a review becomes one: its day of receipt, its sender and its original stay."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from casework.choices import Kind
from casework.models import Correspondence, Person
from casework.rules.correspondence import MAIL_MOVES
from casework.rules.triage import Route
from casework.workflow.correspondence import convert
from casework.workflow.handing import Onward, hands_on
from complaints.models import Complaint
from pcc import moves
from pcc.models import Force, User
from reviews.models import Review
from reviews.rules import LOGS_REVIEWS
from reviews.workflow.intake import begin, put_on_file

hands_on(
    Onward(
        Kind.REVIEW,
        "Log it as an application for a review",
        "reviews:from-correspondence",
        LOGS_REVIEWS,
        frozenset({Route.REVIEW}),
    )
)


@transaction.atomic
def receive_from(
    item: Correspondence,
    force: Force,
    *,
    facts: Mapping[str, Any],
    complaint: Complaint | None = None,
    known: Person | None = None,
    by: User,
    on: date,
) -> Review:
    """Log a matter of the correspondence as an application, received when the matter was, and link the two files.

    ``known`` is the applicant, where the office has a record of them. FieldsRefused as for any application; RuleBroken
    where the matter has ended or gone on already.
    """
    moves.check(MAIL_MOVES["convert"], Correspondence.objects.for_detail().get(pk=item.pk), by)
    facts = dict(facts) | {"received_on": item.received_on}
    review = begin(force, facts=facts, complaint=complaint, by=by, on=on)
    convert(item, to=review.case, on=on, by=by)
    put_on_file(review, by=by, known=known)
    return review
