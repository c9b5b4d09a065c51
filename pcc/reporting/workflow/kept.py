"""Kept figures: recomputed for what changed, swapped in one transaction, and checked against the facts."""

import random
import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet, Sum
from django.utils import timezone

from complaints import stats
from complaints.models import ChangedMonth, Complaint
from complaints.stats import HANDLINGS
from complaints.workflow import extracts
from pcc import audit, jobs, spans
from pcc.jobs import Progress
from pcc.models import BankHoliday, Force, Job
from pcc.reporting.models import Cell, OpenCell, Restatement, Stamp
from pcc.working_days import WorkingCalendar

REFRESH_LOCK = 7303  # one refresh of a force at a time; a second one waits


@transaction.atomic
def refresh(force: Force, *, on: date, calendar: WorkingCalendar, everything: bool = False) -> dict[str, Any]:
    """Recompute the kept figures of a force for the months that changed, and put them in place of the old ones.

    Reads, computes and swaps in one transaction: a reader sees the old figures or the new ones, never a gap.
    ``everything`` recomputes all months, as does a changed calendar. A month that was over and now has other figures
    is noted as restated. Returns how many months, cells, complaints and restatements.
    """
    _hold_figures_of(force)
    marks = extracts.take_marks(force)
    stamp = Stamp.objects.filter(force=force).first()
    moved = stamp is not None and stamp.calendar_version != calendar.version
    everything = everything or stamp is None or moved
    rows, cells = Complaint.objects.filter(force=force), Cell.objects.filter(force=force)
    months = [mark for mark in marks if mark is not None]
    if everything:
        rows_due, cells_due = rows, cells
    else:
        rows_due, cells_due = rows.finalised_in_months(months), cells.filter(month__in=months)
    closed = stats.closed_from_facts(rows_due, calendar)
    new = _cells(force, closed)
    restated = _restated(force, cells_due, new, stamp, moved=moved) if stamp else []
    cells_due.delete()
    _write_cells(new)
    Restatement.objects.bulk_create(restated)
    as_at = stats.as_at_of([force.pk], on=on)
    still_open = stats.open_from_facts(rows, calendar, as_at=as_at)
    OpenCell.objects.filter(force=force).delete()
    OpenCell.objects.bulk_create(_open_cells(force, still_open))
    stamped = Stamp(force=force, computed_at=timezone.now(), as_at=as_at[force.pk], calendar_version=calendar.version)
    Stamp.objects.bulk_create(
        [stamped],
        update_conflicts=True,
        unique_fields=["force"],
        update_fields=["computed_at", "as_at", "calendar_version", "stale_because"],
    )
    return {
        "months": len({cell.month for cell in new}),
        "cells": len(new),
        "finalised": len(closed.working),
        "open": len(still_open.working),
        "restated": len(restated),
    }


def _hold_figures_of(force: Force) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [REFRESH_LOCK, force.pk])


@dataclass(frozen=True)
class NewCell:
    """A cell to be written: its durations as columns, sorted."""

    force: int
    month: date
    handling: str
    working: spans.Array
    calendar: spans.Array

    @property
    def days(self) -> int:
        return int(self.working.sum(dtype=np.int64))


LONGEST_DAYS = 1 << 16
"""More than any duration that a cell can hold: durations are sorted by cell and length in one go, as one number."""


def _cells(force: Force, closed: stats.Closed) -> list[NewCell]:
    """The columns cut into cells, each with its durations in order."""
    place = closed.month.astype(np.int64) * len(HANDLINGS) + closed.handling
    working, calendar = (np.sort(place * LONGEST_DAYS + days) for days in (closed.working, closed.calendar))
    places, starts = np.unique(working // LONGEST_DAYS, return_index=True)
    ends = [*starts[1:].tolist(), len(working)][: len(starts)]
    return [
        NewCell(
            force=force.pk,
            month=np.datetime64(at // len(HANDLINGS), "M").astype("datetime64[D]").astype(object),
            handling=HANDLINGS[at % len(HANDLINGS)],
            working=working[start:end] % LONGEST_DAYS,
            calendar=calendar[start:end] % LONGEST_DAYS,
        )
        for at, start, end in zip(places.tolist(), starts.tolist(), ends, strict=True)
    ]


def _write_cells(cells: Sequence[NewCell]) -> None:
    """By COPY in binary form: the durations go as they lie in memory."""
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY {Cell._meta.db_table} (force_id, month, handling, count, days, working, calendar) "
            "FROM STDIN (FORMAT BINARY)"
        ) as copy,
    ):
        copy.write(COPY_BEGINS)
        for cell in cells:
            handling = cell.handling.encode()
            values = (
                struct.pack(">q", cell.force),
                struct.pack(">i", (cell.month - POSTGRES_EPOCH).days),
                handling,
                struct.pack(">i", len(cell.working)),
                struct.pack(">q", cell.days),
                spans.sent_small(cell.working),
                spans.sent_small(cell.calendar),
            )
            row = [struct.pack(">h", len(values))]
            for value in values:
                row += [struct.pack(">i", len(value)), value]
            copy.write(b"".join(row))
        copy.write(COPY_ENDS)


COPY_BEGINS = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
COPY_ENDS = struct.pack(">h", -1)
POSTGRES_EPOCH = date(2000, 1, 1)


