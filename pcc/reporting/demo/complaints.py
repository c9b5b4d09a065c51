"""A police force that does not exist, and the extract of complaints it would send.

Everything is drawn from a seed and nothing from life: no person, address, number or place. The same seed tells the same
history whatever the day of the extract: a later extract holds the same complaints, further on, and the newer ones.

How long a complaint takes is drawn, log-normal, as days of work at a normal pace for its way of handling. The pace of
each team changes over the years: when it falls, fewer complaints are finished than arrive, and open ones pile up; when
it rises, the old ones are finished at last. Then complaints finalised in a year with a published mean are moved by
whole working days within that year until the mean is the published one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.object_]
Weights = Mapping[str, float]

SEED = 1829

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


@dataclass(frozen=True)
class Route:
    """A way of handling: its share of complaints, and the days of work its complaints need.

    ``median`` and ``spread`` are of a log-normal distribution: working days at a normal pace, and the standard
    deviation of their logarithm.
    """

    label: str
    share: float
    median: float
    spread: float
    team: str
    suspended: float
    decisions: Weights


SERVICE = {
    "Service acceptable": 0.77,
    "No further action": 0.04,
    "Not able to determine": 0.06,
    "Service not acceptable": 0.13,
}

ROUTES = (
    Route("Outside Schedule 3", 0.80, 11, 1.15, "service desk", 0.0, {"Resolved": 0.94, "Not resolved": 0.06}),
    Route("Schedule 3 - otherwise than by investigation", 0.150, 58, 0.75, "complaints unit", 0.06, SERVICE),
    Route(
        "Schedule 3 - local investigation",
        0.044,
        92,
        0.65,
        "complaints unit",
        0.09,
        {
            "Service acceptable": 0.68,
            "Not able to determine": 0.06,
            "Service not acceptable": 0.15,
            "No case to answer": 0.09,
            "Case to answer for misconduct": 0.02,
        },
    ),
    Route(
        "Schedule 3 - directed investigation",
        0.002,
        190,
        0.45,
        "independent office",
        0.05,
        {"No case to answer": 0.75, "Case to answer for misconduct": 0.18, "Case to answer for gross misconduct": 0.07},
    ),
    Route(
        "Schedule 3 - independent investigation",
        0.004,
        215,
        0.45,
        "independent office",
        0.05,
        {"No case to answer": 0.68, "Case to answer for misconduct": 0.20, "Case to answer for gross misconduct": 0.12},
    ),
)
OUTSIDE = 0
"""The place in ROUTES of handling outside Schedule 3; all others are under it."""

PACE: Mapping[str, tuple[tuple[date, float], ...]] = {
    "service desk": (
        (date(2023, 6, 1), 1.0),
        (date(2024, 3, 1), 0.75),
        (date(2024, 12, 1), 0.8),
        (date(2025, 9, 1), 1.1),
    ),
    "complaints unit": (
        (date(2023, 4, 1), 1.0),
        (date(2023, 12, 1), 0.43),
        (date(2024, 6, 1), 0.37),
        (date(2024, 11, 1), 0.8),
        (date(2025, 6, 1), 0.95),
        (date(2026, 3, 1), 1.05),
    ),
    "independent office": ((date(2022, 1, 1), 1.0),),
}
"""Each team's pace on some days, in normal days of work a working day; in between it changes evenly."""

CATEGORIES: Weights = {
    "Delivery of duties and service": 49.0,
    "Police powers, policies and procedures": 23.5,
    "Handling of or damage to property/premises": 4.4,
    "Access and/or disclosure of information": 1.6,
    "Use of police vehicles": 0.6,
    "Discriminatory behaviour": 3.5,
    "Abuse of position / corruption": 0.7,
    "Individual behaviours": 15.5,
    "Sexual conduct": 0.3,
    "Discreditable conduct": 0.7,
    "Other": 0.2,
}
"""The national categories A to L, weighted as in the published allegations of a large urban force in 2024/25."""

