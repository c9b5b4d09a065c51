"""The application, and the review that it becomes."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from casework.models import Case
from complaints.choices import Handling
from complaints.models import Category, Complaint
from pcc.clocks import ClockRule
from pcc.models import Force, User, history
from pcc.working_days import WorkingCalendar
from reviews.choices import Capacity, Channel, CheckPolicy, Outcome, Reading, Stage, WhyInvalid, WhyWithdrawn
from reviews.querysets import ReviewQuerySet
from reviews.rules import (
    CONTENTS,
    ENDED_UNDECIDED,
    OPEN,
    ApplicationDates,
    Window,
    asks_for_check,
    case_outcome,
    digest_of,
    missing_contents,
    window,
)

if TYPE_CHECKING:
    from reviews.models.deciding import Decision
    from reviews.models.papers import ForceRequest

DECIDED_STAGES = [Stage.DECIDED, Stage.NOTIFIED, Stage.RECS_OPEN, Stage.RECS_CLOSED, Stage.CLOSED]


@history()
class Review(models.Model):
    """An application for a review, and the review it became. It has exactly one case file.

    What happened when (``received_on``, ``accepted_on``) is apart from when it was recorded: the audit log has that.
    """

    reference = models.CharField(max_length=20, unique=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="review")
    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    force_reference = models.CharField(max_length=80, blank=True, help_text="As the applicant gave it.")
    brought_as = models.CharField(max_length=80, blank=True, help_text="Its reference in the system it came from.")
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.PROTECT, related_name="reviews")
    handling = models.CharField(max_length=12, choices=Handling, default=Handling.NOT_STATED)
    theme = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=15, choices=Stage, default=Stage.RECEIVED)

    channel = models.CharField(max_length=10, choices=Channel)
    capacity = models.CharField(max_length=15, choices=Capacity, default=Capacity.COMPLAINANT)
    consent_on = models.DateField(null=True, help_text="Date of the complainant's written consent.")
    applicant_name = models.CharField(max_length=120, blank=True, help_text="As given; people are on the case file.")
    applicant_email = models.EmailField(blank=True)
    applicant_phone = models.CharField(max_length=40, blank=True)
    applicant_address = models.TextField(blank=True)
    complainant_name = models.CharField(max_length=120, blank=True, help_text="Where somebody else applies for them.")
    under_18 = models.BooleanField(null=True, help_text="Whether the complainant is under 18.")
    grounds = models.TextField(blank=True, help_text="Why they ask for a review, in their words.")
    late_reason = models.TextField(blank=True, help_text="Why they apply late, in their words.")
    adjustments = models.TextField(blank=True)
    language = models.CharField(max_length=60, blank=True)
    complaint_details = models.TextField(blank=True)
    complaint_made_on = models.DateField(null=True)
    authority_named = models.CharField(max_length=120, blank=True)
    outcome_given_on = models.DateField(null=True, help_text="When they had the outcome, as the applicant says.")

    received_on = models.DateField()
    outcome_stated_on = models.DateField(null=True)
    outcome_sent_on = models.DateField(null=True)
    outcome_provided_on = models.DateField(null=True)
    read_from = models.CharField(max_length=10, choices=Reading, help_text="The office's reading when it was logged.")
    wrong_body_from = models.DateField(null=True, help_text="When another review body had received it.")
    wrong_body_until = models.DateField(null=True, help_text="When that body sent it on.")

    acknowledged_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    allocated_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    allocated_on = models.DateField(null=True)
    no_file_reason = models.TextField(blank=True, help_text="Why the office went on without the force's file.")
    no_recommendation_reason = models.TextField(blank=True, help_text="Why an upheld review leads to nothing further.")

    ended_on = models.DateField(null=True, help_text="When it was found not valid, sent on, or withdrawn.")
    why_invalid = models.CharField(max_length=20, choices=WhyInvalid, blank=True)
    why_withdrawn = models.CharField(max_length=15, choices=WhyWithdrawn, blank=True)
    end_reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    notified_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    window: Window
    """Whether it came in time: ``weighed`` works it out."""

    due_on: date | None
    """When the decision is due by the office's standard: ``with_due`` works it out."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="review_stage_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(
                name="review_ended_iff_dated",
                condition=Q(stage__in=sorted(ENDED_UNDECIDED), ended_on__isnull=False)
                | (~Q(stage__in=sorted(ENDED_UNDECIDED)) & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="review_invalid_iff_why",
                condition=(Q(stage=Stage.INVALID) & Q(why_invalid__in=WhyInvalid.values))
                | (~Q(stage=Stage.INVALID) & Q(why_invalid="")),
            ),
            models.CheckConstraint(
                name="review_withdrawn_iff_why",
                condition=(Q(stage=Stage.WITHDRAWN) & Q(why_withdrawn__in=WhyWithdrawn.values))
                | (~Q(stage=Stage.WITHDRAWN) & Q(why_withdrawn="")),
            ),
            models.CheckConstraint(
                name="review_decided_iff_outcome",
                condition=Q(stage__in=DECIDED_STAGES, outcome__in=Outcome.values, decided_on__isnull=False)
                | (~Q(stage__in=DECIDED_STAGES) & Q(outcome="", decided_on=None, notified_on=None)),
            ),
            models.CheckConstraint(
                name="review_notified_from_its_stage",
                condition=~Q(stage__in=DECIDED_STAGES[1:]) | Q(notified_on__isnull=False),
            ),
            models.CheckConstraint(
                name="review_closed_iff_dated",
                condition=Q(stage=Stage.CLOSED, closed_on__isnull=False) | (~Q(stage=Stage.CLOSED) & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="review_days_in_order",
                condition=(Q(accepted_on=None) | Q(accepted_on__gte=F("received_on")))
                & (Q(acknowledged_on=None) | Q(acknowledged_on__gte=F("received_on")))
                & (Q(decided_on=None) | Q(decided_on__gte=F("received_on")))
                & (Q(notified_on=None) | Q(notified_on__gte=F("decided_on")))
                & (Q(closed_on=None) | Q(closed_on__gte=F("notified_on")))
                & (Q(ended_on=None) | Q(ended_on__gte=F("received_on"))),
            ),
            models.CheckConstraint(
                name="review_wrong_body_both_days",
                condition=Q(wrong_body_from=None, wrong_body_until=None)
                | Q(wrong_body_from__isnull=False, wrong_body_until__gte=F("wrong_body_from")),
            ),
            models.UniqueConstraint(fields=["brought_as"], condition=~Q(brought_as=""), name="review_brought_in_once"),
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(
                    stage__in=[
                        Stage.ACCEPTED,
                        Stage.FILE_REQUESTED,
                        Stage.FILE_RECEIVED,
                        Stage.IN_ASSESSMENT,
                        Stage.CHECKING,
                        Stage.DECIDED,
                    ]
                ),
                name="review_one_in_hand_a_complaint",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="review_by_received"),
            models.Index(fields=["notified_on", "id"], name="review_by_notified"),
            models.Index(fields=["stage", "allocated_to"], name="review_by_stage"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def dates(self) -> ApplicationDates:
        return ApplicationDates(
            stated=self.outcome_stated_on,
            sent=self.outcome_sent_on,
            provided=self.outcome_provided_on,
            received=self.received_on,
            wrong_body_from=self.wrong_body_from,
            wrong_body_until=self.wrong_body_until,
        )

    def weighed(self, rule: ClockRule, calendar: WorkingCalendar) -> "Review":
        """The review with its ``window``: what the objections to its moves read."""
        self.window = window(self.dates, reading=self.read_from, rule=rule, calendar=calendar)
        return self

    @property
    def outcome_on(self) -> date | None:
        """The day of the outcome that is reviewed, by the first of its dates that is known."""
        return self.outcome_stated_on or self.outcome_sent_on or self.outcome_provided_on

    @property
    def missing(self) -> list[str]:
        """What the application does not state of the four things that it must."""
        return missing_contents({name: getattr(self, name) for name in CONTENTS})

    @property
    def needs_check(self) -> bool:
        """Whether the office's policy asks for a second check of the decision that its findings lead to."""
        outcome = case_outcome(each.finding for each in self.findings.all())
        policy = settings.SECOND_CHECKS.get(outcome, CheckPolicy.OFF)
        return asks_for_check(policy, reference=self.reference, share=settings.SECOND_CHECK_SHARE)

    # What objections read, of rows that ``for_moves`` has loaded.

    @cached_property
    def interests(self) -> dict[int, str]:
        """What each member of staff declared last, by id."""
        return {each.user_id: each.interest for each in sorted(self.declarations.all(), key=lambda row: row.pk)}

    @cached_property
    def handlers(self) -> set[int]:
        """Members of staff who had the complaint in hand: the owner of its case file."""
        case = self.complaint.case if self.complaint else None
        return {case.owner_id} if case is not None and case.owner_id is not None else set()

    @property
    def was_allowed_late(self) -> bool:
        return any(each.allowed for each in self.late_decisions.all())

    @property
    def open_request(self) -> "ForceRequest | None":
        """The request to the force that is not answered in full."""
        return next((each for each in self.requests.all() if each.completed_on is None), None)

    @property
    def had_a_hand(self) -> set[int]:
        """Who wrote the findings or the decision that now stands."""
        hands = {each.found_by_id for each in self.findings.all()}
        hands |= {each.decided_by_id for each in self.decisions.all() if each.stands}
        return {hand for hand in hands if hand is not None}

    @property
    def standing_decision(self) -> "Decision | None":
        return next((each for each in self.decisions.all() if each.stands), None)

    @property
    def check_is_void(self) -> bool:
        """Whether what was checked is not what stands there now."""
        decision = self.standing_decision
        passed = [each for each in decision.checks.all() if each.counts] if decision else []
        return bool(passed) and passed[-1].digest != self.digest

    @property
    def digest(self) -> str:
        decision = self.standing_decision
        return digest_of(
            outcome=case_outcome(each.finding for each in self.findings.all()),
            reasons=decision.reasons if decision else "",
            findings=[(each.number, each.finding, each.reasons) for each in self.findings.all()],
            recommendations=[
                (each.number, each.kind, each.text)
                for each in self.recommendations.all()
                if each.decision_id is None or (decision and each.decision_id == decision.pk)
            ],
        )

    @cached_property
    def same_outcome(self) -> "Review | None":
        """Another review of the same outcome that is in hand or was decided; a query, so call it on one review."""
        if self.complaint_id is None:
            return None
        others = Review.objects.filter(complaint=self.complaint_id).exclude(pk=self.pk).accepted()
        for other in others.order_by("pk"):
            if not other.outcome or other.outcome_on in (None, self.outcome_on):
                return other
        return None
