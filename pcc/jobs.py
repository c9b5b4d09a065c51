"""Background work whose row is the queue: written with the change, claimed once, safe to deliver twice.

A worker holds a session-level advisory lock on a connection of its own while it works, so that the database itself
knows when a worker has died: the lock is gone with the connection. The work and the mark DONE are one transaction;
progress is written on the other connection and can be read at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import structlog
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils import timezone

from pcc import audit
from pcc.errors import RuleBroken
from pcc.locks import Lock
from pcc.models import Job, JobState, User

log = structlog.get_logger("pcc.jobs")

MOST_ATTEMPTS = 3
DELIVER_AGAIN_AFTER = timedelta(seconds=60)
LOOK_FOR_DEAD_AFTER = timedelta(seconds=5)
TRY_AGAIN_AFTER = timedelta(minutes=10)


class Stopped(Exception):
    """Somebody asked this job to stop; what it did is rolled back."""


class Progress(Protocol):
    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Show how far the work is; raises Stopped when somebody asked it to stop."""


Work = Callable[[Job, Progress], dict[str, Any]]
Failed = Callable[[Job, str], None]
_works: dict[str, Work] = {}
_failed: dict[str, Failed] = {}
_nightly: list[str] = []
_early: list[str] = []


def carries_out(kind: str) -> Callable[[Work], Work]:
    """Register the function that does jobs of this kind, inside one transaction; it returns the result to show."""

    def register(work: Work) -> Work:
        _works[kind] = work
        return work

    return register


def when_failed(kind: str) -> Callable[[Failed], Failed]:
    """Register what is to be said elsewhere when a job of this kind has failed, with the sentence that says why."""

    def register(tell: Failed) -> Failed:
        _failed[kind] = tell
        return tell

    return register


def ask(kind: str, *, by: User | None, key: str = "", **params: Any) -> Job:
    """Write a job row in the caller's transaction. With a key, a job that already waits for it is returned.

    That job is held until the caller's transaction ends: begun earlier, it would not see what the caller changes.
    """
    while True:
        if key and (waiting := _held_back(kind, key)):
            return waiting
        try:
            with transaction.atomic():
                return Job.objects.create(kind=kind, key=key, params=params, asked_by=by)
        except IntegrityError:  # somebody else wrote it between the two statements, and it may be at work by now
            if not key:
                raise


def _held_back(kind: str, key: str) -> Job | None:
    """The job that waits under this key, locked so that many may ask for it at once and no worker may begin it."""
    rows = Job.objects.raw(
        "SELECT * FROM pcc_job WHERE kind = %s AND key = %s AND state = 'QUEUED' FOR KEY SHARE", [kind, key]
    )
    return next(iter(rows), None)


def ask_again(kind: str, *, key: str, at: datetime, **params: Any) -> Job | None:
    """Ask for work that was found undone, unless it waits or runs already.

    None too when it was tried within the last ten minutes and failed or was stopped: what cannot be done is not asked
    for without end, and what can be is done by itself.
    """
    last_tries = Q(state__in=[JobState.FAILED, JobState.STOPPED], ended_at__gt=at - TRY_AGAIN_AFTER)
    busy = Q(state__in=[JobState.QUEUED, JobState.RUNNING])
    if Job.objects.filter(busy | last_tries, kind=kind, key=key).exists():
        return None
    return ask(kind, by=None, key=key, **params)


def ask_to_stop(job: Job, *, by: User | None) -> Job:
    """Stop a waiting job now, a running one at its next step; RuleBroken when it is over."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.is_over:
            raise RuleBroken(f"This job is already {job.get_state_display().lower()}.")
        job.stop_asked = True
        if job.state == JobState.QUEUED:
            job.state, job.ended_at = JobState.STOPPED, timezone.now()
        job.save(update_fields=["stop_asked", "state", "ended_at"])
        audit.record("job.stopped", job, by=by, kind=job.kind)
    return job


@dataclass
class Lease:
    """A connection apart from the work's own: holds the lock of one job and writes its progress at once."""

    wrapper: BaseDatabaseWrapper
    pk: int

    def taken(self) -> bool:
        return bool(self._one("SELECT pg_try_advisory_lock(%s, %s)", Lock.JOB, self.pk))

    def show(self, step: str, done: int = 0, total: int = 0) -> None:
        stop = self._one(
            "UPDATE pcc_job SET step = %s, done = %s, total = %s WHERE id = %s RETURNING stop_asked",
            step[:120],
            done,
            total,
            self.pk,
        )
        if stop:
            raise Stopped

    def _one(self, sql: str, *params: Any) -> Any:
        with self.wrapper.cursor() as cursor:
            cursor.execute(sql, params)
            row = cursor.fetchone()
        return row[0] if row else None


