"""Clocks, their explanation, the bench and a new bank holiday in a real browser, on screen and on a phone."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from playwright.sync_api import Page

from casework import workflow as casework
from casework.choices import KnownFrom
from casework.models import Case
from pcc.models import BankHoliday, User
from pcc.roles import Role
from tests.browser import Screen
from tests.conftest import come_in
from tests.factories import a_case, a_clock, a_complaint, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _calendars_as_shipped() -> Iterator[None]:
    """Bank holidays outlive a test that commits, so what a test adds is taken away again."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE as_shipped AS TABLE pcc_calendarday")
        yield
        BankHoliday.objects.exclude(added_by=None).delete()
        cursor.execute(
            "UPDATE pcc_calendarday SET ordinal = as_shipped.ordinal FROM as_shipped "
            "WHERE as_shipped.id = pcc_calendarday.id AND as_shipped.ordinal <> pcc_calendarday.ordinal"
        )
        cursor.execute("DROP TABLE as_shipped")


def a_review_case(officer: User) -> Case:
    """A case with clocks in each state."""
    case = a_case(title="Review asked for by a resident", owner=officer, opened_on=date(2026, 6, 1))
    window = a_clock(case=case, started_on=date(2026, 4, 27), by=officer)
    casework.state_reading(window, known_from=KnownFrom.SENT, on=date(2026, 4, 28), note="postmark", by=officer)
    casework.meet_clock(window, on=date(2026, 5, 22), by=officer)
    a_clock(case=case, code="review_duration", started_on=date(2026, 6, 1), by=officer)
    file = a_clock(case=case, code="review_file_supply", started_on=date(2026, 6, 2), by=officer)
    casework.pause_clock(
        file, on=date(2026, 6, 5), reason="Waiting for the court", look_again_on=date(2026, 12, 1), by=officer
    )
    a_clock(case=case, code="judicial_review", started_on=None, by=officer)
    return case


def fill_day(page: Page, name: str, day: date) -> None:
    for part in ("day", "month", "year"):
        page.fill(f"input[name={name}_{part}]", str(getattr(day, part)))


def test_an_officer_asks_why_and_corrects_the_start(screen: Screen) -> None:
    officer = a_user(Role.COMPLAINTS_OFFICER, name="Olwen Officer")
    case = a_review_case(officer)
    page = come_in(screen, officer).page

    page.goto("/cases/")
    assert case.reference in screen.judged()
    screen.follow(page.get_by_role("link", name=case.reference))
    words = screen.judged()
    assert "Paused – Waiting for the court" in words
    assert "No date: date the decision was notified" in words

    screen.follow(page.get_by_role("link", name="Why this date? Application for a review"))
    words = screen.judged()
    assert "The last day was Monday 25 May 2026" in words
    assert "nothing in the rule moves it" in words
    page.get_by_role("link", name="Change the start date").scroll_into_view_if_needed()
    screen.follow(page.get_by_role("link", name="Change the start date"))
    screen.judged()
    fill_day(page, "started_on", date(2026, 4, 24))
    page.fill("textarea[name=reason]", "The letter is dated the 24th")
    screen.follow(page.get_by_role("button", name="Save"))
    words = screen.judged()
    assert "The last day was Friday 22 May 2026" in words
    assert "The letter is dated the 24th" in words

    page.goto("/cases/")
    screen.follow(page.get_by_role("link", name=case.reference))
    screen.follow(page.get_by_role("link", name="Why this date? The force's file for a review"))
    assert "To be looked at again on Tuesday 1 December 2026" in screen.judged()
    page.goto(case.get_absolute_url())
    screen.follow(page.get_by_role("link", name="Why this date? Decision on a review"))
    assert "Nobody has yet checked this time limit" in screen.judged()


def test_each_form_of_a_case_and_a_clock_stands_on_its_page(screen: Screen) -> None:
    reviewer = a_user(Role.REVIEWS_MANAGER, name="Rhian Reviewer")
    case = a_review_case(reviewer)
    running = case.clocks.get(rule__code="review_duration")
    page = come_in(screen, reviewer).page

    for path in (
        f"/cases/{case.pk}/clocks/start/",
        f"/cases/{case.pk}/seal/",
        f"/cases/{case.pk}/staff/shut-out/",
        f"/cases/clocks/{running.pk}/pause/",
        f"/cases/clocks/{running.pk}/reading/",
        f"/cases/clocks/{running.pk}/done/",
    ):
        page.goto(path)
        screen.judged()
        screen.follow(page.locator("main form button[type=submit]"))
        screen.judged()
    page.goto(f"/cases/{case.pk}/conflict/")
    screen.judged()
    screen.follow(page.get_by_role("button", name="Declare and leave this case"))
    assert case.reference not in screen.judged()


def test_somebody_tries_a_rule_on_the_bench(screen: Screen) -> None:
    page = come_in(screen, a_user(Role.CASEWORKER, name="Cai Caseworker")).page

    page.goto("/reports/rules/")
    screen.judged()
    screen.follow(page.get_by_role("link", name="Application for a review"))
    screen.judged()
    screen.follow(page.get_by_role("link", name="Try it with dates"))
    screen.judged()
    page.fill("input[name=start]", "27/11/2026")
    page.fill("input[name=met]", "22/12/2026")
    screen.follow(page.get_by_role("button", name="Work it out"))
    words = screen.judged()

    assert "Friday 25 December 2026" in words
    assert "Met – 3 days early" in words


@pytest.mark.usefixtures("_calendars_as_shipped")
def test_an_administrator_adds_a_bank_holiday_after_seeing_what_it_moves(screen: Screen) -> None:
    officer = a_user(Role.COMPLAINTS_OFFICER)
    a_review_case(officer)
    a_complaint(received_on=date(2026, 6, 1), finalised_on=date(2026, 7, 3))
    page = come_in(screen, a_user(Role.ADMINISTRATOR, Role.MANAGER, name="Ada Administrator")).page

    page.goto("/reports/calendars/?year=2026")
    screen.judged()
    screen.follow(page.get_by_role("link", name="Add a bank holiday"))
    screen.judged()
    page.get_by_label("England and Wales").check()
    page.fill("input[name=day]", "22/6/2026")
    page.fill("input[name=label]", "Day of celebration")
    page.fill("input[name=source]", "Royal Proclamation of 1 June 2026")
    screen.follow(page.get_by_role("button", name="See what it would do"))
    words = screen.judged()
    assert "Clocks that move: 1" in words
    assert "July 2026" in words

    screen.follow(page.get_by_role("button", name="Add this holiday"))
    assert "Day of celebration" in screen.judged()
    screen.follow(page.get_by_role("link", name="End Day of celebration").first)
    screen.judged()


def test_an_administrator_changes_a_rule(screen: Screen) -> None:
    page = come_in(screen, a_user(Role.ADMINISTRATOR, name="Ada Administrator")).page

    page.goto("/reports/rules/casework_reply/change/")
    screen.judged()
    screen.follow(page.get_by_role("button", name="Save as version 2"))

    assert "Say why the rule changes." in screen.judged()
