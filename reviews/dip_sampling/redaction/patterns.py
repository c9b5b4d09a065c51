"""Text in the form of something that identifies, whoever it belongs to. No pattern runs away on a long text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reviews.dip_sampling.redaction.names import ORDINARY, SHORT_FOR
from reviews.dip_sampling.redaction.spoken import APART, CARDINAL, DIGIT_WORD, ORDINAL, TEEN, TWICE

MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
CLEAR_MONTHS = MONTHS.replace("|may", "")
"""Months whose name is no other word: "the second may" is no date, "the second of May" is one."""

STREETS = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|way|court|crescent|cres|terrace|gardens|grove|place|square"
    r"|mews|row)"
)
ENDINGS = r"(?:co|org|gov|ac)(?:\s?\.\s?|\sdot\s)uk|com|org|net|info|biz|uk|eu|me|io|tv|ly|gl|gg|be|app|link|page|xyz"
"""The last part of a web address, as links to people and to pages about them have it."""

TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Lady|Lord|Rev|PC|WPC|PS|DC|DS|DI|DCI|PCSO|Sgt|Sergeant|Constable|Insp"
    r"|Inspector|Supt|Superintendent|Officer)"
)
WEEKDAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
BETWEEN = r"[\s().,\-–_*•·|~:]{0,3}"
"""What stands between the digits of a telephone number, however it is written."""

PLATFORMS = (
    r"(?:insta(?:gram)?|snap(?:chat)?|tik\s?tok|facebook|fb|twitter|whats\s?app|discord|youtube|twitch|reddit|telegram"
    r"|roblox|xbox|psn|steam|threads|bereal)"
)


@dataclass(frozen=True)
class Pattern:
    """A form to look for; what it looks like, in words; and the mark that a suggestion puts in its place.

    One that is ``also_in_words`` is looked for where numbers are written in words, too, and is not told of letters that
    are ordinary words of a sentence: "B twelve 4QT", but not "day 12 I".
    """

    code: str
    words: str
    mark: str
    form: re.Pattern[str]
    also_in_words: bool = False


def _pattern(
    code: str, words: str, mark: str, form: str, *, capitals: bool = False, also_in_words: bool = False
) -> Pattern:
    return Pattern(code, words, mark, re.compile(form, 0 if capitals else re.IGNORECASE), also_in_words)


PATTERNS = (
    _pattern(
        "email",
        "looks like an e-mail address",
        "[e-mail address]",
        r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\{at\}|\(a\))\s?[\w-]{1,63}"
        r"(?:\s?(?:\.|\(dot\)|\[dot\]|\sdot\s)\s?[a-z0-9-]{2,63}){1,4}"
        r"|[\w.+-]{1,64}\sat\s[\w-]{1,63}(?:(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?|\sdot\s)[a-z0-9-]{2,63}){1,4}",
    ),
    _pattern(
        "url",
        "looks like a web address",
        "[web address]",
        r"(?:https?\s?:\s?/\s?/\s?\S{2,200}|\bwww\s?\.\s?\S{2,200}"
        rf"|\b[a-z0-9-]{{2,63}}(?:\s?(?:\(dot\)|\[dot\])\s?|\s?\.)(?:{ENDINGS})\b(?:/\S{{0,200}})?"
        rf"|\b[a-z0-9-]{{2,63}}(?:\s\.\s|\s?\(dot\)\s?|\sdot\s)(?:{ENDINGS})\b(?:\s?(?:/|slash)\s?\S{{0,200}})?"
        rf"|\b[a-z0-9-]{{2,63}}\s?\.\s(?:{ENDINGS})\s?/\s?\S{{0,200}})",
    ),
    _pattern(
        "handle",
        "looks like the name of a social media account",
        "[account]",
        rf"(?<![\w.])(?:@|\(at\)|\[at\])\s?[\w.]{{2,40}}|(?<![\w&])#[a-z]\w{{2,40}}|(?<![\w/])[ur]/[\w\-]{{3,40}}"
        rf"|\b{PLATFORMS}\b\W{{0,3}}(?:(?:is|as|name|account|handle|user(?:name)?|id|on|called)\W{{1,3}}){{0,3}}"
        r"(?=[\w.]{0,40}[\d._])[\w.]{2,40}[\w]",
    ),
    _pattern(
        "postcode",
        "looks like a postcode",
        "[postcode]",
        r"\b[a-z]{1,2}\s?\d\s?[a-z\d]?[\s.,\-]{0,3}\d\s?[a-z]{2}\b"
        r"|\b[a-z](?:\s?[a-z])?(?:[\s.,\-]{1,3}\d){2,3}(?:[\s.,]{1,2}[a-z]){2}\b",
        also_in_words=True,
    ),
    _pattern(
        "plate",
        "looks like the plate of a vehicle",
        "[number plate]",
        r"\b(?:[a-z]{2}[\s.\-]{0,2}\d{2}[\s.\-]{0,2}[a-z]{3}|[a-z]\s?\d{1,3}[\s.\-]{0,2}[a-z]{3}"
        r"|[a-z]{3}[\s.\-]{0,2}\d{1,3}\s?[a-z]|[a-z]\W[a-z]\W{1,3}\d\W?\d\W{1,3}[a-z]\W[a-z]\W[a-z])\b",
        also_in_words=True,
    ),
    _pattern(
        "collar",
        "looks like an officer's number",
        "[officer's number]",
        r"\b(?:pcso|pc|wpc|dc|ps|ds|sgt|sergeant|constable|inspector|insp|officer|collar|shoulder|warrant|badge|id)"
        r"(?:\W{0,3}(?:number|no|num|card|n[o°º]))?(?:\W{0,3}(?:is|was))?\W{0,4}[a-z]{0,2}\d{2,7}\b"
        r"|\b(?!(?:19|20)\d\d\b)\d{2,6}\s(?:pcso|pc|wpc|dc|ps|ds|sgt|sergeant|constable)\b",
    ),
    _pattern(
        "date",
        "is an exact date",
        "[date]",
        r"\b(?:\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|\d{4}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{1,2}"
        rf"|\d{{1,2}}[/.\-]{MONTHS}[/.\-]\d{{2,4}}\b|(?:first|second|third|fourth|last|1st|2nd|3rd|4th)\s{WEEKDAYS}"
        rf"\s(?:in|of)\s{MONTHS}\b|(?:is|was)\sthe\s\d{{1,2}}(?:st|nd|rd|th)\b(?!\s\w)"
        rf"|(?:{WEEKDAYS},?\s(?:the\s)?)?\d{{1,2}}\s?(?:st|nd|rd|th)?\s{{1,2}}(?:of\s)?{MONTHS}\b(?:[\s,]{{1,3}}\d{{4}}\b|\s?['’]\d{{2}}\b)?"
        rf"|{MONTHS}\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)(?:[\s,]{{1,3}}\d{{4}}\b)?"
        rf"|{ORDINAL}\s(?:day\s)?of\s{MONTHS}\b|{ORDINAL}\s{CLEAR_MONTHS}\b|{MONTHS}\sthe\s{ORDINAL}\b"
        rf"|{CLEAR_MONTHS}\s{ORDINAL}\b|{WEEKDAYS},?\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\b"
        r"|(?:on|by|from|until|since)\sthe\s\d{1,2}(?:st|nd|rd|th)\b|\d{1,2}[./\-\s][ivx]{1,4}[./\-\s]\d{2,4}\b)",
    ),
    _pattern(
        "born",
        "looks like a date of birth",
        "[date of birth]",
        rf"\b(?:born|birth|d\.?o\.?b\b\.?)[^.\n\[]{{0,20}}?\b(?:{MONTHS}\b(?:[\s,]{{1,3}}\d{{4}}\b)?|(?:19|20)\d\d\b)"
        r"|\bd\.?o\.?b\b\.?",
    ),
    _pattern(
        "custody",
        "looks like a custody reference",
        "[custody reference]",
        r"\bcustody\W{0,3}(?:record|ref(?:erence)?|number|no|log)?\W{0,3}(?:number|no)?\W{0,4}[a-z\d]{0,6}\W?\d[\d/\-]{2,14}",
    ),
    _pattern(
        "reference",
        "looks like a crime, complaint or case reference",
        "[reference]",
        r"\b[a-z]{0,4}\d{0,4}[a-z]{0,3}\d?\s?[/\\]\s?[a-z]{0,3}\d{2,8}[a-z]?(?:\s?[/\\\-]\s?[a-z]{0,2}\d{2,6})?\b",
    ),
    _pattern(
        "crime",
        "looks like a crime reference",
        "[reference]",
        r"\bcrime\W{0,3}(?:report|ref(?:erence)?|number|no)?\W{0,3}(?:number|no)?\W{0,4}[a-z]{0,4}\W?\d[\d/\-]{2,14}",
    ),
    _pattern(
        "log",
        "looks like a log or incident reference",
        "[log reference]",
        r"\b(?:log|incident|cad|stork|oasis|urn)\W{0,3}(?:ref(?:erence)?|number|no|num)?\W{0,4}\d{2,8}\b",
    ),
    _pattern("insurance", "looks like a National Insurance number", "[number]", r"\b[a-z]{2}(?:\W?\d{2}){3}\W?[a-d]\b"),
    _pattern("ip", "looks like the address of a computer", "[number]", r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    _pattern(
        "age",
        "is an exact age",
        "[age]",
        rf"\b(?:aged?\s(?:of\s)?(?:\d{{1,3}}|{CARDINAL})\b(?!\sto\s(?:\d|{CARDINAL}))"
        rf"|(?:\d{{1,3}}|{CARDINAL})[\s\-]{{0,2}}(?:years?|yrs?)[\s\-](?:old|of\sage)\b|\d{{1,3}}\s?y/?o\b"
        rf"|(?:\d{{1,2}}(?:st|nd|rd|th)|{ORDINAL})\sbirthday\b|turn(?:ed|ing|s)\s(?:1\d|{CARDINAL})\b"
        rf"|(?:he|she|they|who|i)(?:['’](?:s|re|m)|\s(?:is|was|are|were|am))\s(?:only\s|just\s|nearly\s|still\s)?"
        rf"(?:[1-9]\d|{TEEN})(?=\W{{0,2}}(?:\Z|[.,;!?)\n]|\s(?:and|but|so|when|then|now|at|in)\b))|sweet\ssixteen\b)"
        r"|\((?:1\d|[2-9]\d)\)",
    ),
    _pattern(
        "school-year",
        "is a year at school",
        "[school year]",
        rf"\b(?:year|yr)\s(?:[1-9]|1[0-3]|{CARDINAL})\b(?!\s(?:ago|later|old))|\by(?:[7-9]|1[0-3])\b"
        r"|\b(?:first|second|third|fourth|fifth|lower\ssixth|upper\ssixth|sixth)[\s\-]form\b",
    ),
    _pattern(
        "day",
        "is a day that people remember",
        "[day]",
        r"\b(?:bank\sholiday|christmas|boxing\sday|new\syear['’]?s\s(?:day|eve)|good\sfriday|easter\s(?:sunday|monday|day)|hallowe?['’]?en"
        r"|bonfire\snight|valentine['’]?s\sday|(?:mother|father)['’]?s['’]?\sday|eid|diwali|hanukkah|ramadan)\b",
    ),
    _pattern(
        "time",
        "is an exact time",
        "[time]",
        r"(?<![£$\d.:])(?:(?:[01]?\d|2[0-3]):[0-5]\d\b|(?:[01]?\d|2[0-3])\.[0-5]\d\s?(?:am|pm|hours|hrs)\b"
        r"|(?:1[0-2]|[1-9])\s?(?:am|pm|a\.m\.|p\.m\.|o['’]clock)(?!\w)|\b(?:[01]\d|2[0-3])[0-5]\d\s?(?:hours|hrs)\b"
        rf"|\b(?:half|quarter)\s(?:past|to)\s(?:\d{{1,2}}|{CARDINAL}|noon|midday|midnight)\b"
        rf"|\b(?:\d{{1,2}}|{CARDINAL})(?:\sminutes)?\spast\s(?:\d{{1,2}}|{CARDINAL}|noon|midday|midnight)\b"
        rf"|\b(?:\d{{1,2}}|{CARDINAL})\sminutes\sto\s(?:\d{{1,2}}|{CARDINAL}|noon|midday|midnight)\b"
        rf"|\b{CARDINAL}\s(?:am|pm|o['’]clock)\b|\bat\s(?:noon|midday|midnight)\b)",
    ),
    _pattern(
        "words",
        "looks like a place named by three words",
        "[place]",
        r"(?:/{2,3}\s?|(?<![\w./@]))[a-z]{3,24}\.[a-z]{3,24}\.[a-z]{3,24}(?![\w.])",
    ),
    _pattern(
        "address",
        "looks like an address",
        "[address]",
        rf"\b(?:flat\s)?\d{{1,4}}[a-z]?,?\s(?:[a-z'’\-]{{2,30}}\s){{1,3}}{STREETS}\b",
    ),
    _pattern(
        "phone",
        "looks like a telephone number",
        "[phone number]",
        rf"(?<![\d/])(?:\+|00)?\d(?:{BETWEEN}\d){{8,14}}(?![\d/])",
    ),
    _pattern("number", "is a long number", "[number]", r"(?<![\d/])\d(?:[\s.\-]{0,2}\d){5,40}(?![\d/])"),
    _pattern(
        "masked",
        "is a word with signs in the place of letters, or within it",
        "[…]",
        r"\w\*{2,40}|\*{2,40}\w|(?<=[a-z])[|\\^~{}<>_=]{1,4}(?=[a-z])|%[0-9a-f]{2}[a-z]",
    ),
)
"""In the order in which they are told: of two that find the same text, the first counts."""

AS_IT_STANDS = (
    _pattern(
        "district",
        "looks like a postcode district, the number of a road or of an officer",
        "[place]",
        r"\b[A-Z]{1,2}\d{1,6}\b",
        capitals=True,
    ),
    _pattern(
        "plate",
        "looks like the plate of a vehicle",
        "[number plate]",
        r"\b(?:[A-Z][IZ][A-Z]|[A-Z]{2}[IZ])\s?\d{1,4}\b",
        capitals=True,
    ),
    _pattern(
        "street",
        "looks like the name of a street",
        "[street]",
        r"\b(?!(?:Crown|County|High|Youth|Magistrates|Supreme|Family)\b)[A-Z][a-z'’]{1,30}(?:\s[A-Z][a-z'’]{1,30})?\s"
        r"(?:Street|Road|Lane|Avenue|Drive|Close|Crescent|Terrace|Gardens|Grove|Mews|Way|Square|Parade|Walk|Court)\b",
        capitals=True,
    ),
    _pattern(
        "institution",
        "looks like the name of a school, hospital or place of worship",
        "[place]",
        r"\b[A-Z][a-z'’]{1,30}(?:\s[A-Z][a-z'’]{1,30}){0,3}\s"
        r"(?:School|Academy|College|University|Hospital|Surgery|Nursery|Church|Mosque|Temple|Gurdwara|Synagogue)\b",
        capitals=True,
    ),
    _pattern(
        "initial",
        "is an initial after a title",
        "[name]",
        rf"(?<!\[)\b{TITLE}\.?\s[A-Z](?![\w'’])",
        capitals=True,
    ),
    _pattern(
        "titled",
        "is a name after a title",
        "[name]",
        rf"(?<!\[)\b{TITLE}\.?\s(?!{TITLE}\b)[A-Z][\w'’\-]{{1,30}}(?:\s[A-Z][\w'’\-]{{1,30}}){{0,2}}",
        capitals=True,
    ),
    _pattern(
        "forename",
        "is a first name",
        "[name]",
        rf"(?<!\[)\b(?=[A-Z])(?:{'|'.join(sorted(name.capitalize() for name in SHORT_FOR if name not in ORDINARY))})\b",
        capitals=True,
    ),
    _pattern(
        "postcode",
        "looks like a postcode with a letter in the place of a digit",
        "[postcode]",
        r"\b[A-Z]{1,2}[IO][A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?[IOl][A-Z]{2}\b",
        capitals=True,
    ),
    _pattern("markup", "is markup or a code for a letter", "", r"<[/!A-Za-z]|&(?:#\w{1,8}|[A-Za-z]{2,30});"),
)
"""Forms that need capitals or signs as they were written: looked for in the text as it stands."""

LAST_OF_ALL = (
    _pattern(
        "spelt",
        "is a number spelt out digit by digit",
        "[number]",
        rf"\b(?:{DIGIT_WORD}{APART}{DIGIT_WORD}|{TWICE})(?:{APART}{DIGIT_WORD}){{1,40}}\b",
    ),
)
"""Told where no other form fits, in the text as it stands."""

WHERE_HOUSES_ARE = r"(?:number|no|nos|house|flat|door|unit|room|apartment|apt|plot|bungalow)"
ON_THE_WAY = r"(?:to|at|from|outside|opposite|near|past|beside|inside|lives?|lived|living|address)"
GOES_ON = (
    r"(?:and|or|when|where|with|who|because|but|as|for|on|in|at|to|he|she|they|we|i|it|is|was|were|had|has|have|again|that"
    r"|which|after|before|while|then|so|by|from|until|said|told|came|went|rang|knocked|saw|did|twice|last|every|all|too)"
)


def house_of(numbers: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds these numbers of houses, as its one group, where a folded text speaks of a house.

    "number 14", "flat 3", "went to 14 and": after a word for a house, or on the way to one with nothing counted by it.
    """
    forms = "|".join(re.sub(r"(?<=\d)[a-z]", r"(?:\\s?\g<0>)?", number) for number in sorted(numbers))
    ends = rf"(?=\s{{0,3}}(?:[^\w\s]|\Z)|\s{{1,3}}{GOES_ON}\b)"
    return re.compile(
        rf"\b{WHERE_HOUSES_ARE}[\W_]{{0,3}}(?P<house>{forms})\b"
        rf"|\b{ON_THE_WAY}[\W_]{{1,3}}(?P<way>{forms})\b(?!\s?[:.]\d|\s?%|\s(?:to|or|and)\s\d){ends}"
    )


HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]+")
"""Characters that change what is shown, or hide in it: none has business in an extract."""

PUNCTUATION = frozenset("“”‘’‚„–—…•·£€°½¼¾×§©®™«»´¨\u00a0☐")
"""Signs beyond ASCII that English letters hold."""


def foreign_letters(text: str) -> Iterator[tuple[int, int]]:
    """Where a text holds letters and signs that English is not written in: other alphabets, small capitals, turned
    or boxed letters, emoji. An accent on a Latin letter is none, put together or apart."""
    start = None
    for place, char in enumerate(text):
        if _is_english(text, place, char):
            if start is not None:
                yield start, place
            start = None
        elif start is None:
            start = place
    if start is not None:
        yield start, len(text)


def _is_english(text: str, place: int, char: str) -> bool:
    if char.isascii() or char in PUNCTUATION or HIDDEN.match(char):
        return True
    if unicodedata.category(char) == "Mn":
        return place > 0 and len(unicodedata.normalize("NFC", text[place - 1] + char)) == 1
    name = unicodedata.name(char, "")
    told = unicodedata.normalize("NFKD", char)[:1]
    plain = told.isascii() or char in "æœøłđðþßÆŒØŁĐÐÞ"
    return plain and name.startswith("LATIN") and " LETTER " in name and "SMALL CAPITAL" not in name
