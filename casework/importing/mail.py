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
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
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
LONGEST_TEXT = 200_000
"""Characters of words that are shown; the original holds the rest."""
LONGEST_HEADER = 998
"""Characters of a line of a message (RFC 5322, 2.1.1)."""

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


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message: its name as given, cleaned; what the sender calls it; its bytes."""

    name: str
    said_type: str
    content: bytes


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
    if raw.lower().count(b"multipart/") > MOST_CONTAINERS:
        faults.append("The message is nested too often to be taken apart. The original holds its content.")
        raw = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0] + b"\r\n\r\n"
    try:
        message: Part = message_from_bytes(raw, policy=policy.default)
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, IndexError):
        faults.append("The message is not written as an e-mail. Open the original.")
        message = EmailMessage(policy=policy.default)
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
        is_automatic=_automatic(header),
        is_bounce=header("Return-Path").strip() == "<>" or message.get_content_type() == "multipart/report",
        faults=tuple(dict.fromkeys(faults)),
    )


def plain(text: str) -> str:
    """A text without control characters, marks that turn its direction, and lone halves of characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = CONTROL.sub("", text)
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def words_of_html(html: str) -> str:
    """The words of an HTML body, a line a block, with the address of each link written behind it.

    Scripts, styles, comments and everything that would be fetched are dropped by the sanitiser before.
    """
    allowed = {*BLOCKS, "a", "td", "th", "b", "i", "em", "strong", "ul", "ol", "span"}
    reader = _Words()
    reader.feed(nh3.clean(html, tags=allowed, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


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

    def header(name: str, *, longest: int = 4_000) -> str:
        try:
            found = message[name]
            text = "" if found is None else str(found)
        except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, IndexError):
            raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
            text = str(raw)
            faults.append(f"The line “{name}” of the message is not written as it should be.")
        return text[:longest].replace("\r", " ").replace("\n", " ")

    return header


def _addresses(text: str) -> list[tuple[str, str]]:
    try:
        found = getaddresses([text[:4_000]])
    except (ValueError, IndexError, TypeError):
        return []
    good = [(plain(name).strip(), address.strip().lower()) for name, address in found]
    return [(name, address) for name, address in good if re.fullmatch(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,189}", address)]


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if 1990 <= moment.year <= 2200 else None


def _arrived(header: Callable[..., str]) -> datetime | None:
    """When our own mail server took it in: the date of the topmost Received line, which the sender cannot write."""
    _, _, stamp = header("Received").rpartition(";")
    return _moment(stamp) if stamp else None


def _automatic(header: Callable[..., str]) -> bool:
    """Whether a machine wrote it, so that no automatic acknowledgement answers it (RFC 3834)."""
    said = header("Auto-Submitted").strip().lower()
    return (bool(said) and said != "no") or header("Precedence").strip().lower() in {"bulk", "junk", "list"}


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
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, IndexError):
        return "application/octet-stream"


def _disposition(part: Part) -> str:
    try:
        return part.get_content_disposition() or ""
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, IndexError):
        return ""


def _file_name(part: Part) -> str:
    try:
        name = part.get_filename() or ""
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, IndexError):
        name = ""
    return re.split(r"[/\\]", plain(str(name)))[-1].strip()[-150:]


def _bytes(part: Part) -> bytes | None:
    """The decoded bytes of a part; a message inside the message as it stands there; None when neither can be had."""
    try:
        inner = part.get_payload()
        if isinstance(inner, list):
            return b"\r\n".join(each.as_bytes(policy=policy.compat32) for each in cast("list[Part]", inner))
        body = part.get_payload(decode=True)
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, IndexError):
        return None
    return body if isinstance(body, bytes) else None


def _text(part: Part, body: bytes) -> str:
    try:
        charset = part.get_content_charset() or "utf-8"
        return body.decode(charset, "replace")
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError, IndexError):
        return body.decode("utf-8", "replace")
