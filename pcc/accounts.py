"""The doors: django-allauth with no sign-up, second factors, Django's admin behind both, all of it on the audit log."""

import base64
import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps
from inspect import ismethod
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.account.utils import user_pk_to_url_str
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import signals as django_auth
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, URLResolver, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from pcc import audit, sessions
from pcc.models import AuditEvent, User
from pcc.roles import READS_FIGURES, STAFF

log = logging.getLogger(__name__)

CONFIRMED_FOR = timedelta(minutes=5)
"""So long after signing in or confirming nobody is asked again who they are. Equal to allauth's own time."""

KNOWN_PLACE_FOR = timedelta(days=90)
"""So long after a sign-in its address counts as a place where the account's owner works."""


class Doors(AuthenticationBackend):
    """Passwords as allauth checks them; the person behind a session is read together with their roles."""

    def get_user(self, user_id: int) -> User | None:
        person = User.objects.with_roles().filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None


class ReferenceDataSite(admin.AdminSite):
    """Signs in through the product's own page; anybody who is not an administrator gets a 404, signed in or not."""

    site_header = "Users and reference data"
    site_title = "Users and reference data"
    index_title = "Users and reference data"
    index_template = "admin/reference_index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def refuse_others(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                if request.user.is_authenticated:
                    audit.record("page.refused", by=request.user, route="admin")
                raise Http404
            return inner(request, *args, **kwargs)

        return refuse_others

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        reads_figures = request.user.is_authenticated and bool(request.user.roles & READS_FIGURES)
        return super().each_context(request) | {"reads_figures": reads_figures}

    def get_urls(self) -> list[Any]:
        """Without the routes that look at models of any app, and without a second way to set a password or sign out."""
        unused = {"autocomplete", "view_on_site", "password_change", "password_change_done", "logout"}
        routes = [route for route in super().get_urls() if getattr(route, "name", "") not in unused]
        for view in _views(routes):
            view.login_required = False  # an outsider is not even told that there is something to sign in to
        return routes

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only the kernel's own models: libraries offer theirs, and some of them hold credentials."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label == "pcc"]
        super().register(ours, admin_class, **options)


