"""How our people sign in: django-allauth, with no sign-up and with every sign-in on the audit log."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import user_logged_in, user_logged_out
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from pcc import audit


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


@receiver(user_logged_in)
def record_sign_in(request: HttpRequest, user: Any, **_: Any) -> None:
    audit.record("user.signed_in", user, by=user)


@receiver(user_logged_out)
def record_sign_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        audit.record("user.signed_out", user, by=user)


@receiver(user_login_failed)
def record_failed_sign_in(**_: Any) -> None:
    """A failed sign-in names nobody: the typed address may be anybody's."""
    audit.record("user.sign_in_refused", by=None)
