"""Kept figures: computed by the same functions that answer from facts, swapped in one transaction, stamped as at.

And what people decided about figures: from which month the limits of a chart are worked out anew.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from complaints.choices import Handling
from pcc.models import Force, User, history
from pcc.reporting.choices import RebaseStage
from pcc.reporting.querysets import PeerTableQuerySet, RebaseQuerySet


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


@history()
class Rebase(models.Model):
    """From ``month`` on the limits of one measure are worked out anew, because a named person said why."""

    measure = models.SlugField(max_length=20, help_text="One of the monthly measures.")
    handling = models.SlugField(max_length=20, help_text="The complaints it is about: all, schedule-3 or one way.")
    month = models.DateField(help_text="First day of the first month with the new limits.")
    reason = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    objects = RebaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "handling", "month"], condition=Q(taken_back_at=None), name="rebase_stands_once"
            ),
            models.CheckConstraint(
                name="rebase_taken_back_by_somebody",
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.handling} from {self.month:%B %Y}"

    @property
    def stage(self) -> str:
        return RebaseStage.STANDS if self.taken_back_at is None else RebaseStage.TAKEN_BACK

    def get_stage_display(self) -> str:
        return str(RebaseStage(self.stage).label)


class PeerTable(models.Model):
    """A published table of other bodies, with what it is and where it is from."""

    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField()
    source = models.TextField()
    licence = models.CharField(max_length=200)
    caution = models.TextField(blank=True, help_text="What a reader has to know, such as an uncertain unit of time.")
    measures = models.JSONField(help_text="Code, label, kind (rate or mean), and how it was derived, if it was.")
    loaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    objects = PeerTableQuerySet.as_manager()

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [models.UniqueConstraint(fields=["publisher", "title"], name="peer_table_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})"

    def measures_of(self, kind: str) -> dict[str, dict[str, str]]:
        """Its measures of one kind, by code."""
        return {measure["code"]: measure for measure in self.measures if measure["kind"] == kind}


class PeerFigure(models.Model):
    """One body's figure in a published table: ``k`` of ``n``, or a mean over ``n``."""

    table = models.ForeignKey(PeerTable, on_delete=models.CASCADE, related_name="figures")
    measure = models.SlugField(max_length=60)
    body = models.CharField(max_length=120)
    n = models.PositiveIntegerField()
    k = models.PositiveIntegerField(null=True)
    mean = models.FloatField(null=True)

    class Meta:
        ordering = ["body"]
        constraints = [
            models.UniqueConstraint(fields=["table", "measure", "body"], name="peer_figure_once"),
            models.CheckConstraint(
                name="peer_figure_is_a_share_or_a_mean",
                condition=Q(k__isnull=False, mean=None, k__lte=models.F("n")) | Q(k=None, mean__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.measure}"
