"""The leak checker: each disguise of each kind of entry is caught, patterns are caught, plain words are left alone."""

import html
import random
import re
import re._parser as re_parser
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcc.errors import RuleBroken
from reviews.dip_sampling.choices import HitKind, KnownAs
from reviews.dip_sampling.redaction import (
    Known,
    Passage,
    apply,
    check,
    digest_of_list,
    patterns,
    spoken,
    suggestions,
)
from reviews.dip_sampling.redaction.folding import LOOK_ALIKES
from reviews.dip_sampling.redaction.names import ORDINARY

BEFORE, AFTER = "We then went with ", " to the desk, where nobody was."

PEOPLE = [
    "Ada Canary",
    "Zbigniew Kowalczyk",
    "Siân Llewellyn",
    "Catherine O'Brien-Mensah",
    "Oluwaseun Adeyemi",
    "Jo Finch",
]
LATIN = {latin: [other for other, of in LOOK_ALIKES.items() if of == latin] for latin in set(LOOK_ALIKES.values())}
ACCENTS = "\u0301\u0308\u0327\u0303"

Disguise = Callable[[str, random.Random], str]


def _between(joint: str) -> Disguise:
    return lambda name, _: joint.join(name)


def _split_once(joint: str) -> Disguise:
    def split(name: str, lot: random.Random) -> str:
        place = lot.randint(1, len(name) - 1)
        return name[:place] + joint + name[place:]

    return split


def _look_alike(name: str, lot: random.Random) -> str:
    return "".join(lot.choice(LATIN.get(letter, [letter])) for letter in name.lower())


DISGUISES: dict[str, Disguise] = {
    "as it is": lambda name, _: name,
    "capitals": lambda name, _: name.upper(),
    "small letters": lambda name, _: name.lower(),
    "mixed case": lambda name, lot: "".join(lot.choice([letter.upper(), letter.lower()]) for letter in name),
    "possessive": lambda name, _: f"{name}'s",
    "curly possessive": lambda name, _: f"{name}’s",
    "plural": lambda name, _: f"{name}s",
    "spaced": _between(" "),
    "dotted": _between("."),
    "dashed": _between("-"),
    "underlined": _between("_"),
    "zero width": _between("\u200b"),
    "soft hyphen": _split_once("\u00ad"),
    "joiner": _between("\u2060"),
    "filler": _split_once("\u3164"),
    "markup": _split_once("<b class='x'>"),
    "closed markup": _split_once("</i>"),
    "markdown": _split_once("**"),
    "line break": _split_once("\n"),
    "hyphenated line": _split_once("-\n"),
    "entities": lambda name, _: "".join(f"&#{ord(letter)};" for letter in name),
    "hex entities": lambda name, _: "".join(f"&#x{ord(letter):x};" for letter in name),
    "named entity": lambda name, _: html.escape(name).replace("a", "&#97;"),
    "accents": lambda name, lot: "".join(letter + lot.choice(ACCENTS) for letter in name),
    "look-alikes": _look_alike,
    "full width": lambda name, _: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in name),
    "bold": lambda name, _: "".join(
        chr(ord(one) - ord("a") + 0x1D41A) if "a" <= one <= "z" else one for one in name.lower()
    ),
    "circled": lambda name, _: "".join(
        chr(ord(one) - ord("a") + 0x24D0) if "a" <= one <= "z" else one for one in name.lower()
    ),
    "squared": lambda name, _: "".join(
        chr(ord(one) - ord("a") + 0x1F170) if "a" <= one <= "z" else one for one in name.lower()
    ),
    "flags": lambda name, _: "".join(
        chr(ord(one) - ord("a") + 0x1F1E6) if "a" <= one <= "z" else one for one in name.lower()
    ),
    "backwards": lambda name, _: name[::-1],
    "hidden right to left": lambda name, _: f"\u202e{name[::-1]}\u202c",
    "run together": lambda name, _: name.replace(" ", ""),
    "stuck to a title": lambda name, _: f"Mrs{name.replace(' ', '')}",
    "leet": lambda name, _: name.lower().translate(str.maketrans("aeost", "43057")),
}


