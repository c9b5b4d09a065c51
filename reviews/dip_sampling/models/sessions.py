"""Sessions: who reads what, what they answered, what they agreed afterwards, and who asked for somebody."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from pcc.models import User, history
from reviews.dip_sampling.choices import (
    AllocationStage,
    AnswerCode,
    EntryBy,
    FlagKind,
    FlagStage,
    NotTold,
    Place,
    Section,
    SessionStage,
    Tone,
)
from reviews.dip_sampling.models.panels import Panel, Question, QuestionSet, Seat
from reviews.dip_sampling.models.samples import DrawnFile, Sample
from reviews.dip_sampling.querysets import (
    AgreedScoreQuerySet,
    AllocationQuerySet,
    AnswerQuerySet,
    FlagQuerySet,
    HighlightQuerySet,
    LateAnswerQuerySet,
    SessionQuerySet,
)


@history()
class Session(models.Model):
    """A time in which a panel reads and scores the files of a sample by one version of the questions."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="sessions")
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="sessions")
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(max_length=120)
    stage = models.CharField(max_length=10, choices=SessionStage, default=SessionStage.PLANNED)
    place = models.CharField(max_length=6, choices=Place)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="When members are told it closes; the coordinator closes it.")
    readers_per_file = models.PositiveSmallIntegerField()
    files_per_reader = models.PositiveSmallIntegerField(help_text="At most.")
    allows_paper = models.BooleanField(default=False, help_text="Staff may enter scores from numbered prints.")
    on_duty = models.CharField(max_length=120, help_text="Who is there for members during the session.")
    on_duty_how = models.CharField(max_length=200, help_text="How to reach them.")
    adult_until = models.DateTimeField(null=True, help_text="Until when adults are said to be in the room.")
    results_on = models.DateField(null=True, help_text="When members are told results come out.")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True, help_text="The day on which the text of its extracts goes.")

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="session_closes_after_opening", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="session_deals_some", condition=Q(readers_per_file__gte=1, files_per_reader__gte=1)
            ),
            models.CheckConstraint(
                name="session_closed_iff_dated",
                condition=Q(stage__in=["PLANNED", "OPEN"], closed_at=None)
                | Q(stage__in=["CLOSED", "PUBLISHED"], closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("panels:session", args=[self.pk])


@history()
class Allocation(models.Model):
    """A file given to a reader. One that was given back stays, so that it never comes to that reader again."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="allocations")
    drawn_file = models.ForeignKey(DrawnFile, on_delete=models.PROTECT, related_name="allocations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="allocations")
    stage = models.CharField(max_length=10, choices=AllocationStage, default=AllocationStage.DEALT)
    position = models.PositiveSmallIntegerField(help_text="The order in which this reader is offered it.")
    dealt_at = models.DateTimeField()
    no_interest_at = models.DateTimeField(null=True, help_text="When the reader said that they know nobody in it.")
    returned_at = models.DateTimeField(null=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "drawn_file", "seat"], name="allocation_once"),
        ]
        indexes = [models.Index(fields=["seat", "stage"], name="allocation_of_seat")]

    def __str__(self) -> str:
        return f"Allocation {self.pk}"


class Scorecard(models.Model):
    """What one reader says of one file. It counts once it is in (``submitted_at``)."""

    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, related_name="scorecard")
    entry = models.CharField(max_length=6, choices=EntryBy, default=EntryBy.READER)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    print_number = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scorecard_paper_by_somebody",
                condition=Q(entry="READER", entered_by=None)
                | (Q(entry="PAPER", entered_by__isnull=False) & ~Q(print_number="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Scorecard of {self.allocation_id}"


class Answer(models.Model):
    """A reader's answer to one question. ``key`` comes from the reader's device, so that a resend counts once.

    ``version`` grows when a reader changes the answer before the scorecard is in.
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=12, choices=AnswerCode)
    why = models.TextField(blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    answered_at = models.DateTimeField(help_text="By the clock of the device, when it said.")
    received_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(default=1)
    why_cleared_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="Who found nobody in the reason."
    )
    why_cleared_at = models.DateTimeField(null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "question"], name="answer_once_a_question"),
            models.CheckConstraint(name="answer_on_scale", condition=Q(value__in=AnswerCode.values)),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class LateAnswer(models.Model):
    """An answer that waited on a device past the close: kept for the coordinator, counted only when taken in."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="late_answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=12, choices=AnswerCode)
    why = models.TextField(blank=True)
    key = models.UUIDField(unique=True)
    answered_at = models.DateTimeField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_in = models.BooleanField(null=True)

    objects = LateAnswerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Late answer {self.pk}"


class Highlight(models.Model):
    """A sentence of an extract that a reader marked. Quoted outside the office only once somebody approved it."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="highlights")
    section = models.CharField(max_length=10, choices=Section)
    paragraph = models.PositiveSmallIntegerField()
    sentence = models.PositiveSmallIntegerField(help_text="Which sentence of the paragraph, from 1.")
    tone = models.CharField(max_length=4, choices=Tone)
    quote = models.TextField(help_text="The sentence as it was; goes with the extract's text unless approved.")
    marked_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = HighlightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scorecard", "section", "paragraph", "sentence"], name="highlight_once_a_sentence"
            ),
        ]

    def __str__(self) -> str:
        return f"Highlight {self.pk}"


