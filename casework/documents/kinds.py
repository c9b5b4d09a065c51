"""What a file is, by its content and by its name: both must agree, and nothing that could run is taken.

The list of kinds is short and closed. Containers are measured before anything unpacks them. Every refusal is a
sentence for the person who chose the file.
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from pcc.errors import RuleBroken

MOST_PIXELS = 60_000_000
"""A large camera makes 50 million; 30,000 by 30,000 is 900 million, and needs gigabytes to show."""
MOST_FRAMES = 100
MOST_MEMBERS = 1_000
MOST_UNPACKED = 300 * 1024 * 1024
HIGHEST_RATIO = 100
"""Unpacked bytes for each packed byte, over the whole container; text packs to a tenth, bombs to a thousandth."""
SMALL = 1024 * 1024
"""Containers that unpack to less than this are never bombs, whatever their ratio."""
LONGEST_NAME = 150

RUNS_ON_A_MACHINE = frozenset(
    {"app", "bat", "cgi", "cmd", "com", "cpl", "dll", "docm", "dotm", "exe", "hta", "jar", "jse", "lnk", "msi", "pl"}
    | {"ps1", "py", "reg", "scr", "sh", "vb", "vbe", "vbs", "wsf", "xlsm", "xltm"}
)
RUNS_IN_A_BROWSER = frozenset({"htaccess", "htm", "html", "js", "php", "phtml", "shtml", "svg", "xhtml", "xml"})
RUNS = RUNS_ON_A_MACHINE | RUNS_IN_A_BROWSER
"""Endings that a system or a browser may run; they are not taken even in the middle of a name."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: its code, what people call it, its endings and its media type."""

    code: str
    label: str
    endings: tuple[str, ...]
    media_type: str


