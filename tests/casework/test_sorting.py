"""Several people at one inbox: who takes what, who else looks, spam put aside together, and typing that is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Connection, MailStage, RouteChoice
from casework.models import Case, Correspondence, Draft
from casework.workflow import correspondence as post
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.browser import Screen
from tests.conftest import signed_in
from tests.factories import a_letter, a_user
from tests.pcc.test_accounts import PASSWORD, somebody

ARRIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NEXT = "/cases/correspondence/next/"
ASIDE = "/cases/correspondence/put-aside/"


@pytest.fixture(autouse=True)
def nothing_counted(media: None) -> None:
    cache.clear()


@pytest.fixture
def client(caseworker: User) -> Client:
    return signed_in(caseworker)


def arrived(number: int = 1, text: str = "The lights are off.", *, at: datetime = ARRIVED) -> Correspondence:
    raw = f"From: Ann <ann{number}@example.org>\r\nSubject: Lights {number}\r\n\r\n{text}".encode()
    message, _ = post.take_in_mail(raw, arrived_at=at)
    return Correspondence.objects.get(case=message.case_id)


def today(**fields: Any) -> dict[str, Any]:
    day = timezone.localdate()
    return {"on_day": f"{day.day}", "on_month": f"{day.month}", "on_year": f"{day.year}"} | fields


# Open next


def test_what_may_speak_of_danger_is_opened_first_and_then_the_oldest(client: Client, caseworker: User) -> None:
    newer = arrived(1)
    older = arrived(2, at=datetime(2026, 11, 10, tzinfo=UTC))
    danger = arrived(3, "He has a knife and I am scared for my life")
    for item in (danger, older, newer):
        assert client.post(NEXT).headers["Location"] == item.get_absolute_url()
        assert Case.objects.get(pk=item.case_id).owner == caseworker
    response = client.post(NEXT, follow=True)
    assert "All sorted" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_get_a_matter_each(caseworker: User) -> None:
    for number in range(4):
        arrived(number)
    people = [caseworker, *(a_user(Role.CASEWORKER) for _ in range(3))]

    def take(person: User) -> int | None:
        try:
            item = post.take_next(by=person)
            return item.pk if item else None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, people))
    assert len({pk for pk in taken if pk}) == 4
    assert set(Case.objects.values_list("owner", flat=True)) == {person.pk for person in people}


def test_who_opens_a_matter_sees_who_else_has_it_open(client: Client, caseworker: User) -> None:
    item = arrived()
    other = a_user(Role.CASEWORKER, name="Priya Shah")
    assert "has this open, too" not in client.get(item.get_absolute_url()).content.decode()
    page = signed_in(other).get(item.get_absolute_url()).content.decode()
    assert "Cass Worker has this open, too." in page
    assert "Priya Shah has this open, too." in client.get(item.get_absolute_url()).content.decode()


def test_several_are_given_to_somebody_each_for_itself(caseworker: User) -> None:
    manager, other = a_user(Role.MANAGER), a_user(Role.CASEWORKER, name="Priya Shah")
    desk, page = signed_in(manager), "/cases/correspondence/give/"
    one, two, conflicted, kept = (arrived(number) for number in range(4))
    casework.connect_staff(conflicted.case, user=other, kind=Connection.CONFLICT, by=manager)
    assert page in desk.get("/cases/correspondence/").content.decode()
    assert "Tick at least one message." in desk.post(page, today(to=other.pk)).content.decode()
    told = desk.post(page, today(items=[one.pk, two.pk, conflicted.pk], to=other.pk), follow=True).content.decode()
    assert "2 messages are with Priya Shah now." in told
    assert f"{conflicted.case.reference} was not given away: Priya Shah is shut out of this case" in told
    owners = dict(Case.objects.values_list("pk", "owner"))
    assert owners == {one.case_id: other.pk, two.case_id: other.pk, conflicted.case_id: None, kept.case_id: None}
    again = desk.post(page, today(items=[one.pk], to=caseworker.pk)).content.decode()
    assert "was taken by somebody meanwhile" in again


# Spam


def test_spam_is_put_aside_together_with_a_line_of_the_log_for_each(client: Client, caseworker: User) -> None:
    spam, other, kept = arrived(1, "Cheap <b>pills</b>"), arrived(2, "More pills"), arrived(3)
    page = client.get(ASIDE).content.decode()
    assert "Cheap &lt;b&gt;pills" in page
    client.post(ASIDE, today(items=[spam.pk, other.pk], because="Spam"))
    stages = dict(Correspondence.objects.values_list("pk", "stage"))
    assert stages == {spam.pk: MailStage.DISCARDED, other.pk: MailStage.DISCARDED, kept.pk: MailStage.NEW}
    assert AuditEvent.objects.filter(verb="correspondence.discarded", by=caseworker).count() == 2
    assert Case.objects.get(pk=spam.case_id).closed_because == "Spam"


def test_nothing_ticked_or_sorted_meanwhile_is_told_and_changes_nothing(client: Client, caseworker: User) -> None:
    item, other = arrived(1), arrived(2)
    assert "Tick at least one message." in client.post(ASIDE, today(because="Spam")).content.decode()
    post.triage(item, route=RouteChoice.FOI, theme=None, on=timezone.localdate(), by=caseworker)
    page = client.post(ASIDE, today(items=[item.pk, other.pk], because="Spam")).content.decode()
    assert "was sorted by somebody meanwhile" in page
    assert not Correspondence.objects.filter(stage=MailStage.DISCARDED).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_spam_costs_the_same_for_one_and_for_three(
    client: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    for each in range(number):
        arrived(each)
    client.get(ASIDE)
    with django_assert_max_num_queries(11):
        assert len(client.get(ASIDE).context["form"].fields["items"].choices) == number


def test_danger_is_marked_in_the_list_of_spam(client: Client) -> None:
    arrived(1, "I want to end my life")
    assert "Danger or abuse, read it first." in client.get(ASIDE).content.decode()


# Typing


def sorted_item(by: User) -> Correspondence:
    return post.triage(arrived(), route=RouteChoice.CASEWORK, theme=None, on=timezone.localdate(), by=by)


def test_typing_is_kept_by_a_button_for_its_writer_alone_and_found_again(client: Client, caseworker: User) -> None:
    item = sorted_item(caseworker)
    address = reverse("casework:ask", args=[item.pk])
    response = client.post(address, today(question="When do the lights", of="PARTNER", keep="1"), follow=True)
    page = response.content.decode()
    assert "It is not on the record yet." in page
    assert "When do the lights" in page
    assert "You typed this on" in page
    assert client.get(address).context["form"]["of"].value() == "PARTNER"
    assert not item.case.enquiries.exists()
    other = signed_in(a_user(Role.CASEWORKER)).get(address).content.decode()
    assert "When do the lights" not in other
    given = today(question="When do the lights work?", of="PARTNER", recipient="Council")
    assert client.post(address, given).status_code == 302
    assert item.case.enquiries.get().question == "When do the lights work?"
    assert not Draft.objects.exists(), "what is on the record is no draft any more"


def test_what_was_kept_can_be_forgotten(client: Client, caseworker: User) -> None:
    item = sorted_item(caseworker)
    address = reverse("casework:ask", args=[item.pk])
    client.post(address, today(question="Half a", keep="1"))
    assert "Half a" not in client.post(address, {"forget": "1"}, follow=True).content.decode()
    assert not Draft.objects.exists()


def test_the_script_is_told_the_time_and_a_draft_is_no_word_of_the_letter(client: Client, caseworker: User) -> None:
    item = sorted_item(caseworker)
    letter = a_letter(case=item.case, by=caseworker)
    address = reverse("casework:edit-letter", args=[letter.pk])
    response = client.post(address, {"text_answer": "Dear Ann, the", "keep": "1"}, headers={"X-Kept-By": "script"})
    assert response.content.decode().startswith("Saved ")
    letter.refresh_from_db()
    assert letter.texts == {}
    assert "Dear Ann, the" in client.get(address).content.decode()
    client.post(address, {"text_answer": "Dear Ann, the lights work."})
    letter.refresh_from_db()
    assert letter.texts == {"answer": "Dear Ann, the lights work."}
    assert "You typed this on" not in client.get(address).content.decode()


def test_nothing_is_kept_for_what_somebody_may_not_do(caseworker: User) -> None:
    item = sorted_item(caseworker)
    manager = signed_in(a_user(Role.MANAGER))
    assert manager.post(reverse("casework:ask", args=[item.pk]), today(question="x", keep="1")).status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_typing_is_kept_while_somebody_types(screen: Screen) -> None:
    writer = somebody(Role.CASEWORKER, name="Cass Worker")
    item = sorted_item(writer)
    arrived(2, "Cheap pills")
    screen.sign_in(writer.email, PASSWORD)
    screen.go(reverse("casework:ask", args=[item.pk]))
    screen.fill(question="When do the lights in Mill Lane work again?")
    screen.page.get_by_text("as a draft").wait_for()
    screen.judged()
    screen.go(ASIDE)
    screen.judged()
    assert Draft.objects.get().fields["question"].startswith("When do the lights")
