"""Finding complaints: each filter, what a search finds and why, and views that are kept."""

import threading
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import workflow as casework
from complaints import querysets
from complaints.choices import AgeBand, Decision, Handling, ImportState
from complaints.filters import FIRST_ASKED, ComplaintFilter, asked
from complaints.models import Category, Complaint, Factor, Lexeme, ProgressUpdate, Watch
from complaints.rules import NOTICE_ROUTES, notices_due, received_at_age, starts_overdue, words_of
from complaints.workflow import records
from complaints.workflow.words import ask_for_reading
from pcc import exports, jobs
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import AuditEvent, BankHoliday, ClockRule, SavedView, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import (
    a_batch,
    a_case,
    a_complaint,
    a_force,
    a_notice,
    a_saved_view,
    a_user,
    an_allegation,
)

TODAY = date(2026, 4, 2)


def found(person: User, query: str, on: date = TODAY) -> list[str]:
    """The references that these filters leave, in order of reference."""
    return sorted(row.reference for row in asked(person, QueryDict(query), on).qs)


def why(person: User, text: str) -> str:
    query = QueryDict(mutable=True)
    query["q"] = text
    filterset = asked(person, query, TODAY)
    assert filterset.qs is not None
    assert filterset.found is not None
    return filterset.found.how


def read_the_words() -> None:
    assert jobs.run(ask_for_reading().pk) == "DONE"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_words_to_be_read(officer: User) -> None:
    """A complaint with words that stand already is entered while a reading of all words is still open."""
    force = a_force()
    a_complaint(force=force, area="Quayside")
    read_the_words()
    a_complaint(force=force, area="Docklands")
    refused: list[Exception] = []

    def enter() -> None:
        facts = {"reference": "CO/2/26", "received_on": TODAY, "area": "Quayside"}
        try:
            records.enter(force, facts=facts, by=officer, on=TODAY)
        except OperationalError as waited:
            refused.append(waited)
        finally:
            connection.close()

    with transaction.atomic():
        read_the_words()
        other = threading.Thread(target=enter)
        other.start()
        other.join()
    assert refused == []
    assert set(Lexeme.objects.values_list("lexeme", flat=True)) >= {"quaysid", "dockland"}
    Complaint.objects.filter(area="Docklands").delete()
    read_the_words()
    assert not Lexeme.objects.filter(lexeme="dockland").exists()


def test_each_filter_leaves_what_it_names(officer: User) -> None:
    force = a_force()
    batch = a_batch(force=force, taken_on=date(2026, 3, 31), state=ImportState.LOADED, loaded_at="2026-04-01T09:00Z")
    a_complaint(reference="PLAIN", force=force)
    a_complaint(reference="AREA", force=force, area="North East")
    a_complaint(reference="GONE", force=force, vanished_on=date(2025, 1, 1))
    a_complaint(reference="YOUNG", force=force, young_person=True)
    a_complaint(reference="BAND", force=force, age_band=AgeBand.FROM_14)
    a_complaint(reference="ADULT", force=force, young_person=False)
    a_complaint(reference="ENDED", force=force, finalised_on=date(2024, 4, 4), first_batch=batch)
    a_complaint(reference="NEW", force=force, received_on=date(2026, 3, 2), last_batch=batch)
    told = a_complaint(reference="TOLD", force=force, categories=["Use of force"])
    factor = Factor.objects.first()
    assert factor is not None
    code = Category.objects.filter(parent__isnull=False, valid_to=None).first()
    assert code is not None
    an_allegation(told, decision="Service Acceptable", decision_code=Decision.NO_CASE, factors=[factor.code], code=code)
    records.put_label(told, name="To read", by=officer)
    Watch.objects.create(complaint=told, user=officer, since="2026-04-01T09:00Z")

    everything = {"PLAIN", "AREA", "GONE", "YOUNG", "BAND", "ADULT", "ENDED", "NEW", "TOLD"}
    assert set(found(officer, "")) == everything
    for query, expected in {
        "area=north east": ["AREA"],
        "state=gone": ["GONE"],
        "state=finalised": ["ENDED"],
        "young=yes": ["BAND", "YOUNG"],
        "young=no": sorted(everything - {"BAND", "YOUNG"}),
        "category=Use of force": ["TOLD"],
        "decision=service acceptable": ["TOLD"],
        f"decision={Decision.NO_CASE.label}": ["TOLD"],
        f"factor={factor.code}": ["TOLD"],
        f"code={code.code.lower()}": ["TOLD"],
        f"code={code.code[0]}": ["TOLD"],
        "label=to READ": ["TOLD"],
        "watched=me": ["TOLD"],
        f"imported={batch.pk}": ["ENDED", "NEW"],
        "age=0-28": ["NEW"],
        "age=251-": sorted(everything - {"ENDED", "NEW", "GONE"}),
        f"age=251-&force={a_force().code}": [],
    }.items():
        assert (query, found(officer, query)) == (query, expected)
    assert found(a_user(Role.MANAGER), "watched=me") == []


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(low=st.integers(0, 300), span=st.none() | st.integers(0, 100), days=st.integers(0, 900))
def test_days_of_an_age_are_those_that_are_so_old(low: int, span: int | None, days: int) -> None:
    calendar = BankHoliday.objects.as_calendar()
    high = None if span is None else low + span
    received = TODAY - timedelta(days=days)
    age = calendar.between(received, TODAY)
    window = received_at_age(low, high, as_at=TODAY, calendar=calendar)
    is_in = window is not None and window[0] <= received <= window[1]
    assert is_in == (low <= age and (high is None or age <= high))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(days=st.integers(0, 3500), ahead=st.integers(0, 400))
