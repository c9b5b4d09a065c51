"""Row history, and tables from which nothing is ever taken away."""

from typing import Any

import pghistory
import pgtrigger


def history(**options: Any) -> Any:
    """Row history of a model: the old values of each update and delete; first inserts are not recorded.

    A first insert can always be read off the row and its later history; an import is one audit event instead.
    """
    return pghistory.track(
        pghistory.UpdateEvent(row="OLD"),
        pghistory.DeleteEvent(row="OLD"),
        append_only=True,
        meta={"triggers": [no_truncate()]},
        **options,
    )


def no_truncate() -> pgtrigger.Trigger:
    """A statement trigger that refuses TRUNCATE on an append-only table."""
    return pgtrigger.Trigger(
        name="no_truncate",
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';",
    )
