"""How references and words are compared, however they are written."""

import re

_MARKS = re.compile(r"[\W_]+")


def reference_key(reference: str) -> str:
    """The letters and digits of a reference in capitals, by which it is found however it is punctuated."""
    return _MARKS.sub("", reference.upper())


def reference_parts(reference: str) -> tuple[str, ...]:
    """What stands between the marks of a reference, in capitals: two with the same parts name one complaint."""
    return tuple(_WORD.findall(reference.upper()))


MOST_WORDS = 8


_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of what somebody searches for, in small letters, each once; no more than eight of them count."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))[:MOST_WORDS]


def looks_like_reference(text: str) -> bool:
    """Whether what somebody searches for has a digit, as references have and words of the record do not."""
    return any(letter.isdigit() for letter in reference_key(text))
