"""The extracts that bring complaints in: list, new, one of them."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from complaints.choices import Fate, ImportState, Problem, Stated
from complaints.forms.imports import ExtractForm
from complaints.models import HeldRow, ImportBatch, StatedCount, Vanishing
from complaints.rules import in_words
from complaints.workflow import extracts
from complaints.workflow.mappings import MAY_BE_MAPPED
from pcc import audit
from pcc.errors import RuleBroken
from pcc.figures import how_many
from pcc.models import Job, JobState
from pcc.roles import BRINGS_IN_EXTRACTS, Role
from pcc.views import ActionView, Page, count_up_to, keyset


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
            "vanished_words": _vanished_words(*count_up_to(Vanishing.objects.visible_to(self.person).unsettled())),
            "columns": [
                {"label": "Extract"},
                {"label": "Taken by the force on"},
                {"label": "State"},
                {"label": "Rows read", "numeric": True},
                {"label": "Complaints"},
            ],
            "rows": [
                [
                    {"text": batch.file_name, "url": batch.get_absolute_url(), "hint": batch.force.name},
                    f"{batch.taken_on:%-d %b %Y}",
                    {"text": batch.get_state_display(), "tone": TONES[ImportState(batch.state)]},
                    f"{batch.read:,}",
                    _received_words(batch) if batch.read else "",
                ]
                for batch in page.rows
            ],
        }


def _vanished_words(number: int, more: bool) -> str:
    """How many complaints vanished and are not settled; empty when there is none."""
    if not number:
        return ""
    have = "complaint has" if number == 1 else "complaints have"
    return f"{number:,}{'+' if more else ''} {have} vanished and nobody has settled what came of them."


CANNOT_BE_FIXED = frozenset({Problem.RAGGED, Problem.BAD_QUOTES})
"""Problems of rows whose cells cannot be told apart."""
JOB_WORDS = {JobState.QUEUED: "waiting", JobState.RUNNING: "running", JobState.FAILED: "failed"}


def _accounting(batch: ImportBatch) -> list[list[str]]:
    """Loaded, held, duplicates and skipped, which add up to the rows read; none before the file is checked."""
    if not batch.read:
        return []
    was = {ImportState.LOADED: "Loaded", ImportState.UNDOING: "Loaded", ImportState.UNDONE: "Had been loaded"}
    loads = was.get(ImportState(batch.state), "Ready to load")
    return [
        [loads, f"{batch.loaded:,}"],
        ["Held, because of a fault", f"{batch.held:,}"],
        ["Exactly the same as another row, counted once", f"{batch.duplicates:,}"],
        ["Skipped, because empty", f"{batch.skipped:,}"],
        ["Read from the file", f"{batch.read:,}"],
    ]


def _received_words(batch: ImportBatch) -> str:
    ready = batch.cases_read - batch.cases_held
    held = f", and {batch.cases_held:,} held" if batch.cases_held else ""
    return f"{ready:,} complaint{'' if ready == 1 else 's'}{held}."


def _case_counts(batch: ImportBatch) -> list[dict[str, Any]]:
    changes = reverse("complaints:import-changes", args=[batch.pk])
    named: list[tuple[str, int, str]] = [
        ("New complaints", batch.cases_new, ""),
        ("Known complaints that change", batch.cases_changed, changes),
        ("Known complaints that stay the same", batch.cases_same, ""),
        ("Complaints held", batch.cases_held, "?show=HELD#rows"),
        ("Known complaints that this extract no longer has", batch.cases_vanished, f"{changes}?show=vanished"),
    ]
    return [
        {"key": key, "value": f"{number:,}"}
        | ({"change_url": url, "change_text": "See each", "change_hidden": key} if url and number else {})
        for key, number, url in named
    ]


def _stated(batch: ImportBatch) -> list[list[Any]]:
    """Numbers of the force beside ours, with what the difference may come from."""
    return [
        [
            each.get_what_display() + (f", {in_words(each.since)} to {in_words(each.until)}" if each.since else ""),
            f"{each.stated:,}",
            f"{each.ours:,}",
            "They agree" if each.stated == each.ours else _difference(batch, each),
        ]
        for each in batch.stated.order_by("recorded_at", "pk")
    ]


def _difference(batch: ImportBatch, each: StatedCount) -> str:
    words = f"{abs(each.stated - each.ours):,} {'fewer' if each.ours < each.stated else 'more'} here"
    if each.what in (Stated.ROWS, Stated.COMPLAINTS) or not batch.cases_held:
        return words
    return f"{words}; {how_many(batch.cases_held, 'is', 'are')} held and counted nowhere"


def _words_of(job: Job | None, *, at: datetime) -> str:
    """What a job is doing, and about how long the step it is at still takes."""
    if job is None or job.is_over:
        return ""
    if not (job.started_at and job.done and job.done < job.total):
        return job.step
    seconds = (at - job.started_at).total_seconds() * (job.total - job.done) / job.done
    left = "less than a minute" if seconds < 60 else f"about {round(seconds / 60)} min"
    return f"{job.step}: {left} left."


TONES = {
    ImportState.MAPPING: "yellow",
    ImportState.CHECKING: "blue",
    ImportState.CHECKED: "yellow",
    ImportState.LOADING: "blue",
    ImportState.LOADED: "green",
    ImportState.UNDOING: "blue",
    ImportState.UNDONE: "grey",
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


MOST_FIXES_SHOWN = 100


def _row_cell(row: HeldRow, *, may_fix: bool, fixed: bool) -> Any:
    """The row's place; a link to put it right where that can be done."""
    hint = "Put right; check again" if fixed else ""
    place = row.place.replace("Row ", "Row\u00a0")  # which no narrow column breaks
    if not may_fix or row.problem in CANNOT_BE_FIXED:
        return {"text": place, "hint": hint}
    return {
        "text": f"{place}: put right",
        "url": reverse("complaints:fix-row", args=[row.batch_id, row.number]),
        "hint": hint,
    }


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
        fate = self.request.GET.get("show", Fate.HELD if batch.held else "all")  # what needs somebody comes first
        if fate in Fate.values:
            rows = rows.filter(fate=fate)
        page = keyset(rows, self.request, sorts={"row": "number"}, default="row", size=50)
        fixes = list(batch.fixes.select_related("fixed_by").order_by("number", "column")[:MOST_FIXES_SHOWN])
        may_fix = may and over and batch.state in (ImportState.CHECKED, ImportState.LOADED)
        fixed = {fix.number for fix in fixes}
        if over and page.rows:  # a page that renews itself while a job runs is told once, at the end
            audit.record("extract.viewed", batch, by=self.person, rows=len(page.rows))
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "job": batch.job,
            "job_state": JOB_WORDS.get(batch.job.state, "done") if batch.job else "",
            "job_words": _words_of(batch.job, at=timezone.now()),
            "accounting_columns": [{"label": "Rows"}, {"label": "Number", "numeric": True}],
            "accounting": _accounting(batch),
            "received": _received_words(batch),
            "cases": _case_counts(batch),
            "tone": TONES[ImportState(batch.state)],
            "plain_form": forms.Form(),
            "may_map": may and over and batch.state in MAY_BE_MAPPED,
            "waits_for_columns": batch.state == ImportState.MAPPING,
            "may_bring_in": may and (batch.state == ImportState.CHECKED or interrupted) and not batch.is_in_already,
            "may_check_again": may and (batch.state == ImportState.FAILED or stopped_checking),
            "may_check_with_fixes": may_fix and bool(fixes),
            "may_undo": may and over and batch.state in (ImportState.LOADED, ImportState.UNDOING),
            "may_state": may and batch.state == ImportState.LOADED,
            "may_hand_back": may and bool(batch.read),
            "may_hand_over": may,
            "stated": _stated(batch),
            "stated_columns": [
                {"label": "What is counted"},
                {"label": "The force", "numeric": True},
                {"label": "Here", "numeric": True},
                {"label": "Difference"},
            ],
            "fixes": [
                [fix.place, fix.column, fix.before, fix.value, {"text": fix.reason, "hint": str(fix.fixed_by)}]
                for fix in fixes
            ],
            "fix_columns": [
                {"label": "Row"},
                {"label": "Column"},
                {"label": "In the file"},
                {"label": "Put right"},
                {"label": "Why, and by whom"},
            ],
            "page": page,
            "fates": Fate.choices,
            "show": fate,
            "columns": [
                {"label": "Row"},
                {"label": "Reference"},
                {"label": "What became of it"},
                {"label": "Column"},
                {"label": "Value"},
                {"label": "Why"},
            ],
            "rows": [
                [
                    _row_cell(row, may_fix=may_fix and row.fate == Fate.HELD, fixed=row.number in fixed),
                    row.reference,
                    row.get_fate_display(),
                    row.column,
                    row.value,
                    row.reason,
                ]
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
