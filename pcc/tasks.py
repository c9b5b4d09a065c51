"""What beat and the workers run: one call each."""

from celery import shared_task
from django.utils import timezone

from pcc import jobs


@shared_task
def deliver_jobs() -> int:
    """Hand every job that waits, and every job whose worker died, to a worker."""
    pks = jobs.to_deliver(at=timezone.now())
    for pk in pks:
        run_job.delay(pk)
    return len(pks)


@shared_task
def run_job(pk: int) -> str:
    """Do one job; safe to be told twice."""
    return jobs.run(pk)


@shared_task
def ask_nightly() -> int:
    """Ask for the work of the night; two schedulers asking at once get one job each kind."""
    return jobs.ask_nightly(on=timezone.localdate())
