"""What extracts change of known complaints, what they no longer have, and where the office says otherwise."""

from django.db import models
from django.db.models import Q

from complaints.choices import (
    SettledHow,
    VanishedHow,
)
from complaints.models.complaint import Complaint
from complaints.models.extracts import ImportBatch
from complaints.querysets import (
    CorrectionQuerySet,
    ImportedChangeQuerySet,
    VanishingQuerySet,
)
from pcc.models import Force, User, history


class ImportedChange(models.Model):
    """What an extract changes, or changed, of a complaint that was known: each field before and after.

    Written at the check, to be read before anything changes, and again at the load, to be put back when it is undone.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=80)
    before = models.JSONField(help_text="Fields that differ, as they were; with the batch that wrote them last.")
    after = models.JSONField()
    allegations_before = models.JSONField(null=True, help_text="Whole rows, where the allegations differ.")
    allegations_after = models.JSONField(null=True)
    corrections = models.JSONField(null=True, help_text="Standing corrections whose extract says something new.")
    version = models.PositiveIntegerField(help_text="Of the complaint, once changed.")

    objects = ImportedChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "complaint"], name="imported_change_once")]
        indexes = [models.Index(fields=["batch", "reference"], name="imported_change_by_reference")]

    def __str__(self) -> str:
        return f"{self.reference} in {self.batch_id}"


@history()
class Vanishing(models.Model):
    """A complaint that a newer extract no longer had, until somebody settles it or it comes back."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="vanishings")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="vanishings")
    noticed_on = models.DateField(help_text="The day of that extract.")
    settled = models.CharField(max_length=10, choices=VanishedHow, blank=True)
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    back_in = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VanishingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint"], condition=Q(settled=""), name="vanishing_open_once"),
            models.CheckConstraint(
                name="vanishing_settled_by_a_person_or_an_extract",
                condition=Q(settled="", settled_at=None)
                | Q(settled="BACK", back_in__isnull=False)
                | (Q(settled__in=["GONE", "STANDS"], settled_at__isnull=False) & Q(settled_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["noticed_on", "id"], name="vanishing_by_day")]

    def __str__(self) -> str:
        return f"{self.complaint_id}: gone since {self.noticed_on}"


class ChangedMonth(models.Model):
    """A mark that figures of a force changed for a month; written with the change, deleted by the refresh that saw it.

    Only ever inserted beside a change, so that nobody waits for a lock.
    """

    force = models.ForeignKey(Force, on_delete=models.CASCADE)
    month = models.DateField(null=True, help_text="First day of the month finalised; empty for open complaints.")

    def __str__(self) -> str:
        return f"{self.force_id} {self.month}"


@history()
class Correction(models.Model):
    """A field of a complaint in which the office says otherwise than the force's extract.

    It stands, whatever later extracts say, until a person accepts the extract's value. Values are text as the database
    writes it (``2024-03-04``, ``true``, ``12``), so that statements can compare them; an empty field is NULL.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=30)
    office_value = models.TextField(null=True)  # noqa: DJ001 - an empty date is NULL in the complaint as well
    extract_value = models.TextField(null=True, help_text="What the newest extract says.")  # noqa: DJ001
    reason = models.TextField()
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    settled = models.CharField(max_length=10, choices=SettledHow, blank=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "field"], condition=Q(settled_at=None), name="correction_stands_once"
            ),
            models.CheckConstraint(
                name="correction_settled_iff_dated",
                condition=Q(settled="", settled_at=None)
                | (Q(settled__in=SettledHow.values) & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.complaint_id}"
