"""Workbooks as rows: what is read from them, and what is refused before it is."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.importing import books
from complaints.importing.mapping import ColumnMap, read_mapping
from complaints.importing.reading import Row
from complaints.importing.sources import open_source
from pcc.errors import RuleBroken

MAPPING = read_mapping(
    """
    [columns]
    reference = "Ref"
    received_on = "Received"
    finalised_on = "Closed"
    [dates]
    format = "%d/%m/%Y"
    time_zone = "Europe/London"
    """
)
MARCH = datetime(2024, 3, 1)  # noqa: DTZ001 - as a workbook holds it
DAMAGED = "This workbook is damaged or of a kind that cannot be read:"


def xlsx(*sheets: tuple[str, Callable[[Any, Any], None]], **options: Any) -> bytes:
    """A workbook with these sheets, each filled by a function of the workbook and the sheet."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True} | options)
    for name, fill in sheets:
        fill(book, book.add_worksheet(name))
    book.close()
    return file.getvalue()


def the_usual(book: Any, sheet: Any) -> None:
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["Ref", "Received", "Closed"])
    sheet.write_row(1, 0, ["CO/1"])
    sheet.write_datetime(1, 1, MARCH, day)
    sheet.write_datetime(1, 2, MARCH + timedelta(days=11, hours=10, minutes=30), day)


CELL = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Extract">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>"""


def ods(*rows: str, manifest: str = "") -> bytes:
    return archive(
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", MANIFEST.format(manifest)),
        ("content.xml", ODS.format("".join(rows))),
    )


def ods_row(*cells: tuple[str, str], repeated: str = "") -> str:
    inner = "".join(CELL.format(kind, text) for kind, text in cells)
    return f"<table:table-row {repeated}>{inner}</table:table-row>"


def archive(*parts: tuple[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts:
            out.writestr(name, content)
    return file.getvalue()


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part written anew."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return archive(
            *((each, change(book.read(each)) if each == name else book.read(each)) for each in book.namelist())
        )


def rows_of(content: bytes, folder: Path, columns: ColumnMap = MAPPING) -> tuple[list[str], list[Row]]:
    path = folder / "file"
    path.write_bytes(content)
    source = open_source(path, columns)
    return list(source.headers), list(source.rows())


TEXT, DATE = 'office:value-type="string"', 'office:value-type="date" office:date-value="{}"'
HEADERS = ods_row((TEXT, "Ref"), (TEXT, "Received"), (TEXT, "Closed"))


@pytest.mark.parametrize(
    "content",
    [
        xlsx(("Extract", the_usual)),
        xlsx(("Extract", the_usual), constant_memory=True),
        ods(
            HEADERS,
            ods_row(
                (TEXT, "CO/1"), (DATE.format("2024-03-01"), "1 Mar"), (DATE.format("2024-03-12T10:30:00"), "12 Mar")
            ),
        ),
    ],
)
def test_a_date_that_the_workbook_holds_is_written_with_the_year_first(content, tmp_path):
    headers, rows = rows_of(content, tmp_path)

    assert headers == ["Ref", "Received", "Closed"]
    assert rows == [(2, ["CO/1", "2024-03-01", "2024-03-12 10:30:00"], None)]


def test_days_counted_from_1904_are_the_days_that_were_meant(tmp_path):
    def fill(book: Any, sheet: Any) -> None:
        the_usual(book, sheet)

    content = xlsx(("Extract", fill), date_1904=True)

    assert rows_of(content, tmp_path)[1][0][1][1] == "2024-03-01"


def test_a_formula_and_an_error_stay_text_wherever_they_stand(tmp_path):
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ref", "Received", "Closed", "Number"])
        sheet.write_row(1, 0, ["CO/1", "01/03/2024"])
        sheet.write_formula(1, 2, '=HYPERLINK("http://x","y")', None, "y")
        sheet.write_formula(1, 3, "=1+1", None, 2)

    content = xlsx(("Extract", fill))
    _, rows = rows_of(content, tmp_path)
    assert rows == [(2, ["CO/1", "01/03/2024", '=HYPERLINK("http://x","y")', "=1+1"], None)]

    formula = 'table:formula="of:=[.A1]+1" office:value-type="float" office:value="2"'
    twice = f'table:number-columns-repeated="2" {formula}'
    _, rows = rows_of(ods(HEADERS, ods_row((TEXT, "CO/1"), (twice, "2"))), tmp_path)
    assert rows == [(2, ["CO/1", "=[.A1]+1", "=[.A1]+1"], None)]

    broken = changed(
        xlsx(("Extract", the_usual)),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b'<c r="C2" s="1">', b'<c r="C2" t="e">').replace(b"<v>45363.4375", b"<v>#N/A"),
    )
    assert rows_of(broken, tmp_path)[1] == [(2, ["CO/1", "2024-03-01", "#N/A"], None)]


