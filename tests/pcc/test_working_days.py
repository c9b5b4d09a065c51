"""Working days: the shipped holidays day by day against two maintained libraries, and counting against a slow walk."""

import csv
from datetime import date, timedelta
from pathlib import Path

import holidays as oracle
import numpy as np
import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

import pcc
from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar, calendar_from, in_words

SHIPPED = Path(pcc.__file__).parent / "fixtures" / "bank_holidays.csv"
GOV_UK = BankHolidays(use_cached_holidays=True)
NATIONS = {
    "england-and-wales": (BankHolidays.ENGLAND_AND_WALES,),
    "united-kingdom": BankHolidays.ALL_DIVISIONS,
}
SUBDIVISIONS = {
    BankHolidays.ENGLAND_AND_WALES: ("ENG", "WLS"),
    BankHolidays.SCOTLAND: ("SCT",),
    BankHolidays.NORTHERN_IRELAND: ("NIR",),
}
FIRST, LAST = date(1995, 1, 1), date(2028, 12, 31)
ONE_DAY = timedelta(days=1)


def shipped_rows() -> list[dict[str, str]]:
    with SHIPPED.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shipped(name: str) -> WorkingCalendar:
    rows = [row for row in shipped_rows() if row["calendar"] == name]
    return calendar_from(name, [(date.fromisoformat(row["date"]), row["label"]) for row in rows])


CALENDARS = {name: shipped(name) for name in NATIONS}
CALENDAR = CALENDARS["england-and-wales"]


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def walked(calendar: WorkingCalendar, start: date, end: date) -> int:
    """The slow count, straight from weekdays and rows."""
    days = every_day(start + ONE_DAY, end) if start < end else []
    return sum(day.weekday() < 5 and day not in calendar.holidays for day in days)


days = st.dates(FIRST, LAST)
near_pairs = st.tuples(days, st.integers(0, 400)).map(lambda pair: (pair[0], min(pair[0] + pair[1] * ONE_DAY, LAST)))
far_pairs = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
calendars = st.sampled_from(list(CALENDARS.values()))


# The shipped holidays


def test_the_shipped_years_end_with_the_last_year_published() -> None:
    published = max(holiday["date"] for nation in NATIONS["united-kingdom"] for holiday in GOV_UK.get_holidays(nation))
    assert {(calendar.first, calendar.last) for calendar in CALENDARS.values()} == {(FIRST, LAST)}
    assert published.year == LAST.year


def test_every_shipped_row_is_a_weekday_with_a_label_and_a_source() -> None:
    wrong = [
        row
        for row in shipped_rows()
        if not (row["label"] and row["source"]) or date.fromisoformat(row["date"]).weekday() >= 5
    ]
    assert wrong == []


JUSTIFIED_AGAINST_HOLIDAYS = {
    "england-and-wales": {},
    "united-kingdom": {
        date(2006, 11, 30): "in the library only: the Act that made St Andrew's Day a bank holiday is of January 2007",
    },
}


@pytest.mark.parametrize("name", NATIONS)
def test_every_day_since_1995_agrees_with_the_library_of_rules(name: str) -> None:
    subdivisions = [code for nation in NATIONS[name] for code in SUBDIVISIONS[nation]]
    listed = [
        oracle.country_holidays("GB", subdiv=code, years=range(FIRST.year, LAST.year + 1)) for code in subdivisions
    ]
    differences = {
        day
        for day in every_day(FIRST, LAST)
        if CALENDARS[name].is_working(day) != (day.weekday() < 5 and not any(day in known for known in listed))
    }
    assert differences == set(JUSTIFIED_AGAINST_HOLIDAYS[name])


JUSTIFIED_AGAINST_GOV_UK = {
    "england-and-wales": {},
    "united-kingdom": {
        date(2026, 6, 15): "ours only: proclaimed for Scotland in February 2026, after the library copied the list",
    },
}


@pytest.mark.parametrize("name", NATIONS)
def test_every_day_since_2012_agrees_with_the_published_list(name: str) -> None:
    published = {holiday["date"] for nation in NATIONS[name] for holiday in GOV_UK.get_holidays(nation)}
    differences = {
        day
        for day in every_day(date(2012, 1, 1), LAST)
        if CALENDARS[name].is_working(day) != (day.weekday() < 5 and day not in published)
    }
    assert differences == set(JUSTIFIED_AGAINST_GOV_UK[name])


