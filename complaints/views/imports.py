"""The extracts that bring complaints in: list, new, one of them."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from complaints.choices import Fate, ImportState
from complaints.forms.imports import ExtractForm
from complaints.models import HeldRow, ImportBatch
from complaints.workflow import extracts
from complaints.workflow.mappings import MAY_BE_MAPPED
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import JobState
from pcc.roles import BRINGS_IN_EXTRACTS, Role
from pcc.views import ActionView, Page, keyset


class ImportList(Page):
    """The extracts brought in, newest first, each with what became of its rows."""

    roles = BRINGS_IN_EXTRACTS | {Role.MANAGER}
    template_name = "complaints/import_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = keyset(
            ImportBatch.objects.visible_to(self.person).for_list(),
            self.request,
            sorts={"asked": "asked_at"},
            default="-asked",
        )
        return super().get_context_data(**kwargs) | {
            "page": page,
            "may_bring_in": bool(self.person.roles & BRINGS_IN_EXTRACTS),
            "columns": [
                {"label": "Extract"},
                {"label": "Taken by the force on"},
                {"label": "State"},
                {"label": "Rows read", "numeric": True},
                {"label": "Loaded", "numeric": True},
                {"label": "Held", "numeric": True},
            ],
            "rows": [
                [
                    {"text": batch.file_name, "url": batch.get_absolute_url(), "hint": batch.force.name},
                    f"{batch.taken_on:%-d %b %Y}",
                    {"text": batch.get_state_display(), "tone": TONES[ImportState(batch.state)]},
                    f"{batch.read:,}",
                    f"{batch.loaded:,}",
                    f"{batch.held:,}",
                ]
                for batch in page.rows
            ],
        }


JOB_WORDS = {JobState.QUEUED: "waiting", JobState.RUNNING: "running", JobState.FAILED: "failed"}


def _accounting(batch: ImportBatch) -> list[list[str]]:
    """Loaded, held, duplicates and skipped, which add up to the rows read; none before the file is checked."""
    if not batch.read:
        return []
    loads = "Loaded" if batch.state == ImportState.LOADED else "Ready to load"
    return [
        [loads, f"{batch.loaded:,}"],
        ["Held, because of a fault", f"{batch.held:,}"],
        ["Exactly the same as another row, counted once", f"{batch.duplicates:,}"],
        ["Skipped, because empty", f"{batch.skipped:,}"],
        ["Read from the file", f"{batch.read:,}"],
    ]


def _received_words(batch: ImportBatch) -> str:
    ready = batch.cases_read - batch.cases_held
    return f"{ready:,} complaints{f', and {batch.cases_held:,} held' if batch.cases_held else ''}."


def _case_counts(batch: ImportBatch) -> list[dict[str, str]]:
    named = [
        ("New complaints", batch.cases_new),
        ("Known complaints that change", batch.cases_changed),
        ("Known complaints that stay the same", batch.cases_same),
        ("Complaints held", batch.cases_held),
        ("Known complaints that this extract no longer has", batch.cases_vanished),
    ]
    return [{"key": key, "value": f"{number:,}"} for key, number in named]


TONES = {
    ImportState.MAPPING: "yellow",
    ImportState.CHECKING: "blue",
    ImportState.CHECKED: "yellow",
    ImportState.LOADING: "blue",
    ImportState.LOADED: "green",
    ImportState.FAILED: "red",
}


class BringIn(ActionView):
    """Hand over a file, say whose it is, how its columns read and when the force took it; then it is checked."""

    roles = BRINGS_IN_EXTRACTS
    form_class = ExtractForm
    template_name = "complaints/import_new.html"

    def perform(self, form: Any) -> ImportBatch | str:
        given = form.cleaned_data
        file: UploadedFile = given["file"]
        mapping, allegations = given["mapping"], given["allegations"]
        if text := given["mapping_text"]:
            name = given["mapping_file"].name.removesuffix(".toml")
            mapping = extracts.keep_mapping(name, text=text, by=self.person, at=timezone.now())
        batch = extracts.receive_extract(
            file,
            name=file.name or "extract.csv",
            allegations=extracts.Upload(allegations, allegations.name or "allegations.csv") if allegations else None,
            force=given["force"],
            mapping=mapping,
            taken_on=given["taken_on"],
            by=self.person,
            at=timezone.now(),
        )
        return batch if batch.mapping else reverse("complaints:import-columns", args=[batch.pk])


class ImportDetail(ActionView):
    """One extract: how far its check or load is, what became of each row, and the button that brings it in."""

    roles = BRINGS_IN_EXTRACTS | {Role.MANAGER}
    form_class = forms.Form
    template_name = "complaints/import_detail.html"
    done = "The extract is being brought in."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.batch()
        may = bool(self.person.roles & BRINGS_IN_EXTRACTS)
        over = batch.job is None or batch.job.is_over
        interrupted = batch.state == ImportState.LOADING and over
        stopped_checking = batch.state == ImportState.CHECKING and over
        rows = HeldRow.objects.filter(batch=batch)
        fate = self.request.GET.get("show", "")
        if fate in Fate.values:
            rows = rows.filter(fate=fate)
        page = keyset(rows, self.request, sorts={"row": "number"}, default="row", size=50)
        if over and page.rows:  # a page that renews itself while a job runs is told once, at the end
            audit.record("extract.viewed", batch, by=self.person, rows=len(page.rows))
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "job": batch.job,
            "job_state": JOB_WORDS.get(batch.job.state, "done") if batch.job else "",
            "accounting_columns": [{"label": "Rows"}, {"label": "Number", "numeric": True}],
            "accounting": _accounting(batch),
            "received": _received_words(batch),
            "cases": _case_counts(batch),
            "tone": TONES[ImportState(batch.state)],
            "plain_form": forms.Form(),
            "may_map": may and over and batch.state in MAY_BE_MAPPED,
            "waits_for_columns": batch.state == ImportState.MAPPING,
            "may_bring_in": may and (batch.state == ImportState.CHECKED or interrupted),
            "may_check_again": may and (batch.state == ImportState.FAILED or stopped_checking),
            "nothing_new": batch.same_as_id is not None and batch.changes_nothing,
            "page": page,
            "fates": Fate.choices,
            "columns": [
                {"label": "Row"},
                {"label": "Reference"},
                {"label": "What became of it"},
                {"label": "Column"},
                {"label": "Value"},
                {"label": "Why"},
            ],
            "rows": [
                [row.place, row.reference, row.get_fate_display(), row.column, row.value, row.reason]
                for row in page.rows
            ],
        }

    def batch(self) -> ImportBatch:
        return self.find(ImportBatch.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.person.roles & BRINGS_IN_EXTRACTS:
            raise RuleBroken("Only those who bring in extracts can do this.")
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> ImportBatch:
        return extracts.load(self.batch(), by=self.person)


class CheckAgain(ActionView):
    """Check an extract once more, after its check failed or was stopped."""

    roles = BRINGS_IN_EXTRACTS
    form_class = forms.Form
    done = "The extract is being checked again."
    http_method_names = ["post"]

    def perform(self, form: Any) -> ImportBatch:
        batch = self.find(ImportBatch.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])
        return extracts.check_again(batch, by=self.person)
