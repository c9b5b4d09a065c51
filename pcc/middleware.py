"""What every request passes through: who acts, plain text only, nothing stored on the way."""

from collections.abc import Callable
from ipaddress import ip_address

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string

from pcc import audit

Next = Callable[[HttpRequest], HttpResponse]


def acting_user(get_response: Next) -> Next:
    """Name the person and request behind each write, for events, row history and logs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
        user = request.user if request.user.is_authenticated else None
        with audit.acting(by=user, request_id=request_id, address=_address(request)):
            return get_response(request)

    return middleware


def _address(request: HttpRequest) -> str:
    """The peer's address. X-Forwarded-For is not read: anybody can write it."""
    try:
        return str(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""


def plain_text_only(get_response: Next) -> Next:
    """Refuse NULs and undecodable text in an address or query: no page and no column can hold them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        text = request.path + "".join(key + value for key, values in request.GET.lists() for value in values)
        if "\x00" in text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
            return HttpResponseBadRequest(render_to_string("400.html", request=request))
        return get_response(request)

    return middleware


def no_store(get_response: Next) -> Next:
    """Signed-in answers are never kept by a browser or a proxy; Back after sign-out shows nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware
