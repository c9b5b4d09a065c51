"""The one set of filters of reviews: for page, API and export."""

from collections.abc import Callable
from datetime import date
from typing import Any

import django_filters
from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict

from complaints.choices import Handling
from pcc import exports
from pcc.errors import RuleBroken
from pcc.filters import DateFilter, ListFilter, SpokenFilter, in_order, refuse_unsound, told
from pcc.models import BankHoliday, Force, User
from pcc.roles import SEES_REVIEWS
from reviews.choices import CheckResult, Outcome, RecommendationStage, Reply, Stage
from reviews.models import Recommendation, Review, SecondCheck
from reviews.querysets import RecommendationQuerySet, ReviewQuerySet
from reviews.rules import IN_HAND
from reviews.stats.facts import WAYS, narrowed
from reviews.stats.themes import theme_asked, theme_choices
from reviews.stats.waiting import days_so_far

UNANSWERED, IMPLEMENTED = "none", "done"
REPLIES = [*Reply.choices, (UNANSWERED, "None yet"), (IMPLEMENTED, "Accepted and implemented")]
ANSWERED_AS: dict[str, dict[str, Any]] = {
    **{reply: {"reply": reply} for reply in Reply.values},
    UNANSWERED: {"reply": ""},
    IMPLEMENTED: {"implemented_on__isnull": False},
}
"""What a recommendation must be for each reply that can be asked for."""
STATES = [("in-hand", "In hand"), ("open", "Open, recommendations included"), ("completed", "Decision told")]
KNOWN_AS = {
    "from_acknowledged": Q(acknowledged_on__lte=F("notified_on")),
    "from_accepted": Q(accepted_on__lte=F("notified_on")),
    "to_decided": Q(decided_on__gte=F("received_on")),
    "in_calendar_days": Q(),
}
"""Which completed reviews have the days of each other way of measuring."""
SORTS = {"received": "received_on", "reference": "reference"}
NEWEST_FIRST = "-received"


