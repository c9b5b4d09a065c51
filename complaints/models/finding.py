"""How people find complaints again: words, labels, watches."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower

from complaints.models.complaint import Complaint
from complaints.querysets import WordQuerySet
from pcc.models import User, history


@history()
class Label(models.Model):
    """A word of the office by which complaints are gathered."""

    name = models.CharField(max_length=40)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="label_once_however_written")]

    def __str__(self) -> str:
        return self.name


class Word(models.Model):
    """A word that several complaints hold, for telling a slip of the keyboard from a word that nobody used.

    Made anew each night and after each extract. A word of fewer than three complaints is not kept: it could say what
    a complaint holds that a person may not see.
    """

    word = models.CharField(max_length=60, unique=True)
    stem = models.CharField(max_length=60, db_collation="C", help_text="As the search compares it.")

    objects = WordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stem"], name="word_by_stem"),
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_by_likeness"),
        ]

    def __str__(self) -> str:
        return self.word


class Lexeme(models.Model):
    """A stem that the index of words holds, for the search's own use: never shown, so that it tells nobody anything.

    The beginning of a word is looked up here first. The database knows how common each stem is and not how common a
    beginning is, and reads a tenth of all complaints for a rare word, or the whole index for a common one, when it is
    asked for beginnings.
    """

    lexeme = models.TextField(primary_key=True, db_collation="C")

    def __str__(self) -> str:
        return self.lexeme


@history()
class ComplaintLabel(models.Model):
    """A label on a complaint; it opens no case file."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="labelled")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    put_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "label"], name="complaint_label_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.label_id}"


@history()
class Watch(models.Model):
    """A person who keeps an eye on a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="watches")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.user_id}"
