"""Kept figures, computed by the same functions that answer from facts and swapped in one transaction; frozen ones.

And what people decided about figures: from which month the limits of a chart are worked out anew.
"""

from uuid import uuid4

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse

from pcc.models import Force, User, history, no_truncate
from pcc.reporting.choices import PublicationStage, RebaseStage
from pcc.reporting.querysets import PeerTableQuerySet, PublicationQuerySet, RebaseQuerySet, SnapshotQuerySet


class KeptYear(models.Model):
    """The complaints of one force that were finalised in one year, or the open ones, as columns of numbers.

    A column is the bytes of an array as it lies in memory (``KEPT_COLUMNS`` says of what numbers), one place a
    complaint, in the order of the day finalised. Dates are kept and no durations, so that columns depend neither on a
    calendar nor on an as-at day. ``numbers`` and ``days`` are what was shown of each month, for its restatement.
    """

    force = models.ForeignKey(Force, on_delete=models.CASCADE)
    year = models.PositiveSmallIntegerField(null=True, help_text="In which they were finalised; empty for the open.")
    count = models.PositiveIntegerField(help_text="How many complaints.")
    received = models.BinaryField(help_text="Days since 1 January 1970.")
    finalised = models.BinaryField(help_text="Days since 1 January 1970.")
    handling = models.BinaryField(help_text="Places among the ways of handling.")
    suspended = models.BinaryField(help_text="Working days suspended, as the force counts.")
    digest = models.GeneratedField(
        expression=Func("received", "finalised", "handling", "suspended", function="sha256", arg_joiner=" || "),
        output_field=models.BinaryField(),
        db_persist=True,
        help_text="Worked out by the database from what it holds, so that whoever alters a column alters it too.",
    )
    numbers = ArrayField(models.PositiveIntegerField(), help_text="How many were finalised in each month of the year.")
    days = ArrayField(models.PositiveBigIntegerField(), help_text="Working days of each month's, all together.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "year"], nulls_distinct=False, name="kept_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.force_id} {self.year or 'open'}"


class Stamp(models.Model):
    """When the kept figures of a force were computed, to what day, by which calendar; and why they are stale, if so.

    ``computation`` is another one each time, so that who has read what was kept then knows whether it still is.
    """

    force = models.OneToOneField(Force, on_delete=models.CASCADE)
    computation = models.UUIDField(default=uuid4)
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


class Restatement(models.Model):
    """A month whose kept figures became others than those shown before, although the month was over: and why."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    month = models.DateField(help_text="First day of the month finalised.")
    at = models.DateTimeField()
    because = models.CharField(max_length=200)
    n_before = models.PositiveIntegerField()
    n_after = models.PositiveIntegerField()
    days_before = models.PositiveBigIntegerField(help_text="Working days of all of them together.")
    days_after = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["month"], name="restatement_by_month")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.force_id} {self.month:%Y-%m}: {self.because}"


class Snapshot(models.Model):
    """A figure as it was published, with all that is needed to work it out again. Never changed and never removed.

    A correction is a revision beside it: a further row with the same ``original``, a name and a reason.
    """

    original = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="revisions", help_text="Empty for the first one."
    )
    revision = models.PositiveIntegerField(default=0, help_text="0 for the figure as first published.")
    name = models.CharField(max_length=120, blank=True, help_text="What the revision is called.")
    reason = models.TextField(blank=True, help_text="Why there is a revision.")
    title = models.CharField(max_length=200)
    definition_code = models.CharField(max_length=60)
    definition_version = models.PositiveIntegerField()
    definition = models.JSONField(help_text="The definition's name and rows, as they read on that day.")
    calendar_version = models.CharField(max_length=80, blank=True)
    asked = models.JSONField(help_text="The filters.")
    since = models.DateField()
    until = models.DateField()
    as_at = models.DateField()
    numbers = models.JSONField()
    left_out = models.JSONField(help_text="Reasons and counts.")
    rows = models.PositiveBigIntegerField(help_text="How many records are counted.")
    row_digest = models.CharField(max_length=64, help_text="SHA-256 of their ids in rising order, one a line.")
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["original", "revision"], name="snapshot_revision_once"),
            models.CheckConstraint(
                name="snapshot_revision_has_a_reason",
                condition=Q(original=None, revision=0, name="", reason="")
                | (Q(original__isnull=False, revision__gte=1) & ~Q(name="") & ~Q(reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.name}" if self.name else self.title


@history()
class Publication(models.Model):
    """A frozen figure on its way to the public, and there: what may be shown of it, proposed by one, signed by another.

    The table as shown never changes: a correction is a publication of a revision of the snapshot, under the same slug.
    """

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="publication")
    slug = models.SlugField(max_length=80, help_text="The permanent address, shared by the revisions.")
    note = models.TextField(blank=True, help_text="What the office tells readers beside the table.")
    table = models.JSONField(help_text="The table as the public sees it, small numbers hidden.")
    findings = models.JSONField(help_text="What the disclosure check found, in sentences.")
    stage = models.CharField(max_length=10, choices=PublicationStage, default=PublicationStage.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was withdrawn or taken down.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="publication_decided_by_another",
                condition=Q(stage="PROPOSED", decided_by=None, decided_at=None)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & (~Q(stage="PUBLISHED") | ~Q(decided_by=models.F("proposed_by")))
                ),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="what_is_shown_stays",
                fields=["snapshot", "slug", "note", "table", "findings", "proposed_by", "proposed_at"],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.snapshot)

    def get_absolute_url(self) -> str:
        return reverse("reporting:publication", args=[self.pk])

    def get_public_url(self) -> str:
        return reverse("published:revision", args=[self.slug, self.snapshot.revision])
