"""Complaints as the force reported them, their allegations, and the extracts that brought them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from casework.models import Case
from complaints.choices import Fate, Handling, ImportState, Problem
from complaints.querysets import ComplaintQuerySet, HeldRowQuerySet, ImportBatchQuerySet
from pcc.models import Force, Job, User, history


@history()
class Mapping(models.Model):
    """How the columns of a force's extract become fields: one version, kept as the TOML it was written in."""

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    header_digest = models.CharField(max_length=64, blank=True, help_text="Recognises the next file of this shape.")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="mapping_version_once")]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


@history()
class ImportBatch(models.Model):
    """One extract brought in: the file by its digest, the day the force took it, and what became of each row.

    loaded + held + duplicates + skipped = read, in rows; the database holds it to that once loaded.
    """

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.CHECKING)
    file_name = models.CharField(max_length=200)
    file_key = models.CharField(max_length=100, blank=True, help_text="Where the file lies, outside the web root.")
    file_digest = models.CharField(max_length=64)
    file_bytes = models.PositiveBigIntegerField()
    taken_on = models.DateField(help_text="The day the force took the extract: the as-at of its figures.")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(null=True)
    read = models.PositiveIntegerField(default=0)
    loaded = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    cases_read = models.PositiveIntegerField(default=0)
    cases_new = models.PositiveIntegerField(default=0)
    cases_changed = models.PositiveIntegerField(default=0)
    cases_same = models.PositiveIntegerField(default=0)
    cases_held = models.PositiveIntegerField(default=0)
    cases_vanished = models.PositiveIntegerField(default=0)
    encoding = models.CharField(max_length=20, blank=True, help_text="As declared by the mapping, or as detected.")
    delimiter = models.CharField(max_length=1, blank=True, help_text="As declared by the mapping, or as detected.")
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", help_text="The same file, brought in before."
    )
    problem = models.TextField(blank=True, help_text="Why the file as a whole was refused, a sentence a line.")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_accounts_for_each_row",
                condition=~Q(state="LOADED") | Q(read=F("loaded") + F("held") + F("duplicates") + F("skipped")),
            ),
            models.CheckConstraint(
                name="import_loaded_iff_dated",
                condition=Q(state="LOADED", loaded_at__isnull=False) | (~Q(state="LOADED") & Q(loaded_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["force", "file_digest"], name="import_by_file")]

    def __str__(self) -> str:
        return f"{self.file_name}, taken {self.taken_on:%-d %B %Y}"

    @property
    def changes_nothing(self) -> bool:
        """Whether every complaint it could bring is there already, just so."""
        return not (self.cases_new or self.cases_changed or self.cases_vanished)

    def get_absolute_url(self) -> str:
        return reverse("complaints:import", args=[self.pk])


class HeldRow(models.Model):
    """A row of an extract with something to say about it: held, counted once, skipped, or loaded with a warning."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The line of the file, the header being line 1.")
    reference = models.CharField(max_length=80, blank=True)
    fate = models.CharField(max_length=10, choices=Fate)
    problem = models.CharField(max_length=20, choices=Problem)
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500)

    objects = HeldRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["batch", "fate", "number"], name="held_row_by_batch")]

    def __str__(self) -> str:
        return f"Row {self.number}: {self.reason}"


@history()
class Complaint(models.Model):
    """A complaint as the force reported it, found by force and reference."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    reference = models.CharField(max_length=80)
    reference_key = models.CharField(max_length=80, help_text="Letters and digits only, in capitals: for searching.")
    received_on = models.DateField()
    logged_on = models.DateField(null=True)
    first_contact_on = models.DateField(null=True)
    finalised_on = models.DateField(null=True)
    handling = models.CharField(max_length=12, choices=Handling, default=Handling.NOT_STATED)
    area = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=120, blank=True, help_text="The force's own word for how it ended.")
    young_person = models.BooleanField(null=True, help_text="Whether the complainant was under 18.")
    suspended_days = models.PositiveIntegerField(default=0, help_text="Working days suspended, as the force counts.")
    categories = ArrayField(models.CharField(max_length=120), default=list)
    allegation_count = models.PositiveIntegerField(default=0)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="complaint")
    first_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    last_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    vanished_on = models.DateField(null=True, help_text="The day of the newer extract that no longer had it.")
    version = models.PositiveIntegerField(default=1)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "reference"], name="complaint_once_a_force"),
            models.CheckConstraint(
                name="complaint_finalised_after_received", condition=Q(finalised_on__gte=F("received_on"))
            ),
            models.CheckConstraint(
                name="complaint_logged_after_received", condition=Q(logged_on__gte=F("received_on"))
            ),
            models.CheckConstraint(
                name="complaint_contact_after_received", condition=Q(first_contact_on__gte=F("received_on"))
            ),
            models.CheckConstraint(name="complaint_handling_known", condition=Q(handling__in=Handling.values)),
        ]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="complaint_by_received"),
            models.Index(fields=["finalised_on", "id"], name="complaint_by_finalised"),
            models.Index(fields=["reference_key"], name="complaint_by_key", opclasses=["text_pattern_ops"]),
            models.Index(
                fields=["force", "finalised_on", "received_on", "handling"],
                include=["suspended_days", "vanished_on"],
                name="complaint_spans",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("complaints:complaint", args=[self.pk])


@history()
class Allegation(models.Model):
    """One allegation of a complaint: category, finding and action in the force's own words."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="allegations")
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True)
    action = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "number"], name="allegation_number_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.number}"


class ChangedMonth(models.Model):
    """A mark that figures of a force changed for a month; written with the change, deleted by the refresh that saw it.

    Only ever inserted beside a change, so that nobody waits for a lock.
    """

    force = models.ForeignKey(Force, on_delete=models.CASCADE)
    month = models.DateField(null=True, help_text="First day of the month finalised; empty for open complaints.")

    def __str__(self) -> str:
        return f"{self.force_id} {self.month}"
