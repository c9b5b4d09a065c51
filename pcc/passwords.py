"""Which passwords are refused, and the links by which a person sets theirs."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.urls import reverse

from pcc import audit
from pcc.models import AuditEvent, Force, User
from pcc.sessions import DOORS_CLOSED


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens that work once, for PASSWORD_RESET_TIMEOUT, for somebody who may sign in, and until the doors are closed.

    The password, the last sign-in and the e-mail address are part of a token: a change of any of them ends it.
    """

    key_salt = "pcc.passwords.LinkTokens"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        closings = AuditEvent.objects.filter(
            subject_type=user._meta.label_lower, subject_id=str(user.pk), verb=DOORS_CLOSED
        )
        last = closings.order_by("-pk").values_list("pk", flat=True).first()
        return f"{super()._make_hash_value(user, timestamp)}{last}"

    def check_token(self, user: Any, token: str | None) -> bool:
        return bool(user and user.is_active and super().check_token(user, token))


def link(person: User) -> str:
    """An address at which the person sets their password: once, within an hour. It is never made from a request."""
    key = f"{user_pk_to_url_str(person)}-{LinkTokens().make_token(person)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return str(settings.BASE_URL) + path.replace("UID-KEY", quote(key))


def send_link(person: User, *, by: User | None) -> None:
    """Write to the person how to set their password; ``by`` is None when somebody asked on the page for it."""
    audit.record("user.password_link_sent", person, by=by)
    get_adapter().send_mail("account/email/password_link", person.email, {"password_url": link(person)})


class ContextWordsValidator:
    """Refuse what somebody would try first against this office: its names, its forces' names, the person's own name."""

    ALWAYS = ("opcc", "police and crime commissioner")
    SHORTEST_NAME = 4
    ENOUGH_ELSE = 8
    """Letters that must remain once every word of those names is taken out."""

    def validate(self, password: str, user: User | None = None) -> None:
        squeezed = _squeeze(password)
        phrases = list(self._phrases())
        names = set(self._names(user))
        if any(word in squeezed for word in names | {_squeeze(phrase) for phrase in phrases} if word):
            raise ValidationError(self.get_help_text(), code="password_context_words")
        left = squeezed
        for word in sorted({_squeeze(word) for phrase in phrases for word in phrase.split()}, key=len, reverse=True):
            left = left.replace(word, "") if word else left
        if len(left) < self.ENOUGH_ELSE:
            raise ValidationError(self.get_help_text(), code="password_context_words")

    def get_help_text(self) -> str:
        return "Leave out the names of the office, of its police forces, and your own."

    def _phrases(self) -> Iterator[str]:
        yield from self.ALWAYS
        yield from (settings.OFFICE["name"], settings.OFFICE["short_name"])
        for name, code in Force.objects.values_list("name", "code"):
            yield name
            yield code.replace("-", " ")

    def _names(self, user: User | None) -> Iterator[str]:
        for name in (user.name, user.alias) if user else ():
            for part in (name, *name.split()):
                if len(_squeeze(part)) >= self.SHORTEST_NAME:
                    yield _squeeze(part)


def _squeeze(text: str) -> str:
    """Letters and digits alone, in small letters and without accents, so that spelling does not hide a name."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))
