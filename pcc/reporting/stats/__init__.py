"""Figures across the rooms: kept and answered, published, of a year, and moved by a change of a calendar."""

from pcc.reporting.stats.calendars import COUNTS_IN, CalendarEdit, Impact, RestatedMonth, adding, edited, ending, impact
from pcc.reporting.stats.kept import (
    DEFINITIONS,
    KEPT_COLUMNS,
    Kept,
    answer,
    figure,
    kept_life,
    kept_timeliness,
    read_kept,
    restated_in,
)
from pcc.reporting.stats.published import (
    AVERAGES,
    as_published,
    handling_words,
    near,
    once_public,
    open_to_anybody,
    preview,
)
from pcc.reporting.stats.yearly import Statement, annual

__all__ = [
    "AVERAGES",
    "COUNTS_IN",
    "DEFINITIONS",
    "KEPT_COLUMNS",
    "CalendarEdit",
    "Impact",
    "Kept",
    "RestatedMonth",
    "Statement",
    "adding",
    "annual",
    "answer",
    "as_published",
    "edited",
    "ending",
    "figure",
    "handling_words",
    "impact",
    "kept_life",
    "kept_timeliness",
    "near",
    "once_public",
    "open_to_anybody",
    "preview",
    "read_kept",
    "restated_in",
]
