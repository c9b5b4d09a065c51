"""Cells of files that leave the product: no spreadsheet can mistake one for a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | Decimal | date | datetime | bool | None
"""What a cell can hold."""


def plain(value: Any) -> Any:
    """The value as a spreadsheet must read it: a text that could start a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_text(fields: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV (RFC 4180): one header line, commas, quotes where needed, CRLF, none as an empty cell."""
    file = io.StringIO()
    writer = csv.DictWriter(file, fields, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: plain(value) for name, value in row.items()} for row in rows)
    return file.getvalue()


def settled(value: Cell) -> str | int | float | date | datetime | None:
    """The value as every kind of file holds it: yes and no in words, moments in the office's own time, exact numbers
    as they are; None for an empty cell."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, Decimal):
        return float(value)
    return None if value == "" else value
