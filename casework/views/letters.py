"""Letters of a case: list, choose, write, address, look at, check, issue."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import LetterStage
from casework.forms.letters import AddresseeForm, ChooseForm, IssueForm, SendBackForm, WaiveForm, WriteForm
from casework.letters.rules import CHECKS_LETTERS, LETTER_MOVES, TIME_TO_RECALL, WRITES_LETTERS
from casework.models import Case, Dispatch, Letter, LetterTemplate, Party
from casework.rules import SEES_CASES
from casework.views.copies import copy_row, copy_ways
from casework.views.files import Asked, CaseAction, CasePage, only_to_read
from casework.views.templates import not_offered
from casework.views.typing import KeepsTyping
from casework.views.versioned import AsSeen
from casework.workflow import letters as workflow
from pcc import audit
from pcc.moves import open_moves
from pcc.roles import Role
from pcc.views import ActionView, Page, keyset

TONES = {
    LetterStage.DRAFT: "blue",
    LetterStage.TO_CHECK: "yellow",
    LetterStage.CHECKED: "purple",
    LetterStage.ISSUED: "green",
    LetterStage.CANCELLED: "grey",
}
CHECK_WORDS = {
    "NOT_NEEDED": "This letter needs no second check.",
    "WAIVED": "Done without: {reason}",
    "SIGNED": "Checked by {who}.",
    "VOID": "Checked, and changed since: it has to be checked again.",
    "OPEN": "A second person has to check this letter before it is issued.",
}


class CaseLetters(CasePage):
    """The letters of one case, newest first."""

    template_name = "casework/letters.html"
    here = "casework:letters"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        rows = Letter.objects.visible_to(self.person).filter(case=case).select_related("template", "author")
        page = keyset(rows, self.request, sorts={"written": "written_at"}, default="-written")
        return {
            "page": page,
            "writes": bool(self.person.roles & WRITES_LETTERS) and not self.emergency,
            "columns": [
                {"label": "Letter"},
                {"label": "Stage"},
                {"label": "Begun", "sort": "written"},
                {"label": "Dated"},
                {"label": "By"},
            ],
            "rows": [
                [
                    {"text": row.subject, "url": row.get_absolute_url(), "hint": row.template.name},
                    {"text": row.get_stage_display(), "tone": TONES[LetterStage(row.stage)]},
                    f"{timezone.localtime(row.written_at):%-d %b %Y}",
                    f"{row.dated_on:%-d %b %Y}" if row.dated_on else "Not yet",
                    str(row.author or "The system"),
                ]
                for row in page.rows
            ],
        }


class WriteLetter(CaseAction):
    """Choose which letter to write; ``?code=`` names one that another page suggests."""

    roles = WRITES_LETTERS
    form_class = ChooseForm
    template_name = "casework/letter_choose.html"
    heading = "Write a letter"
    label = "Go on"

    @cached_property
    def templates(self) -> list[LetterTemplate]:
        return list(LetterTemplate.objects.visible_to(self.person).for_writing(self.on.kind))

    def get_form_kwargs(self) -> dict[str, Any]:
        initial = {"code": self.request.GET.get("code", "")}
        return super().get_form_kwargs() | {"templates": self.templates, "initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "back_url": reverse("casework:letters", args=[self.on.pk]),
            "nothing_approved": not self.templates,
            **not_offered(self.on.kind, self.request.GET.get("code", ""), self.person),
        }

    def perform(self, form: Any) -> str:
        letter = workflow.draft(self.on, code=form.cleaned_data["code"], by=self.person)
        return reverse("casework:edit-letter", args=[letter.pk])


ROUTES = {
    "edit": "edit-letter",
    "address": "address-letter",
    "send_for_check": "send-letter-for-check",
    "sign": "sign-letter",
    "send_back": "send-letter-back",
    "waive_check": "waive-letter-check",
    "issue": "issue-letter",
    "recall": "recall-letter",
    "cancel": "cancel-letter",
}


class LetterDetail(Asked, Page):
    """One letter as it stands: the words, what was found in it, its copies, and what may be done now."""

    roles = SEES_CASES
    template_name = "casework/letter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = self.find(Letter.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        audit.record("letter.viewed", letter, by=self.person, case=letter.case_id)
        today = timezone.localdate()
        being_written = letter.stage in (LetterStage.DRAFT, LetterStage.TO_CHECK, LetterStage.CHECKED)
        copies = list(Dispatch.objects.visible_to(self.person).filter(letter=letter).order_by("pk"))
        state = workflow.check_state(letter)
        signature = letter.signatures.select_related("signed_by").order_by("-pk").first()
        who = signature.signed_by if signature else ""
        reads = only_to_read(letter.case_id, self.person)
        ways = _ways(letter, state, self.person)
        return super().get_context_data(**kwargs) | {
            "letter": letter,
            "tone": TONES[LetterStage(letter.stage)],
            "sheet": workflow.sheet_for(letter, copies[0] if len(copies) == 1 else None, on=today),
            "findings": workflow.findings(letter, on=today) if being_written else [],
            "being_written": being_written,
            "check": CHECK_WORDS[state].format(who=who, reason=letter.waived_because),
            "copy_columns": [{"label": "Who"}, {"label": "How"}, {"label": "Where it is"}],
            "copies": [copy_row(copy) for copy in copies],
            "copy_ways": [] if reads else [way for copy in copies for way in copy_ways(copy, self.person)],
            "ways": [] if reads else ways,
            "held": _held_until(letter),
        }


def _ways(letter: Letter, state: str, person: Any) -> list[dict[str, str]]:
    """The moves that lead somewhere now: the right one of check and issue first."""
    names = open_moves(LETTER_MOVES, letter, person)
    if state in ("OPEN", "VOID"):
        names = [name for name in names if name != "issue"]
    else:
        names = [name for name in names if name not in ("send_for_check", "waive_check")]
    if letter.stage == LetterStage.ISSUED and not _held_until(letter):
        names = [name for name in names if name != "recall"]
    return [
        {"text": LETTER_MOVES[name].label, "url": reverse(f"casework:{ROUTES[name]}", args=[letter.pk])}
        for name in names
    ]


def _held_until(letter: Letter) -> Any:
    """When the copies go, while there is time to take them back; None after that."""
    if letter.stage != LetterStage.ISSUED or letter.issued_at is None:
        return None
    until = letter.issued_at + TIME_TO_RECALL
    return until if timezone.now() < until else None


class LetterAction(Asked, ActionView):
    """An act on a letter of a case that the person may see."""

    roles = WRITES_LETTERS
    form_class: Any = forms.Form
    heading = ""
    label = "Save"
    intro = ""
    warning = ""

    @cached_property
    def on(self) -> Letter:
        return self.find(Letter.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "letter": self.on,
            "heading": f"{self.heading}: {self.on.subject}",
            "label": self.label,
            "intro": self.intro,
            "warning": self.warning,
            "back_url": self.on.get_absolute_url(),
        }


class EditLetter(KeepsTyping, AsSeen, LetterAction):
    """Write the author's part beside the letter as it stands."""

    form_class = WriteForm
    template_name = "casework/letter_edit.html"
    heading = "Write"
    label = "Save and look at it"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"letter": self.on}

    @property
    def kept_as(self) -> str:
        return f"letter {self.on.pk}"

    @property
    def kept_for(self) -> Case:
        return self.on.case

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {"sheet": workflow.sheet_for(self.on, None, on=today)}

    def perform(self, form: Any) -> Letter:
        return workflow.edit(self.on, by=self.person, seen=form.cleaned_data["seen"], **form.given())

    def seen_now(self) -> str:
        return workflow.mark_of_letter(Letter.objects.visible_to(self.person).get(pk=self.on.pk))


