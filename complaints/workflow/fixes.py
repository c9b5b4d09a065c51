"""Held rows put right by the office, beside the force's file, and the numbers that the force states."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from complaints.choices import ImportState, Stated
from complaints.importing.looking import row_at
from complaints.models import Complaint, ImportBatch, RowFix, StatedCount
from complaints.rules import SECOND_FILE
from complaints.workflow.extracts import (
    ask,
    carry_fixes_over,
    columns_of,
    folder,
    is_at_work,
)
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.moves import check_role
from pcc.roles import BRINGS_IN_EXTRACTS
from pcc.versions import mark_of, refuse_changed

LONGEST = 500


def row_of(batch: ImportBatch, number: int) -> dict[str, str] | None:
    """A row of the file as it was sent, by its columns; None when its cells cannot be told apart."""
    columns = columns_of(batch)
    if number > SECOND_FILE:
        return row_at(folder() / batch.allegations_key, columns.of_allegations(), number - SECOND_FILE)
    return row_at(folder() / batch.file_key, columns.of_cases(), number)


def mark_of_row(batch: ImportBatch, number: int) -> str:
    """What a form showed of what was put right in a row, to tell whether somebody has changed that since."""
    return mark_of(*batch.fixes.filter(number=number).order_by("column").values_list("column", "value"))


@transaction.atomic
def fix(
    batch: ImportBatch,
    *,
    number: int,
    values: Mapping[str, str],
    reason: str,
    seen: str = "",
    by: User,
    at: datetime,
) -> int:
    """Put cells of a held row right; returns how many now differ from the file. A value as in the file ends its fix.

    RuleBroken without a reason, for a row that is not held or whose cells cannot be told apart, and while a job runs;
    ChangedMeanwhile where a form showed what ``seen`` marks and somebody has put the row right since.
    """
    check_role(by, BRINGS_IN_EXTRACTS)
    batch = ImportBatch.objects.select_for_update(of=["self"]).select_related("job", "mapping").get(pk=batch.pk)
    if batch.state not in (ImportState.CHECKED, ImportState.LOADED) or is_at_work(batch):
        raise RuleBroken(f"This extract is {batch.get_state_display().lower()}, so its rows cannot be put right now.")
    if not batch.rows.filter(number=number).exists():
        raise RuleBroken("Nothing is wrong with this row.")
    if not (reason := reason.strip()):
        raise RuleBroken("Say where the right value comes from.")
    there = list(batch.fixes.filter(number=number).select_related("fixed_by").order_by("column"))
    said = ", ".join(f"{each.column} “{each.value}”" for each in there) or "each cell as in the file"
    who = str(there[-1].fixed_by) if there else "A colleague"
    refuse_changed(seen, now=mark_of_row(batch, number), what=f"{who} put the row right: {said}.")
    row = row_of(batch, number)
    if row is None:
        raise RuleBroken("The cells of this row cannot be told apart: ask the force for the row again.")
    batch.fixes.filter(number=number, column__in=list(values)).delete()
    made = RowFix.objects.bulk_create(
        RowFix(
            batch=batch,
            number=number,
            column=column,
            before=row[column][:LONGEST],
            value=value.strip()[:LONGEST],
            reason=reason[:LONGEST],
            fixed_by=by,
            fixed_at=at,
        )
        for column, value in values.items()
        if column in row and value.strip() != row[column].strip()
    )
    audit.record("extract.row_fixed", batch, by=by, row=number, columns=sorted(fix.column for fix in made))
    return len(made)


def check_with_fixes(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Check the file again with what was put right: this extract, or where it is in already, a new one of its file."""
    check_role(by, BRINGS_IN_EXTRACTS)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=["self"]).select_related("job").get(pk=batch.pk)
        if batch.state not in (ImportState.CHECKED, ImportState.LOADED) or is_at_work(batch):
            raise RuleBroken(f"This extract is {batch.get_state_display().lower()}, so it cannot be checked now.")
        if batch.state == ImportState.LOADED:
            batch = _again(batch, by=by, at=at)
        ask(batch, "complaints.check", ImportState.CHECKING, by=by)
    return batch


def _again(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    copied = ("force", "mapping", "file_name", "file_key", "file_digest", "file_bytes", "taken_on")
    linked = ("allegations_name", "allegations_key", "allegations_digest")
    again = ImportBatch.objects.create(
        **{name: getattr(batch, name) for name in (*copied, *linked)}, asked_by=by, asked_at=at
    )
    carry_fixes_over(again)
    audit.record("extract.received", again, by=by, force=batch.force_id, digest=batch.file_digest, again=batch.pk)
    return again


@transaction.atomic
def state_count(
    batch: ImportBatch, *, what: str, stated: int, since: date | None, until: date | None, by: User, at: datetime
) -> StatedCount:
    """Record a number that the force gave with its extract, beside ours of this moment. RuleBroken before it is in."""
    check_role(by, BRINGS_IN_EXTRACTS)
    batch = ImportBatch.objects.select_for_update(of=["self"]).select_related("force").get(pk=batch.pk)
    if batch.state != ImportState.LOADED:
        raise RuleBroken("Bring the extract in first: then there is something to hold the force's number against.")
    of_a_period = what in (Stated.RECEIVED, Stated.FINALISED)
    if of_a_period and not (since and until and since <= until):
        raise RuleBroken("Give the first and the last day of the period, the first not after the last.")
    if not of_a_period:
        since = until = None
    count = StatedCount.objects.create(
        batch=batch,
        what=what,
        since=since,
        until=until,
        stated=stated,
        ours=_ours(batch, what, since, until),
        recorded_by=by,
        recorded_at=at,
    )
    audit.record("extract.count_stated", batch, by=by, what=what, agrees=count.stated == count.ours)
    return count


def _ours(batch: ImportBatch, what: str, since: date | None, until: date | None) -> int:
    if what == Stated.ROWS:
        return batch.read
    if what == Stated.COMPLAINTS:
        return batch.cases_read
    rows = Complaint.objects.filter(force=batch.force).counted()
    if what == Stated.OPEN:
        return rows.open(on=batch.taken_on).count()
    name = "received_on" if what == Stated.RECEIVED else "finalised_on"
    return rows.filter(**{f"{name}__range": (since, until)}).count()
