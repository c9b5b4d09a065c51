"""Where the rooms above meet a letter: what their files know, and what became of it.

A room registers a function for a kind of case when the apps are loaded. Letters call them and know nothing of them.
"""

from collections.abc import Callable, Mapping
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


Contributor = Callable[[Any], Mapping[str, str]]
Listener = Callable[[Any, Heard, date, User | None], None]
_contributors: dict[Kind, list[Contributor]] = {}
_listeners: dict[Kind, list[Listener]] = {}


def contributes(kind: Kind) -> Callable[[Contributor], Contributor]:
    """Register a function from a case of that kind to the merge values its file knows; unknown ones are left out."""

    def register(contributor: Contributor) -> Contributor:
        _contributors.setdefault(kind, []).append(contributor)
        return contributor

    return register


def hears(kind: Kind) -> Callable[[Listener], Listener]:
    """Register a function that is told of the letters of such cases, in the transaction of what happened.

    It gets the letter, what happened, the day, and who did it (None for the system).
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


def tell(letter: Any, what: Heard, *, on: date, by: User | None) -> None:
    """Tell the rooms that asked to hear of letters of such a case."""
    for listener in _listeners.get(Kind(letter.case.kind), []):
        listener(letter, what, on, by)
