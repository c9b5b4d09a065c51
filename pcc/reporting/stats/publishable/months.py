"""A measure by month with the limits of its ordinary variation, as it can be published."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from complaints import stats
from complaints.stats import MEASURES, Life, Measure, Month
from pcc.errors import RuleBroken
from pcc.figures import FEWEST_FOR_AN_AVERAGE, FEWEST_SHOWN, Column, Figure, Row, Stretch, Table
from pcc.figures import Kind as Of
from pcc.models import BankHoliday
from pcc.reporting.models import Rebase
from pcc.reporting.stats.publishable.kind import WHICH, Kind, held_table, which_of
from pcc.reporting.stats.publishable.lives import life_of, of_lives


def rebased(measure: str, handling: str, asked: Mapping[str, str]) -> list[date]:
    """The months from which limits were worked out anew. That was said of all areas, categories and forces, and holds
    for no part of them."""
    if which_of(asked).narrowed:
        return []
    return [row.month for row in Rebase.objects.standing().of(measure=measure, handling=handling)]


def _months(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    handling, code = asked.get("handling", "all"), asked.get("measure", "median")
    if code not in MEASURES:
        raise RuleBroken(f"There is no measure called {code}. There are: {', '.join(MEASURES)}.")
    measure = MEASURES[code]
    life, as_at = life_of(asked, until=on, on=on)
    first = since.replace(day=1)
    last = stats.last_whole_month(min(as_at, until))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count < 1:
        raise RuleBroken("No month of this period is over yet: a month counts once it is.")
    of = stats.months(life, BankHoliday.objects.as_calendar(), until=last, count=count)
    found = stats.unusual(of, code, rebased=rebased(code, handling, asked))
    limits: dict[int, Stretch] = {}
    for stretch in found.stretches:
        if not any(_is_of_a_few(measure, month) for month in of[stretch.start : stretch.stop]):
            limits |= dict.fromkeys(range(stretch.start, stretch.stop), stretch)
    rows = []
    for place, month in enumerate(of):
        words = stats.stands_out(found, place) if place in limits else ()
        label = f"{month.label}: {words[0]}" if words else month.label
        rows.append(Row(month.key, label, _values(measure, month, limits.get(place))))
    signals = stats.told(found)
    return of_lives(
        "months",
        dict(asked) | {"measure": code},
        _counted(life, measure, of[0].first, last),
        Table(_columns(measure), tuple(rows), None),
        since=first,
        until=last,
        as_at=as_at,
        told=f"{measure.name}: "
        + (signals[-1].words if signals else f"no unusual change from {of[0].label} to {of[-1].label}."),
    )


def _is_of_a_few(measure: Measure, month: Month) -> bool:
    """Whether a month's figure is hidden, so that limits, which are made of all months, would tell of it."""
    fewest = FEWEST_FOR_AN_AVERAGE if measure.averages else FEWEST_SHOWN
    return 0 < month.counted(measure.code) < fewest


def _values(measure: Measure, month: Month, stretch: Stretch | None) -> tuple[float | None, ...]:
    limits = (stretch.centre, stretch.lower, stretch.upper) if stretch else (None, None, None)
    own = (month.value(measure.code),) if measure.averages else ()
    return (month.counted(measure.code), *own, *limits)


def _columns(measure: Measure) -> tuple[Column, ...]:
    counted = Column("number", "Received" if measure.code == "received" else "Finalised", "complaints", sums=False)
    own = (Column("value", measure.name, measure.unit, Of.AVERAGE, of="number"),) if measure.averages else ()
    limits = (("centre", "Centre line"), ("low", "Usually from"), ("high", "Usually to"))
    return (
        counted,
        *own,
        *(Column(code, label, measure.unit, Of.AVERAGE, of="number") for code, label in limits),
    )


def _counted(life: Life, measure: Measure, first: date, last: date) -> Life:
    """The complaints that the months count."""
    day = life.received if measure.code == "received" else life.finalised
    after = last + timedelta(days=1)
    return life.where((day >= np.datetime64(first, "D")) & (day < np.datetime64(after, "D")))


MONTHS = Kind(
    code="months",
    name="A measure by month, with its limits",
    report="reporting:months",
    unit="complaints",
    filters=("measure", "handling", *WHICH),
    count=_months,
    table=held_table,
)
