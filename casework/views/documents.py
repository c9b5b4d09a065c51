"""The papers of a case: list, hand in, one of them, and the only way by which a file leaves."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import DocumentStage, Scan
from casework.documents.kinds import KINDS
from casework.documents.rules import DOCUMENT_MOVES, held_back
from casework.forms.documents import AddDocumentsForm, DescribeForm, EvidenceForm, QuarantineForm, ReleaseForm
from casework.models import Case, Document, EvidenceSeen, Party
from casework.rules import ANSWERS_FOR_CASES, SEES_CASES, WORKS_CASES
from casework.views.files import Asked, CaseAction, CasePage, only_to_read
from casework.views.versioned import AsSeen
from casework.workflow import documents as workflow
from pcc import audit
from pcc.errors import RuleBroken
from pcc.moves import open_moves
from pcc.views import ActionView, Page, RolePage, keyset

COLUMNS = [
    {"label": "Document"},
    {"label": "Kind"},
    {"label": "Size", "numeric": True},
    {"label": "Scan"},
    {"label": "Added", "sort": "added"},
    {"label": "By"},
]
EVIDENCE_COLUMNS = [{"label": "What"}, {"label": "Where it is kept"}, {"label": "Seen"}, {"label": "By"}]
STATES = {
    DocumentStage.WAITING: {"text": "Waiting for the scanner", "tone": "yellow"},
    DocumentStage.QUARANTINED: {"text": "In quarantine", "tone": "red"},
}
SCANS = {
    Scan.CLEAN: {"text": "Nothing found", "tone": "green"},
    Scan.NOT_SCANNED: {"text": "Not scanned", "tone": "grey"},
}


def in_words(size: int) -> str:
    """A number of bytes as people say it: ``340 KB``, ``2.1 MB``."""
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:,.0f} KB" if size < 1024**2 else f"{size / 1024**2:,.1f} MB"


def state_of(document: Document) -> dict[str, str]:
    """The tag that says whether a document may be relied upon."""
    if document.stage in STATES:
        return STATES[DocumentStage(document.stage)]
    if not document.may_leave:
        return {"text": document.get_fixity_display(), "tone": "red"}
    return SCANS[Scan(document.scan)]


class CaseDocuments(CasePage):
    """The documents of one case, newest first, and the evidence that was seen elsewhere."""

    template_name = "casework/documents.html"
    here = "casework:documents"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        rows = Document.objects.visible_to(self.person).filter(case=case).select_related("added_by")
        page = keyset(rows, self.request, sorts={"added": "added_at"}, default="-added")
        evidence = EvidenceSeen.objects.visible_to(self.person).filter(case=case).select_related("seen_by")
        return {
            "page": page,
            "works": bool(self.person.roles & WORKS_CASES) and not self.emergency,
            "columns": COLUMNS,
            "rows": [
                [
                    {"text": str(row), "url": row.get_absolute_url(), "hint": row.name if row.title else ""},
                    KINDS[row.kind].label,
                    in_words(row.bytes),
                    state_of(row),
                    f"{timezone.localtime(row.added_at):%-d %b %Y}",
                    str(row.added_by or "The system"),
                ]
                for row in page.rows
            ],
            "evidence_columns": EVIDENCE_COLUMNS,
            "evidence": [
                [
                    {"text": seen.what, "hint": seen.note},
                    {"text": seen.where, "hint": seen.reference},
                    f"{seen.seen_on:%-d %b %Y}",
                    str(seen.seen_by),
                ]
                for seen in evidence.order_by("-seen_on", "-pk")
            ],
        }


class AddDocuments(CaseAction):
    """Hand in files. Each is an act of its own: what is sound is kept at once, so that nothing need be chosen twice."""

    roles = WORKS_CASES
    form_class = AddDocumentsForm
    template_name = "casework/documents_add.html"
    heading = "Add documents"
    label = "Add"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        list_url = reverse("casework:documents", args=[self.on.pk])
        return super().get_context_data(**kwargs) | {
            "case": self.on,
            "kept": getattr(self, "kept", []),
            "back_url": list_url,
            "not_scanned": workflow.scanner() is None,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        self.kept: list[Document] = []
        for file in form.cleaned_data["files"]:
            try:
                self.kept.append(
                    workflow.take_in(
                        self.on,
                        file,
                        name=file.name or "",
                        releasable=form.cleaned_data["releasable"],
                        by=self.person,
                    )
                )
            except RuleBroken as refusal:
                form.add_error("files", f"{file.name}: {refusal}")
        if form.errors:
            return self.form_invalid(form)
        self._tell()
        return HttpResponseRedirect(reverse("casework:documents", args=[self.on.pk]))

    def _tell(self) -> None:
        ready = sum(document.stage == DocumentStage.READY for document in self.kept)
        if ready:
            messages.success(self.request, f"{ready} document{'s' if ready > 1 else ''} added.")
        for document in self.kept:
            if refusal := held_back(document):
                messages.warning(self.request, f"{document.name}: {refusal}")


class DocumentDetail(Asked, Page):
    """One document: what it is, where it came from, whether it was scanned, and what may be done to it."""

    roles = SEES_CASES
    template_name = "casework/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Document.objects.visible_to(self.person).select_related("case", "added_by")
        document = self.find(rows, pk=self.kwargs["pk"])
        audit.record("document.viewed", document, by=self.person, case=document.case_id)
        return super().get_context_data(**kwargs) | {
            "document": document,
            "held_back": held_back(document),
            "facts": _facts(document),
            "ways": [
                {"text": DOCUMENT_MOVES[name].label, "url": reverse(f"casework:{ROUTES[name]}", args=[document.pk])}
                for name in open_moves(DOCUMENT_MOVES, document, self.person)
                if not only_to_read(document.case_id, self.person)
            ],
        }


ROUTES = {"rename": "describe-document", "quarantine": "quarantine-document", "release": "release-document"}


def _facts(document: Document) -> list[dict[str, Any]]:
    scan: Any = state_of(document)
    if document.scanned_at:
        scan = scan | {
            "hint": f"{timezone.localtime(document.scanned_at):%-d %B %Y, %H:%M}. {document.signature}".strip()
        }
    return [
        {"key": "File name", "value": document.name},
        {"key": "Kind", "value": f"{KINDS[document.kind].label}, {in_words(document.bytes)}"},
        {"key": "Scan", "value": scan},
        {"key": "On the disk", "value": document.get_fixity_display()},
        {"key": "For a bundle", "value": "May go out" if document.releasable else "Stays in the office"},
        {
            "key": "Added",
            "value": f"{timezone.localtime(document.added_at):%-d %B %Y, %H:%M} by {document.added_by or 'the system'}",
        },
        {"key": "SHA-256", "value": document.digest},
    ]


class Download(Asked, RolePage):
    """The file itself, as a download that no browser opens in our name. It is checked against its digest first."""

    roles = SEES_CASES
    only_reads = True
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        document = self.find(Document.objects.visible_to(self.person), pk=self.kwargs["pk"])
        return as_download(workflow.hand_out(document, by=self.person), name=document.name)


def as_download(content: Any, *, name: str) -> FileResponse:
    """A file that a browser saves and never shows: whatever is in it, it does not run where our pages do."""
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class DocumentAction(Asked, ActionView):
    """An act on a document of a case that the person may see."""

    roles = WORKS_CASES
    heading = ""
    label = "Save"
    warning = ""

    @cached_property
    def on(self) -> Document:
        return self.find(Document.objects.visible_to(self.person).select_related("case"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.on}",
            "label": self.label,
            "warning": self.warning,
            "back_url": self.on.get_absolute_url(),
        }


class Describe(AsSeen, DocumentAction):
    form_class = DescribeForm
    heading = "Change what is said of a document"
    done = "Saved."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"document": self.on}

    def perform(self, form: Any) -> Document:
        return workflow.describe(self.on, by=self.person, **form.cleaned_data)

    def seen_now(self) -> str:
        return workflow.mark_of_document(Document.objects.visible_to(self.person).get(pk=self.on.pk))


class Quarantine(DocumentAction):
    roles = WORKS_CASES | ANSWERS_FOR_CASES
    form_class = QuarantineForm
    heading = "Put into quarantine"
    label = "Put into quarantine"
    warning = "Nobody can download the document until somebody who answers for cases lets it out."
    done = "The document is in quarantine."

    def perform(self, form: Any) -> Document:
        return workflow.quarantine(self.on, by=self.person, **form.cleaned_data)


class Release(DocumentAction):
    roles = ANSWERS_FOR_CASES
    form_class = ReleaseForm
    heading = "Let out of quarantine"
    label = "Let it out"
    warning = "It is scanned again first, where the office has a scanner."
    done = "The document is out of quarantine."

    def perform(self, form: Any) -> Document:
        return workflow.release(self.on, by=self.person, **form.cleaned_data)


class RecordEvidence(CaseAction):
    """Record evidence that was looked at where it is kept."""

    roles = WORKS_CASES
    form_class = EvidenceForm
    heading = "Record evidence seen elsewhere"
    intro = "For what stays where it is, such as body-worn video: the case then says what was seen, where and when."
    done = "Recorded."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": reverse("casework:documents", args=[self.on.pk])}

    def perform(self, form: Any) -> str:
        workflow.record_evidence_seen(self.on, by=self.person, **form.cleaned_data)
        return reverse("casework:documents", args=[self.on.pk])
