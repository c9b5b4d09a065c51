"""The whole product on one machine, with synthetic records: servers, web, worker and beat under one supervisor."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from pcc import services

SECONDS_TO_ANSWER = 300  # a busy machine loads the web part slowly; a part that ends is told at once
SECONDS_TO_STOP = 6  # for the request or the job at hand; a job that is cut off runs again later
LONGEST_PAUSE = 30  # seconds before another try with a part that keeps ending
STEADY_AFTER = 60  # seconds, after which a part counts as sound again


@dataclass
class Part:
    """One process of the product and its log."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    pause: float = 0

    def start(self) -> None:
        """Start the process; it is told to stop when this one ends, even by kill -9."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                start_new_session=True,
                preexec_fn=services.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - it only asks the kernel
            )
        finally:
            os.close(descriptor)
        self.started = time.monotonic()

    def ending(self) -> str:
        """How the process ended; empty while it runs."""
        if self.process is None or self.process.poll() is None:
            return ""
        code = self.process.returncode
        return f"exit code {code}" if code >= 0 else f"signal {-code}"

    def signal_all(self, number: signal.Signals) -> None:
        """Signal the process and every child of it that is left."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def parts(*, port: int, logs: Path) -> list[Part]:
    """Web, worker and beat."""
    celery = [sys.executable, "-W", "ignore:You're running the worker with superuser:UserWarning", "-m", "celery"]
    commands = {
        "web": [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "pcc.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--workers",
                "2",
                "--preload",
            ),
            *("--graceful-timeout", str(SECONDS_TO_STOP - 1), "--no-control-socket"),
        ],
        "worker": [
            *(*celery, "--app", "pcc", "worker", "--concurrency", "2", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle"),
        ],
        "beat": [*celery, "--app", "pcc", "beat", "--schedule", str(settings.HOME / "beat"), "--pidfile", ""],
    }
    return [Part(name, command, logs / f"{name}.log") for name, command in commands.items()]


def is_healthy(port: int) -> bool:
    """Whether the web part says that it can serve."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(running: list[Part]) -> None:
    """Ask every part to finish, then insist."""
    for number, patience in ((signal.SIGTERM, SECONDS_TO_STOP), (signal.SIGQUIT, 2), (signal.SIGKILL, 2)):
        alive = [part for part in running if part.process and not part.ending()]
        for part in alive:
            assert part.process is not None
            if number == signal.SIGKILL:
                part.signal_all(number)
            else:
                part.process.send_signal(number)
        given_up = time.monotonic() + patience
        while any(not part.ending() for part in alive) and time.monotonic() < given_up:
            time.sleep(0.02)


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Let SIGTERM and a closed terminal stop us as Ctrl-C does."""
    raise KeyboardInterrupt


def hear(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


class Command(BaseCommand):
    help = "Run the whole product with synthetic records: servers, web, worker and beat. Ctrl-C stops everything."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PCC_PORT") or 8000))

    def handle(self, *_: Any, port: int, **__: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration does not run in production: its passwords are published.")
        began = float(os.environ.get("PCC_BEGAN") or time.time())
        logs = settings.HOME / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        os.environ["PCC_PORT"] = str(port)  # links in e-mails and codes to scan lead to this port
        running = parts(port=port, logs=logs)
        hear(interrupt)
        try:
            self.prepare()
            for part in running:
                part.start()
            self.await_health(running, port=port)
            self.introduce(port=port, seconds=time.time() - began, logs=logs)
            while True:
                self.mend(running)
                time.sleep(0.2)
        except KeyboardInterrupt:
            self.say("Stopping.")
        finally:
            hear(signal.SIG_IGN)
            stop(running)

    def prepare(self) -> None:
        """Servers, tables, records."""
        for sentence in services.provide().chosen:
            self.say(f"Using {sentence}.")
        self.say("Bringing the database up to date.")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("demo_data", side_by_side=(os.cpu_count() or 1) > 1, stdout=self.stdout)
        connections.close_all()

    def await_health(self, running: list[Part], *, port: int) -> None:
        self.say("Starting web, worker and beat.")
        given_up = time.monotonic() + SECONDS_TO_ANSWER
        while not is_healthy(port):
            if time.monotonic() > given_up:
                raise CommandError(f"The web part does not answer; its log is {running[0].log}.")
            self.mend(running)
            time.sleep(0.1)

    def mend(self, running: list[Part]) -> None:
        """Start again what has ended; a part that keeps ending is tried less and less often."""
        for product in services.restore():
            self.say(f"{product} was lost and is started again.")
        for part in running:
            ending = part.ending()
            lived = time.monotonic() - part.started
            if not ending or lived < part.pause:
                continue
            part.signal_all(signal.SIGKILL)
            part.pause = 1 if lived > STEADY_AFTER else min(LONGEST_PAUSE, 2 * part.pause or 1)
            self.say(f"The {part.name} part ended ({ending}) and is started again; its log is {part.log}.")
            part.start()

    def introduce(self, *, port: int, seconds: float, logs: Path) -> None:
        """Where to go, whom to sign in as."""
        commands = load_command_class(get_commands()["demo_data"], "demo_data")
        sign_ins: tuple[tuple[str, str, str], ...] = import_module(type(commands).__module__).SIGN_INS
        widths = [max(len(sign_in[column]) for sign_in in sign_ins) for column in (0, 1)]
        self.say(f"\nReady after {seconds:.0f} seconds: http://localhost:{port}/")
        self.say("Sign in as")
        for role, email, password in sign_ins:
            self.say(f"  {role:{widths[0]}}  {email:{widths[1]}}  {password}")
        self.say(f"\nLogs are in {logs}. Ctrl-C stops everything; the records stay for the next start.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
