"""Who reads what in a session: files taken back from readers, and numbered prints given out and entered."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from pcc.errors import RuleBroken
from pcc.views import Page
from reviews.dip_sampling.choices import AllocationStage, Section
from reviews.dip_sampling.forms.entries import PrintForm, answers_to
from reviews.dip_sampling.models import Allocation, Session
from reviews.dip_sampling.rules import ALLOCATION_MOVES, RUNS_PANELS, SESSION_MOVES
from reviews.dip_sampling.views.acts import Act
from reviews.dip_sampling.workflow import extracts, prints, sessions

STAGE_TONES = {
    AllocationStage.DEALT: "grey",
    AllocationStage.STARTED: "yellow",
    AllocationStage.DONE: "green",
    AllocationStage.SWAPPED: "grey",
    AllocationStage.CONNECTED: "grey",
    AllocationStage.WITHDRAWN: "red",
}


class ReadingList(Page):
    """Every reader with every file, and how far they are; no answer. What was given back is told without the reason."""

    roles = RUNS_PANELS
    template_name = "dip_sampling/reading_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.find(Session.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])
        rows = (
            Allocation.objects.visible_to(self.person)
            .filter(session=session)
            .select_related("seat", "drawn_file")
            .order_by("seat__alias", "position")
        )
        by_print = session.allows_paper and not SESSION_MOVES["enter_paper"].refusal(session, self.person)
        withdraws = not SESSION_MOVES["deal"].refusal(session, self.person)
        return super().get_context_data(**kwargs) | {
            "session": session,
            "by_print": by_print,
            "columns": [
                {"label": "Reader"},
                {"label": "File"},
                {"label": "How far"},
                *([{"label": "Print"}, {"label": "Enter"}] if by_print else []),
                *([{"label": "Take back"}] if withdraws else []),
            ],
            "rows": [
                [
                    row.seat.alias,
                    str(row.drawn_file),
                    {"text": _stage(row), "tone": STAGE_TONES[AllocationStage(row.stage)]},
                    *(_print_cells(row) if by_print else []),
                    *([_take_back(row)] if withdraws else []),
                ]
                for row in rows
            ],
        }


def _stage(row: Allocation) -> str:
    """A file that a reader gave back is told as that alone: nobody asks why."""
    if row.stage in (AllocationStage.SWAPPED, AllocationStage.CONNECTED):
        return "Given back"
    return row.get_stage_display()


def _print_cells(row: Allocation) -> list[Any]:
    if row.stage != AllocationStage.DEALT:
        return ["–", "–"]
    whose = f"{row.drawn_file} for {row.seat.alias}"
    return [
        {"text": f"Print {whose}", "url": reverse("panels:print", args=[row.pk])},
        {"text": f"Enter {whose}", "url": reverse("panels:print-enter", args=[row.pk])},
    ]


def _take_back(row: Allocation) -> Any:
    if row.stage not in ALLOCATION_MOVES["withdraw"].sources:
        return "–"
    return {
        "text": f"Take {row.drawn_file} from {row.seat.alias}",
        "url": reverse("panels:allocation-withdraw", args=[row.pk]),
    }


class OnAllocation(Act):
    """An act on one reader's file."""

    def rows(self) -> Any:
        mine = Session.objects.visible_to(self.person)
        return (
            Allocation.objects.visible_to(self.person)
            .filter(session__in=mine)
            .select_related("seat", "drawn_file__extract", "session__panel", "session__question_set")
        )

    def back(self) -> str:
        return reverse("panels:session-files", args=[self.on.session_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "facts": [
                {"key": "Reader", "value": self.on.seat.alias},
                {"key": "File", "value": str(self.on.drawn_file)},
            ],
        }


class Withdraw(OnAllocation):
    """Take a file back from a reader."""

    heading = "Take a file back"
    label = "Take it back"
    warning = "It leaves the reader at once with what was begun, and never comes to them again."
    tone = "warning"
    done = "Taken back. Deal files out again if another reader should have it."

    def perform(self, form: Any) -> str:
        sessions.withdraw(self.on, by=self.person)
        return self.back()


class PrintFile(OnAllocation):
    """Print a file with its questions for a reader who reads on paper."""

    heading = "Print a file for a reader"
    label = "Make the print"
    intro = "It has a number. Collect it after the session, enter its answers, and shred it."
    warning = "A print cannot be recalled by the product: the log says who has it."

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            number = prints.give_print(self.on, by=self.person, at=timezone.now(), on=timezone.localdate())
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            return self.form_invalid(form)
        extract = self.on.drawn_file.extract
        texts = extracts.in_order(extract)
        context = {
            "allocation": self.on,
            "number": number,
            "who": extracts.who_is_who(extract),
            "parts": [
                {"name": str(section.label), "texts": [row.text for row in texts if row.section == section]}
                for section in Section
            ],
            "questions": [
                {"asked": question, "answers": [label for _, label in answers_to(question)]}
                for question in self.on.session.question_set.questions.all()
            ],
            "list_url": self.back(),
        }
        return render(self.request, "dip_sampling/print.html", context)


class EnterPrint(OnAllocation):
    """Enter the answers of a numbered print."""

    form_class = PrintForm
    heading = "Enter a numbered print"
    label = "Enter it"
    intro = "Enter what stands on the paper, and nothing else. Once entered it counts, and cannot be changed."
    done = "Entered. The reading counts."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "questions": list(self.on.session.question_set.questions.all()),
            "number": prints.number_of(self.on),
        }

    def perform(self, form: Any) -> str:
        one = prints.Print(form.cleaned_data["number"], self.on.pk, form.values())
        prints.enter_prints(self.on.session, [one], by=self.person, at=timezone.now())
        return self.back()
