"""Are we unlike others? Published rates of other bodies in a funnel with ours named, and no league table."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from pcc import audit, charts
from pcc.errors import RuleBroken
from pcc.figures import FEWEST_FOR_A_RATE, Body, Funnel, funnel, percent, rounded, wilson
from pcc.models import Force, User
from pcc.reporting.forms import PeersForm
from pcc.reporting.models import PeerFigure, PeerTable
from pcc.reporting.views.reports import ReportPage, as_file, drawn


class Compared:
    """A published table as a page shows it: one of its rates as a funnel, and its case-weighted means."""

    def __init__(self, table: PeerTable, query: dict[str, str], *, person: User) -> None:
        self.table = table
        self.figures = list(table.figures.all())
        self.rates = table.measures_of("rate")
        bodies = sorted({figure.body for figure in self.figures})
        self.form = PeersForm.asked(
            query,
            measures={code: measure["label"] for code, measure in self.rates.items()},
            bodies=bodies,
            ours=_our_force(bodies),
        )
        self.period = f"{table.since:%-d %B %Y} to {table.until:%-d %B %Y}"
        self.funnel: Funnel | None = None
        self.ours = ""
        if self.form.is_valid():
            self.ours = self.form.cleaned_data["ours"]
            self.measure = self.rates[self.form.cleaned_data["measure"]]
            self.funnel = funnel([(one.body, one.k or 0, one.n) for one in self._of(self.measure["code"])])

    def _of(self, measure: str) -> list[PeerFigure]:
        return [figure for figure in self.figures if figure.measure == measure]

    @property
    def our_body(self) -> Body | None:
        return next((body for body in self.funnel.bodies if body.name == self.ours), None) if self.funnel else None

    @property
    def filters(self) -> str:
        """The filters in words, for files and print."""
        return f"{self.measure['label']}; {self.period}; {self.ours or 'no body'} is named"

    def sentence(self) -> str:
        """Ours against the group, in words that rank nobody."""
        if self.funnel is None:
            return "No body of this table has any case."
        group = f"the average of all {len(self.funnel.bodies)} bodies is {percent(self.funnel.average)}"
        body = self.our_body
        if body is None:
            return f"{self.measure['label']}: {group}. Choose which body is ours to see where it lies."
        rate = wilson(body.k, body.n)
        assert rate is not None
        return f"{body.name}: {rate.words}; {group}. That is {_WHERE[body.position]}."

    def chart(self) -> charts.Funnels:
        assert self.funnel is not None
        widened = (
            " The bodies differ by more than chance, so the limits are widened for it."
            if self.funnel.is_widened
            else ""
        )
        derived = f" {self.measure['derived']}" if self.measure["derived"] else ""
        return charts.Funnels(
            heading=self._heading(),
            finding=f"Each mark is a body. The lines are the limits of chance round the group's average.{widened}",
            subtitle=f"{self.measure['label']}, as a share of those completed, {self.period}",
            source=f"Source: {self.table.source} ({self.table.publisher}). {self.table.licence}.{derived}",
            unit="Upheld",
            funnel=self.funnel,
            ours=self.ours,
        )

    def _heading(self) -> str:
        body = self.our_body
        if body is None:
            return self.measure["label"]
        shown = f"{percent(body.share)} upheld" if body.n >= FEWEST_FOR_A_RATE else f"{body.k} of {body.n} upheld"
        return f"{body.name}: {shown}, {_WHERE[body.position]}"

    def means(self) -> list[list[Any]]:
        """A row for each published mean: the group's, weighted by cases, and that of our body."""
        rows = []
        for code, measure in self.table.measures_of("mean").items():
            found = self._of(code)
            cases = sum(figure.n for figure in found)
            weighted = sum(figure.n * (figure.mean or 0) for figure in found) / cases if cases else None
            own = next((figure for figure in found if figure.body == self.ours), None)
            rows.append(
                [
                    measure["label"],
                    "–" if weighted is None else rounded(weighted),
                    f"{cases:,}",
                    "–" if own is None or own.mean is None else rounded(own.mean, 0),
                    "–" if own is None else f"{own.n:,}",
                ]
            )
        return rows


_WHERE = {
    "as expected": "within the range to be expected",
    "high": "above the 95% limit",
    "low": "below the 95% limit",
    "very high": "above the 99.8% limit",
    "very low": "below the 99.8% limit",
}


def _our_force(bodies: list[str]) -> str:
    """The body that one of our forces is named after: West Midlands for West Midlands Police."""
    names = [force.name.replace(" and ", " & ") for force in Force.objects.order_by("name")]
    return next((body for body in bodies for name in names if name == body or name.startswith(f"{body} ")), "")


class Peers(ReportPage):
    """The funnel with our body named, the case-weighted means, and what the table is."""

    template_name = "reporting/peers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        table = PeerTable.objects.visible_to(self.person).first()
        if table is None:
            return context
        compared = Compared(table, self.request.GET.dict(), person=self.person)
        context |= {"form": compared.form, "table": table}
        if not compared.form.is_valid():
            return context
        audit.record("figures.read", by=self.person, figure="peers", measure=compared.measure["code"])
        query = urlencode({"measure": compared.measure["code"], "ours": compared.ours})
        return context | {
            "sentence": compared.sentence(),
            "chart": drawn(
                compared.chart(), files=lambda kind: f"{reverse('reporting:peers-file', args=[kind])}?{query}"
            )
            if compared.funnel
            else None,
            "mean_columns": [
                {"label": "Complaints"},
                {"label": "All bodies", "numeric": True},
                {"label": "of cases", "numeric": True},
                {"label": compared.ours or "Ours", "numeric": True},
                {"label": "of its cases", "numeric": True},
            ],
            "means": compared.means(),
            "about": [
                {"key": "Table", "value": f"{table.title}, {compared.period}"},
                {"key": "Publisher", "value": table.publisher},
                {"key": "Source", "value": table.source},
                {"key": "Licence", "value": table.licence},
                {"key": "Unit of time", "value": table.caution or "As the table says."},
                {
                    "key": "Worked out here",
                    "value": {
                        "lines": [f"{one['label']}: {one['derived']}" for one in table.measures if one["derived"]]
                    },
                },
            ],
            "filters": compared.filters,
        }


class PeersFile(ReportPage):
    """The funnel as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        table = self.find(PeerTable.objects.visible_to(self.person))
        compared = Compared(table, request.GET.dict(), person=self.person)
        if not compared.form.is_valid():
            raise RuleBroken(" ".join(fault for faults in compared.form.errors.values() for fault in faults))
        if compared.funnel is None:
            raise RuleBroken(compared.sentence())
        found = {"peers": compared.chart()}
        return as_file(request, found, name="peers", kind=kwargs["kind"], as_at=table.until, filters=compared.filters)
