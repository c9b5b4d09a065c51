"""What a room above asks of a person before a file of its kind opens: a registry, which knows none of them."""

from collections.abc import Callable
from typing import Any

from casework.choices import Kind

Asks = Callable[[int, Any], str]
_doors: dict[str, Asks] = {}


def asks_first(kind: Kind) -> Callable[[Asks], Asks]:
    """Register a function from a case's id and a person to the address where they are asked something first, or ""."""

    def register(asks: Asks) -> Asks:
        _doors[kind] = asks
        return asks

    return register


def asked_first(kind: str, case: int, person: Any) -> str:
    """Where this person goes before the file of that case opens; empty when it opens."""
    asks = _doors.get(kind)
    return asks(case, person) if asks is not None else ""
