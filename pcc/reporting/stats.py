"""Figures from kept cells: the same columns and the same functions as from facts, without touching a complaint."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

import numpy as np

from complaints import stats
from complaints.models import Complaint
from complaints.stats import HANDLINGS, Closed, Open, Report
from pcc.errors import RuleBroken
from pcc.reporting.models import Cell, OpenCell, Stamp
from pcc.working_days import WorkingCalendar


@dataclass(frozen=True)
class Kept:
    """A report from kept cells, and how fresh they are."""

    report: Report
    computed_at: datetime
    stale_because: str


def kept_timeliness(
    *, calendar: WorkingCalendar, since: date, until: date, on: date, by: str = "all", handling: str = "all"
) -> Kept | None:
    """Timeliness of whole months from kept cells: ``since`` is the first day of a month, ``until`` the last of one.

    None while the facts must answer: some force has no kept figures yet, or figures as at another day.
    """
    if until < since:
        raise RuleBroken("The period ends before it starts: give the earlier day first.")
    forces = stats.forces_with_complaints()
    stamps = {stamp.force_id: stamp for stamp in Stamp.objects.filter(force__in=forces)}
    if not stamps or set(stamps) != set(forces):
        return None
    as_at = stats.as_at_of(forces, on=on)
    if as_at != {force: stamp.as_at for force, stamp in stamps.items()}:
        return None  # a newer extract has just come in, or a force without extracts was last computed on another day
    stale = [stamp.stale_because for stamp in stamps.values() if stamp.stale_because]
    if any(stamp.calendar_version != calendar.version for stamp in stamps.values()):
        stale.append("The bank holidays have changed since these figures were computed.")
    report = stats.report(
        closed_from_cells(since=since, until=until),
        open_from_cells(),
        since=since,
        until=until,
        by=by,
        handling=handling,
        left=stats.left_out(Complaint.objects.all(), forces),
        as_at=stats.oldest(as_at, on=on),
        calendar=calendar,
        forces=forces,
    )
    return Kept(report, min(stamp.computed_at for stamp in stamps.values()), " ".join(stale))


def closed_from_cells(*, since: date, until: date) -> Closed:
    """The finalised complaints of these months, as columns; only the day within the month is gone."""
    cells = list(
        Cell.objects.filter(month__range=(since.replace(day=1), until)).values_list(
            "month", "handling", "force", "working", "calendar"
        )
    )
    sizes = [len(working) for *_, working, _ in cells]
    return Closed(
        month=np.repeat(np.array([cell[0] for cell in cells], dtype="datetime64[M]"), sizes),
        handling=np.repeat(np.array([HANDLINGS.index(cell[1]) for cell in cells], dtype=np.int32), sizes),
        force=np.repeat(np.array([cell[2] for cell in cells], dtype=np.int32), sizes),
        working=_joined(cell[3] for cell in cells),
        calendar=_joined(cell[4] for cell in cells),
    )


def open_from_cells() -> Open:
    """The open complaints, as columns."""
    cells = list(OpenCell.objects.values_list("handling", "force", "working"))
    sizes = [len(working) for *_, working in cells]
    return Open(
        handling=np.repeat(np.array([HANDLINGS.index(cell[0]) for cell in cells], dtype=np.int32), sizes),
        force=np.repeat(np.array([cell[1] for cell in cells], dtype=np.int32), sizes),
        working=_joined(cell[2] for cell in cells),
    )


def _joined(parts: Iterable[list[int]]) -> "np.ndarray[Any, Any]":
    return np.fromiter(chain.from_iterable(parts), dtype=np.int32)
