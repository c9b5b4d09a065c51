"""A message as it arrived, read without trusting any of it.

Whatever its bytes are, reading ends: in bounded time and memory, with what could be read, and with a sentence for each
thing that could not. HTML becomes plain words, so that nothing of it runs, and nothing is ever fetched. The bytes
themselves are kept by the caller as the original.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html import unescape
from html.parser import HTMLParser
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import nh3

if TYPE_CHECKING:
    Part = Message[Any, Any]
else:
    Part = Message

LARGEST_MESSAGE = 40 * 1024 * 1024
"""Bytes; mail servers of government take no larger ones."""
MOST_PARTS = 500
MOST_DEPTH = 20
MOST_CONTAINERS = 100
"""Parts that hold parts; the library's work grows with their depth times the length of the message."""
MOST_ATTACHMENTS = 50
MOST_LINES = 700_000
"""Lines of a message; each costs the library memory. The largest message has 525,000 when its file is in base64."""
MOST_LINES_OF_REPORT = 100_000
"""Lines of a message whose report of delivery is taken apart; the library makes a message of each of its blocks."""
MOST_BOUNDARIES = 20_000
"""Lines that may begin a part; the library makes an object of each."""
LONGEST_HEADERS = 256 * 1024
LONGEST_TEXT = 200_000
"""Characters of words that are shown; the original holds the rest."""
LONGEST_HEADER = 998
"""Characters of a line of a message (RFC 5322, 2.1.1)."""

MISREAD = (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, OverflowError)
"""What the library raises over what is not written as it should be."""

BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "hr"}
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
REMOTE = re.compile(
    rb"""<(?:img|iframe|link|script|video|audio|object|embed|source)\b[^<>]{0,400}?(?:src|href|data)\s*=""", re.I
)
MESSAGE_ID = re.compile(r"<([^<>\s]{3,240})>")
OUR_REFERENCE = re.compile(r"\b([A-Z]{3})[/\-_ ](\d{4})[/\-_ ](\d{1,6})\b", re.I)
QUOTED_FROM = re.compile(
    r"^(?:>|-{2,}\s*(?:original|forwarded) message|_{10,}\s*$|on .{4,200} wrote:\s*$|from: .{1,200}$)", re.I | re.M
)


class _Bounded(policy.Compat32):
    """Headers as text, each up to a length. The library's newer way of reading them takes minutes over a few kilobytes
    of quotation marks, and this one takes seconds over a megabyte of parameters."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[: 20_000 if name.lower() == "references" else 2_000]


BOUNDED = _Bounded()


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message: its name as given, cleaned; what the sender calls it; its bytes."""

    name: str
    said_type: str
    content: bytes


@dataclass(frozen=True)
class Bounced:
    """A message that a mail server could not deliver: the id it went out with, and why in the server's words."""

    message_id: str
    said: str


