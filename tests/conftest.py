import hashlib
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from pcc import sessions
from pcc.models import User
from pcc.roles import Role
from tests.factories import a_user

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")
"""How long an example takes says how busy the machine is, and nothing of the product."""

ROOT = Path(__file__).parents[1]
THEMES = [
    row["name"] for row in tomllib.loads((ROOT / "casework/fixtures/themes.toml").read_text(encoding="utf-8"))["theme"]
]

SHIPPED = {
    "auth_group",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "complaints_category",
    "complaints_factor",
    "casework_lettertemplate",
    "casework_templatepart",
    "casework_theme",
    "pcc_bankholiday",
    "pcc_calendarday",
    "pcc_clockrule",
    "reporting_peerfigure",
    "reporting_peertable",
}
"""Tables that migrations fill: they outlive a test that commits."""


LONGEST_NAME = 100


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A long text or a whole file is no name for a test.

    A workbook that is made while tests are gathered holds the time of day: two processes that gather the same tests
    a second apart would give them different names, and could not share them out.
    """
    return argname if isinstance(val, str | bytes) and len(val) > LONGEST_NAME else None


SAMPLES_AS_SHIPPED = """
DELETE FROM casework_templatepart
  WHERE template_id IN (SELECT id FROM casework_lettertemplate WHERE made_by_id IS NOT NULL);
DELETE FROM casework_lettertemplate WHERE made_by_id IS NOT NULL;
UPDATE casework_lettertemplate SET stage = 'SAMPLE', approved_by_id = NULL, approved_at = NULL
"""


def empty_the_tables(self: TransactionTestCase) -> None:
    """Remove what a committing test wrote, and keep what the product ships.

    Django's own way would truncate the shipped rows as well, and the append-only tables rightly refuse it: only here,
    in the test database and as its superuser, are their triggers set aside.
    """
    tables = [name for name in connection.introspection.table_names() if name not in SHIPPED]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for name in tables:
            cursor.execute(f'DELETE FROM "{name}"')
        cursor.execute(SAMPLES_AS_SHIPPED)
        cursor.execute("DELETE FROM casework_theme WHERE NOT name = ANY(%s)", [THEMES])
        cursor.execute("UPDATE casework_theme SET retired_at = NULL WHERE retired_at IS NOT NULL")
        cursor.execute("SET session_replication_role = DEFAULT")


TransactionTestCase._fixture_teardown = empty_the_tables

MIGRATIONS = sorted(
    path for app in ("pcc", "casework", "complaints", "reviews") for path in (ROOT / app).rglob("migrations/*")
)
SHIPPED_ROWS = sorted(
    path for app in ("pcc", "casework", "complaints", "reviews") for path in (ROOT / app).rglob("fixtures/*")
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Start from the database that an earlier run migrated with these very migrations, where the server has kept it."""
    with django_db_blocker.unblock():
        if _kept() in _databases():
            connection.settings_dict["TEST"]["TEMPLATE"] = _kept()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep the migrated database, empty as it is, for the runs that follow."""
    with django_db_blocker.unblock():
        if _kept() not in _databases():
            name = connection.settings_dict["NAME"]
            connections.close_all()
            for old in _databases():
                if old.startswith("pcc_kept_"):
                    _at_the_server(f'DROP DATABASE "{old}"')
            _at_the_server(f'CREATE DATABASE "{_kept()}" TEMPLATE "{name}"')


def _kept() -> str:
    """The name of the database that these migrations and shipped rows give."""
    digest = hashlib.sha256()
    for path in (*MIGRATIONS, *SHIPPED_ROWS):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.name.encode() + path.read_bytes())
    return f"pcc_kept_{digest.hexdigest()[:16]}"


def _databases() -> list[str]:
    return [name for (name,) in _at_the_server("SELECT datname FROM pg_database")]


def _at_the_server(sql: str) -> list[tuple[str]]:
    """Run one statement beside any database of a test, however long a busy disk takes over it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def officer(db: None) -> User:
    return a_user(Role.COMPLAINTS_OFFICER, name="Olwen Officer")


@pytest.fixture
def caseworker(db: None) -> User:
    return a_user(Role.CASEWORKER, name="Cass Worker")


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> None:
    """Papers of a test lie in a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def manager(db: None) -> User:
    return a_user(Role.MANAGER, name="Mo Manager")


@pytest.fixture
def outsider(db: None) -> User:
    """Somebody who signs in and has no business with the record."""
    return a_user(Role.PANEL_MEMBER, name="Oz Outsider")


@pytest.fixture
def as_officer(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def as_manager(manager: User) -> Client:
    return signed_in(manager)


@pytest.fixture(scope="session", autouse=True)
def use_noted_seldom() -> None:
    """On a busy machine a minute passes between two pages of a test, and the second would cost a statement more."""
    sessions.NOTED_EVERY = timedelta(minutes=10)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
