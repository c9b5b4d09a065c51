"""One cell of an extract as the database takes it, or why it cannot be taken.

Extracts say the same few things again and again, so that each reader remembers what it has read.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from complaints.choices import Handling, Problem
from complaints.importing.mapping import DATES, HANDLINGS, LONGEST_VALUE, YES_OR_NO, ColumnMap
from complaints.rules import (
    Fault,
    objection_to_day,
    objection_to_reference,
    read_day,
    reference_key,
)

LONGEST_REFERENCE = 80
MOST_DAYS = 20_000
MOST_REMEMBERED = 20_000
LONGEST_REMEMBERED = 200
NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Cell = tuple[str, Fault | None]
"""The cell in the text format of COPY, and what is wrong with it."""


class Reader(dict[str, Cell]):
    """Reads cells of one column: ``reader[cell]``. Remembers a bounded number of them."""

    def __init__(self, read: Callable[[str], Cell]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> Cell:
        value = self._read(cell)
        if len(cell) <= LONGEST_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[cell] = value
        return value


def escaped(text: str) -> str:
    """The text as COPY reads it."""
    return text.translate(_ESCAPES)


def reader_of(field: str, columns: ColumnMap, *, taken_on: date, writes_dates: Sequence[str] = ()) -> Reader:
    """The reader of the column of that field. ``writes_dates``: formats in which the file itself holds dates."""
    if field == "reference":
        return Reader(_reference)
    if field in DATES:
        formats = (*columns.formats[field], *writes_dates)
        return Reader(lambda cell: _day(cell, field, formats, columns.zone, taken_on))
    if field == "suspended_days":
        return Reader(_days)
    values = columns.values.get(field)
    if field == "young_person":
        return Reader(lambda cell: _yes_or_no(cell, values))
    if field == "handling":
        return Reader(lambda cell: _handling(cell, values))
    return Reader(lambda cell: _words(cell, values))


def _reference(cell: str) -> Cell:
    """The reference and, as a second column, the key it is searched by."""
    reference = cell.strip()
    key = reference_key(reference)
    if len(reference) > LONGEST_REFERENCE or len(key) > LONGEST_REFERENCE:
        return "\t", _too_long(LONGEST_REFERENCE)
    if fault := objection_to_reference(reference):
        return "\t", fault
    return f"{escaped(reference)}\t{key}", None


def _day(cell: str, field: str, formats: Sequence[str], zone: ZoneInfo, taken_on: date) -> Cell:
    text = cell.strip()
    if not text:
        missing = Fault(Problem.NO_DATE, "The date received is missing.") if field == "received_on" else None
        return NULL, missing
    day = read_day(text, formats=formats, zone=zone)
    if isinstance(day, Fault):
        return NULL, day
    return day.isoformat(), objection_to_day(day, taken_on=taken_on)


def _days(cell: str) -> Cell:
    text = cell.strip()
    if not text:
        return "0", None
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MOST_DAYS)) or int(text) > MOST_DAYS:
        return NULL, Fault(Problem.NOT_A_NUMBER, f"This is not a whole number of days from 0 to {MOST_DAYS:,}.")
    return str(int(text)), None


def _translated(cell: str, values: Mapping[str, str] | None) -> str | Fault:
    """The text the cell stands for: itself, or what the mapping makes of it where it declares the values."""
    text = cell.strip()
    if values is None or (not text and "" not in values):
        return text
    return values[text] if text in values else Fault(Problem.UNKNOWN_CODE, Problem.UNKNOWN_CODE.label)


def _words(cell: str, values: Mapping[str, str] | None) -> Cell:
    text = _translated(cell, values)
    if isinstance(text, Fault):
        return NULL, text
    if len(text) > LONGEST_VALUE:
        return NULL, _too_long(LONGEST_VALUE)
    return escaped(text), None


def _handling(cell: str, values: Mapping[str, str] | None) -> Cell:
    text = _translated(cell, values)
    if isinstance(text, Fault):
        return NULL, text
    if not text:
        return Handling.NOT_STATED.value, None
    if text not in HANDLINGS:
        return NULL, Fault(Problem.UNKNOWN_CODE, f"This is none of {', '.join(sorted(HANDLINGS))}.")
    return text, None


def _yes_or_no(cell: str, values: Mapping[str, str] | None) -> Cell:
    text = _translated(cell, values)
    if isinstance(text, Fault):
        return NULL, text
    if not text:
        return NULL, None
    answer = YES_OR_NO.get(text.lower())
    if answer is None:
        return NULL, Fault(Problem.UNKNOWN_CODE, "This is neither yes nor no, and the mapping does not declare it.")
    return "t" if answer else "f", None


def _too_long(most: int) -> Fault:
    return Fault(Problem.TOO_LONG, f"This cell is longer than {most} characters.")
