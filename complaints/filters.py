"""The one set of filters of complaints: for page, API and export."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import QueryDict

from complaints.choices import SCHEDULE_3, Decision, Handling
from complaints.models import OPEN_ENDED, Category, Complaint, Factor, Label, TwelveMonthNotice
from complaints.querysets import ComplaintQuerySet, Found
from complaints.rules import received_at_age
from complaints.stats import NOT_STATED, as_at_of, forces_with_complaints, overdue, waiting_for
from pcc import exports
from pcc.figures import AGE_BANDS, AgeBand
from pcc.filters import DateFilter, ListFilter, NamedFilter, in_order, refuse_unsound, told
from pcc.models import BankHoliday, Force, User
from pcc.roles import SEES_COMPLAINTS

LONGEST_WORDS = 100

SORTS: Mapping[str, Any] = {
    "received": "received_on",
    "finalised": Coalesce("finalised_on", OPEN_ENDED),
    "reference": "reference_key",
}
"""What the list can be sorted by; open complaints stand after the last that is finalised."""
NEWEST_FIRST = "-received"


def band_code(band: AgeBand) -> str:
    return f"{band.low}-{'' if band.high is None else band.high}"


def band_words(band: AgeBand) -> str:
    return f"Over {band.low - 1} working days" if band.high is None else f"{band.low} to {band.high} working days"


STATES = [
    ("open", "Open"),
    ("finalised", "Finalised"),
    ("counted", "Open or finalised"),
    ("gone", "Gone from the newest extract"),
]
HANDLINGS = [("schedule-3", "All of Schedule 3"), *Handling.choices]
BANDS = {band_code(band): band for band in AGE_BANDS}
AGES = [(code, band_words(band)) for code, band in BANDS.items()]
YOUNG = [("yes", "Under 18"), ("no", "Not under 18, or not known")]
WAITS = [
    ("log", "Being logged"),
    ("contact", "First contact"),
    ("notice", "The 12-month notice"),
]
OVERDUE = [
    ("notice", "A 12-month notice is overdue"),
    ("update", "An update to the complainant is overdue"),
    ("any", "Either is overdue"),
]


class ComplaintFilter(ListFilter):
    """Filters of the complaints list. Unknown names and unreadable values are told, never ignored.

    ``on`` is today: what is overdue is measured to it, and the age of what a force has sent no extract of. ``person``
    is who asks: their own watches are theirs.
    """

    q = django_filters.CharFilter(
        label="Reference or words",
        method="by_words",
        max_length=LONGEST_WORDS,
        help_text="A reference, or words of the record. Slips of the keyboard are forgiven.",
    )
    state = django_filters.ChoiceFilter(label="State", choices=STATES, method="by_state", empty_label="Any state")
    age = django_filters.ChoiceFilter(
        label="Open for", choices=AGES, method="by_age", empty_label="Any time", help_text="To the day of the extract."
    )
    open_on = DateFilter(
        label="Open at the end of",
        method="by_open_day",
        help_text="A day. After the force's newest extract, the day of that extract.",
    )
    lasted = django_filters.NumberFilter(
        label="Took at least",
        method="by_length",
        min_value=1,
        max_value=9_999,
        help_text="Working days, to the day finalised; for open ones, to the day of the extract.",
    )
    overdue = django_filters.ChoiceFilter(
        label="Overdue", choices=OVERDUE, method="by_overdue", empty_label="Overdue or not"
    )
    handling = django_filters.ChoiceFilter(
        label="Handling", choices=HANDLINGS, method="by_handling", empty_label="Any handling"
    )
    force = NamedFilter(
        label="Force", queryset=Force.objects.order_by("name"), to_field_name="code", empty_label="Any force"
    )
    area = django_filters.CharFilter(
        label="Area", method="by_area", max_length=120, help_text="As the force writes it, or not-stated for none."
    )
    category = django_filters.CharFilter(
        label="Allegation category", method="by_category", max_length=120, help_text="In the force's words, whole."
    )
    code = django_filters.CharFilter(
        label="National category", method="by_code", max_length=4, help_text="A letter A to L, or one with a number."
    )
    factor = NamedFilter(
        label="Factor",
        queryset=Factor.objects.order_by("name", "code").distinct("name", "code"),
        to_field_name="code",
        method="by_factor",
        empty_label="Any factor",
    )
    decision = django_filters.CharFilter(
        label="Decision", method="by_decision", max_length=120, help_text="In the force's words, or the national ones."
    )
    result = django_filters.CharFilter(
        label="How it ended",
        method="by_result",
        max_length=120,
        help_text="In the force's word, or not-stated for none.",
    )
    young = django_filters.ChoiceFilter(
        label="Young person", choices=YOUNG, method="by_young", empty_label="Of any age"
    )
    received_from = DateFilter(label="Received from", field_name="received_on", lookup_expr="gte")
    received_to = DateFilter(label="Received to", field_name="received_on", lookup_expr="lte")
    finalised_from = DateFilter(label="Finalised from", field_name="finalised_on", lookup_expr="gte")
    finalised_to = DateFilter(label="Finalised to", field_name="finalised_on", lookup_expr="lte")
    logged_from = DateFilter(label="Logged from", lookup_expr="gte", method="by_step")
    logged_to = DateFilter(label="Logged to", lookup_expr="lte", method="by_step")
    contacted_from = DateFilter(label="First contact from", lookup_expr="gte", method="by_step")
    contacted_to = DateFilter(label="First contact to", lookup_expr="lte", method="by_step")
    noticed_from = DateFilter(label="First 12-month notice from", lookup_expr="gte", method="by_notice")
    noticed_to = DateFilter(label="First 12-month notice to", lookup_expr="lte", method="by_notice")
    waits_for = django_filters.ChoiceFilter(
        label="Waits for", choices=WAITS, method="by_wait", empty_label="Anything or nothing"
    )
    label = django_filters.CharFilter(label="Label", method="by_label", max_length=40)
    watched = django_filters.ChoiceFilter(
        label="Watched", choices=[("me", "Watched by me")], method="by_watch", empty_label="Watched or not"
    )
    imported = django_filters.NumberFilter(
        label="Import", method="by_import", min_value=1, max_value=2**63 - 1, help_text="Its number."
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def __init__(self, *args: Any, on: date, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.person = on, person
        self.found: Found | None = None

    @cached_property
    def calendar(self) -> Any:
        return BankHoliday.objects.as_calendar()

    @cached_property
    def as_at(self) -> dict[int, date]:
        """The day that the figures of each force are as at, by its id."""
        return as_at_of(Force.objects.values_list("pk", flat=True), on=self.on)

    def by_words(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        self.found = rows.found_by(value)
        return self.found.rows

    def by_state(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        if value == "gone":
            return rows.exclude(vanished_on=None)
        if value == "open":
            return rows.still_open()
        return rows.counted() if value == "counted" else rows.counted().exclude(finalised_on=None)

    def by_age(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        band = BANDS[value]
        days = {
            day: received_at_age(band.low, band.high, as_at=day, calendar=self.calendar) for day in self.as_at.values()
        }
        return rows.open_on(date.max, as_at=self.as_at).received_at(
            {force: days[day] for force, day in self.as_at.items()}
        )

    def by_open_day(self, rows: ComplaintQuerySet, name: str, value: date) -> ComplaintQuerySet:
        return rows.open_on(value, as_at=self.as_at)

    def by_length(self, rows: ComplaintQuerySet, name: str, value: Any) -> ComplaintQuerySet:
        since = max(self.form.cleaned_data["received_from"] or self.calendar.first, self.calendar.first)
        until = max(self.on, *self.as_at.values())
        return rows.lasting(int(value), as_at=self.as_at, since=since, until=until, calendar=self.calendar)

    def by_overdue(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return overdue(rows, value, on=self.on, calendar=self.calendar)

    def by_handling(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(handling__in=SCHEDULE_3) if value == "schedule-3" else rows.filter(handling=value)

    def by_area(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(area="") if value == NOT_STATED else rows.filter(area__iexact=value)

    def by_step(self, rows: ComplaintQuerySet, name: str, value: date) -> ComplaintQuerySet:
        """The day logged or of first contact; as figures count them, without what an extract has lost."""
        day = "logged_on" if name.startswith("logged") else "first_contact_on"
        return rows.counted().filter(**{f"{day}__{self.filters[name].lookup_expr}": value})

    def by_notice(self, rows: ComplaintQuerySet, name: str, value: date) -> ComplaintQuerySet:
        first = TwelveMonthNotice.objects.filter(
            occurrence=1, **{f"received_on__{self.filters[name].lookup_expr}": value}
        )
        return rows.counted().filter(pk__in=first.values("complaint"))

    def by_wait(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        as_at = as_at_of(forces_with_complaints(), on=self.on)
        return waiting_for(rows.still_open(), value, as_at=as_at, on=self.on)

    def by_category(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(categories__contains=[value])

    def by_code(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        """A letter has its subcategories with it."""
        exactly = {"code__istartswith": value} if len(value) == 1 else {"code__iexact": value}
        return rows.with_allegation(code__in=Category.objects.filter(**exactly))

    def by_factor(self, rows: ComplaintQuerySet, name: str, value: Factor) -> ComplaintQuerySet:
        return rows.with_allegation(factors__contains=[value.code])

    def by_decision(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        national = [code for code, label in Decision.choices if value.casefold() in (code.casefold(), label.casefold())]
        return rows.with_allegation(Q(decision__iexact=value) | Q(decision_code__in=national))

    def by_result(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(result="") if value == NOT_STATED else rows.filter(result__iexact=value)

    def by_young(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.of_young_people(known=value == "yes")

    def by_label(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(labelled__label__in=Label.objects.filter(name__iexact=value))

    def by_watch(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(watches__user=self.person)

    def by_import(self, rows: ComplaintQuerySet, name: str, value: Any) -> ComplaintQuerySet:
        return rows.brought_by(int(value))


FIRST_ASKED = ("q", "state", "handling", "force", "received_from", "received_to")
"""The filters that stand open on the page; the others fold away until they are wanted."""


def asked(person: User, query: QueryDict, on: date) -> ComplaintFilter:
    """The filters of an address over what this person may see, sound; RuleBroken names what is wrong with them."""
    filterset = ComplaintFilter(query, queryset=Complaint.objects.visible_to(person), on=on, person=person)
    refuse_unsound(filterset, query, sorts=SORTS, default=NEWEST_FIRST)
    return filterset


def _rows(person: User, query: QueryDict, on: date) -> ComplaintQuerySet:
    """The rows of a file, in the order of the page."""
    return in_order(asked(person, query, on).qs.for_file(), query, sorts=SORTS, default=NEWEST_FIRST)


def _told(person: User, query: QueryDict, on: date) -> list[tuple[str, str]]:
    return told(asked(person, query, on), query)


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