AREAS: Weights = {
    "Hallowmere": 21,
    "Quarrenfield": 17,
    "Tinderbrook": 15,
    "Larkminster": 14,
    "Fennimarch": 12,
    "Ostlewick": 10,
    "Brindlemoor": 7,
    "Force-wide": 4,
}
"""Local policing areas of the invented force."""

CHANNELS: Weights = {
    "Online form": 47,
    "Telephone": 21,
    "E-mail": 17,
    "In person": 6,
    "Letter": 5,
    "Through the commissioner's office": 4,
}

DECISIONS = (
    "",
    "Resolved",
    "Service acceptable",
    "No case to answer",
    "No further action",
    "Not able to determine",
    "Not resolved",
    "Service not acceptable",
    "Case to answer for misconduct",
    "Case to answer for gross misconduct",
    "Withdrawn",
)
"""From mildest to gravest: the gravest decision on an allegation is the result of the complaint."""

NO_ACTION: Weights = {"No further action": 1}
MEETING: Weights = {"Misconduct meeting": 0.8, "Reflective practice": 0.2}
ACTIONS: Mapping[str, Weights] = {
    "Resolved": {"Explanation": 0.58, "Apology": 0.22, "Learning from reflection": 0.10, "Goodwill gesture": 0.10},
    "Service acceptable": {"No further action": 0.52, "Explanation": 0.43, "Learning from reflection": 0.05},
    "Service not acceptable": {
        "Learning from reflection": 0.46,
        "Apology": 0.27,
        "Organisational learning": 0.13,
        "Individual learning": 0.11,
        "Policy review": 0.03,
    },
    "Case to answer for misconduct": MEETING,
    "Case to answer for gross misconduct": {"Misconduct hearing": 1},
}

ALLEGATIONS_A_COMPLAINT = 1.7
WITHDRAWN = 0.03
YOUNG = 0.06
AGE_NOT_STATED = 0.02
TO_LOG, TO_CONTACT = 3.0, 5.0  # working days, on average
SHARE_OF_WEEKDAY = (1.12, 1.10, 1.06, 1.04, 1.02, 0.88, 0.78)  # Monday to Sunday
FAULTY_ROWS = 9


@dataclass(frozen=True)
class InventedForce:
    """A force that does not exist: how many complaints it receives, and the means its figures must give.

    ``received`` holds complaints by calendar year; years after the last one grow by ``growth``. ``means`` holds the
    mean working days, to one decimal, of Schedule 3 complaints finalised in a calendar year. ``number`` sets its
    history apart from that of another force with the same seed.
    """

    code: str
    name: str
    received: Mapping[int, int]
    means: Mapping[int, float] = field(default_factory=dict)
    growth: float = 1.02
    number: int = 0
    has_faults: bool = False
    dismissals: Mapping[int, int] = field(default_factory=dict)
    appeals: Mapping[int, int] = field(default_factory=dict)

    @property
    def first(self) -> date:
        """The first day on which a complaint of this force may have been received."""
        return date(min(self.received), 1, 1)

    def received_in(self, year: int) -> int:
        if year in self.received:
            return self.received[year]
        last = max(self.received)
        return round(self.received[last] * self.growth ** (year - last))


WESTMARCH = InventedForce(
    code="WESTMARCH",
    name="Westmarch Police (demonstration)",
    received={2022: 3790, 2023: 3976, 2024: 4175},
    means={2023: 89.8, 2024: 145.8},
    has_faults=True,
    dismissals={2022: 21, 2023: 25, 2024: 39, 2025: 33},
    appeals={2022: 3, 2023: 2, 2024: 6, 2025: 4},
)
"""As large as West Midlands, with the figures its commissioner published for 2023 and 2024; otherwise invented."""


def national(*, complaints: int, forces: int, first_year: int, years: int) -> tuple[InventedForce, ...]:
    """As many invented forces, of unequal size, that received about as many complaints in these years together."""
    size = np.random.default_rng([SEED, forces]).lognormal(0, 0.7, forces)
    a_year = size / size.sum() * complaints / years
    return tuple(
        InventedForce(
            code=f"DEMO-{number:02}",
            name=f"Invented Force {number:02} (demonstration)",
            received=dict.fromkeys(range(first_year, first_year + years), max(1, round(count))),
            number=number,
        )
        for number, count in enumerate(a_year.tolist(), start=1)
    )


