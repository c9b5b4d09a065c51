"""Issued: the words frozen, the copies in the outbox; taken back; and brought in from an earlier day."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from casework.choices import DispatchStage, LetterStage, Way
from casework.letters import contributed
from casework.letters.contributed import Heard
from casework.letters.paragraphs import Addressee
from casework.letters.rules import TIME_TO_RECALL
from casework.models import Case, Dispatch, Letter
from casework.workflow.cases import touch
from casework.workflow.letters.drafting import draft, edit, held, put
from casework.workflow.letters.looking import check_state, refuse_blocked
from casework.workflow.letters.words import content_of, digest_of
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User


@transaction.atomic
def issue(letter: Letter, *, by: User | None, accepted: Collection[str] = (), on: date | None = None) -> Letter:
    """Freeze the words and put each copy into the outbox, where it is held for two minutes; post waits to be printed.

    ``accepted`` names the codes of findings that do not block and that the person has looked at. ``on`` is the date on
    the letter, today unless said. RuleBroken, and nothing changed, while something blocks, a finding was not looked
    at, or the second check is missing or void.
    """
    letter = held(letter, "issue", by)
    today = timezone.localdate()
    dated = on or today
    if dated > today:
        raise RuleBroken("A letter cannot be dated on a day that is still to come.")
    found = refuse_blocked(letter, on=dated)
    if by is not None and (unseen := [one.sentence for one in found if one.code not in accepted]):
        raise RuleBroken(f"Look at this first, and say that you have: {' '.join(unseen)}")
    _refuse_unchecked(letter)
    content = content_of(letter, dated)
    now = timezone.now()
    put(
        letter,
        stage=LetterStage.ISSUED,
        frozen=content,
        digest=digest_of(content | {"dated": dated.isoformat()}),
        dated_on=dated,
        issued_by=by,
        issued_at=now,
    )
    for copy in letter.dispatches.all():
        by_mail = copy.way == Way.EMAIL
        copy.stage = DispatchStage.HELD if by_mail else DispatchStage.TO_POST
        copy.message_id = f"<{uuid.uuid4()}@{_domain()}>" if by_mail else ""
        copy.next_try_at = now + TIME_TO_RECALL if by_mail else None
        copy.save(update_fields=["stage", "message_id", "next_try_at"])
    touch(letter.case)
    audit.record(
        "letter.issued", letter, by=by, case=letter.case_id, digest=letter.digest,
        check=check_state(letter), accepted=sorted({one.code for one in found}),
    )  # fmt: skip
    contributed.tell(letter, Heard.ISSUED, on=dated, by=by)
    return letter


def _domain() -> str:
    return str(settings.OFFICE["contact_email"]).rpartition("@")[2]


def _refuse_unchecked(letter: Letter) -> None:
    state = check_state(letter)
    if state == "OPEN":
        raise RuleBroken("A second person has to check this letter before it is issued. Send it for a second check.")
    if state == "VOID":
        raise RuleBroken("The letter, or a date in it, has changed since it was checked. Send it for a check again.")


@transaction.atomic
def bring_in(
    case: Case,
    *,
    code: str,
    addressee: Addressee,
    dated_on: date,
    by: User,
    texts: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
) -> Letter:
    """Put a letter on a case that left on an earlier day: its words frozen, its copy sent or posted on that day.

    Nobody is told of it, since what it did is on record already. RuleBroken where something in it blocks.
    """
    letter = draft(case, code=code, by=by, values=values, addressees=[addressee])
    letter = edit(letter, by=by, texts=letter.texts | dict(texts or {}))
    refuse_blocked(letter, on=dated_on)
    at = timezone.make_aware(datetime.combine(dated_on, time(11)))
    content = content_of(letter, dated_on)
    put(
        letter,
        stage=LetterStage.ISSUED,
        frozen=content,
        digest=digest_of(content | {"dated": dated_on.isoformat()}),
        dated_on=dated_on,
        written_at=at,
        changed_at=at,
        issued_by=by,
        issued_at=at,
    )
    for copy in letter.dispatches.all():
        by_mail = copy.way == Way.EMAIL
        copy.stage, copy.gone_on = DispatchStage.SENT if by_mail else DispatchStage.POSTED, dated_on
        copy.message_id = f"<{uuid.uuid4()}@{_domain()}>" if by_mail else ""
        copy.save(update_fields=["stage", "gone_on", "message_id"])
    audit.record("letter.brought_in", letter, by=by, case=case.pk, digest=letter.digest)
    return letter


@transaction.atomic
def recall(letter: Letter, *, by: User) -> Letter:
    """Take an issued letter back within two minutes, while no copy has gone: it is a draft again."""
    letter = held(letter, "recall", by)
    copies = list(Dispatch.objects.select_for_update().filter(letter=letter))
    assert letter.issued_at is not None, "an issued letter is dated"
    over = timezone.now() >= letter.issued_at + TIME_TO_RECALL
    if over or any(copy.stage not in (DispatchStage.HELD, DispatchStage.TO_POST) or copy.attempts for copy in copies):
        raise RuleBroken("The two minutes are over, or a copy has gone. Write a new letter to put things right.")
    for copy in copies:
        copy.stage, copy.message_id, copy.next_try_at = DispatchStage.PLANNED, "", None
        copy.save(update_fields=["stage", "message_id", "next_try_at"])
    digest, dated = letter.digest, letter.dated_on
    put(letter, stage=LetterStage.DRAFT, frozen=None, digest="", dated_on=None, issued_by=None, issued_at=None)
    audit.record("letter.recalled", letter, by=by, case=letter.case_id, digest=digest)
    contributed.tell(letter, Heard.RECALLED, on=dated or timezone.localdate(), by=by)
    return letter
