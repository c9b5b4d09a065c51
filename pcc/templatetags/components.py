"""Words, cells and the date widget of the shared page components. A built-in library: pages need no ``load``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

from pcc import cells

register = template.Library()
register.simple_tag(cells.cell)
register.simple_tag(cells.table_row)
register.simple_tag(cells.tag)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@register.filter
def count(number: int | float | None) -> str:
    """A whole number with thousands separators: 1234 is ``1,234``; None is a dash, since unknown is not nought."""
    return "–" if number is None or number == "" else f"{number:,}"


@register.filter
def days(number: int, kind: str = "") -> str:
    """A number of days in words: ``1 day``, ``3 working days`` with the kind ``working``. The sign is left out."""
    number = abs(int(number))
    return f"{number:,} {kind + ' ' if kind else ''}day{'' if number == 1 else 's'}"


@register.filter
def alert_tone(level: str) -> str:
    """The tone of an alert for a message of this level."""
    return {"success": "success", "warning": "warning", "error": "error"}.get(level, "information")


@register.simple_tag(takes_context=True)
def sortable(context: Mapping[str, Any], columns: Sequence[Mapping[str, Any]], sort: str) -> list[dict[str, Any]]:
    """Columns with the address and direction of their sorting, for table.html.

    A column with ``sort`` (a name to sort by) gets a link to this page sorted by it; the column sorted by
    now turns round. ``sort`` is the sorting in force, ``-received`` when downwards. The link leads to the first page.
    """
    heads = []
    for column in columns:
        head = dict(column)
        if name := head.get("sort"):
            query = context["request"].GET.copy()
            for parameter in ("after", "before"):
                query.pop(parameter, None)
            query["sort"] = f"-{name}" if sort == name else name
            head["sort_url"] = f"?{query.urlencode()}"
            head["direction"] = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        heads.append(head)
    return heads


@register.filter
def aria_invalid(attributes: Mapping[str, Any]) -> bool:
    """Whether a control is marked as wrong; templates cannot look up an attribute with a hyphen."""
    return attributes.get("aria-invalid") == "true"


@register.filter
def first_control(field: BoundField) -> str:
    """The id of the control that an error about this field leads to: the first one of a group."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@register.filter
def said(field: BoundField) -> list[str]:
    """The errors of a field as sentences that can stand alone: a message written for the form as it is, one of Django's
    own with the field named before it."""
    name = str(field.label).rstrip("?:. ")
    sentences = []
    for error in field.form.errors.as_data().get(field.name, []):
        words = next(iter(error))
        if error.code == "required" and words == str(forms.Field.default_error_messages["required"]):
            words = f"{name}: an answer is needed."
        elif str(error.message) in ready_made(field.field):
            words = f"{name}: {words[:1].lower()}{words[1:]}"
        sentences.append(words)
    return sentences


def ready_made(field: forms.Field) -> set[str]:
    """The messages that come with a kind of field and its validators, before anybody wrote one for the question."""
    kinds = [kind.__dict__.get("default_error_messages", {}) for kind in type(field).__mro__]
    validators = [getattr(validator, "message", "") for validator in field.validators]
    return {str(message) for kind in kinds for message in kind.values()} | {str(message) for message in validators}


class DateParts(forms.MultiWidget):
    """Day, month and year as three text fields, giving ``d/m/y`` text to a DateField.

    A whole date pasted into the first field is taken as it stands, month names are understood, and what was typed is
    shown again when it is not a date.
    """

    template_name = "django/forms/widgets/date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts = {part: forms.TextInput({"inputmode": "numeric"}) for part in ("day", "month", "year")}
        super().__init__(parts, attrs)

    def decompress(self, value: date | str | None) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        parts = str(value or "").split("/", 2)
        return parts + [""] * (3 - len(parts))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        day, month, year = (str(part or "").strip() for part in super().value_from_datadict(data, files, name))
        if not month and not year:
            return day
        if month[:3].lower() in MONTHS:
            month = str(MONTHS.index(month[:3].lower()) + 1)
        return f"{day}/{month}/{year}"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, subwidget in zip(self.widgets_names, context["widget"]["subwidgets"], strict=True):
            subwidget["part"] = part.strip("_").capitalize()
        return context
