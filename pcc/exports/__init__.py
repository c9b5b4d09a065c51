"""Lists that leave the product as files: exactly the rows that the person sees, written in the background, taken once.

An app offers a list (``offer``); its page leads to ``reporting:export-new`` with the filters of its own address, and to
``reporting:save-view`` to keep them under a name.
"""

from pcc.exports.cells import Cell, csv_text, plain
from pcc.exports.saved import change_view, objection_to_keeping_view, page_of, remove_view, save_view, views_for
from pcc.exports.taking import (
    BOOK_KINDS,
    Bound,
    Column,
    Listing,
    ask,
    ask_bound,
    listing_for,
    listing_of,
    objection_to_taking,
    offer,
    offer_bound,
    page_for,
    take,
    waits_for_removal,
)

__all__ = [
    "BOOK_KINDS",
    "Bound",
    "Cell",
    "Column",
    "Listing",
    "ask",
    "ask_bound",
    "change_view",
    "csv_text",
    "listing_for",
    "listing_of",
    "objection_to_keeping_view",
    "objection_to_taking",
    "offer",
    "offer_bound",
    "page_for",
    "page_of",
    "plain",
    "remove_view",
    "save_view",
    "take",
    "views_for",
    "waits_for_removal",
]
