"""Kept figures that restate, go stale and are checked; and frozen ones, which never change."""

import hashlib
import io
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from complaints import stats
from complaints.choices import Handling, ImportState
from complaints.models import ChangedMonth, Complaint
from pcc import jobs
from pcc.errors import RuleBroken
from pcc.figures import read_definitions
from pcc.locks import Lock
from pcc.models import AuditEvent, BankHoliday, Force, Job, JobState, User
from pcc.reporting import workflow
from pcc.reporting.models import KeptYear, Restatement, Snapshot, Stamp
from pcc.reporting.stats import DEFINITIONS, answer, faults, figure, known_forces
from pcc.reporting.tasks import ask_figures
from pcc.roles import Role
from tests.factories import a_batch, a_complaint, a_force, a_user
from tests.waiting import wait_until

ASKED = stats.Asked(date(2024, 1, 1), date(2024, 6, 30), by="month")
TODAY = date(2024, 12, 31)
ROOT = Path(__file__).parents[2]


def refresh(force: Force, **given: Any) -> dict[str, Any]:
    return workflow.refresh(force, on=TODAY, calendar=BankHoliday.objects.as_calendar(), **given)


@pytest.fixture
def force(db: None) -> Force:
    """A force with a complaint finalised in each month of half a year, and one open."""
    force = a_force()
    for month in range(1, 7):
        a_complaint(force=force, received_on=date(2024, 1, 3), finalised_on=date(2024, month, 20))
    a_complaint(force=force, received_on=date(2024, 6, 3))
    refresh(force)
    return force


@pytest.fixture
def manager(db: None) -> User:
    return a_user(Role.MANAGER)


def correct(force: Force, month: int) -> None:
    """A corrected date of receipt, marked as every writer marks it."""
    Complaint.objects.filter(force=force, finalised_on__month=month).update(received_on=date(2024, 1, 2))
    ChangedMonth.objects.create(force=force, month=date(2024, month, 1))


def test_a_corrected_date_restates_its_month_and_says_so(force: Force, as_manager: Client) -> None:
    period = {"from": "2024-01-01", "to": "2024-06-30"}
    before = as_manager.get("/reports/api/timeliness/", period).json()
    correct(force, 3)
    now = as_manager.get("/reports/api/timeliness/", period).json()
    assert now["mean"] > before["mean"], "what has no place to say that it is stale is not"
    refresh(force)
    assert as_manager.get("/reports/api/timeliness/", period).json()["mean"] == now["mean"]

    restated = Restatement.objects.get()
    assert (restated.month, restated.n_before, restated.n_after) == (date(2024, 3, 1), 1, 1)
    assert restated.days_after == restated.days_before + 1
    told = as_manager.get("/reports/api/timeliness/", {"from": "2024-01-01", "to": "2024-06-30"}).json()["restated"]
    assert [(item["month"], item["because"]) for item in told] == [("2024-03", restated.because)]
    elsewhere = as_manager.get("/reports/api/timeliness/", {"from": "2024-04-01", "to": "2024-06-30"}).json()
    assert elsewhere["restated"] == []


def test_a_new_bank_holiday_restates_the_months_across_it_and_no_others(force: Force) -> None:
    BankHoliday.objects.create(
        calendar="england-and-wales", date=date(2024, 4, 16), label="A day of joy", source="Proclaimed"
    )
    refresh(force)
    assert list(Restatement.objects.order_by("month").values_list("month", "because")) == [
        (date(2024, month, 1), "The bank holidays changed.") for month in (4, 5, 6)
    ]


def test_a_month_that_is_not_over_is_not_restated(force: Force) -> None:
    a_complaint(force=force, received_on=date(2024, 12, 2), finalised_on=date(2024, 12, 20))
    ChangedMonth.objects.create(force=force, month=date(2024, 12, 1))
    refresh(force)
    assert not Restatement.objects.exists()


def test_computing_again_without_a_change_restates_nothing(force: Force) -> None:
    refresh(force, everything=True)
    assert not Restatement.objects.exists()


# Stale


