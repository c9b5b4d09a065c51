"""How long complaints take, as it can be published."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from complaints import stats
from complaints.stats import Asked
from pcc.figures import Column, Figure, Row, Table
from pcc.figures import Kind as Of
from pcc.models import BankHoliday
from pcc.reporting.stats.publishable.kind import WHICH, Kind

DAYS = ("mean", "median", "p75", "p90", "calendar_mean", "calendar_median")
TIME_COLUMNS = (
    Column("number", "Number", "complaints"),
    Column("mean", "Mean", "working days", Of.AVERAGE, of="number"),
    Column("median", "Median", "working days", Of.AVERAGE, of="number"),
    Column("p75", "75th percentile", "working days", Of.AVERAGE, of="number"),
    Column("p90", "90th percentile", "working days", Of.AVERAGE, of="number"),
    Column("calendar_mean", "Calendar mean", "calendar days", Of.AVERAGE, of="number"),
    Column("calendar_median", "Calendar median", "calendar days", Of.AVERAGE, of="number"),
    Column("open", "Open on the as-at day", "complaints"),
)


def _times(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    given = {name: value for name, value in asked.items() if name != "figure"}
    wanted = Asked(since=since, until=until, **given)
    return stats.figure(stats.all_complaints(), wanted, calendar=BankHoliday.objects.as_calendar(), on=on)


def _times_table(numbers: Mapping[str, Any]) -> Table:
    def row(line: Mapping[str, Any], key: str, label: str) -> Row:
        return Row(key, label, (line["n"], *(line[name] for name in DAYS), line.get("open")))

    rows = tuple(row(line, line["key"], line["label"]) for line in numbers["rows"])
    return Table(TIME_COLUMNS, rows, row(numbers, "all", "All"))


CAUTION = (
    "The mean of finalised complaints can mislead: it falls when hard cases are left open, and rises when a backlog is "
    "cleared. Read it with the number still open."
)
TIMELINESS = Kind(
    code="timeliness",
    name="How long complaints take",
    report="reporting:timeliness",
    unit="complaints",
    filters=("by", "handling", "measure", "basis", "suspension", *WHICH),
    count=_times,
    table=_times_table,
    caution=CAUTION,
)
