"""The file itself: reference, owner, seal, and the staff who must not see it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from casework.choices import Connection, Kind, Stage
from casework.querysets import CaseQuerySet, FileQuerySet
from pcc.models import User, history


@history()
class Team(models.Model):
    """People who share work. A case given to a team is open to its members, to its owner, and to those who oversee."""

    name = models.CharField(max_length=60)
    members = models.ManyToManyField(User, related_name="teams")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="team_once")]

    def __str__(self) -> str:
        return self.name


@history(exclude=["touched_on"])
class Case(models.Model):
    """The office's own file on a matter. A review or a letter has one from the start; a complaint only when needed."""

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    allocated_on = models.DateField(null=True, help_text="Since when the owner has it.")
    touched_on = models.DateField(help_text="The last day on which somebody did something on the file.")

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_closed_iff_dated",
                condition=Q(stage="OPEN", closed_on=None) | Q(stage="CLOSED", closed_on__isnull=False),
            ),
            models.CheckConstraint(name="case_closes_after_opening", condition=Q(closed_on__gte=F("opened_on"))),
        ]
        indexes = [models.Index(fields=["owner"], condition=Q(stage="OPEN"), name="case_open_of_owner")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("casework:case", args=[self.pk])


@history()
class StaffConnection(models.Model):
    """A member of staff who must not see a case: a declared conflict, or their own case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="connections")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Connection)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    to_note = models.BooleanField(default=False, help_text="Whoever answers for cases is to take note of it.")
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_connection_noted_by_somebody",
                condition=Q(noted_by=None, noted_at=None) | Q(noted_by__isnull=False, noted_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "user", "kind"], condition=Q(ended_at=None), name="staff_connection_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case_id}"
