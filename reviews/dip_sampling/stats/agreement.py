"""How far readers agree, and how sure a share is, when the file and not the reading is the unit. Pure functions.

Chance enters only by a fixed seed: the same answers give the same figures wherever and whenever they are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
"""How often the files are drawn anew for an interval."""

SEED = 20_260_901
"""Where the draws of the intervals begin: fixed, so that a figure can be checked to its last digit."""

Counts = NDArray[np.float64]
"""A row for each file, a column for each answer in its order: how many readers gave it. "I can't tell" has none."""


@dataclass(frozen=True)
class Interval:
    """A figure and the range that 95% of samples of such files would give; None where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None


NOT_TOLD = Interval(None, None, None)


def share_by_file(on_side: Sequence[int], base: Sequence[int]) -> Interval:
    """A share of readings, its interval found by drawing files anew: readings of one file are not independent.

    ``on_side`` and ``base`` count the readings of each file; files without a reading are left out.
    """
    k, n = np.asarray(on_side, dtype=float), np.asarray(base, dtype=float)
    k, n = k[n > 0], n[n > 0]
    if not len(n):
        return NOT_TOLD
    value = float(k.sum() / n.sum())
    drawn = _draws(len(n))
    low, high = _middle(k[drawn].sum(axis=1) / n[drawn].sum(axis=1))
    return Interval(value, low, high)


def pair_agreement(counts: Counts) -> float | None:
    """The share of pairs of readers who gave the same answer, the average over files read by two or more."""
    m = counts.sum(axis=1)
    counts, m = counts[m >= 2], m[m >= 2]
    if not len(m):
        return None
    same = (counts * (counts - 1)).sum(axis=1) / (m * (m - 1))
    return float(same.mean())


def alpha(counts: Counts, *, ordinal: bool) -> float | None:
    """Krippendorff's alpha: 1 is perfect agreement, 0 what chance would give; gaps are allowed.

    None where it is undefined: no file has two readers, or every reader gave one and the same answer.
    """
    found = _alphas(counts, ordinal=ordinal, drawn=np.arange(len(counts))[None, :])
    return None if np.isnan(found[0]) else float(found[0])


def alpha_by_file(counts: Counts, *, ordinal: bool) -> Interval:
    """Alpha with its interval, found by drawing files anew; draws in which it is undefined are left out."""
    value = alpha(counts, ordinal=ordinal)
    if value is None:
        return NOT_TOLD
    found = _alphas(counts, ordinal=ordinal, drawn=_draws(len(counts)))
    told = found[~np.isnan(found)]
    if len(told) < RESAMPLES // 2:
        return Interval(value, None, None)
    low, high = _middle(told)
    return Interval(value, low, high)


def _draws(files: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, files, size=(RESAMPLES, files))


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _alphas(counts: Counts, *, ordinal: bool, drawn: NDArray[np.int64]) -> NDArray[np.float64]:
    """Alpha for each row of ``drawn``, which names files by their place; NaN where it is undefined."""
    m = counts.sum(axis=1)
    paired = np.where(m[:, None] >= 2, counts, 0.0)
    weight = np.where(m >= 2, 1.0 / np.maximum(m - 1, 1), 0.0)
    within = paired[:, :, None] * paired[:, None, :] * weight[:, None, None]
    observed = within[drawn].sum(axis=1)
    margins = paired[drawn].sum(axis=1)
    n = margins.sum(axis=1)
    apart = _apart(margins, ordinal=ordinal)
    seen = (observed * apart).sum(axis=(1, 2))
    expected = (margins[:, :, None] * margins[:, None, :] * apart).sum(axis=(1, 2))
    found = np.full(len(n), np.nan)
    told = expected > 0
    found[told] = 1.0 - (n[told] - 1) * seen[told] / expected[told]
    return found


def _apart(margins: NDArray[np.float64], *, ordinal: bool) -> NDArray[np.float64]:
    """How far two answers are apart, squared: 1 or 0 when nominal; ordinal by how many answers lie between them."""
    size = margins.shape[1]
    if not ordinal:
        return np.broadcast_to(1.0 - np.eye(size), (len(margins), size, size))
    upto = np.concatenate([np.zeros((len(margins), 1)), margins.cumsum(axis=1)], axis=1)
    first, last = np.minimum.outer(np.arange(size), np.arange(size)), np.maximum.outer(np.arange(size), np.arange(size))
    between = upto[:, last + 1] - upto[:, first]
    ends = (margins[:, :, None] + margins[:, None, :]) / 2
    distance: NDArray[np.float64] = (between - ends) ** 2
    distance[:, np.arange(size), np.arange(size)] = 0.0
    return distance