@pytest.mark.django_db(transaction=True)
def test_when_computing_fails_the_old_figures_stay_and_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    force = a_force()
    a_complaint(force=force, received_on=date(2024, 1, 3), finalised_on=date(2024, 2, 20))
    refresh(force)
    before = list(KeptYear.objects.values_list("pk", "received"))
    a_complaint(force=force, received_on=date(2024, 1, 3), finalised_on=date(2031, 1, 20))  # no holidays loaded so far
    job = jobs.ask("figures.refresh_all", by=None)

    assert jobs.run(job.pk) == JobState.FAILED

    assert list(KeptYear.objects.values_list("pk", "received")) == before
    because = Stamp.objects.get().stale_because
    assert "failed on" in because and "Bank holidays for 2031 have not been loaded" in because
    kept = answer(
        stats.Asked(date(2024, 1, 1), date(2024, 12, 31)), calendar=BankHoliday.objects.as_calendar(), now=noon()
    )
    assert because in kept.stale_because

    Complaint.objects.filter(finalised_on__year=2031).update(finalised_on=date(2024, 3, 3))
    assert [ask_figures(), ask_figures()] == [1, 0], "it is tried again by itself"
    assert jobs.run(Job.objects.get(kind="figures.refresh").pk) == JobState.DONE
    assert Stamp.objects.get().stale_because == ""
    assert KeptYear.objects.get(year=2024).numbers == [0, 1, 1, *[0] * 9], "of stale figures every year is counted"
    assert ask_figures() == 0


def test_a_mark_that_no_job_is_left_to_see_gets_one(force: Force) -> None:
    correct(force, 3)
    assert ask_figures() == 1
    job = Job.objects.get(kind="figures.refresh")
    jobs.ask_to_stop(job, by=None)
    assert ask_figures() == 0, "somebody has just stopped it"
    Job.objects.update(ended_at=noon())
    assert ask_figures() == 1


@pytest.mark.django_db(transaction=True)
def test_computing_that_is_stopped_between_two_forces_leaves_the_old_figures() -> None:
    forces = [a_force(), a_force()]
    for force in forces:
        a_complaint(force=force, received_on=date(2024, 1, 3), finalised_on=date(2024, 2, 20))
    workflow.refresh(*forces, on=TODAY, calendar=BankHoliday.objects.as_calendar())
    before = set(KeptYear.objects.values_list("pk", flat=True))
    Complaint.objects.update(finalised_on=date(2024, 2, 21))

    def stop_at_the_second(step: str, done: int = 0, total: int = 0) -> None:
        if done:
            raise jobs.Stopped

    calendar = BankHoliday.objects.as_calendar()
    with pytest.raises(jobs.Stopped):
        workflow.refresh(*forces, on=TODAY, calendar=calendar, everything=True, show=stop_at_the_second)
    assert set(KeptYear.objects.values_list("pk", flat=True)) == before
    workflow.refresh(*forces, on=TODAY, calendar=calendar, everything=True)
    assert not before & set(KeptYear.objects.filter(year=2024).values_list("pk", flat=True))


def test_years_that_come_out_as_they_are_kept_stay_as_they_lie(force: Force) -> None:
    a_complaint(force=force, received_on=date(2023, 1, 3), finalised_on=date(2023, 2, 20))
    refresh(force, everything=True)
    kept = dict(KeptYear.objects.values_list("year", "pk"))
    stamp = Stamp.objects.get()
    refresh(force, everything=True)
    assert dict(KeptYear.objects.values_list("year", "pk")) == kept
    assert Stamp.objects.get().computation != stamp.computation

    Complaint.objects.filter(finalised_on__year=2023).update(handling=Handling.LOCAL)
    refresh(force, everything=True)
    now = dict(KeptYear.objects.values_list("year", "pk"))
    assert {year for year in kept if kept[year] != now[year]} == {2023}

    Complaint.objects.filter(finalised_on__year=2023).update(finalised_on=date(2024, 2, 20))
    refresh(force, everything=True)
    assert set(KeptYear.objects.values_list("year", flat=True)) == set(kept) - {2023}


