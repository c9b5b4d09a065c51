"""Where the rooms above meet a letter: what their files know, and what became of it.

A room registers a function for a kind of case when the apps are loaded. Letters call them and know nothing of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from casework.choices import Kind
from pcc.models import User


class Heard(StrEnum):
    """What can become of a letter that a room above wants to hear."""

    ISSUED = "ISSUED"
    RECALLED = "RECALLED"
    GONE = "GONE"
    """The first copy was taken by the mail server or marked as posted: the day to notify with."""


@dataclass(frozen=True)
class LastDay:
    """The deadline that a letter gives, and the working in a few sentences."""

    on: date
    sentence: str


Contributor = Callable[[Any], Mapping[str, str]]
Writer = Callable[[Any, str], Mapping[str, str]]
Dater = Callable[[Any, date], LastDay | None]
Listener = Callable[[Any, Heard, date, User | None], None]
_contributors: dict[Kind, list[Contributor]] = {}
_writers: dict[Kind, list[Writer]] = {}
_daters: dict[Kind, list[Dater]] = {}
_listeners: dict[Kind, list[Listener]] = {}


def contributes(kind: Kind) -> Callable[[Contributor], Contributor]:
    """Register a function from a case of that kind to the merge values its file knows; unknown ones are left out."""

    def register(contributor: Contributor) -> Contributor:
        _contributors.setdefault(kind, []).append(contributor)
        return contributor

    return register


def begins_parts(kind: Kind) -> Callable[[Writer], Writer]:
    """Register a function from a case and the code of a template to first words for parts that the author writes.

    What was recorded once (the reasons of a decision, a recommendation) need not be typed again; the author changes it.
    """

    def register(writer: Writer) -> Writer:
        _writers.setdefault(kind, []).append(writer)
        return writer

    return register


def dates(kind: Kind) -> Callable[[Dater], Dater]:
    """Register a function from a letter and its day to the deadline it gives; None leaves that to the case's clock.

    For a letter that itself starts the time it speaks of: no clock runs yet while it is written.
    """

    def register(dater: Dater) -> Dater:
        _daters.setdefault(kind, []).append(dater)
        return dater

    return register


def hears(kind: Kind) -> Callable[[Listener], Listener]:
    """Register a function that is told of the letters of such cases, in the transaction of what happened.

    It gets the letter, what happened, the day, and who did it (None for the system). A RuleBroken that it raises stops
    what was about to happen: a letter that says a decision was made does not leave before the decision is.
    """

    def register(listener: Listener) -> Listener:
        _listeners.setdefault(kind, []).append(listener)
        return listener

    return register


def values_of(case: Any) -> dict[str, str]:
    """What the file knows now, for the fields of a letter. Values are text; empty ones are left out."""
    found: dict[str, str] = {}
    for contributor in _contributors.get(Kind(case.kind), []):
        found |= {name: value for name, value in contributor(case).items() if value}
    return found


def first_words(case: Any, code: str) -> dict[str, str]:
    """What is recorded already of what the author of this letter would write, by the code of the part."""
    found: dict[str, str] = {}
    for writer in _writers.get(Kind(case.kind), []):
        found |= {part: text for part, text in writer(case, code).items() if text.strip()}
    return found


def last_day(letter: Any, *, on: date) -> LastDay | None:
    """The deadline that a room above gives this letter, were it dated that day."""
    found = (dater(letter, on) for dater in _daters.get(Kind(letter.case.kind), []))
    return next((each for each in found if each is not None), None)


def tell(letter: Any, what: Heard, *, on: date, by: User | None) -> None:
    """Tell the rooms that asked to hear of letters of such a case."""
    for listener in _listeners.get(Kind(letter.case.kind), []):
        listener(letter, what, on, by)
