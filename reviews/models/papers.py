"""The force's file: what was asked for and what came."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from casework.models import CaseClock
from pcc.models import User, history
from reviews.choices import Paper
from reviews.models.application import Review


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

    @property
    def outstanding_labels(self) -> list[str]:
        """The papers that have not come, in words."""
        return [str(Paper(paper).label) for paper in self.outstanding]


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