def test_overdue_notices_are_those_that_a_complaint_page_counts(days: int, ahead: int) -> None:
    """The list's one condition and the page's walk through due dates agree for every start and day."""
    calendar = BankHoliday.objects.as_calendar()
    on = TODAY + timedelta(days=ahead)
    rule = ClockRule.objects.for_start("twelve_month_notice", on=TODAY).as_rule()
    assert rule.in_force_from is not None
    received = max(rule.in_force_from, on - timedelta(days=days))
    owed = notices_due(
        rule, handling=Handling.LOCAL, received_on=received, finalised_on=None, as_at=on, calendar=calendar
    )
    overdue = sum(notice.due_on < on for notice in owed)
    assert sum(received <= start for start in starts_overdue(rule, on=on, calendar=calendar)) == overdue


def test_overdue_tells_what_is_owed_and_not_recorded(officer: User) -> None:
    old, ancient = date(2025, 3, 1), date(2024, 3, 4)
    a_complaint(reference="OWED", handling=Handling.LOCAL, received_on=old)
    a_complaint(reference="OUTSIDE", handling=Handling.OUTSIDE, received_on=old)
    a_complaint(reference="ENDED", handling=Handling.LOCAL, received_on=old, finalised_on=date(2026, 4, 1))
    a_complaint(reference="YOUNG", handling=Handling.LOCAL, received_on=TODAY)
    noted = a_complaint(reference="NOTED", handling=Handling.LOCAL, received_on=old)
    a_notice(noted, by=officer, occurrence=1)
    second = a_complaint(reference="SECOND", handling=Handling.DIRECTED, received_on=ancient)
    a_notice(second, by=officer, occurrence=1)
    quiet = a_complaint(reference="QUIET")
    told = a_complaint(reference="TOLD")
    for complaint, day in ((quiet, date(2026, 2, 1)), (told, date(2026, 3, 30)), (told, date(2026, 1, 5))):
        ProgressUpdate.objects.create(
            complaint=complaint, given_on=day, recorded_by=officer, recorded_at="2026-04-01T09:00Z"
        )
    assert found(officer, "overdue=notice") == ["OWED", "SECOND"]
    assert found(officer, "overdue=update") == ["QUIET"]
    assert found(officer, "overdue=any") == ["OWED", "QUIET", "SECOND"]


def test_routes_with_notices_are_investigations() -> None:
    assert frozenset({Handling.LOCAL, Handling.DIRECTED, Handling.INDEPENDENT}) == NOTICE_ROUTES


