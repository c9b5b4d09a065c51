"""Files with one record a row, whatever they are of: a mapping that says what the columns mean, and cells as values.

The same sources as the force's extracts (CSV, XLSX, ODS), dates read in declared formats, words translated to codes by
the mapping; what is not listed is refused in a sentence, never guessed.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from complaints.importing.mapping import DELIMITERS, ENCODINGS, ColumnMap
from complaints.importing.sources import open_source
from complaints.rules import Fault, in_words, read_day
from pcc.errors import RuleBroken


@dataclass(frozen=True)
class Shape:
    """What a record has: texts, days and codes, by the names that a mapping uses.

    ``codes`` has the codes that a word may be translated to; ``order`` pairs of days of which the first is never
    before the second; ``required`` the columns that must be there.
    """

    texts: tuple[str, ...]
    days: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    order: tuple[tuple[str, str], ...]
    required: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.texts, *self.days, *self.codes)


@dataclass(frozen=True)
class Held:
    """A row that is not brought in, and why."""

    line: int
    reference: str
    reason: str


ROWS_TO_SHOW = 20


def told(held: Sequence[Held]) -> list[str]:
    """The first held rows for a terminal, a line each, and where the others are."""
    lines = [f"  line {each.line}, {each.reference or 'no reference'}: {each.reason}" for each in held[:ROWS_TO_SHOW]]
    more = len(held) - ROWS_TO_SHOW
    return [*lines, f"  and {more:,} more: see --format json"] if more > 0 else lines


def read_plain_mapping(text: str, shape: Shape) -> ColumnMap:
    """The mapping that this TOML declares: [file], [columns], [dates], [values.*]. RuleBroken says what is wrong."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleBroken(f"The mapping cannot be read: {error}.") from error
    refused = [f"[{name}] must be a table." for name, value in tables.items() if not isinstance(value, dict)]
    if refused:
        raise RuleBroken("\n".join(refused))
    known = ("file", "columns", "dates", "values", "ignored")
    refused += [f"There is no [{name}]; a mapping has {', '.join(known)}." for name in tables if name not in known]
    columns, values, dates = tables.get("columns", {}), tables.get("values", {}), tables.get("dates", {})
    refused += _refused_columns(columns, shape)
    refused += _refused_values(values, shape)
    given = dates.get("formats") or ([dates["format"]] if "format" in dates else [])
    if not isinstance(given, list) or not given or not all(isinstance(each, str) for each in given):
        refused.append('[dates] must say how dates are written: format = "%d/%m/%Y".')
    try:
        zone = ZoneInfo(dates.get("time_zone", "Europe/London"))
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        refused.append(f"[dates] there is no time zone {dates.get('time_zone')!r}.")
    file = tables.get("file", {})
    refused += _refused_file(file)
    ignored = tables.get("ignored", {}).get("columns", [])
    if not isinstance(ignored, list) or not all(isinstance(each, str) for each in ignored):
        refused.append("[ignored] columns must be a list of columns.")
    if refused:
        raise RuleBroken("\n".join(refused))
    return ColumnMap(
        headers=columns,
        formats={name: tuple(given) for name in shape.days},
        zone=zone,
        values=values,
        ignored=frozenset(ignored),
        encoding=file.get("encoding", ""),
        delimiter=file.get("delimiter", ""),
        sheet=file.get("sheet", ""),
    )


def _refused_file(file: Mapping[str, Any]) -> Iterator[str]:
    for name, known in (("encoding", ENCODINGS), ("delimiter", DELIMITERS)):
        if file.get(name, known[0]) not in known:
            yield f"[file] {name} must be one of {', '.join(map(repr, known))}."
    if not isinstance(file.get("sheet", ""), str):
        yield "[file] sheet must be the name of a sheet, between quotes."


def _refused_columns(columns: Mapping[str, Any], shape: Shape) -> Iterator[str]:
    for name, header in columns.items():
        if name not in shape.fields:
            yield f"[columns] has no {name!r}; it may have {', '.join(shape.fields)}."
        if not isinstance(header, str) or not header.strip():
            yield f"[columns] {name} must be the heading of a column, between quotes."
    for name in shape.required:
        if name not in columns:
            yield f"[columns] must say which column is {name!r}."


def _refused_values(values: Mapping[str, Any], shape: Shape) -> Iterator[str]:
    for name, table in values.items():
        if not isinstance(table, dict):
            yield f"[values.{name}] must be a table."
            continue
        for word, code in table.items():
            if not isinstance(code, str):
                yield f"[values.{name}] {word!r} must mean something between quotes."
            elif name in shape.codes and code not in shape.codes[name]:
                yield f"[values.{name}] {word!r} means {code!r}; it may mean {', '.join(shape.codes[name])}."


@dataclass(frozen=True)
class PlainRow:
    """A row as read: its line, its cells by field, and why they cannot be had, if so."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True)
class PlainFile:
    """A file whose headings have been found, with its rows still to come."""

    rows: Iterator[PlainRow]
    lines: int
    formats: Mapping[str, tuple[str, ...]]


def open_plain(path: Path, columns: ColumnMap, shape: Shape) -> PlainFile:
    """The file under its mapping. RuleBroken when it cannot be read, or lacks a column that the mapping names."""
    source = open_source(path, columns)
    headers = list(source.headers)
    if missing := [header for header in columns.headers.values() if header not in headers]:
        raise RuleBroken(f"The file has no column {', '.join(missing)}. It has: {', '.join(headers)}.")
    places = {name: headers.index(header) for name, header in columns.headers.items()}

    def rows() -> Iterator[PlainRow]:
        for line, cells, fault in source.rows():
            if fault is not None:
                yield PlainRow(line, {}, fault.reason)
                continue
            here = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
            yield PlainRow(line, here)

    formats = {name: (*columns.formats[name], *source.writes_dates) for name in shape.days}
    return PlainFile(rows(), source.lines, formats)


def values_of(
    row: Mapping[str, str], columns: ColumnMap, formats: Mapping[str, tuple[str, ...]], shape: Shape, *, on: date
) -> dict[str, Any]:
    """The cells of a row as values; RuleBroken for the first that cannot be one."""
    facts: dict[str, Any] = {name: row.get(name, "") for name in shape.texts}
    if "reference" in facts and not facts["reference"]:
        raise RuleBroken("The reference is missing.")
    for name in shape.days:
        facts[name] = None
        if text := row.get(name, ""):
            day = read_day(text, formats=formats[name], zone=columns.zone)
            if isinstance(day, Fault):
                raise RuleBroken(f"{columns.headers[name]}: {day.reason}")
            if day > on:
                raise RuleBroken(f"{columns.headers[name]}: {in_words(day)} is still to come.")
            facts[name] = day
    for name, known in shape.codes.items():
        word = row.get(name, "")
        code = columns.values.get(name, {}).get(word, word)
        if code and code not in known:
            raise RuleBroken(f"{columns.headers[name]}: the mapping does not say what {word!r} means.")
        facts[name] = code
    for later, earlier in shape.order:
        if facts[later] and facts[earlier] and facts[later] < facts[earlier]:
            late, early = columns.headers[later], columns.headers[earlier]
            raise RuleBroken(f"{in_words(facts[later])} ({late}) is before {in_words(facts[earlier])} ({early}).")
    return facts
