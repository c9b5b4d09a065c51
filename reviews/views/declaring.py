"""The declaration of interest, on the parties' names alone: for whoever sees case files, before a review's opens."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from casework.models import Case
from casework.rules import SEES_CASES
from pcc import audit
from pcc.roles import SEES_REVIEWS
from pcc.views import ActionView
from reviews.forms.acts import DeclareForm, DeclareSeveralForm
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


BACK = ("register", "pack")
"""The lists that show words of many reviews, by the names of their routes."""
MOST = 60
"""How many reviews are asked on at once."""


class DeclareSeveral(ActionView):
    """The names of the reviews of one list, to say of each that one has no connection with it.

    Whoever has one says so on that review's own page, which asks for the sentence and shuts it where it must be shut.
    """

    roles = SEES_REVIEWS
    form_class = DeclareSeveralForm
    done = "Your declarations are on record."

    @property
    def back_url(self) -> str:
        name = self.request.GET.get("back", "")
        return reverse(f"reviews:{name if name in BACK else 'register'}")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.reviews else HttpResponseRedirect(self.back_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.reviews else HttpResponseRedirect(self.back_url)

    @cached_property
    def reviews(self) -> list[Review]:
        """Those of the address on which this person has said nothing yet."""
        asked = {int(each) for each in self.request.GET.getlist("review") if each.isdecimal() and len(each) < 10}
        rows = Review.objects.visible_to(self.person).with_opened(self.person).filter(pk__in=asked, opened=False)
        found = list(rows.select_related("case").order_by("pk")[:MOST])
        prefetch_related_objects(found, "case__parties__person")
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"named": [(review, names_of(review)) for review in self.reviews]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        for review in self.reviews:
            audit.record("review.names_seen", review, by=self.person)
        return super().get_context_data(**kwargs) | {
            "heading": "Do you know these people?",
            "intro": "Tick the reviews in which you know nobody, and with which you have no other connection. "
            "Their words are shown to you from then on. Leave the others: a review's own page asks what it is.",
            "label": "Declare no connection with those ticked",
            "back_url": self.back_url,
        }

    def perform(self, form: Any) -> str:
        ticked = set(form.cleaned_data["reviews"])
        intake.declare_on_several([review for review in self.reviews if str(review.pk) in ticked], by=self.person)
        return self.back_url
