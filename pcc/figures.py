"""Statistics without a database: each figure is a function of numbers and arrays, and says which method it follows.

Days are whole numbers (working or calendar days: the caller says which). Shares run from 0 to 1. Nothing is rounded
here. What cannot be a figure is refused with a sentence (RuleBroken); what is merely absent is ``None``.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


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
    """How long ``n`` finished things took: the mean, and the days within which half, 75 % and 90 % of them finished."""

    n: int
    mean: float
    median: float
    p75: float
    p90: float


def summarise(days: npt.ArrayLike) -> Summary | None:
    """Mean and percentiles of finished durations, in the unit of ``days``; ``None`` where nothing finished.

    Percentiles interpolate linearly between the two nearest values (type 7 of Hyndman and Fan 1996), which is what
    spreadsheets and PostgreSQL's ``percentile_cont`` do.
    """
    values = np.asarray(days, dtype=np.float64)
    if not values.size:
        return None
    median, p75, p90 = np.percentile(values, [50, 75, 90]).tolist()
    return Summary(n=values.size, mean=float(values.mean()), median=median, p75=p75, p90=p90)
