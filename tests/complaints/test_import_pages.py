"""The pages of imports: saying what columns are, and what a person is told and can do about a row."""

import io
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.choices import ImportState
from complaints.importing.mapping import read_mapping
from complaints.importing.reading import MOST_COLUMNS
from complaints.models import Complaint, ImportBatch, Mapping
from complaints.workflow import extracts
from complaints.workflow.undoing import undo
from pcc import jobs
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_force, a_user

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


def test_a_file_of_as_many_columns_as_can_be_read_can_be_answered_for(as_officer: Client) -> None:
    """Each answer of two questions a column, which together stay under what one request may carry."""
    headers = ";".join(["Case Ref", *(f"Day {number}" for number in range(1, MOST_COLUMNS))])
    upload(as_officer, f"{headers}\nCO/1" + ";25/12/2024" * (MOST_COLUMNS - 1) + "\n")
    address = reverse("complaints:import-columns", args=[newest().pk])
    answers = {"column_0_0": "reference", "column_0_1": "received_on", "zone": "Europe/London"}
    answers |= {f"column_0_{place}": "" for place in range(2, MOST_COLUMNS)}
    answers |= {f"format_column_0_{place}": "%d/%m/%Y" for place in range(1, MOST_COLUMNS)}
    assert as_officer.post(address, answers)["Location"] == reverse("complaints:import-values", args=[newest().pk])


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


# Held rows, what vanished, undoing: as pages.

MAPPING = (
    '[columns]\nreference = "Ref"\nreceived_on = "Received"\narea = "Area"\n'
    '[dates]\nformat = "%d/%m/%Y"\ntime_zone = "UTC"\n'
)
THREE = "Ref,Received,Area\nCO/1,31/02/2024,=1+1\nCO/2,01/03/2024,North\nCO/3,01/03/2024\n"


def checked(content: str, by: User, force: Any = None, taken_on: date = date(2024, 12, 31)) -> ImportBatch:
    mapping = extracts.keep_mapping("Pages", text=MAPPING, by=by, at=timezone.now())
    force = force or a_force(name="Northshire Police")
    batch = extracts.receive_extract(
        io.BytesIO(content.encode()),
        name="extract.csv",
        force=force,
        mapping=mapping,
        taken_on=taken_on,
        by=by,
        at=timezone.now(),
    )
    jobs.run(batch.job_id or 0)
    return ImportBatch.objects.get(pk=batch.pk)


def loaded(content: str, by: User, **given: Any) -> ImportBatch:
    batch = extracts.load(checked(content, by, **given), by=by)
    jobs.run(batch.job_id or 0)
    return ImportBatch.objects.get(pk=batch.pk)


