"""What is open, how old it is, and when it clears."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pcc.errors import RuleBroken
from pcc.figures.rates import FEWEST_FOR_A_RATE
from pcc.figures.words import how_many, rounded

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Flow:
    """One period, its first day included and the next period's first day not: cases, not people or allegations."""

    since: np.datetime64
    start: int
    came_in: int
    went_out: int
    end: int


def backlog(opened: Array, closed: Array, edges: Array) -> tuple[Flow, ...]:
    """What was open at the start of each period, came in, went out and was open at its end.

    One place per case in ``opened`` and ``closed`` (days; NaT while open); ``edges`` are the first days of the periods
    in order and the day after the last. The end is counted by itself, not worked out: when it is not start plus in
    minus out (something closed before it opened), RuleBroken names the first such period, so that nothing is drawn.
    """
    if len(opened) != len(closed):
        raise RuleBroken("Opened and closed must have one place for each case.")
    edges = np.asarray(edges, dtype="datetime64[D]")
    if len(edges) < 2 or (np.diff(edges) <= np.timedelta64(0, "D")).any():
        raise RuleBroken("Periods need at least two edges, in order.")
    after_opening = np.searchsorted(edges, opened.astype("datetime64[D]"), "right")
    after_closing = np.searchsorted(edges, closed.astype("datetime64[D]"), "right")
    after_closing[np.isnat(closed)] = len(edges)
    size = len(edges) + 1
    came_in, went_out = np.bincount(after_opening, minlength=size), np.bincount(after_closing, minlength=size)
    gone = np.bincount(np.maximum(after_opening, after_closing), minlength=size)
    still_open = np.cumsum(came_in - gone)
    flows = [
        Flow(
            since=edges[place],
            start=int(still_open[place]),
            came_in=int(came_in[place + 1]),
            went_out=int(went_out[place + 1]),
            end=int(still_open[place + 1]),
        )
        for place in range(len(edges) - 1)
    ]
    for flow in flows:
        if flow.start + flow.came_in - flow.went_out != flow.end:
            raise RuleBroken(
                f"The period from {flow.since} does not balance: {flow.start} at the start and {flow.came_in} in, "
                f"less {flow.went_out} out, is not {flow.end} at the end."
            )
    return tuple(flows)


@dataclass(frozen=True)
class AgeBand:
    """Ages from ``low`` to ``high`` days, both included; without an end when ``high`` is None."""

    low: int
    high: int | None

    @property
    def label(self) -> str:
        return f"over {self.low - 1}" if self.high is None else f"{self.low} to {self.high}"


AGE_BANDS = (AgeBand(0, 28), AgeBand(29, 60), AgeBand(61, 120), AgeBand(121, 250), AgeBand(251, None))
"""Working days. About 250 make the 12 months after which an investigation must be reported on."""


@dataclass(frozen=True)
class OpenInBand:
    """How many open cases are of these ages, and the oldest of them; None when there are none."""

    band: AgeBand
    count: int
    oldest: int | None


def open_by_age(ages: Array, bands: Sequence[AgeBand] = AGE_BANDS) -> tuple[OpenInBand, ...]:
    """Open cases by age at the as-at date, in the unit of ``ages``. RuleBroken when an age fits no band."""
    chosen = [ages[(ages >= band.low) & (ages <= (band.high if band.high is not None else np.inf))] for band in bands]
    if sum(map(len, chosen)) != len(ages):
        raise RuleBroken("The bands must hold every age once.")
    return tuple(
        OpenInBand(band, len(own), int(own.max()) if len(own) else None)
        for band, own in zip(bands, chosen, strict=True)
    )


WEEKS_LOOKED_BACK = 12
WEEKS_OF_A_PACE = 4


@dataclass(frozen=True)
class Forecast:
    """When the open ones clear at this pace, in weeks, and in words; ``weeks`` is None when it cannot be said.

    ``low`` and ``high`` are the weeks at the fastest and slowest four weeks running; ``high`` None has no end.
    """

    weeks: float | None
    low: float | None
    high: float | None
    words: str


