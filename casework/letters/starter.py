"""The starter set as shipped: ``fixtures/letters.toml`` read into templates with whole parts."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from casework.choices import Kind, Need, SecondCheck
from casework.letters.paragraphs import FIELD

STARTER_SET = Path(__file__).parent.parent / "fixtures" / "letters.toml"


@dataclass(frozen=True)
class PartWords:
    """A part of a template as words."""

    code: str
    need: str
    heading: str = ""
    text: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class TemplateWords:
    """A template as words. ``kind`` is empty for every kind of case."""

    code: str
    name: str
    purpose: str
    subject: str
    parts: tuple[PartWords, ...]
    kind: str = ""
    second_check: str = SecondCheck.OFF
    clock: str = ""
    automatic: bool = False


def templates_from(text: str) -> list[TemplateWords]:
    """The templates of a TOML text. A ValueError names what is unsound."""
    given = tomllib.loads(text)
    shared = {code: _part(code, part) for code, part in given.get("shared", {}).items()}
    found = []
    for letter in given["letter"]:
        words = dict(letter)
        parts = [
            *(shared[code] for code in words.pop("begins", [])),
            *(_part(part["code"], part) for part in words.pop("parts")),
            *(shared[code] for code in words.pop("ends", [])),
        ]
        template = TemplateWords(**words, parts=tuple(parts))
        _refuse_unsound(template)
        found.append(template)
    return found


def _part(code: str, given: dict[str, str]) -> PartWords:
    return PartWords(**{"code": code} | {name: value.strip() for name, value in given.items()})


def _refuse_unsound(template: TemplateWords) -> None:
    codes = [part.code for part in template.parts]
    if len(set(codes)) < len(codes):
        raise ValueError(f"{template.code}: two parts have one code")
    if template.kind and template.kind not in Kind.values:
        raise ValueError(f"{template.code}: {template.kind} is no kind of case")
    for part in template.parts:
        written = part.need in (Need.WRITE, Need.MAY_WRITE)
        if part.need not in Need.values or written == bool(part.text):
            raise ValueError(f"{template.code}, {part.code}: approved words have a text, and the author's have none")
        if "[[" in FIELD.sub("", part.text):
            raise ValueError(f"{template.code}, {part.code}: a field is [[name]] in small letters")
