"""Dots: every case on one strip, and rates with the interval they could lie in."""

from collections.abc import Sequence
from dataclasses import dataclass

from pcc.charts import axes
from pcc.charts.axes import Scale
from pcc.charts.chart import NOTHING, Chart, Records, Table, finite, nothing
from pcc.charts.frame import NARROW
from pcc.charts.lettering import LINE, SIZE, exact, shortened, width_of, wrapped
from pcc.charts.paper import DARK_BLUE, ORANGE, ORDINARY, Paper, Shape
from pcc.figures import FEWEST_FOR_A_RATE, Rate, percent

MOST_DOTS = 150
"""Cases a reader can still see one by one."""


@dataclass(frozen=True)
class Dot:
    """One case; ``late`` ones stand out."""

    name: str
    value: float
    url: str = ""
    late: bool = False


@dataclass(frozen=True)
class Rule:
    """A value to compare with, and its name: the median, a standard."""

    name: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Strip(Chart):
    """Every case as a dot along its value, those that would meet on top of each other."""

    dots: tuple[Dot, ...]
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        finite([*(dot.value for dot in self.dots), *(rule.value for rule in self.rules)])
        if len(self.dots) > MOST_DOTS:
            raise ValueError(f"A strip shows at most {MOST_DOTS} cases, not {len(self.dots)}: draw bands instead.")

    @property
    def _sorted(self) -> list[Dot]:
        return sorted(self.dots, key=lambda dot: (dot.value, dot.name))

    def draw(self, *, width: int) -> Paper:
        if not self.dots:
            return nothing(width=width)
        radius = 4.5 if width >= NARROW else 3.5
        reach = axes.scale(
            [*(dot.value for dot in self.dots), *(rule.value for rule in self.rules)],
            start=0,
            end=1,
            whole=self.decimals == 0,
        )
        words = axes.tick_texts(reach.ticks)
        along = Scale(
            reach.low, reach.high, max(width_of(words[0]) / 2, 8), width - max(width_of(words[-1]) / 2, 8), reach.ticks
        )
        placed = _stacked(self._sorted, along, apart=2 * radius + 1)
        head = (LINE * len(self.rules)) + 10
        tall = (max(row for _, row in placed) + 1) * (2 * radius + 1)
        base = head + max(tall, 40) + 8
        paper = Paper(width=width, height=base + 6 + SIZE + LINE + 6)
        paper.line(along.start, base, along.end, base)
        ends = -1.0
        for tick, text in zip(along.ticks, words, strict=True):
            if along(tick) - width_of(text) / 2 >= ends:
                paper.line(along(tick), base, along(tick), base + 5)
                paper.text(text, along(tick), base + 6 + SIZE, anchor="middle")
                ends = along(tick) + width_of(text) / 2 + axes.GAP
        if self.unit:
            paper.text(shortened(self.unit, width), along.start, base + 6 + SIZE + LINE)
        self._draw_rules(paper, along, base=base)
        for dot, row in placed:
            with paper.link(dot.url, f"{dot.name}: {exact(dot.value, decimals=self.decimals)}"):
                paper.mark(
                    Shape.DIAMOND if dot.late else Shape.CIRCLE,
                    along(dot.value),
                    base - radius - 3 - row * (2 * radius + 1),
                    colour=ORANGE if dot.late else DARK_BLUE,
                    radius=radius,
                )
        return paper

    def _draw_rules(self, paper: Paper, along: Scale, *, base: float) -> None:
        """Lines to compare with, their names to the right, a greater one lower, so that no line crosses a name."""
        for place, rule in enumerate(sorted(self.rules, key=lambda rule: rule.value)):
            x, y = along(rule.value), SIZE + place * LINE
            name = shortened(f"{rule.name} {exact(rule.value, decimals=self.decimals)}", paper.width - 8)
            paper.line(x, y - SIZE + 3, x, base, dash="" if place == 0 else "2 3", thick=1.5)
            if x + 6 + width_of(name) <= paper.width:
                paper.text(name, x + 6, y)
            else:
                paper.text(name, x - 6, y, anchor="end")

    def table(self) -> Table:
        rows = tuple((dot.name, exact(dot.value, decimals=self.decimals)) for dot in self._sorted)
        return Table(("Case", self.unit or "Value"), rows)

    def records(self) -> Records:
        rows = tuple({"name": dot.name, "value": round(dot.value, 2), "unit": self.unit} for dot in self._sorted)
        return Records(("name", "value", "unit"), rows)

    def sentence(self) -> str:
        if not self.dots:
            return NOTHING
        dots, late = self._sorted, sum(dot.late for dot in self.dots)
        reach = (
            f"from {exact(dots[0].value, decimals=self.decimals)} to {exact(dots[-1].value, decimals=self.decimals)}"
        )
        rules = [f"{rule.name} {exact(rule.value, decimals=self.decimals)}." for rule in self.rules]
        cases = f"{len(dots):,} {'case' if len(dots) == 1 else 'cases'}, {reach}"
        return " ".join([f"{cases}; {late:,} late." if late else f"{cases}.", *rules])


def _stacked(dots: Sequence[Dot], along: Scale, *, apart: float) -> list[tuple[Dot, int]]:
    """Each dot with the lowest row in which it meets none that came before."""
    ends: list[float] = []
    placed = []
    for dot in dots:
        x = along(dot.value)
        row = next((row for row, end in enumerate(ends) if x - end >= apart), len(ends))
        ends[row : row + 1] = [x]
        placed.append((dot, row))
    return placed


