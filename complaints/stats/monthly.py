"""Complaints month by month: how many came in and went out, how long they took, and which months are unusual."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from complaints.stats.life import Life, first_whole_month, watched_since
from complaints.stats.timeliness import Array
from pcc.errors import RuleBroken
from pcc.figures import Flow, XmR, XmRRules, backlog, summarise, xmr
from pcc.working_days import WorkingCalendar


@dataclass(frozen=True)
class Measure:
    """Something counted each month. ``drills_by`` is the day by which the list of complaints finds a month's own."""

    code: str
    name: str
    unit: str
    decimals: int
    drills_by: str
    caution: str = ""

    @property
    def averages(self) -> bool:
        """Whether a month's figure is an average over its complaints, not their number."""
        return self.unit == "working days"


MEASURES = {
    measure.code: measure
    for measure in (
        Measure("median", "Median time to finalise", "working days", 1, "finalised"),
        Measure(
            "mean",
            "Mean of closed complaints (the old measure)",
            "working days",
            1,
            "finalised",
            caution=(
                "The mean of closed complaints can mislead: it falls when hard cases are left open, and rises when a "
                "backlog is cleared. So a change of it is neither good nor bad by itself. Read it with the number open."
            ),
        ),
        Measure("finalised", "Complaints finalised", "complaints", 0, "finalised"),
        Measure("received", "Complaints received", "complaints", 0, "received"),
    )
}


@dataclass(frozen=True)
class Month:
    """One whole month, ``key`` as 2026-10: complaints received in it and finalised in it, and how long these took."""

    key: str
    received: int
    finalised: int
    median: float | None
    mean: float | None

    @property
    def first(self) -> date:
        return date(int(self.key[:4]), int(self.key[5:]), 1)

    @property
    def label(self) -> str:
        return f"{self.first:%B %Y}"

    def value(self, measure: str) -> float | None:
        """The month's figure of one of MEASURES."""
        value: float | None = getattr(self, measure)
        return value

    def counted(self, measure: str) -> int:
        """How many complaints that figure is of."""
        return self.received if measure == "received" else self.finalised


def last_whole_month(as_at: date) -> date:
    """The last day of the newest month that is over on that day."""
    after = as_at + timedelta(days=1)
    return after.replace(day=1) - timedelta(days=1)


def months(life: Life, calendar: WorkingCalendar, *, until: date, count: int) -> tuple[Month, ...]:
    """The ``count`` months up to the one that ends on ``until``; working days from receipt to finalisation.

    Where the extracts lack the past there are fewer: those that were watched throughout, and the newest.
    """
    closed = life.where(~np.isnat(life.finalised))
    days = calendar.days_between(closed.received, closed.finalised)
    ended = closed.finalised.astype("datetime64[M]")
    order = np.argsort(ended, kind="stable")
    ended, days = ended[order], days[order]
    received = np.sort(life.received.astype("datetime64[M]"))
    newest = np.datetime64(until, "M")
    asked_from = (newest - (count - 1)).astype("datetime64[D]").astype(object)
    oldest = np.datetime64(first_whole_month(watched_since(life), of=asked_from, until=until), "M")
    found = []
    for month in np.arange(oldest, newest + 1):
        own: Array = days[slice(*_places(ended, month))]
        took = summarise(own)
        first, stop = _places(received, month)
        found.append(
            Month(
                key=str(month),
                received=stop - first,
                finalised=len(own),
                median=took.median if took else None,
                mean=took.mean if took else None,
            )
        )
    return tuple(found)


def _places(ordered: Array, month: Any) -> tuple[int, int]:
    """Where a month starts and stops among sorted ones."""
    return int(np.searchsorted(ordered, month, "left")), int(np.searchsorted(ordered, month, "right"))


RULES = XmRRules(at_least=0)
"""Days and counts cannot be below nought."""


def unusual(of: Sequence[Month], measure: str, *, rebased: Iterable[date] = ()) -> XmR:
    """A measure's months with the limits of their ordinary variation; new limits from each month of ``rebased``.

    RuleBroken when there is no such measure.
    """
    if measure not in MEASURES:
        raise RuleBroken(f"There is no measure called {measure}. There are: {', '.join(MEASURES)}.")
    places = {month.first: place for place, month in enumerate(of)}
    return xmr(
        [(month.label, month.value(measure)) for month in of],
        rebase_at=sorted(places[day] for day in rebased if day in places),
        rules=RULES,
    )


_STANDS_OUT = {
    ("outside", "high"): "above the upper limit",
    ("outside", "low"): "below the lower limit",
    ("run", "high"): "part of a run above the mean",
    ("run", "low"): "part of a run below the mean",
    ("trend", "high"): "part of a rise",
    ("trend", "low"): "part of a fall",
    ("near", "high"): "near the upper limit",
    ("near", "low"): "near the lower limit",
}


PLAINEST = ("outside", "run", "trend", "near")
"""The rules of a signal, the one that a reader sees at once in the chart first."""


def stands_out(of: XmR, place: int) -> tuple[str, ...]:
    """How the month at a place is out of the ordinary, in words, the plainest first; none where it is not."""
    signals = sorted(of.signals_at(place), key=lambda signal: PLAINEST.index(signal.rule))
    return tuple(dict.fromkeys(_STANDS_OUT[signal.rule, signal.direction] for signal in signals))


@dataclass(frozen=True)
class Told:
    """A signal, or neighbouring months outside the same limit in one; ``last`` is the place of its last month."""

    words: str
    last: int
    rule: str
    direction: str


def told(of: XmR) -> tuple[Told, ...]:
    """Every signal in words, in the order of time. Months in a row outside the same limit are one sentence."""
    found: list[Told] = []
    outside = [signal for signal in of.signals if signal.rule == "outside"]
    for signal in of.signals:
        if signal.rule != "outside":
            found.append(Told(signal.words, signal.last, signal.rule, signal.direction))
    while outside:
        row = [outside.pop(0)]
        while outside and outside[0].first == row[-1].last + 1 and outside[0].direction == row[0].direction:
            row.append(outside.pop(0))
        first, last = row[0], row[-1]
        if len(row) == 1:
            found.append(Told(first.words, last.last, first.rule, first.direction))
            continue
        where = "above the upper limit" if first.direction == "high" else "below the lower limit"
        months_in_a_row = f"{of.labels[first.first]} to {of.labels[last.last]}"
        words = f"{months_in_a_row}: {len(row)} months in a row {where}."
        found.append(Told(words, last.last, first.rule, first.direction))
    return tuple(sorted(found, key=lambda one: one.last))


def flow_by_week(life: Life, *, until: date, count: int) -> tuple[Flow, ...]:
    """Open at the start, received, finalised and open at the end of each of ``count`` weeks, the last to ``until``."""
    stop = np.datetime64(until, "D") + 1
    edges = stop - np.arange(count, -1, -1) * np.timedelta64(7, "D")
    return backlog(life.received, life.finalised, edges)
