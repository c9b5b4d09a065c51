"""Pure statistics: definitions, durations, share finished, rates, process limits, backlog, and what may be published.

Every function takes columns or counts and returns frozen facts; nothing here reads a row, a clock or a setting.
A duration is a whole number of days, working or calendar: the caller says which. Intervals are 95 % unless named.
Impossible input (columns of different length, a part greater than its whole) is refused with a sentence.
"""

from pcc.figures.backlog import (
    AGE_BANDS,
    WEEKS_LOOKED_BACK,
    WEEKS_OF_A_PACE,
    AgeBand,
    Flow,
    Forecast,
    OpenInBand,
    WhatIf,
    backlog,
    forecast,
    open_by_age,
    what_if,
)
from pcc.figures.balancing import public_flows
from pcc.figures.bodies import WINSORISED, Body, Funnel, funnel
from pcc.figures.definitions import KEPT_PLACES, Definition, Figure, LeftOut, digest_of, read_definitions
from pcc.figures.differencing import Region, Release, Told, derivable
from pcc.figures.durations import Summary, Tally, summarise
from pcc.figures.finishing import FEWEST_AT_RISK, AtAge, ShareFinished, Step, differ_by, share_finished
from pcc.figures.movement import Moved, Part, what_moved
from pcc.figures.periods import PERIODS, days_of, grouped_by
from pcc.figures.process import LIMIT, NEAR, WIDE_RANGE, Signal, Stretch, XmR, XmRRules, xmr
from pcc.figures.publication import (
    FEWEST_BETWEEN_RELEASES,
    FEWEST_FOR_AN_AVERAGE,
    MARKS,
    NOT_APPLICABLE,
    ROUNDED_TO,
    Column,
    Kind,
    PublicRow,
    PublicTable,
    Row,
    Table,
    in_fives,
    public,
    too_near,
)
from pcc.figures.rates import FEWEST_FOR_A_RATE, Z_95, Z_998, Rate, wilson
from pcc.figures.small_numbers import CONFIDENTIAL, FEWEST_SHOWN, Protected, protect
from pcc.figures.words import how_many, percent, rounded, that_add_up

__all__ = [
    "AGE_BANDS",
    "CONFIDENTIAL",
    "FEWEST_AT_RISK",
    "FEWEST_BETWEEN_RELEASES",
    "FEWEST_FOR_AN_AVERAGE",
    "FEWEST_FOR_A_RATE",
    "FEWEST_SHOWN",
    "KEPT_PLACES",
    "LIMIT",
    "MARKS",
    "NEAR",
    "NOT_APPLICABLE",
    "PERIODS",
    "ROUNDED_TO",
    "WEEKS_LOOKED_BACK",
    "WEEKS_OF_A_PACE",
    "WIDE_RANGE",
    "WINSORISED",
    "Z_95",
    "Z_998",
    "AgeBand",
    "AtAge",
    "Body",
    "Column",
    "Definition",
    "Figure",
    "Flow",
    "Forecast",
    "Funnel",
    "Kind",
    "LeftOut",
    "Moved",
    "OpenInBand",
    "Part",
    "Protected",
    "PublicRow",
    "PublicTable",
    "Rate",
    "Region",
    "Release",
    "Row",
    "ShareFinished",
    "Signal",
    "Step",
    "Stretch",
    "Summary",
    "Table",
    "Tally",
    "Told",
    "WhatIf",
    "XmR",
    "XmRRules",
    "backlog",
    "days_of",
    "derivable",
    "differ_by",
    "digest_of",
    "forecast",
    "funnel",
    "grouped_by",
    "how_many",
    "in_fives",
    "open_by_age",
    "percent",
    "protect",
    "public",
    "public_flows",
    "read_definitions",
    "rounded",
    "share_finished",
    "summarise",
    "that_add_up",
    "too_near",
    "what_if",
    "what_moved",
    "wilson",
    "xmr",
]
