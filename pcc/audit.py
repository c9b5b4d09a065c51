"""Append an event to the audit log, in the same transaction as the change it tells of."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import pghistory
from django.db import models
from django.utils import timezone

from pcc.models import AuditEvent, User


@dataclass(frozen=True)
class Acting:
    """Who acts, in which request, from where: the only ambient facts in the product."""

    request_id: str = ""
    address: str = ""


NOBODY = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY)


@contextmanager
def acting(*, by: User | None, request_id: str = "", address: str = "") -> Iterator[None]:
    """Name the person and request behind the writes inside: for events, row history and logs."""
    token = _acting.set(Acting(request_id=request_id, address=address))
    try:
        with pghistory.context(user=by.pk if by else None, request=request_id):
            yield
    finally:
        _acting.reset(token)


def record(
    verb: str, subject: models.Model | None = None, *, by: User | None, reason: str = "", **facts: Any
) -> AuditEvent:
    """Append one event: ``complaint.viewed``, ``extract.imported``.

    ``facts`` are ids, counts, codes, field names and digests; never a value that could name a person.
    ``by`` is None for the system itself.
    """
    now = _acting.get()
    return AuditEvent.objects.create(
        at=timezone.now(),
        verb=verb,
        by=by,
        roles=" ".join(sorted(by.roles)) if by else "",
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        facts=facts,
        reason=reason,
        request_id=now.request_id,
        address=now.address,
    )
