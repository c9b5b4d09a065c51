"""Django's migrate, without the time limit of web pages: a step over two million rows takes as long as it takes.

The limit on waiting for a lock stays. A step that waits holds up every page behind it: it gives up, and is run again.
"""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    help = migrate.Command.help

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        try:
            super().handle(*args, **options)
        finally:
            if connection.connection is not None and not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("RESET statement_timeout; RESET idle_in_transaction_session_timeout")