class ReviewFilter(ListFilter):
    """Filters of the list of reviews. Unknown names and unreadable values are told, never ignored."""

    q = django_filters.CharFilter(label="Reference", method="by_reference", max_length=80)
    state = django_filters.ChoiceFilter(label="State", choices=STATES, method="by_state", empty_label="Any")
    stage = django_filters.ChoiceFilter(label="Stage", choices=Stage.choices, empty_label="Any stage")
    outcome = django_filters.ChoiceFilter(label="Outcome", choices=Outcome.choices, empty_label="Any outcome")
    handling = django_filters.ChoiceFilter(label="Handling", choices=Handling.choices, empty_label="Any handling")
    theme = SpokenFilter(
        label="Theme", choices=theme_choices, read=theme_asked, method="by_theme", empty_label="Any theme"
    )
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

    measured = django_filters.ChoiceFilter(
        label="Days counted", choices=list(WAYS.items()), method="by_measured", empty_label="Any"
    )
    recommended_from = DateFilter(label="Recommendation made from", method="by_nothing")
    recommended_to = DateFilter(label="Recommendation made to", method="by_nothing")
    reply = django_filters.ChoiceFilter(
        label="The force's reply", choices=REPLIES, method="by_nothing", empty_label="Any or none"
    )
    waived_from = DateFilter(label="Second check waived from", method="by_nothing")
    waived_to = DateFilter(label="Second check waived to", method="by_nothing")

    class Meta:
        model = Review
        fields: list[str] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=Review.objects.in_hand().values("allocated_to"))
        self.filters["owner"].queryset = people.order_by("name", "pk")

    def filter_queryset(self, queryset: ReviewQuerySet) -> ReviewQuerySet:
        """Days and reply are those of one recommendation, and days of a waived check those of one check."""
        rows: ReviewQuerySet = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        advice = {
            "made_on__gte": given["recommended_from"],
            "made_on__lte": given["recommended_to"],
        } | ANSWERED_AS.get(given["reply"], {})
        if any(value not in (None, "") for value in advice.values()) or given["reply"]:
            wanted = {name: value for name, value in advice.items() if value is not None}
            made = Recommendation.objects.filter(review=OuterRef("pk")).made()
            rows = rows.filter(Exists(made.filter(**wanted)))
        waived = {"checked_on__gte": given["waived_from"], "checked_on__lte": given["waived_to"]}
        if wanted := {name: value for name, value in waived.items() if value is not None}:
            checks = SecondCheck.objects.filter(decision__review=OuterRef("pk"), result=CheckResult.WAIVED)
            rows = rows.filter(Exists(checks.filter(**wanted)))
        return rows

    def by_nothing(self, rows: ReviewQuerySet, name: str, value: object) -> ReviewQuerySet:
        """Left to ``filter_queryset``, which reads several together."""
        return rows

    def by_reference(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        return rows.with_reference(value)

    def by_state(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        if value == "completed":
            return rows.exclude(notified_on=None)
        return rows.filter(stage__in=IN_HAND) if value == "in-hand" else rows.open()

    def by_due(self, rows: ReviewQuerySet, name: str, value: date) -> ReviewQuerySet:
        due = rows.with_due()
        return due.filter(due_on__gte=value) if name == "due_from" else due.filter(due_on__lte=value)

    def by_measured(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        return rows.filter(KNOWN_AS[value], notified_on__isnull=False)

    def by_theme(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        return narrowed(rows, handling="all", theme=value)


# What leaves as a file: what the page shows, no name of an applicant and no word of theirs.


def _asked(person: User, query: QueryDict) -> ReviewFilter:
    """The filters of an address over what this person may see, sound; RuleBroken names what is wrong with them."""
    filterset = ReviewFilter(query, queryset=Review.objects.visible_to(person))
    refuse_unsound(filterset, query, sorts=SORTS, default=NEWEST_FIRST)
    return filterset


def _rows(person: User, query: QueryDict, on: date) -> ReviewQuerySet:
    found: ReviewQuerySet = _asked(person, query).qs
    return in_order(found.for_list().select_related("theme"), query, sorts=SORTS, default=NEWEST_FIRST)


def _told(person: User, query: QueryDict, on: date) -> list[tuple[str, str]]:
    return told(_asked(person, query), query)


def _days(on: date) -> list[exports.Column]:
    """Working days since an application came, and those of them that were the force's."""
    calendar = BankHoliday.objects.as_calendar()
    return [
        exports.Column("Working days", lambda row: days_so_far(row, calendar, on=on)[0]),
        exports.Column("Working days with the force", lambda row: days_so_far(row, calendar, on=on)[1]),
    ]


LISTING = exports.offer(
    exports.Listing(
        kind="reviews",
        title="Reviews",
        route="reviews:list",
        roles=SEES_REVIEWS,
        rows=_rows,
        told=_told,
        columns=(
            exports.Column("Reference", lambda row: row.reference),
            exports.Column("Force", lambda row: row.force.name),
            exports.Column("The force's reference", lambda row: row.force_reference),
            exports.Column("How it came", lambda row: row.get_channel_display()),
            exports.Column("Received", lambda row: row.received_on),
            exports.Column("Acknowledged", lambda row: row.acknowledged_on),
            exports.Column("Accepted", lambda row: row.accepted_on),
            exports.Column("Decision due", lambda row: row.due_on),
            exports.Column("Decided", lambda row: row.decided_on),
            exports.Column("Applicant told", lambda row: row.notified_on),
            exports.Column("Ended without a decision", lambda row: row.ended_on),
            exports.Column("Closed", lambda row: row.closed_on),
            exports.Column("Stage", lambda row: row.get_stage_display()),
            exports.Column("Outcome", lambda row: row.get_outcome_display()),
            exports.Column("Why it was not valid", lambda row: row.get_why_invalid_display()),
            exports.Column("Handling", lambda row: row.get_handling_display()),
            exports.Column("Theme", lambda row: row.theme.name if row.theme else ""),
            exports.Column("With", lambda row: str(row.allocated_to or "")),
        ),
        counted=_days,
    )
)

SHOWN = {
    "": "All",
    "waiting": "Waiting for a reply",
    "overdue": "Overdue",
    "accepted": "Accepted, not shown to be done",
}
"""What of the register of recommendations is shown, by the address."""


NOT_DECLARED = "Shown once you have declared on the review"
"""What stands in a list for words of a review on which its reader has said nothing yet."""


class RegisterFilter(ListFilter):
    """What a figure of recommendations counted: those made in a period and answered so, of the same reviews."""

    made_from = DateFilter(label="Made from", field_name="made_on", lookup_expr="gte")
    made_to = DateFilter(label="Made to", field_name="made_on", lookup_expr="lte")
    reply = django_filters.ChoiceFilter(label="The force's reply", choices=REPLIES, method="by_reply")
    handling = django_filters.ChoiceFilter(label="Handling", choices=Handling.choices, field_name="review__handling")
    theme = SpokenFilter(label="Theme", choices=theme_choices, read=theme_asked, method="by_theme")

    class Meta:
        model = Recommendation
        fields: list[str] = []

    def by_reply(self, rows: RecommendationQuerySet, name: str, value: str) -> RecommendationQuerySet:
        return rows.filter(**ANSWERED_AS[value])

    def by_theme(self, rows: RecommendationQuerySet, name: str, value: str) -> RecommendationQuerySet:
        return rows.filter(review__in=narrowed(Review.objects.order_by(), handling="all", theme=value))


def register_of(person: User, query: QueryDict, *, on: date) -> tuple[RecommendationQuerySet, RegisterFilter]:
    """The recommendations made that the register shows this person under an address, and its filters.

    An unknown word of what to show shows all; RuleBroken names a value that no filter can read.
    """
    made = Recommendation.objects.visible_to(person).made()
    shown = {
        "waiting": made.waiting(),
        "overdue": made.overdue(on=on),
        "accepted": made.filter(stage__in=[RecommendationStage.ACCEPTED, RecommendationStage.PART_ACCEPTED]),
    }.get(query.get("show", ""), made)
    filterset = RegisterFilter(query, queryset=shown)
    if not filterset.is_valid():
        name, sentences = next(iter(filterset.form.errors.items()))
        raise RuleBroken(f"{filterset.form.fields[name].label}: {sentences[0]}")
    return filterset.qs, filterset


def _advice(person: User, query: QueryDict, on: date) -> RecommendationQuerySet:
    rows, _ = register_of(person, query, on=on)
    return rows.with_opened(person).select_related("review__force", "theme").order_by("-made_on", "-pk")


def words_of(name: str) -> Callable[[Any], str]:
    """What a recommendation ``with_opened`` says in that field, for whoever has declared on its review."""
    return lambda row: getattr(row, name) if row.opened or not getattr(row, name) else NOT_DECLARED


def _advice_told(person: User, query: QueryDict, on: date) -> list[tuple[str, str]]:
    return [("Shown", SHOWN.get(query.get("show", ""), "All")), *told(register_of(person, query, on=on)[1], query)]


REGISTER = exports.offer(
    exports.Listing(
        kind="recommendations",
        title="Recommendations to the force",
        route="reviews:register",
        roles=SEES_REVIEWS,
        rows=_advice,
        told=_advice_told,
        columns=(
            exports.Column("Review", lambda row: row.review.reference),
            exports.Column("Number", lambda row: row.number),
            exports.Column("Force", lambda row: row.review.force.name),
            exports.Column("Kind", lambda row: row.get_kind_display()),
            exports.Column("Recommendation", words_of("text")),
            exports.Column("Theme", lambda row: row.theme.name if row.theme else ""),
            exports.Column("Made", lambda row: row.made_on),
            exports.Column("Reply due", lambda row: row.due_on),
            exports.Column("Time extended because", words_of("extended_because")),
            exports.Column("Reply", lambda row: row.get_reply_display()),
            exports.Column("Answered", lambda row: row.replied_on),
            exports.Column("The force's words", words_of("reply_words")),
            exports.Column("Done", lambda row: row.implemented_on),
            exports.Column("What shows it", words_of("evidence")),
            exports.Column("Where it is", lambda row: row.get_stage_display()),
        ),
    )
)
