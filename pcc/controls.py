"""The fields of forms and their commonest controls, drawn by functions.

A list has some twenty filters on each of its pages. As templates that include one another they cost as much as all the
rest of the page; a function that formats and escapes costs a tenth of it. Rarer controls stay templates.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString

from pcc.cells import joined, markup
from pcc.templatetags.components import said


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    """The attributes of a control; its classes are printed by the control itself."""
    return joined(
        markup(" {}", name) if value is True else markup(' {}="{}"', name, value)
        for name, value in attributes.items()
        if value is not False and name != "class"
    )


def _classes(kind: str, attributes: Mapping[str, Any]) -> str:
    wrong = f" {kind}--error" if attributes.get("aria-invalid") == "true" else ""
    more = attributes.get("class", "")
    return f"{kind}{wrong} {more}" if more else f"{kind}{wrong}"


def _input(context: Mapping[str, Any]) -> SafeString:
    widget = context["widget"]
    kind, attributes, value = widget["type"], widget["attrs"], widget["value"]
    return markup(
        '<input type="{}" name="{}"{}{}{}>',
        kind,
        widget["name"],
        "" if kind == "hidden" else markup(' class="{}"', _classes("govuk-input", attributes)),
        "" if value is None else markup(' value="{}"', value),
        _attributes(attributes),
    )


def _select(context: Mapping[str, Any]) -> SafeString:
    widget = context["widget"]
    attributes = widget["attrs"]
    return markup(
        '<select name="{}" class="{}"{}>{}</select>',
        widget["name"],
        _classes("govuk-select", attributes),
        _attributes(attributes),
        joined(_options(name, options) for name, options, _ in widget["optgroups"]),
    )


def _options(group: str | None, options: Iterable[Mapping[str, Any]]) -> SafeString:
    drawn = joined(
        markup(
            '<option value="{}"{}>{}</option>',
            option["value"],
            SafeString(" selected") if option["selected"] else "",
            option["label"],
        )
        for option in options
    )
    return markup('<optgroup label="{}">{}</optgroup>', group, drawn) if group else drawn


def _group(context: Mapping[str, Any]) -> SafeString:
    """One field with its label or legend, hint, errors and control."""
    field: BoundField = context["field"]
    errors = _errors(field)
    if field.widget_type == "checkbox":
        inner = _checkbox(field, errors)
    else:
        hint = (
            markup('<div class="govuk-hint" id="{}_helptext">{}</div>', field.auto_id, field.help_text)
            if field.help_text
            else ""
        )
        inner = markup("{}\n{}\n{}\n{}", _name(field), hint, errors, field)
    if field.use_fieldset:
        noted = field.aria_describedby
        inner = markup(
            '<fieldset class="govuk-fieldset"{}>{}</fieldset>',
            markup(' aria-describedby="{}"', noted) if noted else "",
            inner,
        )
    secret = field.widget_type == "password"
    return markup(
        '<div class="govuk-form-group{}{}"{}>{}</div>\n',
        " govuk-form-group--error" if errors else "",
        " govuk-password-input" if secret else "",
        SafeString(' data-module="govuk-password-input"') if secret else "",
        inner,
    )


def _name(field: BoundField) -> SafeString | str:
    if not field.label:
        return ""
    if field.use_fieldset:
        return markup('<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{}</legend>', field.label)
    return markup('<label class="govuk-label govuk-label--s" for="{}">{}</label>', field.id_for_label, field.label)


def _checkbox(field: BoundField, errors: SafeString | str) -> SafeString:
    """A single box stands before its label, and its hint behind it."""
    hint = (
        markup(
            '<div class="govuk-hint govuk-checkboxes__hint" id="{}_helptext">{}</div>', field.auto_id, field.help_text
        )
        if field.help_text
        else ""
    )
    return markup(
        '{}\n<div class="govuk-checkboxes" data-module="govuk-checkboxes"><div class="govuk-checkboxes__item">{}'
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label>\n{}</div></div>',
        errors,
        field,
        field.id_for_label,
        field.label,
        hint,
    )


def _errors(field: BoundField) -> SafeString | str:
    """The errors of a field, under the id that its control names."""
    if not field.errors:
        return ""
    sentences = joined(
        markup('<p class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>', sentence)
        for sentence in said(field)
    )
    return markup('<div id="{}_error">{}</div>', field.auto_id, sentences)


DRAWN: Mapping[str, Callable[[Mapping[str, Any]], SafeString]] = {
    "django/forms/field.html": _group,
    "django/forms/widgets/select.html": _select,
    **{
        f"django/forms/widgets/{kind}.html": _input
        for kind in ("input", "text", "number", "email", "url", "tel", "search", "hidden", "date", "datetime", "time")
    },
}
"""What is drawn here, by the name under which Django asks for it."""


class Controls(TemplatesSetting):
    """Draws forms: the commonest parts by functions, every other by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        draw = DRAWN.get(template_name)
        return draw(context) if draw else SafeString(super().render(template_name, context, request))
