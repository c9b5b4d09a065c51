"""What the public writes to the office: a matter of its own with its messages, and what was asked of others for it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.urls import reverse

from casework.choices import (
    Channel,
    EnquiryStage,
    MailOutcome,
    MailStage,
    MessageKind,
    PastListStage,
    Recipient,
    RouteChoice,
)
from casework.models.cases import Case
from casework.querysets import CorrespondenceQuerySet, FileQuerySet, PastListQuerySet
from pcc.models import Job, User, history


@history()
class Theme(models.Model):
    """What a message is about, from the office's short list; one that is retired stays on what has it.

    ``source`` says where the name is from: shipped with the product, or the reason that the office gave.
    """

    name = models.CharField(max_length=60)
    meaning = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False, help_text="Somebody has read the source.")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="theme_once")]

    def __str__(self) -> str:
        return self.name


@history()
class Correspondence(models.Model):
    """One matter that somebody wrote about. Its case holds people, notes, tasks, documents, letters and clocks.

    ``received_at`` is the true moment at which it reached the office, and stays through every conversion;
    ``received_on`` is its day in London. ``subject`` and the sender are as written, and are not looked up.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="correspondence")
    stage = models.CharField(max_length=20, choices=MailStage, default=MailStage.NEW)
    channel = models.CharField(max_length=10, choices=Channel)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    sender_name = models.CharField(max_length=150, blank=True)
    sender_email = models.CharField(max_length=254, blank=True)
    sender_phone = models.CharField(max_length=40, blank=True)
    sender_address = models.TextField(blank=True)
    adjustments = models.TextField(blank=True, help_text="What would make it easier for the person, as they say it.")
    may_pass_on = models.BooleanField(
        null=True, help_text="Whether the person agrees that others are told; empty while nobody has asked."
    )
    from_elected = models.BooleanField(default=False, help_text="From a member of parliament or a councillor.")
    subject = models.CharField(max_length=300, blank=True)
    area = models.CharField(max_length=120, blank=True)
    theme = models.ForeignKey(Theme, null=True, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=20, choices=RouteChoice, blank=True)
    route_because = models.TextField(blank=True)
    triaged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    triaged_on = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)
    replied_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=15, choices=MailOutcome, blank=True)
    may_upset = models.BooleanField(default=False, help_text="Whoever opens it is warned first.")
    is_automatic = models.BooleanField(default=False, help_text="A machine wrote it: nothing answers by itself.")
    became = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="came_from")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    brought_as = models.CharField(max_length=80, blank=True, help_text="Its reference in the list it came from.")
    brought_by = models.ForeignKey("PastList", null=True, on_delete=models.PROTECT, related_name="brought")
    version = models.PositiveIntegerField(default=1)

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "correspondence"
        constraints = [
            models.CheckConstraint(
                name="correspondence_triaged_iff_routed",
                condition=Q(route="", triaged_by=None, triaged_on=None)
                | (~Q(route="") & Q(triaged_by__isnull=False, triaged_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="correspondence_ended_iff_dated",
                condition=Q(stage__in=["CLOSED", "CONVERTED", "MERGED", "DISCARDED"], ended_on__isnull=False)
                | (~Q(stage__in=["CLOSED", "CONVERTED", "MERGED", "DISCARDED"]) & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="correspondence_closed_iff_outcome", condition=Q(stage="CLOSED") ^ Q(outcome="")
            ),
            models.CheckConstraint(
                name="correspondence_converted_iff_case", condition=Q(stage="CONVERTED") | Q(became=None)
            ),
            models.CheckConstraint(
                name="correspondence_merged_iff_into", condition=Q(stage="MERGED") ^ Q(merged_into=None)
            ),
            models.UniqueConstraint(
                fields=["brought_as"], condition=~Q(brought_as=""), name="correspondence_brought_once"
            ),
            models.CheckConstraint(
                name="correspondence_acknowledged_after", condition=Q(acknowledged_on__gte=F("received_on"))
            ),
            models.CheckConstraint(name="correspondence_replied_after", condition=Q(replied_on__gte=F("received_on"))),
            models.CheckConstraint(name="correspondence_ended_after", condition=Q(ended_on__gte=F("received_on"))),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="correspondence_newest"),
            models.Index(fields=["received_at", "id"], condition=Q(ended_on=None), name="correspondence_waiting"),
            models.Index(Lower("sender_email"), name="correspondence_sender"),
            models.Index(fields=["received_on"], name="correspondence_received"),
        ]

    def __str__(self) -> str:
        return self.case.reference

    def get_absolute_url(self) -> str:
        return reverse("casework:item", args=[self.pk])


class Message(models.Model):
    """One message on a case, as it came; its text is not tracked in history, and nobody changes it.

    A message belongs to the case of a correspondence, or to any other case whose reference it named. ``faults`` are
    sentences about what could not be read; ``digest`` is of the bytes as received, so that fetching twice keeps one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind)
    arrived_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sender_name = models.CharField(max_length=150, blank=True)
    sender_email = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    faults = ArrayField(models.CharField(max_length=400), default=list)
    message_id = models.CharField(max_length=250, blank=True)
    answers = ArrayField(models.CharField(max_length=250), default=list)
    joined_because = models.CharField(max_length=200, blank=True, help_text="Why it was put on this case.")
    digest = models.CharField(max_length=64, blank=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="message_taken_in_once"),
        ]
        indexes = [
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="message_by_id"),
            GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="message_words"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk} on case {self.case_id}"


class Original(models.Model):
    """The bytes of a message as they came, whole, beside the database's other rows so that neither is lost alone."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="original")
    raw = models.BinaryField()

    def __str__(self) -> str:
        return f"Original of message {self.message_id}"


@history()
class Enquiry(models.Model):
    """Something asked of the force, another body or a person for a correspondence, with its own day and chases."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="enquiries")
    stage = models.CharField(max_length=10, choices=EnquiryStage, default=EnquiryStage.ASKED)
    asked_of = models.CharField(max_length=10, choices=Recipient)
    recipient = models.CharField(max_length=120)
    question = models.TextField()
    asked_on = models.DateField()
    due_on = models.DateField()
    chased_on = ArrayField(models.DateField(), default=list)
    ended_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(name="enquiry_due_after", condition=Q(due_on__gt=F("asked_on"))),
            models.CheckConstraint(name="enquiry_ended_after", condition=Q(ended_on__gte=F("asked_on"))),
            models.CheckConstraint(
                name="enquiry_ended_iff_dated", condition=Q(stage="ASKED") ^ Q(ended_on__isnull=False)
            ),
            models.CheckConstraint(name="enquiry_answered_iff_text", condition=Q(stage="ANSWERED") ^ Q(answer="")),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(stage="ASKED"), name="enquiry_due")]

    def __str__(self) -> str:
        return f"Enquiry {self.pk} on case {self.case_id}"


class Draft(models.Model):
    """What somebody is typing, kept apart from the record until they save it, for them alone."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=40, help_text="Which form of the case it was typed into.")
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case", "form"], name="draft_once")]

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class MailFetch(models.Model):
    """One look into the mailbox: when, what was taken in, and what went wrong."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=200, help_text="Host and folder, without a password.")
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "mail fetches"

    def __str__(self) -> str:
        return f"Fetch {self.pk}"


class PastList(models.Model):
    """The list in which an office kept its correspondence before: its file as given, and what became of its rows.

    Every row that is read ends in one of four ways: ready (and brought in, once somebody says so), held with a reason,
    here already, or empty. ``problems`` has line, reference and reason of each row that is held.
    """

    stage = models.CharField(max_length=10, choices=PastListStage, default=PastListStage.CHECKING)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    mapping = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    read = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    loaded_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = PastListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="past_list_adds_up",
                condition=Q(stage__in=["CHECKING", "REFUSED"])
                | Q(read=F("ready") + F("held") + F("known") + F("skipped")),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
