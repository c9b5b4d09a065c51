"""The auditor's walk in a real browser, on screen and on a phone: from the log to a person, a record and the check."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from pcc import audit, jobs, tasks
from pcc.audit import chain
from pcc.models import AuditEvent, Job, JobState
from pcc.roles import Role
from tests.browser import Screen
from tests.conftest import come_in, signed_in
from tests.factories import a_complaint, a_user

assert tasks.verify_audit  # its kind of job is registered
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def auditor(screen: Screen, settings: Any, tmp_path: Path) -> Screen:
    """A browser in which Audra Auditor is signed in, with an officer's and a manager's acts on the log."""
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
    return come_in(screen, a_user(Role.AUDITOR, name="Audra Auditor"))


def test_an_auditor_finds_who_looked_at_a_complaint_and_what_they_did(auditor: Screen) -> None:
    screen, page = auditor, auditor.page
    page.goto("/")
    screen.follow(page.get_by_role("main").get_by_role("link", name="Audit log"))
    assert "Whether the log is whole has not been checked yet." in screen.judged()

    if not page.get_by_label("Record").is_visible():  # folded away on a phone
        page.get_by_text("Choose filters").click()
    page.get_by_label("Record").fill("CO/00123/24")
    page.get_by_label("Kind of act").select_option(label="Saw")
    screen.follow(page.get_by_role("button", name="Apply filters").first)
    assert "Showing 2 of 2 events" in screen.judged()

    screen.follow(page.get_by_role("table").get_by_role("link", name="Complaint ").first)
    words = screen.judged()
    assert [text in words for text in ("Mo Manager", "Olwen Officer", "Area", "North")] == [True, True, True, False]

    screen.follow(page.get_by_role("table").get_by_role("link", name="Olwen Officer").first)
    assert "What Olwen Officer saw and did" in screen.judged()


def test_an_auditor_checks_the_log_and_sees_what_is_wrong_with_it(auditor: Screen) -> None:
    screen, page = auditor, auditor.page
    page.goto("/reports/audit/check/")
    screen.judged()
    screen.follow(page.get_by_role("button", name="Check the whole log now"))
    assert "Checking the log" in screen.judged()
    jobs.run(Job.objects.get(kind="audit.verify", state=JobState.QUEUED).pk)
    page.get_by_text("The log was whole when it was checked").wait_for()
    screen.judged()

    first = AuditEvent.objects.order_by("pk")[0].pk
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM pcc_auditevent WHERE id = %s", [first])
    screen.follow(page.get_by_role("button", name="Check the whole log now"))
    jobs.run(Job.objects.get(kind="audit.verify", state=JobState.QUEUED).pk)
    page.get_by_text(f"Event {first} was sealed and is gone.").first.wait_for()
    assert "The audit log is not whole." in screen.judged()


def test_an_auditor_takes_the_filtered_log_away(auditor: Screen) -> None:
    screen, page = auditor, auditor.page
    page.goto("/reports/audit/?kind=saw")
    screen.follow(page.get_by_role("link", name="Export these events as CSV"))
    screen.follow(page.get_by_role("button", name="Export as CSV"))
    assert "Write why you take this away." in screen.judged()
    page.get_by_label("Why do you take this away?").fill("Asked by the data protection officer")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    with Path(download.value.path()).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"Saw"}
    assert [row["seal"] for row in rows if row["verb"] == "complaint.viewed"] == ["as sealed", "as sealed"]


def test_an_officer_is_led_to_their_own_acts_and_not_to_the_log(auditor: Screen) -> None:
    screen, page = auditor, auditor.page
    page.context.clear_cookies()
    come_in(screen, a_user(Role.COMPLAINTS_OFFICER))
    page.goto("/")
    assert page.get_by_role("link", name="Audit log").count() == 0
    screen.follow(page.get_by_role("link", name="What you saw and did"))
    assert "What the audit log holds of your own acts." in screen.judged()
