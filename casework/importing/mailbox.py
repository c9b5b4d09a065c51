"""Where messages lie until they are taken in: a folder on an IMAP server, or a maildir on this machine.

A message is left unread until ``taken`` is called for it, so that whatever fails in between, the next fetch finds it.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from casework.importing.mail import LARGEST_MESSAGE
from pcc.errors import RuleBroken

SECONDS = 30
"""How long a server may keep silent."""
MOST_AT_ONCE = 500
"""Messages of one fetch; the next one takes the rest."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Lying:
    """A message that lies there unread: its key in the mailbox, and how many bytes it says it has."""

    key: str
    bytes: int


class Mailbox(Protocol):
    """A mailbox that is open."""

    @property
    def place(self) -> str:
        """Host and folder, in words, without a password."""

    def unread(self) -> list[Lying]:
        """The unread messages, oldest first."""

    def read(self, lying: Lying) -> tuple[bytes, datetime]:
        """The bytes of a message, and when the mailbox got it."""

    def taken(self, lying: Lying) -> None:
        """Mark the message as taken in."""


class MailboxRefused(Exception):
    """The mailbox cannot be opened or does not answer; the text is a sentence without a secret."""


@contextmanager
def opened(address: str) -> Iterator[Mailbox]:
    """Open the mailbox at ``imaps://user:password@host/folder``, ``imap://`` on this machine, or ``maildir:///folder``.

    RuleBroken for an address of another kind; MailboxRefused when it does not answer as a mailbox does.
    """
    parts = urlsplit(address)
    if parts.scheme == "maildir":
        yield Maildir(Path(unquote(parts.path)))
    elif parts.scheme == "imaps" or (parts.scheme == "imap" and parts.hostname in LOCAL):
        with _imap(address) as box:
            yield box
    else:
        raise RuleBroken(
            "The mailbox is given as imaps://user:password@host/folder or maildir:///folder; plain imap only on this "
            "machine itself."
        )


@dataclass(frozen=True)
class Maildir:
    """A maildir: messages in ``new`` are unread, those in ``cur`` were taken in."""

    folder: Path

    @property
    def place(self) -> str:
        return f"the maildir {self.folder.name}"

    def unread(self) -> list[Lying]:
        new = self.folder / "new"
        if not new.is_dir():
            raise MailboxRefused(f"There is no maildir at {self.folder}: it needs the folders new, cur and tmp.")
        found = [(path.stat().st_mtime, path) for path in new.iterdir() if path.is_file() and path.name[0] != "."]
        return [Lying(path.name, path.stat().st_size) for _, path in sorted(found)[:MOST_AT_ONCE]]

    def read(self, lying: Lying) -> tuple[bytes, datetime]:
        path = self.folder / "new" / lying.key
        with path.open("rb") as file:
            return file.read(LARGEST_MESSAGE + 1), datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)

    def taken(self, lying: Lying) -> None:
        (self.folder / "cur").mkdir(mode=0o700, exist_ok=True)
        (self.folder / "new" / lying.key).rename(self.folder / "cur" / f"{lying.key.partition(':')[0]}:2,S")


@contextmanager
def _imap(address: str) -> Iterator["Imap"]:
    parts = urlsplit(address)
    host, folder = parts.hostname or "", unquote(parts.path.strip("/")) or "INBOX"
    place = f"{folder} at {host}"
    try:
        if parts.scheme == "imaps":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS
            )
        else:
            server = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    except (OSError, imaplib.IMAP4.error) as fault:
        raise MailboxRefused(f"The mail server {host} does not answer ({type(fault).__name__}).") from None
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
    except (OSError, imaplib.IMAP4.error):
        _end(server)
        raise MailboxRefused(f"The mail server {host} refuses the user name or the password.") from None
    try:
        status, _ = server.select(_quoted(folder))
        if status != "OK":
            raise MailboxRefused(f"The mail server {host} has no folder {folder}.")
        yield Imap(server, place)
    except (OSError, imaplib.IMAP4.error) as fault:
        raise MailboxRefused(f"The mail server {host} broke off ({type(fault).__name__}).") from None
    finally:
        _end(server)


def _end(server: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        server.logout()


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True)
class Imap:
    """A folder of an IMAP server: unread messages lack the flag Seen."""

    server: imaplib.IMAP4
    place: str

    def unread(self) -> list[Lying]:
        _, found = self.server.uid("SEARCH", "UNSEEN")
        uids = (found[0] or b"").split()[:MOST_AT_ONCE] if found else []
        lying = []
        for uid in uids:
            _, sizes = self.server.uid("FETCH", uid.decode(), "(RFC822.SIZE)")
            told = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(one for one in sizes if isinstance(one, bytes)))
            lying.append(Lying(uid.decode(), int(told.group(1)) if told else 0))
        return lying

    def read(self, lying: Lying) -> tuple[bytes, datetime]:
        _, found = self.server.uid("FETCH", lying.key, "(INTERNALDATE BODY.PEEK[])")
        for part in found:
            if isinstance(part, tuple):
                stamp = imaplib.Internaldate2tuple(part[0])
                moment = datetime.fromtimestamp(time.mktime(stamp), tz=UTC) if stamp else datetime.now(UTC)
                return part[1], moment
        raise MailboxRefused("The mail server does not hand the message out.")

    def taken(self, lying: Lying) -> None:
        self.server.uid("STORE", lying.key, "+FLAGS.SILENT", r"(\Seen)")
