"""A copy as a tagged PDF: PDF/UA-1, so that a screen reader finds headings, lists and the language.

The words go to Typst as data and never as markup, so that nothing in a letter can be carried out.
"""

import json
import unicodedata
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import structlog
import typst

from casework.letters.paragraphs import Sheet

LAYOUT = Path(__file__).parent / "letter.typ"
NORMAL, LARGE = 12, 18
"""Points. Large print begins at 16; 18 is what sight-loss charities ask for."""


JOINERS = "\ufe0f\u200d"
"""What glues emoji together, and is nothing without them."""

log = structlog.get_logger("pcc.letters")


@cache
def _layout() -> bytes:
    return LAYOUT.read_bytes()


def as_pdf(sheet: Sheet, *, large: bool = False) -> bytes:
    """The whole letter on A4. The same sheet always gives the same bytes on the same machine.

    Pictures among the letters are put into words. Where a font of the machine lacks the script of a name, the PDF is
    still tagged but makes no claim of PDF/UA, since that asks for every letter to be shown.
    """
    data = {
        "office": sheet.office,
        "contact": sheet.contact,
        "recipient": [sheet.recipient, *sheet.address],
        "reference": sheet.reference,
        "dated": sheet.dated,
        "subject": sheet.subject,
        "size": LARGE if large else NORMAL,
        "sections": [
            {
                "heading": section.heading,
                "blocks": [{"list": block.is_list, "items": list(block.items)} for block in section.blocks],
            }
            for section in sheet.sections
        ],
    }
    inputs = {"data": shown(json.dumps(data, ensure_ascii=False))}
    try:
        return _compiled(inputs, "ua-1")
    except typst.TypstError:
        log.warning("letter_without_pdf_ua", reference=sheet.reference)
        return _compiled(inputs, None)


def _compiled(inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    made = typst.compile(
        _layout(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
        timestamp=int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()),
    )
    assert isinstance(made, bytes)
    return made


FIRST_PICTURE = 0x2600
"""Symbols below are found in common fonts: degrees, arrows, boxes."""


def shown(text: str) -> str:
    """The text with emoji as words, ``(waving hand sign)``, which is also what a screen reader would say."""
    return "".join(
        f"({unicodedata.name(mark, 'symbol').lower()})"
        if unicodedata.category(mark) == "So" and ord(mark) >= FIRST_PICTURE
        else ""
        if mark in JOINERS
        else mark
        for mark in text
    )
