"""Figures from kept columns: the same functions as from facts, without touching a complaint."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any, cast
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Exists, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils import timezone

from casework.stats import correspondence as letters
from complaints import stats
from complaints.models import ChangedMonth
from complaints.stats import Asked, Closed, Columns, Life, Open, Report, Restated
from pcc import spans
from pcc.figures import Figure
from pcc.models import Job, JobState
from pcc.reporting.models import KeptYear, Restatement
from pcc.working_days import WorkingCalendar
from reviews import stats as reviews
from reviews.dip_sampling.stats import results as panels

DEFINITIONS = (*stats.DEFINITIONS, *reviews.DEFINITIONS, *panels.DEFINITIONS, *letters.DEFINITIONS)
"""What every figure of the product counts, in the order of the rooms that count it."""

DAY_OLD = timedelta(days=1)
CHANGING = "Changes that have just been made are still to be counted."


@dataclass(frozen=True)
class Kept:
    """A report, and how fresh it is: ``stale_because`` is empty while nothing is known to be newer."""

    report: Report
    computed_at: datetime
    stale_because: str


@dataclass(frozen=True)
class KnownForce:
    """A force with complaints, and all that is asked of it before a figure is told.

    ``taken_on`` is the day of its newest extract, None where it has sent none; ``held`` and ``vanished`` are the
    complaints that extract held back and those it no longer has. ``computation`` is that of its kept figures, made at
    ``computed_at``; both are None where it has none. ``is_changing`` says whether any change waits to be counted. What
    is the whole office's stands with each force: the same of the figures of reviews, and when the newest check of kept
    figures ended and which it named as wrong.
    """

    pk: int
    code: str
    name: str
    taken_on: date | None
    held: int
    vanished: int
    is_changing: bool
    computation: UUID | None
    computed_at: datetime | None
    stale_because: str | None
    reviews_computed_at: datetime | None
    reviews_stale_because: str | None
    checked_at: datetime | None
    check_named: str | None


def known_forces(code: str = "") -> dict[int, KnownForce]:
    """The forces with complaints, by id, in one statement; with a code, that force alone."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement_of(code))
        found = [KnownForce(*row) for row in cursor.fetchall()]
    return {force.pk: force for force in found}


@lru_cache(maxsize=64)
def _statement_of(code: str) -> tuple[str, tuple[Any, ...]]:
    """Kept, because putting it together takes longer than the database takes to answer it."""
    of_reviews = reviews.stamps()
    checks = Job.objects.filter(kind="figures.check", state=JobState.DONE).order_by("-pk")
    told = stats.told_of_forces(stats.with_complaints(code)).annotate(
        is_changing=Exists(ChangedMonth.objects.all()),
        reviews_computed_at=Subquery(of_reviews.values("computed_at")[:1]),
        reviews_stale_because=Subquery(of_reviews.values("stale_because")[:1]),
        checked_at=Subquery(checks.values("ended_at")[:1]),
        check_named=Subquery(checks.values_list(KT("result__named"))[:1]),
    )
    columns = ("taken_on", "held", "vanished", "is_changing")
    stamp = ("stamp__computation", "stamp__computed_at", "stamp__stale_because")
    of_office = ("reviews_computed_at", "reviews_stale_because", "checked_at", "check_named")
    rows = told.order_by("pk").values_list("pk", "code", "name", *columns, *stamp, *of_office)
    statement: tuple[str, tuple[Any, ...]] = rows.query.sql_with_params()
    return statement


