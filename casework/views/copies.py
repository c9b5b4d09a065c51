"""The copies of a letter: as files, what became of each, and the outbox of all of them."""

from io import BytesIO
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import DispatchStage, Way
from casework.forms.letters import ArrivedForm, PostedForm, PostInsteadForm
from casework.letters.pdf import as_pdf
from casework.letters.rules import COPY_MOVES, WRITES_LETTERS
from casework.letters.word import as_word
from casework.models import Case, Dispatch, Letter
from casework.rules import SEES_CASES
from casework.views.documents import as_download
from casework.views.files import Asked
from casework.workflow import letters as workflow
from casework.workflow import outbox
from pcc import audit
from pcc.errors import RuleBroken
from pcc.moves import open_moves
from pcc.views import ActionView, Page, RolePage, keyset

TONES = {
    DispatchStage.HELD: "blue",
    DispatchStage.SENDING: "blue",
    DispatchStage.SENT: "green",
    DispatchStage.POSTED: "green",
    DispatchStage.TO_POST: "yellow",
    DispatchStage.UNSURE: "red",
    DispatchStage.REFUSED: "red",
}
ROUTES = {
    "mark_posted": "mark-posted",
    "send_again": "send-again",
    "post_instead": "post-instead",
    "say_arrived": "say-arrived",
}


def copy_row(copy: Dispatch) -> list[Any]:
    """Whom a copy is for, how it goes, and where it is: three cells of a table."""
    extras = [("PDF attached", copy.attach_pdf), ("large print", copy.large_print)]
    extras.append((f"to them all the same: {copy.deviates_because}", bool(copy.deviates_because)))
    state: dict[str, Any] = {"text": copy.get_stage_display(), "hint": copy.said}
    if copy.stage in TONES:
        state["tone"] = TONES[DispatchStage(copy.stage)]
    if copy.gone_on:
        state["hint"] = f"{copy.gone_on:%-d %B %Y}"
    return [
        {"text": copy.name, "hint": copy.email if copy.way == Way.EMAIL else ", ".join(copy.address.splitlines())},
        {"text": copy.get_way_display(), "hint": ", ".join(words for words, is_set in extras if is_set)},
        state,
    ]


def copy_ways(copy: Dispatch, person: Any) -> list[dict[str, str]]:
    """The links to what this person may do with the copy now."""
    return [
        {
            "text": f"{COPY_MOVES[name].label}: {copy.name}",
            "url": reverse(f"casework:{ROUTES[name]}", args=[copy.pk]),
        }
        for name in open_moves(COPY_MOVES, copy, person)
    ]


class LetterCopy(Asked, RolePage):
    """One copy as a file: PDF or Word, in ordinary or large print."""

    roles = SEES_CASES
    only_reads = True
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        letter = self.find(Letter.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        form, large = self.kwargs["form"], "large" in request.GET
        copies = Dispatch.objects.visible_to(self.person).filter(letter=letter).order_by("pk")
        wanted = request.GET.get("copy", "")
        copy = copies.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 18 else copies.first()
        sheet = workflow.sheet_for(letter, copy, on=timezone.localdate())
        made = (as_pdf if form == "pdf" else as_word)(sheet, large=large)
        audit.record("letter.downloaded", letter, by=self.person, case=letter.case_id, form=form)
        name = f"letter-{letter.case.reference.replace('/', '-')}{'-large' if large else ''}.{form}"
        return as_download(BytesIO(made), name=name)


class CopyAction(Asked, ActionView):
    """An act on one copy of an issued letter."""

    roles = WRITES_LETTERS
    form_class: Any = forms.Form
    heading = ""
    label = "Save"
    warning = ""

    @cached_property
    def on(self) -> Dispatch:
        return self.find(Dispatch.objects.visible_to(self.person).select_related("letter"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.on.name}",
            "label": self.label,
            "warning": self.warning,
            "back_url": self.on.letter.get_absolute_url(),
        }


class MarkPosted(CopyAction):
    form_class = PostedForm
    heading = "Mark as posted"
    label = "Mark as posted"
    done = "Marked as posted."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"initial": {"on": timezone.localdate()}}

    def perform(self, form: Any) -> Letter:
        return outbox.mark_posted(self.on, by=self.person, **form.cleaned_data).letter


class SendAgain(CopyAction):
    heading = "Send again"
    label = "Send again"
    warning = "If the first copy did arrive, the recipient may get the letter twice."
    done = "It is tried again."

    def perform(self, form: Any) -> Letter:
        return outbox.send_again(self.on, by=self.person).letter


class PostInstead(CopyAction):
    form_class = PostInsteadForm
    heading = "Send by post instead"
    label = "Have it posted"
    done = "The copy waits to be printed and posted."

    def perform(self, form: Any) -> Letter:
        return outbox.post_instead(self.on, by=self.person, **form.cleaned_data).letter


class SayArrived(CopyAction):
    form_class = ArrivedForm
    heading = "It has arrived"
    label = "Record that it arrived"
    done = "Recorded."

    def perform(self, form: Any) -> Letter:
        return outbox.say_arrived(self.on, by=self.person, **form.cleaned_data).letter


WAITING = "waiting"
SHOWN = {
    WAITING: ("Not gone yet", [DispatchStage.HELD, DispatchStage.SENDING, DispatchStage.TO_POST]),
    "amiss": ("Needs somebody", [DispatchStage.UNSURE, DispatchStage.REFUSED]),
    "gone": ("Gone", [DispatchStage.SENT, DispatchStage.POSTED]),
}


class Outbox(Page):
    """Every copy of the letters that the person may see: what has not gone, what came back, what went."""

    roles = SEES_CASES
    template_name = "casework/outbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        show = self.request.GET.get("show", WAITING)
        if show not in SHOWN:
            raise RuleBroken(f"The outbox shows: {', '.join(SHOWN)}.")
        rows = Dispatch.objects.visible_to(self.person).for_list().filter(stage__in=SHOWN[show][1])
        page = keyset(rows, self.request, sorts={"issued": "letter__issued_at"}, default="-issued")
        cases = Case.objects.opened_to(self.person).filter(pk__in={copy.letter.case_id for copy in page.rows})
        opened = set(cases.values_list("pk", flat=True))
        audit.record("letters.listed", audit.Subject("casework.dispatch"), by=self.person, copies=len(page.rows))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "tabs": [
                {"text": words, "url": f"?show={name}", "current": name == show} for name, (words, _) in SHOWN.items()
            ],
            "columns": [
                {"label": "Letter"},
                {"label": "To"},
                {"label": "How"},
                {"label": "Where it is"},
                {"label": "Tries", "numeric": True},
                {"label": "Next try"},
            ],
            "rows": [_outbox_row(copy, opened=copy.letter.case_id in opened) for copy in page.rows],
        }


def _outbox_row(copy: Dispatch, *, opened: bool) -> list[Any]:
    """A copy of the list; of a file that asks this person something first, no more than whom it is to."""
    who, how, state = copy_row(copy)
    if not opened:
        letter = {"text": "A letter", "url": copy.letter.get_absolute_url(), "hint": copy.letter.case.reference}
        return [letter, copy.name, copy.get_way_display(), copy.get_stage_display(), "", ""]
    next_try = timezone.localtime(copy.next_try_at) if copy.next_try_at and copy.stage == DispatchStage.HELD else None
    letter = {"text": copy.letter.subject, "url": copy.letter.get_absolute_url(), "hint": copy.letter.case.reference}
    return [letter, who, how, state, str(copy.attempts), f"{next_try:%-d %b, %H:%M:%S}" if next_try else "None"]
