"""What beat runs of reviews: one call each."""

from celery import shared_task
from django.utils import timezone

from pcc import jobs
from reviews.workflow import kept


@shared_task
def ask_figures() -> None:
    """Have the kept figures counted anew, if anything has changed."""
    if kept.changed():
        jobs.ask_again("reviews.figures", key="reviews have changed", at=timezone.now())
