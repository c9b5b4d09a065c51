"""The share finished by age, open cases included: steps that rise, with their band and the numbers still open."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pcc.charts import axes
from pcc.charts.axes import Scale
from pcc.charts.chart import NOTHING, Chart, Records, Table, nothing
from pcc.charts.frame import Label, height_of, side_labels
from pcc.charts.lettering import LINE, SIZE, shortened, width_of
from pcc.charts.paper import Look, Paper, looks
from pcc.figures import AtAge, ShareFinished, Step, percent


@dataclass(frozen=True)
class Curve:
    """One cohort. The table and the numbers still open hold the ages that ``finished`` was read at; ``url`` leads to
    its cases, and ``open_urls`` to those still open at an age."""

    name: str
    finished: ShareFinished
    url: str = ""
    open_urls: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_drawn(self) -> bool:
        """Whether there are enough cases for a curve."""
        return self.finished.until > 0


@dataclass(frozen=True, kw_only=True)
class Share(Chart):
    """The share finished by each age, of up to four cohorts; ``standard`` is an age to be met, with its name."""

    curves: tuple[Curve, ...]
    standard: tuple[int, str] | None = None

    def __post_init__(self) -> None:
        looks(len(self.curves))

    def draw(self, *, width: int) -> Paper:
        return (
            _Drawing(self, width=width).paper if any(curve.is_drawn for curve in self.curves) else nothing(width=width)
        )

    def table(self) -> Table:
        """The shares at the ages read, with their bands, and how many were still open and watched."""
        several = len(self.curves) > 1
        rows = []
        for curve in self.curves:
            for at in curve.finished.at:
                band = "–" if at.low is None or at.high is None else f"{percent(at.low)} to {percent(at.high)}"
                share = "–" if at.share is None else percent(at.share)
                rows.append((*[curve.name] * several, f"{at.age:,}", share, band, _watched(at)))
        age = f"Age in {self.unit}" if self.unit else "Age"
        return Table((*["Of"] * several, age, "Finished", "Could be", _WATCHED), tuple(rows))

    def records(self) -> Records:
        rows = [
            {
                "series": curve.name,
                "age": at.age,
                "share": _rounded(at.share),
                "low": _rounded(at.low),
                "high": _rounded(at.high),
                "still_open": at.at_risk,
                "unit": self.unit,
            }
            for curve in self.curves
            for at in curve.finished.at
        ]
        return Records(("series", "age", "share", "low", "high", "still_open", "unit"), tuple(rows))

    def sentence(self) -> str:
        words = (f"{curve.name}: {curve.finished.in_words(self.unit or 'days')}" for curve in self.curves)
        return " ".join(words) or NOTHING


class _Drawing:
    """A share chart laid out on its paper: percentages up, ages along, numbers still open under the ages."""

    def __init__(self, chart: Share, *, width: int) -> None:
        self.chart = chart
        curves = [curve for curve in chart.curves if curve.is_drawn]
        self.looks = looks(len(chart.curves))
        counted = [curve for curve in curves if curve.finished.at]
        foot = SIZE + 6 + LINE + 6 + (LINE + 8 + 2 * LINE * len(counted) if counted else 0)
        plot_height = height_of(width) - axes.FOOT
        self.paper = Paper(width=width, height=plot_height + foot)
        self.up = Scale(0, 1, plot_height, axes.HEAD, (0, 0.25, 0.5, 0.75, 1))
        self.left = width_of("100%") + 8
        ends = [(curve, look, _share_at(curve.finished.steps, curve.finished.until)) for curve, look in self._pairs]
        labels = [
            Label(
                curve.name,
                f"{percent(share)} by {curve.finished.until:,}",
                share,
                look=look,
                bold=look is self.looks[0],
            )
            for curve, look, share in ends
        ]
        self.right = side_labels(self.paper, labels, up=self.up, top=0, bottom=plot_height)
        self.along = Scale(0, max(curve.finished.until for curve in curves), self.left, self.right)
        self._draw_scale()
        self._draw_standard()
        for curve, look in self._pairs:
            self._draw_band(curve, look)
        for curve, look, share in ends:
            corners = _corners(curve)
            self._draw_line([(self.along(age), self.up(at)) for age, at in corners], look)
            end = self.along(curve.finished.until)
            with self.paper.link(curve.url, f"{curve.name}: {percent(share)} finished"):
                if curve.url:
                    self.paper.target(end - 12, self.up(share) - 12, 24, 24)
                self.paper.mark(look.shape, end, self.up(share), colour=look.colour, radius=4.5)
        self._draw_foot(counted)

    @property
    def _pairs(self) -> list[tuple[Curve, Look]]:
        return [(curve, look) for curve, look in zip(self.chart.curves, self.looks, strict=True) if curve.is_drawn]

    def _draw_scale(self) -> None:
        for tick in self.up.ticks:
            self.paper.line(self.left, self.up(tick), self.right, self.up(tick), faint=tick != 0)
            self.paper.text(percent(tick), self.left - 8, self.up(tick) + SIZE * 0.35, anchor="end")
        self.paper.text("Finished", 0, SIZE)

    def _draw_standard(self) -> None:
        """A dotted line at the standard, named beside its foot, or beside its head where curves run along the foot."""
        if self.chart.standard is None or self.chart.standard[0] > self.along.high:
            return
        age, name = self.chart.standard
        x = self.along(age)
        self.paper.line(x, self.up(1), x, self.up(0), dash="1 4", thick=1.5)
        low = min(_share_at(curve.finished.steps, age) for curve, _ in self._pairs)
        y = self.up(0) - 8 if low >= 0.2 else self.up(1) + SIZE + 2
        if self.right - x >= x - self.left:
            self.paper.text(shortened(name, self.right - x - 6), x + 6, y)
        else:
            self.paper.text(shortened(name, x - self.left - 6), x - 6, y, anchor="end")

    def _draw_band(self, curve: Curve, look: Look) -> None:
        lows, highs = [], []
        for step, after in pairwise([*curve.finished.steps, None]):
            if step is None or step.low is None or step.high is None:
                continue
            end = after.age if after else curve.finished.until
            lows += [(self.along(step.age), self.up(step.low)), (self.along(end), self.up(step.low))]
            highs += [(self.along(step.age), self.up(step.high)), (self.along(end), self.up(step.high))]
        if lows:
            self.paper.area([*highs, *reversed(lows)], colour=look.colour, opacity=0.15)

    def _draw_line(self, points: Sequence[tuple[float, float]], look: Look) -> None:
        self.paper.path(points, colour=look.colour, dash=look.dash, thick=2.5)

    def _draw_foot(self, counted: Sequence[Curve]) -> None:
        """Ages along the foot, and under each how many of every cohort were still open."""
        base = self.up(0)
        read = sorted({at.age for curve in counted for at in curve.finished.at if at.age <= self.along.high})
        round_ages = [round(tick) for tick in axes.scale([self.along.high], start=0, end=1, whole=True).ticks]
        ages = self._thinned(read or round_ages, counted)
        for age in ages:
            self.paper.line(self.along(age), base, self.along(age), base + 5)
            self.paper.text(f"{age:,}", self.along(age), base + 6 + SIZE, anchor="middle")
        y = base + 6 + SIZE + LINE
        unit = self.chart.unit or "days"
        self.paper.text(shortened(f"Age in {unit}", self.paper.width), self.left, y)
        if not counted:
            return
        y += LINE + 8
        self.paper.text(_WATCHED, 0, y, bold=True)
        for curve in counted:
            y += LINE
            self.paper.text(shortened(curve.name, self.paper.width), 0, y)
            y += LINE
            for at in curve.finished.at:
                if at.age in ages:
                    self._draw_open(curve, at, y)

    def _draw_open(self, curve: Curve, at: AtAge, y: float) -> None:
        age, words = at.age, _watched(at)
        x, url = self.along(age), curve.open_urls.get(age, "")
        with self.paper.link(url, f"{curve.name}: {words} still open at {age:,} {self.chart.unit or 'days'}"):
            if url:
                wide = max(width_of(words), 24)
                self.paper.target(x - wide / 2, y - SIZE * 0.35 - 12, wide, 24)
            self.paper.text(words, x, y, anchor="middle")

    def _thinned(self, ages: Sequence[int], counted: Sequence[Curve]) -> list[int]:
        """The ages whose numbers, kept on the paper, do not meet those of the age before."""
        kept: list[int] = []
        ends = -math.inf
        for age in ages:
            if age > self.along.high:
                continue
            words = [f"{age:,}", *(f"{at.at_risk:,}" for curve in counted for at in curve.finished.at if at.age == age)]
            half = max(map(width_of, words)) / 2
            x = min(max(self.along(age), half), self.paper.width - half)
            if x - half >= ends:
                kept.append(age)
                ends = x + half + axes.GAP
        return kept


_WATCHED = "Still open, of those that old"
"""What stands over the number at risk: of those that came in later nobody knows yet."""


def _watched(at: AtAge) -> str:
    """How many were still open at an age; nothing where none of the cohort is that old yet."""
    return "–" if at.share is None and not at.at_risk else f"{at.at_risk:,}"


def _corners(curve: Curve) -> list[tuple[int, float]]:
    """The outline of the steps: flat to each age, then up."""
    corners: list[tuple[int, float]] = [(0, 0.0)]
    for step in curve.finished.steps:
        corners += [(step.age, corners[-1][1]), (step.age, step.share)]
    return [*corners, (curve.finished.until, corners[-1][1])]


def _share_at(steps: Sequence[Step], age: int) -> float:
    return next((step.share for step in reversed(steps) if step.age <= age), 0.0)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
