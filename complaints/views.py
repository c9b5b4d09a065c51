"""Pages of complaints and of the extracts that bring them in."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from complaints import workflow
from complaints.choices import Fate, ImportState
from complaints.filters import ComplaintFilter, selected
from complaints.forms import ExtractForm
from complaints.models import Complaint, HeldRow, ImportBatch, Mapping
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import BankHoliday, JobState
from pcc.roles import BRINGS_IN_EXTRACTS, SEES_COMPLAINTS, Role
from pcc.views import ActionView, Page, count_up_to, keyset
from pcc.working_days import WorkingCalendar

FAR = date(9999, 12, 31)
SORTS = {"received": "received_on", "finalised": Coalesce("finalised_on", FAR), "reference": "reference_key"}


class ComplaintList(Page):
    """Every complaint the person may see, filtered by the address, newest first."""

    roles = SEES_COMPLAINTS
    template_name = "complaints/complaint_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        query = self.request.GET
        filterset = ComplaintFilter(query, queryset=Complaint.objects.visible_to(self.person), request=self.request)
        context |= {"filter": filterset, "clear_url": self.request.path, "selected": []}
        if not filterset.is_valid():
            return context | {"problem": filterset.form, "form": filterset.form}
        try:
            page = keyset(filterset.qs.for_list(), self.request, sorts=SORTS, default="-received")
        except RuleBroken as broken:
            return context | {"refused": str(broken), "clear_url": self.request.path}
        if query:
            audit.record("complaint.searched", by=self.person, filters=sorted(set(query) & set(filterset.filters)))
        total, more = count_up_to(filterset.qs)
        return context | {
            "page": page,
            "total": total,
            "at_least": more,
            "selected": selected(filterset, query),
            "columns": _columns(self.request, page.sort),
            "rows": [_row(complaint) for complaint in page.rows],
        }


def _columns(request: HttpRequest, sort: str) -> list[dict[str, Any]]:
    return [
        _sortable("Reference", "reference", request, sort),
        _sortable("Received", "received", request, sort),
        _sortable("Finalised", "finalised", request, sort),
        {"label": "Handling"},
        {"label": "Allegations"},
        {"label": "Area"},
    ]


def _sortable(label: str, name: str, request: HttpRequest, sort: str) -> dict[str, str]:
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    query = request.GET.copy()
    for gone in ("after", "before"):
        query.pop(gone, None)
    query["sort"] = name if sort == f"-{name}" else f"-{name}"
    return {"label": label, "sort_url": f"?{query.urlencode()}", "direction": direction}


def _row(complaint: Complaint) -> list[Any]:
    shown = ", ".join(complaint.categories[:2]) + (" and others" if len(complaint.categories) > 2 else "")
    return [
        {"text": complaint.reference, "url": complaint.get_absolute_url(), "hint": complaint.force.name},
        f"{complaint.received_on:%-d %b %Y}",
        f"{complaint.finalised_on:%-d %b %Y}" if complaint.finalised_on else {"text": "Open", "tone": "blue"},
        complaint.get_handling_display(),
        {"text": shown or "None stated", "hint": f"{complaint.allegation_count} in all"},
        complaint.area or "Not stated",
    ]


class ComplaintDetail(Page):
    """One complaint: dates with the working days between them, allegations, and where it came from."""

    roles = SEES_COMPLAINTS
    template_name = "complaints/complaint_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        complaint = self.find(Complaint.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        audit.record("complaint.viewed", complaint, by=self.person)
        calendar = BankHoliday.objects.as_calendar()
        return super().get_context_data(**kwargs) | {
            "complaint": complaint,
            "facts": _facts(complaint, calendar),
            "dates": _dates(complaint, calendar),
            "columns": [
                {"label": "Number"},
                {"label": "Category"},
                {"label": "Decision"},
                {"label": "Decided"},
                {"label": "Action"},
            ],
            "allegations": [
                [
                    f"Allegation {allegation.number}",
                    allegation.category or "Not stated",
                    allegation.decision or "Not stated",
                    f"{allegation.decided_on:%-d %b %Y}" if allegation.decided_on else "Not stated",
                    allegation.action or "Not stated",
                ]
                for allegation in sorted(complaint.allegations.all(), key=lambda row: row.number)
            ],
        }


def _facts(complaint: Complaint, calendar: WorkingCalendar) -> list[dict[str, Any]]:
    facts = [
        {"label": "Force", "value": complaint.force.name},
        {"label": "Handling", "value": complaint.get_handling_display()},
        {"label": "Area", "value": complaint.area or "Not stated"},
    ]
    if complaint.finalised_on:
        working = calendar.between(complaint.received_on, complaint.finalised_on)
        facts.append({"label": "Resolution time", "value": f"{working} working days"})
    return facts


def _dates(complaint: Complaint, calendar: WorkingCalendar) -> list[dict[str, Any]]:
    """The dates as a list, each with the working days since receipt."""
    named = [
        ("Received", complaint.received_on),
        ("Logged", complaint.logged_on),
        ("First contact", complaint.first_contact_on),
        ("Finalised", complaint.finalised_on),
    ]
    rows = []
    for key, day in named:
        if day is None:
            rows.append({"key": key, "value": "Not stated by the force" if key != "Finalised" else "Open"})
        elif day == complaint.received_on:
            rows.append({"key": key, "value": f"{day:%A %-d %B %Y}"})
        else:
            passed = calendar.between(complaint.received_on, day)
            hint = f"{passed} working days and {(day - complaint.received_on).days} calendar days after receipt"
            rows.append({"key": key, "value": {"text": f"{day:%A %-d %B %Y}", "hint": hint}})
    return rows


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"mappings": Mapping.objects.order_by("name", "-version")[:20]}

    def perform(self, form: Any) -> ImportBatch:
        given = form.cleaned_data
        file: UploadedFile = given["file"]
        return workflow.receive_extract(
            file,
            name=file.name or "extract.csv",
            force=given["force"],
            mapping=given["mapping"],
            taken_on=given["taken_on"],
            by=self.person,
            at=timezone.now(),
        )


class ImportDetail(ActionView):
    """One extract: how far its check or load is, what became of each row, and the button that brings it in."""

    roles = BRINGS_IN_EXTRACTS | {Role.MANAGER}
    form_class = forms.Form
    template_name = "complaints/import_detail.html"
    done = "The extract is being brought in."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.batch()
        rows = HeldRow.objects.filter(batch=batch)
        fate = self.request.GET.get("show", "")
        if fate in Fate.values:
            rows = rows.filter(fate=fate)
        page = keyset(rows, self.request, sorts={"row": "number"}, default="row", size=50)
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "job": batch.job,
            "job_state": JOB_WORDS.get(batch.job.state, "done") if batch.job else "",
            "accounting_columns": [{"label": "Rows"}, {"label": "Number", "numeric": True}],
            "accounting": _accounting(batch),
            "received": _received_words(batch),
            "cases": _case_counts(batch),
            "tone": TONES[ImportState(batch.state)],
            "may_bring_in": bool(self.person.roles & BRINGS_IN_EXTRACTS) and batch.state == ImportState.CHECKED,
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
                [f"Row {row.number}", row.reference, row.get_fate_display(), row.column, row.value, row.reason]
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
        return workflow.load(self.batch(), by=self.person)
