"""A police force that does not exist: its size, its ways of handling, its pace, and what people complain of.

Nothing is taken from life but shares and means that were published: no person, address, number or place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

Weights = Mapping[str, float]

SEED = 1829


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
