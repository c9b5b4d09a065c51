"""What of a table of figures may be published: counts and averages, with what tells too much about a few hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import floor

from pcc.errors import RuleBroken
from pcc.figures.small_numbers import CONFIDENTIAL, FEWEST_SHOWN, protect

NOT_APPLICABLE = "[z]"
FEWEST_FOR_AN_AVERAGE = 8
"""Below so many cases no mean, median, percentile or share is published."""
FEWEST_BETWEEN_RELEASES = 8
"""Two releases of one count that differ by less, and by something, could tell about the few that came between."""
ROUNDED_TO = 5
"""What counts are rounded to where an office rounds instead of hiding."""

MARKS = {
    CONFIDENTIAL: "Confidential: hidden, so that nothing can be learnt about a few people.",
    NOT_APPLICABLE: "Not applicable: there is nothing to count or to average here.",
}

Value = int | float | None
Shown = int | float | str


class Kind(StrEnum):
    """What stands in a column: how many, an average over some of them, or a share of them."""

    COUNT = "COUNT"
    AVERAGE = "AVERAGE"
    SHARE = "SHARE"


@dataclass(frozen=True)
class Column:
    """One column of a table. ``unit`` is what is counted, or the unit of an average.

    ``of`` names the column of those averaged, or the whole of which a count or a share is a part; ``part`` the count
    that a share is the share of. ``sums`` says that the rows of a count add up to its total: a number open at the ends
    of months does not. ``sum_of`` names the counts of which this one is the sum: it is shown where they all are,
    so that it tells nothing that they do not.
    """

    code: str
    label: str
    unit: str
    kind: Kind = Kind.COUNT
    of: str = ""
    part: str = ""
    sums: bool = True
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a table before disclosure control; None where there is nothing to count or to average."""

    key: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class PublicRow:
    """One row as it may be published: each value a number, or one of MARKS."""

    key: str
    label: str
    values: tuple[Shown, ...]


