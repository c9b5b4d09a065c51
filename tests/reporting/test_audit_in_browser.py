"""The auditor's walk in a real browser, on screen and on a phone: from the log to a person, a record and the check."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection, transaction
from playwright.sync_api import Locator, Page, sync_playwright

from pcc import audit, jobs, tasks
from pcc.audit import chain
from pcc.models import AuditEvent, Job, JobState
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_complaint, a_user
from tests.services_plugin import find_chromium

assert tasks.verify_audit  # its kind of job is registered
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[1280, 375])
def page(request: Any, live_server: Any, settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Page]:
    """A browser in which Audra Auditor is signed in, with an officer's and a manager's acts on the log."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop runs in the thread of the test
    settings.HOME = tmp_path
    officer, manager = a_user(Role.COMPLAINTS_OFFICER, name="Olwen Officer"), a_user(Role.MANAGER, name="Mo Manager")
    complaint = a_complaint(reference="CO/00123/24")
    with audit.acting(by=officer, request_id="r-1"):
        complaint.area = "North"
        complaint.save()
    for user in (officer, manager):
        signed_in(user).get(complaint.get_absolute_url())
        signed_in(user).get("/complaints/")
    chain.seal()
    cookie = signed_in(a_user(Role.AUDITOR, name="Audra Auditor")).cookies[settings.SESSION_COOKIE_NAME]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": request.param, "height": 900}, base_url=live_server.url)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        yield page
        browser.close()
    assert complaints == []


def follow(page: Page, link: Locator) -> None:
    with page.expect_navigation():
        link.click()


def judged(page: Page) -> str:
    """The words of the page, once it is held to axe and to the width of the screen."""
    faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in Axe().run(page).response["violations"]]
    assert (page.url, faults) == (page.url, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    return page.inner_text("main")


def test_an_auditor_finds_who_looked_at_a_complaint_and_what_they_did(page: Page) -> None:
    page.goto("/")
    follow(page, page.get_by_role("main").get_by_role("link", name="Audit log"))
    assert "Whether the log is whole has not been checked yet." in judged(page)

    if not page.get_by_label("Record").is_visible():  # folded away on a phone
        page.get_by_text("Choose filters").click()
    page.get_by_label("Record").fill("CO/00123/24")
    page.get_by_label("Kind of act").select_option(label="Saw")
    follow(page, page.get_by_role("button", name="Apply filters").first)
    assert "Showing 2 of 2 events" in judged(page)

    follow(page, page.get_by_role("table").get_by_role("link", name="Complaint ").first)
    words = judged(page)
    assert [text in words for text in ("Mo Manager", "Olwen Officer", "Area", "North")] == [True, True, True, False]

    follow(page, page.get_by_role("table").get_by_role("link", name="Olwen Officer").first)
    assert "What Olwen Officer saw and did" in judged(page)


def test_an_auditor_checks_the_log_and_sees_what_is_wrong_with_it(page: Page) -> None:
    page.goto("/reports/audit/check/")
    judged(page)
    follow(page, page.get_by_role("button", name="Check the whole log now"))
    assert "Checking the log" in judged(page)
    jobs.run(Job.objects.get(kind="audit.verify", state=JobState.QUEUED).pk)
    page.get_by_text("The log was whole when it was checked").wait_for()
    judged(page)

    first = AuditEvent.objects.order_by("pk")[0].pk
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM pcc_auditevent WHERE id = %s", [first])
    follow(page, page.get_by_role("button", name="Check the whole log now"))
    jobs.run(Job.objects.get(kind="audit.verify", state=JobState.QUEUED).pk)
    page.get_by_text(f"Event {first} was sealed and is gone.").first.wait_for()
    assert "The audit log is not whole." in judged(page)


def test_an_auditor_takes_the_filtered_log_away(page: Page) -> None:
    page.goto("/reports/audit/?kind=saw")
    follow(page, page.get_by_role("link", name="Export these events as CSV"))
    follow(page, page.get_by_role("button", name="Export as CSV"))
    assert "Write why you take this away." in judged(page)
    page.get_by_label("Why do you take this away?").fill("Asked by the data protection officer")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    with Path(download.value.path()).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"Saw"}
    assert [row["seal"] for row in rows if row["verb"] == "complaint.viewed"] == ["as sealed", "as sealed"]


def test_an_officer_is_led_to_their_own_acts_and_not_to_the_log(page: Page, live_server: Any, settings: Any) -> None:
    cookie = signed_in(a_user(Role.COMPLAINTS_OFFICER)).cookies[settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto("/")
    assert page.get_by_role("link", name="Audit log").count() == 0
    follow(page, page.get_by_role("link", name="What you saw and did"))
    assert "What the audit log holds of your own acts." in judged(page)
