"""Messages as they come: whatever the bytes are, reading ends with what could be read and a sentence for the rest."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.importing import mail
from tests.steps import steps_of

ORDINARY = (
    b"Return-Path: <ann@example.org>\r\n"
    b"Received: from mx.example.org by mail.opcc.example; Sun, 25 Oct 2026 00:40:00 +0100\r\n"
    b"From: =?utf-8?q?Ann_O=E2=80=99Neil?= <Ann@Example.org>\r\n"
    b"To: office@opcc.example\r\nSubject: Re: your letter CAS-2026-42\r\n"
    b"Message-ID: <one@example.org>\r\nIn-Reply-To: <ours@opcc.example>\r\n"
    b"Date: Sat, 24 Oct 2026 23:39:12 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Nobody has answered.\r\n\r\nOn 3 Oct 2026 the office wrote:\r\n> We will look into it.\r\n"
)


def a_message(text: str = "Hello", **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in ({"From": "ann@example.org", "Subject": "Hello"} | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_an_ordinary_reply_is_read() -> None:
    read = mail.read(ORDINARY)
    assert (read.sender_name, read.sender_email) == ("Ann O’Neil", "ann@example.org")
    assert (read.message_id, read.answers, read.references) == (
        "one@example.org",
        ("ours@opcc.example",),
        ("CAS/2026/0042",),
    )
    assert read.sent_at == datetime(2026, 10, 24, 23, 39, 12, tzinfo=UTC)
    assert read.arrived_at == datetime(2026, 10, 24, 23, 40, tzinfo=UTC), "the hour that the clocks give twice"
    assert mail.split_quoted(read.text) == (
        "Nobody has answered.",
        "On 3 Oct 2026 the office wrote:\n> We will look into it.",
    )
    assert read.faults == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CAS/2026/0042", ("CAS/2026/0042",)),
        ("ref cas 2026 42 and REV-2025-0007, again CAS/2026/42", ("CAS/2026/0042", "REV/2025/0007")),
        ("CASE/2026/0042", ()),
        ("CO/00123/24", ()),
    ],
)
def test_references_are_found_however_punctuated(text: str, found: tuple[str, ...]) -> None:
    assert mail.references_in(text) == found


def test_html_becomes_words_and_nothing_is_fetched() -> None:
    message = a_message("")
    message.clear_content()
    message.set_content(
        "<html><head><style>p{color:red}</style><script>alert(1)</script></head><body><p onclick='x()'>Dear <b>Sir</b>,"
        "</p><img src='https://tracker.example/a.png'><p>see <a href='https://example.org/x'>this</a> and "
        "<a href='javascript:alert(1)'>that</a></p><!-- hidden --></body></html>",
        subtype="html",
    )
    read = mail.read(message.as_bytes())
    assert read.text == "Dear Sir,\n\nsee this (https://example.org/x) and that"
    assert read.faults == ("The message asks for pictures or files from elsewhere. They were not fetched.",)


def test_the_plain_words_are_taken_where_both_are_given() -> None:
    message = a_message("Plain words")
    message.add_alternative("<p>Other words</p>", subtype="html")
    assert mail.read(message.as_bytes()).text == "Plain words"


def test_files_are_taken_out_under_clean_names() -> None:
    message = a_message("See attached")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="..\\..\\etc/let\u202eter.pdf")
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="")
    inner = a_message("An inner message", Subject="Inner")
    message.add_attachment(inner)
    read = mail.read(message.as_bytes())
    assert [(one.name, one.said_type) for one in read.attachments] == [
        ("letter.pdf", "application/pdf"),
        ("part-3.jpg", "image/jpeg"),
        ("part-4.eml", "message/rfc822"),
    ]
    assert b"An inner message" in read.attachments[2].content
    assert read.text == "See attached"


def test_five_hundred_files_do_not_stop_the_post() -> None:
    message = a_message("Many")
    for number in range(500):
        message.add_attachment(b"x", maintype="text", subtype="csv", filename=f"{number}.csv")
    read = mail.read(message.as_bytes())
    assert len(read.attachments) == mail.MOST_ATTACHMENTS
    assert "The message has 499 files" in " ".join(read.faults) or "500 parts" in " ".join(read.faults)


def test_a_message_nested_a_thousand_deep_is_read_to_the_limit() -> None:
    body = b"the end"
    for number in range(1000):
        border = f"b{number}".encode()
        body = b"Content-Type: multipart/mixed; boundary=" + border + b"\r\n\r\n--" + border + b"\r\n" + body
    read = mail.read(b"From: a@example.org\r\n" + body)
    assert read.faults


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({}, False),
        ({"Auto_Submitted": "no"}, False),
        ({"Auto_Submitted": "auto-replied"}, True),
        ({"Precedence": "bulk"}, True),
    ],
)
def test_machines_are_told_from_people(headers: dict[str, str], automatic: bool) -> None:
    assert mail.read(a_message(**headers).as_bytes()).is_automatic is automatic


BROKEN = {
    "nothing": b"",
    "no header at all": b"hello",
    "odd bytes": b"From: \xff\xfe <a@example.org>\r\nSubject: \x80\x81\r\n\r\n\xff\xff",
    "a date that is none": b"From: a@example.org\r\nDate: the day after\r\n\r\nx",
    "an unknown charset": b"From: a@example.org\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xe9t\xe9",
    "an unknown encoding": b"From: a@example.org\r\nContent-Transfer-Encoding: rot13\r\n\r\nuryyb",
    "base64 that is none": b"From: a@example.org\r\nContent-Type: application/pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
    "a border that never comes": b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nhello",
    "a header of two lines that says another": b"From: a@example.org\r\nSubject: x\r\n Bcc: b@example.org\r\n\r\nx",
    "a subject with NUL": b"From: a@example.org\r\nSubject: =?utf-8?b?"
    + base64.b64encode(b"a\x00b\x1b[31m")
    + b"?=\r\n\r\nx",
    "a folded id": b"From: a@example.org\r\nMessage-ID: <[" + b"a" * 5000 + b"]>\r\n\r\nx",
    "an address that breaks the library": b'From: "a" <@@[::::>, =?utf-8?q?=ff?= <>\r\n\r\nx',
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_message_is_read_as_far_as_it_goes(raw: bytes) -> None:
    read = mail.read(raw)
    for text in (read.subject, read.sender_name, read.text, *read.faults):
        assert not mail.CONTROL.search(text)
        text.encode("utf-8")


def test_without_a_sender_it_says_so() -> None:
    assert "The message does not say who sent it." in mail.read(b"Subject: x\r\n\r\nx").faults


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    mail.read(raw)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["From", "Subject", "Date", "Message-ID", "Content-Type", "References", "Received"]),
            st.text(max_size=80).map(lambda text: text.replace("\n", " ").replace("\r", " ")),
        ),
        max_size=8,
    ),
    st.text(max_size=200),
)
@settings(max_examples=150, deadline=None)
def test_any_headers_are_read(headers: list[tuple[str, str]], body: str) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    mail.read((lines + "\r\n" + body).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "text",
    ["<" * 50_000, "<img " * 20_000, "<a href='x'>" * 20_000, "on " + "x" * 50_000, ">" * 100_000, "CAS/" * 50_000],
    ids=["open", "pictures", "links", "wrote", "quotes", "references"],
)
def test_the_worst_text_is_read_to_its_end(text: str) -> None:
    """Work that grew with the square of the text would not end here."""
    raw = b"From: a@example.org\r\nContent-Type: text/html\r\n\r\n" + text.encode()
    read = mail.read(raw)
    new, quoted = mail.split_quoted(text)
    assert len(read.text) <= mail.LONGEST_TEXT
    assert len(new) + len(quoted) <= len(text)
    assert mail.references_in(text) == ()


# Attacks


def headed(name: str, value: str, body: str = "Hello") -> bytes:
    return f"From: ann@example.org\r\n{name}: {value}\r\n\r\n{body}\r\n".encode()


N = 100_000
ATTACKS = {
    "quotation marks in the sender": headed("From", '"' * N),
    "brackets in the sender": headed("From", "(" * N),
    "many senders": headed("From", "a@b.example," * (N // 12)),
    "groups of senders": headed("From", "a:" * (N // 2)),
    "a date of brackets": headed("Date", "(" * N),
    "a long message id": headed("Message-ID", f"<{'a' * N}@b>"),
    "encoded words": headed("Subject", "=?utf-8?q?a?= " * (N // 14)),
    "punycode in the subject": headed("Subject", f"=?punycode?q?{'a' * N}-9999?="),
    "parameters of a part": headed("Content-Type", "text/plain" + "; a=b" * (N // 5)),
    "a parameter in pieces": headed("Content-Type", "text/plain" + "".join(f"; name*{n}=a" for n in range(N // 12))),
    "punycode as a character set": headed("Content-Type", "text/plain; charset=punycode", "a-" + "z9" * (N // 2)),
    "elements inside each other": headed("Content-Type", "text/html", "<div>" * (N // 5)),
    "unclosed bold in paragraphs": headed("Content-Type", "text/html", "<b><p>" * (N // 6)),
    "unclosed comments": headed("Content-Type", "text/html", "<!--" * (N // 4)),
    "tables in links": headed("Content-Type", "text/html", "<table><a>" * (N // 10)),
    "parts without anything": headed("Content-Type", "multipart/mixed; boundary=x", "--x\r\n\r\n" * (20 * N // 7)),
    "messages in messages": "".join("Content-Type: message/rfc822\r\n\r\n" for _ in range(N // 32)).encode(),
    "blocks of a report": headed(
        "Content-Type",
        "multipart/report; boundary=x",
        "--x\r\nContent-Type: message/delivery-status\r\n\r\n" + "Action: failed\r\n\r\n" * (15 * N // 18),
    ),
    "a header of two megabytes": headed("X-Long", "a" * 2_000_000),
    "a million lines": headed("X", "y", "\n" * 1_000_000),
    "line ends alone": b"\r" * N,
}


MOST_STEPS = 3_000_000
"""Lines of Python, twice what the worst of these takes now; before each was bounded, it took thousands of millions."""


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_made_to_take_for_ever_ends_after_so_many_steps(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned: list[str] = []
    sanitise = nh3.clean

    def watched(html: str, **how: object) -> str:
        cleaned.append(html)
        assert html.count("<") <= mail.MOST_ELEMENTS, "the sanitiser takes minutes over so many elements"
        return sanitise(html, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(nh3, "clean", watched)

    def take() -> None:
        read = mail.read(ATTACKS[name])
        mail.split_quoted(read.text)
        assert len(read.text) <= mail.LONGEST_TEXT

    assert steps_of(take, most=MOST_STEPS) > 0


def test_what_python_keeps_under_the_name_of_a_character_set_is_not_run() -> None:
    """Its punycode is slow in steps that cannot be counted."""
    assert mail.read(ATTACKS["punycode as a character set"]).text.startswith("a-z9z9")
    assert mail.read(headed("Subject", "=?punycode?q?b-gfa?=")).subject == "b-gfa"


def test_a_page_of_very_many_elements_is_read_to_its_words() -> None:
    html = "<html><head><title>No</title><style>p{}</style></head><body>" + "<p>One &amp; two</p>" * 3_000
    read = mail.read(headed("Content-Type", "text/html", html + "<script>alert(1)</script><p>The end"))
    assert read.text.startswith("One & two\n\nOne & two")
    assert read.text.endswith("The end")
    assert "alert" not in read.text and "p{}" not in read.text


def test_a_header_in_bytes_of_utf_8_is_read() -> None:
    read = mail.read("From: José <jose@example.org>\r\nSubject: Müll in der Straße\r\n\r\nHi".encode())
    assert (read.sender_name, read.subject) == ("José", "Müll in der Straße")


def test_a_line_smuggled_into_a_header_stays_text_of_that_header() -> None:
    read = mail.read(headed("Subject", "=?utf-8?q?Hello=0D=0ABcc:_all@example.org?="))
    assert read.subject == "Hello  Bcc: all@example.org"


def test_a_name_of_a_file_that_is_encoded_is_read() -> None:
    raw = headed("Content-Type", "application/pdf", "%PDF").replace(
        b"\r\n\r\n", b'\r\nContent-Disposition: attachment; filename="=?utf-8?q?caf=C3=A9=2Epdf?="\r\n\r\n', 1
    )
    assert [one.name for one in mail.read(raw).attachments] == ["café.pdf"]
