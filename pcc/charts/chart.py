"""What every chart has: its words, its numbers as a table and as records, and how it is drawn."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pcc.charts.paper import Paper


class Table(NamedTuple):
    """The numbers of a chart for people: a header and rows of the same length."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Records(NamedTuple):
    """The numbers of a chart for machines: one fact a row, by field; keys stay codes and numbers stay numbers."""

    fields: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """A chart's words. ``heading`` says what was found; ``finding`` adds to it in a sentence.

    ``subtitle`` names measure, population, period and unit; ``source`` where the numbers come from. ``unit`` stands
    above the scale, and ``decimals`` is how many a value shows.
    """

    heading: str
    finding: str = ""
    subtitle: str = ""
    source: str = ""
    unit: str = ""
    decimals: int = 1

    @abstractmethod
    def draw(self, *, width: int) -> Paper:
        """The drawing at a width in pixels."""

    @abstractmethod
    def table(self) -> Table:
        """Every number of the chart, for people."""

    @abstractmethod
    def records(self) -> Records:
        """Every number of the chart, for machines."""

    @abstractmethod
    def sentence(self) -> str:
        """What the points say, in words, from the points alone."""


NOTHING = "There is nothing to show in this period."


def nothing(*, width: int) -> Paper:
    """The drawing of a chart without a point."""
    paper = Paper(width=width, height=64)
    paper.text("Nothing to show in this period", width / 2, 38, anchor="middle")
    return paper


def finite(numbers: Iterable[float | None]) -> None:
    """ValueError for a number that no scale can hold."""
    if not all(math.isfinite(number) for number in numbers if number is not None):
        raise ValueError("A chart holds finite numbers only; leave a missing one out as None.")
