"""What the pages of panel members hand to their script."""

import base64
from hashlib import sha256
from hmac import digest
from typing import Any

from django import template
from django.conf import settings

from pcc.models import User

register = template.Library()


def _of(user: User, what: str) -> bytes:
    return digest(settings.SECRET_KEY.encode(), f"phone {what}:{user.key}".encode(), sha256)


@register.filter
def phone_owner(user: Any) -> str:
    """Tells one member's waiting answers from another's on the same phone, and says nothing of whose they are."""
    return _of(user, "owner").hex()[:24] if user.is_authenticated else ""


@register.filter
def phone_secret(user: Any) -> str:
    """The key under which a member's waiting answers lie on a phone: it comes with a page of theirs, and never stays.

    So the next user of a shared phone finds nothing to read there, and the member's own next page opens it again.
    """
    return base64.b64encode(_of(user, "secret")).decode() if user.is_authenticated else ""
