"""What one file hands on to another: its people, and whatever shuts it to somebody."""

from datetime import date

from django.utils import timezone

from casework.models import Case, Party, Seal, SealName
from casework.workflow.cases import shut_out
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User


def carry_people(source: Case, *, to: Case, on: date, by: User) -> None:
    """People of one file become people of another; who represents somebody does so there, with the same consent."""
    carried: dict[int, Party] = {}
    standing = list(source.parties.filter(ended_on=None).select_related("person").order_by("pk"))
    for party in sorted(standing, key=lambda each: each.represents_id is not None):  # the represented come first
        whom = carried.get(party.represents_id) if party.represents_id else None
        if party.represents_id and whom is None:
            continue  # whom they represented has left the file
        carried[party.pk], _ = Party.objects.get_or_create(
            case=to,
            person=party.person,
            role=party.role,
            represents=whom,
            ended_on=None,
            defaults={
                "consent_on": party.consent_on,
                "consent_evidence": party.consent_evidence,
                "added_on": on,
                "added_by": by,
            },
        )


def carry_walls(source: Case, *, to: Case, by: User) -> None:
    """Shut a file to everybody to whom the file that it came of is shut: by seal, conflict, own case or team.

    A file that is sealed, or has a team, keeps its own.
    """
    if to.team_id is None and source.team_id is not None:
        to.team = source.team
        to.save(update_fields=["team"])
    for connection in source.connections.filter(ended_at=None).select_related("user").order_by("pk"):
        if not to.connections.filter(user=connection.user, kind=connection.kind, ended_at=None).exists():
            shut_out(to, user=connection.user, kind=connection.kind, by=by)
    sealed = source.seals.filter(lifted_at=None).first()
    if sealed is None or to.seals.filter(lifted_at=None).exists():
        return
    again = Seal.objects.create(
        case=to,
        reason=sealed.reason,
        sealed_at=timezone.now(),
        sealed_by=sealed.sealed_by,
        review_on=sealed.review_on,
    )
    names = list(sealed.names.standing(timezone.localdate()).order_by("pk"))
    SealName.objects.bulk_create(SealName(seal=again, user=name.user, until_on=name.until_on) for name in names)
    audit.record("case.sealed", to, by=by, named=sorted(name.user_id for name in names), came_of=source.pk)


def refuse_to_show(source: Case, *, in_: Case) -> None:
    """Nothing of a sealed file goes to one that people may see who are not named on its seal."""
    sealed = source.seals.filter(lifted_at=None).first()
    if sealed is None:
        return
    today = timezone.localdate()
    other = in_.seals.filter(lifted_at=None).first()
    if other is None:
        raise RuleBroken(
            f"{source.reference} is sealed and {in_.reference} is not: what the seal keeps in would be seen there. "
            f"Have {in_.reference} sealed to the same people first."
        )
    named = set(sealed.names.standing(today).values_list("user", flat=True))
    if set(other.names.standing(today).values_list("user", flat=True)) - named:
        raise RuleBroken(
            f"{in_.reference} is sealed to somebody who is not named on the seal of {source.reference}: name the same "
            "people on both first."
        )