@pytest.mark.parametrize(
    ("typed", "expected", "how"),
    [
        ("co-42", ["CO/42/24"], "References that begin with co-42."),
        ("42/24", ["CO/42/24"], "References that have 42/24 in them."),
        ("PX/42/24", ["CO/42/24"], "No reference has PX/42/24 in it. Showing those with its digits."),
        ("PQRSTU/42/24", [], "Holding “pqrstu”, “42” and “24”."),
        ("force", ["CO/42/24", "CO/77/24", "CO/78/24"], "Holding “force”."),
        ("FORCES excess", ["CO/42/24"], "Holding “forces” and “excess”."),
        ("exces", ["CO/42/24"], "Holding “exces”."),
        ("harasment", ["CO/42/24", "CO/77/24", "CO/78/24"], "Holding “harasment”."),
        ("harrasment", ["CO/42/24", "CO/77/24", "CO/78/24"], "No record has “harrasment”. Showing those holding “hara"),
        ("harras", ["CO/42/24", "CO/77/24", "CO/78/24"], "No record has “harras”. Showing those holding “harassment”."),
        ("haras ment", [], "Holding “haras” and “ment”."),
        ("zzzzz", [], "Holding “zzzzz”."),
        ("co", ["CO/42/24", "CO/77/24", "CO/78/24"], "References that begin with co."),
        ("&|!():*'", [], "Nothing to search for"),
        ("of the", [], "No record is told apart by “of” and “the”: add another word."),
    ],
)
def test_a_search_says_what_it_found_and_why(typed: str, expected: list[str], how: str, officer: User) -> None:
    a_complaint(reference="CO/42/24", categories=["Use of force", "Harassment"], result="Excessive, upset")
    a_complaint(reference="CO/77/24", categories=["Use of force", "Harassment"], area="North")
    a_complaint(reference="CO/78/24", categories=["Use of force"], area="Harassment Lane")
    read_the_words()
    query = QueryDict(mutable=True)
    query["q"] = typed
    assert found(officer, query.urlencode()) == expected
    assert why(officer, typed).startswith(how)


def test_a_word_that_few_records_hold_is_not_taken_for_a_commoner_one(officer: User) -> None:
    for number in range(3):
        a_complaint(reference=f"F/{number}", area="Westhall")
    a_complaint(reference="R/1", area="Westham")
    read_the_words()
    assert (found(officer, "q=westham"), why(officer, "westham")) == (["R/1"], "Holding “westham”.")
    assert found(officer, "q=westhall") == ["F/0", "F/1", "F/2"]
    assert why(officer, "westhxm").startswith("No record has “westhxm”. Showing those holding “west")


@pytest.mark.parametrize("typed", ["property", "premises", "property/premises", "premisses", "or/wilful", "albans"])
def test_words_that_a_mark_joins_are_found_apart(typed: str, as_officer: Client) -> None:
    for number in range(3):
        a_complaint(reference=f"C/{number}", categories=["Damage to property/premises and/or wilful"], area="St.Albans")
    a_complaint(reference="OTHER", categories=["Use of force"])
    read_the_words()
    page = as_officer.get("/complaints/", {"q": typed, "sort": "reference"})
    assert [row[0]["text"] for row in page.context["rows"]] == ["C/0", "C/1", "C/2"]
    assert "Found in " in page.context["rows"][0][0]["hint"]


def test_the_list_says_where_the_words_of_each_row_were_found(as_officer: Client) -> None:
    a_complaint(reference="A/1", area="Harbour", categories=["Harbour noise"])
    a_complaint(reference="B/1", area="Harbour")
    page = as_officer.get("/complaints/", {"q": "harbours", "sort": "reference"})
    hints = [row[0]["hint"] for row in page.context["rows"]]
    assert [hint.split(". ")[1] for hint in hints] == ["Found in allegations and area", "Found in area"]


