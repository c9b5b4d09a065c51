"""What beat and the workers run: one call each."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from pcc import audit, exports, jobs, typed
from pcc.audit import chain
from pcc.models import AuditSeal, Job


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
def ask_nightly(*, early: bool = False) -> int:
    """Ask for the work of the night; two schedulers asking at once get one job each kind."""
    return jobs.ask_nightly(on=timezone.localdate(), early=early)


@shared_task
def ask_sealing() -> int:
    """Have new events of the audit log sealed, if there are any; returns how many wait, up to a thousand."""
    waiting = chain.unsealed()
    if waiting:
        jobs.ask("audit.seal", by=None, key="new events")
    return waiting


@shared_task
def ask_removal_of_files() -> None:
    """Have files of lists removed that have lain there for a day, if there are any."""
    if exports.waits_for_removal(at=timezone.now()):
        jobs.ask("exports.remove", by=None, key="old files")


@shared_task
def forget_what_was_typed() -> int:
    """Remove what the public typed and sent once its hour is over; returns how many."""
    return typed.forget_old()


@jobs.carries_out("audit.seal")
def seal_audit(job: Job, show: jobs.Progress) -> dict[str, Any]:
    """Seal what is new on the audit log. It leaves no event, or there would always be something new."""
    show("Sealing the audit log")
    done = chain.seal()
    if done.postponed:
        return {"sealed": 0, "postponed": "The log was being written to; the next sealing takes these events."}
    return {"sealed": done.events}


@jobs.carries_out("audit.verify")
def verify_audit(job: Job, show: jobs.Progress) -> dict[str, Any]:
    """Check the whole chain, and put the verdict on the log itself."""
    total = AuditSeal.objects.count()
    show("Checking the audit log", 0, total)
    verdict = chain.verify(show=lambda done: show("Checking the audit log", done, total))
    audit.record(
        "audit.verified",
        audit.Subject("pcc.auditevent"),
        by=job.asked_by,
        job=job.pk,
        sealed=verdict.sealed,
        unsealed=verdict.unsealed,
        heads=verdict.heads,
        faults=verdict.fault_count,
        first=verdict.faults[0].kind if verdict.faults else "",
        event=verdict.faults[0].event if verdict.faults else None,
        sentence=verdict.sentence,
        named=[fault.sentence for fault in verdict.faults],
    )
    return {"sealed": verdict.sealed, "unsealed": verdict.unsealed, "faults": verdict.fault_count}


jobs.nightly("audit.seal")
jobs.nightly("audit.verify")
