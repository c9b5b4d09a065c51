"""How long complaints take that were finalised in a period, and how many are open.

A duration is the difference of two calendar ordinals. Facts and kept cells become the same columns, and every figure is
a pure function of those columns, so that a page, a job, the API and the command line cannot disagree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Exists, Max, OuterRef, Sum

from complaints.choices import SCHEDULE_3, Handling, ImportState
from complaints.models import Complaint, ImportBatch
from complaints.querysets import ComplaintQuerySet
from pcc import spans
from pcc.errors import RuleBroken
from pcc.exports import csv_text
from pcc.figures import Definition, Summary, summarise
from pcc.models import Force
from pcc.working_days import WorkingCalendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array = spans.Array

HANDLINGS = tuple(Handling.values)

RESOLUTION_TIME = Definition(
    code="resolution-time",
    version=1,
    name="Resolution time",
    population="Complaints finalised in the period, of the forces and ways of handling named.",
    start="The day the complaint was received.",
    end="The day the force finalised it.",
    unit=(
        "Working days after the first day up to and including the last, in the calendar of England and Wales; "
        "a complaint finalised on the day it was received counts 0. Calendar days are shown beside them. "
        "Suspended time is counted in."
    ),
    left_out="Rows held at import, and complaints that a newer extract of the force no longer has; both are counted.",
    source=(
        "The national statistics report complaints by the period in which they are finalised "
        "(Independent Office for Police Conduct, police complaints statistics)."
    ),
)


@dataclass(frozen=True)
class Closed:
    """Finalised complaints as columns of equal length: month finalised, handling (place in HANDLINGS), force, days."""

    month: Array
    handling: Array
    force: Array
    working: Array
    calendar: Array

    def where(self, chosen: "NDArray[np.bool_]") -> "Closed":
        return Closed(
            self.month[chosen], self.handling[chosen], self.force[chosen], self.working[chosen], self.calendar[chosen]
        )


@dataclass(frozen=True)
class Open:
    """Complaints open on their force's as-at day, as columns: handling (a place in HANDLINGS), force, working days."""

    handling: Array
    force: Array
    working: Array


@dataclass(frozen=True)
class Line:
    """One row of a timeliness table: working-day and calendar-day figures of the complaints finalised in it."""

    key: str
    label: str
    n: int
    working: Summary | None
    calendar: Summary | None


@dataclass(frozen=True)
class LeftOut:
    reason: str
    count: int


@dataclass(frozen=True)
class Report:
    """Timeliness of a period: the whole, its parts, what is still open, and what was left out.

    ``as_at`` is the day open complaints are measured to: the oldest of the forces' extracts. ``open`` counts them.
    """

    definition: Definition
    since: date
    until: date
    by: str
    handling: str
    total: Line
    lines: tuple[Line, ...]
    open: int
    left_out: tuple[LeftOut, ...]
    as_at: date
    calendar: str

    def as_json(self) -> dict[str, Any]:
        """The report for JSON and for CSV: means and percentiles to two decimals."""
        return {
            "figure": self.definition.code,
            "definition": self.definition.code,
            "version": self.definition.version,
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
            "by": self.by,
            "handling": self.handling,
            "as_at": self.as_at.isoformat(),
            "calendar": self.calendar,
            **_numbers(self.total),
            "open": self.open,
            "left_out": [{"reason": item.reason, "count": item.count} for item in self.left_out],
            "rows": [{"key": line.key, "label": line.label, **_numbers(line)} for line in self.lines],
        }

    def as_csv(self) -> str:
        """The report as tidy rows: one a group and one for the whole, each with its filters and as-at day."""
        whole = self.as_json()
        shared = {name: whole[name] for name in SHARED}
        rows = [*whole["rows"], {"key": "all", "label": "All", **{name: whole[name] for name in NUMBERS}}]
        return csv_text(["key", "label", *NUMBERS, *SHARED], [row | shared for row in rows])


