"""Figures from kept columns: the same functions as from facts, without touching a complaint."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from casework.stats import correspondence as letters
from complaints import stats
from complaints.models import ChangedMonth
from complaints.stats import Asked, Columns, Life, Report, Restated
from pcc import spans
from pcc.figures import Figure
from pcc.models import Force
from pcc.reporting.models import KeptYear, Restatement, Stamp
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


def answer(
    asked: Asked, *, calendar: WorkingCalendar, now: datetime, forces: Mapping[int, Force] | None = None
) -> Kept:
    """The report that is asked for: from kept columns where they can answer, otherwise from the facts, and the same.

    ``forces`` are those with complaints, by id, where the caller has read them already.
    """
    on = timezone.localtime(now).date()
    kept = kept_timeliness(asked, calendar=calendar, on=on, forces=forces)
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
    rows = rows.filter(force__code=asked.force) if asked.force else rows
    newest = rows.order_by("month", "force", "-at").distinct("month", "force")
    return tuple(Restated(row.force.code, row.month, timezone.localtime(row.at).date(), row.because) for row in newest)


def kept_timeliness(
    asked: Asked, *, calendar: WorkingCalendar, on: date, forces: Mapping[int, Force] | None = None
) -> Kept | None:
    """The report from kept columns, of what they hold: resolution and open ones, by anything but words.

    None while the facts must answer: the columns do not hold what is asked for, or a force has no kept figures yet.
    """
    if not _is_held(asked):
        return None
    forces = {
        pk: force
        for pk, force in (stats.forces_with_complaints() if forces is None else forces).items()
        if asked.force in ("", force.code)
    }
    stamps = _stamps(forces)
    if not stamps or set(stamps) != set(forces):
        return None
    as_at = stats.as_at_of(forces, on=on)
    rows = stats.narrowed(stats.all_complaints(), asked.which)
    columns = read_kept(_years_of(asked).filter(force__in=forces))
    still_open = stats.open_in(columns, asked, calendar, as_at=as_at)
    report = stats.report(
        stats.closed_in(columns, asked, calendar, as_at=as_at),
        still_open,
        asked=asked,
        left=(
            *stats.still_waiting(asked, still_open),
            *stats.left_out(rows, forces),
        ),
        as_at=stats.oldest(as_at, on=on),
        calendar=calendar,
        forces=forces,
    )
    computed_at = min(stamp.computed_at for stamp in stamps.values())
    return Kept(report, computed_at, " ".join(_why_stale(list(stamps.values()), on=on)))


def kept_life(*, since: date, as_at: dict[int, date]) -> Life | None:
    """The complaints that were open on that day or received after it, from kept columns; None where they are not fresh.

    Pages of whole lives have no place to say that they are stale: while a change waits to be counted, facts answer.
    """
    stamps = _stamps(as_at)
    if (
        not stamps
        or set(stamps) != set(as_at)
        or any(stamp.stale_because or stamp.is_changing for stamp in stamps.values())
    ):
        return None
    columns = read_kept(KeptYear.objects.filter(_from_year(since.year), force__in=list(as_at)))
    before = columns.finalised < np.datetime64(since, "D")  # NaT, of the open ones, is not earlier than anything
    seen_before = set(
        KeptYear.objects.filter(year__lt=since.year, force__in=list(as_at)).values_list("force", flat=True).distinct()
    )
    seen_before |= set(np.unique(columns.force[before]).tolist())
    return stats.life_of(columns.where(~before), as_at=as_at, seen_before=seen_before)


def _stamps(forces: Iterable[int]) -> dict[int, Any]:
    """When each of these was computed; each with ``is_changing``, whether any change waits to be counted."""
    rows = Stamp.objects.filter(force__in=forces).annotate(is_changing=Exists(ChangedMonth.objects.all()))
    return {stamp.force_id: stamp for stamp in rows}


def _is_held(asked: Asked) -> bool:
    return asked.measure in stats.FROM_COLUMNS and asked.by not in stats.WORDS and not asked.which.has_words


def _why_stale(stamps: list[Any], *, on: date) -> Iterator[str]:
    yield from dict.fromkeys(stamp.stale_because for stamp in stamps if stamp.stale_because)
    if any(stamp.is_changing for stamp in stamps):
        yield "Changes that have just been made are still to be counted."
    oldest = min(timezone.localtime(stamp.computed_at).date() for stamp in stamps)
    if oldest < on - DAY_OLD:
        yield f"These figures were last computed on {oldest.day} {oldest:%B %Y}: no nightly work has been done since."


def _years_of(asked: Asked) -> QuerySet[KeptYear]:
    """The years that can matter to what is asked for, and the open ones."""
    if asked.measure == "open":
        return KeptYear.objects.filter(year=None)
    wanted = _from_year(asked.since.year)
    if asked.basis == "finalised":
        wanted &= Q(year=None) | Q(year__lte=asked.until.year)
    return KeptYear.objects.filter(wanted)


def _from_year(year: int) -> Q:
    return Q(year=None) | Q(year__gte=year)


KEPT_COLUMNS = {"received": "<i4", "finalised": "<i4", "handling": "u1", "suspended": "<i4"}
"""Of what numbers each kept column consists."""


def read_kept(rows: QuerySet[KeptYear]) -> Columns:
    """The complaints of these years as columns, read in one statement, so that a swap in between cannot tear them."""
    kept = list(rows.order_by().values_list("force", "count", *KEPT_COLUMNS))
    found = {
        name: np.frombuffer(b"".join(row[place] for row in kept), dtype=of)
        for place, (name, of) in enumerate(KEPT_COLUMNS.items(), start=2)
    }
    sizes = [row[1] for row in kept]
    return Columns(
        force=np.repeat(np.array([row[0] for row in kept], dtype=np.int32), sizes),
        received=found["received"].astype("datetime64[D]"),
        finalised=spans.as_days(found["finalised"]),
        handling=found["handling"].astype(np.int32),
        suspended=found["suspended"],
    )
