"""Before the case file of a review opens, a person says on its names alone whether they have an interest in it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from casework.choices import Kind
from casework.rules.doors import Door, asks_first
from pcc.roles import SEES_REVIEWS
from reviews.models import Declaration, Review


def where(case: int, person: Any) -> str:
    """The page that asks somebody who has said nothing on this review: its own, or for other staff one apart."""
    review = Review.objects.filter(case=case).exclude(declarations__user=person).first()
    if review is None:
        return ""
    return review.get_absolute_url() if person.roles & SEES_REVIEWS else reverse("reviews:declare", args=[review.pk])


def unanswered(person: Any, case: str) -> Q:
    own = Declaration.objects.filter(user=person, review=OuterRef("pk"))
    return Q(Exists(Review.objects.filter(~Exists(own), case=OuterRef(case))))


asks_first(Kind.REVIEW, Door(where, unanswered))
