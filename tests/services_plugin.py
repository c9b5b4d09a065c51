"""Servers of its own for each test run, started before Django reads its settings; and a Chromium, if there is one."""

import fcntl
import itertools
import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import IO

import pytest

from pcc import services

os.environ["PCC_MODE"] = "test"
# A page gives up after seconds; on a busy machine a test would fail by it.
PATIENT = "-c statement_timeout=5min -c lock_timeout=5min -c idle_in_transaction_session_timeout=10min"
os.environ.setdefault("DATABASE_OPTIONS", f"{PATIENT} -c random_page_cost=1.1")

URLS = ("DATABASE_URL", "REDIS_URL")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_run: list[IO[bytes]] = []
_header: list[str] = []


def find_chromium() -> Path | None:
    """The browser that CHROMIUM names, one on the path, or one that Playwright brought."""
    named = [os.environ.get("CHROMIUM", ""), *map(shutil.which, BROWSERS)]
    brought = (Path.home() / ".cache/ms-playwright").glob("chromium-*/chrome-linux*/chrome")
    return next((path for path in (*map(Path, filter(None, named)), *brought) if path.is_file()), None)


def own_home() -> Path:
    """A folder for this run's servers; runs at the same time get one each, and the next run finds it filled."""
    for number in itertools.count(1):
        home = services.base_home() / "test" / str(number)
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "run.lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _run.append(lock)  # held until the run ends
        return home
    raise AssertionError


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """A wrapper, because pytest-django reads the settings in this same hook.

    Of several processes (``-n``) the first takes the servers that the run itself started, and each other one starts its
    own: databases could share a server, but queues and limits are counted for a whole server.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker not in {None, "gw0"}:
        for name in URLS:
            del os.environ[name]
    if worker != "gw0":
        try:
            chosen = services.provide(durable=False, home=own_home()).chosen
        except (services.ServicesRefused, OSError) as refused:
            raise pytest.UsageError(str(refused)) from refused
        _header.extend(f"service: {sentence}" for sentence in chosen)
        _header.append(f"browser: {find_chromium() or 'no Chromium'}")
    return (yield)


def pytest_report_header() -> list[str]:
    return _header


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = [report for report in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(report.longrepr)]
    if left_out:
        terminalreporter.write_line(
            f"{len(left_out)} browser tests were left out, because no Chromium was found: "
            "apt-get install chromium, or name one in CHROMIUM.",
            yellow=True,
        )
