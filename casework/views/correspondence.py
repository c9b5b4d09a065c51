"""The inbox and one matter that somebody wrote about: read, sorted, asked about, answered, ended."""

from typing import Any

from django import forms
from django.core.cache import cache
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import Channel, EnquiryStage, MailStage, RouteChoice
from casework.forms import correspondence as asked
from casework.models import Case, Correspondence, Document, Enquiry, Letter, Message
from casework.rules.correspondence import MAIL_MOVES, SEES_CORRESPONDENCE, UNDER_WAY, WAITING, WORKS_CASES
from casework.rules.triage import WAYS, Route, Suggestion, suggestions
from casework.views.messages import message_card, paper_link
from casework.views.typing import KeepsTyping
from casework.views.versioned import AsSeen
from casework.workflow import correspondence as workflow
from casework.workflow.handing import ways_on
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.moves import open_moves
from pcc.roles import Role
from pcc.views import ActionView, Page

TONES = {
    MailStage.NEW: "yellow",
    MailStage.TRIAGED: "blue",
    MailStage.OPEN: "blue",
    MailStage.ACKNOWLEDGED: "blue",
    MailStage.REPLIED: "turquoise",
    MailStage.CLOSED: "green",
} | dict.fromkeys(WAITING, "purple")
MAY_PASS_ON = {True: "Yes", False: "No", None: "Ask first"}


def told(day: Any) -> str:
    return f"{day:%a %-d %b %Y}" if day else "None"


def tag_of(item: Correspondence) -> dict[str, str]:
    """The stage of a matter as a list shows it."""
    return {"text": item.get_stage_display(), "tone": TONES.get(MailStage(item.stage), "grey")}


class Item(Page):
    """One matter: its messages, what the words suggest, what is asked of others, and what may be done now."""

    roles = SEES_CORRESPONDENCE
    template_name = "casework/item.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.find(Correspondence.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        audit.record("correspondence.viewed", item, by=self.person, case=item.case_id)
        others = others_looking(item.case_id, self.person)
        messages = list(item.case.messages.order_by("arrived_at", "pk"))
        papers = list(Document.objects.visible_to(self.person).filter(case=item.case_id).order_by("pk"))
        moves = open_moves(MAIL_MOVES, item, self.person)
        way = WAYS[Route(item.route)] if item.route else None
        ways = ways_on(after=item.route, roles=self.person.roles) if item.stage in UNDER_WAY else []
        return super().get_context_data(**kwargs) | {
            "item": item,
            "bar": _bar(item, moves, letter_url=_letter_url(item, way) if way and "reply" in moves else ""),
            "others": others,
            "way": way,
            "suggested": []
            if item.route
            else [
                {"title": WAYS[one.route].title, "sentence": one.sentence, "who": WAYS[one.route].who_can_help}
                for one in suggested_for(messages)
            ],
            "onward": [{"text": onward.label, "url": reverse(onward.route, args=[item.pk])} for onward in ways],
            "onward_shut": MAIL_MOVES["convert"].refusal(item, self.person) if ways else "",
            "became": Case.objects.visible_to(self.person).filter(pk=item.became_id).first()
            if item.became_id
            else None,
            "facts": _facts(item),
            "messages_read": [
                message_card(
                    message,
                    [paper_link(one) for one in papers if one.message_id == message.pk],
                    may="split" in moves and len(messages) > 1,
                )
                for message in messages
            ],
            "documents": [
                paper_link(one) for one in papers if one.message_id not in {message.pk for message in messages}
            ],
            "letters": [
                {"text": letter.subject, "url": letter.get_absolute_url(), "stage": letter.get_stage_display()}
                for letter in Letter.objects.visible_to(self.person).filter(case=item.case_id).order_by("pk")
            ],
            "enquiries": [_enquiry(one, may="answer_enquiry" in moves) for one in item.case.enquiries.order_by("pk")],
        }


LOOKING_FOR = 5 * 60
"""Seconds for which somebody who opened a matter counts as looking at it."""


def others_looking(case: int, person: User) -> list[str]:
    """Who else opened the matter in the last minutes; nobody is kept out for that."""
    key, now = f"looking:{case}", timezone.now().timestamp()
    seen: dict[int, tuple[str, float]] = cache.get(key, {})
    fresh = {pk: (name, at) for pk, (name, at) in seen.items() if now - at < LOOKING_FOR and pk != person.pk}
    cache.set(key, fresh | {person.pk: (str(person), now)}, LOOKING_FOR)
    return [name for name, _ in fresh.values()]


def suggested_for(messages: list[Message]) -> list[Suggestion]:
    first = messages[0] if messages else None
    return suggestions(first.subject, first.text) if first else []


def _letter_url(item: Correspondence, way: Any) -> str:
    return f"{reverse('casework:write-to-sender', args=[item.pk])}?code={way.letter}"


