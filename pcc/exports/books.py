"""A table as a file: CSV, XLSX or ODS, with what it is, how it was narrowed and its as-at printed in it.

A book takes rows one by one and holds none of them in memory. What stands on its first sheet is written last, because
only then the number of rows is known. A workbook holds what can be seen in it and nothing else: no hidden sheet, row or
column, no name, comment, link or author.
"""

import csv
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter

from pcc.errors import RuleBroken
from pcc.exports.cells import Cell, plain, settled
from pcc.exports.ods import Spreadsheet

ABOUT = "About this file"
MOST_ROWS_OF_A_SHEET = 1_048_576
LONGEST_CELL = 32_767
"""The limits of a sheet in Excel and LibreOffice. More rows go on on a further sheet; a longer text is refused."""

Facts = Sequence[tuple[str, Cell]]
"""What the file says about itself: a label and a value a line."""


class Book(Protocol):
    """A file being written."""

    def add(self, cells: Sequence[Cell]) -> None:
        """Write one row below the header."""

    def finish(self, about: Facts) -> None:
        """Write what the file says about itself, and close it."""


class CsvBook:
    """CSV (RFC 4180) in UTF-8 with its mark: the facts, an empty line, the header, the rows."""

    def __init__(self, path: Path, *, title: str, headings: Sequence[str], marking: str) -> None:
        self._path, self._body = path, path.with_suffix(".rows")
        self._file = self._body.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([plain(heading) for heading in headings])

    def add(self, cells: Sequence[Cell]) -> None:
        self._writer.writerow([_in_csv(cell) for cell in cells])

    def finish(self, about: Facts) -> None:
        self._file.close()
        with self._path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([label, _in_csv(value)] for label, value in about)
            writer.writerow([])
            with self._body.open(encoding="utf-8", newline="") as rows:
                shutil.copyfileobj(rows, file)
        self._body.unlink()


def _in_csv(cell: Cell) -> Any:
    value = settled(cell)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date) else plain(value)


class XlsxBook:
    """An Excel workbook. Texts are written as texts: nothing becomes a formula, a link or a number by itself."""

    def __init__(self, path: Path, *, title: str, headings: Sequence[str], marking: str) -> None:
        self._title, self._headings, self._marking = title, headings, marking
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"title": title})
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._date = self._book.add_format({"num_format": "d mmm yyyy", "align": "left"})
        self._moment = self._book.add_format({"num_format": "d mmm yyyy hh:mm", "align": "left"})
        self._about = self._sheet(ABOUT)
        self._sheets, self._row = 0, MOST_ROWS_OF_A_SHEET
        self._rows: Any = None
        self._open_sheet()

    def _sheet(self, name: str) -> Any:
        sheet = self._book.add_worksheet(name[:31])
        sheet.set_header(f"&C{self._marking.replace('&', '&&')}")
        return sheet

    def _open_sheet(self) -> None:
        self._sheets += 1
        self._rows = self._sheet(numbered(self._title, self._sheets))
        for column, heading in enumerate(self._headings):
            self._rows.set_column(column, column, max(12, min(40, len(heading) + 4)))
        for column, heading in enumerate(self._headings):
            self._rows.write_string(0, column, heading, self._bold)
        self._row = 1

    def add(self, cells: Sequence[Cell]) -> None:
        if self._row == MOST_ROWS_OF_A_SHEET:
            self._open_sheet()
        for column, cell in enumerate(cells):
            self._write(self._rows, self._row, column, cell)
        self._row += 1

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        value = settled(cell)
        if value is None:
            return
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, self._moment if isinstance(value, datetime) else self._date)
        elif isinstance(value, str):
            refuse_too_long(value)
            sheet.write_string(row, column, value)
        else:
            sheet.write_number(row, column, value)

    def finish(self, about: Facts) -> None:
        self._about.set_column(0, 0, 28)
        self._about.set_column(1, 1, 70)
        for row, (label, value) in enumerate(about):
            self._about.write_string(row, 0, label, self._bold)
            self._write(self._about, row, 1, value)
        self._about.activate()
        self._book.close()


class OdsBook:
    """An OpenDocument spreadsheet, by a writer of our own."""

    def __init__(self, path: Path, *, title: str, headings: Sequence[str], marking: str) -> None:
        self._title, self._headings = title, headings
        self._book = Spreadsheet(path, title=title, marking=marking)
        self._sheets, self._row = 0, MOST_ROWS_OF_A_SHEET
        self._open_sheet()

    def _open_sheet(self) -> None:
        self._sheets += 1
        self._book.open_sheet(numbered(self._title, self._sheets), headings=self._headings)
        self._row = 1

    def add(self, cells: Sequence[Cell]) -> None:
        if self._row == MOST_ROWS_OF_A_SHEET:
            self._open_sheet()
        values = [settled(cell) for cell in cells]
        for value in values:
            if isinstance(value, str):
                refuse_too_long(value)
        self._book.add_row(values)
        self._row += 1

    def finish(self, about: Facts) -> None:
        self._book.finish(ABOUT, [(label, settled(value)) for label, value in about])


def numbered(title: str, number: int) -> str:
    """The name of a sheet of rows: the title, from the second one on with its number."""
    return title[:28] if number == 1 else f"{title[:26]} {number}"


def refuse_too_long(text: str) -> None:
    """RuleBroken where a cell of a workbook would cut the text off."""
    if len(text) > LONGEST_CELL:
        raise RuleBroken(
            f"A text of {len(text):,} characters is longer than a cell of a workbook can hold. Ask for CSV instead."
        )


BOOKS: dict[str, type[CsvBook] | type[XlsxBook] | type[OdsBook]] = {"csv": CsvBook, "xlsx": XlsxBook, "ods": OdsBook}
"""The kinds of file, by the end of their names."""
