"""Words that are almost a name: by a letter or two, or by how they sound."""

import bisect
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

LONGEST_WORD = 24
"""A longer word is not compared letter by letter: forms without separators are found in it all the same."""


def most_edits(length: int) -> int:
    """How many letters may differ before a word of that length is another word."""
    return 2 if length >= 7 else 1


class NearMisses:
    """Words by everything that is left when one or two letters are taken out: near misses are found by look-up.

    Two words differ by at most n letters put in, left out, changed or swapped only if they share such a remainder.
    """

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self.by_remainder: dict[str, set[tuple[str, int]]] = {}
        lengths = set()
        for word, entry in words:
            if len(word) > LONGEST_WORD:
                continue
            lengths.add(len(word))
            for form in {word, _joined(word)}:
                for remainder in _remainders(form, most_edits(len(word))):
                    self.by_remainder.setdefault(remainder, set()).add((form, entry))
        self.lengths = sorted(lengths)
        self.seen: dict[str, frozenset[int]] = {}

    def find(self, word: str) -> frozenset[int]:
        """The entries of which this word is a near miss."""
        if word not in self.seen:
            self.seen[word] = frozenset(self._find(word))
        return self.seen[word]

    def _find(self, word: str) -> Iterator[int]:
        if not 3 <= len(word) <= LONGEST_WORD or word.isdigit() or not self._has_length_near(len(word)):
            return
        for form in {word, _joined(word)}:
            remainders = _remainders(form, most_edits(len(form) + 1))
            sharing = set().union(*(self.by_remainder.get(remainder, ()) for remainder in remainders))
            near = {known for known in {known for known, _ in sharing} if _is_near(form, known)}
            yield from (entry for known, entry in sharing if known in near)

    def _has_length_near(self, length: int) -> bool:
        place = bisect.bisect_left(self.lengths, length - 2)
        return place < len(self.lengths) and self.lengths[place] <= length + 3


def _joined(word: str) -> str:
    """Letters that look like one letter when they stand together."""
    return word.replace("rn", "m").replace("vv", "w").replace("cl", "d").replace("ph", "f")


def _remainders(word: str, edits: int) -> set[str]:
    found = {word}
    edge = {word}
    for _ in range(edits):
        edge = {one[:place] + one[place + 1 :] for one in edge for place in range(len(one))}
        found |= edge
    return found


def _is_near(word: str, known: str) -> bool:
    """Whether two words are apart by few enough letters. A short one must begin alike, or have its letters swapped."""
    if len(known) <= 5 and word[:1] != known[:1] and sorted(word) != sorted(known):
        return False
    return _apart(word, known, most_edits(len(known))) <= most_edits(len(known))


def _apart(one: str, other: str, most: int) -> int:
    """How many letters put in, left out, changed or swapped lie between two words (Damerau, Levenshtein)."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        now = [i]
        for j, against in enumerate(other, start=1):
            cost = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]


FEWEST_IN_A_PIECE = 4
"""So many letters at the beginning or the end of a name are told when they stand alone: Llew for Llewellyn."""


class PiecesOf:
    """Names of six letters or more by how they begin and end."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self.entries: dict[str, set[int]] = {}
        for word, entry in words:
            for length in range(FEWEST_IN_A_PIECE, len(word) - 1):
                for piece in (word[:length], word[-length:]):
                    self.entries.setdefault(piece, set()).add(entry)

    def find(self, word: str) -> frozenset[int]:
        """The entries of which this word is a beginning or an end."""
        return frozenset(self.entries.get(word, ()))


FEWEST_SOUNDS = 2
"""So many consonants must sound alike, in order, before two words are said to sound alike."""

SOUNDS = (
    (r"ph", "f"), (r"mps", "ms"), (r"gh(?=t|\Z)", ""), (r"wr", "r"), (r"kn", "n"), (r"sch|sh|ch", "x"), (r"th", "t"),
    (r"ck", "k"), (r"c(?=[eiy])", "s"), (r"qu?|c", "k"), (r"z", "s"), (r"dg", "j"), (r"v", "f"),
    (r"(?<=[a-z])[hw]", ""),
)  # fmt: skip


@lru_cache(maxsize=8192)
def sound_of(word: str) -> str:
    """The consonants of a folded word as they sound, each once where it is doubled; a vowel at the start counts."""
    for form, instead in SOUNDS:
        word = re.sub(form, instead, word)
    first = "a" if word[:1] in "aeiouy" else word[:1]
    told = first + re.sub(r"[aeiouy]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", told)


class SoundsLike:
    """Names by how they sound: Reilly and Riley, Canary and Cannery."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self.by_sound: dict[str, set[tuple[str, int]]] = {}
        for word, entry in words:
            if len(sound := sound_of(word)) >= FEWEST_SOUNDS:
                self.by_sound.setdefault(sound, set()).add((word, entry))

    def find(self, word: str) -> Iterator[int]:
        """The entries that sound like this word and are about as long."""
        for known, entry in self.by_sound.get(sound_of(word), ()):
            if abs(len(known) - len(word)) <= 3:
                yield entry
