"""How a reader meets a text: sentence by sentence, each with a number that stays, and police words explained."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_END = re.compile(r"""(?<=[.!?])["'”’)\]]*\s+(?=["'“‘(\[]*[A-Z0-9])|\n+""")
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|No|St|vs|e\.g|i\.e)|\b[A-Z])\.$")
"""What ends in a full stop and is no end: a title, a short form, an initial."""


def split(text: str) -> list[str]:
    """The sentences of a paragraph in their order; together they hold every word of it. The first is number 1."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if _SHORT.search(text[start : end.start()].rstrip()) and "\n" not in end.group():
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [one for one in (*found, text[start:].strip()) if one]


@cache
def glossary() -> dict[str, str]:
    """Police words and what they mean in plain words: those of ``glossary.txt``, one a line."""
    lines = (Path(__file__).parent / "glossary.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" = ", 1) for line in lines if line)


@cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(glossary(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


_BY_FORM: dict[str, str] = {}


def entry_of(word: str) -> str:
    """The entry of the glossary that a word of a text belongs to, however it is written. KeyError when none."""
    if not _BY_FORM:
        _BY_FORM.update({entry.casefold(): entry for entry in glossary()})
    return _BY_FORM[word.casefold()]


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; ``entry`` is the word of the glossary that it is, empty for any other text."""

    text: str
    entry: str = ""


def pieces(sentence: str) -> Iterator[Piece]:
    """A sentence as pieces in their order, those that the glossary explains apart from the rest."""
    start = 0
    for found in _words().finditer(sentence):
        if found.start() > start:
            yield Piece(sentence[start : found.start()])
        yield Piece(found.group(), entry_of(found.group()))
        start = found.end()
    if start < len(sentence):
        yield Piece(sentence[start:])
