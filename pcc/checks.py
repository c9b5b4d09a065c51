"""What must hold before the product serves anybody."""

import sys

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BOOT_FAILED = 3  # the exit code by which gunicorn's main process gives up instead of trying for ever


def pending_migrations() -> str:
    """What to do about a database that lacks a migration of this version; empty where it has them all."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        return ""
    first, _ = pending[0]
    return (
        f"The database is older than this version, from migration {first} on ({len(pending)} in all): "
        "run manage.py migrate, then start again."
    )


def refuse_pending_migrations() -> None:
    """End a production server, with one sentence, while its database lacks a migration of this version."""
    if settings.PRODUCTION and (refusal := pending_migrations()):
        sys.stderr.write(f"{refusal}\n")
        sys.exit(BOOT_FAILED)
