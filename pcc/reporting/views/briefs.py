"""The brief of one page about a frozen figure: to read and print as a page, and as a tagged PDF."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from pcc import audit
from pcc.reporting import documents
from pcc.reporting.models import Snapshot
from pcc.reporting.views.reports import ReportPage, drawn


class Brief(ReportPage):
    """One page that prints on one sheet of A4."""

    template_name = "reporting/brief.html"
    here = "reporting:publications"

    def snapshot(self) -> Snapshot:
        rows = Snapshot.objects.visible_to(self.person).select_related("frozen_by")
        return self.find(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snapshot = self.snapshot()
        audit.record("figures.read", snapshot, by=self.person, figure="brief")
        made = documents.brief(snapshot, office=settings.OFFICE["name"])
        return super().get_context_data(**kwargs) | {
            "brief": made,
            "chart": drawn(made.chart) if made.chart else None,
            "columns": [{"label": name, "numeric": place > 0} for place, name in enumerate(made.header)],
            "rows": [list(row) for row in made.rows],
            "about": [{"key": name, "value": text} for name, text in made.about],
            "pdf_url": reverse("reporting:brief-pdf", args=[snapshot.pk]),
        }


class BriefPDF(Brief):
    """The same as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        snapshot = self.snapshot()
        made = documents.brief(snapshot, office=settings.OFFICE["name"])
        audit.record("figures.downloaded", snapshot, by=self.person, figure="brief", form="pdf")
        response = HttpResponse(documents.brief_pdf(made), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="brief-{snapshot.pk}.pdf"'
        return response