def test_numbers_and_truths_read_as_a_person_would_type_them(tmp_path):
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ref", "Received", "Closed"])
        sheet.write_number(1, 0, 20240001)
        sheet.write_number(1, 1, 0.5)
        sheet.write_boolean(1, 2, True)

    assert rows_of(xlsx(("Extract", fill)), tmp_path)[1] == [(2, ["20240001", "0.5", "true"], None)]


def test_headers_may_stand_under_a_title_and_apart_from_the_edge(tmp_path):
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Complaints as at 1 April 2024")
        sheet.write_row(3, 1, ["Ref", "Received", "Closed"])
        sheet.write_row(4, 1, ["CO/1", "01/03/2024"])
        sheet.write_row(6, 1, ["CO/2", "01/03/2024"])
        sheet.write(6, 9, "a note beyond")

    headers, rows = rows_of(xlsx(("Extract", fill)), tmp_path)

    assert headers == ["Ref", "Received", "Closed"]
    assert [(number, cells, fault and fault.reason) for number, cells, fault in rows] == [
        (5, ["CO/1", "01/03/2024", ""], None),
        (6, ["", "", ""], None),
        (7, ["CO/2", "01/03/2024", ""], "A cell of this row stands outside the columns that have a header."),
    ]


def test_the_sheet_with_most_of_the_columns_is_read_unless_the_mapping_names_one(tmp_path):
    def notes(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b", "c", "d", "e"])

    def hidden(book: Any, sheet: Any) -> None:
        the_usual(book, sheet)
        sheet.hide()

    path = tmp_path / "file"
    path.write_bytes(xlsx(("Notes", notes), ("Old", hidden), ("Extract", the_usual)))

    book = books.open_book(path, MAPPING)
    assert (book.sheet, list(book.sheets), book.encoding) == ("Extract", ["Notes", "Extract"], "xlsx")
    named = read_mapping(
        '[file]\nsheet="Notes"\n[columns]\nreference="a"\nreceived_on="b"\n'
        '[dates]\nformat="%d/%m/%Y"\ntime_zone="UTC"\n'
    )
    assert books.open_book(path, named).sheet == "Notes"
    path.write_bytes(xlsx(("Extract", the_usual)))
    with pytest.raises(RuleBroken, match="There is no sheet called 'Notes'; there is 'Extract'"):
        books.open_book(path, named)


# Refused before any cell is parsed.

BOMB = b"<sst>" + b"<si><t>" + b"x" * 50_000_000 + b"</t></si></sst>"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def with_doctype(part: bytes) -> bytes:
    declaration, rest = part.split(b"?>", 1)
    return declaration + b"?>" + ENTITIES + rest


def far_cell(part: bytes) -> bytes:
    return part.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def often_used(part: bytes) -> bytes:
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(3, 4_003))
    return part.replace(b"</sheetData>", cells + b"</sheetData>")


def locked(content: bytes) -> bytes:
    """The flag of an encrypted part set in the central directory."""
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + b"\x01" + content[place + 1 :]


