"""Lines over time: one or more series, and for a process behaviour chart the limits and the points that stand out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pcc.charts.axes import Axis
from pcc.charts.chart import NOTHING, Chart, Records, Table, finite, nothing
from pcc.charts.frame import Label, frame, height_of
from pcc.charts.lettering import exact, joined, short
from pcc.charts.paper import DARK_BLUE, LIGHT_PURPLE, ORANGE, ORDINARY, Look, Paper, Shape, looks


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


def series_table(series: Sequence[Series], *, axis: Axis, keys: Sequence[str], decimals: int) -> Table:
    """A row for each key, with the number counted where points say it, and each series' value."""
    known = [{point.at: point for point in one.points} for one in series]
    counted = any(point.n is not None for one in series for point in one.points)
    rows = []
    for key in keys:
        here = [by_key.get(key, Point(key, None)) for by_key in known]
        number = [next((f"{point.n:,}" for point in here if point.n is not None), "–")] if counted else []
        values = ["–" if point.value is None else exact(point.value, decimals=decimals) for point in here]
        rows.append((axis.words(key), *number, *values))
    header = {Axis.MONTH: "Month", Axis.DAY: "Date", Axis.NAME: "Period"}[axis]
    return Table((header, *["Number"] * counted, *(one.name for one in series)), tuple(rows))


def series_records(series: Sequence[Series], *, unit: str) -> Records:
    """One row for each point; values to two decimals."""
    rows = [
        {
            "at": point.at,
            "series": one.name,
            "value": None if point.value is None else round(point.value, 2),
            "n": point.n,
            "unit": unit,
        }
        for one in series
        for point in one.points
    ]
    return Records(("at", "series", "value", "n", "unit"), tuple(rows))


@dataclass(frozen=True)
class Limits:
    """The centre and the limits of ordinary variation from one place of the axis to another, both included.

    With too few points there are no limits, and the centre is a median.
    """

    since: str
    until: str
    centre: float
    low: float | None = None
    high: float | None = None
    centre_name: str = "Mean"

    @property
    def values(self) -> list[float]:
        return [value for value in (self.high, self.centre, self.low) if value is not None]


@dataclass(frozen=True, kw_only=True)
class Line(Chart):
    """Series over time. Missing months break the line; limits belong to a chart of one series."""

    series: tuple[Series, ...]
    axis: Axis = Axis.MONTH
    limits: tuple[Limits, ...] = ()

    def __post_init__(self) -> None:
        looks(len(self.series))
        finite(point.value for series in self.series for point in series.points)
        finite(value for limits in self.limits for value in limits.values)

    @property
    def keys(self) -> list[str]:
        return self.axis.keys(point.at for series in self.series for point in series.points)

    def draw(self, *, width: int) -> Paper:
        if not any(point.value is not None for series in self.series for point in series.points):
            return nothing(width=width)
        return _Drawing(self, width=width).paper

    def table(self) -> Table:
        header, rows = series_table(self.series, axis=self.axis, keys=self.keys, decimals=self.decimals)
        more: list[tuple[str, list[str]]] = []
        if self.limits:
            own = [next((part for part in self.limits if part.since <= key <= part.until), None) for key in self.keys]
            more = [
                ("Lower limit", self._column(part.low if part else None for part in own)),
                (self.limits[-1].centre_name, self._column(part.centre if part else None for part in own)),
                ("Upper limit", self._column(part.high if part else None for part in own)),
            ]
        signals = [(point.at, point.signal) for series in self.series for point in series.points if point.signal]
        if signals:
            words = [joined([signal.words for at, signal in signals if at == key] or [""]) for key in self.keys]
            more.append(("Stands out", words))
        columns = [column for _, column in more]
        return Table(
            (*header, *(name for name, _ in more)),
            tuple((*row, *(column[place] for column in columns)) for place, row in enumerate(rows)),
        )

    def _column(self, values: Iterable[float | None]) -> list[str]:
        return ["–" if value is None else exact(value, decimals=self.decimals) for value in values]

    def records(self) -> Records:
        return series_records(self.series, unit=self.unit)

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
            return f"{exact(place[1], decimals=self.decimals)} {self.axis.when(place[0])}"

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
        self.looks = looks(len(chart.series))
        if chart.limits:
            self.looks = tuple(replace(look, colour=ORDINARY) for look in self.looks)
        self.last = [
            next((point for point in reversed(series.points) if point.value is not None), None)
            for series in chart.series
        ]
        self.paper = Paper(width=width, height=height_of(width))
        held = [point.value for series in chart.series for point in series.points if point.value is not None]
        held += [value for limits in chart.limits for value in limits.values]
        self.frame = frame(
            self.paper,
            values=held,
            unit=chart.unit,
            axis=chart.axis,
            keys=chart.keys,
            labels=self._labels(),
            whole=chart.decimals == 0,
        )
        self._draw_limits()
        self.points: dict[str, list[tuple[int, Point]]] = {}
        for place, series in enumerate(chart.series):
            known = {point.at: point for point in series.points if point.value is not None}
            for key, point in known.items():
                self.points.setdefault(key, []).append((place, point))
            self._draw_line(known, self.looks[place])
        self._draw_marks()

    def _labels(self) -> list[Label]:
        decimals = self.chart.decimals
        labels = [
            Label(
                series.name,
                short(last.value, decimals=decimals),
                last.value,
                look=look if len(self.looks) > 1 else None,
                bold=look is self.looks[0],
            )
            for series, last, look in zip(self.chart.series, self.last, self.looks, strict=True)
            if last and last.value is not None
        ]
        if self.chart.limits:
            limits = self.chart.limits[-1]
            lines = (("Upper limit", limits.high), (limits.centre_name, limits.centre), ("Lower limit", limits.low))
            labels += [
                Label(name, short(value, decimals=decimals), value) for name, value in lines if value is not None
            ]
        return labels

    def _draw_limits(self) -> None:
        for limits in self.chart.limits:
            covered = [x for key, x in self.frame.x.items() if limits.since <= key <= limits.until]
            if not covered:
                continue
            first, last = min(covered) - 6, max(covered) + 6
            for value in limits.values:
                dash = "" if value == limits.centre else "6 4"
                self.paper.line(first, self.frame.up(value), last, self.frame.up(value), dash=dash)

    def _draw_line(self, known: dict[str, Point], look: Look) -> None:
        """The unbroken stretches of a series."""
        runs: list[list[tuple[float, float]]] = [[]]
        for key, x in self.frame.x.items():
            value = known[key].value if key in known else None
            if value is not None:
                runs[-1].append((x, self.frame.up(value)))
            elif runs[-1]:
                runs.append([])
        for run in runs:
            self.paper.path(run, colour=look.colour, dash=look.dash, thick=1.5 if self.chart.limits else 2.5)

    def _draw_marks(self) -> None:
        """The points, those of one place and one url together in one link."""
        plot, step = self.frame.plot, self.frame.step
        for key, x in self.frame.x.items():
            here = self.points.get(key, [])
            for url in dict.fromkeys(point.url for _, point in here):
                linked = [item for item in here if item[1].url == url]
                with self.paper.link(url, self._name(key, linked) if url else ""):
                    if url:
                        self.paper.target(x - step / 2, plot.top, step, plot.bottom - plot.top)
                    for place, point in linked:
                        self._draw_mark(point, place, x)

    def _draw_mark(self, point: Point, place: int, x: float) -> None:
        assert point.value is not None
        y, step, look = self.frame.up(point.value), self.frame.step, self.looks[place]
        if point.signal:
            centre = next((part.centre for part in self.chart.limits if part.since <= point.at <= part.until), 0.0)
            shape = Shape.UP if point.value >= centre else Shape.DOWN
            self.paper.mark(shape, x, y, colour=_COLOURS[point.signal.meaning], radius=5.5)
        else:
            radius = 4.5 if point is self.last[place] else 3.5 if step >= 12 else 2.5 if step >= 6 else 1.5
            self.paper.mark(look.shape, x, y, colour=look.colour, radius=radius)

    def _name(self, key: str, here: Sequence[tuple[int, Point]]) -> str:
        values = [
            f"{self.chart.series[place].name.lower()} {exact(point.value, decimals=self.chart.decimals)}"
            for place, point in here
            if point.value is not None
        ]
        counted = [f"{point.n:,} counted" for _, point in here if point.n is not None][:1]
        signals = [point.signal.words for _, point in here if point.signal]
        return f"{self.chart.axis.words(key)}: {', '.join([*values, *counted, *signals])}"
