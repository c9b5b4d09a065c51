"""What may be published of a frozen figure, and of one that may be frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from complaints.choices import Handling
from pcc.figures import Figure, PublicRow, Row, public, too_near
from pcc.reporting.models import Publication
from pcc.reporting.querysets import PublicationQuerySet
from pcc.reporting.stats import panel_tables


def open_to_anybody() -> PublicationQuerySet:
    """What the public may read: the one scope of pages that nobody signs in to."""
    return Publication.objects.public()


def once_public() -> PublicationQuerySet:
    """What the public may read or could, before it was taken down: its address has to say so."""
    return Publication.objects.once_public()


AVERAGES = ("mean", "median", "p75", "p90", "calendar_mean", "calendar_median")


def as_published(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of a figure as the public may see them: a table with small numbers hidden, and what was hidden."""
    if panel_tables.is_panel(numbers):
        return panel_tables.as_published(numbers)
    table = public([_row(row, row["key"], row["label"]) for row in numbers["rows"]], _row(numbers, "all", "All"))
    shown = asdict(table)
    return {"rows": list(shown["rows"]), "total": shown["total"], "findings": list(table.findings)}


def _row(numbers: Mapping[str, Any], key: str, label: str) -> Row:
    return Row(key, label, numbers["n"], numbers.get("open"), tuple(numbers[name] for name in AVERAGES))


def preview(figure: Figure) -> dict[str, Any]:
    """What the public would see of a figure that is not frozen yet."""
    return as_published(figure.numbers)


def near(table: Mapping[str, Any], before: Mapping[str, Any], *, released: str) -> list[str]:
    """Counts of a table to publish that differ by a few from those of one that is public, in sentences."""
    new, old = (_for_comparing(one) for one in (table, before))
    return too_near(new, old, released=released)


def _for_comparing(table: Mapping[str, Any]) -> Sequence[PublicRow]:
    if table.get("kind") == panel_tables.KIND:
        return panel_tables.for_comparing(table)
    return [_public_row(row) for row in (*table["rows"], table["total"])]


def _public_row(row: Mapping[str, Any]) -> PublicRow:
    return PublicRow(row["key"], row["label"], row["n"], row["open"], tuple(row["averages"]))


def asked_words(asked: Mapping[str, str]) -> str:
    """What a frozen figure was asked for, as a page says it."""
    if "session" in asked:
        return f"Session {asked['session']} of a panel"
    return handling_words(asked.get("handling", "all"))


def handling_words(handling: str) -> str:
    """The complaints that a filter of handling means, as a page says it."""
    words = {"all": "All complaints", "schedule-3": "All of Schedule 3"}
    return words.get(handling) or str(Handling(handling.upper().replace("-", "_")).label)
