"""Time limits on a file: clocks, their pauses, and other dates from which they could be read."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from casework.choices import ClockStage, KnownFrom, Result
from casework.models.cases import Case
from casework.querysets import CaseClockQuerySet
from pcc import clocks
from pcc.models import ClockRule, User, history
from pcc.working_days import WorkingCalendar


@history()
class CaseClock(models.Model):
    """A time limit on a case: the rule's version, what started it, when it is due, and how it ended.

    ``due_on`` is what ``explain`` gives on the calendar as it stands; it is None while the clock is paused or while
    nobody knows the start. ``calendar_version`` names the calendar by which it was last computed.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    rule = models.ForeignKey(ClockRule, on_delete=models.PROTECT, related_name="+")
    occurrence = models.PositiveSmallIntegerField(default=1, help_text="Which period of a rule that repeats.")
    stage = models.CharField(max_length=10, choices=ClockStage, default=ClockStage.RUNNING)
    started_on = models.DateField(null=True)
    known_from = models.CharField(max_length=10, choices=KnownFrom)
    due_on = models.DateField(null=True)
    calendar_version = models.CharField(max_length=80)
    met_on = models.DateField(null=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_because = models.TextField(blank=True, help_text="Why the row last changed, in a person's words.")

    objects = CaseClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "occurrence"], condition=Q(met_on=None), name="case_clock_runs_once"
            ),
            models.CheckConstraint(
                name="case_clock_met_iff_dated",
                condition=(Q(stage="MET", met_on__isnull=False) & ~Q(result=""))
                | (~Q(stage="MET") & Q(met_on=None, result="")),
            ),
            models.CheckConstraint(name="case_clock_met_after_start", condition=Q(met_on__gte=F("started_on"))),
            models.CheckConstraint(
                name="case_clock_due_from_start", condition=Q(due_on=None) | Q(started_on__isnull=False)
            ),
            models.CheckConstraint(
                name="case_clock_verdict_fits",
                condition=Q(result="")
                | Q(result="LATE", met_on__gt=F("due_on"))
                | (Q(result="IN_TIME") & (Q(due_on=None) | Q(met_on__lte=F("due_on")))),
            ),
            models.CheckConstraint(name="case_clock_occurrence_from_1", condition=Q(occurrence__gte=1)),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(met_on=None), name="case_clock_due"),
        ]

    def __str__(self) -> str:
        return f"Clock {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("casework:why", args=[self.pk])

    def explain(self, calendar: WorkingCalendar, *, as_at: date) -> clocks.Explanation:
        """Why the date is the date. Reads rule and pauses: load the clock with ``for_explaining``."""
        return clocks.explain(
            self.rule.as_rule(),
            self.started_on,
            self.spans_left_out(),
            calendar,
            as_at,
            met_on=self.met_on,
            occurrence=self.occurrence,
        )

    def due_by(self, calendar: WorkingCalendar) -> date | None:
        """The due date on that calendar; None while paused or without a start. Reads rule and pauses."""
        if self.started_on is None:
            return None
        return clocks.due(
            self.rule.as_rule(), self.started_on, self.spans_left_out(), calendar, occurrence=self.occurrence
        )

    def spans_left_out(self) -> list[clocks.Pause]:
        """The pauses as the kernel counts with them. Reads the pauses."""
        return [pause.as_span() for pause in self.pauses.all()]


@history()
class Pause(models.Model):
    """A time that a clock does not count: the days after ``started_on`` up to and including ``ended_on``."""

    clock = models.ForeignKey(CaseClock, on_delete=models.PROTECT, related_name="pauses")
    started_on = models.DateField()
    reason = models.CharField(max_length=200)
    look_again_on = models.DateField(help_text="When somebody looks whether the clock can run again.")
    ended_on = models.DateField(null=True)
    paused_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_on=None), name="pause_open_once"),
            models.CheckConstraint(name="pause_ends_after_start", condition=Q(ended_on__gte=F("started_on"))),
            models.CheckConstraint(name="pause_looked_at_after", condition=Q(look_again_on__gt=F("started_on"))),
            models.CheckConstraint(name="pause_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Pause of clock {self.clock_id} from {self.started_on}"

    def as_span(self) -> clocks.Pause:
        return clocks.Pause(
            start=self.started_on, end=self.ended_on, reason=self.reason, look_again_on=self.look_again_on
        )


@history()
class StartReading(models.Model):
    """Another date from which the clock could be read, kept so that its due date can be shown beside the one used."""

    clock = models.ForeignKey(CaseClock, on_delete=models.PROTECT, related_name="readings")
    known_from = models.CharField(max_length=10, choices=KnownFrom)
    on = models.DateField()
    note = models.CharField(max_length=200, blank=True, help_text="Where it is read: the force's letter, page 1.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "known_from"], name="start_reading_once")]

    def __str__(self) -> str:
        return f"{self.get_known_from_display()}: {self.on}"
