"""The last import of a force undone, until something depends on it."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model, Q
from django.utils import timezone

from complaints.choices import ImportState
from complaints.importing import changes
from complaints.models import Allegation, Complaint, ImportBatch, ImportedChange, Vanishing
from complaints.rules import in_words
from complaints.stats.definitions import DEFINITIONS, MISCONDUCT
from complaints.workflow.extracts import ask, is_at_work, wait_for_turn
from complaints.workflow.words import ask_for_reading
from pcc import audit, jobs
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, Job, User
from pcc.moves import check_role
from pcc.roles import BRINGS_IN_EXTRACTS

MOST_NAMED, MOST_LOOKED_FOR = 3, 10
OF_COMPLAINTS = frozenset(definition.code for definition in DEFINITIONS) - {MISCONDUCT.code}
EVER = {"since": "0001-01-01", "until": "9999-12-31", "as_at": "9999-12-31"}
"""The period of a figure whose event does not tell it."""
OF_THE_IMPORT = frozenset({Allegation, ImportedChange, Vanishing})
"""What an import itself hangs on a complaint."""


def undo(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Ask for the last import of a force to be undone. RuleBroken when it is not the last, or something depends on it.

    Needs no worker to refuse: what stands in the way is told at once, and looked at again when the work is done.
    """
    check_role(by, BRINGS_IN_EXTRACTS)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=["self"]).select_related("job", "force").get(pk=batch.pk)
        interrupted = batch.state == ImportState.UNDOING and not is_at_work(batch)
        if batch.state != ImportState.LOADED and not interrupted:
            raise RuleBroken(f"This extract is {batch.get_state_display().lower()}, so there is nothing to undo.")
        _refuse_if_depended_on(batch)
        ask(batch, "complaints.undo", ImportState.UNDOING, by=by)
        audit.record("extract.undo_asked", batch, by=by, force=batch.force_id)
    return batch


@jobs.carries_out("complaints.undo")
def carry_out_undo(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Put every complaint back as it was before the batch, all of them or none."""
    batch = ImportBatch.objects.select_related("force").get(pk=job.params["batch"])
    wait_for_turn(batch.force)
    batch.refresh_from_db(fields=["state"])
    if batch.state != ImportState.UNDOING:
        return {}
    progress("Putting complaints back as they were", 0, 0)
    try:
        with transaction.atomic():
            _refuse_if_depended_on(batch)
            with connection.cursor() as cursor:
                changes.put_back(cursor, force_id=batch.force_id, batch_id=batch.pk)
            batch.state, batch.loaded_at = ImportState.UNDONE, None
            batch.save(update_fields=["state", "loaded_at"])
            audit.record("extract.undone", batch, by=job.asked_by, force=batch.force_id)
            jobs.ask("figures.refresh", by=None, key=f"force {batch.force_id}", force=batch.force_id)
            ask_for_reading()
    except RuleBroken as refusal:
        batch.state, batch.problem = ImportState.LOADED, str(refusal)
        batch.save(update_fields=["state", "problem"])
        return {"problem": str(refusal)}
    return {"new": batch.cases_new, "changed": batch.cases_changed, "vanished": batch.cases_vanished}


def _refuse_if_depended_on(batch: ImportBatch) -> None:
    last = (
        ImportBatch.objects.filter(force=batch.force, state__in=[ImportState.LOADED, ImportState.UNDOING])
        .order_by("-loaded_at", "-pk")
        .first()
    )
    if last != batch:
        raise RuleBroken("Only the last import of a force can be undone, and this is not it.")
    if worked_on := sorted({*_changed_since(batch), *_worked_on(batch)}):
        named = ", ".join(worked_on[:MOST_NAMED]) + (" and others" if len(worked_on) > MOST_NAMED else "")
        raise RuleBroken(f"This import cannot be undone: complaints of it have been worked on since ({named}).")
    frozen = AuditEvent.objects.filter(verb__in=["figures.frozen", "figures.revised"], at__gte=batch.loaded_at)
    for event in frozen.order_by("pk"):
        if counted := _counted_by(event, batch):
            named = ", ".join(counted[:MOST_NAMED]) + (" and others" if len(counted) > MOST_NAMED else "")
            raise RuleBroken(
                f"This import cannot be undone: the figure frozen on {in_words(timezone.localdate(event.at))} counts "
                f"complaints that it brought or changed ({named})."
            )


def _counted_by(frozen: AuditEvent, batch: ImportBatch) -> list[str]:
    """References of complaints, brought or changed by the batch, that a frozen figure counts: some of them.

    A figure counts what began or ended in its period, and what was open on the day it is measured to. A complaint that
    the batch changed is looked at as it is and as it was. A figure of something else counts none.
    """
    if frozen.facts["figure"] not in OF_COMPLAINTS:
        return []
    told = EVER | frozen.facts
    since, until, as_at = (date.fromisoformat(told[name]) for name in EVER)
    first, last = min(since, as_at), max(until, as_at)
    began = Q(complaint__received_on__lte=last) | Q(before__received_on__lte=last.isoformat())
    lasted = Q(complaint__finalised_on=None) | Q(complaint__finalised_on__gte=first)
    had_lasted = Q(before__finalised_on=None) | Q(before__finalised_on__gte=first.isoformat())
    new = Complaint.objects.filter(first_batch=batch, received_on__lte=last)
    new = new.filter(Q(finalised_on=None) | Q(finalised_on__gte=first))
    changed = ImportedChange.objects.filter(batch=batch).filter(began).filter(lasted | had_lasted)
    return sorted(
        {
            *new.values_list("reference", flat=True)[:MOST_LOOKED_FOR],
            *changed.values_list("reference", flat=True)[:MOST_LOOKED_FOR],
        }
    )


def _changed_since(batch: ImportBatch) -> set[str]:
    """References of complaints that somebody changed since the batch wrote them."""
    later = ImportedChange.objects.filter(batch=batch).exclude(complaint__version=F("version"))
    new = Complaint.objects.filter(first_batch=batch).exclude(version=1, case=None)
    settled = batch.vanishings.exclude(settled="")
    return {
        *later.values_list("reference", flat=True)[:MOST_LOOKED_FOR],
        *new.values_list("reference", flat=True)[:MOST_LOOKED_FOR],
        *settled.values_list("complaint__reference", flat=True)[:MOST_LOOKED_FOR],
    }


def _attached_to(model: type[Model]) -> list[Any]:
    """Relations of other records to this one, those without a way back included; not what triggers keep of its past."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and (relation.one_to_many or relation.one_to_one)
        and relation.related_model not in OF_THE_IMPORT
        and not hasattr(relation.related_model, "pgh_tracked_model")
    ]


def _worked_on(batch: ImportBatch) -> set[str]:
    """References of new complaints of the batch to which anything was attached, by whichever part of the product."""
    found: set[str] = set()
    for model, ours in ((Complaint, "{}__first_batch"), (Allegation, "{}__complaint__first_batch")):
        for relation in _attached_to(model):
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{ours.format(name): batch})
            reference = f"{name}__reference" if model is Complaint else f"{name}__complaint__reference"
            found |= set(rows.values_list(reference, flat=True)[:MOST_LOOKED_FOR])
    edited = Allegation.objects.filter(complaint__first_batch=batch).exclude(version=1)
    return found | set(edited.values_list("complaint__reference", flat=True)[:MOST_LOOKED_FOR])
