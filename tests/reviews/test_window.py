"""Whether an application came in time: by each reading, with days left out, and what a closed last day does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcc.clocks import Binds, ClockRule, ClosedDay, Unit
from pcc.working_days import WorkingCalendar, calendar_from
from reviews.choices import Ground, Reading
from reviews.rules import ApplicationDates, Window, missing_contents, objection_to_ground, objections_to_application
from reviews.rules import window as worked_out

RULE = ClockRule(
    code="review_application",
    name="Application for a review",
    binds=Binds.APPLICANT,
    text="Within 28 days.",
    unit=Unit.CALENDAR_DAYS,
    amount=28,
    counts_start_day=False,
    starts="date the outcome was provided",
    on_closed_last_day=ClosedDay.STANDS,
    calendar="england-and-wales",
    source="Regulation 29",
    verified=True,
    version=1,
)
HOLIDAYS = [
    (date(2026, 12, 25), "Christmas Day"),
    (date(2026, 12, 28), "Boxing Day (substitute day)"),
    (date(2027, 1, 1), "New Year's Day"),
]


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return calendar_from("england-and-wales", HOLIDAYS)


def of(calendar: WorkingCalendar, *, reading: str = Reading.STATED, **dates: date) -> Window:
    return worked_out(ApplicationDates(**dates), reading=reading, rule=RULE, calendar=calendar)


def test_day_one_is_the_day_after_and_the_last_day_is_day_28(calendar: WorkingCalendar) -> None:
    """The office's published example: a letter of 1 April is answered by 29 April."""
    found = of(calendar, stated=date(2026, 4, 1), received=date(2026, 4, 29))
    assert (found.last_day, found.in_time, found.days_late) == (date(2026, 4, 29), True, 0)
    assert of(calendar, stated=date(2026, 4, 1), received=date(2026, 4, 30)).days_late == 1


def test_an_application_on_christmas_eve_is_in_time_on_its_last_day(calendar: WorkingCalendar) -> None:
    found = of(calendar, stated=date(2026, 11, 26), received=date(2026, 12, 24))
    assert (found.last_day, found.in_time, found.closed) == (date(2026, 12, 24), True, "")


def test_a_last_day_on_a_bank_holiday_stands_and_the_day_the_office_opens_again_is_named(
    calendar: WorkingCalendar,
) -> None:
    found = of(calendar, stated=date(2026, 11, 27), received=date(2026, 12, 29))
    assert (found.last_day, found.in_time, found.days_late) == (date(2026, 12, 25), False, 4)
    assert (found.closed, found.open_again) == ("Christmas Day", date(2026, 12, 29))
    assert objection_to_ground(Ground.OFFICE_CLOSED, found, received_on=date(2026, 12, 29)) == ""
    assert "open again" in objection_to_ground(Ground.OFFICE_CLOSED, found, received_on=date(2026, 12, 30))


def test_the_ground_of_a_closed_office_needs_a_closed_office(calendar: WorkingCalendar) -> None:
    found = of(calendar, stated=date(2026, 3, 2), received=date(2026, 4, 1))
    assert objection_to_ground(Ground.OFFICE_CLOSED, found, received_on=date(2026, 4, 1))
    assert objection_to_ground(Ground.SPECIAL, found, received_on=date(2026, 4, 1)) == ""


def test_each_reading_has_its_own_answer_and_the_offices_is_used(calendar: WorkingCalendar) -> None:
    dates = {"stated": date(2026, 3, 2), "sent": date(2026, 3, 4), "provided": date(2026, 3, 9)}
    found = of(calendar, reading=Reading.SENT, received=date(2026, 4, 2), **dates)
    assert (found.used, found.in_time) == (Reading.SENT, False)
    assert [(each.reading, each.last_day, each.in_time) for each in found.readings] == [
        (Reading.STATED, date(2026, 3, 30), False),
        (Reading.SENT, date(2026, 4, 1), False),
        (Reading.PROVIDED, date(2026, 4, 6), True),
    ]
    assert found.differs


def test_where_the_offices_date_is_missing_the_latest_known_one_is_used(calendar: WorkingCalendar) -> None:
    found = of(calendar, sent=date(2026, 3, 4), provided=date(2026, 3, 9), received=date(2026, 4, 2))
    assert (found.used, found.last_day) == (Reading.PROVIDED, date(2026, 4, 6))


def test_without_any_date_of_the_outcome_nothing_is_guessed(calendar: WorkingCalendar) -> None:
    found = of(calendar, received=date(2026, 4, 2))
    assert (found.used, found.last_day, found.in_time) == (None, None, None)
    assert "cannot be worked out" in found.words


def test_days_with_the_wrong_body_are_left_out(calendar: WorkingCalendar) -> None:
    """Sent to the IOPC on day 20, sent on ten days later: the last day is ten days later."""
    found = of(
        calendar,
        stated=date(2026, 3, 2),
        received=date(2026, 4, 8),
        wrong_body_from=date(2026, 3, 22),
        wrong_body_until=date(2026, 4, 1),
    )
    assert (found.last_day, found.in_time, found.days_left_out) == (date(2026, 4, 9), True, 10)


@given(
    stated=st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    waited=st.integers(0, 60),
    before=st.integers(0, 40),
    away=st.integers(0, 40),
)
def test_leaving_days_out_never_shortens_the_time(stated: date, waited: int, before: int, away: int) -> None:
    calendar = calendar_from("england-and-wales", HOLIDAYS)
    start = stated + timedelta(days=before)
    received = start + timedelta(days=away + waited)
    plain = of(calendar, stated=stated, received=received)
    left_out = of(
        calendar,
        stated=stated,
        received=received,
        wrong_body_from=start,
        wrong_body_until=start + timedelta(days=away),
    )
    assert plain.last_day and left_out.last_day
    assert left_out.last_day - plain.last_day == timedelta(days=away if before < 28 else 0)


def test_what_an_application_does_not_state_is_named() -> None:
    assert missing_contents({"complaint_details": "They lost my bike", "authority_named": ""}) == [
        "the date on which the complaint was made",
        "the name of the force",
        "the date on which the applicant was given the outcome",
    ]


BASE = {"received_on": date(2026, 3, 16)}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"outcome_stated_on": date(2026, 3, 17)}, "outcome_stated_on"),
        ({"outcome_stated_on": date(2026, 3, 2), "outcome_sent_on": date(2026, 3, 1)}, "outcome_sent_on"),
        ({"outcome_sent_on": date(2026, 3, 4), "outcome_provided_on": date(2026, 3, 3)}, "outcome_provided_on"),
        ({"wrong_body_from": date(2026, 3, 5)}, "wrong_body_until"),
        ({"wrong_body_until": date(2026, 3, 5)}, "wrong_body_from"),
        ({"wrong_body_from": date(2026, 3, 5), "wrong_body_until": date(2026, 3, 4)}, "wrong_body_until"),
        ({"received_on": date(2026, 12, 1)}, "received_on"),
        ({"received_on": date(2019, 12, 1)}, "received_on"),
        ({"consent_on": date(2026, 3, 5)}, "consent_on"),
    ],
)
def test_dates_that_cannot_be_are_told_where_they_stand(facts: dict[str, date], field: str) -> None:
    assert list(objections_to_application(BASE | facts, on=date(2026, 11, 25))) == [field]


def test_dates_in_order_are_taken() -> None:
    facts = {"outcome_stated_on": date(2026, 3, 2), "outcome_provided_on": date(2026, 3, 16)}
    assert objections_to_application(BASE | facts, on=date(2026, 3, 16)) == {}
