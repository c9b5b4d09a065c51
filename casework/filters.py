"""The one set of filters of correspondence: for the inbox, the API and the file."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from casework.choices import Channel, MailStage, RouteChoice
from casework.models import Correspondence, Theme
from casework.querysets import CorrespondenceQuerySet
from casework.rules.correspondence import ENDED, IN_HAND, SEES_CORRESPONDENCE, WAITING
from casework.stats.correspondence import OF_STAGE, WAITS
from pcc import exports
from pcc.clocks import LATEST
from pcc.filters import DateFilter, ListFilter, in_order, refuse_unsound, told
from pcc.models import User

SHELVES = {
    "new": ("To sort", {MailStage.NEW}),
    "hand": ("In hand", IN_HAND - {MailStage.NEW} - WAITING),
    "waiting": ("Waiting for somebody", WAITING),
    "ended": ("Ended", ENDED),
}
"""The shelves of the inbox, each with its stages."""

FIRST_OF_ALL = ExpressionWrapper(
    F("received_at") - Case(When(may_upset=True, then=Value(timedelta(days=36_500))), default=Value(timedelta(0))),
    output_field=DateTimeField(),
)
"""Danger and abuse before everything else, each the oldest first: they sort as if they had come a century ago."""

SORTS: dict[str, Any] = {
    "received": "received_at",
    "due": Coalesce("due_on", Value(LATEST)),
    "pressing": FIRST_OF_ALL,
}
NOT_KNOWN = "none"
COUNTED = [("yes", "As the figures count"), ("no", "Joined or discarded")]
ANSWERS = {
    "replied": "Replied to",
    "in-time": "Replied to in time",
    "late": "Replied to late",
    "overdue": "Not replied to, overdue",
    "not-due": "Not replied to, not due yet",
    "without-reply": "Ended without a reply",
}


class CorrespondenceFilter(ListFilter):
    """Filters of correspondence. Unknown names and unreadable values are told, never ignored."""

    q = django_filters.CharFilter(
        label="Find",
        method="by_words",
        max_length=100,
        help_text="A reference, a name or an e-mail address, or words of the subject.",
    )
    shelf = django_filters.ChoiceFilter(
        label="Shelf",
        choices=[(code, label) for code, (label, _) in SHELVES.items()],
        method="by_shelf",
        empty_label="Every shelf",
    )
    stage = django_filters.ChoiceFilter(label="Stage", choices=MailStage.choices, empty_label="Any stage")
    state = django_filters.ChoiceFilter(
        label="State", choices=[("open", "Open"), ("ended", "Ended")], method="by_state", empty_label="Open or ended"
    )
    waiting = django_filters.ChoiceFilter(
        label="Waiting on", choices=list(WAITS.items()), method="by_waiting", empty_label="Anybody"
    )
    theme = django_filters.ChoiceFilter(label="Theme", method="by_theme", empty_label="Any theme")
    channel = django_filters.ChoiceFilter(label="Came by", choices=Channel.choices, empty_label="Any way")
    area = django_filters.CharFilter(label="Area", method="by_area", max_length=120)
    route = django_filters.ChoiceFilter(label="Belongs to", choices=RouteChoice.choices, empty_label="Anybody")
    owner = django_filters.ChoiceFilter(label="With", method="by_owner", empty_label="Anybody")
    answer = django_filters.ChoiceFilter(
        label="Answer", choices=list(ANSWERS.items()), method="by_answer", empty_label="Answered or not"
    )
    counted = django_filters.ChoiceFilter(
        label="In the figures", choices=COUNTED, method="by_counted", empty_label="Counted or not"
    )
    upsetting = django_filters.ChoiceFilter(
        label="Danger or abuse", choices=[("yes", "Warned of")], method="by_upsetting", empty_label="Any words"
    )
    brought = django_filters.NumberFilter(
        label="Brought in with list", field_name="brought_by", min_value=1, max_value=2**63 - 1, help_text="Its number."
    )
    received_from = DateFilter(label="Received from", field_name="received_on", lookup_expr="gte")
    received_to = DateFilter(label="Received to", field_name="received_on", lookup_expr="lte")
    ended_from = DateFilter(label="Ended from", field_name="ended_on", lookup_expr="gte")
    ended_to = DateFilter(label="Ended to", field_name="ended_on", lookup_expr="lte")

    class Meta:
        model = Correspondence
        fields: list[str] = []

    def __init__(self, *args: Any, on: date, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        themes = Theme.objects.order_by("name").values_list("pk", "name")
        self.filters["theme"].extra["choices"] = [
            (NOT_KNOWN, "No theme yet"),
            *((str(pk), name) for pk, name in themes),
        ]
        owners = Correspondence.objects.visible_to(person).in_hand().exclude(case__owner=None)
        named = owners.order_by("case__owner__name", "case__owner").values_list("case__owner", "case__owner__name")
        self.filters["owner"].extra["choices"] = [
            ("me", "Me"),
            (NOT_KNOWN, "Nobody"),
            *((str(pk), name) for pk, name in named.distinct() if pk != person.pk),
        ]
        self.person = person

    def by_words(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.found_by(value)

    def by_shelf(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.filter(stage__in=SHELVES[value][1])

    def by_state(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.in_hand() if value == "open" else rows.exclude(ended_on=None)

    def by_waiting(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.filter(stage__in=[stage for stage, waits_on in OF_STAGE.items() if waits_on == value])

    def by_theme(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.filter(theme=None if value == NOT_KNOWN else value)

    def by_area(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.filter(area="") if value == NOT_KNOWN else rows.filter(area__iexact=value)

    def by_owner(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        if value == NOT_KNOWN:
            return rows.filter(case__owner=None)
        return rows.filter(case__owner=self.person.pk if value == "me" else value)

    def by_answer(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.answered(value, on=self.on)

    def by_counted(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.counted() if value == "yes" else rows.left_out()

    def by_upsetting(self, rows: CorrespondenceQuerySet, name: str, value: str) -> CorrespondenceQuerySet:
        return rows.filter(may_upset=True)


FIRST_ASKED = ("q", "shelf", "waiting", "owner", "theme")
"""The filters that stand open on the page; the others fold away until they are wanted."""


def default_sort(query: QueryDict) -> str:
    """What came last where all has ended, danger first where all waits to be sorted, else the oldest first."""
    if "ended" in (query.get("shelf"), query.get("state")):
        return "-received"
    return "pressing" if query.get("shelf") == "new" else "received"


def asked(person: User, query: QueryDict, on: date) -> CorrespondenceFilter:
    """The filters of an address over what this person may see, sound; RuleBroken names what is wrong with them."""
    rows = Correspondence.objects.visible_to(person)
    filterset = CorrespondenceFilter(query, queryset=rows, on=on, person=person)
    refuse_unsound(filterset, query, sorts=SORTS, default=default_sort(query))
    return filterset


def _rows(person: User, query: QueryDict, on: date) -> CorrespondenceQuerySet:
    """The rows of a file, in the order of the page."""
    rows = asked(person, query, on).qs.for_list()
    return in_order(rows, query, sorts=SORTS, default=default_sort(query))


def _told(person: User, query: QueryDict, on: date) -> list[tuple[str, str]]:
    return told(asked(person, query, on), query)


def told_in_lists(item: Any, words: str) -> str:
    """What a list says of a matter; of a sealed one it says no more, since others may see the screen or the file."""
    return "Sealed" if item.is_sealed else words


LISTING = exports.offer(
    exports.Listing(
        kind="correspondence",
        title="Correspondence",
        route="casework:inbox",
        roles=SEES_CORRESPONDENCE,
        rows=_rows,
        told=_told,
        columns=(
            exports.Column("Reference", lambda row: row.case.reference),
            exports.Column("Subject", lambda row: told_in_lists(row, row.subject)),
            exports.Column("Received", lambda row: row.received_on),
            exports.Column("Came by", lambda row: row.get_channel_display()),
            exports.Column("From", lambda row: told_in_lists(row, row.sender_name or row.sender_email)),
            exports.Column("From an elected member", lambda row: row.from_elected),
            exports.Column("Theme", lambda row: str(row.theme or "")),
            exports.Column("Area", lambda row: row.area),
            exports.Column("Belongs to", lambda row: row.get_route_display() if row.route else ""),
            exports.Column("Stage", lambda row: row.get_stage_display()),
            exports.Column("With", lambda row: str(row.case.owner or "")),
            exports.Column("Next due date", lambda row: row.due_on),
            exports.Column("Acknowledged", lambda row: row.acknowledged_on),
            exports.Column("Replied", lambda row: row.replied_on),
            exports.Column("Ended", lambda row: row.ended_on),
            exports.Column("How it ended", lambda row: row.get_outcome_display() if row.outcome else ""),
            exports.Column("Its reference before", lambda row: row.brought_as),
        ),
    )
)
