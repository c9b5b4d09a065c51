"""The registers of misconduct outcomes and of appeals tribunals."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from complaints.choices import (
    Proceeding,
    RankBand,
    Sanction,
    TribunalResult,
)
from complaints.querysets import (
    RegisterQuerySet,
)
from pcc.models import Force, User, history


@history()
class MisconductOutcome(models.Model):
    """How misconduct proceedings against an officer ended. The officer is a reference of the force's, never a name."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    officer = models.CharField(max_length=30, help_text="The force's pseudonymous reference of the officer.")
    proceeding = models.CharField(max_length=12, choices=Proceeding)
    rank = models.CharField(max_length=12, choices=RankBand)
    sanction = models.CharField(max_length=30, choices=Sanction)
    decided_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "officer", "proceeding", "decided_on"], name="misconduct_outcome_once"
            ),
            models.CheckConstraint(
                name="misconduct_codes_known",
                condition=Q(proceeding__in=Proceeding.values, rank__in=RankBand.values, sanction__in=Sanction.values),
            ),
            models.CheckConstraint(
                name="misconduct_dismissal_needs_a_hearing",
                condition=~Q(proceeding=Proceeding.MEETING)
                | ~Q(sanction__in=[Sanction.DISMISSED, Sanction.WOULD_HAVE_BEEN_DISMISSED, Sanction.REDUCED_IN_RANK]),
            ),
        ]
        indexes = [models.Index(fields=["-decided_on", "-id"], name="misconduct_by_day")]

    def __str__(self) -> str:
        return f"{self.officer}: {self.get_sanction_display()}"

    def get_absolute_url(self) -> str:
        return reverse("complaints:misconduct-outcome", args=[self.pk])


@history()
class AppealTribunal(models.Model):
    """An appeal by an officer to a police appeals tribunal."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    officer = models.CharField(max_length=30, help_text="The force's pseudonymous reference of the officer.")
    rank = models.CharField(max_length=12, choices=RankBand)
    lodged_on = models.DateField()
    decided_on = models.DateField(null=True)
    result = models.CharField(max_length=10, choices=TribunalResult, default=TribunalResult.PENDING)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "officer", "lodged_on"], name="appeal_tribunal_once"),
            models.CheckConstraint(
                name="appeal_tribunal_decided_iff_dated",
                condition=Q(result=TribunalResult.PENDING, decided_on=None)
                | (
                    ~Q(result=TribunalResult.PENDING)
                    & Q(result__in=TribunalResult.values, decided_on__isnull=False, decided_on__gte=F("lodged_on"))
                ),
            ),
            models.CheckConstraint(name="appeal_tribunal_rank_known", condition=Q(rank__in=RankBand.values)),
        ]
        indexes = [models.Index(fields=["-lodged_on", "-id"], name="appeal_tribunal_by_day")]

    def __str__(self) -> str:
        return f"{self.officer}: {self.get_result_display()}"

    def get_absolute_url(self) -> str:
        return reverse("complaints:tribunal", args=[self.pk])