class AddressLetter(LetterAction):
    """Add one more recipient. Taking one away is a button beside each."""

    form_class = AddresseeForm
    template_name = "casework/letter_address.html"
    heading = "Who gets it"
    label = "Add"
    done = "Added."

    def get_form_kwargs(self) -> dict[str, Any]:
        is_first = not Dispatch.objects.visible_to(self.person).filter(letter=self.on).exists()
        return super().get_form_kwargs() | {"case": self.on.case, "is_first": is_first}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        copies = Dispatch.objects.visible_to(self.person).filter(letter=self.on).order_by("pk")
        return super().get_context_data(**kwargs) | {"copies": list(copies)}

    def perform(self, form: Any) -> Letter:
        addressees = [*workflow.addressees_of(self.on), form.addressee()]
        return workflow.address(self.on, addressees, by=self.person)


class LeaveOut(LetterAction):
    """Take one recipient away."""

    http_method_names = ["post"]
    done = "Taken away."

    def perform(self, form: Any) -> str:
        gone = self.kwargs["copy"]
        copies = Dispatch.objects.visible_to(self.person).filter(letter=self.on).order_by("pk")
        self.find(copies, pk=gone)
        pairs = zip(copies, workflow.addressees_of(self.on), strict=True)
        workflow.address(self.on, [one for copy, one in pairs if copy.pk != gone], by=self.person)
        return reverse("casework:address-letter", args=[self.on.pk])


