"""Pure statistics: durations, share finished, rates, process limits, backlog, and what may be published.

Every function takes columns or counts and returns frozen facts; nothing here reads a row, a clock or a setting.
A duration is a whole number of days, working or calendar: the caller says which. Shares run from 0 to 1, intervals are
95 % unless named, and only words are rounded. What cannot be a figure (a part greater than its whole, columns of
different length) is refused with a sentence (RuleBroken); what is merely absent is None.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from pcc.errors import RuleBroken

Array = npt.NDArray[Any]

Z_95 = NormalDist().inv_cdf(0.975)
Z_998 = NormalDist().inv_cdf(0.999)


def rounded(number: float, places: int = 1) -> str:
    """A number as people read it: halves rounded up, thousands by commas. 89.85 is 89.9, 12345.0 is 12,345.0."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(repr(float(number)))
    shown = exact.quantize(step, rounding=ROUND_HALF_UP) if abs(exact) < Decimal("1e24") else exact
    return f"{abs(shown) if shown == 0 else shown:,f}"


def percent(share: float) -> str:
    """A share as a whole per cent: 0.1923 is 19%."""
    return f"{rounded(share * 100, 0)}%"


def that_add_up(parts: Sequence[float], *, places: int = 1) -> list[float]:
    """The parts rounded so that what is shown adds up to the rounded total (largest remainders)."""
    scale = 10**places
    whole = [math.floor(part * scale) for part in parts]
    total = int(Decimal(repr(math.fsum(parts) * scale)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    by_remainder = sorted(range(len(parts)), key=lambda place: whole[place] - parts[place] * scale)
    for place in by_remainder[: total - sum(whole)]:
        whole[place] += 1
    return [number / scale for number in whole]


# Durations


@dataclass(frozen=True)
class Definition:
    """What a figure counts, so that anybody can defend it."""

    code: str
    version: int
    name: str
    population: str
    start: str
    end: str
    unit: str
    left_out: str
    source: str


@dataclass(frozen=True)
class Summary:
    """How many, their mean and percentiles, in the unit of the durations."""

    n: int
    mean: float
    median: float
    p75: float
    p90: float


def summarise(days: npt.ArrayLike) -> Summary | None:
    """Mean and percentiles of one column of durations; None when there are none.

    Percentiles interpolate linearly between neighbours (type 7 of Hyndman and Fan 1996, numpy's default).
    """
    values = np.asarray(days)
    if not values.size:
        return None
    median, p75, p90 = np.percentile(values, [50, 75, 90]).tolist()
    return Summary(n=values.size, mean=_total(values) / values.size, median=median, p75=p75, p90=p90)


def _total(days: Array) -> int:
    """The sum of whole days, exact however many and in whatever order."""
    return int(days.sum(dtype=np.int64))


def merge(cells: Iterable[Array]) -> Summary | None:
    """The exact summary of several columns taken together, such as the kept durations of months and forces."""
    held = [cell for cell in cells if len(cell)]
    return summarise(np.concatenate(held)) if held else None


# Time to finish, open cases included


FEWEST_AT_RISK = 10
"""A curve stops where fewer than this many are still watched: what follows would rest on a handful of cases."""


@dataclass(frozen=True)
class Step:
    """At this age the share finished rises to ``share``. The band is None once everybody watched has finished."""

    age: int
    share: float
    low: float | None
    high: float | None
    at_risk: int
    finished: int


@dataclass(frozen=True)
class AtAge:
    """The share finished by an age (that day included) and how many were still open and watched as the day began.

    ``share`` is None beyond the end of the curve.
    """

    age: int
    share: float | None
    low: float | None
    high: float | None
    at_risk: int


@dataclass(frozen=True)
class ShareFinished:
    """The share finished by each age. ``until`` is the last age the curve may be read at; -1 when it has none.

    ``left_out`` counts rows that ended before they were watched.
    """

    n: int
    finished: int
    left_out: int
    until: int
    steps: tuple[Step, ...]
    at: tuple[AtAge, ...]

    def reached(self, share: float) -> int | None:
        """The first age by which this share had finished; None when not yet reached. Never extrapolated."""
        return next((step.age for step in self.steps if step.share >= share - 1e-9), None)

    def in_words(self, unit: str = "working days") -> str:
        """The headline: half, three quarters and nine in ten, each with its age or *not yet reached*."""
        if self.until < 0:
            return "Too few cases to say how long they take."
        first, *others = (self.reached(share) for share in (0.5, 0.75, 0.9))
        if first is None:
            return "Half finished is not yet reached."
        told = [f"Half finish in {first:,} {unit}"]
        for name, age in zip(("three quarters", "nine in ten"), others, strict=True):
            told.append(f"{name} in {age:,}" if age is not None else f"{name} is not yet reached")
        return f"{told[0]}, {told[1]} and {told[2]}." if None not in others else f"{'; '.join(told)}."


def share_finished(
    entry: Array, exit: Array, finished: Array, *, at: Sequence[int] = (), fewest: int = FEWEST_AT_RISK
) -> ShareFinished:
    """One minus the Kaplan-Meier estimate (1958), with a log-log Greenwood band (Kalbfleisch and Prentice).

    One place in each column per case. ``exit`` is its age when it finished or, still open, at the cut-off;
    ``finished`` says which. ``entry`` is the first age at which its finish would have been seen: 0 for a case watched
    from its first day, later for one that was already open when watching began (left truncation).
    ``at`` are ages to read the curve at. RuleBroken when columns differ in length or an age is negative.
    """
    entry, exit, finished = (np.asarray(column) for column in (entry, exit, finished))
    if not len(entry) == len(exit) == len(finished):
        raise RuleBroken("Entry, exit and finished must have one place for each case.")
    if len(entry) and min(entry.min(), exit.min()) < 0:
        raise RuleBroken("An age cannot be negative.")
    seen = entry <= exit
    left_out = int(len(seen) - np.count_nonzero(seen))
    ends = exit[seen]
    events, deaths = np.unique(ends[finished[seen].astype(bool)], return_counts=True)
    begun, ended = np.sort(entry[seen]), np.sort(ends)

    def watched(ages: Array) -> Array:
        return np.searchsorted(begun, ages, "right") - np.searchsorted(ended, ages, "left")

    until = _last_age(ended, watched, fewest)
    events, deaths = events[events <= until], deaths[events <= until]
    at_risk = watched(events)
    with np.errstate(divide="ignore", invalid="ignore"):
        open_share = np.cumprod(1 - deaths / at_risk)
        spread = np.sqrt(np.cumsum(deaths / (at_risk * (at_risk - deaths)))) / np.abs(np.log(open_share))
        high = 1 - open_share ** np.exp(Z_95 * spread)
        low = 1 - open_share ** np.exp(-Z_95 * spread)
    steps = tuple(
        Step(
            age=int(events[place]),
            share=float(1 - open_share[place]),
            low=float(low[place]) if open_share[place] > 0 else None,
            high=float(high[place]) if open_share[place] > 0 else None,
            at_risk=int(at_risk[place]),
            finished=int(deaths[place]),
        )
        for place in range(len(events))
    )
    ages = np.asarray(at, dtype=np.int64)
    return ShareFinished(
        n=len(ends),
        finished=int(np.count_nonzero(finished[seen])),
        left_out=left_out,
        until=until,
        steps=steps,
        at=tuple(
            _read(steps, int(age), until=until, at_risk=int(count))
            for age, count in zip(ages, watched(ages), strict=True)
        ),
    )


def _last_age(ended: Array, watched: Any, fewest: int) -> int:
    """The last age before fewer than ``fewest`` are watched; the count can only fall on the day after an end."""
    falls = np.unique(np.concatenate([[0], ended + 1]))
    return int(falls[watched(falls) < max(fewest, 1)][0]) - 1 if len(ended) else -1


def _read(steps: Sequence[Step], age: int, *, until: int, at_risk: int) -> AtAge:
    if age > until:
        return AtAge(age=age, share=None, low=None, high=None, at_risk=at_risk)
    last = next((step for step in reversed(steps) if step.age <= age), None)
    if last is None:
        return AtAge(age=age, share=0.0, low=None, high=None, at_risk=at_risk)
    return AtAge(age=age, share=last.share, low=last.low, high=last.high, at_risk=at_risk)


# Rates


FEWEST_FOR_A_RATE = 10
"""Below this base a rate is told as a count only."""


@dataclass(frozen=True)
class Rate:
    """``k`` of ``n``, as a share, and the range it could be anywhere in."""

    k: int
    n: int
    value: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """Numerator, base and range: "20 of 104: 19% (could be anywhere from 13% to 28%)"."""
        if self.n >= FEWEST_FOR_A_RATE:
            could_be = f"could be anywhere from {percent(self.low)} to {percent(self.high)}"
            return f"{self.k:,} of {self.n:,}: {percent(self.value)} ({could_be})"
        if self.k == 0:
            return f"none of {self.n} (could be up to {percent(self.high)})"
        if self.k == self.n:
            return f"all of {self.n} (could be as few as {percent(self.low)})"
        return f"{self.k} of {self.n}"


def wilson(k: int, n: int) -> Rate | None:
    """The share ``k`` of ``n`` with its score interval (Wilson 1927); None when there is no base."""
    if not 0 <= k <= n:
        raise RuleBroken(f"{k} of {n} is not a share.")
    if n == 0:
        return None
    share, square = k / n, Z_95**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if k == 0 else centre - half
    high = 1.0 if k == n else centre + half
    return Rate(k=k, n=n, value=share, low=low, high=high)


@dataclass(frozen=True)
class Difference:
    """The first share minus the second, in shares: 0.08 is 8 percentage points up."""

    value: float
    low: float
    high: float

    @property
    def may_be_nothing(self) -> bool:
        """Whether the range holds no change at all."""
        return self.low <= 0 <= self.high


def newcombe(k1: int, n1: int, k2: int, n2: int) -> Difference | None:
    """The share ``k1`` of ``n1`` minus ``k2`` of ``n2``, with the hybrid score interval (Newcombe 1998, method 10).

    None when either has no base.
    """
    one, two = wilson(k1, n1), wilson(k2, n2)
    if one is None or two is None:
        return None
    value = one.value - two.value
    return Difference(
        value=value,
        low=value - math.hypot(one.value - one.low, two.high - two.value),
        high=value + math.hypot(one.high - one.value, two.value - two.low),
    )


# Process limits


@dataclass(frozen=True)
class XmRRules:
    """The choices of an XmR chart (NHS England, Making Data Count); sources differ, so what was used is printed."""

    run: int = 7
    """This many in a row on one side of the mean."""
    trend: int = 7
    """This many points in a row, each higher (or each lower) than the one before it."""
    leave_out_wide_ranges: bool = True
    """Leave moving ranges above 3.267 times their average out of the limits."""
    trial_under: int = 12
    """With fewer points the limits are on trial."""
    median_under: int = 6
    """With fewer points there is a median and no limits."""
    at_least: float | None = None
    """The lowest value that can happen, where the lower limit is cut: 0 for days and counts."""

    @property
    def words(self) -> str:
        """What stands under the chart about how it was made."""
        wide = "left out of" if self.leave_out_wide_ranges else "kept in"
        return (
            f"Limits are the mean plus and minus 2.66 average moving ranges; unusually wide ranges are {wide} them. "
            f"Signals: a point outside a limit; {self.run} in a row on one side of the mean; "
            f"{self.trend} in a row rising or falling; 2 of 3 near the same limit."
        )


LIMIT = 2.66
WIDE_RANGE = 3.267
NEAR = 2 / 3

Basis = Literal["limits", "trial limits", "median"]
Direction = Literal["high", "low"]


@dataclass(frozen=True)
class Stretch:
    """The points from ``start`` up to, not including, ``stop`` that share one centre and one pair of limits."""

    start: int
    stop: int
    basis: Basis
    centre: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Signal:
    """Something beyond ordinary variation, from place ``first`` to place ``last``, both included."""

    rule: Literal["outside", "run", "trend", "near"]
    direction: Direction
    first: int
    last: int
    words: str


@dataclass(frozen=True)
class XmR:
    """Points in time with the limits of their ordinary variation, and what is out of the ordinary."""

    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    stretches: tuple[Stretch, ...]
    signals: tuple[Signal, ...]
    rules: XmRRules = field(default=XmRRules())

    def signals_at(self, place: int) -> list[Signal]:
        """The signals a point is part of."""
        return [signal for signal in self.signals if signal.first <= place <= signal.last]

    @property
    def words(self) -> str:
        """The caption: every signal, or that there is none."""
        if not self.stretches:
            return "There are no figures to show."
        if all(stretch.basis == "median" for stretch in self.stretches):
            return "Too few points for limits: the line shows the median."
        found = " ".join(signal.words for signal in self.signals)
        trial = any(stretch.basis == "trial limits" for stretch in self.stretches)
        said = found or "Every point is within the range to be expected."
        return f"{said} The limits are on trial: there are few points." if trial else said


def xmr(
    points: Sequence[tuple[str, float | None]], *, rebase_at: Iterable[int] = (), rules: XmRRules = XmRRules()
) -> XmR:
    """Individual values with limits from their moving ranges (Shewhart; rules of Making Data Count).

    A point is a label and a value; None is a gap, which ends a run and has no moving range. ``rebase_at`` are the
    places from which new limits are worked out. A value equal to the mean ends a run on either side.
    """
    labels, values = tuple(label for label, _ in points), tuple(value for _, value in points)
    edges = sorted({0, len(values), *(place for place in rebase_at if 0 < place < len(values))})
    stretches = [_stretch(values, start, stop, rules) for start, stop in pairwise(edges)]
    held = tuple(stretch for stretch in stretches if stretch is not None)
    signals = [signal for stretch in held for signal in _signals(labels, values, stretch, rules)]
    return XmR(labels=labels, values=values, stretches=held, signals=tuple(signals), rules=rules)


def _stretch(values: Sequence[float | None], start: int, stop: int, rules: XmRRules) -> Stretch | None:
    own = values[start:stop]
    present = [value for value in own if value is not None]
    if not present:
        return None
    if len(present) < rules.median_under:
        return Stretch(start, stop, "median", float(np.median(present)), None, None)
    centre = math.fsum(present) / len(present)
    ranges = [abs(after - before) for before, after in pairwise(own) if before is not None and after is not None]
    spread = LIMIT * _average_range(ranges, rules)
    lower = centre - spread if rules.at_least is None else max(centre - spread, rules.at_least)
    basis: Basis = "trial limits" if len(present) < rules.trial_under else "limits"
    return Stretch(start, stop, basis, centre, lower, centre + spread)


def _average_range(ranges: Sequence[float], rules: XmRRules) -> float:
    if not ranges:
        return 0.0
    average = math.fsum(ranges) / len(ranges)
    if not rules.leave_out_wide_ranges:
        return average
    kept = [wide for wide in ranges if wide <= WIDE_RANGE * average]
    return math.fsum(kept) / len(kept)


def _signals(labels: Sequence[str], values: Sequence[float | None], stretch: Stretch, rules: XmRRules) -> list[Signal]:
    if stretch.upper is None or stretch.lower is None:
        return []
    places = range(stretch.start, stretch.stop)
    spread = stretch.upper - stretch.centre
    exact = 1e-9 * max(abs(stretch.centre), spread)  # a mean of equal numbers can miss them by a rounding error
    offs = {place: _off(values[place], stretch.centre, exact) for place in places}
    found: list[Signal] = []
    for place in places:
        value = values[place]
        if value is not None and (value > stretch.upper + exact or value < stretch.lower - exact):
            found.append(_outside(labels[place], value, place, stretch))
    sides: dict[int, Direction | None] = {place: _side(off) for place, off in offs.items()}
    for first, last, side in _runs(places, sides, at_least=rules.run):
        where = "above" if side == "high" else "below"
        said = f"{_spell(labels, first, last)}: {last - first + 1} in a row {where} the mean of"
        found.append(Signal("run", side, first, last, f"{said} {rounded(stretch.centre)}."))
    for first, last, side in _climbs(places, values, at_least=rules.trend):
        way = "rising" if side == "high" else "falling"
        found.append(
            Signal("trend", side, first, last, f"{_spell(labels, first, last)}: {last - first + 1} in a row {way}.")
        )
    near: dict[int, Direction | None] = {
        place: sides[place] if (off := offs[place]) is not None and abs(off) > NEAR * spread + exact else None
        for place in places
    }
    for first, last, side in _two_of_three(places, near, sides):
        limit = "upper" if side == "high" else "lower"
        count = sum(near[place] == side for place in range(first, last + 1))
        said = f"{_spell(labels, first, last)}: {count} of {last - first + 1} near the {limit} limit."
        found.append(Signal("near", side, first, last, said))
    return sorted(found, key=lambda signal: (signal.first, signal.last))


def _off(value: float | None, centre: float, exact: float) -> float | None:
    """How far a value is from the centre: 0 when only by a rounding error, None in a gap."""
    if value is None:
        return None
    return 0.0 if abs(value - centre) <= exact else value - centre


def _side(off: float | None) -> Direction | None:
    if not off:
        return None
    return "high" if off > 0 else "low"


def _outside(label: str, value: float, place: int, stretch: Stretch) -> Signal:
    assert stretch.upper is not None and stretch.lower is not None
    if value > stretch.upper:
        words = f"{label}: {rounded(value)} is above the upper limit of {rounded(stretch.upper)}."
        return Signal("outside", "high", place, place, words)
    words = f"{label}: {rounded(value)} is below the lower limit of {rounded(stretch.lower)}."
    return Signal("outside", "low", place, place, words)


def _runs(
    places: Sequence[int], sides: Mapping[int, Direction | None], *, at_least: int
) -> list[tuple[int, int, Direction]]:
    """The longest stretches of places in a row on one side."""
    found: list[tuple[int, int, Direction]] = []
    first = places[0]
    for place in places:
        side = sides[place]
        if side is None or side != sides[first]:
            first = place
        last_of_run = place + 1 not in sides or sides[place + 1] != side
        if side is not None and last_of_run and place - first + 1 >= at_least:
            found.append((first, place, side))
    return found


def _climbs(
    places: Sequence[int], values: Sequence[float | None], *, at_least: int
) -> list[tuple[int, int, Direction]]:
    """The longest stretches of points each higher, or each lower, than the one before."""
    ways: dict[int, Direction | None] = {}
    for before, after in pairwise(places):
        low, high = values[before], values[after]
        ways[after] = _side(high - low) if low is not None and high is not None else None
    if not ways:
        return []
    return [(first - 1, last, way) for first, last, way in _runs(list(ways), ways, at_least=at_least - 1)]


def _two_of_three(
    places: Sequence[int], near: Mapping[int, Direction | None], sides: Mapping[int, Direction | None]
) -> list[tuple[int, int, Direction]]:
    """Threes in a row on one side of the mean with two near its limit; threes that overlap are told as one."""
    found: list[tuple[int, int, Direction]] = []
    for first in places[:-2]:
        three = (first, first + 1, first + 2)
        side = sides[first]
        if side is None or any(sides[place] != side for place in three):
            continue
        if sum(near[place] == side for place in three) < 2:
            continue
        if found and found[-1][2] == side and found[-1][1] >= first:
            found[-1] = (found[-1][0], first + 2, side)
        else:
            found.append((first, first + 2, side))
    return found


def _spell(labels: Sequence[str], first: int, last: int) -> str:
    return f"{labels[first]} to {labels[last]}"


# Backlog


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

    Weeks are whole and in order, the newest last, as many in as out. Nothing is said when nothing finishes, when more
    came in than went out (the pile grows, so it does not clear), or with fewer than four weeks.
    """
    if len(weekly_in) != len(weekly_out):
        raise RuleBroken("There must be as many weeks in as out.")
    came_in, went_out = weekly_in[-WEEKS_LOOKED_BACK:], weekly_out[-WEEKS_LOOKED_BACK:]
    weeks = len(went_out)
    if open_count == 0:
        return Forecast(0.0, 0.0, 0.0, "Nothing is open.")
    if weeks < WEEKS_OF_A_PACE:
        return _unsaid(f"Too few weeks to say when the {open_count:,} open ones clear.")
    if not sum(went_out):
        return _unsaid(f"None finished in the last {weeks} weeks, so it cannot be said when the open ones clear.")
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
        f"At this pace the {open_count:,} open ones clear in about {_weeks(likely)} "
        f"({span} at the fastest and slowest four weeks of the last {weeks})."
    )
    return Forecast(likely, low, high, words)


def _unsaid(words: str) -> Forecast:
    return Forecast(None, None, None, words)


def _weeks(number: float) -> str:
    whole = max(int(rounded(number, 0).replace(",", "")), 1)
    return "1 week" if whole == 1 else f"{whole:,} weeks"


# Comparing bodies


Position = Literal["as expected", "high", "low", "very high", "very low"]
"""Within the 95 % limits, beyond them, or beyond the 99.8 % limits."""


@dataclass(frozen=True)
class Body:
    """One body's ``k`` of ``n`` and where it lies among the limits."""

    name: str
    k: int
    n: int
    share: float
    z: float
    position: Position


@dataclass(frozen=True)
class Funnel:
    """Rates of several bodies round the group's average.

    ``dispersion`` is about 1 when the bodies differ by chance alone; ``spread`` is the variation allowed beyond chance,
    as a standard deviation on the arcsine scale.
    """

    average: float
    dispersion: float
    spread: float
    bodies: tuple[Body, ...]

    @property
    def is_widened(self) -> bool:
        """Whether the limits are wider than chance alone, because the bodies differ by more than chance."""
        return self.spread > 0

    def limits(self, n: float, z: float = Z_95) -> tuple[float, float]:
        """The lowest and highest rate to be expected of a body with ``n`` cases."""
        middle = math.asin(math.sqrt(self.average))
        half = z * math.sqrt(1 / (4 * n) + self.spread**2)
        low, high = max(middle - half, 0.0), min(middle + half, math.pi / 2)
        return math.sin(low) ** 2, math.sin(high) ** 2


WINSORISED = 0.1
"""The share of bodies at each end whose distance is drawn in before over-dispersion is measured."""


def funnel(rates: Sequence[tuple[str, int, int]]) -> Funnel | None:
    """Bodies (name, k, n) against 95 % and 99.8 % limits; those without a base are left out; None when none is left.

    Spiegelhalter 2005: arcsine of the rates, over-dispersion of Winsorised distances, and, when it is more than
    chance (above 1 + 2 sqrt(2 / bodies)), an additive random effect. The average is case-weighted.
    """
    if any(not 0 <= k <= n for _, k, n in rates):
        raise RuleBroken("A rate counts a part of its base.")
    based = [(name, k, n) for name, k, n in rates if n]
    if not based:
        return None
    cases = np.array([n for _, _, n in based], dtype=float)
    hits = np.array([k for _, k, _ in based], dtype=float)
    average = float(hits.sum() / cases.sum())
    error = 1 / (2 * np.sqrt(cases))
    off = np.arcsin(np.sqrt(hits / cases)) - math.asin(math.sqrt(average))
    ends = np.quantile(off / error, [WINSORISED, 1 - WINSORISED])
    dispersion = float(np.mean(np.clip(off / error, *ends) ** 2))
    count = len(based)
    spread = 0.0
    if count > 1 and dispersion > 1 + 2 * math.sqrt(2 / count):
        weights = 1 / error**2
        between = (count * dispersion - (count - 1)) / (weights.sum() - (weights**2).sum() / weights.sum())
        spread = math.sqrt(max(float(between), 0.0))
    scores = off / np.sqrt(error**2 + spread**2)
    bodies = tuple(
        Body(name=name, k=k, n=n, share=k / n, z=float(score), position=_position(float(score)))
        for (name, k, n), score in zip(based, scores, strict=True)
    )
    return Funnel(average=average, dispersion=dispersion, spread=spread, bodies=bodies)


def _position(z: float) -> Position:
    if abs(z) <= Z_95:
        return "as expected"
    if abs(z) <= Z_998:
        return "high" if z > 0 else "low"
    return "very high" if z > 0 else "very low"


# What moved a mean


@dataclass(frozen=True)
class Part:
    """One group's share in the change: by being more or less of the whole (mix), and by its own change (within)."""

    group: str
    n_before: int
    n_after: int
    mean_before: float | None
    mean_after: float | None
    mix: float
    within: float


@dataclass(frozen=True)
class Moved:
    """The change of a mean as mix plus change within groups, in days."""

    before: float
    after: float
    change: float
    mix: float
    within: float
    parts: tuple[Part, ...]


def what_moved(before: Mapping[str, Array], after: Mapping[str, Array]) -> Moved | None:
    """How much of the change of the mean is a change of mix, and how much change within each group.

    Each mapping gives a group's durations. Kitagawa 1955, with the average of both periods as weights; a group's mix
    is told against the overall mean, so that growth of a slow group reads as slower. A group that only one period has
    is all mix. Worked out in fractions: mix and within sum exactly to the change before the last rounding to floats.
    None when either period is empty.
    """
    old, new = _counted(before), _counted(after)
    old_n, new_n = sum(n for n, _ in old.values()), sum(n for n, _ in new.values())
    if not old_n or not new_n:
        return None
    old_mean = Fraction(sum(total for _, total in old.values()), old_n)
    new_mean = Fraction(sum(total for _, total in new.values()), new_n)
    middle = (old_mean + new_mean) / 2
    parts: list[Part] = []
    mixes, withins = Fraction(0), Fraction(0)
    for group in dict.fromkeys([*old, *new]):
        n0, total0 = old.get(group, (0, 0))
        n1, total1 = new.get(group, (0, 0))
        if not n0 and not n1:
            continue
        share0, share1 = Fraction(n0, old_n), Fraction(n1, new_n)
        mean0, mean1 = Fraction(total0, n0 or 1), Fraction(total1, n1 or 1)
        own0, own1 = (mean0 if n0 else mean1), (mean1 if n1 else mean0)
        mix = (share1 - share0) * ((own0 + own1) / 2 - middle)
        within = (own1 - own0) * (share0 + share1) / 2
        mixes, withins = mixes + mix, withins + within
        parts.append(
            Part(
                group=group,
                n_before=n0,
                n_after=n1,
                mean_before=float(mean0) if n0 else None,
                mean_after=float(mean1) if n1 else None,
                mix=float(mix),
                within=float(within),
            )
        )
    return Moved(
        before=float(old_mean),
        after=float(new_mean),
        change=float(new_mean - old_mean),
        mix=float(mixes),
        within=float(withins),
        parts=tuple(parts),
    )


def _counted(groups: Mapping[str, Array]) -> dict[str, tuple[int, int]]:
    return {group: (len(days), _total(days)) for group, days in groups.items()}


# Small numbers


FEWEST_SHOWN = 5
"""Counts from 1 to one less than this are hidden in public tables with two or more breakdowns."""

CONFIDENTIAL = "[c]"


@dataclass(frozen=True)
class Protected:
    """A table of counts with its totals (last row, last column), and which of its cells must not be shown.

    ``whole_groups`` names the rows and columns that lie in one cell: showing it tells something about each of them,
    so a person must decide.
    """

    counts: tuple[tuple[int, ...], ...]
    hidden: tuple[tuple[bool, ...], ...]
    whole_groups: tuple[str, ...]

    def shown(self) -> list[list[str]]:
        """The table as it may be published, with [c] for a hidden cell."""
        return [
            [CONFIDENTIAL if hidden else f"{count:,}" for count, hidden in zip(counts, hides, strict=True)]
            for counts, hides in zip(self.counts, self.hidden, strict=True)
        ]


def protect(table: Sequence[Sequence[int]], *, fewest: int = FEWEST_SHOWN) -> Protected:
    """Hide counts from 1 to ``fewest`` - 1, then further cells until none hidden can be worked out from the totals.

    Secondary suppression in three conditions: no row or column has a single hidden cell; hidden cells of a row or
    column never sum to less than ``fewest``; and no hidden cell follows from all sums taken together. Totals belong to
    the table and are hidden like cells. Zeros are shown as long as there is anything else to hide.
    Other tables and the last release are not looked at: a person must.
    """
    inner = np.array([list(row) for row in table], dtype=np.int64)
    if inner.ndim != 2 or not inner.size or (inner < 0).any():
        raise RuleBroken("A table of counts has rows and columns, none below 0.")
    counts = np.block([[inner, inner.sum(axis=1, keepdims=True)], [inner.sum(axis=0, keepdims=True), inner.sum()]])
    hidden = (counts > 0) & (counts < fewest)
    while (weak := _weak_line(counts, hidden, fewest)) is not None:
        hidden[weak] = True
    return Protected(
        counts=tuple(tuple(int(count) for count in row) for row in counts),
        hidden=tuple(tuple(bool(cell) for cell in row) for row in hidden),
        whole_groups=tuple(_whole_groups(inner)),
    )


Cell = tuple[int, int]


def _weak_line(counts: Array, hidden: Array, fewest: int) -> Cell | None:
    """The next cell to hide; None when every hidden cell is safe."""
    rows, columns = counts.shape
    lines = [[(row, column) for column in range(columns)] for row in range(rows)]
    lines += [[(row, column) for row in range(rows)] for column in range(columns)]
    for line in lines:
        unseen = [cell for cell in line if hidden[cell]]
        together = sum(int(counts[cell]) for cell in unseen if cell != line[-1])
        alone = len(unseen) == 1
        small = bool(unseen) and line[-1] not in unseen and together < fewest
        if (alone or small) and (more := _cheapest(line, counts, hidden)) is not None:
            return more
    for cell in _worked_out(lines, hidden):
        for line in lines:
            if cell in line and (more := _cheapest(line, counts, hidden)) is not None:
                return more
    return None


def _cheapest(line: Sequence[Cell], counts: Array, hidden: Array) -> Cell | None:
    """The visible cell whose loss tells the reader least: not a zero, not a total, not alone in its row or column."""
    *_, total = line
    visible = [cell for cell in line if not hidden[cell]]

    def cost(cell: Cell) -> tuple[bool, bool, bool, int]:
        row, column = cell
        crossing = hidden[row].any() if line[0][1] == total[1] else hidden[:, column].any()
        return counts[cell] == 0, cell == total, not crossing, int(counts[cell])

    return min(visible, key=cost, default=None)


def _worked_out(lines: Sequence[Sequence[Cell]], hidden: Array) -> list[Cell]:
    """Hidden cells whose value follows from the sums: those that no table with the same sums can change."""
    cells = [(int(row), int(column)) for row, column in np.argwhere(hidden)]
    if not cells:
        return []
    signs = np.array(
        [[(-1.0 if cell == line[-1] else 1.0) if cell in line else 0.0 for cell in cells] for line in lines]
    )
    _, sizes, directions = np.linalg.svd(signs)
    free = directions[int((sizes > 1e-9).sum()) :]
    return [cell for place, cell in enumerate(cells) if not (np.abs(free[:, place]) > 1e-9).any()]


def _whole_groups(inner: Array) -> list[str]:
    found = [f"row {place + 1}" for place, row in enumerate(inner) if len(row) > 1 and np.count_nonzero(row) == 1]
    columns = enumerate(inner.T)
    return found + [f"column {p + 1}" for p, column in columns if len(column) > 1 and np.count_nonzero(column) == 1]
