"""The demonstration as people start it: one process that runs all the others."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from pcc import services
from pcc.management.commands.demo import is_healthy
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.xdist_group("demo")

SECONDS_TO_LOAD = 600  # the first start makes a whole office up
LAST_WORDS = "the records stay for the next start"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@dataclass
class Demo:
    """A demonstration with a home and a port of its own."""

    home: Path
    port: int

    def start(self) -> None:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PCC_", "DATABASE_", "REDIS_"))
        }
        with self.home.with_name("said").open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", str(self.port)],
                cwd=services.CHECKOUT,
                env=kept | {"PCC_HOME": str(self.home)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        wait_until(lambda: LAST_WORDS in self.said() or self.process.poll() is not None, seconds=SECONDS_TO_LOAD)
        assert LAST_WORDS in self.said(), self.said()

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


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="pcc-demo-"))
    folder.chmod(0o755)
    demo = Demo(folder / "home", free_port())
    demo.start()
    yield demo
    demo.process.kill()
    demo.process.wait()
    wait_until(lambda: demo.processes() == {})
    shutil.rmtree(folder)


def test_it_says_what_it_uses_and_how_to_sign_in(demo):
    lines = demo.said().splitlines()
    assert [line.split()[1] for line in lines if line.startswith("Using ")] == ["PostgreSQL", "Valkey"]
    assert f"http://localhost:{demo.port}/" in demo.said()
    assert len([line for line in lines if "@" in line]) >= 8
    wait_until(lambda: is_healthy(demo.port))
    web = Path(f"/proc/{demo.parts('gunicorn')[0]}/environ").read_text()
    assert f"PCC_PORT={demo.port}\0" in web, "links in e-mails and codes to scan lead to this port"
    with urlopen(f"http://localhost:{demo.port}/") as page:
        said = page.read().decode()
    assert "Demonstration: synthetic data." in said
    assert "Office of the Police and Crime Commissioner (demonstration)" in said
    assert "03069 990 100" in said, "a number that is kept for drama, so that nobody is rung"


@pytest.mark.parametrize("word", ["gunicorn", "worker", "beat"])
def test_a_part_that_is_killed_is_started_again_and_said_so(demo, word):
    name = {"gunicorn": "web"}.get(word, word)
    killed = demo.parts(word)[0]
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: f"The {name} part ended (signal 9) and is started again" in demo.said())
    wait_until(lambda: is_healthy(demo.port))
    wait_until(lambda: demo.parts(word)[:1] not in ([], [killed]))


def test_a_killed_keeper_is_replaced_while_the_demonstration_runs(demo):
    os.kill(demo.parts(services.__file__)[0], signal.SIGKILL)
    wait_until(lambda: "was lost and is started again" in demo.said())
    wait_until(lambda: is_healthy(demo.port))


def test_nothing_is_left_when_the_demonstration_is_killed_and_the_next_start_finds_everything(demo):
    demo.process.kill()
    demo.process.wait()
    wait_until(lambda: demo.processes() == {})
    demo.start()
    wait_until(lambda: is_healthy(demo.port))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_stop_signal_end_everything(demo, number):
    if demo.process.poll() is not None:
        demo.start()
    demo.process.send_signal(number)
    assert demo.process.wait(PATIENCE) == 0
    wait_until(lambda: demo.processes() == {})
    assert demo.said().endswith("Stopping.\n")
