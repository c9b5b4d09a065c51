"""The one expected refusal, in a sentence or in a sentence a field, and the commonest: a text that is missing."""

from collections.abc import Mapping


class RuleBroken(Exception):
    """A rule of the office or of the law refuses this; the message is a sentence for the person who asked."""


class FieldsRefused(RuleBroken):
    """What is wrong with a record, a sentence a field: a page shows each where it belongs."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__(" ".join(by_field.values()))
        self.by_field = dict(by_field)


def said(text: str, otherwise: str, *, longest: int | None = None) -> str:
    """The text without the spaces around it; RuleBroken with the sentence when nothing is left, or when too much is."""
    text = text.strip()
    if not text:
        raise RuleBroken(otherwise)
    if longest is not None and len(text) > longest:
        raise RuleBroken(f"This has {len(text)} characters: write it in {longest} or fewer.")
    return text
