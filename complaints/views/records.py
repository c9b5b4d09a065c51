"""The list of complaints."""

from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from complaints.filters import FIRST_ASKED, NEWEST_FIRST, SORTS, ComplaintFilter
from complaints.models import Complaint
from complaints.querysets import SEARCHED, Found
from complaints.rules import MOVES
from pcc import audit, exports
from pcc.errors import RuleBroken
from pcc.filters import panel, selected, unknown
from pcc.roles import BRINGS_IN_EXTRACTS, SEES_COMPLAINTS
from pcc.views import Page, keyset


class ComplaintList(Page):
    """Every complaint the person may see, filtered by the address, newest first."""

    roles = SEES_COMPLAINTS
    template_name = "complaints/complaint_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        query = self.request.GET
        visible = Complaint.objects.visible_to(self.person)
        filterset = ComplaintFilter(
            query, queryset=visible, request=self.request, on=timezone.localdate(), person=self.person
        )
        context |= {"panel": panel(filterset, first=FIRST_ASKED), "clear_url": self.request.path, "selected": []}
        context["unknown"] = unknown(filterset, query)
        context["views"] = exports.views_for("complaints", query, self.person)
        if not filterset.is_valid():
            return context | {"problem": filterset.form, "form": filterset.form}
        rows = filterset.qs.for_list()
        if filterset.found and filterset.found.words:
            rows = rows.saying_why(filterset.found.words)
        try:
            page = keyset(rows, self.request, sorts=SORTS, default=NEWEST_FIRST, counted=filterset.qs)
        except RuleBroken as broken:
            return context | {"refused": str(broken), "clear_url": self.request.path}
        filters = sorted(set(query) & set(filterset.filters))
        verb = "complaint.searched" if filters else "complaint.listed"
        audit.record_list(verb, Complaint, page.rows, by=self.person, filters=filters)
        whole = page.previous is None and page.next is None
        return context | {
            "page": page,
            "total": page.total,
            "at_least": page.at_least,
            "how": filterset.found.how if filterset.found else "",
            "selected": selected(filterset, query),
            "columns": _columns(self.request, page.sort),
            "rows": [_row(complaint, filterset.found) for complaint in page.rows],
            "here": _without_paging(query).urlencode(),
            "nothing_yet": not page.rows and not filters and whole,
            "enter_url": reverse("complaints:enter") if self.person.roles & MOVES["edit"].roles else "",
            "bring_in_url": reverse("complaints:bring-in") if self.person.roles & BRINGS_IN_EXTRACTS else "",
        }


def _without_paging(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for gone in ("after", "before"):
        kept.pop(gone, None)
    return kept


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
    query = _without_paging(request.GET)
    query["sort"] = name if sort == f"-{name}" else f"-{name}"
    return {"label": label, "sort_url": f"?{query.urlencode()}", "direction": direction}


NAMES_OF_SEARCHED = {
    "categories": "allegations",
    "area": "area",
    "channel": "how it was made",
    "result": "how it ended",
}


def _why(complaint: Complaint, found: Found | None) -> str:
    """Where in a complaint the words of a search were found."""
    if found is None or not found.words:
        return ""
    where = [NAMES_OF_SEARCHED[name] for name in SEARCHED if getattr(complaint, f"in_{name}")]
    return f"Found in {' and '.join(where)}"


def _row(complaint: Complaint, found: Found | None) -> list[Any]:
    shown = ", ".join(complaint.categories[:2]) + (" and others" if len(complaint.categories) > 2 else "")
    told = [complaint.force.name, _why(complaint, found)]
    return [
        {"text": complaint.reference, "url": complaint.get_absolute_url(), "hint": ". ".join(filter(None, told))},
        _day(complaint.received_on),
        _ended(complaint),
        complaint.get_handling_display(),
        {"text": shown or "None stated", "hint": f"{complaint.allegation_count} in all"},
        complaint.area or "Not stated",
    ]


def _ended(complaint: Complaint) -> Any:
    if complaint.finalised_on:
        return _day(complaint.finalised_on)
    if complaint.vanished_on:
        return {"text": "Gone from the extract", "tone": "yellow"}
    return {"text": "Open", "tone": "blue"}


def _day(day: date) -> str:
    """A day that no narrow column breaks."""
    return f"{day:%-d\u00a0%b\u00a0%Y}"
