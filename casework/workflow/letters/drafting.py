"""A letter as its author writes it: begun from approved words, changed, addressed, given up."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from casework.choices import LetterStage, Need, TemplateStage
from casework.letters import contributed
from casework.letters.paragraphs import OF_CLOCK, Addressee, fields_of
from casework.letters.rules import LETTER_MOVES, WRITES_LETTERS
from casework.models import Case, Dispatch, Letter, LetterTemplate, Party
from casework.workflow.cases import touch
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.moves import check_role
from pcc.versions import mark_of, refuse_changed

LONGEST_VALUE = 500
LONGEST_PART = 20_000
MOST_COPIES = 30


def held(letter: Letter, name: str, by: User | None) -> Letter:
    """Lock the letter, read it anew, and check that the move is open; the system needs no role."""
    Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    letter = Letter.objects.for_detail().get(pk=letter.pk)
    if by is not None:
        moves.check(LETTER_MOVES[name], letter, by)
    elif not letter.template.automatic:
        raise RuleBroken("This letter needs a person: its template is not one that goes by itself.")
    return letter


def put(letter: Letter, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(letter, name, value)
    letter.save(update_fields=list(fields))


@transaction.atomic
def draft(
    case: Case,
    *,
    code: str,
    by: User | None,
    values: Mapping[str, str] | None = None,
    addressees: Sequence[Addressee] = (),
    subject: str = "",
) -> Letter:
    """Begin a letter from the approved version of that template, filled with what the file knows.

    ``values`` are stated by the caller and matched against the letter at the checks. RuleBroken when no version is
    approved, or the template is for another kind of case.
    """
    template = LetterTemplate.objects.filter(code=code, stage=TemplateStage.APPROVED).first()
    if template is None:
        raise RuleBroken(
            f"No version of the letter “{code}” is approved yet. Ask a manager or reviews manager to approve one."
        )
    check_role(by, WRITES_LETTERS)
    if by is None and not template.automatic:
        raise RuleBroken("This letter needs a person: its template is not one that goes by itself.")
    if template.kind and template.kind != case.kind:
        raise RuleBroken(f"“{template.name}” is not a letter for this kind of case.")
    given = {name: value for name, value in (values or {}).items() if value}
    written = {part.code for part in template.parts.all() if part.need in (Need.WRITE, Need.MAY_WRITE)}
    known = contributed.values_of(case) | given
    if by is not None:
        known.setdefault("officer_name", str(by))
    now = timezone.now()
    letter = Letter.objects.create(
        case=case,
        template=template,
        subject=(subject.strip() or template.subject)[:200],
        given=given,
        values={name: value[:LONGEST_VALUE] for name, value in known.items() if name not in OF_CLOCK},
        texts={
            code: text[:LONGEST_PART]
            for code, text in contributed.first_words(case, template.code).items()
            if code in written
        },
        author=by,
        written_at=now,
        changed_by=by,
        changed_at=now,
    )
    _put_copies(letter, addressees)
    touch(case)
    audit.record("letter.drafted", letter, by=by, case=case.pk, template=template.pk, copies=len(addressees))
    return letter


def mark_of_letter(letter: Letter) -> str:
    """What the form of the author's part shows, to tell whether somebody changed it meanwhile."""
    return mark_of(letter.values, letter.texts, letter.left_out)


