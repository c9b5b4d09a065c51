"""The forms in which a name, place or number occurs, and the words that are no names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from reviews.dip_sampling.choices import KnownAs
from reviews.dip_sampling.redaction.folding import fold, squeeze

WORDS = Path(__file__).with_name("words")


def _read(name: str) -> str:
    return (WORDS / f"{name}.txt").read_text("utf-8")


TITLES = frozenset(_read("titles").split())
"""Parts of a name that name nobody."""

GENERIC = frozenset(_read("generic").split())
"""Parts of a place's name that many places share."""

ORDINARY = frozenset(_read("ordinary").split())
"""Words of any letter: never a near miss of a name. A name that is such a word is found where it stands."""

NICKNAMES = [line.split() for line in _read("nicknames").splitlines()]


def _joined_lines() -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for group in NICKNAMES:
        for name in group:
            known.setdefault(name, set()).update(group)
    return {name: frozenset(others - {name}) for name, others in known.items()}


SHORT_FOR = _joined_lines()
"""The names that a forename also goes by."""

FEWEST_LETTERS = 2
HOUSE_NUMBER = re.compile(r"\d{1,4}[a-z]?")


@dataclass(frozen=True)
class Forms:
    """How an entry of a list may stand in a text, folded.

    ``whole`` are forms without separators, looked for anywhere; ``words`` are single words of it, looked for as words
    and as near misses; ``short`` are nicknames, looked for as words alone; ``initials`` come in capitals; ``digits``
    are numbers without anything else; ``houses`` are the numbers of an address, looked for where a house is spoken of;
    of ``gathered``, the words of a telling detail, ``enough`` near each other tell it in any order.
    """

    whole: frozenset[str]
    words: frozenset[str]
    short: frozenset[str]
    initials: frozenset[str]
    digits: frozenset[str]
    houses: frozenset[str]
    gathered: frozenset[str]
    enough: int


@lru_cache(maxsize=4096)
def forms_of(text: str, others: tuple[str, ...], known_as: str) -> Forms:
    """Every form of an entry that the checker looks for."""
    whole, words, short, initials, digits, houses = set(), set(), set(), set(), set(), set()
    gathered: frozenset[str] = frozenset()
    enough = 0
    for form in (text, *others):
        parts = _parts(form)
        together = squeeze(form)
        if len(together) >= FEWEST_LETTERS:
            whole.add(together)
        numbers = re.sub(r"\D", "", together)
        if known_as == KnownAs.NUMBER:
            if len(numbers) >= 2:
                digits |= _ways_of_dialling(numbers)
            whole |= {part for part in parts if part.isalpha() and len(part) >= 3 and part not in ORDINARY}
            continue
        drop = TITLES if known_as == KnownAs.PERSON else GENERIC
        telling = [part for part in parts if part not in drop and len(part) >= FEWEST_LETTERS and not part.isdigit()]
        if known_as == KnownAs.PERSON:
            words |= set(telling)
            words |= {first + last for first, last in pairwise(telling)}
            short |= {other for part in telling for other in SHORT_FOR.get(part, ())}
            short |= {first + last[0] for first, last in pairwise(telling)}
            initials |= _initials_of(parts)
        elif known_as == KnownAs.PLACE:
            words |= {part for part in telling if len(part) >= 4 and part not in ORDINARY}
            whole |= {part for part in telling if not part.isalpha() and not HOUSE_NUMBER.fullmatch(part)}
            named = [part for part in parts if not part.isdigit()]
            houses |= {part for part in parts if HOUSE_NUMBER.fullmatch(part)} if named else set()
            if len(named) >= 3:
                whole.add("".join(named[:-1]))
                initials.add("".join(part[0] for part in named))
        elif len(parts) == 1:
            words |= set(telling)
        elif not gathered:
            gathered, enough = _gathered(telling)
    return Forms(
        whole=frozenset(whole),
        words=frozenset(words),
        short=frozenset(short - words),
        initials=frozenset(initials),
        digits=frozenset(digits),
        houses=frozenset(houses),
        gathered=gathered,
        enough=enough,
    )


def _gathered(telling: Sequence[str]) -> tuple[frozenset[str], int]:
    """The words of a detail, and how many of them together tell it: two that are not ordinary, else every one."""
    rare = frozenset(part for part in telling if len(part) >= 4 and part not in ORDINARY)
    if len(rare) >= 2:
        return rare, 2
    every = frozenset(part for part in telling if len(part) >= 3)
    return (every, len(every)) if len(every) >= 2 else (frozenset(), 0)


def _initials_of(parts: Sequence[str]) -> set[str]:
    """The initials of a name: all, the first with any other; and with the small words of a name, as in M. A. R."""
    letters = [part[0] for part in parts if part not in TITLES and part.isalpha()]
    if not 2 <= len(letters) <= 4:
        return set()
    found = {"".join(letters), *(letters[0] + other for other in letters[1:])}
    first = next(place for place, part in enumerate(parts) if part not in TITLES and part.isalpha())
    together = "".join(part[0] for part in parts[first:] if part.isalpha())
    return found | ({together} if len(together) <= 5 else set())


def _parts(form: str) -> list[str]:
    """The words of a name: an apostrophe joins, a hyphen parts."""
    return re.findall(r"[^\W_]+", re.sub(r"['’ʼ`]", "", fold(form).plain))


def _ways_of_dialling(number: str) -> set[str]:
    """A number as it stands, and a telephone number with and without the code of the country."""
    ways = {number}
    if len(number) >= 10 and number.startswith("0"):
        ways |= {f"44{number[1:]}", number[1:]}
    elif len(number) >= 11 and number.startswith("44"):
        ways |= {f"0{number[2:]}", number[2:]}
    return ways
