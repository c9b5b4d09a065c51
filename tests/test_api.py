"""Every operation of the API by requests that fit its description and requests that do not: none ends in a fault."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as configured
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from pcc.models import User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_complaint, a_user, an_allegation


def served_to(user: User) -> Any:
    """The product as a WSGI application in which this person is signed in."""
    handler = WSGIHandler()
    client, token = signed_in(user), "t0ken" * 6 + "ab"
    session = client.cookies[configured.SESSION_COOKIE_NAME].value
    kept = client.session
    kept["_csrftoken"] = token
    kept.save()

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        cookie = f"{configured.SESSION_COOKIE_NAME}={session}"
        return handler(
            environ | {"HTTP_HOST": "testserver", "HTTP_COOKIE": cookie, "HTTP_X_CSRFTOKEN": token}, start_response
        )

    return application


@pytest.fixture
def described(db: None) -> Iterator[Any]:
    """The API as it describes itself to somebody with every role, over the connection of this test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    an_allegation(a_complaint())
    yield schemathesis.openapi.from_wsgi("/complaints/api/schema/", served_to(a_user(*Role)))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_of_the_api_ends_in_a_fault(described: Any, mode: GenerationMode) -> None:
    tried = []
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(case=operation.as_strategy(generation_mode=mode))
        def attempt(case: Any) -> None:
            response = case.call()
            case.validate_response(response, checks=[not_a_server_error])
            assert response.status_code not in (401, 403)
            assert "text/html" not in response.headers.get("content-type", "")

        attempt()
        tried.append(operation.label)
    assert "GET /complaints/api/" in tried
