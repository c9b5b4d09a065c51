"""The table of days for SQL holds the same ordinals as the calendar in Python and a walk day by day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcc.models import ENGLAND_AND_WALES, UNITED_KINGDOM, BankHoliday, CalendarDay
from pcc.working_days import WorkingCalendar

pytestmark = pytest.mark.django_db

CALENDARS = [ENGLAND_AND_WALES, UNITED_KINGDOM]
FIRST, LAST = date(1995, 1, 1), date(2028, 12, 31)
ONE_DAY = timedelta(days=1)
in_database = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def walked(calendar: WorkingCalendar, start: date, end: date) -> int:
    """Working days after the start up to and including the end, one day at a time."""
    total, day = 0, start
    while day < end:
        day += ONE_DAY
        total += day.weekday() < 5 and day not in calendar.holidays
    return total


def between_in_sql(name: str, start: date, end: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.ordinal - a.ordinal FROM pcc_calendarday a JOIN pcc_calendarday b USING (calendar) "
            "WHERE a.calendar = %s AND a.date = %s AND b.date = %s",
            [name, start, end],
        )
        return cursor.fetchone()[0]


def added_in_sql(name: str, start: date, n: int) -> date | None:
    """The n-th working day after the start: the first day whose ordinal is so much larger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(b.date) FROM pcc_calendarday a JOIN pcc_calendarday b USING (calendar) "
            "WHERE a.calendar = %s AND a.date = %s AND b.ordinal = a.ordinal + %s AND b.date > a.date",
            [name, start, n],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("name", CALENDARS)
def test_every_loaded_day_has_the_calendars_ordinal_and_the_walks(name: str) -> None:
    calendar = BankHoliday.objects.as_calendar(name)
    rows = list(CalendarDay.objects.filter(calendar=name).order_by("date").values_list("date", "ordinal"))

    total, slow = 0, []
    for number in range((calendar.last - calendar.first).days + 1):
        day = calendar.first + timedelta(days=number)
        total += day.weekday() < 5 and day not in calendar.holidays
        slow.append((day, total))

    assert (calendar.first, calendar.last) == (FIRST, LAST)
    assert rows == slow
    assert [ordinal for _, ordinal in rows] == calendar.ordinals.tolist()


@pytest.mark.parametrize("name", CALENDARS)
@given(start=st.dates(FIRST, LAST), length=st.integers(0, 800))
@in_database
def test_days_between_are_the_same_in_python_in_sql_and_walked(name: str, start: date, length: int) -> None:
    calendar = BankHoliday.objects.as_calendar(name)
    end = min(start + timedelta(days=length), LAST)

    counted = calendar.between(start, end)

    assert (counted, counted) == (between_in_sql(name, start, end), walked(calendar, start, end))


@pytest.mark.parametrize("name", CALENDARS)
@given(start=st.dates(FIRST, date(2026, 12, 31)), n=st.integers(1, 300))
@in_database
def test_days_added_are_the_same_in_python_and_in_sql(name: str, start: date, n: int) -> None:
    calendar = BankHoliday.objects.as_calendar(name)

    day = calendar.add(start, n)

    assert (day, walked(calendar, start, day)) == (added_in_sql(name, start, n), n)
