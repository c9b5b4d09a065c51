"""Which open complaints are late: something is owed to the complainant whose last day is over."""

from datetime import date

from django.db.models import Q

from complaints.querysets import ComplaintQuerySet, Window
from complaints.rules import starts_overdue
from pcc.models import ClockRule
from pcc.working_days import WorkingCalendar


def overdue(rows: ComplaintQuerySet, what: str, *, on: date, calendar: WorkingCalendar) -> ComplaintQuerySet:
    """Those of these rows of which a 12-month ``notice`` is overdue, an ``update``, or ``any`` of both."""
    found = []
    if what in ("notice", "any"):
        found.append(rows.owing_notice(_windows("twelve_month_notice", on=on, calendar=calendar)))
    if what in ("update", "any"):
        found.append(rows.owing_update(_windows("progress_update", on=on, calendar=calendar)))
    if len(found) == 1:
        return found[0]
    return rows.filter(Q(pk__in=found[0].values("pk")) | Q(pk__in=found[1].values("pk")))


def _windows(code: str, *, on: date, calendar: WorkingCalendar) -> list[Window]:
    """The versions of a clock's rule, the newest first, each with the starts of which a due date is past."""
    rules = [version.as_rule() for version in ClockRule.objects.filter(code=code).order_by("-version")]
    return [(rule.in_force_from, rule.in_force_to, starts_overdue(rule, on=on, calendar=calendar)) for rule in rules]
