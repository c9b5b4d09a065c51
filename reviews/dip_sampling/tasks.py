"""What beat and the workers run for panels: one call each."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from pcc import jobs
from pcc.models import Job
from reviews.dip_sampling.workflow import expiry, flags


@shared_task
def look_after_flags() -> int:
    """Try messages again that did not go, and tell others of flags that nobody has acknowledged in time."""
    return flags.look_after(at=timezone.now())


@jobs.carries_out("panels.expire_texts")
def expire_texts(job: Job, show: jobs.Progress) -> dict[str, Any]:
    """Remove the text of extracts and papers two weeks after their sessions, and lists once nothing needs them."""
    show("Removing the text of extracts and papers, and lists of people and words, whose time is over")
    gone = expiry.expire_texts(on=timezone.localdate())
    return {"expired": gone.extracts, "papers": gone.papers, "lists": gone.lists}


jobs.nightly("panels.expire_texts")
