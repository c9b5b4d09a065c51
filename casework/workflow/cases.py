"""Every write to a case file itself: opening it, and who may see it."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.choices import Connection, Kind
from casework.models import Case, Seal, StaffConnection
from casework.rules import CASE_MOVES, SEES_CASES
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.references import next_reference

TIME_TO_LOOK_AGAIN = 90
"""Days after which a seal is looked at again."""


@transaction.atomic
def open_case(kind: Kind, *, title: str, on: date, by: User | None) -> Case:
    """Open a file with the next reference of the year."""
    case = Case.objects.create(
        reference=next_reference("CAS", year=on.year), kind=kind, title=title, opened_on=on, owner=by
    )
    audit.record("case.opened", case, by=by, kind=kind)
    return case


# Who may see a case


def held(case: Case, name: str, by: User) -> Case:
    """Lock the case, then read its facts anew, then check that the move is open."""
    Case.objects.select_for_update().get(pk=case.pk)
    case = Case.objects.for_detail().get(pk=case.pk)
    moves.check(CASE_MOVES[name], case, by)
    return case


@transaction.atomic
def seal(case: Case, *, reason: str, named: Iterable[User], review_on: date, by: User) -> Seal:
    """Seal a case to the people named; the person who seals it must be among them or lose sight of it."""
    case = held(case, "seal", by)
    if not reason.strip():
        raise RuleBroken("Say why the case is sealed.")
    people = list(named)
    if not people:
        raise RuleBroken("Name at least one person who may see the sealed case.")
    _refuse_the_blind(case, people)
    sealed = Seal.objects.create(
        case=case, reason=reason.strip(), sealed_at=timezone.now(), sealed_by=by, review_on=review_on
    )
    sealed.named.set(people)
    audit.record("case.sealed", case, by=by, named=sorted(person.pk for person in people))
    return sealed


def _refuse_the_blind(case: Case, people: Iterable[User]) -> None:
    """Everybody named must be able to see the case: otherwise a seal could shut everybody out."""
    connected = set(case.connections.filter(ended_at=None).values_list("user", flat=True))
    for person in people:
        if not person.roles & SEES_CASES:
            raise RuleBroken(f"{person} has no role that sees cases: name somebody who has.")
        if person.pk in connected:
            raise RuleBroken(f"{person} is shut out of this case and cannot be named on its seal.")


@transaction.atomic
def lift_seal(case: Case, *, reason: str, by: User) -> None:
    """Lift the seal; those whose role allows it see the case again."""
    case = held(case, "lift_seal", by)
    if not reason.strip():
        raise RuleBroken("Say why the seal is lifted.")
    lifted = case.seals.get(lifted_at=None)
    lifted.lifted_at = timezone.now()
    lifted.save(update_fields=["lifted_at"])
    audit.record("case.unsealed", case, by=by, reason=reason.strip())


@transaction.atomic
def connect_staff(case: Case, *, user: User, kind: Connection, by: User) -> StaffConnection:
    """Shut a member of staff out of a case: they declared a conflict, or it is their own."""
    own_conflict = user.pk == by.pk and kind == Connection.CONFLICT
    case = held(case, "declare_conflict" if own_conflict else "connect_staff", by)
    if case.connections.filter(user=user, kind=kind, ended_at=None).exists():
        raise RuleBroken("This is already on the register.")
    _refuse_last_named(case, user)
    connection = StaffConnection.objects.create(case=case, user=user, kind=kind, declared_at=timezone.now())
    audit.record("case.staff_shut_out", case, by=by, user=user.pk, kind=kind)
    return connection


def declare_conflict(case: Case, *, by: User) -> StaffConnection:
    """Say that one has a conflict of interest: the case is shut to that person from now on."""
    return connect_staff(case, user=by, kind=Connection.CONFLICT, by=by)


def _refuse_last_named(case: Case, user: User) -> None:
    """Somebody must still be able to open a sealed case."""
    sealed = case.seals.filter(lifted_at=None).first()
    if sealed is None:
        return
    named = set(sealed.named.values_list("pk", flat=True))
    connected = set(case.connections.filter(ended_at=None).values_list("user", flat=True))
    if user.pk in named and not named - connected - {user.pk}:
        raise RuleBroken("The case is sealed to this person alone: lift the seal, or seal it to others as well, first.")


@transaction.atomic
def end_connection(connection: StaffConnection, *, reason: str, by: User) -> None:
    """Let a member of staff see the case again: the conflict is over, or was recorded by mistake."""
    case = held(connection.case, "end_connection", by)
    if not reason.strip():
        raise RuleBroken("Say why this person may see the case again.")
    ended = case.connections.select_for_update().get(pk=connection.pk)
    if ended.ended_at is not None:
        raise RuleBroken("This person was let in again already.")
    if ended.user_id == by.pk:
        raise RuleBroken("Nobody lets themselves in: ask somebody else who answers for cases.")
    ended.ended_at = timezone.now()
    ended.save(update_fields=["ended_at"])
    audit.record("case.staff_let_in", case, by=by, reason=reason.strip(), user=ended.user_id, kind=ended.kind)
