"""What may be published of small numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pcc.errors import RuleBroken

Array = npt.NDArray[Any]

FEWEST_SHOWN = 5
"""Counts from 1 to one less than this are hidden in public tables with two or more breakdowns."""

CONFIDENTIAL = "[c]"


@dataclass(frozen=True)
class Protected:
    """A table of counts with its totals (last row, last column), and which of its cells must not be shown.

    ``whole_groups`` names the rows and columns that lie in one cell: showing it tells something about each of them,
    so a person must decide.
    """

    counts: tuple[tuple[int, ...], ...]
    hidden: tuple[tuple[bool, ...], ...]
    whole_groups: tuple[str, ...]

    def shown(self) -> list[list[str]]:
        """The table as it may be published, with [c] for a hidden cell."""
        return [
            [CONFIDENTIAL if hidden else f"{count:,}" for count, hidden in zip(counts, hides, strict=True)]
            for counts, hides in zip(self.counts, self.hidden, strict=True)
        ]


def protect(table: Sequence[Sequence[int]], *, fewest: int = FEWEST_SHOWN) -> Protected:
    """Hide counts from 1 to ``fewest`` - 1, then further cells until none hidden can be worked out from the totals.

    Secondary suppression in three conditions: no row or column has a single hidden cell; hidden cells of a row or
    column never sum to less than ``fewest``; and no hidden cell follows from all sums taken together. Totals belong to
    the table and are hidden like cells. Zeros are shown as long as there is anything else to hide.
    Other tables and the last release are not looked at: a person must.
    """
    inner = np.array([list(row) for row in table], dtype=np.int64)
    if inner.ndim != 2 or not inner.size or (inner < 0).any():
        raise RuleBroken("A table of counts has rows and columns, none below 0.")
    counts = np.block([[inner, inner.sum(axis=1, keepdims=True)], [inner.sum(axis=0, keepdims=True), inner.sum()]])
    hidden = (counts > 0) & (counts < fewest)
    while (weak := _weak_line(counts, hidden, fewest)) is not None:
        hidden[weak] = True
    return Protected(
        counts=tuple(tuple(int(count) for count in row) for row in counts),
        hidden=tuple(tuple(bool(cell) for cell in row) for row in hidden),
        whole_groups=tuple(_whole_groups(inner)),
    )


Cell = tuple[int, int]


def _weak_line(counts: Array, hidden: Array, fewest: int) -> Cell | None:
    """The next cell to hide; None when every hidden cell is safe."""
    rows, columns = counts.shape
    lines = [[(row, column) for column in range(columns)] for row in range(rows)]
    lines += [[(row, column) for row in range(rows)] for column in range(columns)]
    for line in lines:
        unseen = [cell for cell in line if hidden[cell]]
        together = sum(int(counts[cell]) for cell in unseen if cell != line[-1])
        alone = len(unseen) == 1
        small = bool(unseen) and line[-1] not in unseen and together < fewest
        if (alone or small) and (more := _cheapest(line, counts, hidden)) is not None:
            return more
    for cell in _worked_out(lines, hidden):
        for line in lines:
            if cell in line and (more := _cheapest(line, counts, hidden)) is not None:
                return more
    return None


def _cheapest(line: Sequence[Cell], counts: Array, hidden: Array) -> Cell | None:
    """The visible cell whose loss tells the reader least: not a zero, not a total, not alone in its row or column."""
    *_, total = line
    visible = [cell for cell in line if not hidden[cell]]

    def cost(cell: Cell) -> tuple[bool, bool, bool, int]:
        row, column = cell
        crossing = hidden[row].any() if line[0][1] == total[1] else hidden[:, column].any()
        return counts[cell] == 0, cell == total, not crossing, int(counts[cell])

    return min(visible, key=cost, default=None)


def _worked_out(lines: Sequence[Sequence[Cell]], hidden: Array) -> list[Cell]:
    """Hidden cells whose value follows from the sums: those that no table with the same sums can change."""
    cells = [(int(row), int(column)) for row, column in np.argwhere(hidden)]
    if not cells:
        return []
    signs = np.array(
        [[(-1.0 if cell == line[-1] else 1.0) if cell in line else 0.0 for cell in cells] for line in lines]
    )
    _, sizes, directions = np.linalg.svd(signs)
    free = directions[int((sizes > 1e-9).sum()) :]
    return [cell for place, cell in enumerate(cells) if not (np.abs(free[:, place]) > 1e-9).any()]


def _whole_groups(inner: Array) -> list[str]:
    found = [f"row {place + 1}" for place, row in enumerate(inner) if len(row) > 1 and np.count_nonzero(row) == 1]
    columns = enumerate(inner.T)
    return found + [f"column {p + 1}" for p, column in columns if len(column) > 1 and np.count_nonzero(column) == 1]
