"""Lists taken away as files: asked for, watched while they are written, taken once."""

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from pcc import audit, exports
from pcc.models import Export, FileKind, JobState
from pcc.reporting.forms.lists import ExportForm
from pcc.roles import Role
from pcc.views import ActionView, Page, RolePage, count_up_to, keyset

TAKES_FILES = frozenset(Role) - {Role.PANEL_MEMBER}
"""Which list a role may take away, the list itself says."""


class OfListing(RolePage):
    """A page about one list; who may not see the list gets a missing page."""

    roles = TAKES_FILES

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and exports.listing_for(kwargs["listing"], request.user) is None:
            audit.record("page.refused", by=request.user, route=request.resolver_match.view_name)
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def listing(self) -> exports.Listing:
        return exports.listing_of(self.kwargs["listing"])

    @property
    def query(self) -> QueryDict:
        """The filters and sorting of the list; which of its pages was open says nothing."""
        query = self.request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        return query


class AskExport(OfListing, ActionView):
    """What the file will hold, in words, before it is asked for."""

    confirms_who = True
    form_class = ExportForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows, more = count_up_to(self.listing.rows(self.person, self.query, today))
        told = self.listing.told(self.person, self.query, today)
        return super().get_context_data(**kwargs) | {
            "heading": f"Take away: {self.listing.title.lower()}",
            "intro": "The file will hold every row that you may see under these filters, and print them.",
            "label": "Write the file",
            "back_url": f"{reverse(self.listing.route)}?{self.query.urlencode()}",
            "facts": [
                {"key": "Rows", "value": f"{rows:,}{'+' if more else ''}"},
                *[{"key": label, "value": text} for label, text in told],
                *([] if told else [{"key": "Filters", "value": "None: the whole list"}]),
            ],
        }

    def perform(self, form: Any) -> Export:
        return exports.ask(
            self.kwargs["listing"],
            query=self.query.urlencode(),
            file_kind=FileKind(form.cleaned_data["file_kind"]),
            reason=form.cleaned_data["reason"],
            by=self.person,
            at=timezone.now(),
        )


class ExportDetail(Page):
    """One file: how far it is, then the one button that hands it over."""

    roles = TAKES_FILES
    template_name = "reporting/export.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Export.objects.visible_to(self.person).select_related("job")
        export = self.find(rows, key=self.kwargs["key"])
        state = _state(export)
        return super().get_context_data(**kwargs) | {
            "export": export,
            "state": state,
            "refusal": exports.objection_to_taking(export, at=timezone.now()) if state == "over" else "",
            "error": export.job.error,
            "again_url": exports.page_for(export)
            or f"{reverse('reporting:export-new', args=[export.listing])}?{export.query}".rstrip("?"),
            "facts": _facts(export),
            "form": forms.Form(),
        }


def _state(export: Export) -> str:
    """Where the file stands: ``waiting``, ``running``, ``failed``, ``ready``, ``over``."""
    if exports.objection_to_taking(export, at=timezone.now()) == "":
        return "ready"
    if export.file_key:
        return "over"
    if export.job.is_over:
        return "failed"
    return "running" if export.job.state == JobState.RUNNING else "waiting"


def _facts(export: Export) -> list[dict[str, Any]]:
    facts = [
        {"key": "Kind of file", "value": FileKind(export.file_kind).label},
        {"key": "For", "value": export.reason},
        {"key": "Asked for", "value": f"{timezone.localtime(export.asked_at):%-d %B %Y, %H:%M}"},
    ]
    if export.as_at:
        facts += [
            {"key": "As at", "value": f"{timezone.localtime(export.as_at):%-d %B %Y, %H:%M}"},
            {"key": "Parts" if export.file_kind == FileKind.PDF else "Rows", "value": f"{export.rows:,}"},
            {"key": "Size", "value": f"{max(1, export.file_bytes // 1000):,} kB"},
        ]
    return facts


class TakeExport(ActionView):
    """Hand the file over, once. A POST, so that no preview, prefetch or scanner of links uses it up."""

    roles = TAKES_FILES
    confirms_who = True
    form_class = forms.Form
    http_method_names = ["post"]

    def form_valid(self, form: Any) -> FileResponse:
        export = self.find(Export.objects.visible_to(self.person), key=self.kwargs["key"])
        file = exports.take(export, by=self.person, at=timezone.now())
        return FileResponse(file, as_attachment=True, filename=export.file_name)


STATES = {
    "waiting": ("Waiting", "grey"),
    "running": ("Being written", "blue"),
    "failed": ("Stopped", "red"),
    "ready": ("Ready", "green"),
    "over": ("Taken or removed", "grey"),
}


class OwnExports(Page):
    """The files that this person asked for, newest first."""

    roles = TAKES_FILES
    template_name = "reporting/export_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Export.objects.visible_to(self.person).select_related("job")
        page = keyset(rows, self.request, sorts={"asked": "asked_at"}, default="-asked")
        return super().get_context_data(**kwargs) | {
            "page": page,
            "columns": [
                {"label": "File"},
                {"label": "State"},
                {"label": "Rows or parts", "numeric": True},
                {"label": "For"},
            ],
            "rows": [_row(export) for export in page.rows],
        }


def _row(export: Export) -> list[Any]:
    text, tone = STATES[_state(export)]
    asked = f"{timezone.localtime(export.asked_at):%-d %b %Y, %H:%M}"
    name = f"{export.listing.replace('-', ' ').capitalize()}, {export.file_kind.upper()}"
    return [
        {"text": name, "url": export.get_absolute_url(), "hint": f"Asked for on {asked}"},
        {"text": text, "tone": tone},
        "–" if export.rows is None else f"{export.rows:,}",
        export.reason,
    ]
