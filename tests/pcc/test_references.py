import threading

import pytest
from django.db import connections, transaction

from pcc.references import next_reference


@pytest.mark.django_db(transaction=True)
def test_references_given_out_at_once_neither_repeat_nor_skip() -> None:
    given: list[str] = []

    def take() -> None:
        try:
            with transaction.atomic():
                given.append(next_reference("CAS", year=2026))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"CAS/2026/{number:04}" for number in range(1, 13)]


@pytest.mark.django_db(transaction=True)
def test_a_reference_of_an_act_that_failed_is_given_again() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_reference("CAS", year=2026)
        raise ZeroDivisionError
    assert next_reference("CAS", year=2026) == "CAS/2026/0001"