@dataclass(frozen=True)
class Received:
    """What could be read of a message. Dates are aware; texts hold no control characters; faults are sentences."""

    message_id: str
    answers: tuple[str, ...]
    sender_name: str
    sender_email: str
    subject: str
    sent_at: datetime | None
    arrived_at: datetime | None
    text: str
    attachments: tuple[Attachment, ...]
    is_automatic: bool
    is_bounce: bool
    bounced: tuple[Bounced, ...]
    faults: tuple[str, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """References of this office that subject and words name, as we write them: ``CAS/2026/0042``."""
        return references_in(f"{self.subject}\n{self.text[:20_000]}")


def references_in(text: str) -> tuple[str, ...]:
    """References named in a text, each once, in the order of their place, however punctuated."""
    found = (f"{kind.upper()}/{year}/{int(number):04}" for kind, year, number in OUR_REFERENCE.findall(text))
    return tuple(dict.fromkeys(found))


def read(raw: bytes) -> Received:
    """Read a message from its bytes. Never raises: what cannot be read is told in ``faults``."""
    faults: list[str] = []
    if len(raw) > LARGEST_MESSAGE:
        faults.append(
            f"The message is {len(raw) // 2**20} MB. Only the first {LARGEST_MESSAGE // 2**20} MB were read; "
            "the original is kept whole."
        )
        raw = raw[:LARGEST_MESSAGE]
    raw = _bounded(raw, faults)
    try:
        message: Part = message_from_bytes(raw, policy=BOUNDED)
    except MISREAD:
        faults.append("The message is not written as an e-mail. Open the original.")
        message = Message()
    header = _headers(message, faults)
    words, attachments = _content(message, faults)
    senders = _addresses(header("From")) or _addresses(header("Reply-To")) or _addresses(header("Sender"))
    name, address = senders[0] if senders else ("", "")
    if not address:
        faults.append("The message does not say who sent it.")
    ids = MESSAGE_ID.findall(header("Message-ID", longest=LONGEST_HEADER))
    return Received(
        message_id=ids[0] if ids else "",
        answers=tuple(
            dict.fromkeys(MESSAGE_ID.findall(f"{header('In-Reply-To')} {header('References', longest=20_000)}"))
        )[:100],
        sender_name=name[:150],
        sender_email=address,
        subject=plain(header("Subject"))[:300].strip(),
        sent_at=_moment(header("Date")),
        arrived_at=_arrived(header),
        text=words,
        attachments=attachments,
        is_automatic=_automatic(header, address),
        is_bounce=header("Return-Path").strip() == "<>" or _kind(message) == "multipart/report",
        bounced=_bounced(message),
        faults=tuple(dict.fromkeys(faults)),
    )


def _bounded(raw: bytes, faults: list[str]) -> bytes:
    """The message, or what of it can be taken apart in bounded time and memory."""
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    head, gap, body = re.split(rb"(\r?\n\r?\n)", raw, maxsplit=1) if BLANK_LINE.search(raw) else (raw, b"", b"")
    if len(head) > LONGEST_HEADERS:
        faults.append("The lines above the message are too many to be read. The original holds them.")
        head = head[:LONGEST_HEADERS]
    if raw.lower().count(b"multipart/") > MOST_CONTAINERS:
        faults.append("The message is nested too often to be taken apart. The original holds its content.")
        body = b""
    elif lines > MOST_LINES or raw.count(b"\n--") + raw.count(b"\r--") > MOST_BOUNDARIES:
        faults.append("The message has too many lines or parts to be taken apart. The original holds its content.")
        body = b""
    if lines > MOST_LINES_OF_REPORT:
        body = re.sub(rb"message/delivery-status", b"text/x-delivery-status", body, flags=re.I)
    return head + gap + body


BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def plain(text: str) -> str:
    """A text without control characters, marks that turn its direction, and lone halves of characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = CONTROL.sub("", text)
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def words_of_html(html: str) -> str:
    """The words of an HTML body, a line a block, with the address of each link written behind it.

    Scripts, styles, comments and everything that would be fetched are dropped by the sanitiser before. It takes minutes
    over tens of thousands of elements inside each other, so what has so many is read without it, and without addresses.
    """
    if html.count("<") > MOST_ELEMENTS:
        return _lines(_without_elements(html))
    allowed = {*BLOCKS, "a", "td", "th", "b", "i", "em", "strong", "ul", "ol", "span"}
    reader = _Words()
    reader.feed(nh3.clean(html, tags=allowed, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}))
    reader.close()
    return _lines("".join(reader.found))


MOST_ELEMENTS = 5_000
ELEMENT = re.compile(r"<(/?)([a-z0-9]{0,20})[^<>]{0,2000}>|[^<]+|<", re.I)
UNSEEN = frozenset({"script", "style", "head", "title", "template"})


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_elements(html: str) -> str:
    """The words between elements, in one pass; what stands in scripts and styles is left out."""
    found, unseen = [], ""
    for match in ELEMENT.finditer(html):
        ends, name = match[1], (match[2] or "").lower()
        if name and unseen:
            unseen = "" if ends and name == unseen else unseen
        elif name in UNSEEN and not ends:
            unseen = name
        elif name in BLOCKS:
            found.append("\n")
        elif not name and not unseen and match[0][0] != "<":
            found.append(unescape(match[0]).replace("\n", " "))
    return "".join(found)


def split_quoted(text: str) -> tuple[str, str]:
    """The new words of a reply, and the earlier message that it quotes below; the second is empty if it quotes none."""
    at = next((match.start() for match in QUOTED_FROM.finditer(text) if text[: match.start()].strip()), len(text))
    return text[:at].rstrip(), text[at:].strip()


class _Words(HTMLParser):
    """Collects words; the sanitiser has already closed every tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.found.append("\n")
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.found.append("\n")
        if tag in {"td", "th"}:
            self.found.append(" ")
        if tag == "a" and self.links and (address := self.links.pop()):
            said = "".join(self.found[-3:])
            if address not in said:
                self.found.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        self.found.append(data.replace("\n", " "))


def _headers(message: Part, faults: list[str]) -> Callable[..., str]:
    """A reader of headers that survives what breaks the library's own parsing of them."""

    def header(name: str, *, longest: int = 2_000) -> str:
        raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
        # What came as bytes of UTF-8 without being marked as such lies in the library's text as lone halves.
        text = raw[:longest].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        try:
            return _decoded(text).replace("\r", " ").replace("\n", " ")
        except MISREAD:
            faults.append(f"The line “{name}” of the message is not written as it should be.")
            return text.replace("\r", " ").replace("\n", " ")

    return header


def _decoded(text: str) -> str:
    """A header's text with its encoded words read (RFC 2047)."""
    if "=?" not in text:
        return text
    found = []
    for words, charset in decode_header(text.replace("\r", "").replace("\n", " ")):
        found.append(words if isinstance(words, str) else _read(words, charset or "utf-8"))
    return "".join(found)


def _addresses(text: str) -> list[tuple[str, str]]:
    try:
        found = getaddresses([text])
    except MISREAD:
        return []
    good = [(plain(name).strip(), address.strip().lower()) for name, address in found]
    return [(name, address) for name, address in good if re.fullmatch(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,189}", address)]


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except MISREAD:
        return None
    return moment if 1990 <= moment.year <= 2200 else None


def _arrived(header: Callable[..., str]) -> datetime | None:
    """When our own mail server took it in: the date of the topmost Received line, which the sender cannot write."""
    _, _, stamp = header("Received").rpartition(";")
    return _moment(stamp) if stamp else None


MACHINES = re.compile(
    r"(?:no|do.?not|never).?reply.*|.*[-_.+](?:no|donot|do-not).?reply|mailer-daemon|postmaster|bounces?(?:[-+=].*)?"
    r"|auto-?reply|auto-?responder",
    re.I,
)
"""The part of an address before the @ behind which nobody reads."""
OF_LISTS = ("List-Id", "List-Post", "List-Help", "List-Unsubscribe", "List-Subscribe", "List-Owner")
OF_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "Feedback-ID")
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


def _automatic(header: Callable[..., str], sender: str) -> bool:
    """Whether a machine or a list sent it, or the mail server calls it spam: nothing answers by itself (RFC 3834)."""
    said = header("Auto-Submitted").strip().lower()
    return (
        (bool(said) and said.partition(";")[0].strip() != "no")
        or header("Precedence").strip().lower() in BULK
        or header("X-Spam-Flag").strip().lower() == "yes"
        or any(header(name).strip() for name in (*OF_LISTS, *OF_MACHINES))
        or bool(MACHINES.fullmatch(sender.partition("@")[0]))
    )


MOST_REPORTED = 20


def _bounced(message: Part) -> tuple[Bounced, ...]:
    """What a report of a mail server says was not delivered (RFC 3464); a report that it is late is none."""
    if _kind(message) != "multipart/report":
        return ()
    try:
        parts = list(islice(message.walk(), MOST_PARTS))
        fields = [part for part in parts if str(part.get("Action", "")).strip().lower() == "failed"]
        said = [str(part.get("Diagnostic-Code", "") or part.get("Status", "")) for part in fields]
        headers = [part for part in parts[1:] if part.get("Message-ID")]
        headers += [
            message_from_bytes(body[:LONGEST_HEADERS], policy=BOUNDED)
            for part in parts
            if _kind(part) == "text/rfc822-headers" and (body := _bytes(part))
        ]
        ids = [one for part in headers for one in MESSAGE_ID.findall(str(part.get("Message-ID", ""))[:LONGEST_HEADER])]
    except MISREAD:
        return ()
    if not fields:
        return ()
    words = " ".join(plain(said[0]).split())[:300] or "The mail server says that it could not be delivered."
    return tuple(Bounced(one, words) for one in dict.fromkeys(ids))[:MOST_REPORTED]


def _content(message: Part, faults: list[str]) -> tuple[str, tuple[Attachment, ...]]:
    plain_words: list[str] = []
    html_words: list[str] = []
    attachments: list[Attachment] = []
    left_out = 0
    for number, part in enumerate(_leaves(message, faults)):
        kind, name = _kind(part), _file_name(part)
        is_words = kind in {"text/plain", "text/html"} and not name and _disposition(part) != "attachment"
        body = _bytes(part)
        if body is None:
            faults.append("A part of the message cannot be decoded. The original holds it.")
            continue
        if is_words and kind == "text/plain":
            plain_words.append(_text(part, body))
        elif is_words:
            html_words.append(words_of_html(_text(part, body)[: LONGEST_TEXT * 5]))
            if REMOTE.search(body):
                faults.append("The message asks for pictures or files from elsewhere. They were not fetched.")
        elif len(attachments) < MOST_ATTACHMENTS:
            attachments.append(Attachment(name or f"part-{number + 1}{ENDINGS.get(kind, '')}", kind, body))
        else:
            left_out += 1
    if left_out:
        faults.append(
            f"The message has {left_out + MOST_ATTACHMENTS} files. The first {MOST_ATTACHMENTS} were taken out; "
            "the original holds all."
        )
    words = plain("\n\n".join(text for text in (plain_words if any(map(str.strip, plain_words)) else html_words)))
    if len(words) > LONGEST_TEXT:
        faults.append(f"The message is longer than {LONGEST_TEXT:,} characters. The original holds the rest.")
    return words[:LONGEST_TEXT].strip(), tuple(attachments)


ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
}
"""The ending of a file whose sender gave it no name."""


