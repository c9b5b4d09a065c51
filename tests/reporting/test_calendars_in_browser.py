"""Clocks, their explanation, the bench and a new bank holiday in a real browser, on screen and on a phone."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from casework import workflow as casework
from casework.choices import KnownFrom
from casework.models import Case
from pcc.models import BankHoliday, CalendarDay, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_clock, a_complaint, a_user
from tests.services_plugin import find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("PICTURES")
"""A folder for a picture of each page looked at, for a person to look at too."""


@pytest.fixture
def _calendars_as_shipped() -> Iterator[None]:
    """Bank holidays outlive a test that commits, so what a test adds is taken away again."""
    days = list(CalendarDay.objects.order_by("pk"))
    yield
    BankHoliday.objects.exclude(added_by=None).delete()
    CalendarDay.objects.bulk_update(days, ["ordinal"], batch_size=5000)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 375])
def width(request: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop runs in the thread of the test
    return int(request.param)


@pytest.fixture
def opened(browser: Browser, width: int, live_server: Any, settings: Any) -> Iterator[Any]:
    """A way to open a page as somebody. What the browser complains of fails the test."""
    complaints: list[str] = []

    def as_person(person: User) -> Page:
        cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        return page

    yield as_person
    assert complaints == []


def follow(page: Page, link: Locator) -> None:
    with page.expect_navigation():
        link.click()


def judged(page: Page, name: str) -> str:
    """The words of the page, once it is held to axe and to the width of the screen."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
    faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in Axe().run(page).response["violations"]]
    assert (page.url, faults) == (page.url, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    return page.inner_text("main")


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


def test_an_officer_asks_why_and_corrects_the_start(opened: Any) -> None:
    officer = a_user(Role.COMPLAINTS_OFFICER, name="Olwen Officer")
    case = a_review_case(officer)
    page = opened(officer)

    page.goto("/cases/")
    assert case.reference in judged(page, "cases")
    follow(page, page.get_by_role("link", name=case.reference))
    words = judged(page, "case")
    assert "Paused – Waiting for the court" in words
    assert "No date: date the decision was notified" in words

    follow(page, page.get_by_role("link", name="Why this date? Application for a review"))
    words = judged(page, "why-met")
    assert "The last day was Monday 25 May 2026" in words
    assert "nothing in the rule moves it" in words
    page.get_by_role("link", name="Change the start date").scroll_into_view_if_needed()
    follow(page, page.get_by_role("link", name="Change the start date"))
    judged(page, "change-start")
    fill_day(page, "started_on", date(2026, 4, 24))
    page.fill("textarea[name=reason]", "The letter is dated the 24th")
    follow(page, page.get_by_role("button", name="Save"))
    words = judged(page, "why-changed")
    assert "The last day was Friday 22 May 2026" in words
    assert "The letter is dated the 24th" in words

    page.goto("/cases/")
    follow(page, page.get_by_role("link", name=case.reference))
    follow(page, page.get_by_role("link", name="Why this date? The force's file for a review"))
    assert "To be looked at again on Tuesday 1 December 2026" in judged(page, "why-paused")
    page.goto(case.get_absolute_url())
    follow(page, page.get_by_role("link", name="Why this date? Decision on a review"))
    assert "Nobody has yet checked this time limit" in judged(page, "why-unverified")


def test_each_form_of_a_case_and_a_clock_stands_on_its_page(opened: Any) -> None:
    reviewer = a_user(Role.REVIEWS_MANAGER, name="Rhian Reviewer")
    case = a_review_case(reviewer)
    running = case.clocks.get(rule__code="review_duration")
    page = opened(reviewer)

    for name, path in {
        "start-clock": f"/cases/{case.pk}/clocks/start/",
        "seal": f"/cases/{case.pk}/seal/",
        "shut-out": f"/cases/{case.pk}/staff/shut-out/",
        "pause": f"/cases/clocks/{running.pk}/pause/",
        "reading": f"/cases/clocks/{running.pk}/reading/",
        "done": f"/cases/clocks/{running.pk}/done/",
    }.items():
        page.goto(path)
        judged(page, name)
        follow(page, page.locator("main form button[type=submit]"))
        judged(page, f"{name}-sent")
    page.goto(f"/cases/{case.pk}/conflict/")
    judged(page, "conflict")
    follow(page, page.get_by_role("button", name="Declare and leave this case"))
    assert case.reference not in judged(page, "conflict-declared")


def test_somebody_tries_a_rule_on_the_bench(opened: Any) -> None:
    page = opened(a_user(Role.CASEWORKER, name="Cai Caseworker"))

    page.goto("/reports/rules/")
    judged(page, "rules")
    follow(page, page.get_by_role("link", name="Application for a review"))
    judged(page, "rule")
    follow(page, page.get_by_role("link", name="Try it with dates"))
    judged(page, "bench")
    page.fill("input[name=start]", "27/11/2026")
    page.fill("input[name=met]", "22/12/2026")
    follow(page, page.get_by_role("button", name="Work it out"))
    words = judged(page, "bench-worked")

    assert "Friday 25 December 2026" in words
    assert "Met – 3 days early" in words


@pytest.mark.usefixtures("_calendars_as_shipped")
def test_an_administrator_adds_a_bank_holiday_after_seeing_what_it_moves(opened: Any) -> None:
    officer = a_user(Role.COMPLAINTS_OFFICER)
    a_review_case(officer)
    a_complaint(received_on=date(2026, 6, 1), finalised_on=date(2026, 7, 3))
    page = opened(a_user(Role.ADMINISTRATOR, Role.MANAGER, name="Ada Administrator"))

    page.goto("/reports/calendars/?year=2026")
    judged(page, "calendars")
    follow(page, page.get_by_role("link", name="Add a bank holiday"))
    judged(page, "add-holiday")
    page.get_by_label("England and Wales").check()
    page.fill("input[name=day]", "22/6/2026")
    page.fill("input[name=label]", "Day of celebration")
    page.fill("input[name=source]", "Royal Proclamation of 1 June 2026")
    follow(page, page.get_by_role("button", name="See what it would do"))
    words = judged(page, "impact")
    assert "Clocks that move: 1" in words
    assert "July 2026" in words

    follow(page, page.get_by_role("button", name="Add this holiday"))
    assert "Day of celebration" in judged(page, "holiday-added")
    follow(page, page.get_by_role("link", name="End Day of celebration").first)
    judged(page, "end-holiday")


def test_an_administrator_changes_a_rule(opened: Any) -> None:
    page = opened(a_user(Role.ADMINISTRATOR, name="Ada Administrator"))

    page.goto("/reports/rules/casework_reply/change/")
    judged(page, "change-rule")
    follow(page, page.get_by_role("button", name="Save as version 2"))

    assert "Say why the rule changes." in judged(page, "change-rule-sent")
