"""What beat runs for the case file: one call each."""

from celery import shared_task

from casework.workflow import documents, outbox


@shared_task
def ask_scanning() -> bool:
    """Have documents scanned that came in while the scanner did not answer."""
    return documents.ask_scanning()


@shared_task
def send_letters() -> dict[str, int]:
    """Send the copies that are due. The rows are the queue, so that it may run twice at once or not at all."""
    return outbox.send_due()
