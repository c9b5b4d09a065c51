"""A file in a browser, at a desk and on a phone: opened, people with consent, work, timeline, person, home, search."""

from datetime import date

import pytest

from casework import workflow
from casework.models import Case
from pcc.roles import Role
from tests.browser import Screen
from tests.factories import PASSWORD, a_case, a_person, a_plan, a_user


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


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_sealed_case_is_opened_in_an_emergency_and_looked_into(screen: Screen) -> None:
    boss, lead = a_user(Role.MANAGER, name="Mo Manager"), a_user(Role.SAFEGUARDING_LEAD, name="Sam Lead")
    case = a_case(title="A colleague is named")
    screen.sign_in(boss.email or "", PASSWORD)
    screen.go(f"/cases/{case.pk}/seal/")
    screen.fill(reason="A member of staff is complained of")
    screen.judged()
    screen.button("Seal the case")
    assert "Take Mo Manager off the seal" in screen.judged()
    screen.sign_out()

    screen.sign_in(lead.email or "", PASSWORD)
    screen.go("/cases/sealed/open/")
    screen.fill(reference=case.reference, reason="too short")
    screen.button("Open it for an hour")
    assert "Say in at least 30 characters" in screen.judged()
    screen.fill(reason="A caller says that she will be hurt tonight")
    screen.button("Open it for an hour")
    assert "You opened this sealed case in an emergency." in screen.judged()
    screen.link("I am through with it")
    screen.judged()
    screen.button("Shut it")
    assert "1 not looked into yet" in screen.judged()
    screen.sign_out()

    screen.sign_in(boss.email or "", PASSWORD)
    screen.go("/")
    screen.judged()
    screen.link("Look into why the sealed case was opened")
    screen.page.get_by_label("It was needed").check()
    screen.fill(note="She rang back, and help came in time.")
    screen.judged()
    screen.button("Keep what I found")
    assert "0 not looked into yet" in screen.judged()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_new_letter_is_written_part_by_part(screen: Screen) -> None:
    worker = a_user(Role.CASEWORKER, name="Cass Caseworker")
    screen.sign_in(worker.email or "", PASSWORD)
    screen.go("/cases/letters/templates/")
    screen.link("Write a new letter")
    screen.fill(name="Visit arranged", code="visit", purpose="To somebody whom we visit", subject="Our visit")
    screen.fill(new_2_words="We will visit you on the day below.")
    screen.page.get_by_label("Not asked for").check()
    screen.judged()
    screen.button("Save and send for approval")
    assert "waits for approval" in screen.judged()
