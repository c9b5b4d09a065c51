"""What the force told of investigations that took more than 12 months, and what the office did about the oldest."""

from datetime import date, timedelta

from django.db.models import F

from complaints.choices import Handling, NoticeAction
from complaints.models import Complaint, TwelveMonthNotice
from complaints.workflow import records
from pcc.models import Force, User

YEAR = timedelta(days=365)
OLD = timedelta(days=380)
MOST_NOTICES = 100
FORGOTTEN = 10
"""One notice in so many was never sent."""
SAID = "Two accounts are still to be taken, and the officer was away for some months."


def work_on_old_investigations(force: Force, *, by: User, on: date) -> int:
    """Note the notices of past investigations and of the oldest open one; ask the force about that one, open a file.

    Some were never sent, and another open one gets its notice alone, so that something waits to be done. Done once a
    demonstration. How many notices were noted.
    """
    if TwelveMonthNotice.objects.filter(complaint__force=force).exists():
        return 0
    investigated = Complaint.objects.filter(force=force, handling=Handling.LOCAL).order_by("received_on", "pk")
    finished = investigated.filter(finalised_on__gte=F("received_on") + OLD, finalised_on__lte=on)
    sent = [late for place, late in enumerate(finished[:MOST_NOTICES]) if place % FORGOTTEN]
    for place, complaint in enumerate(sent):
        _note(complaint, days=place % 12, by=by, on=on)
    waiting = investigated.filter(finalised_on=None, received_on__lte=on - OLD)[:2]
    for place, complaint in enumerate(waiting):
        notice = _note(complaint, days=4, by=by, on=on)
        if place == 0:
            records.act_on_notice(
                notice,
                action=NoticeAction.ASKED,
                note="Asked the professional standards department for a plan with dates.",
                acted_on=complaint.received_on + timedelta(days=375),
                by=by,
                on=on,
            )
            records.open_file(complaint, by=by, on=on)
            records.put_label(complaint, name="Long investigation", by=by)
    return len(sent) + len(waiting)


def _note(complaint: Complaint, *, days: int, by: User, on: date) -> TwelveMonthNotice:
    """The first notice, so many days after the year."""
    return records.note_notice(
        complaint,
        occurrence=1,
        received_on=complaint.received_on + YEAR + timedelta(days=days),
        expected_end_on=None,
        reasons=SAID,
        by=by,
        on=on,
    )