@transaction.atomic
def edit(
    letter: Letter,
    *,
    by: User,
    values: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    left_out: Collection[str] | None = None,
    subject: str | None = None,
    seen: str = "",
) -> Letter:
    """Change the author's part of a letter; a signature on it is void from then on, and it is a draft again.

    Only fields and parts of the template are taken; what is not given stays. ``seen`` marks the letter that the form
    showed.
    """
    letter = held(letter, "edit", by)
    at = timezone.localtime(letter.changed_at)
    saved = f"{letter.changed_by or 'The system'} saved the letter at {at:%H:%M}, as it stands beside the form."
    refuse_changed(seen, now=mark_of_letter(letter), what=saved)
    parts = {part.code: part for part in letter.template.parts.all()}
    written = {**letter.texts, **(texts or {})}.values()
    wanted = fields_of(letter.subject, *(part.text for part in parts.values()), *written)
    new_values = letter.values | {
        name: value.strip() for name, value in (values or {}).items() if name in wanted and name not in OF_CLOCK
    }
    new_texts = letter.texts | {
        code: text.strip()
        for code, text in (texts or {}).items()
        if code in parts and parts[code].need in (Need.WRITE, Need.MAY_WRITE)
    }
    if any(len(value) > LONGEST_VALUE for value in new_values.values()):
        raise RuleBroken(f"A field takes up to {LONGEST_VALUE} characters.")
    if any(len(text) > LONGEST_PART for text in new_texts.values()):
        raise RuleBroken(f"A part takes up to {LONGEST_PART:,} characters.")
    changed: dict[str, Any] = {
        "values": {name: value for name, value in new_values.items() if value},
        "texts": {code: text for code, text in new_texts.items() if text},
    }
    if left_out is not None:
        changed["left_out"] = sorted(code for code in left_out if code in parts and parts[code].need == Need.OPTIONAL)
    if subject is not None and subject.strip():
        changed["subject"] = subject.strip()[:200]
    names = [name for name, value in changed.items() if getattr(letter, name) != value]
    if names:
        put(letter, **changed, **changed_by_author(by))
        audit.record("letter.changed", letter, by=by, case=letter.case_id, fields=names)
    return letter


def changed_by_author(by: User) -> dict[str, Any]:
    """What every change of a letter also sets: it is a draft again, and a waiver was for the words before."""
    return {
        "stage": LetterStage.DRAFT,
        "changed_by": by,
        "changed_at": timezone.now(),
        "waived_by": None,
        "waived_because": "",
    }


@transaction.atomic
def address(letter: Letter, addressees: Sequence[Addressee], *, by: User) -> Letter:
    """Say who gets the letter and how, in place of what was said before. A signature is void from then on."""
    letter = held(letter, "address", by)
    letter.dispatches.all().delete()
    _put_copies(letter, addressees)
    put(letter, **changed_by_author(by))
    audit.record("letter.addressed", letter, by=by, case=letter.case_id, copies=len(addressees))
    return letter


def _put_copies(letter: Letter, addressees: Sequence[Addressee]) -> None:
    if len(addressees) > MOST_COPIES:
        raise RuleBroken(f"A letter goes to up to {MOST_COPIES} people.")
    seen = set()
    for one in addressees:
        if not one.name.strip():
            raise RuleBroken("Say who gets the letter.")
        if one.email:
            try:
                validate_email(one.email)
            except ValidationError as fault:
                raise RuleBroken(f"{one.email} is not an e-mail address.") from fault
        key = (one.way, one.email.casefold() or " ".join(one.address.casefold().split()), one.name.casefold())
        if key in seen:
            raise RuleBroken(f"{one.name} gets the letter twice in the same way. Leave one out.")
        seen.add(key)
        if one.party is not None and not Party.objects.filter(pk=one.party, case=letter.case_id).exists():
            raise RuleBroken("That person is not on this case.")
        Dispatch.objects.create(
            letter=letter,
            party_id=one.party,
            name=" ".join(one.name.split())[:150],
            way=one.way,
            email=one.email.strip(),
            address=one.address.strip(),
            attach_pdf=one.attach_pdf,
            large_print=one.large_print,
            deviates_because=one.because.strip()[:300],
        )


@transaction.atomic
def cancel(letter: Letter, *, by: User) -> Letter:
    """Give up a letter that was not issued. It stays to be read."""
    letter = held(letter, "cancel", by)
    put(letter, stage=LetterStage.CANCELLED)
    audit.record("letter.cancelled", letter, by=by, case=letter.case_id)
    return letter
