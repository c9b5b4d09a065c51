"""Every write to letters: drafted, changed, addressed, checked, issued, taken back."""

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from casework.choices import ContactBy, DispatchStage, LetterForm, LetterStage, Need, TemplateStage, Way
from casework.letters import contributed
from casework.letters.checks import Facts, Finding, Part, Wish, all_findings, names_in
from casework.letters.contributed import Heard
from casework.letters.paragraphs import OF_CLOCK, Addressee, Section, Sheet, fields_of, merged
from casework.letters.rules import LETTER_MOVES, TIME_TO_RECALL, WRITES_LETTERS, wants_check
from casework.models import Case, Dispatch, Letter, LetterTemplate, Party, Person, Signature
from casework.rules import name_key
from casework.workflow.cases import touch
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import BankHoliday, User
from pcc.versions import mark_of, refuse_changed
from pcc.working_days import in_words

LONGEST_VALUE = 500
LONGEST_PART = 20_000
MOST_COPIES = 30


# What a letter says


def parts_of(letter: Letter) -> list[dict[str, str]]:
    """The parts that are in the letter, in order, each with code, heading and words with fields."""
    found = []
    for part in letter.template.parts.all():
        if part.code in letter.left_out:
            continue
        written = part.need in (Need.WRITE, Need.MAY_WRITE)
        text = letter.texts.get(part.code, "") if written else part.text
        if text.strip() or part.need == Need.WRITE:
            found.append({"code": part.code, "need": part.need, "heading": part.heading, "text": text})
    return found


def _deadline(letter: Letter, on: date | None = None) -> dict[str, Any]:
    """The last day by the case's clock that the template names, and its sentence; empty without such a clock.

    ``on`` is the day the letter is dated: one that starts the time it speaks of counts from there.
    """
    if not letter.template.clock:
        return {}
    if given := contributed.last_day(letter, on=on or timezone.localdate()):
        return {"deadline_on": given.on, "deadline": in_words(given.on), "deadline_sentence": given.sentence}
    clocks = letter.case.clocks.filter(rule__code=letter.template.clock).for_explaining()
    clock = clocks.order_by("-occurrence", "-pk").first()
    if clock is None or clock.due_on is None:
        return {}
    calendar = BankHoliday.objects.as_calendar(clock.rule.calendar)
    explanation = clock.explain(calendar, as_at=timezone.localdate())
    return {
        "deadline_on": clock.due_on,
        "deadline": in_words(clock.due_on),
        "deadline_sentence": explanation.sentence,
    }


def values_in(letter: Letter, on: date | None = None) -> dict[str, str]:
    """Every value that is merged now but the recipient's name and the date of the letter."""
    own = {
        "our_reference": letter.case.reference,
        "office_name": settings.OFFICE["name"],
        "office_email": settings.OFFICE["contact_email"],
        "office_phone": settings.OFFICE["contact_phone"],
    }
    clock = {name: value for name, value in _deadline(letter, on).items() if name in OF_CLOCK}
    return {**letter.values, **own, **clock}


