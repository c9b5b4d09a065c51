"""Figures of the registers: misconduct outcomes and police appeals tribunals by year."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from complaints.choices import Sanction
from complaints.models import AppealTribunal, MisconductOutcome
from complaints.stats.definitions import MISCONDUCT
from pcc.errors import RuleBroken
from pcc.exports import csv_text
from pcc.figures import Definition


@dataclass(frozen=True)
class MisconductYear:
    """One year of the registers: outcomes, of which dismissals, and appeals to tribunals."""

    key: str
    label: str
    outcomes: int
    dismissed: int
    would_have_been: int
    others: int
    appeals: int
    by_sanction: dict[str, int]
    by_proceeding: dict[str, int]
    by_rank: dict[str, int]


@dataclass(frozen=True)
class MisconductReport:
    definition: Definition
    by: str
    as_at: date
    lines: tuple[MisconductYear, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "figure": self.definition.code,
            "version": self.definition.version,
            "by": self.by,
            "as_at": self.as_at.isoformat(),
            "rows": [asdict(line) for line in self.lines],
        }

    def as_csv(self) -> str:
        """One row a year."""
        names = ("key", "outcomes", "dismissed", "would_have_been", "others", "appeals")
        return csv_text(names, (asdict(line) for line in self.lines))


def misconduct(*, as_at: date, by: str = "year") -> MisconductReport:
    """Outcomes and appeals by calendar year (``year``) or financial year (``fy``, April to March), oldest first.

    Years without an entry between the first and the last are there, with noughts; a year that is not over on ``as_at``
    says so in its label. Two queries.
    """
    if by not in ("year", "fy"):
        raise RuleBroken("Misconduct outcomes are counted by year or by fy.")
    outcomes = [
        (_year(decided_on, by), sanction, proceeding, rank)
        for decided_on, sanction, proceeding, rank in MisconductOutcome.objects.values_list(
            "decided_on", "sanction", "proceeding", "rank"
        )
    ]
    appeals = Counter(_year(day, by) for day in AppealTribunal.objects.values_list("lodged_on", flat=True))
    years = {year for year, *_ in outcomes} | set(appeals)
    lines = []
    for year in range(min(years), max(years) + 1) if years else ():
        own = [entry for entry in outcomes if entry[0] == year]
        sanctions = Counter(sanction for _, sanction, _, _ in own)
        dismissed = sanctions[Sanction.DISMISSED]
        would_have_been = sanctions[Sanction.WOULD_HAVE_BEEN_DISMISSED]
        key = f"{year}-{(year + 1) % 100:02}" if by == "fy" else str(year)
        lines.append(
            MisconductYear(
                key=key,
                label=f"{key}, so far" if span(key)[1] > as_at else key,
                outcomes=len(own),
                dismissed=dismissed,
                would_have_been=would_have_been,
                others=len(own) - dismissed - would_have_been,
                appeals=appeals[year],
                by_sanction=dict(sorted(sanctions.items())),
                by_proceeding=dict(sorted(Counter(proceeding for _, _, proceeding, _ in own).items())),
                by_rank=dict(sorted(Counter(rank for *_, rank in own).items())),
            )
        )
    return MisconductReport(MISCONDUCT, by, as_at, tuple(lines))


def _year(day: date, by: str) -> int:
    """The year that a day belongs to; a financial year by the calendar year in which it begins."""
    return day.year - (by == "fy" and day.month < 4)


def span(key: str) -> tuple[date, date]:
    """The first and last day of a year by its key: ``2024``, or ``2024-25`` for the financial year."""
    year, _, following = key.partition("-")
    try:
        first = date(int(year) if year.isascii() and year.isdigit() else 0, 4 if following else 1, 1)
        last = date(first.year + 1, 3, 31) if following else date(first.year, 12, 31)
    except ValueError as fault:
        raise RuleBroken(f"{key} is not a year: write it as 2024, or 2024-25.") from fault
    if following and following != f"{last.year % 100:02}":
        raise RuleBroken(f"{key} is not a financial year: write it as 2024-25.")
    return first, last