USUAL = xlsx(("Extract", the_usual))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (changed(USUAL, "xl/sharedStrings.xml", lambda _: BOMB), "A part of this workbook grows more than a hundred"),
        (changed(USUAL, SHEET, with_doctype), "A part of this workbook declares a document type"),
        (changed(USUAL, "xl/styles.xml", with_doctype), "A part of this workbook declares a document type"),
        (changed(USUAL, SHEET, far_cell), "A sheet of this workbook reaches over more than 2,000,000 cells"),
        (
            changed(changed(USUAL, SHEET, often_used), "xl/sharedStrings.xml",
                    lambda part: part.replace(b"<t>Ref", b"<t>" + b"ab" * 15_000)),
            "The cells of this workbook hold more text than an extract has",
        ),
        (archive(*((f"part{n}.xml", "<x/>") for n in range(1_001))), "This workbook has 1,001 parts;"),
        (locked(USUAL), "This workbook is locked with a password"),
        (ods(HEADERS, manifest="<manifest:encryption-data/>"), "This workbook is locked with a password"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "This workbook is locked with a password",
        ),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "This is a workbook in the old XLS format"),
        (
            ods(HEADERS, ods_row((f'table:number-columns-repeated="16384" {TEXT}', "x"),
                                 repeated='table:number-rows-repeated="1048576"')),
            "A sheet of this workbook reaches over more than 2,000,000 cells",
        ),
        (archive(("hello.txt", "no workbook")), DAMAGED),
        (archive(("xl/workbook.xml", "<workbook>")), DAMAGED),
        (changed(USUAL, SHEET, lambda part: part[:-30]), DAMAGED),
        (changed(USUAL, SHEET, lambda part: part.replace(b"<v>0</v>", b"<v>99</v>")), DAMAGED),
        (changed(USUAL, SHEET, lambda part: part.replace(b"<v>0</v>", "<v>²</v>".encode())), DAMAGED),
        (USUAL[:-40], DAMAGED),
        (USUAL[:200] + bytes(50) + USUAL[250:], DAMAGED),
        (xlsx(("Empty", lambda book, sheet: None)), "The workbook has no sheet with anything in it that can be seen."),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_could_do_harm_is_refused_in_a_sentence(content, sentence, tmp_path):
    with pytest.raises(RuleBroken) as refusal:
        rows_of(content, tmp_path)
    assert str(refusal.value).startswith(sentence)


def test_a_workbook_that_would_unpack_too_far_is_refused_by_its_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(books, "MOST_UNPACKED", 1024)
    with pytest.raises(RuleBroken, match="more than 0 MB"):
        rows_of(USUAL, tmp_path)


def test_empty_rows_and_columns_to_the_edge_cost_nothing(tmp_path):
    """As office programs write a sheet whose every row is styled to its end."""
    edge = '<table:table-cell table:number-columns-repeated="16381"/>'
    row = ods_row((TEXT, "CO/1"), (TEXT, "01/03/2024")).replace("</table:table-row>", edge + "</table:table-row>")
    rest = f'<table:table-row table:number-rows-repeated="1048574">{edge}</table:table-row>'

    assert rows_of(ods(HEADERS, row, rest), tmp_path)[1] == [(2, ["CO/1", "01/03/2024", ""], None)]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.sampled_from([USUAL, ods(HEADERS)]), st.data())
def test_whatever_is_damaged_is_read_or_refused(tmp_path, content, data):
    """Bytes of the archive and of the sheet inside it, changed anywhere: rows or a sentence, never a fault."""
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(content) - 1))
        content = content[:place] + data.draw(st.binary(min_size=1, max_size=8)) + content[place + 1 :]
    else:
        name = data.draw(st.sampled_from(["content.xml", SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"]))

        def change(part: bytes) -> bytes:
            place = data.draw(st.integers(0, max(0, len(part) - 1)))
            return part[:place] + data.draw(st.binary(max_size=8)) + part[place + data.draw(st.integers(0, 20)) :]

        content = changed(content, name, change)
    path = tmp_path / "file"
    path.write_bytes(content)
    try:
        book = books.open_book(path, MAPPING)
        rows = list(book.rows())
    except RuleBroken as refusal:
        assert str(refusal)
    else:
        assert all(len(cells) == len(book.headers) for _, cells, _ in rows)


def test_a_day_typed_as_text_in_a_workbook_follows_the_declared_format(tmp_path):
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ref", "Received", "Closed"])
        sheet.write_row(1, 0, ["CO/1", "03/04/2024"])

    assert rows_of(xlsx(("Extract", fill)), tmp_path)[1][0][1][1] == "03/04/2024"