SHARED = ("from", "to", "by", "handling", "as_at", "open", "definition", "version", "calendar")
NUMBERS = (
    "n",
    "mean",
    "median",
    "p75",
    "p90",
    "calendar_mean",
    "calendar_median",
    "calendar_p75",
    "calendar_p90",
)


def _numbers(line: Line) -> dict[str, Any]:
    names = ("mean", "median", "p75", "p90")
    working = {name: round(getattr(line.working, name), 2) if line.working else None for name in names}
    days = {f"calendar_{name}": round(getattr(line.calendar, name), 2) if line.calendar else None for name in names}
    return {"n": line.n, **working, **days}


def closed_from_facts(rows: ComplaintQuerySet, calendar: WorkingCalendar) -> Closed:
    """The finalised complaints among these rows, read once."""
    columns = spans.read(
        rows.counted().filter(finalised_on__isnull=False), ("received_on", "finalised_on", "handling", "force_id")
    )
    received, finalised = columns["received_on"], columns["finalised_on"]
    return Closed(
        month=finalised.astype("datetime64[M]"),
        handling=columns["handling"],
        force=columns["force_id"],
        working=calendar.days_between(received, finalised),
        calendar=(finalised - received).astype(np.int32),
    )


def open_from_facts(rows: ComplaintQuerySet, calendar: WorkingCalendar, *, as_at: dict[int, date]) -> Open:
    """The complaints among these rows that were open on their force's as-at day, with their age on it."""
    columns = spans.read(
        rows.counted().filter(finalised_on=None, force__in=list(as_at)), ("received_on", "handling", "force_id")
    )
    measured_to = np.array([as_at[force] for force in columns["force_id"].tolist()], dtype="datetime64[D]")
    known = columns["received_on"] <= measured_to
    return Open(
        handling=columns["handling"][known],
        force=columns["force_id"][known],
        working=calendar.days_between(columns["received_on"][known], measured_to[known]),
    )


def as_at_of(forces: Iterable[int], *, on: date) -> dict[int, date]:
    """The day each force's figures are as at: that of its newest extract, or ``on`` where it has sent none."""
    taken = dict(
        ImportBatch.objects.filter(state=ImportState.LOADED, force__in=list(forces))
        .values_list("force")
        .annotate(newest=Max("taken_on"))
    )
    return {force: taken.get(force, on) for force in forces}


def forces_with_complaints() -> dict[int, Force]:
    """The forces that have any complaint here, by id."""
    return {force.pk: force for force in Force.objects.filter(Exists(Complaint.objects.filter(force=OuterRef("pk"))))}


def oldest(as_at: dict[int, date], *, on: date) -> date:
    """The one day that figures of several forces can be said to be as at: that of the oldest extract."""
    return min(as_at.values(), default=on)


def left_out(rows: ComplaintQuerySet, forces: Iterable[int]) -> tuple[LeftOut, ...]:
    """What no figure of these forces counts, with reasons: complaints held at the newest import, and vanished ones."""
    newest = (
        ImportBatch.objects.filter(state=ImportState.LOADED, force__in=list(forces))
        .order_by("force", "-taken_on", "-pk")
        .distinct("force")
    )
    held = ImportBatch.objects.filter(pk__in=newest.values("pk")).aggregate(held=Sum("cases_held"))["held"] or 0
    vanished = rows.filter(vanished_on__isnull=False).count()
    return (
        LeftOut("Held at import because of a fault in the extract", held),
        LeftOut("No longer in the force's newest extract", vanished),
    )


GROUPINGS = ("all", "month", "year", "fy", "handling", "force")


