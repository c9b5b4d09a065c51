"""What the audit log costs: views with it against the same views without, sealing, and checking the chain.

    python benchmarks/audited_views.py [--views 2000] [--events 200000] [--rounds 5] [--smoke]

- without: the same pages, with the writing of events taken out.
- while sealing: with events, and a second connection that seals without a pause.

Rounds of all three alternate, each with threads that ask at the same time; every figure is the median of the rounds.
It works in a database of its own and removes it. The servers of a benchmark wait for the disk as a real office's do.
"""

import argparse
import contextlib
import json
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc.settings")

from pcc import services

services.provide()

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.test import Client

from complaints.models import Complaint
from complaints.rules import reference_key
from pcc import audit
from pcc.audit import chain
from pcc.models import AuditEvent, AuditSeal, Force, User
from pcc.roles import Role
from tests import kept

COMPLAINTS = 500
THREADS = 4
PAGES = {"a complaint": "/complaints/{}/", "a list": "/complaints/", "a complaint by API": "/complaints/api/{}/"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--views", type=int, default=2000, help="views in a round, of each page")
    parser.add_argument("--events", type=int, default=200_000, help="events to seal and check")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--smoke", action="store_true", help="a small run, to see that it works")
    options = parser.parse_args()
    if options.smoke:
        options.views, options.events, options.rounds = 80, 2_000, 1
    settings.ALLOWED_HOSTS = ["testserver"]
    connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}_audited_views"
    kept.begin_with_it()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.HOME = Path(folder)
            print(f"{datetime.now(tz=UTC):%Y-%m-%d}, {THREADS} threads, {options.rounds} rounds")
            measure_views(views=options.views, rounds=options.rounds)
            measure_chain(events=options.events)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def measure_views(*, views: int, rounds: int) -> None:
    ids = make_complaints()
    manager = User.objects.create(name="Benchmark Manager")
    manager.groups.set(Group.objects.filter(name=Role.MANAGER))
    ways: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
        "without": without_events,
        "with events": contextlib.nullcontext,
        "while sealing": while_sealing,
    }
    for name, address in PAGES.items():
        addresses = [address.format(pk) for pk in ids]
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        ask(addresses, manager, views=THREADS)  # what a process does only once is not counted
        for _ in range(rounds):
            for way, entered in ways.items():
                with entered():
                    seconds[way].append(ask(addresses, manager, views=views))
        rates = {way: views / statistics.median(values) for way, values in seconds.items()}
        print(f"  {name}")
        for way, rate in rates.items():
            print(f"    {way:<20} {rate:9,.0f} views/s {rate / rates['without']:8.2f} x without")


def make_complaints() -> list[int]:
    force = Force.objects.create(code="benchmark", name="Benchmark Police")
    references = [f"CO/{number:05}/24" for number in range(COMPLAINTS)]
    made = Complaint.objects.bulk_create(
        Complaint(force=force, reference=text, reference_key=reference_key(text), received_on=date(2024, 3, 4))
        for text in references
    )
    return [complaint.pk for complaint in made]


def ask(addresses: list[str], user: User, *, views: int) -> float:
    """Seconds for that many views, shared among the threads."""
    clients = []
    for _ in range(THREADS):
        client = Client()
        client.force_login(user)
        clients.append(client)

    def work(client: Client, first: int) -> None:
        try:
            for place in range(first, views, THREADS):
                answer = client.get(addresses[place % len(addresses)])
                assert answer.status_code == 200, answer.status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(client, place)) for place, client in enumerate(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


@contextlib.contextmanager
def without_events() -> Iterator[None]:
    real = audit.record

    def nothing(*_: Any, **__: Any) -> None:
        """In place of the event."""

    audit.record = nothing
    try:
        yield
    finally:
        audit.record = real


@contextlib.contextmanager
def while_sealing() -> Iterator[None]:
    over = threading.Event()

    def keep_sealing() -> None:
        try:
            while not over.is_set():
                chain.seal()
        finally:
            connections.close_all()

    thread = threading.Thread(target=keep_sealing)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def measure_chain(*, events: int) -> None:
    while chain.seal().postponed:
        pass
    facts = json.dumps({"filters": ["area", "state"], "shown": list(range(25))})
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO pcc_auditevent (at, verb, roles, subject_type, subject_id, facts, reason, request_id, address)
            SELECT now() + n * interval '1 second', 'complaint.searched', 'MANAGER', 'complaints.complaint', '', %s,
                   '', gen_random_uuid()::text, '192.0.2.1'
            FROM generate_series(1, %s) n
            """,
            [facts, events],
        )
        cursor.execute("ANALYZE pcc_auditevent")
    memory = peak()
    began = time.perf_counter()
    sealed = chain.seal().events
    seal = time.perf_counter() - began
    began = time.perf_counter()
    verdict = chain.verify()
    verify = time.perf_counter() - began
    assert verdict.whole, verdict.sentence
    assert (sealed, AuditSeal.objects.count()) == (events, AuditEvent.objects.count())
    print(f"  seal     {sealed / seal:12,.0f} events/s ({sealed:,} events in {seal:.1f} s)")
    print(f"  verify   {verdict.sealed / verify:12,.0f} events/s ({verdict.sealed:,} events in {verify:.1f} s)")
    print(f"  extra memory of both {peak() - memory:6.0f} MB")


def peak() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