class AgreedScore(models.Model):
    """What the panel agreed on a file after talking about it: kept apart from the first scores, which stand."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="agreed_scores")
    drawn_file = models.ForeignKey(DrawnFile, on_delete=models.PROTECT, related_name="agreed_scores")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=12, choices=AnswerCode)
    what_changed_minds = models.TextField(blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = AgreedScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "drawn_file", "question"], name="agreed_score_once"),
        ]

    def __str__(self) -> str:
        return f"Agreed score {self.pk}"


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


@history()
class Flag(models.Model):
    """A reader wants somebody. It reaches the safeguarding lead at once, never the force, and escalates unanswered."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="flags")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="flags")
    drawn_file = models.ForeignKey(DrawnFile, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=FlagKind)
    words = models.TextField(blank=True, help_text="What the reader wrote, if anything.")
    stage = models.CharField(max_length=12, choices=FlagStage, default=FlagStage.RAISED)
    raised_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True, help_text="When somebody was last written to, or was meant to be.")
    lead_told_at = models.DateTimeField(null=True, help_text="When a mail server took a message for the lead.")
    others_told_at = models.DateTimeField(null=True, help_text="When one last went to coordinators and managers.")
    not_told = models.CharField(max_length=8, choices=NotTold, blank=True, help_text="Why the last one did not go.")
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_note = models.TextField(blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["raised_at"], condition=Q(acknowledged_at=None), name="flag_unanswered")]

    def __str__(self) -> str:
        return f"Flag {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("panels:flag", args=[self.pk])

    @property
    def in_words(self) -> str:
        """That somebody is asked for, and who has been told, for those who answer. Reads the seat."""
        return f"{self.seat.alias} asks for somebody. {self.who_is_told}"

    @property
    def who_is_told(self) -> str:
        """Who has been told, and why somebody has not; empty once it is answered."""
        if self.stage != FlagStage.RAISED:
            return ""
        tried = f", last tried at {_clock(self.tried_at)}" if self.tried_at else ""
        why = f" {self.get_not_told_display()}{tried}." if self.not_told else ""
        if self.told_at is None:
            return f"Nobody has been told by e-mail.{why} Go to the member, or ring the safeguarding lead, now."
        if self.lead_told_at is None:
            return f"The safeguarding lead has not been told.{why} Coordinators and managers were."
        lead = f"The safeguarding lead was told at {_clock(self.lead_told_at)}"
        if self.escalated_at is None:
            return f"{lead}."
        others = "Coordinators and managers were told, too." if self.others_told_at else f"Nobody else was.{why}"
        return f"{lead} and has not answered. {others}"

    @property
    def told_at(self) -> datetime | None:
        """When a message to anybody first or last went; None while nobody could be told."""
        return self.lead_told_at or self.others_told_at
