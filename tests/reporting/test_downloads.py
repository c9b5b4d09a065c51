"""A list taken away as a file: what is in it, whose it is, that it is had once, and that it does not stay."""

import csv
import io
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from casework import workflow as casework
from complaints.models import Complaint
from pcc import exports, jobs
from pcc.celery import app as celery
from pcc.errors import RuleBroken
from pcc.exports import taking
from pcc.models import AuditEvent, Export, FileKind, Job, JobState, User
from pcc.roles import Role
from pcc.tasks import ask_removal_of_files
from tests.conftest import signed_in
from tests.factories import a_case, a_complaint, a_user

NEW = "/reports/files/new/complaints/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def ask(by: User, query: str = "", kind: FileKind = FileKind.CSV) -> Export:
    return exports.ask("complaints", query=query, file_kind=kind, reason="For the panel", by=by, at=timezone.now())


def written(export: Export) -> Export:
    """The same, once a worker has done its job."""
    assert export.job is not None
    jobs.run(export.job.pk)
    export.refresh_from_db()
    return export


def take(export: Export, by: User, **later: Any) -> bytes:
    with TestCase.captureOnCommitCallbacks(execute=True):
        file = exports.take(export, by=by, at=timezone.now() + timedelta(**later))
    with file:
        return file.read()


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def references(data: bytes) -> list[str]:
    found = lines(data)
    header = found.index([]) + 1
    place = found[header].index("Reference")
    return [line[place] for line in found[header + 1 :]]


def test_an_officer_asks_waits_and_takes_the_file_once(as_officer: Client, officer: User) -> None:
    for number in range(3):
        a_complaint(reference=f"R/{number}", received_on=date(2024, 1, 1 + number), area="North")
    a_complaint(reference="ELSE/1", area="South")
    asked_page = as_officer.get(NEW, {"area": "North", "sort": "received", "after": "x"})
    assert "North" in asked_page.content.decode()
    answer = as_officer.post(f"{NEW}?area=North&sort=received", {"file_kind": "csv", "reason": "For the panel"})
    page = answer["Location"]
    assert "Your file is being written" in as_officer.get(page).content.decode()
    export = written(Export.objects.get())
    assert "Your file is ready" in as_officer.get(page).content.decode()

    with TestCase.captureOnCommitCallbacks(execute=True):
        response = as_officer.post(f"{page}take/")
        data = b"".join(response)
    assert references(data) == ["R/0", "R/1", "R/2"]
    assert ["Filter: Area", "North"] in lines(data)
    assert ["Rows", "3"] in lines(data)
    assert response["Content-Disposition"] == f'attachment; filename="{export.file_name}"'
    assert export.file_name.startswith("official-sensitive-complaints-")
    assert list(taking.folder().iterdir()) == []

    again = as_officer.post(f"{page}take/")
    assert "each can be had once" in again.content.decode()
    assert "each can be had once" in as_officer.get(page).content.decode()
    assert export.file_name.rsplit(".")[-1] in as_officer.get("/reports/files/").content.decode().lower()
    verbs = AuditEvent.objects.filter(verb__startswith="export.").order_by("pk")
    assert [(event.verb, event.by) for event in verbs] == [
        ("export.asked", officer),
        ("export.written", officer),
        ("export.downloaded", officer),
    ]
    assert verbs[0].reason == "For the panel"


def test_with_no_broker_a_file_is_asked_for_and_waits(
    as_officer: Client, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_complaint(reference="R/1")
    monkeypatch.setitem(celery.conf, "broker_url", "redis://127.0.0.1:1/0")
    page = as_officer.post(NEW, {"file_kind": "csv", "reason": "For the panel"})["Location"]
    assert "Your file is being written" in as_officer.get(page).content.decode()
    assert references(take(written(Export.objects.get()), officer)) == ["R/1"]


@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.ODS])
def test_a_workbook_holds_what_the_page_lists(kind: FileKind, as_officer: Client, officer: User) -> None:
    for number in range(4):
        a_complaint(reference=f"={number}", received_on=date(2024, 1, 1 + number))
    on_page = [row.reference for row in as_officer.get("/complaints/?sort=reference").context["page"].rows]
    data = take(written(ask(officer, "sort=reference", kind)), officer)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Complaints").to_python()
    assert [row[1] for row in sheet[1:]] == on_page == ["=0", "=1", "=2", "=3"]
    assert sheet[1][2] == date(2024, 1, 1)