def _restated(
    force: Force, old: QuerySet[Cell], new: Sequence[NewCell], stamp: Stamp, *, moved: bool
) -> list[Restatement]:
    """The months that were over when last computed and whose figures are others now."""
    before = {
        row["month"]: (row["n"], row["total"])
        for row in old.order_by().values("month").annotate(n=Sum("count"), total=Sum("days"))
    }
    after: dict[date, tuple[int, int]] = {}
    for cell in new:
        n, total = after.get(cell.month, (0, 0))
        after[cell.month] = (n + len(cell.working), total + cell.days)
    because = "The bank holidays changed." if moved else "Complaints of the month were added, corrected or taken out."
    shown_to = stamp.as_at.replace(day=1)
    return [
        Restatement(
            force=force,
            month=month,
            at=timezone.now(),
            because=because,
            n_before=before.get(month, (0, 0))[0],
            days_before=before.get(month, (0, 0))[1],
            n_after=after.get(month, (0, 0))[0],
            days_after=after.get(month, (0, 0))[1],
        )
        for month in sorted({*before, *after})
        if month < shown_to and before.get(month, (0, 0)) != after.get(month, (0, 0))
    ]


def _open_cells(force: Force, still_open: stats.Open) -> list[OpenCell]:
    return [
        OpenCell(
            force=force,
            handling=HANDLINGS[place],
            working=np.sort(still_open.working[still_open.handling == place]).tolist(),
        )
        for place in np.unique(still_open.handling)
    ]


@jobs.carries_out("figures.refresh")
def refresh_one(job: Job, show: Progress) -> dict[str, Any]:
    """The job that follows a change: the changed months of one force."""
    force = Force.objects.get(pk=job.params["force"])
    show(f"Computing figures of {force}", 0, 1)
    calendar = BankHoliday.objects.as_calendar()
    done = refresh(force, on=timezone.localdate(), calendar=calendar)
    audit.record("figures.refreshed", force, by=job.asked_by, **done)
    return done


@jobs.carries_out("figures.refresh_all")
def refresh_all(job: Job, show: Progress) -> dict[str, Any]:
    """The job of the night: every month of every force that has complaints."""
    calendar = BankHoliday.objects.as_calendar()
    forces = list(stats.forces_with_complaints().values())
    totals: dict[str, Any] = {"forces": len(forces)}
    for number, force in enumerate(forces):
        show(f"Computing figures of {force}", number, len(forces))
        for name, count in refresh(force, on=timezone.localdate(), calendar=calendar, everything=True).items():
            totals[name] = totals.get(name, 0) + count
    audit.record("figures.refreshed", by=job.asked_by, **totals)
    return totals


jobs.nightly("figures.refresh_all")


@jobs.when_failed("figures.refresh")
@jobs.when_failed("figures.refresh_all")
def mark_stale(job: Job, because: str) -> None:
    """The old figures stay, and say why they are not the newest: of the job's force, or of all."""
    stamps = Stamp.objects.filter(force=job.params["force"]) if "force" in job.params else Stamp.objects.all()
    stamps.update(stale_because=f"Computing them anew failed on {_day(timezone.localdate())}: {because}")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# Do kept figures still say what the facts say?

MONTHS_CHECKED = 3
"""Months of each force whose cells are worked out again each night, drawn by lot."""


@jobs.carries_out("figures.check")
def check_drift(job: Job, show: Progress) -> dict[str, Any]:
    """Work a sample of kept cells out again, complaint by complaint, and report each that says otherwise.

    A force found wrong is marked stale and computed anew.
    """
    calendar = BankHoliday.objects.as_calendar()
    stamps = list(Stamp.objects.select_related("force").order_by("force"))
    lot = random.Random(f"{timezone.localdate()} {job.pk}")  # noqa: S311 - a sample, no secret
    checked, drifted = 0, []
    for number, stamp in enumerate(stamps):
        show(f"Checking figures of {stamp.force}", number, len(stamps))
        if stamp.calendar_version != calendar.version:
            continue  # not drift: the page says that the calendar has changed, and a refresh has been asked for
        months = drawn_months(stamp.force, lot)
        checked += len(months) + 1
        found = drift_of(stamp, months, calendar)
        if found:
            drifted += found
            stamp.stale_because = f"A check on {_day(timezone.localdate())} found them to differ from the complaints."
            stamp.save(update_fields=["stale_because"])
            jobs.ask("figures.refresh_all", by=None, key="figures have drifted")
    audit.record("figures.checked", by=job.asked_by, checked=checked, drifted=len(drifted), named=drifted[:100])
    return {"checked": checked, "drifted": len(drifted), "named": ", ".join(drifted[:20]) or "none"}


jobs.nightly("figures.check")


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
    rows = Complaint.objects.filter(force=force).counted()
    for month in months:
        kept = {
            cell.handling: (cell.count, cell.days, cell.working, cell.calendar)
            for cell in Cell.objects.filter(force=force, month=month)
        }
        taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
        dates = rows.finalised_in_months([month]).values_list("handling", "received_on", "finalised_on")
        for handling, received, finalised in dates:
            assert finalised is not None
            taken[handling].append((calendar.between(received, finalised), (finalised - received).days))
        facts = {
            handling: (
                len(days),
                sum(working for working, _ in days),
                sorted(working for working, _ in days),
                sorted(passed for _, passed in days),
            )
            for handling, days in taken.items()
        }
        if kept != facts and not ChangedMonth.objects.filter(force=force, month=month).exists():
            found.append(f"{force.code} {month:%Y-%m}")
    ages: dict[str, list[int]] = defaultdict(list)
    waiting = rows.filter(finalised_on=None, received_on__lte=stamp.as_at)
    for handling, received in waiting.values_list("handling", "received_on"):
        ages[handling].append(calendar.between(received, stamp.as_at))
    kept_ages = {cell.handling: cell.working for cell in OpenCell.objects.filter(force=force)}
    changing = ChangedMonth.objects.filter(force=force).exists()
    if kept_ages != {handling: sorted(days) for handling, days in ages.items()} and not changing:
        found.append(f"{force.code} open")
    return found
