"""The mapping: which column is which field, how dates are written, what codes mean. TOML, refused in sentences."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from complaints.choices import Handling
from complaints.rules import EARLIEST
from pcc.errors import RuleBroken

CASE_DATES = ("received_on", "logged_on", "first_contact_on", "finalised_on")
FIGURES_OF_CASE = (*CASE_DATES, "suspended_days")
"""Fields of a case on which its rows must agree, because figures are made of them; else the case is held."""
WORDS_OF_CASE = ("handling", "area", "channel", "result", "young_person")
"""Fields that describe a case: where its rows differ, it is loaded as mixed, with a warning."""
CASE_FIELDS = ("reference", *FIGURES_OF_CASE, *WORDS_OF_CASE)
ALLEGATION_FIELDS = ("category", "decision", "decided_on", "action")
DATES = (*CASE_DATES, "decided_on")
CODED = ("handling", "area", "channel", "result", "young_person", "category", "decision", "action")
"""Fields whose values a mapping may translate."""
PROBLEM_COLUMN = "problem"
"""The column that we add to a file that is handed back; when it comes again it is passed over."""
REQUIRED = ("reference", "received_on")
LINK = "reference"
"""Under [allegation]: where allegations come in a file of their own, its column with the reference of their case."""

ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1", "iso-8859-15", "utf-16")
DELIMITERS = (",", ";", "\t", "|")
DIRECTIVES = {*"YymbBdHIpMSfz%"}
LONGEST_TEXT = 100_000
LONGEST_VALUE = 120
YES_OR_NO = MappingProxyType({"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False})
HANDLINGS = frozenset(Handling.values) - {Handling.MIXED}

SECTIONS = {"taken_on", "file", "columns", "allegation", "dates", "values", "ignored"}


@dataclass(frozen=True)
class ColumnMap:
    """A mapping that has been read and found sound. ``headers`` goes from field to column."""

    headers: Mapping[str, str]
    formats: Mapping[str, Sequence[str]]
    zone: ZoneInfo
    values: Mapping[str, Mapping[str, str]]
    ignored: frozenset[str]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    taken_on: date | None = None
    link: str = ""
    """Where allegations come in a file of their own: the column there that holds the reference of their case."""

    @property
    def all_headers(self) -> list[str]:
        """Every column that the mapping knows, of both files where there are two."""
        return [*self.headers.values(), *self.ignored, *([self.link] if self.link else [])]

    def of_cases(self) -> "ColumnMap":
        """What a file of cases alone is read by, where allegations come in another."""
        if not self.link:
            return self
        elsewhere = {self.link, *self._only(ALLEGATION_FIELDS).values()}
        return replace(self, headers=self._only(CASE_FIELDS), ignored=self.ignored | elsewhere)

    def of_allegations(self) -> "ColumnMap":
        """What the file of allegations is read by."""
        headers = {"reference": self.link} | self._only(ALLEGATION_FIELDS)
        elsewhere = {*self._only(CASE_FIELDS).values()}
        return replace(self, headers=headers, ignored=self.ignored | elsewhere)

    def _only(self, fields: Sequence[str]) -> dict[str, str]:
        return {name: header for name, header in self.headers.items() if name in fields}

    @property
    def allegation_fields(self) -> tuple[str, ...]:
        return tuple(name for name in ALLEGATION_FIELDS if name in self.headers)

    @property
    def case_fields(self) -> tuple[str, ...]:
        """The mapped fields of a case but its reference."""
        return tuple(name for name in CASE_FIELDS[1:] if name in self.headers)


@dataclass
class _Reader:
    """Collects every objection, so that a mapping is put right in one go."""

    objections: list[str] = field(default_factory=list)

    def object(self, sentence: str) -> None:
        self.objections.append(sentence)

    def table(self, parent: Mapping[str, Any], name: str) -> dict[str, Any]:
        value = parent.get(name, {})
        if isinstance(value, dict):
            return value
        self.object(f"[{name}] must be a table.")
        return {}

    def text(self, value: Any, name: str) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.object(f"{name} must be text between quotes.")
        return ""

    def only(self, table: Mapping[str, Any], known: Sequence[str] | set[str], where: str) -> None:
        for name in table:
            if name not in known:
                self.object(f"{where} has no {name!r}; it may have {', '.join(sorted(known))}.")


def read_mapping(text: str) -> ColumnMap:
    """The mapping that this TOML declares. RuleBroken with a line for each thing that is wrong with it."""
    tables = _parse(text)
    reader = _Reader()
    reader.only(tables, SECTIONS, "A mapping")
    file = reader.table(tables, "file")
    reader.only(file, {"encoding", "delimiter", "sheet"}, "[file]")
    headers = _headers(reader, tables)
    ignored = _ignored(reader, tables, headers)
    formats, zone = _dates(reader, tables, headers)
    columns = ColumnMap(
        headers=headers,
        formats=formats,
        zone=zone,
        values=_values(reader, tables, headers),
        ignored=ignored,
        encoding=_one_of(reader, file, "encoding", ENCODINGS),
        delimiter=_one_of(reader, file, "delimiter", DELIMITERS),
        sheet=reader.text(file["sheet"], "file.sheet") if "sheet" in file else "",
        taken_on=_taken_on(reader, tables),
        link=_link(reader, tables),
    )
    if reader.objections:
        raise RuleBroken("\n".join(reader.objections))
    return columns


def write_mapping(columns: ColumnMap) -> str:
    """The TOML that ``read_mapping`` reads back as these columns."""
    lines = [f"taken_on = {columns.taken_on.isoformat()}", ""] if columns.taken_on else []
    file = {"encoding": columns.encoding, "delimiter": columns.delimiter, "sheet": columns.sheet}
    lines += _section("file", {name: _quoted(value) for name, value in file.items() if value})
    for section, fields in (("columns", CASE_FIELDS), ("allegation", ALLEGATION_FIELDS)):
        named = {name: columns.headers[name] for name in fields if name in columns.headers}
        link = {LINK: columns.link} if section == "allegation" and columns.link else {}
        lines += _section(section, {name: _quoted(header) for name, header in (link | named).items()})
    lines += _section("dates", _written_dates(columns))
    for name, codes in columns.values.items():
        lines += _section(f"values.{name}", {_quoted(code): _quoted(meant) for code, meant in codes.items()}) or [
            f"[values.{name}]",
            "",
        ]
    if columns.ignored:
        lines += ["[ignored]", f"columns = [{', '.join(map(_quoted, sorted(columns.ignored)))}]", ""]
    return "\n".join(lines)


def _section(name: str, entries: Mapping[str, str]) -> list[str]:
    return [f"[{name}]", *(f"{key} = {value}" for key, value in entries.items()), ""] if entries else []


def _quoted(text: str) -> str:
    """A string of TOML: as JSON writes it, but for the one character that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _written_dates(columns: ColumnMap) -> dict[str, str]:
    written = {
        name: f"[{', '.join(map(_quoted, patterns))}]" if len(patterns) > 1 else _quoted(patterns[0])
        for name, patterns in columns.formats.items()
    }
    if len(set(written.values())) == 1:
        written = {"format": next(iter(written.values()))}
    return written | {"time_zone": _quoted(columns.zone.key)}


