"""Background work under real concurrency: once, whole, visible while it runs, and never lost."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from pcc import jobs
from pcc.errors import RuleBroken
from pcc.locks import Lock
from pcc.models import Force, Job, JobState, User
from tests.factories import a_force
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

GO_ON = threading.Event()
"""What work that was told to wait waits for; in a process of its own nobody says it, and it is killed."""


@jobs.carries_out("test.add_force")
def add_force(job: Job, show: jobs.Progress) -> dict[str, Any]:
    """Writes a force, then waits if told to, then fails if told to."""
    a_force(code=job.params["code"])
    show("Written", 1, 2)
    if job.params.get("wait"):
        GO_ON.wait(PATIENCE)
        show("Waited", 2, 2)
    if job.params.get("refuse"):
        raise RuleBroken(job.params["refuse"])
    if job.params.get("break"):
        raise ZeroDivisionError
    return {"forces": 1}


@pytest.fixture(autouse=True)
def close_connections() -> Iterator[None]:
    GO_ON.clear()
    yield
    GO_ON.set()
    connections.close_all()


def is_written(job: Job) -> bool:
    return Job.objects.get(pk=job.pk).step == "Written"


def let_go(job: Job) -> bool:
    """The database has noticed that the worker is gone, and has taken its lock from it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s)",
            [Lock.JOB, job.pk],
        )
        return bool(cursor.fetchone()[0])


def in_thread(pk: int, answers: list[str]) -> threading.Thread:
    def work() -> None:
        try:
            answers.append(jobs.run(pk))
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_job_does_its_work_and_says_so() -> None:
    job = jobs.ask("test.add_force", by=None, code="one")
    assert jobs.run(job.pk) == JobState.DONE
    job.refresh_from_db()
    assert (job.state, job.result, job.step, job.percent) == (JobState.DONE, {"forces": 1}, "Written", 50)


def test_a_job_delivered_again_does_nothing_more() -> None:
    job = jobs.ask("test.add_force", by=None, code="one")
    assert [jobs.run(job.pk), jobs.run(job.pk)] == [JobState.DONE, "nothing to do"]
    assert Force.objects.count() == 1


def test_a_job_delivered_to_many_workers_at_once_is_done_once() -> None:
    job = jobs.ask("test.add_force", by=None, code="one", wait=True)
    answers: list[str] = []
    threads = [in_thread(job.pk, answers) for _ in range(6)]
    wait_until(lambda: len(answers) == 5)
    assert set(answers) == {JobState.RUNNING}
    GO_ON.set()
    for thread in threads:
        thread.join()
    assert sorted(answers).count(JobState.DONE) == 1
    assert Force.objects.count() == 1


def test_progress_can_be_read_while_the_work_is_not_yet_committed() -> None:
    job = jobs.ask("test.add_force", by=None, code="one", wait=True)
    thread = in_thread(job.pk, [])
    wait_until(lambda: is_written(job))
    assert (Job.objects.get(pk=job.pk).percent, Force.objects.count()) == (50, 0)
    GO_ON.set()
    thread.join()
    assert Force.objects.count() == 1


def test_a_refusal_ends_the_job_with_its_sentence_and_undoes_its_work() -> None:
    job = jobs.ask("test.add_force", by=None, code="one", refuse="The extract is older.")
    assert jobs.run(job.pk) == JobState.FAILED
    assert (Job.objects.get(pk=job.pk).error, Force.objects.count()) == ("The extract is older.", 0)


def test_a_fault_ends_the_job_with_a_plain_sentence_and_undoes_its_work() -> None:
    job = jobs.ask("test.add_force", by=None, code="one", **{"break": True})
    assert jobs.run(job.pk) == JobState.FAILED
    error = Job.objects.get(pk=job.pk).error
    assert error == f"The work stopped on an unexpected fault; the log names it under job {job.pk}."
    assert Force.objects.count() == 0


def test_a_running_job_stops_at_its_next_step_and_undoes_its_work(manager: User) -> None:
    job = jobs.ask("test.add_force", by=None, code="one", wait=True)
    answers: list[str] = []
    thread = in_thread(job.pk, answers)
    wait_until(lambda: is_written(job))
    jobs.ask_to_stop(job, by=manager)
    GO_ON.set()
    thread.join()
    assert (answers, Force.objects.count()) == ([JobState.STOPPED], 0)


def test_a_waiting_job_stops_at_once_and_a_finished_one_cannot(manager: User) -> None:
    job = jobs.ask("test.add_force", by=None, code="one")
    assert jobs.ask_to_stop(job, by=manager).state == JobState.STOPPED
    with pytest.raises(RuleBroken, match="This job is already stopped"):
        jobs.ask_to_stop(job, by=manager)


