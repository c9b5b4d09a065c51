"""What of a table of figures may be published: counts and averages, with what tells too much about a few hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pcc.errors import RuleBroken
from pcc.figures.small_numbers import CONFIDENTIAL, FEWEST_SHOWN, protect

NOT_APPLICABLE = "[z]"
FEWEST_FOR_AN_AVERAGE = 8
"""Below so many cases no mean, median or percentile is published."""
FEWEST_BETWEEN_RELEASES = 8
"""Two releases of one count that differ by less, and by something, could tell about the few that came between."""

MARKS = {
    CONFIDENTIAL: "Confidential: hidden, so that nothing can be learnt about a few people.",
    NOT_APPLICABLE: "Not applicable: there is nothing to count or to average here.",
}


@dataclass(frozen=True)
class Row:
    """One row of a table before disclosure control: counts (None where none applies) and averages over ``n``."""

    key: str
    label: str
    n: int
    open: int | None
    averages: tuple[float | None, ...]


@dataclass(frozen=True)
class PublicRow:
    """One row as it may be published: a number, or one of MARKS."""

    key: str
    label: str
    n: int | str
    open: int | str
    averages: tuple[float | str, ...]


@dataclass(frozen=True)
class PublicTable:
    """Rows and their total as they may be published, and what was done, in sentences."""

    rows: tuple[PublicRow, ...]
    total: PublicRow
    findings: tuple[str, ...]


def public(rows: Sequence[Row], total: Row) -> PublicTable:
    """The table with small counts hidden, others so that they cannot be worked out, and averages of a few hidden.

    A row's averages are hidden with its count, and below FEWEST_FOR_AN_AVERAGE cases. Because a mean times its count
    is a sum, a hidden average needs company: at least two rows that hold as many cases together, or the total's goes.
    """
    if any(len(row.averages) != len(total.averages) for row in rows):
        raise RuleBroken("Every row needs the same averages.")
    counts, hidden_n = _counts([row.n for row in rows], total.n)
    waiting, hidden_open = _counts([row.open for row in rows], total.open)
    shut = _averages_shut([*rows, total], hidden=[mark == CONFIDENTIAL for mark in counts])
    shown = [
        PublicRow(row.key, row.label, count, still, _averages(row, shut=row_shut))
        for row, count, still, row_shut in zip([*rows, total], counts, waiting, shut, strict=True)
    ]
    findings = [*_told(hidden_n, "number"), *_told(hidden_open, "number still open")]
    if own := sum(shut[:-1]) + shut[-1]:
        findings.append(
            f"Averages are hidden in {own:,} {'row' if own == 1 else 'rows'}, total included: of fewer than "
            f"{FEWEST_FOR_AN_AVERAGE} cases, or so that these cannot be worked out."
        )
    return PublicTable(tuple(shown[:-1]), shown[-1], tuple(findings))


def _counts(counts: Sequence[int | None], total: int | None) -> tuple[list[int | str], tuple[int, int]]:
    """The counts and their total as shown; and how many are hidden for being small, and how many beside these."""
    known = [count for count in counts if count is not None]
    if total is None or (counts and len(known) < len(counts)):
        alone = CONFIDENTIAL if total is not None and 0 < total < FEWEST_SHOWN else total
        return [NOT_APPLICABLE] * len(counts) + [NOT_APPLICABLE if alone is None else alone], (0, 0)
    # Parts may overlap (a complaint counts in each of its categories); then more is hidden than had to be, never less.
    safe = protect([[count] for count in known] or [[total]])
    hidden = [any(marks) for marks in safe.hidden]
    shown: list[int | str] = [
        CONFIDENTIAL if mark else count for count, mark in zip([*known, total], hidden[-len(known) - 1 :], strict=True)
    ]
    small = sum(0 < count < FEWEST_SHOWN for count in [*known, total])
    return shown, (small, sum(mark == CONFIDENTIAL for mark in shown) - small)


def _averages_shut(rows: Sequence[Row], *, hidden: Sequence[bool]) -> list[bool]:
    """Which rows show no averages; the last row is the total."""
    shut = [off or 0 < row.n < FEWEST_FOR_AN_AVERAGE for row, off in zip(rows, hidden, strict=True)]
    parts = [place for place, row in enumerate(rows[:-1]) if row.n]
    while not shut[-1]:
        held = [place for place in parts if shut[place]]
        if not held or (len(held) > 1 and sum(rows[place].n for place in held) >= FEWEST_FOR_AN_AVERAGE):
            break
        open_ones = [place for place in parts if not shut[place]]
        shut[min(open_ones, key=lambda place: rows[place].n) if open_ones else -1] = True
    return shut


def _averages(row: Row, *, shut: bool) -> tuple[float | str, ...]:
    if row.n and shut:
        return (CONFIDENTIAL,) * len(row.averages)
    return tuple(NOT_APPLICABLE if average is None else average for average in row.averages)


def _told(hidden: tuple[int, int], what: str) -> list[str]:
    small, beside = hidden
    if not small:
        return []
    counts = f"{small:,} {'count' if small == 1 else 'counts'} of 1 to {FEWEST_SHOWN - 1}"
    return [f"Of the {what}, {counts} and {beside:,} beside them are hidden, so that none can be worked out."]


def too_near(rows: Sequence[PublicRow], before: Sequence[PublicRow], *, released: str) -> list[str]:
    """Counts that differ from those of an earlier release by a few, in sentences: a person must weigh each."""
    known: dict[str, Any] = {row.key: row.n for row in before}
    found = []
    for row in rows:
        then = known.get(row.key)
        if not isinstance(row.n, int) or not isinstance(then, int):
            continue
        if 0 < abs(row.n - then) < FEWEST_BETWEEN_RELEASES:
            found.append(
                f"{row.label}: {row.n:,} here and {then:,} in {released}. The difference is about "
                f"{abs(row.n - then)} {'case' if abs(row.n - then) == 1 else 'cases'}."
            )
    return found
