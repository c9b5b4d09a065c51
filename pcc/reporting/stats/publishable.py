"""What can be published: each figure of the reports, asked again at any time, and the table that the public may see.

A figure is a kind, its filters and its period. The snapshot keeps these, so that a revision asks the same question.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from complaints import stats
from complaints.models import AppealTribunal, MisconductOutcome
from complaints.stats import HANDLINGS, Asked, Life
from pcc.errors import RuleBroken
from pcc.figures import Column, Figure, Region, Row, Table, days_of, digest_of
from pcc.figures import Kind as Of
from pcc.models import BankHoliday
from reviews import stats as reviews


@dataclass(frozen=True)
class Kind:
    """A figure that can be published.

    ``count`` works it out for filters, a period and today. ``table`` is its table before disclosure control.
    ``report`` names the route of the page that shows it.
    """

    code: str
    name: str
    report: str
    unit: str
    count: "Callable[[Mapping[str, str], date, date, date], Figure]"
    table: Callable[[Mapping[str, Any]], Table]


def kind_of(asked: Mapping[str, Any]) -> Kind:
    """The kind that filters name: how long complaints take, where they name none. RuleBroken for one unknown."""
    code = asked.get("figure", TIMELINESS.code)
    if code not in KINDS:
        raise RuleBroken(f"There is no figure called {code} to publish. There are: {', '.join(KINDS)}.")
    return KINDS[code]


def count(asked: Mapping[str, str], *, since: date, until: date, on: date) -> Figure:
    """The figure that these filters and this period ask for, from the facts; RuleBroken where they cannot."""
    if until < since:
        raise RuleBroken("The period ends before it starts: give the earlier day first.")
    return kind_of(asked).count(asked, since, until, on)


# Times of complaints

DAYS = ("mean", "median", "p75", "p90", "calendar_mean", "calendar_median")
TIME_COLUMNS = (
    Column("number", "Number", "complaints"),
    Column("mean", "Mean", "working days", Of.AVERAGE, of="number"),
    Column("median", "Median", "working days", Of.AVERAGE, of="number"),
    Column("p75", "75th percentile", "working days", Of.AVERAGE, of="number"),
    Column("p90", "90th percentile", "working days", Of.AVERAGE, of="number"),
    Column("calendar_mean", "Calendar mean", "calendar days", Of.AVERAGE, of="number"),
    Column("calendar_median", "Calendar median", "calendar days", Of.AVERAGE, of="number"),
    Column("open", "Still open", "complaints"),
)


def _times(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    given = {name: value for name, value in asked.items() if name != "figure"}
    wanted = Asked(since=since, until=until, **given)
    return stats.figure(stats.all_complaints(), wanted, calendar=BankHoliday.objects.as_calendar(), on=on)


def _times_table(numbers: Mapping[str, Any]) -> Table:
    def row(line: Mapping[str, Any], key: str, label: str) -> Row:
        return Row(key, label, (line["n"], *(line[name] for name in DAYS), line.get("open")))

    rows = tuple(row(line, line["key"], line["label"]) for line in numbers["rows"])
    return Table(TIME_COLUMNS, rows, row(numbers, "all", "All"))


# Whole lives of complaints


def _life(handling: str, *, until: date, on: date) -> tuple[Life, date]:
    """The complaints of some handling as they stood on ``until``, or on the day of the extract if that is earlier."""
    newest = stats.as_at_of(stats.forces_with_complaints(), on=on)
    as_at = {force: min(day, until) for force, day in newest.items()}
    life = stats.life_from_facts(stats.all_complaints(), as_at=as_at, with_ids=True).of(handling)
    return life, stats.oldest(as_at, on=min(on, until))


def _of_lives(
    kind: str, handling: str, life: Life, table: Table, *, since: date, until: date, as_at: date, sentence: str
) -> Figure:
    assert life.ids is not None
    return Figure(
        definition=stats.OF_LIVES[kind],
        asked={"figure": kind, "handling": handling},
        since=since,
        until=until,
        as_at=as_at,
        calendar=BankHoliday.objects.as_calendar().version,
        numbers=_kept(table, sentence),
        left_out=stats.left_out(stats.all_complaints(), stats.forces_with_complaints()),
        rows=len(life.ids),
        digest=digest_of(life.ids),
    )


def _kept(table: Table, sentence: str) -> dict[str, Any]:
    """A table as it lies in a snapshot."""
    return {"sentence": sentence, "table": asdict(table)}


def _held_table(numbers: Mapping[str, Any]) -> Table:
    """The table of a snapshot that holds it as it is."""
    held = numbers["table"]

    def row(one: Mapping[str, Any]) -> Row:
        return Row(one["key"], one["label"], tuple(one["values"]))

    return Table(
        tuple(Column(**one | {"kind": Of(one["kind"])}) for one in held["columns"]),
        tuple(row(one) for one in held["rows"]),
        row(held["total"]) if held["total"] else None,
    )


def _open_by_age(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    handling = asked.get("handling", "all")
    life, as_at = _life(handling, until=until, on=on)
    waiting = life.where(np.isnat(life.finalised))
    bands = stats.open_in_bands(waiting, BankHoliday.objects.as_calendar())
    total = sum(row.count for row in bands)
    table = Table(
        (Column("open", "Open complaints", "complaints"),),
        tuple(Row(row.band.label, f"{row.band.label} working days", (row.count,)) for row in bands),
        Row("all", "All", (total,)),
    )
    told = (
        f"{total:,} complaints were open on {as_at:%-d %B %Y}, {bands[-1].count:,} of them for over 250 working days."
    )
    return _of_lives("open-by-age", handling, waiting, table, since=as_at, until=as_at, as_at=as_at, sentence=told)


def _flows(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    handling = asked.get("handling", "all")
    life, as_at = _life(handling, until=until, on=on)
    flows = stats.flow_by_month(life, since=since, until=min(until, as_at))
    rows = []
    for flow in flows:
        month = str(flow.since.astype("datetime64[M]"))
        rows.append(
            Row(month, f"{flow.since.astype(object):%B %Y}", (flow.start, flow.came_in, flow.went_out, flow.end))
        )
    came_in, went_out = (sum(getattr(flow, way) for flow in flows) for way in ("came_in", "went_out"))
    table = Table(
        (
            Column("start", "Open at the start", "complaints", sums=False),
            Column("received", "Received", "complaints"),
            Column("finalised", "Finalised", "complaints"),
            Column("end", "Open at the end", "complaints", sums=False),
        ),
        tuple(rows),
        Row("all", "All", (flows[0].start, came_in, went_out, flows[-1].end)),
    )
    told = f"{came_in:,} complaints came in and {went_out:,} were finalised; {flows[-1].end:,} were open at the end."
    seen = life.where(np.isnat(life.finalised) | (life.finalised >= np.datetime64(since, "D")))
    return _of_lives("in-out-open", handling, seen, table, since=since, until=until, as_at=as_at, sentence=told)


def _share_finished(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    handling = asked.get("handling", "all")
    life, as_at = _life(handling, until=on, on=on)
    cohort = life.where((life.received >= np.datetime64(since, "D")) & (life.received <= np.datetime64(until, "D")))
    share = stats.share_by_age(cohort, BankHoliday.objects.as_calendar(), since=since, until=until)
    watched = Column("watched", "Still open and watched", "complaints", sums=False)
    table = Table(
        (
            watched,
            *(
                Column(code, label, "share", Of.AVERAGE, of="watched")
                for code, label in (("share", "Share finished"), ("low", "95% from"), ("high", "95% to"))
            ),
        ),
        tuple(
            Row(str(at.age), f"By {at.age} working days", (at.at_risk, at.share, at.low, at.high)) for at in share.at
        ),
        None,
    )
    told = f"Of {share.n:,} complaints received, open ones counted in: {share.in_words()}"
    return _of_lives("share-finished", handling, cohort, table, since=since, until=until, as_at=as_at, sentence=told)


# Reviews

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
    )
    made = report.as_figure()
    total = report.total
    told = f"{total.completed:,} valid reviews were completed; {total.upheld:,} were upheld."
    return replace(made, asked={"figure": "reviews", **made.asked}, numbers={**made.numbers, "sentence": told})


def _reviews_table(numbers: Mapping[str, Any]) -> Table:
    def row(line: Mapping[str, Any], key: str, label: str) -> Row:
        return Row(key, label, tuple(line[column.code] for column in REVIEW_COLUMNS))

    rows = tuple(row(line, line["key"], line["label"]) for line in numbers["rows"])
    return Table(REVIEW_COLUMNS, rows, row(numbers, "all", "All"))


# Misconduct and tribunals


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
        numbers=_kept(table, f"{totals[0]:,} outcomes were decided and {totals[-1]:,} appeals were lodged."),
        left_out=(),
        rows=len(counted),
        digest=digest_of(counted),
    )


TIMELINESS = Kind("timeliness", "How long complaints take", "reporting:timeliness", "complaints", _times, _times_table)
OPEN_PAGE, MISCONDUCT_PAGE = "reporting:counted-in", "complaints:misconduct-figures"
KINDS = {
    kind.code: kind
    for kind in (
        TIMELINESS,
        Kind("open-by-age", "Open complaints by age", OPEN_PAGE, "complaints", _open_by_age, _held_table),
        Kind("in-out-open", "Received, finalised and open", OPEN_PAGE, "complaints", _flows, _held_table),
        Kind("share-finished", "Share finished by age", OPEN_PAGE, "complaints", _share_finished, _held_table),
        Kind("reviews", "Reviews", "reviews:figures", "reviews", _reviews, _reviews_table),
        Kind("misconduct", "Misconduct and tribunals", MISCONDUCT_PAGE, "entries", _misconduct, _held_table),
    )
}
"""Every figure that can be published. Another one needs its way of counting, and its table."""


# What of its counts can be compared with those of other public tables


def ways_of(handling: str) -> frozenset[str]:
    """The ways of handling that a filter means."""
    return frozenset(HANDLINGS[place] for place in stats.chosen_handling(handling))


def region_of(asked: Mapping[str, str], key: str, *, since: date, until: date) -> Region:
    """What a row of a table of complaints' times counts: which ways, when, and of which group."""
    by, ways = asked.get("by", "all"), ways_of(asked.get("handling", "all"))
    if key == "all" or by == "all":
        return Region(ways, since, until)
    if by == "handling":
        return Region(frozenset({key}), since, until)
    if by in stats.PERIODS:
        first, last = days_of(key, by)
        return Region(ways, max(first, since), min(last, until))
    return Region(ways, since, until, by, key)
