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
from pcc.charts.dots import Dot, Interval, Intervals, Rule, Strip
from pcc.charts.flow import Flows
from pcc.charts.funnel import Funnels
from pcc.charts.lettering import days
from pcc.charts.line import Limits, Line, Meaning, Point, Series, Signal
from pcc.charts.share import Curve, Share
from pcc.charts.spark import Spark

__all__ = [
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
    "days",
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


def table(chart: Chart) -> Table:
    """The chart's numbers as a header and rows of words."""
    return chart.table()


def records(chart: Chart) -> Records:
    """The chart's numbers as fields and rows: ``exports.csv_text(*charts.records(chart))`` is its file."""
    return chart.records()


def sentence(chart: Chart) -> str:
    """The chart in words, worked out from its points."""
    return chart.sentence()
