"""The second person: sent to them, signed, sent back, or done without."""

from django.db import transaction
from django.utils import timezone

from casework.choices import LetterStage
from casework.letters.rules import wants_check
from casework.models import Letter, Signature
from casework.workflow.letters.drafting import held, put
from casework.workflow.letters.looking import refuse_blocked
from casework.workflow.letters.words import content_of, digest_of
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User


@transaction.atomic
def send_for_check(letter: Letter, *, by: User) -> Letter:
    """Hand the letter to a second person; refused while something blocks it."""
    letter = held(letter, "send_for_check", by)
    refuse_blocked(letter, on=timezone.localdate())
    put(letter, stage=LetterStage.TO_CHECK, sent_back_because="")
    audit.record("letter.sent_for_check", letter, by=by, case=letter.case_id)
    return letter


@transaction.atomic
def sign(letter: Letter, *, by: User) -> Letter:
    """Say, as somebody who neither wrote nor changed it, that the letter is right as it stands."""
    letter = held(letter, "sign", by)
    refuse_blocked(letter, on=timezone.localdate())
    digest = digest_of(content_of(letter))
    Signature.objects.create(letter=letter, signed_by=by, signed_at=timezone.now(), digest=digest)
    put(letter, stage=LetterStage.CHECKED)
    audit.record("letter.signed", letter, by=by, case=letter.case_id, digest=digest)
    return letter


@transaction.atomic
def send_back(letter: Letter, *, reason: str, by: User) -> Letter:
    """Give the letter back to its author, saying what is to be changed."""
    letter = held(letter, "send_back", by)
    if not reason.strip():
        raise RuleBroken("Say what is to be changed.")
    put(letter, stage=LetterStage.DRAFT, sent_back_because=reason.strip()[:500])
    audit.record("letter.sent_back", letter, by=by, case=letter.case_id)
    return letter


@transaction.atomic
def waive_check(letter: Letter, *, reason: str, by: User) -> Letter:
    """Do without the second check, this once and for these words, because nobody can do it; it is counted."""
    letter = held(letter, "waive_check", by)
    if not reason.strip():
        raise RuleBroken("Say why nobody can check this letter.")
    if not wants_check(letter.template.second_check, letter.pk):
        raise RuleBroken("This letter needs no second check.")
    put(letter, stage=LetterStage.DRAFT, waived_by=by, waived_because=reason.strip()[:500])
    audit.record("letter.check_waived", letter, by=by, case=letter.case_id, reason=reason.strip())
    return letter
