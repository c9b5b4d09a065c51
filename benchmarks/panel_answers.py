"""Whether an answer is lost when a whole panel answers at once, and how long a phone waits for each.

    python benchmarks/panel_answers.py [--members 60] [--seconds 120] [--workers 2] [--smoke]

A real server (gunicorn) serves an open session in a database of its own, which is removed afterwards. Each member is
a thread with a connection of its own: they come in by one-time codes, open a file, answer its questions one after
another, change their minds, hand in, and take the next. Of ten answers one is sent twice, and of twenty the reply to
one is never read, as when signal is lost, and it is sent again under its key. At the end every answer that a phone
believes in must stand in the database once, with its last value, changed as often as its member changed it.

The members run on the same machine as the server and take their share of it.
"""

import argparse
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc.settings")

from pcc import services

services.provide()

import django

django.setup()

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from complaints.models import Complaint
from complaints.rules import reference_key
from pcc.models import Force, User
from pcc.reporting.demo import panels as demo
from pcc.roles import Role
from reviews.dip_sampling.models import Answer, Scorecard, Session
from reviews.dip_sampling.rules.questions import STANDING
from reviews.dip_sampling.stats.populations import Filters
from reviews.dip_sampling.workflow import panels, sessions
from tests import kept

FILES = 12
PACE = (2.0, 4.0)
"""Seconds between two answers of one member; less in a short run."""

VALUES = ("YES", "MOSTLY", "NOT_REALLY", "NO", "CANT_TELL")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FILE = re.compile(r'href="(/reading/files/(\d+)/(?:read/)?)"')


