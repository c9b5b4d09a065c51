"""Is it getting better? The reports that count open complaints in, and the one that takes a stated mean apart."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from complaints import stats
from pcc import audit, charts
from pcc.figures import Moved, ShareFinished
from pcc.models import BankHoliday
from pcc.reporting.forms import HandlingForm, WhyForm
from pcc.roles import READS_FIGURES, SEES_COMPLAINTS
from pcc.views import Page

SOURCE = "The force's extracts, complaints from receipt on. Open complaints are measured to the day of the extract."


def drawn(chart: charts.Chart) -> dict[str, Any]:
    """What the figure component needs of a chart: its words, two drawings and its numbers as a table."""
    header, rows = charts.table(chart)
    return {
        "heading": chart.heading,
        "finding": chart.finding,
        "measure": chart.subtitle,
        "source": chart.source,
        "wide": mark_safe(charts.svg(chart, width=640)),  # noqa: S308 - made by pcc.charts, which escapes every text
        "narrow": mark_safe(charts.svg(chart, width=320)),  # noqa: S308
        "columns": [{"label": name, "numeric": place > 0} for place, name in enumerate(header)],
        "rows": [list(row) for row in rows],
    }


class CountedIn(Page):
    """Share finished by age this year and last, open complaints by age, and whether the force keeps up."""

    roles = READS_FIGURES
    template_name = "reporting/counted_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = HandlingForm.asked(self.request.GET.dict())
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        handling = form.cleaned_data["handling"]
        calendar = BankHoliday.objects.as_calendar()
        as_at = stats.as_at_of(stats.forces_with_complaints(), on=timezone.localdate())
        until = stats.oldest(as_at, on=timezone.localdate())
        life = stats.life_from_facts(stats.all_complaints(), as_at=as_at).of(handling)
        this_year = (until - timedelta(days=364), until)
        last_year = (until - timedelta(days=729), until - timedelta(days=365))
        this, last = (
            stats.share_by_age(life, calendar, since=start, until=end) for start, end in (this_year, last_year)
        )
        bands = stats.open_in_bands(life, calendar)
        flows = stats.flow_by_month(life, since=until - timedelta(days=400), until=until)
        audit.record("figures.read", by=self.person, figure="counted-in", handling=handling)
        population = dict(form.fields["handling"].choices)[handling]
        still_open = {"state": "open"} | ({} if handling == "all" else {"handling": _code(handling)})
        newest = flows[-1]
        change = newest.end - flows[0].start
        return context | {
            "as_at": until,
            "sentence": f"{this.in_words()} {sum(row.count for row in bands):,} are open.",
            "share": drawn(
                charts.Share(
                    heading=compared(this, last),
                    finding="Open complaints count as open up to the day of the extract; they are not left out.",
                    subtitle=f"Share finished by age in working days, by the 12 months in which received. {population}",
                    source=SOURCE,
                    unit="working days",
                    curves=(charts.Curve("Received this year", this), charts.Curve("The year before", last)),
                )
            ),
            "waiting": drawn(
                charts.Bars(
                    heading=f"{sum(row.count for row in bands):,} complaints are open",
                    finding=oldest_words(bands[-1].count, max((row.oldest or 0 for row in bands), default=0)),
                    subtitle=f"Open complaints by working days since receipt. {population}",
                    source=SOURCE,
                    bars=tuple(charts.Bar(f"{row.band.label} working days", row.count) for row in bands if row.count),
                    in_order=True,
                )
            ),
            "rows_url": f"{reverse('complaints:list')}?{urlencode(still_open)}"
            if self.person.roles & SEES_COMPLAINTS
            else "",
            "flow": drawn(
                charts.Flows(
                    heading=f"{abs(change):,} {'more' if change > 0 else 'fewer'} are open than {len(flows)} months ago"
                    if change
                    else f"As many are open as {len(flows)} months ago",
                    finding="Each month balances: open at the start and received, less finalised, is open at the end.",
                    subtitle=f"Complaints received, finalised and open by month. {population}",
                    source=SOURCE,
                    flows=flows,
                    axis=charts.Axis.MONTH,
                )
            ),
        }


def _code(handling: str) -> str:
    return handling if handling == "schedule-3" else handling.upper().replace("-", "_")


def compared(this: ShareFinished, last: ShareFinished) -> str:
    """This year against last, by the age at which half had finished."""
    now, then = this.reached(0.5), last.reached(0.5)
    if now is None:
        return "Half of this year's complaints have not finished yet"
    before = "" if then is None else f", against {then:,} the year before"
    return f"Half of this year's complaints finished within {now:,} working days{before}"


def oldest_words(over_a_year: int, oldest: int) -> str:
    """The two facts about waiting that people ask for."""
    return f"{over_a_year:,} have been open for more than 250 working days; the oldest for {oldest:,}."


class Why(Page):
    """Why a stated mean? The year counted every way that offices count it, and what moved it from another year."""

    roles = READS_FIGURES
    template_name = "reporting/why.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = WhyForm.asked(self.request.GET.dict(), year=today.year - 1)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        given = form.cleaned_data
        calendar = BankHoliday.objects.as_calendar()
        as_at = stats.as_at_of(stats.forces_with_complaints(), on=today)
        life = stats.life_from_facts(stats.all_complaints(), as_at=as_at)
        ways = stats.counted_other_ways(life, calendar, year=given["year"])
        moved = stats.what_moved_the_mean(
            life, calendar, before=given["before"], after=given["year"], handling=given["handling"]
        )
        audit.record("figures.read", by=self.person, figure="why", year=given["year"], before=given["before"])
        return context | {
            "as_at": stats.oldest(as_at, on=today),
            "sentence": moved_words(moved, before=given["before"], after=given["year"]),
            "way_columns": [
                {"label": "Complaints"},
                {"label": f"Mean of {given['year']}", "numeric": True},
                {"label": "Number", "numeric": True},
                {"label": "Unit"},
                {"label": "Which ones"},
                {"label": "Suspended time"},
            ],
            "way_rows": [way_row(way, stated=given["stated"]) for way in ways],
            "found": given["stated"] is None or any(way.gives(given["stated"]) for way in ways),
            "stated": given["stated"],
            "part_columns": [
                {"label": "Handling"},
                {"label": "By taking longer", "numeric": True},
                {"label": "By mix", "numeric": True},
                {"label": f"Mean {given['before']}", "numeric": True},
                {"label": f"Mean {given['year']}", "numeric": True},
                {"label": f"Number {given['before']}", "numeric": True},
                {"label": f"Number {given['year']}", "numeric": True},
            ],
            "part_rows": part_rows(moved),
            "part_foot": part_foot(moved),
            "year": given["year"],
            "before": given["before"],
        }


def way_row(way: stats.Way, *, stated: float | None) -> dict[str, Any]:
    """One way of counting; the way that gives the stated figure stands out, in words as well."""
    found = stated is not None and way.gives(stated)
    mean: Any = "–" if way.mean is None else charts.days(way.mean)
    if found:
        mean = {"text": mean, "hint": "The stated figure"}
    return {"cells": [way.handling, mean, f"{way.n:,}", way.unit, way.basis, way.suspension], "current": found}


def signed(days: float) -> str:
    return f"{days:+,.1f}".replace("-", "\N{MINUS SIGN}")


def part_rows(moved: Moved | None) -> list[list[str]]:
    if moved is None:
        return []
    return [
        [
            part.group,
            signed(part.within),
            signed(part.mix),
            "–" if part.mean_before is None else charts.days(part.mean_before),
            "–" if part.mean_after is None else charts.days(part.mean_after),
            f"{part.n_before:,}",
            f"{part.n_after:,}",
        ]
        for part in moved.parts
    ]


def part_foot(moved: Moved | None) -> list[str]:
    if moved is None:
        return []
    before, after = (sum(getattr(part, name) for part in moved.parts) for name in ("n_before", "n_after"))
    means = [charts.days(moved.before), charts.days(moved.after)]
    return ["All", signed(moved.within), signed(moved.mix), *means, f"{before:,}", f"{after:,}"]


def moved_words(moved: Moved | None, *, before: int, after: int) -> str:
    """What moved the mean, in a sentence; the two parts add up to the change exactly."""
    if moved is None:
        return f"There are no finalised complaints in {before} or in {after} to compare."
    return (
        f"The mean went from {charts.days(moved.before)} working days in {before} to {charts.days(moved.after)} in "
        f"{after}: {signed(moved.within)} because each way of handling took longer or shorter, and "
        f"{signed(moved.mix)} because the mix of ways changed."
    )
