"""Are we keeping up? What is open, and under it what came in and what went out, each on its own scale."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pcc.charts import axes
from pcc.charts.axes import Axis
from pcc.charts.chart import NOTHING, Chart, Records, Table, nothing
from pcc.charts.frame import Label, frame, side_room
from pcc.charts.lettering import short
from pcc.charts.paper import DARK_BLUE, LIGHT_GREY, Look, Paper, Shape, looks
from pcc.figures import Flow

Way = Literal["start", "came_in", "went_out", "end"]
"""A number of a period, by its name."""
WAYS: tuple[Way, ...] = ("start", "came_in", "went_out", "end")
"""In the order of the table."""
_SPOKEN = {"start": "open at the start", "came_in": "came in", "went_out": "went out", "end": "open at the end"}


@dataclass(frozen=True, kw_only=True)
class Flows(Chart):
    """Periods that follow one another without a gap: DAY for weeks by their first day, or MONTH. Each must balance.

    ``url`` leads from a period to what was open at its start or end, or came in or went out: empty where it leads
    nowhere.
    """

    flows: tuple[Flow, ...]
    axis: Axis = Axis.DAY
    decimals: int = 0
    url: Callable[[Flow, Way], str] = lambda flow, way: ""

    def __post_init__(self) -> None:
        for flow in self.flows:
            if flow.start + flow.came_in - flow.went_out != flow.end:
                raise ValueError(f"The period from {flow.since} does not balance, so it cannot be drawn.")

    def _key(self, flow: Flow) -> str:
        return str(flow.since)[: 7 if self.axis is Axis.MONTH else 10]

    def draw(self, *, width: int) -> Paper:
        if not self.flows:
            return nothing(width=width)
        middle = 190
        paper = Paper(width=width, height=middle + 210)
        keys = [self._key(flow) for flow in self.flows]
        last = self.flows[-1]
        came, went = looks(2)
        names = [
            Label("Came in", short(last.came_in, decimals=0), last.came_in, look=came),
            Label("Went out", short(last.went_out, decimals=0), last.went_out, look=went),
        ]
        still = [Label("Open", short(last.end, decimals=0), last.end, bold=True)]
        still_open = [flow.end for flow in self.flows]
        moved = [value for flow in self.flows for value in (flow.came_in, flow.went_out)]
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
        line = [(top.x[key], top.up(flow.end)) for key, flow in zip(keys, self.flows, strict=True)]
        paper.area([(line[0][0], top.up(0)), *line, (line[-1][0], top.up(0))], colour=LIGHT_GREY, opacity=0.5)
        paper.path(line, colour=DARK_BLUE, thick=2.5)
        for key, flow, at in zip(keys, self.flows, line, strict=True):
            self._mark(paper, flow, "end", at, step=top.step, shape=came.shape, colour=DARK_BLUE, name=key)
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
        moving: tuple[tuple[Look, Way], ...] = ((came, "came_in"), (went, "went_out"))
        for look, way in moving:
            points = [(under.x[key], under.up(getattr(flow, way))) for key, flow in zip(keys, self.flows, strict=True)]
            paper.path(points, colour=look.colour, dash=look.dash, thick=1.5)
            for key, flow, at in zip(keys, self.flows, points, strict=True):
                self._mark(paper, flow, way, at, step=under.step, shape=look.shape, colour=look.colour, name=key)
        return paper

    def _mark(
        self,
        paper: Paper,
        flow: Flow,
        way: Way,
        at: tuple[float, float],
        *,
        step: float,
        shape: Shape,
        colour: str,
        name: str,
    ) -> None:
        """A number of a period where it leads somewhere; that of the last period always."""
        (x, y), count = at, getattr(flow, way)
        url = self.url(flow, way) if count else ""
        with paper.link(url, f"{self.axis.words(name)}: {_SPOKEN[way]} {count:,}"):
            if url:
                paper.target(x - step / 2, y - 8, step, 16)
            if url or flow is self.flows[-1]:
                paper.mark(shape, x, y, colour=colour, radius=4.5 if flow is self.flows[-1] else 2.5)

    def table(self) -> Table:
        rows = tuple(
            (
                self.axis.words(self._key(flow)),
                f"{flow.start:,}",
                f"{flow.came_in:,}",
                f"{flow.went_out:,}",
                f"{flow.end:,}",
            )
            for flow in self.flows
        )
        first = "Month" if self.axis is Axis.MONTH else "From"
        return Table((first, "Open at the start", "Came in", "Went out", "Open at the end"), rows)

    def records(self) -> Records:
        rows = tuple(
            {
                "since": str(flow.since)[:10],
                "start": flow.start,
                "came_in": flow.came_in,
                "went_out": flow.went_out,
                "end": flow.end,
            }
            for flow in self.flows
        )
        return Records(("since", "start", "came_in", "went_out", "end"), rows)

    def sentence(self) -> str:
        if not self.flows:
            return NOTHING
        came, went = sum(flow.came_in for flow in self.flows), sum(flow.went_out for flow in self.flows)
        start, end = self.flows[0].start, self.flows[-1].end
        return f"Open at the start: {start:,}. Came in: {came:,}. Went out: {went:,}. Open at the end: {end:,}."
