"""Figures across the rooms: kept and answered, published, of a year, and moved by a change of a calendar."""

from pcc.reporting.stats.calendars import COUNTS_IN, CalendarEdit, Impact, RestatedMonth, adding, edited, ending, impact
from pcc.reporting.stats.kept import (
    DEFINITIONS,
    Kept,
    answer,
    closed_from_cells,
    figure,
    kept_timeliness,
    open_from_cells,
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
    "CalendarEdit",
    "Impact",
    "Kept",
    "RestatedMonth",
    "Statement",
    "adding",
    "annual",
    "answer",
    "as_published",
    "closed_from_cells",
    "edited",
    "ending",
    "figure",
    "handling_words",
    "impact",
    "kept_timeliness",
    "near",
    "once_public",
    "open_from_cells",
    "open_to_anybody",
    "preview",
    "restated_in",
]