def _listed(text: str, known: Known) -> list[str]:
    return [one.text for one in check([Passage("LETTER 1", text)], [known]) if one.kind != HitKind.PATTERN]


@pytest.mark.parametrize("disguise", DISGUISES)
@settings(max_examples=12, deadline=None)
@given(name=st.sampled_from(PEOPLE), seed=st.integers(0, 2**16))
def test_a_whole_name_is_caught_in_every_disguise(disguise: str, name: str, seed: int) -> None:
    written = DISGUISES[disguise](name, random.Random(seed))
    assert _listed(f"{BEFORE}{written}{AFTER}", Known(name)), written


ALONE = sorted(set(DISGUISES) - {"run together", "stuck to a title"})


@pytest.mark.parametrize("disguise", ALONE)
@settings(max_examples=12, deadline=None)
@given(name=st.sampled_from(["Canary", "Kowalczyk", "Adeyemi", "Llewellyn"]), seed=st.integers(0, 2**16))
def test_a_surname_alone_is_caught_in_every_disguise(disguise: str, name: str, seed: int) -> None:
    written = DISGUISES[disguise](name, random.Random(seed))
    assert _listed(f"{BEFORE}{written}{AFTER}", Known(f"Ada {name}")), written


@pytest.mark.parametrize(
    "written",
    [
        "Canary, Ada",
        "Ada J. Canary",
        "the Canaries",
        "Cannery",
        "Kanary",
        "AdaC",
        "Addie",
        "a.c.",
        "A. C.",
        "C\u0336a\u0336n\u0336ary",
        "Ca\u034fnary",
        "Can<!-- x -->ary",
        "Charlie Alpha November Alpha Romeo Yankee",
        "C-a-n-a-r-y",
        "C4nary",
        "©anary",
        "c\u0430n\u0430ry",
        "canaryesque",
    ],
)
def test_attacks_on_one_name(written: str) -> None:
    assert _listed(f"{BEFORE}{written}{AFTER}", Known("Ada Canary")), written


@pytest.mark.parametrize(
    "written",
    [
        *("ʎɹɐuɐɔ", "\u13df\u13aa\u13c1\u13aa\u13d2\u13bd", "⠉⠁⠝⠁⠗⠽", "CΛNΛRY", "А.С.", "\uff21.\uff23.", "ᴀ ᴄ", "🄰🄲"),
        *("Can<b ary", "%43anary", "Ca|\\|ary", "C*****", "&ccaron;anary", "Ms C", "PC C", "ada_c"),
    ],
)
def test_what_no_list_can_know_is_told_by_the_signs_it_is_written_in(written: str) -> None:
    assert check([Passage("LETTER 1", f"{BEFORE}{written}{AFTER}")], []), written


@pytest.mark.parametrize(
    "plain", ["café", "cafe\u0301", "Siân", "Łoś", "naïve", "“quoted”", "£20 – or so…", "½ an hour", "10°"]
)
def test_accents_and_quotation_marks_are_english_enough(plain: str) -> None:
    assert check([Passage("LETTER 1", f"{BEFORE}{plain}{AFTER}")], []) == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Peter Reilly", "Riley"),
        ("Jo Phillips", "Filips"),
        ("Ada Thompson", "Tomsen"),
        ("Mia Clarke", "Klark"),
        ("Wes Knightley", "Nitely"),
    ],
)
def test_names_that_sound_alike(name: str, written: str) -> None:
    assert _listed(f"{BEFORE}{written}{AFTER}", Known(name)), written


