"""Panels, seats and the one-time doors by which members come in; the questions they answer."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pcc import audit, moves, sessions
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.moves import check_role
from pcc.roles import Role
from reviews.dip_sampling.choices import PanelStage
from reviews.dip_sampling.models import Door, Panel, Question, QuestionSet, Seat
from reviews.dip_sampling.rules import DOOR_GOOD_FOR, PANEL_MOVES, RUNS_PANELS
from reviews.dip_sampling.rules.questions import AskedQuestion, objections_to_questions

log = logging.getLogger(__name__)

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for another."""

CODE_LENGTH = 12


def _take(name: str, panel: Panel, by: User) -> Panel:
    """Lock the panel and check that the move is open."""
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    moves.check(PANEL_MOVES[name], panel, by)
    return panel


# Panels and seats


@transaction.atomic
def start_panel(*, facts: dict[str, Any], by: User) -> Panel:
    """Start a panel for a term. ``facts`` are the fields of the form."""
    check_role(by, RUNS_PANELS)
    if facts["ends_on"] <= facts["began_on"]:
        raise RuleBroken("The term must end after it begins.")
    panel = Panel.objects.create(**facts, made_by=by, made_at=timezone.now())
    audit.record("panel.started", panel, by=by)
    return panel


@transaction.atomic
def edit_panel(panel: Panel, *, changes: dict[str, Any], by: User) -> Panel:
    """Change the facts of a panel; its history keeps the old ones."""
    panel = _take("edit", panel, by)
    changed = sorted(name for name, value in changes.items() if getattr(panel, name) != value)
    for name in changed:
        setattr(panel, name, changes[name])
    if panel.ends_on <= panel.began_on:
        raise RuleBroken("The term must end after it begins.")
    if changed:
        panel.save(update_fields=changed)
        audit.record("panel.edited", panel, by=by, fields=changed)
    return panel


@transaction.atomic
def close_panel(panel: Panel, *, by: User) -> Panel:
    """End a panel: nobody draws or plans for it any more, and every member's access ends at once."""
    panel = _take("close", panel, by)
    panel.stage = PanelStage.CLOSED
    panel.save(update_fields=["stage"])
    audit.record("panel.closed", panel, by=by)
    for seat in panel.seats.filter(ended_at=None).select_related("user"):
        _end(seat, by=by)
    return panel


@transaction.atomic
def seat_member(
    panel: Panel,
    *,
    alias: str,
    under_18: bool,
    began_on: date,
    ends_on: date,
    email: str | None = None,
    person: User | None = None,
    by: User,
) -> Seat:
    """Give a member a seat, and an account that opens by one-time links and codes alone; or ``person``, who has one.

    For a member under 18 the office holds an alias and dates; an e-mail address is the programme's own, or none.
    """
    panel = _take("seat", panel, by)
    alias = " ".join(alias.split())
    if not alias:
        raise RuleBroken("Give the name by which other members know this one.")
    live = panel.seats.filter(ended_at=None)
    if live.filter(alias__iexact=alias).exists():
        raise RuleBroken(f"Somebody on this panel is called {alias} already: choose another name.")
    if email and User.objects.filter(email=email.lower()).exists():
        raise RuleBroken("Somebody has this e-mail address already: leave it empty, or give another.")
    if live.count() >= panel.seat_count:
        raise RuleBroken(f"All {panel.seat_count} seats of this panel are taken.")
    if not began_on <= ends_on <= panel.ends_on:
        raise RuleBroken("A seat ends after it begins, and no later than the term of the panel.")
    if person is None:
        person = User.objects.create_user(email=email, alias=alias)
        person.groups.add(Group.objects.get(name=Role.PANEL_MEMBER))
    elif Role.PANEL_MEMBER not in person.roles:
        raise RuleBroken("This person has no role of a panel member.")
    seat = Seat.objects.create(
        panel=panel, user=person, alias=alias, under_18=under_18, began_on=began_on, ends_on=ends_on
    )
    audit.record("seat.given", seat, by=by, panel=panel.pk, user=person.pk)
    return seat


SEAT_FIELDS = frozenset({"ends_on", "trained_on", "undertaking_on", "consent_on", "consent_until", "adult_until"})


@transaction.atomic
def record_about_seat(seat: Seat, *, changes: dict[str, date | datetime | None], by: User) -> Seat:
    """Record training, undertaking, consent, an adult beside the member, or another end date."""
    assert set(changes) <= SEAT_FIELDS
    check_role(by, RUNS_PANELS)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.ended_at is not None:
        raise RuleBroken("This seat has ended: nothing more is recorded of it.")
    changed = sorted(name for name, value in changes.items() if getattr(seat, name) != value)
    for name in changed:
        setattr(seat, name, changes[name])
    if (seat.consent_on is None) != (seat.consent_until is None):
        raise RuleBroken("Consent has a day on which it was given, and a last day on which it counts.")
    if seat.consent_on and seat.consent_until and seat.consent_until < seat.consent_on:
        raise RuleBroken("Consent cannot end before the day on which it was given.")
    if seat.ends_on < seat.began_on:
        raise RuleBroken("A seat cannot end before it begins: to stop it today, end its access.")
    if changed:
        seat.save(update_fields=changed)
        audit.record("seat.recorded", seat, by=by, fields=changed)
    return seat