@dataclass(frozen=True)
class Table:
    """A table of figures before disclosure control. ``total`` is None where no total means anything."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None

    def __post_init__(self) -> None:
        if any(len(row.values) != len(self.columns) for row in self.all_rows):
            raise RuleBroken("Every row needs a value or a gap in each column.")

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return self.rows if self.total is None else (*self.rows, self.total)

    def place(self, code: str) -> int:
        return next(place for place, column in enumerate(self.columns) if column.code == code)


@dataclass(frozen=True)
class PublicTable:
    """Rows and their total as they may be published, and what was done, in sentences. ``rounded_to`` is 0 if nothing
    was rounded."""

    columns: tuple[Column, ...]
    rows: tuple[PublicRow, ...]
    total: PublicRow | None
    findings: tuple[str, ...]
    rounded_to: int = 0

    @property
    def all_rows(self) -> tuple[PublicRow, ...]:
        return self.rows if self.total is None else (*self.rows, self.total)


def public(table: Table) -> PublicTable:
    """The table with small counts hidden, others so that they cannot be worked out, and averages of a few hidden.

    Parts of a count (outcomes that were dismissals) are hidden together with it, with the rest that is not shown. A
    row's averages are hidden with its count, and below FEWEST_FOR_AN_AVERAGE cases. Because a mean times its count is a
    sum, a hidden average needs company: at least two rows that hold as many cases together, or the total's goes.
    """
    hidden: dict[str, list[bool]] = {}
    findings: list[str] = []
    for whole, parts in _families(table):
        found, small = _hide(table, whole, parts)
        hidden |= found
        findings += _told(found, small, whole)
    for column in table.columns:
        if column.sum_of:
            hidden[column.code] = [any(marks) for marks in zip(*(hidden[code] for code in column.sum_of), strict=True)]
    shut = {code: _shut(table, code, hidden[code]) for code in _bases(table)}
    rows = [
        PublicRow(row.key, row.label, tuple(_shown(table, row, place, at, hidden, shut) for at in _places(table)))
        for place, row in enumerate(table.all_rows)
    ]
    own = max((sum(marks) for marks in shut.values()), default=0)
    if own:
        findings.append(
            f"Averages and shares are hidden in {own:,} {'row' if own == 1 else 'rows'}, total included: of fewer than "
            f"{FEWEST_FOR_AN_AVERAGE} cases, or so that these cannot be worked out."
        )
    return _parted(table, rows, findings)


def in_fives(table: Table) -> PublicTable:
    """The table with every count rounded to the nearest ROUNDED_TO, and averages and shares of a few hidden.

    Nothing else is hidden: from rounded counts nobody works out the true ones. Shares are of the rounded counts, and
    averages are rounded to whole ones: 26.25 days on average are of 8 or of 12 complaints, and not of 10.
    """
    rows = []
    for row in table.all_rows:
        counts = {
            column.code: _rounded(value)
            for column, value in zip(table.columns, row.values, strict=True)
            if column.kind is Kind.COUNT
        }
        true = dict(zip((column.code for column in table.columns), row.values, strict=True))
        shown = tuple(_in_fives(column, true, counts) for column in table.columns)
        rows.append(PublicRow(row.key, row.label, shown))
    told = (
        f"Every count is rounded to the nearest {ROUNDED_TO}, so that rows need not add up to their total. Averages "
        "are rounded to whole numbers: a decimal would tell the count."
    )
    return replace(_parted(table, rows, [told]), rounded_to=ROUNDED_TO)


def _rounded(value: Value) -> Shown:
    return NOT_APPLICABLE if value is None else ROUNDED_TO * floor(value / ROUNDED_TO + 0.5)


def _in_fives(column: Column, true: Mapping[str, Value], counts: Mapping[str, Shown]) -> Shown:
    value = true[column.code]
    if column.kind is Kind.COUNT:
        return counts[column.code]
    if value is None:
        return NOT_APPLICABLE
    if (true[column.of] or 0) < FEWEST_FOR_AN_AVERAGE:
        return CONFIDENTIAL
    if column.kind is Kind.SHARE:
        part, whole = counts[column.part], counts[column.of]
        assert not isinstance(part, str) and not isinstance(whole, str)
        return part / whole
    return round(value, 2) if column.unit == "share" else floor(value + 0.5)


def _parted(table: Table, rows: Sequence[PublicRow], findings: Sequence[str]) -> PublicTable:
    """Rows and total apart again."""
    if table.total is None:
        return PublicTable(table.columns, tuple(rows), None, tuple(findings))
    return PublicTable(table.columns, tuple(rows[:-1]), rows[-1], tuple(findings))


def _places(table: Table) -> range:
    return range(len(table.columns))


def _families(table: Table) -> list[tuple[Column, tuple[Column, ...]]]:
    """Each count that is no part of another, with the counts that are parts of it."""
    counts = [column for column in table.columns if column.kind is Kind.COUNT and not column.sum_of]
    return [(column, tuple(one for one in counts if one.of == column.code)) for column in counts if not column.of]


def _bases(table: Table) -> list[str]:
    """The counts over which the table has averages or shares."""
    return list(dict.fromkeys(column.of for column in table.columns if column.kind is not Kind.COUNT))


def _hide(table: Table, whole: Column, parts: Sequence[Column]) -> tuple[dict[str, list[bool]], int]:
    """Which cells of a count and of its parts are hidden, and how many of them for being small."""
    family = (whole, *parts)
    places = {column.code: table.place(column.code) for column in family}
    values = {code: [row.values[place] for row in table.all_rows] for code, place in places.items()}
    hidden = {code: [False] * len(table.all_rows) for code in places}
    small = sum(_is_small(value) for column in values.values() for value in column)
    held = [place for place, value in enumerate(values[whole.code][: len(table.rows)]) if value is not None]
    adds_up = whole.sums and table.total is not None and len(held) == len(table.rows) and bool(table.rows)
    lines = [held] if adds_up else [[place] for place in range(len(table.all_rows))]
    for line in lines:
        known = [place for place in line if values[whole.code][place] is not None]
        if not known:
            continue
        inner = [[int(values[part.code][place] or 0) for part in parts] for place in known]
        rest = [int(values[whole.code][place] or 0) - sum(own) for place, own in zip(known, inner, strict=True)]
        if min(rest) < 0:
            raise RuleBroken(f"{whole.label}: the parts hold more than the whole.")
        marks = protect([[*own, left] for own, left in zip(inner, rest, strict=True)]).hidden
        if not adds_up:  # a row alone is its own total
            marks = tuple(tuple(map(any, zip(*marks, strict=True))) for _ in marks)
        for row, place in zip(marks, [*known, len(table.rows)] if adds_up else known, strict=False):
            hidden[whole.code][place] = row[-1] if parts else any(row)
            for column, part in enumerate(parts):
                hidden[part.code][place] = row[column]
    return hidden, small


def _is_small(value: Value) -> bool:
    return value is not None and 0 < value < FEWEST_SHOWN


def _shut(table: Table, code: str, hidden: Sequence[bool]) -> list[bool]:
    """Which rows show no averages over a count."""
    counts = [row.values[table.place(code)] or 0 for row in table.all_rows]
    shut = [off or 0 < count < FEWEST_FOR_AN_AVERAGE for off, count in zip(hidden, counts, strict=True)]
    if table.total is None:
        return shut
    parts = [place for place, count in enumerate(counts[:-1]) if count]
    while not shut[-1]:
        held = [place for place in parts if shut[place]]
        if not held or (len(held) > 1 and sum(counts[place] for place in held) >= FEWEST_FOR_AN_AVERAGE):
            break
        open_ones = [place for place in parts if not shut[place]]
        shut[min(open_ones, key=lambda place: counts[place]) if open_ones else -1] = True
    return shut


def _shown(
    table: Table,
    row: Row,
    place: int,
    at: int,
    hidden: Mapping[str, Sequence[bool]],
    shut: Mapping[str, Sequence[bool]],
) -> Shown:
    column, value = table.columns[at], row.values[at]
    if value is None:
        return NOT_APPLICABLE
    if column.kind is Kind.COUNT:
        return CONFIDENTIAL if hidden[column.code][place] else value
    if shut[column.of][place] and row.values[table.place(column.of)]:
        return CONFIDENTIAL
    if column.kind is Kind.SHARE and hidden[column.part][place]:
        return CONFIDENTIAL
    return value


def _told(found: Mapping[str, Sequence[bool]], small: int, whole: Column) -> list[str]:
    beside = sum(sum(marks) for marks in found.values()) - small
    if not small:
        return []
    counts = f"{small:,} {'count' if small == 1 else 'counts'} of 1 to {FEWEST_SHOWN - 1}"
    what = whole.label.lower()
    return [f"Of the {what}, {counts} and {beside:,} beside them are hidden, so that none can be worked out."]


def too_near(table: PublicTable, before: PublicTable, *, released: str) -> list[str]:
    """Counts that differ from those of an earlier release by a few, in sentences: a person must weigh each."""
    known = {
        (row.key, column.code): value
        for row in before.all_rows
        for column, value in zip(before.columns, row.values, strict=True)
    }
    found = []
    for row in table.all_rows:
        for column, value in zip(table.columns, row.values, strict=True):
            then = known.get((row.key, column.code))
            if column.kind is not Kind.COUNT or isinstance(value, str) or then is None or isinstance(then, str):
                continue
            if 0 < abs(value - then) < FEWEST_BETWEEN_RELEASES:
                differ = abs(int(value - then))
                found.append(
                    f"{row.label}, {column.label.lower()}: {value:,} here and {then:,} in {released}. The difference "
                    f"is about {differ} {'case' if differ == 1 else 'cases'}."
                )
    return found
