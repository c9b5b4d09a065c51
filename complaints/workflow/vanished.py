"""Complaints that a newer extract no longer had, settled by a person."""

from datetime import datetime

from django.db import transaction

from complaints.choices import VanishedHow
from complaints.models import ChangedMonth, Complaint, Vanishing
from complaints.rules import KEEPS_RECORDS
from pcc import audit, jobs
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.moves import check_role


@transaction.atomic
def settle(vanishing: Vanishing, *, how: str, reason: str, by: User, at: datetime) -> Vanishing:
    """Say what came of it: gone, so that it stays out of the figures, or it stands, so that it counts again.

    RuleBroken without a reason, and when it was settled already or is back.
    """
    check_role(by, KEEPS_RECORDS)
    vanishing = Vanishing.objects.select_for_update().get(pk=vanishing.pk)
    complaint = Complaint.objects.select_for_update(of=["self"]).get(pk=vanishing.complaint_id)
    if vanishing.settled:
        raise RuleBroken(f"This is settled already: {vanishing.get_settled_display()}.")
    if how not in (VanishedHow.GONE, VanishedHow.STANDS):
        raise RuleBroken("Say whether the complaint is gone or still stands.")
    if not (reason := reason.strip()):
        raise RuleBroken("Say how you know.")
    vanishing.settled, vanishing.reason = how, reason
    vanishing.settled_by, vanishing.settled_at = by, at
    vanishing.save(update_fields=["settled", "reason", "settled_by", "settled_at"])
    if how == VanishedHow.STANDS:
        complaint.vanished_on = None
        complaint.version += 1
        complaint.save(update_fields=["vanished_on", "version"])
        month = complaint.finalised_on and complaint.finalised_on.replace(day=1)
        ChangedMonth.objects.create(force_id=complaint.force_id, month=month)
        jobs.ask("figures.refresh", by=None, key=f"force {complaint.force_id}", force=complaint.force_id)
    audit.record("complaint.vanishing_settled", complaint, by=by, how=how)
    return vanishing