def test_what_is_shut_between_asking_and_writing_is_not_in_the_file(officer: User) -> None:
    sealed, kept = a_complaint(case=a_case()), a_complaint()
    export = ask(officer)
    assert sealed.case is not None
    by = a_user(Role.MANAGER)
    casework.seal(sealed.case, reason="A colleague is named", named=[by], review_on=timezone.localdate(), by=by)
    assert references(take(written(export), officer)) == [kept.reference]


def test_who_loses_the_role_gets_no_file_at_any_step(officer: User) -> None:
    a_complaint()
    early, late = ask(officer), written(ask(officer))
    officer.groups.set(Group.objects.filter(name=Role.AUDITOR))
    officer = User.objects.get(pk=officer.pk)
    assert early.job is not None
    assert jobs.run(early.job.pk) == JobState.FAILED
    assert "no longer permitted" in Job.objects.get(pk=early.job.pk).error
    for attempt in (lambda: exports.take(late, by=officer, at=timezone.now()), lambda: ask(officer)):
        with pytest.raises(RuleBroken, match="no longer permitted"):
            attempt()
    assert "no longer permitted" in signed_in(officer).get(early.get_absolute_url()).content.decode()


def test_a_file_is_its_askers_alone(officer: User, as_manager: Client, manager: User) -> None:
    export = written(ask(officer))
    for response in (
        as_manager.get(export.get_absolute_url()),
        as_manager.post(f"{export.get_absolute_url()}take/"),
    ):
        assert response.status_code == 404
    with pytest.raises(RuleBroken, match="no longer permitted"):
        exports.take(export, by=manager, at=timezone.now())
    assert "complaints" not in as_manager.get("/reports/files/").content.decode().split("<main")[1].lower()


FILES = "/reports/api/files/"


def asked_by_api(client: Client, **changed: str) -> Any:
    given = {"listing": "complaints", "query": "state=open", "file_kind": "csv", "reason": "For the panel"} | changed
    return client.post(FILES, given, content_type="application/json")


def test_a_program_asks_waits_and_takes_the_file_once(as_officer: Client, officer: User) -> None:
    a_complaint(reference="CO/1")
    a_complaint(reference="CO/2", finalised_on=date(2024, 5, 1))

    asked = asked_by_api(as_officer)

    assert (asked.status_code, asked.json()["refusal"]) == (202, "This file is not ready: its job is waiting.")
    place = asked.headers["Location"]
    assert as_officer.post(f"{place}take/").status_code == 409
    written(Export.objects.get())
    told = as_officer.get(place).json()
    assert (told["state"], told["rows"], told["refusal"]) == ("DONE", 1, "")
    with TestCase.captureOnCommitCallbacks(execute=True):
        taken = as_officer.post(f"{place}take/")
        data = b"".join(taken.streaming_content)
    assert references(data) == ["CO/1"]
    again = as_officer.post(f"{place}take/")
    assert (again.status_code, "each can be had once" in again.json()["detail"]) == (409, True)
    verbs = ["export.asked", "export.written", "export.downloaded"]
    assert list(AuditEvent.objects.filter(verb__startswith="export.").values_list("verb", flat=True)) == verbs


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"listing": "nothing"}, 400),
        ({"file_kind": "exe"}, 400),
        ({"reason": " "}, 400),
        ({"query": "nonsense=1"}, 409),
        ({"query": "sort=colour"}, 409),
    ],
)
def test_what_cannot_be_asked_for_by_api_is_told_and_leaves_nothing(
    as_officer: Client, changed: dict[str, str], status: int
) -> None:
    answer = asked_by_api(as_officer, **changed)
    assert (answer.status_code, Export.objects.count(), Job.objects.count()) == (status, 0, 0)


