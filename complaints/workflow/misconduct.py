"""Every write to the registers of misconduct outcomes and of police appeals tribunals."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from complaints.choices import Sanction, TribunalResult
from complaints.models import AppealTribunal, MisconductOutcome
from complaints.rules import EARLIEST, KEEPS_MISCONDUCT, objection_to_officer, objection_to_sanction
from pcc import audit
from pcc.errors import FieldsRefused
from pcc.models import User
from pcc.moves import check_role
from pcc.versions import Edited, merged
from pcc.working_days import in_words

Entry = TypeVar("Entry", MisconductOutcome, AppealTribunal)

TWICE = "The register has this already: the same force, officer and day."


@transaction.atomic
def record_outcome(*, facts: Mapping[str, Any], by: User, on: date) -> MisconductOutcome:
    """Enter how misconduct proceedings ended."""
    return _enter(MisconductOutcome(**facts), "misconduct.recorded", by=by, on=on)


@transaction.atomic
def change_outcome(outcome: MisconductOutcome, *, changes: Mapping[str, Any], seen: int, by: User, on: date) -> Edited:
    """Put an entry right; Overtaken when somebody else changed the same field meanwhile."""
    row = MisconductOutcome.objects.select_for_update().get(pk=outcome.pk)
    return _change(row, "misconduct.changed", changes=changes, seen=seen, by=by, on=on)


@transaction.atomic
def record_tribunal(*, facts: Mapping[str, Any], by: User, on: date) -> AppealTribunal:
    """Enter an appeal to a police appeals tribunal."""
    return _enter(AppealTribunal(**facts), "tribunal.recorded", by=by, on=on)


@transaction.atomic
def change_tribunal(tribunal: AppealTribunal, *, changes: Mapping[str, Any], seen: int, by: User, on: date) -> Edited:
    """Put an entry right, or record how the appeal ended."""
    row = AppealTribunal.objects.select_for_update().get(pk=tribunal.pk)
    return _change(row, "tribunal.changed", changes=changes, seen=seen, by=by, on=on)


def _enter(row: Entry, verb: str, *, by: User, on: date) -> Entry:
    check_role(by, KEEPS_MISCONDUCT)
    _refuse(row, on=on)
    row.recorded_by, row.recorded_at = by, timezone.now()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise FieldsRefused({"officer": TWICE}) from twice
    audit.record(verb, row, by=by)
    return row


def _change(row: Entry, verb: str, *, changes: Mapping[str, Any], seen: int, by: User, on: date) -> Edited:
    check_role(by, KEEPS_MISCONDUCT)
    put_together = merged(row, changes=changes, seen=seen)
    values = put_together.values
    changed: list[str] = sorted(name for name, value in values.items() if value != getattr(row, name))
    if not changed:
        return Edited(row, (), put_together.theirs)
    for name in changed:
        setattr(row, name, values[name])
    _refuse(row, on=on)
    row.version += 1
    try:
        with transaction.atomic():
            row.save(update_fields=[*changed, "version"])
    except IntegrityError as twice:
        raise FieldsRefused({"officer": TWICE}) from twice
    audit.record(verb, row, by=by, fields=changed)
    return Edited(row, tuple(changed), put_together.theirs)


def _refuse(row: MisconductOutcome | AppealTribunal, *, on: date) -> None:
    """What is wrong with an entry, field by field."""
    found: dict[str, str] = {}
    if objection := objection_to_officer(row.officer):
        found["officer"] = objection
    for name in ("lodged_on", "decided_on"):
        day = getattr(row, name, None)
        if day is not None and not EARLIEST <= day <= on:
            found[name] = f"{in_words(day)} cannot be: give a day from 1995 to today."
    if isinstance(row, MisconductOutcome):
        if objection := objection_to_sanction(row.proceeding, Sanction(row.sanction)):
            found["sanction"] = objection
    elif row.result == TribunalResult.PENDING and row.decided_on is not None:
        found["result"] = "Say how it was decided."
    elif row.result != TribunalResult.PENDING and row.decided_on is None:
        found["decided_on"] = "Say on which day it was decided."
    elif row.decided_on is not None and row.decided_on < row.lodged_on:
        found["decided_on"] = f"It cannot have been decided before it was lodged, on {in_words(row.lodged_on)}."
    if found:
        raise FieldsRefused(found)
