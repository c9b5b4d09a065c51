"""Where files lie: under random keys, outside the web root, readable by this account alone."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
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
    key = secrets.token_hex(16)
    path = path_of(key)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as copy:
            while block := file.read(BLOCK):
                size += len(block)
                if size > settings.DOCUMENT_MAX_BYTES:
                    raise RuleBroken(f"The file is larger than {settings.DOCUMENT_MAX_BYTES // 1024**2} MB.")
                digest.update(block)
                copy.write(block)
            if not size:
                raise RuleBroken("The file is empty.")
            copy.flush()
            os.fsync(copy.fileno())
        _sync(path.parent)
    except BaseException:
        remove(key)
        raise
    return Stored(key, digest.hexdigest(), size)


def _sync(path: Path) -> None:
    """Have the disk know the name of the file as well as its bytes."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(key: str) -> None:
    """Take away a file that no row names."""
    with suppress(FileNotFoundError):
        path_of(key).unlink()


def digest_of(key: str) -> str:
    """The SHA-256 of the file as it lies there now; empty when it is gone or cannot be read."""
    digest = hashlib.sha256()
    try:
        with path_of(key).open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def lying() -> Iterator[tuple[str, float]]:
    """The key of every file on the disk, with the time (seconds since the epoch) at which its file was written."""
    if folder().is_dir():
        for path in folder().glob("??/*"):
            if KEY.fullmatch(path.name):
                yield path.name, path.stat().st_mtime
