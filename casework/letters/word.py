"""A copy for Word, made of our own paragraphs."""

from io import BytesIO

from docx import Document
from docx.shared import Pt

from casework.letters.paragraphs import Sheet
from casework.letters.pdf import LARGE, NORMAL


def as_word(sheet: Sheet, *, large: bool = False) -> bytes:
    """The whole letter as a .docx with real headings and lists; it names the office as author and nobody else."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name = "Arial"
    style.font.size = Pt(LARGE if large else NORMAL)
    document.core_properties.author = sheet.office
    document.core_properties.title = sheet.subject
    document.core_properties.language = "en-GB"
    document.core_properties.comments = ""
    document.add_paragraph().add_run(sheet.office).bold = True
    document.add_paragraph(sheet.contact)
    document.add_paragraph("\n".join([sheet.recipient, *sheet.address]))
    document.add_paragraph(f"{sheet.dated}\nOur reference: {sheet.reference}")
    document.add_heading(sheet.subject, level=1)
    for section in sheet.sections:
        if section.heading:
            document.add_heading(section.heading, level=2)
        for block in section.blocks:
            for item in block.items:
                document.add_paragraph(item, style="List Bullet" if block.is_list else None)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