@contextmanager
def _lease(pk: int) -> Iterator[Lease]:
    wrapper = connections.create_connection("default")
    try:
        yield Lease(wrapper, pk)
    finally:
        wrapper.close()


def run(pk: int) -> str:
    """Do the job with this id, if it waits and no other worker holds it; returns the state it is left in.

    Delivering it twice, in parallel or after its worker was killed, does its work once.
    """
    with _lease(pk) as lease:
        if not lease.taken():
            return JobState.RUNNING
        job = _claim(pk)
        if job is None:
            return "nothing to do"
        _set_timeouts_for_work()
        try:
            with audit.acting(by=job.asked_by, request_id=f"job-{pk}"), transaction.atomic():
                result = _works[job.kind](job, lease.show)
                Job.objects.filter(pk=pk).update(state=JobState.DONE, result=result, error="", ended_at=timezone.now())
        except Stopped:
            return _end(pk, JobState.STOPPED, "")
        except RuleBroken as refusal:
            return _end(pk, JobState.FAILED, str(refusal))
        except OperationalError:
            log.exception("job_lost_its_database", job=pk, kind=job.kind)
            raise  # the row still says RUNNING and the lock is gone: the sweep asks for it again
        except Exception:
            log.exception("job_failed", job=pk, kind=job.kind)
            return _end(
                pk, JobState.FAILED, f"The work stopped on an unexpected fault; the log names it under job {pk}."
            )
        return JobState.DONE


def _claim(pk: int) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update(of=["self"]).select_related("asked_by").filter(pk=pk).first()
        # RUNNING under a lock that we could take means that its worker died.
        if job is None or job.is_over:
            return None
        job.attempts += 1
        if job.attempts > MOST_ATTEMPTS:
            job.state, job.ended_at = JobState.FAILED, timezone.now()
            job.error = (
                f"Its worker died, or the database was away, busy or full, {MOST_ATTEMPTS} times while doing this, so "
                f"it is not tried again; the log names it under job {pk}."
            )
            job.save(update_fields=["attempts", "state", "ended_at", "error"])
            _tell(job)
            return None
        job.state, job.started_at = JobState.RUNNING, timezone.now()
        job.save(update_fields=["attempts", "state", "started_at"])
        return job


def _set_timeouts_for_work() -> None:
    """Work may take longer than a web page: no statement timeout, a minute for locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET statement_timeout = 0; SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = 0"
        )


def _end(pk: int, state: JobState, error: str) -> str:
    with transaction.atomic():
        Job.objects.filter(pk=pk).update(state=state, error=error, ended_at=timezone.now())
        if state == JobState.FAILED:
            _tell(Job.objects.get(pk=pk))
    return state


def _tell(job: Job) -> None:
    if tell := _failed.get(job.kind):
        tell(job, job.error)


def to_deliver(*, at: datetime) -> list[int]:
    """Ids that the broker should hear of now: new ones, ones it lost, and ones whose worker died.

    Marks them as delivered, so that a busy worker is not told of the same job at each sweep.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE pcc_job SET delivered_at = %(at)s
            WHERE (state = 'QUEUED' AND (delivered_at IS NULL OR delivered_at < %(again)s))
               OR (state = 'RUNNING' AND delivered_at < %(soon)s AND NOT EXISTS (
                      SELECT 1 FROM pg_locks
                      WHERE locktype = 'advisory' AND classid = %(space)s AND objid = pcc_job.id AND objsubid = 2
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
            RETURNING id
            """,
            {"at": at, "again": at - DELIVER_AGAIN_AFTER, "soon": at - LOOK_FOR_DEAD_AFTER, "space": Lock.JOB},
        )
        return sorted(row[0] for row in cursor.fetchall())


def nightly(kind: str, *, early: bool = False) -> None:
    """Have this kind of job done every night; ``early``, before the others of the night change what it looks at."""
    (_early if early else _nightly).append(kind)


def ask_nightly(*, on: date, early: bool = False) -> int:
    """Ask for each nightly kind once for that day, however many schedulers ask; returns how many are new.

    ``early`` asks for the early ones alone; afterwards they are asked for with the others if that was missed.
    """
    new = 0
    for kind in _early if early else (*_early, *_nightly):
        key = f"night of {on:%Y-%m-%d}"
        if not Job.objects.filter(kind=kind, key=key).exists():
            ask(kind, by=None, key=key)
            new += 1
    return new
