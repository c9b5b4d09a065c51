"""Figures from kept cells: the same columns and the same functions as from facts, without touching a complaint.

And what a change of a calendar would do to clocks and figures, before anybody makes it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import F, QuerySet
from django.utils import timezone

from casework.stats import correspondence as letters
from complaints import stats
from complaints.models import ChangedMonth, Complaint
from complaints.stats import HANDLINGS, Asked, Closed, Open, Report, Restated
from pcc import spans
from pcc.figures import Figure
from pcc.reporting.models import Cell, OpenCell, Restatement, Stamp
from pcc.working_days import WorkingCalendar
from reviews import stats as reviews
from reviews.dip_sampling.stats import results as panels

DEFINITIONS = (*stats.DEFINITIONS, *reviews.DEFINITIONS, *panels.DEFINITIONS, *letters.DEFINITIONS)
"""What every figure of the product counts, in the order of the rooms that count it."""

DAY_OLD = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A report, and how fresh it is: ``stale_because`` is empty while nothing is known to be newer."""

    report: Report
    computed_at: datetime
    stale_because: str


def answer(asked: Asked, *, calendar: WorkingCalendar, now: datetime) -> Kept:
    """The report that is asked for: from kept cells where they can answer, otherwise from the facts, and the same."""
    on = timezone.localtime(now).date()
    kept = kept_timeliness(asked, calendar=calendar, on=on)
    if kept is None:
        kept = Kept(stats.from_facts(stats.all_complaints(), asked, calendar=calendar, on=on), now, "")
    return replace(kept, report=replace(kept.report, restated=restated_in(asked)))


def figure(asked: Asked, *, calendar: WorkingCalendar, on: date) -> Figure:
    """The report as a figure to freeze: always from the facts, with the digest of the complaints that it counts."""
    return stats.figure(stats.all_complaints(), asked, calendar=calendar, on=on)


def restated_in(asked: Asked) -> tuple[Restated, ...]:
    """The months of the period whose figures are others than those once shown, the newest restatement of each."""
    if (asked.measure, asked.basis) != ("resolution", "finalised"):
        return ()
    rows = Restatement.objects.filter(month__range=(asked.since.replace(day=1), asked.until)).select_related("force")
    newest = rows.order_by("month", "force", "-at").distinct("month", "force")
    return tuple(Restated(row.force.code, row.month, timezone.localtime(row.at).date(), row.because) for row in newest)


def kept_timeliness(asked: Asked, *, calendar: WorkingCalendar, on: date) -> Kept | None:
    """The report from kept cells, for whole months of complaints finalised, by anything but words.

    None while the facts must answer: the cells do not hold what is asked for, some force has no kept figures yet, or
    has them as at another day.
    """
    if not _held_in_cells(asked):
        return None
    forces = stats.forces_with_complaints()
    as_at = stats.as_at_of(forces, on=on)
    stamps = _stamps(forces)
    for _ in range(MOST_SWAPS):
        if not stamps or set(stamps) != set(forces):
            return None
        if as_at != {force: stamp.as_at for force, stamp in stamps.items()}:
            return None  # a newer extract has just come in, or a force without extracts was computed on another day
        closed, still_open, before = closed_from_cells(_cells_of(asked)), open_from_cells(), stamps
        stamps = _stamps(forces)
        if _moments(stamps) == _moments(before):
            break  # nothing was swapped while the cells were read
    else:
        return None
    report = stats.report(
        closed,
        still_open,
        asked=asked,
        left=stats.left_out(Complaint.objects.all(), forces),
        as_at=stats.oldest(as_at, on=on),
        calendar=calendar,
        forces=forces,
    )
    computed_at = min(_moments(stamps).values())
    return Kept(report, computed_at, " ".join(_why_stale(list(stamps.values()), calendar, on=on)))


MOST_SWAPS = 3
"""How often cells are read again because a refresh swapped them in between; after that the facts answer."""


def _stamps(forces: Iterable[int]) -> dict[int, Stamp]:
    return {stamp.force_id: stamp for stamp in Stamp.objects.filter(force__in=forces)}


def _moments(stamps: dict[int, Stamp]) -> dict[int, datetime]:
    return {force: stamp.computed_at for force, stamp in stamps.items()}


def _held_in_cells(asked: Asked) -> bool:
    whole_months = asked.since.day == 1 and (asked.until + timedelta(days=1)).day == 1
    return (
        whole_months
        and (asked.measure, asked.basis, asked.suspension) == ("resolution", "finalised", "with")
        and asked.by in ("all", *stats.PERIODS, "handling", "force")
    )


def _why_stale(stamps: list[Stamp], calendar: WorkingCalendar, *, on: date) -> Iterator[str]:
    yield from dict.fromkeys(stamp.stale_because for stamp in stamps if stamp.stale_because)
    if any(stamp.calendar_version != calendar.version for stamp in stamps):
        yield "The bank holidays have changed since these figures were computed."
    if ChangedMonth.objects.exists():
        yield "Changes that have just been made are still to be counted."
    oldest = min(timezone.localtime(stamp.computed_at).date() for stamp in stamps)
    if oldest < on - DAY_OLD:
        yield f"These figures were last computed on {oldest.day} {oldest:%B %Y}: no nightly work has been done since."


def _cells_of(asked: Asked) -> QuerySet[Cell]:
    """The cells of the months and ways of handling that are asked for."""
    handlings = [HANDLINGS[place] for place in stats.chosen_handling(asked.handling)]
    return Cell.objects.filter(month__range=(asked.since, asked.until), handling__in=handlings)


def closed_from_cells(rows: QuerySet[Cell]) -> Closed:
    """The finalised complaints of these cells, as columns; only the day within the month is gone."""
    sent = {name: spans.Sent(F(name)) for name in ("working", "calendar")}
    cells = list(rows.values_list("month", "handling", "force", "count", sent["working"], sent["calendar"]))
    sizes = [cell[3] for cell in cells]
    return Closed(
        month=np.repeat(np.array([cell[0] for cell in cells], dtype="datetime64[M]"), sizes),
        handling=np.repeat(np.array([HANDLINGS.index(cell[1]) for cell in cells], dtype=np.int32), sizes),
        force=np.repeat(np.array([cell[2] for cell in cells], dtype=np.int32), sizes),
        working=_joined(cell[4] for cell in cells),
        calendar=_joined(cell[5] for cell in cells),
    )


def open_from_cells() -> Open:
    """The open complaints, as columns."""
    cells = list(OpenCell.objects.values_list("handling", "force", spans.Sent(F("working"))))
    ages = [spans.small_numbers(cell[2]) for cell in cells]
    sizes = [len(of_cell) for of_cell in ages]
    return Open(
        handling=np.repeat(np.array([HANDLINGS.index(cell[0]) for cell in cells], dtype=np.int32), sizes),
        force=np.repeat(np.array([cell[1] for cell in cells], dtype=np.int32), sizes),
        working=np.concatenate([np.empty(0, dtype=np.int16), *ages]),
    )


def _joined(parts: Iterable[bytes]) -> "np.ndarray[Any, Any]":
    return np.concatenate([np.empty(0, dtype=np.int16), *map(spans.small_numbers, parts)])
