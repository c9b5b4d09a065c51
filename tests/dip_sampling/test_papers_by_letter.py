"""The papers of a drawn file asked for by letter: drafted from the file's page, on record once the letter has gone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.choices import Connection
from casework.letters import Heard
from casework.letters.contributed import tell
from casework.models import Letter, LetterTemplate, Task
from casework.workflow import connect_staff, templates
from casework.workflow import letters as office_letters
from pcc.errors import RuleBroken
from pcc.roles import Role
from reviews.dip_sampling.choices import FileStage
from reviews.dip_sampling.letters import CHASE, REQUEST
from reviews.dip_sampling.models import DrawnFile
from reviews.dip_sampling.workflow import written
from tests.conftest import signed_in
from tests.factories import a_user
from tests.panel_factories import a_sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> DrawnFile:
    for code in (REQUEST, CHASE):
        templates.approve(LetterTemplate.objects.get(code=code, version=1), by=a_user(Role.REVIEWS_MANAGER))
    return a_sample(of=4).files.select_related("complaint__force").get(position=1)


def _gone(letter: Letter) -> None:
    """What the outbox tells once the first copy was taken."""
    letter.issued_by = letter.author
    tell(letter, Heard.GONE, on=timezone.localdate(), by=None)


def test_a_file_is_asked_for_when_its_letter_has_gone_and_chased_when_the_next_has(file: DrawnFile) -> None:
    manager = a_user(Role.REVIEWS_MANAGER)
    desk, today = signed_in(manager), timezone.localdate()
    due = today + timedelta(days=10)
    page = desk.get(file.get_absolute_url()).content.decode()
    assert reverse("panels:request", args=[file.pk]) in page
    given = {"due_on_day": str(due.day), "due_on_month": str(due.month), "due_on_year": str(due.year)}
    response = desk.post(reverse("panels:request", args=[file.pk]), given)
    letter = Letter.objects.get()
    assert response["Location"] == letter.get_absolute_url()
    text = office_letters.sheet_for(letter, None, on=today).text
    assert file.complaint.reference in text and f"{due:%-d %B %Y}" in text and "[[" not in text.replace("[[rec", "")
    file.refresh_from_db()
    assert file.stage == FileStage.DRAWN
    _gone(letter)
    file.refresh_from_db()
    assert (file.stage, file.asked_on, file.due_on) == (FileStage.ASKED, today, due)
    _gone(letter)
    assert file.chases.count() == 0
    desk.post(reverse("panels:request-chase", args=[file.pk]))
    _gone(Letter.objects.exclude(pk=letter.pk).get())
    assert file.chases.get().note == "By letter"


def test_requests_are_refused_to_others_before_their_time_and_for_a_day_that_is_over(file: DrawnFile) -> None:
    manager, today = a_user(Role.REVIEWS_MANAGER), timezone.localdate()
    with pytest.raises(RuleBroken, match="cannot be due"):
        written.write_request(file, due_on=today - timedelta(days=1), by=manager, on=today)
    with pytest.raises(RuleBroken, match="cannot be done while"):
        written.write_chase(file, by=manager)
    with pytest.raises(RuleBroken, match="Your role"):
        written.write_request(file, due_on=today, by=a_user(Role.PANEL_COORDINATOR), on=today)
    assert not Letter.objects.exists()


def test_a_coordinator_hands_the_request_to_who_writes_letters_and_the_page_says_who_was_asked(file: DrawnFile) -> None:
    coordinator, manager, today = file.sample.drawn_by, a_user(Role.REVIEWS_MANAGER), timezone.localdate()
    desk, address = signed_in(coordinator), reverse("panels:request-hand", args=[file.pk])
    assert address in desk.get(file.get_absolute_url()).content.decode()
    due = today + timedelta(days=10)
    given = {"to": manager.pk, "due_on_day": due.day, "due_on_month": due.month, "due_on_year": due.year}
    assert "Choose somebody who writes letters" in desk.post(address, {**given, "to": coordinator.pk}).content.decode()
    page = desk.post(address, given, follow=True).content.decode()
    assert f"{manager} is asked to write to the force" in page
    task = Task.objects.get()
    assert (task.owner, task.case, task.asked_by) == (manager, file.complaint.case, coordinator)
    assert str(file) in signed_in(manager).get(reverse("home")).content.decode()
    assert "was asked already" in desk.post(address, given).content.decode()
    file.refresh_from_db()
    assert (file.stage, file.due_on) == (FileStage.DRAWN, due)

    _gone(written.write_request(file, due_on=due, by=manager, on=today))
    task.refresh_from_db()
    assert (task.stage, task.done_by, task.outcome) == ("DONE", manager, "The letter has gone.")
    assert "is asked to write" not in desk.get(file.get_absolute_url()).content.decode()


def test_who_is_shut_out_of_the_case_is_not_asked_to_write(file: DrawnFile) -> None:
    by, shut_out, today = file.sample.drawn_by, a_user(Role.REVIEWS_MANAGER), timezone.localdate()
    assert file.complaint.case is not None
    connect_staff(file.complaint.case, user=shut_out, kind=Connection.CONFLICT, by=shut_out)
    for somebody in (shut_out, a_user(Role.CASEWORKER)):
        with pytest.raises(RuleBroken):
            written.hand_request(file, to=somebody, due_on=today, by=by, on=today)
    assert not Task.objects.exists()
