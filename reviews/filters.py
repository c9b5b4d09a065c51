"""The one set of filters of reviews: for page, API and export."""

from datetime import date

import django_filters

from complaints.filters import DateFilter
from pcc.models import Force, User
from reviews.choices import Outcome, Stage
from reviews.models import Review
from reviews.querysets import ReviewQuerySet
from reviews.rules import IN_HAND

STATES = [("in-hand", "In hand"), ("open", "Open, recommendations included"), ("completed", "Decision told")]
SORTS = {"received": "received_on", "reference": "reference"}
NEWEST_FIRST = "-received"
PAGING = {"after", "before", "sort"}


class ReviewFilter(django_filters.FilterSet):
    """Filters of the list of reviews. Unknown names and unreadable values are told, never ignored."""

    q = django_filters.CharFilter(label="Reference", method="by_reference", max_length=80)
    state = django_filters.ChoiceFilter(label="State", choices=STATES, method="by_state", empty_label="Any")
    stage = django_filters.ChoiceFilter(label="Stage", choices=Stage.choices, empty_label="Any stage")
    outcome = django_filters.ChoiceFilter(label="Outcome", choices=Outcome.choices, empty_label="Any outcome")
    handling = django_filters.CharFilter(label="Handling", lookup_expr="exact", max_length=12)
    theme = django_filters.CharFilter(label="Theme", method="by_theme", max_length=4)
    force = django_filters.ModelChoiceFilter(
        label="Force", queryset=Force.objects.order_by("name"), to_field_name="code", empty_label="Any force"
    )
    owner = django_filters.ModelChoiceFilter(
        label="With", queryset=User.objects.none(), field_name="allocated_to", empty_label="Anybody"
    )
    due_from = DateFilter(label="Decision due from", method="by_due")
    due_to = DateFilter(label="Decision due to", method="by_due")
    received_from = DateFilter(label="Received from", field_name="received_on", lookup_expr="gte")
    received_to = DateFilter(label="Received to", field_name="received_on", lookup_expr="lte")
    completed_from = DateFilter(label="Decision told from", field_name="notified_on", lookup_expr="gte")
    completed_to = DateFilter(label="Decision told to", field_name="notified_on", lookup_expr="lte")
    ended_from = DateFilter(label="Ended from", field_name="ended_on", lookup_expr="gte")
    ended_to = DateFilter(label="Ended to", field_name="ended_on", lookup_expr="lte")

    class Meta:
        model = Review
        fields: list[str] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=Review.objects.in_hand().values("allocated_to"))
        self.filters["owner"].queryset = people.order_by("name", "pk")

    def by_reference(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        return rows.with_reference(value)

    def by_state(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        if value == "completed":
            return rows.exclude(notified_on=None)
        return rows.filter(stage__in=IN_HAND) if value == "in-hand" else rows.open()

    def by_due(self, rows: ReviewQuerySet, name: str, value: date) -> ReviewQuerySet:
        due = rows.with_due()
        return due.filter(due_on__gte=value) if name == "due_from" else due.filter(due_on__lte=value)

    def by_theme(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        return rows.filter(theme=None) if value == "none" else rows.filter(theme__code=value)
