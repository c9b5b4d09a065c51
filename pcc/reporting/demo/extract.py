"""The extract of complaints that an invented force would send on a day, with the faults that extracts have."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from pcc.errors import RuleBroken
from pcc.reporting.demo.force import AREAS, CATEGORIES, CHANNELS, DECISIONS, OUTSIDE, ROUTES, SEED, InventedForce
from pcc.reporting.demo.history import Clock, Days, History, Ints, Texts, history
from pcc.working_days import WorkingCalendar

HEADER = (
    "Complaint reference",
    "Date received",
    "Date logged",
    "Date of first contact",
    "Date finalised",
    "Handling",
    "Local policing area",
    "How received",
    "Complainant under 18",
    "Working days suspended",
    "Result",
    "Allegation number",
    "Allegation category",
    "Allegation decision",
    "Date of decision",
    "Action",
)
"""The columns of the extract: one row an allegation, those of the complaint repeated on each."""


def extract(
    force: InventedForce, *, taken_on: date, calendar: WorkingCalendar, seed: int = SEED, header: Sequence[str] = HEADER
) -> Iterator[bytes]:
    """The CSV file that the force would send on that day, in blocks of many rows.

    Holds what had happened by that day: a later decision is not in it. RuleBroken when the day is too early for any
    complaint, or in a year whose bank holidays are not loaded.
    """
    earliest = force.first + timedelta(days=90)
    if taken_on < earliest:
        raise RuleBroken(
            f"The records of {force.name} begin in {force.first.year}: give a day from {earliest:%Y-%m-%d} on."
        )
    if taken_on > calendar.last:
        raise RuleBroken(f"Bank holidays are loaded up to {calendar.last.year}: give an earlier day.")
    told = history(force, until_year=taken_on.year, calendar=calendar, seed=seed)
    lines = _lines(told, taken_on, calendar)
    if force.has_faults:
        lines = _with_faults(lines, taken_on)
    yield (",".join(header) + "\r\n").encode()
    for block in range(0, len(lines), 10_000):
        yield "".join(lines[block : block + 10_000]).encode()


def _lines(told: History, taken_on: date, calendar: WorkingCalendar) -> list[str]:
    """One line an allegation of the complaints received by that day, as much of each as was known on it."""
    today = np.datetime64(taken_on, "D")
    here = int(np.searchsorted(told.received, today, side="right"))
    rows = int(told.allegations[:here].sum())
    first = told.received[0]
    written = np.array([_cell(day) for day in np.arange(first, today + 1).astype(object)] + [""], dtype=object)

    def texts(days: Days) -> Texts:
        known = days[:here] <= today
        return written[np.where(known, (days[:here] - first).astype(np.int64), -1)]

    finalised = told.finalised[:here] <= today
    starts = np.concatenate([[0], np.cumsum(told.allegations[:here])[:-1]])
    result = np.where(finalised, np.maximum.reduceat(told.decision[:rows], starts), 0)
    suspended = _suspended_by(told, here, taken_on, calendar)
    columns = (
        told.reference[:here],
        *(texts(days) for days in (told.received, told.logged, told.contacted, told.finalised)),
        _named([route.label for route in ROUTES], told.route[:here]),
        _named(AREAS, told.area[:here]),
        _named(CHANNELS, told.channel[:here]),
        _named(("", "Yes", "No"), told.young[:here]),
        np.array([str(days) if days else "" for days in suspended.tolist()], dtype=object),
        _named(DECISIONS, result),
    )
    complaints = np.array([",".join(cells) for cells in zip(*columns, strict=True)], dtype=object)
    of = np.repeat(np.arange(here), told.allegations[:here])
    open_rows = ~finalised[of]
    action = told.action[:rows].copy()
    action[open_rows] = ""
    allegations = (
        complaints[of],
        (np.arange(rows) - starts[of] + 1).astype(str),
        _named(CATEGORIES, told.category[:rows]),
        _named(DECISIONS, np.where(open_rows, 0, told.decision[:rows])),
        texts(told.finalised)[of],
        action,
    )
    return [",".join(cells) + "\r\n" for cells in zip(*allegations, strict=True)]


def _suspended_by(told: History, here: int, taken_on: date, calendar: WorkingCalendar) -> Ints:
    """The working days for which each complaint has been suspended by that day."""
    clock = Clock(calendar, taken_on.year)
    began = told.suspended_from[:here]
    has_begun = (told.suspended[:here] > 0) & (began <= np.datetime64(taken_on, "D"))
    so_far = calendar.ordinal(taken_on) - clock.ordinal(np.where(has_begun, began, np.datetime64(taken_on, "D")))
    return np.where(has_begun, np.minimum(so_far, told.suspended[:here]), 0)


def _named(names: Iterable[str], places: Ints) -> Texts:
    return np.array([_cell(name) for name in names], dtype=object)[places]


def _cell(value: str | date) -> str:
    """A cell as the force's system writes it: days as 31/12/2024, a text with a comma in quotes."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f'"{value}"' if "," in value else value


def _with_faults(lines: list[str], taken_on: date) -> list[str]:
    """The lines with nine faulty rows of six complaints among them, as extracts have them.

    Five complaints can only be held; of the sixth, one row is there twice.
    """
    day = {ago: _cell(taken_on - timedelta(days=ago)) for ago in (80, 60, 45, 30, 20, 10, -2)}
    year = taken_on.year
    handling, where = _cell(ROUTES[OUTSIDE].label), "Hallowmere,Online form,No,"
    delivery, powers = _cell("Delivery of duties and service"), _cell("Police powers, policies and procedures")

    def rows(reference: str, received: Sequence[str], finalised: str) -> list[str]:
        result, action = ("Resolved", "Explanation") if finalised else ("", "")
        return [
            f"{reference},{day_received},,,{finalised},{handling},{where},{result},"
            f"{number},{category},{result},,{action}\r\n"
            for number, (day_received, category) in enumerate(zip(received, (delivery, powers), strict=False), start=1)
        ]

    code = year % 100
    planted = (
        rows(f"CO/90001/{code:02}", [day[30]] * 2, day[60]),  # finalised before it was received
        rows(f"CO/90002/{code:02}", [f"31/02/{year}"] * 2, ""),  # no such day
        rows("", [day[45]], day[20]),  # no reference
        rows(f"CO/90003/{code:02}", [day[80], day[60]], ""),  # two days received
        rows(f"CO/90004/{code:02}", [day[-2]], ""),  # received after the extract
    )
    places = np.linspace(0, len(lines), len(planted) + 2).astype(int).tolist()
    pieces = [lines[a:b] for a, b in pairwise(places)]
    twice = pieces[-1][:1]
    return [line for piece, faulty in zip(pieces, (*planted, twice), strict=True) for line in (*piece, *faulty)]
