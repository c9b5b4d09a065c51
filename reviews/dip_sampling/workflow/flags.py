"""A reader wants somebody: told at once, told again until a message has gone, escalated when nobody answers."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import Role
from reviews.dip_sampling.choices import FlagKind, FlagStage, NotTold
from reviews.dip_sampling.models import DrawnFile, Flag, Seat, Session
from reviews.dip_sampling.rules import FLAG_MOVES, TOLD_AGAIN_AFTER, is_escalating

log = logging.getLogger(__name__)

FIRST = frozenset({Role.SAFEGUARDING_LEAD})
OTHERS = frozenset({Role.PANEL_COORDINATOR, Role.MANAGER})
"""Who is told at once; and who else when they could not be told, or have not answered in time. Never the force."""

LONGEST_WORDS = 2_000

WAITS_IN_A_REQUEST = 3
"""Seconds for which a member waits at most until a mail server answers; the workers go on trying without them."""


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
    """A member asks for somebody. The safeguarding lead is told when the row is safe; words stay in the product.

    Once the transaction is over the flag that is returned says who was told (``told_at``), if anybody was.
    """
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
    transaction.on_commit(lambda: _tell(flag, at=flag.raised_at, patience=WAITS_IN_A_REQUEST), robust=True)
    return flag


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


def look_after(*, at: datetime) -> int:
    """Write once more about every flag that nobody has answered and of which somebody is still to be told.

    The lead, until a mail server took a message for them; the coordinators and managers, when the lead could not be
    told or has not answered in time, and then every hour. How many flags there were.
    """
    with transaction.atomic():
        due = list(Flag.objects.select_for_update(skip_locked=True).to_tell(at=at).order_by("pk"))
        Flag.objects.filter(pk__in=[flag.pk for flag in due]).update(tried_at=at)  # no other worker takes them now
    for flag in due:
        _tell(flag, at=at)
    return len(due)


@dataclass(frozen=True)
class Written:
    """How many people with certain roles there are to write to, for how many a mail server took a message, and whether
    it could be reached at all."""

    people: int
    gone: int
    reached: bool


def _tell(flag: Flag, *, at: datetime, patience: int | None = None) -> None:
    """Write to whoever is to be told of a flag now, and keep who was. No lock is held while a mail server is asked.

    With ``patience`` somebody waits for the answer: a mail server that does not answer is asked once.
    """
    before, was_escalated = flag.not_told, flag.escalated_at is not None
    lead = None
    if flag.lead_told_at is None:
        lead = _write(flag, FIRST, "A panel member asks for somebody", patience=patience)
        flag.lead_told_at = at if lead.gone else None
    amiss = "" if lead is None or lead.gone else (NotTold.MAIL if lead.people else NotTold.NO_LEAD)
    if is_escalating(flag.raised_at, lead_told_at=flag.lead_told_at, at=at):
        flag.escalated_at = flag.escalated_at or at
        waits = patience is not None and lead is not None and not lead.reached
        if not waits and (flag.others_told_at is None or at - flag.others_told_at >= TOLD_AGAIN_AFTER):
            roles = OTHERS if lead else OTHERS | FIRST
            others = _write(flag, roles, "Nobody has answered a panel member", patience=patience)
            flag.others_told_at = at if others.gone else flag.others_told_at
            amiss = amiss or ("" if others.gone else NotTold.MAIL)
    flag.tried_at, flag.not_told = at, amiss
    with transaction.atomic():
        flag.save(update_fields=["tried_at", "lead_told_at", "escalated_at", "others_told_at", "not_told"])
        if flag.escalated_at and not was_escalated:
            audit.record("flag.escalated", flag, by=None)
        if amiss and amiss != before:
            audit.record("flag.not_told", flag, by=None, why=amiss)


def _write(flag: Flag, roles: Collection[Role], subject: str, *, patience: int | None) -> Written:
    """Write to everybody with these roles where to look; the e-mail says nothing of the member or of what it is.

    One address that the mail server refuses does not keep the others from being told; a server that cannot be reached
    is not tried again for each of them.
    """
    people = User.objects.filter(groups__name__in=roles, is_active=True, email__isnull=False).distinct()
    addresses = sorted(person.email for person in people if person.email)
    try:
        address = reverse("panels:flag", args=[flag.pk])
    except NoReverseMatch:  # this process serves no staff pages
        address = f"/panels/flags/{flag.pk}/"
    body = f"Open {settings.BASE_URL}{address} now.\n\nThis message says no more on purpose.\n"
    gone, reached = 0, True
    connection = get_connection(timeout=patience) if patience else get_connection()
    try:
        connection.open()
        for email in addresses:
            try:
                gone += EmailMessage(subject=subject, body=body, to=[email], connection=connection).send()
            except SMTPException as fault:
                log.error("flag_mail_not_sent: %s", type(fault).__name__)
        connection.close()
    except (OSError, SMTPException) as fault:
        log.error("flag_mail_server_not_reached: %s", type(fault).__name__)
        reached = False
    return Written(len(addresses), gone, reached)
