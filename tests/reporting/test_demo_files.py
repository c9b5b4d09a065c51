"""The case files of the demonstration: something for every list of a day's work, and nobody who could be real."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from casework.models import Case, ContactPlan, Dispatch, Document, Letter, Party, Person, Task
from casework.stats import work_of
from casework.workflow import outbox
from pcc.models import BankHoliday
from pcc.reporting.demo.casework import MATTERS, open_files
from pcc.reporting.demo.papers import write_papers
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


@pytest.mark.django_db
def test_the_demonstration_has_a_letter_at_each_point_of_its_life(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    worker, manager, today = a_user(Role.CASEWORKER), a_user(Role.MANAGER), timezone.localdate()
    open_files(caseworker=worker, manager=manager, on=today)
    written = write_papers(caseworker=worker, manager=manager, approver=a_user(Role.REVIEWS_MANAGER), on=today)
    stages = sorted(Letter.objects.values_list("stage", flat=True))
    assert stages == ["CHECKED", "DRAFT", "ISSUED", "ISSUED", "ISSUED", "TO_CHECK"] and written == len(stages)
    assert Document.objects.filter(stage="READY").count() == 6
    Dispatch.objects.filter(stage="HELD").update(next_try_at=timezone.now())
    assert outbox.send_due() == {"sent": 1, "later": 0, "stopped": 0, "lost": 0}
    assert sorted(Dispatch.objects.exclude(stage="PLANNED").values_list("stage", flat=True)) == [
        "POSTED",
        "REFUSED",
        "SENT",
    ]
    assert Task.objects.filter(text__contains=" came back or was not sent: ").count() == 1
    assert all(copy.email.endswith("@example.org") for copy in Dispatch.objects.all())
