"""Figures about reviews and their recommendations, and the load of those who work them."""

from reviews.stats.facts import GROUPINGS, HANDLINGS, all_reviews, code_of
from reviews.stats.figures import figures
from reviews.stats.kept import Answer, answer, cells_from_facts, stamps
from reviews.stats.load import Load, candidates, load_by_person, replies_overdue
from reviews.stats.report import DEFINITIONS, REVIEWS, Line, Report
from reviews.stats.themes import ALL, NONE

__all__ = [
    "ALL",
    "DEFINITIONS",
    "GROUPINGS",
    "HANDLINGS",
    "NONE",
    "REVIEWS",
    "Answer",
    "Line",
    "Load",
    "Report",
    "all_reviews",
    "answer",
    "candidates",
    "cells_from_facts",
    "code_of",
    "figures",
    "load_by_person",
    "replies_overdue",
    "stamps",
]
