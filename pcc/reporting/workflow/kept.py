"""Kept figures: recomputed for what changed and swapped in one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from complaints import stats
from complaints.models import ChangedMonth, Complaint
from complaints.workflow import extracts
from pcc import audit, jobs, spans
from pcc.jobs import Progress
from pcc.locks import Lock
from pcc.models import BankHoliday, Force, Job
from pcc.reporting.models import KeptYear, Restatement, Stamp
from pcc.reporting.stats import KEPT_COLUMNS
from pcc.working_days import WorkingCalendar, in_words


@transaction.atomic
def refresh(
    *forces: Force,
    on: date,
    calendar: WorkingCalendar,
    everything: bool = False,
    show: Progress = lambda step, done=0, total=0: None,
) -> dict[str, Any]:
    """Recompute the kept figures of forces for the years with months that changed, and put them in place of the old.

    Reads, computes and swaps in one transaction: a reader sees the old figures or the new ones, never a gap.
    ``everything`` recomputes all years, as does a changed calendar; years that come out as they are kept stay as they
    lie. A month that was over and now has other figures is noted as restated. Returns how many years, complaints
    finalised and open were computed, and restatements.
    """
    forces = tuple(sorted(forces, key=lambda force: force.pk))  # one order of locks, so that no two refreshes cross
    _hold_figures_of(forces)
    marks = extracts.take_marks(forces)
    shown = shown_of(forces)
    years: dict[int, Years] = {}
    for force in forces:
        last = shown.get(force.pk)
        whole = everything or last is None or last.stale_because or last.calendar_version != calendar.version
        changed = {month.year for month in marks.get(force.pk, ()) if month is not None}
        years[force.pk] = None if whole else tuple(sorted(changed))
    counted = {"years": 0, "finalised": 0, "open": 0}
    new: list[Kept] = []
    old: list[tuple[int, int]] = []
    restated: list[Restatement] = []
    by_id = {force.pk: force for force in forces}
    with closing(stats.columns_by_force(_statement_of(tuple(years.items())))) as read:  # or a rollback waits for it
        for number, (pk, columns) in enumerate(_each_once(by_id, read)):
            force, last = by_id[pk], shown.get(pk)
            show(f"Computing figures of {force}", number, len(forces))
            before = {} if last is None else last.of(years[pk])
            after = {one.year: one for one in _columns_of(pk, columns, calendar)}
            for year, one in after.items():
                counted["open" if year == OPEN_ONES else "finalised"] += one.size
                counted["years"] += year != OPEN_ONES
            now = {year: one.as_shown() for year, one in after.items()}
            others = sorted(year for year in {*before, *now} if before.get(year) != now.get(year))
            new += [after[year] for year in others if year in after]
            old += [(pk, year) for year in others if year in before]
            if last is not None:
                restated += _restated(force, last, now, others, calendar)
    _take_out(old)
    _write(new)
    Restatement.objects.bulk_create(restated)
    _stamp(forces, calendar, on=on)
    return {**counted, "restated": len(restated)}


def _hold_figures_of(forces: Sequence[Force]) -> None:
    """Shut other refreshes of these forces out until the transaction ends, which then need not wait for the disk.

    A server that falls at that moment loses the new figures together with the removal of the marks, so that they are
    computed once more. Nothing that people wrote is in the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(%s, force) "
            "FROM unnest(%s::int[]) AS force",
            [Lock.FIGURES, [force.pk for force in forces]],
        )


Years = tuple[int, ...] | None
"""Years finalised of a force that are to be computed, with its open complaints; None for all there are."""

OPEN_ONES = 0
"""What stands for the year of those that have not ended."""

Months = Mapping[date, tuple[int, int]]
"""How many were finalised in each month that has any, and their working days together."""


class Shown(NamedTuple):
    """What a kept year is known by: the digest of its columns, what is shown of each of its months, and its count."""

    digest: bytes
    numbers: list[int]
    days: list[int]
    size: int

    def months(self, year: int) -> Months:
        """The months with anything finalised in them; of a row that somebody cut short, those that are there."""
        return {
            date(year, month, 1): figures
            for month, figures in enumerate(
                zip(self.numbers[:12], self.days, strict=False), start=1
            )  # or what is there
            if figures[0]
        }


NOTHING_SHOWN = Shown(b"", [], [], 0)


class Kept(NamedTuple):
    """A row of ``KeptYear`` as COPY takes it, ``size`` being its count; the year is OPEN_ONES for those."""

    force_id: int
    year: int
    size: int
    received: bytes
    finalised: bytes
    handling: bytes
    suspended: bytes
    numbers: list[int]
    days: list[int]

    def as_shown(self) -> Shown:
        """What it is known by once it is kept, ``KeptYear.digest`` being worked out by the database."""
        together = b"".join((self.received, self.finalised, self.handling, self.suspended))
        return Shown(sha256(together).digest(), self.numbers, self.days, self.size)


