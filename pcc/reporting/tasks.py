"""What beat runs of reporting: one call each."""

from celery import shared_task
from django.utils import timezone

from pcc.reporting import workflow


@shared_task
def ask_figures() -> int:
    """Have figures computed anew that no job is left to compute; returns for how many forces."""
    return workflow.ask_for_what_is_left(at=timezone.now())
