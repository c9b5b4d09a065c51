"""The forms of signing in, in our own words: allauth's checks, our labels, hints and refusals."""

import re
from datetime import timedelta
from textwrap import wrap
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.http import HttpRequest

from pcc import passwords

HINT = (
    "At least 15 characters: three or four words that do not belong together are easy to keep in mind. "
    "Leave out the names of the office, of its police forces, and your own."
)

CODES_KEPT = timedelta(minutes=2)
"""Longer than a code is good for with one step of tolerance either side."""


def _say(form: forms.Form, **labels: str) -> None:
    """Our own labels, and no text inside the fields: it vanishes as soon as it is needed."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in labels:
            field.label = labels[name]


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["login"].widget.attrs["spellcheck"] = "false"
        _say(self, login="E-mail address")


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email="E-mail address")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Write to the address either way, so that neither answer nor time tells whether it has an account."""
        email: str = self.cleaned_data["email"]
        if self.users:
            passwords.send_link(self.users[0], by=None)
        else:
            get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class NewPasswordForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = HINT
        _say(self, password1="New password", password2="New password again")


class AnotherPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = HINT
        _say(self, oldpassword="Current password", password1="New password", password2="New password again")


class ConfirmPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        _say(self)


class _UsedOnce:
    """A code from an app is good once, for as long as it would be good at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["code"].widget.attrs["class"] = "govuk-input--width-10"
        _say(self, code="Code")

    def clean_code(self) -> str:
        code = super().clean_code()
        digits = re.sub(r"\D", "", code)
        used = f"totp:{self.user.pk}:{digits}"
        if not cache.add(used, True, timeout=CODES_KEPT.total_seconds()):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_UsedOnce, mfa.AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(_UsedOnce, mfa.ReauthenticateForm):
    """The second factor again, before something that matters."""


class SetUpAppForm(_UsedOnce, ActivateTOTPForm):
    """The first code from a new app."""

    @property
    def key_in_fours(self) -> str:
        """The key as somebody types it who cannot use a camera."""
        return " ".join(wrap(self.secret, 4))


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "So that you know it again, such as the name of the device."
        self.fields["passwordless"].label = "Sign in with this passkey alone"
        self.fields["passwordless"].help_text = "The device then asks for your fingerprint, face or PIN each time."
        self.fields["passwordless"].initial = True
        _say(self, name="Name of the passkey")


class NamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name="Name of the passkey")