@dataclass
class Told:
    """What one member did and was told: seconds of each kind of request, and the answers they believe in."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    given: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)
    sent: int = 0
    again: int = 0
    fault: str = ""


class Member(threading.Thread):
    """A member with a phone."""

    def __init__(self, number: int, code: str, *, port: int, all_in: threading.Barrier, seconds: float) -> None:
        super().__init__()
        self.code, self.port, self.all_in, self.seconds = code, port, all_in, seconds
        self.pace = (min(PACE[0], seconds / 40), min(PACE[1], seconds / 20))
        self.until = 0.0
        self.lot = random.Random(number)
        self.told = Told()
        self.cookie = self.token = ""
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def run(self) -> None:
        try:
            self.ask("come in", "GET", f"/reading/in/{self.code}/")
            self.ask("come in", "POST", f"/reading/in/{self.code}/", {})
            self.all_in.wait(timeout=300)
            self.until = time.monotonic() + self.seconds
            while time.monotonic() < self.until and self.one_file():
                pass
        except (OSError, http.client.HTTPException, AssertionError, ValueError, threading.BrokenBarrierError) as fault:
            self.all_in.abort()
            self.told.fault = f"{type(fault).__name__}: {fault}"
        finally:
            self.line.close()

    def one_file(self) -> bool:
        """Read and answer the next file; whether there was one."""
        found = FILE.search(self.ask("my files", "GET", "/reading/"))
        if not found:
            return False
        file = int(found[2])
        if not found[1].endswith("read/"):
            self.ask("my files", "GET", found[1])
            self.ask("start", "POST", f"/reading/files/{file}/start/", {})
        self.ask("file with questions", "GET", f"/reading/files/{file}/read/")
        for place in range(1, len(STANDING) + 1):
            for _ in range(1 + (self.lot.random() < 0.25)):  # some change their minds
                if time.monotonic() >= self.until:
                    return False
                time.sleep(self.lot.uniform(*self.pace))
                self.answer(file, place)
        self.ask("hand in", "POST", f"/reading/files/{file}/check/", {})
        self.told.finished.add(file)
        return True

    def answer(self, file: int, place: int) -> None:
        """Give an answer, sometimes twice and sometimes without hearing of it, until it is known to be kept."""
        given = self.told.given.setdefault((file, place), [])
        value = self.lot.choice([one for one in VALUES if not given or one != given[-1]])
        body = {"place": place, "value": value, "why": "", "key": str(uuid4()), "given": round(time.time() * 1000)}
        address = f"/reading/files/{file}/save/"
        given.append(value)
        self.told.sent += 1
        if self.lot.random() < 0.05:
            self.hang_up(address, body)
        for _ in range(1 + (self.lot.random() < 0.1)):
            assert '"kept": "saved"' in self.ask("answer", "POST", address, body)

    def hang_up(self, address: str, body: dict[str, Any]) -> None:
        """Send it and lose the signal before the reply."""
        self.told.again += 1
        deaf = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        deaf.request("POST", address, urlencode(body), self.headers())
        deaf.close()

    def headers(self) -> dict[str, str]:
        return {
            "Cookie": self.cookie,
            "X-CSRFToken": self.token,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask(self, kind: str, method: str, address: str, body: dict[str, Any] | None = None) -> str:
        """One request, with the time it took; the text of the answer."""
        began = time.perf_counter()
        for last in (False, True):
            try:
                self.line.request(method, address, None if body is None else urlencode(body), self.headers())
                reply = self.line.getresponse()
                text = reply.read().decode()
                break
            except (http.client.HTTPException, ConnectionError):
                self.line.close()  # the server ends a connection after each answer
                if last:
                    raise
        self.told.waits.setdefault(kind, []).append(time.perf_counter() - began)
        self.told.statuses[reply.status] += 1
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            self.cookie = cookie.partition(";")[0]
        if found := TOKEN.search(text):
            self.token = found[1]
        assert reply.status in {200, 302}, f"{reply.status} to {kind}: {text[:200]}"
        return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--smoke", action="store_true", help="a small run, to see that it works")
    options = parser.parse_args()
    if options.smoke:
        options.members, options.seconds = 4, 8
    connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}_panel_answers"
    kept.begin_with_it()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        session, codes = an_open_session(members=options.members)
        with served(workers=options.workers) as port:
            shared = {"port": port, "all_in": threading.Barrier(len(codes)), "seconds": options.seconds}
            members = [Member(number, code, **shared) for number, code in enumerate(codes)]
            for member in members:
                member.start()
            for member in members:
                member.join()
        right = report(session, members, options)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
    sys.exit(0 if right else 1)


def an_open_session(*, members: int) -> tuple[Session, list[str]]:
    """An open session in which each member has every file, and a code for each."""
    today, now = timezone.localdate(), timezone.now()
    force = Force.objects.create(code="benchmark", name="Benchmark Police")
    ended = today - timedelta(days=60)
    Complaint.objects.bulk_create(
        Complaint(
            force=force,
            reference=f"CO/{number:05}/26",
            reference_key=reference_key(f"CO/{number:05}/26"),
            received_on=ended - timedelta(days=40),
            finalised_on=ended,
            handling="OTHERWISE",
        )
        for number in range(3 * FILES)
    )
    by, second = (a_person(name, Role.PANEL_COORDINATOR) for name in ("Benchmark Coordinator", "Second Reader"))
    facts = {
        "name": "Benchmark panel",
        "began_on": today - timedelta(days=10),
        "ends_on": today + timedelta(days=10),
        "seat_count": members,
        "has_under_18s": False,
        "undertaking": "I keep what I read to myself.",
        "talk_to": "Sam",
        "talk_to_how": "In the room",
    }
    panel = panels.start_panel(facts=facts, by=by)
    term: dict[str, date] = {"began_on": panel.began_on, "ends_on": panel.ends_on}
    seats = [
        panels.seat_member(panel, alias=f"Member {number}", under_18=False, **term, by=by) for number in range(members)
    ]
    for seat in seats:
        panels.record_about_seat(seat, changes=dict.fromkeys(("trained_on", "undertaking_on"), today), by=by)
    filters = Filters(since=ended, until=ended, force=force.code)
    sample = demo.draw(panel, "Benchmark", filters, size=FILES, reserves=1, by=by, on=today)
    demo.prepare(sample, by=by, second=second, on=today)
    asked = panels.write_questions("Benchmark", questions=STANDING, by=by)
    limits = {"readers_per_file": members, "files_per_reader": FILES}
    session = demo.plan(panel, sample, asked, "Benchmark", day=today, facts=limits, by=by)
    sessions.deal(session, by=by, on=today)
    session = sessions.open_session(session, by=by, at=now)
    return session, [panels.make_door(seat, by=by)[1] for seat in seats]


def a_person(name: str, role: Role) -> User:
    person = User.objects.create(name=name)
    person.groups.set(Group.objects.filter(name=role))
    return person


@contextmanager
def served(*, workers: int) -> Iterator[int]:
    """A server of the product over the benchmark's database; the port on which it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [sys.executable, "-m", "gunicorn", "pcc.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": database}, cwd=Path(__file__).parents[1])
    try:
        given_up = time.monotonic() + 60
        while not answers(port):
            if server.poll() is not None or time.monotonic() > given_up:
                raise SystemExit("The server did not start.")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz/")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def report(session: Session, members: list[Member], options: Any) -> bool:
    """Print what was measured; whether every answer stands as it was given, once."""
    told = [member.told for member in members]
    given = {
        (file, place): values for one in told for (file, place), values in one.given.items()
    }  # a file is one member's reading of it, so that no two share a key
    rows = Answer.objects.filter(scorecard__allocation__session=session)
    columns = ("scorecard__allocation", "question__position", "value", "version")
    kept = {(file, place): (value, version) for file, place, value, version in rows.values_list(*columns)}
    lost = [key for key in given if key not in kept]
    wrong = [key for key in given if key in kept and kept[key] != (given[key][-1], len(given[key]))]
    invented = [key for key in kept if key not in given]
    finished = set().union(*(one.finished for one in told))
    handed_in = set(
        Scorecard.objects.filter(allocation__session=session, submitted_at__isnull=False).values_list(
            "allocation", flat=True
        )
    )
    faults = [one.fault for one in told if one.fault]
    statuses = sum((one.statuses for one in told), Counter[int]())
    print(
        f"{datetime.now(tz=UTC):%Y-%m-%d}, PostgreSQL {connection.pg_version // 10000}, {options.members} members, "
        f"{options.seconds:.0f} s, {options.workers} workers, {os.cpu_count()} cores"
    )
    sent, again = sum(one.sent for one in told), sum(one.again for one in told)
    print(f"  answers given {sent:,} ({sent / options.seconds:.1f} a second), replies lost on purpose {again:,}")
    print(f"  questions answered {len(given):,}, kept {len(kept):,}, lost {len(lost)}, wrong {len(wrong)}")
    print(f"  files handed in {len(finished):,}, in the database {len(handed_in):,}; statuses {dict(statuses)}")
    for kind in ("come in", "my files", "start", "file with questions", "answer", "hand in"):
        waits = sorted(wait for one in told for wait in one.waits.get(kind, []))
        if len(waits) > 1:
            cuts = statistics.quantiles(waits, n=100)
            times = f"median {cuts[49]:.3f} s   95 % {cuts[94]:.3f} s   most {waits[-1]:.3f} s"
            print(f"  {kind:<22}{len(waits):6,}   {times}")
    for fault in faults:
        print(f"  fault: {fault}")
    return bool(sent) and not (lost or wrong or invented or faults) and finished == handed_in


if __name__ == "__main__":
    main()
