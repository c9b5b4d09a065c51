"""What the filters of every list share: sets made anew for each request at no cost, days, words and refusals."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, ClassVar, TypeVar

import django_filters
from django import forms
from django.db import connection
from django.db.models import F, QuerySet, Value
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.safestring import SafeString
from django_filters.fields import ChoiceField, ModelChoiceField, ModelChoiceIterator

from pcc.errors import RuleBroken

Rows = TypeVar("Rows", bound="QuerySet[Any]")

PAGING = frozenset({"sort", "after", "before"})
"""Parameters of a list's address that are not filters."""


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


MOST_DRAWN = 2_000


class Asked(BoundField):
    """A field of a list's filter. While it asks for nothing, it is drawn once for the process and not for each page:
    of some twenty filters people use one or two."""

    _drawn: ClassVar[dict[Any, SafeString]] = {}

    def as_field_group(self) -> SafeString:
        value = self.value()
        if self.errors or (value not in (None, "") and value != []):
            return super().as_field_group()
        looks = (self.auto_id, self.html_name, str(self.label), str(self.help_text), type(self.field.widget))
        choices = list(iter(getattr(self.field, "choices", ())))  # asked for their number first, they would count rows
        key = (*looks, tuple(choices))
        if (drawn := self._drawn.get(key)) is None:
            if len(self._drawn) >= MOST_DRAWN:  # choices that changed left drawings behind
                self._drawn.clear()
            if choices:
                self.field.widget.choices = choices  # as read just now: rows to choose from are not read twice
            drawn = self._drawn[key] = super().as_field_group()
        return drawn


class ListFilter(django_filters.FilterSet):
    """The filters of a list. Its filters, its form's class and its fields are made for each request."""

    @classmethod
    def get_filters(cls) -> Declared:
        return Declared(super().get_filters())

    def get_form_class(self) -> type[forms.Form]:
        form_class: Any = super().get_form_class()
        form_class.base_fields = Fresh(form_class.base_fields)
        form_class.bound_field_class = Asked
        together = [field for field in form_class.base_fields.values() if isinstance(field, NamedField)]
        for field in together:
            field.together = together
        return form_class  # type: ignore[no-any-return]


class Named(ModelChoiceIterator):
    """Reference rows to choose from, as codes and names: every list reads them anew, so no object is made of any."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "", self.field.empty_label
        yield from self.field.named()

    def __len__(self) -> int:
        return 1 + len(self.field.named())


class NamedField(ModelChoiceField):
    """A choice of a row of reference data. The rows of all such fields of a form are read in one statement."""

    iterator = Named
    together: Sequence["NamedField"] = ()
    _named: list[tuple[str, str]] | None = None

    def named(self) -> list[tuple[str, str]]:
        """The codes and names to choose from, by name."""
        if self._named is None:
            fields = list(self.together) or [self]
            for field in fields:
                field._named = []
            with connection.cursor() as cursor:
                cursor.execute(*_in_one_statement([field.queryset for field in fields]))
                for place, code, name in cursor.fetchall():
                    fields[place]._named.append((code, name))
        return self._named or []


_statements: dict[Any, tuple[str, Any]] = {}
"""What reads the choices, once put together: the same for every page of a list."""


def _in_one_statement(querysets: Sequence["QuerySet[Any]"]) -> tuple[str, Any]:
    """A statement for the number of its queryset, the code and the name of every row, by name: of whole tables."""
    assert not any(rows.query.where for rows in querysets)
    key = tuple((rows.model, rows.query.distinct_fields) for rows in querysets)
    if key not in _statements:
        first, *others = (rows.values_list(Value(place), "code", "name") for place, rows in enumerate(querysets))
        together = first.union(*others, all=True) if others else first
        _statements[key] = together.order_by("name", "code").query.sql_with_params()
    return _statements[key]


class NamedFilter(django_filters.ModelChoiceFilter):
    """A choice of one row of reference data, by its code."""

    field_class = NamedField


class SpokenField(ChoiceField):
    """A choice that is also taken by what people call it.

    ``read`` gives the code of what was typed, empty for no choice; RuleBroken says what there is.
    """

    def __init__(self, *args: Any, read: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = read

    def to_python(self, value: Any) -> str:
        try:
            return self.read(str(value or ""))
        except RuleBroken as unknown:
            raise forms.ValidationError(str(unknown)) from unknown

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the list of choices shows as chosen."""
        try:
            return self.read(str(data or ""))
        except RuleBroken:
            return data

    def valid_value(self, value: Any) -> bool:
        """``to_python`` gives only what there is."""
        return True


class SpokenFilter(django_filters.ChoiceFilter):
    field_class = SpokenField


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


def panel(filterset: django_filters.FilterSet, *, first: Collection[str]) -> dict[str, Any]:
    """For filter_panel.html: the fields that stand open, and those that fold away while none of them is in force."""
    form = filterset.form
    folded = [name for name in form.fields if name not in first]
    return {
        "fields": [form[name] for name in first],
        "folded": [form[name] for name in folded],
        "unfolded": any(filterset.data.get(name) for name in folded),
    }


def told(filterset: django_filters.FilterSet, query: QueryDict) -> list[tuple[str, str]]:
    """The filters in force in words, for the head of a file."""
    return [(each["label"], each["text"]) for each in selected(filterset, query)]


def unknown(filterset: Any, query: QueryDict) -> list[str]:
    """What an address asks for that is no filter of the list."""
    return sorted(set(query) - set(filterset.filters) - PAGING)


def refuse_unsound(filterset: Any, query: QueryDict, *, sorts: Collection[str], default: str) -> None:
    """RuleBroken names the first thing that is wrong with the filters or the sorting of an address."""
    if names := unknown(filterset, query):
        raise RuleBroken(f"There is no filter called {names[0]}.")
    if not filterset.is_valid():
        name, sentences = next(iter(filterset.form.errors.items()))
        raise RuleBroken(f"{filterset.form.fields[name].label}: {sentences[0]}")
    if (sort := query.get("sort", default).removeprefix("-")) not in sorts:
        raise RuleBroken(f"This list cannot be sorted by {sort}. It can be sorted by: {', '.join(sorts)}.")


def in_order(rows: Rows, query: QueryDict, *, sorts: Mapping[str, Any], default: str) -> Rows:
    """The rows in the order of their page, as a sound address asks for it: ties by id."""
    sort = query.get("sort", default)
    by, sign = sorts[sort.removeprefix("-")], "-" if sort.startswith("-") else ""
    return rows.annotate(_key=F(by) if isinstance(by, str) else by).order_by(f"{sign}_key", f"{sign}pk")
