"""A workbook (XLSX or ODS) as rows. What could do harm is refused before its cells are parsed; a formula stays text.

Each part is first read as a stream, in bounded memory, and what was checked goes into a copy. The library that reads
cells is given that copy alone, so that two readers of one archive cannot see two different things in it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from posixpath import join, normpath
from typing import Any, BinaryIO, NoReturn
from xml.parsers import expat

import python_calamine as calamine

from complaints.choices import Problem
from complaints.importing.mapping import ColumnMap
from complaints.importing.reading import MOST_COLUMNS, Row
from complaints.rules import Fault
from pcc.errors import RuleBroken

ARCHIVE, OLD_BOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How XLSX and ODS files begin; and XLS files of old, in which workbooks with a password are wrapped as well."""
MOST_PARTS = 1_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
"""Times that a part may grow when it is unpacked; a sheet of an extract grows ten to thirty times."""
SMALL_PART = 1024 * 1024
"""A part up to this size may grow as it likes."""
MOST_CELLS = 2_000_000
MOST_TEXT = 100_000_000
"""Characters in all cells together: a text is stored once in the file and counts here as often as it is used."""
ROWS_BEFORE_HEADER = 20
"""How far down the headers may stand under a title."""
WRITES_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
"""How a cell that the workbook itself holds as a date becomes text: there is nothing to guess in it."""
BLOCK = 1 << 16
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_COPIED = (".xml", ".rels", "mimetype")

Place = tuple[int, int]
"""Row and column, both from 0."""


@dataclass
class Sheet:
    """What the check learned of one sheet: the texts that stand for formulas and errors, and how far it reaches."""

    texts: dict[Place, str] = field(default_factory=dict)
    first: Place | None = None
    last: Place = (0, 0)
    characters: int = 0

    def reach(self, row: int, column: int) -> None:
        """Count a cell in; RuleBroken when the sheet is larger than can be read."""
        if self.first is None:
            self.first = self.last = (row, column)
        else:
            self.first = min(self.first[0], row), min(self.first[1], column)
            self.last = max(self.last[0], row), max(self.last[1], column)
        cells = (self.last[0] - self.first[0] + 1) * (self.last[1] - self.first[1] + 1)
        if cells > MOST_CELLS:
            raise RuleBroken(
                f"A sheet of this workbook reaches over more than {MOST_CELLS:,} cells: save the sheet as CSV UTF-8."
            )

    def read(self, characters: int) -> None:
        self.characters += characters
        if self.characters > MOST_TEXT:
            raise RuleBroken("The cells of this workbook hold more text than an extract has: save the sheet as CSV.")


@dataclass
class Checked:
    """A workbook that has been looked through: what its parts say of its sheets."""

    kind: str
    strings: list[int] = field(default_factory=list)
    """The length of each shared text."""
    parts: dict[str, Sheet] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """The name of each sheet to the id of its part."""
    targets: dict[str, str] = field(default_factory=dict)
    """The id of a part to its place in the archive."""

    def sheet(self, name: str) -> Sheet:
        if self.kind == "ods":
            return self.parts.get(name, Sheet())
        return self.parts.get(self.targets.get(self.names.get(name, ""), ""), Sheet())


@dataclass(frozen=True)
class Book:
    """One sheet of a workbook whose header has been found."""

    headers: Sequence[str]
    encoding: str
    sheet: str
    sheets: Sequence[str]
    lines: int
    _cells: Any
    _texts: dict[Place, str]
    _header_row: int
    _first_column: int
    delimiter: str = ""
    writes_dates: Sequence[str] = WRITES_DATES

    def rows(self) -> Iterator[Row]:
        with _refusing_what_breaks():
            for row, cells in enumerate(_with_texts(self._cells, self._texts)):
                if row <= self._header_row:
                    continue
                first, last = self._first_column, self._first_column + len(self.headers)
                beyond = any(cells[:first]) or any(cells[last:])
                fault = Fault(Problem.RAGGED, "A cell of this row stands outside the columns that have a header.")
                within = cells[first:last]
                yield row + 1, within + [""] * (len(self.headers) - len(within)), fault if beyond else None


