"""What reviews ask of people: the next step of each, second checks, and replies that the force owes."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from casework.stats import Item, brings
from pcc.models import User
from reviews.choices import Interest, Stage
from reviews.models import Recommendation, Review
from reviews.rules import ASSESSES, OVERSEES_REVIEWS

NEXT = {
    Stage.RECEIVED: "Check whether the review is ours, and valid",
    Stage.LATE_PENDING: "Decide whether the late application is allowed",
    Stage.ACCEPTED: "Ask the force for its file",
    Stage.FILE_RECEIVED: "Assess each allegation",
    Stage.IN_ASSESSMENT: "Assess, and draft the decision",
    Stage.DECIDED: "Tell the applicant the decision",
}
"""The next step of ours by the stage of a review. While the force is waited for, its own time limit says so."""

CHECKER = "The second checker"
DECISION = "review_duration"
"""The clock of the office's standard for a decision; a step says better what is due by then."""


@brings
def reviews(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """The next step of each review in these hands; one that nobody has is allocated by who answers for the load."""
    rows = Review.objects.visible_to(user).filter(stage__in=NEXT)
    if whose is not None:
        hands = Q(allocated_to__in=whose) | Q(allocated_to=None, case__owner__in=whose)
        if user.pk in whose and user.roles & OVERSEES_REVIEWS:
            hands |= Q(allocated_to=None, case__owner=None)
        rows = rows.filter(hands)
    return [_step(review) for review in rows.for_list().order_by("pk")]


def _step(review: Review) -> Item:
    owner = review.allocated_to_id or review.case.owner_id
    step = "Allocate the review" if owner is None else NEXT[Stage(review.stage)]
    return Item(review.case, step, review.due_on, owner, review.get_absolute_url(), instead_of=DECISION)


@brings
def second_checks(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """Decisions that wait for their second check: asked of who may check them, awaited by who has the review."""
    rows = Review.objects.visible_to(user).filter(stage=Stage.CHECKING)
    for_me = whose is None or user.pk in whose
    if not for_me:
        rows = rows.filter(allocated_to__in=whose or ())
    items = []
    for review in rows.for_moves().with_due().order_by("pk"):
        owner, url = review.allocated_to_id or review.case.owner_id, review.get_absolute_url()
        free = review.interests.get(user.pk, Interest.NONE) == Interest.NONE
        may = user.roles & ASSESSES and free and user.pk not in review.handlers | review.had_a_hand
        if for_me and may:
            step = "Check the decision a second time"
            items.append(Item(review.case, step, review.due_on, None, url, signs=True, instead_of=DECISION))
        elif whose is None or owner in whose:
            step = "Second check of the decision"
            items.append(Item(review.case, step, review.due_on, owner, url, CHECKER, instead_of=DECISION))
    return items


@brings
def replies(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """Recommendations to which the force still owes its reply."""
    rows = Recommendation.objects.visible_to(user).waiting()
    if whose is not None:
        rows = rows.filter(
            Q(review__allocated_to__in=whose) | Q(review__allocated_to=None, review__case__owner__in=whose)
        )
    return [
        Item(
            each.review.case,
            f"Reply to recommendation {each.number}",
            each.due_on,
            each.review.allocated_to_id or each.review.case.owner_id,
            reverse("reviews:recommendations-of", args=[each.review_id]),
            "The force",
        )
        for each in rows.select_related("review__case").order_by("due_on", "pk")
    ]
