"""Figures about reviews and their recommendations, and the load of those who work them."""

from reviews.stats.figures import GROUPINGS, HANDLINGS, REVIEWS, Line, Report, all_reviews, figures
from reviews.stats.load import Load, candidates, load_by_person

DEFINITIONS = (REVIEWS,)
"""What this app counts, for the page of definitions."""

__all__ = [
    "DEFINITIONS",
    "GROUPINGS",
    "HANDLINGS",
    "REVIEWS",
    "Line",
    "Load",
    "Report",
    "all_reviews",
    "candidates",
    "figures",
    "load_by_person",
]
