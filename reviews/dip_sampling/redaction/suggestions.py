"""Suggestions for the person who writes an extract: marks for names, months for dates, bands for ages."""

import re
from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reviews.dip_sampling.redaction.checker import Known, Passage, check
from reviews.dip_sampling.redaction.folding import fold
from reviews.dip_sampling.redaction.patterns import AS_IT_STANDS, LAST_OF_ALL, PATTERNS
from reviews.dip_sampling.redaction.spoken import number_in

MARKS = {pattern.code: pattern.mark for pattern in (*PATTERNS, *AS_IT_STANDS, *LAST_OF_ALL)}

UNREAD = frozenset({"letters", "markup", "masked"})
"""What a person has to read first: nobody but them knows what a strange sign stands for."""

BANDS = ((13, "under 14"), (17, "14 to 17"), (24, "18 to 24"), (39, "25 to 39"), (59, "40 to 59"), (200, "60 or over"))
"""The last age of each band, and the band in words."""

MONTH_NAMES = tuple(month_name)[1:]

ON = re.compile(r"\bon (?:the )?\Z", re.IGNORECASE)
"""What stands before an exact date, and not before a month."""


@dataclass(frozen=True)
class Suggestion:
    """What to put in the place of a part of the text, and why."""

    start: int
    end: int
    found: str
    instead: str
    because: str


def suggestions(
    text: str, known: Sequence[Known], labels: Mapping[int, str], *, day_1: date | None = None
) -> list[Suggestion]:
    """What a person might change, by place, none overlapping another. ``labels`` names the entries of ``known``.

    With ``day_1`` an exact date becomes its number from that day; without it, its month.
    """
    made: list[Suggestion] = []
    for found in check([Passage("", text)], known):
        if (made and found.start < made[-1].end) or found.pattern in UNREAD:
            continue
        if found.entry is not None:
            instead = f"[{labels.get(found.entry, known[found.entry].part)}]"
        elif found.pattern == "hidden":
            instead = ""
        elif found.pattern == "date":
            instead = generalised_date(found.text, day_1=day_1) or MARKS["date"]
            if instead.startswith(MONTH_NAMES) and (on := ON.search(text, made[-1].end if made else 0, found.start)):
                word = "In" if on[0][0].isupper() else "in"
                whole = f"{on[0]}{found.text}"
                made.append(Suggestion(on.start(), found.end, whole, f"{word} {instead}", found.because))
                continue
        elif found.pattern == "age":
            instead = generalised_age(found.text)
        else:
            instead = MARKS[found.pattern]
        made.append(Suggestion(found.start, found.end, found.text, instead, found.because))
    return made


def apply(text: str, accepted: Sequence[Suggestion]) -> str:
    """The text with these suggestions in it."""
    for one in sorted(accepted, key=lambda suggestion: -suggestion.start):
        text = text[: one.start] + one.instead + text[one.end :]
    return text


def generalised_date(text: str, *, day_1: date | None = None) -> str:
    """An exact date as its month, or as the number of its day; empty when it is not a real date."""
    plain = fold(text).plain
    numbers = [int(number) for number in re.findall(r"\d+", plain)]
    named = next((place for place, name in enumerate(MONTH_NAMES, 1) if name[:3].lower() in plain), None)
    year: int | None
    if named is not None and numbers:
        day, month, year = numbers[0], named, numbers[1] if len(numbers) > 1 else None
    elif len(numbers) == 3 and numbers[0] > 31:
        year, month, day = numbers
    elif len(numbers) == 3:
        day, month, year = numbers
    else:
        return ""
    if year is not None and year < 100:
        year += 2000
    try:
        exact = date(year or (day_1.year if day_1 else 2000), month, day)
    except ValueError:
        return ""
    if day_1 is not None and exact >= day_1:
        return f"day {(exact - day_1).days + 1}"
    return f"{MONTH_NAMES[month - 1]} {year}" if year else MONTH_NAMES[month - 1]


def generalised_age(text: str) -> str:
    """An exact age as its band."""
    number = number_in(fold(text).plain)
    band = next((words for last, words in BANDS if number <= last), BANDS[-1][1])
    return f"aged {band}"
