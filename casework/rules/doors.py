"""What a room above asks of a person before a file of its kind opens: a registry, which knows none of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from casework.choices import Kind


@dataclass(frozen=True)
class Door:
    """A question before a file opens.

    ``where`` gives the page that asks a person about a file, by its id; ``unanswered`` the condition (a ``Q``), on any
    model, that the person has not answered yet about the file in the column of that name.
    """

    where: Callable[[int, Any], str]
    unanswered: Callable[[Any, str], Any]


_doors: dict[str, Door] = {}


def asks_first(kind: Kind, door: Door) -> None:
    """Register what is asked before a file of that kind opens."""
    _doors[kind] = door


def asked_first(kind: str, case: int, person: Any) -> str:
    """Where this person goes before the file of that case opens; empty when it opens."""
    door = _doors.get(kind)
    return door.where(case, person) if door is not None else ""


def unanswered(person: Any, case: str) -> Iterator[Any]:
    """The conditions under which the file in the column named ``case`` does not open to this person yet."""
    for door in _doors.values():
        yield door.unanswered(person, case)
