"""Text in the form of something that identifies, whoever it belongs to. No pattern runs away on a long text."""

import re
from dataclasses import dataclass

MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
STREETS = (
    r"(?:street|st|road|rd|avenue|ave|lane|close|drive|way|court|crescent|terrace|gardens|grove|place|square|mews|row)"
)


@dataclass(frozen=True)
class Pattern:
    """A form to look for; what it looks like, in words; and the mark that a suggestion puts in its place."""

    code: str
    words: str
    mark: str
    form: re.Pattern[str]


def _pattern(code: str, words: str, mark: str, form: str, *, capitals: bool = False) -> Pattern:
    return Pattern(code, words, mark, re.compile(form, 0 if capitals else re.IGNORECASE))


PATTERNS = (
    _pattern(
        "email",
        "looks like an e-mail address",
        "[e-mail address]",
        r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\{at\}|\sat\s)\s?[\w-]{1,63}"
        r"(?:\s?(?:\.|\(dot\)|\[dot\]|\sdot\s)\s?[a-z0-9-]{2,63}){1,4}",
    ),
    _pattern(
        "url",
        "looks like a web address",
        "[web address]",
        r"(?:https?\s?:\s?/\s?/\s?\S{2,200}|\bwww\s?\.\s?\S{2,200}"
        r"|\b[a-z0-9-]{2,63}(?:\s?(?:\(dot\)|\[dot\])\s?|\.)(?:com|co\.uk|org\.uk|org|net|gov\.uk|ac\.uk|uk|me|info|io|tv)"
        r"\b(?:/\S{0,200})?)",
    ),
    _pattern("handle", "looks like the name of a social media account", "[account]", r"(?<![\w.])@\s?[\w.]{2,40}"),
    _pattern(
        "postcode",
        "looks like a postcode",
        "[postcode]",
        r"\b[a-z]{1,2}\s?\d[a-z\d]?[\s.\-]{0,3}\d\s?[a-z]{2}\b",
    ),
    _pattern(
        "plate",
        "looks like the plate of a vehicle",
        "[number plate]",
        r"\b(?:[a-z]{2}\s?\d{2}[\s.\-]{0,2}[a-z]{3}|[a-z]\s?\d{1,3}[\s.\-]{0,2}[a-z]{3}|[a-z]{3}[\s.\-]{0,2}\d{1,3}\s?[a-z])\b",
    ),
    _pattern(
        "collar",
        "looks like an officer's number",
        "[officer's number]",
        r"\b(?:pcso|pc|wpc|dc|ps|ds|sgt|sergeant|constable|inspector|insp|officer|collar|shoulder|warrant|badge|id)"
        r"(?:\W{0,3}(?:number|no|num|card|n[o°º]))?\W{0,4}[a-z]{0,2}\d{2,7}\b",
    ),
    _pattern(
        "date",
        "is an exact date",
        "[date]",
        r"\b(?:\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|\d{4}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{1,2}"
        rf"|\d{{1,2}}\s?(?:st|nd|rd|th)?\s{{1,2}}(?:of\s)?{MONTHS}\b(?:[\s,]{{1,3}}\d{{4}}\b|\s?['’]\d{{2}}\b)?"
        rf"|{MONTHS}\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)(?:[\s,]{{1,3}}\d{{4}}\b)?)",
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
        r"\b(?:aged?\s(?:of\s)?\d{1,3}\b(?!\sto\s\d)|\d{1,3}[\s\-]?(?:years?|yrs?)[\s\-]old\b|\d{1,3}\s?y/?o\b)",
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
        r"(?<![\d/])(?:\+|00)?\d(?:[\s().\-–]{0,3}\d){8,14}(?![\d/])",
    ),
    _pattern("number", "is a long number", "[number]", r"(?<![\d/])\d(?:[\s.\-]{0,2}\d){5,40}(?![\d/])"),
    _pattern(
        "district",
        "looks like a postcode district or a road number",
        "[place]",
        r"\b[A-Z]{1,2}\d{1,3}\b",
        capitals=True,
    ),
)
"""In the order in which they are told: of two that find the same text, the first counts."""

HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]+")
"""Characters that change what is shown, or hide in it: none has business in an extract."""
