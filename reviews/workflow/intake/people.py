"""Who works on a review: interests declared, allocated; and equality answers, kept apart."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Kind
from casework.models import Case
from casework.rules.hands import goes_along
from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.models import User
from reviews.choices import Interest
from reviews.models import Declaration, EqualityAnswers, Review
from reviews.rules import MOVES
from reviews.stats import candidates
from reviews.workflow.taking import keep, ready, refuse_day, take


@transaction.atomic
def declare(review: Review, *, interest: Interest, note: str = "", by: User) -> Declaration:
    """Say, on the names of the parties alone, whether one has an interest. An interest shuts the review to that person.

    Who handled the complaint may see the review, and neither assesses, decides nor checks it.
    """
    review = take("declare", review, by)
    if interest in (Interest.KNOWS, Interest.HANDLED):
        note = said(note, "Say in a sentence what the connection is.")
    declared = Declaration.objects.create(
        review=review, user=by, interest=interest, note=note.strip(), declared_at=timezone.now()
    )
    audit.record("review.interest_declared", review, by=by, code=interest)
    if interest != Interest.NONE and review.allocated_to_id == by.pk:
        _give_back(review, by=by)
        if review.case.owner_id == by.pk:
            casework.follow(review.case, owner=None, on=timezone.localdate(), by=by)
    if interest in (Interest.KNOWS, Interest.NAMED):
        casework.declare_conflict(review.case, by=by)
    return declared


@transaction.atomic
def declare_on_several(reviews: Iterable[Review], *, by: User) -> None:
    """Say of each of these reviews, on the names of its parties alone, that one has no connection with it."""
    for review in reviews:
        declare(review, interest=Interest.NONE, by=by)


@transaction.atomic
def allocate(review: Review, *, to: User, on: date, by: User) -> Review:
    """Give the review, and its file with it, to a member of staff who may see it and did not handle the complaint."""
    review = take("allocate", review, by)
    refuse_day(on, since=review.received_on, what="The day of allocation")
    if to.pk not in {person.pk for person, _ in candidates(review)}:
        raise RuleBroken(f"{to} cannot take this review: role, conflict or the handling of the complaint forbids it.")
    review.allocated_to, review.allocated_on = to, on
    keep(review, "allocated_to", "allocated_on")
    audit.record("review.allocated", review, by=by, to=to.pk)
    casework.follow(review.case, owner=to, on=on, by=by)
    return review


@goes_along(Kind.REVIEW)
def go_with_file(case: Case, owner: User | None, on: date, by: User | None) -> None:
    """A review in hand goes to whoever was given its file, or to nobody; refused to whoever could not take it."""
    review = Review.objects.filter(case=case, stage__in=MOVES["allocate"].sources).exclude(allocated_to=owner).first()
    if review is None:
        return
    if owner is not None and by is not None:
        allocate(review, to=owner, on=on, by=by)
    elif by is not None:
        _give_back(take("allocate", review, by), by=by)
    else:
        Review.objects.select_for_update().get(pk=review.pk)
        _give_back(ready(review), by=None)


def _give_back(review: Review, *, by: User | None) -> None:
    """The review, which is held, is nobody's from now on."""
    review.allocated_to, review.allocated_on = None, None
    keep(review, "allocated_to", "allocated_on")
    audit.record("review.given_back", review, by=by)


def answer_equality(review: int, *, answers: Mapping[str, str]) -> EqualityAnswers:
    """Keep what an applicant answered by the public form, for the review of that id."""
    return record_equality(Review.objects.get(pk=review), answers=answers, by=None)


@transaction.atomic
def record_equality(review: Review, *, answers: Mapping[str, str], by: User | None) -> EqualityAnswers:
    """Keep the applicant's equality answers, apart from the review. ``by`` None: the public form."""
    if by is not None:
        review = take("record_equality", review, by)
    kept, _ = EqualityAnswers.objects.update_or_create(review=review, defaults=dict(answers))
    audit.record("equality.recorded", review, by=by, fields=sorted(name for name, value in answers.items() if value))
    return kept
