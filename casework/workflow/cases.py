"""Every write to a case file itself: its life, its owner, and who may see it."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.choices import Connection, Kind, TaskStage
from casework.models import Case, StaffConnection, Task, Team
from casework.rules import ANSWERS_FOR_CASES, CASE_MOVES, SEES_CASES, hands
from casework.workflow import telling
from pcc import audit, moves
from pcc.errors import RuleBroken, said
from pcc.models import User
from pcc.moves import check_role
from pcc.references import next_reference
from pcc.versions import mark_of, refuse_changed
from pcc.working_days import in_words


@transaction.atomic
def open_case(kind: Kind, *, title: str, on: date, by: User | None, owner: User | None = None) -> Case:
    """Open a file with the next reference of the year, owned by who opens it unless said otherwise."""
    case = Case.objects.create(
        reference=next_reference("CAS", year=on.year),
        kind=kind,
        title=title,
        opened_on=on,
        owner=owner or by,
        allocated_on=on,
        touched_on=on,
    )
    audit.record("case.opened", case, by=by, kind=kind)
    return case


def held(case: Case, name: str, by: User, *, on: date | None = None) -> Case:
    """Lock the case, then read its facts anew, then check that the move is open; the file counts as touched that day.

    ``on`` is the day on which it happened, today unless said otherwise.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    case = Case.objects.for_detail().get(pk=case.pk)
    moves.check(CASE_MOVES[name], case, by)
    touch(case, on=on)
    return case


def touch(case: Case, *, on: date | None = None) -> None:
    """Remember that something was done on the file on that day, today unless said otherwise: it is not quiet."""
    day = on or timezone.localdate()
    if case.touched_on < day:
        case.touched_on = day
        case.save(update_fields=["touched_on"])


def refuse_future(what: str, day: date) -> None:
    if day > timezone.localdate():
        raise RuleBroken(f"{what}, {in_words(day)}, is still to come: give today or an earlier day.")


# Its life


def mark_of_hands(case: Case) -> str:
    """What a form shows of whose a file is, to tell whether somebody gave it away meanwhile."""
    return mark_of(case.owner_id, case.team_id)


@transaction.atomic
def allocate(case: Case, *, owner: User | None, team: Team | None = None, on: date, seen: str = "", by: User) -> Case:
    """Give a case to an owner, or to nobody yet, and to a team, or to none: then every team sees it.

    What the file is about goes with it; RuleBroken where the room above finds that it cannot. ``seen`` marks whose it
    was in the form.
    """
    case = held(case, "allocate", by, on=on)
    now = f"The file is with {case.owner or 'nobody'} now, {f'in the team {case.team}' if case.team else 'in no team'}."
    refuse_changed(seen, now=mark_of_hands(case), what=now)
    refuse_future("The day", on)
    if owner is not None:
        refuse_unfit(case, owner)
    if team is not None and team.ended_at is not None:
        raise RuleBroken(f"The team {team} has ended: choose another.")
    if (owner, team) == (case.owner, case.team):
        raise RuleBroken("It is in these hands already.")
    changes_hands = owner != case.owner
    if changes_hands:
        case.allocated_on = on if owner else None
    case.owner, case.team = owner, team
    case.save(update_fields=["owner", "team", "allocated_on"])
    audit.record(
        "case.allocated", case, by=by, owner=owner.pk if owner else None, team=team.pk if team else None, on=str(on)
    )
    if changes_hands:
        hands.given(case, owner, on=on, by=by)
    return case


