"""The leak check: every name, place and number of a file and of those linked to it, in any disguise; and patterns."""

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from pcc.errors import RuleBroken
from reviews.dip_sampling.choices import HitKind
from reviews.dip_sampling.redaction.folding import LEET, Folded, fold
from reviews.dip_sampling.redaction.names import NUMBER_WORDS, ORDINARY, Forms, forms_of
from reviews.dip_sampling.redaction.patterns import HIDDEN, PATTERNS

CHECKER = "leak-check-1"

LONGEST = 100_000
"""Characters that one check reads; more is refused, so that a check always ends."""

LONGEST_WORD = 24
"""A longer word is not compared letter by letter: forms without separators are found in it all the same."""

ANYWHERE = 5
"""A form of so many letters is found inside a longer word as well; a shorter one only as a word."""


@dataclass(frozen=True)
class Known:
    """An entry of a list: its fullest form, further forms, what it is, the part it plays; and whose file it is from."""

    text: str
    others: tuple[str, ...] = ()
    known_as: str = "PERSON"
    part: str = "person"
    linked: bool = False


@dataclass(frozen=True)
class Passage:
    """A piece of text and the name of the place where it stands."""

    where: str
    text: str


@dataclass(frozen=True)
class Found:
    """Something that must go, or be dismissed by a person: where, what it is, and which entry it tells of, if any."""

    kind: HitKind
    where: str
    start: int
    end: int
    text: str
    because: str
    entry: int | None = None
    pattern: str = ""
    near: bool = False


def looked_for(known: Iterable[Known]) -> int:
    """How many forms a check knew of."""
    every = (forms_of(one.text, one.others, one.known_as) for one in known)
    return sum(len(forms.whole | forms.words | forms.short | forms.digits) for forms in every)


def digest_of_list(known: Iterable[Known]) -> str:
    """A digest of what a check knew, the same in any order."""
    lines = sorted(repr((one.text, one.others, one.known_as, one.linked)) for one in known)
    return sha256("\n".join(lines).encode()).hexdigest()


def check(passages: Sequence[Passage], known: Sequence[Known]) -> list[Found]:
    """Everything that is found, by passage and place. RuleBroken when the text is too long to be checked.

    Of overlapping finds of one kind the longest counts, so that a name is told once.
    """
    if sum(len(passage.text) for passage in passages) > LONGEST:
        raise RuleBroken(f"This is longer than {LONGEST:,} characters: a check reads no more than that.")
    search = _Search(known)
    told = []
    for passage in passages:
        told += _told_once(len(passage.text), [*search.listed(passage), *_patterns(passage)])
    return told


def _told_once(length: int, found: Iterable[Found]) -> list[Found]:
    """Finds without those that say no more than others: exact ones before near misses before patterns, longest first.

    A find is dropped when all of it is told already; a near miss when any of it was found exactly.
    """
    order = sorted(found, key=lambda one: (one.kind == HitKind.PATTERN, one.near, -(one.end - one.start), one.start))
    told = bytearray(length)
    kept: list[Found] = []
    for one in order:
        seen = told[one.start : one.end]
        if any(seen) if one.near else all(seen):
            continue
        told[one.start : one.end] = b"\1" * (one.end - one.start)
        kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


# Lists


@dataclass(frozen=True)
class _Word:
    """A word of a folded text."""

    text: str
    start: int
    end: int


