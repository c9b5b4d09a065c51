"""What beat runs for the case file: one call each."""

from celery import shared_task

from casework.workflow import documents


@shared_task
def ask_scanning() -> bool:
    """Have documents scanned that came in while the scanner did not answer."""
    return documents.ask_scanning()
