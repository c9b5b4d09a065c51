"""Letters as paper: approved paragraphs with merge fields, what is checked, and how a copy looks in each form.

``paragraphs`` merges and lays out words, ``checks`` says what stands in the way of issue, ``reading`` scores how hard
a text is, ``pdf``, ``word`` and ``plain`` make a copy, ``post`` hands one to the mail server, and ``contributed`` is
where the rooms above say what their files know and hear what became of a letter. Nothing here reads a review.
"""

from casework.letters.checks import Finding
from casework.letters.contributed import Heard, LastDay, begins_parts, contributes, dates, hears
from casework.letters.paragraphs import Addressee

__all__ = [
    "Addressee",
    "Finding",
    "Heard",
    "LastDay",
    "begins_parts",
    "contributes",
    "dates",
    "hears",
]
