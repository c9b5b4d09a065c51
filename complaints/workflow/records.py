"""Every write to the record of a complaint by the office: entered, edited, corrected, linked, watched, put on file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Kind
from casework.models import Case
from complaints.choices import Decision, Handling, LinkKind, NoticeAction, SettledHow, SuspensionReason
from complaints.models import (
    Allegation,
    Category,
    ChangedMonth,
    Complaint,
    ComplaintLabel,
    Correction,
    EqualityData,
    Factor,
    Label,
    Link,
    ProgressUpdate,
    ReviewBodyCheck,
    RouteChange,
    Suspension,
    TwelveMonthNotice,
    Watch,
)
from complaints.querysets import SEARCHED
from complaints.rules import (
    FROM_EXTRACTS,
    MOVES,
    NAMES,
    as_text,
    from_text,
    has_right_of_review,
    in_words,
    objection_to_reference,
    objections_to_allegation,
    objections_to_record,
    reference_key,
    reference_parts,
    relevant_review_body,
    suspended_working_days,
)
from complaints.workflow.words import learn
from pcc import audit, jobs, moves
from pcc.errors import FieldsRefused, RuleBroken, said
from pcc.models import BankHoliday, Force, User
from pcc.versions import Edited, Merged, merged

FIGURES_READ = frozenset({"received_on", "finalised_on", "handling", "suspended_days"})
"""Fields of a complaint of which figures are made: a change of one marks its months."""
COUNTED_FROM_PERIODS = "Counted from the periods of suspension that the office recorded."


def _take(name: str, complaint: Complaint, by: User) -> Complaint:
    """Lock the complaint and check that the move is open."""
    Complaint.objects.select_for_update().get(pk=complaint.pk)
    complaint = Complaint.objects.select_related("force", "case").get(pk=complaint.pk)
    moves.check(MOVES[name], complaint, by)
    return complaint


def _facts(complaint: Complaint, **changes: Any) -> dict[str, Any]:
    return {name: getattr(complaint, name) for name in NAMES} | changes


def _refuse_day(day: date, *, since: date, on: date, what: str) -> None:
    if not since <= day <= on:
        raise RuleBroken(f"{what} cannot be {in_words(day)}: give a day from {in_words(since)} to today.")


# Entering and editing


@transaction.atomic
def enter(force: Force, *, facts: Mapping[str, Any], by: User, on: date) -> Complaint:
    """Enter a complaint by hand, before its extract arrives; the next import finds it by force and reference."""
    if not by.roles & MOVES["edit"].roles:
        raise RuleBroken("Your role does not allow this.")
    reference = str(facts["reference"]).strip()
    if fault := objection_to_reference(reference):
        raise FieldsRefused({"reference": fault.reason})
    complaint = Complaint(force=force, **{**facts, "reference": reference}, reference_key=reference_key(reference))
    if refused := objections_to_record(_facts(complaint), on=on):
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
    _mark(complaint.force_id, complaint.finalised_on)
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
    complaint = _take("edit", complaint, by)
    put_together = merged(complaint, changes=changes, seen=seen)
    changed = _change(complaint, put_together.values, reason=reason, by=by, on=on)
    if {"received_on", "finalised_on"} & set(changed):
        _count_suspended(complaint, by=by, on=on)
    return Edited(complaint, changed, put_together.theirs)


def _change(
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
    if objecting and (refused := objections_to_record(_facts(complaint, **values), on=on)):
        raise FieldsRefused(refused)
    corrected = [name for name in changed if name in FROM_EXTRACTS and complaint.last_batch_id is not None]
    if corrected and not reason.strip():
        raise FieldsRefused({"reason": "Say why the office corrects what the force's extract says."})
    finalised_before = complaint.finalised_on
    for name in changed:
        setattr(complaint, name, values[name])
    _save(complaint, *changed)
    if set(SEARCHED) & set(changed):
        learn(complaint)
    for name in corrected:
        _correct(complaint, name, was=before[name], reason=reason.strip(), by=by)
    if FIGURES_READ & set(changed):
        _mark(complaint.force_id, finalised_before, complaint.finalised_on)
    audit.record(verb, complaint, by=by, fields=sorted(changed), corrected=sorted(corrected), reason=reason.strip())
    return changed


def _save(complaint: Complaint, *changed: str) -> None:
    complaint.version += 1
    complaint.save(update_fields=[*changed, "version"])


def _mark(force_id: int, *finalised: date | None) -> None:
    """Mark the months whose figures change, and ask for them to be counted again."""
    months = {day and day.replace(day=1) for day in finalised}
    ChangedMonth.objects.bulk_create([ChangedMonth(force_id=force_id, month=month) for month in months])
    jobs.ask("figures.refresh", by=None, key=f"force {force_id}", force=force_id)


def _correct(complaint: Complaint, name: str, *, was: Any, reason: str, by: User) -> None:
    """Remember that the office says otherwise than the extract; a correction that says the same again is over."""
    now = timezone.now()
    standing = complaint.corrections.select_for_update().filter(field=name, settled_at=None).first()
    extract_value = standing.extract_value if standing else as_text(was)
    office_value = as_text(getattr(complaint, name))
    if standing:
        agrees = office_value == extract_value
        _settle(standing, SettledHow.ACCEPTED if agrees else SettledHow.CHANGED, by=by)
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


def _settle(correction: Correction, how: SettledHow, *, by: User) -> None:
    correction.settled, correction.settled_by, correction.settled_at = how, by, timezone.now()
    correction.save(update_fields=["settled", "settled_by", "settled_at"])


@transaction.atomic
def accept_extract(correction: Correction, *, by: User, on: date) -> Complaint:
    """Take what the force's extract says in place of the office's correction, which ends."""
    complaint = _take("settle", correction.complaint, by)
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    if correction.settled_at is not None:
        raise RuleBroken("This correction is settled already.")
    name = correction.field
    value = from_text(name, correction.extract_value)
    if refused := objections_to_record(_facts(complaint, **{name: value}), on=on):
        raise RuleBroken(" ".join(refused.values()))
    _settle(correction, SettledHow.ACCEPTED, by=by)
    finalised_before = complaint.finalised_on
    setattr(complaint, name, value)
    _save(complaint, name)
    if name in FIGURES_READ:
        _mark(complaint.force_id, finalised_before, complaint.finalised_on)
    if name in ("received_on", "finalised_on"):
        _count_suspended(complaint, by=by, on=on)
    audit.record("complaint.extract_accepted", complaint, by=by, fields=[name], correction=correction.pk)
    return complaint


# The route, suspensions, updates, notices


@transaction.atomic
def change_route(
    complaint: Complaint, *, handling: Handling, changed_on: date, reason: str, by: User, on: date
) -> RouteChange:
    """Record that from a day on the complaint is handled in another way. Outside Schedule 3, its date there is void."""
    complaint = _take("change_route", complaint, by)
    reason = said(reason, "Say why the route changed.")
    if handling == complaint.handling:
        raise RuleBroken(f"It is handled like this already: {complaint.get_handling_display()}.")
    last = complaint.routes.order_by("-changed_on").first()
    _refuse_day(changed_on, since=last.changed_on if last else complaint.received_on, on=on, what="The change")
    before = Handling(complaint.handling)
    values: dict[str, Any] = {"handling": handling}
    if handling == Handling.OUTSIDE:
        values |= {"schedule_3_on": None, "schedule_3_reason": "", "special_requirements": None}
    _change(complaint, values, reason=reason, by=by, on=on, verb="complaint.route_changed")
    return RouteChange.objects.create(
        complaint=complaint,
        before=before,
        handling=handling,
        changed_on=changed_on,
        reason=reason,
        recorded_by=by,
        recorded_at=timezone.now(),
    )


@transaction.atomic
def suspend(
    complaint: Complaint,
    *,
    began_on: date,
    ended_on: date | None,
    reason: SuspensionReason,
    note: str = "",
    by: User,
    on: date,
) -> Suspension:
    """Record a time in which the handling stood still, or stands still without an end; its days are counted anew."""
    complaint = _take("suspend", complaint, by)
    last = complaint.finalised_on or on
    _refuse_day(began_on, since=complaint.received_on, on=last, what="The first day of a suspension")
    if ended_on is not None:
        _refuse_day(ended_on, since=began_on, on=last, what="Its last day")
    others = list(complaint.suspensions.all())
    for other in others:
        if (other.ended_on is None or began_on < other.ended_on) and (ended_on is None or other.began_on < ended_on):
            raise RuleBroken(f"It was suspended then already, since {in_words(other.began_on)}.")
    made = Suspension.objects.create(
        complaint=complaint,
        began_on=began_on,
        ended_on=ended_on,
        reason=reason,
        note=note.strip(),
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    audit.record("complaint.suspended", complaint, by=by, suspension=made.pk, code=reason)
    _count_suspended(complaint, by=by, on=on)
    return made


@transaction.atomic
def end_suspension(suspension: Suspension, *, ended_on: date, by: User, on: date) -> Suspension:
    """Record that the handling goes on."""
    complaint = _take("suspend", suspension.complaint, by)
    suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
    if suspension.ended_on is not None:
        raise RuleBroken(f"This suspension ended on {in_words(suspension.ended_on)}.")
    _refuse_day(ended_on, since=suspension.began_on, on=complaint.finalised_on or on, what="Its last day")
    suspension.ended_on = ended_on
    suspension.save(update_fields=["ended_on"])
    audit.record("complaint.resumed", complaint, by=by, suspension=suspension.pk)
    _count_suspended(complaint, by=by, on=on)
    return suspension


@transaction.atomic
def recount_suspended(day: date, *, by: User, on: date) -> int:
    """Count suspended days anew where the handling stood still on a day that became a holiday, or is one no longer.

    Returns of how many complaints they are others now.
    """
    rows = Complaint.objects.suspended_on(day).select_for_update().order_by("pk")
    return sum(_count_suspended(complaint, by=by, on=on) for complaint in rows)


def _count_suspended(complaint: Complaint, *, by: User, on: date) -> bool:
    """Working days suspended, from the recorded periods that are over; the force's own number then stands corrected.

    Whatever else may be wrong with the record does not stand in the way. Returns whether the number is another now.
    """
    periods = [(each.began_on, each.ended_on) for each in complaint.suspensions.all()]
    if complaint.finalised_on is None:
        periods = [(began, ended) for began, ended in periods if ended is not None]
    if not periods:
        return False
    until = complaint.finalised_on or max(ended for _, ended in periods if ended is not None)
    days = suspended_working_days(
        periods, since=complaint.received_on, until=until, calendar=BankHoliday.objects.as_calendar()
    )
    return bool(
        _change(complaint, {"suspended_days": days}, reason=COUNTED_FROM_PERIODS, by=by, on=on, objecting=False)
    )


@transaction.atomic
def note_update(complaint: Complaint, *, given_on: date, note: str = "", by: User, on: date) -> ProgressUpdate:
    """Record that the force told the complainant how it was going."""
    complaint = _take("note_update", complaint, by)
    _refuse_day(given_on, since=complaint.received_on, on=on, what="The update")
    if complaint.updates.filter(given_on=given_on).exists():
        raise RuleBroken(f"The update of {in_words(given_on)} is recorded already.")
    made = ProgressUpdate.objects.create(
        complaint=complaint, given_on=given_on, note=note.strip(), recorded_by=by, recorded_at=timezone.now()
    )
    audit.record("complaint.update_noted", complaint, by=by, update=made.pk)
    return made


@transaction.atomic
def note_notice(
    complaint: Complaint,
    *,
    occurrence: int,
    received_on: date,
    expected_end_on: date | None,
    reasons: str,
    by: User,
    on: date,
) -> TwelveMonthNotice:
    """Record the force's notice that the investigation is not finished: 1 at twelve months, one more each six."""
    complaint = _take("note_notice", complaint, by)
    reasons = said(reasons, "Say what the notice gives as reasons.")
    _refuse_day(received_on, since=complaint.received_on, on=on, what="The notice")
    if complaint.notices.filter(occurrence=occurrence).exists():
        raise RuleBroken("This notice is recorded already.")
    if expected_end_on is not None and expected_end_on < received_on:
        raise RuleBroken(f"The force cannot expect to finish on {in_words(expected_end_on)}, before its notice.")
    made = TwelveMonthNotice.objects.create(
        complaint=complaint,
        occurrence=occurrence,
        received_on=received_on,
        expected_end_on=expected_end_on,
        reasons=reasons,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    audit.record("complaint.notice_noted", complaint, by=by, notice=made.pk, occurrence=occurrence)
    return made


@transaction.atomic
def act_on_notice(
    notice: TwelveMonthNotice, *, action: NoticeAction, note: str, acted_on: date, by: User, on: date
) -> TwelveMonthNotice:
    """Record what the office did about a notice; said again, the later word stands and history keeps the earlier."""
    complaint = _take("note_notice", notice.complaint, by)
    notice = TwelveMonthNotice.objects.select_for_update().get(pk=notice.pk)
    _refuse_day(acted_on, since=notice.received_on, on=on, what="What the office did")
    notice.action, notice.action_note, notice.action_on = action, note.strip(), acted_on
    notice.version += 1
    notice.save(update_fields=["action", "action_note", "action_on", "version"])
    audit.record("complaint.notice_acted_on", complaint, by=by, notice=notice.pk, code=action)
    return notice


# Reviews, allegations, equality data


@transaction.atomic
def check_review_body(complaint: Complaint, *, answers: Mapping[str, str], seen: int, by: User) -> ReviewBodyCheck:
    """Answer the six questions; the rule then says which body reviews the outcome. ``seen`` 0: none was there."""
    complaint = _take("check_review_body", complaint, by)
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
    complaint = _take("edit", allegation.complaint, by)
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
    complaint = _take("record_equality", complaint, by)
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


# Duplicates, links, labels, watches, the file


@transaction.atomic
def link(complaint: Complaint, *, other: Complaint, kind: LinkKind, note: str = "", by: User) -> Link:
    """Say that two complaints belong together."""
    complaint = _take("link", complaint, by)
    if other.pk == complaint.pk:
        raise RuleBroken("A complaint cannot be linked to itself.")
    first, second = sorted((complaint.pk, other.pk))
    if Link.objects.filter(first=first, second=second, kind=kind).exists():
        raise RuleBroken(f"{other.reference} is linked like this already.")
    made = Link.objects.create(
        first_id=first, second_id=second, kind=kind, note=note.strip(), made_by=by, made_at=timezone.now()
    )
    audit.record("complaint.linked", complaint, by=by, other=other.pk, code=kind)
    return made


@transaction.atomic
def unlink(complaint: Complaint, *, link: Link, by: User) -> None:
    """Take a link away again; history keeps it."""
    complaint = _take("link", complaint, by)
    if complaint.pk not in (link.first_id, link.second_id):
        raise RuleBroken("This link is of other complaints.")
    other = link.second_id if link.first_id == complaint.pk else link.first_id
    Link.objects.filter(pk=link.pk).delete()
    audit.record("complaint.unlinked", complaint, by=by, other=other)


@transaction.atomic
def mark_duplicate(complaint: Complaint, *, of: Complaint | None, by: User) -> Complaint:
    """Say that the force logged the same complaint twice and this one is the copy; None takes it back."""
    complaint = _take("link", complaint, by)
    if of is None and complaint.duplicate_of_id is None:
        raise RuleBroken("It is not marked as a duplicate.")
    if of is not None:
        of = Complaint.objects.select_for_update().get(pk=of.pk)
        if of.pk == complaint.pk:
            raise RuleBroken("A complaint cannot be a duplicate of itself.")
        if of.force_id != complaint.force_id:
            raise RuleBroken("Only complaints of one force can be duplicates.")
        if of.duplicate_of_id is not None:
            raise RuleBroken(f"{of.reference} is a duplicate itself: name the complaint that it repeats.")
        if complaint.duplicates.exists():
            raise RuleBroken("Another complaint is marked as a duplicate of this one, so this one must stand.")
    complaint.duplicate_of = of
    _save(complaint, "duplicate_of")
    audit.record("complaint.duplicate_marked", complaint, by=by, of=of.pk if of else None)
    return complaint


@transaction.atomic
def put_label(complaint: Complaint, *, name: str, by: User) -> ComplaintLabel:
    """Put a label on a complaint; a new word becomes a label of the office. It opens no case file."""
    complaint = _take("label", complaint, by)
    name = said(" ".join(name.split()), "Give the label a name.")
    if len(name) > 40 or not name.isprintable():
        raise RuleBroken("A label has at most 40 characters that can be printed.")
    label = Label.objects.filter(name__iexact=name).first()
    if label is None:
        try:
            with transaction.atomic():
                label = Label.objects.create(name=name, made_by=by, made_at=timezone.now())
        except IntegrityError:  # somebody else made it between the two statements
            label = Label.objects.get(name__iexact=name)
    put, new = ComplaintLabel.objects.get_or_create(
        complaint=complaint, label=label, defaults={"put_by": by, "put_at": timezone.now()}
    )
    if not new:
        raise RuleBroken(f"It has the label “{label}” already.")
    audit.record("complaint.labelled", complaint, by=by, label=label.pk)
    return put


@transaction.atomic
def take_label_off(complaint: Complaint, *, label: Label, by: User) -> None:
    complaint = _take("label", complaint, by)
    gone, _ = ComplaintLabel.objects.filter(complaint=complaint, label=label).delete()
    if not gone:
        raise RuleBroken(f"It does not have the label “{label}”.")
    audit.record("complaint.label_removed", complaint, by=by, label=label.pk)


@transaction.atomic
def watch(complaint: Complaint, *, by: User) -> None:
    """Keep an eye on a complaint, or stop doing so when this person does already."""
    complaint = _take("watch", complaint, by)
    gone, _ = Watch.objects.filter(complaint=complaint, user=by).delete()
    if not gone:
        Watch.objects.create(complaint=complaint, user=by, since=timezone.now())
    audit.record("complaint.unwatched" if gone else "complaint.watched", complaint, by=by)


@transaction.atomic
def open_file(complaint: Complaint, *, by: User, on: date) -> Case:
    """Open the office's own file on a complaint. From then on seals, conflicts and clocks can stand on it."""
    return put_on_file(_take("open_file", complaint, by), by=by, on=on)


def put_on_file(complaint: Complaint, *, by: User, on: date) -> Case:
    """Open the file of a complaint that is locked. For verbs with a move of their own: drawing a sample opens files."""
    complaint.case = casework.open_case(Kind.COMPLAINT, title=f"Complaint {complaint.reference}", on=on, by=by)
    _save(complaint, "case")
    audit.record("complaint.file_opened", complaint, by=by, case=complaint.case.pk)
    return complaint.case
