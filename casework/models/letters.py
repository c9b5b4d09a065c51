"""Letters of a case: the templates they are made of, the letter, and one copy for each recipient."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from casework.choices import DispatchStage, Kind, LetterStage, Need, SecondCheck, TemplateStage, Way
from casework.models.cases import Case
from casework.models.people import Party
from casework.querysets import DispatchQuerySet, LetterQuerySet, LetterTemplateQuerySet
from pcc.models import User, history


@history()
class LetterTemplate(models.Model):
    """One version of a kind of letter. Its words never change; a change of words is the next version."""

    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300, help_text="When this letter is written, and to whom.")
    kind = models.CharField(max_length=20, choices=Kind, blank=True, help_text="Empty: for cases of every kind.")
    stage = models.CharField(max_length=10, choices=TemplateStage)
    subject = models.CharField(max_length=200)
    second_check = models.CharField(max_length=10, choices=SecondCheck)
    clock = models.CharField(max_length=60, blank=True, help_text="The rule whose clock gives the deadline.")
    automatic = models.BooleanField(default=False, help_text="May go without a person, such as an acknowledgement.")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="letter_template_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(stage="APPROVED"), name="letter_template_in_use_once"),
            models.CheckConstraint(
                name="letter_template_approved_by_somebody",
                condition=~Q(stage="APPROVED") | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_template_automatic_unchecked", condition=Q(automatic=False) | Q(second_check="OFF")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("casework:template", args=[self.pk])


class TemplatePart(models.Model):
    """A part of a template, in order: approved words, or a place for the author's own with a prompt."""

    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="parts")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    need = models.CharField(max_length=10, choices=Need)
    heading = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    prompt = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="template_part_code_once"),
            models.UniqueConstraint(fields=["template", "order"], name="template_part_order_once"),
        ]
        triggers = [pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.code


class Letter(models.Model):
    """A letter on a case: its author's words and values until it is issued, and frozen text from then on.

    ``given`` holds values that the caller stated when it was drafted, ``values`` what stands in the letter now,
    ``texts`` the parts that the author wrote, ``left_out`` the codes of optional parts that are not in it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="letters")
    stage = models.CharField(max_length=10, choices=LetterStage, default=LetterStage.DRAFT)
    subject = models.CharField(max_length=200)
    given = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    sent_back_because = models.CharField(max_length=500, blank=True)
    waived_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    waived_because = models.CharField(max_length=500, blank=True)
    dated_on = models.DateField(null=True)
    frozen = models.JSONField(null=True, help_text="The words as issued, with the recipient's name still open.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the frozen words and recipients.")
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_issued_iff_frozen",
                condition=Q(stage="ISSUED", frozen__isnull=False, dated_on__isnull=False, issued_at__isnull=False)
                & ~Q(digest="")
                | ~Q(stage="ISSUED") & Q(frozen=None, dated_on=None, issued_at=None, digest=""),
            ),
            models.CheckConstraint(
                name="letter_waived_with_reason", condition=Q(waived_by=None) ^ ~Q(waived_because="")
            ),
        ]
        indexes = [models.Index(fields=["case", "-written_at"], name="letter_of_case")]
        triggers = [
            pgtrigger.Protect(
                name="issued_words_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.stage = 'ISSUED' AND NEW.stage = 'ISSUED' AND "
                    "(OLD.frozen, OLD.digest, OLD.dated_on, OLD.issued_at, OLD.case_id, OLD.template_id) IS DISTINCT "
                    "FROM (NEW.frozen, NEW.digest, NEW.dated_on, NEW.issued_at, NEW.case_id, NEW.template_id)"
                ),
            ),
            pgtrigger.Protect(
                name="issued_letter_stays", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__stage="ISSUED")
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("casework:letter", args=[self.pk])


class Signature(models.Model):
    """Somebody looked at a letter a second time and found it right: worth nothing once the words differ."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="signatures")
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the words and recipients that were looked at.")

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Signature {self.pk} on letter {self.letter_id}"


@history()
class Dispatch(models.Model):
    """One copy of a letter for one recipient: a row of the outbox once the letter is issued.

    ``message_id`` is made once and kept through every try, so that a recipient's server knows a copy again.
    """

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="dispatches")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    way = models.CharField(max_length=10, choices=Way)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    attach_pdf = models.BooleanField(default=False)
    large_print = models.BooleanField(default=False)
    deviates_because = models.CharField(
        max_length=300, blank=True, help_text="Why it goes to a person who wants to hear through a representative only."
    )
    stage = models.CharField(max_length=10, choices=DispatchStage, default=DispatchStage.PLANNED)
    message_id = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    gone_on = models.DateField(null=True)
    said = models.CharField(max_length=400, blank=True, help_text="What the mail server or the line said last.")

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "dispatches"
        constraints = [
            models.UniqueConstraint(fields=["message_id"], condition=~Q(message_id=""), name="dispatch_message_once"),
            models.CheckConstraint(
                name="dispatch_gone_iff_dated", condition=Q(stage__in=["SENT", "POSTED"]) ^ Q(gone_on=None)
            ),
            models.CheckConstraint(
                name="dispatch_due_while_held", condition=~Q(stage="HELD") | Q(next_try_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(stage__in=["HELD", "SENDING"]), name="dispatch_due"),
        ]

    def __str__(self) -> str:
        return f"Copy {self.pk} of letter {self.letter_id}"
