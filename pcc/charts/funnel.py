"""Are we unlike others? Rates against the number of cases, inside the limits of chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pcc.charts import axes
from pcc.charts.axes import Scale
from pcc.charts.chart import NOTHING, Chart, Records, Table, nothing
from pcc.charts.frame import height_of
from pcc.charts.lettering import LINE, SIZE, joined, shortened, spread, width_of
from pcc.charts.paper import DARK_BLUE, ORANGE, ORDINARY, Paper, Shape
from pcc.figures import FEWEST_FOR_A_RATE, Z_95, Z_998, Body, Funnel, percent

Box = tuple[float, float, float, float]
"""What is drawn already: from left to right, from top to bottom."""

_SAMPLES = 40
"""Places along the funnel at which its limits are worked out, closer together where they bend."""


@dataclass(frozen=True, kw_only=True)
class Funnels(Chart):
    """Bodies round their group's average: ``ours`` and those outside the 95% limits are named, and nobody is ranked."""

    funnel: Funnel | None
    ours: str = ""
    live: Body | None = None
    """Our own rate as it is now: a mark beside those of the table, and no part of their average."""
    live_url: str = ""
    """Where the cases of our own rate are."""

    @property
    def bodies(self) -> tuple[Body, ...]:
        if self.funnel is None:
            return ()
        return (*self.funnel.bodies, self.live) if self.live else self.funnel.bodies

    def draw(self, *, width: int) -> Paper:
        if self.funnel is None:
            return nothing(width=width)
        paper = Paper(width=width, height=height_of(width) + 20)
        most, least = (choose(body.n for body in self.bodies) for choose in (max, min))
        counts = [least * 0.6 + (most * 1.03 - least * 0.6) * (place / _SAMPLES) ** 2 for place in range(_SAMPLES + 1)]
        bounds = {z: [self.funnel.limits(n, z) for n in counts] for z in (Z_95, Z_998)}
        # The limits of the smallest numbers reach nearly all shares; the rest would be squeezed to show them.
        settled = [high for n, (_, high) in zip(counts, bounds[Z_95], strict=True) if n >= most / 10]
        ceiling = min(1.0, 1.08 * max([*(body.share for body in self.bodies), self.funnel.average, *settled]))
        up = axes.scale([ceiling * 100], start=paper.height - 6 - SIZE - LINE - 6, end=axes.HEAD)
        left = max(width_of(f"{text}%") for text in axes.tick_texts(up.ticks)) + 8
        reach = axes.scale([most], start=0, end=1, whole=True)
        along = Scale(0, most * 1.03, left, width - width_of("average 100%") - 8, reach.ticks)
        self._draw_axes(paper, up, along)
        curves: list[Box] = []
        for z, dash in ((Z_95, "6 4"), (Z_998, "")):
            for side in (0, 1):
                points = [(along(n), up(pair[side] * 100)) for n, pair in zip(counts, bounds[z], strict=True)]
                seen = [(x, y) for x, y in points if y >= up.end]
                paper.path(seen, thick=1, dash=dash)
                curves += [(x, later, min(y, after), max(y, after)) for (x, y), (later, after) in pairwise(seen)]
        ends = [
            (f"Average {percent(self.funnel.average)}", self.funnel.average),
            ("95% limit", bounds[Z_95][-1][1]),
            ("99.8% limit", bounds[Z_998][-1][1]),
        ]
        self._draw_ends(paper, up, along, ends)
        self._draw_bodies(paper, up, along, average=up(self.funnel.average * 100), curves=curves)
        return paper

    def _draw_axes(self, paper: Paper, up: Scale, along: Scale) -> None:
        for tick, text in zip(up.ticks, axes.tick_texts(up.ticks), strict=True):
            paper.line(along.start, up(tick), along.end, up(tick), faint=tick != 0)
            paper.text(f"{text}%", along.start - 8, up(tick) + SIZE * 0.35, anchor="end")
        ends = -1.0
        for tick, text in zip(along.ticks, axes.tick_texts(along.ticks), strict=True):
            half = width_of(text) / 2
            if tick <= along.high and along(tick) - half >= ends:
                paper.line(along(tick), up(0), along(tick), up(0) + 5)
                paper.text(text, along(tick), up(0) + 6 + SIZE, anchor="middle")
                ends = along(tick) + half + axes.GAP
        if self.unit:
            paper.text(shortened(self.unit, paper.width), 0, SIZE)
        paper.text("Number of cases", along.start, up(0) + 6 + SIZE + LINE)

    @staticmethod
    def _draw_ends(paper: Paper, up: Scale, along: Scale, ends: Sequence[tuple[str, float]]) -> None:
        """The average, which comes first, across; and beside the upper lines what they are."""
        average = up(ends[0][1] * 100)
        paper.line(along.start, average, along.end, average, thick=1.5)
        wanted = [up(share * 100) for _, share in ends]
        middles = spread(wanted, [LINE] * len(ends), top=LINE, bottom=up(0))
        for (words, _), middle in zip(ends, middles, strict=True):
            paper.texts([words], along.end + 6, middle)

    def _draw_bodies(self, paper: Paper, up: Scale, along: Scale, *, average: float, curves: list[Box]) -> None:
        """The ordinary ones first, then ours and the outliers with their names where there is room."""
        named = [body for body in self.bodies if self._is_named(body)]
        for body in self.bodies:
            if body not in named:
                paper.mark(Shape.CIRCLE, along(body.n), up(body.share * 100), colour=ORDINARY, radius=3.5)
        spots = [(along(body.n), up(body.share * 100)) for body in named]
        taken = [(along.start, along.end, average - 1, average + 1)]
        taken += [(x - 6, x + 6, y - 6, y + 6) for x, y in spots]
        taken.append((along.start, along.end, up(0) - 1, up(0) + 1))
        others = [(along(body.n), up(body.share * 100)) for body in self.bodies if body not in named]
        plot = (along.start, along.end, LINE, up(0) - 1)
        marks = [(x - 4, x + 4, y - 4, y + 4) for x, y in others]
        for body in sorted(named, key=lambda body: body.name != self.ours):
            x, y = along(body.n), up(body.share * 100)
            is_ours = body.name == self.ours
            shape, colour = (Shape.SQUARE, DARK_BLUE) if is_ours else (Shape.DIAMOND, ORANGE)
            if body is self.live:
                shape, colour, is_ours = Shape.UP, DARK_BLUE, True
            with paper.link(self.live_url if body is self.live else "", f"{body.name}: {body.k:,} of {body.n:,}"):
                if body is self.live and self.live_url:
                    paper.target(x - 12, y - 12, 24, 24)
                paper.mark(shape, x, y, colour=colour, radius=5.5)
            avoided = ([*taken, *marks, *curves], [*taken, *marks], taken)
            if box := self._draw_name(paper, body.name, x, y, bold=is_ours, plot=plot, avoided=avoided):
                taken.append(box)

    def _is_named(self, body: Body) -> bool:
        return body.name == self.ours or body is self.live or _is_outside(body)

    @staticmethod
    def _draw_name(
        paper: Paper, name: str, x: float, y: float, *, bold: bool, plot: Box, avoided: Sequence[Sequence[Box]]
    ) -> Box | None:
        """The name beside its mark, in the first place that is clear of what is to be avoided most, else of less; where
        it stands. None is drawn where every place is taken."""
        left, right, top, bottom = plot
        words = shortened(name, (right - left) * 0.6)
        wide = width_of(words, bold=bold)
        right_of, left_of = x + 10, x - 10 - wide
        places = [(right_of, y), (left_of, y)]
        places += [
            (start, y + off)
            for off in (-16, 16, -26, 26, -36, 36)
            for start in (x - wide / 2, x - 4, x + 4 - wide, right_of)
        ]
        for (start, middle), others in [(place, held) for held in avoided for place in places]:
            box = (start, start + wide, middle - 9, middle + 9)
            fits = start >= left and start + wide <= right and middle - 9 >= top and middle + 9 <= bottom
            if fits and not any(_meet(box, other) for other in others):
                paper.texts([words], start, middle, bold=bold)
                return box
        return None

    def table(self) -> Table:
        """By name: a table in order of the rates would be a ranking."""
        bodies = sorted(self.bodies, key=lambda body: body.name)
        rows = tuple((body.name, f"{body.k:,}", f"{body.n:,}", _share(body), body.position) for body in bodies)
        return Table(("Body", "Number", "Of", "Share", "Against the limits"), rows)

    def records(self) -> Records:
        rows = tuple(
            {
                "name": body.name,
                "k": body.k,
                "n": body.n,
                "share": round(body.share, 4),
                "position": body.position,
            }
            for body in sorted(self.bodies, key=lambda body: body.name)
        )
        return Records(("name", "k", "n", "share", "position"), rows)

    def sentence(self) -> str:
        if self.funnel is None:
            return NOTHING
        said = [f"Average of the group: {percent(self.funnel.average)}."]
        said += [
            f"{body.name}: {body.k:,} of {body.n:,}, {body.position}."
            for body in self.bodies
            if body.name == self.ours or body is self.live
        ]
        outside = sorted(f"{body.name} ({body.position})" for body in self.bodies if _is_outside(body))
        said.append(f"Beyond the 95% limits: {joined(outside or ['none'])}.")
        return " ".join(said)


def _share(body: Body) -> str:
    """The share, where there are enough cases for one: of a handful counts alone are told."""
    return percent(body.share) if body.n >= FEWEST_FOR_A_RATE else "–"


def _is_outside(body: Body) -> bool:
    return body.position != "as expected"


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[1] and two[0] < one[1] and one[2] < two[3] and two[2] < one[3]
