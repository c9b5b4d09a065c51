"""Files of published figures: tidy CSV, a spreadsheet, their descriptions; and the brief of one page."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone

from pcc import charts
from pcc.exports import csv_text
from pcc.exports.ods import MIMETYPE, Spreadsheet
from pcc.figures import MARKS, Column, Kind, Summary, how_many, rounded
from pcc.reporting.models import Publication, Snapshot
from pcc.reporting.stats import PANEL, TIMELINESS, held, kind_of, of_whom

ODS = MIMETYPE
OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

FIELDS: tuple[tuple[str, str, str, str], ...] = (
    ("breakdown", "Broken down by", "string", "What the groups are: month, handling, force; all for the whole."),
    ("group", "Group", "string", "The group's code."),
    ("group_label", "Group in words", "string", "The group as people read it."),
    ("measure", "Measure", "string", "What the value is: a count, an average or a share."),
    ("unit", "Unit", "string", "What is counted, working days or calendar days, or share."),
    ("value", "Value", "number", "Empty where a mark says why."),
    ("mark", "Mark", "string", "[c] confidential, [z] not applicable; empty beside a value."),
    ("period_from", "Period from", "date", "The first day of the period."),
    ("period_to", "Period to", "date", "The last day of the period."),
    ("as_at", "As at", "date", "The day the force took the extract."),
)
"""The columns of the CSV: name, title, datatype, description."""


def file_name(row: Publication) -> str:
    """What, where in the row of revisions: ``resolution-time-2024-12-r0``. The descriptions of the file name it too."""
    return f"{'demonstration-' if settings.DEMONSTRATION else ''}{row.slug}-r{row.snapshot.revision}"


def facts_of(row: Publication) -> Iterator[dict[str, Any]]:
    """One fact a row. Totals are not mixed in: without a breakdown the whole is the one group."""
    snapshot = row.snapshot
    shared = {
        "breakdown": snapshot.asked.get("by") or snapshot.asked.get("figure", "question"),
        "period_from": snapshot.since.isoformat(),
        "period_to": snapshot.until.isoformat(),
        "as_at": snapshot.as_at.isoformat(),
    }
    for key, label, measure, unit, value in _values(row.table):
        is_mark = isinstance(value, str)
        yield shared | {
            "group": key,
            "group_label": label,
            "measure": measure,
            "unit": unit,
            "value": None if is_mark else value,
            "mark": value if is_mark else "",
        }


def _values(kept: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, Any]]:
    """Each value of a public table: key and label of its group, its measure, its unit, and itself or its mark."""
    table = held(kept)
    for row in table.rows or table.all_rows:
        for column, value in zip(table.columns, row.values, strict=True):
            yield row.key, row.label, column.code, column.unit, in_file(column, value)


def in_file(column: Column, value: Any) -> Any:
    """A value as files hold it: days to two decimals, shares to four; counts and marks as they are."""
    return round(value, 4 if column.unit == "share" else 2) if isinstance(value, float) else value


def as_csv(row: Publication) -> str:
    """The published table as CSV (RFC 4180)."""
    return csv_text([name for name, *_ in FIELDS], facts_of(row))


def csvw(row: Publication, *, office: str, licence: str) -> dict[str, Any]:
    """The description of the CSV for machines (W3C, CSV on the Web)."""
    snapshot = row.snapshot
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{file_name(row)}.csv",
        "dc:title": str(row),
        "dc:description": _described(snapshot),
        "dc:publisher": office,
        "dc:license": {"@id": OGL},
        "dc:rights": licence,
        "dc:issued": timezone.localtime(row.decided_at).date().isoformat() if row.decided_at else None,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": title,
                    "datatype": kind,
                    "dc:description": about,
                    "required": name not in EMPTY,
                }
                for name, title, kind, about in FIELDS
            ],
            "primaryKey": ["group", "measure"],
        },
        "notes": [{"mark": mark, "meaning": meaning} for mark, meaning in MARKS.items()],
    }


EMPTY = ("value", "mark")


def datapackage(row: Publication, *, office: str, licence: str) -> dict[str, Any]:
    """The same description as a Frictionless data package."""
    return {
        "name": file_name(row),
        "title": str(row),
        "description": _described(row.snapshot),
        "licenses": [{"name": "OGL-UK-3.0", "title": licence, "path": OGL}],
        "contributors": [{"title": office, "role": "publisher"}],
        "resources": [
            {
                "name": "table",
                "path": f"{file_name(row)}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": name, "title": title, "type": kind, "description": about}
                        for name, title, kind, about in FIELDS
                    ],
                    "missingValues": [""],
                    "primaryKey": ["group", "measure"],
                },
            }
        ],
    }


def _described(snapshot: Snapshot) -> str:
    told = " ".join(f"{name}: {text}" for name, text in snapshot.definition["rows"])
    return f"{snapshot.definition['name']}, {of_whom(snapshot.asked)}. {told}"


def as_ods(row: Publication, *, office: str) -> bytes:
    """The published table as a spreadsheet: a cover, the table with one header row, and what the marks mean."""
    snapshot = row.snapshot
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.ods"
        book = Spreadsheet(path, title=str(row), marking="")
        headings, lines = _sheet(row.table)
        book.open_sheet("Table", headings=headings)
        for line in lines:
            book.add_row(line)
        book.open_sheet("Notes", headings=("Mark", "What it means"))
        for mark, meaning in MARKS.items():
            book.add_row([mark, meaning])
        book.finish("Cover", list(_cover(row, snapshot, office=office)))
        return path.read_bytes()


def _sheet(kept: Mapping[str, Any]) -> tuple[tuple[str, ...], list[list[Any]]]:
    """The headings and rows of a public table for a spreadsheet."""
    table = held(kept)
    headings = ("Group", *(with_unit(column) for column in table.columns))
    return headings, [[row.label, *map(in_file, table.columns, row.values)] for row in table.all_rows]


def with_unit(column: Column) -> str:
    """The heading of a column, with the unit of an average."""
    return column.label if column.kind is not Kind.AVERAGE else f"{column.label}, {column.unit}"


def _cover(row: Publication, snapshot: Snapshot, *, office: str) -> Iterator[tuple[str, Any]]:
    yield str(row), "Sheets: Table (the figures, the total last) and Notes (what the marks mean)"
    yield "Publisher", office
    yield "Period", f"{snapshot.since:%-d %B %Y} to {snapshot.until:%-d %B %Y}"
    yield "As at", snapshot.as_at
    yield "Of", of_whom(snapshot.asked)
    yield from (("Small numbers", finding) for finding in row.table["findings"])
    if snapshot.reason:
        yield "Why revised", snapshot.reason
    if row.note:
        yield "Note", row.note
    yield from ((name, text) for name, text in snapshot.definition["rows"])
    yield "Licence", f"Open Government Licence v3.0, {OGL}"


# The brief of one page

TEMPLATE = Path(__file__).parent / "brief.typ"
MOST_ROWS = 16
"""More would run over the page; they are on the report."""
MOST_COLUMNS = 6
AVERAGE_NAMES = {"mean": "Mean", "median": "Median", "p75": "75th percentile", "p90": "90th percentile"}


@dataclass(frozen=True)
class Brief:
    """One page about one frozen figure, in words: for paper, as a page and as a tagged PDF."""

    title: str
    office: str
    period: str
    as_at: str
    handling: str
    sentence: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str
    caution: str
    about: tuple[tuple[str, str], ...]
    footer: str
    chart: charts.Line | None


def brief(snapshot: Snapshot, *, office: str) -> Brief:
    """The brief of a frozen figure. It is for the office: small numbers are not hidden in it, and its foot says so."""
    numbers = snapshot.numbers
    shared: dict[str, Any] = {
        "title": str(snapshot),
        "office": office,
        "period": f"{snapshot.since:%-d %B %Y} to {snapshot.until:%-d %B %Y}",
        "as_at": f"{snapshot.as_at:%-d %B %Y}",
        "handling": of_whom(snapshot.asked),
        "about": _about(snapshot),
        "footer": (
            f"Frozen by {snapshot.frozen_by} on {timezone.localtime(snapshot.frozen_at):%-d %B %Y}; "
            f"{how_many(snapshot.rows, 'record')}, digest {snapshot.row_digest[:12]}. "
            "For the office: small numbers are not hidden."
        ),
    }
    kind = kind_of(snapshot.asked)
    shared["caution"] = kind.caution
    if kind is PANEL:
        return Brief(**shared, **_panel_brief(numbers))
    by = snapshot.asked.get("by", "")
    is_times = kind is TIMELINESS
    table = kind.table(numbers)
    places = [table.place(name) for name in ("number", *AVERAGE_NAMES)] if is_times else list(range(len(table.columns)))
    places = places[:MOST_COLUMNS]
    rows = table.all_rows
    return Brief(
        **shared,
        sentence=_sentence(snapshot) if is_times else numbers["sentence"],
        caption=f"{snapshot.definition['name']}, in working days" if is_times else str(snapshot.definition["name"]),
        header=("Group", *(table.columns[place].label for place in places)),
        rows=tuple(
            (row.label, *(in_words(table.columns[place], row.values[place]) for place in places))
            for row in (rows[-1:] if is_times and by == "month" else rows[-MOST_ROWS:])
        ),
        more=f"{how_many(len(rows) - MOST_ROWS, 'more row is', 'more rows are')} on the report."
        if not (is_times and by == "month") and len(rows) > MOST_ROWS
        else "",
        chart=_brief_chart(snapshot) if is_times and by == "month" and numbers["rows"] else None,
    )


def _about(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    return (
        *((name, text) for name, text in snapshot.definition["rows"]),
        ("Left out here", "; ".join(f"{item['count']:,}: {item['reason'].lower()}" for item in snapshot.left_out)),
        *([("Calendar", snapshot.calendar_version)] if snapshot.calendar_version else []),
        *([("Why revised", snapshot.reason)] if snapshot.reason else []),
    )


def _panel_brief(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a brief that is about what a panel said."""
    told = [question for question in numbers["questions"] if not question["hidden"]]
    shares = [
        f"{rounded(one['percent'], 0)}% of readings ({one['on_side']} of {one['readings']}): {one['measure']}"
        for one in told
    ]
    base = f"{how_many(numbers['readers'], 'reader')}, {how_many(numbers['files'], 'file')}"
    return {
        "sentence": f"{base}. {'; '.join(shares)}." if shares else "Too few readings to tell anything.",
        "caption": "By question",
        "header": (
            "What the panel was asked",
            "Readings",
            "Per cent",
            "Could be",
            "Files by majority",
            "Could not tell",
        ),
        "rows": tuple(
            (
                one["measure"].capitalize(),
                f"{one['on_side']} of {one['readings']}",
                f"{rounded(one['percent'], 0)}%",
                f"{rounded(one['percent_low'], 0)}% to {rounded(one['percent_high'], 0)}%",
                f"{one['files_majority']} of {one['files']}",
                str(one["cant_tell"]),
            )
            for one in told
        ),
        "more": "",
        "chart": None,
    }


