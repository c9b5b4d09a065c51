"""A reader wants somebody: told at once, acknowledged by a person, escalated when nobody does."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import Role
from reviews.dip_sampling.choices import FlagKind, FlagStage
from reviews.dip_sampling.models import DrawnFile, Flag, Seat, Session
from reviews.dip_sampling.rules import ESCALATES_AFTER, FLAG_MOVES, TOLD_AGAIN_AFTER

log = logging.getLogger(__name__)

FIRST = Role.SAFEGUARDING_LEAD
THEN = (Role.SAFEGUARDING_LEAD, Role.PANEL_COORDINATOR, Role.MANAGER)
"""Who is told at once, and who when nobody has acknowledged it in time. Never the force."""

LONGEST_WORDS = 2_000


@transaction.atomic
def raise_flag(
    seat: Seat,
    *,
    kind: str,
    words: str = "",
    session: Session | None = None,
    drawn_file: DrawnFile | None = None,
    by: User,
) -> Flag:
    """A member asks for somebody. The safeguarding lead is told when the row is safe; words stay in the product."""
    if seat.user_id != by.pk:
        raise RuleBroken("Only the member asks for somebody for themselves.")
    flag = Flag.objects.create(
        seat=seat,
        session=session,
        drawn_file=drawn_file,
        kind=FlagKind(kind),
        words=words.strip()[:LONGEST_WORDS],
        raised_at=timezone.now(),
    )
    audit.record("flag.raised", flag, by=by, kind=kind, seat=seat.pk)
    transaction.on_commit(lambda: _tell_first(flag))
    return flag


def _tell_first(flag: Flag) -> None:
    """Tell the safeguarding lead. Where nobody could be told, the others are at once, without waiting."""
    if not _tell(flag, (FIRST,), "A panel member asks for somebody"):
        with transaction.atomic():
            _escalate(flag, at=timezone.now())


@transaction.atomic
def acknowledge(flag: Flag, *, by: User) -> Flag:
    """Somebody is on it: from now on it does not escalate."""
    flag = Flag.objects.select_for_update().get(pk=flag.pk)
    moves.check(FLAG_MOVES["acknowledge"], flag, by)
    flag.stage, flag.acknowledged_by, flag.acknowledged_at = FlagStage.ACKNOWLEDGED, by, timezone.now()
    flag.save(update_fields=["stage", "acknowledged_by", "acknowledged_at"])
    audit.record("flag.acknowledged", flag, by=by)
    return flag


@transaction.atomic
def close(flag: Flag, *, note: str, by: User) -> Flag:
    """The member was helped; the note says how, in a sentence that names nobody else."""
    flag = Flag.objects.select_for_update().get(pk=flag.pk)
    moves.check(FLAG_MOVES["close"], flag, by)
    if not note.strip():
        raise RuleBroken("Say in a sentence what was done.")
    flag.stage, flag.closed_by, flag.closed_at, flag.closed_note = FlagStage.CLOSED, by, timezone.now(), note.strip()
    flag.save(update_fields=["stage", "closed_by", "closed_at", "closed_note"])
    audit.record("flag.closed", flag, by=by)
    return flag


@transaction.atomic
def escalate(*, at: datetime) -> int:
    """Tell the coordinator and the managers of every flag that nobody has acknowledged in time. How many there were.

    They are told again every hour until somebody is on it.
    """
    waiting = Flag.objects.select_for_update(skip_locked=True).unanswered(since=at - ESCALATES_AFTER)
    due = Q(escalated_at=None) | Q(escalated_at__lte=at - TOLD_AGAIN_AFTER)
    rows = list(waiting.filter(due).order_by("pk"))
    for flag in rows:
        _escalate(flag, at=at)
    return len(rows)


def _escalate(flag: Flag, *, at: datetime) -> None:
    flag.escalated_at = at
    flag.save(update_fields=["escalated_at"])
    audit.record("flag.escalated", flag, by=None)
    transaction.on_commit(lambda: _tell(flag, THEN, "Nobody has answered a panel member"))


def _tell(flag: Flag, roles: tuple[Role, ...], subject: str) -> int:
    """Write to everybody with these roles where to look; the e-mail says nothing of the member or of what it is.

    How many were told. One address that the mail server refuses does not keep the others from being told.
    """
    people = User.objects.filter(groups__name__in=roles, is_active=True, email__isnull=False).distinct()
    addresses = sorted(person.email for person in people if person.email)
    try:
        address = reverse("panels:flag", args=[flag.pk])
    except NoReverseMatch:  # this process serves no staff pages
        address = f"/panels/flags/{flag.pk}/"
    body = f"Open {settings.BASE_URL}{address} now.\n\nThis message says no more on purpose.\n"
    told = 0
    for email in addresses:
        try:
            told += EmailMessage(subject=subject, body=body, to=[email]).send()
        except (OSError, SMTPException) as fault:
            log.error("flag_mail_not_sent: %s", type(fault).__name__)
    return told
