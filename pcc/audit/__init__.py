"""Append an event to the audit log, in the same transaction as the change it tells of.

``chain`` seals the events to each other and checks the seals; ``history`` tells the old values of a record.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.http import Http404
from django.utils import timezone

from pcc.audit.history import Change, history_of
from pcc.models import AuditEvent, User

__all__ = [
    "Acting",
    "Change",
    "Subject",
    "acting",
    "append_only_models",
    "find",
    "history_of",
    "record",
    "record_list",
]

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Acting:
    """Who acts, in which request, from where: the only ambient facts in the product."""

    request_id: str = ""
    address: str = ""


NOBODY = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY)


@dataclass(frozen=True)
class Subject:
    """What an event is about, named without holding it: a kind of record, and an id unless it is about many.

    For lists, and for what somebody asked for and was not shown.
    """

    type: str
    id: str = ""

    @classmethod
    def of(cls, thing: "models.Model | Subject | None") -> "Subject":
        if isinstance(thing, Subject):
            return thing
        return cls(thing._meta.label_lower, str(thing.pk)) if thing is not None else cls("")


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
    verb: str, subject: models.Model | Subject | None = None, *, by: User | None, reason: str = "", **facts: Any
) -> AuditEvent:
    """Append one event: ``complaint.viewed``, ``extract.imported``.

    ``facts`` are ids, counts, codes, field names and digests; never a value that could name a person.
    ``shown`` among them holds the ids of the records that a list showed, which are of the subject's kind.
    ``by`` is None for the system itself.
    If the event cannot be written, what it tells of must not happen: let the error out.
    """
    now = _acting.get()
    about = Subject.of(subject)
    return AuditEvent.objects.create(
        at=timezone.now(),
        verb=verb,
        by=by,
        roles=" ".join(sorted(by.roles)) if by else "",
        subject_type=about.type,
        subject_id=about.id[:80],
        facts=facts,
        reason=reason,
        request_id=now.request_id,
        address=now.address,
    )


def record_list(verb: str, kind: type[Row], rows: Iterable[Row], *, by: User, **facts: Any) -> None:
    """Append the event of a list: ``complaint.listed``, with the records of that kind that it showed."""
    record(verb, Subject(kind._meta.label_lower), by=by, shown=[row.pk for row in rows], **facts)


def find(rows: "models.QuerySet[Row]", *, by: User, **lookup: Any) -> Row:
    """The one row of an already visible queryset, or the 404 of a missing id and an event.

    Missing and out of scope are the same to the caller: same status, same body, same event.
    """
    found = rows.filter(**lookup).first()
    if found is None:
        asked = Subject(rows.model._meta.label_lower, str(lookup.get("pk", "")))
        record("record.refused", asked, by=by, looked_up=sorted(lookup))
        raise Http404
    return found


def append_only_models() -> list[type[models.Model]]:
    """The models whose tables refuse update and delete: the log, its seals, every row history, versioned rules."""
    triggers: list[Any] = pgtrigger.registered()
    found = {model for model, trigger in triggers if trigger.name == "append_only"}
    return sorted(found, key=lambda model: model._meta.db_table)