def answer(
    asked: Asked,
    *,
    calendar: WorkingCalendar,
    now: datetime,
    forces: Mapping[int, KnownForce] | None = None,
    restated: bool = True,
    fresh: bool = False,
) -> Kept:
    """The report that is asked for: from kept columns where they can answer, otherwise from the facts, and the same.

    ``forces`` are ``known_forces()``, where the caller has read them already. ``restated`` says whether the report is
    to name the months that were restated. ``fresh`` is for what has no place to say that it is stale, such as a file:
    while the kept columns are, the facts answer.
    """
    on = timezone.localtime(now).date()
    kept = kept_timeliness(asked, calendar=calendar, on=on, forces=forces)
    if kept is None or (fresh and kept.stale_because):
        kept = Kept(stats.from_facts(stats.all_complaints(), asked, calendar=calendar, on=on), now, "")
    return replace(kept, report=replace(kept.report, restated=restated_in(asked))) if restated else kept


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
    asked: Asked, *, calendar: WorkingCalendar, on: date, forces: Mapping[int, KnownForce] | None = None
) -> Kept | None:
    """The report from kept columns, of what they hold: resolution and open ones, by anything but words.

    None while the facts must answer: the columns do not hold what is asked for, or a force has no kept figures yet.
    """
    if not _is_held(asked):
        return None
    forces = {
        pk: force
        for pk, force in (known_forces(asked.force) if forces is None else forces).items()
        if asked.force in ("", force.code)
    }
    if not _are_kept(forces):
        return None
    report = _report(asked, calendar, tuple(forces.values()), on)
    computed_at = min(force.computed_at for force in forces.values() if force.computed_at)
    return Kept(report, computed_at, " ".join(_why_stale(list(forces.values()), on=on)))


@lru_cache(maxsize=256)
def _report(asked: Asked, calendar: WorkingCalendar, forces: tuple[KnownForce, ...], on: date) -> Report:
    """The report of what is kept: another one as soon as anything that it is made of is another."""
    known = {force.pk: force for force in forces}
    as_at = {force.pk: force.taken_on or on for force in forces}
    closed, still_open = _kept_of(asked, known, calendar, as_at)
    return stats.report(
        closed,
        still_open,
        asked=asked,
        left=(*stats.still_waiting(asked, still_open), *stats.left_out_of(forces)),
        as_at=stats.oldest(as_at, on=on),
        calendar=calendar,
        forces=known,
    )


def kept_life(*, since: date, as_at: Mapping[int, date], forces: Mapping[int, KnownForce] | None = None) -> Life | None:
    """The complaints that were open on that day or received after it, from kept columns; None where they are not fresh.

    Pages of whole lives have no place to say that they are stale: while a change waits to be counted, facts answer.
    """
    known = known_forces() if forces is None else forces
    chosen = {pk: known[pk] for pk in as_at if pk in known}
    if not _are_kept(chosen) or len(chosen) < len(as_at):
        return None
    if any(force.stale_because or force.is_changing for force in chosen.values()):
        return None
    key = ("life", _computations(chosen), since, tuple(sorted(as_at.items())))
    if (held := _shelf.find(key)) is None:
        columns = kept_columns(chosen, (since.year, None))
        before = columns.finalised < np.datetime64(since, "D")  # NaT, of the open ones, is not earlier than anything
        earlier = KeptYear.objects.filter(year__lt=since.year, force__in=list(as_at))
        seen_before = set(earlier.values_list("force", flat=True).distinct())
        seen_before |= set(np.unique(columns.force[before]).tolist())
        held = (stats.life_of(columns.where(~before), as_at=as_at, seen_before=seen_before),)
        _shelf.put(key, held)
    return cast("Life", held[0])


def _are_kept(forces: Mapping[int, KnownForce]) -> bool:
    """Whether there are any, and kept figures of each."""
    return bool(forces) and all(force.computation is not None for force in forces.values())


def _is_held(asked: Asked) -> bool:
    return asked.measure in stats.FROM_COLUMNS and asked.by not in stats.WORDS and not asked.which.has_words


def _why_stale(forces: Sequence[KnownForce], *, on: date) -> Iterator[str]:
    yield from dict.fromkeys(force.stale_because for force in forces if force.stale_because)
    if any(force.is_changing for force in forces):
        yield CHANGING
    oldest = min(timezone.localtime(force.computed_at).date() for force in forces if force.computed_at)
    if oldest < on - DAY_OLD:
        yield f"These figures were last computed on {oldest.day} {oldest:%B %Y}: no nightly work has been done since."


Years = tuple[int, int | None]
"""The first and the last year of something; None for the last where it has not ended."""


