"""Process limits: is this month unusual?"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np

from pcc.figures.words import rounded


@dataclass(frozen=True)
class XmRRules:
    """The choices of an XmR chart (NHS England, Making Data Count); sources differ, so what was used is printed."""

    run: int = 7
    """This many in a row on one side of the mean."""
    trend: int = 7
    """This many points in a row, each higher (or each lower) than the one before it."""
    leave_out_wide_ranges: bool = True
    """Leave moving ranges above 3.267 times their average out of the limits, unless only noughts would be left: limits
    without any width would call every point unusual."""
    trial_under: int = 12
    """With fewer points the limits are on trial."""
    median_under: int = 6
    """With fewer points there is a median and no limits."""
    at_least: float | None = None
    """The lowest value that can happen, where the lower limit is cut: 0 for days and counts."""

    @property
    def words(self) -> str:
        """What stands under the chart about how it was made."""
        wide = "left out of them, unless nothing else varies" if self.leave_out_wide_ranges else "kept in them"
        return (
            f"Limits are the mean plus and minus 2.66 average moving ranges; unusually wide ranges are {wide}. "
            f"Signals: a point outside a limit; {self.run} in a row on one side of the mean; "
            f"{self.trend} in a row rising or falling; 2 of 3 in a row near the same limit, which is in the outer "
            "third of the way to it."
        )


LIMIT = 2.66
WIDE_RANGE = 3.267
NEAR = 2 / 3
"""How far on the way to a limit a point is near it. One beyond the limit is outside, and not near, as in the reference
code of Making Data Count; the older Western Electric rule counts it in both."""

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
    """Something beyond ordinary variation, from place ``first`` to place ``last``, both included.

    ``only`` are the places among these that stand out, where not all of them do: the two of three near a limit.
    """

    rule: Literal["outside", "run", "trend", "near"]
    direction: Direction
    first: int
    last: int
    words: str
    only: frozenset[int] = frozenset()

    def holds(self, place: int) -> bool:
        """Whether the point at a place stands out by this signal."""
        return self.first <= place <= self.last and (not self.only or place in self.only)


@dataclass(frozen=True)
class XmR:
    """Points in time with the limits of their ordinary variation, and what is out of the ordinary."""

    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    stretches: tuple[Stretch, ...]
    signals: tuple[Signal, ...]
    rules: XmRRules = field(default=XmRRules())

    def signals_at(self, place: int) -> list[Signal]:
        """The signals by which a point stands out."""
        return [signal for signal in self.signals if signal.holds(place)]

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
    return math.fsum(kept) / len(kept) if any(kept) else average


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
    outside = {signal.first for signal in found if signal.rule == "outside"}
    near: dict[int, Direction | None] = {
        place: sides[place] if place not in outside and abs(offs[place] or 0.0) > NEAR * spread + exact else None
        for place in places
    }
    for first, last, side in _two_of_three(places, near, sides):
        limit = "upper" if side == "high" else "lower"
        own = frozenset(place for place in range(first, last + 1) if near[place] == side)
        said = f"{_spell(labels, first, last)}: {len(own)} of {last - first + 1} near the {limit} limit."
        found.append(Signal("near", side, first, last, said, own))
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