@given(
    name=st.text("abcdefghiklmnoprstuwy", min_size=6, max_size=12).filter(lambda name: name not in ORDINARY),
    place=st.integers(0, 11),
    letter=st.sampled_from("abcdefghiklmnoprstuwy"),
    how=st.sampled_from(["added", "left out", "changed", "swapped"]),
)
def test_a_name_with_one_letter_wrong_is_caught(name: str, place: int, letter: str, how: str) -> None:
    place %= len(name)
    wrong = {
        "added": name[:place] + letter + name[place:],
        "left out": name[:place] + name[place + 1 :],
        "changed": name[:place] + letter + name[place + 1 :],
        "swapped": name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :],
    }[how]
    if wrong not in ORDINARY:
        assert _listed(f"{BEFORE}{wrong.title()}{AFTER}", Known(f"Ada {name.title()}")), wrong


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Stephen Li", "Steven"),
        ("Catherine Mensah", "Kathryn"),
        ("Catherine Mensah", "Katie"),
        ("William Mensah", "Bill"),
        ("Mohammed Khan", "Mo"),
        ("Mohammed Khan", "Muhamed"),
        ("Marnie Finch", "Mamie"),
        ("Ada Jane Canary", "A.J.C."),
        ("Ada Jane Canary", "AC"),
        ("Ada Jane Canary", "A J Canary"),
        ("Jo Finch", "Jo"),
        ("PC Li", "li's"),
        ("Zoë Łoś", "Zoe Los"),
        ("Anne-Marie Finch", "Annemarie"),
        ("O'Brien", "o brien"),
        ("D'Arcy Finch", "Darcy"),
    ],
)
def test_forms_that_people_use_of_a_name(name: str, written: str) -> None:
    assert _listed(f"{BEFORE}{written}{AFTER}", Known(name))


@pytest.mark.parametrize(
    ("entry", "written"),
    [
        (Known("07700 900123", known_as=KnownAs.NUMBER), "+44 (0)7700 900-123".replace("(0)", "")),
        (Known("07700 900123", known_as=KnownAs.NUMBER), "07700.900.123"),
        (Known("07700 900123", known_as=KnownAs.NUMBER), "oh seven seven oh oh, nine oh oh, one two three"),
        (Known("07700 900123", known_as=KnownAs.NUMBER), "٠٧٧٠٠٩٠٠١٢٣"),
        (Known("07700 900123", known_as=KnownAs.NUMBER), "oh double seven oh oh nine double oh one two three"),
        (Known("07700 900123", known_as=KnownAs.NUMBER), "oh seventy-seven hundred, nine hundred, one two three"),
        (Known("07700 900123", known_as=KnownAs.NUMBER), "O77OO 9OO 123"),
        (Known("4321", known_as=KnownAs.NUMBER), "forty-three twenty-one"),
        (Known("AB12 CDE", known_as=KnownAs.NUMBER), "Alpha Bravo one two Charlie Delta Echo"),
        (Known("AB12 CDE", known_as=KnownAs.NUMBER), "alpha bravo 12 charlie delta echo"),
        (Known("West Park School", known_as=KnownAs.PLACE), "the West Park"),
        (Known("West Park School", known_as=KnownAs.PLACE), "Westpark"),
        (Known("West Park School", known_as=KnownAs.PLACE), "W.P.S."),
        (Known("1234", known_as=KnownAs.NUMBER), "number 1 2 3 4"),
        (Known("20CY/12345/25", known_as=KnownAs.NUMBER), "20cy 12345 25"),
        (Known("14 Kestrel Court", known_as=KnownAs.PLACE), "kestrel ct"),
        (Known("St Aldate's Academy", known_as=KnownAs.PLACE), "Saint Aldates"),
        (Known("Kestrel Court School", known_as=KnownAs.PLACE), "KestrelCourt School"),
        *(
            (Known("14a Mill Lane", known_as=KnownAs.PLACE), one)
            for one in ("number 14", "No. 14A", "house fourteen", "at 14 a,")
        ),
        *(
            (Known("14 Mill Lane", known_as=KnownAs.PLACE), one)
            for one in ("to 14 and", "outside fourteen when", "live at 14.")
        ),
        (Known("Flat 3, Kestrel Court", known_as=KnownAs.PLACE), "the door of flat three"),
        (Known("the Glorious Otter", known_as=KnownAs.WORD), "the glorious  otter"),
        (Known("Moldovan", known_as=KnownAs.WORD), "moldovan"),
        (Known("Ada Canary", others=("Birdie",)), "birdie"),
    ],
)
def test_numbers_places_words_and_further_forms(entry: Known, written: str) -> None:
    assert _listed(f"{BEFORE}{written}{AFTER}", entry)


