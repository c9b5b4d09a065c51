import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from pcc.models import User
from pcc.roles import Role
from tests.factories import a_user

SHIPPED = {
    "auth_group",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "complaints_category",
    "complaints_factor",
    "pcc_bankholiday",
    "pcc_calendarday",
    "pcc_clockrule",
    "reporting_peerfigure",
    "reporting_peertable",
}
"""Tables that migrations fill: they outlive a test that commits."""


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
        cursor.execute("SET session_replication_role = DEFAULT")


TransactionTestCase._fixture_teardown = empty_the_tables


@pytest.fixture
def officer(db: None) -> User:
    return a_user(Role.COMPLAINTS_OFFICER, name="Olwen Officer")


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


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
