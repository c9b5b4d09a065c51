"""Reviews of complaint outcomes: application, the force's file, assessment, decision, what was recommended."""

from datetime import date
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from casework.models import Case, CaseClock
from complaints.choices import EthnicGroup, Handling, Orientation, Religion, Sex, YesNo
from complaints.models import Allegation, Category, Complaint
from pcc.clocks import ClockRule
from pcc.models import Force, User, history
from pcc.working_days import WorkingCalendar
from reviews.choices import (
    Answer,
    Capacity,
    Channel,
    CheckPolicy,
    CheckResult,
    Confidence,
    Contact,
    Finding,
    Ground,
    Interest,
    Kind,
    Occasion,
    Outcome,
    Paper,
    Reading,
    Recipient,
    RecommendationStage,
    Reply,
    Stage,
    WhyInvalid,
    WhyWithdrawn,
)
from reviews.querysets import RecommendationQuerySet, ReviewQuerySet
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


@history()
class LateDecision(models.Model):
    """Whether a late application is allowed: somebody's decision with a reason, never automatic (regulation 29(4))."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="late_decisions")
    allowed = models.BooleanField()
    ground = models.CharField(max_length=15, choices=Ground, blank=True)
    reason = models.TextField()
    decided_on = models.DateField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="late_decision_allowed_on_a_ground",
                condition=Q(allowed=True, ground__in=Ground.values) | Q(allowed=False, ground=""),
            ),
            models.CheckConstraint(name="late_decision_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {'allowed' if self.allowed else 'refused'} late"


@history()
class ForceRequest(models.Model):
    """What the office asked the force for, until all of it has come: the time in which only the force is waited for."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="requests")
    asked_on = models.DateField()
    papers = ArrayField(models.CharField(max_length=20, choices=Paper))
    note = models.TextField(blank=True)
    clock = models.OneToOneField(CaseClock, null=True, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField(null=True)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(completed_on=None), name="force_request_open_once_a_review"
            ),
            models.CheckConstraint(
                name="force_request_completed_after_asked",
                condition=Q(completed_on=None) | Q(completed_on__gte=F("asked_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: asked {self.asked_on}"

    @property
    def outstanding(self) -> list[str]:
        """The papers that have not come, by code. Reads the arrivals."""
        come = {paper for arrival in self.arrivals.all() for paper in arrival.papers}
        return [paper for paper in self.papers if paper not in come]


@history()
class ForceArrival(models.Model):
    """Papers that came from the force. The moment decides the day, as clocks show it in England."""

    request = models.ForeignKey(ForceRequest, on_delete=models.CASCADE, related_name="arrivals")
    arrived_at = models.DateTimeField()
    arrived_on = models.DateField(help_text="The day of that moment in local time.")
    papers = ArrayField(models.CharField(max_length=20, choices=Paper))
    seen_elsewhere = models.BooleanField(default=False, help_text="Viewed at the force: no file came.")
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="force_arrival_seen_elsewhere_is_told", condition=Q(seen_elsewhere=False) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.arrived_on}"


@history()
class AllegationFinding(models.Model):
    """The assessment of one allegation: what was said and answered, a first view, then the finding with its reasons."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    allegation = models.ForeignKey(Allegation, null=True, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    complaint_words = models.TextField(blank=True, help_text="The allegation in the complainant's words.")
    force_answer = models.TextField(blank=True, help_text="What the force decided and why.")
    first_view = models.CharField(max_length=15, choices=Finding, blank=True)
    first_view_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=15, choices=Finding, blank=True)
    service = models.CharField(max_length=12, choices=Answer, blank=True)
    communication = models.CharField(max_length=12, choices=Answer, blank=True)
    learning = models.CharField(max_length=12, choices=Answer, blank=True)
    reasons = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True)
    evidence = models.TextField(blank=True, help_text="What the finding rests on, and where it lies.")
    found_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="finding_number_once"),
            models.CheckConstraint(
                name="finding_has_reasons", condition=Q(finding="") | (Q(finding__in=Finding.values) & ~Q(reasons=""))
            ),
            models.CheckConstraint(
                name="finding_after_a_first_view",
                condition=(Q(first_view="", first_view_at=None) & Q(finding=""))
                | (Q(first_view__in=Finding.values) & Q(first_view_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["theme", "finding"], name="finding_by_theme")]

    def __str__(self) -> str:
        return f"{self.review_id}: allegation {self.number}"


@history()
class Decision(models.Model):
    """A decision on a review. A review that was reopened has several; one stands."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reasons = models.TextField()
    decided_on = models.DateField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    notified_on = models.DateField(null=True)
    stands = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="decision_number_once"),
            models.UniqueConstraint(fields=["review"], condition=Q(stands=True), name="decision_stands_once"),
            models.CheckConstraint(
                name="decision_notified_after_decided",
                condition=Q(notified_on=None) | Q(notified_on__gte=F("decided_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: decision {self.number}"


@history()
class SecondCheck(models.Model):
    """Somebody else's look at a decision: approved, sent back, or waived with a reason. Void once anything changed."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="checks")
    result = models.CharField(max_length=10, choices=CheckResult)
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    outside_checker = models.CharField(max_length=120, blank=True, help_text="Who checked it, when not one of us.")
    checked_on = models.DateField()
    digest = models.CharField(max_length=64, help_text="Of what was checked.")
    comments = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_by_one_of_us_or_outside",
                condition=Q(checked_by__isnull=False, outside_checker="")
                | (Q(checked_by=None) & ~Q(outside_checker="")),
            ),
            models.CheckConstraint(
                name="check_not_approved_needs_words", condition=Q(result=CheckResult.APPROVED) | ~Q(comments="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.get_result_display()}"

    @property
    def counts(self) -> bool:
        """Whether it lets the decision leave the office."""
        return self.result != CheckResult.RETURNED and self.voided_at is None


@history()
class Recommendation(models.Model):
    """A statutory recommendation to the appropriate authority, its reply, and whether it was done: dates apart."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=Kind)
    text = models.TextField()
    theme = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="recommendations")
    stage = models.CharField(max_length=15, choices=RecommendationStage, default=RecommendationStage.DRAFT)
    made_on = models.DateField(null=True)
    due_on = models.DateField(null=True, help_text="The last day for the reply, an extension counted in.")
    extended_because = models.TextField(blank=True)
    reply = models.CharField(max_length=15, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_on = models.DateField(null=True, help_text="The day of that moment in local time.")
    reply_words = models.TextField(blank=True, help_text="What the force will do; why not, where it refuses.")
    implemented_on = models.DateField(null=True)
    evidence = models.TextField(blank=True, help_text="What shows that it was done.")
    settled_on = models.DateField(null=True, help_text="When it needed nothing further.")

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="recommendation_number_once"),
            models.CheckConstraint(name="recommendation_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="recommendation_made_iff_dated",
                condition=Q(stage=RecommendationStage.DRAFT, made_on=None, due_on=None)
                | (~Q(stage=RecommendationStage.DRAFT) & Q(made_on__isnull=False, due_on__gte=F("made_on"))),
            ),
            models.CheckConstraint(
                name="recommendation_replied_iff_dated",
                condition=Q(reply="", replied_on=None, replied_at=None)
                | (Q(reply__in=Reply.values) & Q(replied_on__gte=F("made_on"))),
            ),
            models.CheckConstraint(
                name="recommendation_refused_with_reason", condition=~Q(reply=Reply.REJECTED) | ~Q(reply_words="")
            ),
            models.CheckConstraint(
                name="recommendation_done_iff_shown",
                condition=(
                    Q(stage=RecommendationStage.IMPLEMENTED) & Q(implemented_on__gte=F("made_on")) & ~Q(evidence="")
                )
                | (~Q(stage=RecommendationStage.IMPLEMENTED) & Q(implemented_on=None)),
            ),
        ]
        indexes = [models.Index(fields=["stage", "due_on"], name="recommendation_by_due")]

    def __str__(self) -> str:
        return f"Recommendation {self.number} of {self.review_id}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:recommendation", args=[self.pk])


@history()
class LearningPoint(models.Model):
    """Something the force could learn, raised whether or not the review was upheld. No statutory recommendation."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="learning_points")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    theme = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    raised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="learning_point_number_once"),
            models.CheckConstraint(name="learning_point_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"Learning point {self.number} of {self.review_id}"


@history()
class Chase(models.Model):
    """A day on which the office asked the force again: for its file, or for its reply to a recommendation."""

    request = models.ForeignKey(ForceRequest, null=True, on_delete=models.CASCADE, related_name="chases")
    recommendation = models.ForeignKey(Recommendation, null=True, on_delete=models.CASCADE, related_name="chases")
    chased_on = models.DateField()
    note = models.TextField(blank=True)
    chased_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="chase_of_one_thing",
                condition=Q(request__isnull=False, recommendation=None) | Q(request=None, recommendation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Chased {self.chased_on}"


@history()
class Notification(models.Model):
    """Who was told what on which day, or why they need not be told."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="notifications")
    occasion = models.CharField(max_length=10, choices=Occasion)
    recipient = models.CharField(max_length=20, choices=Recipient)
    told_on = models.DateField(null=True)
    not_needed = models.CharField(max_length=200, blank=True, help_text="Why nobody need be told.")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "occasion", "recipient"], name="notification_once"),
            models.CheckConstraint(
                name="notification_told_or_not_needed",
                condition=Q(told_on__isnull=False, not_needed="") | (Q(told_on=None) & ~Q(not_needed="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.get_recipient_display()}"


@history()
class ApplicantContact(models.Model):
    """A contact with the applicant; each starts the 28 days to the next one anew."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="contacts")
    how = models.CharField(max_length=10, choices=Contact)
    made_on = models.DateField()
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.review_id}: {self.made_on}"


@history()
class Declaration(models.Model):
    """What a member of staff said about their interest in a review, seeing the names of its parties alone."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="declarations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    interest = models.CharField(max_length=10, choices=Interest)
    note = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["review", "user"], name="declaration_of_person")]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.user_id} {self.interest}"


@history()
class Reopening(models.Model):
    """A review begun again by the reviews manager, with the reason. What was decided before stays on record."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reopenings")
    was = models.CharField(max_length=15, choices=Stage)
    reopened_on = models.DateField()
    reason = models.TextField()
    reopened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="reopening_has_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.review_id}: reopened {self.reopened_on}"


@history()
class EqualityAnswers(models.Model):
    """What the applicant said about themselves for equality monitoring. A table and a permission of its own."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="equality")
    ethnic_group = models.CharField(max_length=10, choices=EthnicGroup, blank=True)
    sex = models.CharField(max_length=10, choices=Sex, blank=True)
    gender_reassigned = models.CharField(max_length=10, choices=YesNo, blank=True)
    disabled = models.CharField(max_length=10, choices=YesNo, blank=True)
    religion = models.CharField(max_length=10, choices=Religion, blank=True)
    orientation = models.CharField(max_length=10, choices=Orientation, blank=True)

    def __str__(self) -> str:
        return f"Equality answers of {self.review_id}"
