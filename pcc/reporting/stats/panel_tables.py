"""What may be published of the results of a dip-sampling panel: a row a question, with what tells of a few hidden."""

from collections.abc import Mapping, Sequence
from typing import Any

from pcc.figures import CONFIDENTIAL, FEWEST_FOR_A_RATE, FEWEST_SHOWN, NOT_APPLICABLE, PublicRow

KIND = "panel"
"""The code of the figure, and the kind of its public table."""

COUNTS = ("readings", "on_side", "cant_tell", "files", "files_majority")
SHARES = ("percent", "percent_low", "percent_high")
MEASURES = (*COUNTS, *SHARES)


def is_panel(numbers: Mapping[str, Any]) -> bool:
    """Whether these are the numbers of a panel's session."""
    return numbers.get("figure") == KIND


def as_published(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The results as the public may see them, and what was hidden and why, in sentences."""
    rows, findings = [], []
    for question in numbers["questions"]:
        hidden, why = _hidden(question)
        row = {"key": question["code"], "label": question["measure"], "counted": question["counted"]}
        for name in MEASURES:
            value = CONFIDENTIAL if name in hidden else question[name]
            row[name] = NOT_APPLICABLE if value is None else value
        rows.append(row)
        if why:
            findings.append(f"{question['measure'].capitalize()}: {why}")
    return {"kind": KIND, "rows": rows, "total": None, "findings": findings}


def _hidden(question: Mapping[str, Any]) -> tuple[frozenset[str], str]:
    """The measures of a question that must not be shown, and why in words.

    Readers are few and known to each other, so what all or all but a few of them said is not told.
    """
    readings, on_side = question["readings"], question["on_side"]
    if question["hidden"] or not readings:
        return frozenset(MEASURES), f"fewer than {FEWEST_SHOWN} readings, so nothing is shown."
    if readings < FEWEST_FOR_A_RATE:
        return frozenset(MEASURES) - {"readings"}, f"fewer than {FEWEST_FOR_A_RATE} readings, so no share is shown."
    if question["files"] < FEWEST_SHOWN:
        return frozenset(MEASURES) - {"readings"}, f"fewer than {FEWEST_SHOWN} files, so nothing is told of them."
    smaller = min(on_side, readings - on_side)
    if smaller == 0:
        return frozenset(MEASURES) - {"readings", "files"}, "every reader said the same, so the share is not shown."
    if smaller < FEWEST_SHOWN:
        return (
            frozenset(MEASURES) - {"readings", "files"},
            f"fewer than {FEWEST_SHOWN} readings are on one side, so the share is not shown.",
        )
    if 0 < question["cant_tell"] < FEWEST_SHOWN:
        return frozenset({"cant_tell"}), f"fewer than {FEWEST_SHOWN} could not tell, so their number is not shown."
    return frozenset(), ""


def for_comparing(table: Mapping[str, Any]) -> Sequence[PublicRow]:
    """The counts of a table by which it is held against an earlier release."""
    return [
        PublicRow(f"{row['key']} {name}", f"{row['label'].capitalize()}, {words}", row[name], NOT_APPLICABLE, ())
        for row in table["rows"]
        for name, words in (("readings", "readings"), ("on_side", "readings on that side"))
    ]


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
