"""Digits and letters that a text spells out: "double seven oh", "fourteen", "Alpha Bravo one two"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

UNITS = {
    "zero": "0", "oh": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
    "ninety": "9",
}  # fmt: skip
NOUGHTS = {"hundred": "00", "thousand": "000"}
TIMES = {"double": 2, "treble": 3, "triple": 3}
ALPHABET = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f", "golf": "g",
    "hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l", "mike": "m", "november": "n",
    "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u",
    "victor": "v", "whiskey": "w", "whisky": "w", "xray": "x", "x-ray": "x", "x ray": "x", "yankee": "y", "zulu": "z",
}  # fmt: skip
"""The spelling alphabet of radios, as police logs and letters use it."""


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


ONE = rf"(?:{_any(UNITS)}|\d)"
TOKEN = re.compile(
    rf"\b(?:(?P<times>{_any(TIMES)})[\s\-]{{1,2}}(?P<what>{ONE}|{_any(ALPHABET)})"
    rf"|(?P<ten>{_any(TENS)})(?:[\s\-]{{1,2}}(?P<unit>{_any(set(UNITS) - {'zero', 'oh', 'nought'})}))?"
    rf"|(?P<teen>{_any(TEENS)})|(?P<one>{_any(UNITS)})|(?P<noughts>{_any(NOUGHTS)})|(?P<letter>{_any(ALPHABET)}))\b"
    r"|(?P<digit>\d)"
)
CARDINAL = rf"(?:(?:{_any(TENS)})(?:[\s\-]{{1,2}}(?:{_any(UNITS)}))?|{_any(TEENS)}|{_any(UNITS)})"
"""A number from one to ninety-nine in words, as a pattern."""

TEEN = rf"(?:{_any(TEENS)})"
"""A number from ten to nineteen in words, as a pattern."""

TWICE = rf"(?:{_any(TIMES)})[\s\-]{{1,2}}(?:{_any(UNITS)})"
DIGIT_WORD = rf"(?:{TWICE}|(?:{_any(UNITS)}))"
APART = r"[\s,.\-–]{1,3}"
"""A digit in words twice or three times over, one digit in words, and what stands between two, as patterns."""

ORDINAL = (
    r"(?:(?:twenty|thirty)[\s\-]{1,2}(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|third"
    r"|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth"
    r"|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
"""A day of a month in words, as a pattern."""


@dataclass(frozen=True)
class Spoken:
    """A word, or two, that spell out digits or a letter; ``text`` is what they spell."""

    text: str
    start: int
    end: int
    is_word: bool


def spoken(plain: str) -> Iterator[Spoken]:
    """Everything of a folded text that spells digits or letters out, and the digits that stand in it."""
    for one in TOKEN.finditer(plain):
        yield Spoken(_told(one), *one.span(), one["digit"] is None)


def _told(one: re.Match[str]) -> str:
    if one["times"]:
        what = one["what"]
        return (UNITS.get(what) or ALPHABET.get(what) or what) * TIMES[one["times"]]
    if one["ten"]:
        return TENS[one["ten"]] + (UNITS[one["unit"]] if one["unit"] else "0")
    for name, meaning in (("teen", TEENS), ("one", UNITS), ("noughts", NOUGHTS), ("letter", ALPHABET)):
        if one[name]:
            return meaning[one[name]]
    return one["digit"]


def number_in(text: str) -> int:
    """The first number of a folded text, in digits or in words. ValueError when there is none."""
    if found := re.search(r"\d+", text):
        return int(found[0])
    return int("".join(next((one.text for one in spoken(text) if one.text.isdigit()), "")))


NUMBER_WORDS = frozenset({*UNITS, *TEENS, *TENS})

Places = list[tuple[int, int]]
"""For each character of a reading, where it stands in the text that was read."""


def with_numbers(plain: str) -> tuple[str, Places]:
    """A folded text with every number word as its digits, and where each character of it stands; empty without any."""
    out: list[str] = []
    at: Places = []
    place = 0
    for one in spoken(plain):
        if one.is_word and one.text.isdigit():
            out += [plain[place : one.start], one.text]
            at += [(each, each + 1) for each in range(place, one.start)]
            at += [(one.start, one.end)] * len(one.text)
            place = one.end
    if not out:
        return "", []
    at += [(each, each + 1) for each in range(place, len(plain))]
    return "".join([*out, plain[place:]]), at


FEWEST_IN_A_RUN = 3
GAP = re.compile(r"[\s,.\-–]{0,3}")


def runs(plain: str) -> Iterator[list[Spoken]]:
    """Three or more things spelt out one after the other, at least two of them in words."""
    run: list[Spoken] = []
    for one in spoken(plain):
        if run and not GAP.fullmatch(plain[run[-1].end : one.start]):
            if _is_run(run):
                yield run
            run = []
        run.append(one)
    if _is_run(run):
        yield run


def _is_run(run: list[Spoken]) -> bool:
    return len(run) >= FEWEST_IN_A_RUN and sum(one.is_word for one in run) >= 2
