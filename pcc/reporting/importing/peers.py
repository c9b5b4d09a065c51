"""Published tables of other bodies: a CSV file and a description of its columns, checked before a row is kept."""

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.reporting.models import PeerFigure, PeerTable

NEEDED = ("title", "publisher", "since", "until", "source", "licence", "body", "measure")
KINDS = {"rate": ("n", "k"), "mean": ("n", "mean")}


@dataclass(frozen=True)
class Sheet:
    """A published table as read: what it is, what it measures, and a figure for each body and measure."""

    about: Mapping[str, Any]
    measures: tuple[dict[str, str], ...]
    figures: tuple[dict[str, Any], ...]


def read(table: str, description: str) -> Sheet:
    """A table (CSV text) by its description (TOML text). RuleBroken names what is wrong, and where.

    Each figure is a share ``k`` of ``n`` or a mean over ``n``. Where the table has a row of totals, the counts of the
    bodies must add up to it: a table copied wrongly is refused.
    """
    try:
        about = tomllib.loads(description)
    except tomllib.TOMLDecodeError as fault:
        raise RuleBroken(f"The description cannot be read: {fault}.") from fault
    return sheet(table, about)


def sheet(table: str, about: Mapping[str, Any]) -> Sheet:
    """A table (text, its columns divided by commas or, as copied from a spreadsheet, by tabs) by what it is said to be.

    RuleBroken as in ``read``.
    """
    _check(about)
    header, rows = _cells(table)
    figures: list[dict[str, Any]] = []
    measures: list[dict[str, str]] = []
    for measure in about["measure"]:
        kind = measure.get("kind")
        if kind not in KINDS or any(not measure.get(name) for name in ("code", "label", *KINDS[kind])):
            raise RuleBroken(f"A measure needs code, label, kind (rate or mean) and its columns: {measure}.")
        if any(measure["code"] == one["code"] for one in measures):
            raise RuleBroken(f"Two figures are both called {measure['label']}: give each a name of its own.")
        columns = {name: measure[name] for name in KINDS[kind]}
        wanted = (about["body"], *columns.values())
        if lacking := [column for column in wanted if column not in header]:
            raise RuleBroken(f"The table has no column {', '.join(lacking)}.")
        if twice := [column for column in wanted if header.count(column) > 1]:
            raise RuleBroken(f"The table has more than one column {twice[0]}.")
        found = [_figure(row, number, about["body"], columns) for number, row in rows]
        figures += [figure | {"measure": measure["code"]} for figure in _without_total(found, about.get("total"))]
        measures.append({name: str(measure.get(name, "")) for name in ("code", "label", "kind", "derived")})
    return Sheet(about, tuple(measures), tuple(figures))


LONGEST = {"title": 200, "publisher": 120, "licence": 200}
LONGEST_BODY = 120


def _check(about: Mapping[str, Any]) -> None:
    """RuleBroken unless a description says all that is needed, in words, days and measures."""
    if lacking := [name for name in NEEDED if name not in about]:
        raise RuleBroken(f"The description lacks: {', '.join(lacking)}.")
    if any(type(about[name]) is not date for name in ("since", "until")) or about["until"] < about["since"]:
        raise RuleBroken("The description's since and until must be days, the earlier one first.")
    for name in ("title", "publisher", "source", "licence", "body"):
        if not isinstance(about[name], str) or not about[name].strip():
            raise RuleBroken(f"The description's {name} must be words.")
        if len(about[name]) > LONGEST.get(name, len(about[name])):
            raise RuleBroken(f"The description's {name} is longer than {LONGEST[name]} characters.")
    measures = about["measure"]
    if not measures or not isinstance(measures, list) or not all(isinstance(one, dict) for one in measures):
        raise RuleBroken("The description's measures must each begin with [[measure]].")


Rows = list[tuple[int, dict[str, str]]]


