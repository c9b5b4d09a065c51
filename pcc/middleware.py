"""What every request passes through: who acts and for how long, plain text only, nothing stored on the way."""

import re
from collections.abc import Callable
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from pcc import audit, sessions

Next = Callable[[HttpRequest], HttpResponse]


def session_limits(get_response: Next) -> Next:
    """End a session that has been idle or open too long, before anything looks at whose it is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            if why := sessions.ending(request.session, at=now):
                with audit.acting(by=None, request_id=_request_id(), address=sessions.address_of(request)):
                    sessions.shut(request, why=why)
            else:
                sessions.note_use(request, at=now)
        return get_response(request)

    return middleware


def acting_user(get_response: Next) -> Next:
    """Name the person and request behind each write, for events, row history and logs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        with audit.acting(by=user, request_id=_request_id(), address=sessions.address_of(request)):
            return get_response(request)

    return middleware


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def plain_text_only(get_response: Next) -> Next:
    """Refuse NULs and undecodable text in an address or query: no page and no column can hold them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        text = request.path + "".join(key + value for key, values in request.GET.lists() for value in values)
        if "\x00" in text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
            return HttpResponseBadRequest(render_to_string("400.html", request=request))
        return get_response(request)

    return middleware


class SecondFactorRequired:
    """Staff who have not shown a second factor in this session reach only the pages to set one up, show it or sign out.

    The API answers 403 as problem details.
    """

    ALWAYS_OPEN = frozenset({"account_logout", "account_reauthenticate", "people:stay", "health", "office_css"})

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        route = request.resolver_match.view_name
        if route in self.ALWAYS_OPEN or route.startswith("mfa_") or not request.user.is_authenticated:
            return None
        if not sessions.must_prove(request.session, request.user):
            return None
        if hasattr(view, "cls"):  # as the API's views are marked
            audit.record("page.refused", by=request.user, route=route, why="second factor")
            return JsonResponse(
                {"status": 403, "title": "Second factor needed", "detail": "Sign in with your second factor first."},
                status=403,
                content_type="application/problem+json",
            )
        if not sessions.has_second_factor(request.user):
            messages.warning(
                request, "Your role needs a second factor. Set one up here, then you can go on to your work."
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        ways = get_adapter(request).get_reauthentication_methods(request.user)
        return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({'next': request.get_full_path()})}")


def no_store(get_response: Next) -> Next:
    """Signed-in answers are never kept by a browser or a proxy; Back after sign-out shows nothing.

    Signing out also makes the browser drop what it kept of this site. Cookies are left out of that, because the header
    would clear those of the office's other sites under the same domain; ours has ended with the session.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


NAMED = re.compile(r"""(filename="|filename\*=utf-8'')(?![^;]*demonstration)""", re.IGNORECASE)


def files_of_a_demonstration(get_response: Next) -> Next:
    """Begin the name of each file that is taken away with ``demonstration-``: a table of numbers has no other mark."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if told := response.headers.get("Content-Disposition"):
            response.headers["Content-Disposition"] = NAMED.sub(r"\1demonstration-", told)
        return response

    return middleware
