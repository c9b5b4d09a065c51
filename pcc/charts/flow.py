"""Are we keeping up? What is open, and under it what came in and what went out, each on its own scale."""

from dataclasses import dataclass

from pcc.charts import axes
from pcc.charts.axes import Axis
from pcc.charts.chart import NOTHING, Chart, Records, Table, nothing
from pcc.charts.frame import Label, frame, side_room
from pcc.charts.lettering import short
from pcc.charts.paper import DARK_BLUE, LIGHT_GREY, Paper, looks


@dataclass(frozen=True)
class Period:
    """One period by its key on the axis: what was open at its start, came in, went out and was open at its end."""

    at: str
    start: int
    came_in: int
    went_out: int
    end: int

    def __post_init__(self) -> None:
        if self.start + self.came_in - self.went_out != self.end:
            raise ValueError(f"The period {self.at} does not balance, so it cannot be drawn.")


@dataclass(frozen=True, kw_only=True)
class Flow(Chart):
    """Periods that follow one another without a gap: weeks by their first day, or months."""

    periods: tuple[Period, ...]
    axis: Axis = Axis.DAY
    decimals: int = 0

    def draw(self, *, width: int) -> Paper:
        if not self.periods:
            return nothing(width=width)
        middle = 190
        paper = Paper(width=width, height=middle + 210)
        keys = [period.at for period in self.periods]
        last = self.periods[-1]
        came, went = looks(2)
        names = [
            Label("Came in", short(last.came_in, decimals=0), last.came_in, look=came),
            Label("Went out", short(last.went_out, decimals=0), last.went_out, look=went),
        ]
        still = [Label("Open", short(last.end, decimals=0), last.end, bold=True)]
        still_open = [period.end for period in self.periods]
        moved = [value for period in self.periods for value in (period.came_in, period.went_out)]
        both = (axes.scale(values, start=1, end=0, whole=True) for values in (still_open, moved))
        left = max(map(axes.room_for_scale, both))
        edge = min(side_room(paper, names), side_room(paper, still))
        top = frame(
            paper,
            values=still_open,
            unit="Open at the end",
            axis=self.axis,
            keys=keys,
            labels=still,
            bottom=middle,
            foot=False,
            left=left,
            right=edge,
            whole=True,
        )
        line = [(top.x[key], top.up(period.end)) for key, period in zip(keys, self.periods, strict=True)]
        paper.area([(line[0][0], top.up(0)), *line, (line[-1][0], top.up(0))], colour=LIGHT_GREY, opacity=0.5)
        paper.path(line, colour=DARK_BLUE, thick=2.5)
        paper.mark(came.shape, *line[-1], colour=DARK_BLUE, radius=4.5)
        under = frame(
            paper,
            values=moved,
            unit="Came in and went out",
            axis=self.axis,
            keys=keys,
            labels=names,
            top=middle,
            left=left,
            right=edge,
            whole=True,
        )
        for look, values in (
            (came, [period.came_in for period in self.periods]),
            (went, [period.went_out for period in self.periods]),
        ):
            points = [(under.x[key], under.up(value)) for key, value in zip(keys, values, strict=True)]
            paper.path(points, colour=look.colour, dash=look.dash, thick=1.5)
            paper.mark(look.shape, *points[-1], colour=look.colour, radius=4.5)
        return paper

    def table(self) -> Table:
        rows = tuple(
            (
                self.axis.words(period.at),
                f"{period.start:,}",
                f"{period.came_in:,}",
                f"{period.went_out:,}",
                f"{period.end:,}",
            )
            for period in self.periods
        )
        first = "Month" if self.axis is Axis.MONTH else "From"
        return Table((first, "Open at the start", "Came in", "Went out", "Open at the end"), rows)

    def records(self) -> Records:
        rows = tuple(
            {
                "at": period.at,
                "start": period.start,
                "came_in": period.came_in,
                "went_out": period.went_out,
                "end": period.end,
            }
            for period in self.periods
        )
        return Records(("at", "start", "came_in", "went_out", "end"), rows)

    def sentence(self) -> str:
        if not self.periods:
            return NOTHING
        came, went = sum(period.came_in for period in self.periods), sum(period.went_out for period in self.periods)
        start, end = self.periods[0].start, self.periods[-1].end
        return f"Open at the start: {start:,}. Came in: {came:,}. Went out: {went:,}. Open at the end: {end:,}."
