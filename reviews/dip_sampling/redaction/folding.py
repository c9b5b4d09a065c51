"""A text as it sounds to a reader: without case, accents, look-alike letters, markup and characters nobody sees.

Each character of the result knows where it stands in the text as it was.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

SPECIAL = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n",
    "ŧ": "t", "ȷ": "j", "ə": "e", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʋ": "v", "ƒ": "f", "ƅ": "b", "ǀ": "l",
}  # fmt: skip
"""Letters that Unicode does not take apart."""

LOOKS_LIKE = {
    "a": "аαᴀɑ", "b": "ьβʙƅ", "c": "сᴄϲ", "d": "ԁᴅ", "e": "еεєᴇ", "f": "ꜰƒ", "g": "ɢɡց", "h": "һнʜհ", "i": "іιɪӏ",
    "j": "јᴊϳ", "k": "кκᴋ", "l": "ʟⅼ", "m": "мμᴍ", "n": "пηɴոռν", "o": "оοσᴏօ", "p": "рρᴘք", "q": "ԛզ", "r": "гʀᴦ",
    "s": "ѕꜱʂ", "t": "тτᴛ", "u": "υᴜսц", "v": "ѵᴠʋ", "w": "ԝωᴡա", "x": "хχ", "y": "уγʏү", "z": "ζᴢ",
}  # fmt: skip
LOOK_ALIKES = {other: latin for latin, others in LOOKS_LIKE.items() for other in others}
"""Small letters of other alphabets, and small capitals, that look like Latin ones."""

UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5")
"""Characters without a shape that Unicode files among letters and symbols."""

LEET = str.maketrans("01234578@$!|", "olzeastbasil")
"""Digits and signs that stand for letters inside a word."""


@dataclass(frozen=True)
class Folded:
    """``plain`` is the folded text, one separator being one space; ``at[i]`` is where its character i was."""

    plain: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the folded text stands in the text as it was."""
        return self.at[start], self.at[end - 1] + 1


def fold(text: str) -> Folded:
    """The folded text. Tags and unseen characters vanish, so that what they split comes together again."""
    plain: list[str] = []
    at: list[int] = []
    place = 0
    while place < len(text):
        step, char = 1, text[place]
        if char == "<" and (tag := TAG.match(text, place)):
            place = tag.end()
            continue
        if char == "&" and (entity := ENTITY.match(text, place)):
            step, char = len(entity[0]), html.unescape(entity[0])
        for one in char:
            folded = _folded(one)
            plain.append(folded)
            at.extend([place] * len(folded))
        place += step
    return Folded("".join(plain), tuple(at))


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    """What a character says: small Latin letters and digits, one space for any separator, nothing when unseen."""
    if char in UNSEEN or unicodedata.category(char) in ("Cf", "Mn", "Me", "Cn", "Co"):
        return ""
    code = ord(char)
    if 0x1F1E6 <= code <= 0x1F1FF:  # flags, spelt with letters
        return chr(code - 0x1F1E6 + ord("a"))
    for first in (0x1F150, 0x1F170):  # white letters on black
        if first <= code < first + 26:
            return chr(code - first + ord("a"))
    out = []
    for part in unicodedata.normalize("NFKD", char):
        if unicodedata.combining(part) or unicodedata.category(part) in ("Mn", "Me"):
            continue
        for small in part.casefold():
            told = SPECIAL.get(small) or LOOK_ALIKES.get(small) or small
            digit = unicodedata.digit(small, None) if not told.isascii() else None
            out.append(str(digit) if digit is not None else told)
    told = "".join(out)
    if char.isspace() or not told.strip():
        return " "
    return told


def squeeze(text: str) -> str:
    """Folded letters and digits alone."""
    return "".join(char for char in fold(text).plain if char.isalnum())
