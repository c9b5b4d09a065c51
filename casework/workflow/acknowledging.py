"""The acknowledgement that goes by itself: at once, to people only, and to each at most once a day."""

import re

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from casework.choices import TemplateStage
from casework.letters import Addressee
from casework.models import Correspondence, Dispatch, Letter, LetterTemplate
from casework.rules.correspondence import ANSWERED_BY_ITSELF_WITHIN, AUTOMATIC
from casework.workflow import letters
from casework.workflow.work import add_task
from pcc.errors import RuleBroken
from pcc.locks import Lock, wait_for

log = structlog.get_logger("pcc.mail")


def why_not_at_all() -> str:
    """Why nobody is acknowledged by itself now although the office has switched it on; empty when nothing hinders."""
    if not settings.AUTOMATIC_ACKNOWLEDGEMENT or _approved():
        return ""
    return (
        "Nobody is told that their message arrived: the letter “Automatic acknowledgement” is not approved yet. A "
        "manager or reviews manager approves it."
    )


def _approved() -> bool:
    return LetterTemplate.objects.filter(code=AUTOMATIC, stage=TemplateStage.APPROVED).exists()


def at_once(item: Correspondence) -> Letter | None:
    """Tell whoever wrote that it arrived, where that is right; None where it is not. Never stops the message itself.

    Not to machines, lists or the office itself, not for what came long ago, and not twice in a day to one address.
    """
    if not settings.AUTOMATIC_ACKNOWLEDGEMENT or item.is_automatic or not item.sender_email:
        return None
    if item.received_at < timezone.now() - ANSWERED_BY_ITSELF_WITHIN or _is_ours(item.sender_email):
        return None
    if not _approved():
        return None
    wait_for(Lock.SENDER, item.sender_email)
    today = timezone.localdate()
    sent = Dispatch.objects.filter(letter__template__code=AUTOMATIC, email__iexact=item.sender_email)
    if sent.filter(letter__dated_on=today).exists():
        return None
    try:
        with transaction.atomic():
            to = Addressee(_addressed(item.sender_name), email=item.sender_email)
            letter = letters.draft(item.case, code=AUTOMATIC, by=None, addressees=[to])
            return letters.issue(letter, by=None)
    except RuleBroken as broken:
        log.warning("no automatic acknowledgement", case=item.case_id)
        words = f"Acknowledge it yourself, the automatic letter did not go: {broken}"
        add_task(item.case, text=words[:200], due_on=max(today, item.received_on), owner=None, key=AUTOMATIC, by=None)
        return None


NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’,()-]|\.(?= |$)){0,59}")
"""What may be a name. Whoever writes chooses it, and could have the office send an advertisement to somebody else."""


def _addressed(name: str) -> str:
    return name if NAME.fullmatch(name) else "Sir or Madam"


def _is_ours(address: str) -> bool:
    """Whether the address is one that the office itself writes from."""
    own = {settings.OFFICE["contact_email"], settings.DEFAULT_FROM_EMAIL}
    return address.casefold() in {str(one).casefold() for one in own}
