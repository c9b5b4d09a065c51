"""Days that are not working days."""

from datetime import date
from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pcc.errors import RuleBroken
from pcc.models.history import history
from pcc.models.people import User
from pcc.working_days import WorkingCalendar, calendar_from

ENGLAND_AND_WALES = "england-and-wales"


UNITED_KINGDOM = "united-kingdom"


@lru_cache(maxsize=8)
def _calendar(name: str, rows: tuple[tuple[date, str], ...]) -> WorkingCalendar:
    """The calendar of these rows, which never changes: made once, not for every page."""
    return calendar_from(name, rows)


class BankHolidayQuerySet(models.QuerySet["BankHoliday"]):
    def as_calendar(self, name: str = ENGLAND_AND_WALES) -> WorkingCalendar:
        """The working calendar of that name as loaded now; RuleBroken when no holiday of it is loaded."""
        rows = list(self.filter(calendar=name, ended_at=None).order_by("date").values_list("date", "label"))
        if not rows:
            raise RuleBroken(f"No bank holidays of the calendar {name} are loaded: run manage.py migrate.")
        return _calendar(name, tuple(rows))


@history()
class BankHoliday(models.Model):
    """A day that is not a working day. Rows are only ever added or ended, so that history stays explainable."""

    calendar = models.CharField(max_length=40)
    date = models.DateField()
    label = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    objects = BankHolidayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date"], condition=Q(ended_at=None), name="bank_holiday_once_a_day"
            ),
            models.CheckConstraint(
                name="bank_holiday_ended_with_reason",
                condition=Q(ended_at=None, ended_reason="") | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.date:%-d %B %Y}"


class CalendarDay(models.Model):
    """The ordinal of each day, for SQL: the same numbers as ``WorkingCalendar.ordinals``."""

    calendar = models.CharField(max_length=40)
    date = models.DateField()
    ordinal = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.calendar} {self.date}: {self.ordinal}"
