"""What is taken in as a file and what is refused: content and name agree, nothing runs, nothing unpacks without end."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.documents import kinds
from pcc.errors import RuleBroken

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def looked_at(content: bytes, name: str) -> str:
    return kinds.look_at(io.BytesIO(content), name=kinds.plain_name(name)).code


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(RuleBroken) as refused:
        looked_at(content, name)
    return str(refused.value)


def zipped(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return buffer.getvalue()


def a_png(width: int, height: int, *, frames: int = 0) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))

    moving = chunk(b"acTL", struct.pack("!II", frames, 0)) if frames else b""
    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + moving + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def a_jpeg(width: int, height: int) -> bytes:
    app = b"\xff\xe0" + struct.pack("!H", 16) + b"JFIF\0" + bytes(9)
    return b"\xff\xd8" + app + b"\xff\xc0" + struct.pack("!HBHHB", 17, 8, height, width, 3) + bytes(10) + b"\xff\xd9"


def a_heic(width: int, height: int) -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0\0\0\x14ispe\0\0\0\0" + struct.pack("!II", width, height)


DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
XLSX = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"}
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
MAIL = b"Received: from a by b\r\nSubject: Hello\r\n\r\n<html><script>1</script></html>"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (PDF, "Outcome letter.PDF", "PDF"),
        (zipped(DOCX), "letter.docx", "DOCX"),
        (zipped(XLSX), "log.xlsx", "XLSX"),
        (zipped(ODT), "note.odt", "ODT"),
        (COMPOUND + "WordDocument".encode("utf-16-le"), "old.doc", "DOC"),
        (COMPOUND + "__properties_version1.0".encode("utf-16-le"), "mail.msg", "MSG"),
        (MAIL, "message.eml", "EML"),
        ("Dear all,\n£5 – yours".encode(), "note.txt", "TXT"),
        ("Dear all".encode("utf-16"), "note.txt", "TXT"),
        (b"a,b\n1,2\n", "rows.csv", "CSV"),
        (a_png(800, 600), "scan.png", "PNG"),
        (a_jpeg(4000, 3000), "photo.jpeg", "JPEG"),
        (a_heic(4032, 3024), "photo.heic", "HEIC"),
        (zipped({"a/letter.pdf": PDF, "a/note.txt": b"x" * 200_000}), "file.zip", "ZIP"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_office_gets_is_taken(content: bytes, name: str, code: str) -> None:
    assert looked_at(content, name) == code


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "letter.pdf", "says that this is PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture.png", "says that this is PNG"),
        (b"<?xml version='1.0'?><a/>", "data.txt", "says that this is Plain text"),
        (b"<!DOCTYPE html><p>", "data.csv", "says that this is Comma"),
        (b"GIF89a/*", "picture.jpg", "says that this is JPEG"),
        (b"MZ\x90\x00", "tool.txt", "says that this is Plain text"),
        (b"#!/bin/sh\n", "tool.txt", "says that this is Plain text"),
        (PDF, "letter.pdf.exe", "end in .exe"),
        (PDF, "letter.exe.pdf", "second ending, .exe"),
        (PDF, "letter.PHP", "end in .php"),
        (PDF, ".htaccess", "no ending"),
        (PDF, "web.config", "end in .config"),
        (PDF, "letter", "no ending"),
        (PDF, "letter.pdf.", "begins or ends with"),
        (PDF, "letter.pdf ", "begins or ends with"),
        (b"x" + zipped(DOCX), "letter.docx", "says that this is Word"),
        (zipped({"a.txt": b"x"}), "letter.docx", "says that this is Word"),
        (zipped(DOCX)[:-30], "letter.docx", "says that this is Word"),
        (zipped(DOCX | {"word/vbaProject.bin": b"x"}), "letter.docx", "macros"),
        (zipped(ODT | {"Basic/script.xml": b"x"}), "letter.odt", "macros"),
        (COMPOUND + "WordDocument_VBA_PROJECT".encode("utf-16-le"), "old.doc", "macros"),
        (zipped(DOCX | {"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>'}), "letter.docx", "grows when it is read"),
        (zipped({"a.zip": zipped({"b.txt": b"x"})}), "file.zip", "another archive"),
        (zipped({"run.exe": b"MZ"}), "file.zip", "ends in .exe"),
        (zipped({"../../letter.pdf": PDF}), "file.zip", "outside its folder"),
        (zipped({"/etc/letter.pdf": PDF}), "file.zip", "outside its folder"),
        (zipped({"c:letter.pdf": PDF}), "file.zip", "outside its folder"),
        (zipped({f"{number}.txt": b"" for number in range(1001)}), "file.zip", "more than 1,000 files"),
        (a_png(30_000, 30_000), "scan.png", "30,000 by 30,000 pixels"),
        (a_png(100, 100, frames=10_000), "scan.png", "10,000 frames"),
        (a_jpeg(30_000, 30_000), "photo.jpg", "30,000 by 30,000 pixels"),
        (a_heic(30_000, 30_000), "photo.heic", "30,000 by 30,000 pixels"),
        (a_png(0, 10), "scan.png", "says that this is PNG"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_could_do_harm_is_refused_in_a_sentence(content: bytes, name: str, words: str) -> None:
    assert words in refusal(content, name)


OBJECTS = b"1 0 << /Names << /JavaScript 5 0 R >> >>"


@pytest.mark.parametrize(
    "part",
    [
        b"2 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n",
        b"2 0 obj\n<< /S /J#61vaScript >>\nendobj\n",
        b"2 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n",
        b"2 0 obj\n<< /Names << /EmbeddedFiles 3 0 R >> >>\nendobj\n",
        b"2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n"
        + zlib.compress(OBJECTS)
        + b"\nendstream\nendobj\n",
        b"2 0 obj\n<< >>\nstream\nxx\nendstream\nendobj\n3 0 obj\n<< /XFA 4 0 R >>\nendobj\n",
    ],
    ids=["script", "script with an escaped name", "launch", "a file inside", "script in packed objects", "form"],
)
def test_a_pdf_that_does_things_is_refused(part: bytes) -> None:
    assert "holds a script" in refusal(PDF[:9] + part + PDF[9:], "letter.pdf")


def test_the_bytes_of_a_picture_in_a_pdf_may_spell_anything() -> None:
    picture = b"2 0 obj\n<< /Subtype /Image >>\nstream\n /JS /Launch \nendstream\nendobj\n"
    assert looked_at(PDF[:9] + picture + PDF[9:], "letter.pdf") == "PDF"


def test_bombs_are_refused_before_and_while_they_unpack() -> None:
    """One says how large it is; the other lies in its directory, and gives itself away when read."""
    bomb = zipped(XLSX | {"xl/sheet.xml": bytes(40 * 1024 * 1024)})
    assert len(bomb) < 60_000
    assert "far more than its size" in refusal(bomb, "log.xlsx")
    honest = (2 * 1024 * 1024).to_bytes(4, "little")
    lying = zipped({"a.txt": bytes(2 * 1024 * 1024)}).replace(honest, (100).to_bytes(4, "little"))
    assert "says that this is Zip" in refusal(lying, "file.zip")


def test_overlapping_parts_and_links_and_locked_parts_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("a.txt", b"x" * 100)
        container.filelist.append(container.filelist[0])
    assert "overlap" in refusal(buffer.getvalue(), "file.zip")
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr(link, "/etc/passwd")
    assert "a link in place of a file" in refusal(buffer.getvalue(), "file.zip")
    plain = zipped({"a.txt": b"x"}, method=zipfile.ZIP_STORED)
    place = plain.index(b"PK\x01\x02") + 8
    assert "locked with a password" in refusal(plain[:place] + b"\x01" + plain[place + 1 :], "file.zip")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x.pdf", "x.pdf"),
        ("C:\\Users\\me\\x.pdf", "x.pdf"),
        ("a\0b\r\nSet-Cookie: 1.pdf", "abSet-Cookie: 1.pdf"),
        ("letter\u202efdp.pdf", "letterfdp.pdf"),
        ('say "hi" 👋.pdf', 'say "hi" 👋.pdf'),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_only_text(given: str, kept: str) -> None:
    assert kinds.plain_name(given) == kept


@given(content=st.binary(max_size=600), ending=st.sampled_from(sorted(kinds.BY_ENDING)))
def test_anything_else_is_refused_and_never_a_fault(content: bytes, ending: str) -> None:
    """Whatever the bytes: a kind of that ending, or a sentence."""
    file = io.BytesIO(content)
    try:
        kind = kinds.look_at(file, name=f"file.{ending}")
    except RuleBroken:
        pass
    else:
        assert ending in kind.endings
    assert file.tell() == 0


@given(st.text(max_size=400))
def test_any_name_is_made_safe_or_refused(name: str) -> None:
    try:
        kept = kinds.plain_name(name)
    except RuleBroken:
        return
    assert len(kept) <= kinds.LONGEST_NAME
    assert not set(kept) & set("/\\\0\r\n")
