"""A panel member's side: one-time code, own files alone, answers that count once, and nobody recognisable anywhere."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pcc.errors import RuleBroken
from pcc.models import AuditEvent
from pcc.roles import Role
from reviews.dip_sampling.choices import AllocationStage
from reviews.dip_sampling.models import Allocation, Answer, Flag, Scorecard, Session
from reviews.dip_sampling.workflow import extracts, panels, scoring, sessions
from tests.conftest import signed_in
from tests.factories import a_user
from tests.panel_factories import a_seat, an_open_session

pytestmark = pytest.mark.django_db

KEY = re.compile(r'name="key" value="([0-9a-f-]{36})"')


@pytest.fixture
def session() -> Session:
    return an_open_session(members=2, files=2)


@pytest.fixture
def mine(session: Session) -> Allocation:
    return session.allocations.select_related("seat__user", "session").order_by("pk")[0]


def clock() -> dict[str, Any]:
    return {"at": timezone.now(), "on": timezone.localdate()}


def begun(row: Allocation) -> Allocation:
    return scoring.start(row, by=row.seat.user, **clock())


def answered(row: Allocation, value: str = "YES") -> Allocation:
    for question in row.session.question_set.questions.all():
        scoring.answer(row, question=question, value=value, key=uuid4(), by=row.seat.user, **clock())
    return row


def address(page: str, row: Allocation, *more: int) -> str:
    return reverse(f"reading:{page}", args=[row.pk, *more])


# Coming in


def test_opening_a_link_spends_nothing_and_a_press_or_a_typed_code_signs_in_once(mine: Allocation) -> None:
    _, code = panels.make_door(mine.seat, by=mine.session.sample.drawn_by)
    link = panels.address_of_door(code)
    scanner, member, late = Client(), Client(), Client()
    assert [scanner.get(link).status_code for _ in range(3)] == [200, 200, 200]
    assert member.post(link).url == reverse("reading:home")
    assert "My files" in member.get(reverse("reading:home")).content.decode()
    assert late.post(link).status_code == 404
    assert late.get(reverse("reading:home")).status_code == 302
    _, code = panels.make_door(mine.seat, by=mine.session.sample.drawn_by)
    typed = late.post(reverse("reading:code"), {"code": f"{code[:4]}-{code[4:]}".lower()})
    assert typed.url == reverse("reading:home")


def test_a_used_an_ended_and_an_unknown_code_get_the_same_answer(mine: Allocation) -> None:
    by = mine.session.sample.drawn_by
    _, used = panels.make_door(mine.seat, by=by)
    Client().post(panels.address_of_door(used))
    _, ended = panels.make_door(mine.seat, by=by)
    panels.end_access(mine.seat, by=by)
    with time_machine.travel(timezone.now(), tick=False):  # a page may tell the time
        told = [Client().post(panels.address_of_door(code)) for code in (used, ended, "NEVERWAS2345")]
    pages = {re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", one.content.decode()) for one in told}
    assert ([one.status_code for one in told], len(pages)) == ([404, 404, 404], 1)
    typed = Client().post(reverse("reading:code"), {"code": "never-was"})
    assert typed.status_code == 404 and "does not open anything" in typed.content.decode()


def test_a_code_never_opens_the_account_of_staff(session: Session) -> None:
    by = session.sample.drawn_by
    both = a_user(Role.PANEL_MEMBER, Role.MANAGER)
    seat = a_seat(session.panel, by=by, person=both)
    _, code = panels.make_door(seat, by=by)
    assert Client().post(panels.address_of_door(code)).status_code == 404


# Whose file it is


def test_a_member_sees_their_own_files_and_nothing_of_others_or_of_staff(session: Session, mine: Allocation) -> None:
    other = session.allocations.exclude(seat=mine.seat).first()
    assert other is not None
    client = signed_in(mine.seat.user)
    for page in ("file", "read", "check", "done"):
        assert client.get(address(page, other)).status_code == 404
    for page in ("start", "swap", "declare"):
        assert client.post(address(page, other)).status_code == 404
    for staff in (session.get_absolute_url(), mine.drawn_file.extract.get_absolute_url(), reverse("panels:list")):
        assert client.get(staff).status_code == 404
    with pytest.raises(RuleBroken, match="not yours"):
        scoring.start(other, by=mine.seat.user, **clock())
    assert client.get(reverse("home")).url == reverse("reading:home")


def test_a_recalled_file_is_gone_at_the_next_request(mine: Allocation) -> None:
    client = signed_in(begun(mine).seat.user)
    assert client.get(address("read", mine)).status_code == 200
    extract = mine.drawn_file.extract
    extracts.recall(extract, reason="A name was in it", by=mine.session.sample.drawn_by)
    assert [client.get(address(page, mine)).status_code for page in ("file", "read", "check")] == [404, 404, 404]
    gone = client.get(address("read", mine)).content.decode()
    assert "You did nothing wrong" in gone and "Talk to someone" in gone and "Leave now" in gone
    assert client.post(address("question", mine, 1), {"value": "YES", "key": uuid4()}).status_code == 404
    with pytest.raises(RuleBroken, match="taken back"):
        answered(mine)


def test_nobody_under_18_reads_without_a_grown_up(mine: Allocation) -> None:
    Session.objects.filter(pk=mine.session_id).update(adult_until=timezone.now())
    client = signed_in(mine.seat.user)
    assert client.get(address("file", mine)).status_code == 409
    assert "grown-up" in client.post(address("start", mine)).content.decode()
    assert Allocation.objects.get(pk=mine.pk).stage == AllocationStage.DEALT


def test_the_promise_is_made_by_pressing_a_button(session: Session) -> None:
    seat = a_seat(session.panel, by=session.sample.drawn_by, ready=False)
    client = signed_in(seat.user)
    assert session.panel.undertaking in client.get(reverse("reading:home")).content.decode()
    client.post(reverse("reading:promise", args=[seat.pk]))
    seat.refresh_from_db()
    assert seat.undertaking_on == timezone.localdate()


# Reading and answering


def test_a_file_from_its_facts_to_thanks_and_its_answers_stand(session: Session, mine: Allocation) -> None:
    client = signed_in(mine.seat.user)
    before = client.get(address("file", mine)).content.decode()
    assert "Swearing" in before and "the north" in before and "Nobody said sorry" not in before
    for page, *more in (("read",), ("mark",), ("question", 1), ("check",), ("done",)):
        assert client.get(address(page, mine, *more)).status_code == 409, "not begun"
    assert client.post(address("question", mine, 1), {"value": "YES", "key": uuid4()}).status_code == 409
    assert client.post(address("start", mine)).url == address("read", mine)
    read = client.get(address("read", mine)).content.decode()
    assert "Nobody said sorry" in read and f"For {mine.seat.alias} only" in read
    assert AuditEvent.objects.filter(verb="extract.opened", by=mine.seat.user).count() == 1
    following = address("question", mine, 1)
    while "questions" in following:
        page = client.get(following).content.decode()
        key = KEY.search(page)
        assert key
        nothing = client.post(following, {"key": key[1]}).content.decode()
        assert "Pick an answer" in nothing
        following = client.post(following, {"value": "NO", "why": "It was cold", "key": key[1]}).url
    assert following == address("check", mine)
    assert client.get(following).content.decode().count("It was cold") == 4
    assert client.post(following).url == address("done", mine)
    assert "Thank you" in client.get(address("done", mine)).content.decode()
    assert client.post(address("question", mine, 1), {"value": "YES", "key": uuid4()}).status_code == 409
    assert set(Answer.objects.values_list("value", "version")) == {("NO", 1)}


def test_bad_input_is_told_and_keeps_nothing(mine: Allocation) -> None:
    client = signed_in(begun(mine).seat.user)
    for place in (0, 5, 99):
        assert client.get(address("question", mine, place)).status_code == 404
    for typed in ({"value": "PERHAPS"}, {"value": "YES", "key": "x"}, {"value": "YES", "key": ""}):
        response = client.post(address("question", mine, 1), {"key": uuid4()} | typed)
        assert response.status_code == 200 and "There is a problem" in response.content.decode()
    assert not Answer.objects.exists()


def test_a_resend_counts_once_and_another_answer_replaces_the_first(mine: Allocation) -> None:
    row, key = begun(mine), uuid4()
    first, second = row.session.question_set.questions.all()[:2]
    by = row.seat.user
    for _ in range(3):
        kept = scoring.answer(row, question=first, value="YES", key=key, by=by, **clock())
    assert (Answer.objects.count(), kept.version) == (1, 1)
    kept = scoring.answer(row, question=first, value="NO", key=uuid4(), by=by, **clock())
    assert (Answer.objects.count(), kept.value, kept.version) == (1, "NO", 2)
    with pytest.raises(RuleBroken, match="another question"):
        scoring.answer(row, question=second, value="NO", key=kept.key, by=by, **clock())
    with pytest.raises(RuleBroken, match="Pick an answer"):
        scoring.answer(row, question=second, value="PERHAPS", key=uuid4(), by=by, **clock())


def test_a_question_can_be_skipped_but_not_all_and_handing_in_happens_once(mine: Allocation) -> None:
    row = begun(mine)
    client = signed_in(row.seat.user)
    with pytest.raises(RuleBroken, match="answered nothing yet"):
        scoring.finish(row, by=row.seat.user, **clock())
    assert f'href="{address("question", row, 2)}"' in client.get(address("question", row, 1)).content.decode()
    question = row.session.question_set.questions.all()[2]
    scoring.answer(row, question=question, value="CANT_TELL", key=uuid4(), by=row.seat.user, **clock())
    assert client.get(address("check", row)).content.decode().count("Skipped") == 3
    scoring.finish(row, by=row.seat.user, **clock())
    at = Scorecard.objects.get().submitted_at
    scoring.finish(row, by=row.seat.user, **clock())
    assert Scorecard.objects.get().submitted_at == at
    with pytest.raises(RuleBroken, match="not reading this file"):
        answered(row)


def test_nothing_is_taken_after_the_close(mine: Allocation) -> None:
    row = begun(mine)
    sessions.close_session(row.session, by=row.session.sample.drawn_by, at=timezone.now())
    acts = (
        answered,
        lambda one: scoring.finish(one, by=one.seat.user, **clock()),
        lambda one: scoring.swap(one, by=one.seat.user, at=timezone.now()),
    )
    for act in acts:
        with pytest.raises(RuleBroken, match="closed"):
            act(row)
    assert signed_in(row.seat.user).get(address("read", row)).status_code == 404


@pytest.mark.parametrize("act", ["swap", "declare"])
def test_a_file_given_back_never_comes_again_and_another_comes_if_one_lacks_a_reader(act: str) -> None:
    session = an_open_session(members=1, files=3, files_per_reader=2, readers_per_file=1)
    first = session.allocations.select_related("seat__user", "session").order_by("position")[0]
    client = signed_in(first.seat.user)
    page = client.post(address(act, first), follow=True).content.decode()
    assert "You have a different file" in page
    assert client.get(address("file", first)).status_code == 404
    files = list(session.allocations.values_list("drawn_file", flat=True))
    assert len(files) == len(set(files)) == 3
    last = session.allocations.exclude(pk=first.pk).order_by("-position")[0]
    page = client.post(address(act, last), follow=True).content.decode()
    assert "There is no other file" in page


def test_after_three_files_comes_a_break() -> None:
    session = an_open_session(members=1, files=3, readers_per_file=1)
    for row in session.allocations.select_related("seat__user", "session"):
        page = scoring.finish(answered(begun(row)), by=row.seat.user, **clock())
        told = signed_in(row.seat.user).get(address("done", page)).content.decode()
    assert "That is 3 files. Take a break" in told


def test_after_half_an_hour_without_a_break_one_is_offered_wherever_the_reader_is() -> None:
    session = an_open_session(members=1, files=2, readers_per_file=1)
    first, second = session.allocations.select_related("seat__user", "session").order_by("position")
    start = timezone.now()
    client = signed_in(first.seat.user)

    def said(row: Allocation, place: int, minutes: int) -> str:
        """What the phone is told when an answer arrives so many minutes after the first file was begun."""
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            given = {"place": place, "value": "NO", "key": uuid4(), "given": int(timezone.now().timestamp() * 1000)}
            return str(client.post(address("save", row), given).json()["rest"])

    with time_machine.travel(start, tick=False):
        begun(first)
    assert [said(first, place, minutes) for place, minutes in ((1, 12), (2, 29))] == ["", ""]
    assert "You have read for half an hour" in said(first, 3, 30)
    with time_machine.travel(start + timedelta(minutes=31), tick=False):
        assert "You have read for half an hour" in client.get(address("question", first, 4)).content.decode()
        scoring.finish(first, by=first.seat.user, **clock())
        done = client.get(address("done", first)).content.decode()
        assert "You have read for half an hour. Take a break" in done and "That is" not in done
    with time_machine.travel(start + timedelta(minutes=50), tick=False):  # eight to read it, ten of a break, and one
        begun(second)
        assert "half an hour" not in client.get(address("question", second, 1)).content.decode()
    assert said(second, 1, 60) == ""


def test_asking_for_somebody_tells_the_lead_and_leaving_signs_out(
    mine: Allocation, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(mine.seat.user)
    page = client.get(reverse("reading:help")).content.decode()
    assert "0800 1111" in page and "Sam" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("reading:help"), {"kind": "DISTRESS", "words": "It upset me"})
    flag = Flag.objects.get()
    assert (flag.seat, flag.session, flag.words) == (mine.seat, mine.session, "It upset me")
    assert client.post(reverse("reading:leave")).url == reverse("reading:code")
    assert client.get(reverse("reading:home")).status_code == 302


def test_the_home_page_asks_the_same_number_of_queries_for_one_file_and_three(
    django_assert_max_num_queries: Any,
) -> None:
    for files in (1, 3):
        session = an_open_session(members=1, files=files, readers_per_file=1)
        seat = session.panel.seats.get()
        client = signed_in(seat.user)
        with django_assert_max_num_queries(22):
            assert client.get(reverse("reading:home")).content.decode().count("About 8 minutes") == files