def header_digest(headers: Sequence[str]) -> str:
    """By this the next file of the same shape is recognised, in whatever order its columns stand."""
    known = sorted(header.strip() for header in headers if header.strip() != PROBLEM_COLUMN)
    return hashlib.sha256("\n".join(known).encode(errors="replace")).hexdigest()


def _parse(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(f"A mapping has at most {LONGEST_TEXT:,} characters; this has {len(text):,}.")
    try:
        text.encode()
        return tomllib.loads(text)
    except UnicodeEncodeError:
        raise RuleBroken("The mapping holds characters that are not text.") from None
    except ValueError as unreadable:
        raise RuleBroken(f"The mapping is not TOML: {unreadable}.") from None
    except RecursionError:
        raise RuleBroken("The mapping is not TOML that can be read: it is nested too deep.") from None


def _headers(reader: _Reader, tables: Mapping[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for section, fields in (("columns", CASE_FIELDS), ("allegation", ALLEGATION_FIELDS)):
        table = reader.table(tables, section)
        linked = section == "allegation" and LINK in table
        reader.only(table, {*fields, LINK}, f"[{section}]")
        taken = {} if linked else dict(headers)
        for name in fields:
            if name in table and (header := reader.text(table[name], f"{section}.{name}")):
                if header in taken.values():
                    reader.object(f"The column {header!r} is mapped twice.")
                headers[name] = taken[name] = header
    for name in REQUIRED:
        if name not in headers:
            reader.object(f"[columns] must name the column of {name}.")
    return headers


def _link(reader: _Reader, tables: Mapping[str, Any]) -> str:
    table = reader.table(tables, "allegation")
    if LINK not in table:
        return ""
    if not set(table) & set(ALLEGATION_FIELDS):
        reader.object("[allegation] links a file of its own and must name a column of it.")
    return reader.text(table[LINK], f"allegation.{LINK}")


def _ignored(reader: _Reader, tables: Mapping[str, Any], headers: Mapping[str, str]) -> frozenset[str]:
    table = reader.table(tables, "ignored")
    reader.only(table, {"columns"}, "[ignored]")
    listed = table.get("columns", [])
    if not isinstance(listed, list):
        reader.object("ignored.columns must be a list of columns.")
        return frozenset()
    ignored = frozenset(reader.text(header, "Each of ignored.columns") for header in listed)
    for header in sorted(ignored & set(headers.values())):
        reader.object(f"The column {header!r} is both mapped and ignored.")
    return ignored


def _dates(
    reader: _Reader, tables: Mapping[str, Any], headers: Mapping[str, str]
) -> tuple[dict[str, tuple[str, ...]], ZoneInfo]:
    table = reader.table(tables, "dates")
    reader.only(table, {"format", "time_zone", *DATES}, "[dates]")
    general = _formats(reader, table, "format")
    formats = {name: _formats(reader, table, name) or general for name in DATES if name in headers}
    if not general and not all(formats.values()):
        reader.object('[dates] must declare how dates are written, as in format = "%d/%m/%Y".')
    zone = table.get("time_zone")
    if not isinstance(zone, str):
        reader.object('[dates] must name the time zone in which dates are written, as in time_zone = "Europe/London".')
        zone = "UTC"
    try:
        return formats, ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reader.object(f"{zone!r} is not a time zone.")
        return formats, ZoneInfo("UTC")


def _formats(reader: _Reader, table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    if name not in table:
        return ()
    declared = table[name] if isinstance(table[name], list) else [table[name]]
    if not declared:
        reader.object(f"dates.{name} must declare a format.")
    texts = [reader.text(pattern, f"dates.{name}") for pattern in declared]
    patterns = tuple(pattern for pattern in texts if pattern)
    for pattern in patterns:
        if objection := _objection_to_format(pattern):
            reader.object(f"dates.{name}: {objection}")
    return patterns


def _objection_to_format(pattern: str) -> str:
    letters = [following[:1] for following in pattern.replace("%%", "").split("%")[1:]]
    for letter in letters:
        if letter not in DIRECTIVES:
            return f"%{letter} cannot be used in {pattern!r}."
    days, months, years = (sum(letter in kind for letter in letters) for kind in ("d", "mbB", "Yy"))
    if (days, months, years) != (1, 1, 1) or len(letters) != len(set(letters)):
        return f"{pattern!r} must say day (%d), month (%m, %b or %B) and year (%Y or %y) once each."
    return ""


def _values(reader: _Reader, tables: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, dict[str, str]]:
    table = reader.table(tables, "values")
    reader.only(table, CODED, "[values]")
    values: dict[str, dict[str, str]] = {}
    for name in CODED:
        if name not in table:
            continue
        if name not in headers:
            reader.object(f"[values.{name}] translates a field that has no column.")
        codes = reader.table(table, name)
        for written, meant in codes.items():
            if objection := _objection_to_value(name, meant):
                reader.object(f"values.{name}: {written!r} {objection}")
        values[name] = {written.strip(): meant for written, meant in codes.items() if isinstance(meant, str)}
    return values


def _objection_to_value(name: str, meant: Any) -> str:
    if not isinstance(meant, str):
        return "must become text between quotes."
    if name == "handling" and meant not in HANDLINGS:
        return f"must become one of {', '.join(sorted(HANDLINGS))}."
    if name == "young_person" and meant.lower() not in YES_OR_NO and meant:
        return 'must become "yes", "no" or "".'
    if len(meant) > LONGEST_VALUE:
        return f"becomes more than {LONGEST_VALUE} characters."
    if not meant.isprintable():
        return "becomes text with a character that cannot be printed."
    return ""


def _one_of(reader: _Reader, table: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
    value = table.get(name, "")
    if value and (not isinstance(value, str) or value.lower() not in known):
        reader.object(f"file.{name} must be one of {', '.join(repr(each) for each in known)}.")
        return ""
    return str(value).lower()


def _taken_on(reader: _Reader, tables: Mapping[str, Any]) -> date | None:
    value = tables.get("taken_on")
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, date) or isinstance(value, datetime) or value < EARLIEST:
        reader.object("taken_on must be a date from 1995 on, as in 2026-04-30.")
        return None
    return value
