"""What the filters of every list share: sets made anew for each request at no cost, days, words and refusals."""

from collections.abc import Collection, Iterator
from copy import copy
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from pcc.errors import RuleBroken


class Declared(dict[str, django_filters.Filter]):
    """Filters as their class declares them. A copy has filters of its own, but not their choices copied one by one:
    with twenty filters that is an eighth of what the page of a list costs."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, django_filters.Filter]:
        return {name: _own(declared) for name, declared in self.items()}


def _own(declared: django_filters.Filter) -> django_filters.Filter:
    """A filter for one request: its method bound to it alone, its field still to be made."""
    mine = copy(declared)
    mine.extra = dict(declared.extra)
    mine.method = declared.method
    mine.__dict__.pop("_field", None)
    return mine


class Fresh(dict[str, forms.Field]):
    """Fields made for one form, which need no copy for it."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class ListFilter(django_filters.FilterSet):
    """The filters of a list. Its filters, its form's class and its fields are made for each request."""

    @classmethod
    def get_filters(cls) -> Declared:
        return Declared(super().get_filters())

    def get_form_class(self) -> type[forms.Form]:
        form_class: Any = super().get_form_class()
        form_class.base_fields = Fresh(form_class.base_fields)
        return form_class  # type: ignore[no-any-return]


class Named(ModelChoiceIterator):
    """Reference rows to choose from, as codes and names: every list reads them anew, so no object is made of any."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "", self.field.empty_label
        yield from self.queryset.values_list("code", "name")


class NamedField(ModelChoiceField):
    iterator = Named


class NamedFilter(django_filters.ModelChoiceFilter):
    """A choice of one row of reference data, by its code."""

    field_class = NamedField


class PlainDateField(forms.DateField):
    """A day as people and addresses write it: 2024-03-31 or 31/3/2024."""

    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]
    default_error_messages = {"invalid": "Write the date as 31/3/2024 or 2024-03-31."}


class DateFilter(django_filters.DateFilter):
    field_class = PlainDateField


def selected(filterset: django_filters.FilterSet, query: QueryDict) -> list[dict[str, str]]:
    """The filters in force, each with the address that removes it: for the filter panel."""
    shown = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name) if filterset.is_bound else None
        if value in (None, ""):
            continue
        text = dict(getattr(field, "choices", [])).get(value, value) if isinstance(value, str) else value
        rest = query.copy()
        for gone in (name, "after", "before"):
            rest.pop(gone, None)
        shown.append(
            {
                "label": str(field.label),
                "text": f"{text:%-d %B %Y}" if hasattr(text, "year") else str(text),
                "remove_url": f"?{rest.urlencode()}",
            }
        )
    return shown


def refuse_unsound(
    filterset: Any, query: QueryDict, *, paging: Collection[str], sorts: Collection[str], default: str
) -> None:
    """RuleBroken names the first thing that is wrong with the filters or the sorting of an address."""
    if unknown := sorted(set(query) - set(filterset.filters) - set(paging)):
        raise RuleBroken(f"There is no filter called {unknown[0]}.")
    if not filterset.is_valid():
        name, sentences = next(iter(filterset.form.errors.items()))
        raise RuleBroken(f"{filterset.form.fields[name].label}: {sentences[0]}")
    if (sort := query.get("sort", default).removeprefix("-")) not in sorts:
        raise RuleBroken(f"This list cannot be sorted by {sort}. It can be sorted by: {', '.join(sorts)}.")
