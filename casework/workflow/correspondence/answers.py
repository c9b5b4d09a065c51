"""Answered: the days on which the person was told that it arrived, and had the answer."""

from datetime import date

from django.db import transaction

from casework.models import Correspondence
from casework.rules.correspondence import ACKNOWLEDGE, REPLY, REPLY_TO_ELECTED, WAITING
from casework.rules.triage import WAYS
from casework.workflow.clocks import end_clock
from casework.workflow.correspondence.held import held_by, keep, refuse_before_receipt
from pcc import audit
from pcc.models import User


@transaction.atomic
def acknowledge(item: Correspondence, *, on: date, by: User | None) -> Correspondence:
    """Record the day on which the person was told that the office has their message."""
    waits = item.stage if item.stage in WAITING else ""
    item = held_by(item, "acknowledge", by)
    refuse_before_receipt(item, on)
    if by is None and item.acknowledged_on is not None:
        return item
    item.stage = waits or item.stage
    item.acknowledged_on = on
    keep(item, "stage", "acknowledged_on")
    end_clock(item.case, code=ACKNOWLEDGE, on=on, by=by)
    audit.record("correspondence.acknowledged", item, by=by, case=item.case_id, on=str(on))
    return item


@transaction.atomic
def reply(item: Correspondence, *, on: date, by: User | None) -> Correspondence:
    """Record the day on which the person had the office's answer. The clocks of acknowledging and replying end."""
    item = held_by(item, "reply", by)
    refuse_before_receipt(item, on)
    fields = ["stage"]
    if item.replied_on is None:
        item.replied_on = on
        fields.append("replied_on")
    if item.acknowledged_on is None:
        item.acknowledged_on = on
        fields.append("acknowledged_on")
    keep(item, *fields)
    codes = {way.clock for way in WAYS.values()} - {""} | {ACKNOWLEDGE, REPLY, REPLY_TO_ELECTED}
    for code in sorted(codes):
        end_clock(item.case, code=code, on=on, by=by)
    audit.record("correspondence.replied", item, by=by, case=item.case_id, on=str(on))
    return item
