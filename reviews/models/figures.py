"""Figures of reviews that are kept: a cell a month, way of handling and theme, and marks of what changed since."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from complaints.choices import Handling
from complaints.models import Category


def days() -> "ArrayField[list[int], list[int]]":
    """Durations of the reviews of a cell, in rising order: any roll-up of cells is exact."""
    return ArrayField(models.PositiveIntegerField(), default=list)


class FigureCell(models.Model):
    """What one month brought of reviews handled one way and on one theme, each count on the day of its own event."""

    month = models.DateField(help_text="First day of the month.")
    handling = models.CharField(max_length=12, choices=Handling)
    theme = models.ForeignKey(Category, null=True, on_delete=models.CASCADE, related_name="+")
    received = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    upheld = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0)
    forwarded = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    allegations = models.PositiveIntegerField(default=0)
    allegations_upheld = models.PositiveIntegerField(default=0)
    recommendations = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    part_accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    implemented = models.PositiveIntegerField(default=0)
    working = days()
    without_force = days()
    from_acknowledged = days()
    from_accepted = days()
    to_decided = days()
    in_calendar_days = days()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "handling", "theme"], name="review_cell_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="review_cell_of_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.handling}"


class FigureStamp(models.Model):
    """When the cells were computed, by which calendar, and why they are not the newest where that is known."""

    computed_at = models.DateTimeField()
    calendar_version = models.CharField(max_length=80)
    stale_because = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="review_stamp_is_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"Computed {self.computed_at}"


class FigureMark(models.Model):
    """Something that figures count has changed. Rows are only added; a refresh takes away those that it saw."""

    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Mark {self.pk}"