def open_book(path: Path, columns: ColumnMap) -> Book:
    """The sheet of the workbook that the mapping names, or in which most of its columns are found.

    RuleBroken when it is locked, could do harm, cannot be read, or has no header.
    """
    checked, copy = _look_through(path)
    with copy, _refusing_what_breaks():
        book = calamine.load_workbook(copy)
        shown = [
            each.name
            for each in book.sheets_metadata
            if each.typ == calamine.SheetTypeEnum.WorkSheet and each.visible == calamine.SheetVisibleEnum.Visible
        ]
        if columns.sheet and columns.sheet not in book.sheet_names:
            raise RuleBroken(f"There is no sheet called {columns.sheet!r}; there is {', '.join(map(repr, shown))}.")
        wanted = set(columns.headers.values())
        found = []
        for name in [columns.sheet] if columns.sheet else shown:
            cells = book.get_sheet_by_name(name)
            if header := _find_header(cells, checked.sheet(name).texts, wanted):
                found.append((header, name, cells))
    if not found:
        raise RuleBroken("The workbook has no sheet with anything in it that can be seen.")
    (_, row, first, headers), name, cells = max(found, key=lambda each: each[0][0])
    if len(headers) > MOST_COLUMNS:
        raise RuleBroken(f"The sheet has {len(headers):,} columns; at most {MOST_COLUMNS:,} can be read.")
    return Book(
        headers=headers,
        encoding=checked.kind,
        sheet=name,
        sheets=shown,
        lines=cells.total_height,
        _cells=cells,
        _texts=checked.sheet(name).texts,
        _header_row=row,
        _first_column=first,
    )


def _find_header(
    cells: Any, texts: dict[Place, str], wanted: set[str]
) -> tuple[tuple[int, int], int, int, list[str]] | None:
    """How well the best of the first rows serves as a header, which it is, where it begins, and what it says."""
    best: tuple[tuple[int, int], int, int, list[str]] | None = None
    for row, raw in enumerate(_with_texts(cells, texts)):
        if row >= ROWS_BEFORE_HEADER:
            break
        said = [cell.strip() for cell in raw]
        filled = [place for place, cell in enumerate(said) if cell]
        if not filled:
            continue
        fits = len(wanted & set(said)), len(filled)
        if best is None or fits > best[0]:
            best = fits, row, filled[0], said[filled[0] : filled[-1] + 1]
    return best


def _with_texts(cells: Any, texts: dict[Place, str]) -> Iterator[list[str]]:
    """The rows of a sheet from its first row and column on, as text."""
    left = cells.start[1] if cells.start else 0
    rows_with_texts = {row for row, _ in texts}
    for row, raw in enumerate(cells.iter_rows()):
        values = [""] * left + [_as_text(value) for value in raw]
        if row in rows_with_texts:
            for column in range(len(values)):
                values[column] = texts.get((row, column), values[column])
        yield values


