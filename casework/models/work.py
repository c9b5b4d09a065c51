"""What is done on a file: notes, tasks, links, tags; and who stands in for whom."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper

from casework.choices import FileLinkKind, NoteKind, TaskStage, WaitsOn
from casework.models.cases import Case
from casework.querysets import FileQuerySet, HandOverQuerySet, LinkQuerySet, TaskQuerySet
from pcc.models import User, history


@history()
class Note(models.Model):
    """Something written on a file. It is never changed: a wrong one is struck out, with the reason, and stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind, default=NoteKind.NOTE)
    on = models.DateField(help_text="When it happened.")
    text = models.TextField()
    is_releasable = models.BooleanField(
        default=False, help_text="May be shown to the people it is about, if asked for."
    )
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    struck_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_because = models.CharField(max_length=200, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="note_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="note_struck_with_reason", condition=Q(struck_at=None) | ~Q(struck_because="")),
        ]
        indexes = [GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="note_words")]

    def __str__(self) -> str:
        return f"Note {self.pk} on case {self.case_id}"


@history()
class Task(models.Model):
    """Something to be done on a file by a day, or awaited from somebody by then."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=TaskStage, default=TaskStage.OPEN)
    waits_on = models.CharField(max_length=10, choices=WaitsOn, blank=True, help_text="Empty: the office's turn.")
    key = models.CharField(max_length=80, blank=True, help_text="What asked for it, so that it is asked for once.")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"], condition=Q(stage="OPEN") & ~Q(key=""), name="task_asked_for_once"
            ),
            models.CheckConstraint(name="task_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="task_done_iff_dated", condition=Q(stage="OPEN") ^ Q(done_on__isnull=False)),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(stage="OPEN"), name="task_due")]

    def __str__(self) -> str:
        return f"Task {self.pk} on case {self.case_id}"


@history()
class CaseLink(models.Model):
    """Two files that belong together; where one came of the other, ``first`` was there before ``second``."""

    first = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=FileLinkKind)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="case_link_once"),
            models.CheckConstraint(name="case_link_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"


@history()
class Tag(models.Model):
    """A word of the office's short list, with what it means. Only those who answer for cases add or retire one."""

    name = models.CharField(max_length=40)
    meaning = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


@history()
class CaseTag(models.Model):
    """A tag on a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    put_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "tag"], name="case_tagged_once")]

    def __str__(self) -> str:
        return f"Tag {self.tag_id} on case {self.case_id}"


@history()
class HandOver(models.Model):
    """One person's open work in another's hands from a day to a day, both included; it comes back by itself.

    Nothing is written to the files: they keep their owner, and the work shows where it is done.
    """

    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hand_over_to_another", condition=~Q(giver=F("taker"))),
            models.CheckConstraint(name="hand_over_ends_after_start", condition=Q(until_on__gte=F("from_on"))),
        ]

    def __str__(self) -> str:
        return f"Hand-over {self.pk}"
