"""``manage.py figures``: the same figures as the pages and the API, from the facts, with or without a worker."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints import stats
from complaints.stats import MisconductReport, Report
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import BankHoliday
from pcc.reporting.management import reviews_figures


class Command(BaseCommand):
    help = "Print figures: how long complaints take, how reviews end, and how misconduct proceedings ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        figures = parser.add_subparsers(dest="figure", required=True, metavar="FIGURE")
        timeliness = figures.add_parser("timeliness", help="resolution time of complaints finalised in a period")
        timeliness.add_argument("--from", dest="since", required=True, type=_day, metavar="DATE")
        timeliness.add_argument("--to", dest="until", required=True, type=_day, metavar="DATE")
        timeliness.add_argument("--by", default="all", choices=stats.GROUPINGS)
        timeliness.add_argument("--handling", default="all", help="all, schedule-3, or one way of handling")
        timeliness.add_argument("--format", dest="form", default="table", choices=["table", "json", "csv"])

        misconduct = figures.add_parser("misconduct", help="misconduct outcomes and appeals tribunals by year")
        misconduct.add_argument("--by", default="year", choices=["year", "fy"])
        misconduct.add_argument("--format", dest="form", default="table", choices=["table", "json", "csv"])

        reviews = figures.add_parser("reviews", help="reviews: how many, how long, how often upheld")
        reviews_figures.add_arguments(reviews, a_day=_day)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["figure"] == "reviews":
            self.stdout.write(reviews_figures.printed(options), ending="")
            return
        if options["figure"] == "misconduct":
            self.print_misconduct(by=options["by"], form=options["form"])
            return
        try:
            report = stats.timeliness(
                stats.all_complaints(),
                calendar=BankHoliday.objects.as_calendar(),
                since=options["since"],
                until=options["until"],
                on=timezone.localdate(),
                by=options["by"],
                handling=options["handling"],
            )
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        audit.record("figures.read", by=None, figure="timeliness", since=str(report.since), until=str(report.until))
        if options["form"] == "json":
            self.stdout.write(json.dumps(report.as_json(), indent=2))
        elif options["form"] == "csv":
            self.stdout.write(report.as_csv(), ending="")
        else:
            self.stdout.write(as_table(report))

    def print_misconduct(self, *, by: str, form: str) -> None:
        report = stats.misconduct(by=by, as_at=timezone.localdate())
        audit.record("figures.read", by=None, figure="misconduct")
        if form == "json":
            self.stdout.write(json.dumps(report.as_json(), indent=2))
        elif form == "csv":
            self.stdout.write(report.as_csv(), ending="")
        else:
            self.stdout.write(misconduct_table(report))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise CommandError(f"{text} is not a day: write it as 2024-03-31.") from fault


HEADS = ("Finalised", "n", "median", "mean", "p75", "p90", "calendar median", "calendar mean")


def as_table(report: Report) -> str:
    """The report for a terminal, one decimal, with what it counts and what it leaves out."""
    whole = report.as_json()
    rows: list[tuple[str, ...]] = [HEADS]
    for row in [*whole["rows"], {"label": "All", **whole}]:
        numbers = (row[name] for name in ("median", "mean", "p75", "p90", "calendar_median", "calendar_mean"))
        rows.append((row["label"], f"{row['n']:,}", *("-" if value is None else f"{value:,.1f}" for value in numbers)))
    lines = _in_columns(rows)
    left = "; ".join(f"{item.count:,} {item.reason[0].lower()}{item.reason[1:]}" for item in report.left_out)
    return "\n".join(
        [
            f"{report.definition.name}: finalised {report.since} to {report.until}, handling {report.handling}",
            "",
            *lines,
            "",
            f"Still open on {report.as_at}: {report.open:,}",
            f"Left out: {left}",
            f"Definition {report.definition.code}, version {report.definition.version}; calendar {report.calendar}",
        ]
    )


def misconduct_table(report: MisconductReport) -> str:
    """The figures of the registers for a terminal."""
    rows: list[tuple[str, ...]] = [("Year", "outcomes", "dismissed", "would have been", "other", "appeals lodged")]
    for line in report.lines:
        numbers = (line.outcomes, line.dismissed, line.would_have_been, line.others, line.appeals)
        rows.append((line.label, *(f"{number:,}" for number in numbers)))
    about = f"Definition {report.definition.code}, version {report.definition.version}"
    return "\n".join([f"{report.definition.name} by {report.by}", "", *_in_columns(rows), "", about])


def _in_columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows as lines: the first column to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
