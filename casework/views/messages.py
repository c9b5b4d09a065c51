"""The messages that lie on a file, whatever it is about: read, taken as they came, made matters of their own."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import MessageKind
from casework.forms import correspondence as asked
from casework.importing.mail import split_quoted
from casework.models import Case, Correspondence, Document, Message, Party
from casework.rules import SEES_CASES, WORKS_CASES
from casework.rules.correspondence import IN_HAND, SEES_CORRESPONDENCE
from casework.views.files import CasePage
from casework.workflow import correspondence as workflow
from pcc import audit
from pcc.views import ActionView, Page, RolePage


def paper_link(document: Document) -> dict[str, str]:
    return {"text": str(document), "url": document.get_absolute_url()}


def message_card(message: Message, papers: list[dict[str, str]], *, may: bool) -> dict[str, Any]:
    """A message as ``casework/_message.html`` shows it; ``may`` says whether it may be taken out of its file."""
    new, quoted = split_quoted(message.text)
    return {
        "pk": message.pk,
        "title": message.subject or "Without a subject",
        "by": message.sender_name or message.sender_email or "Not known",
        "at": timezone.localtime(message.arrived_at),
        "new": new,
        "quoted": quoted,
        "faults": message.faults,
        "papers": papers,
        "joined": message.joined_because,
        "original_url": reverse("casework:original", args=[message.pk]) if message.digest else "",
        "split_url": reverse("casework:split", args=[message.pk]) if may else "",
    }


class CaseMessages(CasePage):
    """What people wrote that belongs to this file, the newest first, each with what came with it."""

    roles = SEES_CORRESPONDENCE
    template_name = "casework/case_messages.html"
    here = "casework:messages"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        messages = list(Message.objects.visible_to(self.person).filter(case=case).order_by("-arrived_at", "-pk"))
        papers = list(Document.objects.visible_to(self.person).filter(case=case).exclude(message=None).order_by("pk"))
        item = Correspondence.objects.visible_to(self.person).filter(case=case).first()
        may = bool(self.person.roles & WORKS_CASES) and not self.emergency
        parts = may and (len(messages) > 1 and item.stage in IN_HAND if item else True)
        return {
            "messages_read": [
                message_card(
                    message, [paper_link(one) for one in papers if one.message_id == message.pk], may=bool(parts)
                )
                for message in messages
            ]
        }


class MatterOfCase(RolePage):
    """From a case file to the matter that somebody wrote about; who does not see it stays on the file."""

    roles = SEES_CASES
    only_reads = True
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        case = self.find(Case.objects.visible_to(self.person), pk=kwargs["pk"])
        item = Correspondence.objects.visible_to(self.person).filter(case=case).first()
        return HttpResponseRedirect((item or case).get_absolute_url())


class OriginalFile(Page):
    """The message as it came, as a download that no browser opens as a page."""

    roles = SEES_CORRESPONDENCE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        message = self.find(Message.objects.visible_to(self.person).exclude(digest=""), pk=self.kwargs["pk"])
        audit.record("message.original_taken", message, by=self.person, case=message.case_id)
        raw = bytes(message.original.raw)
        response = HttpResponse(raw, content_type="application/octet-stream")
        ending = "eml" if message.kind == MessageKind.EMAIL else "json"
        response.headers["Content-Disposition"] = f'attachment; filename="message-{message.pk}.{ending}"'
        return response


class Split(ActionView):
    roles = WORKS_CASES
    form_class = asked.SplitForm
    done = "The message is a matter of its own, received when the message was."

    @cached_property
    def message(self) -> Message:
        return self.find(Message.objects.visible_to(self.person).select_related("case"), pk=self.kwargs["pk"])

    @cached_property
    def papers(self) -> list[Document]:
        """Those that came with it, and what was handed in; what came with another message stays with that one."""
        rows = Document.objects.visible_to(self.person).filter(case=self.message.case_id)
        return list(rows.filter(Q(message=self.message) | Q(message=None)).order_by("pk"))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"message": self.message, "papers": self.papers}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = Correspondence.objects.visible_to(self.person).filter(case=self.message.case_id).first()
        return super().get_context_data(**kwargs) | {
            "heading": "Take this message out",
            "label": "Take it out",
            "intro": "It becomes a matter of its own, with clocks from the day on which it came.",
            "facts": [
                {"key": "Message", "value": self.message.subject or "Without a subject"},
                {"key": "Out of", "value": self.message.case.reference},
            ],
            "back_url": (item or self.message.case).get_absolute_url(),
        }

    def perform(self, form: Any) -> Correspondence:
        chosen = set(form.cleaned_data.get("papers", ()))
        papers = [paper for paper in self.papers if str(paper.pk) in chosen]
        return workflow.split(self.message, papers=papers, by=self.person)
