"""Time limits as reference data."""

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from pcc import clocks
from pcc.errors import RuleBroken
from pcc.models.people import User
from pcc.working_days import in_words

CLOSED_DAYS = [
    (clocks.ClosedDay.STANDS.value, "It stands"),
    (clocks.ClosedDay.MOVES_ON.value, "The next working day counts"),
]


class ClockRuleQuerySet(models.QuerySet["ClockRule"]):
    def newest(self) -> Self:
        """The last version of each code, by code."""
        return self.order_by("code", "-version").distinct("code")

    def for_start(self, code: str, *, on: date | None) -> "ClockRule":
        """The version that counts from a start on that day: the newest in force then; the newest when no day is known.

        RuleBroken when there is no such rule, or none of its versions was in force.
        """
        versions = list(self.filter(code=code).order_by("-version"))
        if not versions:
            raise RuleBroken(f"There is no clock rule “{code}”.")
        fitting = [version for version in versions if on is None or version.counts_from(on)]
        if not fitting:
            assert on is not None
            raise RuleBroken(f"“{versions[0].name}” was not in force on {in_words(on)}.")
        return fitting[0]


class ClockRule(models.Model):
    """One version of a time limit, as reference data. A version never changes: editing makes the next one."""

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    binds = models.CharField(max_length=12, choices=[(who.value, who.value.capitalize()) for who in clocks.Binds])
    text = models.TextField(help_text="The rule in plain words.")
    unit = models.CharField(
        max_length=15, choices=[(unit.value, unit.value.replace("_", " ").capitalize()) for unit in clocks.Unit]
    )
    amount = models.PositiveSmallIntegerField()
    counts_start_day = models.BooleanField()
    starts = models.CharField(max_length=120, help_text="The date that starts it, as words.")
    on_closed_last_day = models.CharField(max_length=10, choices=CLOSED_DAYS)
    on_closed_start_day = models.CharField(max_length=10, choices=CLOSED_DAYS)
    calendar = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    verified = models.BooleanField(help_text="Somebody has read the source and found this time limit there.")
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)
    repeats_amount = models.PositiveSmallIntegerField(null=True)
    repeats_unit = models.CharField(max_length=15, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_because = models.TextField(blank=True)

    objects = ClockRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="clock_rule_version_once"),
            models.CheckConstraint(name="clock_rule_amount", condition=Q(amount__gte=1, amount__lte=clocks.LONGEST)),
            models.CheckConstraint(
                name="clock_rule_repeats_whole",
                condition=Q(repeats_amount=None, repeats_unit="")
                | (Q(repeats_amount__gte=1) & Q(repeats_unit__in=[unit.value for unit in clocks.Unit])),
            ),
            models.CheckConstraint(
                name="clock_rule_ends_after_start", condition=Q(in_force_to__gte=F("in_force_from"))
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def counts_from(self, day: date) -> bool:
        """Whether the rule was in force on that day."""
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_to is None or day <= self.in_force_to
        )

    def as_rule(self) -> clocks.ClockRule:
        """The rule as the kernel counts with it."""
        repeats = None
        if self.repeats_amount is not None:
            repeats = clocks.Repeat(amount=self.repeats_amount, unit=clocks.Unit(self.repeats_unit))
        return clocks.ClockRule(
            code=self.code,
            name=self.name,
            binds=clocks.Binds(self.binds),
            text=self.text,
            unit=clocks.Unit(self.unit),
            amount=self.amount,
            counts_start_day=self.counts_start_day,
            starts=self.starts,
            on_closed_last_day=clocks.ClosedDay(self.on_closed_last_day),
            on_closed_start_day=clocks.ClosedDay(self.on_closed_start_day),
            calendar=self.calendar,
            source=self.source,
            verified=self.verified,
            in_force_from=self.in_force_from,
            in_force_to=self.in_force_to,
            version=self.version,
            repeats=repeats,
        )