@transaction.atomic
def give_undertaking(seat: Seat, *, by: User, on: date) -> Seat:
    """The member makes the promise of confidentiality."""
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.user_id != by.pk or seat.ended_at is not None:
        raise RuleBroken("Only the member makes this promise.")
    if seat.undertaking_on is None:
        seat.undertaking_on = on
        seat.save(update_fields=["undertaking_on"])
        audit.record("seat.undertaking_given", seat, by=by)
    return seat


@transaction.atomic
def end_access(seat: Seat, *, by: User) -> Seat:
    """End a member's access at once: every open page and every unused link stops at its next request."""
    check_role(by, RUNS_PANELS)
    seat = Seat.objects.select_for_update().select_related("user").get(pk=seat.pk)
    if seat.ended_at is not None:
        raise RuleBroken("This member's access has ended already.")
    return _end(seat, by=by)


def _end(seat: Seat, *, by: User) -> Seat:
    seat.ended_at, seat.ended_by = timezone.now(), by
    seat.save(update_fields=["ended_at", "ended_by"])
    seat.doors.filter(spent_at=None, shut_at=None).update(shut_at=seat.ended_at)
    audit.record("seat.ended", seat, by=by, user=seat.user_id)
    elsewhere = Seat.objects.filter(user=seat.user_id, ended_at=None).exists()
    if not elsewhere:
        seat.user.is_active = False
        seat.user.save(update_fields=["is_active"])
    sessions.close_doors(seat.user, by=by)
    return seat


# Doors


@transaction.atomic
def make_door(seat: Seat, *, by: User) -> tuple[Door, str]:
    """A one-time way in for a member, and its code: shown once, and kept as a digest alone. Older ones are shut."""
    check_role(by, RUNS_PANELS)
    seat = Seat.objects.select_for_update().select_related("panel", "user").get(pk=seat.pk)
    now = timezone.now()
    if seat.ended_at is not None or seat.ends_on < timezone.localdate():
        raise RuleBroken("This member's time on the panel is over: no way in is made.")
    seat.doors.filter(spent_at=None, shut_at=None).update(shut_at=now)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    door = Door.objects.create(
        seat=seat, digest=digest_of(code), made_at=now, made_by=by, good_until=now + DOOR_GOOD_FOR
    )
    audit.record("door.made", door, by=by, seat=seat.pk)
    return door, code


@transaction.atomic
def send_door(seat: Seat, *, by: User) -> Door:
    """Make a one-time way in and write its address to the member's e-mail, which is the programme's own.

    Opening the address shows a button, and pressing it spends the door: what scans e-mail opens addresses, too.
    """
    if not seat.user.email:
        raise RuleBroken("No e-mail address is held for this member: hand out a code instead.")
    door, code = make_door(seat, by=by)
    audit.record("door.sent", door, by=by, seat=seat.pk)
    email = str(seat.user.email)
    transaction.on_commit(lambda: _send(email, code))
    return door


def _send(email: str, code: str) -> None:
    body = (
        f"Open this page and press the button: {settings.BASE_URL}{address_of_door(code)}\n\n"
        "It works once, and until tomorrow. If you did not expect this, leave it.\n"
    )
    try:
        EmailMessage(subject="Your way in", body=body, to=[email]).send()
    except (OSError, SMTPException) as fault:
        log.error("door_mail_not_sent: %s", type(fault).__name__)


def address_of_door(code: str) -> str:
    """The address of the page that a code opens, without the host."""
    return f"/reading/in/{code}/"


def digest_of(code: str) -> str:
    """The digest by which a code is found, however it was typed: 7KQ2-mN4P and 7kq2mn4p are one code."""
    plain = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return sha256(f"door:{plain}".encode()).hexdigest()


@transaction.atomic
def spend_door(code: str, *, at: datetime) -> User | None:
    """Spend a one-time code and return whom it lets in; None when it opens nothing (any more)."""
    door = (
        Door.objects.usable(at=at)
        .filter(digest=digest_of(code))
        .select_for_update(of=("self",))
        .select_related("seat__user")
        .first()
    )
    if door is None or door.seat.user.roles != {Role.PANEL_MEMBER}:  # a code never opens the account of staff
        audit.record("door.refused", by=None)
        return None
    door.spent_at = at
    door.save(update_fields=["spent_at"])
    audit.record("door.spent", door, by=door.seat.user, seat=door.seat_id)
    return door.seat.user


# Questions


@transaction.atomic
def write_questions(name: str, *, theme: str = "", questions: Sequence[AskedQuestion], by: User) -> QuestionSet:
    """A new version of the set of that name; sessions that use an older one keep it."""
    check_role(by, RUNS_PANELS)
    name = " ".join(name.split())
    if not name:
        raise RuleBroken("Give the question set a name.")
    if refusal := objections_to_questions(questions):
        raise RuleBroken(refusal)
    last = QuestionSet.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
    made = QuestionSet.objects.create(
        name=name, version=last + 1, theme=theme.strip(), made_by=by, made_at=timezone.now()
    )
    Question.objects.bulk_create(
        Question(
            question_set=made, position=place, **asdict(question) | {"counts_as_yes": list(question.counts_as_yes)}
        )
        for place, question in enumerate(questions, start=1)
    )
    audit.record("question_set.written", made, by=by, version=made.version, questions=len(questions))
    return made
