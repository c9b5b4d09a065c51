"""Extracts: what readers are given of a file, who signed it, what the leak check found, and its release."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from pcc.models import User
from reviews.dip_sampling.choices import ContentNote, ExtractStage, HitKind, Section
from reviews.dip_sampling.models.samples import DrawnFile, Listed
from reviews.dip_sampling.querysets import ExtractQuerySet, HitQuerySet


class Extract(models.Model):
    """What readers are given of a drawn file: parts built up from an allow-list, never a copy with words taken out.

    ``digest`` is the SHA-256 of everything a reader would see. Signatures and checks hold for one digest alone.
    ``about`` are the neutral facts of the interest check, which a reader sees before the file opens.
    """

    drawn_file = models.OneToOneField(DrawnFile, on_delete=models.PROTECT, related_name="extract")
    stage = models.CharField(max_length=10, choices=ExtractStage, default=ExtractStage.WRITING)
    about_when = models.CharField(max_length=40, blank=True, help_text="A month and year.")
    about_where = models.CharField(max_length=80, blank=True, help_text="A district or a part of the county.")
    about_what = models.CharField(max_length=120, blank=True, help_text="The kind of complaint, in plain words.")
    age_band = models.CharField(max_length=40, blank=True, help_text="The age of the person who complained, in bands.")
    content_notes = ArrayField(models.CharField(max_length=20, choices=ContentNote), default=list)
    minutes = models.PositiveSmallIntegerField(default=8, help_text="About how long it takes to read and score.")
    press_checked = models.BooleanField(
        default=False, help_text="Somebody has looked whether place, month and event lead to a news report."
    )
    digest = models.CharField(max_length=64, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    recalled_because = models.TextField(blank=True)

    objects = ExtractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extract_released_with_a_name",
                condition=~Q(stage="RELEASED") | Q(released_at__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="extract_recalled_with_reason",
                condition=~Q(stage="RECALLED") | (Q(recalled_at__isnull=False) & ~Q(recalled_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Extract of {self.drawn_file_id}"

    def get_absolute_url(self) -> str:
        return reverse("panels:extract", args=[self.pk])


class Paragraph(models.Model):
    """A paragraph of an extract, in one of its allowed parts."""

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="paragraphs")
    section = models.CharField(max_length=10, choices=Section)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["section", "position"]
        constraints = [
            models.UniqueConstraint(fields=["extract", "section", "position"], name="paragraph_position_once"),
            models.CheckConstraint(name="paragraph_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"Paragraph {self.position}"


class Pseudonym(models.Model):
    """What stands for a listed person or thing in this extract alone: drawn by lot, so that two extracts share none."""

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="pseudonyms")
    listed = models.ForeignKey(Listed, on_delete=models.CASCADE, related_name="pseudonyms")
    label = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["extract", "listed"], name="pseudonym_once_an_entry"),
            models.UniqueConstraint(fields=["extract", "label"], name="pseudonym_label_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Signature(models.Model):
    """A person has read the whole extract as it then was and found nobody in it. Any edit voids it."""

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["extract", "by"], condition=Q(voided_at=None), name="signature_once"),
        ]

    def __str__(self) -> str:
        return f"Signed by {self.by_id}"


class LeakCheck(models.Model):
    """One run of the leak checker over an extract: what it looked for, and what it found."""

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    checker = models.CharField(max_length=20, help_text="The version of the checker.")
    looked_for = models.PositiveIntegerField(help_text="How many names, places, numbers and words it knew.")
    list_digest = models.CharField(max_length=64, help_text="SHA-256 of what it knew: a longer list needs a new check.")
    voided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Check of {self.extract_id}"


class Hit(models.Model):
    """Something a check found. It is open until a person dismisses it with a reason, or an edit makes it go."""

    check_run = models.ForeignKey(LeakCheck, on_delete=models.CASCADE, related_name="hits")
    kind = models.CharField(max_length=8, choices=HitKind)
    where = models.CharField(max_length=40, help_text="Which part and paragraph: LETTER 2.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    found = models.CharField(max_length=200)
    because = models.CharField(max_length=200, help_text="What it looks like, in words.")
    dismissed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(null=True)
    dismissed_because = models.TextField(blank=True)

    objects = HitQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="hit_dismissed_with_reason",
                condition=Q(dismissed_at=None, dismissed_by=None, dismissed_because="")
                | (Q(dismissed_at__isnull=False, dismissed_by__isnull=False) & ~Q(dismissed_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.because