@dataclass(frozen=True)
class History:
    """What happened, complaint by complaint, as columns of equal length ordered by the day received.

    Days that lie beyond the years told are NaT. The last three columns are one an allegation; ``allegations`` says
    how many a complaint has.
    """

    reference: Texts
    received: Days
    logged: Days
    contacted: Days
    finalised: Days
    suspended_from: Days
    suspended: Ints
    route: Ints
    area: Ints
    channel: Ints
    young: Ints
    allegations: Ints
    category: Ints
    decision: Ints
    action: Texts


def history(force: InventedForce, *, until_year: int, calendar: WorkingCalendar, seed: int = SEED) -> History:
    """All that happened at the force up to the end of that year; a longer history begins with the same complaints."""
    years = [_received(force, year, seed) for year in range(force.first.year, until_year + 1)]
    drawn = {name: np.concatenate([columns[name] for columns in years]) for name in years[0]}
    route, received = drawn["route"], drawn["received"]
    clock = _Clock(calendar, until_year)
    start = clock.ordinal(received)
    end = start + clock.duration(start, drawn["work"], route) + drawn["suspended"]
    for year, mean in force.means.items():
        if year <= until_year:
            chance = np.random.default_rng([seed, force.number, year, 1])
            end = _with_mean(mean, start, end, drawn["suspended"], route, clock.ordinals_of(year), chance)
    finalised = clock.day(received, end - start)
    decision, action = _outcomes(drawn)
    return History(
        reference=drawn["reference"],
        received=received,
        logged=_not_after(finalised, clock.day(received, drawn["to_log"])),
        contacted=_not_after(finalised, clock.day(received, drawn["to_contact"])),
        finalised=finalised,
        suspended_from=clock.day(received, np.minimum(drawn["suspended_after"], end - start - drawn["suspended"])),
        suspended=drawn["suspended"],
        route=route,
        area=drawn["area"],
        channel=drawn["channel"],
        young=drawn["young"],
        allegations=drawn["allegations"],
        category=drawn["category"],
        decision=decision,
        action=action,
    )


def _received(force: InventedForce, year: int, seed: int) -> dict[str, Any]:
    """The complaints of a year as they come in, with all that chance holds for them."""
    chance = np.random.default_rng([seed, force.number, year])
    n = force.received_in(year)
    days = np.arange(np.datetime64(f"{year}-01-01"), np.datetime64(f"{year + 1}-01-01"))
    share = np.array(SHARE_OF_WEEKDAY)[(days.astype(np.int64) + 3) % 7]  # 1 January 1970 was a Thursday
    route = chance.choice(len(ROUTES), n, p=_shares([route.share for route in ROUTES]))
    withdrawn = chance.random(n) < WITHDRAWN
    work = np.array([route.median for route in ROUTES])[route] * np.exp(
        np.array([route.spread for route in ROUTES])[route] * chance.standard_normal(n)
    )
    is_suspended = chance.random(n) < np.array([route.suspended for route in ROUTES])[route]
    allegations = chance.geometric(1 / ALLEGATIONS_A_COMPLAINT, n)
    rows = int(allegations.sum())
    return {
        "reference": np.array([f"CO/{number:05}/{year % 100:02}" for number in range(1, n + 1)], dtype=object),
        "received": np.sort(chance.choice(days, n, p=share / share.sum())),
        "route": route,
        "work": np.where(withdrawn, work * chance.random(n), work),
        "withdrawn": withdrawn,
        "suspended": np.where(is_suspended, np.minimum(10 + chance.exponential(75, n), 260), 0).astype(np.int64),
        "suspended_after": chance.integers(5, 40, n),
        "to_log": chance.geometric(1 / (1 + TO_LOG), n) - 1,
        "to_contact": chance.geometric(1 / (1 + TO_CONTACT), n) - 1,
        "area": chance.choice(len(AREAS), n, p=_shares(AREAS.values())),
        "channel": chance.choice(len(CHANNELS), n, p=_shares(CHANNELS.values())),
        "young": np.searchsorted(np.cumsum([AGE_NOT_STATED, YOUNG]), chance.random(n)),
        "allegations": allegations,
        "category": chance.choice(len(CATEGORIES), rows, p=_shares(CATEGORIES.values())),
        "to_decide": chance.random(rows),
        "to_act": chance.random(rows),
    }


