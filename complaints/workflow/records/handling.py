"""How the force handles it: its route, suspensions, updates and notices."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints.choices import Handling, NoticeAction, SuspensionReason
from complaints.models import Complaint, ProgressUpdate, RouteChange, Suspension, TwelveMonthNotice
from complaints.rules import in_words, suspended_working_days
from complaints.workflow.records.taking import change, refuse_day, take
from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.models import BankHoliday, User

COUNTED_FROM_PERIODS = "Counted from the periods of suspension that the office recorded."


@transaction.atomic
def change_route(
    complaint: Complaint, *, handling: Handling, changed_on: date, reason: str, by: User, on: date
) -> RouteChange:
    """Record that from a day on the complaint is handled in another way. Outside Schedule 3, its date there is void."""
    complaint = take("change_route", complaint, by)
    reason = said(reason, "Say why the route changed.")
    if handling == complaint.handling:
        raise RuleBroken(f"It is handled like this already: {complaint.get_handling_display()}.")
    last = complaint.routes.order_by("-changed_on").first()
    refuse_day(changed_on, since=last.changed_on if last else complaint.received_on, on=on, what="The change")
    before = Handling(complaint.handling)
    values: dict[str, Any] = {"handling": handling}
    if handling == Handling.OUTSIDE:
        values |= {"schedule_3_on": None, "schedule_3_reason": "", "special_requirements": None}
    change(complaint, values, reason=reason, by=by, on=on, verb="complaint.route_changed")
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
    complaint = take("suspend", complaint, by)
    last = complaint.finalised_on or on
    refuse_day(began_on, since=complaint.received_on, on=last, what="The first day of a suspension")
    if ended_on is not None:
        refuse_day(ended_on, since=began_on, on=last, what="Its last day")
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
    count_suspended(complaint, by=by, on=on)
    return made


@transaction.atomic
def end_suspension(suspension: Suspension, *, ended_on: date, by: User, on: date) -> Suspension:
    """Record that the handling goes on."""
    complaint = take("suspend", suspension.complaint, by)
    suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
    if suspension.ended_on is not None:
        raise RuleBroken(f"This suspension ended on {in_words(suspension.ended_on)}.")
    refuse_day(ended_on, since=suspension.began_on, on=complaint.finalised_on or on, what="Its last day")
    suspension.ended_on = ended_on
    suspension.save(update_fields=["ended_on"])
    audit.record("complaint.resumed", complaint, by=by, suspension=suspension.pk)
    count_suspended(complaint, by=by, on=on)
    return suspension


@transaction.atomic
def recount_suspended(day: date, *, by: User, on: date) -> int:
    """Count suspended days anew where the handling stood still on a day that became a holiday, or is one no longer.

    Returns of how many complaints they are others now.
    """
    rows = Complaint.objects.suspended_on(day).select_for_update().order_by("pk")
    return sum(count_suspended(complaint, by=by, on=on) for complaint in rows)


def count_suspended(complaint: Complaint, *, by: User, on: date) -> bool:
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
    return bool(change(complaint, {"suspended_days": days}, reason=COUNTED_FROM_PERIODS, by=by, on=on, objecting=False))


@transaction.atomic
def note_update(complaint: Complaint, *, given_on: date, note: str = "", by: User, on: date) -> ProgressUpdate:
    """Record that the force told the complainant how it was going."""
    complaint = take("note_update", complaint, by)
    refuse_day(given_on, since=complaint.received_on, on=on, what="The update")
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
    complaint = take("note_notice", complaint, by)
    reasons = said(reasons, "Say what the notice gives as reasons.")
    refuse_day(received_on, since=complaint.received_on, on=on, what="The notice")
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
    complaint = take("note_notice", notice.complaint, by)
    notice = TwelveMonthNotice.objects.select_for_update().get(pk=notice.pk)
    refuse_day(acted_on, since=notice.received_on, on=on, what="What the office did")
    notice.action, notice.action_note, notice.action_on = action, note.strip(), acted_on
    notice.version += 1
    notice.save(update_fields=["action", "action_note", "action_on", "version"])
    audit.record("complaint.notice_acted_on", complaint, by=by, notice=notice.pk, code=action)
    return notice
