"""One review as its pages show it: what it says, whether it is valid, clocks, findings, recommendations, letters."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from rest_framework import serializers

from casework.models import CaseClock, Letter
from complaints.models import ReviewBodyCheck
from pcc.models import AuditEvent, BankHoliday, User
from pcc.moves import open_moves
from pcc.working_days import WorkingCalendar
from reviews.models import (
    AllegationFinding,
    ApplicantContact,
    Chase,
    Decision,
    ForceArrival,
    ForceRequest,
    LateDecision,
    LearningPoint,
    Notification,
    Recommendation,
    Reopening,
    Review,
    SecondCheck,
)
from reviews.querysets import recorded_on
from reviews.rules import MOVES, UNVERIFIED
from reviews.stats.waiting import days_so_far, waits_for


class ReadingOut(serializers.Serializer):
    """The time for applying, counted from one of three dates."""

    reading = serializers.CharField(help_text="STATED, SENT or PROVIDED: which date of the outcome letter.")
    start = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    in_time = serializers.BooleanField(allow_null=True)


class LateDecisionOut(serializers.ModelSerializer):
    decided_by = serializers.CharField()

    class Meta:
        model = LateDecision
        fields: ClassVar = ["allowed", "ground", "reason", "decided_on", "decided_by"]


class ValidityOut(serializers.Serializer):
    """Whether the application came in time, what it leaves out, and which body decides it."""

    in_time = serializers.BooleanField(allow_null=True)
    words = serializers.CharField()
    used = serializers.CharField(allow_null=True, help_text="The reading whose date was used.")
    last_day = serializers.DateField(allow_null=True)
    days_late = serializers.IntegerField()
    days_left_out = serializers.IntegerField(help_text="Days with the wrong review body.")
    office_closed = serializers.CharField(help_text="What makes the last day a day off; empty where it is none.")
    readings = ReadingOut(many=True)
    steps = serializers.ListField(child=serializers.CharField())
    missing = serializers.ListField(child=serializers.CharField(), help_text="What the application does not state.")
    late_decisions = LateDecisionOut(many=True)
    review_body = serializers.CharField(help_text="US, IOPC, or empty while the six questions are open.")
    review_body_answers = serializers.DictField(child=serializers.CharField())


class ClockOut(serializers.Serializer):
    """A clock of its case file; ``casework`` explains it at ``/casework/api/clocks/<id>/``."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    started_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    met_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()
    words = serializers.CharField()


class WorkingDaysOut(serializers.Serializer):
    """Working days since receipt, until the decision was told, it ended, or today."""

    all = serializers.IntegerField()
    with_the_force = serializers.IntegerField(help_text="Those in which only the force's file was waited for.")
    without_the_force = serializers.IntegerField()


class ChaseOut(serializers.ModelSerializer):
    class Meta:
        model = Chase
        fields: ClassVar = ["chased_on", "note"]


class ArrivalOut(serializers.ModelSerializer):
    class Meta:
        model = ForceArrival
        fields: ClassVar = ["arrived_at", "arrived_on", "papers", "seen_elsewhere", "note"]


class RequestOut(serializers.ModelSerializer):
    due_on = serializers.DateField(source="clock.due_on", default=None, allow_null=True)
    outstanding = serializers.ListField(child=serializers.CharField())
    arrivals = ArrivalOut(many=True)
    chases = ChaseOut(many=True)

    class Meta:
        model = ForceRequest
        fields: ClassVar = ["asked_on", "due_on", "papers", "outstanding", "completed_on", "note", "arrivals", "chases"]


class FindingOut(serializers.ModelSerializer):
    theme = serializers.CharField(source="theme.code", default=None, allow_null=True)
    found_by = serializers.CharField(allow_null=True)

    class Meta:
        model = AllegationFinding
        fields: ClassVar = [
            "number",
            "theme",
            "complaint_words",
            "force_answer",
            "first_view",
            "finding",
            "service",
            "communication",
            "learning",
            "reasons",
            "confidence",
            "evidence",
            "found_by",
            "found_at",
        ]


class CheckOut(serializers.ModelSerializer):
    checked_by = serializers.SerializerMethodField()

    class Meta:
        model = SecondCheck
        fields: ClassVar = ["result", "checked_by", "checked_on", "comments", "voided_at"]

    def get_checked_by(self, check: SecondCheck) -> str:
        return str(check.checked_by or check.outside_checker)


