"""A review's file as one tagged PDF (PDF/UA-1): first page, contents with page numbers, and each part in order.

Papers are bound in as pictures of their pages. What lies under a page (layers, comments, words that somebody blacked
out) does not leave with it.
"""

import json
import struct
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal

import pypdfium2
import structlog
import typst

from casework.letters.paragraphs import blocks
from casework.letters.pdf import shown

LAYOUT = Path(__file__).parent / "bundle.typ"
MOST_PAGES = 100
"""Pages of one paper that are bound in; a longer one is named, and handed over by itself."""
DOTS = 110
"""Dots an inch of a page as a picture: prints well, and keeps the file small."""

PHOTO = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}", width: 17cm)'

log = structlog.get_logger("pcc.bundle")


@dataclass(frozen=True)
class Picture:
    """A page of a paper as a picture, with what a screen reader says of it."""

    content: bytes
    alt: str


@dataclass(frozen=True)
class Part:
    """A part under a heading of its own: facts, then words with lists, then pictures."""

    heading: str = ""
    rows: Sequence[tuple[str, str]] = ()
    text: str = ""
    pictures: Sequence[Picture] = field(default=(), repr=False)


@dataclass(frozen=True)
class Section:
    """What begins on a page of its own and stands in the contents with its parts."""

    heading: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Bundle:
    """A file to be bound: what stands on the first page, at the foot of each, and in it."""

    office: str
    title: str
    cover: Sequence[str]
    footer: str
    sections: Sequence[Section]


def pages_of(file: BinaryIO, *, kind: str, title: str) -> list[Picture]:
    """The pages of a paper as pictures; empty for a kind that has none, a locked or broken file, and a long one."""
    content = file.read()
    if kind in ("PNG", "JPEG"):
        return _pictured(content, "photo.png" if kind == "PNG" else "photo.jpg", title)
    if kind != "PDF":
        return []
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return []
    try:
        count = len(document)
        if not 0 < count <= MOST_PAGES:
            return []
        return [
            Picture(_drawn(document[number]), f"Page {number + 1} of {count} of the paper “{title}”, as a picture.")
            for number in range(count)
        ]
    except pypdfium2.PdfiumError:
        return []
    finally:
        document.close()


def _pictured(content: bytes, name: str, title: str) -> list[Picture]:
    """A photo drawn anew, the right way up and without the place and the camera that its file may tell."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        (desk / name).write_bytes(content)
        (desk / "photo.typ").write_text(PHOTO.format(name=name))
        try:
            drawn = typst.compile(str(desk / "photo.typ"), format="png", root=str(desk), ppi=DOTS)
        except typst.TypstError:
            return []
    assert isinstance(drawn, bytes)
    return [Picture(drawn, f"The paper “{title}”, a picture.")]


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    """A page of a PDF as PNG."""
    pixels = page.render(scale=DOTS / 72, rev_byteorder=True).to_numpy()
    page.close()
    height, width, _ = pixels.shape
    lines = b"".join(b"\0" + line.tobytes() for line in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def as_pdf(bundle: Bundle) -> bytes:
    """The bundle as PDF. Without a font for some script in it the PDF is tagged but makes no claim of PDF/UA."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        (desk / "bundle.typ").write_bytes(LAYOUT.read_bytes())
        data = {
            "office": bundle.office,
            "title": bundle.title,
            "cover": list(bundle.cover),
            "footer": bundle.footer,
            "sections": [
                {"heading": section.heading, "parts": [_laid(part, desk) for part in section.parts]}
                for section in bundle.sections
            ],
        }
        inputs = {"data": shown(json.dumps(data, ensure_ascii=False))}
        try:
            return _compiled(desk, inputs, "ua-1")
        except typst.TypstError as fault:
            log.warning("bundle_without_pdf_ua", said=str(fault)[:300])
            return _compiled(desk, inputs, None)


def _laid(part: Part, desk: Path) -> dict[str, object]:
    return {
        "heading": part.heading,
        "rows": [[key, value] for key, value in part.rows],
        "blocks": [{"list": block.is_list, "items": list(block.items)} for block in blocks(part.text)],
        "pictures": list(_put(part.pictures, desk)),
    }


def _put(pictures: Iterable[Picture], desk: Path) -> Iterable[dict[str, str]]:
    for picture in pictures:
        name = f"picture-{len(list(desk.iterdir()))}.png"
        (desk / name).write_bytes(picture.content)
        yield {"name": name, "alt": picture.alt}


def _compiled(desk: Path, inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    made = typst.compile(
        str(desk / "bundle.typ"),
        format="pdf",
        root=str(desk),
        sys_inputs=inputs,
        pdf_standards=standard,
        timestamp=int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()),
    )
    assert isinstance(made, bytes)
    return made
