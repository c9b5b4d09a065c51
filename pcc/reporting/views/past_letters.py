"""Lists of past correspondence in the browser: handed over, checked, brought in, undone."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import PastListStage
from casework.models import PastList
from casework.rules.correspondence import SEES_CORRESPONDENCE, WORKS_CASES
from pcc import audit
from pcc.exports import csv_text
from pcc.figures import how_many
from pcc.models import Job, JobState
from pcc.reporting.forms.letters import PastListForm
from pcc.reporting.importing.letters import HEADINGS
from pcc.reporting.workflow import past_letters as workflow
from pcc.views import ActionView, Page, keyset

TONES = {
    PastListStage.CHECKED: "yellow",
    PastListStage.REFUSED: "red",
    PastListStage.LOADED: "green",
    PastListStage.UNDONE: "grey",
}
SECTION = "casework:inbox"


class PastLists(Page):
    """Every list that was handed over, the newest first."""

    roles = SEES_CORRESPONDENCE
    section = SECTION
    template_name = "reporting/past_lists.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = PastList.objects.visible_to(self.person).for_list()
        page = keyset(rows, self.request, sorts={"asked": "asked_at"}, default="-asked")
        return super().get_context_data(**kwargs) | {
            "page": page,
            "may": bool(self.person.roles & WORKS_CASES),
            "columns": [
                {"label": "List"},
                {"label": "Handed over", "sort": "asked"},
                {"label": "Where it is"},
                {"label": "Rows", "numeric": True},
                {"label": "Ready or in", "numeric": True},
                {"label": "Held", "numeric": True},
            ],
            "rows": [
                [
                    {"text": kept.file_name, "url": reverse("reporting:past-list", args=[kept.pk])},
                    {"text": f"{timezone.localtime(kept.asked_at):%-d %b %Y, %H:%M}", "hint": str(kept.asked_by)},
                    _tag(kept),
                    f"{kept.read:,}",
                    f"{kept.ready:,}",
                    f"{kept.held:,}",
                ]
                for kept in page.rows
            ],
        }


def _tag(kept: PastList) -> dict[str, str]:
    return {"text": kept.get_stage_display(), "tone": TONES.get(PastListStage(kept.stage), "blue")}


class HandOverList(ActionView):
    """Hand over a list, with what its columns mean."""

    roles = WORKS_CASES
    section = SECTION
    form_class = PastListForm
    template_name = "reporting/past_list_new.html"
    done = "The list is handed over and is being checked. Nothing is brought in before you say so."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": reverse("reporting:past-lists")}

    def perform(self, form: Any) -> str:
        file = form.cleaned_data["file"]
        kept = workflow.receive_list(
            file.read(), name=file.name, mapping=form.cleaned_data["mapping"], by=self.person, at=timezone.now()
        )
        return reverse("reporting:past-list", args=[kept.pk])


class Template(Page):
    """An empty list with the headings that the standard mapping knows."""

    roles = WORKS_CASES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(csv_text(list(HEADINGS), []), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="past-correspondence.csv"'
        return response


class OfList:
    """A page about one list."""

    person: Any
    kwargs: dict[str, Any]
    find: Any

    @cached_property
    def kept(self) -> PastList:
        rows = PastList.objects.visible_to(self.person).select_related("asked_by", "job").defer("content")
        found: PastList = self.find(rows, pk=self.kwargs["pk"])
        return found


MOST_SHOWN = 100


class PastListPage(OfList, Page):
    """One list: how far it is, what became of each row, and the button that brings in what is ready."""

    roles = SEES_CORRESPONDENCE
    section = SECTION
    template_name = "reporting/past_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.kept
        may = bool(self.person.roles & WORKS_CASES)
        job: Job | None = kept.job
        over = job is None or job.is_over
        counted = kept.stage not in (PastListStage.CHECKING, PastListStage.REFUSED)
        return super().get_context_data(**kwargs) | {
            "kept": kept,
            "tag": _tag(kept),
            "job": job,
            "waits": not over,
            "job_state": "running" if job and job.state == JobState.RUNNING else "waiting",
            "job_words": job.step if job and job.step else "It begins in a few seconds.",
            "error": job.error if job and over and not kept.problem else "",
            "accounting": _accounting(kept) if counted else [],
            "accounting_columns": [{"label": "What became of the rows"}, {"label": "Rows", "numeric": True}],
            "may_bring_in": may
            and kept.ready
            and (kept.stage == PastListStage.CHECKED or (kept.stage == PastListStage.LOADING and over)),
            "may_undo": may and kept.stage == PastListStage.LOADED,
            "plain_form": forms.Form(),
            "list_url": f"{reverse(SECTION)}?brought={kept.pk}" if kept.stage == PastListStage.LOADED else "",
            "columns": [{"label": "Row"}, {"label": "Reference"}, {"label": "Why it is held"}],
            "rows": [
                [f"Line {each['line']}", each["reference"] or "None", each["reason"]]
                for each in kept.problems[:MOST_SHOWN]
            ],
            "more": max(0, len(kept.problems) - MOST_SHOWN),
        }


def _accounting(kept: PastList) -> list[list[str]]:
    in_words = "Brought in" if kept.stage == PastListStage.LOADED else "Ready to be brought in"
    if kept.stage == PastListStage.UNDONE:
        in_words = "Were brought in, and taken out again"
    return [
        [in_words, f"{kept.ready:,}"],
        ["Held, each with its reason below", f"{kept.held:,}"],
        ["Here already, or twice in the list", f"{kept.known:,}"],
        ["Empty", f"{kept.skipped:,}"],
        ["Rows read", f"{kept.read:,}"],
    ]


class BringIn(OfList, ActionView):
    """Bring in what is ready."""

    roles = WORKS_CASES
    section = SECTION
    form_class = forms.Form
    done = "The matters are being brought in."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"Bring in {self.kept.file_name}",
            "label": f"Bring in {how_many(self.kept.ready, 'matter')}",
            "intro": f"{how_many(self.kept.held, 'row is held and stays', 'rows are held and stay')} out. Put right "
            "in the list, they can be handed over again: what is here already is not brought in twice.",
            "back_url": reverse("reporting:past-list", args=[self.kept.pk]),
        }

    def perform(self, form: Any) -> str:
        workflow.bring_in(self.kept, by=self.person)
        return reverse("reporting:past-list", args=[self.kept.pk])


class UndoList(OfList, ActionView):
    """Take everything of a list out again."""

    roles = WORKS_CASES
    section = SECTION
    form_class = forms.Form
    done = "Everything of the list is taken out again."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"Undo {self.kept.file_name}",
            "label": "Take them out again",
            "tone": "warning",
            "intro": f"{how_many(self.kept.ready, 'matter with its files goes', 'matters with their files go')}. "
            "It is refused once somebody has worked on one.",
            "back_url": reverse("reporting:past-list", args=[self.kept.pk]),
        }

    def perform(self, form: Any) -> str:
        workflow.undo(self.kept, by=self.person)
        return reverse("reporting:past-list", args=[self.kept.pk])


class Problems(OfList, Page):
    """The rows that are held, each with its line and reason, as a file to work through."""

    roles = SEES_CORRESPONDENCE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record("past_list.downloaded", self.kept, by=self.person)
        text = csv_text(["line", "reference", "reason"], self.kept.problems)
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="held-rows-{self.kept.pk}.csv"'
        return response
