"""The leak checker and the suggestions: what in a text names somebody, however it is disguised. Pure functions.

A check never proves that a text is safe. It finds what it knows and what has the form of something that identifies;
two people read the whole text as well.
"""

from reviews.dip_sampling.redaction.checker import (
    CHECKER,
    Found,
    Known,
    Passage,
    check,
    digest_of_list,
    looked_for,
)
from reviews.dip_sampling.redaction.suggestions import Suggestion, apply, suggestions

__all__ = [
    "CHECKER",
    "Found",
    "Known",
    "Passage",
    "Suggestion",
    "apply",
    "check",
    "digest_of_list",
    "looked_for",
    "suggestions",
]
