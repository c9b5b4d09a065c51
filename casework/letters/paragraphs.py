"""Words with named fields, and the sheet that one recipient gets.

A field is ``[[name]]`` and is replaced by plain text, once. Everything else stands for itself: there is no language
of templates, so that nothing a person types is ever carried out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.choices import Way

FIELD = re.compile(r"\[\[([a-z][a-z0-9_]{0,39})\]\]")
FILLED_LAST = ("recipient_name", "letter_date")
"""Fields that are filled when a copy is made: one differs from copy to copy, the other is not known before issue."""
OF_CLOCK = ("deadline", "deadline_sentence")
"""Fields that only a clock of the case fills."""


def fields_of(*texts: str) -> list[str]:
    """The names of the fields in the order in which they come first."""
    return list(dict.fromkeys(name for text in texts for name in FIELD.findall(text)))


def merged(text: str, values: Mapping[str, str]) -> str:
    """The text with each field that has a value replaced by it; the others stay as they stand."""
    return FIELD.sub(lambda found: values.get(found[1]) or found[0], text)


@dataclass(frozen=True)
class Block:
    """A paragraph of one item, or a list of several."""

    items: tuple[str, ...]
    is_list: bool = False


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and lists of a text. A blank line ends one; lines that begin with ``- `` are a list."""
    found: list[Block] = []
    for chunk in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        words: list[str] = []
        items: list[str] = []
        for line in chunk.strip().split("\n"):
            if line.lstrip().startswith("- "):
                items.append(line.lstrip()[2:].strip())
            elif items:
                items[-1] += f" {line.strip()}"
            elif line.strip():
                words.append(line.strip())
        if words:
            found.append(Block((" ".join(words),)))
        if items:
            found.append(Block(tuple(items), is_list=True))
    return tuple(found)


@dataclass(frozen=True)
class Addressee:
    """Somebody to whom a letter goes, and how. ``party`` is the id of what they are to the case, where they are.

    ``because`` says why it goes to somebody who wants to hear through a representative only.
    """

    name: str
    way: Way = Way.EMAIL
    email: str = ""
    address: str = ""
    attach_pdf: bool = False
    large_print: bool = False
    party: int | None = None
    because: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a letter: an optional heading, and words with blank lines between paragraphs."""

    heading: str
    text: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks(self.text)


@dataclass(frozen=True)
class Sheet:
    """A whole copy, as one recipient gets it. All of it is plain text."""

    office: str
    contact: str
    recipient: str
    address: tuple[str, ...]
    reference: str
    dated: str
    subject: str
    sections: tuple[Section, ...] = field(default=())

    @property
    def text(self) -> str:
        """Every word of the body."""
        return "\n\n".join(part for section in self.sections for part in (section.heading, section.text) if part)
