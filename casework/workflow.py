"""Every write to a case file."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.choices import Connection, Kind
from casework.models import Case, Seal, StaffConnection
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.references import next_reference

TIME_TO_LOOK_AGAIN = 90
"""Days after which a seal is looked at again."""


@transaction.atomic
def open_case(kind: Kind, *, title: str, on: date, by: User) -> Case:
    """Open a file with the next reference of the year."""
    case = Case.objects.create(
        reference=next_reference("CAS", year=on.year), kind=kind, title=title, opened_on=on, owner=by
    )
    audit.record("case.opened", case, by=by, kind=kind)
    return case


@transaction.atomic
def seal(case: Case, *, reason: str, named: Iterable[User], review_on: date, by: User) -> Seal:
    """Seal a case to the people named; the person who seals it must be among them or lose sight of it."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    if not reason.strip():
        raise RuleBroken("Say why the case is sealed.")
    if case.seals.filter(lifted_at=None).exists():
        raise RuleBroken("This case is already sealed.")
    people = list(named)
    if not people:
        raise RuleBroken("Name at least one person who may see the sealed case.")
    sealed = Seal.objects.create(
        case=case, reason=reason.strip(), sealed_at=timezone.now(), sealed_by=by, review_on=review_on
    )
    sealed.named.set(people)
    audit.record("case.sealed", case, by=by, named=sorted(person.pk for person in people))
    return sealed


@transaction.atomic
def lift_seal(case: Case, *, reason: str, by: User) -> None:
    """Lift the seal; those whose role allows it see the case again."""
    if not reason.strip():
        raise RuleBroken("Say why the seal is lifted.")
    lifted = case.seals.select_for_update().filter(lifted_at=None).first()
    if lifted is None:
        raise RuleBroken("This case is not sealed.")
    lifted.lifted_at = timezone.now()
    lifted.save(update_fields=["lifted_at"])
    audit.record("case.unsealed", case, by=by, reason=reason.strip())


@transaction.atomic
def connect_staff(case: Case, *, user: User, kind: Connection, by: User) -> StaffConnection:
    """Shut a member of staff out of a case: they declared a conflict, or it is their own."""
    if case.connections.filter(user=user, kind=kind, ended_at=None).exists():
        raise RuleBroken("This is already on the register.")
    connection = StaffConnection.objects.create(case=case, user=user, kind=kind, declared_at=timezone.now())
    audit.record("case.staff_shut_out", case, by=by, user=user.pk, kind=kind)
    return connection
