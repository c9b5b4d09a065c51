"""How are complaints going? When the open ones clear, what changed since last quarter, and the measures at a glance."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from complaints import stats
from complaints.stats import MEASURES, Life, Measure, Month, Which
from pcc import audit, charts
from pcc.figures import (
    FEWEST_FOR_A_RATE,
    WEEKS_LOOKED_BACK,
    Forecast,
    Rate,
    ShareFinished,
    Stretch,
    XmR,
    forecast,
    how_many,
    percent,
    rounded,
)
from pcc.models import BankHoliday, User
from pcc.reporting.forms.complaints import HandlingForm
from pcc.reporting.views.lives import compared, two_years
from pcc.reporting.views.months import has_limits, rebases_of
from pcc.reporting.views.reports import ReportPage, gap_words, list_of, newest_day, whole_life
from pcc.roles import SEES_COMPLAINTS, SEES_REVIEWS
from pcc.working_days import WorkingCalendar
from reviews import stats as reviews

LOOKED_BACK = 36
QUARTER = 3
GLANCES = ("received", "finalised", "median")
"""The measures whose signals are told. The mean of closed ones is not among them: it moves for good and ill alike."""


class Overview(ReportPage):
    """The sentence first, then what changed, then the measures; each number opens its complaints."""

    template_name = "reporting/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = HandlingForm.asked(self.request.GET.dict(), forces=self.forces)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        handling = form.cleaned_data["handling"]
        which = form.which
        life, as_at = whole_life(form.forces, which, months=LOOKED_BACK)
        lacking = gap_words(life, which)
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
        this, last = (stats.share_by_age(life, calendar, since=since, until=until) for since, until in two_years(as_at))
        return context | {
            "as_at": as_at,
            "population": form.population,
            "gaps": lacking,
            "sentence": answer(life, (this, last), as_at=as_at, still_open=still_open, population=form.population),
            "forecast": clears(life, as_at=as_at, still_open=still_open).words,
            "changes": [
                {"text": words, "url": f"{reverse('reporting:months')}?{urlencode(query | {'measure': code})}"}
                for code, words in changed(found, months)
            ],
            "no_change": no_change(found),
            "quarter": f"{months[-QUARTER:][0].first:%B} to {months[-1].label}",
            "tiles": [
                late_tile(handling, which, calendar, drills=drills),
                open_tile(
                    handling, which, life, still_open=still_open, over=waiting[-1].count, as_at=as_at, drills=drills
                ),
                *[
                    tile(code, found[code], months, handling=handling, which=which, as_at=as_at, drills=drills)
                    for code in GLANCES
                ],
                share_tile(this, last, as_at=as_at, url=f"{reverse('reporting:counted-in')}?{urlencode(query)}"),
            ],
            "reviews": review_tiles(calendar, drills=bool(self.person.roles & SEES_REVIEWS)),
            "readings": readings(query),
            "open_url": f"{reverse('reporting:counted-in')}?{urlencode(query)}",
        }


def _rebased(measure: str, handling: str, which: Which, person: User) -> list[date]:
    rebases = rebases_of(measure, handling, which, person)
    return [rebase.month for rebase in rebases if rebase.taken_back_at is None]


def answer(
    life: Life, years: tuple[ShareFinished, ShareFinished], *, as_at: date, still_open: int, population: str
) -> str:
    """Is it getting better? This year's complaints against last year's, open ones counted in, and how many are open.

    How many were open a year ago is not said where the extracts do not reach back so far.
    """
    this, last = years
    told = compared(this, last)
    a_year_ago = as_at - timedelta(days=365)
    watched_since = stats.watched_since(life)
    than = ""
    if watched_since is None or watched_since <= a_year_ago:
        change = still_open - stats.open_on(life, a_year_ago)
        than = ", as many as" if not change else f", {abs(change):,} {'more' if change > 0 else 'fewer'} than"
        than += " a year ago"
    return f"{population}: {told[:1].lower()}{told[1:]}. {how_many(still_open, 'is', 'are')} open{than}."


def clears(life: Life, *, as_at: date, still_open: int) -> Forecast:
    """When the open ones clear at the pace of the last 12 weeks."""
    weeks = stats.flow_by_week(life, until=as_at, count=WEEKS_LOOKED_BACK)
    return forecast(
        still_open, weekly_in=[week.came_in for week in weeks], weekly_out=[week.went_out for week in weeks]
    )


def changed(found: dict[str, XmR], months: tuple[Month, ...]) -> list[tuple[str, str]]:
    """The signals that reach into the last quarter, as (measure, words); none when all is ordinary.

    Several signals of a measure in one direction tell one story: the plainest of them stands for all.
    """
    since = len(months) - QUARTER
    stories: dict[tuple[str, str], list[stats.Told]] = {}
    for code, limited in found.items():
        for one in stats.told(limited):
            if one.last >= since:
                stories.setdefault((code, one.direction), []).append(one)
    told = []
    for (code, _), signals in stories.items():
        plainest, *others = sorted(signals, key=lambda one: stats.PLAINEST.index(one.rule))
        more = f" {len(others)} more {'signal says' if len(others) == 1 else 'signals say'} the same." if others else ""
        told.append((code, f"{MEASURES[code].name}: {plainest.words}{more}"))
    return told


def no_change(found: dict[str, XmR]) -> str:
    """What is said while nothing changed: that nothing did, or that there are too few months to tell."""
    return "No unusual change." if any(map(has_limits, found.values())) else "Too few months to say what is unusual."


def tile(
    code: str, one: XmR, months: tuple[Month, ...], *, handling: str, which: Which, as_at: date, drills: bool
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
    state = "counted" if measure.drills_by == "received" else "finalised"
    rows = list_of(handling=handling, which=which, state=state, **period)
    page = f"{reverse('reporting:months')}?{urlencode({'measure': code, 'handling': handling} | which.narrowed)}"
    return {
        "label": measure.name,
        "value": "–" if value is None else rounded(value, measure.decimals),
        "note": f"{_unit_of(measure, newest)} in {newest.label}" + (usual(one.stretches[-1]) if one.stretches else ""),
        "signal": ("unusual" if unusual else "expected") if one.stretches and one.stretches[-1].upper else "",
        "spark": mark_safe(charts.svg(spark, width=210)),  # noqa: S308 - made by pcc.charts, which escapes every text
        "url": rows if drills and newest.counted(code) else page,
        "as_at": as_at,
    }


def _unit_of(measure: Measure, month: Month) -> str:
    """What a measure is counted in, and how many complaints an average is of."""
    return f"{measure.unit}, of {month.finalised:,} finalised" if measure.averages else measure.unit


SOON = 28
"""Working days by which the overview says what share has finished."""


def share_tile(this: ShareFinished, last: ShareFinished, *, as_at: date, url: str) -> dict[str, Any]:
    """The share finished early, open ones counted in, this year and last."""
    now, then = finished_by(this), finished_by(last)
    return {
        "label": f"Finished in {SOON} working days",
        "as_at": as_at,
        "value": now or "–",
        "note": f"of {this.n:,} received in 12 months, open ones counted in"
        + (f"; {then} the year before" if then else ""),
        "url": url,
    }


def finished_by(year: ShareFinished) -> str:
    """What share of a year's complaints had finished by SOON, in words; empty where there are too few to say.

    Where too few are left at that age, what had finished before they were is the least that had.
    """
    at = next(at for at in year.at if at.age == SOON)
    if at.share is not None:
        return percent(at.share)
    known = [step.share for step in year.steps if step.age <= min(SOON, year.until)]
    return f"{int(known[-1] * 100)}% or more" if known else ""


def review_tiles(calendar: WorkingCalendar, *, drills: bool) -> list[dict[str, Any]]:
    """The reviews at a glance: in hand, how often upheld in the last 12 months, and what the force owes."""
    today = timezone.localdate()
    until = (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    since = (until - timedelta(days=340)).replace(day=1)  # whole months, so that kept figures answer
    found = reviews.answer(calendar=calendar, since=since, until=until, on=today).report
    total, page = found.total, f"{reverse('reviews:figures')}?{urlencode({'from': since, 'to': until})}"
    overdue = reviews.replies_overdue(on=today)
    tiles = (
        ("Reviews in hand", f"{found.in_hand:,}", "", f"{reverse('reviews:list')}?state=in-hand"),
        ("Reviews upheld", f"{total.upheld:,} of {total.completed:,}", _upheld_words(total.rate), page),
        ("Force replies overdue", f"{overdue:,}", "to recommendations", f"{reverse('reviews:register')}?show=overdue"),
    )
    return [
        {"label": label, "value": value, "note": note, "url": url if drills else page, "as_at": today}
        for label, value, note, url in tiles
    ]


def _upheld_words(rate: Rate | None) -> str:
    """The share upheld, where there are enough reviews for one."""
    if rate is None:
        return "in 12 months"
    if rate.n < FEWEST_FOR_A_RATE:
        return "in 12 months: too few for a share"
    return f"in 12 months: {percent(rate.value)} (could be anywhere from {percent(rate.low)} to {percent(rate.high)})"


def usual(stretch: Stretch) -> str:
    """The range to be expected, in words."""
    if stretch.lower is None or stretch.upper is None:
        return "; too few months for limits"
    trial = " (trial limits)" if stretch.basis == "trial limits" else ""
    return f"; expected {rounded(stretch.lower, 0)} to {rounded(stretch.upper, 0)}{trial}"


def open_tile(
    handling: str, which: Which, life: Life, *, still_open: int, over: int, as_at: date, drills: bool
) -> dict[str, Any]:
    page = f"{reverse('reporting:counted-in')}?{urlencode({'handling': handling} | which.narrowed)}"
    return {
        "label": "Still open",
        "value": f"{still_open:,}",
        "note": f"{over:,} for more than 250 working days",
        "url": list_of(handling=handling, which=which, open_on=newest_day(life, as_at=as_at)) if drills else page,
        "as_at": as_at,
    }


def late_tile(handling: str, which: Which, calendar: WorkingCalendar, *, drills: bool) -> dict[str, Any]:
    """The open complaints of which something owed to the complainant is overdue today, by what has been recorded."""
    today = timezone.localdate()
    rows = stats.narrowed(stats.all_complaints(), which).handled(handling)
    late = stats.overdue(rows, "any", on=today, calendar=calendar).order_by().count()
    page = f"{reverse('reporting:counted-in')}?{urlencode({'handling': handling} | which.narrowed)}"
    return {
        "label": "Late",
        "value": f"{late:,}",
        "note": "a 12-month notice or an update to the complainant is overdue",
        "url": list_of(handling=handling, which=which, overdue="any") if drills else page,
        "as_at": today,
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
