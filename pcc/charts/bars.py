"""Horizontal bars: what there is most of, the longest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from pcc.charts import axes
from pcc.charts.chart import NOTHING, Chart, Records, Table, finite, nothing
from pcc.charts.frame import NARROW
from pcc.charts.lettering import LINE, SIZE, exact, joined, short, shortened, width_of, wrapped
from pcc.charts.paper import DARK_BLUE, LIGHT_GREY, Paper

_THICK = 22


@dataclass(frozen=True)
class Bar:
    name: str
    value: float
    url: str = ""
    focus: bool = False


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Bars sorted by length. The ``most`` longest are drawn, the others together as one; the table holds them all.

    Bars ``in_order``, such as bands of age, keep the order given and are all drawn. Bars in focus stand out from the
    others; without any they all look alike.
    """

    bars: tuple[Bar, ...]
    most: int = 8
    in_order: bool = False
    decimals: int = 0

    def __post_init__(self) -> None:
        finite(bar.value for bar in self.bars)

    @property
    def _sorted(self) -> list[Bar]:
        return list(self.bars) if self.in_order else sorted(self.bars, key=lambda bar: -bar.value)

    @property
    def _drawn(self) -> list[Bar]:
        bars = self._sorted
        rest = [] if self.in_order else bars[self.most :]
        if len(rest) < 2:
            return bars
        return [*bars[: self.most], Bar(f"Other ({len(rest):,} kinds)", sum(bar.value for bar in rest))]

    def draw(self, *, width: int) -> Paper:
        bars = self._drawn
        if not bars:
            return nothing(width=width)
        narrow = width < NARROW
        names = [wrapped(bar.name, width * 0.36, most=2) for bar in bars]
        gutter = 0.0 if narrow else max(width_of(line) for lines in names for line in lines) + 12
        each = _THICK + LINE + 12 if narrow else max(_THICK, LINE * max(map(len, names))) + 12
        head = SIZE + 12 if self.unit else 0
        paper = Paper(width=width, height=head + each * len(bars) + 4)
        if self.unit:
            paper.text(shortened(self.unit, width), 0, SIZE)
        figures = [short(bar.value, decimals=self.decimals) for bar in bars]
        along = self._scale(bars, figures, start=gutter, end=float(width))
        for place, (bar, words) in enumerate(zip(bars, figures, strict=True)):
            top = head + place * each
            with paper.link(bar.url, f"{bar.name}: {exact(bar.value, decimals=self.decimals)}"):
                if bar.url:
                    paper.target(0, top, width, each - 4)
                if narrow:
                    paper.text(shortened(bar.name, width), 0, top + SIZE)
                    top += LINE + 2
                else:
                    paper.texts(names[place], gutter - 12, top + _THICK / 2, anchor="end")
                self._draw_bar(paper, bar, words, along=along, top=top)
        if not narrow:
            paper.line(along(0), head - 6 if head else 0, along(0), paper.height)
        return paper

    @staticmethod
    def _scale(bars: Sequence[Bar], figures: Sequence[str], *, start: float, end: float) -> axes.Scale:
        """From the longest bar below nought to the longest above, with room for the figures at both ends."""
        widest = max(map(width_of, figures)) + 8
        low, high = min(0.0, *(bar.value for bar in bars)), max(0.0, *(bar.value for bar in bars))
        if low == high:
            high = 1.0
        return axes.Scale(low, high, start + (widest if low < 0 else 0), end - widest)

    def _draw_bar(self, paper: Paper, bar: Bar, words: str, *, along: axes.Scale, top: float) -> None:
        any_focus = any(other.focus for other in self.bars)
        colour = LIGHT_GREY if any_focus and not bar.focus else DARK_BLUE
        left, right = sorted((along(0), along(bar.value)))
        paper.rect(left, top, right - left, _THICK, colour=colour)
        if bar.value < 0:
            paper.texts([words], left - 6, top + _THICK / 2, anchor="end", bold=bar.focus)
        else:
            paper.texts([words], right + 6, top + _THICK / 2, bold=bar.focus)

    def table(self) -> Table:
        rows = [(bar.name, exact(bar.value, decimals=self.decimals)) for bar in self._sorted]
        return Table(("Name", self.unit or "Number"), tuple(rows))

    def records(self) -> Records:
        rows = [{"name": bar.name, "value": round(bar.value, 2), "unit": self.unit} for bar in self._sorted]
        return Records(("name", "value", "unit"), tuple(rows))

    def sentence(self) -> str:
        if not self.bars:
            return NOTHING
        said = [f"{bar.name} {exact(bar.value, decimals=self.decimals)}" for bar in self._drawn]
        if self.in_order:
            return f"{joined(said)}."
        said = said[:3]
        more = len(self.bars) - len(said)
        return f"Most: {joined(said)}{f'; {more:,} more in the table' if more > 0 else ''}."
