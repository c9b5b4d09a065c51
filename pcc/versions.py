"""Two people at one record: what a form showed, what is there now, and what comes of both."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pghistory.core
from django.db import models

from pcc.errors import RuleBroken


@dataclass(frozen=True)
class Clash:
    """A field that two people changed differently: what it was, what each of them made of it."""

    field: str
    before: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merged:
    """Two edits of one record put together: the values, what the other person changed, and what only a person settles.

    Where two clash, ``values`` has mine.
    """

    values: dict[str, Any]
    theirs: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = field(default=())


def merge(*, before: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Put my edit and theirs together, both made from ``before``. A field that only one of us changed is taken.

    Without ``before`` (nobody knows what the form showed) every field in which we differ is a clash.
    """
    values, changed, clashes = dict(mine), [], []
    for name, my_value in mine.items():
        their_value = theirs[name]
        if before is not None and their_value != before[name]:
            changed.append(name)
        if my_value == their_value:
            continue
        if before is not None and my_value == before[name]:
            values[name] = their_value
        elif before is None or their_value != before[name]:
            clashes.append(Clash(name, before[name] if before is not None else None, my_value, their_value))
    return Merged(values=values, theirs=tuple(changed), clashes=tuple(clashes))


class Overtaken(RuleBroken):
    """Somebody saved the record while this person was writing, and both changed the same field."""

    def __init__(self, merged: Merged, version: int) -> None:
        super().__init__("Someone saved this while you were writing. Nothing you typed is lost.")
        self.merged = merged
        self.version = version


class ChangedMeanwhile(RuleBroken):
    """Somebody saved the record while this person was writing; nothing of either is lost, and a person decides."""


def mark_of(*shown: Any) -> str:
    """What a form showed of a record that counts no versions, as a few letters that differ once it has changed."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()[:20]


def refuse_changed(seen: str, *, now: str, what: str) -> None:
    """ChangedMeanwhile where the form showed another record than the one that is there; ``seen`` empty: not a form.

    Call it with the row locked. ``what`` says in a sentence what has been saved meanwhile.
    """
    if seen and seen != now:
        raise ChangedMeanwhile(
            f"Someone saved this while you were writing. {what} Nothing you typed is lost: it stands in the form, and "
            "is saved in place of that if you save again."
        )


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
        before=as_it_was(row, seen, list(changes)), mine=changes, theirs={name: getattr(row, name) for name in changes}
    )
    if found.clashes:
        raise Overtaken(found, row.version)
    return found


def as_it_was(row: models.Model, version: int, names: list[str]) -> dict[str, Any] | None:
    """The values of a version that is over; None when disposal has removed it, or it never was."""
    kept = next(model for model in pghistory.core.event_models(tracks_model=type(row)) if model._meta.managed)
    was = kept._default_manager.filter(pgh_obj_id=row.pk, version=version).order_by("-pgh_id").values(*names).first()
    return dict(was) if was is not None else None
