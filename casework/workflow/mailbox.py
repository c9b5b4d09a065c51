"""Fetching the office's mail: a message at a time, each in a transaction of its own, so that a bad one stops none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from casework.importing.mail import LARGEST_MESSAGE
from casework.importing.mailbox import Lying, Mailbox, MailboxRefused, MessageRefused, opened
from casework.models import MailFetch
from casework.workflow.correspondence import take_in_mail
from pcc import audit
from pcc.locks import Lock
from pcc.models import User

log = structlog.get_logger("pcc.mail")

FETCH_LOCK = (Lock.MAILBOX, 0)
MOST_LINES = 4
"""How often one fetch calls the server anew after the line broke over a message: such a message stops no other."""
ASKED = "mail-fetch-asked"
EVERY = timedelta(minutes=5)
"""How often the mailbox is looked into, as ``pcc.celery`` has it."""


def ask(*, by: User) -> None:
    """Have the mailbox looked into within seconds, instead of at the next turn."""
    cache.set(ASKED, True, EVERY.total_seconds())
    audit.record("mail.fetch_asked", by=by)


def was_asked() -> bool:
    """Whether somebody asked since the last time; whoever learns it does it."""
    return cache.delete(ASKED)


def fetch(
    address: str, *, by: User | None, show: Callable[[int, int], None] = lambda done, total: None
) -> MailFetch | None:
    """Take in every unread message of a mailbox; None when another fetch is under way.

    A message is marked as taken once its rows are committed: killed in between, the next fetch finds it again, and its
    bytes are known. What went wrong stands in ``error``, without a secret, and is shown on the inbox.
    """
    with _alone() as mine:
        if not mine:
            return None
        run = MailFetch.objects.create(began_at=timezone.now(), source="the mailbox")
        tried: set[str] = set()
        for _ in range(MOST_LINES):
            if not _one_line(address, run, tried, by=by, show=show):
                break
        run.ended_at = timezone.now()
        run.save(update_fields=["ended_at", "source", "taken", "known", "failed", "error"])
        if run.taken or run.failed or run.error:
            audit.record(
                "mail.fetched", by=by, fetch=run.pk, taken=run.taken, known=run.known, failed=run.failed,
                refused=bool(run.error),
            )  # fmt: skip
    return run


def _one_line(
    address: str, run: MailFetch, tried: set[str], *, by: User | None, show: Callable[[int, int], None]
) -> bool:
    """Take in what was not tried yet; whether the line broke over a message, so that another may have the rest."""
    before = len(tried)
    try:
        with opened(address) as box:
            run.source = box.place[:200]
            _take_all(box, run, tried, by=by, show=show)
    except MailboxRefused as refused:
        run.error = str(refused)[:400]
        run.failed += len(tried) > before  # it broke over the last one tried
        return len(tried) > before
    return False


def _take_all(
    box: Mailbox, run: MailFetch, tried: set[str], *, by: User | None, show: Callable[[int, int], None]
) -> None:
    unread = [lying for lying in box.unread() if lying.key not in tried]
    for number, lying in enumerate(unread):
        show(number, len(unread))
        tried.add(lying.key)
        try:
            _take(box, lying, run, by=by)
        except MailboxRefused:
            raise  # the line to the server is gone
        except MessageRefused as refused:
            run.failed += 1
            run.error = str(refused)[:400]
        except Exception as fault:  # whatever one message does, the others are taken in
            run.failed += 1
            run.error = "A message was not taken in and stays unread in the mailbox; the log tells why."
            log.exception("a message was not taken in", key=lying.key, fault=type(fault).__name__)
    show(len(unread), len(unread))


def _take(box: Mailbox, lying: Lying, run: MailFetch, *, by: User | None) -> None:
    if lying.bytes > LARGEST_MESSAGE:
        run.failed += 1
        run.error = f"A message of {lying.bytes // 2**20} MB stays unread in the mailbox: it is too large to take in."
        return
    raw, arrived_at = box.read(lying)
    _, is_new = take_in_mail(raw, arrived_at=arrived_at, by=by)
    run.taken, run.known = run.taken + is_new, run.known + (not is_new)
    box.taken(lying)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this is the only fetch; the database lets go of it should the process die."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", FETCH_LOCK)
        mine = cursor.fetchone()[0]
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", FETCH_LOCK)
