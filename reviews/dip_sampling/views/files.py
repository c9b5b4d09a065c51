"""Files drawn: their papers, the list of people and words of each, and what takes the place of one."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.moves import open_moves
from pcc.views import Page
from reviews.dip_sampling import documents
from reviews.dip_sampling.choices import ExtractStage, FileStage, PaperSource
from reviews.dip_sampling.forms.samples import (
    AskForm,
    ChaseForm,
    FormsForm,
    HandForm,
    ListedForm,
    PaperForm,
    ReasonForm,
    ReplaceForm,
)
from reviews.dip_sampling.models import DrawnFile, Listed
from reviews.dip_sampling.rules import (
    FILE_MOVES,
    PAPERS_DUE_AFTER,
    READS_EXTRACTS,
    WRITES_REQUESTS,
)
from reviews.dip_sampling.views.acts import Act
from reviews.dip_sampling.views.panels import day
from reviews.dip_sampling.views.samples import FILE_TONES
from reviews.dip_sampling.workflow import samples, written

WAYS = {
    "write_request": "panels:request",
    "write_chase": "panels:request-chase",
    "hand_request": "panels:request-hand",
    "ask": "panels:ask",
    "chase": "panels:chase",
    "add_paper": "panels:paper",
    "list": "panels:list-word",
    "replace": "panels:replace",
}


ABOUT_PAPERS = frozenset({"write_request", "write_chase", "hand_request", "ask", "chase", "add_paper"})
"""What is done about papers: its ways stand beside them."""


def _links(file: DrawnFile, names: Collection[str]) -> list[dict[str, str]]:
    """The ways to these moves of a file, in the order of the moves."""
    return [
        {"text": FILE_MOVES[name].label, "url": reverse(WAYS[name], args=[file.pk])} for name in WAYS if name in names
    ]


class FileDetail(Page):
    """A drawn file: papers, the list of people and words, and where its extract is."""

    roles = READS_EXTRACTS
    template_name = "dip_sampling/file_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.find(DrawnFile.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        audit.record("drawn_file.viewed", file, by=self.person)
        moves = open_moves(FILE_MOVES, file, self.person)
        extract = getattr(file, "extract", None)
        listed = list(file.listed.order_by("pk"))
        return super().get_context_data(**kwargs) | {
            "file": file,
            "extract": extract,
            "may_write": "write" in moves,
            "handed": written.handed(file),
            "bar": {
                "stage": file.get_stage_display(),
                "tone": FILE_TONES[FileStage(file.stage)],
                "facts": [
                    {"label": "Complaint", "value": {"text": file.key, "url": file.complaint.get_absolute_url()}},
                    {
                        "label": "Sample",
                        "value": {"text": file.sample.reference, "url": file.sample.get_absolute_url()},
                    },
                    {"label": "Papers asked for", "value": day(file.asked_on)},
                    {"label": "Due", "value": day(file.due_on)},
                    {"label": "Arrived", "value": day(file.arrived_on)},
                ],
                "links": _links(file, set(moves) & WAYS.keys() - ABOUT_PAPERS),
            },
            "paper_ways": _links(file, set(moves) & ABOUT_PAPERS),
            "papers": list(file.papers.select_related("added_by").order_by("section", "pk")),
            "chases": list(file.chases.select_related("by").order_by("on", "pk")),
            "may_list": "list" in moves,
            "list_columns": [
                {"label": "Name or word"},
                {"label": "What it is"},
                {"label": "Part"},
                *([{"label": "Change"}, {"label": "Take off"}] if "list" in moves else []),
            ],
            "listed": [
                [
                    {"text": row.text, "hint": ", ".join(row.others)},
                    row.get_known_as_display(),
                    row.get_part_display(),
                    *(_ways_of_listed(row) if "list" in moves else []),
                ]
                for row in listed
            ],
            "list_gone": extract is not None and extract.stage == ExtractStage.EXPIRED and not listed,
        }


def _ways_of_listed(row: Listed) -> list[Any]:
    return [
        {"text": f"Add forms of {row.text}", "url": reverse("panels:listed-forms", args=[row.pk])},
        {"text": f"Take {row.text} off", "url": reverse("panels:strike-word", args=[row.pk])},
    ]


class OnFile(Act):
    def rows(self) -> Any:
        return DrawnFile.objects.visible_to(self.person).select_related("complaint")


class WriteRequest(OnFile):
    """Draft the letter that asks the force for papers."""

    roles = WRITES_REQUESTS
    form_class = AskForm
    heading = "Write the request to the force"
    label = "Draft the letter"
    intro = "The file counts as asked for once the letter has gone."

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": timezone.localdate() + PAPERS_DUE_AFTER}

    def perform(self, form: Any) -> Any:
        due_on = form.cleaned_data["due_on"]
        return written.write_request(self.on, due_on=due_on, by=self.person, on=timezone.localdate())


class WriteChase(OnFile):
    """Draft the letter that chases papers."""

    roles = WRITES_REQUESTS
    heading = "Write a reminder to the force"
    label = "Draft the letter"
    intro = "It is noted as a reminder once it has gone."

    def perform(self, form: Any) -> Any:
        return written.write_chase(self.on, by=self.person)


class HandRequest(OnFile):
    """Ask a colleague to write to the force."""

    form_class = HandForm
    heading = "Ask a colleague to write the request"
    label = "Ask them"
    intro = "Letters to the force are written by reviews managers. Your colleague finds this among their work."
    done = "Asked. The file counts as asked for once the letter has gone."

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": timezone.localdate() + PAPERS_DUE_AFTER}

    def perform(self, form: Any) -> DrawnFile:
        written.hand_request(self.on, **form.cleaned_data, by=self.person, on=timezone.localdate())
        return self.on


class AskForPapers(OnFile):
    """The force is asked for papers."""

    form_class = AskForm
    heading = "Record that papers are asked for"
    label = "Record the request"
    intro = "For a request that did not go by a letter of the office: by telephone, or through a shared folder."
    done = "Recorded."

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": timezone.localdate() + PAPERS_DUE_AFTER}

    def perform(self, form: Any) -> DrawnFile:
        return samples.ask_for_papers(
            self.on, due_on=form.cleaned_data["due_on"], by=self.person, on=timezone.localdate()
        )


class Chase(OnFile):
    """The force is reminded."""

    form_class = ChaseForm
    heading = "Note a reminder to the force"
    done = "Noted."

    def perform(self, form: Any) -> DrawnFile:
        samples.chase(self.on, note=form.cleaned_data["note"], by=self.person, on=timezone.localdate())
        return self.on


class AddPaper(OnFile):
    """Bring in the text of the papers."""

    form_class = PaperForm
    heading = "Add text of the force's papers"
    done = "The text is kept. Readers never see it: the extract is written from it."

    def perform(self, form: Any) -> DrawnFile:
        given = form.cleaned_data
        source, text, remarks = PaperSource.PASTED, given["text"], ()
        if given["file"]:
            taken = documents.take_text(given["file"].read())
            source, text, remarks = taken.source, taken.text, taken.remarks
        samples.add_paper(
            self.on,
            section=given["section"],
            source=source,
            text=text,
            remarks=remarks,
            by=self.person,
            on=timezone.localdate(),
        )
        for remark in remarks:
            messages.warning(self.request, remark)
        return self.on


class ListWord(OnFile):
    """Put a name or word on the list."""

    roles = READS_EXTRACTS
    form_class = ListedForm
    heading = "Add to the list of people and words"
    label = "Add"
    done = "On the list. The leak check looks for it in every form."

    def perform(self, form: Any) -> DrawnFile:
        samples.list_word(self.on, **form.cleaned_data, by=self.person)
        return self.on


class OnListed(Act):
    """An act on an entry of a file's list."""

    roles = READS_EXTRACTS

    def rows(self) -> Any:
        files = DrawnFile.objects.visible_to(self.person)
        return Listed.objects.visible_to(self.person).filter(drawn_file__in=files).select_related("drawn_file")

    def back(self) -> str:
        return str(self.on.drawn_file.get_absolute_url())


