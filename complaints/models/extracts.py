"""How an extract is read, each time one came in, and its rows that have something to say."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from complaints.choices import (
    DELIMITER_WORDS,
    Fate,
    ImportState,
    Problem,
    Stated,
)
from complaints.querysets import (
    HeldRowQuerySet,
    ImportBatchQuerySet,
)
from complaints.rules import place_of
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
    mapping = models.ForeignKey(Mapping, null=True, on_delete=models.PROTECT, help_text="Empty while columns wait.")
    request_key = models.CharField(
        max_length=100, blank=True, help_text="The idempotency key under which the API received it."
    )
    draft = models.TextField(blank=True, help_text="The mapping in the making, as TOML, until it is kept.")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.CHECKING)
    file_name = models.CharField(max_length=200)
    file_key = models.CharField(max_length=100, blank=True, help_text="Where the file lies, outside the web root.")
    file_digest = models.CharField(max_length=64)
    file_bytes = models.PositiveBigIntegerField()
    allegations_name = models.CharField(max_length=200, blank=True, help_text="Of the file of allegations, if any.")
    allegations_key = models.CharField(max_length=100, blank=True)
    allegations_digest = models.CharField(max_length=64, blank=True)
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
    sheet = models.CharField(max_length=100, blank=True, help_text="Of a workbook: as declared, or as found.")
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
                condition=Q(state__in=["LOADED", "UNDOING"], loaded_at__isnull=False)
                | (~Q(state__in=["LOADED", "UNDOING"]) & Q(loaded_at=None)),
            ),
            models.UniqueConstraint(
                fields=["asked_by", "request_key"], condition=~Q(request_key=""), name="import_once_a_request"
            ),
        ]
        indexes = [models.Index(fields=["force", "file_digest"], name="import_by_file")]

    def __str__(self) -> str:
        return f"{self.file_name}, taken {self.taken_on:%-d %B %Y}"

    @property
    def changes_nothing(self) -> bool:
        """Whether every complaint it could bring is there already, just so."""
        return not (self.cases_new or self.cases_changed or self.cases_vanished)

    @property
    def is_in_already(self) -> bool:
        """Whether bringing it in would change nothing at all: this very file stands as the newest of its force, as
        taken on that day. Taken later, it still moves the day to which open complaints are measured."""
        return (
            self.changes_nothing
            and self.same_as is not None
            and self.same_as.state == "LOADED"
            and self.taken_on <= self.same_as.taken_on
        )

    @property
    def read_as(self) -> str:
        """How the file was read, in words; empty before it was."""
        if self.sheet:
            return f"Read as {self.encoding.upper()}, sheet “{self.sheet}”."
        return (
            f"Read as {self.encoding}, columns divided by {DELIMITER_WORDS[self.delimiter]}." if self.encoding else ""
        )

    def get_absolute_url(self) -> str:
        return reverse("complaints:import", args=[self.pk])


class HeldRow(models.Model):
    """A row of an extract with something to say about it: held, counted once, skipped, or loaded with a warning."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(
        help_text="The line of the file, the header being line 1; of a file of allegations counted from SECOND_FILE."
    )
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
        return f"{self.place}: {self.reason}"

    @property
    def place(self) -> str:
        """Where the row stands, in words."""
        return place_of(self.number)


@history()
class RowFix(models.Model):
    """A cell of a held row as the office put it right. The force's file stays as it was sent; this lies beside it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="fixes")
    number = models.PositiveIntegerField(help_text="The row, as in HeldRow.")
    column = models.CharField(max_length=200)
    before = models.CharField(max_length=500, blank=True, help_text="What the force's file says.")
    value = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500)
    fixed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number", "column"], name="row_fix_once_a_cell")]

    def __str__(self) -> str:
        return f"{self.place}, {self.column}"

    @property
    def place(self) -> str:
        """Where the row stands, in words."""
        return place_of(self.number)


@history()
class StatedCount(models.Model):
    """A number that the force gave with its extract, beside what was counted here at that moment."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="stated")
    what = models.CharField(max_length=12, choices=Stated)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    stated = models.PositiveIntegerField()
    ours = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stated_count_of_a_period",
                condition=Q(what__in=["RECEIVED", "FINALISED"], since__isnull=False, until__gte=F("since"))
                | (Q(what__in=["ROWS", "COMPLAINTS", "OPEN"]) & Q(since=None, until=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.stated}"
