"""A CSV file as rows, each with the line on which it begins: in bounded memory, whatever its bytes are."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from complaints.choices import Problem
from complaints.importing.mapping import DELIMITERS, ColumnMap
from complaints.rules import Fault
from pcc.errors import RuleBroken

if TYPE_CHECKING:
    from _csv import Reader

LONGEST_LINE = 1_000_000
"""Characters; a longer line is no row of an extract, and would have to be held in memory whole."""
MOST_COLUMNS = 200
"""Each is asked about on one page, with two questions at most, for two files; a request carries a thousand answers."""
BLOCK = 1 << 20
NO_TABLES = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"{\\rt": "a document"}
"""How files begin that are sent in place of an extract."""
_UNDECODABLE = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\0-\x7f]")

Row = tuple[int, list[str], Fault | None]
"""The line on which the row begins (the header is line 1), its cells as written, and why it cannot be read, if so."""


class Source(Protocol):
    """Where rows come from: a CSV file here, a sheet of a workbook in ``books``."""

    @property
    def headers(self) -> Sequence[str]: ...

    @property
    def encoding(self) -> str:
        """As declared or detected; the kind of workbook where it is one."""

    @property
    def delimiter(self) -> str:
        """As declared or detected; empty for a workbook."""

    @property
    def sheet(self) -> str:
        """The name of the sheet that is read; empty for a file that has none."""

    @property
    def writes_dates(self) -> Sequence[str]:
        """The formats in which the source itself writes what it holds as dates."""

    @property
    def lines(self) -> int:
        """About how many lines there are, to show progress by."""

    def rows(self) -> Iterator[Row]:
        """Each row after the header, once. RuleBroken when the file cannot be read to its end."""


@dataclass(frozen=True)
class CsvFile:
    """A CSV file whose header has been read, with its encoding and delimiter as declared or detected."""

    path: Path
    headers: Sequence[str]
    encoding: str
    delimiter: str
    lines: int
    sheet: str = ""
    writes_dates: Sequence[str] = ()

    def rows(self) -> Iterator[Row]:
        with _open(self.path, self.encoding) as file:
            reader = csv.reader(_lines(file), delimiter=self.delimiter, strict=True)
            _next_row(reader)
            while (row := _next_row(reader)) is not None:
                yield row


def open_csv(path: Path, columns: ColumnMap) -> CsvFile:
    """The file as the mapping declares it; what the mapping leaves open is detected. RuleBroken when it is no CSV."""
    detected, lines = _scan(path)
    encoding = columns.encoding or detected
    tried = [columns.delimiter] if columns.delimiter else DELIMITERS
    wanted = set(columns.headers.values())
    found: dict[str, list[str]] = {}
    refusals: list[RuleBroken] = []
    for delimiter in tried:
        try:
            found[delimiter] = _header(path, encoding, delimiter)
        except RuleBroken as refusal:
            refusals.append(refusal)
    if not found:
        raise refusals[0]
    # The delimiter under which most of the mapped columns are found.
    delimiter = max(found, key=lambda each: (len(wanted & set(found[each])), len(found[each])))
    return CsvFile(path, found[delimiter], encoding, delimiter, lines)


def _scan(path: Path) -> tuple[str, int]:
    """Encoding and number of lines. A byte-order mark decides; else UTF-8 where the bytes are that, or mostly.

    What is neither is taken for Windows-1252, the habit of spreadsheets; the encoding is shown and can be declared.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    lines = read_as_utf8 = undecodable = 0
    with path.open("rb") as file:
        begins = file.read(4)
        if not begins:
            raise RuleBroken("The file is empty.")
        if kind := next((kind for start, kind in NO_TABLES.items() if begins.startswith(start)), ""):
            raise RuleBroken(f"This is {kind} and no table: a CSV, XLSX or ODS file is wanted.")
        file.seek(0)
        while block := file.read(BLOCK):
            lines += block.count(b"\n")
            text = decoder.decode(block)
            if not text.isascii():
                bad = len(_UNDECODABLE.findall(text))
                undecodable += bad
                read_as_utf8 += len(_BEYOND_ASCII.findall(text)) - bad
    if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", lines
    if begins.startswith(codecs.BOM_UTF8) or undecodable <= read_as_utf8:
        return "utf-8", lines
    return "windows-1252", lines


def _open(path: Path, encoding: str) -> TextIO:
    """The text of the file; a byte that is no text becomes a lone surrogate, so that its row can be named."""
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    errors = "strict" if encoding == "utf-16" else "surrogateescape"
    return path.open(encoding=name, errors=errors, newline="")


def _header(path: Path, encoding: str, delimiter: str) -> list[str]:
    with _open(path, encoding) as file:
        row = _next_row(csv.reader(_lines(file), delimiter=delimiter, strict=True))
    if row is None or not any(cell.strip() for cell in row[1]):
        raise RuleBroken("The first line is empty: the headers of the columns must stand in line 1.")
    _, cells, fault = row
    if fault:
        raise RuleBroken("The header in line 1 cannot be read: a quoted header goes on after its closing quote.")
    if len(cells) > MOST_COLUMNS:
        raise RuleBroken(f"The file has {len(cells):,} columns; at most {MOST_COLUMNS:,} can be read.")
    return [cell.strip() for cell in cells]


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    try:
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise RuleBroken(f"Line {number} is longer than {LONGEST_LINE:,} characters, so this is no extract.")
            yield line
    except UnicodeError:
        raise RuleBroken("The file begins as UTF-16 and is not that to its end: save it as CSV UTF-8.") from None


def _next_row(reader: "Reader") -> Row | None:
    """The next row; None after the last."""
    begins = reader.line_num + 1
    try:
        return begins, next(reader), None
    except StopIteration:
        return None
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise RuleBroken(
                f"A quote opened in the row that begins in line {begins} is never closed, "
                "so the rows after it cannot be told apart."
            ) from None
        if "field limit" in str(error):
            raise RuleBroken(
                f"A cell of the row that begins in line {begins} is longer than {csv.field_size_limit():,} characters: "
                "perhaps a quote is not closed."
            ) from None
        return begins, [], Fault(Problem.BAD_QUOTES, Problem.BAD_QUOTES.label)
