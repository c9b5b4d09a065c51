"""How long a session lasts, what it has proved, which ones a person has open, and how they are ended.

The clock of a session stands in the session itself, so that judging it costs no query. Open sessions are rows of
allauth's ``UserSession``, noted at sign-in and about once a minute after.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module
from ipaddress import ip_address
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from pcc import audit
from pcc.models import User
from pcc.roles import STAFF

IDLE = timedelta(minutes=30)
"""A session that nobody has used for this long is over."""

LONGEST = timedelta(hours=12)
"""A session is over this long after its sign-in, however busy it has been."""

NOTED_EVERY = timedelta(minutes=1)
"""Use is written down this often, so a session may end up to a minute before IDLE, and never after it."""

WARNED_BEFORE = timedelta(minutes=5)

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor of its own; recovery codes only stand in for one."""

BEGAN, SEEN, PROVED, WHY_ENDED = "began_at", "seen_at", "second_factor_of", "why_ended"

Store = MutableMapping[str, Any]


class Ending(StrEnum):
    """Why a session is over, besides signing out."""

    IDLE = "idle"
    TOO_LONG = "too long"


def begin(store: Store, *, at: datetime) -> None:
    """Start the clock of a session, at sign-in."""
    store[BEGAN] = store[SEEN] = int(at.timestamp())
    store.pop(WHY_ENDED, None)


def ending(store: Store, *, at: datetime) -> Ending | None:
    """Why the session is over at this moment; None while it lasts. One without a clock is over."""
    began, seen = store.get(BEGAN, 0), store.get(SEEN, 0)
    if at.timestamp() - began >= LONGEST.total_seconds():
        return Ending.TOO_LONG
    if at.timestamp() - seen >= IDLE.total_seconds():
        return Ending.IDLE
    return None


def is_fresh(store: Store, *, within: timedelta, at: datetime) -> bool:
    """Whether the person signed in so lately that they need not confirm who they are."""
    return bool(at.timestamp() - store.get(BEGAN, 0) < within.total_seconds())


def note_use(request: HttpRequest, *, at: datetime) -> None:
    """Write down that the session is in use, at most once in NOTED_EVERY."""
    if at.timestamp() - request.session[SEEN] >= NOTED_EVERY.total_seconds():
        request.session[SEEN] = int(at.timestamp())
        UserSession.objects.create_from_request(request)


def shut(request: HttpRequest, *, why: Ending) -> None:
    """End the session of this request; the request goes on as nobody's."""
    person = cast("User", request.user)
    _forget([request.session.session_key])
    request.session.flush()
    request.user = AnonymousUser()
    request.session[WHY_ENDED] = str(why)
    audit.record("user.session_ended", person, by=None, why=str(why))


def prove(store: Store, person: User) -> None:
    """The person has shown their second factor in this session."""
    store[PROVED] = person.pk


def unprove(store: Store, person: User) -> None:
    """Take the proof back once the person has no second factor left."""
    if not has_second_factor(person):
        store.pop(PROVED, None)


def must_prove(store: Store, person: User) -> bool:
    """Whether this session may go nowhere before a second factor is shown."""
    return bool(settings.REQUIRE_SECOND_FACTOR and person.roles & STAFF and store.get(PROVED) != person.pk)


def has_second_factor(person: User) -> bool:
    return bool(Authenticator.objects.filter(user=person, type__in=FACTORS).exists())


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; empty when unknown.

    Behind the office's own proxy it is the address that the proxy added last. Whatever else stands in X-Forwarded-For
    anybody may have written.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        told = forwarded.rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return ""


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
"""What a browser says of itself, and how people call it; the first that is found counts."""


def device(user_agent: str) -> str:
    """A browser and machine in words: ``Chrome on Windows``."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Unknown browser")
    machine = next((name for sign, name in MACHINES if sign in user_agent), "")
    return f"{browser} on {machine}" if machine else browser


@dataclass(frozen=True)
class OpenSession:
    """A session somebody could go on with now."""

    pk: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_current: bool


def open_now(*, at: datetime) -> Q:
    """The noted sessions within both limits, for counting without reading each."""
    return Q(last_seen_at__gt=at - IDLE, created_at__gt=at - LONGEST)


def open_sessions(person: User, *, at: datetime, current: str | None = None) -> list[OpenSession]:
    """The person's open sessions, the one with the key ``current`` first, then the newest."""
    noted = UserSession.objects.purge_and_list(person)
    lasting = [row for row in noted if at - row.created_at < LONGEST and at - row.last_seen_at < IDLE]
    found = [
        OpenSession(
            pk=row.pk,
            device=device(row.user_agent),
            address=row.ip,
            began_at=row.created_at,
            seen_at=row.last_seen_at,
            is_current=row.session_key == current,
        )
        for row in lasting
    ]
    return sorted(found, key=lambda one: (not one.is_current, -one.began_at.timestamp(), -one.pk))


@transaction.atomic
def end(person: User, *, by: User | None, only: int | None = None, keep: str | None = None) -> int:
    """End the person's sessions at once, and return how many there were.

    ``only`` is one session's number; ``keep`` the key of a session that goes on.
    """
    rows = UserSession.objects.filter(user=person).exclude(session_key=keep or "")
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.select_for_update().values_list("session_key", flat=True))
    _forget(keys)
    if keys:
        audit.record("user.sessions_ended", person, by=by, sessions=len(keys))
    return len(keys)


@transaction.atomic
def close_doors(person: User, *, by: User) -> int:
    """End every session of the person, and every link to set a password that is on its way to them."""
    ended = end(person, by=by)
    audit.record(DOORS_CLOSED, person, by=by)
    return ended


DOORS_CLOSED = "user.doors_closed"


@transaction.atomic
def reset_second_factor(person: User, *, by: User) -> None:
    """Take away a lost second factor: the person signs in with their password, and sets up another at once."""
    kinds = sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    Authenticator.objects.filter(user=person).delete()
    audit.record("user.second_factor_reset", person, by=by, kinds=kinds)
    close_doors(person, by=by)


def forget(session_key: str | None) -> None:
    """Take a session that is being signed out off the list."""
    UserSession.objects.filter(session_key=session_key or "").delete()


def _forget(keys: list[str | None]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in filter(None, keys):
        store(key).delete()
    UserSession.objects.filter(session_key__in=filter(None, keys)).delete()
