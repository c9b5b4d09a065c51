"""The edges of the API: what JSON is taken, and how each refusal is told."""

import io
import json
from typing import Any

import pytest
from django.db import DataError
from django.http import Http404
from django.test import RequestFactory
from django.urls import ResolverMatch
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from pcc.api import DEEPEST_JSON, DenyUnlessDeclared, StrictJSONParser, problem
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User

PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


def parsed(text: bytes) -> Any:
    return StrictJSONParser().parse(io.BytesIO(text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"{", "Expecting property name"),
        (b'{"a": 1, "a": 2}', "a key is given twice"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b"[-Infinity]", "-Infinity is not a number"),
        (b"[" * (DEEPEST_JSON + 1) + b"]" * (DEEPEST_JSON + 1), "nested deeper than 20 levels"),
        (b"[" * 200_000, "not acceptable JSON"),
        (b'"\xff"', "not acceptable JSON"),
        (b"9" * 5000, "not acceptable JSON"),
    ],
)
def test_json_that_cannot_be_taken_is_refused_with_the_reason(text: bytes, why: str) -> None:
    with pytest.raises(exceptions.ParseError, match=why):
        parsed(text)


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | PLAIN, st.lists, max_leaves=8))
def test_ordinary_json_is_taken_as_it_is(value: Any) -> None:
    assert parsed(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    ("fault", "status", "detail"),
    [
        (RuleBroken("This file is older."), 409, "This file is older."),
        (DataError("value too long: a name"), 400, "A value is too large or not of its kind."),
        (Http404("a name"), 404, "There is nothing here for you to see."),
        (exceptions.ValidationError({"q": ["Too long."]}), 400, "Correct what is named."),
        (exceptions.MethodNotAllowed("PUT"), 405, 'Method "PUT" not allowed.'),
    ],
)
def test_every_refusal_is_problem_details_without_the_data(fault: Exception, status: int, detail: str) -> None:
    answer = problem(fault, {})
    assert answer is not None
    assert (answer.status_code, answer.data["status"], answer.data["detail"]) == (status, status, detail)
    assert answer.content_type == "application/problem+json"


def test_an_unexpected_fault_is_left_to_the_error_page() -> None:
    assert problem(ZeroDivisionError(), {}) is None


def test_a_view_that_declares_no_roles_answers_nobody(officer: User) -> None:
    request = Request(RequestFactory().get("/"))
    request.user = officer
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name="forgotten")
    with pytest.raises(Http404):
        DenyUnlessDeclared().has_permission(request, APIView())
    assert AuditEvent.objects.get(verb="page.refused").facts == {"route": "forgotten"}
