"""Sorting the post quickly: the next matter that nobody has; several put aside, or given to somebody, in one act."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import MailStage
from casework.forms.correspondence import GiveSeveralForm, PutAsideForm
from casework.models import Correspondence
from casework.rules import ANSWERS_FOR_CASES
from casework.rules.correspondence import UNDER_WAY, WORKS_CASES
from casework.workflow import correspondence as workflow
from pcc import audit
from pcc.views import ActionView

MOST_LISTED = 50


class OpenNext(ActionView):
    """Take the next matter to sort, and open it: two people who ask at once get two."""

    roles = WORKS_CASES
    http_method_names = ["post"]
    form_class = forms.Form

    def perform(self, form: Any) -> str:
        item = workflow.take_next(by=self.person)
        if item is None:
            messages.success(self.request, "All sorted: nothing is left that nobody has.")
            return reverse("casework:inbox")
        return item.get_absolute_url()


class Several(ActionView):
    """An act on several messages, each shown with its beginning: on those that are ticked."""

    among = Q(stage=MailStage.NEW)

    @cached_property
    def items(self) -> list[Correspondence]:
        rows = Correspondence.objects.visible_to(self.person).filter(self.among).for_list()
        return list(
            rows.filter(is_sealed=False).order_by("received_at", "pk").prefetch_related("case__messages")[:MOST_LISTED]
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"items": self.items, "today": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audit.record_list("correspondence.listed", Correspondence, self.items, by=self.person, shelf="new")
        return super().get_context_data(**kwargs) | {"back_url": reverse("casework:inbox")}

    def perform(self, form: Any) -> str:
        given = dict(form.cleaned_data)
        ticked = given.pop("items")
        done, refused = self.act([item for item in self.items if str(item.pk) in ticked], given)
        for sentence in refused:
            messages.warning(self.request, sentence)
        if done:
            words = "1 message is" if done == 1 else f"{done} messages are"
            messages.success(self.request, f"{words} {self.became(given)}.")
        return reverse("casework:inbox")

    def act(self, chosen: list[Correspondence], given: dict[str, Any]) -> tuple[int, list[str]]:
        """Do it to each; how many, and a sentence for each that was refused."""
        raise NotImplementedError

    def became(self, given: dict[str, Any]) -> str:
        """What has become of them, for the sentence that says how many."""
        raise NotImplementedError


class PutSpamAside(Several):
    """Messages that nobody has sorted are put aside."""

    roles = WORKS_CASES
    form_class = PutAsideForm
    extra_context = {
        "heading": "Put spam and misdirected mail aside",
        "label": "Put aside what is ticked",
        "intro": "Each is kept with the reason, and can be taken back from the shelf of what has ended.",
    }

    def act(self, chosen: list[Correspondence], given: dict[str, Any]) -> tuple[int, list[str]]:
        return workflow.discard_all(chosen, by=self.person, **given)

    def became(self, given: dict[str, Any]) -> str:
        return "put aside"


class GiveSeveral(Several):
    """Messages that nobody has are given to somebody."""

    roles = WORKS_CASES | ANSWERS_FOR_CASES
    form_class = GiveSeveralForm
    among = Q(stage__in=[MailStage.NEW, *UNDER_WAY], case__owner=None)
    extra_context = {
        "heading": "Give several messages to somebody",
        "label": "Give them",
        "intro": "What nobody has yet, the oldest first. A single one is given from its own file.",
    }

    def act(self, chosen: list[Correspondence], given: dict[str, Any]) -> tuple[int, list[str]]:
        return workflow.give_all(chosen, by=self.person, **given)

    def became(self, given: dict[str, Any]) -> str:
        return f"with {given['to']} now"
