"""The one set of filters of complaints: for page, API and export."""

import django_filters
from django import forms
from django.http import QueryDict

from complaints.choices import SCHEDULE_3, Handling
from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from pcc.models import Force

LONGEST_WORDS = 100


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
