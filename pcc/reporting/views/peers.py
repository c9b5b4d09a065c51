"""Are we unlike others? Published rates of other bodies in a funnel with ours named, and no league table."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from pcc import audit, charts
from pcc.errors import RuleBroken
from pcc.figures import FEWEST_FOR_A_RATE, Body, Funnel, funnel, percent, rounded, wilson
from pcc.models import BankHoliday, Force, User
from pcc.reporting.forms.peers import PeersForm, PeerTableForm
from pcc.reporting.importing import peers as importing
from pcc.reporting.models import PeerFigure, PeerTable
from pcc.reporting.views.reports import ReportPage, as_file, drawn
from pcc.roles import FREEZES_FIGURES, SEES_REVIEWS
from pcc.views import ActionView
from reviews import stats as reviews


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
        self.measure: dict[str, str] | None = None
        self.live: Body | None = None
        self.live_url = ""
        self.ours = ""
        if self.form.is_valid():
            self.ours = self.form.cleaned_data["ours"]
            self.measure = self.rates.get(self.form.cleaned_data["measure"])
        if self.measure:
            self.funnel = funnel([(one.body, one.k or 0, one.n) for one in self._of(self.measure["code"])])
            if self.funnel and self.measure["code"] == OUR_REVIEWS:
                self.live, period = _live(self.funnel, table)
                if self.live and person.roles & SEES_REVIEWS:
                    self.live_url = f"{reverse('reviews:list')}?{urlencode(period)}"

    def _of(self, measure: str) -> list[PeerFigure]:
        return [figure for figure in self.figures if figure.measure == measure]

    @property
    def our_body(self) -> Body | None:
        return next((body for body in self.funnel.bodies if body.name == self.ours), None) if self.funnel else None

    @property
    def filters(self) -> str:
        """The filters in words, for files and print."""
        compared = self.measure["label"] if self.measure else "means alone"
        return f"{compared}; {self.period}; {self.ours or 'no body'} is named"

    def sentence(self) -> str:
        """Ours against the group, in words that rank nobody."""
        if self.measure is None:
            return "This table has means and no rates."
        if self.funnel is None:
            return "No body of this table has any case."
        group = f"the average of all {len(self.funnel.bodies)} bodies is {percent(self.funnel.average)}"
        body = self.our_body
        if body is None:
            choose = f"{self.measure['label']}: {group}. Choose which body is ours to see where it lies."
            return f"{choose}{self._live_words()}"
        rate = wilson(body.k, body.n)
        assert rate is not None
        return f"{body.name}: {rate.words}; {group}. That is {_WHERE[body.position]}.{self._live_words()}"

    def _live_words(self) -> str:
        """Our own rate as this office's reviews give it, beside what was published of us."""
        if self.live is None:
            return ""
        rate = wilson(self.live.k, self.live.n)
        assert rate is not None
        return f" {self.live.name}: {rate.words}, {_WHERE[self.live.position]}."

    def chart(self, *, drills: bool) -> charts.Funnels:
        """The funnel; the mark of our own reviews leads to them where they may be seen."""
        assert self.funnel is not None and self.measure is not None
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
            live=self.live,
            live_url=self.live_url if drills else "",
        )

    def cell(self, row: int, column: int, text: str) -> Any:
        """What our own rate is a share of leads to the reviews that it is of, as its mark does."""
        assert self.funnel is not None
        names = sorted([*(body.name for body in self.funnel.bodies), *([self.live.name] if self.live else [])])
        is_own = column == 2 and self.live is not None and names[row] == self.live.name
        return {"text": text, "url": self.live_url} if is_own and self.live_url else text

    def _heading(self) -> str:
        assert self.measure is not None
        body = self.our_body
        if body is None:
            body = self.live
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

OUR_REVIEWS = "lpb-reviews"
"""The code under which a table gives the reviews that local policing bodies decide, as this office does."""


