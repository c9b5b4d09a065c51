"""Equality answers of an applicant: a page of its own for the roles that may see them. Each look is an event."""

from typing import Any

from django.urls import reverse

from casework.views.files import Asked
from pcc import audit
from pcc.views import ActionView
from reviews.forms.application import EqualityForm
from reviews.models import EqualityAnswers, Review
from reviews.rules import SEES_EQUALITY
from reviews.workflow import intake


class Equality(Asked, ActionView):
    roles = SEES_EQUALITY
    form_class = EqualityForm
    done = "Saved."

    def review(self) -> Review:
        return self.find(Review.objects.visible_to(self.person), pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        review = self.review()
        audit.record("equality.viewed", review, by=self.person)
        kept = getattr(review, "equality", None) or EqualityAnswers()
        return {name: getattr(kept, name) for name in self.form_class.base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = self.review()
        return super().get_context_data(**kwargs) | {
            "heading": f"Equality answers: {review.reference}",
            "label": "Save",
            "intro": "Apart from the review, and counted only. Everybody who opens this page is recorded.",
            "back_url": review.get_absolute_url(),
        }

    def perform(self, form: Any) -> str:
        intake.record_equality(self.review(), answers=form.cleaned_data, by=self.person)
        return reverse("reviews:equality", args=[self.kwargs["pk"]])