@dataclass(frozen=True)
class _Clock:
    """Working days of a calendar, and the pace of each team over them, up to the end of a year."""

    calendar: WorkingCalendar
    until_year: int

    def ordinal(self, days: Days) -> Ints:
        offsets = (days - np.datetime64(self.calendar.first, "D")).astype(np.int64)
        return self.calendar.ordinals[offsets].astype(np.int64)

    def ordinals_of(self, year: int) -> tuple[int, int]:
        """The first and the last working day of the year, as ordinals."""
        return self.calendar.ordinal(date(year - 1, 12, 31)) + 1, self.calendar.ordinal(date(year, 12, 31))

    def day(self, start: Days, count: Ints) -> Days:
        """The working day that comes so many after each start, or the start itself for 0; NaT beyond the last year."""
        ordinal = self.ordinal(start) + count
        last = self.ordinals_of(self.until_year)[1]
        offsets = np.searchsorted(self.calendar.ordinals, np.minimum(ordinal, last))
        days = np.datetime64(self.calendar.first, "D") + offsets
        return np.where(ordinal > last, np.datetime64("NaT"), np.where(count == 0, start, days))

    def duration(self, start: Ints, work: Floats, route: Ints) -> Ints:
        """Working days until the work of each complaint is done, at the pace of its team."""
        last = self.ordinals_of(self.until_year)[1]
        first_day = np.datetime64(self.calendar.first, "D")
        days = first_day + np.searchsorted(self.calendar.ordinals, np.arange(last + 1))
        taken = np.empty(len(start), dtype=np.int64)
        for team, knots in PACE.items():
            of_team = np.isin(route, [place for place, route in enumerate(ROUTES) if route.team == team])
            known = np.array([day for day, _ in knots], dtype="datetime64[D]").astype(np.int64)
            done = np.cumsum(np.interp(days.astype(np.int64), known, [pace for _, pace in knots]))
            due = done[start[of_team]] + np.maximum(work[of_team] - 0.5, 0)  # under half a day is the same day
            taken[of_team] = np.searchsorted(done, due) - start[of_team]
        return taken


def _with_mean(
    mean: float,
    start: Ints,
    end: Ints,
    suspended: Ints,
    route: Ints,
    year: tuple[int, int],
    chance: np.random.Generator,
) -> Ints:
    """The ends, with those of Schedule 3 complaints in the year moved until their durations have the mean.

    Each pass moves complaints by one working day, in an order left to chance; none leaves the year.
    """
    first, last = year
    chosen = chance.permutation(np.flatnonzero((route != OUTSIDE) & (end >= first) & (end <= last)))
    end = end.copy()
    missing = round(mean * len(chosen)) - int((end - start)[chosen].sum())
    step = 1 if missing > 0 else -1
    while missing:
        to = end[chosen] + step
        movable = chosen[(to <= last) & (to >= first) & (to > start[chosen] + suspended[chosen])][: abs(missing)]
        if not movable.size:
            raise RuleBroken(
                f"No history of this seed has a mean of {mean} working days in that year: try another seed."
            )
        end[movable] += step
        missing -= step * movable.size
    return end


def _outcomes(drawn: dict[str, Any]) -> tuple[Ints, Texts]:
    """The decision on each allegation, as its place in DECISIONS, and the action that came of it."""
    route = np.repeat(drawn["route"], drawn["allegations"])
    decision = np.zeros(len(route), dtype=np.int64)
    for place, way in enumerate(ROUTES):
        of_route = route == place
        codes = np.array([DECISIONS.index(name) for name in way.decisions])
        decision[of_route] = codes[_draw(way.decisions, drawn["to_decide"][of_route])]
    decision[np.repeat(drawn["withdrawn"], drawn["allegations"])] = DECISIONS.index("Withdrawn")
    action = np.full(len(route), "", dtype=object)
    for place, name in enumerate(DECISIONS):
        decided = decision == place
        weights = ACTIONS.get(name, NO_ACTION)
        action[decided] = np.array([*weights], dtype=object)[_draw(weights, drawn["to_act"][decided])]
    return decision, action


