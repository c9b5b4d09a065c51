"""A client of clamd: hand over a file over its socket, hear whether it is clean.

The protocol is clamd's INSTREAM: chunks with a length of four bytes before each, a length of nought at the end.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerDown(Exception):
    """No verdict can be had: the scanner does not answer, gives up on the file, or says what we do not understand."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says of one file. ``signature`` names what it found; empty for a clean file."""

    signature: str

    @property
    def is_clean(self) -> bool:
        return not self.signature


@dataclass(frozen=True)
class Scanner:
    """clamd at an address: ``/run/clamav/clamd.ctl`` (or ``unix:`` and a path), or ``tcp:host:port``."""

    address: str
    seconds: float = 20

    def scan(self, file: BinaryIO) -> Verdict:
        """The verdict on all that is left to read of the file; ScannerDown when there is none."""
        with self._talk() as talk:
            talk.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                talk.sendall(struct.pack("!I", len(chunk)) + chunk)
            talk.sendall(struct.pack("!I", 0))
            answer = _answer(talk)
        if answer == "stream: OK":
            return Verdict("")
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND"))
        raise ScannerDown(f"The scanner answered “{answer[:200]}”.")

    def version(self) -> str:
        """The program and the day of its signatures, as it names them."""
        with self._talk() as talk:
            talk.sendall(b"zVERSION\0")
            return _answer(talk)[:200]

    @contextmanager
    def _talk(self) -> Iterator[socket.socket]:
        try:
            with self._connect() as talk:
                talk.settimeout(self.seconds)
                yield talk
        except (OSError, ValueError) as fault:
            raise ScannerDown(f"The scanner does not answer: {fault}.") from fault

    def _connect(self) -> socket.socket:
        if self.address.startswith("tcp:"):
            host, _, port = self.address.removeprefix("tcp:").rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)
        talk = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            talk.settimeout(self.seconds)
            talk.connect(self.address.removeprefix("unix:"))
        except BaseException:
            talk.close()
            raise
        return talk


def _answer(talk: socket.socket) -> str:
    """What clamd says, up to its closing nought byte."""
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        part = talk.recv(LONGEST_ANSWER)
        if not part:
            break
        said += part
    if not said:
        raise ScannerDown("The scanner closed the line without an answer.")
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