def _as_text(value: Any) -> str:
    """A cell as a person would type it: whole numbers without a point, dates with the year first."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime(WRITES_DATES[0] if value.time() == time.min else WRITES_DATES[1])
    return value.isoformat() if isinstance(value, date) else str(value)


@contextmanager
def _refusing_what_breaks() -> Iterator[None]:
    """A workbook that the library cannot read is refused in a sentence, also where the library stops on a fault."""
    try:
        yield
    except calamine.PasswordError:
        _refuse_locked()
    except calamine.CalamineError:
        _refuse_broken()
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # how a fault of the library arrives; no Exception is its parent
            raise
        _refuse_broken()


def _refuse_broken() -> NoReturn:
    raise RuleBroken(
        "This workbook is damaged or of a kind that cannot be read: open it, save it again as XLSX, ODS or CSV UTF-8, "
        "and bring that in."
    ) from None


def _refuse_locked() -> NoReturn:
    raise RuleBroken("This workbook is locked with a password: ask for it without one, or save its sheet as CSV UTF-8.")


# The check, before any cell is parsed


def _look_through(path: Path) -> tuple[Checked, BinaryIO]:
    """Every part of the workbook read once as a stream, and a copy of those that matter. RuleBroken on a danger."""
    with path.open("rb") as file:
        if file.read(4) == OLD_BOOK:
            _refuse_old(path)
    copy = io.BytesIO()
    try:
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            parts = _parts(archive)
            names = {part.filename for part in parts}
            checked = Checked("ods" if "content.xml" in names else "xlsx")
            if checked.kind == "xlsx" and "xl/workbook.xml" not in names:
                _refuse_broken()
            # Shared texts come first, because sheets refer to them by number.
            for part in sorted(parts, key=lambda each: each.filename != "xl/sharedStrings.xml"):
                if part.filename.endswith(_COPIED):
                    _copy(archive, part, out, checked)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        _refuse_broken()
    copy.seek(0)
    return checked, copy


def _refuse_old(path: Path) -> NoReturn:
    with path.open("rb") as file:
        tail = b""
        while block := file.read(1 << 20):
            if "EncryptedPackage".encode("utf-16-le") in tail + block:
                _refuse_locked()
            tail = block[-64:]
    raise RuleBroken("This is a workbook in the old XLS format: save it as XLSX, ODS or CSV UTF-8, and bring that in.")


def _parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise RuleBroken(f"This workbook has {len(parts):,} parts; one of an extract has fewer than {MOST_PARTS:,}.")
    if len({part.filename for part in parts}) < len(parts):
        _refuse_broken()
    if any(part.flag_bits & 1 for part in parts):
        _refuse_locked()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        most, size = MOST_UNPACKED // 1024**2, unpacked // 1024**2
        raise RuleBroken(f"This workbook unpacks to {size:,} MB, more than {most} MB: save its sheet as CSV UTF-8.")
    for part in parts:
        if part.file_size > max(SMALL_PART, MOST_RATIO * part.compress_size):
            raise RuleBroken("A part of this workbook grows more than a hundredfold when unpacked: it is refused.")
    return parts


def _copy(archive: zipfile.ZipFile, part: zipfile.ZipInfo, out: zipfile.ZipFile, checked: Checked) -> None:
    look = _Look(checked, part.filename)
    with archive.open(part) as source, out.open(part.filename, "w") as target:
        while block := source.read(BLOCK):
            if not part.filename.endswith("mimetype"):
                look.feed(block)
            target.write(block)
    look.end()


def _local(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name[name.rfind(":") + 1 :]


class _Look:
    """One XML part read as a stream, for what must be known before its cells are parsed."""

    def __init__(self, checked: Checked, name: str) -> None:
        self._checked = checked
        self._name = name
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._root
        self._fed = False
        self._sheet = Sheet()
        self._row = self._column = -1
        self._kind = ""
        self._text: list[str] | None = None
        self._repeats = self._row_repeats = 1
        self._said = False

    def feed(self, block: bytes) -> None:
        self._fed = True
        try:
            self._parser.Parse(block)
        except expat.ExpatError:
            _refuse_broken()

    def end(self) -> None:
        if self._fed:
            try:
                self._parser.Parse(b"", True)
            except expat.ExpatError:
                _refuse_broken()

    def _refuse_doctype(self, *_: Any) -> None:
        raise RuleBroken(
            "A part of this workbook declares a document type, as attacks with entities do and workbooks never: "
            "it is refused."
        )

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        """The first element says what kind of part this is."""
        starts = {
            "sst": (self._start_string, self._end_string),
            "worksheet": (self._start_in_sheet, self._end_in_sheet),
            "workbook": (self._start_in_book, None),
            "Relationships": (self._start_relation, None),
            "document-content": (self._start_in_ods, self._end_in_ods),
            "manifest": (self._start_in_manifest, None),
        }
        start, end = starts.get(_local(name), (None, None))
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        if end:
            self._parser.CharacterDataHandler = self._hear
        if _local(name) == "worksheet":
            self._checked.parts[self._name] = self._sheet

    def _hear(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    # The parts of XLSX

    def _start_string(self, name: str, attributes: dict[str, str]) -> None:
        if name[-2:] == "si" and _local(name) == "si":
            self._text = []

    def _end_string(self, name: str) -> None:
        if self._text is not None and name[-2:] == "si" and _local(name) == "si":
            self._checked.strings.append(sum(map(len, self._text)))
            self._text = None

    def _start_in_book(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            self._checked.names[attributes.get("name", "")] = ids[0] if ids else ""

    def _start_relation(self, name: str, attributes: dict[str, str]) -> None:
        if self._name == "xl/_rels/workbook.xml.rels":
            target = attributes.get("Target", "")
            place = target[1:] if target.startswith("/") else normpath(join("xl", target))
            self._checked.targets[attributes.get("Id", "")] = place

    def _start_in_sheet(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            self._column += 1
            if place := _PLACE.match(attributes.get("r", "")):
                self._row, self._column = int(place[2]) - 1, _column_of(place[1])
            self._kind = attributes.get("t", "n")
        elif name in ("v", "f", "t"):  # a cell without any of them is empty, whatever its look
            self._sheet.reach(max(self._row, 0), max(self._column, 0))
            self._text = []
        elif name == "row":
            written = attributes.get("r", "")
            self._row = int(written) - 1 if written.isdecimal() and len(written) < 8 else self._row + 1
            self._column = -1

    def _end_in_sheet(self, name: str) -> None:
        if self._text is None:
            return
        name, text, self._text = _local(name), "".join(self._text), None
        place = self._row, self._column
        if name == "f":
            self._sheet.texts[place] = f"={text}"
            self._sheet.read(len(text))
        elif name == "v" and self._kind == "s":
            number = int(text) if text.isdecimal() and len(text) < 10 else -1
            if not 0 <= number < len(self._checked.strings):
                _refuse_broken()
            self._sheet.read(self._checked.strings[number])
        elif name in ("v", "t"):
            self._sheet.read(len(text))
            if self._kind == "e":
                self._sheet.texts.setdefault(place, text)

    # The parts of ODS

    def _start_in_manifest(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "encryption-data":
            _refuse_locked()

    def _start_in_ods(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name in ("table-cell", "covered-table-cell"):
            self._repeats = _repeats(attributes, "table:number-columns-repeated")
            formula = attributes.get("table:formula")
            self._said = formula is not None or "office:value-type" in attributes
            if formula is not None:
                self._sheet.texts[self._row + 1, self._column + 1] = f"={formula.split('=', 1)[-1]}"
            self._text = [formula or ""]
        elif name == "table-row":
            self._row_repeats = _repeats(attributes, "table:number-rows-repeated")
            self._column = -1
        elif name == "table":
            self._sheet = self._checked.parts.setdefault(attributes.get("table:name", ""), Sheet())
            self._row = -1

    def _end_in_ods(self, name: str) -> None:
        name = _local(name)
        if name in ("table-cell", "covered-table-cell") and self._text is not None:
            characters, self._text = sum(map(len, self._text)), None
            first, self._column = self._column + 1, self._column + self._repeats
            if characters or self._said:
                self._sheet.reach(self._row + 1, first)
                self._sheet.reach(self._row + self._row_repeats, self._column)
                self._sheet.read(characters * self._repeats * self._row_repeats)
                formula = self._sheet.texts.get((self._row + 1, first))
                if formula is not None:
                    for row in range(self._row + 1, self._row + 1 + self._row_repeats):
                        for column in range(first, self._column + 1):
                            self._sheet.texts[row, column] = formula
        elif name == "table-row":
            self._row += self._row_repeats


def _column_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _repeats(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "1")
    return int(written) if written.isdecimal() and 0 < len(written) < 9 and int(written) else 1
