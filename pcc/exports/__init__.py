"""Lists that leave the product as files: exactly the rows that the person sees, written in the background, taken once.

An app offers a list (``offer``); its page leads to ``reporting:export-new`` with the filters of its own address.
"""

from pcc.exports.cells import Cell, csv_text, plain
from pcc.exports.taking import (
    Column,
    Listing,
    ask,
    listing_for,
    objection_to_taking,
    offer,
    take,
    waits_for_removal,
)

__all__ = [
    "Cell",
    "Column",
    "Listing",
    "ask",
    "csv_text",
    "listing_for",
    "objection_to_taking",
    "offer",
    "plain",
    "take",
    "waits_for_removal",
]