@pytest.mark.parametrize(
    ("year", "month", "off"),
    [
        (1995, 5, [8, 29]),
        (1999, 12, [27, 28, 31]),
        (2002, 5, [6]),
        (2002, 6, [3, 4]),
        (2011, 4, [22, 25, 29]),
        (2012, 5, [7]),
        (2012, 6, [4, 5]),
        (2020, 5, [8, 25]),
        (2022, 5, [2]),
        (2022, 6, [2, 3]),
        (2022, 9, [19]),
        (2023, 5, [1, 8, 29]),
    ],
)
def test_one_off_holidays_are_there_and_the_days_they_displaced_are_not(year: int, month: int, off: list[int]) -> None:
    assert [day.day for day in CALENDAR.holidays if (day.year, day.month) == (year, month)] == off


@pytest.mark.parametrize(
    ("first", "last", "working_days"),
    [(date(2023, 4, 1), date(2024, 3, 31), 250), (date(2024, 1, 1), date(2024, 12, 31), 254)],
)
def test_a_year_has_the_known_number_of_working_days(first: date, last: date, working_days: int) -> None:
    assert CALENDAR.between(first - ONE_DAY, last) == working_days


# Counting


@given(calendar=calendars, pair=near_pairs)
def test_between_agrees_with_a_slow_walk(calendar: WorkingCalendar, pair: tuple[date, date]) -> None:
    start, end = pair
    assert calendar.between(start, end) == walked(calendar, start, end)


@given(calendar=calendars, start=st.dates(FIRST, date(2026, 12, 31)), n=st.integers(1, 300))
def test_add_gives_the_working_day_that_a_slow_walk_reaches(calendar: WorkingCalendar, start: date, n: int) -> None:
    day, left = start, n
    while left:
        day += ONE_DAY
        left -= day.weekday() < 5 and day not in calendar.holidays
    assert calendar.add(start, n) == day


@given(calendar=calendars, pair=far_pairs)
def test_add_undoes_between(calendar: WorkingCalendar, pair: tuple[date, date]) -> None:
    start, end = pair
    n = calendar.between(start, end)
    reached = calendar.add(start, n)
    assert calendar.between(start, reached) == n
    assert reached <= end
    assert walked(calendar, reached, end) == 0 or n == 0


@given(calendar=calendars, pairs=st.lists(far_pairs, max_size=20))
def test_days_between_equals_between_row_by_row(calendar: WorkingCalendar, pairs: list[tuple[date, date]]) -> None:
    starts, ends = (np.array([pair[side] for pair in pairs], dtype="datetime64[D]") for side in (0, 1))
    assert calendar.days_between(starts, ends).tolist() == [calendar.between(*pair) for pair in pairs]


@given(calendar=calendars, pair=near_pairs)
def test_what_is_skipped_and_what_is_counted_are_all_the_days(
    calendar: WorkingCalendar, pair: tuple[date, date]
) -> None:
    start, end = pair
    skipped = [day for day, _ in calendar.skipped(start, end)]
    assert len(skipped) + calendar.between(start, end) == (end - start).days
    assert not any(calendar.is_working(day) for day in skipped)


def test_skipped_names_each_day() -> None:
    assert CALENDAR.skipped(date(2024, 3, 28), date(2024, 4, 2)) == [
        (date(2024, 3, 29), "Good Friday"),
        (date(2024, 3, 30), "Saturday"),
        (date(2024, 3, 31), "Sunday"),
        (date(2024, 4, 1), "Easter Monday"),
    ]


@pytest.mark.parametrize("day", [date(2024, 3, 28), date(2024, 3, 30)])
def test_no_days_added_is_the_day_itself(day: date) -> None:
    assert (CALENDAR.add(day, 0), CALENDAR.between(day, day)) == (day, 0)


def test_the_ordinals_count_from_the_first_day() -> None:
    assert CALENDAR.ordinals.dtype == np.int32
    assert CALENDAR.ordinals[:4].tolist() == [0, 0, 1, 2]  # Sunday 1 January 1995, a substitute day, then Tuesday
    assert CALENDAR.ordinal(date(1995, 1, 4)) == 2


# Refusals

NOT_LOADED = (
    "Bank holidays for {} have not been loaded into the England and Wales calendar, which runs from 1995 to 2028."
)


