"""Forms that anybody may send without signing in: who posts too often waits, and what was typed can be kept an hour.

What is kept lies in the cache under a random key that only the person has; after the hour it is gone by itself.
"""

import re
import secrets
from typing import Any, ClassVar, cast

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.generic import FormView

from pcc.sessions import address_of

KEY = re.compile(r"[A-Za-z0-9_-]{32}")
AN_HOUR = 60 * 60
MOST_AN_HOUR = 30
"""Posts from one address in an hour: a household and its mistakes, not a flood."""


def too_many(request: HttpRequest) -> bool:
    """Whether this address has posted too often in the hour to the forms under this part of the site."""
    key = f"public-posts:{request.path.split('/')[1]}:{address_of(request)}"
    cache.add(key, 0, AN_HOUR)
    try:
        return bool(cache.incr(key) > MOST_AN_HOUR)
    except ValueError:  # the hour ended between the two
        return False


class PublicView:
    """What every public page does first: whoever posts too often waits."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and too_many(request):
            return render(request, "429.html", status=429)
        return super().dispatch(request, *args, **kwargs)


class PublicForm(PublicView, FormView):
    """A form with a button ``keep``, which gives an address to come back to within the hour. Files are not kept."""

    kept_as: ClassVar[str]
    """The beginning of the cache's keys: ``apply``."""

    def get_initial(self) -> dict[str, Any]:
        key = self.request.GET.get("draft", "")
        kept = cache.get(f"{self.kept_as}-draft:{key}") if key else None
        self.lost = bool(key) and kept is None
        return kept or super().get_initial()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "keep" in request.POST:
            return HttpResponseRedirect(f"{request.path}?draft={self._keep(request)}")
        return super().post(request, *args, **kwargs)

    def _keep(self, request: HttpRequest) -> str:
        """Keep what was typed for an hour, under the key it had or a new one."""
        had = request.GET.get("draft", "")
        key = had if KEY.fullmatch(had) else secrets.token_urlsafe(24)
        form = self.get_form_class()(request.POST)
        typed = {
            name: form[name].value() for name, field in form.fields.items() if not field.widget.needs_multipart_form
        }
        cache.set(f"{self.kept_as}-draft:{key}", typed, AN_HOUR)
        return key

    def keep_sent(self, what: dict[str, Any]) -> str:
        """Keep what the page after sending shows, drop what was kept while typing; returns the key of that page."""
        key = secrets.token_urlsafe(24)
        cache.set(f"{self.kept_as}-sent:{key}", what, AN_HOUR)
        if draft := self.request.GET.get("draft"):
            cache.delete(f"{self.kept_as}-draft:{draft}")
        return key

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # which asks for what was kept
        return context | {"draft": self.request.GET.get("draft", ""), "lost": getattr(self, "lost", False)}


def sent(kept_as: str, key: str) -> dict[str, Any]:
    """What was sent under that key, or the 404 of one that nobody has or whose hour is over."""
    found = cache.get(f"{kept_as}-sent:{key}")
    if found is None:
        raise Http404
    return cast("dict[str, Any]", found)
