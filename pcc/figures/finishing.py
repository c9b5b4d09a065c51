"""Time to finish, with open cases counted in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pcc.errors import RuleBroken
from pcc.figures.rates import Z_95

Array = npt.NDArray[Any]

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

    def reached_between(self, share: float) -> tuple[int | None, int | None]:
        """The ages between which this share was reached, at 95%: where the band's upper and lower edge reach it
        (Brookmeyer and Crowley 1982, on the log-log scale). None for an edge that does not."""

        def first(edge: str) -> int | None:
            edges = ((step.age, getattr(step, edge)) for step in self.steps)
            return next((age for age, at in edges if at is None or at >= share - 1e-9), None)

        return first("high"), first("low")

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


def differ_by(one: ShareFinished, other: ShareFinished, *, age: int) -> bool | None:
    """Whether the shares finished by an age differ by more than chance, at 95%; None where one of them cannot be read.

    On the complementary log-log scale, which holds with few cases (Klein, Logan, Harhoff and Andersen 2007).
    """
    read = [_on_scale(of, age) for of in (one, other)]
    if None in read:
        return None
    (at, variance), (its, its_variance) = (each for each in read if each is not None)
    return bool(abs(at - its) > Z_95 * np.sqrt(variance + its_variance))


def _on_scale(of: ShareFinished, age: int) -> tuple[float, float] | None:
    """The share finished by an age on that scale, with its variance, which the band tells."""
    last = next((step for step in reversed(of.steps) if step.age <= age <= of.until), None)
    if last is None or last.high is None or last.share <= 0 or last.high >= 1:
        return None
    at, edge = (float(np.log(-np.log(1 - share))) for share in (last.share, last.high))
    return at, ((edge - at) / Z_95) ** 2


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
