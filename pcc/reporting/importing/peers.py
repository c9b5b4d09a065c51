"""Published tables of other bodies: a CSV file and a description of its columns, checked before a row is kept."""

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
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
    if lacking := [name for name in NEEDED if name not in about]:
        raise RuleBroken(f"The description lacks: {', '.join(lacking)}.")
    if not all(isinstance(about[name], date) for name in ("since", "until")) or about["until"] < about["since"]:
        raise RuleBroken("The description's since and until must be days, the earlier one first.")
    first_line = table.lstrip().partition("\n")[0]
    divided = "\t" if "\t" in first_line else ","
    rows = list(csv.DictReader(io.StringIO(table.lstrip()), delimiter=divided, restval="", restkey="more"))
    if not rows:
        raise RuleBroken("The table has no rows.")
    figures: list[dict[str, Any]] = []
    measures = []
    for measure in about["measure"]:
        kind = measure.get("kind")
        if kind not in KINDS or any(not measure.get(name) for name in ("code", "label", *KINDS[kind])):
            raise RuleBroken(f"A measure needs code, label, kind (rate or mean) and its columns: {measure}.")
        columns = {name: measure[name] for name in KINDS[kind]}
        if lacking := [column for column in (about["body"], *columns.values()) if column not in rows[0]]:
            raise RuleBroken(f"The table has no column {', '.join(lacking)}.")
        found = [_figure(row, number, about["body"], columns) for number, row in enumerate(rows, start=2)]
        figures += [figure | {"measure": measure["code"]} for figure in _without_total(found, about.get("total"))]
        measures.append({name: str(measure.get(name, "")) for name in ("code", "label", "kind", "derived")})
    return Sheet(about, tuple(measures), tuple(figures))


def _figure(row: Mapping[str, str], number: int, body: str, columns: Mapping[str, str]) -> dict[str, Any]:
    figure: dict[str, Any] = {"body": row[body].strip(), "n": None, "k": None, "mean": None}
    for name, column in columns.items():
        written = row[column].strip().replace(",", "")
        try:
            value: Any = float(written) if name == "mean" else int(written)
        except ValueError as fault:
            raise RuleBroken(f"Row {number}, {column}: {row[column]!r} is not a number.") from fault
        if not 0 <= value < 10**9:
            raise RuleBroken(f"Row {number}, {column}: {row[column]} cannot be.")
        figure[name] = value
    if figure["k"] is not None and figure["k"] > figure["n"]:
        raise RuleBroken(f"Row {number}: {figure['k']} of {figure['n']} is not a share.")
    return figure


def _without_total(found: list[dict[str, Any]], total: str | None) -> list[dict[str, Any]]:
    """The bodies alone, once their counts add up to the total and each is there once."""
    bodies = [figure for figure in found if figure["body"] != total]
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


@transaction.atomic
def keep(sheet: Sheet, *, by: User | None) -> PeerTable:
    """Keep a published table beside those before it. The same table twice is refused."""
    about = sheet.about
    if PeerTable.objects.filter(title=about["title"], publisher=about["publisher"]).exists():
        raise RuleBroken(f"{about['title']} is loaded already. A corrected table needs a title of its own.")
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
