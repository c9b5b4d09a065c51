"""``manage.py figures``: the same figures as the pages and the API, from the facts, with or without a worker."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints import stats
from complaints.stats import MisconductReport, Report
from pcc import audit
from pcc.errors import RuleBroken
from pcc.figures import Definition, Summary, rounded
from pcc.models import BankHoliday
from pcc.reporting.forms.complaints import HANDLINGS, default_basis
from pcc.reporting.forms.periods import DATES, UNREADABLE
from pcc.reporting.management import casework_figures, panel_figures, reviews_figures
from pcc.reporting.stats import DEFINITIONS, restated_in


class Command(BaseCommand):
    help = "Print figures: how long complaints take, how reviews end, what comes in writing, what panels say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        figures = parser.add_subparsers(dest="figure", required=True, metavar="FIGURE")
        timeliness = figures.add_parser("timeliness", help="resolution time of complaints finalised in a period")
        timeliness.add_argument("--from", dest="since", required=True, type=_day, metavar="DATE")
        timeliness.add_argument("--to", dest="until", required=True, type=_day, metavar="DATE")
        timeliness.add_argument("--by", default="all", choices=stats.GROUPINGS)
        timeliness.add_argument("--handling", default="all", choices=[code for code, _ in HANDLINGS])
        timeliness.add_argument("--measure", default="resolution", choices=list(stats.MEASURED))
        timeliness.add_argument(
            "--basis", choices=stats.BASES, help="what ended in the period (the default), or came in"
        )
        timeliness.add_argument("--suspension", default="with", choices=stats.SUSPENSIONS)
        timeliness.add_argument("--force", default="", help="the code of one force")
        timeliness.add_argument("--area", default="", help="one area, as the force writes it, or not-stated")
        timeliness.add_argument("--category", default="", help="one category of allegations, in the force's words")
        timeliness.add_argument("--format", dest="form", default="table", choices=["table", "json", "csv"])

        definitions = figures.add_parser("definitions", help="what every figure counts")
        definitions.add_argument("--format", dest="form", default="table", choices=["table", "json", "markdown"])

        misconduct = figures.add_parser("misconduct", help="misconduct outcomes and appeals tribunals by year")
        misconduct.add_argument("--by", default="year", choices=["year", "fy"])
        misconduct.add_argument("--format", dest="form", default="table", choices=["table", "json", "csv"])

        reviews = figures.add_parser("reviews", help="reviews: how many, how long, how often upheld")
        reviews_figures.add_arguments(reviews, a_day=_day)

        casework = figures.add_parser("casework", help="correspondence: how much, answered in time, open, waiting")
        casework_figures.add_arguments(casework, a_day=_day)

        panel = figures.add_parser("panel", help="what a dip-sampling panel said in one session")
        panel_figures.add_arguments(panel)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["figure"] == "reviews":
            self.stdout.write(reviews_figures.printed(options), ending="")
        elif options["figure"] == "casework":
            self.stdout.write(casework_figures.printed(options), ending="")
        elif options["figure"] == "panel":
            self.stdout.write(panel_figures.printed(options), ending="")
        elif options["figure"] == "definitions":
            self.print_definitions(form=options["form"])
        elif options["figure"] == "misconduct":
            self.print_misconduct(by=options["by"], form=options["form"])
        else:
            try:
                self.print_timeliness(options)
            except RuleBroken as refusal:
                raise CommandError(str(refusal)) from refusal

    def print_timeliness(self, options: dict[str, Any]) -> None:
        """Always from the facts, so that it answers without a worker and without kept figures."""
        asked = stats.Asked(
            since=options["since"],
            until=options["until"],
            by=options["by"],
            handling=options["handling"],
            measure=options["measure"],
            basis=options["basis"] or default_basis(options["measure"]),
            suspension=options["suspension"],
            force=options["force"],
            area=options["area"],
            category=options["category"],
        )
        calendar = BankHoliday.objects.as_calendar()
        counted = stats.from_facts(stats.all_complaints(), asked, calendar=calendar, on=timezone.localdate())
        report = replace(counted, restated=restated_in(asked))
        audit.record(
            "figures.read", by=None, figure=report.definition.code, since=str(report.since), until=str(report.until)
        )
        if options["form"] == "json":
            self.stdout.write(json.dumps(report.as_json(), indent=2))
        elif options["form"] == "csv":
            self.stdout.write(report.as_csv(), ending="")
        else:
            self.stdout.write(as_table(report))

    def print_definitions(self, *, form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps([asdict(definition) for definition in DEFINITIONS], indent=2, default=str))
        elif form == "markdown":
            self.stdout.write("\n".join(as_markdown(definition) for definition in DEFINITIONS))
        else:
            for definition in DEFINITIONS:
                rows = [f"  {name}: {text}" for name, text in definition.as_rows()]
                self.stdout.write("\n".join([f"{definition.name} ({definition.code})", *rows, ""]))

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
    """A day as pages and the API read it."""
    for written in DATES:
        with suppress(ValueError):
            return datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no zone
    raise ArgumentTypeError(f"{text!r} is not a day. {UNREADABLE}")


def as_markdown(definition: Definition) -> str:
    """A definition as ``docs/definitions.md`` holds it."""
    rows = [f"| {name} | {text} |" for name, text in definition.as_rows()]
    return "\n".join([f"### {definition.name} (`{definition.code}`)", "", "| | |", "| --- | --- |", *rows, ""])


HEADS = ("n", "median", "mean", "p75", "p90", "calendar median", "calendar mean")
ENDED = {
    "resolution": "finalised",
    "log": "logged",
    "contact": "contacted",
    "notice": "notice received",
    "open": "open",
}


def as_table(report: Report) -> str:
    """The report for a terminal, one decimal, with what it counts and what it leaves out."""
    asked = report.asked
    what = "received" if asked.basis == "received" else ENDED[asked.measure]
    rows: list[tuple[str, ...]] = [(what.capitalize(), *HEADS, "open")]
    for line in [*report.lines, replace(report.total, label="All", open=report.open)]:
        days = [_days(line.working, part) for part in ("median", "mean", "p75", "p90")]
        days += [_days(line.calendar, part) for part in ("median", "mean")]
        rows.append((line.label, f"{line.n:,}", *days, "-" if line.open is None else f"{line.open:,}"))
    left = "; ".join(f"{item.count:,} {item.reason[0].lower()}{item.reason[1:]}" for item in report.left_out)
    restated = [f"Restated on {item.on}: {item.month:%B %Y}, {item.force}. {item.because}" for item in report.restated]
    return "\n".join(
        [
            f"{report.definition.name}: {what} {report.since} to {report.until}, handling {report.handling}, "
            f"{asked.suspension} suspended time",
            "",
            *_in_columns(rows),
            "",
            f"Still open on {report.as_at}: {report.open:,}",
            f"Left out: {left}",
            f"Definition {report.definition.code}, version {report.definition.version}; calendar {report.calendar}",
            *restated,
        ]
    )


def _days(took: Summary | None, part: str) -> str:
    return "-" if took is None else rounded(getattr(took, part))


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
