"""Misconduct outcomes and appeals to tribunals, as they can be published."""

from collections.abc import Mapping
from datetime import date

from complaints import stats
from complaints.models import AppealTribunal, MisconductOutcome
from pcc.figures import Column, Figure, Row, Table, digest_of, how_many
from pcc.reporting.stats.publishable.kind import Kind, held_table, kept


def _misconduct(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    report = stats.misconduct(as_at=on, by=asked.get("by", "year"))
    lines = [line for line in report.lines if since <= stats.span(line.key)[0] and stats.span(line.key)[1] <= until]
    names = ("outcomes", "dismissed", "would_have_been", "others", "appeals")
    columns = (
        Column("outcomes", "Outcomes", "outcomes"),
        Column("dismissed", "Dismissed", "outcomes", of="outcomes"),
        Column("would_have_been", "Would have been dismissed", "outcomes", of="outcomes"),
        Column("others", "Other outcomes", "outcomes", of="outcomes"),
        Column("appeals", "Appeals to tribunals", "appeals"),
    )
    totals = tuple(sum(getattr(line, name) for line in lines) for name in names)
    table = Table(
        columns,
        tuple(Row(line.key, line.label, tuple(getattr(line, name) for name in names)) for line in lines),
        Row("all", "All", totals),
    )
    counted = [
        *MisconductOutcome.objects.filter(decided_on__range=(since, until)).values_list("pk", flat=True),
        *AppealTribunal.objects.filter(lodged_on__range=(since, until)).values_list("pk", flat=True),
    ]
    return Figure(
        definition=report.definition,
        asked={"figure": "misconduct", "by": report.by},
        since=since,
        until=until,
        as_at=on,
        calendar="",
        numbers=kept(
            table,
            f"{how_many(totals[0], 'outcome was', 'outcomes were')} decided and "
            f"{how_many(totals[-1], 'appeal was', 'appeals were')} lodged.",
        ),
        left_out=(),
        rows=len(counted),
        digest=digest_of(counted),
    )


MISCONDUCT = Kind(
    "misconduct",
    "Misconduct and tribunals",
    "complaints:misconduct-figures",
    "entries",
    ("by",),
    _misconduct,
    held_table,
)