def noon(day: date = TODAY) -> Any:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_figures_that_nobody_has_computed_since_say_so(force: Force) -> None:
    calendar = BankHoliday.objects.as_calendar()
    Stamp.objects.update(computed_at=noon(date(2024, 12, 30)))
    assert answer(ASKED, calendar=calendar, now=noon()).stale_because == ""
    Stamp.objects.update(computed_at=noon(date(2024, 12, 20)))
    assert "last computed on 20 December 2024" in answer(ASKED, calendar=calendar, now=noon()).stale_because
    ChangedMonth.objects.create(force=force, month=date(2024, 5, 1))
    assert "still to be counted" in answer(ASKED, calendar=calendar, now=noon()).stale_because


def test_a_force_all_of_whose_complaints_have_gone_is_not_told_as_old_for_ever(force: Force) -> None:
    Complaint.objects.all().delete()
    Stamp.objects.update(computed_at=noon(date(2024, 12, 20)))
    assert faults(known_forces().values(), now=timezone.now()) == ()
    assert jobs.run(jobs.ask("figures.refresh_all", by=None).pk) == JobState.DONE
    assert not KeptYear.objects.exclude(year=None).exists()
    assert Stamp.objects.get().computed_at > noon(date(2024, 12, 20))


# The check of kept figures


