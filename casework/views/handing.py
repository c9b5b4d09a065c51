"""Where a matter goes on: it becomes a complaint file, or whoever wrote gets a letter."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from casework.choices import Way
from casework.forms.handing import BecomeComplaintForm
from casework.forms.letters import ChooseForm
from casework.letters import Addressee
from casework.letters.rules import WRITES_LETTERS
from casework.models import Case, LetterTemplate, Person
from casework.rules import email_key
from casework.rules.correspondence import MAIL_MOVES
from casework.rules.triage import WAYS, Route
from casework.views.correspondence import MAY_PASS_ON, Act, told
from casework.views.templates import not_offered
from casework.workflow import handing, letters
from pcc import moves


class BecomeComplaint(Act):
    """What is still to be known before a matter is a complaint file."""

    form_class = BecomeComplaintForm
    heading = "Make it a complaint file"
    label = "Make it a complaint file"
    done = "It is a complaint file now, received when the message was. The message and its papers came with it."
    intro = (
        "A file of the office opens, with the day on which the message came. What it said is filled in: change only "
        "what is wrong. Whether the force is told is a letter of that file."
    )

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        moves.check(MAIL_MOVES["convert"], self.item, self.person)
        return super().get(request, *args, **kwargs)

    @cached_property
    def carried(self) -> handing.Carried:
        return handing.carried(self.item)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"carried": self.carried, "known": self.known()}

    def known(self) -> QuerySet[Person]:
        """People of the office's files with the address from which the message came."""
        key = email_key(self.carried.sender_email)
        people = Person.objects.visible_to(self.person).filter(merged_into=None)
        return people.filter(email_key=key).order_by("pk")[:5] if key else people.none()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = MAY_PASS_ON[self.carried.may_pass_on]
        return super().get_context_data(**kwargs) | {
            "facts": [
                {"key": "Received", "value": told(self.carried.received_on)},
                {"key": "May others be told?", "value": asked},
            ]
        }

    def perform(self, form: Any) -> Case:
        return handing.become_complaint(
            self.item,
            title=form.cleaned_data["title"],
            person=form.person,
            details=form.details,
            on=form.cleaned_data["on"],
            by=self.person,
        )


class WriteToSender(Act):
    """Begin a letter to whoever wrote: the one for where the matter belongs is chosen already."""

    roles = WRITES_LETTERS
    form_class = ChooseForm
    template_name = "casework/letter_choose.html"
    asks_day = False
    heading = "Write to whoever wrote"
    label = "Go on"

    @cached_property
    def templates(self) -> list[LetterTemplate]:
        return list(LetterTemplate.objects.visible_to(self.person).for_writing(self.item.case.kind))

    @property
    def code(self) -> str:
        """The letter that is chosen already."""
        return self.request.GET.get("code") or (WAYS[Route(self.item.route)].letter if self.item.route else "")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"templates": self.templates, "initial": {"code": self.code}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "nothing_approved": not self.templates,
            "back_text": self.item.case.reference,
            **not_offered(self.item.case.kind, self.code, self.person),
        }

    def perform(self, form: Any) -> str:
        letter = letters.draft(
            self.item.case, code=form.cleaned_data["code"], by=self.person, addressees=self.addressees()
        )
        return reverse("casework:edit-letter", args=[letter.pk])

    def addressees(self) -> list[Addressee]:
        """Whoever wrote, by e-mail where there is an address, else by post; nobody when neither is known."""
        item = self.item
        name = item.sender_name or item.sender_email
        if item.sender_email:
            return [Addressee(name, Way.EMAIL, email=item.sender_email)]
        return [Addressee(name, Way.POST, address=item.sender_address)] if name and item.sender_address else []
