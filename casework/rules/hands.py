"""Whoever has a file has what it is about: a room above that keeps this too hears when a file changes hands."""

from collections.abc import Callable
from datetime import date
from typing import Any

from casework.choices import Kind

Follower = Callable[[Any, Any, date, Any], None]
_followers: dict[str, Follower] = {}


def goes_along(kind: Kind) -> Callable[[Follower], Follower]:
    """Register a function that is told, in its transaction, that a file of that kind was given to somebody by hand.

    It gets the case, who has it now (None: nobody), the day, and who did it (None: whoever had it is shut out). A
    RuleBroken that it raises leaves the file where it was.
    """

    def register(follower: Follower) -> Follower:
        _followers[kind] = follower
        return follower

    return register


def given(case: Any, owner: Any, *, on: date, by: Any) -> None:
    """Tell the room above, where there is one, who has this file now."""
    if case.kind in _followers:
        _followers[case.kind](case, owner, on, by)