class DecisionOut(serializers.ModelSerializer):
    decided_by = serializers.CharField(allow_null=True)
    checks = CheckOut(many=True)

    class Meta:
        model = Decision
        fields: ClassVar = [
            "number",
            "outcome",
            "reasons",
            "decided_on",
            "decided_by",
            "notified_on",
            "stands",
            "checks",
        ]


class AdviceOut(serializers.ModelSerializer):
    theme = serializers.CharField(source="theme.code", default=None, allow_null=True)
    unverified = serializers.SerializerMethodField(help_text="Nobody has read the law of this kind at its source yet.")
    chases = ChaseOut(many=True)

    class Meta:
        model = Recommendation
        fields: ClassVar = [
            "id",
            "number",
            "kind",
            "unverified",
            "text",
            "theme",
            "stage",
            "made_on",
            "due_on",
            "extended_because",
            "chases",
            "reply",
            "replied_on",
            "reply_words",
            "implemented_on",
            "evidence",
            "settled_on",
        ]

    def get_unverified(self, advice: Recommendation) -> bool:
        return advice.kind in UNVERIFIED


class LearningOut(serializers.ModelSerializer):
    theme = serializers.CharField(source="theme.code", default=None, allow_null=True)

    class Meta:
        model = LearningPoint
        fields: ClassVar = ["number", "text", "theme", "raised_on"]


class ToldOut(serializers.ModelSerializer):
    class Meta:
        model = Notification
        fields: ClassVar = ["occasion", "recipient", "told_on", "not_needed"]


class ContactOut(serializers.ModelSerializer):
    class Meta:
        model = ApplicantContact
        fields: ClassVar = ["how", "made_on", "note"]


class WrittenOut(serializers.ModelSerializer):
    """What a letter is and what it recorded, without its words."""

    template = serializers.CharField(source="template.code")
    version = serializers.IntegerField(source="template.version")
    recorded = serializers.SerializerMethodField(help_text="The step that it recorded on the review; empty where none.")

    class Meta:
        model = Letter
        fields: ClassVar = [
            "id",
            "template",
            "version",
            "subject",
            "stage",
            "dated_on",
            "issued_at",
            "digest",
            "recorded",
        ]

    def get_recorded(self, letter: Letter) -> str:
        return str(self.context["recorded"].get(letter.pk, ""))


class ReopeningOut(serializers.ModelSerializer):
    reopened_by = serializers.CharField()

    class Meta:
        model = Reopening
        fields: ClassVar = ["was", "reopened_on", "reason", "reopened_by"]


class EventOut(serializers.ModelSerializer):
    by = serializers.CharField(allow_null=True)

    class Meta:
        model = AuditEvent
        fields: ClassVar = ["verb", "at", "by", "reason"]


class DetailOut(serializers.ModelSerializer):
    """A review. Whoever applied is told by name; how to reach them stands with the people of its case file."""

    force = serializers.CharField(source="force.code")
    theme = serializers.CharField(source="theme.code", default=None, allow_null=True)
    complaint = serializers.IntegerField(source="complaint_id", allow_null=True)
    case = serializers.IntegerField(source="case_id")
    allocated_to = serializers.CharField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    waiting_for = serializers.CharField()
    open_moves = serializers.ListField(child=serializers.CharField(), help_text="What the caller may do now.")
    validity = ValidityOut()
    clocks = ClockOut(many=True)
    working_days = WorkingDaysOut()
    requests = RequestOut(many=True)
    allegations = FindingOut(many=True)
    decisions = DecisionOut(many=True)
    recommendations = AdviceOut(many=True)
    learning_points = LearningOut(many=True)
    told = ToldOut(many=True)
    contacts = ContactOut(many=True)
    letters = WrittenOut(many=True)
    reopenings = ReopeningOut(many=True)
    history = EventOut(many=True, help_text="What was done by whom, newest first, 200 at most.")

    class Meta:
        model = Review
        fields: ClassVar = [
            "id",
            "version",
            "reference",
            "force",
            "force_reference",
            "complaint",
            "case",
            "handling",
            "theme",
            "stage",
            "waiting_for",
            "allocated_to",
            "open_moves",
            "channel",
            "capacity",
            "consent_on",
            "applicant_name",
            "complainant_name",
            "under_18",
            "grounds",
            "late_reason",
            "adjustments",
            "language",
            "complaint_details",
            "complaint_made_on",
            "authority_named",
            "outcome_given_on",
            "received_on",
            "outcome_stated_on",
            "outcome_sent_on",
            "outcome_provided_on",
            "wrong_body_from",
            "wrong_body_until",
            "acknowledged_on",
            "accepted_on",
            "allocated_on",
            "decided_on",
            "decided_by",
            "notified_on",
            "ended_on",
            "closed_on",
            "outcome",
            "why_invalid",
            "why_withdrawn",
            "end_reason",
            "no_file_reason",
            "no_recommendation_reason",
            "validity",
            "clocks",
            "working_days",
            "requests",
            "allegations",
            "decisions",
            "recommendations",
            "learning_points",
            "told",
            "contacts",
            "letters",
            "reopenings",
            "history",
        ]


