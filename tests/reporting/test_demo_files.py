"""The case files of the demonstration: something for every list of a day's work, and nobody who could be real."""

from datetime import date

from casework.models import Case, ContactPlan, Party, Person
from casework.stats import work_of
from pcc.models import BankHoliday
from pcc.reporting.demo.casework import MATTERS, open_files
from pcc.roles import Role
from tests.factories import a_user

ON = date(2026, 4, 30)


def test_the_demonstration_has_files_for_every_list_of_a_day(db: None) -> None:
    worker, manager = a_user(Role.CASEWORKER), a_user(Role.MANAGER)
    assert open_files(caseworker=worker, manager=manager, on=ON) == len(MATTERS) == Case.objects.count()
    work = work_of(worker, whose={worker.pk}, on=ON, calendar=BankHoliday.objects.as_calendar())
    assert work.late and work.soon and work.waiting and work.quiet
    assert Party.objects.exclude(represents=None).get().consent_evidence
    assert ContactPlan.objects.get().stage == "IN_FORCE"
    assert Person.objects.visible_to(worker).alike(Person.objects.get(name=MATTERS[0].name)).exists()


def test_nobody_of_the_demonstration_could_be_reached(db: None) -> None:
    open_files(caseworker=a_user(Role.CASEWORKER), manager=a_user(Role.MANAGER), on=ON)
    for person in Person.objects.all():
        assert person.email.endswith("@example.org") and person.phone.startswith("01632 960") and not person.postcode