ROUTES = {
    "claim": "claim",
    "triage": "triage",
    "acknowledge": "acknowledge",
    "ask": "ask",
    "reply": "reply",
    "close": "close-item",
    "merge": "join",
    "discard": "discard",
    "reopen": "reopen-item",
}


def _bar(item: Correspondence, moves: list[str], *, letter_url: str) -> dict[str, Any]:
    due_on = item.case.clocks.filter(met_on=None).aggregate(first=Min("due_on"))["first"]
    letter = {"text": "Write the letter for it", "url": letter_url} if letter_url else None
    return {
        "reference": item.case.reference,
        "title": item.case.title,
        "stage": item.get_stage_display(),
        "tone": TONES.get(MailStage(item.stage), "grey"),
        "facts": [
            {"label": "From", "value": item.sender_name or item.sender_email or "Not known"},
            {"label": "Owner", "value": str(item.case.owner or "Nobody")},
            {"label": "Received", "value": told(item.received_on)},
            *([{"label": "Next due date", "value": told(due_on)}] if due_on else []),
        ],
        "primary": _way(item, "triage") if item.stage == MailStage.NEW and "triage" in moves else letter,
        "links": [
            _way(item, name) for name in moves if name in ROUTES and not (name == "claim" and item.case.owner_id)
        ],
    }


def _way(item: Correspondence, name: str) -> dict[str, str]:
    return {"text": MAIL_MOVES[name].label, "url": reverse(f"casework:{ROUTES[name]}", args=[item.pk])}


