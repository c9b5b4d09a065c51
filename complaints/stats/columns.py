"""Complaints as columns from receipt to end: what facts and kept figures hold alike, and what both answer from.

Nothing here depends on a calendar or on an as-at day, so that columns stay right when either changes.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from complaints.stats.timeliness import Array, Asked, Closed, Open, by_force
from pcc import spans
from pcc.working_days import WorkingCalendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELDS = ("force_id", "received_on", "finalised_on", "handling", "suspended_days")

FROM_COLUMNS = ("resolution", "open")
"""The measures that need no more than these columns."""


@dataclass(frozen=True)
class Columns:
    """Complaints, one place each in columns of equal length; ``finalised`` is NaT while open.

    ``words`` holds areas or categories where a breakdown needs them (see spans.read), ``ids`` the keys where a digest
    does.
    """

    force: Array
    received: Array
    finalised: Array
    handling: Array
    suspended: Array
    words: Array | None = None
    ids: Array | None = None

    def __len__(self) -> int:
        return len(self.received)

    def where(self, chosen: "NDArray[np.bool_] | NDArray[np.intp]") -> "Columns":
        """Those marked, or those at these places, in their order."""
        return Columns(
            self.force[chosen],
            self.received[chosen],
            self.finalised[chosen],
            self.handling[chosen],
            self.suspended[chosen],
            None if self.words is None else self.words[..., chosen],
            None if self.ids is None else self.ids[chosen],
        )


def columns_from_facts(
    rows: ComplaintQuerySet, *, words: Mapping[str, Sequence[str]] | None = None, with_ids: bool = False
) -> Columns:
    """The counted complaints among these rows, read once."""
    found = spans.read(rows.counted(), (*FIELDS, *(["id"] if with_ids else [])), words=words)
    named = next((found[name] for name in words or {}), None)
    return Columns(
        force=found["force_id"],
        received=found["received_on"],
        finalised=found["finalised_on"],
        handling=found["handling"],
        suspended=found["suspended_days"],
        words=named,
        ids=found.get("id"),
    )


PACKED = spans.Packed(
    Complaint,
    {"received_on": spans.DATE_BITS, "finalised_on": spans.DATE_BITS, "handling": 4, "suspended_days": 16},
)


def columns_statement(rows: ComplaintQuerySet) -> spans.Statement:
    """What asks for the counted complaints among these rows, force by force, in one statement."""
    return PACKED.statement(rows.counted(), "force_id")


def columns_by_force(statement: spans.Statement) -> Generator[tuple[int, Columns]]:
    """What a ``columns_statement`` asks for: the way to read all there are. Close it if it is not read to its end."""
    for force, found in PACKED.read(statement):
        yield (
            force,
            Columns(
                force=np.full(len(found["received_on"]), force, dtype=np.int32),
                received=found["received_on"],
                finalised=found["finalised_on"],
                handling=found["handling"],
                suspended=found["suspended_days"],
            ),
        )


def that_may_count(asked: Asked) -> Q:
    """The complaints that can matter to what is asked for: those still open, and those that ended in its period."""
    if asked.basis == "received":
        return Q(received_on__range=(asked.since, asked.until))
    if asked.measure == "open":
        return Q(finalised_on=None)
    return Q(finalised_on=None) | Q(finalised_on__range=(asked.since, asked.until))


def closed_in(columns: Columns, asked: Asked, calendar: WorkingCalendar, *, as_at: Mapping[int, date]) -> Closed:
    """What ended in the period; by receipt, what was received in it and ended by its force's as-at day.

    Asked for the open ones, these, as if they ended on their force's as-at day.
    """
    if asked.measure == "open":
        waiting = _known(columns.where(np.isnat(columns.finalised) & _received_in(columns, asked)), as_at)
        return _durations(waiting, _as_at_of(waiting, as_at), waiting.received, calendar, suspension="with")
    if asked.basis == "received":
        ended = of_forces(columns.where(_received_in(columns, asked) & ~np.isnat(columns.finalised)), as_at)
        ended = ended.where(ended.finalised <= _as_at_of(ended, as_at))
        return _durations(ended, ended.finalised, ended.received, calendar, suspension=asked.suspension)
    ended = columns.where(_between(columns.finalised, asked.since, asked.until))  # NaT is between no two days
    return _durations(ended, ended.finalised, ended.finalised, calendar, suspension=asked.suspension)


def open_in(columns: Columns, asked: Asked, *, as_at: Mapping[int, date]) -> Open:
    """What was open on its force's as-at day; by receipt, what was received in the period."""
    waiting = _known(columns.where(np.isnat(columns.finalised) & _received_in(columns, asked)), as_at)
    return Open(handling=waiting.handling, force=waiting.force, received=waiting.received, words=waiting.words)


def years_round(asked: Asked) -> Asked:
    """The same question of the whole years that its period touches: what is measured for it answers for any part."""
    return replace(asked, since=date(asked.since.year, 1, 1), until=date(asked.until.year, 12, 31))


def in_order(closed: Closed, still_open: Open, asked: Asked) -> tuple[Closed, Open]:
    """What was measured for some years, as ``in_period`` needs it."""
    return closed.in_order(), still_open.in_order() if asked.basis == "received" else still_open


def in_period(closed: Closed, still_open: Open, asked: Asked) -> tuple[Closed, Open]:
    """What ``closed_in`` and ``open_in`` give for a period, from what they gave for ``years_round`` it, in order."""
    if asked.basis == "received":
        still_open = still_open.within(asked.since, asked.until)
    elif asked.measure == "open":
        return closed, still_open
    return closed.within(asked.since, asked.until), still_open


def _durations(of: Columns, ends: Array, counted_by: Array, calendar: WorkingCalendar, *, suspension: str) -> Closed:
    working = calendar.days_between(of.received, ends)
    if suspension == "without":
        working = np.maximum(working - of.suspended, 0)
    return Closed(
        day=counted_by,
        handling=of.handling,
        force=of.force,
        working=working,
        calendar=(ends - of.received).astype(np.int32),
        words=of.words,
        ids=of.ids,
    )


def _between(days: Array, since: date, until: date) -> "NDArray[np.bool_]":
    chosen: NDArray[np.bool_] = (days >= np.datetime64(since, "D")) & (days <= np.datetime64(until, "D"))
    return chosen


def _received_in(columns: Columns, asked: Asked) -> "NDArray[np.bool_]":
    """Which belong to the period by their receipt; all of them where the period is one of ends."""
    if asked.basis != "received":
        return np.ones(len(columns), dtype=bool)
    return _between(columns.received, asked.since, asked.until)


def of_forces(columns: Columns, forces: Iterable[int]) -> Columns:
    """Those of these forces: one that sent its first complaint a moment ago has no as-at day yet."""
    known = np.isin(columns.force, list(forces))
    return columns if known.all() else columns.where(known)


def _known(columns: Columns, as_at: Mapping[int, date]) -> Columns:
    """Those that had been received by their force's as-at day."""
    columns = of_forces(columns, as_at)
    return columns.where(columns.received <= _as_at_of(columns, as_at))


def _as_at_of(columns: Columns, as_at: Mapping[int, date]) -> Array:
    return by_force(columns.force, as_at)