def test_no_search_finds_what_is_shut_nor_tells_its_words(officer: User) -> None:
    sealed = a_complaint(reference="SEALED/9", area="Zanzibar", case=a_case())
    assert sealed.case is not None
    by = a_user(Role.MANAGER)
    casework.seal(sealed.case, reason="A colleague is named", named=[by], review_on=timezone.localdate(), by=by)
    read_the_words()
    for text in ("SEALED/9", "EALED/9", "XX/9", "zanzibar", "zanzibarr"):
        query = QueryDict(mutable=True)
        query["q"] = text
        assert found(officer, query.urlencode()) == []
        assert "zanzibar." not in why(officer, text).lower().replace("“zanzibar”", "")
    assert "“zanzibar”" not in why(officer, "zanzibarr")
    assert found(by, "q=zanzibar") == ["SEALED/9"]


def test_words_are_kept_once_several_complaints_have_them(db: None) -> None:
    for number in range(3):
        a_complaint(area="Harbour", result="Once" if number else "Twice over")
    read_the_words()
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, stem FROM complaints_word ORDER BY word")
        assert cursor.fetchall() == [("harbour", "harbour")]


def test_the_beginning_of_a_word_is_found_as_soon_as_a_complaint_has_it(officer: User) -> None:
    force, on = a_force(), date(2024, 6, 1)
    facts = {"reference": "CO/1", "received_on": date(2024, 5, 1), "area": "Quaysides", "handling": "LOCAL"}
    complaint = records.enter(force, facts=facts, by=officer, on=on)
    assert found(officer, "q=quaysi") == ["CO/1"]
    records.edit(complaint, changes={"area": "Wharf's end"}, seen=complaint.version, by=officer, on=on)
    assert (found(officer, "q=wha"), found(officer, "q=quaysi")) == (["CO/1"], [])


def test_a_beginning_that_very_many_words_share_finds_them_all(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets, "MOST_STEMS", 2)
    for number, area in enumerate(("Harbour", "Hartley", "Harwich", "Harrow", "Dover")):
        a_complaint(reference=f"H/{number}", area=area)
    read_the_words()
    assert found(officer, "q=har&sort=reference") == ["H/0", "H/1", "H/2", "H/3"]


@pytest.mark.parametrize(
    "area", ["it's 'quoted' \\ here", "a@b.example", "North-west & (South)", "http://x.example/a?b"]
)
def test_every_word_of_an_area_finds_it(area: str, officer: User) -> None:
    complaint = a_complaint(reference="X/Y", area=area)
    a_complaint(area="Elsewhere", categories=["Something"])
    read_the_words()
    with connection.cursor() as cursor:
        cursor.execute("SELECT lexeme FROM complaints_lexeme WHERE lexeme ~ '^[a-z]'")
        stems = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT tsvector_to_array(search) <@ ARRAY(SELECT lexeme FROM complaints_lexeme) "
            "FROM complaints_complaint WHERE id = %s",
            [complaint.pk],
        )
        assert cursor.fetchone() == (True,)
    rows = Complaint.objects.visible_to(officer)
    for stem in stems:
        wanted = rows.with_words([querysets.Heard(stem, stem, [stem])])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM complaints_complaint WHERE %s = ANY(tsvector_to_array(search))", [stem]
            )
            assert wanted.count() == cursor.fetchone()[0] > 0


@given(st.text(max_size=40))
def test_words_are_letters_and_digits_alone(text: str) -> None:
    words = words_of(text)
    assert len(words) == len(set(words)) <= 8
    assert all(word.isalnum() for word in words)


def test_the_order_is_the_same_forwards_and_back_for_every_sort(as_officer: Client) -> None:
    days: Sequence[date | None] = [None, date(2024, 5, 1), date(2024, 5, 1), date(2024, 6, 1)]
    for number in range(40):
        a_complaint(reference=f"R{number:02}", finalised_on=days[number % 4], area="Ärea")
    for sort in ("received", "-received", "finalised", "-finalised", "reference", "-reference"):
        first = as_officer.get("/complaints/", {"sort": sort, "state": ""}).context["page"]
        second = as_officer.get(first.next).context["page"]
        assert len({row.pk for row in [*first.rows, *second.rows]}) == 40
        assert second.next is None
        assert [row.pk for row in as_officer.get(second.previous).context["page"].rows] == [r.pk for r in first.rows]


def test_the_filters_that_stand_open_are_filters() -> None:
    assert set(FIRST_ASKED) <= set(ComplaintFilter.base_filters)


