"""The results of a dip-sampling panel, as they can be published: a row a question, with what tells of a few hidden."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pcc.errors import RuleBroken
from pcc.figures import CONFIDENTIAL, NOT_APPLICABLE, Column, Figure, PublicRow, PublicTable, Row, Table
from pcc.figures import Kind as Of
from pcc.reporting.stats.publishable.kind import HIDES, Kind
from reviews.dip_sampling.models import Session
from reviews.dip_sampling.stats.as_figure import figure
from reviews.dip_sampling.stats.disclosure import hidden

OF_READINGS = "per cent of readings"
COLUMNS = (
    Column("percent", "Readings on that side", OF_READINGS, Of.SHARE, of="readings", part="on_side"),
    Column("percent_low", "Could be, from", OF_READINGS, Of.AVERAGE, of="readings"),
    Column("percent_high", "Could be, to", OF_READINGS, Of.AVERAGE, of="readings"),
    Column("on_side", "Number on that side", "readings", of="readings"),
    Column("readings", "Readings", "readings"),
    Column("files_majority", "Files by majority", "files", of="files"),
    Column("files", "Files", "files"),
    Column("cant_tell", "Could not tell", "readings", of="readings"),
)
CAUTION = (
    "A percentage counts readings: one member's answer on one file. Readings of one file are not independent, so the "
    "range comes from drawing the files anew. A panel's view is of the files it read."
)


def _results(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    """The results of a closed session; its period is its own. Whether somebody may see them is the page's question."""
    session = Session.objects.select_related("panel", "sample", "question_set").filter(pk=asked["session"]).first()
    if session is None:
        raise RuleBroken("There is no such session of a panel.")
    return figure(session, on=on)


def _table(numbers: Mapping[str, Any]) -> Table:
    return Table(
        COLUMNS,
        tuple(
            Row(one["code"], str(one["measure"]).capitalize(), tuple(one[column.code] for column in COLUMNS))
            for one in numbers["questions"]
        ),
        None,
    )


def _guarded(table: Table, numbers: Mapping[str, Any], small: str) -> PublicTable:
    """The results as the public may see them, and what was hidden and why.

    Panels have a rule of their own: readers are few and know each other, so that what all of them said tells what each
    said, however many they were. Rounding would not hide that.
    """
    if small != HIDES:
        raise RuleBroken("What a panel said is not rounded: what would tell of a few readers is hidden.")
    rows, findings = [], []
    for row, question in zip(table.rows, numbers["questions"], strict=True):
        away, why = hidden(question)
        shown = tuple(
            CONFIDENTIAL if column.code in away else NOT_APPLICABLE if value is None else value
            for column, value in zip(COLUMNS, row.values, strict=True)
        )
        rows.append(PublicRow(row.key, row.label, shown))
        if why:
            findings.append(f"{row.label}: {why}")
    return PublicTable(COLUMNS, tuple(rows), None, tuple(findings))


PANEL = Kind(
    code="panel",
    name="What a panel said",
    report="panels:results",
    unit="readings",
    filters=("session", "questions"),
    count=_results,
    table=_table,
    public=_guarded,
    caution=CAUTION,
)
