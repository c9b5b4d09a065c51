import os

import pytest
from django.core.management.base import CommandError

from pcc.reporting.demo.beside import beside


@pytest.mark.parametrize("at_once", [False, True])
def test_the_work_is_done_once_the_body_has_ended(tmp_path, at_once):
    done = tmp_path / "done"
    with beside(lambda: done.write_text(f"{os.getpid()}"), at_once=at_once):
        pass

    assert (done.read_text() != f"{os.getpid()}") is at_once


def test_the_body_runs_while_the_work_waits_for_it(tmp_path):
    asked, answered = (os.pipe() for _ in range(2))

    def answer() -> None:
        os.write(answered[1], os.read(asked[0], 1).upper())

    with beside(answer, at_once=True):
        os.write(asked[1], b"a")
        assert os.read(answered[0], 1) == b"A"


def test_work_that_fails_apart_is_told():
    with pytest.raises(CommandError, match="ended with 1"), beside(lambda: 1 / 0, at_once=True):
        pass


def test_work_apart_ends_when_the_body_fails():
    waits = os.pipe()
    with pytest.raises(KeyError), beside(lambda: os.read(waits[0], 1), at_once=True):
        raise KeyError