class _Search:
    """What is known, laid out so that one pass over a text finds it."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = known
        self.forms: list[Forms] = [forms_of(one.text, one.others, one.known_as) for one in known]
        self.near = _NearMisses(
            (word, entry) for entry, forms in enumerate(self.forms) for word in forms.words if len(word) >= 4
        )

    def listed(self, passage: Passage) -> Iterator[Found]:
        folded = fold(passage.text)
        squeezed = _Squeezed(folded)
        for entry, forms in enumerate(self.forms):
            for form in forms.whole | forms.words | forms.short:
                for start, end in squeezed.finds(form):
                    yield self._found(passage, folded, start, end, entry, "stands on the list")
                if len(form) >= ANYWHERE:
                    for start, end in squeezed.finds(form[::-1]):
                        yield self._found(passage, folded, start, end, entry, "is on the list, written backwards")
            for form in forms.digits:
                for start, end in squeezed.finds_number(form):
                    yield self._found(passage, folded, start, end, entry, "is a number on the list")
            for form in forms.initials:
                for start, end in _initials(passage.text, form):
                    yield self._of(passage, start, end, entry, "could be the initials of somebody on the list")
        for word, start, end in _candidates(_words(folded)):
            for entry in self.near.find(word):
                words = "is spelt almost like an entry on the list"
                yield self._found(passage, folded, start, end, entry, words, near=True)

    def _found(
        self, passage: Passage, folded: Folded, start: int, end: int, entry: int, words: str, *, near: bool = False
    ) -> Found:
        return self._of(passage, *folded.span(start, end), entry, words, near=near)

    def _of(self, passage: Passage, start: int, end: int, entry: int, words: str, *, near: bool = False) -> Found:
        known = self.known[entry]
        kind = HitKind.LINKED if known.linked else HitKind.LISTED
        whose = " of a linked file" if known.linked else ""
        text, because = passage.text[start:end][:200], f"{words}{whose} ({known.part})"
        return Found(kind, passage.where, start, end, text, because, entry, near=near)


class _Squeezed:
    """The letters and digits of a text without what stands between them, in three readings."""

    def __init__(self, folded: Folded) -> None:
        keep = [place for place, char in enumerate(folded.plain) if char.isalnum() or char in "@$!|"]
        self.leet_places = keep
        self.places = [place for place in keep if folded.plain[place].isalnum()]
        self.text = "".join(folded.plain[place] for place in self.places)
        self.leet = "".join(folded.plain[place] for place in keep).translate(LEET)
        self.plain = folded.plain
        self.digits, self.digit_places = _spelt_out(folded.plain)

    def finds(self, form: str) -> Iterator[tuple[int, int]]:
        """Where a form stands, whatever is between its letters; a short one only from one edge of words to another."""
        yield from self._finds(self.text, self.places, form)
        if self.leet != self.text:
            yield from self._finds(self.leet, self.leet_places, form.translate(LEET))

    def _finds(self, text: str, places: list[int], form: str) -> Iterator[tuple[int, int]]:
        at = text.find(form)
        while at != -1:
            start, end = places[at], places[at + len(form) - 1] + 1
            inside = self.plain[start:end]
            if (len(form) >= ANYWHERE and " " not in inside) or (self._is_edge(start) and self._is_end(end)):
                yield start, end
            at = text.find(form, at + 1)

    def _is_edge(self, start: int) -> bool:
        return start == 0 or not self.plain[start - 1].isalnum()

    def _is_end(self, end: int) -> bool:
        """The end of a word, or the s of a possessive or plural before it."""
        return bool(re.match(r"(?:['’`´]?e?s)?(?![^\W_])", self.plain[end:]))

    def finds_number(self, form: str) -> Iterator[tuple[int, int]]:
        """Where digits follow each other, written or spelt out; a short number only with no digit beside it."""
        at = self.digits.find(form)
        while at != -1:
            start, end = self.digit_places[at][0], self.digit_places[at + len(form) - 1][1]
            alone = not (start and self.plain[start - 1].isdigit()) and not self.plain[end : end + 1].isdigit()
            if len(form) >= ANYWHERE or alone:
                yield start, end
            at = self.digits.find(form, at + 1)


SPELT = re.compile(r"\d|\b(?:" + "|".join(NUMBER_WORDS) + r")\b")


def _spelt_out(plain: str) -> tuple[str, list[tuple[int, int]]]:
    """The digits of a text, spelt-out ones among them, and where each stands."""
    found = list(SPELT.finditer(plain))
    return "".join(NUMBER_WORDS.get(one[0], one[0]) for one in found), [one.span() for one in found]


WORD = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*")


def _words(folded: Folded) -> list[_Word]:
    return [_Word(re.sub(r"['’`´]", "", one[0]), *one.span()) for one in WORD.finditer(folded.plain)]


def _candidates(words: Sequence[_Word]) -> Iterator[tuple[str, int, int]]:
    """Words, and pairs of neighbours that together could be one, without those that are no names."""
    for word in words:
        for text in {word.text, word.text.removesuffix("s"), word.text.translate(LEET)}:
            if text not in ORDINARY:
                yield text, word.start, word.end
    for first, second in pairwise(words):
        if second.start - first.end <= 2 and not (first.text in ORDINARY and second.text in ORDINARY):
            yield first.text + second.text, first.start, second.end


def _initials(text: str, letters: str) -> Iterator[tuple[int, int]]:
    """Capitals that follow each other, with or without stops: A.C. or A C or AC."""
    form = r"[.\s]{0,2}".join(re.escape(letter.upper()) for letter in letters)
    for one in re.finditer(rf"(?<![^\W_]){form}(?![^\W_])", text):
        yield one.span()


def most_edits(length: int) -> int:
    """How many letters may differ before a word of that length is another word."""
    return 2 if length >= 7 else 1


class _NearMisses:
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
            for remainder in _remainders(form, most_edits(len(form) + 1)):
                for known, entry in self.by_remainder.get(remainder, ()):
                    if _is_near(form, known):
                        yield entry

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


# Patterns


def _patterns(passage: Passage) -> Iterator[Found]:
    """What has the form of something that identifies, in the text as it stands and as it is read."""
    for one in HIDDEN.finditer(passage.text):
        words = "holds characters that nobody sees"
        yield Found(HitKind.PATTERN, passage.where, *one.span(), "(unseen)", words, pattern="hidden")
    folded = fold(passage.text)
    spelt, at = _with_digits(folded)
    for pattern in PATTERNS:
        if pattern.code == "district":
            for one in pattern.form.finditer(passage.text):
                yield _pattern_found(passage, *one.span(), pattern.code, pattern.words)
            continue
        for one in pattern.form.finditer(spelt):
            start, end = at[one.start()][0], at[one.end() - 1][1]
            yield _pattern_found(passage, start, end, pattern.code, pattern.words)


def _pattern_found(passage: Passage, start: int, end: int, code: str, words: str) -> Found:
    text = passage.text[start:end]
    return Found(HitKind.PATTERN, passage.where, start, end, text[:200], words, pattern=code)


def _with_digits(folded: Folded) -> tuple[str, list[tuple[int, int]]]:
    """The folded text with runs of spelt-out digits as digits, and where each character stands in the text."""
    out: list[str] = []
    at: list[tuple[int, int]] = []
    place = 0
    run = re.compile(r"\b(?:(?:" + "|".join(NUMBER_WORDS) + r")[\s,\-]{1,3}){3,}(?:" + "|".join(NUMBER_WORDS) + r")\b")
    for found in run.finditer(folded.plain):
        _copy(folded, place, found.start(), out, at)
        for word in SPELT.finditer(folded.plain, found.start(), found.end()):
            out.append(NUMBER_WORDS.get(word[0], word[0]))
            at.append(folded.span(*word.span()))
        place = found.end()
    _copy(folded, place, len(folded.plain), out, at)
    return "".join(out), at


def _copy(folded: Folded, start: int, end: int, out: list[str], at: list[tuple[int, int]]) -> None:
    out.append(folded.plain[start:end])
    at.extend((place, place + 1) for place in folded.at[start:end])
