"""Freedom of information and subject access: the last days by hand, and what stops the count (DOMAIN 4.3, 6.2)."""

from datetime import UTC, date, datetime

import pytest

from casework.choices import ClockStage, EnquiryStage, Recipient, RouteChoice
from casework.models import CaseClock, Correspondence
from casework.workflow import correspondence as post
from pcc.models import User

pytestmark = pytest.mark.django_db

FOI, SUBJECT_ACCESS = "freedom_of_information_reply", "subject_access_reply"


def asked_for(route: RouteChoice, at: datetime, *, by: User) -> Correspondence:
    message, _ = post.take_in_mail(f"From: ann@example.org\r\n\r\nPlease. {at}".encode(), arrived_at=at)
    item = Correspondence.objects.for_detail().get(case=message.case_id)
    return post.triage(item, route=route, theme=None, on=item.received_on, by=by)


def clock_of(item: Correspondence, code: str) -> CaseClock:
    return CaseClock.objects.get(case=item.case_id, rule__code=code)


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        (at(2024, 3, 8), date(2024, 4, 10)),  # St Patrick's Day, kept on Monday 18 March, Good Friday, Easter Monday
        (at(2024, 11, 23), date(2024, 12, 23)),  # a Saturday; St Andrew's Day, kept on Monday 2 December
        (at(2024, 12, 20), date(2025, 1, 23)),  # Christmas, Boxing Day, New Year's Day, and 2 January in Scotland
        (at(2025, 12, 25), date(2026, 1, 27)),  # Christmas Day itself: the true day of receipt can be a closed one
        (at(2024, 2, 29), date(2024, 4, 2)),  # a leap day
        (at(2024, 7, 1, 22, 30), date(2024, 7, 30)),  # half past eleven at night in London; 12 July in Northern Ireland
        (at(2024, 7, 1, 23, 30), date(2024, 7, 31)),  # half past midnight: the next day
        (at(2024, 7, 30), date(2024, 8, 29)),  # August's first Monday in Scotland, and its last in England and Wales
    ],
)
def test_twenty_working_days_in_the_calendar_of_the_whole_kingdom(
    caseworker: User, received: datetime, due_on: date
) -> None:
    assert clock_of(asked_for(RouteChoice.FOI, received, by=caseworker), FOI).due_on == due_on


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        (at(2024, 9, 3), date(2024, 10, 3)),
        (at(2025, 1, 31), date(2025, 2, 28)),  # no such day in February
        (at(2024, 1, 31), date(2024, 2, 29)),  # nor in a leap year's
        (at(2024, 2, 29), date(2024, 4, 2)),  # 29 March is Good Friday, and Easter Monday follows
        (at(2024, 11, 25), date(2024, 12, 27)),  # Christmas Day and Boxing Day
        (at(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday
        (at(2024, 12, 2), date(2025, 1, 2)),  # a holiday in Scotland alone does not move it
    ],
)
def test_one_month_to_the_day_of_the_same_number_or_the_next_working_one(
    caseworker: User, received: datetime, due_on: date
) -> None:
    item = asked_for(RouteChoice.SUBJECT_ACCESS, received, by=caseworker)
    assert clock_of(item, SUBJECT_ACCESS).due_on == due_on


def test_asking_the_person_who_they_are_stops_the_month_and_their_answer_lets_it_run(caseworker: User) -> None:
    item = asked_for(RouteChoice.SUBJECT_ACCESS, at(2024, 9, 3), by=caseworker)
    given = {"recipient": "Ann", "by": caseworker, "due_on": date(2024, 9, 23)}
    first = post.ask(item, of=Recipient.PERSON, question="Who are you?", on=date(2024, 9, 9), **given)
    clock = clock_of(item, SUBJECT_ACCESS)
    assert (clock.stage, clock.due_on) == (ClockStage.PAUSED, None)
    assert clock.pauses.get().reason == "Asked: Who are you?"
    second = post.ask(item, of=Recipient.PERSON, question="Since when?", on=date(2024, 9, 10), **given)
    post.end_enquiry(first, answer="My passport", on=date(2024, 9, 12), by=caseworker)
    assert clock_of(item, SUBJECT_ACCESS).stage == ClockStage.PAUSED, "another question is still open"
    post.end_enquiry(second, answer="2020", on=date(2024, 9, 19), by=caseworker)
    clock = clock_of(item, SUBJECT_ACCESS)
    # Ten days are left out, from the 10th to the 19th: 13 October is a Sunday.
    assert (clock.stage, clock.due_on) == (ClockStage.RUNNING, date(2024, 10, 14))


@pytest.mark.parametrize(
    ("route", "of"),
    [(RouteChoice.SUBJECT_ACCESS, Recipient.FORCE), (RouteChoice.CASEWORK, Recipient.PERSON)],
)
def test_no_other_question_stops_a_clock(caseworker: User, route: RouteChoice, of: Recipient) -> None:
    item = asked_for(route, at(2024, 9, 3), by=caseworker)
    enquiry = post.ask(item, of=of, recipient="Them", question="What?", on=date(2024, 9, 9), by=caseworker)
    assert not CaseClock.objects.filter(case=item.case_id, stage=ClockStage.PAUSED).exists()
    assert post.end_enquiry(enquiry, on=date(2024, 9, 10), by=caseworker).stage == EnquiryStage.DROPPED


def test_a_clock_that_was_ended_meanwhile_is_left_as_it_is(caseworker: User) -> None:
    item = asked_for(RouteChoice.SUBJECT_ACCESS, at(2024, 9, 3), by=caseworker)
    enquiry = post.ask(item, of=Recipient.PERSON, recipient="Ann", question="Who?", on=date(2024, 9, 9), by=caseworker)
    item = Correspondence.objects.for_detail().get(pk=item.pk)
    post.reply(item, on=date(2024, 9, 20), by=caseworker)
    post.end_enquiry(enquiry, on=date(2024, 9, 21), by=caseworker)
    assert clock_of(item, SUBJECT_ACCESS).met_on == date(2024, 9, 20)
