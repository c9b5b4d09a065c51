import pytest
from django.test import Client

from pcc.models import User
from pcc.roles import Role
from tests.factories import a_user


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
