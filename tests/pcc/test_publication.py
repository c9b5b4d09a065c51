"""What is published of small numbers, attacked: from every published count, what could a reader work out?"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pcc import figures
from pcc.errors import RuleBroken
from pcc.figures import CONFIDENTIAL, FEWEST_SHOWN, Column, Kind, Region, Release, Row, Table, Told, derivable

COUNTS = st.lists(st.integers(0, 12) | st.integers(0, 400), min_size=1, max_size=8)


COLUMNS = (
    Column("number", "Number", "complaints"),
    Column("mean", "Mean", "working days", Kind.AVERAGE, of="number"),
    Column("open", "Still open", "complaints"),
)


def a_table(counts: Sequence[int], *, waiting: Sequence[int] | None = None) -> figures.PublicTable:
    """Rows with these counts; each case of row ``place`` took 10 x (place + 1) days."""
    return figures.public(raw_table(counts, waiting=waiting))


def raw_table(counts: Sequence[int], *, waiting: Sequence[int] | None = None) -> Table:
    still = waiting or counts
    means = [(place + 1) * 10.0 if n else None for place, n in enumerate(counts)]
    rows = [
        Row(f"r{place}", f"Row {place}", (n, mean, left))
        for place, (n, mean, left) in enumerate(zip(counts, means, still, strict=True))
    ]
    total = sum(counts)
    mean = sum(n * (each or 0) for n, each in zip(counts, means, strict=True)) / total if total else None
    return Table(COLUMNS, tuple(rows), Row("all", "All", (total, mean, sum(still))))


def numbers(table: figures.PublicTable) -> list[int | float | str]:
    return [row.values[0] for row in table.all_rows]


def bounds(cells: Sequence[int | float | str], place: int) -> tuple[float, float]:
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
    cells = numbers(table)
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
    assert table.total is not None
    if isinstance(table.total.values[1], str) or isinstance(table.total.values[0], str):
        return
    hidden = [(row, n) for row, n in zip(table.rows, counts, strict=True) if n and row.values[1] == CONFIDENTIAL]
    assert len(hidden) != 1, counts
    assert not hidden or sum(n for _, n in hidden) >= 8


@settings(deadline=None, max_examples=60)
@given(COUNTS)
def test_averages_rest_on_eight_or_more_and_stand_beside_their_count(counts: list[int]) -> None:
    for row, n in zip(a_table(counts).rows, counts, strict=True):
        if isinstance(row.values[1], float):
            assert row.values[0] == n >= 8


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
    assert numbers(table) == shown


def test_a_table_without_parts_hides_a_small_total() -> None:
    def alone(*values: int | float | None) -> figures.PublicRow | None:
        return figures.public(Table(COLUMNS, (), Row("all", "All", values))).total

    assert alone(3, 1.0, None) == figures.PublicRow("all", "All", (CONFIDENTIAL, CONFIDENTIAL, "[z]"))
    assert alone(30, 1.0, 4) == figures.PublicRow("all", "All", (30, 1.0, CONFIDENTIAL))


def test_a_part_is_hidden_with_what_would_tell_it() -> None:
    """Dismissals among outcomes: what is left when a part is taken from its whole is as telling as the part."""
    columns = (
        Column("outcomes", "Outcomes", "outcomes"),
        Column("dismissed", "Dismissed", "outcomes", of="outcomes"),
        Column("share", "Share dismissed", "share", Kind.SHARE, of="outcomes", part="dismissed"),
    )
    rows = (
        Row("2023", "2023", (30, 2, 2 / 30)),
        Row("2024", "2024", (40, 38, 0.95)),
        Row("2025", "2025", (50, 20, 0.4)),
    )
    shown = figures.public(Table(columns, rows, Row("all", "All", (120, 60, 0.5))))
    by_key = {row.key: row.values for row in shown.all_rows}
    assert by_key["2023"][1:] == (CONFIDENTIAL, CONFIDENTIAL)
    assert CONFIDENTIAL in by_key["2024"]  # 40 less 38 leaves two
    open_cells = [value for row in shown.all_rows for value in row.values[:2] if value != CONFIDENTIAL]
    assert all(value == 0 or float(value) >= FEWEST_SHOWN for value in open_cells)
    with pytest.raises(RuleBroken, match="more than the whole"):
        figures.public(Table(columns, (Row("a", "A", (1, 2, None)),), None))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=1, max_size=6))
def test_a_sum_tells_nothing_that_its_parts_do_not(rows: list[tuple[int, int, int]]) -> None:
    """Answered in time, late, and waiting; due are the first two, and a share of them is in time."""
    columns = (
        Column("received", "Received", "matters"),
        *(Column(code, code, "matters", of="received") for code in ("in_time", "late", "waiting")),
        Column("due", "Due", "matters", sum_of=("in_time", "late")),
        Column("rate", "Share", "share", Kind.SHARE, of="due", part="in_time"),
    )

    def row(key: str, counts: Sequence[int]) -> Row:
        due = counts[0] + counts[1]
        return Row(key, key, (sum(counts), *counts, due, counts[0] / due if due else None))

    total = row("all", [sum(column) for column in zip(*rows, strict=True)])
    shown = figures.public(Table(columns, tuple(row(str(at), counts) for at, counts in enumerate(rows)), total))
    for line in shown.all_rows:
        _, in_time, late, _, due, rate = line.values
        if CONFIDENTIAL in (in_time, late):
            assert due == CONFIDENTIAL
            assert isinstance(rate, str)
        else:
            assert due == int(in_time) + int(late)


def test_numbers_that_do_not_add_up_stand_each_for_itself() -> None:
    """How many were open at the ends of months."""
    columns = (Column("open", "Open", "complaints", sums=False),)
    rows = tuple(Row(str(place), str(place), (n,)) for place, n in enumerate((3, 50, 60)))
    assert numbers(figures.public(Table(columns, rows, None))) == [CONFIDENTIAL, 50, 60]


@settings(deadline=None, max_examples=60)
@given(COUNTS)
def test_rounded_counts_are_fives_and_averages_of_a_few_are_hidden(counts: list[int]) -> None:
    shown = figures.in_fives(raw_table(counts))
    for row, n in zip(shown.rows, counts, strict=True):
        assert isinstance(row.values[0], int) and row.values[0] % 5 == 0 and abs(row.values[0] - n) <= 2.5
        assert (row.values[1] == CONFIDENTIAL) == (0 < n < 8)
        assert isinstance(row.values[1], int | str), "a decimal would tell the count"
    assert (shown.rounded_to, CONFIDENTIAL in numbers(shown)) == (5, False)


# What several tables tell together

YEAR = (date(2024, 1, 1), date(2024, 12, 31))
WAYS = frozenset({"LOCAL", "OUTSIDE", "OTHERWISE"})


def release(name: str, *told: tuple[str, Region, int | None], whole: Region | None = None) -> Release:
    return Release(name, tuple(Told(*one) for one in told), whole)


def test_all_less_a_part_tells_the_few_that_are_left() -> None:
    everything = release("all", ("All", Region(WAYS, *YEAR), 103))
    part = release("part", ("Part", Region(WAYS - {"OTHERWISE"}, *YEAR), 100))
    assert derivable([everything, part]) == ("OTHERWISE, 1 January 2024 to 31 December 2024: 3",)
    assert derivable([everything, release("part", ("Part", Region(WAYS - {"OTHERWISE"}, *YEAR), 80))]) == ()


def test_a_hidden_month_follows_from_a_table_by_quarter() -> None:
    months = [date(2024, month, 1) for month in (1, 2, 3)]
    ends = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    by_month = release(
        "by month",
        *[
            (f"{first:%B}", Region(WAYS, first, last), count)
            for first, last, count in zip(months, ends, (40, None, 50), strict=True)
        ],
    )
    quarter = release("by quarter", ("First quarter", Region(WAYS, months[0], ends[-1]), 92))
    assert derivable([by_month]) == ()
    found = derivable([quarter, by_month])
    assert "February, hidden in by month: 2" in found


def test_a_group_hidden_in_one_table_follows_from_the_total_in_another() -> None:
    areas = release(
        "by area",
        ("North", Region(WAYS, *YEAR, "area", "North"), 60),
        ("South", Region(WAYS, *YEAR, "area", "South"), None),
        whole=Region(WAYS, *YEAR),
    )
    whole = release("whole", ("All", Region(WAYS, *YEAR), 64))
    assert any(found.startswith("South, hidden in by area: 4") for found in derivable([whole, areas]))
    assert derivable([areas]) == ()


def test_tables_that_are_too_many_are_left_to_a_person() -> None:
    days = [date(2020, 1, 1) + timedelta(days=place) for place in range(2000)]
    many = release("daily", *[(str(day), Region(WAYS, day, day), 9) for day in days])
    assert derivable([many]) == (
        "There are too many public tables of this figure to compare with each other: a person has to.",
    )


def test_what_was_hidden_is_told_in_sentences() -> None:
    assert a_table([3, 20, 30]).findings[0] == (
        "Of the number, 1 count of 1 to 4 and 1 beside them are hidden, so that none can be worked out."
    )
    assert a_table([20, 30]).findings == ()


def test_a_release_that_differs_by_a_few_from_the_one_before_is_told() -> None:
    new, old = a_table([20, 30, 40], waiting=[9, 9, 9]), a_table([20, 33, 60], waiting=[9, 9, 9])
    assert figures.too_near(new, old, released="Figures of May") == [
        "Row 1, number: 30 here and 33 in Figures of May. The difference is about 3 cases."
    ]


# A table that balances: what came in and went out, and what was open

SMALL_OR_NOT = st.sampled_from([0, 0, 1, 2, 3, 4, 6, 9, 30])


def balanced(start: int, flows: Sequence[tuple[int, int]]) -> Table:
    """Periods that follow one another: open at the start, came in, went out, open at the end."""
    rows, still_open = [], start
    for place, (came_in, wanted) in enumerate(flows):
        went_out = min(wanted, still_open + came_in)
        after = still_open + came_in - went_out
        rows.append(Row(f"r{place}", f"Row {place}", (still_open, came_in, went_out, after)))
        still_open = after
    came, went = (sum(int(row.values[at] or 0) for row in rows) for at in (1, 2))
    columns = tuple(
        Column(code, code, "complaints", sums=code in ("in", "out")) for code in ("start", "in", "out", "end")
    )
    return Table(columns, tuple(rows), Row("all", "All", (start, came, went, still_open)))


def as_sums(count: int) -> list[list[np.ndarray]]:
    """Every cell of so many rows and their total, as a sum of: open at the very start, each in, each out."""
    one = np.eye(1 + 2 * count)
    first, came, went = one[0], one[1 : 1 + count], one[1 + count :]
    open_at = [first + came[:place].sum(axis=0) - went[:place].sum(axis=0) for place in range(count + 1)]
    rows = [[open_at[place], came[place], went[place], open_at[place + 1]] for place in range(count)]
    return [*rows, [first, came.sum(axis=0), went.sum(axis=0), open_at[-1]]]


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 40), st.lists(st.tuples(SMALL_OR_NOT, SMALL_OR_NOT), min_size=1, max_size=6))
def test_no_small_number_follows_from_a_table_that_balances(start: int, flows: list[tuple[int, int]]) -> None:
    table = balanced(start, flows)
    shown = [row.values for row in figures.public_flows(table).all_rows]
    sums = as_sums(len(flows))
    known = [
        (cell, value)
        for cells, values in zip(sums, shown, strict=True)
        for cell, value in zip(cells, values, strict=True)
        if value != CONFIDENTIAL
    ]
    told = {"A_eq": [cell for cell, _ in known], "b_eq": [float(value) for _, value in known]} if known else {}
    rules = {"A_ub": [-row[3] for row in sums], "b_ub": [0.0] * len(sums)}  # nothing open is below nought
    for cells, row, values in zip(sums, table.all_rows, shown, strict=True):
        for cell, true, value in zip(cells, row.values, values, strict=True):
            if not 0 < int(true or 0) < FEWEST_SHOWN:
                continue
            assert value == CONFIDENTIAL
            least, most = linprog(cell, **told, **rules), linprog(-cell, **told, **rules)
            assert most.status == 3 or -most.fun - least.fun >= FEWEST_SHOWN - 1, (least, most)


def test_a_month_of_few_does_not_follow_from_what_was_open_around_it() -> None:
    public = figures.public_flows(balanced(100, [(3, 20), (30, 20), (40, 25)]))
    assert [row.values for row in public.all_rows] == [
        (100, CONFIDENTIAL, CONFIDENTIAL, 83),
        (83, CONFIDENTIAL, CONFIDENTIAL, 93),
        (93, 40, 25, 108),
        (100, 73, 65, 108),
    ]
    assert "2 rows" in public.findings[0]
    whole = balanced(100, [(30, 20), (9, 7)])
    assert [row.values for row in figures.public_flows(whole).all_rows] == [row.values for row in whole.all_rows]
    assert not figures.public_flows(whole).findings
