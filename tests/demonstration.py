"""A demonstration as people start it, once for all the tests that look at one.

A pytest plugin (see addopts). Tests that use it share the group ``demo``, so that one process runs them all.
"""

import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pcc import services
from tests.waiting import wait_until

SECONDS_TO_LOAD = 600  # the first start makes a whole office up
LAST_WORDS = "the records stay for the next start"


def free_port() -> int:
    """A port that stays free: below those that the system gives to whoever asks for any, and so to another test."""
    while True:
        port = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@dataclass
class Demo:
    """A demonstration with a home and a port of its own."""

    home: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """That of a command for this demonstration, and for no other."""
        names = ("PCC_", "DATABASE_", "REDIS_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
        return kept | {"PCC_HOME": str(self.home)}

    def start(self) -> None:
        with self.home.with_name("said").open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", str(self.port)],
                cwd=services.CHECKOUT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        wait_until(lambda: LAST_WORDS in self.said() or self.process.poll() is not None, seconds=SECONDS_TO_LOAD)
        assert LAST_WORDS in self.said(), self.said()

    def stop(self) -> None:
        """Kill it, and wait until nothing of it is left."""
        self.process.kill()
        self.process.wait()
        wait_until(lambda: self.processes() == {})

    def said(self) -> str:
        return self.home.with_name("said").read_text()

    def processes(self) -> dict[int, list[str]]:
        """Every process that has this home in its environment, and the servers of this home."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = folder.joinpath("cmdline").read_text()
                environment = folder.joinpath("environ").read_text()
            except OSError:
                continue
            places = (f"{self.home}", str(services.Home.at(self.home).sockets("")))
            if any(place in text for place in places for text in (command, environment)):
                found[int(folder.name)] = command.split("\0")
        return found

    def parts(self, word: str) -> list[int]:
        """The processes with the word in their command, oldest first: none while a part is only being started."""
        return sorted(pid for pid, command in self.processes().items() if word in command)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """Running when it is first asked for; a test may have stopped it since."""
    folder = Path(tempfile.mkdtemp(prefix="pcc-demo-"))
    folder.chmod(0o755)
    demo = Demo(folder / "home", free_port())
    demo.start()
    yield demo
    demo.stop()
    shutil.rmtree(folder)
