"""An officer who knows nothing of mappings brings a real extract in, puts three rows right, and brings it in again."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from complaints.models import Complaint, HeldRow, ImportBatch, Vanishing
from complaints.workflow import extracts, mappings
from pcc import jobs
from pcc.models import Export
from pcc.roles import Role
from tests.browser import Screen
from tests.complaints.test_import_pages import NEW, ROWS, loaded, newest
from tests.factories import PASSWORD, a_force, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DETROIT = Path(__file__).parents[1] / "data" / "detroit_police_complaints_2016_2019.csv"
UNKNOWN = {"BPC": "reference", "Entry": "channel", "Administrative_Closure": "result"}
"""Columns of the real file whose headers say nothing, and what a person makes of their examples."""


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def signed_in_officer(screen: Screen) -> None:
    officer = a_user(Role.COMPLAINTS_OFFICER, name="Olwen Officer")
    screen.sign_in(officer.email or "", PASSWORD)


def upload(screen: Screen, file: Path, force: str, day: tuple[str, str, str]) -> None:
    screen.go("/complaints/imports/new/")
    screen.page.set_input_files("main [name=file]", file)
    screen.page.select_option("main [name=force]", label=force)
    for part, number in zip(("day", "month", "year"), day, strict=True):
        screen.fill(**{f"taken_on_{part}": number})
    screen.button("Check this extract")


def carry_out(screen: Screen) -> str:
    """What the worker does meanwhile; then the page once more."""
    jobs.run(newest().job_id or 0)
    screen.go(newest().get_absolute_url())
    return screen.judged()


def test_a_real_extract_comes_in_by_somebody_who_knows_nothing(open_screen: Any) -> None:
    screen = open_screen(1280)
    a_force(code="DPD", name="Detroit Police Department")
    signed_in_officer(screen)
    upload(screen, DETROIT, "Detroit Police Department", ("31", "5", "2020"))

    assert "2016/01/25 00:00:00+00" in screen.judged()
    for header, field in UNKNOWN.items():
        card = screen.page.locator(
            ".govuk-summary-card", has=screen.page.get_by_role("heading", name=header, exact=True)
        )
        card.locator("select").first.select_option(field)
    screen.page.select_option("main [name=zone]", "UTC")
    screen.button("Go on to the codes")
    screen.judged()
    screen.button("Check this extract")
    assert "4,405 complaints, and 77 held." in carry_out(screen)

    screen.button("Bring in these complaints")
    assert "Brought in" in carry_out(screen)
    lone = HeldRow.objects.held().values("reference").annotate(rows=Count("number", distinct=True)).filter(rows=1)
    rows = HeldRow.objects.filter(
        reference__in=[each["reference"] for each in lone], column="Closed", problem="OUT_OF_ORDER"
    ).order_by("number")[:3]
    for row in list(rows):
        screen.go(f"{newest().get_absolute_url()}rows/{row.number}/")
        received = screen.page.get_by_label("Report_Date").input_value()
        screen.page.get_by_label("Closed", exact=True).fill(received)
        screen.fill(reason="The force's letter of 3 June")
        if row == rows[0]:
            screen.judged()
        screen.button("Keep this")
    screen.button("Check again with what was put right")
    assert "4,408 complaints, and 74 held." in carry_out(screen)
    screen.button("Bring in these complaints")
    carry_out(screen)
    assert Complaint.objects.count() == 4_408

    upload(screen, DETROIT, "Detroit Police Department", ("31", "5", "2020"))
    assert "This file is in already: bringing it in again would change nothing." in carry_out(screen)
    assert not screen.page.get_by_role("button", name="Bring in these complaints").count()
    assert Complaint.objects.exclude(version=1).count() == 0

    screen.go("/complaints/?sort=reference")
    assert "Showing 25 of 1,000+ complaints" in screen.judged()
    listed = shown(screen)
    taken = taken_away(screen)
    assert taken[: len(listed)] == listed
    assert [row[0] for row in taken] == list(
        Complaint.objects.order_by("reference_key", "pk").values_list("reference", flat=True)
    )


def shown(screen: Screen) -> list[tuple[str, ...]]:
    """Reference, day received, day finalised and area of each row of the list on the screen."""
    rows = screen.page.locator("main table tbody tr").evaluate_all(
        "rows => rows.map(row => [row.querySelector('th a'), ...row.querySelectorAll('.pcc-table__value')]"
        ".map(cell => cell.innerText))"
    )
    return [(row[0], row[1].replace("\xa0", " "), row[2].replace("\xa0", " "), row[5]) for row in rows]


def taken_away(screen: Screen) -> list[tuple[str, ...]]:
    """The same of every row of the file into which the list on the screen is written."""
    screen.link("Take away as a file")
    screen.page.get_by_label("CSV").check()
    screen.fill(reason="To compare it with the extract")
    screen.button("Write the file")
    jobs.run(Export.objects.get().job_id or 0)
    screen.page.reload()
    assert "Rows\n4,408" in screen.judged().replace("\t", "\n")
    with screen.page.expect_download() as download:
        screen.page.get_by_role("button", name="Take the file").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    header = lines.index([]) + 1
    rows = [dict(zip(lines[header], line, strict=True)) for line in lines[header + 1 :]]
    return [
        (
            row["Reference"],
            as_listed(row["Received"]),
            as_listed(row["Finalised"]) if row["Finalised"] else "Open",
            row["Local policing area"] or "Not stated",
        )
        for row in rows
    ]


def as_listed(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %b %Y}"


def test_the_pages_of_an_import_fit_a_phone(open_screen: Any, tmp_path: Path) -> None:
    screen = open_screen(375)
    force = a_force(name="Northshire Police")
    signed_in_officer(screen)
    file = tmp_path / "extract.csv"
    file.write_text(NEW + ROWS)
    upload(screen, file, "Northshire Police", ("31", "12", "2024"))
    screen.judged()
    columns = mappings.look(newest(), extracts.UNMAPPED)[0]
    assert [column.header for column in columns.columns] == NEW.strip().split(";")
    screen.page.get_by_label("How are its dates written?").first.select_option("%d/%m/%Y")
    screen.button("Go on to the codes")
    screen.judged()
    screen.button("Check this extract")
    carry_out(screen)

    by = a_user(Role.COMPLAINTS_OFFICER)
    loaded("Ref,Received,Area\nCO/1,01/03/2024,North\nCO/2,01/03/2024,North\n", by, force=force)
    loaded("Ref,Received,Area\nCO/1,01/03/2024,South\nCO/3,x,\n", by, force=force)
    gone = Vanishing.objects.create(
        complaint=Complaint.objects.get(reference="CO/2"), batch=newest(), noticed_on=newest().taken_on
    )
    batch = ImportBatch.objects.latest("pk").get_absolute_url()
    pages = (
        "",
        "changes/",
        "rows/3/",
        "undo/",
        "stated/",
        "../vanished/",
        f"../vanished/{gone.pk}/",
        "../mappings/",
        "..",
    )
    for page in pages:
        screen.go(f"{batch}{page}")
        screen.judged()
