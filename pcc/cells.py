"""Cells and rows of tables, drawn by functions: a list has more of them than of anything else on its page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime

CELL_PARTS = ("text", "url", "hint", "tone", "due", "lines")


def part(thing: Any, name: str, otherwise: Any = "") -> Any:
    """A part of a mapping, or an attribute of anything else."""
    if type(thing) is dict or isinstance(thing, Mapping):  # asking for the type first costs a fifth
        return thing.get(name, otherwise)
    return getattr(thing, name, otherwise)


def escaped(value: Any) -> SafeString:
    """A value as it may stand in markup: what is markup already as it is, everything else with its signs escaped."""
    if isinstance(value, SafeString):
        return value
    return SafeString(value.__html__() if hasattr(value, "__html__") else escape(str(value)))


def markup(form: str, *values: Any) -> SafeString:
    """Our own markup with values put in, each escaped: Django's ``format_html`` at half its cost, which is in asking
    of every value whether it is to be translated later."""
    return SafeString(form.format(*map(escaped, values)))


def joined(pieces: Iterable[SafeString]) -> SafeString:
    """Pieces of markup one after the other."""
    return SafeString("".join(pieces))


def printed(value: Any) -> SafeString:
    """A value as a template prints it: dates and numbers as the office writes them, every text escaped."""
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return escaped(value if isinstance(value, str) else localize(value))


def tag(text: Any, tone: str = "") -> SafeString:
    """A status in a word or two."""
    return markup('<strong class="govuk-tag govuk-tag--{} pcc-tag">{}</strong>', tone or "grey", printed(text))


def cell(value: Any) -> SafeString:
    """What stands in a cell: a mapping or object with some of CELL_PARTS, or else plain text or a number."""
    if isinstance(value, str):
        return escaped(value)
    is_mapping = type(value) is dict or isinstance(value, Mapping)
    if not is_mapping and not any(hasattr(value, name) for name in ("text", "due", "lines")):
        return printed(value)
    text, url, hint, tone, due, lines = (part(value, name) for name in CELL_PARTS)
    if due:
        shown = render_to_string("components/contextual_date.html", {"due": due})
    elif lines:
        shown = SafeString("<br>".join(map(printed, lines)))
    elif tone:
        shown = tag(text, tone)
    elif url:
        shown = markup('<a class="govuk-link" href="{}">{}</a>', url, printed(text))
    else:
        shown = printed(text)
    return markup('{}<span class="pcc-hint-line">{}</span>', shown, printed(hint)) if hint else SafeString(shown)


@lru_cache(maxsize=1_000)
def _begun(label: SafeString, numeric: bool) -> SafeString:
    """The beginning of a cell under a heading: the same in each row."""
    return markup(
        '<td role="cell" class="govuk-table__cell{}" data-label="{}"><span class="pcc-table__value">',
        " govuk-table__cell--numeric" if numeric else "",
        label,
    )


def table_row(row: Any, columns: Sequence[Any]) -> SafeString:
    """One row of a table: its first cell names it. ``row`` is a list of cells, or has ``cells`` and ``current``.

    ValueError when it is not as long as the columns: that is a mistake of the page.
    """
    cells, current = (row, False) if isinstance(row, list) else (part(row, "cells", row), part(row, "current"))
    drawn = []
    for number, (column, value) in enumerate(zip(columns, cells, strict=True)):
        if number == 0:
            form = '<th scope="row" role="rowheader" class="govuk-table__header pcc-table__name">{}</th>\n'
            drawn.append(markup(form, cell(value)))
            continue
        begun = _begun(printed(part(column, "label")), bool(part(column, "numeric")))
        drawn.append(SafeString(f"{begun}{cell(value)}</span></td>\n"))
    mark = " pcc-table__row--current" if current else ""
    return markup('<tr class="govuk-table__row{}" role="row">{}</tr>\n', mark, joined(drawn))