class SendForCheck(LetterAction):
    heading = "Send for a second check"
    label = "Send"
    intro = "Somebody else who works on cases can then sign it or send it back. Any change afterwards voids the check."
    done = "The letter waits for a second person."

    def perform(self, form: Any) -> Letter:
        return workflow.send_for_check(self.on, by=self.person)


class SignLetter(LetterAction):
    roles = CHECKS_LETTERS
    template_name = "casework/letter_sign.html"
    heading = "Check"
    label = "Sign as checked"
    done = "The letter is checked and can be issued."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "sheet": workflow.sheet_for(self.on, None, on=today),
            "findings": workflow.findings(self.on, on=today),
        }

    def perform(self, form: Any) -> Letter:
        return workflow.sign(self.on, by=self.person)


class SendBack(LetterAction):
    roles = CHECKS_LETTERS
    form_class = SendBackForm
    heading = "Send back"
    label = "Send back"
    done = "The letter is with its author again."

    def perform(self, form: Any) -> Letter:
        return workflow.send_back(self.on, by=self.person, **form.cleaned_data)


class WaiveCheck(LetterAction):
    roles = frozenset({Role.REVIEWS_MANAGER})
    form_class = WaiveForm
    heading = "Do without the second check"
    label = "Do without"
    warning = "This holds for the words as they are now, and it is counted."
    done = "The letter can be issued without a second check."

    def perform(self, form: Any) -> Letter:
        return workflow.waive_check(self.on, by=self.person, **form.cleaned_data)


class IssueLetter(LetterAction):
    """Look once more at who gets it and which file it belongs to; then the words are frozen."""

    form_class = IssueForm
    template_name = "casework/letter_issue.html"
    heading = "Issue"
    label = "Issue the letter"
    done = "The letter is issued. E-mail is held for two minutes, in which you can take it back."

    @cached_property
    def found(self) -> list[Any]:
        return workflow.findings(self.on, on=timezone.localdate())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"findings": [one for one in self.found if not one.blocks]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        copies = Dispatch.objects.visible_to(self.person).filter(letter=self.on).order_by("pk")
        rows = [
            {"key": "File", "value": {"text": self.on.case.reference, "hint": self.on.case.title}},
            {"key": "Letter", "value": {"text": self.on.subject, "hint": str(self.on.template)}},
            *({"key": f"Goes by {copy.get_way_display().lower()} to", "value": copy_row(copy)[0]} for copy in copies),
        ]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "blocking": [one for one in self.found if one.blocks],
            "heading": "Is this the right letter, for the right person, on the right file?",
            "warning": "The words are frozen from now on. What is wrong then needs a new letter.",
        }

    def perform(self, form: Any) -> Letter:
        return workflow.issue(self.on, accepted=form.accepted, by=self.person)


class RecallLetter(LetterAction):
    heading = "Take back"
    label = "Take it back"
    warning = "Nothing has gone yet. The letter becomes a draft again."
    done = "The letter is taken back and is a draft again. Nobody got it."

    def perform(self, form: Any) -> Letter:
        return workflow.recall(self.on, by=self.person)


class CancelLetter(LetterAction):
    heading = "Give up"
    label = "Give up this letter"
    warning = "It stays on the case to be read, and nobody can issue it."
    done = "The letter is given up."

    def perform(self, form: Any) -> Letter:
        return workflow.cancel(self.on, by=self.person)
