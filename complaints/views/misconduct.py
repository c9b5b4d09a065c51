"""The registers of misconduct outcomes and of police appeals tribunals, and their figures by year."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from complaints import stats
from complaints.choices import Proceeding, RankBand, Sanction
from complaints.forms.misconduct import OutcomeForm, TribunalForm
from complaints.models import AppealTribunal, MisconductOutcome
from complaints.rules import KEEPS_MISCONDUCT
from complaints.views.versioned import VersionedView
from complaints.workflow import misconduct
from pcc import audit
from pcc.roles import FREEZES_FIGURES, READS_FIGURES
from pcc.versions import Edited
from pcc.views import ActionView, Page, keyset


def pages(here: str, *, keeps: bool) -> list[dict[str, Any]]:
    named = [("Misconduct outcomes", "misconduct"), ("Appeals tribunals", "tribunals")] if keeps else []
    named.append(("Figures by year", "misconduct-figures"))
    return [{"text": text, "url": reverse(f"complaints:{name}"), "current": name == here} for text, name in named]


class Register(Page):
    """How misconduct proceedings ended, newest first. Officers are pseudonyms."""

    roles = KEEPS_MISCONDUCT
    template_name = "complaints/misconduct_list.html"
    model: Any = MisconductOutcome
    here = "misconduct"
    heading = "Misconduct outcomes"
    sorts = {"decided": "decided_on"}
    new = ("Record an outcome", "complaints:record-misconduct")
    columns = ("Officer", "Proceedings", "Rank", "Outcome", "Decided", "Force")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = self.chosen(self.model.objects.visible_to(self.person).for_list())
        page = keyset(seen, self.request, sorts=self.sorts, default=f"-{next(iter(self.sorts))}")
        audit.record(f"{self.here}.listed", by=self.person)
        text, route = self.new
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "year": self.request.GET.get("year", ""),
            "everything": reverse(f"complaints:{self.here}"),
            "pages": pages(self.here, keeps=True),
            "page": page,
            "new": {"text": text, "url": reverse(route)},
            "columns": [{"label": label} for label in self.columns],
            "rows": [self.cells(row) for row in page.rows],
        }

    def chosen(self, rows: Any) -> Any:
        """The entries of one year, and of one outcome, where the address asks for them: what a figure counted."""
        if year := self.request.GET.get("year"):
            by = next(iter(self.sorts.values()))
            rows = rows.filter(**{f"{by}__range": stats.span(year)})
        if (sanction := self.request.GET.get("sanction")) and self.model is MisconductOutcome:
            rows = rows.filter(sanction=sanction)
        return rows

    def cells(self, row: Any) -> list[Any]:
        return [
            {"text": row.officer, "url": row.get_absolute_url()},
            row.get_proceeding_display(),
            row.get_rank_display(),
            row.get_sanction_display(),
            f"{row.decided_on:%-d %b %Y}",
            row.force.name,
        ]


class Tribunals(Register):
    """Appeals by officers to police appeals tribunals, newest first."""

    model = AppealTribunal
    here = "tribunals"
    heading = "Police appeals tribunals"
    sorts = {"lodged": "lodged_on"}
    new = ("Record an appeal", "complaints:record-tribunal")
    columns = ("Officer", "Rank", "Lodged", "Result", "Decided", "Force")

    def cells(self, row: Any) -> list[Any]:
        return [
            {"text": row.officer, "url": row.get_absolute_url()},
            row.get_rank_display(),
            f"{row.lodged_on:%-d %b %Y}",
            row.get_result_display(),
            f"{row.decided_on:%-d %b %Y}" if row.decided_on else "Not decided yet",
            row.force.name,
        ]


class RecordOutcome(ActionView):
    """Enter how misconduct proceedings ended."""

    roles = KEEPS_MISCONDUCT
    form_class = OutcomeForm
    template_name = "complaints/misconduct_entry.html"
    done = "It is on the register."
    heading = "Record a misconduct outcome"
    register = "complaints:misconduct"
    initial = {"version": 0}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "label": "Save",
            "back_url": reverse(self.register),
        }

    def facts(self, form: Any) -> dict[str, Any]:
        return {name: value for name, value in form.cleaned_data.items() if name not in {"version", "clashing"}}

    def perform(self, form: Any) -> str:
        misconduct.record_outcome(facts=self.facts(form), by=self.person, on=timezone.localdate())
        return reverse(self.register)


class RecordTribunal(RecordOutcome):
    """Enter an appeal to a police appeals tribunal."""

    form_class = TribunalForm
    heading = "Record an appeal to a police appeals tribunal"
    register = "complaints:tribunals"

    def perform(self, form: Any) -> str:
        misconduct.record_tribunal(facts=self.facts(form), by=self.person, on=timezone.localdate())
        return reverse(self.register)


class ChangeOutcome(VersionedView):
    """Put an entry of a register right."""

    roles = KEEPS_MISCONDUCT
    form_class = OutcomeForm
    template_name = "complaints/misconduct_entry.html"
    heading = "Change a misconduct outcome"
    register = "complaints:misconduct"
    model: Any = MisconductOutcome
    change = staticmethod(misconduct.change_outcome)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "label": "Save",
            "back_url": reverse(self.register),
        }

    def row(self) -> Any:
        return self.find(self.model.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])

    def target(self, row: Any) -> str:
        return reverse(self.register)

    def edit(self, form: Any, row: Any, changes: dict[str, Any], seen: int) -> Edited:
        return self.change(row, changes=changes, seen=seen, by=self.person, on=timezone.localdate())


class ChangeTribunal(ChangeOutcome):
    form_class = TribunalForm
    heading = "Change an appeal"
    register = "complaints:tribunals"
    model = AppealTribunal
    change = staticmethod(misconduct.change_tribunal)


class Figures(Page):
    """Outcomes and tribunals by calendar or financial year."""

    roles = READS_FIGURES
    template_name = "complaints/misconduct_figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by = "fy" if self.request.GET.get("by") == "fy" else "year"
        report = stats.misconduct(by=by, as_at=timezone.localdate())
        audit.record("figures.read", by=self.person, figure="misconduct")
        here = reverse("complaints:misconduct-figures")
        return super().get_context_data(**kwargs) | {
            "report": report,
            "sentence": sentence(report),
            "pages": pages("misconduct-figures", keeps=bool(self.person.roles & KEEPS_MISCONDUCT)),
            "kinds": [
                {"text": "Calendar years", "url": here, "current": by == "year"},
                {"text": "Financial years", "url": f"{here}?by=fy", "current": by == "fy"},
            ],
            "publish_url": _publish_url(report) if self.person.roles & FREEZES_FIGURES else "",
            "columns": _columns(
                "Year", "Outcomes", "Dismissed", "Would have been dismissed", "Other", "Appeals lodged"
            ),
            "rows": [_line(line, drills=bool(self.person.roles & KEEPS_MISCONDUCT)) for line in report.lines],
            "splits": [
                {
                    "caption": caption,
                    "columns": _columns(first, *(line.label for line in report.lines[-5:])),
                    "rows": _split(report, part, dict(codes.choices)),
                }
                for caption, first, part, codes in SPLITS
            ],
        }


SPLITS = (
    ("How proceedings ended", "Outcome", "by_sanction", Sanction),
    ("Kind of proceedings", "Proceedings", "by_proceeding", Proceeding),
    ("Rank", "Rank", "by_rank", RankBand),
)
"""The tables of the page below the years: caption, heading of the first column, what is counted, its codes."""


def _publish_url(report: stats.MisconductReport) -> str:
    """Where the years that are over are proposed for publication; empty while none is."""
    over = [line for line in report.lines if stats.span(line.key)[1] <= report.as_at]
    if not over:
        return ""
    period = {"from": stats.span(over[0].key)[0], "to": stats.span(over[-1].key)[1]}
    return f"{reverse('reporting:propose')}?{urlencode({'figure': 'misconduct', 'by': report.by} | period)}"


def _line(line: stats.MisconductYear, *, drills: bool) -> list[Any]:
    """A year with its numbers, each leading to the entries it counts."""
    outcomes, tribunals = reverse("complaints:misconduct"), reverse("complaints:tribunals")
    numbers = [
        (line.outcomes, f"{outcomes}?year={line.key}"),
        (line.dismissed, f"{outcomes}?year={line.key}&sanction={Sanction.DISMISSED}"),
        (line.would_have_been, f"{outcomes}?year={line.key}&sanction={Sanction.WOULD_HAVE_BEEN_DISMISSED}"),
        (line.others, ""),
        (line.appeals, f"{tribunals}?year={line.key}"),
    ]
    return [line.label, *({"text": number, "url": url if drills and number else ""} for number, url in numbers)]


def _columns(first: str, *numbers: str) -> list[dict[str, Any]]:
    return [{"label": first}, *({"label": label, "numeric": True} for label in numbers)]


def _split(report: stats.MisconductReport, part: str, names: dict[str, Any]) -> list[list[Any]]:
    """One row a code that has occurred, one column for each of the last five years."""
    lines = report.lines[-5:]
    rows = [[label, *(getattr(line, part).get(code, 0) for line in lines)] for code, label in names.items()]
    return [row for row in rows if any(row[1:])]


def sentence(report: stats.MisconductReport) -> str:
    """What the figures say, in one breath."""
    if not report.lines:
        return "Nothing is on the registers yet."
    last, *before = reversed(report.lines)
    dismissed = "1 officer" if last.dismissed == 1 else f"{last.dismissed} officers"
    lodged = "1 appeal" if last.appeals == 1 else f"{last.appeals} appeals"
    words = f"{dismissed} dismissed in {last.label}, and {lodged} lodged"
    if before:
        words += f"; in {before[0].label} it was {before[0].dismissed} and {before[0].appeals}"
    return f"{words}."