def forecast(open_count: int, *, weekly_in: Sequence[int], weekly_out: Sequence[int]) -> Forecast:
    """When as many as are open now will have finished, at the pace of the last 12 weeks (open over weekly out).

    Weeks are whole and in order, the newest last, as many in as out. Nothing is said when nothing or only a handful
    finishes, when more came in than went out (the pile grows, so it does not clear), or with fewer than four weeks.
    """
    if len(weekly_in) != len(weekly_out):
        raise RuleBroken("There must be as many weeks in as out.")
    came_in, went_out = weekly_in[-WEEKS_LOOKED_BACK:], weekly_out[-WEEKS_LOOKED_BACK:]
    weeks = len(went_out)
    if open_count == 0:
        return Forecast(0.0, 0.0, 0.0, "Nothing is open.")
    if weeks < WEEKS_OF_A_PACE:
        return _unsaid(f"Too few weeks to say when the {how_many(open_count, 'open one clears', 'open ones clear')}.")
    if not sum(went_out):
        return _unsaid(f"None finished in the last {weeks} weeks, so it cannot be said when the open ones clear.")
    if sum(went_out) < FEWEST_FOR_A_RATE:
        return _unsaid(
            f"Only {sum(went_out)} finished in the last {weeks} weeks: too few to say when the {open_count:,} open "
            "ones clear."
        )
    if sum(came_in) > sum(went_out):
        return _unsaid(
            f"More came in than went out in the last {weeks} weeks ({sum(came_in):,} and {sum(went_out):,}): "
            "at this pace the number open grows."
        )
    paces = [
        sum(went_out[place : place + WEEKS_OF_A_PACE]) / WEEKS_OF_A_PACE for place in range(weeks - WEEKS_OF_A_PACE + 1)
    ]
    likely, low = open_count * weeks / sum(went_out), open_count / max(paces)
    high = open_count / min(paces) if min(paces) else None
    span = f"from {_weeks(low)} to {_weeks(high)}" if high is not None else f"{_weeks(low)} or longer"
    words = (
        f"At this pace the {how_many(open_count, 'open one clears', 'open ones clear')} in about {_weeks(likely)} "
        f"({span} at the fastest and slowest four weeks of the last {weeks}). "
        "What comes in meanwhile is not among them."
    )
    return Forecast(likely, low, high, words)


def _unsaid(words: str) -> Forecast:
    return Forecast(None, None, None, words)


def _weeks(number: float) -> str:
    whole = max(int(rounded(number, 0).replace(",", "")), 1)
    return "1 week" if whole == 1 else f"{whole:,} weeks"


@dataclass(frozen=True)
class WhatIf:
    """What an assumed week would mean: weeks until as many as are open now have finished, and until none is open."""

    weeks: float | None
    until_none: float | None
    words: str


def what_if(open_count: int, *, finalised: int, received: int) -> WhatIf:
    """Arithmetic, no forecast: if every week ``finalised`` went out and ``received`` came in. Neither is negative."""
    if finalised < 0 or received < 0:
        raise RuleBroken("A week cannot have fewer than none.")
    assumed = f"If {how_many(finalised, 'was', 'were')} finalised and {received:,} received every week"
    if open_count == 0:
        return WhatIf(0.0, 0.0, "Nothing is open.")
    if finalised == 0:
        return WhatIf(None, None, f"{assumed}, the {how_many(open_count, 'open one')} would never clear.")
    weeks = open_count / finalised
    said = f"{assumed}, as many as are open now ({open_count:,}) would have finished after about {_weeks(weeks)}"
    falls = finalised - received
    if falls <= 0:
        grows = "stay the same" if falls == 0 else f"grow by {-falls:,} a week"
        return WhatIf(weeks, None, f"{said}; the number open would {grows}.")
    until_none = open_count / falls
    return WhatIf(
        weeks,
        until_none,
        f"{said}; the number open would fall by {falls:,} a week, to none after {_weeks(until_none)}.",
    )
