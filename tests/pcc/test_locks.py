"""Two people's acts that wait for each other, on connections of their own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, Task
from pcc.errors import RuleBroken
from pcc.locks import crossing
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_user
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCE = "Somebody else is changing the same thing at this moment. Nothing of yours was saved: send it again."
HOLD = "SELECT 1 FROM casework_case WHERE id = %s FOR UPDATE"


@contextmanager
def somebody_else() -> Iterator[Any]:
    """A cursor in a transaction on a connection of its own, which is undone at the end."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


@contextmanager
def for_now(setting: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET {setting}")
        try:
            yield
        finally:
            cursor.execute(f"RESET {setting.partition('=')[0]}")


def test_a_page_that_waits_too_long_for_somebody_keeps_what_was_typed_and_says_so() -> None:
    person = a_user(Role.CASEWORKER)
    case, client = a_case(owner=person), signed_in(person)
    day = timezone.localdate()
    typed = {"text": "Ring the applicant", "owner": person.pk, "waits_on": ""}
    typed |= {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}
    with somebody_else() as cursor, for_now("lock_timeout='50ms'"):
        cursor.execute(HOLD, [case.pk])
        response = client.post(reverse("casework:add-task", args=[case.pk]), typed)
    page = response.content.decode()
    assert SENTENCE in page
    assert "Ring the applicant" in page
    assert not Task.objects.exists()


def test_two_acts_that_wait_for_each_other_end_in_a_sentence_for_one() -> None:
    first, second = a_case(), a_case()
    with somebody_else() as cursor, for_now("deadlock_timeout='10ms'"), ThreadPoolExecutor(1) as beside:
        cursor.execute("SET LOCAL deadlock_timeout = '1h'")  # so that it is never the one that gives way
        cursor.execute("SELECT pg_backend_pid()")
        (them,) = cursor.fetchone()
        cursor.execute(HOLD, [first.pk])
        with pytest.raises(RuleBroken, match="at this moment"), crossing(), transaction.atomic():
            Case.objects.select_for_update().get(pk=second.pk)
            waiting = beside.submit(cursor.execute, HOLD, [second.pk])
            wait_until(partial(_waits, them))
            Case.objects.select_for_update().get(pk=first.pk)
        waiting.result()


def _waits(process: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pid = %s", [process])
        return cursor.fetchone() is not None


def test_what_else_the_database_cannot_do_stays_an_error() -> None:
    with (
        pytest.raises(OperationalError),
        crossing(),
        for_now("statement_timeout='10ms'"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT pg_sleep(60)")
