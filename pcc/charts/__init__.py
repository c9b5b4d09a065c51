"""Charts: a typed model that draws itself as SVG and gives the same numbers as a table, a sentence and a file.

    chart = Line(heading="...", series=(Series("Median", (Point("2026-10", 24.0),)),))
    svg(chart, width=640)

A drawing works under the strictest content policy and outside a browser: it has attributes only, no style. Make it at
640 pixels for pages and at 320 for phones.
"""

from zlib import crc32

from pcc.charts.axes import Axis
from pcc.charts.bars import Bar, Bars
from pcc.charts.chart import Chart, Records, Table
from pcc.charts.columns import Columns
from pcc.charts.dots import MOST_DOTS, Dot, Interval, Intervals, Rule, Strip
from pcc.charts.flow import WAYS, Flows, Way
from pcc.charts.funnel import Funnels
from pcc.charts.lettering import LINE, SIZE, days, exact, joined, wrapped
from pcc.charts.line import Limits, Line, Meaning, Point, Series, Signal
from pcc.charts.paper import Paper
from pcc.charts.share import Curve, Share
from pcc.charts.spark import Spark

__all__ = [
    "MOST_DOTS",
    "WAYS",
    "Axis",
    "Bar",
    "Bars",
    "Chart",
    "Columns",
    "Curve",
    "Dot",
    "Flows",
    "Funnels",
    "Interval",
    "Intervals",
    "Limits",
    "Line",
    "Meaning",
    "Point",
    "Records",
    "Rule",
    "Series",
    "Share",
    "Signal",
    "Spark",
    "Strip",
    "Table",
    "Way",
    "days",
    "exact",
    "joined",
    "poster",
    "records",
    "sentence",
    "svg",
    "table",
]


def svg(chart: Chart, *, width: int) -> str:
    """The chart as an SVG element of this width in pixels; every text in it is escaped."""
    key = f"c{crc32(repr(chart).encode()):08x}-{width}"
    said = " ".join(part for part in (chart.finding, chart.sentence()) if part)
    return chart.draw(width=width).svg(title=chart.heading, description=said, key=key)


def poster(chart: Chart, *, width: int, note: str) -> str:
    """The chart as a drawing that stands alone: its heading and what it measures above, ``note`` below."""
    heading = wrapped(chart.heading, width - 8, most=3)
    about = [*wrapped(chart.subtitle, width - 8, most=3), *wrapped(chart.finding, width - 8, most=4)]
    foot = wrapped(note, width - 8, most=4)
    drawing = chart.draw(width=width)
    top = (len(heading) + len(about)) * LINE + 24
    paper = Paper(width=width, height=top + drawing.height + len(foot) * LINE + 28)
    for place, words in enumerate([*heading, *about]):
        paper.text(words, 0, SIZE + place * LINE + (6 if place >= len(heading) else 0), bold=place < len(heading))
    paper.place(drawing, top)
    for place, words in enumerate(foot):
        paper.text(words, 0, top + drawing.height + 24 + place * LINE)
    return paper.svg(title=chart.heading, description=chart.sentence(), key=f"c{crc32(repr(chart).encode()):08x}-p")


def table(chart: Chart) -> Table:
    """The chart's numbers as a header and rows of words."""
    return chart.table()


def records(chart: Chart) -> Records:
    """The chart's numbers as fields and rows: ``exports.csv_text(*charts.records(chart))`` is its file."""
    return chart.records()


def sentence(chart: Chart) -> str:
    """The chart in words, worked out from its points."""
    return chart.sentence()
