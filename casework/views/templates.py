"""The templates of letters: the list, one of them, the next version, approval."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import Need, TemplateStage
from casework.forms.templates import NewTemplateForm, TemplateForm
from casework.letters.checks import spoken
from casework.letters.rules import APPROVES_TEMPLATES, TEMPLATE_MOVES, WRITES_LETTERS
from casework.models import LetterTemplate
from casework.rules import SEES_CASES
from casework.workflow import templates as workflow
from pcc.models import User
from pcc.moves import open_moves
from pcc.views import ActionView, Page

TONES = {
    TemplateStage.SAMPLE: "yellow",
    TemplateStage.DRAFT: "blue",
    TemplateStage.APPROVED: "green",
    TemplateStage.RETIRED: "grey",
}
ROUTES = {"change": "change-template", "approve": "approve-template", "retire": "retire-template"}
LABELS = {"change": "Change the words", "approve": "Approve", "retire": "Stop using it"}


MOST_NAMED = 5
"""People who may approve that a page names."""


def not_offered(kind: str, code: str, person: User) -> dict[str, Any]:
    """The letters that a page of choice for that kind of case lacks, because nobody has approved them yet.

    The one of that code, to which another page pointed, is named apart.
    """
    waiting = list(LetterTemplate.objects.visible_to(person).not_approved(kind))
    return {
        "not_approved": [{"text": each.name, "url": each.get_absolute_url()} for each in waiting if each.code != code],
        "pointed_to": next((each for each in waiting if each.code == code), None),
    }


class TemplateList(Page):
    """Every letter with its newest version, and whether it may be written from."""

    roles = SEES_CASES
    template_name = "casework/template_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = LetterTemplate.objects.visible_to(self.person).newest().order_by("kind", "name")
        return super().get_context_data(**kwargs) | {
            "writes": bool(self.person.roles & WRITES_LETTERS),
            "samples": sum(row.stage == TemplateStage.SAMPLE for row in rows),
            "columns": [
                {"label": "Letter"},
                {"label": "For"},
                {"label": "Version"},
                {"label": "State"},
                {"label": "Second check"},
                {"label": "Approved"},
            ],
            "rows": [
                [
                    {"text": row.name, "url": row.get_absolute_url(), "hint": row.purpose},
                    row.get_kind_display() or "Every case",
                    str(row.version),
                    {"text": row.get_stage_display(), "tone": TONES[TemplateStage(row.stage)]},
                    row.get_second_check_display(),
                    _signed(row.approved_by, row.approved_at) if row.approved_at else "Not yet",
                ]
                for row in rows
            ],
        }


class TemplateDetail(Page):
    """One version: its parts in order, who approved it, and what may be done."""

    roles = SEES_CASES
    template_name = "casework/template.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = LetterTemplate.objects.visible_to(self.person).select_related("made_by", "approved_by")
        template = self.find(rows.prefetch_related("parts"), pk=self.kwargs["pk"])
        same_code = LetterTemplate.objects.visible_to(self.person).filter(code=template.code)
        versions = list(same_code.order_by("-version"))
        return super().get_context_data(**kwargs) | {
            "template": template,
            "tone": TONES[TemplateStage(template.stage)],
            "facts": _facts(template, self.person),
            "parts": [
                {
                    "heading": part.heading or spoken(part.code),
                    "need": part.get_need_display(),
                    "text": part.prompt if part.need in (Need.WRITE, Need.MAY_WRITE) else part.text,
                    "written": part.need in (Need.WRITE, Need.MAY_WRITE),
                }
                for part in template.parts.all()
            ],
            "versions": [row for row in versions if row.pk != template.pk],
            "ways": [
                {"text": LABELS[name], "url": reverse(f"casework:{ROUTES[name]}", args=[template.pk])}
                for name in open_moves(TEMPLATE_MOVES, template, self.person)
                if name != "change" or versions[0].pk == template.pk
            ],
        }


def _who_approves(template: LetterTemplate, person: User) -> str:
    """Who may say that these words go out, by name; and how a small office goes on where nobody else may."""
    found = list(workflow.may_approve(template)[: MOST_NAMED + 1])
    if not found:
        return (
            "Not yet, and nobody but their author may approve these words. Let a colleague open “Change the words” and "
            "save them as the next version: their author can approve that one. Or ask the administrator to give "
            "somebody else the role manager or reviews manager."
        )
    listed = ", ".join(str(one) for one in found[:MOST_NAMED]) + (" and others" if len(found) > MOST_NAMED else "")
    own = "You wrote these words, so somebody else approves them" if template.made_by_id == person.pk else "Not yet"
    return f"{own}. These may read and approve them: {listed}. Until then nobody can write from this version."


def _signed(by: User, at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %b %Y} by {by}"


def _facts(template: LetterTemplate, person: User) -> list[dict[str, Any]]:
    approved = "Never" if template.stage == TemplateStage.RETIRED else ""
    if template.approved_at:
        approved = _signed(template.approved_by, template.approved_at)
    made = _signed(template.made_by, template.made_at) if template.made_by else "Shipped as a sample"
    return [
        {"key": "When it is written", "value": template.purpose},
        {"key": "Subject", "value": template.subject},
        {"key": "For", "value": template.get_kind_display() or "Every kind of case"},
        {"key": "Second check", "value": template.get_second_check_display()},
        {"key": "Deadline from", "value": template.clock or "No deadline in it"},
        {"key": "Goes by itself", "value": "Yes" if template.automatic else "No"},
        {"key": "Made", "value": made},
        {"key": "Approved", "value": approved or _who_approves(template, person)},
    ]


class TemplateAction(ActionView):
    """An act on a template."""

    roles = APPROVES_TEMPLATES
    form_class: Any = forms.Form
    heading = ""
    label = "Save"
    intro = ""
    warning = ""

    @cached_property
    def on(self) -> LetterTemplate:
        return self.find(LetterTemplate.objects.visible_to(self.person).prefetch_related("parts"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.on.name}",
            "label": self.label,
            "intro": self.intro,
            "warning": self.warning,
            "back_url": self.on.get_absolute_url(),
        }


class WriteTemplate(ActionView):
    """Write a letter that the office does not have yet."""

    roles = WRITES_LETTERS
    form_class = NewTemplateForm
    done = "The letter is saved and waits for approval by a manager or reviews manager other than you."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": "Write a new letter",
            "label": "Save and send for approval",
            "intro": "Part by part, in the order in which they stand. A field such as [[recipient_name]] or "
            "[[officer_name]] is filled from the file, or asked of the author.",
            "back_url": reverse("casework:templates"),
        }

    def perform(self, form: Any) -> LetterTemplate:
        return workflow.write_new(form.words(), by=self.person)


class ChangeTemplate(TemplateAction):
    roles = WRITES_LETTERS
    form_class = TemplateForm
    heading = "Change the words"
    label = "Save as the next version"
    intro = "The version in use stays in use until somebody else, a manager or reviews manager, approves this one."
    done = "The next version is saved. A manager or reviews manager other than you approves it."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"template": self.on}

    def perform(self, form: Any) -> LetterTemplate:
        return workflow.change(self.on, words=form.words(), by=self.person)


class ApproveTemplate(TemplateAction):
    heading = "Approve"
    label = "Approve these words"
    warning = "From now on everybody who writes letters can send these words in the office's name."
    done = "Approved. The letter can be written from now on."

    def perform(self, form: Any) -> LetterTemplate:
        return workflow.approve(self.on, by=self.person)


class RetireTemplate(TemplateAction):
    heading = "Stop using"
    label = "Stop using it"
    warning = "Nobody can write from it any more. Letters made from it stay."
    done = "Nobody can write from it any more."

    def perform(self, form: Any) -> LetterTemplate:
        return workflow.retire(self.on, by=self.person)