def _years_of(asked: Asked) -> Years | None:
    """The years finalised that can matter to what is asked for, beside the open ones; None for these alone."""
    if asked.measure == "open":
        return None
    return asked.since.year, asked.until.year if asked.basis == "finalised" else None


KEPT_COLUMNS = {"received": "<i4", "finalised": "<i4", "handling": "u1", "suspended": "<i4"}
"""Of what numbers each kept column consists."""


def read_kept(rows: QuerySet[KeptYear]) -> Columns:
    """The complaints of these years as columns, read in one statement, so that a swap in between cannot tear them."""
    kept = list(rows.order_by().values_list("force", *KEPT_COLUMNS))
    found = {
        name: np.frombuffer(b"".join(row[place] for row in kept), dtype=of)
        for place, (name, of) in enumerate(KEPT_COLUMNS.items(), start=1)
    }
    sizes = [len(row[1]) // np.dtype(KEPT_COLUMNS["received"]).itemsize for row in kept]
    return Columns(
        force=np.repeat(np.array([row[0] for row in kept], dtype=np.int32), sizes),
        received=found["received"].astype("datetime64[D]"),
        finalised=spans.as_days(found["finalised"]),
        handling=found["handling"].astype(np.int32),
        suspended=found["suspended"],
    )


def kept_columns(forces: Mapping[int, KnownForce], years: Years | None) -> Columns:
    """The complaints of forces with kept figures finalised in these years, and their open ones.

    What has been read stays in the process, as long as the computation that each force's stamp names is the newest.
    """
    key = (_computations(forces), years)
    if (held := _shelf.find(key)) is None:
        wanted = Q(year=None)
        if years is not None:
            wanted |= Q(year__gte=years[0]) if years[1] is None else Q(year__range=years)
        held = (read_kept(KeptYear.objects.filter(wanted, force__in=list(forces))),)
        _shelf.put(key, held)
    return cast("Columns", held[0])


def _kept_of(
    asked: Asked, forces: Mapping[int, KnownForce], calendar: WorkingCalendar, as_at: Mapping[int, date]
) -> tuple[Closed, Open]:
    """What ended in the period and what is open, from kept columns.

    It is measured for whole years and stays in the process too, so that another period of them, or a report broken
    down otherwise, is counted anew, but not measured anew: as long as the complaints, the calendar, the as-at days and
    what is measured are the same.
    """
    measured = replace(stats.years_round(asked), by="all", handling="all", force="")
    key = (_computations(forces), measured, calendar.version, tuple(sorted(as_at.items())))
    if (held := _shelf.find(key)) is None:
        columns = kept_columns(forces, _years_of(asked))
        closed, still_open = (
            stats.closed_in(columns, measured, calendar, as_at=as_at),
            stats.open_in(columns, measured, as_at=as_at),
        )
        held = stats.in_order(closed, still_open, measured)
        _shelf.put(key, held)
    return stats.in_period(*cast("tuple[Closed, Open]", held), asked)


def _computations(forces: Mapping[int, KnownForce]) -> Hashable:
    return tuple(sorted((pk, force.computation) for pk, force in forces.items()))


MOST_SHELVED = 64 * 2**20
"""Bytes of columns that a process keeps; 2.1 million complaints of 25 years are 58 million."""

Held = tuple[Columns | Closed | Open | Life, ...]


class _Shelf:
    """Columns by what they came from; those not asked for the longest go first."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Held] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find(self, key: Hashable) -> Held | None:
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
            return held

    def put(self, key: Hashable, held: Held) -> None:
        with self._lock:
            if key in self._held:
                return
            for array in _arrays_of(held):
                array.flags.writeable = False  # whoever asks next is to find them as they were
            self._held[key] = held
            self._bytes += _bytes_of(held)
            while self._bytes > MOST_SHELVED:
                _, gone = self._held.popitem(last=False)
                self._bytes -= _bytes_of(gone)


def _arrays_of(held: Held) -> Iterator[Any]:
    return (array for columns in held for array in vars(columns).values() if array is not None)


def _bytes_of(held: Held) -> int:
    return sum(array.nbytes for array in _arrays_of(held))


_shelf = _Shelf()
