"""Seals: who is named until when, looking again, the way in for an emergency, and what others find of it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.forms.cases import LookIntoForm, NameForm, OpenSealedForm, ReasonForm, ReviewSealForm, SealForm
from casework.models import Case, Opening, SealName, StaffConnection
from casework.querysets import VIEWED, events_of
from casework.rules import ANSWERS_FOR_CASES, LOOKS_INTO_OPENINGS, OPENS_SEALED, SEES_CASES
from casework.views.files import CaseAction
from casework.views.rows import due_day
from pcc import audit
from pcc.views import ActionView, Page, keyset


class SealCase(CaseAction):
    """Seal a case to named people."""

    roles = ANSWERS_FOR_CASES
    form_class = SealForm
    heading = "Seal this case"
    label = "Seal the case"
    warning = (
        "From now on only the people named will know of this case. Everybody else gets the answer of a missing page."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.person, "today": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owner = self.on.owner
        intro = f"{owner} owns this case, and loses sight of it unless named: it is nobody's then." if owner else ""
        return super().get_context_data(**kwargs) | {"intro": intro}

    def perform(self, form: Any) -> str:
        workflow.seal(self.on, by=self.person, **form.cleaned_data)
        if self.person in [*form.cleaned_data["named"], *form.cleaned_data["for_now"]]:
            return self.on.get_absolute_url()
        return reverse("casework:list")


class ReviewSeal(CaseAction):
    """Look again whether a case must stay sealed, and keep the seal."""

    roles = ANSWERS_FOR_CASES
    form_class = ReviewSealForm
    tells = ("today",)
    heading = "Look again at the seal"
    label = "Keep the seal"
    intro = "If the case need not stay sealed, lift the seal instead."
    done = "The seal stays until that day, when somebody looks again."

    def perform(self, form: Any) -> Case:
        workflow.review_seal(self.on, by=self.person, **form.cleaned_data)
        return self.on


class NameOnSeal(CaseAction):
    """Let somebody know of a sealed case, or change up to when."""

    roles = ANSWERS_FOR_CASES
    form_class = NameForm
    heading = "Change who is named"
    label = "Name them"
    intro = "To take somebody off the seal, choose them in the list on the case."
    done = "That person may see the case."

    def perform(self, form: Any) -> Case:
        workflow.name_on_seal(self.on, by=self.person, **form.cleaned_data)
        return self.on


class TakeOffSeal(CaseAction):
    """Shut a sealed case to somebody who was named."""

    roles = ANSWERS_FOR_CASES
    form_class = ReasonForm
    heading = "Take somebody off the seal"
    label = "Take them off"
    done = "The case is shut to that person."

    def name(self) -> SealName:
        found: SealName = self.find(
            SealName.objects.visible_to(self.person), pk=self.kwargs["name"], seal__case=self.on
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"facts": [{"key": "Who", "value": str(self.name().user)}]}

    def perform(self, form: Any) -> str:
        name = self.name()
        workflow.take_off_seal(name, by=self.person, **form.cleaned_data)
        return reverse("casework:list") if name.user_id == self.person.pk else self.on.get_absolute_url()


class LiftSeal(CaseAction):
    """Lift a seal."""

    roles = ANSWERS_FOR_CASES
    confirms_who = True
    form_class = ReasonForm
    heading = "Lift the seal"
    label = "Lift the seal"
    warning = "Everybody whose role sees cases can open this case again."
    done = "The seal is lifted."

    def perform(self, form: Any) -> Case:
        workflow.lift_seal(self.on, by=self.person, **form.cleaned_data)
        return self.on


class NoteShutOut(CaseAction):
    """Take note that a case closed to a member of staff, and see to what was theirs."""

    roles = ANSWERS_FOR_CASES
    form_class = forms.Form
    heading = "A member of staff no longer sees this case"
    label = "I have taken note"
    done = "You took note of it."

    def connection(self) -> StaffConnection:
        found: StaffConnection = self.part(
            StaffConnection.objects.visible_to(self.person).select_related("user"), pk=self.kwargs["connection"]
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        connection = self.connection()
        nobodys = "The case has no owner now: give it to somebody else." if self.on.owner is None else ""
        return super().get_context_data(**kwargs) | {
            "facts": [
                {"key": "Who", "value": str(connection.user)},
                {"key": "Why", "value": connection.get_kind_display()},
                {"key": "Since", "value": f"{timezone.localtime(connection.declared_at):%-d %B %Y, %H:%M}"},
                {"key": "Owner of the case", "value": {"text": str(self.on.owner or "Nobody"), "hint": nobodys}},
            ],
        }

    def perform(self, form: Any) -> Case:
        workflow.note_connection(self.connection(), by=self.person)
        return self.on


# In an emergency


class OpenSealed(ActionView):
    """Open a sealed case of which one is not named: for an hour, to read only, and told to others at once."""

    roles = OPENS_SEALED
    confirms_who = True
    form_class = OpenSealedForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": "Open a sealed case in an emergency",
            "label": "Open it for an hour",
            "tone": "warning",
            "intro": "Only where somebody may come to harm, or a right is lost, before anybody who is named can look.",
            "warning": "The owner, those who answer for the case and the auditor are told at once, with your name and "
            "reason. Everything you read is on the log, and somebody else looks into it within three working days.",
            "back_url": reverse("casework:list"),
        }

    def perform(self, form: Any) -> str:
        opening = workflow.open_sealed(**form.cleaned_data, by=self.person)
        return opening.case.get_absolute_url()


class CloseOpening(ActionView):
    """Say that one is through with a sealed case before the hour is over."""

    roles = OPENS_SEALED
    form_class = forms.Form
    done = "The case is shut to you again."

    def opening(self) -> Opening:
        own = Opening.objects.visible_to(self.person).filter(user=self.person)
        found: Opening = self.find(own.for_list(), pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opening = self.opening()
        return super().get_context_data(**kwargs) | {
            "heading": f"I am through with {opening.case}",
            "label": "Shut it",
            "back_url": reverse("casework:openings"),
        }

    def perform(self, form: Any) -> str:
        workflow.close_opening(self.opening(), by=self.person)
        return reverse("casework:openings")


COLUMNS = [
    {"label": "Opened", "sort": "opened"},
    {"label": "Case"},
    {"label": "By"},
    {"label": "Looked into"},
]


class Openings(Page):
    """Sealed cases that were opened in an emergency, newest first, and how many nobody has looked into."""

    roles = OPENS_SEALED | LOOKS_INTO_OPENINGS
    template_name = "casework/opening_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Opening.objects.visible_to(self.person)
        today = timezone.localdate()
        page = keyset(rows.for_list(), self.request, sorts={"opened": "opened_at"}, default="-opened")
        return super().get_context_data(**kwargs) | {
            "this_year": rows.filter(opened_at__year=today.year).count(),
            "waiting": rows.not_looked_into().count(),
            "not_needed": rows.filter(opened_at__year=today.year, view="NOT_NEEDED").count(),
            "may_open": bool(self.person.roles & OPENS_SEALED),
            "page": page,
            "columns": COLUMNS,
            "rows": [
                [
                    {
                        "text": f"{timezone.localtime(row.opened_at):%-d %b %Y, %H:%M}",
                        "url": row.get_absolute_url(),
                    },
                    row.case.reference,
                    str(row.user),
                    {"text": row.get_view_display(), "hint": f"By {row.looked_by}"}
                    if row.looked_at
                    else {"due": due_day(row.look_by, as_at=today)},
                ]
                for row in page.rows
            ],
        }


class LookInto(ActionView):
    """One opening: who, why, what was read; and whether it was needed, as somebody else sees it."""

    roles = SEES_CASES | LOOKS_INTO_OPENINGS
    form_class = LookIntoForm
    template_name = "casework/opening.html"
    done = "What you found is kept."

    def opening(self) -> Opening:
        found: Opening = self.find(Opening.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])
        return found

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record("opening.viewed", self.opening(), by=self.person)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opening = self.opening()
        looks = events_of(opening.case).filter(verb=VIEWED, by=opening.user, at__gte=opening.opened_at)
        looks = looks.filter(at__lte=opening.closed_at or opening.until_at)
        may = bool(self.person.roles & LOOKS_INTO_OPENINGS) and opening.user_id != self.person.pk
        return super().get_context_data(**kwargs) | {
            "opening": opening,
            "may": may and opening.looked_at is None,
            "facts": [
                {"key": "Case", "value": opening.case.reference},
                {"key": "Opened by", "value": str(opening.user)},
                {"key": "When", "value": f"{timezone.localtime(opening.opened_at):%-d %B %Y, %H:%M}"},
                {"key": "How long", "value": _how_long(opening)},
                {"key": "Emergency", "value": opening.reason},
                {"key": "Pages of the case read", "value": str(looks.count())},
            ],
            "found": [
                {"key": "Was it needed?", "value": opening.get_view_display()},
                {"key": "Why", "value": opening.view_note},
                {"key": "By", "value": f"{opening.looked_by}, {timezone.localtime(opening.looked_at):%-d %B %Y}"},
            ]
            if opening.looked_at
            else [],
            "back_url": reverse("casework:openings"),
        }

    def perform(self, form: Any) -> str:
        workflow.look_into(self.opening(), by=self.person, **form.cleaned_data)
        return reverse("casework:openings")


def _how_long(opening: Opening) -> str:
    at = timezone.localtime(opening.closed_at or opening.until_at)
    return f"Open until {at:%H:%M}" if opening.is_open(timezone.now()) else f"Shut again at {at:%H:%M}"
