"""The figures of reviews, as they can be published."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pcc.figures import Column, Figure, Row, Table, how_many
from pcc.figures import Kind as Of
from pcc.models import BankHoliday
from pcc.reporting.stats.publishable.kind import Kind
from reviews import stats as reviews

REVIEW_COLUMNS = (
    Column("received", "Received", "reviews"),
    Column("completed", "Completed", "reviews"),
    Column("upheld", "Upheld", "reviews", of="completed"),
    Column("rate", "Share upheld", "share", Of.SHARE, of="completed", part="upheld"),
    Column("mean", "Mean", "working days", Of.AVERAGE, of="completed"),
    Column("median", "Median", "working days", Of.AVERAGE, of="completed"),
    Column("without_force_mean", "Mean without the force", "working days", Of.AVERAGE, of="completed"),
    Column("recommendations", "Recommendations", "recommendations"),
    Column("accepted", "Accepted", "recommendations", of="recommendations"),
    Column("part_accepted", "Accepted in part", "recommendations", of="recommendations"),
    Column("refused", "Refused", "recommendations", of="recommendations"),
)


def _reviews(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    report = reviews.figures(
        reviews.all_reviews(),
        calendar=BankHoliday.objects.as_calendar(),
        since=since,
        until=until,
        on=on,
        by=asked.get("by", "all"),
        handling=asked.get("handling", "all"),
        theme=asked.get("theme", reviews.ALL),
    )
    made = report.as_figure()
    total = report.total
    told = (
        f"{how_many(total.completed, 'valid review was', 'valid reviews were')} completed; "
        f"{how_many(total.upheld, 'was', 'were')} upheld."
    )
    return replace(made, asked={"figure": "reviews", **made.asked}, numbers={**made.numbers, "sentence": told})


def _reviews_table(numbers: Mapping[str, Any]) -> Table:
    def row(line: Mapping[str, Any], key: str, label: str) -> Row:
        return Row(key, label, tuple(line[column.code] for column in REVIEW_COLUMNS))

    rows = tuple(row(line, line["key"], line["label"]) for line in numbers["rows"])
    return Table(REVIEW_COLUMNS, rows, row(numbers, "all", "All"))


REVIEWS = Kind(
    "reviews", "Reviews", "reviews:figures", "reviews", ("by", "handling", "theme"), _reviews, _reviews_table
)
