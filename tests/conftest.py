import os
import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from pcc import sessions
from pcc.models import User
from pcc.roles import Role
from tests import kept
from tests.browser import Screen
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
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_which_have_rows())
        if written := [name for (name,) in cursor.fetchall()]:
            cursor.execute("; ".join(f'DELETE FROM "{name}"' for name in written))
        cursor.execute(SAMPLES_AS_SHIPPED)
        cursor.execute("DELETE FROM casework_theme WHERE NOT name = ANY(%s)", [THEMES])
        cursor.execute("UPDATE casework_theme SET retired_at = NULL WHERE retired_at IS NOT NULL")
        cursor.execute("SET session_replication_role = DEFAULT")


@cache
def _which_have_rows() -> str:
    """A question for the names of the tables in which something stands, but for those that the product ships."""
    tables = [name for name in connection.introspection.table_names() if name not in SHIPPED]
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)


TransactionTestCase._fixture_teardown = empty_the_tables


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Start from the database that an earlier run migrated with these very migrations, where the server has kept it."""
    with django_db_blocker.unblock():
        kept.begin_with_it()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep the migrated database, empty as it is, for the runs that follow."""
    with django_db_blocker.unblock():
        kept.keep()


@pytest.fixture(scope="session")
def another_database(django_db_setup: None, django_db_blocker: Any) -> Callable[[str], str]:
    """A function that makes a database of this name, as the migrations leave it, and gives its address."""

    def make(name: str) -> str:
        with django_db_blocker.unblock():
            kept.copy_as(name)
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    return make


@pytest.fixture(scope="module")
def db_of_file(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a fixture of a whole file writes: each test finds it as it was written, and it goes with the file.

    Only for files whose tests do not commit.
    """
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        yield
        transaction.set_rollback(True)


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


@pytest.fixture(scope="session", autouse=True)
def passwords_hashed_quickly() -> None:
    """A good hash takes long on purpose, and the tests hash hundreds: the same way, with less of it."""
    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> None:
    """Each client of a test loads the middleware anew, and the real one looks for every static file each time."""
    found: dict[str, StaticFile] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = once


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def come_in(screen: Screen, person: User) -> Screen:
    """Have the browser signed in without the form."""
    cookie = signed_in(person).cookies[django_settings.SESSION_COOKIE_NAME]
    screen.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": django_settings.BASE_URL}])
    return screen
