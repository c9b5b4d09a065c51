"""The pages of background work: started, watched, stopped, and told why it failed, by those who may."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from complaints.models import ChangedMonth, Complaint
from complaints.workflow import records
from pcc import jobs
from pcc.celery import app
from pcc.models import BankHoliday, Job, JobState, User
from pcc.reporting.models import KeptYear
from pcc.reporting.views.jobs import outcome
from pcc.reporting.workflow import refresh
from pcc.roles import Role
from pcc.tasks import deliver_jobs
from tests.factories import a_complaint, a_force, a_user

JOBS = "/reports/jobs/"


def test_a_job_is_started_once_however_often_it_is_asked_for(as_manager: Client, manager: User) -> None:
    for _ in range(2):
        page = as_manager.post(f"{JOBS}refresh/", follow=True)
        assert "Compute all figures" in page.content.decode()
    job = Job.objects.get(kind="figures.refresh_all")
    assert (job.asked_by, job.state) == (manager, JobState.QUEUED)
    row = as_manager.get(JOBS).context["rows"][0]
    assert (row[0]["url"], row[1]["text"], row[3]) == (f"{JOBS}{job.pk}/", "Waiting", str(manager))
    as_manager.post(f"{JOBS}check/")
    assert Job.objects.filter(kind="figures.check", asked_by=manager).exists()


def test_a_running_job_shows_its_step_and_can_be_stopped(as_manager: Client) -> None:
    job = jobs.ask("figures.refresh_all", by=None)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, step="Reading complaints", done=1200, total=4000)
    assert as_manager.get(JOBS).context["rows"][0][-1] == "Reading complaints, 1,200 of 4,000"
    page = as_manager.get(f"{JOBS}{job.pk}/").content.decode()
    assert "Reading complaints" in page and "1,200" in page and "Stop this job" in page
    as_manager.post(f"{JOBS}{job.pk}/stop/")
    assert Job.objects.get(pk=job.pk).stop_asked
    page = as_manager.get(f"{JOBS}{job.pk}/").content.decode()
    assert "Asked to stop" in page and "Stop this job" not in page
    assert "Asked to stop" in as_manager.get(JOBS).context["rows"][0][-1]


def test_a_waiting_job_is_stopped_at_once_and_a_second_time_gets_a_sentence(as_manager: Client) -> None:
    job = jobs.ask("figures.refresh_all", by=None)
    assert "Stopped" in as_manager.post(f"{JOBS}{job.pk}/stop/", follow=True).content.decode()
    again = as_manager.post(f"{JOBS}{job.pk}/stop/")
    assert "This job is already stopped" in again.content.decode()
    assert "Stop this job" not in as_manager.get(f"{JOBS}{job.pk}/").content.decode()


def test_a_failed_job_says_why_and_counts_its_attempts(as_manager: Client) -> None:
    job = jobs.ask("figures.refresh_all", by=None)
    why = "The work stopped on an unexpected fault; the log names it under job 7."
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error=why, attempts=3)
    assert as_manager.get(JOBS).context["rows"][0][-1] == why
    page = as_manager.get(f"{JOBS}{job.pk}/")
    assert why in page.content.decode()
    assert {"key": "Attempts", "value": "3"} in page.context["facts"]


def test_a_check_says_on_its_page_what_it_found_wrong(as_manager: Client) -> None:
    job = jobs.ask("figures.check", by=None)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE, result={"checked": 4, "drifted": 1, "named": "NORTH 2024-03"}
    )
    told = {fact["key"]: fact["value"] for fact in as_manager.get(f"{JOBS}{job.pk}/").context["facts"]}
    assert (told["Figures checked"], told["Found wrong"], told["Which"]) == ("4", "1", "NORTH 2024-03")


@pytest.mark.django_db(transaction=True)
def test_a_month_is_marked_in_the_transaction_of_its_change() -> None:
    """What is rolled back leaves neither a change nor a mark nor a job; what is committed leaves all three."""
    officer = a_user(Role.COMPLAINTS_OFFICER)
    complaint = a_complaint(force=a_force(), received_on=date(2024, 1, 8), finalised_on=date(2024, 2, 12))

    def change() -> None:
        found = Complaint.objects.get(pk=complaint.pk)
        records.edit(
            found,
            changes={"finalised_on": date(2024, 3, 12)},
            seen=found.version,
            reason="The letter says so.",
            by=officer,
            on=date(2024, 6, 1),
        )

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        change()
        raise ZeroDivisionError
    assert not ChangedMonth.objects.exists()
    assert not Job.objects.filter(kind="figures.refresh").exists()
    change()
    assert {mark.month for mark in ChangedMonth.objects.all()} == {date(2024, 2, 1), date(2024, 3, 1)}
    assert Job.objects.filter(kind="figures.refresh").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_is_in_the_figures_within_a_minute() -> None:
    """Beat has jobs delivered every few seconds, the change has asked for one, and that job counts its months anew."""
    (seconds,) = [one["schedule"] for one in app.conf.beat_schedule.values() if one["task"] == deliver_jobs.name]
    assert seconds <= 10
    complaint = a_complaint(force=a_force(), received_on=date(2024, 1, 8), finalised_on=date(2024, 2, 12))
    refresh(complaint.force, on=date(2024, 6, 1), calendar=BankHoliday.objects.as_calendar())
    edited = {
        "changes": {"finalised_on": date(2024, 3, 12)},
        "seen": complaint.version,
        "reason": "The letter says so.",
    }
    records.edit(complaint, **edited, by=a_user(Role.COMPLAINTS_OFFICER), on=date(2024, 6, 1))

    assert [jobs.run(pk) for pk in jobs.to_deliver(at=timezone.now())] == [JobState.DONE]

    assert not ChangedMonth.objects.exists()
    assert KeptYear.objects.get(year=2024).numbers == [0, 0, 1, *[0] * 9]
    assert outcome(Job.objects.get(kind="figures.refresh")) == f"{complaint.force}: 1 complaints"
