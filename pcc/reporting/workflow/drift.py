"""Do kept figures still say what the facts say? A sample of them, counted one complaint after the other."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
from django.db.models import F, Max, Min, Q
from django.db.models.functions import Length
from django.utils import timezone

from complaints.models import ChangedMonth, Complaint
from complaints.stats import HANDLINGS
from pcc import audit, jobs
from pcc.jobs import Progress
from pcc.locks import Lock, wait_for
from pcc.models import BankHoliday, Force, Job
from pcc.reporting.models import KeptYear, Stamp
from pcc.reporting.stats import KEPT_COLUMNS, read_kept
from pcc.reporting.workflow.kept import FOUND_TO_DIFFER, shown_of
from pcc.working_days import WorkingCalendar, in_words

MONTHS_CHECKED = 3
"""Months of each force that are compared each night, drawn by lot."""


@jobs.carries_out("figures.check")
def check_drift(job: Job, show: Progress) -> dict[str, Any]:
    """Compare a sample of kept months with the complaints, one by one, and report each that says otherwise.

    A force found wrong is marked stale and computed anew. No refresh swaps its figures while they are looked at: what
    is changed meanwhile keeps its mark, and is told from drift by it.
    """
    calendar = BankHoliday.objects.as_calendar()
    stamps = list(Stamp.objects.select_related("force").order_by("force"))
    lot = random.Random(f"{timezone.localdate()} {job.pk}")  # noqa: S311 - a sample, no secret
    checked, drifted = 0, []
    for number, stamp in enumerate(stamps):
        show(f"Checking figures of {stamp.force}", number, len(stamps))
        wait_for(Lock.FIGURES, stamp.force_id)
        stamp.refresh_from_db(fields=["calendar_version"])
        if stamp.calendar_version != calendar.version:
            continue  # not drift: the page says that the calendar has changed, and a refresh has been asked for
        months = drawn_months(stamp.force, lot)
        checked += len(months) + 1
        found = drift_of(stamp, months, calendar)
        if found:
            drifted += found
            stamp.stale_because = f"A check on {in_words(timezone.localdate())} {FOUND_TO_DIFFER}"
            stamp.save(update_fields=["stale_because"])
            jobs.ask("figures.refresh_all", by=None, key="figures have drifted")
    audit.record("figures.checked", by=job.asked_by, checked=checked, drifted=len(drifted), named=drifted[:100])
    return {"checked": checked, "drifted": len(drifted), "named": ", ".join(drifted[:20]) or "none"}


jobs.nightly("figures.check", early=True)


def drawn_months(force: Force, lot: random.Random) -> list[date]:
    """Some months of a force between the first and the last with anything finalised, by lot."""
    ends = Complaint.objects.filter(force=force).aggregate(first=Min("finalised_on"), last=Max("finalised_on"))
    if ends["first"] is None:
        return []
    first, last = (day.year * 12 + day.month - 1 for day in (ends["first"], ends["last"]))
    drawn = lot.sample(range(first, last + 1), k=min(MONTHS_CHECKED, last - first + 1))
    return [date(place // 12, place % 12 + 1, 1) for place in sorted(drawn)]


def drift_of(stamp: Stamp, months: Iterable[date], calendar: WorkingCalendar) -> list[str]:
    """What of these months, and of the open complaints, differs from a count of one complaint after the other.

    A month that is marked as changed is left to its refresh.
    """
    force, found = stamp.force, []
    if torn := _torn(force):
        return torn
    rows = Complaint.objects.filter(force=force).counted()
    kept = read_kept(KeptYear.objects.filter(force=force))
    of_month = np.isin(kept.finalised.astype("datetime64[M]"), np.array(list(months), dtype="datetime64[M]"))
    kept = kept.where(of_month | np.isnat(kept.finalised))
    ways = dict(enumerate(HANDLINGS))
    held: dict[date | None, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for received, finalised, place, suspended in zip(
        *(column.tolist() for column in (kept.received, kept.finalised, kept.handling, kept.suspended)), strict=True
    ):
        held[finalised and finalised.replace(day=1)][received, finalised, ways.get(place, ""), suspended] += 1
    shown: dict[date, tuple[int, int]] = {}
    for year, kept_year in shown_of([force])[force.pk].years.items():
        shown |= kept_year.months(year)
    fields = ("received_on", "finalised_on", "handling", "suspended_days")
    for month in months:
        facts = list(rows.finalised_in_months([month]).values_list(*fields))
        days = sum(calendar.between(received, finalised) for received, finalised, *_ in facts if finalised)
        same = held[month] == Counter(facts) and shown.get(month, (0, 0)) == (len(facts), days)
        if not same and not ChangedMonth.objects.filter(force=force, month=month).exists():
            found.append(f"{force.code} {month:%Y-%m}")
    waiting = Counter(rows.filter(finalised_on=None).values_list(*fields))
    changing = ChangedMonth.objects.filter(force=force).exists()
    if held[None] != waiting and not changing:
        found.append(f"{force.code} open")
    return found


def _torn(force: Force) -> list[str]:
    """The kept years whose columns are not as long as their count says: what they hold cannot even be read."""
    wrong = Q()
    for name, of in KEPT_COLUMNS.items():
        wrong |= ~Q(**{f"{name}_bytes": F("count") * np.dtype(of).itemsize})
    lengths = {f"{name}_bytes": Length(name) for name in KEPT_COLUMNS}
    years = KeptYear.objects.filter(force=force).annotate(**lengths).filter(wrong).order_by("year")
    return [f"{force.code} {year or 'open'}" for year in years.values_list("year", flat=True)]
