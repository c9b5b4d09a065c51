"""What was changed in a record: who, when, which field, from what, to what; read out of the row history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory.core
from django.db import models

from pcc.models import User

OUTSIDE = "Outside the product"
SYSTEM = "The system"


@dataclass(frozen=True)
class Change:
    """One field of a record that changed. ``field`` is empty when the record itself was removed."""

    at: datetime
    by: User | None
    field: str
    old: Any
    new: Any
    request_id: str = ""
    outside: bool = False

    @property
    def who(self) -> str:
        """The person; or the system; or that the change came straight to the database, past the product."""
        if self.outside:
            return OUTSIDE
        return str(self.by) if self.by else SYSTEM


def history_of(instance: models.Model) -> list[Change]:
    """The changes of a record, newest first, one a field; a model without row history has none. Three queries.

    Each row of the history holds the old values of one update, so the new ones are those of the next row, and at last
    those of the record as it stands now.
    """
    model = type(instance)
    kept = [found for found in pghistory.core.event_models(tracks_model=model) if found._meta.managed]
    if not kept:
        return []
    rows = list(
        kept[0]._default_manager.filter(pgh_obj_id=instance.pk).select_related("pgh_context").order_by("pgh_id")
    )
    if not rows:
        return []
    people = User.objects.in_bulk({person for row in rows if (person := _context(row).get("user")) is not None})
    fields = _fields(kept[0])
    now = model._default_manager.filter(pk=instance.pk).first()
    changes: list[Change] = []
    row: Any
    for row, following in zip(rows, [*rows[1:], now], strict=True):
        context = _context(row)
        told = {
            "at": row.pgh_created_at,
            "by": people.get(context.get("user")),
            "request_id": context.get("request", ""),
            "outside": row.pgh_context_id is None,
        }
        if row.pgh_label == "delete" or following is None:
            changes.append(Change(field="", old=None, new=None, **told))
            continue
        for field in fields:
            old, new = getattr(row, field), getattr(following, field)
            if old != new:
                changes.append(Change(field=field, old=old, new=new, **told))
    return changes[::-1]


def _context(row: Any) -> dict[str, Any]:
    return row.pgh_context.metadata if row.pgh_context else {}


def _fields(kept: type[models.Model]) -> list[str]:
    return [field.attname for field in kept._meta.concrete_fields if not field.name.startswith("pgh_")]
