"""Rows of a source into temporary tables: what each says, and beside it what is wrong with it.

Rules run here, row by row, in Python; whole cases are settled afterwards, in SQL (``settling``). Memory is bounded by
the chunk, not by the file.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from complaints.choices import Fate, Problem
from complaints.importing.cells import NULL, Reader, escaped, reader_of
from complaints.importing.mapping import PROBLEM_COLUMN, ColumnMap
from complaints.importing.reading import Row, Source
from complaints.rules import MUST_FOLLOW, SECOND_FILE, Fault, objection_to_order, objection_to_reference
from pcc.errors import RuleBroken
from pcc.jobs import Progress

CHUNK = 10_000
SEPARATOR = "\x1f"
CLEAN, FAULTY, UNREAD = 0, 1, 2
"""A row without fault; with a fault though each cell was read; with a cell that could not be read."""
READABLE = {Problem.EARLY_DATE, Problem.LATE_DATE, Problem.OUT_OF_ORDER}
LONGEST_TOLD = 500

TYPES = {
    "received_on": "date",
    "logged_on": "date",
    "first_contact_on": "date",
    "finalised_on": "date",
    "suspended_days": "integer",
    "handling": "text",
    "area": "text",
    "channel": "text",
    "result": "text",
    "young_person": "boolean",
    "category": "text",
    "decision": "text",
    "decided_on": "date",
    "action": "text",
}
"""The columns of the staging table beside the row's own, where the mapping has the field."""

Finding = tuple[str, str, Fault]
"""A column, the cell in it, and what is wrong."""


@dataclass(frozen=True)
class Staged:
    """How many rows were read, and how many of them are blank."""

    read: int
    blank: int


def stage(
    cursor: Any,
    columns: ColumnMap,
    source: Source,
    *,
    allegations: Source | None = None,
    fixes: Mapping[int, Mapping[str, str]] | None = None,
    taken_on: date,
    progress: Progress,
) -> Staged:
    """Every row of the source, and of the file of allegations where there is one, into ``staged`` and ``told``.

    RuleBroken when the header or the file as a whole cannot be taken; Stopped when somebody asked to stop.
    ``fixes``: of a row by its number, the cells by their column that the office has put right.
    """
    fixes = fixes or {}
    files = [Staging(cursor, columns.of_cases(), source, taken_on, fixes)]
    if allegations is not None:
        files.append(Staging(cursor, columns.of_allegations(), allegations, taken_on, fixes, after=SECOND_FILE))
    _create_tables(cursor, columns)
    for each in files:
        each.take(progress)
    return Staged(read=sum(each.read for each in files), blank=sum(each.blank for each in files))


def _create_tables(cursor: Any, columns: ColumnMap) -> None:
    """Fresh temporary tables, gone with the transaction."""
    fields = ", ".join(f"{name} {TYPES[name]}" for name in (*columns.case_fields, *columns.allegation_fields))
    cursor.execute(
        f"""
        DROP TABLE IF EXISTS staged, told;
        CREATE TEMPORARY TABLE staged (
            number integer, reference text COLLATE "C", reference_key text, digest uuid, facts bigint, flaw smallint,
            {fields}
        ) ON COMMIT DROP;
        CREATE TEMPORARY TABLE told (
            number integer, reference text COLLATE "C", fate text, problem text, "column" text, value text, reason text
        ) ON COMMIT DROP;
        """
    )