def as_data(review: Review, user: User, *, on: date) -> Mapping[str, Any]:
    """The review for this person on that day. ``review`` is as ``ready`` gives it."""
    calendar = BankHoliday.objects.as_calendar()
    whole, with_force = days_so_far(review, calendar, on=on)
    letters = Letter.objects.opened_to(user).filter(case=review.case_id).select_related("template").order_by("pk")
    kept = review.by_letter.filter(undone_at=None).values_list("letter", "step")
    told = {
        "waiting_for": waits_for(review.stage),
        "open_moves": open_moves(MOVES, review, user),
        "validity": validity(review),
        "clocks": clocks(review, user, calendar, on=on),
        "working_days": {"all": whole, "with_the_force": with_force, "without_the_force": whole - with_force},
        "requests": review.requests.prefetch_related("arrivals", "chases").select_related("clock").order_by("pk"),
        "allegations": review.findings.select_related("theme", "found_by").order_by("number"),
        "decisions": review.decisions.select_related("decided_by").prefetch_related("checks__checked_by"),
        "recommendations": review.recommendations.select_related("theme").prefetch_related("chases").order_by("number"),
        "learning_points": review.learning_points.select_related("theme").order_by("number"),
        "told": review.notifications.order_by("pk"),
        "contacts": review.contacts.order_by("made_on", "pk"),
        "letters": letters,
        "reopenings": review.reopenings.select_related("reopened_by").order_by("pk"),
        "history": recorded_on(review)[:200],
    }
    return DetailOut(_Told(review, told), context={"recorded": dict(kept)}).data


class _Told:
    """A review with what is worked out of it beside its fields."""

    def __init__(self, review: Review, told: Mapping[str, Any]) -> None:
        self._review, self._told = review, told

    def __getattr__(self, name: str) -> Any:
        return self._told[name] if name in self._told else getattr(self._review, name)


def validity(review: Review) -> dict[str, Any]:
    window = review.window
    check = getattr(review.complaint, "review_body_check", None) if review.complaint else None
    return {
        "in_time": window.in_time,
        "words": window.words,
        "used": window.used,
        "last_day": window.last_day,
        "days_late": window.days_late,
        "days_left_out": window.days_left_out,
        "office_closed": window.closed,
        "readings": window.readings,
        "steps": [step.words for step in window.explanation.steps],
        "missing": review.missing,
        "late_decisions": review.late_decisions.select_related("decided_by").order_by("pk"),
        "review_body": check.body if check else "",
        "review_body_answers": {name: getattr(check, name) for name in ReviewBodyCheck.QUESTIONS} if check else {},
    }


def clocks(review: Review, user: User, calendar: WorkingCalendar, *, on: date) -> list[dict[str, Any]]:
    """The clocks of its case file, each with its state as its page words it."""
    rows = CaseClock.objects.visible_to(user).filter(case=review.case_id).for_explaining().order_by("pk")
    found = []
    for clock in rows:
        told = clock.explain(calendar, as_at=on)
        found.append(
            {
                "id": clock.pk,
                "code": clock.rule.code,
                "name": clock.rule.name,
                "started_on": clock.started_on,
                "due_on": clock.due_on,
                "met_on": clock.met_on,
                "state": told.state.value,
                "words": told.words,
            }
        )
    return found
