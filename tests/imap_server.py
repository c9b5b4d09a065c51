"""A real IMAP server for tests, in a thread of this process: twisted's, with one person's folders in memory.

It can be told to misbehave: to refuse a message, or to break the line off when a message is asked for.
"""

import io
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.internet import reactor as _reactor
from twisted.internet.protocol import Factory
from twisted.mail import imap4
from zope.interface import implementer

from tests.waiting import PATIENCE

reactor: Any = _reactor
USER, SECRET = "office", "a long secret: and/odd?signs"
ARRIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@implementer(imap4.IMessage, imap4.IMessageFile)
class Stored:
    """A message of a folder."""

    def __init__(self, uid: int, raw: bytes) -> None:
        self.uid, self.raw, self.flags = uid, raw, set[str]()
        self.is_refused = False
        self.breaks_off: Any = None

    def getUID(self) -> int:  # noqa: N802 - twisted's names
        return self.uid

    def getFlags(self) -> list[str]:  # noqa: N802
        return sorted(self.flags)

    def getInternalDate(self) -> str:  # noqa: N802
        return format_datetime(ARRIVED)

    def getSize(self) -> int:  # noqa: N802
        return len(self.raw)

    def getHeaders(self, negate: bool, *names: str) -> dict[str, str]:  # noqa: N802
        return {}

    def isMultipart(self) -> bool:  # noqa: N802
        return False

    def getBodyFile(self) -> io.BytesIO:  # noqa: N802
        return self.open()

    def open(self) -> io.BytesIO:
        if self.breaks_off is not None:
            self.breaks_off()
        return io.BytesIO(self.raw)


@implementer(imap4.IMailbox, imap4.IMessageCopier)
class Folder:
    """A folder; messages keep their order and their number."""

    def __init__(self) -> None:
        self.messages: list[Stored] = []
        self.is_read_only = False

    def add(self, raw: bytes) -> Stored:
        stored = Stored(len(self.messages) + 1, raw)
        self.messages.append(stored)
        return stored

    def getUIDValidity(self) -> int:  # noqa: N802
        return 42

    def getUIDNext(self) -> int:  # noqa: N802
        return len(self.messages) + 1

    def getMessageCount(self) -> int:  # noqa: N802
        return len(self.messages)

    def getRecentCount(self) -> int:  # noqa: N802
        return 0

    def getUnseenCount(self) -> int:  # noqa: N802
        return sum(r"\Seen" not in each.flags for each in self.messages)

    def isWriteable(self) -> bool:  # noqa: N802
        return not self.is_read_only

    def getFlags(self) -> list[str]:  # noqa: N802
        return [r"\Seen", r"\Deleted"]

    def getHierarchicalDelimiter(self) -> str:  # noqa: N802
        return "/"

    def addListener(self, listener: Any) -> None:  # noqa: N802
        """Nobody else changes a folder while it is open."""

    removeListener = addListener  # noqa: N815

    def requestStatus(self, names: Any) -> Any:  # noqa: N802
        return imap4.statusRequestHelper(self, names)

    def _chosen(self, numbers: Any) -> list[Stored]:
        with suppress(ValueError):  # it may be set already
            numbers.last = len(self.messages)
        return [each for each in self.messages if each.uid in numbers]

    def fetch(self, numbers: Any, uid: bool) -> list[tuple[int, Stored]]:
        chosen = self._chosen(numbers)
        if [each.is_refused for each in chosen] == [True] and len(self.messages) > 1:
            raise imap4.MailboxException("this message cannot be read")
        return [(each.uid, each) for each in chosen]

    def store(self, numbers: Any, flags: list[str], mode: int, uid: bool) -> dict[int, list[str]]:
        for each in self._chosen(numbers):
            each.flags = (each.flags | set(flags)) if mode == 1 else (each.flags - set(flags)) if mode else set(flags)
        return {each.uid: each.getFlags() for each in self.messages if each.uid in numbers}

    def copy(self, message: Stored) -> int:
        return self.add(message.raw).uid


class Account(imap4.MemoryAccount):
    """One person's folders."""


class Server:
    """The server as a test sees it."""

    def __init__(self) -> None:
        self.folders = {"INBOX": Folder(), "TAKEN": Folder()}
        self.lines: list[Any] = []

    @property
    def inbox(self) -> Folder:
        return self.folders["INBOX"]

    def break_off(self) -> None:
        """Drop every line at once."""
        for line in self.lines:
            line.transport.abortConnection()

    def _line(self) -> Any:
        account = Account(USER)
        for name, folder in self.folders.items():
            account.addMailbox(name, folder)

        @implementer(IRealm)
        class Realm:
            def requestAvatar(self, avatar: Any, mind: Any, *interfaces: Any) -> Any:  # noqa: N802
                return imap4.IAccount, account, lambda: None

        checker = InMemoryUsernamePasswordDatabaseDontUse(**{USER: SECRET.encode()})
        line = imap4.IMAP4Server()
        line.portal = Portal(Realm(), [checker])
        self.lines.append(line)
        return line


_started: list[threading.Thread] = []


def _in_reactor(call: Any) -> Any:
    """Have the reactor call something, and wait for what it gives."""
    done, found = threading.Event(), []
    reactor.callFromThread(lambda: (found.append(call()), done.set()))
    assert done.wait(PATIENCE), "the server does not answer"
    return found[0]


@contextmanager
def running() -> Iterator[tuple[Server, int]]:
    """A server and its port, until the block ends."""
    if not _started:
        thread = threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True)
        thread.start()
        _started.append(thread)
    server = Server()
    factory = Factory()
    factory.noisy = False
    factory.buildProtocol = lambda address: server._line()  # type: ignore[method-assign]
    port = _in_reactor(lambda: reactor.listenTCP(0, factory, interface="127.0.0.1"))
    try:
        yield server, port.getHost().port
    finally:
        _in_reactor(lambda: (server.break_off(), port.stopListening()))


def a_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "server.pem", folder / "server.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


@contextmanager
def behind_tls(port: int, certificate: Path, key: Path) -> Iterator[int]:
    """A port that speaks TLS and hands everything on to the server's own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listening = socket.create_server(("127.0.0.1", 0))

    def hand_on(source: Any, target: Any) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            with suppress(OSError):
                line = context.wrap_socket(plain, server_side=True)
                behind = socket.create_connection(("127.0.0.1", port))
                for pair in ((line, behind), (behind, line)):
                    threading.Thread(target=hand_on, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()