def _cells(table: str) -> tuple[list[str], Rows]:
    """The headings, and each row by them with its line. Lines and cells that are empty are passed by."""
    text = table.lstrip("\ufeff").lstrip().replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise RuleBroken("The table is no text: save it as CSV, or copy it from the spreadsheet.")
    first_line = text.partition("\n")[0]
    divided = next((mark for mark in "\t," if mark in first_line), ";")
    reader = csv.reader(io.StringIO(text), delimiter=divided)
    rows: Rows = []
    try:
        header = [name.strip() for name in next(reader, [])]
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if any(cells[len(header) :]):
                raise RuleBroken(f"Row {reader.line_num} has more cells than there are headings.")
            cells += [""] * (len(header) - len(cells))
            rows.append((reader.line_num, dict(zip(header, cells, strict=False))))
    except csv.Error as fault:
        raise RuleBroken(f"Row {reader.line_num} of the table cannot be read: {fault}.") from fault
    if not rows:
        raise RuleBroken("The table has no rows.")
    return header, rows


NUMBER = {"n": r"-?[0-9]+", "k": r"-?[0-9]+", "mean": r"-?[0-9]+(\.[0-9]+)?"}


def _figure(row: Mapping[str, str], number: int, body: str, columns: Mapping[str, str]) -> dict[str, Any]:
    figure: dict[str, Any] = {"body": row[body], "n": None, "k": None, "mean": None}
    if not row[body] or len(row[body]) > LONGEST_BODY:
        raise RuleBroken(f"Row {number}, {body}: a body needs a name of at most {LONGEST_BODY} characters.")
    for name, column in columns.items():
        written = row[column].replace(",", "")
        if not re.fullmatch(NUMBER[name], written):
            raise RuleBroken(f"Row {number}, {column}: {row[column]!r} is not a number.")
        value: Any = float(written) if name == "mean" else int(written[:20])
        if not 0 <= value < 10**9:
            raise RuleBroken(f"Row {number}, {column}: {row[column]} cannot be.")
        figure[name] = value
    if figure["k"] is not None and figure["k"] > figure["n"]:
        raise RuleBroken(f"Row {number}: {figure['k']} of {figure['n']} is not a share.")
    return figure


def _without_total(found: list[dict[str, Any]], total: str | None) -> list[dict[str, Any]]:
    """The bodies alone, once their counts add up to the total and each is there once."""
    bodies = [figure for figure in found if figure["body"] != total]
    if not bodies:
        raise RuleBroken("The table has no body beside its total.")
    names = [figure["body"] for figure in bodies]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise RuleBroken(f"In the table more than once: {', '.join(twice)}.")
    for whole in (figure for figure in found if figure["body"] == total):
        for count in ("n", "k"):
            if whole[count] is not None and (adds := sum(figure[count] for figure in bodies)) != whole[count]:
                raise RuleBroken(f"The rows add up to {adds:,}, and the total says {whole[count]:,}.")
    return bodies


def load_peers(table: str, description: str, *, by: User | None) -> PeerTable:
    """Read a published table by its description, and keep it."""
    return keep(read(table, description), by=by)


def keep(sheet: Sheet, *, by: User | None) -> PeerTable:
    """Keep a published table beside those before it. The same table twice is refused."""
    try:
        return _keep(sheet, by=by)
    except IntegrityError as fault:
        raise RuleBroken(
            f"{sheet.about['title']} is loaded already. A corrected table needs a title of its own."
        ) from fault


@transaction.atomic
def _keep(sheet: Sheet, *, by: User | None) -> PeerTable:
    about = sheet.about
    made = PeerTable.objects.create(
        **{name: about[name] for name in ("title", "publisher", "since", "until", "source", "licence")},
        caution=about.get("caution", ""),
        measures=list(sheet.measures),
        loaded_by=by,
        loaded_at=timezone.now(),
    )
    PeerFigure.objects.bulk_create([PeerFigure(table=made, **figure) for figure in sheet.figures])
    audit.record("peers.loaded", made, by=by, figures=len(sheet.figures))
    return made
