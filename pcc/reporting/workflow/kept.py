"""Kept figures: recomputed for what changed, swapped in one transaction, and checked against the facts."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from complaints import stats
from complaints.models import ChangedMonth, Complaint
from complaints.querysets import ComplaintQuerySet
from complaints.stats import HANDLINGS
from complaints.workflow import extracts
from pcc import audit, jobs, spans
from pcc.jobs import Progress
from pcc.models import BankHoliday, Force, Job
from pcc.reporting.models import KeptYear, Restatement, Stamp
from pcc.reporting.stats import KEPT_COLUMNS, read_kept
from pcc.working_days import WorkingCalendar

REFRESH_LOCK = 7303  # one refresh of a force at a time; a second one waits


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
    ``everything`` recomputes all years, as does a changed calendar. A month that was over and now has other figures
    is noted as restated. Returns how many years, complaints finalised and open, and restatements.
    """
    forces = tuple(sorted(forces, key=lambda force: force.pk))  # one order of locks, so that no two refreshes cross
    _hold_figures_of(forces)
    marks = extracts.take_marks(forces)
    stamps = {stamp.force_id: stamp for stamp in Stamp.objects.filter(force__in=forces)}
    shown = _shown(KeptYear.objects.filter(force__in=stamps))
    years: dict[int, list[int] | None] = {}  # of each force; None for all
    for force in forces:
        stamp = stamps.get(force.pk)
        whole = everything or stamp is None or stamp.calendar_version != calendar.version
        changed = {month.year for month in marks.get(force.pk, ()) if month is not None}
        years[force.pk] = None if whole else sorted(changed)
    new: list[KeptYear] = []
    restated: list[Restatement] = []
    by_id = {force.pk: force for force in forces}
    for number, (pk, columns) in enumerate(_each_once(by_id, stats.columns_by_force(_rows_of(years)))):
        force = by_id[pk]
        show(f"Computing figures of {force}", number, len(forces))
        own = list(_columns_of(force, columns, calendar))
        if (stamp := stamps.get(pk)) is not None:
            due = years[pk]
            before = [one for one in shown[pk] if due is None or one.year in due]
            restated += _restated(force, before, own, stamp, moved=stamp.calendar_version != calendar.version)
        new += own
    _kept_of(years).delete()
    _write(new)
    Restatement.objects.bulk_create(restated)
    as_at = stats.as_at_of([force.pk for force in forces], on=on)
    Stamp.objects.bulk_create(
        [
            Stamp(force=force, computed_at=timezone.now(), as_at=as_at[force.pk], calendar_version=calendar.version)
            for force in forces
        ],
        update_conflicts=True,
        unique_fields=["force"],
        update_fields=["computation", "computed_at", "as_at", "calendar_version", "stale_because"],
    )
    return {
        "years": sum(kept.year is not None for kept in new),
        "finalised": sum(kept.count for kept in new if kept.year is not None),
        "open": sum(kept.count for kept in new if kept.year is None),
        "restated": len(restated),
    }


def _hold_figures_of(forces: Sequence[Force]) -> None:
    """Shut other refreshes of these forces out until the transaction ends, which then need not wait for the disk.

    A server that falls at that moment loses the new figures together with the removal of the marks, so that they are
    computed once more. Nothing that people wrote is in the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(%s, force) "
            "FROM unnest(%s::int[]) AS force",
            [REFRESH_LOCK, [force.pk for force in forces]],
        )


def _shown(rows: QuerySet[KeptYear]) -> defaultdict[int, list[KeptYear]]:
    """What is kept of each force's months."""
    found = defaultdict(list)
    for kept in rows.filter(year__isnull=False).only("force", "year", "numbers", "days"):
        found[kept.force_id].append(kept)
    return found


OPEN = 2**15 - 1
"""Where open complaints stand among months since 1970: after all of them, as the index gives them."""


def _rows_of(years: Mapping[int, Sequence[int] | None]) -> ComplaintQuerySet:
    """The complaints of forces: all, or the open ones and those finalised in these years."""
    wanted = Q(force__in=[force for force, due in years.items() if due is None])
    for force, due in years.items():
        if due is not None:
            ended = Q(finalised_on=None)
            for year in due:
                ended |= Q(finalised_on__range=(date(year, 1, 1), date(year, 12, 31)))
            wanted |= Q(force=force) & ended
    return Complaint.objects.filter(wanted)


def _kept_of(years: Mapping[int, Sequence[int] | None]) -> QuerySet[KeptYear]:
    """What is kept of these forces and years, and their open ones."""
    wanted = Q(force__in=[force for force, due in years.items() if due is None])
    for force, due in years.items():
        if due is not None:
            wanted |= Q(force=force) & (Q(year=None) | Q(year__in=due))
    return KeptYear.objects.filter(wanted)


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