@dataclass(frozen=True)
class LastTime:
    """What is shown of a force until the refresh ends, year by year: as at which day, by which calendar.

    Nobody knows which of the years of stale figures are wrong.
    """

    as_at: date
    calendar_version: str
    stale_because: str
    years: dict[int, Shown]

    def of(self, years: Years) -> dict[int, Shown]:
        """What of it is computed anew."""
        if years is None:
            return self.years
        return {year: shown for year, shown in self.years.items() if year in (OPEN_ONES, *years)}


def shown_of(forces: Sequence[Force]) -> dict[int, LastTime]:
    """What is shown of each force that has kept figures; in one statement, as every refresh asks for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.force_id, s.as_at, s.calendar_version, s.stale_because, coalesce(k.year, %s), k.digest, "
            "k.numbers, k.days, k.count "
            "FROM reporting_stamp s LEFT JOIN reporting_keptyear k ON k.force_id = s.force_id "
            "WHERE s.force_id = ANY(%s)",
            [OPEN_ONES, [force.pk for force in forces]],
        )
        rows = cursor.fetchall()
    found: dict[int, LastTime] = {}
    for force, as_at, version, because, year, digest, *shown in rows:
        years = found.setdefault(force, LastTime(as_at, version, because, {})).years
        if digest is not None:
            years[year] = Shown(bytes(digest), *shown)
    return found


@lru_cache(maxsize=256)
def _statement_of(years: tuple[tuple[int, Years], ...]) -> spans.Statement:
    """The complaints of forces: all, or the open ones and those finalised in these years.

    Kept, because the same few are asked for all day, and putting them together takes longer than their running.
    """
    wanted = Q(force__in=[force for force, due in years if due is None])
    for force, due in years:
        if due is not None:
            ended = Q(finalised_on=None)
            for year in due:
                ended |= Q(finalised_on__range=(date(year, 1, 1), date(year, 12, 31)))
            wanted |= Q(force=force) & ended
    return stats.columns_statement(Complaint.objects.filter(wanted))


def _take_out(years: Sequence[tuple[int, int]]) -> None:
    """Remove these years of forces from what is kept."""
    if not years:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM reporting_keptyear WHERE force_id = ANY(%s)"  # by the index; the rest narrows what it finds
            " AND (force_id, coalesce(year, %s)) IN "
            "(SELECT force, year FROM unnest(%s::bigint[], %s::int[]) AS part (force, year))",
            [list({force for force, _ in years}), OPEN_ONES, *map(list, zip(*years, strict=True))],
        )


def _each_once(forces: Iterable[int], read: Iterable[tuple[int, stats.Columns]]) -> Iterator[tuple[int, stats.Columns]]:
    """The columns of each force as they are read, and then those of the forces that have no complaint left."""
    gone = set(forces)
    for pk, columns in read:
        gone.discard(pk)
        yield pk, columns
    for pk in sorted(gone):
        yield pk, NO_COLUMNS


NO_NUMBER, NO_DAY = np.empty(0, dtype=np.int32), np.empty(0, dtype="datetime64[D]")
NO_COLUMNS = stats.Columns(NO_NUMBER, NO_DAY, NO_DAY, NO_NUMBER, NO_NUMBER)
"""Those of a force all of whose complaints have gone."""


OPEN = 2**15 - 1
"""Where open complaints stand among months since 1970: after all of them, as the index gives them."""


def _columns_of(force: int, columns: stats.Columns, calendar: WorkingCalendar) -> Iterator[Kept]:
    """The force's complaints as they are to be kept: its open ones, and those finalised in each year."""
    has_ended = ~np.isnat(columns.finalised)
    months = np.full(len(columns), OPEN, dtype=np.int16)
    months[has_ended] = spans.months_of(columns.finalised[has_ended]).astype(np.int64)
    if (months[1:] < months[:-1]).any():
        order = np.argsort(months, kind="stable")
        columns, months = columns.where(order), months[order]
    in_order = {
        "received": spans.as_numbers(columns.received),
        "finalised": spans.as_numbers(columns.finalised),
        "handling": columns.handling,
        "suspended": columns.suspended,
    }
    sent = {name: in_order[name].astype(of) for name, of in KEPT_COLUMNS.items()}

    def kept(year: int, start: int, stop: int, numbers: list[int], days: list[int]) -> Kept:
        pieces = {name: column[start:stop].tobytes() for name, column in sent.items()}
        return Kept(force, year, stop - start, **pieces, numbers=numbers, days=days)

    first_open = int(np.count_nonzero(has_ended))  # the open ones stand last
    yield kept(OPEN_ONES, first_open, len(columns), [], [])
    if not first_open:
        return
    took = calendar.days_between(columns.received[:first_open], columns.finalised[:first_open])
    place = months[:first_open].astype(np.int64) + 1970 * 12
    first, last = int(place[0]) // 12, int(place[-1]) // 12
    ends = np.searchsorted(place, np.arange(first, last + 2) * 12).tolist()
    by_year = [
        np.bincount(place - first * 12, weights=weights, minlength=(last - first + 1) * 12)
        .astype(np.int64)
        .reshape(-1, 12)
        .tolist()
        for weights in (None, took)
    ]
    for year, (start, stop), numbers, days in zip(range(first, last + 1), pairwise(ends), *by_year, strict=True):
        if start < stop:
            yield kept(year, start, stop, numbers, days)


