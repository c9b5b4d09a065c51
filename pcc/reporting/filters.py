"""The one set of filters of the audit log: for page and export."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pcc.filters import DateFilter, ListFilter
from pcc.models import AuditEvent, AuditEventQuerySet, User
from pcc.reporting.querysets import Records, of_kind, records_named
from pcc.reporting.rules import KINDS

KIND_CHOICES = [(kind.code, kind.label) for kind in KINDS]


class RecordField(forms.CharField):
    """A reference, or a kind of record and its number, as the records it means."""

    def clean(self, value: Any) -> Records | None:
        text = super().clean(value)
        if not text:
            return None
        found = records_named(text)
        if not found.subjects:
            raise ValidationError("No record has this reference or number. Try CO/123/24, complaint 12 or case 7.")
        return found


class RecordFilter(django_filters.Filter):
    field_class = RecordField


class PersonalFilter(ListFilter):
    """Filters of what one person did."""

    kind = django_filters.ChoiceFilter(
        label="Kind of act", choices=KIND_CHOICES, method="by_kind", empty_label="Any kind"
    )
    since = DateFilter(label="From", method="from_day")
    until = DateFilter(label="To", method="to_day")

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def by_kind(self, rows: AuditEventQuerySet, name: str, value: str) -> AuditEventQuerySet:
        return of_kind(rows, value)

    def from_day(self, rows: AuditEventQuerySet, name: str, value: date) -> AuditEventQuerySet:
        return rows.filter(at__gte=_midnight(value))

    def to_day(self, rows: AuditEventQuerySet, name: str, value: date) -> AuditEventQuerySet:
        return rows.filter(at__lt=_midnight(value + timedelta(days=1)) if value < date.max else _midnight(value))


class AuditFilter(PersonalFilter):
    """Filters of the whole log."""

    person = django_filters.ModelChoiceFilter(
        label="Person",
        field_name="by",
        queryset=User.objects.order_by("name", "pk"),
        to_field_name="key",
        empty_label="Anybody",
        null_label="The system, or nobody signed in",
    )
    verb = django_filters.CharFilter(
        label="Verb", max_length=80, help_text="As the log writes it, such as case.sealed. Optional."
    )
    record = RecordFilter(
        label="Record",
        max_length=100,
        method="by_record",
        help_text="A reference (CO/123/24), or a kind and number (complaint 12).",
    )

    def by_record(self, rows: AuditEventQuerySet, name: str, value: Records) -> AuditEventQuerySet:
        wanted = rows.none()
        for subject in value.subjects:
            wanted |= rows.about(subject.type, subject.id)
        return wanted


AuditFilter.base_filters = {
    name: AuditFilter.base_filters[name] for name in ("person", "record", "kind", "since", "until", "verb")
}
"""In the order of the questions that people come with; inherited filters would stand first."""


def _midnight(day: date) -> datetime:
    """The start of a day as the office's clocks show it."""
    return timezone.make_aware(datetime.combine(day, time.min))