def test_a_list_beyond_what_is_counted_says_so(as_officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(27):
        a_complaint()
    monkeypatch.setattr("pcc.views.MOST_COUNTED", 26)
    assert "<strong>26+</strong>" in as_officer.get("/complaints/").content.decode()


def test_an_office_without_complaints_is_told_where_they_come_from(as_officer: Client, as_manager: Client) -> None:
    page = as_officer.get("/complaints/").content.decode()
    assert ("There are no complaints yet" in page, "/complaints/imports/new/" in page) == (True, True)
    assert "/complaints/imports/new/" not in as_manager.get("/complaints/").content.decode()
    assert "No complaint matches" in as_officer.get("/complaints/", {"state": "open"}).content.decode()


# Saved views


def test_a_view_is_saved_shared_followed_and_removed(as_officer: Client, officer: User, as_manager: Client) -> None:
    a_complaint(reference="OPEN/1")
    a_complaint(reference="SHUT/1", finalised_on=date(2024, 5, 1))
    asked_for = "/reports/views/complaints/new/?state=open&sort=reference&after=x"
    assert "Open" in as_officer.get(asked_for).content.decode()
    to = as_officer.post(asked_for, {"name": "What is open", "shared": ""})["Location"]
    assert to == "/complaints/?state=open&sort=reference"
    page = as_officer.get(to)
    assert [row.reference for row in page.context["page"].rows] == ["OPEN/1"]
    assert [view["text"] for view in page.context["views"] if view["current"]] == ["What is open"]
    assert as_manager.get("/complaints/").context["views"] == []

    view = SavedView.objects.get()
    as_officer.post(f"/reports/views/complaints/{view.pk}/", {"name": "Still open", "shared": "on"})
    assert [each["text"] for each in as_manager.get("/complaints/").context["views"]] == ["Still open"]
    assert "Still open" in as_manager.get("/reports/views/complaints/").content.decode()

    assert as_officer.post(f"/reports/views/complaints/{view.pk}/remove/")["Location"] == "/reports/views/complaints/"
    assert not SavedView.objects.exists()
    verbs = AuditEvent.objects.filter(verb__startswith="view.").order_by("pk").values_list("verb", "facts")
    assert list(verbs) == [
        ("view.saved", {"shared": False}),
        ("view.changed", {"fields": ["name", "shared"]}),
        ("view.removed", {"shared": True}),
    ]


def test_a_view_is_changed_by_its_maker_or_once_shared_by_a_manager(officer: User, manager: User) -> None:
    own, shared = a_saved_view(by=officer), a_saved_view(by=officer, shared=True)
    colleague = a_user(Role.COMPLAINTS_OFFICER)
    for view, person in ((own, manager), (own, colleague), (shared, colleague)):
        with pytest.raises(RuleBroken, match="Only the person who saved this view"):
            exports.change_view(view, name="Mine now", shared=False, by=person)
    exports.change_view(shared, name="Tidied", shared=True, by=manager)
    assert signed_in(colleague).get(f"/reports/views/complaints/{own.pk}/").status_code == 404
    assert signed_in(colleague).get(f"/reports/views/complaints/{shared.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["", "  ", "a\x07b"])
def test_a_view_needs_a_name(name: str, officer: User) -> None:
    with pytest.raises(FieldsRefused):
        exports.save_view(name, listing="complaints", query="", shared=False, by=officer, at="2026-04-01T09:00Z")  # type: ignore[arg-type]


def test_a_person_has_one_view_of_a_name_however_written(as_officer: Client, officer: User) -> None:
    a_saved_view(by=officer, name="Open ones")
    page = as_officer.post("/reports/views/complaints/new/?state=open", {"name": "OPEN ONES"})
    assert "You have a view called OPEN ONES already." in page.content.decode()
    assert SavedView.objects.count() == 1


def test_what_cannot_be_listed_cannot_be_saved(as_officer: Client) -> None:
    assert as_officer.post("/reports/views/complaints/new/?state=half", {"name": "Half"}).status_code == 409
    assert not Complaint.objects.exists()
    assert not SavedView.objects.exists()
