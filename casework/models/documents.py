"""Papers of a case: files that lie outside the web root, and evidence that was seen elsewhere."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from casework.choices import DocumentStage, Fixity, Scan
from casework.models.cases import Case
from casework.querysets import FileQuerySet
from pcc.models import User, history


@history()
class Document(models.Model):
    """One file of a case. Its bytes lie under ``key``; its name is only ever text.

    ``added_by`` is None for what came in by itself, such as an attachment of an e-mail; ``message`` is the one that it
    came with, and None for what was handed in.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    message = models.ForeignKey("Message", null=True, on_delete=models.PROTECT, related_name="documents")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10)
    bytes = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes as taken in.")
    title = models.CharField(max_length=200, blank=True)
    releasable = models.BooleanField(default=False, help_text="May go into a bundle for somebody outside the office.")
    stage = models.CharField(max_length=12, choices=DocumentStage)
    scan = models.CharField(max_length=12, choices=Scan)
    scanned_at = models.DateTimeField(null=True)
    signature = models.CharField(max_length=200, blank=True, help_text="What the scanner found, as it names it.")
    fixity = models.CharField(max_length=10, choices=Fixity, default=Fixity.WHOLE)
    fixity_at = models.DateTimeField()
    quarantined_because = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_leaves_only_when_looked_at",
                condition=~Q(stage="READY") | Q(scan__in=["CLEAN", "NOT_SCANNED"]),
            ),
            models.CheckConstraint(
                name="document_quarantined_with_reason", condition=~Q(stage="QUARANTINED") | ~Q(quarantined_because="")
            ),
            models.CheckConstraint(name="document_not_empty", condition=Q(bytes__gte=1)),
        ]
        indexes = [
            models.Index(fields=["added_at"], condition=Q(stage="WAITING"), name="document_waiting"),
            models.Index(fields=["added_by", "added_at"], name="document_of_person"),
            models.Index(fields=["digest"], name="document_by_digest"),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    def get_absolute_url(self) -> str:
        return reverse("casework:document", args=[self.pk])

    @property
    def may_leave(self) -> bool:
        """Whether the file may be handed out, as far as scan and disk go."""
        return self.stage == DocumentStage.READY and self.fixity == Fixity.WHOLE


@history()
class EvidenceSeen(models.Model):
    """Evidence that somebody of the office looked at where it is kept: body-worn video, a force's own system."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence_seen")
    what = models.CharField(max_length=200)
    where = models.CharField(max_length=200)
    reference = models.CharField(max_length=100, blank=True)
    seen_on = models.DateField()
    note = models.TextField(blank=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence seen"

    def __str__(self) -> str:
        return self.what