class AddForms(OnListed):
    """Add further forms of an entry."""

    form_class = FormsForm
    heading = "Add other forms"
    label = "Add them"
    intro = "A leak check that has been run must be run again: it did not look for these."
    done = "Added. The leak check looks for them as well."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {"lines": self.on.others} if self.on.others else "None"
        facts = [
            {"key": "As it stands in the papers", "value": self.on.text},
            {"key": "Other forms now", "value": known},
        ]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: Any) -> str:
        samples.add_forms(self.on, others=form.cleaned_data["others"], by=self.person)
        return self.back()


class StrikeWord(OnListed):
    """Take an entry off the list."""

    form_class = ReasonForm
    heading = "Take off the list"
    label = "Take it off"
    warning = "The leak check no longer looks for it."
    tone = "warning"
    done = "Taken off."

    def perform(self, form: Any) -> str:
        target = self.back()
        samples.strike_word(self.on, reason=form.cleaned_data["reason"], by=self.person)
        return target


class ReplaceFile(OnFile):
    """Put the next in reserve in its place."""

    form_class = ReplaceForm
    heading = "Replace by the next in reserve"
    label = "Replace it"
    warning = "It leaves the sample, with the reason on the receipt. Its case stays open."
    done = "Replaced by the next in reserve."

    def perform(self, form: Any) -> DrawnFile:
        return samples.replace_file(self.on, **form.cleaned_data, by=self.person, on=timezone.localdate())
