"""The figures of reviews as they are told: lines, the whole, other ways of measuring; as JSON, as CSV, as frozen."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pcc.exports import csv_text
from pcc.figures import (
    KEPT_PLACES,
    Definition,
    Figure,
    LeftOut,
    OpenInBand,
    Rate,
    Summary,
    digest_of,
    read_definitions,
)
from reviews.stats.themes import ALL

_read = read_definitions(Path(__file__).resolve().parents[1] / "fixtures" / "definitions.toml")
DEFINITIONS = tuple(_read.values())
REVIEWS = _read["reviews"]


@dataclass(frozen=True)
class Line:
    """One row of the figures: the whole, or one year, quarter, month, theme or way of handling."""

    key: str
    label: str
    received: int
    completed: int
    upheld: int
    rate: Rate | None
    working: Summary | None
    without_force: Summary | None
    invalid: int
    forwarded: int
    withdrawn: int
    allegations: int
    allegations_upheld: int
    recommendations: int
    accepted: int
    part_accepted: int
    refused: int
    implemented: int

    @property
    def unanswered(self) -> int:
        return self.recommendations - self.accepted - self.part_accepted - self.refused


@dataclass(frozen=True)
class Alternative:
    """The same reviews measured another way, named: nobody compares two offices without knowing how they count."""

    code: str
    name: str
    summary: Summary | None


@dataclass(frozen=True)
class Report:
    """The figures of a period: the whole, its parts, what is in hand, and what is counted apart."""

    definition: Definition
    since: date
    until: date
    by: str
    handling: str
    theme: str
    total: Line
    lines: tuple[Line, ...]
    in_hand: int
    in_hand_by_age: tuple[OpenInBand, ...]
    alternatives: tuple[Alternative, ...]
    checks_waived: int
    as_at: date
    calendar: str
    ids: tuple[int, ...]
    """The completed reviews, for whoever wants to prove that two reports count the same ones."""

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return (
            LeftOut("Not valid", self.total.invalid),
            LeftOut("Sent on to the IOPC", self.total.forwarded),
            LeftOut("Withdrawn", self.total.withdrawn),
        )

    def as_figure(self) -> Figure:
        """The report as it can be frozen and published."""
        numbers = self.as_json(days=KEPT_PLACES, shares=KEPT_PLACES)
        return Figure(
            definition=self.definition,
            asked={"by": self.by, "handling": self.handling} | ({} if self.theme == ALL else {"theme": self.theme}),
            since=self.since,
            until=self.until,
            as_at=self.as_at,
            calendar=self.calendar,
            numbers={name: numbers[name] for name in (*NUMBERS, "rows", "in_hand", "alternatives")},
            left_out=self.left_out,
            rows=len(self.ids),
            digest=digest_of(self.ids),
        )

    def as_json(self, *, days: int = 2, shares: int = 4) -> dict[str, Any]:
        """The report for JSON and for CSV: days to two decimals and shares to four, or as a frozen one keeps them."""
        return {
            "figure": self.definition.code,
            "definition": self.definition.code,
            "version": self.definition.version,
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
            "by": self.by,
            "handling": self.handling,
            "theme": self.theme,
            "as_at": self.as_at.isoformat(),
            "calendar": self.calendar,
            **_numbers(self.total, days, shares),
            "in_hand": self.in_hand,
            "in_hand_by_age": [{"band": band.band.label, "count": band.count} for band in self.in_hand_by_age],
            "alternatives": [{"name": each.name, **_summary(each.summary, "", days)} for each in self.alternatives],
            "checks_waived": self.checks_waived,
            "left_out": [{"reason": item.reason, "count": item.count} for item in self.left_out],
            "rows": [{"key": line.key, "label": line.label, **_numbers(line, days, shares)} for line in self.lines],
        }

    def as_csv(self) -> str:
        """The report as tidy rows: one a group and one for the whole, each with its filters and as-at day."""
        whole = self.as_json()
        shared = {name: whole[name] for name in SHARED} | {"left_out": sum(item.count for item in self.left_out)}
        rows = [*whole["rows"], {"key": "all", "label": "All", **{name: whole[name] for name in NUMBERS}}]
        return csv_text(["key", "label", *NUMBERS, *SHARED, "left_out"], [row | shared for row in rows])


SHARED = ("from", "to", "by", "handling", "theme", "as_at", "in_hand", "definition", "version", "calendar")


NUMBERS = (
    "received",
    "n",
    "completed",
    "valid",
    "upheld",
    "rate",
    "low",
    "high",
    "mean",
    "median",
    "p75",
    "p90",
    "without_force_mean",
    "without_force_median",
    "without_force_p75",
    "without_force_p90",
    "invalid",
    "forwarded",
    "withdrawn",
    "allegations",
    "allegations_upheld",
    "recommendations",
    "accepted",
    "part_accepted",
    "refused",
    "unanswered",
    "implemented",
)


def _numbers(line: Line, days: int, shares: int) -> dict[str, Any]:
    rate = line.rate
    return {
        "received": line.received,
        "n": line.completed,
        "completed": line.completed,
        "valid": line.completed,
        "upheld": line.upheld,
        "rate": round(rate.value, shares) if rate else None,
        "low": round(rate.low, shares) if rate else None,
        "high": round(rate.high, shares) if rate else None,
        **_summary(line.working, "", days),
        **_summary(line.without_force, "without_force_", days),
        **{name: getattr(line, name) for name in NUMBERS[NUMBERS.index("invalid") :]},
    }


def _summary(found: Summary | None, prefix: str, places: int) -> dict[str, float | None]:
    names = ("mean", "median", "p75", "p90")
    return {f"{prefix}{name}": round(getattr(found, name), places) if found else None for name in names}
