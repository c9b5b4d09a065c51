"""The leak check: every name, place and number of a file and of those linked to it, in any disguise; and patterns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

from pcc.errors import RuleBroken
from reviews.dip_sampling.choices import HitKind
from reviews.dip_sampling.redaction.folding import LEET, Folded, fold
from reviews.dip_sampling.redaction.names import ORDINARY, Forms, forms_of
from reviews.dip_sampling.redaction.near import NearMisses, PiecesOf, SoundsLike
from reviews.dip_sampling.redaction.patterns import (
    AS_IT_STANDS,
    HIDDEN,
    LAST_OF_ALL,
    PATTERNS,
    foreign_letters,
    house_of,
)
from reviews.dip_sampling.redaction.spoken import NUMBER_WORDS, Places, Spoken, runs, spoken, with_numbers

CHECKER = "leak-check-4"

LONGEST = 100_000
"""Characters that one check reads; more is refused, so that a check always ends."""

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
    """A digest of what a check knew, the same in any order; another when the checker itself has changed."""
    lines = sorted(repr((one.text, one.others, one.known_as, one.linked)) for one in known)
    return sha256("\n".join([CHECKER, *lines]).encode()).hexdigest()


def check(passages: Sequence[Passage], known: Sequence[Known]) -> list[Found]:
    """Everything that is found, by passage and place. RuleBroken when the text is too long to be checked.

    Of overlapping finds of one kind the longest counts, so that a name is told once.
    """
    if sum(len(passage.text) for passage in passages) > LONGEST:
        raise RuleBroken(f"This is longer than {LONGEST:,} characters: a check reads no more than that.")
    search = _search_for(tuple(known))
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
        names = [(word, entry) for entry, forms in enumerate(self.forms) for word in forms.words if len(word) >= 4]
        self.houses = [(entry, house_of(forms.houses)) for entry, forms in enumerate(self.forms) if forms.houses]
        self.near = NearMisses(names)
        self.pieces = PiecesOf(names)
        self.sounds = SoundsLike(names)

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
            for form in forms.whole | forms.words:
                for start, end in squeezed.finds_spelt(form):
                    yield self._found(passage, folded, start, end, entry, "is on the list, spelt out")
            for form in forms.digits:
                for start, end in squeezed.finds_number(form):
                    yield self._found(passage, folded, start, end, entry, "is a number on the list")
            for form in forms.initials:
                for start, end in _initials(passage.text, form):
                    yield self._of(passage, start, end, entry, "could be the initials of somebody on the list")
        yield from self._houses(passage, folded)
        yield from self._gathered(passage, folded)
        for word, start, end in _candidates(_words(folded)):
            for entry in self.near.find(word):
                words = "is spelt almost like an entry on the list"
                yield self._found(passage, folded, start, end, entry, words, near=True)
            if passage.text[folded.at[start]].isupper():
                for entry in self.sounds.find(word):
                    words = "sounds like an entry on the list"
                    yield self._found(passage, folded, start, end, entry, words, near=True)
                for entry in self.pieces.find(word):
                    words = "is the beginning or the end of a name on the list"
                    yield self._found(passage, folded, start, end, entry, words, near=True)

    def _gathered(self, passage: Passage, folded: Folded) -> Iterator[Found]:
        """The words of a detail on the list, near each other in any order: "a tattoo of a blue dragon"."""
        for entry, forms in enumerate(self.forms):
            if not forms.gathered:
                continue
            near: list[tuple[str, int, _Word]] = []
            for place, word in enumerate(_words(folded)):
                if not (part := next((one for one in forms.gathered if _is_form_of(word.text, one)), "")):
                    continue
                near = [
                    *(one for one in near if one[0] != part and place - one[1] < NEAR_EACH_OTHER),
                    (part, place, word),
                ]
                if len(near) >= forms.enough:
                    told = "has the words of a detail on the list"
                    yield self._found(passage, folded, near[0][2].start, word.end, entry, told)

    def _houses(self, passage: Passage, folded: Folded) -> Iterator[Found]:
        """The number of a house on the list, in digits or in words, where a house is spoken of."""
        numbered, at = with_numbers(folded.plain)
        words = "is the number of an address on the list"
        for entry, form in self.houses:
            for one in form.finditer(folded.plain):
                yield self._found(passage, folded, *one.span(one.lastgroup or 0), entry, words)
            for one in form.finditer(numbered):
                first, last = one.span(one.lastgroup or 0)
                yield self._found(passage, folded, at[first][0], at[last - 1][1], entry, words)

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


@lru_cache(maxsize=64)
def _search_for(known: tuple[Known, ...]) -> _Search:
    """One list is looked for many times: in each part of an extract, and again at every check of it."""
    return _Search(known)


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
        self.runs = [_laid_out(run) for run in runs(folded.plain)]

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
        return bool(END.match(self.plain, end))

    def finds_number(self, form: str) -> Iterator[tuple[int, int]]:
        """Where digits follow each other, written or spelt out; a short number only with no digit beside it."""
        at = self.digits.find(form)
        while at != -1:
            start, end = self.digit_places[at][0], self.digit_places[at + len(form) - 1][1]
            alone = not (start and self.plain[start - 1].isdigit()) and not self.plain[end : end + 1].isdigit()
            if len(form) >= ANYWHERE or alone:
                yield start, end
            at = self.digits.find(form, at + 1)

    def finds_spelt(self, form: str) -> Iterator[tuple[int, int]]:
        """Where letters or digits are spelt out in words, one after the other."""
        for text, places in self.runs:
            if (len(form) >= ANYWHERE and form in text) or form == text:
                at = text.index(form)
                yield places[at][0], places[at + len(form) - 1][1]


END = re.compile(r"(?:['’`´]?e?s)?(?![^\W_])")


def _laid_out(tokens: Iterable[Spoken]) -> tuple[str, Places]:
    """What is spelt out, and for each character of it where it stands."""
    text, places = "", []
    for one in tokens:
        text += one.text
        places += [(one.start, one.end)] * len(one.text)
    return text, places


def _spelt_out(plain: str) -> tuple[str, Places]:
    """The digits of a text, spelt-out ones among them, and where each stands."""
    return _laid_out(one for one in spoken(plain) if one.text.isdigit())


WORD = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*")


def _words(folded: Folded) -> list[_Word]:
    return [_Word(re.sub(r"['’`´]", "", one[0]), *one.span()) for one in WORD.finditer(folded.plain)]


NEAR_EACH_OTHER = 7
"""The words of a detail that are fewer words apart tell it."""


def _is_form_of(word: str, part: str) -> bool:
    """Whether a word is one of a detail, or one made from it: tattoo, tattoos, tattooed."""
    return word == part or (len(part) >= 4 and word.startswith(part) and len(word) - len(part) <= 3)


def _candidates(words: Sequence[_Word]) -> Iterator[tuple[str, int, int]]:
    """Words, and pairs of neighbours that together could be one, without those that are no names."""
    for word in words:
        one = re.sub(r"ies\Z", "y", word.text)
        for text in {word.text, one, word.text.removesuffix("s"), word.text.translate(LEET)}:
            if text not in ORDINARY:
                yield text, word.start, word.end
    for first, second in pairwise(words):
        if second.start - first.end <= 2 and not (first.text in ORDINARY and second.text in ORDINARY):
            yield first.text + second.text, first.start, second.end


def _initials(text: str, letters: str) -> Iterator[tuple[int, int]]:
    """Capitals that follow each other, with or without stops: A.C. or A C or AC; small letters with stops: a.c."""
    capitals = r"[.\s]{0,2}".join(re.escape(letter.upper()) for letter in letters)
    small = r"\.\s?".join(re.escape(letter) for letter in letters) + r"\."
    for form in (capitals, small):
        for one in re.finditer(rf"(?<![^\W_]){form}(?![^\W_])", text):
            yield one.span()


# Patterns


def _patterns(passage: Passage) -> Iterator[Found]:
    """What has the form of something that identifies, in the text as it stands and as it is read."""
    for one in HIDDEN.finditer(passage.text):
        words = "holds characters that nobody sees"
        yield Found(HitKind.PATTERN, passage.where, *one.span(), "(unseen)", words, pattern="hidden")
    for start, end in foreign_letters(passage.text):
        words = "holds letters or signs that English is not written in"
        yield _pattern_found(passage, start, end, "letters", words)
    for pattern in AS_IT_STANDS:
        for one in pattern.form.finditer(passage.text):
            yield _pattern_found(passage, *one.span(), pattern.code, pattern.words)
    folded = fold(passage.text)
    spelt, at = _with_spelt_out(folded)
    numbered, places = with_numbers(folded.plain)
    for pattern in PATTERNS:
        for one in pattern.form.finditer(spelt):
            start, end = at[one.start()][0], at[one.end() - 1][1]
            if not (pattern.also_in_words and _is_prose(passage.text[start:end])):
                yield _pattern_found(passage, start, end, pattern.code, pattern.words)
        for one in pattern.form.finditer(numbered) if pattern.also_in_words else ():
            start, end = folded.span(places[one.start()][0], places[one.end() - 1][1])
            if not _is_prose(passage.text[start:end]):
                yield _pattern_found(passage, start, end, pattern.code, pattern.words)
    for pattern in LAST_OF_ALL:
        for one in pattern.form.finditer(passage.text):
            yield _pattern_found(passage, *one.span(), pattern.code, pattern.words)


LETTERS = re.compile(r"(?<![^\W_])[^\W\d_]+(?![^\W_])")


def _is_prose(text: str) -> bool:
    """Whether all the letters of a text that stand alone are ordinary words of a sentence, and no part of a mark."""
    words = [word for word in LETTERS.findall(text) if word.casefold() not in NUMBER_WORDS]
    return bool(words) and all(word in ("A", "I") or _is_ordinary(word) for word in words)


NAMES = frozenset({"titled", "forename"})
"""Patterns of names: not told where any of it is on the list already."""


def _is_ordinary(word: str) -> bool:
    return word[1:] == word[1:].lower() and (len(word) > 1 or word.islower()) and word.casefold() in ORDINARY


def _pattern_found(passage: Passage, start: int, end: int, code: str, words: str) -> Found:
    text = passage.text[start:end]
    return Found(HitKind.PATTERN, passage.where, start, end, text[:200], words, pattern=code, near=code in NAMES)


def _with_spelt_out(folded: Folded) -> tuple[str, list[tuple[int, int]]]:
    """The folded text with runs of what is spelt out put together, and where each character stands in the text."""
    out: list[str] = []
    at: list[tuple[int, int]] = []
    place = 0
    for run in runs(folded.plain):
        _copy(folded, place, run[0].start, out, at)
        text, places = _laid_out(run)
        out.append(text)
        at.extend(folded.span(start, end) for start, end in places)
        place = run[-1].end
    _copy(folded, place, len(folded.plain), out, at)
    return "".join(out), at


def _copy(folded: Folded, start: int, end: int, out: list[str], at: list[tuple[int, int]]) -> None:
    out.append(folded.plain[start:end])
    at.extend((place, place + 1) for place in folded.at[start:end])
