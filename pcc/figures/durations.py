"""How long finished things took."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


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
