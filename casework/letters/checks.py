"""What stands in the way of issuing a letter, and what somebody should look at first.

A finding that blocks must be put right. Any other is shown and must be named as seen: the person may well be right.
All are pure functions of the words and of the facts that the caller has read from the file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from casework.choices import Way
from casework.letters.paragraphs import FIELD, FILLED_LAST, OF_CLOCK, Addressee, fields_of
from casework.letters.reading import LONG_SENTENCE, reading
from pcc.working_days import in_words

MONTHS = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))
WEEKDAYS = tuple(date(2000, 1, 2 + day).strftime("%A") for day in range(1, 8))
DATE = re.compile(rf"(?:\b({'|'.join(WEEKDAYS)}),? )?\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
LEFT_OVER = re.compile(r"\bX{3,}\b|\bTBC\b|\bTBA\b|\[[^\]\n]{1,60}\]|<[^>\n]{1,60}>|\?{3,}", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
REFERENCE = re.compile(r"\b[A-Z]{2,4}/\d{4}/\d{4}\b")
PHONE = re.compile(r"(?<!\d)(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\d)")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
NAME = re.compile(r"(?:[A-Z][\w’'-]+ ){1,3}[A-Z][\w’'-]+")


@dataclass(frozen=True)
class Finding:
    """Something found: a code that stays the same, whether it blocks, and a sentence that says what to do."""

    code: str
    blocks: bool
    sentence: str


@dataclass(frozen=True)
class Part:
    """A part as the letter has it: its words with fields, and whether somebody has yet to write it."""

    code: str
    text: str
    is_unwritten: bool = False


@dataclass(frozen=True)
class Wish:
    """How somebody on the case wants to hear: by which way, if they said; through whom only, where somebody may speak
    for them. ``of`` is the id of what they are to the case."""

    of: int
    name: str
    email: str = ""
    way: Way | None = None
    through: tuple[str, ...] = ()
    only_through: bool = False

    def meets(self, one: Addressee) -> bool:
        """Whether the letter goes to this person, however it was addressed to them."""
        if one.party is not None:
            return one.party == self.of
        same_mail = bool(self.email) and one.email.casefold() == self.email.casefold()
        return same_mail or one.name.casefold() == self.name.casefold()


@dataclass(frozen=True)
class Facts:
    """What the file says, read by the caller.

    ``known`` holds the values that the file gives now; ``parties`` the names of people on this case, ``elsewhere`` the
    names of people of other cases that occur in the text; ``deadline`` the last day by the clock that the template
    names, or None.
    """

    own_reference: str
    on: date
    known: Mapping[str, str] = field(default_factory=dict)
    parties: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    own_contacts: frozenset[str] = frozenset()
    deadline: date | None = None
    template_words: str = ""
    wishes: tuple[Wish, ...] = ()


def all_findings(
    *,
    parts: Iterable[Part],
    subject: str,
    text: str,
    values: Mapping[str, str],
    addressees: Iterable[Addressee],
    facts: Facts,
) -> list[Finding]:
    """Everything found, what blocks first. ``text`` is the merged body."""
    addressees, parts = list(addressees), list(parts)
    found = [
        *addressing(addressees),
        *unwished(addressees, facts.wishes),
        *unfinished(parts, subject, values),
        *differing(parts, subject, values, facts.known),
        *clock(subject, parts, facts),
        *wrong_dates(text, values, facts),
        *left_over(text),
        *other_people(text, addressees, facts),
        *hard_to_read(text),
    ]
    return sorted(found, key=lambda finding: not finding.blocks)


def addressing(addressees: list[Addressee]) -> Iterator[Finding]:
    if not addressees:
        yield Finding("no_recipient", True, "Nobody is to get this letter yet. Add who it goes to.")
    for one in addressees:
        if one.way == Way.EMAIL and not one.email:
            yield Finding("no_email", True, f"{one.name} has no e-mail address here. Add it, or send by post.")
        if one.way == Way.POST and not one.address.strip():
            yield Finding("no_address", True, f"{one.name} has no postal address here. Add it, or send by e-mail.")


def unwished(addressees: list[Addressee], wishes: Iterable[Wish]) -> Iterator[Finding]:
    """Copies that go to a person who wants to hear through a representative only, or in another way."""
    for wish in wishes:
        for one in addressees:
            if not wish.meets(one):
                continue
            if wish.only_through and not one.because.strip():
                to = " or ".join(wish.through)
                instead = f"Send it to {to} instead" if to else "Nobody speaks for them on this file: add who does"
                yield Finding(
                    f"not_through:{wish.of}",
                    True,
                    f"{wish.name} wants to hear through their representative only. {instead}, or say why it goes to "
                    f"{wish.name} all the same.",
                )
            elif wish.way is not None and wish.way != one.way:
                wanted = "by e-mail" if wish.way == Way.EMAIL else "by post"
                goes = "by e-mail" if one.way == Way.EMAIL else "by post"
                yield Finding(
                    f"other_way:{wish.of}", False, f"{wish.name} wants to hear {wanted}, and this goes {goes}."
                )


def unfinished(parts: list[Part], subject: str, values: Mapping[str, str]) -> Iterator[Finding]:
    """Fields without a value, and parts that somebody has yet to write."""
    for name in fields_of(subject, *(part.text for part in parts)):
        if name not in (*FILLED_LAST, *OF_CLOCK) and not values.get(name):
            yield Finding(f"empty:{name}", True, f"“{spoken(name)}” is not filled in.")
    for part in parts:
        if part.is_unwritten:
            yield Finding(f"unwritten:{part.code}", True, f"The part “{spoken(part.code)}” has yet to be written.")


def differing(
    parts: list[Part], subject: str, values: Mapping[str, str], known: Mapping[str, str]
) -> Iterator[Finding]:
    """Names and dates in the letter that are not those of the file."""
    for name in fields_of(subject, *(part.text for part in parts)):
        value = values.get(name)
        if name in known and value and known[name] != value:
            yield Finding(
                f"differs:{name}",
                True,
                f"“{spoken(name)}” says {value}, and the file says {known[name]}. Correct the one that is wrong.",
            )


def clock(subject: str, parts: list[Part], facts: Facts) -> Iterator[Finding]:
    """A deadline in a letter comes from a clock of the case, and from nowhere else."""
    asked = set(OF_CLOCK) & set(fields_of(subject, *(part.text for part in parts)))
    if asked and facts.deadline is None:
        yield Finding(
            "no_deadline", True, "This letter gives a deadline, and no clock of the case does. Start the clock first."
        )
    elif asked and facts.deadline is not None and facts.deadline < facts.on:
        yield Finding(
            "deadline_past", False, f"The deadline in this letter, {in_words(facts.deadline)}, has passed already."
        )


def dates_in(text: str) -> list[tuple[str, str, date | None]]:
    """The dates in a text: as written, the weekday beside it if any, and the day; None for one that cannot be."""
    found = []
    for match in DATE.finditer(text):
        try:
            day = date(int(match[4]), MONTHS.index(match[3]) + 1, int(match[2]))
        except ValueError:
            day = None
        found.append((match[0], match[1] or "", day))
    return found


def wrong_dates(text: str, values: Mapping[str, str], facts: Facts) -> Iterator[Finding]:
    on_file = {day for value in [*values.values(), *facts.known.values()] for _, _, day in dates_in(value)}
    on_file |= {facts.on, facts.deadline} | {day for _, _, day in dates_in(facts.template_words)}
    for written, weekday, day in dict.fromkeys(dates_in(text)):
        if day is None:
            yield Finding("no_such_date", True, f"{written} is not a date. Correct it.")
        elif weekday and weekday != f"{day:%A}":
            yield Finding("wrong_weekday", True, f"{written} is a {day:%A}. Correct the date or the day of the week.")
        elif day not in on_file:
            yield Finding("date_not_on_file", False, f"{written} is not a date of this file. Check that it is right.")


def left_over(text: str) -> Iterator[Finding]:
    """Marks that somebody meant to replace. Fields without a value are found by ``unfinished``."""
    for mark in dict.fromkeys(found[0] for found in LEFT_OVER.finditer(FIELD.sub("", text))):
        yield Finding("left_over", False, f"“{mark}” looks like something still to be filled in.")


def other_people(text: str, addressees: list[Addressee], facts: Facts) -> Iterator[Finding]:
    """Data of people other than those who get the letter."""
    getting = {one.name.casefold() for one in addressees}
    for name in sorted(facts.parties):
        if name.casefold() not in getting and _is_named(name, text):
            yield Finding(
                "other_party", False, f"{name} is on this file and is not who gets the letter. May they be named?"
            )
    for name in sorted(facts.elsewhere - facts.parties):
        if name.casefold() not in getting:
            yield Finding("other_case", False, f"{name} is somebody of another case. Check that they may be named.")
    for reference in dict.fromkeys(REFERENCE.findall(text)):
        if reference != facts.own_reference and reference not in facts.known.values():
            yield Finding("other_reference", False, f"{reference} is the reference of another file.")
    own = {contact.casefold() for contact in facts.own_contacts} | {one.email.casefold() for one in addressees}
    contacts = dict.fromkeys([*EMAIL.findall(text), *PHONE.findall(text), *POSTCODE.findall(text)])
    for contact in contacts:
        if contact.casefold() not in own and contact not in facts.template_words:
            yield Finding("contact_details", False, f"{contact} is somebody's contact. Check that it may be in here.")


def _is_named(name: str, text: str) -> bool:
    """Whether the whole name occurs, or the surname after a title or rank."""
    surname = re.escape(name.split()[-1])
    titled = rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|DC|PS|DS|Sgt|Sergeant|Constable|Inspector|Officer)\.? {surname}\b"
    return bool(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) or re.search(titled, text))


def names_in(text: str) -> set[str]:
    """Everything that could be somebody's name: two to four words that begin with a capital, and each pair of them."""
    found = set()
    for match in NAME.finditer(text):
        words = match[0].split()
        for size in (2, 3, 4):
            found |= {" ".join(words[start : start + size]) for start in range(len(words) - size + 1)}
    return found


def hard_to_read(text: str) -> Iterator[Finding]:
    scored = reading(text)
    if scored.is_hard:
        yield Finding(
            "hard_to_read",
            False,
            f"This letter is hard to read: its reading ease is {scored.ease}, and plain English is 60 or more. Shorter "
            "sentences and words help.",
        )
    for sentence in scored.long_sentences[:3]:
        yield Finding(
            "long_sentence", False, f"A sentence has more than {LONG_SENTENCE} words: “{sentence[:80].rstrip()}…”"
        )


def spoken(name: str) -> str:
    """The name of a field or part as people say it: ``outcome_date`` is ``Outcome date``."""
    return name.replace("_", " ").capitalize()
