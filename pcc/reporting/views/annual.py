"""What an annual report says: every figure with population, period, unit, base and as-at, to copy as text."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.reporting.forms.periods import YearForm
from pcc.reporting.stats import Statement, annual
from pcc.reporting.views.reports import ReportPage
from pcc.roles import FREEZES_FIGURES
from reviews.dip_sampling.rules import READS_RESULTS


class Annual(ReportPage):
    """The statements of a year."""

    template_name = "reporting/annual.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = YearForm.asked(self.request.GET.dict(), on=timezone.localdate())
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        year = form.cleaned_data["year"]
        said = statements(year)
        audit.record("figures.read", by=self.person, figure="annual", year=year)
        may_freeze = bool(self.person.roles & FREEZES_FIGURES)
        return context | {
            "year": year,
            "statements": [
                {
                    "heading": one.heading,
                    "text": one.text,
                    "rows": rows(one),
                    "url": reverse(one.page, args=one.args) if one.page and may_open(one, self.person) else "",
                    "freeze_url": f"{reverse('reporting:propose')}?{one.freeze}" if one.freeze and may_freeze else "",
                }
                for one in said
            ],
            "text": as_text(year, said),
            "text_url": f"{reverse('reporting:annual-text')}?{urlencode({'year': year})}",
            "as_at": said[0].as_at,
        }


class AnnualText(ReportPage):
    """The statements as a text file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = YearForm.asked(request.GET.dict(), on=timezone.localdate())
        if not form.is_valid():
            raise RuleBroken(" ".join(fault for faults in form.errors.values() for fault in faults))
        year = form.cleaned_data["year"]
        audit.record("figures.downloaded", by=self.person, figure="annual", form="text")
        response = HttpResponse(as_text(year, statements(year)), content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="annual-figures-{year}.txt"'
        return response


def may_open(one: Statement, person: User) -> bool:
    """Whether the page that a statement comes from is for this person."""
    return one.page != "panels:results" or bool(person.roles & READS_RESULTS)


def statements(year: str) -> tuple[Statement, ...]:
    return annual(year, on=timezone.localdate(), now=timezone.now())


def rows(one: Statement) -> list[dict[str, str]]:
    return [
        {"key": "Population", "value": one.population},
        {"key": "Period", "value": one.period},
        {"key": "Unit", "value": one.unit},
        {"key": "Base", "value": one.base},
        {"key": "As at", "value": f"{one.as_at:%-d %B %Y}"},
        {"key": "Live or frozen", "value": one.frozen},
    ]


def as_text(year: str, said: tuple[Statement, ...]) -> str:
    """Everything to copy, in one text."""
    return "\n\n".join([f"{settings.OFFICE['name']}: figures of {year}", *(one.as_text() for one in said)]) + "\n"
