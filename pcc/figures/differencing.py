"""What several tables tell together that none of them tells alone: counts of a few, worked out by subtraction.

Each published count is the sum of cells that none of the tables may show: the complaints of one way of handling, in one
stretch of time, of one group. From all published sums together some of these cells, or some hidden counts, may follow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pcc.figures.small_numbers import FEWEST_SHOWN

Array = npt.NDArray[np.float64]

DAY = timedelta(days=1)

MOST_CELLS = 1500
"""More are not worked through: the check says so instead of taking minutes."""


@dataclass(frozen=True)
class Region:
    """What a count is of: these ways (of handling), from one day to another, of one group of a breakdown or of all."""

    ways: frozenset[str]
    since: date
    until: date
    breakdown: str = ""
    group: str = ""


@dataclass(frozen=True)
class Told:
    """One count of a table: of what, in words, and the number; None where it is hidden."""

    label: str
    region: Region
    count: int | None


@dataclass(frozen=True)
class Release:
    """A table that is public or is about to be. ``whole`` is its total where its groups add up to it."""

    name: str
    counts: tuple[Told, ...]
    whole: Region | None = None


def derivable(releases: Sequence[Release], *, fewest: int = FEWEST_SHOWN) -> tuple[str, ...]:
    """Counts from 1 to ``fewest`` - 1 that a reader of all these tables can work out, in sentences; the last is new.

    Hidden counts, and what is left between two published ones. Counts that were taken on different days do not fit
    together exactly: then what follows is about right, and is told all the same.
    """
    regions = [told.region for release in releases for told in release.counts]
    universe = _Universe([*regions, *(release.whole for release in releases if release.whole)])
    if universe.size > MOST_CELLS:
        return ("There are too many public tables of this figure to compare with each other: a person has to.",)
    known = list(_sums(releases, universe))
    if not known:
        return ()
    sums, numbers = np.array([row for row, _ in known]), np.array([number for _, number in known])
    _, sizes, directions = np.linalg.svd(sums, full_matrices=False)
    told_by = directions[: int((sizes > 1e-9).sum())]
    cells, *_ = np.linalg.lstsq(sums, numbers, rcond=None)
    regions_shown = {told.region for release in releases for told in release.counts if told.count is not None}
    shown = {universe.row(region).tobytes() for region in regions_shown}
    found: dict[str, None] = {}
    for label, row in (*_hidden(releases, universe), *universe.parts()):
        count = round(float(row @ cells))
        if not 0 < count < fewest or row.tobytes() in shown:
            continue
        if np.abs(row - (told_by @ row) @ told_by).max() > 1e-6:
            continue  # other numbers would fit what is published as well
        found.setdefault(f"{label}: {count}")
    return tuple(found)


def _sums(releases: Sequence[Release], universe: "_Universe") -> Iterator[tuple[Array, float]]:
    """What is published, as equations: sums of cells and their numbers."""
    for release in releases:
        for told in release.counts:
            if told.count is not None:
                yield universe.row(told.region), float(told.count)
        if release.whole is None:
            continue
        own = (release.whole.breakdown, release.whole.group)
        groups = [told.region for told in release.counts if (told.region.breakdown, told.region.group) != own]
        if groups:
            yield sum((universe.row(region) for region in groups), -universe.row(release.whole)), 0.0


def _hidden(releases: Sequence[Release], universe: "_Universe") -> Iterator[tuple[str, Array]]:
    for release in releases:
        for told in release.counts:
            if told.count is None:
                yield f"{told.label}, hidden in {release.name}", universe.row(told.region)


class _Universe:
    """The cells of which all counts are sums: stretches of time between the days that any count begins or ends on,
    ways of handling that no count tells apart, and groups."""

    def __init__(self, regions: Sequence[Region]) -> None:
        days = sorted({region.since for region in regions} | {region.until + DAY for region in regions})
        self.stretches = list(pairwise(days))
        every = sorted({way for region in regions for way in region.ways})
        together: dict[tuple[bool, ...], list[str]] = {}
        for way in every:
            together.setdefault(tuple(way in region.ways for region in regions), []).append(way)
        self.ways = list(together.values())
        self.groups = list(dict.fromkeys((region.breakdown, region.group) for region in regions))
        periods = [(region.since, region.until) for region in regions]
        self.periods = list(dict.fromkeys([*periods, *((first, after - DAY) for first, after in self.stretches)]))
        sets = list(dict.fromkeys(region.ways for region in regions))
        apart = [one - other for one in sets for other in sets if one > other]
        self.ways_left = list(dict.fromkeys([*map(frozenset, self.ways), *apart]))
        self.size = len(self.stretches) * len(self.ways) * len(self.groups)

    def row(self, region: Region) -> Array:
        """Which cells a count is the sum of: 1 for those, 0 for the others."""
        in_time = [region.since <= first and after - DAY <= region.until for first, after in self.stretches]
        of_ways = [ways[0] in region.ways for ways in self.ways]
        of_group = [group == (region.breakdown, region.group) for group in self.groups]
        row: Array = np.einsum("i,j,k->ijk", in_time, of_ways, of_group).astype(np.float64).ravel()
        return row

    def parts(self) -> Iterator[tuple[str, Array]]:
        """What may be left between published counts, in words: of the ways that tables tell apart, or of those that one
        has and another has not, in every stretch of time and in every period of a count, of all and of each group."""
        for since, until in self.periods:
            for ways in self.ways_left:
                for breakdown, group in self.groups:
                    region = Region(ways, since, until, breakdown, group)
                    yield self._said(region), self.row(region)

    def _said(self, region: Region) -> str:
        of = f"{region.group}, " if region.breakdown else ""
        return f"{of}{' and '.join(sorted(region.ways))}, {_day(region.since)} to {_day(region.until)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
