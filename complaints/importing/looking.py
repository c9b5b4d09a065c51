"""A first look at a file that nobody has mapped yet: what its columns hold, and what they may mean.

Nothing here decides: a person sees each suggestion beside examples of the file, and a date that could be read with the
day first or the month first is left for them to declare.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from complaints.choices import Handling
from complaints.importing.mapping import ColumnMap
from complaints.importing.sources import open_source
from complaints.importing.staging import readable
from complaints.rules import Fault, read_day

ROWS_LOOKED_AT = 20_000
MOST_VALUES = 60
"""Different values of a column that are shown to be translated; a column with more holds no codes."""
EXAMPLES = 4
LONGEST_EXAMPLE = 60
UTC = ZoneInfo("UTC")
UNMAPPED = ColumnMap(headers={}, formats={}, zone=UTC, values={}, ignored=frozenset())
"""What a file is read by before anybody has said what its columns are."""

HEADINGS = MappingProxyType(
    {
        "reference": "reference ref casereference caseref casenumber caseno complaintreference complaintref "
        "complaintnumber complaintno complaintid caseid",
        "received_on": "received receivedon datereceived receiveddate reportdate datereported reported dateofcomplaint "
        "complaintdate datemade",
        "logged_on": "logged loggedon datelogged loggeddate recorded recordedon daterecorded recordeddate",
        "first_contact_on": "firstcontact firstcontactdate dateoffirstcontact initialcontact initialcontactdate",
        "finalised_on": "finalised finalisedon datefinalised finaliseddate finalized closed closedon dateclosed "
        "closeddate completed datecompleted",
        "suspended_days": "suspendeddays dayssuspended suspended",
        "handling": "handling route howhandled handlingtype meansofhandling schedule3 casetype",
        "area": "area lpa localpolicingarea division bcu district unit precinct station",
        "channel": "channel method howreceived howmade sourceofcomplaint",
        "result": "result outcome caseresult caseoutcome closure",
        "young_person": "youngperson under18 isunder18 child",
        "category": "category allegationcategory allegation allegationtype",
        "decision": "decision allegationdecision allegationoutcome allegationresult finding",
        "decided_on": "decisiondate datedecided decidedon dateofdecision",
        "action": "action allegationaction actiontaken",
    }
)
"""Headings, in small letters and without marks, that usually stand over a field."""
_FIELD_OF = {heading: name for name, headings in HEADINGS.items() for heading in headings.split()}

HANDLING_WORDS = MappingProxyType(
    {
        Handling.OUTSIDE: ("outside", "os3", "non schedule 3", "non-schedule 3"),
        Handling.OTHERWISE: ("otherwise", "otbi"),
        Handling.INDEPENDENT: ("independent",),
        Handling.DIRECTED: ("directed",),
        Handling.LOCAL: ("local", "investigat"),
    }
)


@dataclass(frozen=True)
class Column:
    """One column of a file as somebody sees it for the first time."""

    header: str
    examples: Sequence[str]
    values: Mapping[str, int]
    """Each different value and how often it stands there, the commonest first; cut off after MOST_VALUES and one."""
    dates: Sequence[tuple[str, int]]
    """Formats that read its cells as dates, and how many of them."""
    filled: int

    @property
    def clear_date(self) -> str:
        """The one format that reads more of the cells than any other; empty where two do as well, or none."""
        best = [pattern for pattern, read in self.dates if read == self.dates[0][1]]
        return best[0] if len(best) == 1 else ""

    @property
    def suggested(self) -> str:
        """The field that usually stands under this header; empty when nothing is known of it."""
        return _FIELD_OF.get(re.sub(r"[\W_]+", "", self.header.lower()), "")


@dataclass(frozen=True)
class Look:
    """A file that has been looked at."""

    columns: Sequence[Column]
    encoding: str
    delimiter: str
    sheet: str
    sheets: Sequence[str]

    def named(self, header: str) -> Column | None:
        return next((column for column in self.columns if column.header == header), None)


def look_at(path: Path, columns: ColumnMap) -> Look:
    """What the file holds, read as ``columns`` declares or as detected. RuleBroken when it cannot be read."""
    source = open_source(path, columns)
    seen: list[Counter[str]] = [Counter() for _ in source.headers]
    for _, cells, trouble in islice(source.rows(), ROWS_LOOKED_AT):
        if trouble or len(cells) != len(seen):
            continue
        for counter, cell in zip(seen, cells, strict=True):
            counter[readable(cell).strip()] += 1
    return Look(
        columns=[_column(header, counter) for header, counter in zip(source.headers, seen, strict=True)],
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheet=source.sheet,
        sheets=list(getattr(source, "sheets", ())),
    )


def row_at(path: Path, columns: ColumnMap, number: int) -> dict[str, str] | None:
    """The cells of one row by their column; None when there is no such row or its cells cannot be told apart."""
    source = open_source(path, columns)
    for line, cells, trouble in source.rows():
        if line >= number:
            whole = line == number and not trouble and len(cells) == len(source.headers)
            return dict(zip(source.headers, map(readable, cells), strict=True)) if whole else None
    return None


def _column(header: str, counter: Counter[str]) -> Column:
    filled = {value: times for value, times in counter.items() if value}
    return Column(
        header=header,
        examples=[value[:LONGEST_EXAMPLE] for value in islice(filled, EXAMPLES)],
        values=dict(sorted(filled.items(), key=lambda each: (-each[1], each[0]))[: MOST_VALUES + 1]),
        dates=date_formats(filled),
        filled=sum(filled.values()),
    )


def suggested_handling(value: str) -> str:
    """The way of handling that a force's word for it most likely means; empty when it is not clear."""
    words = value.lower()
    return next((code for code, parts in HANDLING_WORDS.items() if any(part in words for part in parts)), "")


