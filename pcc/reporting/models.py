"""Kept figures: computed by the same functions that answer from facts, swapped in one transaction, stamped as at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from complaints.choices import Handling
from pcc.models import Force


class Cell(models.Model):
    """The durations of the complaints of one force, one way of handling and one month finalised.

    The sorted durations themselves are kept, so that any roll-up of cells has exact means, medians and percentiles.
    """

    force = models.ForeignKey(Force, on_delete=models.CASCADE)
    month = models.DateField(help_text="First day of the month finalised.")
    handling = models.CharField(max_length=12, choices=Handling)
    working = ArrayField(models.IntegerField(), help_text="Working days, sorted.")
    calendar = ArrayField(models.IntegerField(), help_text="Calendar days, sorted.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["force", "month", "handling"], name="cell_once")]

    def __str__(self) -> str:
        return f"{self.force_id} {self.month:%Y-%m} {self.handling}"


class OpenCell(models.Model):
    """The ages, on the as-at day, of the open complaints of one force and one way of handling."""

    force = models.ForeignKey(Force, on_delete=models.CASCADE)
    handling = models.CharField(max_length=12, choices=Handling)
    working = ArrayField(models.IntegerField(), help_text="Working days open on the as-at day, sorted.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["force", "handling"], name="open_cell_once")]

    def __str__(self) -> str:
        return f"{self.force_id} {self.handling} open"


class Stamp(models.Model):
    """When the kept figures of a force were computed, to what day, by which calendar; and why they are stale, if so."""

    force = models.OneToOneField(Force, on_delete=models.CASCADE)
    computed_at = models.DateTimeField()
    as_at = models.DateField()
    calendar_version = models.CharField(max_length=80)
    stale_because = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.force_id} as at {self.as_at}"
