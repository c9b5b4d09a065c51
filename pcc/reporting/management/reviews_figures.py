"""The part of the command ``figures`` that is about reviews."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from pcc import audit
from pcc.errors import RuleBroken
from pcc.figures import rounded
from pcc.models import BankHoliday
from reviews import stats
from reviews.stats import Report


def add_arguments(parser: ArgumentParser, *, a_day: Callable[[str], date]) -> None:
    parser.add_argument("--from", dest="since", required=True, type=a_day, metavar="DATE")
    parser.add_argument("--to", dest="until", required=True, type=a_day, metavar="DATE")
    parser.add_argument("--by", default="all", choices=stats.GROUPINGS)
    parser.add_argument("--handling", default="all", choices=stats.HANDLINGS)
    parser.add_argument("--theme", default="all", help="one theme: its code, its name, how its name begins, or none")
    parser.add_argument("--format", dest="form", default="table", choices=["table", "json", "csv"])


def printed(options: dict[str, Any]) -> str:
    """The figures in the form asked for, from the facts."""
    try:
        report = stats.figures(
            stats.all_reviews(),
            calendar=BankHoliday.objects.as_calendar(),
            since=options["since"],
            until=options["until"],
            on=timezone.localdate(),
            by=options["by"],
            handling=options["handling"],
            theme=options["theme"],
        )
    except RuleBroken as refusal:
        raise CommandError(str(refusal)) from refusal
    audit.record("figures.read", by=None, figure="reviews", since=str(report.since), until=str(report.until))
    if options["form"] == "json":
        return json.dumps(report.as_json(), indent=2) + "\n"
    return report.as_csv() if options["form"] == "csv" else as_table(report)


HEADS = ("Decision told", "received", "completed", "upheld", "rate", "from", "to", "mean", "median", "p90", "no force")


def as_table(report: Report) -> str:
    """The report for a terminal, one decimal, with what it counts and what it leaves out."""
    whole = report.as_json()
    rows: list[tuple[str, ...]] = [HEADS]
    for line in [*report.lines, report.total]:
        rate, days, alone = line.rate, line.working, line.without_force
        counts = (f"{count:,}" for count in (line.received, line.completed, line.upheld))
        shares = (f"{rounded(getattr(rate, name) * 100)}%" if rate else "-" for name in ("value", "low", "high"))
        took = [rounded(getattr(days, name)) if days else "-" for name in ("mean", "median", "p90")]
        took.append(rounded(alone.mean) if alone else "-")
        rows.append((line.label, *counts, *shares, *took))
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    left = "; ".join(f"{item.count:,} {item.reason[0].lower()}{item.reason[1:]}" for item in report.left_out)
    advice = (
        f"{whole['recommendations']:,} made, {whole['accepted']:,} accepted, {whole['part_accepted']:,} in part, "
        f"{whole['refused']:,} refused, {whole['unanswered']:,} unanswered, {whole['implemented']:,} implemented"
    )
    return "\n".join(
        [
            f"{report.definition.name}: {report.since} to {report.until}, "
            f"handling {report.handling}, theme {report.theme}",
            "",
            *lines,
            "",
            f"Allegations: {whole['allegations_upheld']:,} of {whole['allegations']:,} not reasonable",
            f"Recommendations: {advice}",
            *(f"{each.name}: mean {rounded(each.summary.mean)}" for each in report.alternatives if each.summary),
            f"In hand on {report.as_at}: {report.in_hand:,}",
            f"Counted apart: {left}; second checks waived: {report.checks_waived:,}",
            f"Definition {report.definition.code}, version {report.definition.version}; calendar {report.calendar}",
            "",
        ]
    )