PATTERNS = {
    "email": [
        "ada @ mail . com",
        "ada(a)mail.com",
        "ada at mail dot com",
        "ada@mail.example.com",
        "ada.canary (at) mail (dot) com",
        "ADA@MAIL.CO.UK",
        "ada [at] mail [dot] org",
    ],
    "url": [
        *("https://example.com/x?y", "www.example.com", "example.co.uk/page", "h\u200bttps://example.com"),
        *("tinyurl . com / x", "tinyurl .com/x", "tinyurl. com /x", "tinyurl dot com slash x", "bit.ly/3x"),
        *("example (dot) co (dot) uk".replace("co (dot)", "co dot"), "youtu . be / x"),
    ],
    "handle": [
        "(at)ada_c",
        "#justiceforada",
        "u/ada-c",
        "her Instagram is ada.c",
        "insta: ada_c",
        "snapchat ada99",
        "@ada_c",
        "\uff20ada_c",
    ],
    "phone": [
        "0121,496,0999",
        "0121_496_0999",
        "0121*496*0999",
        "07700•900•123",
        "07700|900|123",
        "oh seven double seven double oh nine double oh one two three",
        "oh seventy-seven hundred nine hundred one two three",
        "0121 496 0999",
        "+44 7700 900123",
        "(0121) 496-0999",
        "0 1 2 1 4 9 6 0 9 9 9",
    ],
    "postcode": [
        *("B twelve 4QT", "b twelve four qt", "B one two, four Q T", "SW one A one AA", "wv ten 4qt"),
        *("B 1 2 4 Q T", "B12, 4QT", "B12 4QT", "b124qt", "WV1 1AA", "SW1A 1AA", "B\u200b12 4QT"),
    ],
    "plate": [
        *("AB twelve CDE", "ab fifty-one smr", "A one two three BCD", "DAY 12 I"),
        "AB-12-CDE",
        "A B 1 2 C D E",
        "alpha bravo one two charlie delta echo",
        "Alpha Bravo 12 Charlie Delta Echo",
        "ABZ 1234",
        "AB12 CDE",
        "ab12cde",
        "A123 BCD",
        "ABC 123D",
    ],
    "collar": [
        "collar no. is 4321",
        "badge #4321",
        "4321 Sgt",
        "PC 4321",
        "collar number 4321",
        "officer no. 21234",
        "Sgt 87",
    ],
    "custody": ["custody record 20CY/1234/25", "custody number: 12345"],
    "reference": ["20BW/123456A/25", "CO/00123/24", "CAS/2026/0001"],
    "crime": ["crime reference 20123456", "crime number BX-12345-25"],
    "log": ["log 1234", "incident number 00231", "CAD ref 1234"],
    "spelt": ["nine nine nine", "four, three, two", "double seven oh", "one-oh-one"],
    "insurance": ["QQ 12 34 56 C"],
    "date": [
        "the fourteenth of March",
        "March the fourteenth",
        "fourteenth March",
        "Tuesday the 14th",
        "on the 14th",
        "14.iii.25",
        "second of May",
        "12/03/2008",
        "2008-03-12",
        "3rd of March",
        "3 March 2008",
        "March 3rd, 2008",
        "3 Sept '08",
        "1.2.08",
    ],
    "age": [
        "sixteen-year-old",
        "aged sixteen",
        "sixteen years of age",
        "his 16th birthday",
        "turned sixteen",
        "Bea (16)",
        "aged 16",
        "a 16-year-old",
        "16 years old",
        "age of 9",
    ],
    "address": ["14, Mill Ln", "14 Mill Lane", "flat 3 Old Mill Road", "221b Baker Street"],
    "number": ["ID card 8675309", "123456"],
    "district": ["C4321", "PC four three two", "B12", "the M6", "WV10"],
    "time": ["at 14:32", "9.30pm", "2 pm", "1432 hours", "3 o'clock"],
    "day": ["Christmas Day", "Boxing Day", "New Year's Eve", "Hallowe'en"],
    "school-year": ["in year 11"],
    "words": ["///filled.count.soap", "filled.count.soap"],
    "street": ["Mill Lane", "Old Mill Road"],
    "institution": ["West Park School", "St Aldate's Church"],
}