def _write(kept: Sequence[Kept]) -> None:
    """By COPY: the columns go as they lie in memory."""
    if not kept:
        return
    names = ", ".join("count" if name == "size" else name for name in Kept._fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {KeptYear._meta.db_table} ({names}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["int8", "int2", "int4", *["bytea"] * len(KEPT_COLUMNS), "int4[]", "int8[]"])
        for one in kept:
            copy.write_row((one.force_id, None if one.year == OPEN_ONES else one.year, *one[2:]))


FOUND_TO_DIFFER = "found them to differ from the complaints."


def _why_restated(last: LastTime, calendar: WorkingCalendar) -> str:
    if last.stale_because.endswith(FOUND_TO_DIFFER):
        return last.stale_because
    if last.calendar_version != calendar.version:
        return "The bank holidays changed."
    return "Complaints of the month were added, corrected or taken out."


def _restated(
    force: Force, last: LastTime, now: Mapping[int, Shown], years: Iterable[int], calendar: WorkingCalendar
) -> list[Restatement]:
    """The months of these years that were over when last computed and whose figures are others now."""
    because = _why_restated(last, calendar)
    over_by = last.as_at.replace(day=1)
    found = []
    for year in sorted(years):
        was, becomes = (shown.get(year, NOTHING_SHOWN).months(year) for shown in (last.years, now))
        for month in sorted({*was, *becomes}):
            (n_before, days_before), (n_after, days_after) = (told.get(month, (0, 0)) for told in (was, becomes))
            if month < over_by and (n_before, days_before) != (n_after, days_after):
                found.append(
                    Restatement(
                        force=force,
                        month=month,
                        at=timezone.now(),
                        because=because,
                        n_before=n_before,
                        days_before=days_before,
                        n_after=n_after,
                        days_after=days_after,
                    )
                )
    return found


def _stamp(forces: Sequence[Force], calendar: WorkingCalendar, *, on: date) -> None:
    """Say when, to what day and by which calendar the figures of these forces were computed, and that none is stale."""
    as_at = stats.as_at_of([force.pk for force in forces], on=on)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reporting_stamp (force_id, as_at, computation, computed_at, calendar_version, stale_because) "
            "SELECT force, as_at, gen_random_uuid(), %s, %s, '' FROM unnest(%s::bigint[], %s::date[]) o (force, as_at) "
            "ON CONFLICT (force_id) DO UPDATE SET as_at = excluded.as_at, computation = excluded.computation, "
            "computed_at = excluded.computed_at, calendar_version = excluded.calendar_version, stale_because = ''",
            [timezone.now(), calendar.version, list(as_at), list(as_at.values())],
        )


@jobs.carries_out("figures.refresh")
def refresh_one(job: Job, show: Progress) -> dict[str, Any]:
    """The job that follows a change: the changed months of one force."""
    force = Force.objects.get(pk=job.params["force"])
    done = refresh(force, on=timezone.localdate(), calendar=BankHoliday.objects.as_calendar(), show=show)
    audit.record("figures.refreshed", force, by=job.asked_by, **done)
    return {"force": force.name} | done


@jobs.carries_out("figures.refresh_all")
def refresh_all(job: Job, show: Progress) -> dict[str, Any]:
    """The job of the night: every month of every force that has complaints, or had some."""
    stamped = {stamp.force_id: stamp.force for stamp in Stamp.objects.select_related("force")}
    forces = (stamped | stats.forces_with_complaints()).values()
    calendar = BankHoliday.objects.as_calendar()
    done = refresh(*forces, on=timezone.localdate(), calendar=calendar, everything=True, show=show)
    totals = {"forces": len(forces)} | done
    audit.record("figures.refreshed", by=job.asked_by, **totals)
    return totals


jobs.nightly("figures.refresh_all")


def ask_for_what_is_left(*, at: datetime) -> int:
    """Have figures computed anew that no job is left to compute; returns for how many forces.

    Their job failed or was stopped: it left marks of changes, or the figures stale.
    """
    marked = set(ChangedMonth.objects.values_list("force", flat=True))
    marked |= set(Stamp.objects.exclude(stale_because="").values_list("force", flat=True))
    asked = [jobs.ask_again("figures.refresh", key=f"force {pk}", at=at, force=pk) for pk in sorted(marked)]
    return sum(job is not None for job in asked)


@jobs.when_failed("figures.refresh")
@jobs.when_failed("figures.refresh_all")
def mark_stale(job: Job, because: str) -> None:
    """The old figures stay, and say why they are not the newest: of the job's force, or of all."""
    stamps = Stamp.objects.filter(force=job.params["force"]) if "force" in job.params else Stamp.objects.all()
    stamps.update(stale_because=f"Computing them anew failed on {in_words(timezone.localdate())}: {because}")
