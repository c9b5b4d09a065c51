import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from pcc.exports import csv_text, plain


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
def test_no_text_can_be_read_as_a_formula_and_none_is_lost(text: str) -> None:
    cell = plain(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")


def test_numbers_stay_numbers() -> None:
    assert [plain(value) for value in (-1, 2.5, None)] == [-1, 2.5, None]


def test_rows_come_back_as_they_were() -> None:
    rows = [{"a": 'quote " and, comma', "b": "line\nbreak"}, {"a": "ŵ", "b": ""}]
    assert list(csv.DictReader(io.StringIO(csv_text(["a", "b"], rows), newline=""))) == rows
