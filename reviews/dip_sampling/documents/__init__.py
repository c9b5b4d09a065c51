"""The text of papers that a force sends as PDF or Word files, and what such a file holds besides what is seen.

The file itself is not kept: it may hold layers, comments and names of authors that nobody looked for.
"""

import io
import zipfile
from dataclasses import dataclass

import pypdfium2
from docx import Document
from docx.opc.exceptions import PackageNotFoundError

from pcc.errors import RuleBroken
from reviews.dip_sampling.choices import PaperSource

MOST_PAGES = 200
MOST_UNPACKED = 100 * 1024 * 1024
UNREADABLE = "This file cannot be read: save it anew as PDF or Word (.docx), or paste the text."


@dataclass(frozen=True)
class Taken:
    """Text taken from a file, its kind, and remarks on what else the file holds, a sentence each."""

    source: PaperSource
    text: str
    remarks: tuple[str, ...]


def take_text(content: bytes) -> Taken:
    """The text of a PDF or Word file, told apart by their first bytes. RuleBroken says what to do otherwise."""
    if content.startswith(b"%PDF-"):
        return _of_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _of_docx(content)
    raise RuleBroken("Choose a PDF or a Word file (.docx), or paste the text.")


def _of_pdf(content: bytes) -> Taken:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise RuleBroken(UNREADABLE) from fault
    try:
        if len(document) > MOST_PAGES:
            raise RuleBroken(f"This has more than {MOST_PAGES} pages: bring in the part that readers need.")
        remarks, pages = [], []
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range().replace("\r\n", "\n").strip()
            if not text:
                remarks.append(f"Page {number} has no text: it may be a picture. Type what readers need from it.")
            pages.append(text)
        if document.count_attachments():
            remarks.append("Other files are attached to it. They were not read.")
        return Taken(PaperSource.PDF, "\n\n".join(filter(None, pages)), tuple(remarks))
    except pypdfium2.PdfiumError as fault:
        raise RuleBroken(UNREADABLE) from fault
    finally:
        document.close()


def _of_docx(content: bytes) -> Taken:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise RuleBroken("This file is too large once it is unpacked: paste the text.")
            names = set(archive.namelist())
        document = Document(io.BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as fault:
        raise RuleBroken(UNREADABLE) from fault
    parts = [paragraph.text.strip() for paragraph in document.paragraphs]
    for table in document.tables:
        parts += [" ".join(cell.text.strip() for cell in row.cells) for row in table.rows]
    remarks = []
    body = document.element.body.xml
    if "<w:del " in body or "<w:ins " in body:
        remarks.append("It holds tracked changes. Only the text as it now stands was taken.")
    if "word/comments.xml" in names:
        remarks.append("It holds comments. They were not taken.")
    if any(name.startswith("word/media/") for name in names):
        remarks.append("It holds pictures. Type what readers need from them.")
    if "<w:vanish" in body:
        remarks.append("It holds hidden text, which was taken with the rest: look for it.")
    return Taken(PaperSource.DOCX, "\n\n".join(filter(None, parts)), tuple(remarks))
