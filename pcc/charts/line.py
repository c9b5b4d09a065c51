"""Lines over time: one or more series, and for a process behaviour chart the limits and the points that stand out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pcc.charts import axes
from pcc.charts.axes import Axis, Plot, Scale
from pcc.charts.chart import NOTHING, Chart, Records, Table, finite, nothing
from pcc.charts.lettering import LINE, exact, joined, short, spread, width_of, wrapped
from pcc.charts.paper import DARK_BLUE, DARK_GREY, LIGHT_PURPLE, ORANGE, Look, Paper, Shape, looks


class Meaning(StrEnum):
    """What a point outside ordinary variation means; a measure without a good direction only ever changes."""

    IMPROVING = "IMPROVING"
    CONCERN = "CONCERN"
    CHANGED = "CHANGED"


_COLOURS = {Meaning.IMPROVING: DARK_BLUE, Meaning.CONCERN: ORANGE, Meaning.CHANGED: LIGHT_PURPLE}


@dataclass(frozen=True)
class Signal:
    """Why a point stands out, in words that continue a date: "above the upper limit"."""

    meaning: Meaning
    words: str


@dataclass(frozen=True)
class Point:
    """A value at a place of the axis; None where there is none. ``url`` leads to its ``n`` records."""

    at: str
    value: float | None
    url: str = ""
    n: int | None = None
    signal: Signal | None = None


@dataclass(frozen=True)
class Series:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Limits:
    """The mean and the limits of ordinary variation from one place of the axis to another, both included."""

    since: str
    until: str
    low: float
    mean: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Line(Chart):
    """Series over time. Missing months break the line; limits belong to a chart of one series."""

    series: tuple[Series, ...]
    axis: Axis = Axis.MONTH
    limits: tuple[Limits, ...] = ()

    def __post_init__(self) -> None:
        looks(len(self.series))
        finite(point.value for series in self.series for point in series.points)
        finite(value for limits in self.limits for value in (limits.low, limits.mean, limits.high))

    @property
    def keys(self) -> list[str]:
        return self.axis.keys(point.at for series in self.series for point in series.points)

    def draw(self, *, width: int) -> Paper:
        if not any(point.value is not None for series in self.series for point in series.points):
            return nothing(width=width)
        return _Drawing(self, width=width).paper

    def table(self) -> Table:
        values = [{point.at: point for point in series.points} for series in self.series]
        counted = any(point.n is not None for series in self.series for point in series.points)
        signalled = any(point.signal for series in self.series for point in series.points)
        rows = []
        for key in self.keys:
            here = [by_key.get(key, Point(key, None)) for by_key in values]
            row = [self.axis.words(key)]
            if counted:
                row.append(next((f"{point.n:,}" for point in here if point.n is not None), "–"))
            row += ["–" if point.value is None else exact(point.value, decimals=self.decimals) for point in here]
            if self.limits:
                limits = next((part for part in self.limits if part.since <= key <= part.until), None)
                row += (
                    [exact(value, decimals=self.decimals) for value in (limits.low, limits.mean, limits.high)]
                    if limits
                    else ["–"] * 3
                )
            if signalled:
                row.append(joined([point.signal.words for point in here if point.signal] or [""]))
            rows.append(tuple(row))
        header = [{Axis.MONTH: "Month", Axis.DAY: "Date", Axis.NAME: "Period"}[self.axis]]
        header += ["Number"] * counted + [series.name for series in self.series]
        header += ["Lower limit", "Mean", "Upper limit"] * bool(self.limits) + ["Stands out"] * signalled
        return Table(tuple(header), tuple(rows))

    def records(self) -> Records:
        rows = [
            {
                "at": point.at,
                "series": series.name,
                "value": None if point.value is None else round(point.value, 2),
                "n": point.n,
                "unit": self.unit,
            }
            for series in self.series
            for point in series.points
        ]
        return Records(("at", "series", "value", "n", "unit"), tuple(rows))

    def sentence(self) -> str:
        said = [self._said(series) for series in self.series]
        missing = len(self.keys) - len(
            {point.at for series in self.series for point in series.points if point.value is not None}
        )
        if missing and any(said):
            said.append(f"No figure for {missing:,} of {len(self.keys):,} places in time.")
        return " ".join(part for part in said if part) or NOTHING

    def _said(self, series: Series) -> str:
        known = [(point.at, point.value) for point in series.points if point.value is not None]
        if not known:
            return ""

        def at(place: tuple[str, float]) -> str:
            return f"{exact(place[1], decimals=self.decimals)} in {self.axis.words(place[0])}"

        words = f"{series.name}: {at(known[-1])}."
        if len(known) > 1:
            lowest, highest = min(known, key=lambda place: place[1]), max(known, key=lambda place: place[1])
            words = (
                f"{series.name}: from {at(known[0])} to {at(known[-1])}; lowest {at(lowest)}, highest {at(highest)}."
            )
        signals = [f"{self.axis.words(point.at)} ({point.signal.words})" for point in series.points if point.signal]
        return f"{words} Stands out: {joined(signals)}." if signals else words


class _Drawing:
    """A line chart laid out on its paper."""

    def __init__(self, chart: Line, *, width: int) -> None:
        self.chart = chart
        self.keys = chart.keys
        self.looks = looks(len(chart.series))
        self.last = {
            look: next((point for point in reversed(series.points) if point.value is not None), None)
            for series, look in zip(chart.series, self.looks, strict=True)
        }
        self.paper = Paper(width=width, height=340 if width >= 480 else 320)
        held = [point.value for series in chart.series for point in series.points if point.value is not None]
        held += [value for limits in chart.limits for value in (limits.low, limits.high)]
        up = axes.scale(held, start=self.paper.height - axes.FOOT, end=axes.HEAD)
        left = axes.room_for_scale(up)
        self.labels = self._labels(room=width * 0.3)
        right = width - max(width_of(line) for lines, _ in self.labels for line in lines) - 14
        self.plot = Plot(left, right, axes.HEAD, up.start)
        self.up = up
        axes.draw_scale(self.paper, up, left=left, right=right, unit=chart.unit)
        xs = self._xs()
        self.x = dict(zip(self.keys, xs, strict=True))
        axes.draw_foot(self.paper, self.plot, chart.axis, self.keys, xs)
        self._draw_limits()
        for series, look in zip(chart.series, self.looks, strict=True):
            self._draw_line(series, look)
        self._draw_marks()
        self._draw_labels()

    def _xs(self) -> list[float]:
        inset = 8
        if len(self.keys) == 1:
            return [(self.plot.left + self.plot.right) / 2]
        along = Scale(0, len(self.keys) - 1, self.plot.left + inset, self.plot.right - inset)
        return [along(place) for place in range(len(self.keys))]

    def _labels(self, *, room: float) -> list[tuple[list[str], float]]:
        """The words beside the ends of lines, wrapped to the room, with the value they stand at."""
        decimals = self.chart.decimals
        texts = [
            (series.name, known[-1])
            for series in self.chart.series
            if (known := [point.value for point in series.points if point.value is not None])
        ]
        if self.chart.limits:
            last = self.chart.limits[-1]
            texts += [("Upper limit", last.high), ("Mean", last.mean), ("Lower limit", last.low)]
        return [
            ([*wrapped(name, room, most=2), *wrapped(short(value, decimals=decimals), room, most=1)], value)
            for name, value in texts
        ]

    def _draw_labels(self) -> None:
        centres = spread(
            [self.up(value) for _, value in self.labels],
            [len(lines) * LINE + 2 for lines, _ in self.labels],
            top=0,
            bottom=self.paper.height,
        )
        for place, ((lines, _), middle) in enumerate(zip(self.labels, centres, strict=True)):
            self.paper.texts(lines, self.plot.right + 12, middle, bold=place == 0)

    def _draw_limits(self) -> None:
        for limits in self.chart.limits:
            covered = [self.x[key] for key in self.keys if limits.since <= key <= limits.until]
            if not covered:
                continue
            first, last = min(covered) - 6, max(covered) + 6
            for value, dash in ((limits.high, "6 4"), (limits.mean, ""), (limits.low, "6 4")):
                self.paper.line(first, self.up(value), last, self.up(value), colour=DARK_GREY, dash=dash)

    def _draw_line(self, series: Series, look: Look) -> None:
        colour = LINE_OF_PROCESS if self.chart.limits else look.colour
        for run in self._runs(series.points):
            self.paper.path(run, colour=colour, dash=look.dash, thick=1.5 if self.chart.limits else 2.5)

    def _runs(self, points: Iterable[Point]) -> list[list[tuple[float, float]]]:
        """The unbroken stretches of a series."""
        known = {point.at: point.value for point in points}
        runs: list[list[tuple[float, float]]] = [[]]
        for key in self.keys:
            value = known.get(key)
            if value is not None:
                runs[-1].append((self.x[key], self.up(value)))
            elif runs[-1]:
                runs.append([])
        return runs

    def _draw_marks(self) -> None:
        """The points, those of one place and one url together in one link."""
        step = (self.plot.right - self.plot.left) / max(1, len(self.keys))
        for key in self.keys:
            here = [
                (series, look, point)
                for series, look in zip(self.chart.series, self.looks, strict=True)
                for point in series.points
                if point.at == key and point.value is not None
            ]
            for url in dict.fromkeys(point.url for _, _, point in here):
                linked = [item for item in here if item[2].url == url]
                with self.paper.link(url, self._name(key, linked)):
                    if url:
                        top, bottom = self.plot.top, self.plot.bottom
                        self.paper.target(self.x[key] - step / 2, top, step, bottom - top)
                    for _, look, point in linked:
                        self._draw_mark(point, look, step)

    def _draw_mark(self, point: Point, look: Look, step: float) -> None:
        assert point.value is not None
        x, y = self.x[point.at], self.up(point.value)
        if point.signal:
            mean = next((part.mean for part in self.chart.limits if part.since <= point.at <= part.until), 0.0)
            shape = Shape.UP if point.value >= mean else Shape.DOWN
            self.paper.mark(shape, x, y, colour=_COLOURS[point.signal.meaning], radius=5.5)
        else:
            colour = LINE_OF_PROCESS if self.chart.limits else look.colour
            radius = 4.5 if point is self.last[look] else 3.5 if step >= 12 else 2.5 if step >= 6 else 1.5
            self.paper.mark(look.shape, x, y, colour=colour, radius=radius)

    def _name(self, key: str, here: Sequence[tuple[Series, Look, Point]]) -> str:
        values = [
            f"{series.name.lower()} {exact(point.value, decimals=self.chart.decimals)}"
            for series, _, point in here
            if point.value is not None
        ]
        counted = [f"{point.n:,} counted" for _, _, point in here if point.n is not None][:1]
        signals = [point.signal.words for _, _, point in here if point.signal]
        return f"{self.chart.axis.words(key)}: {', '.join([*values, *counted, *signals])}"


LINE_OF_PROCESS = "#6F777B"
"""Grey of points within ordinary variation."""
