"""Take in the office's mail once, at the machine itself."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from casework.workflow import mailbox
from pcc.errors import RuleBroken


class Command(BaseCommand):
    help = "Take in every unread message of the office's mailbox. One that cannot be taken in stays unread there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="address", default="", help="maildir:///folder; MAILBOX_URL if left out.")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        address = address or settings.MAILBOX_URL
        if not address:
            raise CommandError("Set MAILBOX_URL, as imaps://user:password@host/folder, or give --from.")
        try:
            run = mailbox.fetch(address, by=None)
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        if run is None:
            raise CommandError("Another fetch is under way.")
        self.stdout.write(f"{run.taken} taken in, {run.known} known already, {run.failed} left unread.")
        if run.error:
            raise CommandError(run.error)
