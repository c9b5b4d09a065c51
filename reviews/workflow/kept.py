"""Kept figures of reviews: computed anew when something changed, swapped in one transaction, checked each night."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from pcc import audit, jobs
from pcc.jobs import Progress
from pcc.locks import Lock, wait_for
from pcc.models import BankHoliday, Job
from pcc.working_days import WorkingCalendar
from reviews import stats
from reviews.models import FigureCell, FigureMark, FigureStamp
from reviews.stats.kept import COUNTS, DURATIONS


def mark() -> None:
    """Say, in the transaction of a change, that figures are to be counted anew. Nobody waits for a mark."""
    FigureMark.objects.create()


def changed() -> bool:
    """Whether anything was marked that no refresh has seen, or the last one failed."""
    return FigureMark.objects.exists() or FigureStamp.objects.exclude(stale_because="").exists()


@transaction.atomic
def refresh(calendar: WorkingCalendar) -> dict[str, Any]:
    """Compute every cell anew and put them in place of the old ones: a reader sees the old figures or the new.

    Marks are read first: what is changed meanwhile keeps its mark. ``drifted`` counts cells that differ though nothing
    was marked and the calendar is the same: that never happens, and is told when it does.
    """
    wait_for(Lock.FIGURES_OF_REVIEWS)
    marks = list(FigureMark.objects.values_list("pk", flat=True))
    stamp = FigureStamp.objects.first()
    unmoved = stamp is not None and not marks and stamp.calendar_version == calendar.version
    before = {_key(cell): _said(cell) for cell in FigureCell.objects.all()}
    cells = stats.cells_from_facts(calendar)
    after = {_key(cell): _said(cell) for cell in cells}
    differ = sum(before.get(key) != after.get(key) for key in before | after)
    FigureCell.objects.all().delete()
    FigureCell.objects.bulk_create(cells)
    FigureStamp.objects.update_or_create(
        pk=1,
        defaults={"computed_at": timezone.now(), "calendar_version": calendar.version, "stale_because": ""},
    )
    FigureMark.objects.filter(pk__in=marks).delete()
    return {"cells": len(cells), "changed": differ, "drifted": differ if unmoved else 0}


def _key(cell: FigureCell) -> tuple[Any, ...]:
    return cell.month, cell.handling, cell.theme_id


def _said(cell: FigureCell) -> tuple[Any, ...]:
    return tuple(getattr(cell, name) for name in (*COUNTS, *DURATIONS))


@jobs.carries_out("reviews.figures")
def refresh_figures(job: Job, show: Progress) -> dict[str, Any]:
    """The job that follows changes, and that of the night."""
    show("Computing figures of reviews", 0, 1)
    done = refresh(BankHoliday.objects.as_calendar())
    audit.record("figures.refreshed", by=job.asked_by, figure="reviews", **done)
    return done


jobs.nightly("reviews.figures")


@jobs.when_failed("reviews.figures")
def mark_stale(job: Job, because: str) -> None:
    """Say why the kept cells are not the newest; until they are, the reviews themselves answer."""
    today = timezone.localdate()
    said = f"Computing them anew failed on {today.day} {today:%B %Y}: {because}"
    FigureStamp.objects.update(stale_because=said)