def words(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_a_file_that_is_in_already_is_not_offered_again(as_officer: Client, officer: User) -> None:
    force = a_force(name="Northshire Police")
    first = loaded(THREE, officer, force=force)

    def page_of_the_same(day: date) -> str:
        return as_officer.get(checked(THREE, officer, force, day).get_absolute_url()).content.decode()

    page = page_of_the_same(first.taken_on)
    assert "bringing it in again would change nothing" in page
    assert f'href="{first.get_absolute_url()}">See it as it came in' in page
    assert "Bring in these complaints" not in page
    again = newest()
    later = page_of_the_same(date(2025, 1, 1))
    assert ("would change nothing" in later, "Bring in these complaints" in later) == (False, True)
    jobs.run(undo(first, by=officer).job_id or 0)
    page = as_officer.get(again.get_absolute_url()).content.decode()
    assert ("would change nothing" in page, "Bring in these complaints" in page) == (False, True)


def test_a_held_row_is_put_right_on_its_page_and_checked_again(as_officer: Client, officer: User) -> None:
    batch = checked(THREE, officer)
    page = as_officer.get(batch.get_absolute_url())
    assert "1 complaint, and 2 held." in words(page)
    row = reverse("complaints:fix-row", args=[batch.pk, 2])
    assert row in page.content.decode()
    assert reverse("complaints:fix-row", args=[batch.pk, 4]) not in page.content.decode()

    asked = as_officer.get(row)
    assert "Received: This is not a date written like “31/12/2025”." in words(asked)
    assert asked.context["form"]["cell_1"].initial == "31/02/2024"
    given = {"cell_0": "CO/1", "cell_1": "01/02/2024", "cell_2": "=1+1", "reason": ""}
    assert "Say where the right values come from." in words(as_officer.post(row, given))
    assert as_officer.post(row, given | {"reason": "Letter of 3 June"}).status_code == 302

    page = as_officer.get(batch.get_absolute_url())
    assert "31/02/2024 01/02/2024 Letter of 3 June" in words(page)
    as_officer.post(reverse("complaints:check-with-fixes", args=[batch.pk]))
    jobs.run(newest().job_id or 0)
    assert (newest().pk, newest().loaded, newest().held) == (batch.pk, 2, 1)
    assert as_officer.get(reverse("complaints:fix-row", args=[batch.pk, 4])).status_code == 409


def test_the_second_of_two_who_put_a_row_right_is_told_what_the_first_wrote(as_officer: Client, officer: User) -> None:
    batch = checked(THREE, officer)
    row = reverse("complaints:fix-row", args=[batch.pk, 2])
    shown = {name: as_officer.get(row).context["form"][name].value() for name in ("seen", "cell_0", "cell_1", "cell_2")}
    colleague = signed_in(a_user(Role.COMPLAINTS_OFFICER, name="Priya Shah"))
    colleague.post(row, shown | {"cell_1": "01/02/2024", "reason": "Their e-mail"})
    mine = shown | {"cell_1": "02/02/2024", "reason": "Their letter"}
    refused = as_officer.post(row, mine)
    assert "Priya Shah put the row right: Received “01/02/2024”." in words(refused)
    assert refused.context["form"]["cell_1"].value() == "02/02/2024"
    assert [fix.value for fix in batch.fixes.all()] == ["01/02/2024"]
    assert as_officer.post(row, mine | {"seen": refused.context["form"]["seen"].value()}).status_code == 302
    assert [fix.value for fix in batch.fixes.all()] == ["02/02/2024"]


def test_the_file_is_handed_back_with_a_problem_column_that_no_spreadsheet_can_run(
    as_officer: Client, officer: User
) -> None:
    batch = checked(THREE, officer)
    address = reverse("complaints:import-problems", args=[batch.pk])

    whole = b"".join(as_officer.get(address)).decode("utf-8-sig").splitlines()
    only = b"".join(as_officer.get(address, {"only": "problems"})).decode("utf-8-sig").splitlines()

    reason = "Received: This is not a date written like “31/12/2025”."
    ragged = "The row has 2 cells; the header has 3."
    assert whole == [
        "Ref,Received,Area,problem",
        f"CO/1,31/02/2024,'=1+1,{reason}",
        "CO/2,01/03/2024,North,",
        f"CO/3,01/03/2024,,{ragged}",
    ]
    assert only == [whole[0], whole[1], whole[3]]
    again = checked("\n".join(whole).replace("31/02", "01/02").replace(reason, ""), officer, force=batch.force)
    assert (again.loaded, again.held) == (3, 0)


def test_what_vanished_is_settled_and_an_import_is_undone_on_pages(as_officer: Client, officer: User) -> None:
    force = a_force(name="Northshire Police")
    loaded("Ref,Received,Area\nCO/1,01/03/2024,North\nCO/2,01/03/2024,North\n", officer, force=force)
    batch = loaded("Ref,Received,Area\nCO/1,01/03/2024,South\n", officer, force=force, taken_on=date(2025, 1, 31))

    changes = as_officer.get(reverse("complaints:import-changes", args=[batch.pk]))
    assert "Local policing area: North becomes South" in words(changes)
    assert "Gone from the extract of: nothing becomes 31 January 2025" in words(changes)
    gone = as_officer.get(reverse("complaints:import-changes", args=[batch.pk]), {"show": "vanished"})
    assert [row[0]["text"] for row in gone.context["rows"]] == ["CO/2"]
    assert "1 complaint has vanished and nobody has settled" in words(as_officer.get(reverse("complaints:imports")))

    undo = reverse("complaints:undo-import", args=[batch.pk])
    assert as_officer.get(undo).status_code == 200
    as_officer.post(undo)
    jobs.run(newest().job_id or 0)
    assert (newest().state, Complaint.objects.get(reference="CO/1").area) == (ImportState.UNDONE, "North")

    loaded("Ref,Received,Area\nCO/1,01/03/2024,South\n", officer, force=force, taken_on=date(2025, 1, 31))
    listed = as_officer.get(reverse("complaints:vanished"))
    settle = listed.context["rows"][0][3]["url"]
    assert as_officer.post(settle, {"how": "STANDS", "reason": "The force forgot it."}).status_code == 302
    assert Complaint.objects.get(reference="CO/2").vanished_on is None
    assert "The force forgot it." in words(as_officer.get(reverse("complaints:vanished"), {"show": "settled"}))
    refused = as_officer.post(reverse("complaints:undo-import", args=[newest().pk]))
    assert "complaints of it have been worked on since (CO/2)" in words(refused)
    lists = AuditEvent.objects.lists_showing("complaints.complaint", Complaint.objects.get(reference="CO/2").pk)
    seen = ["complaint.listed", "complaint.listed", "vanished.listed", "vanished.listed"]
    assert list(lists.order_by("pk").values_list("verb", flat=True)) == seen


def test_rows_that_need_somebody_come_first_and_all_are_a_click_away(as_officer: Client, officer: User) -> None:
    held = loaded("Ref,Received,Area\nCO/1,01/03/2024,North\nCO/1,01/03/2024,South\nCO/2,x,North\n", officer)
    page, every = (words(as_officer.get(f"{held.get_absolute_url()}{show}")) for show in ("", "?show=all"))
    assert ("Row 4" in page, "mixed" in page) == (True, False)
    assert ("Row 4" in every, "loaded as mixed" in every) == (True, True)


def test_a_number_of_the_force_stands_beside_ours(as_officer: Client, officer: User) -> None:
    batch = loaded(THREE, officer)
    address = reverse("complaints:state-count", args=[batch.pk])

    as_officer.post(address, {"what": "COMPLAINTS", "stated": "3"})
    as_officer.post(address, {"what": "OPEN", "stated": "3"})
    page = words(as_officer.get(batch.get_absolute_url()))

    assert "They agree" in page
    assert "2 fewer here; 2 are held and counted nowhere" in page
    refused = as_officer.post(address, {"what": "RECEIVED", "stated": "3"})
    assert "Give the first and the last day of the period" in words(refused)


@pytest.mark.parametrize("name", ["import-changes", "vanished", "mappings"])
def test_a_list_of_three_asks_as_much_as_a_list_of_one(as_officer: Client, officer: User, name: str) -> None:
    force = a_force()
    refs = [f"CO/{number},01/03/2024," for number in range(3)]
    loaded("\n".join(["Ref,Received,Area", *[f"{ref}North" for ref in refs]]), officer, force=force)
    asked = []
    for number in (1, 3):
        later = date(2025, 1, number)
        left = (
            [f"{ref}South" for ref in refs][: 3 - number] if name == "vanished" else [f"{ref}{later}" for ref in refs]
        )
        rows = left if name == "vanished" else left[:number] + [f"{ref}North" for ref in refs[number:]]
        batch = loaded(
            "\n".join(["Ref,Received,Area", *rows, "CO/9,02/03/2024,x"]), officer, force=force, taken_on=later
        )
        extracts.keep_mapping(f"More {number}", text=MAPPING, by=officer, at=timezone.now())
        address = reverse(f"complaints:{name}", args=[batch.pk] if name == "import-changes" else [])
        as_officer.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert as_officer.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


# The API


def post_file(client: Client, key: str, content: str = THREE, **given: Any) -> Any:
    file = io.BytesIO(content.encode())
    file.name = "extract.csv"
    return client.post(
        reverse("complaints:api-imports"),
        {"file": file, "taken_on": "2024-12-31"} | given,
        **({"headers": {"Idempotency-Key": key}} if key else {}),
    )


def test_an_extract_comes_in_by_the_api_once_a_key(as_officer: Client, officer: User, as_manager: Client) -> None:
    force = a_force(code="north")
    mapping = extracts.keep_mapping("API", text=MAPPING, by=officer, at=timezone.now())
    given = {"force": "north", "mapping": mapping.pk}

    first = post_file(as_officer, "k1", **given)
    assert (first.status_code, first.json()["state"], first["Location"]) == (
        202,
        "CHECKING",
        reverse("complaints:api-import", args=[newest().pk]),
    )
    assert post_file(as_officer, "k1", **given).json()["id"] == first.json()["id"]
    assert ImportBatch.objects.count() == 1
    assert len(list(extracts.folder().iterdir())) == 1
    other = post_file(as_officer, "k1", content=THREE + "CO/4,01/03/2024,x\n", **given)
    assert (other.status_code, other.json()["detail"]) == (
        409,
        "This idempotency key came with another file before: give each file a key of its own.",
    )
    assert post_file(as_officer, "", **given).status_code == 400
    assert post_file(as_officer, "k2", force="nowhere").json()["errors"]["force"]
    assert post_file(as_manager, "k1", **given).status_code == 404

    load = reverse("complaints:api-import-load", args=[newest().pk])
    early = as_officer.post(load)
    assert (early.status_code, early.json()["detail"]) == (
        409,
        "This extract is being checked, so it cannot be brought in now.",
    )
    jobs.run(newest().job_id or 0)
    assert as_officer.post(load).status_code == 202
    jobs.run(newest().job_id or 0)
    result = as_manager.get(first["Location"]).json()
    assert (result["state"], result["read"], result["loaded"], result["held"]) == ("LOADED", 3, 1, 2)
    assert result["loaded"] + result["held"] + result["duplicates"] + result["skipped"] == result["read"]
    rows = as_manager.get(reverse("complaints:api-import-rows", args=[newest().pk])).json()["results"]
    assert {(row["row"], row["file"], row["problem"]) for row in rows} == {
        (2, "complaints", "UNREADABLE_DATE"),
        (4, "complaints", "RAGGED"),
    }
    assert as_officer.post(load).status_code == 409
    assert Complaint.objects.get().force == force
    assert as_officer.get(reverse("complaints:api-imports")).json()["results"][0]["already_in"] is False


def test_a_file_for_the_api_without_a_mapping_waits_for_its_columns(as_officer: Client) -> None:
    a_force(code="north")
    answer = post_file(as_officer, "k", content=NEW + ROWS, force="north")

    assert (answer.json()["state"], answer.json()["job"]) == ("MAPPING", None)
    refused = as_officer.post(reverse("complaints:api-import-load", args=[newest().pk]))
    assert refused.json()["detail"] == "This extract is waiting for its columns, so it cannot be brought in now."
