import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from pcc.errors import RuleBroken
from pcc.exports import csv_text, plain
from pcc.exports.books import BOOKS, LONGEST_CELL

CONTROL_CHARACTERS = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@given(TEXT)
def test_no_text_can_be_read_as_a_formula_and_none_is_lost(text: str) -> None:
    cell = plain(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")


def test_numbers_stay_numbers() -> None:
    assert [plain(value) for value in (-1, 2.5, None)] == [-1, 2.5, None]


def test_rows_come_back_as_they_were() -> None:
    rows = [{"a": 'quote " and, comma', "b": "line\nbreak"}, {"a": "ŵ", "b": ""}]
    assert list(csv.DictReader(io.StringIO(csv_text(["a", "b"], rows), newline=""))) == rows


WRITTEN_AT = datetime.fromisoformat("2026-11-25T14:02")
ABOUT = [("OFFICIAL", None), ("As at", datetime(2026, 11, 25, 14, 2, tzinfo=UTC)), ("Filter: Area", "=North")]


def book(kind: str, path: Path, rows: Sequence[Sequence[Any]], headings: Sequence[str] = ("One", "Two")) -> Path:
    written = BOOKS[kind](path, title="Complaints", headings=headings, marking="OFFICIAL")
    for row in rows:
        written.add(row)
    written.finish(ABOUT)
    return path


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    """Every sheet of a workbook that a reader finds, with its cells."""
    read = CalamineWorkbook.from_path(str(path))
    return {name: read.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in read.sheet_names}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_says_what_it_is_and_holds_the_rows_with_their_kinds(kind: str, tmp_path: Path) -> None:
    path = book(kind, tmp_path / "file", [["=1+1", date(2024, 3, 4)], [True, Decimal("2.5")], [None, 3]])
    assert sheets(path) == {
        "About this file": [["OFFICIAL", ""], ["As at", WRITTEN_AT], ["Filter: Area", "=North"]],
        "Complaints": [["One", "Two"], ["=1+1", date(2024, 3, 4)], ["Yes", 2.5], ["", 3.0]],
    }


def test_a_csv_says_what_it_is_and_holds_the_rows_below_their_header(tmp_path: Path) -> None:
    path = book("csv", tmp_path / "file", [["=1+1", date(2024, 3, 4)], [False, -2.5]])
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["OFFICIAL", ""],
            ["As at", "2026-11-25 14:02"],
            ["Filter: Area", "'=North"],
            [],
            ["One", "Two"],
            ["'=1+1", "2024-03-04"],
            ["No", "-2.5"],
        ]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(st.just("row"), TEXT), min_size=1, max_size=5))
def test_texts_come_back_from_every_workbook_as_they_went_in(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    """Runs of spaces, tabs, lines and signs are kept; what no XML can hold is replaced, never a reason to stop."""
    for kind in ("xlsx", "ods"):
        found = sheets(book(kind, tmp_path / "file", rows))["Complaints"][1:]
        assert [[flat(cell) for cell in row] for row in found] == [[flat(cell) for cell in row] for row in rows]


def flat(text: str) -> str:
    """A text without what XML cannot hold, with one kind of line end, and without tabs: calamine loses those of ODF."""
    text = re.sub(r"\r\n|\r", "\n", re.sub(r"_x[0-9A-Fa-f]{4}_", "", text))
    return CONTROL_CHARACTERS.sub("", text.replace("\t", "")).replace("\ufffd", "")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_holds_nothing_but_what_is_seen(kind: str, tmp_path: Path) -> None:
    path = book(kind, tmp_path / "file", [["a", "b"]])
    read = CalamineWorkbook.from_path(str(path))
    assert all(sheet.visible == SheetVisibleEnum.Visible for sheet in read.sheets_metadata)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names).decode()
    assert [name for name in names if re.search("comment|drawing|pivot|external|vba|thumbnail|custom", name)] == []
    for hidden in (
        "definedName",
        'hidden="',
        'visibility="collapse"',
        "<hyperlink",
        "xlink:href",
        "<f>",
        "table:formula",
    ):
        assert hidden not in everything
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator)>[^<]+<", everything) == []


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_rows_beyond_what_a_sheet_can_hold_go_on_on_the_next(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pcc.exports.books.MOST_ROWS_OF_A_SHEET", 3)
    path = book(kind, tmp_path / "file", [[number, ""] for number in range(5)])
    found = sheets(path)
    assert list(found) == ["About this file", "Complaints", "Complaints 2", "Complaints 3"]
    assert [row[0] for name in list(found)[1:] for row in found[name][1:]] == [0, 1, 2, 3, 4]
    assert {tuple(rows[0]) for rows in list(found.values())[1:]} == {("One", "Two")}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_text_that_a_cell_would_cut_off_is_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="Ask for CSV instead"):
        book(kind, tmp_path / "file", [["x" * (LONGEST_CELL + 1), ""]])
    book(kind, tmp_path / "file", [["x" * LONGEST_CELL, ""]])
