"""How long finished things took."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pcc.figures.rates import FEWEST_FOR_A_RATE
from pcc.figures.words import how_many, rounded

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Summary:
    """How many, their mean and percentiles, in the unit of the durations."""

    n: int
    mean: float
    median: float
    p75: float
    p90: float

    def in_words(self, what: str = "complaints", verb: str = "took") -> str:
        """How long half, three quarters and nine in ten of them took; of a handful, half alone."""
        if self.n == 1:
            one, did = what.replace("complaints", "complaint"), verb.replace("have ", "has ")
            return f"The one {one} {did} {how_many(round(self.median), 'working day')}."
        told = f"Half of the {self.n:,} {what} {verb} up to {rounded(self.median, 0)} working days"
        if self.n < FEWEST_FOR_A_RATE:
            return f"{told}: they are too few to say more."
        return f"{told}, three quarters up to {rounded(self.p75, 0)} and nine in ten up to {rounded(self.p90, 0)}."


SHARES = (0.5, 0.75, 0.9)


def summarise(days: npt.ArrayLike) -> Summary | None:
    """Mean and percentiles of one column of durations; None when there are none.

    Percentiles interpolate linearly between neighbours (type 7 of Hyndman and Fan 1996, numpy's default).
    """
    values = np.asarray(days)
    if not values.size:
        return None
    median, p75, p90 = np.percentile(values, [100 * share for share in SHARES]).tolist()
    return Summary(n=values.size, mean=_total(values) / values.size, median=median, p75=p75, p90=p90)


def _total(days: Array) -> int:
    """The sum of whole days, exact however many and in whatever order."""
    return int(days.sum(dtype=np.int64))


@dataclass(frozen=True)
class Tally:
    """How many took each number of days, in each of several parts: all that exact means and percentiles need.

    Counting costs a fraction of the sorting that percentiles of single durations take, and parts add up.
    """

    counts: Array
    """A row a part, a column a number of days from 0."""

    @classmethod
    def of(cls, days: Array, part: Array, *, parts: int) -> "Tally":
        """Whole days from 0 up, each of the part with this place among ``parts``."""
        width = int(days.max()) + 1 if len(days) else 1
        places = part.astype(np.int64) * width + days
        return cls(np.bincount(places, minlength=parts * width).reshape(parts, width))

    @property
    def together(self) -> Summary | None:
        """The summary of all parts taken together, equal to that of their single durations."""
        return _summary(self.counts.sum(axis=0))

    @property
    def each(self) -> "list[Summary | None]":
        """The summary of each part."""
        return [_summary(counts) for counts in self.counts]


def _summary(counts: Array) -> Summary | None:
    """``summarise`` from how often each number of days occurs."""
    up_to = counts.cumsum()
    n = int(up_to[-1])
    if not n:
        return None
    total = int(counts @ np.arange(len(counts)))
    median, p75, p90 = (_between_ranks(up_to, (n - 1) * share) for share in SHARES)
    return Summary(n=n, mean=total / n, median=median, p75=p75, p90=p90)


def _between_ranks(up_to: Array, place: float) -> float:
    """The value at a place between two ranks, as numpy works it out: from the nearer one."""
    rank = int(place)
    low, high = (int(value) for value in np.searchsorted(up_to, [rank + 1, min(rank + 2, int(up_to[-1]))]))
    beyond = place - rank
    return low + (high - low) * beyond if beyond < 0.5 else high - (high - low) * (1 - beyond)
