"""The one set of filters of complaints: for page, API and export."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import QueryDict

from complaints.choices import SCHEDULE_3, Handling
from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from pcc import exports
from pcc.errors import RuleBroken
from pcc.models import Force, User
from pcc.roles import SEES_COMPLAINTS

LONGEST_WORDS = 100

PAGING = frozenset({"sort", "after", "before"})
"""Parameters of the list's address that are not filters."""

FAR = date(9999, 12, 31)
SORTS: Mapping[str, Any] = {
    "received": "received_on",
    "finalised": Coalesce("finalised_on", FAR),
    "reference": "reference_key",
}
"""What the list can be sorted by; open complaints stand after the last that is finalised."""
NEWEST_FIRST = "-received"


class PlainDateField(forms.DateField):
    """A day as people and addresses write it: 2024-03-31 or 31/3/2024."""

    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]
    default_error_messages = {"invalid": "Write the date as 31/3/2024 or 2024-03-31."}


class DateFilter(django_filters.DateFilter):
    field_class = PlainDateField


STATES = [("open", "Open"), ("finalised", "Finalised")]
HANDLINGS = [("schedule-3", "All of Schedule 3"), *Handling.choices]


class ComplaintFilter(django_filters.FilterSet):
    """Filters of the complaints list. Unknown names and unreadable values are told, never ignored."""

    q = django_filters.CharFilter(label="Reference", method="by_reference", max_length=LONGEST_WORDS)
    state = django_filters.ChoiceFilter(
        label="State", choices=STATES, method="by_state", empty_label="Open or finalised"
    )
    handling = django_filters.ChoiceFilter(
        label="Handling", choices=HANDLINGS, method="by_handling", empty_label="Any handling"
    )
    force = django_filters.ModelChoiceFilter(
        label="Force", queryset=Force.objects.order_by("name"), to_field_name="code", empty_label="Any force"
    )
    area = django_filters.CharFilter(label="Area", lookup_expr="iexact", max_length=120)
    category = django_filters.CharFilter(label="Allegation category", method="by_category", max_length=120)
    received_from = DateFilter(label="Received from", field_name="received_on", lookup_expr="gte")
    received_to = DateFilter(label="Received to", field_name="received_on", lookup_expr="lte")
    finalised_from = DateFilter(label="Finalised from", field_name="finalised_on", lookup_expr="gte")
    finalised_to = DateFilter(label="Finalised to", field_name="finalised_on", lookup_expr="lte")

    class Meta:
        model = Complaint
        fields: list[str] = []

    def by_reference(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.with_reference(value)

    def by_state(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(finalised_on=None, vanished_on=None) if value == "open" else rows.exclude(finalised_on=None)

    def by_handling(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(handling__in=SCHEDULE_3) if value == "schedule-3" else rows.filter(handling=value)

    def by_category(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(categories__contains=[value])


def selected(filterset: ComplaintFilter, query: QueryDict) -> list[dict[str, str]]:
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


def _asked(person: User, query: QueryDict) -> ComplaintFilter:
    """The filters of an address, sound; RuleBroken names what is wrong with them."""
    filterset = ComplaintFilter(query, queryset=Complaint.objects.visible_to(person))
    if unknown := sorted(set(query) - set(filterset.filters) - PAGING):
        raise RuleBroken(f"There is no filter called {unknown[0]}.")
    if not filterset.is_valid():
        label, sentences = next(iter(filterset.form.errors.items()))
        raise RuleBroken(f"{filterset.form.fields[label].label}: {sentences[0]}")
    return filterset


def _rows(person: User, query: QueryDict, on: date) -> ComplaintQuerySet:
    rows = _asked(person, query).qs.for_file()
    sort = query.get("sort", NEWEST_FIRST)
    if sort.removeprefix("-") not in SORTS:
        raise RuleBroken(f"This list cannot be sorted by {sort.removeprefix('-')}.")
    sign = "-" if sort.startswith("-") else ""
    return rows.annotate(_key=_expression(SORTS[sort.removeprefix("-")])).order_by(f"{sign}_key", f"{sign}pk")


def _expression(by: Any) -> Any:
    return F(by) if isinstance(by, str) else by


def _told(person: User, query: QueryDict, on: date) -> list[tuple[str, str]]:
    return [(each["label"], each["text"]) for each in selected(_asked(person, query), query)]


LISTING = exports.offer(
    exports.Listing(
        kind="complaints",
        title="Complaints",
        route="complaints:list",
        roles=SEES_COMPLAINTS,
        rows=_rows,
        told=_told,
        columns=(
            exports.Column("Force", lambda row: row.force.name),
            exports.Column("Reference", lambda row: row.reference),
            exports.Column("Received", lambda row: row.received_on),
            exports.Column("Logged", lambda row: row.logged_on),
            exports.Column("First contact", lambda row: row.first_contact_on),
            exports.Column("Finalised", lambda row: row.finalised_on),
            exports.Column("Handling", lambda row: row.get_handling_display()),
            exports.Column("Working days suspended", lambda row: row.suspended_days),
            exports.Column("Allegations", lambda row: row.allegation_count),
            exports.Column("Categories", lambda row: "; ".join(row.categories)),
            exports.Column("Local policing area", lambda row: row.area),
            exports.Column("How it was made", lambda row: row.channel),
            exports.Column("The force's word for how it ended", lambda row: row.result),
            exports.Column("Under 18", lambda row: row.is_young),
            exports.Column("Gone from the extract of", lambda row: row.vanished_on),
        ),
    )
)
