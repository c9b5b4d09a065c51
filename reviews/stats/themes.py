"""Themes of reviews as people name them: by code, by name, by both, or by how the name begins."""

import re
from collections.abc import Iterable

from complaints.models import Category
from pcc.errors import RuleBroken

ALL, NONE = "all", "none"
NO_THEME = "No theme stated"


def all_themes() -> dict[int, Category]:
    """The themes by id: the categories that are part of no other."""
    return {each.pk: each for each in Category.objects.filter(parent=None)}


def key_of(theme: Category) -> str:
    """What a theme is called in addresses: its code; of a scheme that is used no more, with that scheme."""
    return str(theme.code) if theme.valid_to is None else f"{theme.scheme}-{theme.code}"


def ids_of(key: str) -> set[int]:
    """The ids of the theme of that key."""
    return {pk for pk, theme in all_themes().items() if key_of(theme) == key}


def theme_choices() -> list[tuple[str, str]]:
    """The themes as a list to choose from, those of today first, and at last those without one."""
    return [*_told(all_themes().values()).items(), (NONE, NO_THEME)]


def _told(themes: Iterable[Category]) -> dict[str, str]:
    """Each theme by its key as people read it; one of an older scheme says until when it was used."""
    found = {}
    for each in sorted(themes, key=lambda each: (each.valid_to is not None, each.code)):
        until = "" if each.valid_to is None else f" (until {each.valid_to:%Y})"
        found[key_of(each)] = f"{each}{until}"
    return found


def theme_named(text: str) -> str:
    """The key of the theme that somebody calls so, ``all`` or ``none``; RuleBroken where nothing is called so.

    A code, a name, both, or an unmistakable beginning of a name: capitals and punctuation do not matter, and a theme of
    today goes before one of an older scheme.
    """
    wanted = _plain(text)
    if wanted in ("", ALL):
        return ALL
    if wanted in (NONE, _plain(NO_THEME)):
        return NONE
    rows = list(Category.objects.select_related("parent").order_by("code"))
    themes = [each for each in rows if each.parent is None]
    for some in ([each for each in themes if each.valid_to is None], themes):
        for found in (
            {key_of(each) for each in some if wanted in _names(each)},
            {key_of(each) for each in some if _plain(each.name).startswith(wanted)},
        ):
            if len(found) == 1:
                return found.pop()
    part = next((each for each in rows if each.parent and wanted in _names(each)), None)
    if part is not None:
        raise RuleBroken(f"“{part}” is a part of the theme “{part.parent}”: ask for that.")
    known = "; ".join(str(each) for each in themes if each.valid_to is None)
    raise RuleBroken(f"There is no theme called “{text.strip()[:80]}”. There are: {known}; {NONE}.")


def theme_asked(text: str) -> str:
    """``theme_named`` for a filter, where nothing chosen is empty."""
    return "" if (key := theme_named(text)) == ALL else key


def _names(category: Category) -> set[str]:
    return {_plain(name) for name in (category.code, category.name, str(category), key_of(category))}


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