@dataclass(frozen=True)
class Interval:
    """One rate with its name; with too few cases for an interval it is told as counts alone."""

    name: str
    rate: Rate
    url: str = ""
    focus: bool = False

    @property
    def is_drawn(self) -> bool:
        return self.rate.n >= FEWEST_FOR_A_RATE

    @property
    def percentages(self) -> tuple[str, str, str]:
        """The share, and from and to where it could be."""
        if not self.is_drawn:
            return ("–", "–", "–")
        return (percent(self.rate.value), percent(self.rate.low), percent(self.rate.high))

    @property
    def told(self) -> str:
        """20 of 104: 19% (13% to 28%)."""
        counts = f"{self.rate.k:,} of {self.rate.n:,}"
        share, low, high = self.percentages
        return f"{counts}: {share} ({low} to {high})" if self.is_drawn else counts


@dataclass(frozen=True, kw_only=True)
class Intervals(Chart):
    """Rates as dots with the interval each could lie in, in the order given; ``rule`` is a share to compare with."""

    intervals: tuple[Interval, ...]
    rule: Rule | None = None

    def draw(self, *, width: int) -> Paper:
        if not self.intervals:
            return nothing(width=width)
        narrow = width < NARROW
        names = [wrapped(row.name, width * 0.3, most=2) for row in self.intervals]
        told = [row.told for row in self.intervals]
        left = 8.0 if narrow else max(width_of(line, bold=True) for lines in names for line in lines) + 16
        right = width - (width_of("100%") / 2 if narrow else max(map(width_of, told)) + 16)
        reach = axes.scale([self._most() * 100], start=left, end=right, most=4)
        each = 2 * LINE + 24 if narrow else 2 * LINE + 8
        head = LINE + 8 if self.rule else 4
        base = head + each * len(self.intervals)
        paper = Paper(width=width, height=base + 6 + SIZE + LINE + 6)
        # On a phone the words stand above each rate, so the grid keeps to the band under them.
        bands = [
            (head + place * each + (2 * LINE + 2 if narrow else 0), head + (place + 1) * each - (6 if narrow else 0))
            for place in range(len(self.intervals))
        ]
        self._draw_grid(paper, reach, bands=bands, base=base)
        for place, row in enumerate(self.intervals):
            top = head + place * each
            with paper.link(row.url, f"{row.name}: {told[place]}"):
                if row.url:
                    paper.target(0, top, width, each)
                if narrow:
                    paper.text(shortened(row.name, width / 1.08), 0, top + SIZE, bold=row.focus)
                    paper.text(shortened(told[place], width), 0, top + SIZE + LINE)
                else:
                    paper.texts(names[place], left - 16, top + each / 2, anchor="end", bold=row.focus)
                    paper.texts([told[place]], right + 16, top + each / 2)
                self._draw_rate(paper, row, reach, middle=sum(bands[place]) / 2)
        return paper

    def _most(self) -> float:
        shown = [row.rate.high for row in self.intervals if row.is_drawn]
        return max([*shown, self.rule.value if self.rule else 0.0, 0.05])

    def _draw_grid(self, paper: Paper, along: Scale, *, bands: Sequence[tuple[float, float]], base: float) -> None:
        for tick, text in zip(along.ticks, axes.tick_texts(along.ticks), strict=True):
            for top, bottom in bands:
                paper.line(along(tick), top, along(tick), bottom, faint=tick > 0)
            paper.text(f"{text}%", along(tick), base + 6 + SIZE, anchor="middle")
        if self.unit:
            start = 0.0 if paper.width < NARROW else along.start
            paper.text(shortened(self.unit, paper.width - start), start, base + 6 + SIZE + LINE)
        if self.rule:
            x = along(self.rule.value * 100)
            words = shortened(f"{self.rule.name} {percent(self.rule.value)}", paper.width)
            paper.text(words, x, SIZE, anchor="middle")
            for top, bottom in bands:
                paper.line(x, top, x, bottom, dash="2 3", thick=1.5)

    def _draw_rate(self, paper: Paper, row: Interval, along: Scale, *, middle: float) -> None:
        if not row.is_drawn:
            return
        low, high = along(row.rate.low * 100), along(row.rate.high * 100)
        colour = ORDINARY if any(other.focus for other in self.intervals) and not row.focus else DARK_BLUE
        paper.line(low, middle, high, middle, colour=colour, thick=2.5)
        for end in (low, high):
            paper.line(end, middle - 5, end, middle + 5, colour=colour, thick=2)
        shape = Shape.DIAMOND if row.focus else Shape.CIRCLE
        paper.mark(shape, along(row.rate.value * 100), middle, colour=colour, radius=5.5)

    def table(self) -> Table:
        rows = tuple((row.name, f"{row.rate.k:,}", f"{row.rate.n:,}", *row.percentages) for row in self.intervals)
        return Table(("Name", "Number", "Of", "Share", "Could be from", "To"), rows)

    def records(self) -> Records:
        rows = tuple(
            {
                "name": row.name,
                "k": row.rate.k,
                "n": row.rate.n,
                "share": round(row.rate.value, 4),
                "low": round(row.rate.low, 4),
                "high": round(row.rate.high, 4),
            }
            for row in self.intervals
        )
        return Records(("name", "k", "n", "share", "low", "high"), rows)

    def sentence(self) -> str:
        return " ".join(f"{row.name}: {row.told}." for row in self.intervals) or NOTHING
