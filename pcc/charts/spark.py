"""A sparkline: the shape of a series in the height of two lines of text, for a row of measures."""

from dataclasses import dataclass

from pcc.charts.axes import Axis, Scale
from pcc.charts.chart import NOTHING, Chart, Records, Table, finite, nothing
from pcc.charts.lettering import exact, short, width_of
from pcc.charts.line import Series, series_records, series_table
from pcc.charts.paper import DARK_BLUE, Paper, Shape

_HEIGHT = 40


@dataclass(frozen=True, kw_only=True)
class Spark(Chart):
    """One series without axes, its last value beside it. It shows a shape; whoever needs numbers has the table."""

    series: Series
    axis: Axis = Axis.MONTH

    def __post_init__(self) -> None:
        finite(point.value for point in self.series.points)

    @property
    def _keys(self) -> list[str]:
        return self.axis.keys(point.at for point in self.series.points)

    def draw(self, *, width: int) -> Paper:
        values = {point.at: point.value for point in self.series.points if point.value is not None}
        if not values:
            return nothing(width=width)
        keys = self._keys
        last = [key for key in keys if key in values][-1]
        figure = short(values[last], decimals=self.decimals)
        paper = Paper(width=width, height=_HEIGHT)
        right = width - width_of(figure, bold=True) - 14
        low, high = min(values.values()), max(values.values())
        up = Scale(low, high, _HEIGHT - 8, 8) if high > low else Scale(low - 1, low + 1, _HEIGHT - 8, 8)
        along = Scale(0, max(len(keys) - 1, 1), 6, max(right, 12))
        runs: list[list[tuple[float, float]]] = [[]]
        for place, key in enumerate(keys):
            if key in values:
                runs[-1].append((along(place), up(values[key])))
            elif runs[-1]:
                runs.append([])
        for run in runs:
            paper.path(run, colour=DARK_BLUE)
            if len(run) == 1:
                paper.mark(Shape.CIRCLE, *run[0], colour=DARK_BLUE, radius=2)
        paper.mark(Shape.CIRCLE, along(keys.index(last)), up(values[last]), colour=DARK_BLUE, radius=4)
        paper.texts([figure], width, _HEIGHT / 2, anchor="end", bold=True)
        return paper

    def table(self) -> Table:
        return series_table((self.series,), axis=self.axis, keys=self._keys, decimals=self.decimals)

    def records(self) -> Records:
        return series_records((self.series,), unit=self.unit)

    def sentence(self) -> str:
        known = [(point.at, point.value) for point in self.series.points if point.value is not None]
        if not known:
            return NOTHING
        said = [f"{exact(value, decimals=self.decimals)} {self.axis.when(at)}" for at, value in (known[0], known[-1])]
        return f"{self.series.name}: {said[-1]}." if len(known) == 1 else f"{self.series.name}: {' to '.join(said)}."
