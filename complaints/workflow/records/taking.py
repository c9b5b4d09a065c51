"""What every verb on a complaint does: lock, check the move, write what differs, mark the figures, keep corrections."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from complaints.choices import SettledHow
from complaints.models import ChangedMonth, Complaint, Correction
from complaints.querysets import SEARCHED
from complaints.rules import FROM_EXTRACTS, MOVES, NAMES, as_text, in_words, objections_to_record
from complaints.workflow.words import learn
from pcc import audit, jobs, moves
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import User

FIGURES_READ = frozenset({"received_on", "finalised_on", "handling", "suspended_days"})
"""Fields of a complaint of which figures are made: a change of one marks its months."""


def take(name: str, complaint: Complaint, by: User) -> Complaint:
    """Lock the complaint and check that the move is open."""
    Complaint.objects.select_for_update().get(pk=complaint.pk)
    complaint = Complaint.objects.select_related("force", "case").get(pk=complaint.pk)
    moves.check(MOVES[name], complaint, by)
    return complaint


def facts_of(complaint: Complaint, **changes: Any) -> dict[str, Any]:
    return {name: getattr(complaint, name) for name in NAMES} | changes


def refuse_day(day: date, *, since: date, on: date, what: str) -> None:
    if not since <= day <= on:
        raise RuleBroken(f"{what} cannot be {in_words(day)}: give a day from {in_words(since)} to today.")


def change(
    complaint: Complaint,
    values: Mapping[str, Any],
    *,
    reason: str,
    by: User,
    on: date,
    verb: str = "complaint.edited",
    objecting: bool = True,
) -> tuple[str, ...]:
    """Write what differs, under the lock: the names of those fields. Marks figures, keeps corrections, audits."""
    before = {name: getattr(complaint, name) for name in values}
    changed = tuple(name for name, value in values.items() if value != before[name])
    if not changed:
        return ()
    if objecting and (refused := objections_to_record(facts_of(complaint, **values), on=on)):
        raise FieldsRefused(refused)
    corrected = [name for name in changed if name in FROM_EXTRACTS and complaint.last_batch_id is not None]
    if corrected and not reason.strip():
        raise FieldsRefused({"reason": "Say why the office corrects what the force's extract says."})
    put(complaint, {name: values[name] for name in changed})
    for name in corrected:
        correct(complaint, name, was=before[name], reason=reason.strip(), by=by)
    audit.record(verb, complaint, by=by, fields=sorted(changed), corrected=sorted(corrected), reason=reason.strip())
    return changed


def put(complaint: Complaint, values: Mapping[str, Any]) -> None:
    """Write these values, under the lock: the search learns their words, and figures made of them are marked."""
    finalised_before = complaint.finalised_on
    for name, value in values.items():
        setattr(complaint, name, value)
    save(complaint, *values)
    if set(SEARCHED) & set(values):
        learn(complaint)
    if FIGURES_READ & set(values):
        mark(complaint.force_id, finalised_before, complaint.finalised_on)


def save(complaint: Complaint, *changed: str) -> None:
    complaint.version += 1
    complaint.save(update_fields=[*changed, "version"])


def mark(force_id: int, *finalised: date | None) -> None:
    """Mark the months whose figures change, and ask for them to be counted again."""
    months = {day and day.replace(day=1) for day in finalised}
    ChangedMonth.objects.bulk_create([ChangedMonth(force_id=force_id, month=month) for month in months])
    jobs.ask("figures.refresh", by=None, key=f"force {force_id}", force=force_id)


def correct(complaint: Complaint, name: str, *, was: Any, reason: str, by: User) -> None:
    """Remember that the office says otherwise than the extract; a correction that says the same again is over."""
    now = timezone.now()
    standing = complaint.corrections.select_for_update().filter(field=name, settled_at=None).first()
    extract_value = standing.extract_value if standing else as_text(was)
    office_value = as_text(getattr(complaint, name))
    if standing:
        agrees = office_value == extract_value
        settle(standing, SettledHow.ACCEPTED if agrees else SettledHow.CHANGED, by=by)
    if office_value != extract_value:
        Correction.objects.create(
            complaint=complaint,
            field=name,
            office_value=office_value,
            extract_value=extract_value,
            reason=reason,
            corrected_by=by,
            corrected_at=now,
        )


def settle(correction: Correction, how: SettledHow, *, by: User) -> None:
    correction.settled, correction.settled_by, correction.settled_at = how, by, timezone.now()
    correction.save(update_fields=["settled", "settled_by", "settled_at"])
