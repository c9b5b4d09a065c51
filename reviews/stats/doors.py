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
    review = Review.objects.visible_to(person).filter(case=case).first()
    if review is None or review.declarations.filter(user=person).exists():
        return ""
    return review.get_absolute_url()
