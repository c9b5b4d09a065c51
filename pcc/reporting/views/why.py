"""Why a stated mean? The year counted every way that offices count it, and what moved it from another year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from complaints import stats
from complaints.choices import Handling
from pcc import audit, charts
from pcc.figures import Moved, how_many, rounded, that_add_up
from pcc.models import BankHoliday
from pcc.reporting.forms.complaints import WhyForm
from pcc.reporting.views.reports import ReportPage, list_of
from pcc.roles import SEES_COMPLAINTS


class Why(ReportPage):
    """Why a stated mean? The year counted every way that offices count it, and what moved it from another year."""

    template_name = "reporting/why.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = WhyForm.asked(self.request.GET.dict(), year=today.year - 1, forces=self.forces)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        given = form.cleaned_data
        calendar = BankHoliday.objects.as_calendar()
        as_at = stats.as_at_of(stats.forces_with_complaints(form.which.force), on=today)
        life = stats.life_from_facts(stats.narrowed(stats.all_complaints(), form.which), as_at=as_at)
        ways = stats.counted_other_ways(life, calendar, year=given["year"])
        rows_of = Rows(form.which, drills=bool(self.person.roles & SEES_COMPLAINTS))
        gives = [way for way in ways if given["stated"] is not None and way.gives(given["stated"])]
        moved = stats.what_moved_the_mean(
            life, calendar, before=given["before"], after=given["year"], handling=given["handling"]
        )
        audit.record("figures.read", by=self.person, figure="why", year=given["year"], before=given["before"])
        return context | {
            "as_at": stats.oldest(as_at, on=today),
            "sentence": " ".join(
                [
                    moved_words(moved, before=given["before"], after=given["year"]),
                    *year_so_far(stats.oldest(as_at, on=today), given["before"], given["year"]),
                ]
            ),
            "way_columns": [
                {"label": "Complaints"},
                {"label": f"Mean of {given['year']}", "numeric": True},
                {"label": "Number", "numeric": True},
                {"label": "Days"},
                {"label": "Which ones"},
                {"label": "Suspended time"},
            ],
            "way_rows": [way_row(way, found=way in gives, url=rows_of.way(way, given["year"])) for way in ways],
            "found": given["stated"] is None or bool(gives),
            "stated_words": stated_words(given["stated"], gives, year=given["year"]),
            "filters": f"{form.population}; {given['year']} against {given['before']}",
            "part_columns": [
                {"label": "Handling"},
                {"label": "By taking longer", "numeric": True},
                {"label": "By mix", "numeric": True},
                {"label": f"Mean {given['before']}", "numeric": True},
                {"label": f"Mean {given['year']}", "numeric": True},
                {"label": f"Number {given['before']}", "numeric": True},
                {"label": f"Number {given['year']}", "numeric": True},
            ],
            "part_rows": part_rows(moved, rows_of=rows_of, before=given["before"], after=given["year"]),
            "part_foot": part_foot(
                moved, urls=[rows_of.of(given["handling"], given[year]) for year in ("before", "year")]
            ),
            "year": given["year"],
            "before": given["before"],
        }


@dataclass(frozen=True)
class Rows:
    """The lists of complaints behind the numbers of a year, where the person may see them."""

    which: stats.Which
    drills: bool

    def of(self, handling: str, year: int, *, by: str = "finalised") -> str:
        """Those of a way of handling that were finalised in a year, or received in it and finalised since."""
        if not self.drills:
            return ""
        days = {f"{by}_from": date(year, 1, 1), f"{by}_to": date(year, 12, 31)}
        return list_of(handling=handling, which=self.which, state="finalised", **days)

    def way(self, way: stats.Way, year: int) -> str:
        return self.of(way.population, year, by="finalised" if way.basis == stats.FINALISED_IN_IT else "received")


def number(count: int, url: str) -> Any:
    """A count that leads to what it counts, where there is any and the person may see it."""
    return {"text": f"{count:,}", "url": url} if count and url else f"{count:,}"


def way_row(way: stats.Way, *, found: bool, url: str) -> dict[str, Any]:
    """One way of counting; the way that gives the stated figure stands out, in words as well."""
    mean: Any = "–" if way.mean is None else charts.days(way.mean)
    if found:
        mean = {"text": mean, "hint": "The stated figure"}
    unit = way.unit.removesuffix(" days")
    return {"cells": [way.handling, mean, number(way.n, url), unit, way.basis, way.suspension], "current": found}


def stated_words(stated: float | None, gives: list[stats.Way], *, year: int) -> str:
    """Which ways of counting give the mean that somebody stated, in a sentence; empty where none was stated."""
    if stated is None or not gives:
        return ""
    told = [
        f"{way.handling}, {way.basis}, in {way.unit}, suspended time {way.suspension} ({how_many(way.n, 'complaint')})"
        for way in gives
    ]
    shown = rounded(stated, min(stats.as_stated(stated)))
    return f"{shown} is the mean of {year} of: {'; or of: '.join(told)}."


def signed(days: float) -> str:
    """Days with their sign; those that round to nought have none."""
    shown = charts.exact(days, decimals=1)
    return f"+{shown}" if days > 0 and shown != "0.0" else shown


@dataclass(frozen=True)
class AsShown:
    """What moved a mean, rounded so that everything on the page adds up as it is printed."""

    before: str
    after: str
    within: float
    mix: float
    parts_within: list[float]
    parts_mix: list[float]

    @classmethod
    def of(cls, moved: Moved) -> "AsShown":
        before, after = rounded(moved.before), rounded(moved.after)
        change = float(after.replace(",", "")) - float(before.replace(",", ""))
        within, mix = that_add_up([moved.within, moved.mix], total=change)
        return cls(
            before,
            after,
            within,
            mix,
            that_add_up([part.within for part in moved.parts], total=within),
            that_add_up([part.mix for part in moved.parts], total=mix),
        )


def year_so_far(as_at: date, *years: int) -> list[str]:
    """That a year is not over, where one is not: its mean is of what has ended so far."""
    return [f"{year} is counted up to {as_at:%-d %B %Y} only." for year in years if date(year, 12, 31) > as_at]


def part_rows(moved: Moved | None, *, rows_of: Rows, before: int, after: int) -> list[list[Any]]:
    """What each way of handling did to the mean; its numbers lead to its complaints."""
    if moved is None:
        return []
    shown = AsShown.of(moved)
    codes = {str(handling.label): handling.value for handling in Handling}
    return [
        [
            part.group,
            signed(within),
            signed(mix),
            "–" if part.mean_before is None else charts.days(part.mean_before),
            "–" if part.mean_after is None else charts.days(part.mean_after),
            number(part.n_before, rows_of.of(codes[part.group], before)),
            number(part.n_after, rows_of.of(codes[part.group], after)),
        ]
        for part, within, mix in zip(moved.parts, shown.parts_within, shown.parts_mix, strict=True)
    ]


def part_foot(moved: Moved | None, *, urls: list[str]) -> list[Any]:
    """All ways together; ``urls`` lead to the complaints of the year before and of the year."""
    if moved is None:
        return []
    before, after = (sum(getattr(part, name) for part in moved.parts) for name in ("n_before", "n_after"))
    shown = AsShown.of(moved)
    counts = [number(count, url) for count, url in zip((before, after), urls, strict=True)]
    return ["All", signed(shown.within), signed(shown.mix), shown.before, shown.after, *counts]


def moved_words(moved: Moved | None, *, before: int, after: int) -> str:
    """What moved the mean, in a sentence; the two parts add up to the change exactly."""
    if moved is None:
        return f"There are no finalised complaints in {before} or in {after} to compare."
    shown = AsShown.of(moved)
    return (
        f"The mean went from {shown.before} working days in {before} to {shown.after} in {after}: "
        f"{signed(shown.within)} because each way of handling took longer or shorter, and {signed(shown.mix)} because "
        "the mix of ways changed."
    )
