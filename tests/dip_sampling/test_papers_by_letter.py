"""The papers of a drawn file asked for by letter: drafted from the file's page, on record once the letter has gone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.letters import Heard
from casework.letters.contributed import tell
from casework.models import Letter, LetterTemplate
from casework.workflow import letters as office_letters
from casework.workflow import templates
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
