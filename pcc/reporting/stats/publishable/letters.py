"""What the public writes, as it can be published: how much came in, whether it was answered in time, what is open."""

from collections.abc import Mapping
from datetime import date

from casework.stats import correspondence as letters
from casework.stats.correspondence import Line, Report
from pcc.figures import Column, Figure, Row, Table, digest_of, how_many
from pcc.figures import Kind as Of
from pcc.models import BankHoliday
from pcc.reporting.stats.publishable.kind import Kind, held_table, kept

ANSWERED, DUE = ("in_time", "late"), ("in_time", "late", "overdue")
COLUMNS = (
    Column("received", "Received", "matters"),
    Column("in_time", "Replied to in time", "matters", of="received"),
    Column("late", "Replied to late", "matters", of="received"),
    Column("overdue", "Overdue without a reply", "matters", of="received"),
    Column("not_due", "Not due yet", "matters", of="received"),
    Column("without_reply", "Ended without a reply", "matters", of="received"),
    Column("due", "Replied to or overdue", "matters", sum_of=DUE),
    Column("rate", "Share in time", "share", Of.SHARE, of="due", part="in_time"),
    Column("replied", "Replied to", "matters", sum_of=ANSWERED),
    Column("median", "Median", "working days", Of.AVERAGE, of="replied"),
    Column("mean", "Mean", "working days", Of.AVERAGE, of="replied"),
    Column("p90", "90th percentile", "working days", Of.AVERAGE, of="replied"),
    Column("without_waiting", "Median without waiting", "working days", Of.AVERAGE, of="replied"),
)


def _letters(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    report = letters.figures(
        letters.all_correspondence(),
        calendar=BankHoliday.objects.as_calendar(),
        since=since,
        until=until,
        on=on,
        by=asked.get("by", "all"),
    )
    counted = letters.all_correspondence().counted().filter(received_on__range=(since, until))
    ids = list(counted.order_by().values_list("pk", flat=True))
    return Figure(
        definition=report.definition,
        asked={"figure": "correspondence", "by": report.by},
        since=since,
        until=until,
        as_at=report.as_at,
        calendar=report.calendar,
        numbers=kept(Table(COLUMNS, tuple(map(_row, report.lines)), _row(report.total)), _told(report)),
        left_out=report.left_out,
        rows=len(ids),
        digest=digest_of(ids),
    )


def _row(line: Line) -> Row:
    in_time = line.reply.k if line.reply else 0
    days, alone = line.working, line.without_waiting
    return Row(
        line.key,
        line.label,
        (
            line.received,
            in_time,
            line.replied - in_time,
            line.overdue,
            line.not_due,
            line.without_reply,
            line.replied + line.overdue,
            line.reply.value if line.reply else None,
            line.replied,
            days.median if days else None,
            days.mean if days else None,
            days.p90 if days else None,
            alone.median if alone else None,
        ),
    )


def _told(report: Report) -> str:
    total = report.total
    came = f"{how_many(total.received, 'matter was', 'matters were')} received"
    return f"{came}. Replied to in time: {total.reply.words}." if total.reply else f"{came}; no reply was due."


def _open_letters(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    as_at = min(until, on)
    calendar = BankHoliday.objects.as_calendar()
    bands, ids = letters.open_on(letters.all_correspondence(), as_at, calendar=calendar)
    total = sum(each.count for each in bands)
    rows = tuple(Row(each.band.label, f"{each.band.label} working days", (each.count,)) for each in bands)
    return Figure(
        definition=letters.OPEN_CORRESPONDENCE,
        asked={"figure": "correspondence-open"},
        since=as_at,
        until=as_at,
        as_at=as_at,
        calendar=calendar.version,
        numbers=kept(
            Table((Column("open", "Open matters", "matters"),), rows, Row("all", "All", (total,))),
            f"{how_many(total, 'matter was', 'matters were')} open on {as_at:%-d %B %Y}, "
            f"{bands[-1].count:,} of them for over 60 working days.",
        ),
        left_out=(),
        rows=len(ids),
        digest=digest_of(ids),
    )


PAGE = "reporting:correspondence"
KINDS = (
    Kind("correspondence", "Correspondence", PAGE, "matters", ("by",), _letters, held_table),
    Kind("correspondence-open", "Open correspondence by age", PAGE, "matters", (), _open_letters, held_table),
)
