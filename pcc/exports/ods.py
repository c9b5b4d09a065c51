"""An OpenDocument spreadsheet (ODF 1.3), written row by row: sheets with one header row, and nothing that is hidden."""

import re
import shutil
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
BORN = (1980, 1, 1, 0, 0, 0)
"""The time in the archive: the earliest it can say, so that equal tables give equal files."""

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML can hold, not even escaped."""

NAMESPACES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {
            "office": "office",
            "style": "style",
            "text": "text",
            "table": "table",
            "fo": "xsl-fo-compatible",
            "number": "datastyle",
            "meta": "meta",
            "manifest": "manifest",
        }.items()
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)

DATE_PARTS = (
    '<number:day/><number:text> </number:text><number:month number:textual="true"/>'
    '<number:text> </number:text><number:year number:style="long"/>'
)
CONTENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {NAMESPACES} office:version="1.3"><office:automatic-styles>
<number:date-style style:name="day">{DATE_PARTS}</number:date-style>
<number:date-style style:name="moment">{DATE_PARTS}<number:text> </number:text><number:hours number:style="long"/>
<number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<style:style style:name="wide" style:family="table-column">
<style:table-column-properties style:column-width="4.5cm"/></style:style>
<style:style style:name="told" style:family="table-column">
<style:table-column-properties style:column-width="14cm"/></style:style>
<style:style style:name="head" style:family="table-cell" style:parent-style-name="Default">
<style:table-cell-properties fo:wrap-option="wrap"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="on-day" style:family="table-cell" style:parent-style-name="Default"
 style:data-style-name="day"/>
<style:style style:name="at-moment" style:family="table-cell" style:parent-style-name="Default"
 style:data-style-name="moment"/>
<style:style style:name="words" style:family="table-cell" style:parent-style-name="Default">
<style:table-cell-properties fo:wrap-option="wrap"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>
"""
CONTENT_END = "</office:spreadsheet></office:body></office:document-content>"
STYLES = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles {namespaces} office:version="1.3"><office:styles>
<style:default-style style:family="table-cell"><style:text-properties fo:font-family="Arial" fo:font-size="12pt"
 fo:language="en" fo:country="GB"/></style:default-style>
<style:style style:name="Default" style:family="table-cell"/></office:styles>
<office:automatic-styles><style:page-layout style:name="page"><style:header-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="page">
<style:header><text:p>{marking}</text:p></style:header></style:master-page></office:master-styles>
</office:document-styles>
"""
META = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-meta {namespaces} office:version="1.3"><office:meta><dc:title>{title}</dc:title></office:meta>
</office:document-meta>
"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest {namespaces} manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{mimetype}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""

Value = str | int | float | date | datetime | None


class Spreadsheet:
    """A spreadsheet being written: open a sheet, add its rows, finish with the sheet that stands first."""

    def __init__(self, path: Path, *, title: str, marking: str) -> None:
        self._path, self._title, self._marking = path, title, marking
        self._body = path.with_suffix(".rows")
        self._rows: IO[str] = self._body.open("w", encoding="utf-8")
        self._in_sheet = False

    def open_sheet(self, name: str, *, headings: Sequence[str]) -> None:
        """Begin a sheet; the one before is over."""
        self._close_sheet()
        self._rows.write(sheet_head(name, ["wide"] * len(headings)))
        self._rows.write(f"<table:table-header-rows>{row(headings, style='head')}</table:table-header-rows>\n")
        self._in_sheet = True

    def add_row(self, values: Sequence[Value]) -> None:
        self._rows.write(row(values))

    def finish(self, name: str, about: Sequence[tuple[str, Value]]) -> None:
        """Put the sheet of that name, a label and a value a row, before the others, and close the file."""
        self._close_sheet()
        self._rows.close()
        with zipfile.ZipFile(self._path, "w") as archive:
            archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), MIMETYPE)
            with archive.open(_entry("content.xml"), "w", force_zip64=True) as content:
                content.write((CONTENT + sheet_head(name, ["wide", "told"])).encode())
                for label, value in about:
                    content.write(f"<table:table-row>{cell(label, 'head')}{cell(value, 'words')}".encode())
                    content.write(b"</table:table-row>\n")
                content.write(b"</table:table>\n")
                with self._body.open("rb") as rows:
                    shutil.copyfileobj(rows, content, 1 << 20)
                content.write(CONTENT_END.encode())
            archive.writestr(_entry("styles.xml"), STYLES.format(namespaces=NAMESPACES, marking=escape(self._marking)))
            archive.writestr(_entry("meta.xml"), META.format(namespaces=NAMESPACES, title=escape(self._title)))
            archive.writestr(_entry("META-INF/manifest.xml"), MANIFEST.format(namespaces=NAMESPACES, mimetype=MIMETYPE))
        self._body.unlink()

    def _close_sheet(self) -> None:
        if self._in_sheet:
            self._rows.write("</table:table>\n")


def _entry(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, BORN)
    entry.compress_type = compression
    return entry


def sheet_head(name: str, widths: Sequence[str]) -> str:
    columns = "".join(f'<table:table-column table:style-name="{width}"/>' for width in widths)
    return f"<table:table table:name={quoteattr(name)}>{columns}\n"


def row(values: Sequence[Value], *, style: str = "") -> str:
    return f"<table:table-row>{''.join(cell(value, style) for value in values)}</table:table-row>\n"


def cell(value: Value, style: str = "") -> str:
    """One cell with its kind declared, so that no reader guesses and no text is taken for a formula."""
    named = f' table:style-name="{style}"' if style else ""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, datetime):
        moment = value.isoformat(timespec="seconds")
        return _valued("date", "date-value", moment, f"{value:%-d %b %Y %H:%M}", "at-moment")
    if isinstance(value, date):
        return _valued("date", "date-value", value.isoformat(), f"{value:%-d %b %Y}", "on-day")
    if isinstance(value, int | float):
        return _valued("float", "value", repr(value), str(value), style)
    lines = "".join(f"<text:p>{paragraph(line)}</text:p>" for line in re.split(r"\r\n|\r|\n", value))
    return f'<table:table-cell{named} office:value-type="string">{lines}</table:table-cell>'


def _valued(kind: str, attribute: str, value: str, words: str, style: str) -> str:
    named = f' table:style-name="{style}"' if style else ""
    return (
        f'<table:table-cell{named} office:value-type="{kind}" office:{attribute}="{value}">'
        f"<text:p>{words}</text:p></table:table-cell>"
    )


def paragraph(line: str) -> str:
    """A line of text as a paragraph holds it: tabs and runs of spaces kept, what no XML can hold replaced."""
    safe = escape(NOT_XML.sub("\ufffd", line)).replace("\t", "<text:tab/>")
    return re.sub(r"^ | {2,}| $", lambda found: f'<text:s text:c="{len(found[0])}"/>', safe)