# Dates

_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_SHAPE = re.compile(
    r"""
    (?P<first>\d{1,4}|[a-z]+)(?P<mark1>[-/. ,]{1,2})(?P<second>\d{1,2}|[a-z]+)(?P<mark2>[-/. ,]{1,2})
    (?P<third>\d{4}|\d{2})
    (?P<time>(?P<between>T|,?\ +)\d{1,2}:\d{2}(?P<seconds>:\d{2})?(?P<parts>\.\d{1,6})?(?P<half>\ ?[AP]M)?)?
    (?P<zone>\ ?(?:Z|[+-]\d{2}(?::?\d{2})?))?\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
MOST_SHAPES = 200
"""Different cells from which formats are inferred; all cells then say how many of them a format reads."""


def date_formats(cells: Mapping[str, int] | Iterable[str]) -> list[tuple[str, int]]:
    """The formats that read these cells as days, and how many cells each reads; the one that reads most comes first.

    Both the format with the day first and the one with the month first are there where both read a cell.
    Formats that read less than half of the cells are no suggestion.
    """
    counted = Counter(cells)
    total = sum(counted.values())
    candidates = dict.fromkeys(pattern for cell in islice(counted, MOST_SHAPES) for pattern in _patterns_of(cell))
    found = []
    for pattern in candidates:
        read = sum(
            times
            for cell, times in counted.items()
            if not isinstance(read_day(cell, formats=(pattern,), zone=UTC), Fault)
        )
        if 2 * read >= total:
            found.append((pattern, read))
    return sorted(found, key=lambda each: (-each[1], each[0]))


def _patterns_of(cell: str) -> list[str]:
    shape = _SHAPE.match(cell.strip())
    if not shape:
        return []
    first, second, third = shape["first"], shape["second"], shape["third"]
    orders: list[tuple[str, str, str]] = []
    year = "%Y" if len(third) == 4 else "%y"
    if len(first) == 4 and first.isdigit():
        month = "%m" if second.isdigit() else _month_word(second)
        orders = [("%Y", month, "%d")] if month and len(third) == 2 else []
    elif first.isdigit() and second.isdigit():
        orders = [("%d", "%m", year), ("%m", "%d", year)]
    elif first.isdigit() and _month_word(second):
        orders = [("%d", _month_word(second), year)]
    elif second.isdigit() and _month_word(first):
        orders = [(_month_word(first), "%d", year)]
    ending = _time_of(shape) + _zone_of(shape)
    return [f"{one}{shape['mark1']}{two}{shape['mark2']}{three}{ending}" for one, two, three in orders]


def _month_word(word: str) -> str:
    if not re.match(rf"(?:{_MONTH})", word, re.IGNORECASE):
        return ""
    return "%b" if len(word) == 3 else "%B"


def _time_of(shape: re.Match[str]) -> str:
    if not shape["time"]:
        return ""
    hour = "%I:%M" if shape["half"] else "%H:%M"
    half = shape["half"] and (" %p" if shape["half"].startswith(" ") else "%p")
    return (
        shape["between"] + hour + (":%S" if shape["seconds"] else "") + (".%f" if shape["parts"] else "") + (half or "")
    )


def _zone_of(shape: re.Match[str]) -> str:
    """An offset that has minutes is read; one without can only be taken as it stands."""
    written = shape["zone"] or ""
    if not written:
        return ""
    return " %z" if written.startswith(" ") else "%z" if len(written) in (1, 5, 6) else written


def in_example(pattern: str) -> str:
    """How a format writes the last day of a year, so that day and month can be told apart: ``31/12/2024``."""
    words = {"%Y": "2024", "%y": "24", "%m": "12", "%d": "31", "%b": "Dec", "%B": "December", "%H": "14", "%I": "02"}
    words |= {"%M": "30", "%S": "00", "%p": "PM", "%z": "+00:00", "%f": "000000", "%%": "%"}
    return re.sub(r"%.", lambda found: words.get(found[0], found[0]), pattern)


def order_of(pattern: str) -> str:
    """Which part of the date comes first in a format, in words."""
    first = min("dmbBYy", key=lambda letter: pattern.find(f"%{letter}") if f"%{letter}" in pattern else len(pattern))
    return {"d": "day first", "Y": "year first", "y": "year first"}.get(first, "month first")
