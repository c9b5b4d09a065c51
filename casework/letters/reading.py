"""How hard a text is to read: Flesch's reading ease, with syllables counted by a rule that anybody can follow.

206.835 - 1.015 x words a sentence - 84.6 x syllables a word. About 60 to 70 is plain English; below 50 is hard going
for many readers; the score may leave 0 to 100 for very short or very heavy texts. A syllable is a run of vowels; a
silent e at the end does not count, and each word has at least one. The rule is right for about nine words of ten,
which moves the score of a letter by a few points: it is a nudge, and no more.
"""

import re
from dataclasses import dataclass

HARD_BELOW = 50
LONG_SENTENCE = 30
"""Words above which a sentence is worth splitting."""

WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
VOWELS = re.compile(r"[aeiouy]+")
ENDS = re.compile(r"(?<=[.!?:;])\s+|\n\s*\n|\n\s*- ")


@dataclass(frozen=True)
class Reading:
    """Counts, the score, and the longest sentences. ``ease`` is None for a text without words."""

    words: int
    sentences: int
    syllables: int
    long_sentences: tuple[str, ...]

    @property
    def ease(self) -> int | None:
        if not self.words:
            return None
        return round(206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words)

    @property
    def is_hard(self) -> bool:
        return self.ease is not None and self.ease < HARD_BELOW


def syllables(word: str) -> int:
    """Runs of vowels, less a silent e at the end: ``make`` 1, ``apple`` 2, ``decision`` 3."""
    word = re.sub(r"[^a-z]", "", word.lower())
    found = len(VOWELS.findall(word))
    if word.endswith(("e", "es", "ed")) and not word.endswith(("le", "les", "ee", "ted", "ded", "ces", "ses", "xes")):
        found -= 1
    return max(1, found)


def reading(text: str) -> Reading:
    """The counts of a text whose paragraphs stand a blank line apart."""
    sentences = [sentence for sentence in ENDS.split(text) if sentence and WORD.search(sentence)]
    words = WORD.findall(text)
    return Reading(
        words=len(words),
        sentences=len(sentences),
        syllables=sum(map(syllables, words)),
        long_sentences=tuple(
            " ".join(sentence.split()) for sentence in sentences if len(WORD.findall(sentence)) > LONG_SENTENCE
        ),
    )