def _draw(weights: Weights, chance: Floats) -> Ints:
    return np.searchsorted(np.cumsum(_shares(weights.values()))[:-1], chance, side="right")


def _shares(weights: Iterable[float]) -> Floats:
    shares: Floats = np.array([*weights], dtype=np.float64)
    shares /= shares.sum()
    return shares


def _not_after(limit: Days, days: Days) -> Days:
    return np.where(days > limit, limit, days)


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
    clock = _Clock(calendar, taken_on.year)
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


OUTCOMES_BESIDE = ("WOULD_HAVE_BEEN_DISMISSED", "FINAL_WARNING", "WRITTEN_WARNING", "REFLECTIVE_PRACTICE", "NOT_PROVED")
"""How other proceedings end: about as many in a year, together, as there are dismissals."""
RANKS = {"CONSTABLE": 0.7, "SERGEANT": 0.12, "INSPECTING": 0.04, "SPECIAL": 0.06, "STAFF": 0.08}
TRIBUNAL_RESULTS = ("DISMISSED", "DISMISSED", "ALLOWED", "WITHDRAWN")
TIME_TO_TRIBUNAL = 120  # calendar days


def misconduct(force: InventedForce, *, until: date, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Misconduct outcomes up to that day, oldest first: as many dismissals a year as the force is given.

    A later ``until`` tells the same outcomes and goes on.
    """
    for year, dismissed in _by_year(force.dismissals, until):
        chance = np.random.default_rng([seed, force.number, year, 1])
        ends = ["DISMISSED"] * dismissed + [
            OUTCOMES_BESIDE[place] for place in chance.integers(0, len(OUTCOMES_BESIDE), dismissed)
        ]
        days = np.sort(chance.integers(0, 365, len(ends)))
        chance.shuffle(ends)
        for number, (offset, sanction) in enumerate(zip(days, ends, strict=True), start=1):
            decided_on = date(year, 1, 1) + timedelta(days=int(offset))
            rank = str(chance.choice(list(RANKS), p=list(RANKS.values())))
            minor = sanction in ("WRITTEN_WARNING", "REFLECTIVE_PRACTICE")
            proceeding = "MEETING" if minor else ("ACCELERATED" if chance.random() < 0.3 else "HEARING")
            if decided_on <= until:
                yield {
                    "officer": f"M-{year}-{number:03}",
                    "proceeding": proceeding,
                    "rank": rank,
                    "sanction": sanction,
                    "decided_on": decided_on,
                }


def tribunals(force: InventedForce, *, until: date, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Appeals lodged up to that day with the police appeals tribunal, and how those ended that have ended by then."""
    for year, appeals in _by_year(force.appeals, until):
        chance = np.random.default_rng([seed, force.number, year, 2])
        for number, offset in enumerate(np.sort(chance.integers(0, 365, appeals)), start=1):
            lodged_on = date(year, 1, 1) + timedelta(days=int(offset))
            decided_on = lodged_on + timedelta(days=TIME_TO_TRIBUNAL)
            result = TRIBUNAL_RESULTS[int(chance.integers(0, len(TRIBUNAL_RESULTS)))]
            if lodged_on <= until:
                yield {
                    "officer": f"T-{year}-{number:02}",
                    "rank": "CONSTABLE",
                    "lodged_on": lodged_on,
                    "decided_on": decided_on if decided_on <= until else None,
                    "result": result if decided_on <= until else "PENDING",
                }


def _by_year(given: Mapping[int, int], until: date) -> Iterator[tuple[int, int]]:
    """Each year up to that day with its number; later years as the last one given."""
    for year in range(min(given, default=until.year + 1), until.year + 1):
        yield year, given.get(year, given[max(given)])
