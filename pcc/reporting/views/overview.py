"""How are complaints going? When the open ones clear, what changed since last quarter, and the measures at a glance."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import mark_safe

from complaints import stats
from complaints.stats import MEASURES, Life, Month, Which
from pcc import audit, charts
from pcc.figures import WEEKS_LOOKED_BACK, Forecast, Stretch, XmR, forecast, rounded
from pcc.models import BankHoliday, User
from pcc.reporting.forms import HandlingForm
from pcc.reporting.views.months import rebases_of
from pcc.reporting.views.reports import ReportPage, list_of, whole_life
from pcc.roles import SEES_COMPLAINTS

LOOKED_BACK = 36
QUARTER = 3
GLANCES = ("received", "finalised", "median")
"""The measures whose signals are told. The mean of closed ones is not among them: it moves for good and ill alike."""


class Overview(ReportPage):
    """The sentence first, then what changed, then the measures; each number opens its complaints."""

    template_name = "reporting/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = HandlingForm.asked(self.request.GET.dict())
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        handling = form.cleaned_data["handling"]
        which = form.which
        life, as_at = whole_life(which, months=LOOKED_BACK)
        life = life.of(handling)
        calendar = BankHoliday.objects.as_calendar()
        until = stats.last_whole_month(as_at)
        months = stats.months(life, calendar, until=until, count=LOOKED_BACK)
        found = {
            code: stats.unusual(months, code, rebased=_rebased(code, handling, which, self.person)) for code in GLANCES
        }
        drills = bool(self.person.roles & SEES_COMPLAINTS)
        audit.record("figures.read", by=self.person, figure="overview", handling=handling)
        query = {"handling": handling} | which.narrowed
        waiting = stats.open_in_bands(life, calendar)
        still_open = sum(row.count for row in waiting)
        return context | {
            "as_at": as_at,
            "population": form.population,
            "sentence": clears(life, as_at=as_at, still_open=still_open).words,
            "changes": [
                {"text": words, "url": f"{reverse('reporting:months')}?{urlencode(query | {'measure': code})}"}
                for code, words in changed(found, months)
            ],
            "quarter": f"{months[-QUARTER].first:%B} to {months[-1].label}",
            "tiles": [
                open_tile(handling, which, still_open=still_open, over=waiting[-1].count, as_at=as_at, drills=drills),
                *[tile(code, found[code], months, handling=handling, which=which, drills=drills) for code in GLANCES],
            ],
            "readings": readings(query),
            "open_url": f"{reverse('reporting:counted-in')}?{urlencode(query)}",
        }


def _rebased(measure: str, handling: str, which: Which, person: User) -> list[date]:
    rebases = rebases_of(measure, handling, which, person)
    return [rebase.month for rebase in rebases if rebase.taken_back_at is None]


def clears(life: Life, *, as_at: date, still_open: int) -> Forecast:
    """When the open ones clear at the pace of the last 12 weeks."""
    weeks = stats.flow_by_week(life, until=as_at, count=WEEKS_LOOKED_BACK)
    return forecast(
        still_open, weekly_in=[week.came_in for week in weeks], weekly_out=[week.went_out for week in weeks]
    )


def changed(found: dict[str, XmR], months: tuple[Month, ...]) -> list[tuple[str, str]]:
    """The signals that reach into the last quarter, as (measure, words); none when all is ordinary."""
    since = len(months) - QUARTER
    return [
        (code, f"{MEASURES[code].name}: {one.words}")
        for code, limited in found.items()
        for one in stats.told(limited)
        if one.last >= since
    ]


def tile(
    code: str, one: XmR, months: tuple[Month, ...], *, handling: str, which: Which, drills: bool
) -> dict[str, Any]:
    """A measure's newest whole month, its shape, and whether it is unusual."""
    measure, newest = MEASURES[code], months[-1]
    value = newest.value(code)
    unusual = bool(one.signals_at(len(months) - 1))
    spark = charts.Spark(
        heading=measure.name,
        unit=measure.unit,
        decimals=measure.decimals,
        series=charts.Series(measure.name, tuple(charts.Point(month.key, month.value(code)) for month in months)),
    )
    first, last = newest.first, (newest.first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    period = {f"{measure.drills_by}_from": first, f"{measure.drills_by}_to": last}
    rows = list_of(handling=handling, which=which, **period)
    page = f"{reverse('reporting:months')}?{urlencode({'measure': code, 'handling': handling} | which.narrowed)}"
    return {
        "label": measure.name,
        "value": "–" if value is None else rounded(value, measure.decimals),
        "note": f"{measure.unit} in {newest.label}" + (usual(one.stretches[-1]) if one.stretches else ""),
        "signal": ("unusual" if unusual else "expected") if one.stretches and one.stretches[-1].upper else "",
        "spark": mark_safe(charts.svg(spark, width=210)),  # noqa: S308 - made by pcc.charts, which escapes every text
        "url": rows if drills and newest.counted(code) else page,
    }


def usual(stretch: Stretch) -> str:
    """The range to be expected, in words."""
    if stretch.lower is None or stretch.upper is None:
        return "; too few months for limits"
    trial = " (trial limits)" if stretch.basis == "trial limits" else ""
    return f"; usually {rounded(stretch.lower, 0)} to {rounded(stretch.upper, 0)}{trial}"


def open_tile(handling: str, which: Which, *, still_open: int, over: int, as_at: date, drills: bool) -> dict[str, Any]:
    page = f"{reverse('reporting:counted-in')}?{urlencode({'handling': handling} | which.narrowed)}"
    return {
        "label": "Still open",
        "value": f"{still_open:,}",
        "note": f"{over:,} for more than 250 working days",
        "url": list_of(handling=handling, which=which, state="open") if drills else page,
        "as_at": as_at,
    }


def readings(query: dict[str, str]) -> list[dict[str, str]]:
    """Questions, and the page that answers each."""
    pages = (
        (
            "Is it getting better?",
            "Share finished by age with open complaints in it, this year and last.",
            "counted-in",
        ),
        ("How long does it take?", "By month, year, handling or force, with counts.", "timeliness"),
        ("Is a month unusual?", "Months against the limits of ordinary variation.", "months"),
        ("How do we compare?", "Published review rates of other bodies in a funnel, ours named.", "peers"),
        ("Why this mean?", "A stated mean, counted every way; and what moved it.", "why"),
    )
    return [
        {"text": text, "hint": hint, "url": f"{reverse(f'reporting:{route}')}?{urlencode(query)}"}
        for text, hint, route in pages
    ]
