"""Before the case file of a review opens, a person says on its names alone whether they have an interest in it."""

from typing import Any

from casework.choices import Kind
from casework.rules.doors import asks_first
from pcc.roles import SEES_REVIEWS
from reviews.models import Review


@asks_first(Kind.REVIEW)
def of_review(case: int, person: Any) -> str:
    """The page that asks, for somebody who works with reviews and has said nothing on this one."""
    if not person.roles & SEES_REVIEWS:
        return ""
    silent = Review.objects.visible_to(person).filter(case=case).exclude(declarations__user=person)
    review = silent.first()
    return review.get_absolute_url() if review is not None else ""
