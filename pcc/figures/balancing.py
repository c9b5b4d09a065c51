"""What may be published of a table that balances: open at the start, what came in, what went out, open at the end.

In such a table each row is an equation and each row begins where the one before ended, so that a hidden number follows
from those beside it unless these are hidden with it.
"""

from collections.abc import Sequence
from dataclasses import replace

from pcc.errors import RuleBroken
from pcc.figures.publication import PublicRow, PublicTable, Row, Table, public
from pcc.figures.small_numbers import CONFIDENTIAL, FEWEST_SHOWN

START, CAME_IN, WENT_OUT, END = range(4)
"""The places of the four columns."""
STOCKS, FLOWS = (START, END), (CAME_IN, WENT_OUT)


def public_flows(table: Table) -> PublicTable:
    """The table with counts of 1 to FEWEST_SHOWN - 1 hidden, and others so that none can be worked out.

    Is a number open small, every number open is hidden, and what came in and went out is protected as in any table.
    Otherwise a small number that came in or went out hides both of its row: what is left is their difference. It hides
    further rows until at least two are hidden that share so many coming and going that each could be another number,
    and where rows do not suffice, the totals. RuleBroken when the columns are others.
    """
    if len(table.columns) != len((START, CAME_IN, WENT_OUT, END)) or table.total is None:
        raise RuleBroken("A table that balances has four columns and a total.")
    if any(_is_small(row, at) for row in table.all_rows for at in STOCKS):
        return _without_stocks(public(table))
    hidden = _rows_to_hide(table.rows)
    small = sum(_is_small(row, at) for row in table.all_rows for at in FLOWS)
    with_total = any(_is_small(table.total, at) for at in FLOWS) or not _is_enough(hidden)
    rows = [_shown(row, FLOWS if row in hidden else ()) for row in table.rows]
    total = _shown(table.total, FLOWS if with_total else ())
    told = (
        f"{small:,} {'count' if small == 1 else 'counts'} of 1 to {FEWEST_SHOWN - 1} and what came in and went out in "
        f"{len(hidden):,} {'row' if len(hidden) == 1 else 'rows'}{' and in total' if with_total else ''} are hidden, "
        "so that none can be worked out."
    )
    return PublicTable(table.columns, tuple(rows), total, (told,) if small else ())


def _number(row: Row, at: int) -> int:
    return int(row.values[at] or 0)


def _is_small(row: Row, at: int) -> bool:
    return 0 < _number(row, at) < FEWEST_SHOWN


def _room(row: Row) -> int:
    """By how much what came in and went out could both be smaller, while the row still balances."""
    return min(_number(row, CAME_IN), _number(row, WENT_OUT))


def _is_enough(hidden: Sequence[Row]) -> bool:
    """Whether no hidden number follows from the totals, nor lies within less than FEWEST_SHOWN."""
    return not hidden or (len(hidden) > 1 and sum(map(_room, hidden)) >= FEWEST_SHOWN)


def _rows_to_hide(rows: Sequence[Row]) -> list[Row]:
    hidden = [row for row in rows if any(_is_small(row, at) for at in FLOWS)]
    others = [row for row in rows if row not in hidden]
    others.sort(key=lambda row: (_room(row) == 0, sum(_number(row, at) for at in FLOWS)))
    while others and not _is_enough(hidden):
        hidden.append(others.pop(0))
    return hidden


def _shown(row: Row, hidden: Sequence[int]) -> PublicRow:
    return PublicRow(
        row.key, row.label, tuple(CONFIDENTIAL if at in hidden else _number(row, at) for at in range(len(row.values)))
    )


def _without_stocks(table: PublicTable) -> PublicTable:
    def hide(row: PublicRow) -> PublicRow:
        return replace(row, values=tuple(CONFIDENTIAL if at in STOCKS else one for at, one in enumerate(row.values)))

    assert table.total is not None
    told = "Every number open is hidden: one is small, and the others would give it away."
    return replace(table, rows=tuple(map(hide, table.rows)), total=hide(table.total), findings=(*table.findings, told))