@pytest.fixture
def check(force: Force, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The nightly check, looking at every month."""
    monkeypatch.setattr("pcc.reporting.workflow.drift.MONTHS_CHECKED", 1000)

    def run() -> dict[str, Any]:
        job = Job.objects.create(kind="figures.check")
        assert jobs.run(job.pk) == JobState.DONE
        return Job.objects.get(pk=job.pk).result

    return run


def test_the_check_finds_nothing_in_figures_that_are_right(check: Any) -> None:
    assert check() == {"checked": 7, "drifted": 0, "named": "none"}


@pytest.mark.parametrize("harm", ["longer", "shown", "added", "open", "count", "torn", "cut"])
def test_the_check_finds_each_cell_that_says_otherwise_and_has_it_computed_anew(
    check: Any, force: Force, harm: str
) -> None:
    named = f"{force.code} 2024-05"
    if harm == "longer":  # the complaint of May was received a day earlier than it was
        kept = KeptYear.objects.get(year=2024)
        received = np.frombuffer(kept.received, dtype="<i4").copy()
        received[4] -= 1
        KeptYear.objects.filter(year=2024).update(received=received.tobytes())
    elif harm == "shown":
        KeptYear.objects.filter(year=2024).update(days=[1] * 4 + [9999] + [1] * 7)
        named = ", ".join(f"{force.code} 2024-0{month}" for month in range(1, 7))
    elif harm == "added":
        Complaint.objects.filter(finalised_on=date(2024, 5, 20)).delete()  # as if by hand, past every writer
    elif harm == "open":
        KeptYear.objects.filter(year=None).update(handling=bytes([99]))
        named = f"{force.code} open"
    elif harm == "cut":
        KeptYear.objects.filter(year=2024).update(numbers=[7])
        named = ", ".join(f"{force.code} 2024-0{month}" for month in range(1, 7))
    else:
        KeptYear.objects.filter(year=2024).update(**{"count": {"count": 99}, "torn": {"suspended": b"\0"}}[harm])
        named = f"{force.code} 2024"

    found = check()
    assert (found["drifted"], found["named"]) == (len(named.split(", ")), named)
    assert "differ from the complaints" in Stamp.objects.get().stale_because
    assert Job.objects.filter(kind="figures.refresh_all", state=JobState.QUEUED).count() == 1
    assert AuditEvent.objects.filter(verb="figures.checked").latest("pk").facts["named"] == named.split(", ")

    because = Stamp.objects.get().stale_because
    refresh(force)
    if harm in ("shown", "added"):
        assert set(Restatement.objects.values_list("because", flat=True)) == {because}
    (told,) = faults(known_forces().values(), now=timezone.now())
    assert f"differed from the complaints: {named}. All" in told, "it is told although it is mended"
    assert check()["drifted"] == 0
    assert (Stamp.objects.get().stale_because, faults(known_forces().values(), now=timezone.now())) == ("", ())


def test_a_month_that_waits_for_its_refresh_is_no_drift(check: Any, force: Force) -> None:
    correct(force, 5)
    assert check()["drifted"] == 0


@pytest.mark.django_db(transaction=True)
def test_no_figures_are_swapped_under_the_eyes_of_the_check() -> None:
    force = a_force()
    a_complaint(force=force, received_on=date(2024, 1, 3), finalised_on=date(2024, 5, 20))
    refresh(force)
    found: list[str] = []

    def check() -> None:
        found.append(jobs.run(Job.objects.create(kind="figures.check").pk))
        connections.close_all()

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE classid = %s AND NOT granted)", [Lock.FIGURES])
            return bool(cursor.fetchone()[0])

    with transaction.atomic():
        correct(force, 5)
        refresh(force)
        thread = threading.Thread(target=check)
        thread.start()
        wait_until(lambda: found or waits())
        assert not found
    thread.join()
    assert Job.objects.get(kind="figures.check").result["drifted"] == 0


# Frozen figures


def frozen(manager: User) -> Snapshot:
    now = figure(ASKED, calendar=BankHoliday.objects.as_calendar(), on=TODAY)
    return workflow.freeze(now, title="How long complaints took, first half of 2024", by=manager)


def test_a_frozen_figure_stays_when_the_current_one_is_restated(force: Force, manager: User) -> None:
    snapshot = frozen(manager)
    correct(force, 3)
    refresh(force)

    after = Snapshot.objects.get()
    assert after.numbers == snapshot.numbers == Snapshot.objects.get(pk=snapshot.pk).numbers
    now = answer(ASKED, calendar=BankHoliday.objects.as_calendar(), now=noon()).report.as_json()
    assert now["mean"] != after.numbers["mean"]
    assert {name: now[name] for name in ("n", "open")} == {name: after.numbers[name] for name in ("n", "open")}
    assert (after.definition_code, after.definition_version, after.as_at) == ("resolution-time", 1, TODAY)
    assert dict(after.definition["rows"])["From"] == "The day the complaint was received."
    assert AuditEvent.objects.get(verb="figures.frozen").by == manager


def test_a_correction_is_a_named_revision_beside_what_was_published(force: Force, manager: User) -> None:
    snapshot = frozen(manager)
    correct(force, 3)
    now = figure(ASKED, calendar=BankHoliday.objects.as_calendar(), on=TODAY)

    first = workflow.revise(snapshot, now, name="March corrected", reason="A date of receipt was wrong.", by=manager)
    correct(force, 4)
    later = figure(ASKED, calendar=BankHoliday.objects.as_calendar(), on=TODAY)
    second = workflow.revise(first, later, name="April corrected", reason="Another was wrong.", by=manager)

    beside = list(Snapshot.objects.visible_to(manager).of_one(second))
    assert [(one.revision, one.name) for one in beside] == [(2, "April corrected"), (1, "March corrected"), (0, "")]
    assert {one.title for one in beside} == {snapshot.title}
    assert len({str(one.numbers) for one in beside}) == 3


def test_what_cannot_be_frozen_or_revised_gets_a_sentence_and_changes_nothing(force: Force, manager: User) -> None:
    calendar = BankHoliday.objects.as_calendar()
    now = figure(ASKED, calendar=calendar, on=TODAY)
    snapshot = workflow.freeze(now, title="Half a year", by=manager)
    other = figure(stats.Asked(date(2024, 1, 1), date(2024, 6, 30)), calendar=calendar, on=TODAY)
    refused = [
        ("Your role", lambda: workflow.freeze(now, title="x", by=a_user(Role.COMMISSIONER))),
        ("Say what", lambda: workflow.freeze(now, title=" ", by=manager)),
        ("Your role", lambda: workflow.revise(snapshot, now, name="x", reason="x", by=a_user(Role.CASEWORKER))),
        ("Give the revision a name", lambda: workflow.revise(snapshot, now, name="x", reason=" ", by=manager)),
        ("Nothing differs", lambda: workflow.revise(snapshot, now, name="x", reason="x", by=manager)),
        ("same period and filters", lambda: workflow.revise(snapshot, other, name="x", reason="x", by=manager)),
    ]
    for sentence, attempt in refused:
        with pytest.raises(RuleBroken, match=sentence):
            attempt()
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE reporting_snapshot SET title = 'better'", "DELETE FROM reporting_snapshot"]
)
def test_the_database_refuses_to_change_a_frozen_figure(force: Force, manager: User, statement: str) -> None:
    frozen(manager)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(statement.format("reporting_snapshot"))


def test_frozen_figures_and_definitions_are_read_by_api(force: Force, manager: User, as_manager: Client) -> None:
    snapshot = frozen(manager)
    (told,) = as_manager.get("/reports/api/snapshots/").json()
    assert (told["title"], told["row_digest"], told["numbers"]) == (
        snapshot.title,
        snapshot.row_digest,
        snapshot.numbers,
    )
    codes = [definition["code"] for definition in as_manager.get("/reports/api/definitions/").json()]
    assert codes == [definition.code for definition in DEFINITIONS]


def test_the_document_of_definitions_says_what_the_product_says() -> None:
    out = io.StringIO()
    call_command("figures", "definitions", "--format", "markdown", stdout=out)
    written = (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8")
    assert out.getvalue().strip() in written


COUNTED = """
[[definition]]
code = "waits"
version = {version}
since = 2026-12-{version:02}
name = "Waits"
population = "Those of {version}."
start = "The first day."
end = "The last day."
unit = "Days."
left_out = "Nothing."
source = "The office's own."
"""


def test_an_earlier_version_of_a_definition_stays_readable(
    client: Client, as_manager: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "definitions.toml"
    path.write_text("".join(COUNTED.format(version=version) for version in (1, 2, 3)), encoding="utf-8")
    (newest,) = read_definitions(path).values()
    monkeypatch.setattr("pcc.reporting.views.timeliness.DEFINITIONS", (newest,))
    monkeypatch.setattr("pcc.reporting.api.DEFINITIONS", (newest,))

    page = client.get("/reports/definitions/").content.decode()
    told = [page.index(f"Those of {version}.") for version in (3, 2, 1)]
    assert told == sorted(told) and "1, since 1 December 2026" in page
    (told_by_api,) = as_manager.get("/reports/api/definitions/").json()
    assert [told_by_api["version"], *(one["version"] for one in told_by_api["earlier"])] == [3, 2, 1]


@pytest.mark.parametrize("versions", [(1, 1), (1, 3), (2,), (2, 1)])
def test_versions_of_a_definition_count_up_from_one(tmp_path: Path, versions: tuple[int, ...]) -> None:
    path = tmp_path / "definitions.toml"
    path.write_text("".join(COUNTED.format(version=version) for version in versions), encoding="utf-8")
    with pytest.raises(ValueError, match="does not follow the one before it"):
        read_definitions(path)


def test_the_words_of_a_version_in_use_are_never_changed() -> None:
    """Another count is another version: a new line here, and none that changes."""
    in_use = (ROOT / "tests" / "data" / "definitions_in_use.txt").read_text(encoding="utf-8").splitlines()
    told = [
        f"{one.code} {one.version} {hashlib.sha256(repr((one.name, one.as_rows())).encode()).hexdigest()}"
        for whole in DEFINITIONS
        for one in (*whole.earlier, whole)
    ]
    assert sorted(told) == sorted(in_use)


def test_definitions_are_there_for_anybody_to_read(client: Client, db: None) -> None:
    for number in range(6):
        a_complaint(force=a_force(), received_on=date(2024, 1, 3), vanished_on=TODAY if number else None)
    a_batch(force=Force.objects.latest("pk"), state=ImportState.LOADED, loaded_at=noon(), cases_held=2)
    page = client.get("/reports/definitions/").content.decode()
    assert "a number not shown: held at import" in page and "5: no longer in the force" in page
    for definition in DEFINITIONS:
        assert definition.name in page and escape(definition.unit) in page
