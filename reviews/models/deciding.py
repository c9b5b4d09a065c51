"""Findings on allegations, decisions, and the second look at them."""

from django.db import models
from django.db.models import F, Q

from complaints.models import Allegation, Category
from pcc.models import User, history
from reviews.choices import Answer, CheckResult, Confidence, Finding, Outcome
from reviews.models.application import Review


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
