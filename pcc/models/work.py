"""Background jobs, and the numbers last given out."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pcc.models.people import User
from pcc.roles import Role


class ReferenceCounter(models.Model):
    """The last number given out for a prefix in a year."""

    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="reference_counter_once")]

    def __str__(self) -> str:
        return f"{self.prefix}/{self.year}/{self.last:04}"


class JobState(models.TextChoices):
    QUEUED = "QUEUED", "Waiting"
    RUNNING = "RUNNING", "Running"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"
    STOPPED = "STOPPED", "Stopped"


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> Self:
        return self.filter(state=JobState.QUEUED)

    def unfinished(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def visible_to(self, user: User) -> Self:
        """Managers and administrators see every job; others the ones they asked for."""
        if user.roles & {Role.MANAGER, Role.ADMINISTRATOR}:
            return self
        return self.filter(asked_by=user)


class Job(models.Model):
    """A piece of background work. The row is the queue: Celery delivers, the row decides."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, blank=True, help_text="One waiting job a key.")
    params = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    stop_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=120, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state="QUEUED") & ~Q(key=""), name="job_once_waiting"
            ),
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state__in=["QUEUED", "RUNNING"]), name="job_unfinished")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while the total is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.STOPPED)
