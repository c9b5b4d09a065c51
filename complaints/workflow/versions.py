"""Two people at one record: what a form showed, against what is there now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pghistory.core
from django.db import models

from complaints.rules import Merged, Overtaken, merge


@dataclass(frozen=True)
class Edited:
    """What an edit came to: the fields it changed, and those that somebody else had changed meanwhile and are kept."""

    row: Any
    changed: tuple[str, ...]
    theirs: tuple[str, ...] = ()


def merged(row: Any, *, changes: Mapping[str, Any], seen: int) -> Merged:
    """The changes of a form that showed version ``seen``, put together with what was saved since. The row is locked.

    Raises Overtaken where both changed the same field. What the form showed is read out of the row history.
    """
    if row.version == seen:
        return Merged(values=dict(changes))
    found = merge(
        before=_as_it_was(row, seen, list(changes)), mine=changes, theirs={name: getattr(row, name) for name in changes}
    )
    if found.clashes:
        raise Overtaken(found, row.version)
    return found


def _as_it_was(row: models.Model, version: int, names: list[str]) -> dict[str, Any] | None:
    """The values of a version that is over; None when disposal has removed it, or it never was."""
    kept = next(model for model in pghistory.core.event_models(tracks_model=type(row)) if model._meta.managed)
    was = kept._default_manager.filter(pgh_obj_id=row.pk, version=version).order_by("-pgh_id").values(*names).first()
    return dict(was) if was is not None else None
