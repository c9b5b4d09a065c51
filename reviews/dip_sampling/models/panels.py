"""Panels, the seats of their members, the doors by which members come in, and the questions they answer."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from pcc.models import User, history
from reviews.dip_sampling.choices import AnswerCode, PanelStage, Reported, Scale
from reviews.dip_sampling.querysets import DoorQuerySet, PanelQuerySet, QuestionSetQuerySet, SeatQuerySet


@history()
class Panel(models.Model):
    """A panel for one term: how many seats it has, and who is there for its members."""

    name = models.CharField(max_length=120)
    stage = models.CharField(max_length=10, choices=PanelStage, default=PanelStage.OPEN)
    began_on = models.DateField(help_text="First day of the term.")
    ends_on = models.DateField(help_text="Last day of the term: nobody reads after it.")
    seat_count = models.PositiveSmallIntegerField()
    has_under_18s = models.BooleanField(help_text="Blocked topics are left out of its samples.")
    undertaking = models.TextField(help_text="What members promise before they read, in plain words.")
    talk_to = models.CharField(max_length=120, help_text="The first name of the worker who is there for members.")
    talk_to_how = models.CharField(max_length=200, help_text="How and when members reach that worker.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = PanelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="panel_ends_after_start", condition=Q(ends_on__gt=F("began_on"))),
            models.CheckConstraint(name="panel_has_seats", condition=Q(seat_count__range=(1, 100))),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("panels:panel", args=[self.pk])


@history()
class Seat(models.Model):
    """A member's place on a panel: what an office may hold about somebody who can be under 18, and no more.

    No birth date, address, school or photograph. ``consent_until`` and ``adult_until`` are flags that run out.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    alias = models.CharField(max_length=40, help_text="What other members see: a first name or a chosen name.")
    under_18 = models.BooleanField()
    began_on = models.DateField()
    ends_on = models.DateField(help_text="The last day on which this member reads.")
    trained_on = models.DateField(null=True)
    undertaking_on = models.DateField(null=True, help_text="The day the member gave the undertaking.")
    consent_on = models.DateField(null=True, help_text="The day a parent or guardian consented.")
    consent_until = models.DateField(null=True, help_text="The last day on which that consent counts.")
    adult_until = models.DateTimeField(null=True, help_text="Until when a known adult is said to be beside them.")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], condition=Q(ended_at=None), name="seat_once_a_person"),
            models.UniqueConstraint(fields=["panel", "alias"], condition=Q(ended_at=None), name="seat_alias_once"),
            models.CheckConstraint(name="seat_ends_after_start", condition=Q(ends_on__gte=F("began_on"))),
            models.CheckConstraint(
                name="seat_consent_has_an_end",
                condition=Q(consent_on=None, consent_until=None)
                | Q(consent_on__isnull=False, consent_until__gte=F("consent_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.alias


class Door(models.Model):
    """A one-time way in for a member: a link or a code, kept as a digest, spent by pressing a button."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="doors")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    good_until = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    shut_at = models.DateTimeField(null=True, help_text="Ended by the coordinator, or by a newer one.")

    objects = DoorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="door_ends_after_start", condition=Q(good_until__gt=F("made_at"))),
        ]

    def __str__(self) -> str:
        return f"Door of {self.seat_id}"


class QuestionSet(models.Model):
    """One version of the questions of a session. A version never changes: editing makes the next one."""

    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="question_set_version_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("panels:question-set", args=[self.pk])


class Question(models.Model):
    """One question in plain words, its scale, and how its answers become a yes or a no in what is published."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=30, help_text="Names the measure through versions: understood, empathy.")
    text = models.CharField(max_length=200, help_text="As a member reads it.")
    hint = models.CharField(max_length=300, blank=True)
    measure = models.CharField(max_length=200, help_text="As it is published: clearly understood the complaint.")
    scale = models.CharField(max_length=4, choices=Scale, default=Scale.FOUR)
    counts_as_yes = ArrayField(models.CharField(max_length=12, choices=AnswerCode), help_text="The yes/no collapse.")
    reported = models.CharField(max_length=3, choices=Reported, default=Reported.YES)
    asks_why = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "position"], name="question_position_once"),
            models.UniqueConstraint(fields=["question_set", "code"], name="question_code_once"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text
