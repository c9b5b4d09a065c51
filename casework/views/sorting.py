"""Sorting the post quickly: the next matter that nobody has, and spam put aside in one act."""

from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import MailStage
from casework.forms.correspondence import PutAsideForm
from casework.models import Correspondence
from casework.rules.correspondence import WORKS_CASES
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


class PutSpamAside(ActionView):
    """Several messages that nobody has sorted, each with its beginning: those that are ticked are put aside."""

    roles = WORKS_CASES
    form_class = PutAsideForm
    extra_context = {
        "heading": "Put spam and misdirected mail aside",
        "label": "Put aside what is ticked",
        "intro": "Each is kept with the reason, and can be taken back from the shelf of what has ended.",
    }

    @cached_property
    def items(self) -> list[Correspondence]:
        rows = Correspondence.objects.visible_to(self.person).filter(stage=MailStage.NEW).for_list()
        return list(
            rows.filter(is_sealed=False).order_by("received_at", "pk").prefetch_related("case__messages")[:MOST_LISTED]
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"items": self.items, "today": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audit.record("correspondence.listed", by=self.person, shelf="new", shown=[item.case_id for item in self.items])
        return super().get_context_data(**kwargs) | {"back_url": reverse("casework:inbox")}

    def perform(self, form: Any) -> str:
        given = form.cleaned_data
        chosen = [item for item in self.items if str(item.pk) in given["items"]]
        done, refused = workflow.discard_all(chosen, because=given["because"], on=given["on"], by=self.person)
        for sentence in refused:
            messages.warning(self.request, sentence)
        if done:
            words = "1 message is" if done == 1 else f"{done} messages are"
            messages.success(self.request, f"{words} put aside.")
        return reverse("casework:inbox")
