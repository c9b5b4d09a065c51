"""What the report pages share: their own navigation, charts as parts of a page and as files."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from complaints import stats
from complaints.stats import Life, Which
from pcc import audit, charts
from pcc.errors import RuleBroken
from pcc.exports import csv_text
from pcc.reporting.stats import KnownForce, faults, kept_life, known_forces
from pcc.roles import ANSWERS_LETTERS, READS_FIGURES, Role
from pcc.views import Page, Section, open_to

REPORTS = (
    Section("Overview", "reporting:overview", READS_FIGURES),
    Section("Time taken", "reporting:timeliness", READS_FIGURES),
    Section("Still open", "reporting:counted-in", READS_FIGURES),
    Section("Reviews", "reporting:reviews", READS_FIGURES),
    Section("Unusual months", "reporting:months", READS_FIGURES),
    Section("Why this mean", "reporting:why", READS_FIGURES),
    Section("Other bodies", "reporting:peers", READS_FIGURES),
    Section("Correspondence", "reporting:correspondence", READS_FIGURES | ANSWERS_LETTERS),
    Section("Annual report", "reporting:annual", READS_FIGURES),
    Section("Publishing", "reporting:publications", READS_FIGURES),
    Section("Definitions", "reporting:definitions", frozenset(Role)),
)
"""The report pages, in the order of their navigation."""


EVERYTHING = Which()


class ReportPage(Page):
    """A page of the report: it stands in the section Reports and shows the way to the others."""

    roles = READS_FIGURES
    section = "reporting:overview"
    here: ClassVar[str] = ""
    """The route marked in the navigation, where it is not the page's own."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = self.here or self.request.resolver_match.view_name
        return super().get_context_data(**kwargs) | {
            "report_pages": report_pages(self.person.roles, here=here),
            "faults": faults(self.forces.values(), now=timezone.now()),
        }

    @cached_property
    def forces(self) -> Mapping[int, KnownForce]:
        """The forces with complaints, asked for once a page."""
        return known_forces()


def report_pages(roles: frozenset[Role], *, here: str) -> list[dict[str, Any]]:
    """The way to the other report pages, for those who may go there."""
    pages = [{"text": link.text, "url": url, "current": link.route == here} for link, url in open_to(roles, REPORTS)]
    return pages if len(pages) > 1 else []


def drawn(
    chart: charts.Chart,
    *,
    cell: Callable[[int, int, str], Any] | None = None,
    files: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """What the figure component needs of a chart: its words, two drawings, its numbers as a table, and its files.

    ``cell`` takes row, column and text of a number and gives what stands there; ``files`` gives the address of a kind.
    """
    header, rows = charts.table(chart)
    shown = [
        [cell(place, column, text) if cell else text for column, text in enumerate(row)]
        for place, row in enumerate(rows)
    ]
    return {
        "heading": chart.heading,
        "finding": chart.finding,
        "measure": chart.subtitle,
        "source": chart.source,
        "wide": mark_safe(charts.svg(chart, width=640)),  # noqa: S308 - made by pcc.charts, which escapes every text
        "narrow": mark_safe(charts.svg(chart, width=320)),  # noqa: S308
        "columns": [
            {"label": name, "numeric": place > 0 and not any(row[place][:1].isalpha() for row in rows)}
            for place, name in enumerate(header)
        ],
        "rows": shown,
        "csv_url": files("csv") if files else "",
        "svg_url": files("svg") if files else "",
    }


def as_file(
    request: HttpRequest, found: Mapping[str, charts.Chart], *, name: str, kind: str, as_at: date, filters: str
) -> HttpResponse:
    """One chart of a page as a file that says by itself what it shows, with which filters, as at which day."""
    chart = found.get(name)
    if chart is None:
        raise Http404
    note = f"{settings.OFFICE['name']}. {chart.source} As at {as_at:%-d %B %Y}. {filters}".strip()
    if kind == "svg":
        text, of = charts.poster(chart, width=800, note=note), "image/svg+xml"
    else:
        fields, rows = charts.records(chart)
        more = {"as_at": as_at.isoformat(), "filter": filters}
        text, of = csv_text([*fields, *more], [row | more for row in rows]), "text/csv; charset=utf-8"
    audit.record("figures.downloaded", by=request.user, figure=name, form=kind)
    response = HttpResponse(text, content_type=of)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-as-at-{as_at}.{kind}"'
    return response


def list_of(*, handling: str, which: Which = EVERYTHING, **more: Any) -> str:
    """The address of the complaints list with exactly those that a number of a report counts.

    Without a ``state`` or a day ``open_on``, those that no newer extract has lost.
    """
    asked = which.narrowed | more
    if "state" not in more and "open_on" not in more:
        asked["state"] = "counted"
    if handling != "all":
        asked["handling"] = handling_code(handling)
    return f"{_address_of_list(get_urlconf(), get_script_prefix())}?{urlencode(asked)}"


def gap_words(life: Life, which: Which) -> list[str]:
    """What the extracts of these complaints lack, in a sentence each. A part of the complaints may have none open."""
    found = stats.gaps(life)
    told = []
    if found.nothing_before:
        told.append(
            f"The extracts hold nothing that was finalised before {found.nothing_before:%-d %B %Y}. A complaint "
            "received earlier is counted from that day on: it is here only because it was still open then."
        )
    if found.none_open and not which.narrowed:
        told.append(
            "No complaint here is open. If the force sends finalised complaints alone, every time and share looks "
            "better than it is: ask for the open ones as well."
        )
    return told


def newest_day(life: Life, *, as_at: date) -> date:
    """The last day of which anything is known of these complaints; ``as_at`` where there are none."""
    return life.measured_to.max().astype(object) if len(life.measured_to) else as_at  # type: ignore[no-any-return]


@cache
def _address_of_list(urlconf: str | None, prefix: str) -> str:
    """The same for each of a page's many numbers."""
    return reverse("complaints:list")


def handling_code(handling: str) -> str:
    """A way of handling as the list of complaints names it: local-inquiry is LOCAL_INQUIRY there."""
    return handling if handling == "schedule-3" else handling.upper().replace("-", "_")


def whole_life(forces: Mapping[int, KnownForce], which: Which = EVERYTHING, *, months: int) -> tuple[Life, date]:
    """Complaints that were open at some time in the last so many months, and the day that they are as at.

    ``forces`` are all of ``known_forces()``. From kept figures where these are fresh and hold what is asked for,
    otherwise from the facts, and the same.
    """
    today = timezone.localdate()
    forces = {pk: force for pk, force in forces.items() if which.force in ("", force.code)}
    if which.force and not forces:
        raise RuleBroken(f"There is no force called {which.force} with complaints here.")
    as_at = {pk: force.taken_on or today for pk, force in forces.items()}
    oldest = stats.oldest(as_at, on=today)
    place = oldest.year * 12 + oldest.month - 1 - months
    since = date(place // 12, place % 12 + 1, 1)
    life = None if which.has_words else kept_life(since=since, as_at=as_at, forces=forces)
    if life is None:
        rows = stats.narrowed(stats.all_complaints(), which)
        life = stats.life_from_facts(rows, as_at=as_at, since=since)
    return life, oldest


def not_watched(since: date | None) -> list[str]:
    """That the past is missing, where it is: nothing is said of it."""
    if since is None:
        return []
    return [f"The force's extracts hold what was finalised from {since:%-d %B %Y} on; nothing is said of before."]
