"""Every operation of the API by requests that fit its description and requests that do not: none ends in a fault."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from pcc.models import User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_complaint, a_user, an_allegation

HOST = "testserver"
EVERYBODY = "everybody@opcc.example"


@pytest.fixture
def described(db: None, settings: Any) -> Iterator[Any]:
    """The API as it describes itself to somebody who may do everything, over the connection of this test."""
    settings.ALLOWED_HOSTS = [HOST]
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    an_allegation(a_complaint())
    headers = signed(a_user(*Role, email=EVERYBODY))
    yield schemathesis.openapi.from_wsgi("/complaints/api/schema/", WSGIHandler(), headers=headers)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def signed(user: User) -> dict[str, str]:
    cookies = signed_in(user).cookies
    return {"Host": HOST, "Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())}


api = schemathesis.pytest.from_fixture("described")


@api.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_request_of_the_api_ends_in_a_fault(case: Any) -> None:
    response = case.call(headers=signed(User.objects.get(email=EVERYBODY)))
    case.validate_response(response, checks=[not_a_server_error])
    assert "text/html" not in response.headers.get("content-type", "")
