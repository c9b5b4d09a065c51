"""The clocks that a complaint's own dates set going: notices, updates, the outcome letter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from complaints.models import Complaint
from complaints.rules import notices_due
from pcc import clocks
from pcc.models import ClockRule
from pcc.working_days import WorkingCalendar

CLOCKS = ("twelve_month_notice", "progress_update", "complaint_outcome")

Rules = Mapping[str, list[ClockRule]]
"""The versions of each of the clocks that a complaint's own dates set going, the newest first."""


def clock_rules() -> Rules:
    """The rules of CLOCKS as they are now, in one statement."""
    found: dict[str, list[ClockRule]] = {code: [] for code in CLOCKS}
    for version in ClockRule.objects.filter(code__in=CLOCKS).order_by("-version"):
        found[version.code].append(version)
    return found


def _in_force(rules: Rules, code: str, *, on: date) -> clocks.ClockRule | None:
    """The version that counts from that day; None before there was one."""
    return next((version.as_rule() for version in rules[code] if version.counts_from(on)), None)


def clocks_of(complaint: Complaint, rules: Rules, *, calendar: WorkingCalendar, on: date) -> list[clocks.Explanation]:
    """The clocks that a complaint's own dates set going: the next 12-month notice, the next update, the outcome letter.

    Without any update recorded nobody knows when the last one was, so there is no clock of the next.
    """
    found = [notice_clock(complaint, rules, calendar=calendar, on=on)]
    updates = [update.given_on for update in complaint.updates.all()]
    if updates and complaint.finalised_on is None:
        found.append(_explained(rules, "progress_update", max(updates), calendar=calendar, on=on))
    if complaint.finalised_on and complaint.outcome_sent_on and complaint.outcome_sent_on >= complaint.finalised_on:
        sent = complaint.outcome_sent_on
        started = complaint.finalised_on
        found.append(_explained(rules, "complaint_outcome", started, calendar=calendar, on=on, met_on=sent))
    return [clock for clock in found if clock is not None]


def _explained(
    rules: Rules,
    code: str,
    start: date,
    *,
    calendar: WorkingCalendar,
    on: date,
    met_on: date | None = None,
    occurrence: int = 1,
) -> clocks.Explanation | None:
    """A clock by the rule that was in force when it started; None before there was one."""
    rule = _in_force(rules, code, on=start)
    if rule is None:
        return None
    return clocks.explain(rule, start, [], calendar, on, met_on=met_on, occurrence=occurrence)


def notice_clock(
    complaint: Complaint, rules: Rules, *, calendar: WorkingCalendar, on: date
) -> clocks.Explanation | None:
    """The clock of the earliest 12-month notice that nobody has recorded, or of the last one; None without one."""
    owed = owed_notices(complaint, rules, calendar=calendar, on=on)
    if not owed:
        return None
    noted = {notice.occurrence: notice.received_on for notice in complaint.notices.all()}
    number = next((each.occurrence for each in owed if each.occurrence not in noted), owed[-1].occurrence)
    return _explained(
        rules,
        "twelve_month_notice",
        complaint.received_on,
        calendar=calendar,
        on=on,
        met_on=noted.get(number),
        occurrence=number,
    )


def owed_notices(complaint: Complaint, rules: Rules, *, calendar: WorkingCalendar, on: date) -> list[Any]:
    """The 12-month notices of an open investigation, by the rule as it was when the complaint was made."""
    rule = _in_force(rules, "twelve_month_notice", on=complaint.received_on)
    if rule is None:
        return []
    return notices_due(
        rule,
        handling=complaint.handling,
        received_on=complaint.received_on,
        finalised_on=complaint.finalised_on,
        as_at=on,
        calendar=calendar,
    )
