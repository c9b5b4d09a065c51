"""A caseworker's first day with the product in a real browser: last year comes in, is found again, and is counted."""

import pytest

from casework.models import PastList
from pcc import jobs
from pcc.roles import Role
from tests.browser import Screen
from tests.factories import PASSWORD, a_user
from tests.reporting.test_past_letters import LIST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_last_years_list_comes_in_is_found_and_counted(screen: Screen) -> None:
    caseworker, manager = a_user(Role.CASEWORKER), a_user(Role.MANAGER)
    screen.sign_in(caseworker.email, PASSWORD)
    screen.go("/cases/correspondence/")
    screen.judged()
    screen.link("Lists of past correspondence")
    screen.link("Hand over a list")
    file = {"name": "tracker.csv", "mimeType": "text/csv", "buffer": LIST}
    screen.page.set_input_files("main input[type=file]", files=[file])  # type: ignore[list-item]
    screen.judged()
    screen.button("Check it")
    done(screen)
    assert "12" in screen.judged()
    screen.link("Bring in 2 matters")
    screen.judged()
    screen.button("Bring in 2 matters")
    done(screen)
    screen.judged()
    screen.link("See the matters of this list")
    assert "Showing 2 of 2 matters" in screen.judged()
    screen.link("Save this view")
    screen.fill(name="From the list")
    screen.button("Save it")
    assert "From the list" in screen.judged()
    screen.link("Figures")
    screen.go("/reports/correspondence/?from=2024-04-01&to=2025-03-31&by=theme")
    assert "2 matters were received" in screen.judged()
    screen.link("2")
    assert "Showing 2 of 2 matters" in screen.judged()

    screen.sign_out()
    screen.sign_in(manager.email, PASSWORD)
    assert "Correspondence" in screen.judged()
    screen.go("/cases/correspondence/themes/")
    screen.judged()
    screen.link("Add a theme")
    screen.fill(name="Dogs off leads", meaning="Dogs in parks", source="The council asked for it")
    screen.judged()
    screen.button("Add it")
    assert "Retire Dogs off leads" in screen.judged()


def done(screen: Screen) -> None:
    """Do the job that the list waits for, and look at its page again."""
    kept = PastList.objects.get()
    assert kept.job_id is not None
    jobs.run(kept.job_id)
    screen.go(f"/reports/correspondence/lists/{kept.pk}/")
