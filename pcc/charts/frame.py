"""The frame of a chart over time: paper, scale, foot, and the names of its parts beside their ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pcc.charts import axes
from pcc.charts.axes import Axis, Plot, Scale
from pcc.charts.lettering import LINE, spread, width_of, wrapped
from pcc.charts.paper import Look, Paper

NARROW = 480
"""Pixels under which a drawing is laid out for a phone."""


@dataclass(frozen=True)
class Label:
    """The name of a part and its last figure, to stand beside the value ``at``; ``look`` shows its mark."""

    name: str
    figure: str
    at: float
    look: Look | None = None
    bold: bool = False


@dataclass(frozen=True)
class Frame:
    """A plot on its paper: ``up`` places a value, ``x`` a key, and neighbours stand ``step`` pixels apart."""

    paper: Paper
    plot: Plot
    up: Scale
    x: dict[str, float]
    step: float


def height_of(width: int) -> int:
    return 340 if width >= NARROW else 320


def frame(
    paper: Paper,
    *,
    values: Iterable[float],
    unit: str,
    axis: Axis,
    keys: Sequence[str],
    labels: Sequence[Label],
    inset: float | None = 8,
    top: float = 0,
    bottom: float | None = None,
    foot: bool = True,
    left: float = 0,
    right: float | None = None,
    whole: bool = False,
) -> Frame:
    """Draws scale, foot and labels between the heights ``top`` and ``bottom``, and says where the plot is.

    ``inset`` keeps the first and the last key off the edges by so many pixels; None gives each key a column of its own.
    ``left`` and ``right`` line a plot up with another one on the same paper.
    """
    bottom = paper.height if bottom is None else bottom
    up = axes.scale(values, start=bottom - (axes.FOOT if foot else 10), end=top + axes.HEAD, whole=whole)
    end = side_labels(paper, labels, up=up, top=top, bottom=bottom, right=right)
    plot = Plot(max(axes.room_for_scale(up), left), end, top + axes.HEAD, up.start)
    axes.draw_scale(paper, up, left=plot.left, right=plot.right, unit=unit, top=top)
    xs, step = _xs(plot, len(keys), inset)
    if foot:
        axes.draw_foot(paper, plot, axis, keys, xs)
    return Frame(paper, plot, up, dict(zip(keys, xs, strict=True)), step)


def side_labels(
    paper: Paper, labels: Sequence[Label], *, up: Scale, top: float, bottom: float, right: float | None = None
) -> float:
    """Draws the labels down the right side, each as near its value as the others allow; where the plot must end."""
    written = [(label, _lines(paper, label)) for label in labels]
    end = side_room(paper, labels) if right is None else right
    mark = _MARK if any(label.look for label in labels) else 0
    centres = spread(
        [up(label.at) for label in labels], [len(lines) * LINE + 2 for _, lines in written], top=top, bottom=bottom
    )
    for (label, lines), middle in zip(written, centres, strict=True):
        if label.look:
            height = middle - (len(lines) - 1) * LINE / 2
            paper.mark(label.look.shape, end + 17, height, colour=label.look.colour, radius=5)
        paper.texts(lines, end + 12 + mark, middle, bold=label.bold)
    return end


def side_room(paper: Paper, labels: Sequence[Label]) -> float:
    """Where a plot must end to leave room for these labels on its right."""
    if not labels:
        return paper.width
    widest = max(width_of(line, bold=label.bold) for label in labels for line in _lines(paper, label))
    return paper.width - widest - 14 - (_MARK if any(label.look for label in labels) else 0)


_MARK = 16
"""Pixels that the mark before a label takes."""


def _lines(paper: Paper, label: Label) -> list[str]:
    room = paper.width * 0.28
    return [*wrapped(label.name, room, most=2), *wrapped(label.figure, room, most=1)]


def _xs(plot: Plot, count: int, inset: float | None) -> tuple[list[float], float]:
    """Where keys stand, and how far apart."""
    if inset is None or count == 1:
        step = (plot.right - plot.left) / max(count, 1)
        return [plot.left + (place + 0.5) * step for place in range(count)], step
    along = Scale(0, count - 1, plot.left + inset, plot.right - inset)
    return [along(place) for place in range(count)], along(1) - along(0)
