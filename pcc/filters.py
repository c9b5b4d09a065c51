"""Sets of filters of lists, made anew for each request without copying what never changes."""

from collections.abc import Iterator
from copy import copy
from typing import Any

import django_filters
from django import forms
from django_filters.fields import ModelChoiceField, ModelChoiceIterator


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
