"""The database that the migrations give: its server keeps it, for all that begins with these very migrations."""

import hashlib
from pathlib import Path

from django.db import connection, connections

ROOT = Path(__file__).parents[1]
MADE_OF = sorted(
    path
    for app in ("pcc", "casework", "complaints", "reviews")
    for folder in ("migrations", "fixtures")
    for path in (ROOT / app).rglob(f"{folder}/*")
)
"""Migrations and shipped rows."""


def kept() -> str:
    """The name of the database that these migrations and shipped rows give."""
    digest = hashlib.sha256()
    for path in MADE_OF:
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.name.encode() + path.read_bytes())
    return f"pcc_kept_{digest.hexdigest()[:16]}"


def begin_with_it() -> None:
    """Let the next database of a test be a copy, where the server has kept one; it is migrated otherwise."""
    if kept() in _databases():
        connection.settings_dict["TEST"]["TEMPLATE"] = kept()


def keep() -> None:
    """Keep the database of this connection, which is migrated and empty; those of other migrations go."""
    if kept() in _databases():
        return
    name = connection.settings_dict["NAME"]
    connections.close_all()
    for old in _databases():
        if old.startswith("pcc_kept_"):
            _at_the_server(f'DROP DATABASE "{old}"')
    _at_the_server(f'CREATE DATABASE "{kept()}" TEMPLATE "{name}"')


def copy_as(name: str) -> None:
    """A database of this name as the migrations leave it; one that an earlier run left goes."""
    _at_the_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _at_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{kept()}"')


def _databases() -> list[str]:
    return [name for (name,) in _at_the_server("SELECT datname FROM pg_database")]


def _at_the_server(sql: str) -> list[tuple[str]]:
    """Run one statement beside any database of a test, however long a busy disk takes over it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []
