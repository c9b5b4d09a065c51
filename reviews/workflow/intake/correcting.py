"""What an application says is put right, and which complaint it is about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from complaints.models import Complaint
from pcc import audit
from pcc.errors import FieldsRefused, RuleBroken, said
from pcc.models import User
from pcc.versions import Edited, merged
from pcc.working_days import in_words
from reviews.models import Review
from reviews.rules import MOVES, objections_to_application
from reviews.workflow.intake.receiving import APPLICATION, about, start_window
from reviews.workflow.taking import keep, ready, save_once, take

WINDOW_READS = frozenset(name for name in APPLICATION if name.startswith(("outcome_", "wrong_", "received_")))
"""Fields from which the time for applying is worked out."""


@transaction.atomic
def edit(review: Review, *, changes: Mapping[str, Any], reason: str, seen: int, by: User, on: date) -> Edited:
    """Change what the application says, with the reason; the old values stay in the row's history.

    ``seen`` is the version that the form showed: what somebody else changed meanwhile is kept, and where both changed
    the same field, Overtaken has both versions.
    """
    review = take("edit", review, by)
    put_together = merged(review, changes={name: changes[name] for name in APPLICATION if name in changes}, seen=seen)
    changes = put_together.values
    changed = tuple(name for name, value in changes.items() if value != getattr(review, name))
    if not changed:
        return Edited(review, (), put_together.theirs)
    reason = said(reason, "Say why the application is changed.")
    facts = {name: getattr(review, name) for name in APPLICATION} | {name: changes[name] for name in changed}
    if refused := objections_to_application(facts, on=on):
        raise FieldsRefused(refused)
    for name in changed:
        setattr(review, name, changes[name])
    keep(review, *changed)
    if WINDOW_READS & set(changed):
        start_window(review, by=by)
        _in_time_after_all(review, by=by)
    audit.record("review.edited", review, by=by, reason=reason, fields=sorted(changed))
    return Edited(review, changed, put_together.theirs)


@transaction.atomic
def match(review: Review, *, complaint: Complaint, by: User) -> Review:
    """Say which complaint the application is about."""
    review = take("match", review, by)
    if review.complaint_id == complaint.pk:
        raise RuleBroken(f"It is about {complaint.reference} already.")
    if complaint.received_on > review.received_on:
        raise RuleBroken(
            f"{complaint.reference} was received on {in_words(complaint.received_on)}, after the application "
            f"({in_words(review.received_on)}): it cannot be about that complaint."
        )
    about(review, complaint)
    save_once(
        review,
        "complaint",
        "force",
        "force_reference",
        "handling",
        "theme",
        "outcome_stated_on",
        "outcome_sent_on",
        "outcome_provided_on",
    )
    start_window(review, by=by)
    _in_time_after_all(review, by=by)
    audit.record("review.matched", review, by=by, complaint=complaint.pk)
    return review


def _in_time_after_all(review: Review, *, by: User) -> None:
    """Take an application off the late ones when a corrected date shows that it came in time."""
    if not MOVES["in_time_after_all"].refusal(ready(review), by):
        keep(take("in_time_after_all", review, by))
        audit.record("review.in_time_after_all", review, by=by)
