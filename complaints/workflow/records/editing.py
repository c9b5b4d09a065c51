"""A complaint entered by hand, edited, and given back to what the extract says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from complaints.choices import SettledHow
from complaints.models import Complaint, Correction
from complaints.rules import (
    MOVES,
    from_text,
    objection_to_reference,
    objections_to_record,
    reference_key,
    reference_parts,
)
from complaints.workflow.records.handling import count_suspended
from complaints.workflow.records.taking import change, facts_of, mark, put, settle, take
from complaints.workflow.words import learn
from pcc import audit
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import Force, User
from pcc.moves import check_role
from pcc.versions import Edited, merged

DATES_OF_SUSPENSIONS = frozenset({"received_on", "finalised_on"})
"""Between which days suspensions are counted."""


@transaction.atomic
def enter(force: Force, *, facts: Mapping[str, Any], by: User, on: date) -> Complaint:
    """Enter a complaint by hand, before its extract arrives; the next import finds it by force and reference."""
    check_role(by, MOVES["edit"].roles)
    reference = str(facts["reference"]).strip()
    if fault := objection_to_reference(reference):
        raise FieldsRefused({"reference": fault.reason})
    complaint = Complaint(force=force, **{**facts, "reference": reference}, reference_key=reference_key(reference))
    if refused := objections_to_record(facts_of(complaint), on=on):
        raise FieldsRefused(refused)
    alike = Complaint.objects.filter(force=force, reference_key=complaint.reference_key)
    if any(
        each != reference and reference_parts(each) == reference_parts(reference)
        for each in alike.values_list("reference", flat=True)
    ):
        raise FieldsRefused({"reference": f"{force} has this complaint already, written with other marks or capitals."})
    try:
        with transaction.atomic():
            complaint.save(force_insert=True)
    except IntegrityError as taken:
        raise FieldsRefused({"reference": f"{force} has a complaint {reference} already."}) from taken
    learn(complaint)
    mark(complaint.force_id, complaint.finalised_on)
    audit.record("complaint.entered", complaint, by=by, force=force.pk)
    return complaint


@transaction.atomic
def edit(
    complaint: Complaint, *, changes: Mapping[str, Any], seen: int, reason: str = "", by: User, on: date
) -> Edited:
    """Change fields of a complaint from a form that showed the version ``seen``.

    What somebody else changed meanwhile is kept; where both changed the same field, Overtaken has both versions.
    A field that an extract filled is corrected, with the reason, and the correction stands. FieldsRefused says what is
    wrong.
    """
    complaint = take("edit", complaint, by)
    put_together = merged(complaint, changes=changes, seen=seen)
    changed = change(complaint, put_together.values, reason=reason, by=by, on=on)
    if DATES_OF_SUSPENSIONS & set(changed):
        count_suspended(complaint, by=by, on=on)
    return Edited(complaint, changed, put_together.theirs)


@transaction.atomic
def accept_extract(correction: Correction, *, by: User, on: date) -> Complaint:
    """Take what the force's extract says in place of the office's correction, which ends."""
    complaint = take("settle", correction.complaint, by)
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    if correction.settled_at is not None:
        raise RuleBroken("This correction is settled already.")
    name = correction.field
    value = from_text(name, correction.extract_value)
    if refused := objections_to_record(facts_of(complaint, **{name: value}), on=on):
        raise RuleBroken(" ".join(refused.values()))
    settle(correction, SettledHow.ACCEPTED, by=by)
    put(complaint, {name: value})
    audit.record("complaint.extract_accepted", complaint, by=by, fields=[name], correction=correction.pk)
    if name in DATES_OF_SUSPENSIONS:
        count_suspended(complaint, by=by, on=on)
    return complaint
