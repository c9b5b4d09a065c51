"""The file of a review bound as one PDF."""

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from pcc.roles import SEES_REVIEWS
from reviews.forms.acts import BundleForm
from reviews.models import Review
from reviews.views.acts import DeclaredFirst
from reviews.workflow.bundling import ask


class Bundle(DeclaredFirst):
    """Choose what goes in, say whom it is for, and have it."""

    roles = SEES_REVIEWS
    confirms_who = True
    form_class = BundleForm

    @cached_property
    def review(self) -> Review:
        return self.find(Review.objects.visible_to(self.person), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.review, "person": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"The file of {self.review.reference} as one PDF",
            "intro": "One document with contents and page numbers. Only what may leave the office goes in: notes and "
            "papers marked as releasable, and findings that the applicant was told. Papers become pictures of their "
            "pages, so that nothing hidden in a file leaves with it. It is bound in the background; you can watch, and "
            "take it once.",
            "label": "Bind it",
            "back_url": self.review.get_absolute_url(),
        }

    def perform(self, form: Any) -> Any:
        given = form.cleaned_data
        return ask(self.review, parts=given["parts"], reason=given["reason"], by=self.person, at=timezone.now())
