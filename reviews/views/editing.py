"""The application put right, with the reason: two officers may have it open at once."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from casework.views.versioned import VersionedView
from pcc.errors import RuleBroken
from pcc.versions import Edited
from reviews.forms.application import EditApplicationForm
from reviews.models import Review
from reviews.rules import MOVES, WORKS_REVIEWS
from reviews.views.acts import DeclaredFirst
from reviews.workflow import intake
from reviews.workflow.taking import ready


class EditApplication(DeclaredFirst, VersionedView):
    """What each changed is put together; where both changed the same field, the later one sees both and chooses."""

    roles = WORKS_REVIEWS
    form_class = EditApplicationForm

    def row(self) -> Review:
        review = ready(self.find(Review.objects.visible_to(self.person), pk=self.kwargs["pk"]))
        if refusal := MOVES["edit"].refusal(review, self.person):
            raise RuleBroken(refusal)
        self.review = review
        return review

    def edit(self, form: Any, row: Review, changes: dict[str, Any], seen: int) -> Edited:
        reason = form.cleaned_data["reason"]
        return intake.edit(row, changes=changes, reason=reason, seen=seen, by=self.person, on=timezone.localdate())

    def target(self, row: Review) -> str:
        return reverse("reviews:application", args=[row.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"Change the application: {self.review.reference}",
            "label": "Save",
            "intro": "The old values stay on record.",
            "back_url": self.target(self.review),
        }
