"""Parts of a demonstration that touch different records, made up at the same time by two processes."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import connections

from pcc.services import die_with_parent

FORK = multiprocessing.get_context("fork")
"""A copy of this process has everything imported already; nothing of ours runs in other threads when it is made."""


@contextmanager
def beside(work: Callable[[], None] | None, *, at_once: bool) -> Iterator[None]:
    """Do the work while the body runs, in a process of its own that sees committed rows alone; else after the body.

    CommandError where that process fails; what it wrote is rolled back with its transaction.
    """
    if work is None or not at_once:
        yield
        if work is not None:
            work()
        return
    connections.close_all()  # no two processes speak on one connection
    end_with_this = die_with_parent(signal.SIGTERM)

    def apart() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        end_with_this()
        work()

    other = FORK.Process(target=apart)
    other.start()
    try:
        yield
    except BaseException:
        other.terminate()
        raise
    finally:
        other.join()
    if other.exitcode:
        raise CommandError(f"A part of the demonstration was not loaded: its process ended with {other.exitcode}.")
