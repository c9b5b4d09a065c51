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
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

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
        """Mark the message as taken in, and move it where the office keeps such, if it named a folder."""


class MailboxRefused(Exception):
    """The mailbox cannot be opened or does not answer; the text is a sentence without a secret."""


class MessageRefused(Exception):
    """One message cannot be had or marked; the others can. The text is a sentence."""


@contextmanager
def opened(address: str) -> Iterator[Mailbox]:
    """Open the mailbox at ``imaps://user:password@host/folder``, ``imap://`` on this machine, or ``maildir:///folder``.

    ``?move=Taken`` behind the folder of an IMAP server names one to which messages go once they are taken in.
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
    move = parse_qs(parts.query).get("move", [""])[0]
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
    except (OSError, imaplib.IMAP4.abort) as fault:
        _end(server)
        raise MailboxRefused(f"The mail server {host} broke off ({type(fault).__name__}).") from None
    except imaplib.IMAP4.error:
        _end(server)
        raise MailboxRefused(f"The mail server {host} refuses the user name or the password.") from None
    try:
        status, _ = server.select(_quoted(folder))
        if status != "OK":
            raise MailboxRefused(f"The mail server {host} has no folder {folder}.")
        yield Imap(server, place, move)
    except imaplib.IMAP4.readonly:
        raise MailboxRefused(f"The folder {folder} at {host} may be read only: messages cannot be marked.") from None
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
    """A folder of an IMAP server: unread messages lack the flag Seen. ``move``: where those taken in go, if any."""

    server: imaplib.IMAP4
    place: str
    move: str = ""

    def unread(self) -> list[Lying]:
        _, found = self.server.uid("SEARCH", "UNSEEN")
        uids = (found[0] or b"").split()[:MOST_AT_ONCE] if found else []
        if not uids:
            return []
        _, answer = self.server.uid("FETCH", b",".join(uids).decode(), "(RFC822.SIZE)")
        lines = [one for part in answer for one in (part if isinstance(part, tuple) else (part,)) if one]
        sizes = {uid[1]: size[1] for one in lines if (uid := UID.search(one)) and (size := SIZE.search(one))}
        return [Lying(uid.decode(), int(sizes.get(uid, 0))) for uid in uids]

    def read(self, lying: Lying) -> tuple[bytes, datetime]:
        _, found = self._said("FETCH", lying.key, "(INTERNALDATE BODY.PEEK[])")
        for part in found:
            if isinstance(part, tuple):
                stamp = imaplib.Internaldate2tuple(part[0])
                moment = datetime.fromtimestamp(time.mktime(stamp), tz=UTC) if stamp else datetime.now(UTC)
                return part[1], moment
        raise MessageRefused("The mail server does not hand out a message: it stays unread in the mailbox.")

    def taken(self, lying: Lying) -> None:
        self._said("STORE", lying.key, "+FLAGS.SILENT", r"(\Seen)")
        if not self.move:
            return
        if "MOVE" in self.server.capabilities:
            self._said("MOVE", lying.key, _quoted(self.move), otherwise=self._unmoved)
            return
        # Without RFC 6851 a message is copied and marked as deleted; the server clears it away in its own time, since
        # EXPUNGE would take away what others marked.
        self._said("COPY", lying.key, _quoted(self.move), otherwise=self._unmoved)
        self._said("STORE", lying.key, "+FLAGS.SILENT", r"(\Deleted)", otherwise=self._unmoved)

    @property
    def _unmoved(self) -> str:
        return f"A message was taken in and could not be moved to the folder {self.move}. Is there such a folder?"

    def _said(self, command: str, *words: str, otherwise: str = "") -> tuple[str, list[Any]]:
        """The server's answer about one message; MessageRefused when it says no, and when the line breaks its error."""
        try:
            status, found = self.server.uid(command, *words)
        except (OSError, imaplib.IMAP4.abort) as fault:
            raise MailboxRefused(f"The mail server broke off ({type(fault).__name__}).") from None
        except imaplib.IMAP4.error:
            status, found = "BAD", []
        if status != "OK":
            raise MessageRefused(
                otherwise or "The mail server does not hand out a message: it stays unread in the mailbox."
            )
        return status, found


UID = re.compile(rb"UID (\d+)")
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