@given(
    day=st.one_of(st.dates(date(1900, 1, 1), FIRST - ONE_DAY), st.dates(LAST + ONE_DAY, date(2100, 12, 31))),
    question=st.sampled_from(["is_working", "ordinal"]),
)
def test_a_day_in_a_year_not_loaded_is_refused(day: date, question: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        getattr(CALENDAR, question)(day)
    assert str(broken.value) == NOT_LOADED.format(day.year)


def column(*values: str) -> np.ndarray:
    return np.array(values, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: CALENDAR.between(date(1994, 12, 30), date(1995, 1, 3)), NOT_LOADED.format(1994)),
        (lambda: CALENDAR.between(date(2028, 12, 29), date(2029, 1, 2)), NOT_LOADED.format(2029)),
        (lambda: CALENDAR.add(date(2028, 12, 22), 5), NOT_LOADED.format(2029)),
        (lambda: CALENDAR.add(date(1994, 12, 31), 0), NOT_LOADED.format(1994)),
        (lambda: CALENDAR.skipped(date(2028, 12, 30), date(2029, 1, 1)), NOT_LOADED.format(2029)),
        (lambda: CALENDAR.days_between(column("2024-01-02", "1994-06-01"), column("2024-01-03", "1996-01-02")),
         NOT_LOADED.format(1994)),
        (lambda: CALENDAR.days_between(column("2024-01-02"), column("2029-01-03")), NOT_LOADED.format(2029)),
        (lambda: CALENDAR.between(date(2024, 4, 2), date(2024, 3, 28)),
         "The end, Thursday 28 March 2024, is before the start, Tuesday 2 April 2024."),
        (lambda: CALENDAR.days_between(column("2024-01-02", "2024-04-02"), column("2024-01-02", "2024-03-28")),
         "The end, Thursday 28 March 2024, is before the start, Tuesday 2 April 2024."),
        (lambda: CALENDAR.days_between(column("2024-01-02"), column("NaT")),
         "A date is missing: measure what is still open to a stated as-at date."),
        (lambda: CALENDAR.add(date(2024, 1, 2), -1),
         "Working days are counted forwards: the number of days cannot be negative."),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_with_a_sentence(ask, sentence: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        ask()
    assert str(broken.value) == sentence


def test_the_last_loaded_working_day_can_still_be_reached() -> None:
    assert CALENDAR.add(date(2028, 12, 22), 3) == date(2028, 12, 29)
    assert CALENDAR.add(date(2028, 12, 22), 0) == date(2028, 12, 22)


# Building a calendar

ROWS = [(date(2023, 12, 25), "Christmas Day"), (date(2024, 1, 1), "New Year's Day")]


def test_a_calendar_holds_whole_years_from_its_first_row_to_its_last() -> None:
    calendar = calendar_from("an-office", ROWS)
    assert (calendar.name, calendar.title) == ("an-office", "An Office")
    assert (calendar.first, calendar.last, len(calendar.ordinals)) == (date(2023, 1, 1), date(2024, 12, 31), 731)


def test_the_version_tells_different_rows_apart_and_not_their_order() -> None:
    version = calendar_from("an-office", ROWS).version
    assert calendar_from("an-office", reversed(ROWS)).version == version
    assert calendar_from("an-office", [*ROWS, (date(2024, 12, 25), "Christmas Day")]).version != version
    assert calendar_from("another-office", ROWS).version != version


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "No bank holidays have been loaded for the calendar an-office."),
        ([*ROWS, (date(2024, 1, 1), "Closed")], "Monday 1 January 2024 is in the calendar an-office twice."),
        ([*ROWS, (date(2026, 1, 1), "New Year's Day")],
         "Bank holidays for 2025 have not been loaded into the calendar an-office."),
    ],
)  # fmt: skip
def test_rows_that_make_no_calendar_are_refused(rows: list[tuple[date, str]], sentence: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        calendar_from("an-office", rows)
    assert str(broken.value) == sentence


def test_a_calendar_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        CALENDAR.ordinals[0] = 5
    with pytest.raises(TypeError):
        CALENDAR.holidays[date(2024, 1, 2)] = "Closed"


def test_a_day_is_written_in_words() -> None:
    assert in_words(date(2026, 12, 5)) == "Saturday 5 December 2026"