KINDS = {
    kind.code: kind
    for kind in (
        FileKind("PDF", "PDF", ("pdf",), "application/pdf"),
        FileKind(
            "DOCX",
            "Word",
            ("docx",),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        FileKind("XLSX", "Excel", ("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        FileKind("ODT", "OpenDocument text", ("odt",), "application/vnd.oasis.opendocument.text"),
        FileKind("ODS", "OpenDocument spreadsheet", ("ods",), "application/vnd.oasis.opendocument.spreadsheet"),
        FileKind("DOC", "Word 97", ("doc",), "application/msword"),
        FileKind("MSG", "Outlook message", ("msg",), "application/vnd.ms-outlook"),
        FileKind("EML", "E-mail", ("eml",), "message/rfc822"),
        FileKind("TXT", "Plain text", ("txt",), "text/plain"),
        FileKind("CSV", "Comma-separated values", ("csv",), "text/csv"),
        FileKind("PNG", "PNG picture", ("png",), "image/png"),
        FileKind("JPEG", "JPEG picture", ("jpg", "jpeg"), "image/jpeg"),
        FileKind("HEIC", "HEIC picture", ("heic", "heif"), "image/heic"),
        FileKind("ZIP", "Zip folder", ("zip",), "application/zip"),
    )
}
BY_ENDING = {ending: kind for kind in KINDS.values() for ending in kind.endings}
ENDINGS_IN_WORDS = "PDF, Word, Excel, OpenDocument, e-mail, plain text, CSV, JPEG, PNG, HEIC or zip"


def plain_name(name: str) -> str:
    """The name as it may be shown and given to a download: no folders, no control or direction marks, not too long.

    RuleBroken for a name that hides what it is: one without an ending, or that ends in a dot or a space.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(mark for mark in name if unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    if name != name.strip() or name.endswith("."):
        raise RuleBroken(
            "The name of the file ends in a dot or begins or ends with a space. Rename it, then try again."
        )
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not ending:
        raise RuleBroken(f"The name of the file has no ending that says what it is, such as .pdf. {_taken()}")
    return f"{stem[: LONGEST_NAME - len(ending[:10]) - 1]}.{ending[:10]}"


def look_at(file: BinaryIO, *, name: str) -> FileKind:
    """What the file is; its name has been through ``plain_name``. Reads the file and leaves it at its beginning.

    RuleBroken when name and content disagree, when the kind is not taken, and when the file is a bomb or could run.
    """
    endings = [part.lower() for part in name.split(".")[1:]]
    kind = BY_ENDING.get(endings[-1])
    if kind is None:
        raise RuleBroken(f"Files that end in .{endings[-1]} are not taken. {_taken()}")
    if hidden := RUNS & set(endings[:-1]):
        raise RuleBroken(f"The name has a second ending, .{min(hidden)}. Rename the file, then try again.")
    file.seek(0)
    try:
        _LOOKS[kind.code](file)
    except _NotThis as fault:
        raise RuleBroken(
            f"The name says that this is {kind.label}, and the content does not. Save it again as {kind.label}."
        ) from fault
    finally:
        file.seek(0)
    return kind


def _taken() -> str:
    return f"Files of these kinds are taken: {ENDINGS_IN_WORDS}."


class _NotThis(Exception):
    """The content is not of the kind that the name says."""


# PDF

ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])")
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")


def _look_at_pdf(file: BinaryIO) -> None:
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise _NotThis
    texts = [STREAM.split(content)[0], *_outside_streams(content), *_object_streams(content)]
    for text in texts:
        plain = HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), text)
        if ACTIVE.search(plain):
            raise RuleBroken(
                "This PDF holds a script, a form that runs, or another file. Print it to PDF again, then hand that in."
            )


def _outside_streams(content: bytes) -> list[bytes]:
    """The parts of a PDF that are not inside a stream: bytes of a picture could spell anything."""
    parts = []
    for piece in STREAM.split(content)[1:]:
        _, _, after = piece.partition(b"endstream")
        parts.append(after)
    return parts


def _object_streams(content: bytes) -> list[bytes]:
    """The unpacked streams of objects, in which a PDF may keep the rest of its structure."""
    found, left = [], MOST_UNPACKED
    for place in re.finditer(rb"/ObjStm", content):
        start = STREAM.search(content, place.end())
        if start is None:
            continue
        packed = zlib.decompressobj()
        try:
            text = packed.decompress(content[start.end() :], left)
        except zlib.error:
            continue
        left -= len(text)
        if left <= 0:
            raise RuleBroken("This PDF unpacks to more than any letter needs, so it is not taken.")
        found.append(text)
    return found


# Containers


def _members(file: BinaryIO) -> list[zipfile.ZipInfo]:
    """The members of a zip, measured by what its directory says and then by unpacking into nothing."""
    if file.read(4) != b"PK\x03\x04":
        raise _NotThis
    try:
        with zipfile.ZipFile(file) as container:
            members = container.infolist()
            _measure(members, size=file.seek(0, 2))
            _unpack(container, members)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, zlib.error, EOFError, RuntimeError) as fault:
        raise _NotThis from fault
    return members


def _measure(members: list[zipfile.ZipInfo], *, size: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise RuleBroken(f"It holds more than {MOST_MEMBERS:,} files. Hand it in as smaller parts.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > HIGHEST_RATIO * size):
        raise RuleBroken("It unpacks to far more than its size, as a file made to do harm would, so it is not taken.")
    places = [member.header_offset for member in members]
    if len(set(places)) < len(places) or sum(member.compress_size for member in members) > size:
        raise RuleBroken("Its parts overlap, as in a file made to do harm, so it is not taken.")
    for member in members:
        if member.flag_bits & 1:
            raise RuleBroken("It is locked with a password, so nobody can check it. Hand it in without one.")
        path = member.filename.replace("\\", "/")
        if path.startswith("/") or ".." in path.split("/") or ":" in path:
            raise RuleBroken("It holds a file that would be unpacked outside its folder, so it is not taken.")
        if (member.external_attr >> 16) & 0o170000 == 0o120000:
            raise RuleBroken("It holds a link in place of a file, so it is not taken.")


def _unpack(container: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Read each member to its end: a directory that lies about sizes gives itself away."""
    left = MOST_UNPACKED
    for member in members:
        with container.open(member) as content:
            while block := content.read(1 << 20):
                left -= len(block)
                if left < 0:
                    raise RuleBroken("It unpacks to far more than its size, so it is not taken.")


MACROS = ("vbaproject.bin", "vbadata.xml")


def _look_at_office(main: str) -> Callable[[BinaryIO], None]:
    """A look at a Word or Excel file whose main part has that path."""

    def look(file: BinaryIO) -> None:
        names = [member.filename.lower() for member in _members(file)]
        if "[content_types].xml" not in names or main not in names:
            raise _NotThis
        if any(name.endswith(MACROS) or "/activex/" in name for name in names):
            raise RuleBroken("It holds macros, which could run on somebody's machine. Save it without macros.")
        _refuse_entities(file)

    return look


def _look_at_open_document(media_type: str) -> Callable[[BinaryIO], None]:
    def look(file: BinaryIO) -> None:
        names = [member.filename.lower() for member in _members(file)]
        with zipfile.ZipFile(file) as container:
            if "mimetype" not in names or container.read("mimetype").strip() != media_type.encode():
                raise _NotThis
        if any(name.startswith(("basic/", "scripts/")) for name in names):
            raise RuleBroken("It holds macros, which could run on somebody's machine. Save it without macros.")
        _refuse_entities(file)

    return look


def _refuse_entities(file: BinaryIO) -> None:
    """No part of an office file needs a document type: with one, a few bytes can grow without end when read."""
    with zipfile.ZipFile(file) as container:
        for member in container.infolist():
            if (
                member.filename.lower().endswith((".xml", ".rels"))
                and b"<!DOCTYPE" in container.read(member)[:4096].upper()
            ):
                raise RuleBroken("It holds a definition that grows when it is read, so it is not taken.")


def _look_at_zip(file: BinaryIO) -> None:
    for member in _members(file):
        if member.is_dir():
            continue
        ending = PurePosixPath(member.filename).suffix.removeprefix(".").lower()
        if ending in {"zip", "7z", "rar", "gz", "tar"}:
            raise RuleBroken("It holds another archive. Unpack that one first, so that it can be checked.")
        if ending not in BY_ENDING:
            raise RuleBroken(f"It holds a file that ends in .{ending or '(nothing)'}, which is not taken. {_taken()}")


# Files of Word 97 and Outlook

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def _look_at_compound(stream: str) -> Callable[[BinaryIO], None]:
    def look(file: BinaryIO) -> None:
        content = file.read()
        if not content.startswith(COMPOUND) or stream.encode("utf-16-le") not in content:
            raise _NotThis
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            raise RuleBroken("It holds macros, which could run on somebody's machine. Save it without macros.")

    return look


# Text

MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
HEADER = re.compile(rb"[A-Za-z0-9!#$%&'*+.^_`|~-]+:[ \t]?|From [^\r\n]+\r?\n")


def _look_at_text(file: BinaryIO) -> None:
    content = file.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError as fault:
            raise _NotThis from fault
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", content) or content.startswith((b"#!", b"MZ")):
        raise _NotThis
    if MARKUP.search(content[:4096]):
        raise _NotThis


def _look_at_mail(file: BinaryIO) -> None:
    if not HEADER.match(file.read(4096).lstrip()):
        raise _NotThis


# Pictures


def _refuse_large(width: int, height: int) -> None:
    if not width or not height:
        raise _NotThis
    if width * height > MOST_PIXELS:
        raise RuleBroken(
            f"The picture is {width:,} by {height:,} pixels, more than a screen or printer can show. Save it smaller."
        )


def _look_at_png(file: BinaryIO) -> None:
    head = file.read(33)
    if not head.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        raise _NotThis
    _refuse_large(*struct.unpack("!II", head[16:24]))
    while len(chunk := file.read(8)) == 8:
        size, name = struct.unpack("!I4s", chunk)
        if name == b"acTL":
            frames = int.from_bytes(file.read(4), "big")
            if frames > MOST_FRAMES:
                raise RuleBroken(f"The picture moves through {frames:,} frames. Hand in one still picture.")
            return
        if name in {b"IDAT", b"IEND"}:
            return
        file.seek(size + 4, 1)


STARTS_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def _look_at_jpeg(file: BinaryIO) -> None:
    if file.read(3) != b"\xff\xd8\xff":
        raise _NotThis
    file.seek(2)
    while len(marker := file.read(4)) == 4:
        if marker[0] != 0xFF:
            raise _NotThis
        size = int.from_bytes(marker[2:], "big")
        if size < 2:
            raise _NotThis
        if marker[1] in STARTS_OF_FRAME:
            height, width = struct.unpack("!HH", file.read(5)[1:].ljust(4, b"\0"))
            return _refuse_large(width, height)
        file.seek(size - 2, 1)
    raise _NotThis


def _look_at_heic(file: BinaryIO) -> None:
    head = file.read(SMALL)
    if head[4:8] != b"ftyp" or head[8:12] not in {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis"}:
        raise _NotThis
    sizes = [struct.unpack("!II", found[1]) for found in re.finditer(rb"ispe\0\0\0\0(.{8})", head, re.DOTALL)]
    if not sizes:
        raise _NotThis
    _refuse_large(*max(sizes, key=lambda size: size[0] * size[1]))


_LOOKS: dict[str, Callable[[BinaryIO], None]] = {
    "PDF": _look_at_pdf,
    "DOCX": _look_at_office("word/document.xml"),
    "XLSX": _look_at_office("xl/workbook.xml"),
    "ODT": _look_at_open_document(KINDS["ODT"].media_type),
    "ODS": _look_at_open_document(KINDS["ODS"].media_type),
    "DOC": _look_at_compound("WordDocument"),
    "MSG": _look_at_compound("__properties_version1.0"),
    "EML": _look_at_mail,
    "TXT": _look_at_text,
    "CSV": _look_at_text,
    "PNG": _look_at_png,
    "JPEG": _look_at_jpeg,
    "HEIC": _look_at_heic,
    "ZIP": _look_at_zip,
}
