"""Columns over time, one part or several on top of one another."""

from dataclasses import dataclass

from pcc.charts.axes import Axis
from pcc.charts.chart import NOTHING, Chart, Records, Table, finite, nothing
from pcc.charts.frame import Frame, Label, frame, height_of
from pcc.charts.lettering import exact, joined, short, width_of
from pcc.charts.line import Point, Series, series_records, series_table
from pcc.charts.paper import DARK_BLUE, DARK_PINK, LIGHT_GREY, SEQUENCE, Look, Paper, Shape, looks

_RAMP = (LIGHT_GREY, SEQUENCE[2], SEQUENCE[1], DARK_BLUE, DARK_PINK)
"""From the first part of an order to its last, each darker; the end of the longest order stands out."""


@dataclass(frozen=True, kw_only=True)
class Columns(Chart):
    """Counts over time. Several parts stand on one another, the first at the foot, and add up to the whole.

    ``ordered`` parts, such as bands of age, get shades of one colour; there may be five of those, else four.
    """

    parts: tuple[Series, ...]
    axis: Axis = Axis.MONTH
    ordered: bool = False
    decimals: int = 0

    def __post_init__(self) -> None:
        values = [point.value for part in self.parts for point in part.points]
        finite(values)
        if len(self.parts) > 1 and any(value < 0 for value in values if value is not None):
            raise ValueError("Parts of a whole cannot be negative.")
        _ = self._looks

    @property
    def _looks(self) -> tuple[Look, ...]:
        if not self.ordered:
            return looks(len(self.parts))
        if len(self.parts) > len(_RAMP):
            raise ValueError(f"A chart shows at most {len(_RAMP)} ordered parts: join some.")
        return tuple(Look(colour, "", Shape.SQUARE) for colour in _RAMP[len(_RAMP) - len(self.parts) :])

    @property
    def _keys(self) -> list[str]:
        return self.axis.keys(point.at for part in self.parts for point in part.points)

    @property
    def _wholes(self) -> dict[str, float]:
        """The height of each column that has any figure."""
        wholes: dict[str, float] = {}
        for part in self.parts:
            for point in part.points:
                if point.value is not None:
                    wholes[point.at] = wholes.get(point.at, 0.0) + point.value
        return wholes

    def draw(self, *, width: int) -> Paper:
        wholes = self._wholes
        if not wholes:
            return nothing(width=width)
        paper = Paper(width=width, height=height_of(width))
        drawn = frame(
            paper,
            values=wholes.values(),
            unit=self.unit,
            axis=self.axis,
            keys=self._keys,
            labels=self._labels(wholes) if len(self.parts) > 1 else [],
            inset=None,
            whole=self.decimals == 0,
        )
        by_part = [{point.at: point for point in part.points if point.value is not None} for part in self.parts]
        for key in drawn.x:
            self._draw_column(drawn, key, [known.get(key) for known in by_part])
        if len(self.parts) == 1:
            self._draw_values(drawn, wholes)
        paper.line(drawn.plot.left, drawn.up(0), drawn.plot.right, drawn.up(0))
        return paper

    def _labels(self, wholes: dict[str, float]) -> list[Label]:
        """The names of the parts beside the last column, each at the middle of its own piece."""
        last = [key for key in self._keys if key in wholes][-1]
        labels, foot = [], 0.0
        for part, look in zip(self.parts, self._looks, strict=True):
            value = next((point.value for point in part.points if point.at == last), None) or 0.0
            square = Look(look.colour, "", Shape.SQUARE)
            labels.append(Label(part.name, short(value, decimals=self.decimals), foot + value / 2, look=square))
            foot += value
        return labels

    def _draw_column(self, drawn: Frame, key: str, here: list[Point | None]) -> None:
        foot = 0.0
        wide = max(min(drawn.step * 0.75, 56), 1)
        for part, look, point in zip(self.parts, self._looks, here, strict=True):
            if point is None or point.value is None:
                continue
            top, low = sorted((drawn.up(foot + point.value), drawn.up(foot)))
            name = f"{self.axis.words(key)}: {part.name.lower()} {exact(point.value, decimals=self.decimals)}"
            with drawn.paper.link(point.url, name):
                if point.url:
                    drawn.paper.target(
                        drawn.x[key] - drawn.step / 2, min(top, low - 24), drawn.step, max(low - top, 24)
                    )
                # A pixel of air keeps pieces apart without their colours.
                high = max(low - top - (1 if foot else 0), 0.5) if point.value else 0
                drawn.paper.rect(drawn.x[key] - wide / 2, top, wide, high, colour=look.colour)
            foot += point.value

    def _draw_values(self, drawn: Frame, wholes: dict[str, float]) -> None:
        """Each column's figure on its head, where all of them fit side by side and none hangs down."""
        texts = {key: short(value, decimals=self.decimals) for key, value in wholes.items()}
        if min(wholes.values()) < 0 or max(map(width_of, texts.values())) + 4 > drawn.step:
            return
        for key, words in texts.items():
            drawn.paper.text(words, drawn.x[key], drawn.up(wholes[key]) - 5, anchor="middle")

    def table(self) -> Table:
        header, rows = series_table(self.parts, axis=self.axis, keys=self._keys, decimals=self.decimals)
        if len(self.parts) < 2:
            return Table(header, rows)
        wholes = self._wholes
        totals = [exact(wholes[key], decimals=self.decimals) if key in wholes else "–" for key in self._keys]
        return Table((*header, "All"), tuple((*row, total) for row, total in zip(rows, totals, strict=True)))

    def records(self) -> Records:
        return series_records(self.parts, unit=self.unit)

    def sentence(self) -> str:
        wholes = {key: self._wholes[key] for key in self._keys if key in self._wholes}
        if not wholes:
            return NOTHING
        last = list(wholes)[-1]
        most, fewest = max(wholes, key=lambda key: wholes[key]), min(wholes, key=lambda key: wholes[key])
        name = self.parts[0].name if len(self.parts) == 1 else "All"
        said = f"{name}: {self._said(wholes, last)}."
        if len(wholes) > 1:
            said = f"{said[:-1]}; fewest {self._said(wholes, fewest)}, most {self._said(wholes, most)}."
        if len(self.parts) == 1:
            return said
        values = {
            part.name: next((point.value for point in part.points if point.at == last), None) for part in self.parts
        }
        pieces = [f"{name} {exact(value or 0.0, decimals=self.decimals)}" for name, value in values.items()]
        return f"{said} Of the last: {joined(pieces)}."

    def _said(self, wholes: dict[str, float], key: str) -> str:
        return f"{exact(wholes[key], decimals=self.decimals)} {self.axis.when(key)}"
