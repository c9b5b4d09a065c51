"""Samples that anybody can draw again, the files drawn, and the papers and lists that staff gather for each."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from complaints.models import Complaint
from pcc.models import User, history
from reviews.dip_sampling.choices import FileStage, KnownAs, PaperSource, Part, Replacement, Section, Strata
from reviews.dip_sampling.models.panels import Panel
from reviews.dip_sampling.querysets import DrawnFileQuerySet, ListedQuerySet, SampleQuerySet


class Sample(models.Model):
    """One draw, with everything that is needed to draw it again. The row never changes.

    ``population`` holds a pair for each file that could have been drawn: its key, and its stratum.
    ``exclusions`` holds a row for each reason: its code, and how many files it took out.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="samples")
    title = models.CharField(max_length=120)
    reference = models.CharField(max_length=20, unique=True)
    filters = models.JSONField(help_text="As the designer's form read them.")
    excluded_codes = ArrayField(models.CharField(max_length=20), default=list)
    exclusions = models.JSONField(default=list)
    strata = models.CharField(max_length=10, choices=Strata, default=Strata.NONE)
    allocation = models.JSONField(default=list, help_text="Each stratum with its population and its share.")
    size = models.PositiveSmallIntegerField()
    reserves = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=100)
    seed_typed = models.BooleanField(help_text="Typed in the meeting, and not made by the computer.")
    algorithm = models.CharField(max_length=20)
    population = models.JSONField()
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the population's keys and strata.")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    objects = SampleQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="sample_draws_some", condition=Q(size__gte=1))]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("panels:sample", args=[self.pk])


@history()
class DrawnFile(models.Model):
    """A complaint that was drawn, or stands in reserve: its place in the draw, its papers, and what replaced it."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="files")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="drawn_files")
    key = models.CharField(max_length=120, help_text="As it stands in the population of the sample.")
    position = models.PositiveSmallIntegerField(help_text="Place in the draw, from 1; reserves follow.")
    stratum = models.CharField(max_length=120, blank=True)
    stage = models.CharField(max_length=10, choices=FileStage)
    nickname = models.CharField(max_length=30, help_text="What readers call it: a bird, drawn by lot.")
    asked_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    replaced_because = models.CharField(max_length=12, choices=Replacement, blank=True)
    replaced_note = models.TextField(blank=True)
    replaced_by_person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    objects = DrawnFileQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "position"], name="drawn_file_position_once"),
            models.UniqueConstraint(fields=["sample", "complaint"], name="drawn_file_once_a_sample"),
            models.UniqueConstraint(fields=["sample", "nickname"], name="drawn_file_nickname_once"),
            models.CheckConstraint(name="drawn_file_due_after_asked", condition=Q(due_on__gte=F("asked_on"))),
            models.CheckConstraint(
                name="drawn_file_replaced_with_reason",
                condition=Q(stage="REPLACED", replaced_at__isnull=False) & ~Q(replaced_because="")
                | (~Q(stage="REPLACED") & Q(replaced_at=None, replaced_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.nickname}"

    def get_absolute_url(self) -> str:
        return reverse("panels:file", args=[self.pk])


class Chase(models.Model):
    """A reminder to the force that papers are due."""

    drawn_file = models.ForeignKey(DrawnFile, on_delete=models.PROTECT, related_name="chases")
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Chased on {self.on}"


class Paper(models.Model):
    """The text of the force's papers for one part of a file, as staff brought it in. Readers never see it."""

    drawn_file = models.ForeignKey(DrawnFile, on_delete=models.PROTECT, related_name="papers")
    section = models.CharField(max_length=10, choices=Section)
    source = models.CharField(max_length=6, choices=PaperSource)
    text = models.TextField()
    remarks = models.JSONField(default=list, help_text="What the source held beside its visible text, a sentence each.")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.get_section_display()} of {self.drawn_file_id}"


class Listed(models.Model):
    """An entry on a file's list of people and words: what must not reach a reader, however it is written.

    ``text`` is the fullest form. ``others`` are further forms: aliases, nicknames, maiden names, short forms.
    """

    drawn_file = models.ForeignKey(DrawnFile, on_delete=models.PROTECT, related_name="listed")
    known_as = models.CharField(max_length=6, choices=KnownAs)
    part = models.CharField(max_length=12, choices=Part)
    text = models.CharField(max_length=120)
    others = ArrayField(models.CharField(max_length=120), default=list)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = ListedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drawn_file", "text"], name="listed_once_a_file"),
            models.CheckConstraint(name="listed_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
