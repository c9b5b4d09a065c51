"""What happened to the complaints of an invented force, complaint by complaint.

Everything is drawn from a seed. The same seed tells the same history whatever the day of the extract: a later extract
holds the same complaints, further on, and the newer ones.

How long a complaint takes is drawn, log-normal, as days of work at a normal pace for its way of handling. The pace of
each team changes over the years: when it falls, fewer complaints are finished than arrive, and open ones pile up; when
it rises, the old ones are finished at last. Then complaints finalised in a year with a published mean are moved by
whole working days within that year until the mean is the published one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from pcc.errors import RuleBroken
from pcc.reporting.demo.force import (
    ACTIONS,
    AREAS,
    CATEGORIES,
    CHANNELS,
    DECISIONS,
    NO_ACTION,
    OUTSIDE,
    PACE,
    ROUTES,
    SEED,
    InventedForce,
    Weights,
)
from pcc.working_days import WorkingCalendar

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.object_]

ALLEGATIONS_A_COMPLAINT = 1.7
WITHDRAWN = 0.03
YOUNG = 0.06
AGE_NOT_STATED = 0.02
TO_LOG, TO_CONTACT = 3.0, 5.0  # working days, on average
SHARE_OF_WEEKDAY = (1.12, 1.10, 1.06, 1.04, 1.02, 0.88, 0.78)  # Monday to Sunday


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
    clock = Clock(calendar, until_year)
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
class Clock:
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
