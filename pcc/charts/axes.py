"""Axes: round numbers up the side, months along the foot, and the room around a plot."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pcc.charts.lettering import LINE, SIZE, day_name, month_name, short, shortened, width_of
from pcc.charts.paper import Paper

GAP = 10
"""Pixels at least between two texts of an axis."""


class Axis(StrEnum):
    """What the keys along the foot are: months (2026-10), days or weeks (2026-10-05), or names as they stand."""

    MONTH = "MONTH"
    DAY = "DAY"
    NAME = "NAME"

    def keys(self, given: Iterable[str]) -> list[str]:
        """The places along the foot: every month from first to last, also those without a figure; others as given."""
        known = list(dict.fromkeys(given))
        if self is Axis.NAME or not known:
            return known
        if self is Axis.DAY:
            return sorted(known)
        first, last = _month_number(min(known)), _month_number(max(known))
        return [_month_key(number) for number in range(first, last + 1)]

    def words(self, key: str) -> str:
        """A key in full: October 2026."""
        if self is Axis.MONTH:
            return month_name(key)
        return day_name(key) if self is Axis.DAY else key

    def when(self, key: str) -> str:
        """A key as part of a sentence: in October 2026, on 5 October 2026."""
        return f"{'on' if self is Axis.DAY else 'in'} {self.words(key)}"

    def labels(self, keys: Sequence[str], *, step: float) -> dict[int, tuple[str, ...]]:
        """The places that get a label, and its lines, when neighbours stand ``step`` pixels apart: as many as fit."""
        if self is Axis.MONTH:
            return _month_labels(keys, step=step)
        if self is Axis.DAY:
            days = [date.fromisoformat(key) for key in keys]
            texts = [f"{day:%-d %b}" for day in days]
            chosen = _every(texts, step=step)
            return _with_years([(place, texts[place], str(days[place].year)) for place in chosen])
        texts = [shortened(key, max(step * 2, 70)) for key in keys]
        return {place: (texts[place],) for place in _every(texts, step=step)}


def _month_number(key: str) -> int:
    return int(key[:4]) * 12 + int(key[5:7]) - 1


def _month_key(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _every(texts: Sequence[str], *, step: float) -> range:
    """Every nth place, with the smallest n at which the widest text keeps its distance; counted from the first."""
    widest = max(map(width_of, texts), default=0)
    return range(0, len(texts), max(1, math.ceil((widest + GAP) / step)) if step > 0 else max(1, len(texts)))


def _month_labels(keys: Sequence[str], *, step: float) -> dict[int, tuple[str, ...]]:
    widest = width_of("2026") + GAP
    numbers = [_month_number(key) for key in keys]
    for apart in (1, 3, 6):
        chosen = [place for place, number in enumerate(numbers) if number % apart == 0]
        if apart * step >= widest and chosen:
            return _with_years(
                [(place, f"{date(2000, numbers[place] % 12 + 1, 1):%b}", keys[place][:4]) for place in chosen]
            )
    for years in (1, 2, 5, 10, 20, 50, 100, 500, 1000):
        chosen = [place for place, number in enumerate(numbers) if number % (12 * years) == 0]
        if years * 12 * step >= widest and chosen:
            return {place: (keys[place][:4],) for place in chosen}
    return {0: (keys[0][:4],)} if keys else {}


def _with_years(labels: Sequence[tuple[int, str, str]]) -> dict[int, tuple[str, ...]]:
    """Labels with the year under the first of each year."""
    lines: dict[int, tuple[str, ...]] = {}
    year = ""
    for place, text, its_year in labels:
        lines[place] = (text,) if its_year == year else (text, its_year)
        year = its_year
    return lines


@dataclass(frozen=True)
class Scale:
    """A straight scale: the value ``low`` stands at pixel ``start``, ``high`` at ``end``, with ``ticks`` between."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...] = ()

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def scale(values: Iterable[float], *, start: float, end: float, most: int = 5, whole: bool = False) -> Scale:
    """A scale that holds nought and all values, ends on round numbers and has at most ``most`` steps.

    ``whole`` keeps its ticks to whole numbers, for counts.
    """
    held = [0.0, *values]
    low, high = min(held), max(held)
    if low == high:
        high = 1.0
    rough = max((high - low) / most, 1.0 if whole else 0.0)
    size = 10.0 ** math.floor(math.log10(rough))
    rounds = (1, 2, 5, 10, 20) if whole and size < 10 else (1, 2, 2.5, 5, 10, 20)
    step = next(size * times for times in rounds if size * times >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(step * place for place in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """The words of ticks, with just the decimals that tell them apart."""
    step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1
    decimals = next((count for count in range(6) if math.isclose(round(step, count), step, rel_tol=1e-6)), 6)
    return [short(tick, decimals=decimals) for tick in ticks]


@dataclass(frozen=True)
class Plot:
    """The part of the paper inside the axes, in pixels from the top left."""

    left: float
    right: float
    top: float
    bottom: float


def draw_scale(paper: Paper, up: Scale, *, left: float, right: float, unit: str, top: float = 0) -> None:
    """Light grid lines with their numbers to the left, a firmer one at nought, and the unit above."""
    for tick, words in zip(up.ticks, tick_texts(up.ticks), strict=True):
        paper.line(left, up(tick), right, up(tick), faint=tick != 0)
        paper.text(words, left - 8, up(tick) + SIZE * 0.35, anchor="end")
    if unit:
        paper.text(shortened(unit, paper.width), 0, top + SIZE)


def room_for_scale(up: Scale) -> float:
    """Pixels the numbers of a scale take to the left of a plot."""
    return max(map(width_of, tick_texts(up.ticks))) + 8


def draw_foot(paper: Paper, plot: Plot, axis: Axis, keys: Sequence[str], xs: Sequence[float]) -> None:
    """Ticks and thinned labels under the plot; two labels never meet, also where the edge pushes one inwards."""
    step = (xs[-1] - xs[0]) / (len(xs) - 1) if len(xs) > 1 else plot.right - plot.left
    ends = -math.inf
    for place, lines in axis.labels(keys, step=step).items():
        half = max(map(width_of, lines)) / 2
        x = min(max(xs[place], half), paper.width - half)
        if x - half < ends:
            continue
        ends = x + half + GAP / 2
        paper.line(xs[place], plot.bottom, xs[place], plot.bottom + 5)
        for row, words in enumerate(lines):
            paper.text(words, x, plot.bottom + 6 + SIZE + row * LINE, anchor="middle")


FOOT = 6 + SIZE + LINE + 4
"""Pixels under a plot for two lines of labels."""
HEAD = SIZE + 20
"""Pixels above a plot for the unit, and for a figure on the tallest column under it."""