@pytest.mark.parametrize(("code", "written"), [(code, one) for code, many in PATTERNS.items() for one in many])
def test_text_in_the_form_of_something_that_identifies(code: str, written: str) -> None:
    found = check([Passage("POLICE 1", f"{BEFORE}{written}{AFTER}")], [])
    assert found, written
    if code not in {"number", "crime", "district"}:  # these are told as the narrower form when one fits
        assert code in {one.pattern for one in found}, [one.pattern for one in found]


PLAIN = """The person wrote that officers came to the wrong house and would not listen. [officer C] told
[person A] to calm down, and later said sorry. In March 2025 (day 12) a letter was sent. It said that they looked at all
points, that two were upheld, and that staff would be trained. The person, who is aged 14 to 17, may ask for a review
within 28 days. Nobody was arrested. It took 9 weeks. They felt that they could not trust anyone there."""


def test_plain_text_with_marks_is_left_alone() -> None:
    known = [Known(name) for name in ("Ada Canary", "Zbigniew Kowalczyk", "Oluwaseun Adeyemi")]
    assert check([Passage("POLICE 1", PLAIN)], known) == []


@pytest.mark.parametrize(
    "plain",
    [
        "On day 12 I rang again.",
        "By day twelve I had heard nothing.",
        "We waited, and 3 a week came.",
        "At 1 or 2 in the night they left.",
        "In 2 to 3 of us they saw a threat.",
        "They came to 14 houses, and at 14 different times.",
        "It took from 14 to 16 weeks, or 14.5 on average.",
        "It went up to 14% and then on.",
        "One or two of them said so, and three or four did not.",
        "I rang. Me and my brother waited. Be calm, they said.",
        "He said no. 3 officers left.".replace("no. 3", "no: three"),
    ],
)
def test_numbers_in_prose_are_neither_plates_nor_postcodes_nor_houses(plain: str) -> None:
    known = [Known("14 Mill Lane", known_as=KnownAs.PLACE), Known("Ada Canary")]
    assert [(one.text, one.because) for one in check([Passage("LETTER 1", plain)], known)] == []


DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
IN_WORDS = {str(number): word for number, word in enumerate(DIGITS)}
DISTRICTS = st.from_regex(r"[BCEGLMNSW][BDEHLNPRSTV]?[1-9]", fullmatch=True)


@given(
    outward=DISTRICTS,
    inward=st.from_regex(r"[1-9][ABDEFGHJLNPQRSTUWXYZ]{2}", fullmatch=True),
    written=st.sampled_from(["outward", "inward", "both"]),
    lower=st.booleans(),
)
def test_a_postcode_with_numbers_in_words_is_caught(outward: str, inward: str, written: str, lower: bool) -> None:
    first, last = outward[:-1], inward[1:]
    told = f"{first} {IN_WORDS[outward[-1]] if written != 'inward' else outward[-1]} "
    told += f"{IN_WORDS[inward[0]] if written != 'outward' else inward[0]} {last}"
    if not lower:
        assert check([Passage("POLICE 1", f"{BEFORE}{told}{AFTER}")], []), told
    elif not {first.lower(), last.lower()} <= ORDINARY:
        assert check([Passage("POLICE 1", f"{BEFORE}{told.lower()}{AFTER}")], []), told.lower()


@given(
    words=st.lists(st.sampled_from(sorted(ORDINARY)), min_size=4, max_size=12),
    numbers=st.lists(st.integers(1, 20).map(str), min_size=3, max_size=11),
)
def test_ordinary_words_with_numbers_between_are_no_plates_and_no_postcodes(
    words: list[str], numbers: list[str]
) -> None:
    text = " ".join(part for pair in zip(words, numbers, strict=False) for part in pair)
    found = check([Passage("POLICE 1", text)], [Known("Ada Canary")])
    assert [one.text for one in found if one.pattern in ("plate", "postcode")] == []


PROSE = """I rang three times and waited at home. He said that one of them, or two, would come within 14 days, and that
the second may be told first. In March 2025 nobody came; by day 12 they had my second. The letter, which was two pages
long, thanked me for my e-mail. It was read at the Crown Court. They said they would march on. The golf club was full.
It cost £2.50 and took 9 weeks. She was aged 14 to 17, one in three did not reply, and 40 of 60 people agreed."""


