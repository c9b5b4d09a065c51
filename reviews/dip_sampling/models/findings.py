"""You said, they did: what a panel found, what the force replied, what changed, and whether a later sample shows it."""

from hashlib import sha256

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from pcc.models import User, history
from reviews.dip_sampling.choices import FindingStage, Position
from reviews.dip_sampling.models.panels import Question
from reviews.dip_sampling.models.samples import Sample
from reviews.dip_sampling.models.sessions import Session
from reviews.dip_sampling.querysets import FindingQuerySet


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@history()
class Finding(models.Model):
    """One thing a panel asks of the force, and how far the answer is."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="findings")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=FindingStage, default=FindingStage.RAISED)
    text = models.TextField(help_text="You said: in the panel's words.")
    raised_on = models.DateField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField(null=True)
    reply_due_on = models.DateField(null=True)
    changed_on = models.DateField(null=True)
    what_changed = models.TextField(blank=True)
    checked_in = models.ForeignKey(Sample, null=True, on_delete=models.PROTECT, related_name="+")
    checked_note = models.TextField(blank=True, help_text="What the later sample shows.")
    cleared = ArrayField(
        models.CharField(max_length=64), default=list, help_text="SHA-256 of each text found to name nobody."
    )
    cleared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Finding {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("panels:finding", args=[self.pk])

    @property
    def texts(self) -> dict[str, str]:
        """Everything that it says, by name: what the panel said, the reply, what changed, what a later sample shows.

        Reads the reply, which ``for_list`` brings.
        """
        reply = getattr(self, "reply", None)
        said = {"text": self.text, "reply": reply.text if reply else "", "what_changed": self.what_changed}
        return {name: text for name, text in (said | {"checked_note": self.checked_note}).items() if text}

    @property
    def told(self) -> dict[str, str]:
        """What of it may leave the office: the texts that a person has cleared; none before what the panel said is."""
        cleared = {name: text for name, text in self.texts.items() if digest_of(text) in self.cleared}
        return cleared if "text" in cleared else {}

    @property
    def waits(self) -> bool:
        """Whether somebody has still to clear some of its words."""
        return self.told != self.texts


@history()
class ForceReply(models.Model):
    """What the force said to a finding: they did, or why not."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="reply")
    position = models.CharField(max_length=12, choices=Position)
    text = models.TextField()
    replied_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Reply to {self.finding_id}"
