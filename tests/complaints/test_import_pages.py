"""The pages of imports: saying what columns are, and what a person is told and can do about a row."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.choices import ImportState
from complaints.importing.mapping import read_mapping
from complaints.models import Complaint, ImportBatch, Mapping
from complaints.workflow import extracts
from pcc import jobs
from pcc.models import User
from tests.factories import a_force

NEW = "Case Ref;Date Received;Closed;Route;Area;Notes\n"
ROWS = "CO/1/24;01/02/2024;25/12/2024;OTBI;North;x\nCO/2/24;03/04/2024;;Local investigation;South;y\n"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(client: Client, content: str | bytes, **given: Any) -> Any:
    """Bring a file in as the form does; the answer to it."""
    raw = content.encode() if isinstance(content, str) else content
    file = io.BytesIO(raw)
    file.name = given.pop("name", "extract.csv")
    force = given.pop("force", None) or a_force(name="Northshire Police")
    day = {"taken_on_day": "31", "taken_on_month": "12", "taken_on_year": "2024"}
    return client.post(reverse("complaints:bring-in"), {"file": file, "force": force.pk} | day | given)


def newest() -> ImportBatch:
    return ImportBatch.objects.latest("pk")


COLUMNS = {
    "column_0_0": "reference",
    "column_0_1": "received_on",
    "format_column_0_1": "%d/%m/%Y",
    "column_0_2": "finalised_on",
    "format_column_0_2": "%d/%m/%Y",
    "column_0_3": "handling",
    "column_0_4": "area",
    "zone": "Europe/London",
}


def test_columns_said_on_screen_are_kept_and_remembered_by_their_headers(as_officer: Client, officer: User) -> None:
    force = a_force(name="Northshire Police")
    answer = upload(as_officer, NEW + ROWS, force=force)
    columns = reverse("complaints:import-columns", args=[newest().pk])
    assert answer["Location"] == columns
    assert newest().state == ImportState.MAPPING

    form = as_officer.get(columns).context["form"]
    assert {name: form.initial.get(name) for name in COLUMNS} == COLUMNS | {"format_column_0_1": ""}

    answer = as_officer.post(columns, COLUMNS)
    values = reverse("complaints:import-values", args=[newest().pk])
    assert answer["Location"] == values
    asked = as_officer.get(values).context["form"]
    assert [field.label for field in asked.groups()[0]["asked"]] == ["Local investigation (1 row)", "OTBI (1 row)"]
    assert (asked["handling_0"].initial, asked["handling_1"].initial) == ("LOCAL", "OTHERWISE")

    given = {"handling_0": "LOCAL", "handling_1": "?", "area_0": "North", "area_1": "South", "name": "North"}
    answer = as_officer.post(values, given)
    batch = newest()
    assert answer["Location"] == batch.get_absolute_url()
    assert (batch.state, batch.mapping, batch.draft) == (ImportState.CHECKING, Mapping.objects.get(), "")
    said = read_mapping(batch.mapping.text)
    assert (said.headers["finalised_on"], dict(said.values), said.ignored) == (
        "Closed",
        {"handling": {"Local investigation": "LOCAL"}},
        frozenset({"Notes"}),
    )
    jobs.run(batch.job_id or 0)
    assert (newest().read, newest().loaded, newest().held) == (2, 1, 1)

    upload(as_officer, NEW + ROWS, force=force)
    assert (newest().state, newest().mapping) == (ImportState.CHECKING, batch.mapping)


def test_a_date_that_could_be_read_in_two_ways_must_be_declared(as_officer: Client) -> None:
    upload(as_officer, NEW + ROWS)
    address = reverse("complaints:import-columns", args=[newest().pk])

    page = as_officer.post(address, COLUMNS | {"format_column_0_1": "", "column_0_0": "", "column_0_4": "handling"})

    text = page.content.decode()
    for sentence in (
        "Date Received: say how its dates are written.",
        "Say which column is Reference: every complaint needs it.",
        "Area: another column is Handling already. Choose one.",
        "31/12/2024, day first (reads 2 of 2)",
        "12/31/2024, month first (reads 2 of 2)",
    ):
        assert sentence in text, sentence
    assert newest().draft == ""


def test_how_the_file_is_read_is_shown_and_can_be_changed(as_officer: Client) -> None:
    upload(as_officer, (NEW + ROWS.replace("North", "Città")).encode("iso-8859-15"))
    address = reverse("complaints:import-columns", args=[newest().pk])

    page = as_officer.get(address)
    assert "Read as windows-1252, with 6 columns" in page.content.decode()
    assert page.context["look"].columns[0].header == "Case Ref"

    other = as_officer.get(address, {"encoding": "iso-8859-15", "delimiter": ","})
    assert "Read as iso-8859-15, with 1 column." in other.content.decode()
    assert "choose from the lists" in as_officer.get(address, {"encoding": "klingon"}).content.decode()

    as_officer.post(f"{address}?encoding=iso-8859-15", COLUMNS)
    assert read_mapping(newest().draft).encoding == "iso-8859-15"


def test_a_checked_extract_can_be_read_in_another_way_as_the_next_version(as_officer: Client, officer: User) -> None:
    test_columns_said_on_screen_are_kept_and_remembered_by_their_headers(as_officer, officer)
    jobs.run(newest().job_id or 0)
    columns, values = (reverse(f"complaints:import-{step}", args=[newest().pk]) for step in ("columns", "values"))

    assert as_officer.get(columns).context["form"].initial["format_column_0_1"] == "%d/%m/%Y"
    as_officer.post(columns, COLUMNS)
    asked = as_officer.get(values).context["form"]
    assert (asked["name"].initial, asked["handling_1"].initial) == ("North", "?")
    as_officer.post(
        values, {"handling_0": "LOCAL", "handling_1": "OTHERWISE", "area_0": "N", "area_1": "S", "name": "North"}
    )
    jobs.run(newest().job_id or 0)

    batch = newest()
    assert (str(batch.mapping), batch.loaded, batch.held) == ("North, version 2", 2, 0)
    jobs.run(extracts.load(batch, by=officer).job_id or 0)
    assert sorted(Complaint.objects.values_list("area", flat=True)) == ["N", "S"]
    assert as_officer.get(columns).status_code == 409


def test_a_mapping_is_taken_along_and_brought_elsewhere(as_officer: Client, officer: User) -> None:
    text = '[columns]\nreference = "A"\nreceived_on = "B"\n[dates]\nformat = "%d/%m/%Y"\ntime_zone = "UTC"\n'
    for content, done in ((text.encode(), True), (b"nonsense =", False), (b"\xff", False)):
        file = io.BytesIO(content)
        file.name = "north.toml"
        answer = as_officer.post(reverse("complaints:mappings"), {"mapping_file": file})
        assert (answer.status_code == 302) == done

    kept = Mapping.objects.get()
    taken = as_officer.get(reverse("complaints:mapping-file", args=[kept.pk]))
    assert (taken.content.decode(), taken["Content-Disposition"]) == (text, 'attachment; filename="north.toml"')


def test_a_file_that_cannot_be_read_is_refused_when_it_arrives(as_officer: Client, tmp_path: Any) -> None:
    page = upload(as_officer, b"PK\x03\x04 no workbook")

    assert "This workbook is damaged" in page.content.decode()
    assert (ImportBatch.objects.count(), list((tmp_path / "extracts").iterdir())) == (0, [])


def test_two_linked_files_are_said_on_screen(as_officer: Client, officer: User) -> None:
    second = io.BytesIO(b"Complaint,Kind,Result\nCO/1/24,A,Acceptable\nCO/1/24,B,\nCO/9/24,A,\n")
    second.name = "allegations.csv"
    upload(as_officer, NEW + ROWS, allegations=second)
    batch = newest()
    columns, values = (reverse(f"complaints:import-{step}", args=[batch.pk]) for step in ("columns", "values"))
    linked = {"column_1_0": "reference", "column_1_1": "category", "column_1_2": "decision"}
    assert "is the reference of its complaint" in as_officer.post(columns, COLUMNS).content.decode()
    assert as_officer.post(columns, COLUMNS | linked)["Location"] == values
    names = {"handling_0": "LOCAL", "handling_1": "OTHERWISE", "area_0": "North", "area_1": "South", "name": "Linked"}
    kinds = {"category_0": "A", "category_1": "B", "decision_0": "Acceptable"}
    as_officer.post(values, names | kinds)
    jobs.run(newest().job_id or 0)
    jobs.run(extracts.load(newest(), by=officer).job_id or 0)

    batch = newest()
    assert (batch.read, batch.loaded, batch.held, batch.cases_new, batch.cases_held) == (5, 4, 1, 2, 1)
    assert [str(row) for row in batch.rows.all()] == [
        "Row 4 of the allegations: No row of the file of complaints has this reference."
    ]
    complaint = Complaint.objects.get(reference="CO/1/24")
    assert list(complaint.allegations.values_list("category", "decision")) == [("A", "Acceptable"), ("B", "")]
    assert complaint.received_on == date(2024, 2, 1)
