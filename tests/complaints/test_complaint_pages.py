"""Pages of one complaint: what they show, what they ask, and what two people at one form see."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from complaints.choices import Handling, LinkKind
from complaints.models import Category, Complaint, Correction, MisconductOutcome
from complaints.workflow import records
from pcc import audit
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import (
    a_batch,
    a_case,
    a_complaint,
    a_correction,
    a_force,
    a_misconduct_outcome,
    a_notice,
    a_suspension,
    a_tribunal,
    a_user,
    an_allegation,
)


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    response = client.get(reverse(f"complaints:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def dates(complaint: Complaint, **given: Any) -> dict[str, Any]:
    """The posted form of the dates of a complaint."""
    typed: dict[str, Any] = {"version": complaint.version, "clashing": "", "reason": ""}
    for name in ("received_on", "logged_on", "first_contact_on", "finalised_on"):
        day = given.pop(name, getattr(complaint, name))
        parts = (day.day, day.month, day.year) if day else ("", "", "")
        typed |= {f"{name}_{part}": value for part, value in zip(("day", "month", "year"), parts, strict=True)}
    return typed | given


def about(complaint: Complaint, **given: Any) -> dict[str, Any]:
    names = ("area", "channel", "result", "complainant", "age_band")
    shown = {name: getattr(complaint, name) for name in names} | {"young_person": "", "reason": "", "clashing": ""}
    return shown | {"version": complaint.version} | given


# What the pages show


def test_the_identity_bar_measures_an_open_complaint_to_the_day_of_its_extract(as_officer: Client) -> None:
    force = a_force()
    batch = a_batch(force=force, taken_on=date(2024, 3, 28))
    complaint = a_complaint(force=force, last_batch=batch)
    text = page(as_officer, "complaint", complaint.pk)
    assert "Open on 28 March 2024" in text
    assert "18 working days" in text


def test_a_clock_of_twelve_months_says_why(as_officer: Client) -> None:
    complaint = a_complaint(handling=Handling.LOCAL, received_on=date(2024, 2, 29))
    text = page(as_officer, "complaint", complaint.pk)
    assert "Counting starts with that day" in text
    assert "Police (Complaints and Misconduct) Regulations 2020, regulation 13" in text
    assert "28 Feb 2025" in text


def test_the_next_update_is_due_four_weeks_after_the_last(as_officer: Client, officer: User) -> None:
    complaint = a_complaint()
    for day in (date(2024, 3, 8), date(2024, 4, 2)):
        records.note_update(complaint, given_on=day, by=officer, on=date(2026, 4, 2))
    shown = as_officer.get(complaint.get_absolute_url()).context["clocks"]
    assert [(each["clock"].rule.code, each["clock"].due_on) for each in shown] == [
        ("progress_update", date(2024, 4, 30))
    ]


def test_an_outcome_letter_is_measured_against_its_five_working_days(as_officer: Client) -> None:
    complaint = a_complaint(finalised_on=date(2024, 3, 28), outcome_sent_on=date(2024, 4, 9))
    each = as_officer.get(complaint.get_absolute_url()).context["clocks"][0]
    assert (each["clock"].due_on, each["due"]["state"]) == (date(2024, 4, 8), "missed")


def test_a_complaint_of_before_the_regulations_has_no_such_clock(as_officer: Client) -> None:
    complaint = a_complaint(handling=Handling.LOCAL, received_on=date(2019, 2, 28))
    assert "12-month notices" not in page(as_officer, "complaint", complaint.pk)


def test_the_national_code_stands_beside_the_forces_words(as_officer: Client) -> None:
    complaint = a_complaint()
    an_allegation(complaint, category="Use of force")
    an_allegation(complaint, category="Rudeness", code=Category.objects.get(scheme="NATIONAL-2020", code="H1"))
    text = page(as_officer, "complaint", complaint.pk)
    assert "National code B4 Use of force, named by the force&#x27;s words; code not verified" in text
    assert "National code H1 Impolite language/tone, set by the office" in text


def test_an_old_complaint_reads_in_the_scheme_of_its_time(as_officer: Client) -> None:
    complaint = a_complaint(received_on=date(2018, 5, 1))
    an_allegation(complaint, category="Incivility, impoliteness and intolerance")
    assert "National code U Incivility" in page(as_officer, "complaint", complaint.pk)


def test_linked_complaints_are_listed_both_ways_and_sealed_ones_are_not(as_officer: Client, officer: User) -> None:
    complaint, other, sealed = a_complaint(), a_complaint(), a_complaint(case=a_case())
    for linked in (other, sealed):
        records.link(complaint, other=linked, kind=LinkKind.SAME_INCIDENT, by=officer)
    manager = a_user(Role.MANAGER)
    casework.seal(sealed.case, reason="So", named=[manager], review_on=timezone.localdate(), by=manager)
    text = page(as_officer, "complaint", complaint.pk)
    assert other.reference in text
    assert sealed.reference not in text
    assert complaint.reference in page(as_officer, "complaint", other.pk)


def test_the_timeline_is_newest_first_and_marks_what_is_new_since_the_last_look(
    as_officer: Client, officer: User
) -> None:
    complaint = a_complaint(logged_on=date(2024, 3, 6))
    look = audit.record("complaint.viewed", complaint, by=officer)
    _set_back(look, hours=3)
    older = audit.record("complaint.labelled", complaint, by=a_user())
    _set_back(older, hours=4)
    colleague = a_user(Role.REVIEWS_MANAGER)
    records.note_update(complaint, given_on=date(2024, 4, 1), by=colleague, on=date(2026, 4, 2))
    response = as_officer.get(reverse("complaints:timeline", args=[complaint.pk]))
    items = [(item["title"], item["new"]) for item in response.context["items"]]
    assert items == [
        ("Update to the complainant recorded", True),
        ("Labelled", False),
        ("Update to the complainant", False),
        ("Logged", False),
        ("Received", False),
    ]
    assert "1 new since you last looked" in response.content.decode()


def _set_back(event: AuditEvent, *, hours: int) -> None:
    """Events cannot be changed: only here, as the superuser of a test, their guard is set aside."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE pcc_auditevent SET at = %s WHERE id = %s", [event.at - timedelta(hours=hours), event.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_moving_about_the_pages_does_not_use_up_what_is_new(as_officer: Client, officer: User) -> None:
    complaint = a_complaint()
    _set_back(audit.record("complaint.viewed", complaint, by=officer), hours=3)
    records.put_label(complaint, name="To read", by=a_user(Role.REVIEWS_MANAGER))
    for _ in range(2):
        page(as_officer, "complaint", complaint.pk)
    response = as_officer.get(reverse("complaints:timeline", args=[complaint.pk]))
    assert response.context["new"] == 1


def test_a_page_says_who_else_has_it_open(as_officer: Client) -> None:
    complaint = a_complaint()
    page(signed_in(a_user(Role.MANAGER, name="Mo Other")), "complaint", complaint.pk)
    assert "Mo Other also opened this" in page(as_officer, "complaint", complaint.pk)


def test_changes_say_who_when_from_and_to(as_officer: Client, officer: User) -> None:
    complaint = a_complaint(handling=Handling.OUTSIDE)
    as_officer.post(reverse("complaints:edit", args=[complaint.pk, "about"]), about(complaint, area="South"))
    rows = as_officer.get(reverse("complaints:changes", args=[complaint.pk])).context["rows"]
    assert [row[1:] for row in rows] == [["Local policing area", "Not stated", "South", str(officer)]]


@pytest.mark.parametrize("name", ["complaint", "timeline", "changes"])
def test_a_page_costs_the_same_with_one_part_of_each_and_with_three(
    as_officer: Client, officer: User, name: str
) -> None:
    bare, full = a_complaint(handling=Handling.LOCAL), a_complaint(handling=Handling.LOCAL)
    for complaint, parts in ((bare, 1), (full, 3)):
        for number in range(parts):
            an_allegation(complaint)
            a_notice(complaint, by=officer, occurrence=number + 1)
            records.put_label(complaint, name=f"Label {number}", by=officer)
            records.note_update(complaint, given_on=date(2024, 4, 1 + number), by=officer, on=date(2026, 4, 2))
        a_suspension(complaint, by=officer)
    page(as_officer, name, bare.pk)
    counts = []
    for complaint in (bare, full):
        with CaptureQueriesContext(connection) as caught:
            page(as_officer, name, complaint.pk)
        counts.append(len(caught))
    if name == "changes":  # the history of each allegation is read by itself
        assert counts[1] - counts[0] <= 2 * 4
    else:
        assert counts[0] == counts[1]
    assert counts[0] <= 45


def statements(client: Client, complaint: Complaint) -> int:
    page(client, "complaint", complaint.pk)
    with CaptureQueriesContext(connection) as caught:
        page(client, "complaint", complaint.pk)
    return len(caught)


def test_a_complaint_costs_few_statements_and_only_what_it_has_costs_more(as_officer: Client, officer: User) -> None:
    usual, full = a_complaint(), a_complaint(handling=Handling.LOCAL)
    an_allegation(usual)
    assert statements(as_officer, usual) <= 12
    an_allegation(full)
    for other in (usual, a_complaint(), a_complaint()):
        records.link(full, other=other, kind=LinkKind.RELATED, by=officer)
    with_links = statements(as_officer, full)
    a_notice(full, by=officer, occurrence=1)
    a_suspension(full, by=officer)
    a_correction(full, by=officer)
    records.put_label(full, name="Taser", by=officer)
    records.note_update(full, given_on=date(2024, 4, 1), by=officer, on=date(2026, 4, 2))
    assert (with_links <= 14, statements(as_officer, full) <= 19) == (True, True)


def test_get_changes_nothing_but_audit_and_session_rows(as_officer: Client, officer: User) -> None:
    complaint = a_complaint(handling=Handling.LOCAL)
    an_allegation(complaint)
    a_correction(complaint, by=officer)
    with CaptureQueriesContext(connection) as caught:
        for name in ("complaint", "timeline", "changes", "equality", "route", "review-body"):
            page(as_officer, name, complaint.pk)
    writes = [query["sql"] for query in caught if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert {sql.split('"')[1] for sql in writes} <= {"pcc_auditevent", "django_session"}


# Equality data


def test_each_look_at_equality_data_is_an_event_and_the_overview_never_shows_them(
    as_officer: Client, officer: User
) -> None:
    complaint = a_complaint()
    records.record_equality(complaint, changes={"religion": "SIKH"}, seen=0, by=officer)
    assert "Sikh" not in page(as_officer, "complaint", complaint.pk)
    assert "Sikh" not in page(as_officer, "changes", complaint.pk)
    before = AuditEvent.objects.filter(verb="equality.viewed").count()
    assert "Sikh" in page(as_officer, "equality", complaint.pk)
    event = AuditEvent.objects.filter(verb="equality.viewed").latest("pk")
    assert AuditEvent.objects.filter(verb="equality.viewed").count() == before + 1
    assert (event.by, event.subject_id) == (officer, str(complaint.pk))


def test_the_tab_of_equality_data_is_for_those_who_may_see_them(as_manager: Client) -> None:
    assert "Equality data" not in page(as_manager, "complaint", a_complaint().pk)


# What the forms do


def test_an_edit_without_a_reason_shows_the_form_again_with_the_sentence_at_its_field(as_officer: Client) -> None:
    force = a_force()
    complaint = a_complaint(force=force, last_batch=a_batch(force=force))
    response = as_officer.post(
        reverse("complaints:edit", args=[complaint.pk, "dates"]), dates(complaint, logged_on=date(2024, 3, 5))
    )
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["reason"]
    assert 'value="5"' in response.content.decode()


def test_a_correction_is_shown_with_both_values_and_can_be_settled(as_officer: Client) -> None:
    force = a_force()
    complaint = a_complaint(force=force, last_batch=a_batch(force=force), logged_on=date(2024, 3, 6))
    as_officer.post(
        reverse("complaints:edit", args=[complaint.pk, "dates"]),
        dates(complaint, logged_on=date(2024, 3, 5), reason="The log says so."),
    )
    text = page(as_officer, "complaint", complaint.pk)
    assert "The office: Tuesday 5 March 2024. The extract: Wednesday 6 March 2024." in text
    correction = Correction.objects.get()
    as_officer.post(reverse("complaints:accept", args=[complaint.pk, correction.pk]))
    assert Complaint.objects.get(pk=complaint.pk).logged_on == date(2024, 3, 6)


def test_a_colleagues_change_of_another_field_is_kept_and_told(as_officer: Client, officer: User) -> None:
    complaint = a_complaint(area="North", channel="Post")
    priya = signed_in(a_user(Role.REVIEWS_MANAGER, name="Priya Shah"))
    address = reverse("complaints:edit", args=[complaint.pk, "about"])
    priya.post(address, about(complaint, area="South"))
    response = as_officer.post(address, about(complaint, channel="Phone"), follow=True)
    kept = Complaint.objects.get(pk=complaint.pk)
    assert (kept.area, kept.channel) == ("South", "Phone")
    assert "Priya Shah changed Local policing area: both changes are kept" in response.content.decode()


def clash(as_officer: Client) -> tuple[Complaint, str, Any]:
    """Two people changed the area and the result; the answer that the later one gets."""
    complaint = a_complaint(area="North", channel="Post", result="")
    priya = signed_in(a_user(Role.REVIEWS_MANAGER, name="Priya Shah"))
    address = reverse("complaints:edit", args=[complaint.pk, "about"])
    priya.post(address, about(complaint, area="South", channel="Phone", result="Explained"))
    mine = about(complaint, area="East", result="Apologised", complainant="WITNESS")
    return complaint, address, as_officer.post(address, mine)


def test_the_loser_sees_both_versions_side_by_side_and_keeps_every_word(as_officer: Client) -> None:
    complaint, _, response = clash(as_officer)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Someone saved this while you were writing" in text
    assert "Priya Shah changed Local policing area, The force&#x27;s word for how it ended at " in text
    assert response.context["clashes"] == [
        ["Local policing area", "North", "East", "South"],
        ["The force's word for how it ended", "Not stated", "Apologised", "Explained"],
    ]
    assert [column["label"] for column in response.context["clash_columns"]][2:] == ["Yours", "Priya Shah"]
    form = response.context["form"]
    assert (form["area"].value(), form["result"].value(), form["channel"].value(), form["complainant"].value()) == (
        "East",
        "Apologised",
        "Phone",
        "WITNESS",
    )
    assert Complaint.objects.get(pk=complaint.pk).area == "South"


@pytest.mark.parametrize(
    ("take", "area", "result"),
    [
        (("mine", "theirs"), "East", "Explained"),
        (("theirs", "mine"), "South", "Apologised"),
        (("both", "both"), "East South", "Apologised Explained"),
    ],
)
def test_the_loser_chooses_field_by_field(as_officer: Client, take: tuple[str, str], area: str, result: str) -> None:
    complaint, address, response = clash(as_officer)
    form = response.context["form"]
    again = {name: form[name].value() for name in form.fields if not name.startswith("take_")}
    again["young_person"] = ""
    again |= {"take_area": take[0], "take_result": take[1]}
    assert as_officer.post(address, again).status_code == 302
    kept = Complaint.objects.get(pk=complaint.pk)
    assert (kept.area, kept.result, kept.channel, kept.complainant) == (area, result, "Phone", "WITNESS")


def test_a_clash_without_a_choice_is_asked_again(as_officer: Client) -> None:
    complaint, address, response = clash(as_officer)
    form = response.context["form"]
    again = {name: form[name].value() for name in form.fields if not name.startswith("take_")}
    again["young_person"] = ""
    asked = as_officer.post(address, again)
    assert sorted(asked.context["form"].errors) == ["take_area", "take_result"]
    assert asked.context["clashes"] == [
        ["Local policing area", "East", "South"],
        ["The force's word for how it ended", "Apologised", "Explained"],
    ]
    assert Complaint.objects.get(pk=complaint.pk).area == "South"


def test_a_made_up_clash_asks_of_nothing_that_is_no_field(as_officer: Client) -> None:
    complaint = a_complaint(area="North")
    address = reverse("complaints:edit", args=[complaint.pk, "about"])
    answer = as_officer.post(address, about(complaint, area="x" * 500, clashing="reason version area area nothing"))
    assert (answer.status_code, answer.context["form"].asked) == (200, ["area"])
    assert [row[0] for row in answer.context["clashes"]] == ["Local policing area"]


def test_equality_data_of_two_people_clash_at_the_first_entry_too(as_officer: Client) -> None:
    complaint = a_complaint()
    address = reverse("complaints:equality", args=[complaint.pk])
    given = dict.fromkeys(("ethnic_group", "gender_reassigned", "disabled", "religion", "orientation"), "")
    mine = given | {"version": 0, "clashing": "", "sex": "FEMALE"}
    other = signed_in(a_user(Role.REVIEWS_MANAGER))
    other.post(address, mine | {"sex": "MALE"})
    response = as_officer.post(address, mine)
    assert response.status_code == 409
    assert response.context["clashes"][0][2:] == ["Female", "Male"]


def test_a_complaint_is_entered_from_its_page(as_officer: Client) -> None:
    force = a_force()
    typed = {
        "force": force.pk,
        "reference": "CO/7/26",
        "received_on_day": 2,
        "received_on_month": 3,
        "received_on_year": 2026,
        "handling": "LOCAL",
        "area": "",
        "channel": "",
        "young_person": "True",
    }
    response = as_officer.post(reverse("complaints:enter"), typed, follow=True)
    complaint = Complaint.objects.get()
    assert (complaint.reference, complaint.young_person, complaint.version) == ("CO/7/26", True, 1)
    assert "no extract has brought it yet" in response.content.decode()
    again = as_officer.post(reverse("complaints:enter"), typed)
    assert list(again.context["form"].errors) == ["reference"]


@pytest.mark.parametrize("page", ["enter", "bring-in", "record-misconduct", "record-tribunal"])
def test_the_only_force_is_chosen_already_and_of_two_none_is(as_officer: Client, page: str) -> None:
    force = a_force()
    chosen = f'<option value="{force.pk}" selected>'
    address = reverse(f"complaints:{page}")
    assert chosen in as_officer.get(address).content.decode()
    a_force()
    two = as_officer.get(address).content.decode()
    assert chosen not in two
    assert "Choose a force" in two


def test_a_suspension_is_entered_and_ended_from_its_pages(as_officer: Client) -> None:
    complaint = a_complaint()
    typed = {"began_on_day": 11, "began_on_month": 3, "began_on_year": 2024, "reason": "CRIMINAL", "note": ""}
    as_officer.post(reverse("complaints:suspend", args=[complaint.pk]), typed)
    suspension = complaint.suspensions.get()
    end = {"ended_on_day": 15, "ended_on_month": 3, "ended_on_year": 2024}
    as_officer.post(reverse("complaints:end-suspension", args=[complaint.pk, suspension.pk]), end)
    assert Complaint.objects.get(pk=complaint.pk).suspended_days == 4


def test_a_part_of_another_complaint_is_not_found(as_officer: Client, officer: User) -> None:
    complaint, other = a_complaint(), a_complaint()
    suspension = a_suspension(other, by=officer)
    correction = a_correction(other, by=officer)
    for name, pk in (("end-suspension", suspension.pk), ("accept", correction.pk)):
        address = reverse(f"complaints:{name}", args=[complaint.pk, pk])
        assert as_officer.get(address).status_code == 404
        assert as_officer.post(address).status_code == 404
    assert other.suspensions.get().ended_on is None
    assert Correction.objects.get().settled_at is None


def test_a_complaint_is_linked_by_its_reference(as_officer: Client) -> None:
    force = a_force()
    complaint, other = a_complaint(force=force), a_complaint(force=force)
    address = reverse("complaints:link", args=[complaint.pk])
    written = other.reference.lower().replace("/", " ")
    as_officer.post(address, {"reference": written, "kind": "DUPLICATE", "note": ""})
    assert Complaint.objects.get(pk=complaint.pk).duplicate_of == other
    missing = as_officer.post(address, {"reference": "NO/SUCH", "kind": "RELATED", "note": ""})
    assert "There is no complaint with this reference" in missing.content.decode()


def test_a_file_once_open_is_not_offered_again(as_officer: Client) -> None:
    complaint = a_complaint()
    as_officer.post(reverse("complaints:open-file", args=[complaint.pk]))
    assert "Open a case file" not in page(as_officer, "complaint", complaint.pk)
    assert as_officer.get(reverse("complaints:open-file", args=[complaint.pk])).status_code == 409


def test_a_reader_sees_no_way_to_change(as_manager: Client) -> None:
    complaint = a_complaint()
    an_allegation(complaint)
    text = page(as_manager, "complaint", complaint.pk)
    assert "/edit/" not in text
    assert "Record a change of route" not in text


def test_text_in_any_field_of_a_record_is_shown_as_text(as_officer: Client, officer: User) -> None:
    hostile = '"><svg onload=alert(1)>'
    complaint = a_complaint(handling=Handling.LOCAL, received_on=date(2024, 3, 4))
    a_notice(complaint, by=officer, reasons=hostile, action_note=hostile)
    a_correction(complaint, by=officer, field="area", office_value=hostile, extract_value=hostile, reason=hostile)
    records.put_label(complaint, name=hostile, by=officer)
    records.note_update(complaint, given_on=date(2024, 4, 1), note=hostile, by=officer, on=date(2026, 4, 2))
    records.change_route(
        complaint,
        handling=Handling.DIRECTED,
        changed_on=date(2024, 4, 2),
        reason=hostile,
        by=officer,
        on=date(2026, 4, 2),
    )
    for name in ("complaint", "timeline", "changes"):
        assert "<svg onload" not in page(as_officer, name, complaint.pk)


# The registers


def test_the_registers_are_figures_by_both_kinds_of_year_that_drill_to_their_entries(
    as_officer: Client, officer: User
) -> None:
    for day, sanction in (
        (date(2024, 3, 31), "DISMISSED"),
        (date(2024, 4, 1), "DISMISSED"),
        (date(2023, 6, 1), "NOT_PROVED"),
    ):
        a_misconduct_outcome(by=officer, decided_on=day, sanction=sanction)
    a_tribunal(by=officer)
    context = as_officer.get(reverse("complaints:misconduct-figures")).context
    lines = [(line.key, line.outcomes, line.dismissed, line.others, line.appeals) for line in context["report"].lines]
    assert lines == [("2023", 1, 0, 1, 0), ("2024", 2, 2, 0, 1)]
    assert context["sentence"] == "2 officers dismissed in 2024, and 1 appeal lodged; in 2023 it was 0 and 0."
    assert all(column["label"] for split in context["splits"] for column in split["columns"])
    financial = as_officer.get(reverse("complaints:misconduct-figures") + "?by=fy").context["report"].lines
    assert [(line.key, line.outcomes, line.appeals) for line in financial] == [("2023-24", 2, 0), ("2024-25", 1, 1)]
    for key, count in (("2024", 2), ("2023-24", 2), ("2024-25", 1)):
        drilled = as_officer.get(reverse("complaints:misconduct"), {"year": key})
        assert len(drilled.context["rows"]) == count
    assert as_officer.get(reverse("complaints:misconduct"), {"year": "2024-26"}).status_code == 409


def test_an_entry_of_a_register_is_made_and_changed_from_its_pages(as_manager: Client) -> None:
    typed = {
        "force": a_force().pk,
        "officer": "M-2024-001",
        "proceeding": "HEARING",
        "rank": "CONSTABLE",
        "sanction": "DISMISSED",
        "decided_on_day": 14,
        "decided_on_month": 5,
        "decided_on_year": 2024,
        "note": "",
        "version": 0,
        "clashing": "",
    }
    as_manager.post(reverse("complaints:record-misconduct"), typed)
    entry = MisconductOutcome.objects.get()
    as_manager.post(entry.get_absolute_url(), typed | {"version": 1, "rank": "SERGEANT"})
    assert MisconductOutcome.objects.get().rank == "SERGEANT"
    named = as_manager.post(reverse("complaints:record-misconduct"), typed | {"officer": "PC Smith"})
    assert list(named.context["form"].errors) == ["officer"]


def test_a_year_that_is_not_over_says_so(as_officer: Client, officer: User) -> None:
    today = timezone.localdate()
    a_misconduct_outcome(by=officer, decided_on=today)
    line = as_officer.get(reverse("complaints:misconduct-figures")).context["report"].lines[-1]
    assert line.label == (str(today.year) if (today.month, today.day) == (12, 31) else f"{today.year}, so far")
