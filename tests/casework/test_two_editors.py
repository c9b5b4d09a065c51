"""Two people at one form: the later is told, keeps every word typed, and decides. One form sent twice: done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import KnownFrom
from casework.models import Correspondence, Letter, Note, Task, Team
from casework.workflow import correspondence as post
from casework.workflow import documents as papers
from casework.workflow import drafts, letters
from pcc.models import User
from pcc.roles import Role
from tests.casework.test_ten_messages import as_offered
from tests.conftest import signed_in
from tests.factories import a_case, a_letter, a_task, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> User:
    return a_user(Role.CASEWORKER, name="Fay First")


@pytest.fixture
def second() -> User:
    return a_user(Role.CASEWORKER, name="Sid Second")


def shown(client: Client, page: str) -> dict[str, str]:
    """What the page offers, hidden marks too."""
    return as_offered(client.get(page).context["form"])


def told(response: Any) -> str:
    assert response.status_code == 200
    page: str = response.content.decode()
    assert "Someone saved this while you were writing" in page
    return page


def test_of_two_who_write_one_letter_the_later_sees_what_the_other_saved(first: User, second: User) -> None:
    letter = a_letter(by=first)
    page, desk = reverse("casework:edit-letter", args=[letter.pk]), signed_in(second)
    typed = shown(desk, page) | {"text_answer": "The lights work again."}
    letters.edit(letter, texts={"answer": "The lights are mended on Friday."}, by=first)

    again = desk.post(page, typed)
    words = told(again)
    assert "Fay First saved the letter at" in words
    assert words.count("The lights work again.") == words.count("The lights are mended on Friday.") == 1
    assert Letter.objects.get().texts == {"answer": "The lights are mended on Friday."}

    typed["seen"] = again.context["form"]["seen"].value()
    assert desk.post(page, typed).status_code == 302
    assert Letter.objects.get().texts == {"answer": "The lights work again."}


def test_what_was_kept_of_an_older_letter_does_not_take_the_place_of_a_newer_one(first: User, second: User) -> None:
    letter = a_letter(by=first)
    page, desk = reverse("casework:edit-letter", args=[letter.pk]), signed_in(second)
    desk.post(page, shown(desk, page) | {"text_answer": "Begun on Monday", "keep": "1"})
    letters.edit(letter, texts={"answer": "Saved on Tuesday"}, by=first)
    told(desk.post(page, shown(desk, page)))
    assert drafts.kept(letter.case, form=f"letter {letter.pk}", by=second) is not None
    assert Letter.objects.get().texts == {"answer": "Saved on Tuesday"}


def test_of_two_who_sort_one_message_the_later_is_told_where_it_belongs_now(first: User, second: User) -> None:
    message, _ = post.take_in_mail(b"From: a@example.org\r\n\r\nThe lights", arrived_at=timezone.now())
    item = message.case.correspondence
    page, at_first, at_second = reverse("casework:triage", args=[item.pk]), signed_in(first), signed_in(second)
    mine, theirs = (shown(desk, page) for desk in (at_first, at_second))
    assert at_second.post(page, theirs | {"route": "FOI"}).status_code == 302
    again = at_first.post(page, mine | {"route": "LOCAL_ISSUE", "area": "Mill Lane"})
    assert "Sid Second sorted it as “Freedom of information”." in told(again)
    item = Correspondence.objects.get()
    assert (item.route, item.area, item.case.clocks.filter(rule__code="freedom_of_information_reply").count()) == (
        "FOI",
        "",
        1,
    )
    seen = again.context["form"]["seen"].value()
    assert at_first.post(page, mine | {"route": "LOCAL_ISSUE", "seen": seen}).status_code == 302
    assert Correspondence.objects.get().route == "LOCAL_ISSUE"


def test_of_two_who_change_one_task_the_later_sees_what_it_is_now(first: User, second: User) -> None:
    case = a_case(owner=first)
    task = a_task(case, text="Ring Ada", owner=first, by=first)
    page, desk = reverse("casework:change-task", args=[case.pk, task.pk]), signed_in(second)
    typed = shown(desk, page)
    workflow.change_task(task, text="Write to Ada", due_on=task.due_on, owner=second, by=first)
    words = told(desk.post(page, typed | {"text": "Visit Ada"}))
    assert "The task is now: Write to Ada" in words and 'value="Visit Ada"' in words
    assert Task.objects.get().text == "Write to Ada"


def test_of_two_who_give_a_file_away_the_later_is_told_whose_it_is(first: User, second: User) -> None:
    case = a_case(owner=first)
    team = workflow.add_team("North", members=[first, second], by=a_user(Role.MANAGER))
    page, desk = reverse("casework:allocate", args=[case.pk]), signed_in(second)
    typed = shown(desk, page)
    workflow.allocate(case, owner=second, on=timezone.localdate(), by=first)
    again = desk.post(page, typed | {"team": f"{team.pk}"})
    assert "The file is with Sid Second now, in no team." in told(again)
    case.refresh_from_db()
    assert (case.owner, case.team) == (second, None)
    seen = again.context["form"]["seen"].value()
    assert desk.post(page, typed | {"team": f"{team.pk}", "seen": seen}).status_code == 302


def test_of_two_who_describe_a_document_the_later_sees_it_as_it_is(first: User, second: User, media: None) -> None:
    case = a_case()
    document = papers.take_in(case, ContentFile(b"Hello"), name="a.txt", by=first)
    page, desk = reverse("casework:describe-document", args=[document.pk]), signed_in(second)
    typed = shown(desk, page)
    papers.describe(document, title="Statement", releasable=True, by=first)
    words = told(desk.post(page, typed | {"title": "Letter"}))
    assert "The document is now called “Statement” and may go into a bundle." in words and 'value="Letter"' in words
    document.refresh_from_db()
    assert (document.title, document.releasable) == ("Statement", True)


def test_of_two_who_change_a_team_the_later_sees_who_is_in_it(first: User, second: User) -> None:
    boss = a_user(Role.MANAGER)
    team = workflow.add_team("North", members=[first], by=boss)
    page, desk = reverse("casework:change-team", args=[team.pk]), signed_in(a_user(Role.MANAGER))
    typed = shown(desk, page) | {"members": [f"{first.pk}"]}
    workflow.change_team(team, name="North", members=[first, second], by=boss)
    words = told(desk.post(page, typed | {"name": "South"}))
    assert "The team is now called North, and in it: Fay First, Sid Second." in words
    assert (Team.objects.get().name, Team.objects.get().members.count()) == ("North", 2)


def test_of_two_who_correct_a_start_the_later_sees_the_other_start(first: User, second: User) -> None:
    clock = workflow.start_clock(
        a_case(), code="review_application", started_on=date(2026, 3, 2), known_from=KnownFrom.STATED, by=first
    )
    page, desk = reverse("casework:change-start", args=[clock.pk]), signed_in(second)
    typed = shown(desk, page) | {"reason": "The envelope"}
    workflow.change_start(clock, started_on=date(2026, 3, 4), known_from=KnownFrom.STATED, reason="A stamp", by=first)
    assert "The start is Wednesday 4 March 2026 now" in told(desk.post(page, typed | {"started_on_day": "3"}))
    clock.refresh_from_db()
    assert clock.started_on == date(2026, 3, 4)


# One page sent twice


def the_page(client: Client, page: str) -> dict[str, str]:
    """What a browser sends back: what is offered, and the token of this showing of the page."""
    response = client.get(page)
    return as_offered(response.context["form"]) | {"csrfmiddlewaretoken": str(response.context["csrf_token"])}


@pytest.mark.django_db(transaction=True)
def test_a_note_that_is_sent_twice_at_once_is_kept_once() -> None:
    cache.clear()
    worker, case = a_user(Role.CASEWORKER), a_case()
    page, desk = reverse("casework:add-note", args=[case.pk]), signed_in(worker)
    typed = the_page(desk, page) | {"text": "Rang her"}

    def send(_: int) -> Any:
        browser = Client()
        browser.cookies = desk.cookies
        try:
            return browser.post(page, typed)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, answers[0]["Location"])] * 2
    assert Note.objects.count() == 1


def test_what_is_meant_twice_is_done_twice(first: User) -> None:
    cache.clear()
    case, desk = a_case(), signed_in(first)
    page = reverse("casework:add-note", args=[case.pk])
    typed = the_page(desk, page) | {"text": "Rang her"}
    for each in (typed, typed, typed | {"text": "Rang her again"}, the_page(desk, page) | {"text": "Rang her"}):
        assert desk.post(page, each).status_code == 302
    assert list(Note.objects.order_by("pk").values_list("text", flat=True)) == [
        "Rang her",
        "Rang her again",
        "Rang her",
    ]


def test_what_was_refused_is_looked_at_again(first: User) -> None:
    cache.clear()
    case, desk = a_case(), signed_in(first)
    page = reverse("casework:add-note", args=[case.pk])
    typed = the_page(desk, page) | {"text": " "}
    assert [desk.post(page, typed).status_code for _ in range(2)] == [200, 200]
    assert not Note.objects.exists()


def test_without_a_cache_a_form_is_carried_out_and_a_message_read(first: User, settings: Any) -> None:
    nowhere = {"BACKEND": "pcc.cache.Lenient", "LOCATION": "unix:///nonexistent/valkey"}
    message, _ = post.take_in_mail(b"From: a@example.org\r\n\r\nThe lights", arrived_at=timezone.now())
    item, desk = message.case.correspondence, signed_in(first)
    page = reverse("casework:add-note", args=[item.case_id])
    typed = the_page(desk, page) | {"text": "Rang her"}
    settings.CACHES = {"default": nowhere}
    assert desk.get(item.get_absolute_url()).status_code == 200
    assert desk.post(page, typed).status_code == 302
    assert Note.objects.count() == 1