def test_one_job_waits_for_a_key_however_often_it_is_asked_for() -> None:
    first = jobs.ask("test.add_force", by=None, key="k", code="one")
    assert jobs.ask("test.add_force", by=None, key="k", code="one").pk == first.pk
    jobs.run(first.pk)
    assert jobs.ask("test.add_force", by=None, key="k", code="two").pk != first.pk


@jobs.carries_out("test.count_forces")
def count_forces(job: Job, show: jobs.Progress) -> dict[str, Any]:
    return {"forces": Force.objects.count()}


def somebody_waits_for_this_transaction() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid)"
        )
        return bool(cursor.fetchone()[0])


def test_a_job_that_is_asked_for_again_does_not_begin_before_the_change_that_asks_is_written() -> None:
    waiting = jobs.ask("test.count_forces", by=None, key="k")
    answers: list[str] = []
    with transaction.atomic():
        a_force()
        assert jobs.ask("test.count_forces", by=None, key="k").pk == waiting.pk
        thread = in_thread(waiting.pk, answers)
        wait_until(lambda: answers or somebody_waits_for_this_transaction())
        assert jobs.to_deliver(at=timezone.now()) == [waiting.pk], "nobody but the worker waits"
    thread.join()
    assert (answers, Job.objects.get().result) == ([JobState.DONE], {"forces": 1})


def test_work_found_undone_is_asked_for_by_itself_but_not_without_end() -> None:
    now = timezone.now()

    def again(minutes: int) -> Job | None:
        return jobs.ask_again("test.count_forces", key="k", at=now + timedelta(minutes=minutes))

    first = again(0)
    assert first and again(0) is None
    Job.objects.update(state=JobState.RUNNING)
    assert again(60) is None
    for over in (JobState.FAILED, JobState.STOPPED):
        Job.objects.update(state=over, ended_at=now)
        assert again(9) is None
    assert again(11)
    Job.objects.update(state=JobState.DONE, ended_at=now)
    assert again(0)


def test_two_schedulers_asking_for_the_night_get_one_job_of_each_kind() -> None:
    tonight = timezone.localdate()
    assert jobs.ask_nightly(on=tonight, early=True) == Job.objects.filter(kind="figures.check").count() == 1
    assert (jobs.ask_nightly(on=tonight) > 0, jobs.ask_nightly(on=tonight)) == (True, 0)


def test_a_waiting_job_is_delivered_once_and_again_when_the_broker_lost_it() -> None:
    job = jobs.ask("test.add_force", by=None, code="one")
    now = timezone.now()
    assert [jobs.to_deliver(at=now), jobs.to_deliver(at=now + timedelta(seconds=5))] == [[job.pk], []]
    assert jobs.to_deliver(at=now + timedelta(seconds=61)) == [job.pk]


WORKER = """
import django; django.setup()
from tests.pcc import test_jobs
from pcc import jobs
jobs.run({pk})
"""


def killed_while_working(job: Job) -> None:
    """Run the job in a process of its own and kill it -9 when its work is written and not yet committed."""
    name = connection.settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER.format(pk=job.pk)],
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "pcc.settings"},
    )
    wait_until(lambda: is_written(job))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: let_go(job))


def test_a_job_whose_worker_was_killed_is_delivered_again_and_done_once() -> None:
    job = jobs.ask("test.add_force", by=None, code="one", wait=True)
    now = timezone.now()
    assert jobs.to_deliver(at=now) == [job.pk]
    killed_while_working(job)
    assert (Job.objects.get(pk=job.pk).state, Force.objects.count()) == (JobState.RUNNING, 0)
    Job.objects.filter(pk=job.pk).update(params={"code": "one"})
    assert jobs.to_deliver(at=now + timedelta(seconds=6)) == [job.pk]
    assert jobs.run(job.pk) == JobState.DONE
    assert Force.objects.count() == 1


def test_a_job_that_kills_its_worker_three_times_is_not_tried_again() -> None:
    job = jobs.ask("test.add_force", by=None, code="one")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=jobs.MOST_ATTEMPTS)
    assert jobs.run(job.pk) == "nothing to do"
    job.refresh_from_db()
    assert (job.state, job.error) == (
        JobState.FAILED,
        "Its worker died, or the database was away, busy or full, 3 times while doing this, so it is not tried again; "
        f"the log names it under job {job.pk}.",
    )
