"""What may be published of a frozen figure, and of one that may be frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from complaints.choices import Handling
from complaints.stats import STILL_WAITING, left_out_of
from pcc.figures import (
    FEWEST_SHOWN,
    Figure,
    PublicRow,
    PublicTable,
    Release,
    derivable,
    too_near,
)
from pcc.reporting.models import Publication, Snapshot
from pcc.reporting.querysets import PublicationQuerySet
from pcc.reporting.stats.kept import known_forces
from pcc.reporting.stats.publishable import (
    HIDES,
    column_of,
    kind_of,
    which_of,
)
from pcc.reporting.stats.publishable.compared import OPEN, OPEN_OF_RECEIVED, Question, comparable


def open_to_anybody() -> PublicationQuerySet:
    """What the public may read: the one scope of pages that nobody signs in to."""
    return Publication.objects.public()


def once_public() -> PublicationQuerySet:
    """What the public may read or could, before it was taken down: its address has to say so."""
    return Publication.objects.once_public()


def as_published(asked: Mapping[str, Any], numbers: Mapping[str, Any], *, small: str = HIDES) -> dict[str, Any]:
    """The numbers of a figure as the public may see them: its table, and what was hidden or rounded."""
    kind = kind_of(asked)
    return as_kept(kind.public(kind.table(numbers), numbers, small))


def as_kept(table: PublicTable) -> dict[str, Any]:
    """A table as a publication keeps it."""
    return asdict(table)


def held(table: Mapping[str, Any]) -> PublicTable:
    """The table of a publication."""

    def row(one: Mapping[str, Any]) -> PublicRow:
        return PublicRow(one["key"], one["label"], tuple(one["values"]))

    return PublicTable(
        columns=tuple(column_of(one) for one in table["columns"]),
        rows=tuple(row(one) for one in table["rows"]),
        total=row(table["total"]) if table["total"] else None,
        findings=tuple(table["findings"]),
        rounded_to=table["rounded_to"],
    )


def preview(figure: Figure, *, small: str = HIDES) -> dict[str, Any]:
    """What the public would see of a figure that is not frozen yet, with the whole disclosure check."""
    table = as_published(figure.asked, figure.numbers, small=small)
    return table | {"findings": [*table["findings"], *against_others(figure, table)]}


def left_out_as_published(left_out: Iterable[tuple[str, int]], table: Mapping[str, Any] | None = None) -> list[str]:
    """What a figure leaves out, in words: counts of a few are hidden, and rounded where its table is.

    What waits for its end stands in the table as well: its number is shown where the total there is.
    """
    shown = held(table) if table else None
    codes = [column.code for column in shown.columns] if shown else []
    totals = dict(zip(codes, shown.total.values, strict=True)) if shown and shown.total else {}

    def number(reason: str, count: int) -> str:
        if shown and shown.rounded_to:
            return f"{shown.rounded_to * ((2 * count + shown.rounded_to) // (2 * shown.rounded_to)):,}"
        is_hidden = 0 < count < FEWEST_SHOWN or (reason == STILL_WAITING and isinstance(totals.get("open"), str))
        return "a number not shown" if is_hidden else f"{count:,}"

    return [f"{number(reason, count)}: {reason.lower()}" for reason, count in left_out]


def left_out_now() -> list[str]:
    """What every figure of complaints leaves out now, for anybody to read."""
    return left_out_as_published((item.reason, item.count) for item in left_out_of(known_forces().values()))


def near(table: Mapping[str, Any], before: Mapping[str, Any], *, released: str) -> list[str]:
    """Counts of a table to publish that differ by a few from those of one that is public, in sentences."""
    new, old = held(table), held(before)
    return [] if new.rounded_to or old.rounded_to else too_near(new, old, released=released)


def against_others(of: Figure | Snapshot, table: Mapping[str, Any]) -> list[str]:
    """What a reader could work out from this table and those that are public: each must be weighed by a person.

    From the last releases of the same question, which differ by a few; and from every public table that counts the
    same complaints, under whatever name: other breakdowns, other ways of handling, with suspended time or without.
    """
    asked = dict(of.asked)
    public_now = list(Publication.objects.public())
    newest = {row.slug: row for row in reversed(public_now)}.values()  # revisions come after what they revise
    code = of.definition_code if isinstance(of, Snapshot) else of.definition.code
    found = [
        finding
        for row in public_now
        if row.snapshot.definition_code == code and row.snapshot.asked == asked
        for finding in near(table, row.table, released=str(row))
    ]
    if table["rounded_to"]:
        return found
    others = [
        releases
        for row in newest
        if not row.table["rounded_to"]
        for releases in _comparable(str(row), row.snapshot, row.table, on=of.as_at)
    ]
    for counted, own in _comparable("this table", of, table, on=of.as_at)[0].items():
        beside = [releases[counted] for releases in others if counted in releases]
        what = " how many are still open" if counted in (OPEN, OPEN_OF_RECEIVED) else ""
        derived = derivable([*beside, own]) if beside else ()
        found += [f"From this table and others anybody can work out{what}: {finding}." for finding in derived]
    return list(dict.fromkeys(found))


def _comparable(name: str, of: Figure | Snapshot, table: Mapping[str, Any], *, on: date) -> list[dict[str, Release]]:
    """The counts of a table by what they count, and what each is of; what is open also as if it were as at ``on``."""
    own = comparable(name, Question(dict(of.asked), of.since, of.until, of.as_at, of.as_at), held(table))
    if on == of.as_at or OPEN not in own:
        return [own]
    moved = comparable(name, Question(dict(of.asked), of.since, of.until, of.as_at, on), held(table))
    return [own, {OPEN: moved[OPEN]}]


def handling_words(handling: str) -> str:
    """The complaints that a filter of handling means, as a page says it."""
    words = {"all": "All complaints", "schedule-3": "All of Schedule 3"}
    return words.get(handling) or str(Handling(handling.upper().replace("-", "_")).label)


def of_whom(asked: Mapping[str, Any]) -> str:
    """What a figure is of, in words: complaints of some handling, area, category and force, or all there are."""
    if "session" in asked:
        return f"Session {asked['session']} of a panel"
    if "handling" not in asked or (asked.get("figure") == "reviews" and asked["handling"] == "all"):
        return "All"
    return "; ".join(part for part in (handling_words(asked["handling"]), which_of(asked).in_words) if part)
