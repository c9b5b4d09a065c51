"""Comparing bodies by their rates."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pcc.errors import RuleBroken
from pcc.figures.rates import Z_95, Z_998

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
        half = z * math.sqrt(1 / (4 * n + 2) + self.spread**2)
        ends = max(middle - half, 0.0), min(middle + half, math.pi / 2)
        low, high = (((n + 0.75) * math.sin(end) ** 2 - 0.375) / n for end in ends)
        return max(low, 0.0), min(high, 1.0)

    def placed(self, name: str, k: int, n: int) -> Body:
        """Where a body that is no part of this group lies among its limits. RuleBroken without a base."""
        if not 0 <= k <= n or not n:
            raise RuleBroken("A rate counts a part of its base.")
        off = float(_on_scale(k, n)) - math.asin(math.sqrt(self.average))
        score = off / math.sqrt(1 / (4 * n + 2) + self.spread**2)
        return Body(name=name, k=k, n=n, share=k / n, z=score, position=_position(score))


WINSORISED = 0.1
"""The share of bodies at each end whose distance is drawn in before over-dispersion is measured."""


def funnel(rates: Sequence[tuple[str, int, int]]) -> Funnel | None:
    """Bodies (name, k, n) against 95 % and 99.8 % limits; those without a base are left out; None when none is left.

    Spiegelhalter 2005: arcsine of the rates, over-dispersion of Winsorised distances, and, when it is more than
    chance (above 1 + 2 sqrt(2 / bodies)), an additive random effect. The average is case-weighted. The arcsine is that
    of Anscombe 1948: without his correction none of ten would be low where one in five is usual.
    """
    if any(not 0 <= k <= n for _, k, n in rates):
        raise RuleBroken("A rate counts a part of its base.")
    based = [(name, k, n) for name, k, n in rates if n]
    if not based:
        return None
    cases = np.array([n for _, _, n in based], dtype=float)
    hits = np.array([k for _, k, _ in based], dtype=float)
    average = float(hits.sum() / cases.sum())
    error = 1 / np.sqrt(4 * cases + 2)
    off = _on_scale(hits, cases) - math.asin(math.sqrt(average))
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


def _on_scale(k: Any, n: Any) -> Any:
    """A rate on the arcsine scale, where its variance is 1 / (4 n + 2) whatever it is (Anscombe 1948)."""
    return np.arcsin(np.sqrt((k + 0.375) / (n + 0.75)))


def _position(z: float) -> Position:
    if abs(z) <= Z_95:
        return "as expected"
    if abs(z) <= Z_998:
        return "high" if z > 0 else "low"
    return "very high" if z > 0 else "very low"