@transaction.atomic
def follow(case: Case, *, owner: User | None, on: date, by: User) -> Case:
    """Give a file to whoever the room above gave its matter to, or to nobody; its team stays.

    Nothing happens where it is so already. RuleBroken where that person cannot open the file.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    case = Case.objects.for_detail().get(pk=case.pk)
    if owner == case.owner:
        return case
    if owner is not None:
        refuse_unfit(case, owner)
    case.owner, case.allocated_on = owner, on if owner else None
    case.save(update_fields=["owner", "allocated_on"])
    touch(case, on=on)
    audit.record("case.allocated", case, by=by, owner=owner.pk if owner else None, on=str(on), kind=case.kind)
    return case


@transaction.atomic
def close_case(case: Case, *, reason: str, on: date, by: User) -> Case:
    """Close a file on which no task is left to do."""
    case = held(case, "close", by, on=on)
    reason = said(reason, "Say how it ended.", longest=200)
    refuse_future("The day", on)
    if on < case.opened_on:
        raise RuleBroken(f"The file was opened on {in_words(case.opened_on)}: it cannot be closed before.")
    case.stage, case.closed_on, case.closed_because = CASE_MOVES["close"].target, on, reason
    case.save(update_fields=["stage", "closed_on", "closed_because"])
    audit.record("case.closed", case, by=by, reason=reason)
    return case


@transaction.atomic
def reopen_case(case: Case, *, reason: str, by: User) -> Case:
    """Open a closed file again; the day on which it was closed stays in the row's history."""
    case = held(case, "reopen", by)
    reason = said(reason, "Say why the file is opened again.", longest=200)
    case.stage, case.closed_on, case.closed_because = CASE_MOVES["reopen"].target, None, ""
    case.save(update_fields=["stage", "closed_on", "closed_because"])
    audit.record("case.reopened", case, by=by, reason=reason)
    return case


# Teams


@transaction.atomic
def add_team(name: str, *, members: Iterable[User], by: User) -> Team:
    """Make a team of people who share work."""
    check_role(by, ANSWERS_FOR_CASES)
    name = _team_name(name, but=None)
    team = Team.objects.create(name=name)
    team.members.set(members)
    audit.record("team.made", team, by=by, members=sorted(person.pk for person in team.members.all()))
    return team


def mark_of_team(team: Team) -> str:
    """What a form shows of a team, to tell whether somebody changed it meanwhile."""
    return mark_of(team.name, sorted(person.pk for person in team.members.all()))


@transaction.atomic
def change_team(team: Team, *, name: str, members: Iterable[User], seen: str = "", by: User) -> Team:
    """Change a team's name and who is in it; cases of the team open or close to people at once.

    ``seen`` marks the team that the form showed.
    """
    check_role(by, ANSWERS_FOR_CASES)
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.ended_at is not None:
        raise RuleBroken("This team has ended.")
    those = ", ".join(sorted(str(person) for person in team.members.all())) or "nobody"
    refuse_changed(seen, now=mark_of_team(team), what=f"The team is now called {team.name}, and in it: {those}.")
    team.name = _team_name(name, but=team)
    team.save(update_fields=["name"])
    team.members.set(members)
    audit.record("team.changed", team, by=by, members=sorted(person.pk for person in team.members.all()))
    return team


@transaction.atomic
def end_team(team: Team, *, by: User) -> Team:
    """End a team that has no open case."""
    check_role(by, ANSWERS_FOR_CASES)
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.ended_at is not None:
        raise RuleBroken("This team has ended already.")
    if Case.objects.filter(team=team, stage__in=CASE_MOVES["allocate"].sources).exists():
        raise RuleBroken("This team has open cases: give them to another team, or to none, first.")
    team.ended_at = timezone.now()
    team.save(update_fields=["ended_at"])
    audit.record("team.ended", team, by=by)
    return team