def report(
    closed: Closed,
    still_open: Open,
    *,
    since: date,
    until: date,
    by: str,
    handling: str,
    left: tuple[LeftOut, ...],
    as_at: date,
    calendar: WorkingCalendar,
    forces: dict[int, Force],
) -> Report:
    """The timeliness report of these columns; RuleBroken when ``by`` is not one of GROUPINGS."""
    if by not in GROUPINGS:
        raise RuleBroken(f"Figures cannot be broken down by {by}. They can by: {', '.join(GROUPINGS[1:])}.")
    chosen = chosen_handling(handling)
    closed = closed.where(np.isin(closed.handling, chosen))
    return Report(
        definition=RESOLUTION_TIME,
        since=since,
        until=until,
        by=by,
        handling=handling,
        total=_line("all", "All", closed),
        lines=tuple(_lines(closed, by, forces)),
        open=int(np.isin(still_open.handling, chosen).sum()),
        left_out=left,
        as_at=as_at,
        calendar=calendar.version,
    )


def chosen_handling(handling: str) -> list[int]:
    """The places in HANDLINGS that a choice of handling means: ``all``, ``schedule-3`` or one way's code."""
    if handling == "all":
        return list(range(len(HANDLINGS)))
    if handling == "schedule-3":
        return [HANDLINGS.index(code) for code in SCHEDULE_3]
    code = handling.upper().replace("-", "_")
    if code not in HANDLINGS:
        known = ", ".join(value.lower().replace("_", "-") for value in HANDLINGS)
        raise RuleBroken(f"There is no way of handling called {handling}. There are: all, schedule-3, {known}.")
    return [HANDLINGS.index(code)]


def _lines(closed: Closed, by: str, forces: dict[int, Force]) -> Iterable[Line]:
    if by == "all":
        return
    keys, name = _grouped(closed, by, forces)
    for key in np.unique(keys):
        code, label = name(key)
        yield _line(code, label, closed.where(keys == key))


def _grouped(closed: Closed, by: str, forces: dict[int, Force]) -> tuple[Array, Callable[[Any], tuple[str, str]]]:
    """The group of each complaint, and how a group is written: its code for machines, its label for people."""
    if by == "month":
        return closed.month, lambda month: (str(month), f"{month.astype(object):%B %Y}")
    if by == "year":
        return closed.month.astype("datetime64[Y]"), lambda year: (str(year), str(year))
    if by == "fy":
        starts = (closed.month - np.timedelta64(3, "M")).astype("datetime64[Y]")
        return starts, lambda year: (_financial_year(int(str(year))), _financial_year(int(str(year))))
    if by == "handling":
        return closed.handling, lambda place: (HANDLINGS[place], str(Handling(HANDLINGS[place]).label))
    return closed.force, lambda force: (forces[int(force)].code, forces[int(force)].name)


def _financial_year(start: int) -> str:
    """April to March: 2023 is written 2023-24."""
    return f"{start}-{(start + 1) % 100:02}"


def _line(key: str, label: str, closed: Closed) -> Line:
    return Line(
        key=key,
        label=label,
        n=len(closed.working),
        working=summarise(closed.working),
        calendar=summarise(closed.calendar),
    )


def timeliness(
    rows: ComplaintQuerySet,
    *,
    calendar: WorkingCalendar,
    since: date,
    until: date,
    on: date,
    by: str = "all",
    handling: str = "all",
) -> Report:
    """Timeliness from the facts: complaints of these rows finalised from ``since`` to ``until``, both included.

    ``on`` is today, for forces that have sent no extract. RuleBroken when the period ends before it starts.
    """
    if until < since:
        raise RuleBroken("The period ends before it starts: give the earlier day first.")
    forces = forces_with_complaints()
    as_at = as_at_of(forces, on=on)
    return report(
        closed_from_facts(rows.finalised(since=since, until=until), calendar),
        open_from_facts(rows, calendar, as_at=as_at),
        since=since,
        until=until,
        by=by,
        handling=handling,
        left=left_out(rows, forces),
        as_at=oldest(as_at, on=on),
        calendar=calendar,
        forces=forces,
    )


def all_complaints() -> ComplaintQuerySet:
    """Every complaint of the office, sealed ones too: figures count them, only their drilling leaves them out."""
    return Complaint.objects.all()
