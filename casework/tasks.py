"""What beat runs for the case file: one call each."""

from celery import shared_task
from django.conf import settings

from casework.workflow import documents, mailbox, outbox


@shared_task
def ask_scanning() -> bool:
    """Have documents scanned that came in while the scanner did not answer."""
    return documents.ask_scanning()


@shared_task
def send_letters() -> dict[str, int]:
    """Send the copies that are due. The rows are the queue, so that it may run twice at once or not at all."""
    return outbox.send_due()


@shared_task
def fetch_mail() -> int:
    """Take in what lies in the office's mailbox, if one is connected; returns how many messages were new."""
    run = mailbox.fetch(settings.MAILBOX_URL, by=None) if settings.MAILBOX_URL else None
    return run.taken if run else 0


@shared_task
def fetch_mail_if_asked() -> int:
    """Look into the mailbox where somebody asked for it on the inbox."""
    return fetch_mail() if mailbox.was_asked() else 0
