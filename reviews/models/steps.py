"""What happens around a review: late or not, who was told, contacts, interests declared, begun again."""

from django.db import models
from django.db.models import Q

from complaints.choices import EthnicGroup, Orientation, Religion, Sex, YesNo
from pcc.models import User, history
from reviews.choices import Contact, Ground, Interest, Occasion, Recipient, Stage
from reviews.models.application import Review


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
