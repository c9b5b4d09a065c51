"""Frozen figures: as they were published, with revisions beside them."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from pcc import audit
from pcc.errors import RuleBroken
from pcc.figures import Figure
from pcc.models import User
from pcc.moves import check_role
from pcc.reporting.models import Snapshot
from pcc.roles import FREEZES_FIGURES


def freeze(figure: Figure, *, title: str, by: User) -> Snapshot:
    """Keep a figure as it is published: never changed again. A later correction is a revision beside it."""
    check_role(by, FREEZES_FIGURES)
    if not title.strip():
        raise RuleBroken("Say what the figure is published as.")
    with transaction.atomic():
        frozen = _freeze(figure, title=title.strip(), by=by)
        audit.record("figures.frozen", frozen, by=by, **_told(figure))
    return frozen


def revise(snapshot: Snapshot, figure: Figure, *, name: str, reason: str, by: User) -> Snapshot:
    """Set a corrected figure beside one that was frozen, by name and with a reason; both stay.

    RuleBroken when it is not the same question, or has the same answer.
    """
    check_role(by, FREEZES_FIGURES)
    if not name.strip() or not reason.strip():
        raise RuleBroken("Give the revision a name, and say why the figure is revised.")
    with transaction.atomic():
        first = Snapshot.objects.select_for_update().get(pk=snapshot.original_id or snapshot.pk)
        newest = Snapshot.objects.visible_to(by).of_one(first)[0]
        same = (figure.definition.code, dict(figure.asked), figure.since, figure.until)
        if same != (first.definition_code, first.asked, first.since, first.until):
            raise RuleBroken("A revision answers the question of the figure it revises: the same period and filters.")
        if (newest.numbers, newest.row_digest) == (_as_kept(figure.numbers), figure.digest):
            raise RuleBroken("Nothing differs from what is frozen, so there is nothing to revise.")
        frozen = _freeze(
            figure,
            title=first.title,
            by=by,
            original=first,
            revision=newest.revision + 1,
            name=name.strip(),
            reason=reason.strip(),
        )
        audit.record("figures.revised", frozen, by=by, reason=reason.strip(), original=first.pk, **_told(figure))
    return frozen


def _told(figure: Figure) -> dict[str, str]:
    """What the event says of a figure: which, of what period, to what day, of which records."""
    days = {"since": figure.since, "until": figure.until, "as_at": figure.as_at}
    named = {name: day.isoformat() for name, day in days.items()}
    return {"figure": figure.definition.code, "digest": figure.digest, **named}


def _freeze(figure: Figure, *, title: str, by: User, **revision: Any) -> Snapshot:
    return Snapshot.objects.create(
        title=title,
        definition_code=figure.definition.code,
        definition_version=figure.definition.version,
        definition={"name": figure.definition.name, "rows": [list(row) for row in figure.definition.as_rows()]},
        calendar_version=figure.calendar,
        asked=dict(figure.asked),
        since=figure.since,
        until=figure.until,
        as_at=figure.as_at,
        numbers=_as_kept(figure.numbers),
        left_out=[{"reason": item.reason, "count": item.count} for item in figure.left_out],
        rows=figure.rows,
        row_digest=figure.digest,
        frozen_by=by,
        frozen_at=timezone.now(),
        **revision,
    )


def _as_kept(numbers: Mapping[str, Any]) -> Any:
    """The numbers as the database gives them back."""
    return json.loads(json.dumps(numbers))
