"""Periods by which figures are broken down: the group of a day, how a group is written, and the days it holds."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

PERIODS = ("year", "fy", "quarter", "month")
"""Calendar year, financial year from April, quarter and month."""

QUARTERS = {
    1: "January to March {year}",
    2: "April to June {year}",
    3: "July to September {year}",
    4: "October to December {year}",
}


def grouped_by(period: str) -> tuple[Callable[[date], Any], Callable[[Any], tuple[str, str]]]:
    """The group of a day, which sorts; and how a group is written: its key for machines, its label for people."""
    if period == "month":
        return lambda day: day.replace(day=1), lambda month: (f"{month:%Y-%m}", f"{month:%B %Y}")
    if period == "quarter":
        return (
            lambda day: (day.year, (day.month - 1) // 3 + 1),
            lambda quarter: (f"{quarter[0]}-Q{quarter[1]}", QUARTERS[quarter[1]].format(year=quarter[0])),
        )
    if period == "fy":
        return (
            lambda day: day.year - (day.month < 4),
            lambda year: (f"{year}-{(year + 1) % 100:02}", f"{year}-{(year + 1) % 100:02}"),
        )
    return lambda day: day.year, lambda year: (str(year), str(year))


def days_of(key: str, period: str) -> tuple[date, date]:
    """The first and the last day of the group that a key names."""
    year = int(key[:4])
    if period == "year":
        return date(year, 1, 1), date(year, 12, 31)
    if period == "fy":
        return date(year, 4, 1), date(year + 1, 3, 31)
    months = 3 if period == "quarter" else 1
    first = date(year, int(key[6]) * 3 - 2 if period == "quarter" else int(key[5:7]), 1)
    return first, (first + timedelta(days=31 * months)).replace(day=1) - timedelta(days=1)
