"""The list of complaints and the page of one."""

from datetime import date
from typing import Any

from django.db.models.functions import Coalesce
from django.http import HttpRequest

from complaints.filters import ComplaintFilter, selected
from complaints.models import Complaint
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import BankHoliday, User
from pcc.roles import SEES_COMPLAINTS, Role
from pcc.views import Page, count_up_to, keyset
from pcc.working_days import WorkingCalendar

FAR = date(9999, 12, 31)
ORDER = {"sort", "after", "before"}
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
        context["unknown"] = sorted(set(query) - set(filterset.filters) - ORDER)
        if not filterset.is_valid():
            return context | {"problem": filterset.form, "form": filterset.form}
        try:
            page = keyset(filterset.qs.for_list(), self.request, sorts=SORTS, default="-received")
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
            "sees_trail": _sees_trail(complaint, self.person),
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


def _sees_trail(complaint: Complaint, person: User) -> bool:
    """Managers, and the owner of the complaint's case, may see who looked at it."""
    return Role.MANAGER in person.roles or bool(complaint.case and complaint.case.owner_id == person.pk)


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