def _live(published: Funnel, table: PeerTable) -> tuple[Body | None, dict[str, date]]:
    """Our own uphold rate in the table's period, or of the last 12 months while we have decided none in it.

    With it the filter of the reviews that it is of. None while this office has decided no review.
    """
    today = timezone.localdate()
    a_year_ago = today.replace(year=today.year - 1, day=min(today.day, 28)) + timedelta(days=1)
    for since, until, when in (
        (table.since, table.until, "the same period"),
        (a_year_ago, today, f"12 months to {today:%-d %B %Y}"),
    ):
        report = reviews.figures(
            reviews.all_reviews(), calendar=BankHoliday.objects.as_calendar(), since=since, until=until, on=today
        )
        if report.total.completed:
            name = f"Our own reviews, {when}"
            own = published.placed(name, report.total.upheld, report.total.completed)
            return own, {"completed_from": since, "completed_to": until}
    return None, {}


def _our_force(bodies: list[str]) -> str:
    """The body that one of our forces is named after: West Midlands for West Midlands Police."""
    names = [force.name.replace(" and ", " & ") for force in Force.objects.order_by("name")]
    return next((body for body in bodies for name in names if name == body or name.startswith(f"{body} ")), "")


def chosen(tables: QuerySet[PeerTable], asked: str) -> PeerTable | None:
    """The table that an address names by its number, or the newest; None while none is loaded. 404 for no such one."""
    if not asked:
        return tables.first()
    table = tables.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    if table is None:
        raise Http404
    return table


class Peers(ReportPage):
    """The funnel with our body named, the case-weighted means, and what the table is."""

    template_name = "reporting/peers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        tables = PeerTable.objects.visible_to(self.person)
        context["load_url"] = reverse("reporting:load-peers") if self.person.roles & FREEZES_FIGURES else ""
        table = chosen(tables, self.request.GET.get("table", ""))
        if table is None:
            return context
        query = {name: value for name, value in self.request.GET.items() if name != "table"}
        compared = Compared(table, query, person=self.person)
        context |= {"form": compared.form, "table": table, "hidden": [("table", str(table.pk))]}
        others = list(tables)
        if len(others) > 1:
            context["tables"] = [
                {"text": str(one), "url": f"?table={one.pk}", "current": one.pk == table.pk} for one in others
            ]
        if not compared.form.is_valid():
            return context
        code = compared.measure["code"] if compared.measure else ""
        audit.record("figures.read", by=self.person, figure="peers", measure=code)
        asked = urlencode({"table": table.pk, "measure": code, "ours": compared.ours})
        return context | {
            "sentence": compared.sentence(),
            "chart": drawn(
                compared.chart(drills=True),
                cell=compared.cell,
                files=lambda kind: f"{reverse('reporting:peers-file', args=[kind])}?{asked}",
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
        table = chosen(PeerTable.objects.visible_to(self.person), request.GET.get("table", ""))
        if table is None:
            raise Http404
        query = {name: value for name, value in request.GET.items() if name != "table"}
        compared = Compared(table, query, person=self.person)
        if not compared.form.is_valid():
            raise RuleBroken(" ".join(fault for faults in compared.form.errors.values() for fault in faults))
        if compared.funnel is None:
            raise RuleBroken(compared.sentence())
        found = {"peers": compared.chart(drills=False)}
        return as_file(request, found, name="peers", kind=kwargs["kind"], as_at=table.until, filters=compared.filters)


class LoadPeers(ActionView):
    """Bring in a published table of other bodies: the table as it was copied, what it is, and what its columns say."""

    roles = FREEZES_FIGURES
    section = "reporting:overview"
    form_class = PeerTableForm
    done = "The table is loaded. Look whether it says what its publisher says."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": "Load a published table of other bodies",
            "intro": (
                "Copy the table from a spreadsheet, its row of headings included. Say what its columns are by these "
                "headings. Where there is a row of totals, the bodies have to add up to it."
            ),
            "label": "Load the table",
            "back_url": reverse("reporting:peers"),
        }

    def perform(self, form: Any) -> str:
        made = importing.keep(importing.sheet(form.cleaned_data["table"], form.about()), by=self.person)
        return f"{reverse('reporting:peers')}?table={made.pk}"
