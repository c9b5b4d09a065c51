"""How proceedings against officers of an invented force end, and their appeals to the police appeals tribunal."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from pcc.reporting.demo.force import SEED, InventedForce

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