def _facts(item: Correspondence) -> list[dict[str, Any]]:
    facts = [
        ("Came by", item.get_channel_display()),
        ("E-mail address", item.sender_email),
        ("Phone", item.sender_phone),
        ("Postal address", item.sender_address),
        ("Would make it easier for them", item.adjustments),
        (
            "May others be told?",
            _may_pass_on(item),
        ),
        ("From an elected member", "Yes" if item.from_elected else ""),
        ("Belongs to", item.get_route_display() if item.route else "Not sorted yet"),
        ("Because", item.route_because),
        ("Theme", str(item.theme or "")),
        ("Area", item.area),
        ("Acknowledged", told(item.acknowledged_on) if item.acknowledged_on else ""),
        ("Replied", told(item.replied_on) if item.replied_on else ""),
        ("Ended", f"{told(item.ended_on)}: {item.case.closed_because}" if item.ended_on else ""),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def _may_pass_on(item: Correspondence) -> str:
    """What the person said; the form asks everybody, and nobody may have asked who wrote otherwise."""
    asked = item.may_pass_on is not None or item.channel == Channel.FORM
    return MAY_PASS_ON[item.may_pass_on] if asked else ""


def _enquiry(enquiry: Enquiry, *, may: bool) -> dict[str, Any]:
    waits = enquiry.stage == EnquiryStage.ASKED
    return {
        "title": f"{enquiry.recipient}: {enquiry.get_stage_display().lower()}",
        "question": enquiry.question,
        "answer": enquiry.answer,
        "facts": [
            {"key": "Asked", "value": told(enquiry.asked_on)},
            {"key": "Answer due", "value": told(enquiry.due_on)},
            *([{"key": "Chased", "value": ", ".join(map(told, enquiry.chased_on))}] if enquiry.chased_on else []),
            *([{"key": "Ended", "value": told(enquiry.ended_on)}] if enquiry.ended_on else []),
        ],
        "answer_url": reverse("casework:end-enquiry", args=[enquiry.pk]) if may and waits else "",
        "chase_url": reverse("casework:chase", args=[enquiry.pk]) if may and waits else "",
    }


class LogIt(ActionView):
    roles = WORKS_CASES
    form_class = asked.LogForm
    done = "It is logged. Its clocks run from the day of receipt."
    extra_context = {
        "heading": "Log what came in",
        "label": "Log it",
        "intro": "For a letter, a call or a visit. E-mail comes in by itself once a mailbox is connected.",
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"now": timezone.now()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": reverse("casework:inbox")}

    def perform(self, form: Any) -> Correspondence:
        return workflow.log(by=self.person, **form.cleaned_data)


class Act(ActionView):
    """An act on a matter that the person may see."""

    roles = WORKS_CASES
    heading = ""
    label = "Save"
    intro = ""
    warning = ""
    form_class = asked.DayForm
    asks_day = True

    @cached_property
    def item(self) -> Correspondence:
        return self.find(Correspondence.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])

    @property
    def kept_for(self) -> Case:
        """The file for which typing is kept, on the pages that keep it."""
        return self.item.case

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | ({"today": timezone.localdate()} if self.asks_day else {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.item.case.reference}",
            "label": self.label,
            "intro": self.intro,
            "warning": self.warning,
            "back_url": self.item.get_absolute_url(),
        }


class Claim(Act):
    form_class = forms.Form
    asks_day = False
    heading = "Take it"
    label = "Take it"
    done = "It is yours."

    def perform(self, form: Any) -> Correspondence:
        return workflow.claim(self.item, by=self.person)


class Triage(AsSeen, Act):
    form_class = asked.TriageForm
    heading = "Say where it belongs"
    label = "Sort it"
    done = "It is sorted. The words and the letter for it are below."
    intro = "Suggestions are made from the words of the message, and say from which. You decide."

    def get_form_kwargs(self) -> dict[str, Any]:
        found = suggested_for(list(self.item.case.messages.order_by("arrived_at", "pk")[:1]))
        return super().get_form_kwargs() | {"item": self.item, "suggested": found}

    def perform(self, form: Any) -> Correspondence:
        given = form.cleaned_data
        return workflow.triage(self.item, by=self.person, **given | {"route": RouteChoice(given["route"])})

    def seen_now(self) -> str:
        return workflow.mark_of_sorting(Correspondence.objects.visible_to(self.person).get(pk=self.item.pk))


class Acknowledge(Act):
    heading = "Record that it was acknowledged"
    label = "Record it"
    done = "The day is recorded, and its clock has ended."

    def perform(self, form: Any) -> Correspondence:
        return workflow.acknowledge(self.item, by=self.person, **form.cleaned_data)


class Reply(Act):
    heading = "Record the reply"
    label = "Record it"
    done = "The reply is recorded, and the clocks have ended."
    intro = "For a reply that went otherwise than by a letter of this file: that one is recorded when it goes."

    def perform(self, form: Any) -> Correspondence:
        return workflow.reply(self.item, by=self.person, **form.cleaned_data)


class Ask(KeepsTyping, Act):
    form_class = asked.AskForm
    kept_as = "enquiry"
    heading = "Ask somebody"
    label = "Record the enquiry"
    done = "The enquiry is recorded. It is chased when its day has passed."

    def perform(self, form: Any) -> Correspondence:
        workflow.ask(self.item, by=self.person, **form.cleaned_data)
        return self.item


class Close(Act):
    form_class = asked.CloseForm
    heading = "Close it"
    label = "Close it"
    done = "It is closed."

    def perform(self, form: Any) -> Correspondence:
        return workflow.close(self.item, by=self.person, **form.cleaned_data)


class Discard(Act):
    form_class = asked.DiscardForm
    heading = "Discard it"
    label = "Discard it"
    done = "It is put aside, and can be taken back."

    def perform(self, form: Any) -> Correspondence:
        return workflow.discard(self.item, by=self.person, **form.cleaned_data)


class Reopen(Act):
    roles = WORKS_CASES | {Role.MANAGER}
    form_class = asked.ReopenForm
    asks_day = False
    heading = "Open it again"
    label = "Open it"
    done = "It is open again."

    def perform(self, form: Any) -> Correspondence:
        return workflow.reopen(self.item, by=self.person, **form.cleaned_data)


class Join(Act):
    form_class = asked.JoinForm
    heading = "Join it to another"
    label = "Join them"
    done = "The two are one. This is the one that goes on."
    intro = "Messages and open enquiries of this one move to the other, and this one ends."

    def perform(self, form: Any) -> Correspondence:
        wanted = " ".join(form.cleaned_data["reference"].split()).upper()
        into = Correspondence.objects.visible_to(self.person).for_detail().filter(case__reference=wanted).first()
        if into is None:
            raise RuleBroken("There is no matter with this reference.")
        return workflow.merge(self.item, into=into, on=form.cleaned_data["on"], by=self.person)


class OfEnquiry(ActionView):
    """An act on an enquiry of a matter that the person may see."""

    roles = WORKS_CASES
    heading = ""
    label = ""

    @cached_property
    def enquiry(self) -> Enquiry:
        return self.find(Enquiry.objects.visible_to(self.person).select_related("case"), pk=self.kwargs["pk"])

    @cached_property
    def item(self) -> Correspondence:
        return self.find(Correspondence.objects.visible_to(self.person), case=self.enquiry.case_id)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "label": self.label,
            "facts": [
                {"key": "Asked", "value": f"{self.enquiry.recipient}, {told(self.enquiry.asked_on)}"},
                {"key": "Question", "value": self.enquiry.question},
            ],
            "back_url": self.item.get_absolute_url(),
        }


class Chase(OfEnquiry):
    form_class = asked.ChaseForm
    heading = "Ask again"
    label = "Record that you asked again"
    done = "The new day stands."

    def perform(self, form: Any) -> Correspondence:
        workflow.chase(self.enquiry, by=self.person, **form.cleaned_data)
        return self.item


class EndEnquiry(KeepsTyping, OfEnquiry):
    form_class = asked.AnswerForm
    heading = "Record the answer"
    label = "Record it"
    done = "The answer is recorded."

    @property
    def kept_as(self) -> str:
        return f"answer {self.enquiry.pk}"

    @property
    def kept_for(self) -> Case:
        return self.enquiry.case

    def perform(self, form: Any) -> Correspondence:
        workflow.end_enquiry(self.enquiry, by=self.person, **form.cleaned_data)
        return self.item