def test_prose_with_numbers_and_months_is_left_alone() -> None:
    known = [Known(name) for name in ("Ada Canary", "Peter Reilly", "Catherine Thompson", "Mohammed Khan")]
    assert [(one.text, one.because) for one in check([Passage("LETTER 1", PROSE)], known)] == []


@given(st.lists(st.sampled_from(sorted(ORDINARY)), min_size=1, max_size=60))
def test_ordinary_words_are_never_near_misses(words: list[str]) -> None:
    known = [Known("Ada Canary"), Known("Jonas Marsh"), Known("Peter Ward")]
    found = check([Passage("POLICE 1", " ".join(words))], known)
    assert [one for one in found if one.near] == []


@given(text=st.text(max_size=300), names=st.lists(st.text(min_size=1, max_size=30), max_size=4))
def test_any_text_is_checked_and_each_find_is_where_it_says(text: str, names: list[str]) -> None:
    for one in check([Passage("x", text)], [Known(name) for name in names]):
        assert 0 <= one.start < one.end <= len(text)
        assert one.text in (text[one.start : one.end][:200], "(unseen)")


@given(text=st.text("Ada Cnry.B12@", max_size=120))
def test_what_was_accepted_is_not_found_again(text: str) -> None:
    known = [Known("Ada Canary", part="officer")]
    cleaned = apply(text, suggestions(text, known, {0: "officer C"}))
    marks = cleaned.count("[")
    found = [one for one in check([Passage("x", cleaned)], known) if one.entry == 0 and not one.near]
    assert len(found) <= marks  # a mark's own letters are not a name


@pytest.mark.parametrize(
    "evil", ["1 ", "a.", "<", "&", "@", "one ", "/1", "a1", "-", "a@a ", "12/", "Ada", " at ", "1-", "\u0301"]
)
def test_a_text_twice_as_long_is_twice_the_work_whatever_the_text(evil: str) -> None:
    def calls(length: int) -> int:
        """How many calls one check makes, of ours and of the language's own functions."""
        text, made = (evil * length)[:length], 0

        def count(frame: object, event: str, argument: object) -> None:
            nonlocal made
            made += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            check([Passage("x", text)], [Known("Ada Canary")])
        finally:
            sys.setprofile(None)
        return made

    calls(100)  # what is remembered from one check to the next
    assert calls(4_000) < 2.2 * calls(2_000)


def repeats(tokens: Any) -> Iterator[tuple[int, int]]:
    """The least and the greatest number of times of everything that a parsed pattern may repeat."""
    for token in tokens if isinstance(tokens, (list, tuple, re_parser.SubPattern)) else ():
        if isinstance(token, tuple) and len(token) == 2 and token[0] in (re_parser.MAX_REPEAT, re_parser.MIN_REPEAT):
            yield token[1][0], token[1][1]
        yield from repeats(token)


FORMS = [one.form for one in (*patterns.PATTERNS, *patterns.AS_IT_STANDS, *patterns.LAST_OF_ALL)]


@pytest.mark.parametrize("form", [*FORMS, spoken.TOKEN, spoken.GAP, patterns.house_of(["14a", "3"])])
def test_no_pattern_looks_on_without_end(form: re.Pattern[str]) -> None:
    """What a pattern may repeat has an end, so that it looks at so many letters from any place and no more."""
    most = [greatest for _, greatest in repeats(re_parser.parse(form.pattern, form.flags))]
    assert most == [] or max(most) <= 200


def test_more_than_a_check_reads_is_refused() -> None:
    with pytest.raises(RuleBroken, match="longer than"):
        check([Passage("x", "a" * 60_000), Passage("y", "a" * 60_000)], [])


