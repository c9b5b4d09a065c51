"""What moved a mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy.typing as npt

from pcc.figures.durations import _total

Array = npt.NDArray[Any]


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