def content_of(letter: Letter, on: date | None = None) -> dict[str, Any]:
    """All that a second person looks at: the words merged, but for name and date, and who gets them how."""
    values = values_in(letter, on)
    return {
        "template": f"{letter.template.code} {letter.template.version}",
        "reference": letter.case.reference,
        "subject": merged(letter.subject, values),
        "sections": [
            {"heading": merged(part["heading"], values), "text": merged(part["text"], values)}
            for part in parts_of(letter)
        ],
        "copies": [
            [
                *(copy.name, copy.way, copy.email, copy.address, copy.attach_pdf, copy.large_print),
                *([copy.deviates_because] if copy.deviates_because else []),
            ]
            for copy in letter.dispatches.order_by("pk")
        ],
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the content in one way of writing it."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def sheet_for(letter: Letter, copy: Dispatch | None, *, on: date) -> Sheet:
    """The copy as its recipient gets it: frozen words of an issued letter, else the words as they stand."""
    content = letter.frozen or content_of(letter, on)
    recipient = copy.name if copy else "[[recipient_name]]"
    named = {"recipient_name": recipient, "letter_date": in_words(letter.dated_on or on)}
    return Sheet(
        office=settings.OFFICE["name"],
        contact=f"{settings.OFFICE['contact_email']} · {settings.OFFICE['contact_phone']}",
        recipient=recipient,
        address=tuple(line.strip() for line in copy.address.splitlines() if line.strip()) if copy else (),
        reference=content["reference"],
        dated=in_words(letter.dated_on or on),
        subject=merged(content["subject"], named),
        sections=tuple(
            Section(merged(part["heading"], named), merged(part["text"], named)) for part in content["sections"]
        ),
    )


# Checks


def addressees_of(letter: Letter) -> list[Addressee]:
    return [
        Addressee(
            name=copy.name,
            way=Way(copy.way),
            email=copy.email,
            address=copy.address,
            attach_pdf=copy.attach_pdf,
            large_print=copy.large_print,
            party=copy.party_id,
            because=copy.deviates_because,
        )
        for copy in letter.dispatches.order_by("pk")
    ]


def way_for(person: Person | None, *, email: str, address: str) -> Way:
    """The way that somebody wants; without a word of theirs, by e-mail where there is an address for it."""
    wanted = person.contact_by if person else ""
    if wanted == ContactBy.POST or (wanted != ContactBy.EMAIL and not email and address):
        return Way.POST
    return Way.EMAIL


def as_wished(party: Party) -> Addressee:
    """Somebody on a case as a recipient, in the way and form that they want; read from their record."""
    person = party.person
    address = "\n".join(filter(None, [person.address, person.postcode]))
    return Addressee(
        name=person.name,
        way=way_for(person, email=person.email, address=address),
        email=person.email,
        address=address,
        attach_pdf=person.letter_form == LetterForm.PDF,
        large_print=person.letter_form == LetterForm.LARGE,
        party=party.pk,
    )


WAYS = {ContactBy.EMAIL: Way.EMAIL, ContactBy.POST: Way.POST}


def wishes_on(case: Case) -> tuple[Wish, ...]:
    """How the people on a case want to hear, as far as they said."""
    standing = list(case.parties.filter(ended_on=None).select_related("person").order_by("pk"))
    return tuple(
        Wish(
            of=party.pk,
            name=party.person.name,
            email=party.person.email,
            way=WAYS.get(ContactBy(party.person.contact_by)),
            through=tuple(each.person.name for each in standing if each.represents_id == party.pk),
            only_through=party.person.contact_by == ContactBy.REPRESENTATIVE,
        )
        for party in standing
        if party.person.contact_by
    )


def findings(letter: Letter, *, on: date) -> list[Finding]:
    """What stands in the way of issue, and what to look at first; codes name what a person has accepted."""
    values = values_in(letter, on)
    parts = [
        Part(
            part["code"], f"{part['heading']}\n{part['text']}", part["need"] == Need.WRITE and not part["text"].strip()
        )
        for part in parts_of(letter)
    ]
    sheet = sheet_for(letter, None, on=on)
    fixed = [part.text for part in letter.template.parts.all()]
    facts = Facts(
        own_reference=letter.case.reference,
        on=on,
        known={**letter.given, **contributed.values_of(letter.case)},
        parties=frozenset(letter.case.parties.filter(ended_on=None).values_list("person__name", flat=True)),
        elsewhere=_people_of_other_cases(letter, f"{sheet.subject}\n\n{sheet.text}"),
        own_contacts=frozenset({settings.OFFICE["contact_email"], settings.OFFICE["contact_phone"]}),
        deadline=_deadline(letter, on).get("deadline_on"),
        template_words="\n".join(fixed),
        wishes=wishes_on(letter.case),
    )
    return all_findings(
        parts=parts,
        subject=letter.subject,
        text=sheet.text,
        values=values,
        addressees=addressees_of(letter),
        facts=facts,
    )


def _people_of_other_cases(letter: Letter, text: str) -> frozenset[str]:
    """Names in the text that are those of people of other cases, whether or not the author may see these."""
    keys = {name_key(name) for name in names_in(text)}
    people = Person.objects.filter(name_key__in=keys, parties__isnull=False, merged_into=None)
    own = letter.case.parties.values("person")
    return frozenset(people.exclude(pk__in=own).values_list("name", flat=True).distinct())


def check_state(letter: Letter) -> str:
    """Where the second check stands: NOT_NEEDED, WAIVED, SIGNED (still good), VOID (changed since) or OPEN."""
    if not wants_check(letter.template.second_check, letter.pk):
        return "NOT_NEEDED"
    if letter.waived_by_id:
        return "WAIVED"
    signature = letter.signatures.order_by("-pk").first()
    if signature is None:
        return "OPEN"
    return "SIGNED" if signature.digest == digest_of(content_of(letter)) else "VOID"


# Drafting


def _held(letter: Letter, name: str, by: User | None) -> Letter:
    """Lock the letter, read it anew, and check that the move is open; the system needs no role."""
    Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    letter = Letter.objects.for_detail().get(pk=letter.pk)
    if by is not None:
        moves.check(LETTER_MOVES[name], letter, by)
    elif not letter.template.automatic:
        raise RuleBroken("This letter needs a person: its template is not one that goes by itself.")
    return letter


def _set(letter: Letter, **fields: Any) -> None:
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
    if by is not None and not by.roles & WRITES_LETTERS:
        raise RuleBroken("Your role does not allow this.")
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
    letter = _held(letter, "edit", by)
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
        _set(letter, **changed, **_changed(by))
        audit.record("letter.changed", letter, by=by, case=letter.case_id, fields=names)
    return letter


def _changed(by: User) -> dict[str, Any]:
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
    letter = _held(letter, "address", by)
    letter.dispatches.all().delete()
    _put_copies(letter, addressees)
    _set(letter, **_changed(by))
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


# The second check


@transaction.atomic
def send_for_check(letter: Letter, *, by: User) -> Letter:
    """Hand the letter to a second person; refused while something blocks it."""
    letter = _held(letter, "send_for_check", by)
    _refuse_blocked(letter, on=timezone.localdate())
    _set(letter, stage=LetterStage.TO_CHECK, sent_back_because="")
    audit.record("letter.sent_for_check", letter, by=by, case=letter.case_id)
    return letter


@transaction.atomic
def sign(letter: Letter, *, by: User) -> Letter:
    """Say, as somebody who neither wrote nor changed it, that the letter is right as it stands."""
    letter = _held(letter, "sign", by)
    _refuse_blocked(letter, on=timezone.localdate())
    digest = digest_of(content_of(letter))
    Signature.objects.create(letter=letter, signed_by=by, signed_at=timezone.now(), digest=digest)
    _set(letter, stage=LetterStage.CHECKED)
    audit.record("letter.signed", letter, by=by, case=letter.case_id, digest=digest)
    return letter


@transaction.atomic
def send_back(letter: Letter, *, reason: str, by: User) -> Letter:
    """Give the letter back to its author, saying what is to be changed."""
    letter = _held(letter, "send_back", by)
    if not reason.strip():
        raise RuleBroken("Say what is to be changed.")
    _set(letter, stage=LetterStage.DRAFT, sent_back_because=reason.strip()[:500])
    audit.record("letter.sent_back", letter, by=by, case=letter.case_id)
    return letter


@transaction.atomic
def waive_check(letter: Letter, *, reason: str, by: User) -> Letter:
    """Do without the second check, this once and for these words, because nobody can do it; it is counted."""
    letter = _held(letter, "waive_check", by)
    if not reason.strip():
        raise RuleBroken("Say why nobody can check this letter.")
    if not wants_check(letter.template.second_check, letter.pk):
        raise RuleBroken("This letter needs no second check.")
    _set(letter, stage=LetterStage.DRAFT, waived_by=by, waived_because=reason.strip()[:500])
    audit.record("letter.check_waived", letter, by=by, case=letter.case_id, reason=reason.strip())
    return letter


def _refuse_blocked(letter: Letter, *, on: date) -> list[Finding]:
    found = findings(letter, on=on)
    if blocking := [finding.sentence for finding in found if finding.blocks]:
        raise RuleBroken(" ".join(blocking))
    return found


# Issue


@transaction.atomic
def issue(letter: Letter, *, by: User | None, accepted: Collection[str] = (), on: date | None = None) -> Letter:
    """Freeze the words and put each copy into the outbox, where it is held for two minutes; post waits to be printed.

    ``accepted`` names the codes of findings that do not block and that the person has looked at. ``on`` is the date on
    the letter, today unless said. RuleBroken, and nothing changed, while something blocks, a finding was not looked
    at, or the second check is missing or void.
    """
    letter = _held(letter, "issue", by)
    today = timezone.localdate()
    dated = on or today
    if dated > today:
        raise RuleBroken("A letter cannot be dated on a day that is still to come.")
    found = _refuse_blocked(letter, on=dated)
    if by is not None and (unseen := [one.sentence for one in found if one.code not in accepted]):
        raise RuleBroken(f"Look at this first, and say that you have: {' '.join(unseen)}")
    _refuse_unchecked(letter)
    content = content_of(letter, dated)
    now = timezone.now()
    _set(
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
    _refuse_blocked(letter, on=dated_on)
    at = timezone.make_aware(datetime.combine(dated_on, time(11)))
    content = content_of(letter, dated_on)
    _set(
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
    letter = _held(letter, "recall", by)
    copies = list(Dispatch.objects.select_for_update().filter(letter=letter))
    assert letter.issued_at is not None, "an issued letter is dated"
    over = timezone.now() >= letter.issued_at + TIME_TO_RECALL
    if over or any(copy.stage not in (DispatchStage.HELD, DispatchStage.TO_POST) or copy.attempts for copy in copies):
        raise RuleBroken("The two minutes are over, or a copy has gone. Write a new letter to put things right.")
    for copy in copies:
        copy.stage, copy.message_id, copy.next_try_at = DispatchStage.PLANNED, "", None
        copy.save(update_fields=["stage", "message_id", "next_try_at"])
    digest, dated = letter.digest, letter.dated_on
    _set(letter, stage=LetterStage.DRAFT, frozen=None, digest="", dated_on=None, issued_by=None, issued_at=None)
    audit.record("letter.recalled", letter, by=by, case=letter.case_id, digest=digest)
    contributed.tell(letter, Heard.RECALLED, on=dated or timezone.localdate(), by=by)
    return letter


@transaction.atomic
def cancel(letter: Letter, *, by: User) -> Letter:
    """Give up a letter that was not issued. It stays to be read."""
    letter = _held(letter, "cancel", by)
    _set(letter, stage=LetterStage.CANCELLED)
    audit.record("letter.cancelled", letter, by=by, case=letter.case_id)
    return letter
