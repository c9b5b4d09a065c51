"""Every write of reporting: the kept figures, recomputed for what changed and swapped in one transaction."""

from datetime import date
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from complaints import stats
from complaints.models import Complaint
from complaints.stats import HANDLINGS
from complaints.workflow import extracts
from pcc import audit, jobs
from pcc.errors import RuleBroken
from pcc.jobs import Progress
from pcc.models import BankHoliday, Force, Job
from pcc.reporting.models import Cell, OpenCell, Stamp
from pcc.working_days import WorkingCalendar

REFRESH_LOCK = 7303  # one refresh of a force at a time; a second one waits


@transaction.atomic
def refresh(force: Force, *, on: date, calendar: WorkingCalendar, everything: bool = False) -> dict[str, Any]:
    """Recompute the kept figures of a force for the months that changed, and put them in place of the old ones.

    Reads, computes and swaps in one transaction: a reader sees the old figures or the new ones, never a gap.
    ``everything`` recomputes all months, as does a changed calendar. Returns how many months, cells and complaints.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [REFRESH_LOCK, force.pk])
    marks = extracts.take_marks(force)
    stamp = Stamp.objects.filter(force=force).first()
    everything = everything or stamp is None or stamp.calendar_version != calendar.version
    rows = Complaint.objects.filter(force=force)
    months = [mark for mark in marks if mark is not None]
    cells = Cell.objects.filter(force=force)
    if not everything:
        rows_due, cells_due = rows.finalised_in_months(months), cells.filter(month__in=months)
    else:
        rows_due, cells_due = rows, cells
    closed = stats.closed_from_facts(rows_due, calendar)
    cells_due.delete()
    new = _cells(force, closed)
    Cell.objects.bulk_create(new, batch_size=500)
    as_at = stats.as_at_of([force.pk], on=on)
    still_open = stats.open_from_facts(rows, calendar, as_at=as_at)
    OpenCell.objects.filter(force=force).delete()
    OpenCell.objects.bulk_create(_open_cells(force, still_open))
    Stamp.objects.update_or_create(
        force=force,
        defaults={
            "computed_at": timezone.now(),
            "as_at": as_at[force.pk],
            "calendar_version": calendar.version,
            "stale_because": "",
        },
    )
    return {
        "months": len(np.unique(closed.month)),
        "cells": len(new),
        "finalised": len(closed.working),
        "open": len(still_open.working),
    }


def _cells(force: Force, closed: stats.Closed) -> list[Cell]:
    made = []
    for month in np.unique(closed.month):
        in_month = closed.where(closed.month == month)
        for place in np.unique(in_month.handling):
            cell = in_month.where(in_month.handling == place)
            made.append(
                Cell(
                    force=force,
                    month=month.astype("datetime64[D]").astype(object),
                    handling=HANDLINGS[place],
                    working=np.sort(cell.working).tolist(),
                    calendar=np.sort(cell.calendar).tolist(),
                )
            )
    return made


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


@transaction.atomic
def mark_stale(force: Force, *, because: str) -> None:
    """Say on the figures of a force why they are not the newest."""
    if not because.strip():
        raise RuleBroken("Say why the figures are stale.")
    Stamp.objects.filter(force=force).update(stale_because=because.strip())
