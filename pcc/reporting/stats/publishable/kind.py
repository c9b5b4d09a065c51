"""What each figure that can be published has in common: how it is asked, counted, and set out as a table."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from complaints.stats import Which
from pcc.figures import Column, Figure, PublicTable, Row, Table, in_fives, public
from pcc.figures import Kind as Of

HIDES, ROUNDS = "hide", "round"
"""How small numbers are kept from telling about a few: by hiding counts, or by rounding all of them."""
WHICH = ("force", "area", "category")


def guarded(table: Table, numbers: Mapping[str, Any], small: str) -> PublicTable:
    """The table with small counts hidden, or every count rounded."""
    return in_fives(table) if small == ROUNDS else public(table)


@dataclass(frozen=True)
class Kind:
    """A figure that can be published.

    ``count`` works it out for filters, a period and today. ``table`` is its table before disclosure control, and
    ``public`` that table as the public may see it. ``report`` names the route of the page that shows it; ``filters``
    are the names by which that page narrows it.
    """

    code: str
    name: str
    report: str
    unit: str
    filters: tuple[str, ...]
    count: "Callable[[Mapping[str, str], date, date, date], Figure]"
    table: Callable[[Mapping[str, Any]], Table]
    public: Callable[[Table, Mapping[str, Any], str], PublicTable] = guarded
    caution: str = ""


def which_of(asked: Mapping[str, str]) -> Which:
    """The force, area and category that filters narrow a figure to."""
    return Which(**{name: asked[name] for name in WHICH if name in asked})


def kept(table: Table, sentence: str) -> dict[str, Any]:
    """A table as it lies in a snapshot, and what it says."""
    return {"sentence": sentence, "table": asdict(table)}


def held_table(numbers: Mapping[str, Any]) -> Table:
    """The table of a snapshot that holds it as it is."""
    held = numbers["table"]

    def row(one: Mapping[str, Any]) -> Row:
        return Row(one["key"], one["label"], tuple(one["values"]))

    return Table(
        tuple(column_of(one) for one in held["columns"]),
        tuple(row(one) for one in held["rows"]),
        row(held["total"]) if held["total"] else None,
    )


def column_of(kept_column: Mapping[str, Any]) -> Column:
    """A column as the database gives it back."""
    read = {"kind": Of(kept_column["kind"]), "sum_of": tuple(kept_column.get("sum_of", ()))}
    return Column(**dict(kept_column) | read)
