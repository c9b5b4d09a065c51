"""Where files lie: under random keys, outside the web root, readable by this account alone."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from pcc.errors import RuleBroken

BLOCK = 1 << 20
KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Stored:
    """A file on the disk: its key, the SHA-256 of its bytes in hexadecimal, and how many they are."""

    key: str
    digest: str
    bytes: int


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "documents"


def path_of(key: str) -> Path:
    """Where the file with this key lies, or would lie."""
    if not KEY.fullmatch(key):
        raise ValueError("a storage key is 32 hexadecimal digits")
    return folder() / key[:2] / key


def write(file: BinaryIO) -> Stored:
    """Write the file under a new key and see it on the disk. RuleBroken when it is empty or beyond the limit."""
    path = path_of(secrets.token_hex(16))
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return put(file, path, most=settings.DOCUMENT_MAX_BYTES)


def put(file: BinaryIO, path: Path, *, most: int, advice: str = "") -> Stored:
    """Write the file there, named for its key and readable by this account alone, and see it on the disk.

    RuleBroken, with nothing left there, when it is empty or larger than ``most`` bytes; ``advice`` ends that sentence.
    """
    digest, size = hashlib.sha256(), 0
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as copy:
            while block := file.read(BLOCK):
                size += len(block)
                if size > most:
                    raise RuleBroken(f"The file is larger than {most // 1024**2} MB{advice}.")
                digest.update(block)
                copy.write(block)
            if not size:
                raise RuleBroken("The file is empty.")
            copy.flush()
            os.fsync(copy.fileno())
        _sync(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(path.name, digest.hexdigest(), size)


def _sync(path: Path) -> None:
    """Have the disk know the name of the file as well as its bytes."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(key: str) -> None:
    """Take away a file that no row names."""
    path_of(key).unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """The SHA-256 of the file as it lies there now; empty when it is gone or cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def lying() -> Iterator[tuple[str, float]]:
    """The key of every file on the disk, with the time (seconds since the epoch) at which its file was written."""
    if folder().is_dir():
        for path in folder().glob("??/*"):
            if KEY.fullmatch(path.name):
                yield path.name, path.stat().st_mtime
