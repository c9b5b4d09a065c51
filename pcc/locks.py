"""Turns that no row stands for, held in the database, so that every machine of the office knows of them.

What is unlike never waits for one another: each lock has a number of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, unique

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, LockNotAvailable

from pcc.errors import RuleBroken


@unique
class Lock(IntEnum):
    """What is held. A key beside it says of which."""

    JOB = 7301
    """By its worker: a job whose lock can be had is carried out by nobody."""
    EXTRACT = 7302
    """Of a force, being brought in."""
    FIGURES = 7303
    """Of a force, being computed anew."""
    AUDIT_LOG = 7304
    """Being sealed."""
    DOCUMENTS_OF_PERSON = 7305
    """Two uploads at once are counted one after the other."""
    MESSAGE = 7306
    """Its bytes: the same message taken in twice at once is kept once."""
    MAILBOX = 7307
    """Being fetched from."""
    SENDER = 7308
    """An address: of two messages that come in at once, one is acknowledged."""
    PAGE_SENT = 7309
    """The same page, being carried out."""
    CALENDAR = 7310
    """Counting on it is shared, changing it is alone."""
    CLOCK_RULE = 7311
    """Two edits at once become two versions; so for the next two."""
    LETTER_TEMPLATE = 7312
    MAPPING = 7313
    PUBLIC_FORM = 7314
    """What one person sends twice at once becomes one application."""
    LIMITS = 7315
    """Being worked out anew: the same twice at once is refused with a sentence."""
    PAST_LETTERS = 7316
    """Lists brought in one after the other, so that no reference comes in twice."""
    FIGURES_OF_REVIEWS = 7317
    """Being computed anew."""


def wait_for(lock: Lock, key: int | str = 0) -> None:
    """Wait while somebody else holds this lock under this key, then hold it until the transaction ends."""
    number = "hashtext(%s)" if isinstance(key, str) else "%s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock(%s, {number})", [lock, key])


@contextmanager
def crossing() -> Iterator[None]:
    """RuleBroken where two people's acts wait for each other, or one waits longer than a page may.

    The transactions inside are undone by then; anything else that the database cannot do stays the error that it is.
    """
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
            raise
        raise RuleBroken(
            "Somebody else is changing the same thing at this moment. Nothing of yours was saved: send it again."
        ) from error
