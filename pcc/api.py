"""The API's edges: deny by default, strict JSON, declared filters, cursor paging, problem details."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from pcc import audit
from pcc.errors import RuleBroken
from pcc.filters import SpokenField

if TYPE_CHECKING:  # rest_framework.views reads this module for its defaults
    from rest_framework.views import APIView

DEEPEST_JSON = 20


class DenyUnlessDeclared(BasePermission):
    """A view without declared roles answers nobody; a role outside them gets the 404 of a missing page."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        roles = getattr(view, "roles", frozenset())
        if not request.user.is_authenticated:
            return False
        if not roles & request.user.roles:
            audit.record("page.refused", by=request.user, route=request.resolver_match.view_name)
            raise Http404
        return True


class StrictJSONParser(JSONParser):
    """JSON without repeated keys, without NaN, and not deeper than twenty levels."""

    strict = True

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            text = stream.read().decode("utf-8")
            data = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
            _check_depth(data, 1)
        except (ValueError, RecursionError) as fault:
            raise exceptions.ParseError(f"The body is not acceptable JSON: {fault}.") from fault
        return data


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("a key is given twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _check_depth(data: Any, depth: int) -> None:
    if depth > DEEPEST_JSON:
        raise ValueError(f"it is nested deeper than {DEEPEST_JSON} levels")
    if isinstance(data, dict):
        for value in data.values():
            _check_depth(value, depth + 1)
    elif isinstance(data, list):
        for value in data:
            _check_depth(value, depth + 1)


class Cursor(CursorPagination):
    """Pages that neither repeat nor lose a row while data change."""

    page_size = 100
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "-pk"


class DeclaredFilters(BaseFilterBackend):
    """The view's FilterSet and nothing else: an unknown parameter is a 400, never ignored."""

    always = frozenset({"cursor", "page_size", "format"})

    def filter_queryset(self, request: Request, queryset: Any, view: "APIView") -> Any:
        filterset_class = getattr(view, "filterset_class", None)
        declared = set(filterset_class.base_filters) if filterset_class else set()
        if unknown := sorted(set(request.query_params) - declared - self.always):
            known = ", ".join(sorted(declared)) or "none"
            raise exceptions.ValidationError(
                {name: [f"There is no such filter. Filters: {known}."] for name in unknown}
            )
        if filterset_class is None:
            return queryset
        further = view.filter_arguments() if hasattr(view, "filter_arguments") else {}
        filterset = filterset_class(request.query_params, queryset=queryset, request=request, **further)
        if not filterset.is_valid():
            raise exceptions.ValidationError(filterset.errors)
        return filterset.qs

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        """The filters as OpenAPI describes parameters."""
        filters = view.filterset_class.base_filters if hasattr(view, "filterset_class") else {}
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": str(declared.label or name),
                "schema": _schema_of(declared.field),
            }
            for name, declared in filters.items()
        ]


def _schema_of(field: forms.Field) -> dict[str, Any]:
    """What a filter takes, as OpenAPI says it."""
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, SpokenField):  # what people call a thing is no list of codes
        return {"type": "string"}
    if isinstance(field, forms.DecimalField):
        return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        codes = [str(code) for code, _ in field.choices if code]  # none where the rows themselves say what there is
        return {"type": "string", **({"enum": codes} if codes else {})}
    longest = getattr(field, "max_length", None)
    return {"type": "string", **({"maxLength": longest} if longest else {})}


def problem(fault: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every error as problem details (RFC 9457), with a sentence that says what to do."""
    if isinstance(fault, RuleBroken):
        return _answer(status.HTTP_409_CONFLICT, "The rules refuse this", str(fault))
    if isinstance(fault, DataError):
        return _answer(status.HTTP_400_BAD_REQUEST, "Not acceptable", "A value is too large or not of its kind.")
    if isinstance(fault, Http404):
        return _answer(status.HTTP_404_NOT_FOUND, "Not found", "There is nothing here for you to see.")
    if isinstance(fault, PermissionDenied):
        fault = exceptions.PermissionDenied()
    if isinstance(fault, exceptions.ValidationError):
        return _answer(fault.status_code, "Not acceptable", "Correct what is named.", errors=fault.detail)
    if isinstance(fault, exceptions.APIException):
        headers = {}
        if getattr(fault, "auth_header", None):
            headers["WWW-Authenticate"] = fault.auth_header
        if getattr(fault, "wait", None):
            headers["Retry-After"] = str(int(fault.wait))
        return _answer(fault.status_code, fault.default_code, str(fault.detail), headers=headers)
    return None


def _answer(code: int, title: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> Response:
    body = {"status": code, "title": title, "detail": detail, **more}
    return Response(body, status=code, headers=headers, content_type="application/problem+json")