def _sentence(snapshot: Snapshot) -> str:
    """What the figure says, with what was open on the day of the extract, which may be long after its period."""
    numbers = snapshot.numbers
    if not numbers["n"]:
        return "No complaint of the period is counted."
    measure = snapshot.asked.get("measure", "resolution")
    took = "have been open for" if measure == "open" else "took"
    summary = Summary(**{name: numbers[name] for name in ("n", "mean", "median", "p75", "p90")})
    waits = ("waits for it", "wait for it") if measure in ("log", "contact", "notice") else ("was open", "were open")
    still_open = how_many(numbers["open"], *waits)
    return f"{summary.in_words(verb=took)} {still_open} on {snapshot.as_at:%-d %B %Y}."


def in_words(column: Column, value: Any) -> str:
    """A value of a table, or its mark, as people read it."""
    if value is None or isinstance(value, str):
        return value or "–"
    if column.unit == "share":
        return f"{rounded(value * 100, 0)}%"
    if column.unit.startswith("per cent"):
        return f"{rounded(value, 0)}%"
    return f"{value:,}" if column.kind is Kind.COUNT else rounded(value)


def _brief_chart(snapshot: Snapshot) -> charts.Line:
    rows = snapshot.numbers["rows"]
    return charts.Line(
        heading="Working days by month",
        unit="Working days",
        series=tuple(
            charts.Series(AVERAGE_NAMES[name], tuple(charts.Point(row["key"], row[name], n=row["n"]) for row in rows))
            for name in ("median", "p90")
        ),
    )


def brief_pdf(made: Brief) -> bytes:
    """The brief as a tagged PDF (PDF/UA-1) of one page. The words go in as data: nothing in them is markup."""
    words = {name: value for name, value in asdict(replace(made, chart=None)).items() if name != "chart"}
    inputs = {"brief": json.dumps(words | {"chart_words": made.chart.sentence() if made.chart else ""})}
    if made.chart:
        inputs["chart"] = charts.svg(made.chart, width=640)
    pdf = typst.compile(TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], ignore_system_fonts=True)
    assert isinstance(pdf, bytes)
    return pdf
