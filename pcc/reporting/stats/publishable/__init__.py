"""What can be published: each figure of the reports, asked again at any time, and the table that the public may see.

A figure is a kind, its filters and its period. The snapshot keeps these, so that a revision asks the same question.
Two reports have no kind. *Other bodies* compares tables that others have published; our own rate in it is that of the
reviews. *Why this mean* counts the same complaints many ways over, so that its rows differ by a few; the figure it
explains is published as the time taken.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pcc.errors import RuleBroken
from pcc.figures import Figure
from pcc.reporting.stats.publishable import letters, lives
from pcc.reporting.stats.publishable.kind import HIDES, ROUNDS, WHICH, Kind, column_of, which_of
from pcc.reporting.stats.publishable.misconduct import MISCONDUCT
from pcc.reporting.stats.publishable.months import MONTHS
from pcc.reporting.stats.publishable.panels import PANEL
from pcc.reporting.stats.publishable.reviews import REVIEWS
from pcc.reporting.stats.publishable.times import TIMELINESS

__all__ = [
    "HIDES",
    "KINDS",
    "MONTHS",
    "PANEL",
    "ROUNDS",
    "TIMELINESS",
    "WHICH",
    "Kind",
    "column_of",
    "count",
    "kind_of",
    "which_of",
]

KINDS = {kind.code: kind for kind in (TIMELINESS, *lives.KINDS, MONTHS, REVIEWS, MISCONDUCT, *letters.KINDS, PANEL)}
"""Every figure that can be published. Another one needs its way of counting, and its table."""


def kind_of(asked: Mapping[str, Any]) -> Kind:
    """The kind that filters name: a panel's where they name a session, else how long complaints take, where they name
    none. RuleBroken for one unknown."""
    code = asked.get("figure", PANEL.code if "session" in asked else TIMELINESS.code)
    if code not in KINDS:
        raise RuleBroken(f"There is no figure called {code} to publish. There are: {', '.join(KINDS)}.")
    return KINDS[code]


def count(asked: Mapping[str, str], *, since: date, until: date, on: date) -> Figure:
    """The figure that these filters and this period ask for, from the facts; RuleBroken where they cannot."""
    if until < since:
        raise RuleBroken("The period ends before it starts: give the earlier day first.")
    kind = kind_of(asked)
    if unknown := sorted(set(asked) - {"figure", *kind.filters}):
        known = ", ".join(kind.filters) or "none"
        raise RuleBroken(f"There is no filter called {unknown[0]} here. Filters: {known}.")
    return kind.count(asked, since, until, on)
