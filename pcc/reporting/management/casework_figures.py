"""The part of the command ``figures`` that is about correspondence."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from casework.stats import correspondence as stats
from pcc import audit
from pcc.errors import RuleBroken
from pcc.figures import rounded
from pcc.models import BankHoliday


def add_arguments(parser: ArgumentParser, *, a_day: Callable[[str], date]) -> None:
    parser.add_argument("--from", dest="since", required=True, type=a_day, metavar="DATE")
    parser.add_argument("--to", dest="until", required=True, type=a_day, metavar="DATE")
    parser.add_argument("--by", default="all", choices=stats.GROUPINGS)
    parser.add_argument("--format", dest="form", default="table", choices=["table", "json", "csv"])


def printed(options: dict[str, Any]) -> str:
    """The figures in the form asked for, from the facts."""
    try:
        report = stats.figures(
            stats.all_correspondence(),
            calendar=BankHoliday.objects.as_calendar(),
            since=options["since"],
            until=options["until"],
            on=timezone.localdate(),
            by=options["by"],
        )
    except RuleBroken as refusal:
        raise CommandError(str(refusal)) from refusal
    audit.record("figures.read", by=None, figure="casework", since=str(report.since), until=str(report.until))
    if options["form"] == "json":
        return json.dumps(report.as_json(), indent=2) + "\n"
    return report.as_csv() if options["form"] == "csv" else as_table(report)


HEADS = ("Received", "received", "replied", "in time", "of", "rate", "median", "mean", "p90", "no waiting", "open")


def as_table(report: stats.Report) -> str:
    """The report for a terminal, one decimal, with what it counts and what it leaves out."""
    whole = report.as_json()
    rows: list[tuple[str, ...]] = [HEADS]
    for line in [*report.lines, report.total]:
        reply, days, alone = line.reply, line.working, line.without_waiting
        counts = (line.received, line.replied, reply.k if reply else 0, reply.n if reply else 0)
        took = [rounded(getattr(days, name)) if days else "-" for name in ("median", "mean", "p90")]
        took.append(rounded(alone.median) if alone else "-")
        share = f"{rounded(reply.value * 100)}%" if reply else "-"
        rows.append((line.label, *(f"{count:,}" for count in counts), share, *took, f"{line.open:,}"))
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    waits = "; ".join(
        f"{item['count']:,} {item['label'][0].lower()}{item['label'][1:]}" for item in whole["waiting_on"]
    )
    ages = "; ".join(f"{item['count']:,} of {item['band']}" for item in whole["in_hand_by_age"])
    left = "; ".join(f"{item.count:,} {item.reason[0].lower()}{item.reason[1:]}" for item in report.left_out)
    acknowledged = report.total.acknowledgement
    return "\n".join(
        [
            f"{report.definition.name}: received {report.since} to {report.until}",
            "",
            *lines,
            "",
            f"Acknowledged in time: {acknowledged.words if acknowledged else 'none'}",
            f"Neither replied to nor due yet: {report.total.not_due:,}; ended without a reply: "
            f"{report.total.without_reply:,}; overdue: {report.total.overdue:,}",
            f"Open on {report.as_at}, whenever received: {report.in_hand:,}; waiting on: {waits}",
            f"Open by working days since receipt: {ages}",
            f"Counted apart: {left}",
            f"Definition {report.definition.code}, version {report.definition.version}; calendar {report.calendar}",
            "",
        ]
    )