def test_a_file_of_somebody_else_is_missing_by_api(as_officer: Client) -> None:
    export = ask(a_user(Role.COMPLAINTS_OFFICER))
    place = f"{FILES}{export.key}/"
    assert (as_officer.get(place).status_code, as_officer.post(f"{place}take/").status_code) == (404, 404)


def test_a_program_whose_person_signed_in_long_ago_takes_nothing_away(as_officer: Client, officer: User) -> None:
    export = written(ask(officer))
    kept = as_officer.session
    kept["began_at"] -= 600
    kept["account_authentication_methods"] = []
    kept.save()
    answers = asked_by_api(as_officer), as_officer.post(f"{FILES}{export.key}/take/")
    assert [answer.status_code for answer in answers] == [403, 403]
    export.refresh_from_db()
    assert (export.taken_at, Export.objects.count()) == (None, 1)


def test_a_file_is_removed_after_a_day_and_cannot_be_taken_after_it(officer: User) -> None:
    old, new = written(ask(officer)), written(ask(officer))
    Export.objects.filter(pk=old.pk).update(as_at=timezone.now() - timedelta(hours=25))
    left_over = taking.folder() / "left"
    left_over.mkdir()
    yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(left_over, (yesterday, yesterday))
    with pytest.raises(RuleBroken, match="a day after it was written"):
        take(old, officer)
    ask_removal_of_files()
    with TestCase.captureOnCommitCallbacks(execute=True):
        jobs.run(Job.objects.get(kind="exports.remove").pk)
    assert [path.name for path in taking.folder().iterdir()] == [new.file_key]
    old.refresh_from_db()
    assert old.removed_at is not None
    ask_removal_of_files()
    assert Job.objects.filter(kind="exports.remove").count() == 1


def test_a_file_that_is_gone_from_the_disk_is_told(officer: User) -> None:
    export = written(ask(officer))
    (taking.folder() / export.file_key).unlink()
    with pytest.raises(RuleBroken, match="Ask for it again"):
        take(export, officer)


@pytest.mark.parametrize("query", ["colour=red", "received_from=31/31/2024", "sort=colour"])
def test_a_filter_that_cannot_be_is_refused_before_anything_is_written(
    as_officer: Client, officer: User, query: str
) -> None:
    with pytest.raises(RuleBroken):
        ask(officer, query)
    assert as_officer.get(f"{NEW}?{query}").status_code == 409
    assert not Export.objects.exists()


def test_a_form_without_a_reason_is_shown_again(as_officer: Client) -> None:
    assert "Say what the file is for." in as_officer.post(NEW, {"file_kind": "csv"}).content.decode()
    assert not Export.objects.exists()


def test_a_stopped_job_leaves_no_file(officer: User) -> None:
    a_complaint()
    export = ask(officer)
    assert export.job is not None
    jobs.ask_to_stop(export.job, by=officer)
    jobs.run(export.job.pk)
    assert list(taking.folder().iterdir()) == []
    assert "could not be written" in signed_in(officer).get(export.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_own_files_costs_the_same_with_one_and_three(as_officer: Client, officer: User, rows: int) -> None:
    for _ in range(rows):
        ask(officer)
    as_officer.get("/reports/files/")  # the first page of a sitting notes its beginning
    with CaptureQueriesContext(connection) as caught:
        as_officer.get("/reports/files/")
    assert len(caught) == 3  # session, person, files


def test_a_long_list_goes_in_whole(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pcc.exports.taking.SHOWN_EVERY", 10)
    first = a_complaint()
    Complaint.objects.bulk_create(
        Complaint(force=first.force, reference=f"X{n}", reference_key=f"X{n}", received_on=date(2024, 1, 1))
        for n in range(2500)
    )
    export = written(ask(officer))
    assert (export.rows, len(references(take(export, officer)))) == (2501, 2501)
