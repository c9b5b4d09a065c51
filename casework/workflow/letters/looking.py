"""What a letter is held to before it is issued: its recipients, what is known of the case, and who has signed."""

from datetime import date

from django.conf import settings

from casework.choices import ContactBy, LetterForm, Need, Way
from casework.letters import contributed
from casework.letters.checks import Facts, Finding, Part, Wish, all_findings, names_in
from casework.letters.paragraphs import Addressee
from casework.letters.rules import wants_check
from casework.models import Case, Letter, Party, Person
from casework.rules import name_key
from casework.workflow.letters.words import content_of, deadline_of, digest_of, parts_of, sheet_for, values_in
from pcc.errors import RuleBroken


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
        deadline=deadline_of(letter, on).get("deadline_on"),
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


def refuse_blocked(letter: Letter, *, on: date) -> list[Finding]:
    found = findings(letter, on=on)
    if blocking := [finding.sentence for finding in found if finding.blocks]:
        raise RuleBroken(" ".join(blocking))
    return found
