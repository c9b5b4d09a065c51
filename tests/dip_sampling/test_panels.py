"""Seats, one-time doors, and questions whose versions never change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews.dip_sampling.choices import Place, SessionStage
from reviews.dip_sampling.models import Door, Question, Seat, Session
from reviews.dip_sampling.rules.dealing import dealt_out
from reviews.dip_sampling.rules.questions import STANDING, AskedQuestion
from reviews.dip_sampling.rules.reading import objection_to_reading
from reviews.dip_sampling.workflow import panels
from tests.conftest import signed_in
from tests.factories import a_user
from tests.panel_factories import AT, ON, a_coordinator, a_panel, a_question_set, a_seat


@pytest.mark.django_db
def test_a_member_under_18_is_an_alias_dates_and_flags_and_nothing_else() -> None:
    """SECURITY: no birth date, address, photograph or school can be stored, because there is nowhere to store it."""
    seat = a_seat(a_panel(), alias="Ash")
    assert {field.name for field in Seat._meta.concrete_fields} == {
        *("id", "panel", "user", "alias", "under_18", "began_on", "ends_on", "trained_on", "undertaking_on"),
        *("consent_on", "consent_until", "adult_until", "ended_at", "ended_by"),
    }
    assert (seat.user.email, seat.user.name, str(seat.user)) == (None, "", "Ash")
    assert seat.user.roles == {Role.PANEL_MEMBER}
    assert not seat.user.has_usable_password()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"alias": "ash"}, "called ash already"),
        ({"alias": " "}, "name by which"),
        ({"ends_on": date(2030, 1, 1)}, "no later than the term"),
    ],
)
def test_seats_that_cannot_be_given(fields: dict[str, object], sentence: str) -> None:
    panel = a_panel()
    a_seat(panel, alias="Ash")
    with pytest.raises(RuleBroken, match=sentence):
        a_seat(panel, **fields)
    assert panel.seats.count() == 1


@pytest.mark.django_db
def test_a_full_panel_takes_nobody_until_a_seat_ends() -> None:
    panel = a_panel(seat_count=1)
    seat = a_seat(panel)
    with pytest.raises(RuleBroken, match="All 1 seats"):
        a_seat(panel)
    panels.end_access(seat, by=panel.made_by)
    assert a_seat(panel).pk


@pytest.mark.django_db
def test_ending_access_shuts_open_pages_and_unused_ways_in_at_once() -> None:
    panel = a_panel()
    seat = a_seat(panel)
    _, code = panels.make_door(seat, by=panel.made_by)
    client = signed_in(seat.user)
    assert client.get("/account/sessions/").status_code == 200
    panels.end_access(seat, by=panel.made_by)
    assert client.get("/account/sessions/").status_code == 302
    assert panels.spend_door(code, at=timezone.now()) is None
    assert not User.objects.get(pk=seat.user_id).is_active


@pytest.mark.django_db
def test_a_door_opens_once_however_the_code_is_typed_and_only_its_digest_is_kept() -> None:
    panel = a_panel()
    seat = a_seat(panel)
    door, code = panels.make_door(seat, by=panel.made_by)
    assert code not in str(vars(Door.objects.get(pk=door.pk)))
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]}"
    assert panels.spend_door(typed, at=timezone.now()) == seat.user
    assert panels.spend_door(code, at=timezone.now()) is None
    assert list(AuditEvent.objects.filter(verb__startswith="door.").values_list("verb", flat=True)) == [
        "door.made",
        "door.spent",
        "door.refused",
    ]


@pytest.mark.django_db
def test_a_door_shuts_after_a_day_and_when_a_newer_one_is_made() -> None:
    panel = a_panel()
    seat = a_seat(panel)
    _, old = panels.make_door(seat, by=panel.made_by)
    door, new = panels.make_door(seat, by=panel.made_by)
    assert panels.spend_door(old, at=timezone.now()) is None
    assert panels.spend_door(new, at=door.good_until + timedelta(seconds=1)) is None
    assert panels.spend_door(new, at=timezone.now()) == seat.user


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_spend_a_door_once() -> None:
    panel = a_panel()
    seat = a_seat(panel)
    _, code = panels.make_door(seat, by=panel.made_by)

    def press(_: int) -> bool:
        try:
            return panels.spend_door(code, at=timezone.now()) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [False, False, False, True]


@pytest.mark.django_db
def test_a_version_of_questions_never_changes_and_editing_makes_the_next() -> None:
    by = a_coordinator()
    first = panels.write_questions("Standing", questions=STANDING, by=by)
    second = panels.write_questions("Standing", questions=STANDING[:2], theme="Stop and search", by=by)
    assert (first.version, second.version) == (1, 2)
    assert [question.code for question in first.questions.all()] == ["understood", "fair", "empathy", "trust"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Question.objects.filter(question_set=first).update(text="Another question")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ((), "at least one question"),
        ((STANDING[0], STANDING[0]), "Two questions have the code"),
        ((AskedQuestion("a", "A?", "a", counts_as_yes=()),), "count as yes"),
        ((AskedQuestion("a", "A?", "a", counts_as_yes=("YES", "MOSTLY", "NOT_REALLY", "NO")),), "not all of them"),
        ((AskedQuestion("a", " ", "a"),), "its words"),
    ],
)
def test_questions_that_cannot_be_a_set(questions: tuple[AskedQuestion, ...], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        a_question_set(questions=questions)


@pytest.mark.django_db
def test_only_the_coordinator_writes() -> None:
    other = a_user(Role.MANAGER)
    panel = a_panel()
    seat = a_seat(panel)
    for write in (
        lambda: panels.seat_member(panel, alias="X", under_18=False, began_on=ON, ends_on=ON, by=other),
        lambda: panels.end_access(seat, by=other),
        lambda: panels.make_door(seat, by=other),
        lambda: panels.write_questions("X", questions=STANDING, by=other),
        lambda: panels.give_undertaking(seat, by=other, on=ON),
        lambda: panels.close_panel(panel, by=other),
    ):
        with pytest.raises(RuleBroken):
            write()


READY = {
    "ended_at": None,
    "began_on": date(2026, 9, 1),
    "ends_on": date(2028, 8, 31),
    "undertaking_on": date(2026, 9, 5),
    "trained_on": date(2026, 9, 5),
    "under_18": True,
    "consent_until": date(2027, 8, 31),
    "adult_until": AT + timedelta(hours=1),
}


@pytest.mark.parametrize(
    ("changes", "place", "sentence"),
    [
        ({}, Place.REMOTE, ""),
        ({"adult_until": AT - timedelta(seconds=1)}, Place.REMOTE, "grown-up"),
        ({"adult_until": None}, Place.REMOTE, "grown-up"),
        ({"adult_until": None}, Place.ROOM, ""),
        ({"consent_until": date(2026, 11, 24)}, Place.ROOM, "consent"),
        ({"consent_until": None}, Place.ROOM, "consent"),
        ({"under_18": False, "consent_until": None, "adult_until": None}, Place.REMOTE, ""),
        ({"undertaking_on": None}, Place.ROOM, "promise"),
        ({"trained_on": None}, Place.ROOM, "training"),
        ({"ends_on": date(2026, 11, 24)}, Place.ROOM, "over"),
        ({"ended_at": AT}, Place.ROOM, "over"),
    ],
)
def test_who_may_open_a_file_now(changes: dict[str, object], place: str, sentence: str) -> None:
    seat = Seat(**READY | changes)
    session = Session(stage=SessionStage.OPEN, place=place, adult_until=AT + timedelta(hours=1))
    refusal = objection_to_reading(seat, session, at=AT, on=ON)
    assert sentence in refusal
    assert bool(sentence) == bool(refusal)


def test_a_room_counts_as_long_as_adults_are_said_to_be_in_it() -> None:
    session = Session(stage=SessionStage.OPEN, place=Place.ROOM, adult_until=AT - timedelta(seconds=1))
    assert "grown-up" in objection_to_reading(Seat(**READY), session, at=AT, on=ON)
    session.stage = SessionStage.CLOSED
    assert "not open" in objection_to_reading(Seat(**READY), session, at=AT, on=ON)


# Dealing out


def test_thirty_files_five_readers_fourteen_members_is_ten_or_eleven_files_each() -> None:
    dealt = dealt_out(range(30), range(100, 114), readers_per_file=5, files_per_reader=11)
    assert len(dealt) == len(set(dealt)) == 150
    loads = [sum(1 for _, seat in dealt if seat == one) for one in range(100, 114)]
    assert set(loads) == {10, 11}
    assert all(sum(1 for file, _ in dealt if file == one) == 5 for one in range(30))


PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(100, 106)), max_size=20)


@given(
    files=st.lists(st.integers(0, 9), unique=True, max_size=10),
    seats=st.lists(st.integers(100, 106), unique=True, max_size=7),
    never=PAIRS,
    readers=st.integers(1, 4),
    most=st.integers(1, 8),
)
def test_dealing_keeps_conflicts_out_and_limits_and_dealing_again_adds_nothing(
    files: list[int], seats: list[int], never: list[tuple[int, int]], readers: int, most: int
) -> None:
    limits = {"readers_per_file": readers, "files_per_reader": most}
    dealt = dealt_out(files, seats, never=never, **limits)
    assert len(dealt) == len(set(dealt))
    assert not set(dealt) & set(never)
    assert all(sum(1 for file, _ in dealt if file == one) <= readers for one in files)
    assert all(sum(1 for _, seat in dealt if seat == one) <= most for one in seats)
    assert dealt_out(files, seats, kept=dealt, never=never, **limits) == []
    if not never and seats:
        loads = [sum(1 for _, seat in dealt if seat == one) for one in seats]
        assert max(loads) - min(loads) <= 1
