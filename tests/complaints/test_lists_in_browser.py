"""An officer finds complaints, keeps the view, and takes it away: at a desk and on a phone."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from complaints.choices import Handling
from complaints.workflow.words import ask_for_reading
from pcc import jobs
from pcc.models import Export
from pcc.roles import Role
from tests.browser import Screen
from tests.factories import PASSWORD, a_complaint, a_force, a_user, an_allegation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office() -> None:
    """Thirty complaints in two areas, some of harassment; their words read."""
    force = a_force(code="ntm", name="Northmere Police")
    for number in range(30):
        complaint = a_complaint(
            force=force,
            reference=f"CO/{100 + number:05}/25",
            received_on=date(2025, 3, 3) + timedelta(days=number),
            finalised_on=date(2025, 9, 1) if number % 3 else None,
            handling=Handling.LOCAL if number % 2 else Handling.OUTSIDE,
            area="Harbour" if number % 2 else "Old town",
            categories=["Harassment"] if number % 5 == 0 else ["Delivery of duties and service"],
            allegation_count=1,
        )
        an_allegation(complaint, category=complaint.categories[0])
    jobs.run(ask_for_reading().pk)


def on_screen(screen: Screen) -> list[str]:
    """The references that the list shows, in its order."""
    return screen.page.locator("main table tbody th a").all_inner_texts()


def choose_filters(screen: Screen) -> None:
    """On a phone the filters stand folded; at a desk they are open."""
    handle = screen.page.get_by_text("Choose filters")
    if handle.is_visible():
        handle.click()


def test_complaints_are_found_kept_as_a_view_and_taken_away(
    screen: Screen, office: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    officer = a_user(Role.COMPLAINTS_OFFICER, name="Olwen Officer")
    screen.sign_in(str(officer.email), PASSWORD)
    screen.go("/complaints/")
    assert "Showing 25 of 30 complaints" in screen.judged()
    screen.link("Next page")
    assert len(on_screen(screen)) == 5

    screen.go("/complaints/")
    choose_filters(screen)
    screen.fill(q="harrasment")
    screen.button("Apply filters")
    words = screen.judged()
    assert "No record has “harrasment”. Showing those holding “harassment”." in words
    assert "Found in allegations" in words
    assert len(on_screen(screen)) == 6

    choose_filters(screen)
    screen.page.get_by_text("More filters").click()
    screen.fill(area="harbour")
    screen.button("Apply filters")
    assert on_screen(screen) == ["CO/00125/25", "CO/00115/25", "CO/00105/25"]

    screen.link("Save this view")
    screen.judged()
    screen.fill(name="Harassment at the harbour")
    screen.button("Save it")
    found = on_screen(screen)
    assert "Harassment at the harbour" in screen.judged()

    screen.link("Take away as a file")
    assert "Area\nharbour" in screen.judged().replace("\t", "\n")
    screen.fill(reason="For Tuesday's meeting")
    screen.button("Write the file")
    screen.judged()
    export = Export.objects.get()
    assert export.job is not None
    jobs.run(export.job.pk)
    screen.page.reload()
    screen.judged()
    with screen.page.expect_download() as download:
        screen.page.get_by_role("button", name="Take the file").click()
    book = CalamineWorkbook.from_path(str(download.value.path()))
    rows = book.get_sheet_by_name("Complaints").to_python()
    assert [row[1] for row in rows[1:]] == found
    about = dict(row[:2] for row in book.get_sheet_by_name("About this file").to_python())
    assert (about["Filter: Area"], about["Rows"]) == ("harbour", 3)

    screen.go("/reports/files/")
    assert "Taken or removed" in screen.judged()
    screen.go("/reports/views/complaints/")
    screen.judged()
