"""A form that is sent twice within a moment, as by a double click where no script runs: carried out once.

Each page that is shown carries a token of its own against forgery, so that the same token with the same words, to the
same address, is the same page sent again. The second one waits for the first, and goes where the first went.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import HttpRequest

from pcc.errors import RuleBroken
from pcc.locks import Lock

A_MOMENT = 10
"""Seconds after the end of the first within which a second is the same act. Later ones are meant."""


class Sending:
    """What became of the page when it was sent a moment ago, and what becomes of it now."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.went_to = ""
        if key:  # without a cache, a form is carried out as often as it is sent
            self.went_to = cache.get(key) or ""

    def goes_to(self, address: str) -> None:
        """Remember for a moment where the person was led."""
        if self.key:
            cache.set(self.key, address, A_MOMENT)


@contextmanager
def sending(request: HttpRequest) -> Iterator[Sending]:
    """Hold the page that is sent until it is carried out. RuleBroken when the first one takes too long to wait for."""
    key = _key(request)
    if not key:
        yield Sending("")
        return
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [Lock.PAGE_SENT, key])
        except OperationalError as waited:  # longer than a page may wait for a lock
            raise RuleBroken(
                "You sent this a moment ago, and it is still being worked on. Look what came of it before you send it "
                "again."
            ) from waited
        try:
            yield Sending(key)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [Lock.PAGE_SENT, key])


def _key(request: HttpRequest) -> str:
    """The page, its address and what was typed, as one word; empty where no page was shown before."""
    if "csrfmiddlewaretoken" not in request.POST:
        return ""
    files = [(name, file.name, file.size) for name in request.FILES for file in request.FILES.getlist(name)]
    sent = [request.user.pk, request.path, sorted(request.POST.lists()), files]
    return f"twice:{hashlib.sha256(json.dumps(sent).encode()).hexdigest()}"
