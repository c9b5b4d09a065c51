"""A file in a browser, at a desk and on a phone: opened, people with consent, work, timeline, person, home, search."""

from datetime import date

import pytest

from casework import workflow
from casework.models import Case
from pcc.roles import Role
from tests.browser import Screen
from tests.factories import PASSWORD, a_person, a_plan, a_user


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_caseworker_works_a_file_from_opening_to_timeline(screen: Screen) -> None:
    worker = a_user(Role.CASEWORKER, name="Cass Caseworker")
    boss = a_user(Role.MANAGER, name="Mo Manager")
    known = a_person(name="Ada Ely", email="ada@example.org", adjustments="Large print", safe_contact="Never by post")
    a_person(name="Ada Ely", phone="01632 960002")
    plan = a_plan(known, by=worker)
    workflow.decide_plan(plan, agree=True, note="x", review_on=date(2024, 9, 1), on=date(2024, 5, 2), by=boss)
    screen.sign_in(worker.email or "", PASSWORD)
    screen.go("/cases/open/")
    screen.fill(title="Noise at night")
    screen.judged()
    screen.button("Open the file")
    case = Case.objects.get()

    screen.go(f"/cases/{case.pk}/people/find/?q=ada")
    screen.judged()
    screen.link("Put Ada Ely on this file")
    screen.page.get_by_label("Complainant").check()
    screen.judged()
    screen.button("Put them on the file")
    screen.go(f"/cases/{case.pk}/people/new/")
    screen.page.get_by_label("Representative", exact=True).check()
    screen.page.locator("main select[name='represents']").select_option(index=1)
    screen.fill(name="Lee Lawson", consent_evidence="Signed form")
    screen.button("Put them on the file")
    assert "A representative needs written consent" in screen.judged()
    for part, number in (("day", "1"), ("month", "3"), ("year", "2026")):
        screen.fill(**{f"consent_on_{part}": number})
    screen.button("Put them on the file")
    assert "Lee Lawson" in screen.judged()

    screen.go(f"/cases/{case.pk}/tasks/add/")
    screen.fill(text="Ring Ada")
    screen.judged()
    screen.button("Add the task")
    screen.judged()
    screen.go(f"/cases/{case.pk}/notes/add/")
    screen.fill(text="Rang, no answer")
    screen.judged()
    screen.button("Keep the note")
    screen.judged()
    screen.go(case.get_absolute_url())
    assert "Never by post" in screen.judged()
    screen.go(f"/cases/{case.pk}/timeline/")
    assert "Lee Lawson added as representative" in screen.judged()
    screen.go("/")
    assert "Ring Ada" in screen.judged()
    screen.go("/search/?q=ada+ely")
    screen.judged()
    screen.link("Ada Ely")
    screen.judged()
    screen.page.get_by_role("link", name="Compare with record").first.click()
    screen.page.wait_for_load_state()
    screen.judged()
    screen.sign_out()
    screen.sign_in(boss.email or "", PASSWORD)
    screen.go(f"/reports/work/team/?who={worker.pk}")
    assert "Ring Ada" in screen.judged()
