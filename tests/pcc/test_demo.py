"""The demonstration as people start it: one process that runs all the others."""

import os
import signal
from pathlib import Path
from urllib.request import urlopen

import pytest

from pcc import services
from pcc.management.commands.demo import is_healthy
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.xdist_group("demo")


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
    demo.stop()
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