def _columns_of(force: Force, columns: stats.Columns, calendar: WorkingCalendar) -> Iterator[KeptYear]:
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
    first_open = int(np.count_nonzero(has_ended))  # the open ones stand last
    ended = slice(0, first_open)
    days = calendar.days_between(columns.received[ended], columns.finalised[ended])
    yield _kept(force, None, in_order, slice(first_open, None), (), ())
    place = months[ended].astype(np.int64) + 1970 * 12
    numbers, totals = (np.bincount(place, weights=weights) for weights in (None, days)) if len(days) else ((), ())
    for year in range(int(place[0]) // 12, int(place[-1]) // 12 + 1) if len(place) else ():
        start, stop = (int(at) for at in np.searchsorted(place, [year * 12, year * 12 + 12]))
        if start == stop:
            continue
        own = [int(month) for month in range(year * 12, year * 12 + 12)]
        yield _kept(
            force,
            year,
            in_order,
            slice(start, stop),
            [int(numbers[month]) if month < len(numbers) else 0 for month in own],
            [int(totals[month]) if month < len(totals) else 0 for month in own],
        )


def _kept(
    force: Force,
    year: int | None,
    columns: Mapping[str, spans.Array],
    part: slice,
    numbers: Sequence[int],
    days: Sequence[int],
) -> KeptYear:
    sent = {name: columns[name][part].astype(of).tobytes() for name, of in KEPT_COLUMNS.items()}
    return KeptYear(
        force=force,
        year=year,
        count=len(columns["received"][part]),
        numbers=list(numbers),
        days=list(days),
        **sent,
    )


def _write(kept: Sequence[KeptYear]) -> None:
    """By COPY: the columns go as they lie in memory."""
    names = ("force_id", "year", "count", *KEPT_COLUMNS, "numbers", "days")
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {KeptYear._meta.db_table} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["int8", "int2", "int4", *["bytea"] * len(KEPT_COLUMNS), "int4[]", "int8[]"])
        for one in kept:
            copy.write_row([getattr(one, name) for name in names])


def _restated(
    force: Force, old: Iterable[KeptYear], new: Iterable[KeptYear], stamp: Stamp, *, moved: bool
) -> list[Restatement]:
    """The months that were over when last computed and whose figures are others now."""
    before, after = _by_month(old), _by_month(new)
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


def _by_month(years: Iterable[KeptYear]) -> dict[date, tuple[int, int]]:
    """How many were finalised in each month that has any, and their working days together."""
    return {
        date(kept.year, month, 1): figures
        for kept in years
        if kept.year is not None
        for month, figures in enumerate(zip(kept.numbers, kept.days, strict=True), start=1)
        if figures[0]
    }


@jobs.carries_out("figures.refresh")
def refresh_one(job: Job, show: Progress) -> dict[str, Any]:
    """The job that follows a change: the changed months of one force."""
    force = Force.objects.get(pk=job.params["force"])
    done = refresh(force, on=timezone.localdate(), calendar=BankHoliday.objects.as_calendar(), show=show)
    audit.record("figures.refreshed", force, by=job.asked_by, **done)
    return done


@jobs.carries_out("figures.refresh_all")
def refresh_all(job: Job, show: Progress) -> dict[str, Any]:
    """The job of the night: every month of every force that has complaints."""
    forces = stats.forces_with_complaints().values()
    calendar = BankHoliday.objects.as_calendar()
    done = refresh(*forces, on=timezone.localdate(), calendar=calendar, everything=True, show=show)
    totals = {"forces": len(forces)} | done
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
"""Months of each force that are compared each night, drawn by lot."""


@jobs.carries_out("figures.check")
def check_drift(job: Job, show: Progress) -> dict[str, Any]:
    """Compare a sample of kept months with the complaints, one by one, and report each that says otherwise.

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
    kept = read_kept(KeptYear.objects.filter(force=force))
    of_month = np.isin(kept.finalised.astype("datetime64[M]"), np.array(list(months), dtype="datetime64[M]"))
    kept = kept.where(of_month | np.isnat(kept.finalised))
    held: dict[date | None, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for received, finalised, place, suspended in zip(
        *(column.tolist() for column in (kept.received, kept.finalised, kept.handling, kept.suspended)), strict=True
    ):
        held[finalised and finalised.replace(day=1)][received, finalised, HANDLINGS[place], suspended] += 1
    shown = _by_month(_shown(KeptYear.objects.filter(force=force))[force.pk])
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
