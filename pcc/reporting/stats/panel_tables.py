"""What may be published of the results of a dip-sampling panel: a row a question, with what tells of a few hidden."""

from collections.abc import Mapping
from typing import Any

from pcc.figures import CONFIDENTIAL, NOT_APPLICABLE, Column, PublicRow, PublicTable
from reviews.dip_sampling.stats.disclosure import MEASURES, SHARES, hidden

KIND = "panel"
"""The code of the figure, and the kind of its public table."""


def is_panel(numbers: Mapping[str, Any]) -> bool:
    """Whether these are the numbers of a panel's session."""
    return numbers.get("figure") == KIND


def as_published(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The results as the public may see them, and what was hidden and why, in sentences."""
    rows, findings = [], []
    for question in numbers["questions"]:
        away, why = hidden(question)
        row = {"key": question["code"], "label": question["measure"], "counted": question["counted"]}
        for name in MEASURES:
            value = CONFIDENTIAL if name in away else question[name]
            row[name] = NOT_APPLICABLE if value is None else value
        rows.append(row)
        if why:
            findings.append(f"{question['measure'].capitalize()}: {why}")
    return {"kind": KIND, "rows": rows, "total": None, "findings": findings}


def for_comparing(table: Mapping[str, Any]) -> PublicTable:
    """The counts of a table by which it is held against an earlier release."""
    columns = (
        Column("readings", "Readings", "readings"),
        Column("on_side", "Readings on that side", "readings", of="readings"),
    )
    rows = [
        PublicRow(row["key"], row["label"].capitalize(), tuple(row[column.code] for column in columns))
        for row in table["rows"]
    ]
    return PublicTable(columns, tuple(rows), None, ())


# As people read it

COLUMNS = [
    {"label": "What the panel was asked"},
    {"label": "Readings", "numeric": True},
    {"label": "Could be", "numeric": True},
    {"label": "Files by majority", "numeric": True},
    {"label": "Could not tell", "numeric": True},
]
HEADINGS = (
    "What the panel was asked",
    "Readings on that side",
    "Readings",
    "Per cent",
    "Could be, from",
    "Could be, to",
    "Files by majority",
    "Files",
    "Could not tell",
)
UNITS = dict.fromkeys(("readings", "on_side", "cant_tell"), "readings") | {
    "files": "files",
    "files_majority": "files",
    **dict.fromkeys(SHARES, "per cent of readings"),
}
CAUTION = (
    "A percentage counts readings: one member's answer on one file. Readings of one file are not independent, so the "
    "range comes from drawing the files anew. A panel's view is of the files it read."
)


def cells(row: Mapping[str, Any]) -> list[Any]:
    """A row of the public table for table.html."""
    shown = row["percent"]
    share = shown if isinstance(shown, str) else f"{shown:.0f}%"
    base = "" if isinstance(row["on_side"], str) else f"{row['on_side']:,} of {row['readings']:,} readings"
    return [
        row["label"].capitalize(),
        {"text": share, "hint": base or f"{row['readings']} readings"},
        shown if isinstance(shown, str) else f"{row['percent_low']:.0f}% to {row['percent_high']:.0f}%",
        row["files_majority"]
        if isinstance(row["files_majority"], str)
        else f"{row['files_majority']:,} of {row['files']:,}",
        row["cant_tell"] if isinstance(row["cant_tell"], str) else f"{row['cant_tell']:,}",
    ]


def line(row: Mapping[str, Any]) -> list[Any]:
    """A row of the public table for a spreadsheet, in the order of HEADINGS."""
    order = ("on_side", "readings", "percent", "percent_low", "percent_high", "files_majority", "files", "cant_tell")
    return [row["label"], *(row[name] for name in order)]