@dataclass
class Staging:
    """Puts the rows of one source into the tables ``staged`` and ``told``."""

    cursor: Any
    columns: ColumnMap
    source: Source
    taken_on: date
    fixes: Mapping[int, Mapping[str, str]]
    after: int = 0
    """What is added to the lines of this file: SECOND_FILE for one of allegations."""
    read: int = 0
    blank: int = 0
    _lines: list[str] = field(default_factory=list)
    _told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = places_of(self.source.headers, self.columns)
        self._whose = b"allegations" if self.after else b""  # like rows of two files are two rows
        names = [*self.columns.case_fields, *self.columns.allegation_fields]
        self._names = names
        self._reference_place = self._places["reference"]
        self._reference = reader_of("reference", self.columns, taken_on=self.taken_on)
        self._cells: list[tuple[int, Reader]] = [
            (
                self._places[name],
                reader_of(name, self.columns, taken_on=self.taken_on, writes_dates=self.source.writes_dates),
            )
            for name in names
        ]
        self._facts = len(self.columns.case_fields)
        self._orders = [
            (names.index(later), names.index(earlier))
            for later, earlier in MUST_FOLLOW
            if later in names and earlier in names
        ]

    def take(self, progress: Progress) -> None:
        """Every row of the source. RuleBroken when the source cannot be read to its end; Stopped when asked to stop."""
        total = self.source.lines
        step = "Reading and checking the file of allegations" if self.after else "Reading and checking rows"
        progress(step, 0, total)
        for number, cells, trouble in self.source.rows():
            self.read += 1
            self._take((number + self.after, cells, trouble))
            if len(self._lines) >= CHUNK or len(self._told) >= CHUNK:
                self._write()
                progress(step, min(number, total), total)
        self._write()
        progress(step, total, total)

    def _take(self, row: Row) -> None:
        number, cells, trouble = row
        if number in self.fixes and not trouble:
            cells = with_fixes(self.source.headers, cells, self.fixes[number])
        if trouble or len(cells) != len(self.source.headers):
            self._take_broken(number, cells, trouble)
            return
        joined = SEPARATOR.join(cells)
        try:
            raw = joined.encode()
        except UnicodeEncodeError:
            self._take_broken(number, cells, Fault(Problem.BAD_BYTES, Problem.BAD_BYTES.label))
            return
        if b"\0" in raw:
            self._take_broken(number, cells, Fault(Problem.NUL, Problem.NUL.label))
            return
        if joined.count(SEPARATOR) >= len(cells):  # a cell holds the separator, so joining would not tell rows apart
            raw = repr(cells).encode()
        reference, faulty = self._reference[cells[self._reference_place]]
        texts = []
        for place, reader in self._cells:
            text, fault = reader[cells[place]]
            texts.append(text)
            if fault:
                faulty = fault
        # Dates are compared as text: ISO dates sort as days do, and NULL sorts after them all.
        if faulty or any(texts[later] < texts[earlier] != NULL for later, earlier in self._orders):
            self._take_faulty(number, cells, raw, reference, texts)
            return
        self._stage(number, reference, raw, texts, CLEAN)

    def _stage(self, number: int, reference: str, raw: bytes, texts: Sequence[str], flaw: int) -> None:
        digest = hashlib.blake2b(raw, digest_size=16, person=self._whose).hexdigest()
        facts = NULL if self.after else hash(tuple(texts[: self._facts]))
        values = "\t".join(texts)
        self._lines.append(f"{number}\t{reference}\t{digest}\t{facts}\t{flaw}\t{values}\n")

    def _take_broken(self, number: int, cells: Sequence[str], trouble: Fault | None) -> None:
        """A row whose cells cannot be told apart or read; what stands in the place of the reference holds its case."""
        if not trouble and not any(cell.strip() for cell in cells):
            self._skip(number)
            return
        trouble = trouble or Fault(
            Problem.RAGGED, f"The row has {len(cells)} cells; the header has {len(self.source.headers)}."
        )
        place = self._reference_place
        reference = readable(cells[place]) if place < len(cells) else ""
        text, _ = self._reference[reference]
        column, cell = self._first_odd_cell(cells, trouble)
        self._tell(number, reference, column, cell, trouble)
        raw = (repr(cells) if cells else f"line {number}").encode()
        self._stage(number, text, raw, [NULL] * len(self._cells), UNREAD)

    def _first_odd_cell(self, cells: Sequence[str], trouble: Fault) -> tuple[str, str]:
        if trouble.problem in (Problem.NUL, Problem.BAD_BYTES):
            for header, cell in zip(self.source.headers, cells, strict=False):
                if readable(cell) != cell:
                    return header, readable(cell)
        return "", ""

    def _take_faulty(self, number: int, cells: Sequence[str], raw: bytes, reference: str, texts: Sequence[str]) -> None:
        if not any(cell.strip() for cell in cells):
            self._skip(number)
            return
        findings = self._findings(cells, texts)
        for column, cell, fault in findings:
            self._tell(number, cells[self._reference_place], column, cell, fault)
        read = all(fault.problem in READABLE for _, _, fault in findings)
        self._stage(number, reference, raw, texts, FAULTY if read else UNREAD)

    def _findings(self, cells: Sequence[str], texts: Sequence[str]) -> list[Finding]:
        """All that is wrong with the row, a column at most once: a date out of order is not also too early."""
        found: dict[str, Finding] = {}

        def find(name: str, fault: Fault | None) -> None:
            if fault:
                found[name] = (self.columns.headers[name], cells[self._places[name]], fault)

        find("reference", self._reference[cells[self._reference_place]][1])
        for name, (place, reader) in zip(self._names, self._cells, strict=True):
            find(name, reader[cells[place]][1])
        for later, earlier in self._orders:
            name, other = self._names[later], self._names[earlier]
            known = found.get(name)
            if NULL in (texts[later], texts[earlier]) or (known and known[2].problem is Problem.OUT_OF_ORDER):
                continue
            days = date.fromisoformat(texts[later]), date.fromisoformat(texts[earlier])
            find(name, objection_to_order(*days, name=self.columns.headers[other]))
        return list(found.values())

    def _skip(self, number: int) -> None:
        self.blank += 1
        self._tell(number, "", "", "", Fault(Problem.BLANK_ROW, Problem.BLANK_ROW.label), fate=Fate.SKIPPED)

    def _tell(
        self, number: int, reference: str, column: str, cell: str, fault: Fault, *, fate: Fate = Fate.HELD
    ) -> None:
        named = reference.strip() if not objection_to_reference(reference.strip()) else ""
        values = (
            named[:80],
            fate.value,
            fault.problem.value,
            column[:200],
            cell[:LONGEST_TOLD],
            fault.reason[:LONGEST_TOLD],
        )
        self._told.append(f"{number}\t" + "\t".join(escaped(value) for value in values) + "\n")

    def _write(self) -> None:
        names = ", ".join(("number", "reference", "reference_key", "digest", "facts", "flaw", *self._names))
        for table, lines in ((f"staged ({names})", self._lines), ("told", self._told)):
            if lines:
                with self.cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write("".join(lines))
                lines.clear()


