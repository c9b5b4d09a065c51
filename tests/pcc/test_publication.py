"""What is published of small numbers, attacked: from every published count, what could a reader work out?"""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pcc import figures
from pcc.figures import CONFIDENTIAL, FEWEST_SHOWN, Row

COUNTS = st.lists(st.integers(0, 12) | st.integers(0, 400), min_size=1, max_size=8)


def a_table(counts: Sequence[int], *, waiting: Sequence[int] | None = None) -> figures.PublicTable:
    """Rows with these counts; each case of row ``place`` took 10 x (place + 1) days."""
    still = waiting or counts
    rows = [
        Row(f"r{place}", f"Row {place}", n, left, ((place + 1) * 10.0 if n else None,))
        for place, (n, left) in enumerate(zip(counts, still, strict=True))
    ]
    total = sum(counts)
    mean = sum(row.n * (row.averages[0] or 0) for row in rows) / total if total else None
    return figures.public(rows, Row("all", "All", total, sum(still), (mean,)))


def bounds(cells: Sequence[int | str], place: int) -> tuple[float, float]:
    """The least and the most that a hidden count can be: the parts add up to the total, and none is below nought."""
    goal = np.zeros(len(cells))
    goal[place] = 1
    asked = {
        "A_eq": [[*[1.0] * (len(cells) - 1), -1.0]],
        "b_eq": [0.0],
        "bounds": [(0, None) if cell == CONFIDENTIAL else (float(cell), float(cell)) for cell in cells],
    }
    least, most = linprog(goal, **asked), linprog(-goal, **asked)
    return least.fun, np.inf if most.status == 3 else -most.fun  # 3: there is no most


@settings(deadline=None, max_examples=150)
@given(COUNTS)
def test_no_hidden_count_can_be_narrowed_to_fewer_than_five(counts: list[int]) -> None:
    table = a_table(counts)
    cells = [row.n for row in (*table.rows, table.total)]
    for place, cell in enumerate(cells):
        if cell == CONFIDENTIAL:
            low, high = bounds(cells, place)
            assert high - low >= FEWEST_SHOWN - 1e-6, (counts, cells, place)
        else:
            assert cell == 0 or int(cell) >= FEWEST_SHOWN


@settings(deadline=None, max_examples=150)
@given(COUNTS)
def test_no_mean_of_a_few_can_be_worked_out_from_the_others(counts: list[int]) -> None:
    table = a_table(counts)
    if isinstance(table.total.averages[0], str) or isinstance(table.total.n, str):
        return
    hidden = [(row, n) for row, n in zip(table.rows, counts, strict=True) if n and row.averages[0] == CONFIDENTIAL]
    assert len(hidden) != 1, counts
    assert not hidden or sum(n for _, n in hidden) >= 8


@settings(deadline=None, max_examples=60)
@given(COUNTS)
def test_averages_rest_on_eight_or_more_and_stand_beside_their_count(counts: list[int]) -> None:
    for row, n in zip(a_table(counts).rows, counts, strict=True):
        if isinstance(row.averages[0], float):
            assert row.n == n >= 8


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([3, 20, 30], [CONFIDENTIAL, CONFIDENTIAL, 30, 53]),
        ([0, 20, 30], [0, 20, 30, 50]),
        ([5, 6], [5, 6, 11]),
        ([2], [CONFIDENTIAL, CONFIDENTIAL]),
        ([0], [0, 0]),
    ],
)
def test_small_counts_and_one_beside_them_are_hidden_and_noughts_are_shown(
    counts: list[int], shown: list[int | str]
) -> None:
    table = a_table(counts)
    assert [row.n for row in (*table.rows, table.total)] == shown


def test_a_table_without_parts_hides_a_small_total() -> None:
    assert figures.public([], Row("all", "All", 3, None, (1.0,))).total.n == CONFIDENTIAL
    assert figures.public([], Row("all", "All", 30, 4, (1.0,))).total == figures.PublicRow(
        "all", "All", 30, CONFIDENTIAL, (1.0,)
    )


def test_what_was_hidden_is_told_in_sentences() -> None:
    assert a_table([3, 20, 30]).findings[0] == (
        "Of the number, 1 count of 1 to 4 and 1 beside them are hidden, so that none can be worked out."
    )
    assert a_table([20, 30]).findings == ()


def test_a_release_that_differs_by_a_few_from_the_one_before_is_told() -> None:
    new, old = a_table([20, 30, 40]).rows, a_table([20, 33, 60]).rows
    assert figures.too_near(new, old, released="Figures of May") == [
        "Row 1: 30 here and 33 in Figures of May. The difference is about 3 cases."
    ]
