"""The list of complaints."""

from typing import Any

from django.http import HttpRequest

from complaints.filters import NEWEST_FIRST, PAGING, SORTS, ComplaintFilter, selected
from complaints.models import Complaint
from pcc import audit
from pcc.errors import RuleBroken
from pcc.roles import SEES_COMPLAINTS
from pcc.views import Page, count_up_to, keyset


class ComplaintList(Page):
    """Every complaint the person may see, filtered by the address, newest first."""

    roles = SEES_COMPLAINTS
    template_name = "complaints/complaint_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        query = self.request.GET
        filterset = ComplaintFilter(query, queryset=Complaint.objects.visible_to(self.person), request=self.request)
        context |= {"filter": filterset, "clear_url": self.request.path, "selected": []}
        context["unknown"] = sorted(set(query) - set(filterset.filters) - PAGING)
        if not filterset.is_valid():
            return context | {"problem": filterset.form, "form": filterset.form}
        try:
            page = keyset(filterset.qs.for_list(), self.request, sorts=SORTS, default=NEWEST_FIRST)
        except RuleBroken as broken:
            return context | {"refused": str(broken), "clear_url": self.request.path}
        filters = sorted(set(query) & set(filterset.filters))
        audit.record(
            "complaint.searched" if filters else "complaint.listed",
            audit.Subject("complaints.complaint"),
            by=self.person,
            filters=filters,
            shown=[complaint.pk for complaint in page.rows],
        )
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