@pytest.mark.parametrize(
    ("known_as", "text", "written"),
    [
        (KnownAs.PERSON, "Katherine Adeyemi-O'Brien", "K.A. rang"),
        (KnownAs.PERSON, "Mohammed Al-Rashid", "M. A. R. rang"),
        (KnownAs.PERSON, "Stephen Llewellyn", "So Llew rang"),
        (KnownAs.PERSON, "Katherine Adeyemi", "So Yemi rang"),
        (KnownAs.PERSON, "Stephen Llewellyn", "so Ste rang"),
        (KnownAs.PERSON, "Zoë Müller", "so 2oe rang"),
        (KnownAs.PLACE, "14 Hawthorn Rise, Dudley DY1 3QX", "it ends in 3QX"),
        (KnownAs.NUMBER, "BX19 KLM", "it ends in KLM"),
        (KnownAs.WORD, "blue dragon tattoo", "a tattoo, as of a blue dragon"),
        (KnownAs.WORD, "red front door", "the door at the front was red"),
    ],
)
def test_parts_of_what_is_on_the_list_are_told(known_as: KnownAs, text: str, written: str) -> None:
    assert _listed(written, Known(text, known_as=known_as))


@pytest.mark.parametrize("text", ["red front door", "blue dragon tattoo"])
def test_one_word_of_a_detail_or_words_far_apart_are_not_told(text: str) -> None:
    first, *_, last = text.split()
    apart = f"The {first} one went, and we all sat there for a long while before the {last} came."
    assert not _listed(apart, Known(text, known_as=KnownAs.WORD))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("born in August 2009", "born"),
        ("DOB 29-Aug-2009", "born"),
        ("on 29-Aug-2009", "date"),
        ("29 VIII 2009", "date"),
        ("her day is the 29th.", "date"),
        ("the last Saturday in August", "date"),
        ("the bank holiday", "day"),
        ("She is 16.", "age"),
        ("he was only sixteen then", "age"),
        ("in year eleven", "school-year"),
        ("in y11", "school-year"),
        ("in the sixth form", "school-year"),
        ("half past nine", "time"),
        ("seven minutes past three", "time"),
        ("four o'clock", "time"),
        ("DYI 3QX", "postcode"),
        ("Yours, DI Hope Green", "titled"),
        ("Dear Ms Greenwood-Hale,", "titled"),
        ("so Steve rang", "forename"),
        ("Delta Yankee one three Quebec X-ray", "postcode"),
    ],
)
def test_names_that_nobody_listed_and_dates_ages_years_and_times_in_words_are_told(text: str, code: str) -> None:
    assert code in {one.pattern for one in check([Passage("x", text)], [])}


@pytest.mark.parametrize(
    "text",
    ["He is one of two officers.", "He was 20 minutes late.", "A year later", "two years to come", "past the shop"],
)
def test_ordinary_talk_of_numbers_is_not_told(text: str) -> None:
    assert not check([Passage("x", text)], [])


def test_names_of_linked_files_are_told_as_such() -> None:
    found = check([Passage("x", "Ada Canary")], [Known("Ada Canary", linked=True)])
    assert [one.kind for one in found] == [HitKind.LINKED]


def test_the_digest_of_a_list_tells_any_change_and_no_change_of_order() -> None:
    one, two = Known("Ada Canary"), Known("B Finch")
    assert digest_of_list([one, two]) == digest_of_list([two, one])
    assert digest_of_list([one]) != digest_of_list([one, two])
    assert digest_of_list([one]) != digest_of_list([Known("Ada Canary", others=("Addie",))])


def test_suggestions_put_marks_months_days_and_bands_in_the_place_of_details() -> None:
    text = (
        "On Friday 14 March 2025 PC Ada Canary spoke to Bea Finch, aged 16, at 14 Mill Lane. "
        "On 25/03/2025 she rang 0121 496 0999."
    )
    known = [Known("Ada Canary", part="officer"), Known("Bea Finch", part="person who complained")]
    labels = {0: "officer K", 1: "person M"}
    assert apply(text, suggestions(text, known, labels)) == (
        "In March 2025 PC [officer K] spoke to [person M], aged 14 to 17, at [address]. In March 2025 she rang "
        "[phone number]."
    )
    told = apply(text, suggestions(text, known, labels, day_1=date(2025, 3, 14)))
    assert "On day 1 PC" in told
    assert "On day 12 she" in told
