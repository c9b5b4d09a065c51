"""Mappings made on screen, for the extract that waits for one."""

from django.db import transaction

from complaints.choices import ImportState
from complaints.importing.looking import Look, look_at
from complaints.importing.mapping import ColumnMap, read_mapping, write_mapping
from complaints.models import ImportBatch, Mapping
from complaints.workflow.extracts import ask, folder, is_at_work
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.moves import check_role
from pcc.roles import BRINGS_IN_EXTRACTS

MAY_BE_MAPPED = frozenset({ImportState.MAPPING, ImportState.CHECKED, ImportState.FAILED})
"""States in which the columns of an extract can be said, or said otherwise."""


def look(batch: ImportBatch, columns: ColumnMap) -> tuple[Look, Look | None]:
    """What the file of an extract holds, and its file of allegations where there is one. RuleBroken if unreadable."""
    first = look_at(folder() / batch.file_key, columns.of_cases())
    if not batch.allegations_key:
        return first, None
    return first, look_at(folder() / batch.allegations_key, columns.of_allegations())


@transaction.atomic
def draft(batch: ImportBatch, columns: ColumnMap, *, by: User) -> ImportBatch:
    """Keep what has been said of the columns so far. RuleBroken when it is unsound."""
    batch = _take(batch, by)
    batch.draft = write_mapping(columns)
    read_mapping(batch.draft)
    batch.save(update_fields=["draft"])
    return batch


@transaction.atomic
def take(batch: ImportBatch, mapping: Mapping, *, by: User) -> ImportBatch:
    """Read the extract by this mapping, and ask for its check."""
    batch = _take(batch, by)
    batch.mapping, batch.draft = mapping, ""
    batch.save(update_fields=["mapping", "draft"])
    ask(batch, "complaints.check", ImportState.CHECKING, by=by)
    audit.record("extract.mapped", batch, by=by, mapping=mapping.pk)
    return batch


def _take(batch: ImportBatch, by: User) -> ImportBatch:
    check_role(by, BRINGS_IN_EXTRACTS)
    batch = ImportBatch.objects.select_for_update(of=["self"]).select_related("job").get(pk=batch.pk)
    if batch.state not in MAY_BE_MAPPED or is_at_work(batch):
        raise RuleBroken(f"This extract is {batch.get_state_display().lower()}, so its columns stay as they are.")
    return batch