def _views(routes: list[Any]) -> Iterator[Any]:
    for route in routes:
        if isinstance(route, URLResolver):
            yield from _views(route.url_patterns)
        elif not ismethod(route.callback):  # the site's own sign-in is open as it is
            yield route.callback


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up, and nobody changes their own address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "incorrect_password": "The password is not right.",
        "enter_current_password": "The current password is not right.",
        "incorrect_code": "The code is not right. Wait for the next one, and type that.",
        "too_many_login_attempts": "There have been too many tries. Wait five minutes, then try again.",
        "rate_limited": "There have been too many tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return sessions.address_of(request) or "0.0.0.0"  # noqa: S104 - stands for unknown, as on a unix socket

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page that this process serves and that is everybody's."""
        for route in ("home", "people:sessions"):
            try:
                return reverse(route)
            except NoReverseMatch:
                continue
        return reverse("account_change_password")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")  # every session has ended, this one too

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or write down that it could not be sent: the answer must not tell whether anybody was written to."""
        words = context | {"office": settings.OFFICE, "start_url": settings.BASE_URL}
        try:
            self.render_mail(template_prefix, email, words).send()
        except (OSError, SMTPException) as fault:
            log.error("mail_not_sent: %s", type(fault).__name__)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count for an account as tried from one address: elsewhere its owner still gets in."""
        return f"{credentials.get('email', '').lower()} from {self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Slow down guessing: from one address, at one account from there, and at one account from everywhere.

        The last limit spares addresses from which the account's owner has signed in lately.
        """
        email = credentials.get("email", "").lower()
        try:
            super().pre_authenticate(request, **credentials)
            usage = ratelimit.consume(request, app="allauth.account", action="login_failed_anywhere", key=email)
            if usage:
                self._login_failed_rl_usage.usage.extend(usage.usage)
            elif not _owner_works_here(email, self.get_client_ip(request)):
                self._rollback_login_failed_rl_usage()
                raise self.validation_error("too_many_login_attempts")
        except ValidationError:
            audit.record("user.sign_in_slowed", User.objects.filter(email=email).first(), by=None)
            raise

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in has just shown who they are."""
        fresh = sessions.is_fresh(self.request.session, within=CONFIRMED_FOR, at=timezone.now())
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """Where there is a second factor, it is the second factor that confirms who somebody is."""
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use a code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        methods = [way | {"description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]
        return [way for way in methods if way["id"].startswith("mfa_")] or methods


def _owner_works_here(email: str, address: str) -> bool:
    since = timezone.now() - KNOWN_PLACE_FOR
    return AuditEvent.objects.filter(by__email=email, verb="user.signed_in", address=address, at__gte=since).exists()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes and passkeys under the office's name, their secrets encrypted, and not to be given up by staff."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right. Wait for the next one, and type that.",
        "cannot_delete_authenticator": (
            "Your role needs a second factor, and this is your only one. Add a passkey first, then take this away."
        ),
    }

    def get_totp_issuer(self) -> str:
        return settings.OFFICE["short_name"]

    def _get_site_name(self) -> str:
        return settings.OFFICE["name"]

    def build_totp_svg(self, url: str) -> str:
        """The picture as it stands in a page; made by us from a key, so there is nothing in it to escape."""
        return mark_safe(super().build_totp_svg(url).partition("?>")[2].strip())  # noqa: S308

    def get_totp_label(self, user: Any) -> str:
        return user.email or user.alias or str(user.key)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": settings.OFFICE["name"]}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        label = self.get_totp_label(user)
        return {"id": user_pk_to_url_str(user).encode(), "display_name": str(user), "name": label}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return "My passkey" if not count else f"My passkey {count + 1}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not settings.REQUIRE_SECOND_FACTOR or not authenticator.user.roles & STAFF:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=sessions.FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _safe().decrypt(encrypted_text.encode()).decode()


def _safe() -> MultiFernet:
    """Encryption under the secret key; secrets under an old key stay readable while it is listed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor:" + key.encode()).digest())) for key in keys]
    )


@receiver(django_auth.user_logged_in)
def start_the_clock(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.begin(request.session, at=timezone.now())


@receiver(user_logged_in)
def record_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    audit.record("user.signed_in", user, by=user)


@receiver(django_auth.user_logged_out)
def record_sign_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    sessions.forget(request.session.session_key)
    if user is not None:
        audit.record("user.signed_out", user, by=user)


@receiver(django_auth.user_login_failed)
def record_failed_sign_in(**_: Any) -> None:
    """A failed sign-in names nobody: the typed address may be anybody's."""
    audit.record("user.sign_in_refused", by=None)


@receiver([password_changed, password_reset])
def end_sessions_of_the_old_password(user: User, **_: Any) -> None:
    audit.record("user.password_set", user, by=user)
    sessions.end(user, by=user)


@receiver(authenticator_used)
def note_proof(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    sessions.prove(request.session, user)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        audit.record("user.recovery_code_used", user, by=user)


@receiver(authenticator_added)
def record_added_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    audit.record("user.second_factor_added", user, by=user, kind=authenticator.type)
    if authenticator.type in sessions.FACTORS:
        sessions.prove(request.session, user)


@receiver(authenticator_removed)
def record_removed_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    audit.record("user.second_factor_removed", user, by=user, kind=authenticator.type)
    sessions.unprove(request.session, user)


@receiver(authenticator_reset)
def record_new_recovery_codes(user: User, **_: Any) -> None:
    audit.record("user.recovery_codes_made", user, by=user)


@receiver(authentication_failed)
def record_wrong_code(user: User, **_: Any) -> None:
    audit.record("user.second_factor_refused", user, by=None)
