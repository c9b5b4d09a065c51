"""Forms that anybody may send without signing in: who posts too often waits, and what was typed is kept an hour.

What is kept lies in the database under a random key; after the hour it is gone by itself. The key stands in a cookie of
the form's own address and in no address: one can be sent to somebody, who would then type where the sender can read.
The cache only counts posts: while it is away, nobody is stopped and nothing is lost.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.generic import FormView

from pcc import typed
from pcc.locks import Lock, wait_for
from pcc.sessions import address_of

KEY = re.compile(r"[A-Za-z0-9_-]{32}")
AN_HOUR = 60 * 60
MOST_AN_HOUR = 30
"""Posts from one address in an hour: a household and its mistakes, not a flood."""
MOST_KEPT_AN_HOUR = 600
"""Times in an hour that one address may have its typing kept by the page's script: a few people who write at once."""
BY_SCRIPT = "X-Kept-By"

Response = TypeVar("Response", bound=HttpResponse)


def too_many(request: HttpRequest) -> bool:
    """Whether this address has posted too often in the hour to the forms under this part of the site."""
    typing = BY_SCRIPT in request.headers and "keep" in request.POST
    key = f"public-{'kept' if typing else 'posts'}:{request.path.split('/')[1]}:{address_of(request)}"
    cache.add(key, 0, AN_HOUR)
    try:
        return bool(cache.incr(key) > (MOST_KEPT_AN_HOUR if typing else MOST_AN_HOUR))
    except ValueError:  # the hour ended between the two
        return False


@contextmanager
def once(key: str) -> Iterator[None]:
    """Hold this key until the transaction ends: of two who send the same thing at once, one waits for the other."""
    with transaction.atomic():
        wait_for(Lock.PUBLIC_FORM, key)
        yield


class PublicView:
    """What every public page does first: whoever posts too often waits."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and too_many(request):
            return render(request, "429.html", status=429)
        return super().dispatch(request, *args, **kwargs)


class PublicForm(PublicView, FormView):
    """A form whose typing is kept: by its button ``keep``, by its script, and beside a mistake. Files are not kept."""

    kept_as: ClassVar[str]
    """The beginning of the names under which things are kept, and the end of the cookie's: ``apply``."""

    @property
    def draft(self) -> str:
        """The key of what this browser has kept; empty when it has kept nothing, or made the key up."""
        key = self.request.COOKIES.get(f"pcc-{self.kept_as}", "")
        return key if KEY.fullmatch(key) else ""

    def get_initial(self) -> dict[str, Any]:
        self.kept = typed.kept(f"{self.kept_as}-draft:{self.draft}") if self.draft else None
        return self.kept or super().get_initial()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "keep" in request.POST:
            by_script = BY_SCRIPT in request.headers
            return self.keep(HttpResponse(status=204) if by_script else HttpResponseRedirect(request.path))
        if "forget" in request.POST:
            return self.forget(HttpResponseRedirect(request.path))
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.keep(super().form_invalid(form))

    def keep(self, response: Response) -> Response:
        """Keep what was typed for an hour from now, for this browser."""
        key = self.draft or secrets.token_urlsafe(24)
        form = self.get_form_class()(self.request.POST)
        values = {
            name: form[name].value() for name, field in form.fields.items() if not field.widget.needs_multipart_form
        }
        typed.keep(f"{self.kept_as}-draft:{key}", values)
        response.set_cookie(
            f"pcc-{self.kept_as}",
            key,
            max_age=AN_HOUR,
            path=self.request.path,
            secure=settings.CSRF_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def forget(self, response: Response) -> Response:
        """Forget what this browser has kept."""
        if self.draft:
            typed.forget(f"{self.kept_as}-draft:{self.draft}")
            response.delete_cookie(f"pcc-{self.kept_as}", path=self.request.path, samesite="Lax")
        return response

    def keep_sent(self, what: dict[str, Any], *, key: str = "") -> str:
        """Keep what the page after sending shows; returns the key of that page, a new one unless one is given."""
        key = key or secrets.token_urlsafe(24)
        typed.keep(f"{self.kept_as}-sent:{key}", what)
        return key

    def was_sent(self, key: str) -> bool:
        """Whether a page after sending is kept under that key."""
        return typed.kept(f"{self.kept_as}-sent:{key}") is not None

    @property
    def sending(self) -> str:
        """The key under which this form is sent, however often the button is pressed."""
        given = self.request.POST.get("sending", "")
        return given if KEY.fullmatch(given) else secrets.token_urlsafe(24)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # which asks for what was kept
        return context | {"kept": getattr(self, "kept", None) is not None, "sending": self.sending}


def sent(kept_as: str, key: str) -> dict[str, Any]:
    """What was sent under that key, or the 404 of one that nobody has or whose hour is over."""
    found = typed.kept(f"{kept_as}-sent:{key}")
    if found is None:
        raise Http404
    return cast("dict[str, Any]", found)
