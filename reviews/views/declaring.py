"""The declaration of interest, on the parties' names alone: for whoever sees case files, before a review's opens."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from casework.models import Case
from casework.rules import SEES_CASES
from pcc import audit
from pcc.roles import SEES_REVIEWS
from pcc.views import ActionView
from reviews.forms.acts import DeclareForm
from reviews.models import Review
from reviews.views.review import names_of
from reviews.workflow import intake
from reviews.workflow.taking import ready


class Declare(ActionView):
    """Names, and the question; what comes after is the review, or its case file for staff who do not see reviews."""

    roles = SEES_CASES
    form_class = DeclareForm
    template_name = "reviews/declare.html"
    done = "Your declaration is on record."

    @cached_property
    def review(self) -> Review:
        # A sealed file that somebody opened in an emergency asks them too, so it is found as for reading.
        self.person.only_reads = True
        case = self.find(Case.objects.visible_to(self.person).select_related("review"), review=self.kwargs["pk"])
        return ready(case.review)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.review, "person": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audit.record("review.names_seen", self.review, by=self.person)
        return super().get_context_data(**kwargs) | {
            "review": self.review,
            "names": names_of(self.review),
            "heading": f"Review {self.review.reference}: do you know these people?",
            "action": "",
            "back_url": reverse("casework:list"),
            "back_text": "Files",
        }

    def perform(self, form: Any) -> str:
        intake.declare(self.review, **form.cleaned_data, by=self.person)
        if not Case.objects.visible_to(self.person).filter(review=self.review.pk).exists():
            return reverse("casework:list")
        opens = self.review if self.person.roles & SEES_REVIEWS else self.review.case
        return opens.get_absolute_url()