def with_fixes(headers: Sequence[str], cells: Sequence[str], fixes: Mapping[str, str]) -> list[str]:
    """The cells of a row, those that were put right in their place."""
    return [fixes.get(header, cell) for header, cell in zip(headers, cells, strict=False)] + list(cells[len(headers) :])


def readable(cell: str) -> str:
    """The cell with a mark for each character that no text has."""
    return cell.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def places_of(headers: Sequence[str], columns: ColumnMap) -> dict[str, int]:
    """Where each mapped column stands. RuleBroken with a line for each thing that is wrong with the header."""
    objections = []
    for place, header in enumerate(headers, start=1):
        if not header:
            objections.append(f"Column {place} has no header: give it one, or delete the column.")
        elif not header.isprintable() and readable(header) != header:
            objections.append(f"The header of column {place} holds characters that are not text.")
    for header in sorted({header for header in headers if header and headers.count(header) > 1}):
        objections.append(
            f"The header {readable(header)!r} stands there {headers.count(header)} times; it must be there once."
        )
    for name, header in columns.headers.items():
        if header not in headers:
            objections.append(f"The column {header!r} ({name}) is missing.")
    known = {*columns.headers.values(), *columns.ignored, PROBLEM_COLUMN}
    for header in headers:
        if header and header not in known:
            objections.append(
                f"The column {readable(header)!r} is neither mapped nor ignored: map it, or name it under [ignored]."
            )
    if objections:
        raise RuleBroken("\n".join(objections))
    return {name: headers.index(header) for name, header in columns.headers.items()}
