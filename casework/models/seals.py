"""A file that only named people may know of, and the way in for an emergency."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from casework.choices import OpeningView
from casework.models.cases import Case
from casework.querysets import FileQuerySet, OpeningQuerySet, SealNameQuerySet
from pcc.models import User, history


@history()
class Seal(models.Model):
    """A case that only named people may know of."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seals")
    reason = models.TextField()
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named = models.ManyToManyField(User, through="SealName", related_name="+")
    review_on = models.DateField(help_text="When the owner looks again whether it must stay sealed.")
    lifted_at = models.DateTimeField(null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at=None), name="case_sealed_once"),
        ]

    def __str__(self) -> str:
        return f"Seal on {self.case_id}"


@history()
class SealName(models.Model):
    """Somebody who may know of a sealed case, up to and on a day; without one, for as long as it is sealed."""

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="names")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until_on = models.DateField(null=True)

    objects = SealNameQuerySet.as_manager()

    class Meta:
        db_table = "casework_seal_named"
        unique_together = [("seal", "user")]

    def __str__(self) -> str:
        return f"Name {self.pk} on seal {self.seal_id}"


@history()
class Opening(models.Model):
    """A sealed case opened in an emergency by somebody who is not named: to be read only, for an hour, and looked
    into by somebody else afterwards."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="openings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, help_text="When the person was through with it, or its time was over.")
    look_by = models.DateField(help_text="The day by which somebody looks into it.")
    view = models.CharField(max_length=10, choices=OpeningView, blank=True)
    view_note = models.TextField(blank=True)
    looked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(closed_at=None), name="opening_one_at_a_time"),
            models.CheckConstraint(name="opening_ends_after", condition=Q(until_at__gt=F("opened_at"))),
            models.CheckConstraint(name="opening_looked_into_by_another", condition=~Q(looked_by=F("user"))),
            models.CheckConstraint(
                name="opening_looked_into_whole",
                condition=Q(view="", view_note="", looked_by=None, looked_at=None)
                | (~Q(view="") & ~Q(view_note="") & Q(looked_by__isnull=False, looked_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["look_by"], condition=Q(looked_at=None), name="opening_not_looked_into")]

    def __str__(self) -> str:
        return f"Opening {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("casework:opening", args=[self.pk])

    def is_open(self, at: datetime) -> bool:
        """Whether the case is still open in this way at that moment."""
        return self.closed_at is None and self.until_at > at