def _leaves(message: Part, faults: list[str]) -> Iterator[Part]:
    """The parts that hold something, in order. A message inside the message is one part: it is not unpacked."""
    waiting: list[tuple[Part, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        inner = part.get_payload()
        if _kind(part).startswith("multipart/") and isinstance(inner, list):
            if depth < MOST_DEPTH:
                waiting.extend((each, depth + 1) for each in reversed(cast("list[Part]", inner)))
            else:
                faults.append("The message is nested too deeply. The original holds the rest.")
            continue
        seen += 1
        if seen > MOST_PARTS:
            faults.append(f"The message has more than {MOST_PARTS} parts. The original holds the rest.")
            return
        yield part


def _kind(part: Part) -> str:
    try:
        return part.get_content_type()
    except MISREAD:
        return "application/octet-stream"


def _disposition(part: Part) -> str:
    try:
        return part.get_content_disposition() or ""
    except MISREAD:
        return ""


def _file_name(part: Part) -> str:
    try:
        name = part.get_filename() or ""
    except MISREAD:
        name = ""
    try:
        name = _decoded(str(name)[:LONGEST_HEADER])
    except MISREAD:
        name = str(name)
    return re.split(r"[/\\]", plain(name))[-1].strip()[-150:]


def _bytes(part: Part) -> bytes | None:
    """The decoded bytes of a part; a message inside the message as it stands there; None when neither can be had."""
    try:
        inner = part.get_payload()
        if isinstance(inner, list):
            return b"\r\n".join(each.as_bytes(policy=policy.compat32) for each in cast("list[Part]", inner))
        body = part.get_payload(decode=True)
    except MISREAD:
        return None
    return body if isinstance(body, bytes) else None


def _text(part: Part, body: bytes) -> str:
    try:
        charset = part.get_content_charset() or "utf-8"
    except MISREAD:
        charset = "utf-8"
    return _read(body, charset)


NOT_FOR_TEXT = re.compile(r"punycode|idna|.*escape|undefined|utf.?7", re.I)
"""Names under which Python keeps what is no character set, or what takes far longer than its length; and UTF-7, which
hides words from whoever looks at the original."""


def _read(body: bytes, charset: str) -> str:
    """The words in a character set; in UTF-8 when there is no such set."""
    try:
        if not NOT_FOR_TEXT.fullmatch(charset):
            return body.decode(charset, "replace")
    except MISREAD:
        pass
    return body.decode("utf-8", "replace")