def _team_name(name: str, *, but: Team | None) -> str:
    name = said(" ".join(name.split()), "Give the team a name.", longest=60)
    others = Team.objects.filter(name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise RuleBroken(f"There is a team “{name}” already, or there was one: choose another name.")
    return name


# Who may see a case


def refuse_the_blind(case: Case, people: Iterable[User]) -> None:
    """Everybody named must be able to see the case: otherwise a seal could shut everybody out, or an owner not work."""
    connected = set(case.connections.filter(ended_at=None).values_list("user", flat=True))
    for person in people:
        if not person.roles & SEES_CASES:
            raise RuleBroken(f"{person} has no role that sees cases: name somebody who has.")
        if person.pk in connected:
            raise RuleBroken(f"{person} is shut out of this case: choose somebody else.")


def refuse_unfit(case: Case, person: User) -> None:
    """Work is given only to somebody who can open the file."""
    if not person.is_active:
        raise RuleBroken(f"{person} does not sign in any more: choose somebody else.")
    refuse_the_blind(case, [person])
    seal = case.seals.filter(lifted_at=None).first()
    if seal is not None and not seal.names.standing(timezone.localdate()).filter(user=person).exists():
        raise RuleBroken(f"{person} is not named on the seal of this case: choose somebody who is.")


@transaction.atomic
def connect_staff(case: Case, *, user: User, kind: Connection, by: User) -> StaffConnection:
    """Shut a member of staff out of a case: they declared a conflict, or it is their own."""
    own_conflict = user.pk == by.pk and kind == Connection.CONFLICT
    case = held(case, "declare_conflict" if own_conflict else "connect_staff", by)
    if case.connections.filter(user=user, kind=kind, ended_at=None).exists():
        raise RuleBroken("This is already on the register.")
    refuse_last_named(case, user)
    return shut_out(case, user=user, kind=kind, by=by)


def shut_out(case: Case, *, user: User, kind: Connection, by: User, found: bool = False) -> StaffConnection:
    """Put a member of staff on the register of a case that is held; what was theirs to do there is nobody's now.

    Those who answer for cases are told, unless one of them did it. ``found``: a name on the file led to it, whoever
    wrote the name, so that they are told always.
    """
    to_note = found or not by.roles & ANSWERS_FOR_CASES or by.pk == user.pk
    connection = StaffConnection.objects.create(
        case=case, user=user, kind=kind, declared_at=timezone.now(), to_note=to_note
    )
    take_off_hands(case, {user.pk})
    audit.record("case.staff_shut_out", case, by=by, user=user.pk, kind=kind)
    if to_note:
        telling.of_connection(connection)
    return connection


def take_off_hands(case: Case, people: Collection[int]) -> None:
    """What was for these people to do on a file that is held, and that they see no longer, is nobody's now."""
    if case.owner_id in people:
        case.owner, case.allocated_on = None, None
        case.save(update_fields=["owner", "allocated_on"])
        hands.given(case, None, on=timezone.localdate(), by=None)
    for task in Task.objects.select_for_update().filter(case=case, owner__in=people, stage=TaskStage.OPEN):
        task.owner = None
        task.save(update_fields=["owner"])


@transaction.atomic
def note_connection(connection: StaffConnection, *, by: User) -> StaffConnection:
    """Take note that a member of staff no longer sees a case, and of what was theirs to do on it."""
    held(connection.case, "note_connection", by)
    connection = StaffConnection.objects.select_for_update().get(pk=connection.pk)
    if not connection.to_note or connection.noted_at is not None:
        raise RuleBroken("Somebody has taken note of this already.")
    if connection.user_id == by.pk:
        raise RuleBroken("This is about you: somebody else takes note of it.")
    connection.noted_by, connection.noted_at = by, timezone.now()
    connection.save(update_fields=["noted_by", "noted_at"])
    audit.record("case.connection_noted", connection.case, by=by, connection=connection.pk)
    return connection


def declare_conflict(case: Case, *, by: User) -> StaffConnection:
    """Say that one has a conflict of interest: the case is shut to that person from now on."""
    return connect_staff(case, user=by, kind=Connection.CONFLICT, by=by)


def refuse_last_named(case: Case, user: User) -> None:
    """Somebody who answers for cases must still be able to open a sealed case, for as long as it is sealed."""
    sealed = case.seals.filter(lifted_at=None).first()
    if sealed is None:
        return
    lasting = set(sealed.names.lasting().values_list("user", flat=True))
    connected = set(case.connections.filter(ended_at=None).values_list("user", flat=True))
    if user.pk in lasting and not lasting - connected - {user.pk}:
        raise RuleBroken(
            "The case is sealed to this person alone of those who answer for cases: lift the seal, or name somebody "
            "else who does, first."
        )


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
