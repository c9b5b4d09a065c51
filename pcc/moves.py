"""One table a workflow: label, sources, target, roles, objection. Buttons, guards, API and tests read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import Role

NOT_YOURS = "Your role does not allow this."


def no_objection(thing: Any, user: User) -> str:
    """The objection of a move that has none."""
    return ""


@dataclass(frozen=True)
class Move:
    """A step of a workflow: from which stages, to which, by which roles, unless there is an objection.

    ``objection`` takes facts that are already loaded and returns a sentence, or nothing when it has none to raise.
    """

    label: str
    sources: frozenset[str]
    target: str
    roles: frozenset[Role]
    objection: Callable[[Any, User], str] = no_objection

    def refusal(self, thing: Any, user: User) -> str:
        """Why this user may not take this move now; empty when they may."""
        if thing.stage not in self.sources:
            return f"This cannot be done while it is {thing.get_stage_display().lower()}."
        if not self.roles & user.roles:
            return NOT_YOURS
        return self.objection(thing, user)


def open_moves(moves: Mapping[str, Move], thing: Any, user: User) -> list[str]:
    """The names of the moves this user may take now, in the table's order."""
    return [name for name, move in moves.items() if not move.refusal(thing, user)]


def check(move: Move, thing: Any, user: User) -> None:
    """Raise RuleBroken with the refusal unless the move is open. Call it with the row locked."""
    if refusal := move.refusal(thing, user):
        raise RuleBroken(refusal)


def check_role(by: User | None, roles: frozenset[Role]) -> None:
    """RuleBroken for people with none of these roles, in verbs that are no step of a workflow. None is the system."""
    if by is not None and not roles & by.roles:
        raise RuleBroken(NOT_YOURS)
