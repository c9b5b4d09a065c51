"""Shares and their differences, with how sure they are."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from pcc.errors import RuleBroken
from pcc.figures.words import percent

Z_95 = NormalDist().inv_cdf(0.975)
Z_998 = NormalDist().inv_cdf(0.999)

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
