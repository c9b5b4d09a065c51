"""What stands beside a complaint: the check of the review body, allegations, equality data."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from complaints.choices import Decision
from complaints.models import Allegation, Category, Complaint, EqualityData, Factor, ReviewBodyCheck
from complaints.rules import has_right_of_review, objections_to_allegation, relevant_review_body
from complaints.workflow.records.taking import take
from pcc import audit
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import User
from pcc.versions import Edited, Merged, merged


@transaction.atomic
def check_review_body(complaint: Complaint, *, answers: Mapping[str, str], seen: int, by: User) -> ReviewBodyCheck:
    """Answer the six questions; the rule then says which body reviews the outcome. ``seen`` 0: none was there."""
    complaint = take("check_review_body", complaint, by)
    if not has_right_of_review(complaint.handling):
        raise RuleBroken("No review can follow a complaint that is handled like this.")
    check = ReviewBodyCheck.objects.select_for_update().filter(complaint=complaint).first()
    if check is None:
        check = ReviewBodyCheck(complaint=complaint, version=0)
        values = dict(answers)
    else:
        values = merged(check, changes=answers, seen=seen).values
    for name in ReviewBodyCheck.QUESTIONS:
        setattr(check, name, values[name])
    check.body = relevant_review_body(values[name] for name in ReviewBodyCheck.QUESTIONS)
    check.answered_by, check.answered_at, check.version = by, timezone.now(), check.version + 1
    _write(check, *ReviewBodyCheck.QUESTIONS, "body", "answered_by", "answered_at", "version")
    audit.record("complaint.review_body_checked", complaint, by=by, code=check.body or "OPEN")
    return check


def _write(row: models.Model, *changed: str) -> None:
    """Insert a new row; of one that is there, save the named fields."""
    if row.pk is None:
        row.save(force_insert=True)
    else:
        row.save(update_fields=changed)


@transaction.atomic
def edit_allegation(allegation: Allegation, *, changes: Mapping[str, Any], seen: int, by: User) -> Edited:
    """Change the office's codes of an allegation: code, decision, actions, factors. The force's words stay."""
    complaint = take("edit", allegation.complaint, by)
    allegation = Allegation.objects.select_for_update().get(pk=allegation.pk)
    put_together = merged(allegation, changes=changes, seen=seen)
    values = put_together.values
    changed = tuple(name for name, value in values.items() if value != getattr(allegation, name))
    if not changed:
        return Edited(allegation, (), put_together.theirs)
    if "code_id" in changed and values["code_id"] is not None:
        usable = Category.objects.in_force(complaint.received_on)
        if not usable.filter(pk=values["code_id"]).exists():
            raise FieldsRefused({"code_id": "This code was not in use when the complaint was received."})
    if unknown := set(values.get("factors", ())) - set(Factor.objects.values_list("code", flat=True)):
        raise FieldsRefused({"factors": f"There is no factor {', '.join(sorted(unknown))}."})
    refused = objections_to_allegation(
        decision=Decision(values["decision_code"]) if values.get("decision_code") else "",
        handling=complaint.handling,
        special=complaint.special_requirements,
        finalised_on=complaint.finalised_on,
    )
    if refused and "decision_code" in changed:
        raise FieldsRefused(refused)
    for name in changed:
        setattr(allegation, name, values[name])
    allegation.version += 1
    allegation.save(update_fields=[*changed, "version"])
    audit.record("allegation.edited", complaint, by=by, allegation=allegation.number, fields=sorted(changed))
    return Edited(allegation, changed, put_together.theirs)


@transaction.atomic
def record_equality(complaint: Complaint, *, changes: Mapping[str, str], seen: int, by: User) -> Edited:
    """Write what the complainant said about themselves; ``seen`` 0: nothing was there."""
    complaint = take("record_equality", complaint, by)
    data = EqualityData.objects.select_for_update().filter(complaint=complaint).first()
    if data is None:
        data, put_together = EqualityData(complaint=complaint, version=0), Merged(values=dict(changes))
    else:
        put_together = merged(data, changes=changes, seen=seen)
    values = put_together.values
    changed = tuple(name for name, value in values.items() if value != getattr(data, name))
    if changed:
        for name in changed:
            setattr(data, name, values[name])
        data.version += 1
        _write(data, *changed, "version")
        audit.record("equality.recorded", complaint, by=by, fields=sorted(changed))
    return Edited(data, changed, put_together.theirs)
