"""Lists as files and as views that are kept, and what the public typed."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from pcc.models.history import history
from pcc.models.people import User
from pcc.models.work import Job


class FileKind(models.TextChoices):
    """The kinds of file that are taken away, by the end of their names: lists as books, papers bound as PDF."""

    CSV = "csv", "CSV: plain text, opens in anything"
    XLSX = "xlsx", "XLSX: a workbook for Excel"
    ODS = "ods", "ODS: a workbook for LibreOffice, an open standard"
    PDF = "pdf", "PDF: a document with contents and page numbers"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> Self:
        """A file is for the person who asked for it, and for nobody else."""
        return self.filter(asked_by=user)


class Export(models.Model):
    """A list that a person takes away as a file: what they may see of it, narrowed as they saw it, to be had once."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.CharField(max_length=60, help_text="Which list, as the app that has it calls it.")
    query = models.TextField(blank=True, help_text="How the list was narrowed and sorted, as in its address.")
    file_kind = models.CharField(max_length=4, choices=FileKind)
    reason = models.TextField(help_text="What the file is for.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    as_at = models.DateTimeField(null=True, help_text="The moment whose rows the file holds.")
    rows = models.PositiveBigIntegerField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_key = models.CharField(max_length=40, blank=True, help_text="Where the file lies, outside the web root.")
    file_digest = models.CharField(max_length=64, blank=True)
    file_bytes = models.PositiveBigIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="export_file_kind_known", condition=Q(file_kind__in=FileKind.values)),
            models.CheckConstraint(
                name="export_written_iff_counted",
                condition=Q(file_key="", as_at=None, rows=None, file_bytes=None)
                | (~Q(file_key="") & Q(as_at__isnull=False, rows__isnull=False, file_bytes__isnull=False)),
            ),
            models.CheckConstraint(
                name="export_taken_after_written", condition=Q(taken_at=None) | Q(taken_at__gte=F("as_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at", "-id"], name="export_of_person"),
            models.Index(fields=["as_at"], condition=Q(removed_at=None), name="export_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.listing} as {self.file_kind}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:export", args=[self.key])


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """A person's own views and those shared with the office; the list itself says whose roles may follow them."""
        return self.filter(Q(made_by=user) | Q(shared=True)).select_related("made_by").order_by("name", "pk")

    def of(self, listing: str) -> Self:
        return self.filter(listing=listing)

    def for_links(self) -> Self:
        """Names and addresses alone."""
        return self.select_related(None).only("listing", "name", "query")


@history()
class SavedView(models.Model):
    """A list narrowed and sorted in one way, under a name; its maker's own, or shared with the office.

    ``query`` is the query of the list's address, so that a view is nothing more than a link.
    """

    listing = models.CharField(max_length=60, help_text="Which list, as the app that has it calls it.")
    name = models.CharField(max_length=60)
    query = models.TextField()
    shared = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("listing", "made_by", Lower("name"), name="view_named_once_a_person")]
        indexes = [models.Index(fields=["made_by"], condition=Q(shared=True), name="view_of_the_office")]

    def __str__(self) -> str:
        return self.name


class Typed(models.Model):
    """What somebody typed or sent without signing in, for an hour: no record of the office, so without a history."""

    name = models.CharField(max_length=80, unique=True, help_text="The form, and a random key that the browser has.")
    what = models.TextField(help_text="As JSON in plain ASCII, which holds whatever somebody can type.")
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Typed, until {self.until}"
