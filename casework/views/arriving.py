"""How messages arrive: when the mailbox was looked into, what hinders, and a look into it now."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from casework.choices import MailStage
from casework.models import Correspondence, MailFetch
from casework.rules import ANSWERS_FOR_CASES, WORKS_CASES
from casework.workflow import acknowledging, mailbox
from pcc.models import User
from pcc.views import ActionView


def how_it_arrives(person: User) -> dict[str, Any]:
    """What the head of the inbox says and offers to this person."""
    waits = Correspondence.objects.visible_to(person).filter(stage=MailStage.NEW).exists()
    return {
        "fetch": _last_fetch(),
        "unacknowledged": acknowledging.why_not_at_all(),
        "may_fetch": bool(settings.MAILBOX_URL),
        "may_take": bool(person.roles & WORKS_CASES) and waits,
        "may_give": bool(person.roles & (WORKS_CASES | ANSWERS_FOR_CASES)) and waits,
    }


def _last_fetch() -> dict[str, Any]:
    """When the mailbox was last looked into, how often it is, and how it went."""
    if not settings.MAILBOX_URL:
        return {"tone": "information", "text": "No mailbox is connected: log what comes in by hand."}
    rhythm = "It is looked into every five minutes."
    last = MailFetch.objects.order_by("-pk").first()
    if last is None:
        return {"tone": "information", "text": f"The mailbox has not been looked into yet. {rhythm}"}
    at = f"{timezone.localtime(last.began_at):%-d %B at %H:%M}"
    if last.error:
        return {"tone": "warning", "text": f"The mailbox was looked into on {at}. {last.error} {rhythm}"}
    if timezone.now() - last.began_at > 3 * mailbox.EVERY:
        words = f"The mailbox has not been looked into since {at}. {rhythm} Tell who runs the system: its work stands."
        return {"tone": "warning", "text": words}
    return {"tone": "success", "text": f"The mailbox was looked into on {at}. {rhythm}"}


class FetchNow(ActionView):
    """Have the mailbox looked into now."""

    roles = WORKS_CASES
    http_method_names = ["post"]
    form_class = forms.Form
    done = "The mailbox is looked into within a quarter of a minute. Open this page again then."

    def perform(self, form: Any) -> str:
        mailbox.ask(by=self.person)
        return reverse("casework:inbox")
