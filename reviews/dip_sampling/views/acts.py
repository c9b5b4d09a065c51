"""What the acts of panels share: a form about one visible thing, and back to its page."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property

from pcc.views import ActionView
from reviews.dip_sampling.models import Session
from reviews.dip_sampling.rules import RUNS_PANELS


class Act(ActionView):
    """An act on one thing that the person may see."""

    roles = RUNS_PANELS
    form_class = forms.Form
    heading: ClassVar[str] = ""
    label: ClassVar[str] = "Save"
    intro: ClassVar[str] = ""
    warning: ClassVar[str] = ""
    tone: ClassVar[str] = ""

    def rows(self) -> "QuerySet[Any]":
        """The rows among which the thing is: a visible queryset."""
        raise NotImplementedError

    @cached_property
    def on(self) -> Any:
        return self.find(self.rows(), pk=self.kwargs["pk"])

    def back(self) -> str:
        """Where Cancel leads."""
        return str(self.on.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.on}",
            "label": self.label,
            "intro": self.intro,
            "warning": self.warning,
            "tone": self.tone,
            "back_url": self.back(),
        }


class OnSession(Act):
    """An act on a session."""

    def rows(self) -> "QuerySet[Any]":
        return Session.objects.visible_to(self.person).select_related("panel")
