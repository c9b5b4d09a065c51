"""The office's record of a complaint: entered, edited, corrected, linked, and two people at once."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from casework.models import Case
from complaints.choices import Decision, Handling, LinkKind, NoticeAction, ReviewBody, SettledHow, SuspensionReason
from complaints.models import (
    AppealTribunal,
    Category,
    ChangedMonth,
    Complaint,
    Correction,
    Label,
    Lexeme,
    Link,
    MisconductOutcome,
    ReviewBodyCheck,
)
from complaints.workflow import misconduct, records
from pcc import audit
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import AuditEvent, Job, User
from pcc.roles import Role
from pcc.versions import Overtaken
from tests.factories import (
    a_batch,
    a_complaint,
    a_correction,
    a_force,
    a_misconduct_outcome,
    a_suspension,
    a_tribunal,
    a_user,
    an_allegation,
)
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db

TODAY = date(2026, 4, 2)


def from_an_extract(**fields: Any) -> Complaint:
    force = a_force()
    batch = a_batch(force=force)
    return a_complaint(**{"force": force, "first_batch": batch, "last_batch": batch} | fields)


def edit(complaint: Complaint, by: User, *, seen: int | None = None, reason: str = "", **changes: Any) -> Any:
    version = complaint.version if seen is None else seen
    return records.edit(complaint, changes=changes, seen=version, reason=reason, by=by, on=TODAY)


# Entering and editing


def test_a_complaint_is_entered_by_hand_without_a_batch(officer: User) -> None:
    facts = {"reference": " CO/1/26 ", "received_on": date(2026, 3, 2), "handling": Handling.LOCAL}
    complaint = records.enter(a_force(), facts=facts, by=officer, on=TODAY)
    kept = Complaint.objects.get(pk=complaint.pk)
    assert (kept.reference, kept.reference_key, kept.first_batch, kept.last_batch) == ("CO/1/26", "CO126", None, None)
    assert ChangedMonth.objects.filter(force=kept.force, month=None).exists()


def test_a_reference_that_the_force_has_already_is_refused_at_its_field(officer: User) -> None:
    known = a_complaint(reference="CO/1/26")
    facts = {"reference": "CO/1/26", "received_on": date(2026, 3, 2)}
    with pytest.raises(FieldsRefused) as refused:
        records.enter(known.force, facts=facts, by=officer, on=TODAY)
    assert list(refused.value.by_field) == ["reference"]


def test_an_edit_saves_what_differs_and_its_event_names_fields_not_values(officer: User) -> None:
    complaint = a_complaint(area="North")
    edited = edit(complaint, officer, area="South", channel="")
    assert (edited.changed, edited.theirs) == (("area",), ())
    kept = Complaint.objects.get(pk=complaint.pk)
    assert (kept.area, kept.version) == ("South", 2)
    event = AuditEvent.objects.get(verb="complaint.edited")
    assert event.facts == {"fields": ["area"], "corrected": []}
    assert "South" not in str(event.facts)


def test_an_edit_that_changes_nothing_writes_nothing(officer: User) -> None:
    complaint = a_complaint(area="North")
    assert edit(complaint, officer, area="North").changed == ()
    assert Complaint.objects.get(pk=complaint.pk).version == 1
    assert not AuditEvent.objects.filter(verb="complaint.edited").exists()


def test_an_edit_by_a_manager_is_refused(manager: User) -> None:
    with pytest.raises(RuleBroken, match="Your role does not allow this"):
        edit(a_complaint(), manager, area="South")


def test_dates_in_the_wrong_order_are_refused_at_their_field(officer: User) -> None:
    complaint = a_complaint()
    with pytest.raises(FieldsRefused) as refused:
        edit(complaint, officer, finalised_on=date(2024, 3, 1))
    assert list(refused.value.by_field) == ["finalised_on"]


def test_a_changed_date_marks_its_months_and_asks_for_the_figures_once(officer: User) -> None:
    complaint = a_complaint(finalised_on=date(2024, 5, 10))
    edit(complaint, officer, finalised_on=date(2024, 7, 1))
    months = set(ChangedMonth.objects.filter(force=complaint.force).values_list("month", flat=True))
    assert months == {date(2024, 5, 1), date(2024, 7, 1)}
    assert Job.objects.filter(kind="figures.refresh", key=f"force {complaint.force_id}").count() == 1


def test_a_changed_word_marks_no_month(officer: User) -> None:
    edit(a_complaint(), officer, area="South")
    assert not ChangedMonth.objects.exists()


# Corrections


def test_a_field_of_an_extract_is_corrected_only_with_a_reason(officer: User) -> None:
    complaint = from_an_extract(logged_on=date(2024, 3, 6))
    with pytest.raises(FieldsRefused) as refused:
        edit(complaint, officer, logged_on=date(2024, 3, 5))
    assert list(refused.value.by_field) == ["reason"]


def test_a_correction_stands_with_both_values(officer: User) -> None:
    complaint = from_an_extract(logged_on=date(2024, 3, 6))
    edit(complaint, officer, logged_on=date(2024, 3, 5), reason="The contact log says so.")
    found = Correction.objects.standing(complaint.force).get()
    assert (found.complaint_id, found.field, found.office_value, found.extract_value, found.corrected_by) == (
        complaint.pk,
        "logged_on",
        "2024-03-05",
        "2024-03-06",
        officer,
    )


def test_a_complaint_entered_by_hand_is_edited_without_a_correction(officer: User) -> None:
    edit(a_complaint(logged_on=date(2024, 3, 6)), officer, logged_on=date(2024, 3, 5))
    assert not Correction.objects.exists()


def test_a_field_that_no_extract_fills_is_edited_without_a_correction(officer: User) -> None:
    edit(from_an_extract(), officer, complainant="WITNESS")
    assert not Correction.objects.exists()


def test_a_second_correction_replaces_the_first_and_keeps_what_the_extract_says(officer: User) -> None:
    complaint = from_an_extract(area="North")
    edit(complaint, officer, area="South", reason="Seen on the letter.")
    edit(complaint, officer, seen=2, area="East", reason="Seen on the map.")
    first, second = Correction.objects.order_by("pk")
    assert (first.settled, second.settled) == (SettledHow.CHANGED, "")
    assert (second.office_value, second.extract_value) == ("East", "North")


def test_a_correction_back_to_what_the_extract_says_ends_it(officer: User) -> None:
    complaint = from_an_extract(area="North")
    edit(complaint, officer, area="South", reason="Seen on the letter.")
    edit(complaint, officer, seen=2, area="North", reason="The letter was another's.")
    assert list(Correction.objects.values_list("settled", flat=True)) == [SettledHow.ACCEPTED]


def test_accepting_the_extract_takes_its_value_and_ends_the_correction(officer: User) -> None:
    complaint = from_an_extract(finalised_on=date(2024, 5, 10))
    edit(complaint, officer, finalised_on=date(2024, 6, 10), reason="The letter is of June.")
    ChangedMonth.objects.all().delete()
    correction = Correction.objects.get()
    records.accept_extract(correction, by=officer, on=TODAY)
    kept = Complaint.objects.get(pk=complaint.pk)
    assert (kept.finalised_on, kept.version) == (date(2024, 5, 10), 3)
    assert not Correction.objects.standing(complaint.force).exists()
    assert set(ChangedMonth.objects.values_list("month", flat=True)) == {date(2024, 5, 1), date(2024, 6, 1)}
    with pytest.raises(RuleBroken, match="settled already"):
        records.accept_extract(correction, by=officer, on=TODAY)


def test_accepting_a_day_counts_suspensions_anew_and_accepting_a_word_lets_it_be_found(officer: User) -> None:
    complaint = from_an_extract(finalised_on=date(2024, 5, 10), area="North")
    edit(complaint, officer, finalised_on=date(2024, 6, 10), area="Zennor", reason="The letter says so.")
    days = {"began_on": date(2024, 5, 7), "ended_on": date(2024, 5, 21)}
    records.suspend(complaint, **days, reason=SuspensionReason.CRIMINAL, by=officer, on=TODAY)
    assert Complaint.objects.get(pk=complaint.pk).suspended_days == 10
    Lexeme.objects.all().delete()
    for name in ("finalised_on", "area"):
        records.accept_extract(Correction.objects.get(field=name), by=officer, on=TODAY)
    assert Complaint.objects.get(pk=complaint.pk).suspended_days == 3
    assert Lexeme.objects.filter(lexeme="north").exists()


def test_an_extract_value_that_cannot_stand_beside_the_rest_is_not_accepted(officer: User) -> None:
    complaint = from_an_extract(logged_on=date(2024, 3, 4), finalised_on=date(2024, 3, 8))
    correction = a_correction(complaint, by=officer, extract_value="2024-03-20")
    with pytest.raises(RuleBroken, match="is before"):
        records.accept_extract(correction, by=officer, on=TODAY)


# Two people at once


def test_changes_of_other_fields_meanwhile_are_kept_and_named(officer: User) -> None:
    complaint = a_complaint(area="North", channel="Post")
    edit(complaint, a_user(Role.REVIEWS_MANAGER), area="South", channel="Post")
    edited = edit(complaint, officer, seen=1, area="North", channel="Phone")
    kept = Complaint.objects.get(pk=complaint.pk)
    assert (edited.changed, edited.theirs) == (("channel",), ("area",))
    assert (kept.area, kept.channel, kept.version) == ("South", "Phone", 3)


def test_a_clash_writes_nothing_and_has_both_versions(officer: User) -> None:
    complaint = a_complaint(area="North", channel="Post")
    edit(complaint, a_user(Role.REVIEWS_MANAGER), area="South", channel="Phone")
    with pytest.raises(Overtaken) as overtaken:
        edit(complaint, officer, seen=1, area="East", channel="Post")
    merged = overtaken.value.merged
    assert [(clash.field, clash.before, clash.mine, clash.theirs) for clash in merged.clashes] == [
        ("area", "North", "East", "South")
    ]
    assert merged.values == {"area": "East", "channel": "Phone"}
    assert Complaint.objects.get(pk=complaint.pk).area == "South"


def test_a_version_that_never_was_makes_every_difference_a_clash(officer: User) -> None:
    complaint = a_complaint(area="North")
    with pytest.raises(Overtaken):
        edit(complaint, officer, seen=7, area="East")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_field", [True, False])
def test_two_people_saving_at_the_same_moment_lose_nothing(same_field: bool) -> None:
    complaint = a_complaint(area="North", channel="Post")
    people = [a_user(Role.COMPLAINTS_OFFICER), a_user(Role.REVIEWS_MANAGER)]
    edits = [{"area": "South", "channel": "Post"}, {"area": "East", "channel": "Post"}]
    if not same_field:
        edits[1] = {"area": "North", "channel": "Phone"}
    together, answers = threading.Barrier(2), []

    def save(person: User, changes: dict[str, Any]) -> None:
        try:
            together.wait(PATIENCE)
            answers.append(edit(complaint, person, **changes).changed)
        except Overtaken as overtaken:
            answers.append(tuple(clash.field for clash in overtaken.merged.clashes))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(people, edits, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    kept = Complaint.objects.get(pk=complaint.pk)
    if same_field:
        assert answers == [("area",), ("area",)]  # one saved it, the other was told
        assert kept.area in ("South", "East")
        assert kept.version == 2
    else:
        assert sorted(answers) == [("area",), ("channel",)]
        assert (kept.area, kept.channel, kept.version) == ("South", "Phone", 3)


@pytest.mark.django_db(transaction=True)
def test_two_people_opening_a_file_at_once_open_one() -> None:
    complaint = a_complaint()
    people = [a_user(Role.COMPLAINTS_OFFICER), a_user(Role.COMPLAINTS_OFFICER)]
    together, answers = threading.Barrier(2), []

    def open_it(person: User) -> None:
        try:
            together.wait(PATIENCE)
            answers.append(bool(records.open_file(complaint, by=person, on=TODAY)))
        except RuleBroken:
            answers.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_it, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(answers) == [False, True]
    assert Case.objects.count() == 1


# Route, suspensions, notices, the review body


def test_a_change_of_route_keeps_what_was_before(officer: User) -> None:
    complaint = a_complaint(handling=Handling.OUTSIDE)
    records.change_route(
        complaint, handling=Handling.LOCAL, changed_on=date(2024, 4, 2), reason="New facts.", by=officer, on=TODAY
    )
    change = complaint.routes.get()
    assert (change.before, change.handling, change.changed_on) == ("OUTSIDE", "LOCAL", date(2024, 4, 2))
    assert Complaint.objects.get(pk=complaint.pk).handling == Handling.LOCAL
    assert ChangedMonth.objects.filter(force=complaint.force).exists()


def test_a_route_back_outside_schedule_3_takes_its_date_away(officer: User) -> None:
    complaint = a_complaint(
        handling=Handling.OTHERWISE, schedule_3_on=date(2024, 3, 5), schedule_3_reason="COMPLAINANT"
    )
    records.change_route(
        complaint, handling=Handling.OUTSIDE, changed_on=date(2024, 4, 2), reason="Misrecorded.", by=officer, on=TODAY
    )
    kept = Complaint.objects.get(pk=complaint.pk)
    assert (kept.handling, kept.schedule_3_on, kept.schedule_3_reason) == ("OUTSIDE", None, "")


@pytest.mark.parametrize(
    ("handling", "changed_on"),
    [(Handling.NOT_STATED, date(2024, 4, 2)), (Handling.LOCAL, date(2024, 3, 3)), (Handling.LOCAL, date(2026, 4, 3))],
)
def test_a_route_that_is_no_change_or_at_no_time_is_refused(
    handling: Handling, changed_on: date, officer: User
) -> None:
    with pytest.raises(RuleBroken):
        records.change_route(
            a_complaint(), handling=handling, changed_on=changed_on, reason="So.", by=officer, on=TODAY
        )


def test_suspended_days_are_counted_from_the_periods(officer: User) -> None:
    complaint = a_complaint(received_on=date(2023, 10, 2), finalised_on=date(2024, 5, 31))
    records.suspend(
        complaint,
        began_on=date(2023, 12, 1),
        ended_on=date(2024, 3, 15),
        reason=SuspensionReason.CRIMINAL,
        by=officer,
        on=TODAY,
    )
    assert Complaint.objects.get(pk=complaint.pk).suspended_days == 72


def test_an_open_suspension_counts_when_it_is_over(officer: User) -> None:
    complaint = a_complaint(received_on=date(2024, 3, 4))
    period = records.suspend(
        complaint, began_on=date(2024, 3, 11), ended_on=None, reason=SuspensionReason.CRIMINAL, by=officer, on=TODAY
    )
    assert Complaint.objects.get(pk=complaint.pk).suspended_days == 0
    records.end_suspension(period, ended_on=date(2024, 3, 15), by=officer, on=TODAY)
    assert Complaint.objects.get(pk=complaint.pk).suspended_days == 4
    with pytest.raises(RuleBroken, match="ended on"):
        records.end_suspension(period, ended_on=date(2024, 3, 18), by=officer, on=TODAY)


def test_a_time_that_is_suspended_already_is_refused(officer: User) -> None:
    complaint = a_complaint()
    a_suspension(complaint, by=officer)
    with pytest.raises(RuleBroken, match="suspended then already"):
        records.suspend(
            complaint, began_on=date(2024, 6, 3), ended_on=None, reason=SuspensionReason.INQUEST, by=officer, on=TODAY
        )


def test_a_notice_is_noted_once_and_acted_on(officer: User) -> None:
    complaint = a_complaint(handling=Handling.LOCAL)
    given = {"occurrence": 1, "received_on": date(2025, 3, 7), "expected_end_on": None, "reasons": "A witness abroad."}
    notice = records.note_notice(complaint, **given, by=officer, on=TODAY)
    with pytest.raises(RuleBroken, match="recorded already"):
        records.note_notice(complaint, **given, by=officer, on=TODAY)
    acted = records.act_on_notice(
        notice, action=NoticeAction.ASKED, note="", acted_on=date(2025, 3, 10), by=officer, on=TODAY
    )
    assert (acted.action, acted.action_on) == (NoticeAction.ASKED, date(2025, 3, 10))


def test_an_update_is_noted_once_a_day(officer: User) -> None:
    complaint = a_complaint()
    records.note_update(complaint, given_on=date(2024, 4, 1), by=officer, on=TODAY)
    with pytest.raises(RuleBroken, match="recorded already"):
        records.note_update(complaint, given_on=date(2024, 4, 1), by=officer, on=TODAY)


def test_the_answers_say_which_body_reviews_and_who_gave_them(officer: User) -> None:
    complaint = a_complaint(handling=Handling.OTHERWISE)
    answers = dict.fromkeys(ReviewBodyCheck.QUESTIONS, "NO")
    check = records.check_review_body(complaint, answers=answers, seen=0, by=officer)
    assert (check.body, check.answered_by) == (ReviewBody.LOCAL_POLICING_BODY, officer)
    check = records.check_review_body(complaint, answers=answers | {"in_part": "YES"}, seen=1, by=officer)
    assert (check.body, check.version) == (ReviewBody.IOPC, 2)


def test_two_different_answers_at_once_clash(officer: User) -> None:
    complaint = a_complaint(handling=Handling.OTHERWISE)
    answers = dict.fromkeys(ReviewBodyCheck.QUESTIONS, "NOT_SAID")
    records.check_review_body(complaint, answers=answers, seen=0, by=officer)
    records.check_review_body(complaint, answers=answers | {"referred": "YES"}, seen=1, by=officer)
    with pytest.raises(Overtaken):
        records.check_review_body(complaint, answers=answers | {"referred": "NO"}, seen=1, by=officer)


def test_no_body_reviews_what_is_outside_schedule_3(officer: User) -> None:
    with pytest.raises(RuleBroken, match="No review can follow"):
        records.check_review_body(
            a_complaint(handling=Handling.OUTSIDE),
            answers=dict.fromkeys(ReviewBodyCheck.QUESTIONS, "NO"),
            seen=0,
            by=officer,
        )


# Allegations, equality data


def test_the_codes_of_an_allegation_are_the_offices_and_the_words_stay_the_forces(officer: User) -> None:
    complaint = a_complaint(handling=Handling.OTHERWISE, finalised_on=date(2024, 5, 1))
    allegation = an_allegation(complaint, category="Rudeness", decision="Not proven")
    code = Category.objects.get(scheme="NATIONAL-2020", code="H1")
    changes = {
        "code_id": code.pk,
        "decision_code": Decision.ACCEPTABLE,
        "action_codes": ["APOLOGY"],
        "factors": ["custody"],
    }
    edited = records.edit_allegation(allegation, changes=changes, seen=1, by=officer)
    kept = edited.row
    assert (kept.category, kept.decision, kept.code, kept.decision_code) == (
        "Rudeness",
        "Not proven",
        code,
        "ACCEPTABLE",
    )
    assert (kept.action_codes, kept.factors, kept.version) == (["APOLOGY"], ["custody"], 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision_code": Decision.RESOLVED}, "decision_code"),
        ({"factors": ["moonlight"]}, "factors"),
        ({"code_id": "old"}, "code_id"),
    ],
)
def test_codes_that_do_not_fit_are_refused_at_their_field(changes: dict[str, Any], field: str, officer: User) -> None:
    if changes.get("code_id") == "old":
        changes = {"code_id": Category.objects.get(scheme="IPCC-2012", code="U").pk}
    allegation = an_allegation(a_complaint(handling=Handling.OTHERWISE, finalised_on=date(2024, 5, 1)))
    with pytest.raises(FieldsRefused) as refused:
        records.edit_allegation(allegation, changes=changes, seen=1, by=officer)
    assert list(refused.value.by_field) == [field]


def test_equality_data_are_written_by_those_who_may_and_their_event_holds_no_value(officer: User) -> None:
    complaint = a_complaint()
    records.record_equality(complaint, changes={"sex": "FEMALE", "disabled": ""}, seen=0, by=officer)
    assert complaint.equality.sex == "FEMALE"
    event = AuditEvent.objects.get(verb="equality.recorded")
    assert event.facts == {"fields": ["sex"]}
    with pytest.raises(RuleBroken, match="role"):
        records.record_equality(complaint, changes={"sex": "MALE"}, seen=1, by=a_user(Role.CASEWORKER))


# Links, labels, watches, the file


def test_a_link_is_one_row_whichever_way_it_is_made(officer: User) -> None:
    older, newer = a_complaint(), a_complaint()
    records.link(newer, other=older, kind=LinkKind.SAME_INCIDENT, by=officer)
    link = Link.objects.get()
    assert (link.first, link.second) == (older, newer)
    with pytest.raises(RuleBroken, match="linked like this already"):
        records.link(older, other=newer, kind=LinkKind.SAME_INCIDENT, by=officer)
    records.unlink(older, link=link, by=officer)
    assert not Link.objects.exists()


def test_a_duplicate_points_at_a_complaint_that_stands(officer: User) -> None:
    force = a_force()
    original, copy, another = (a_complaint(force=force) for _ in range(3))
    records.mark_duplicate(copy, of=original, by=officer)
    for wrong, of in [(another, copy), (original, another), (another, another), (another, a_complaint())]:
        with pytest.raises(RuleBroken):
            records.mark_duplicate(wrong, of=of, by=officer)
    assert records.mark_duplicate(copy, of=None, by=officer).duplicate_of is None


def test_a_label_is_one_however_it_is_written_and_opens_no_file(officer: User) -> None:
    first, second = a_complaint(), a_complaint()
    records.put_label(first, name=" To  read", by=officer)
    records.put_label(second, name="to read", by=officer)
    assert [label.name for label in Label.objects.all()] == ["To read"]
    assert not Case.objects.exists()
    with pytest.raises(RuleBroken, match="already"):
        records.put_label(first, name="TO READ", by=officer)
    records.take_label_off(first, label=Label.objects.get(), by=officer)
    assert list(first.labelled.all()) == []


def test_anybody_who_sees_a_complaint_may_watch_it_and_stop(officer: User) -> None:
    complaint, caseworker = a_complaint(), a_user(Role.CASEWORKER)
    records.watch(complaint, by=caseworker)
    records.watch(complaint, by=officer)
    records.watch(complaint, by=caseworker)
    assert [watch.user for watch in complaint.watches.all()] == [officer]


def test_a_file_is_opened_once(officer: User) -> None:
    complaint = a_complaint()
    case = records.open_file(complaint, by=officer, on=TODAY)
    assert Complaint.objects.get(pk=complaint.pk).case == case
    with pytest.raises(RuleBroken, match="has a file on it already"):
        records.open_file(complaint, by=officer, on=TODAY)


def test_every_change_of_a_field_can_be_read_back(officer: User) -> None:
    complaint = a_complaint(area="North")
    with audit.acting(by=officer):
        edit(complaint, officer, area="South")
    changes = [(change.field, change.old, change.new, change.by) for change in audit.history_of(complaint)]
    assert ("area", "North", "South", officer) in changes


# What the database itself refuses


@pytest.mark.parametrize(
    "fields",
    [
        {"withdrawn_on": date(2024, 4, 1)},
        {"withdrawal_evidence": "SIGNED"},
        {"withdrawn_on": date(2024, 4, 1), "withdrawal_evidence": "HEARSAY"},
        {"logged_on": date(2024, 3, 3)},
        {"first_contact_on": date(2024, 3, 3)},
        {"finalised_on": date(2024, 3, 3)},
        {"logged_on": date(2024, 3, 8), "finalised_on": date(2024, 3, 7)},
        {"referral": "VOLUNTARY"},
        {"referred_on": date(2024, 4, 1)},
        {"referral_decision": "LOCAL", "referral_decided_on": date(2024, 4, 1)},
        {"referral_decision": "LOCAL", "referral": "VOLUNTARY", "referred_on": date(2024, 4, 1)},
        {"outcome_sent_on": date(2024, 4, 2), "outcome_provided_on": date(2024, 4, 1)},
        {"age_band": "OLD"},
        {"review_body_named": "PANEL"},
        {"handling": "UPHELD"},
    ],
)
def test_the_database_refuses_a_complaint_that_breaks_an_invariant(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_complaint(**fields)


@pytest.mark.parametrize(
    ("answers", "body"),
    [
        ({}, ReviewBody.IOPC),
        ({"referred": "YES"}, ReviewBody.LOCAL_POLICING_BODY),
        ({"referred": "NOT_SAID"}, ReviewBody.LOCAL_POLICING_BODY),
        ({"referred": "YES"}, ""),
    ],
)
def test_the_database_refuses_a_review_body_that_the_answers_do_not_give(
    answers: dict[str, str], body: str, officer: User
) -> None:
    given = dict.fromkeys(ReviewBodyCheck.QUESTIONS, "NO") | answers
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewBodyCheck.objects.create(
            complaint=a_complaint(), **given, body=body, answered_by=officer, answered_at="2026-04-02T09:00Z"
        )


def test_the_database_refuses_codes_and_links_that_cannot_be(officer: User) -> None:
    allegation = an_allegation(a_complaint())
    for fields in ({"decision_code": "UPHELD"}, {"action_codes": ["NOTHING"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(allegation).objects.filter(pk=allegation.pk).update(**fields)
    complaint = a_complaint()
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(duplicate_of=complaint.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(
            first=complaint, second=complaint, kind="RELATED", made_by=officer, made_at="2026-04-02T09:00Z"
        )
    a_suspension(complaint, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_suspension(complaint, by=officer)
    a_correction(complaint, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_correction(complaint, by=officer)


# The registers


def outcome(**given: Any) -> dict[str, Any]:
    return {
        "officer": "M-2024-001",
        "proceeding": "HEARING",
        "rank": "CONSTABLE",
        "sanction": "DISMISSED",
        "decided_on": date(2024, 5, 14),
    } | given


def test_an_outcome_is_recorded_by_those_who_keep_the_register(officer: User) -> None:
    force = a_force()
    misconduct.record_outcome(facts=outcome(force=force), by=officer, on=TODAY)
    assert MisconductOutcome.objects.get().recorded_by == officer
    with pytest.raises(FieldsRefused, match="already"):
        misconduct.record_outcome(facts=outcome(force=force), by=officer, on=TODAY)
    with pytest.raises(RuleBroken, match="role"):
        misconduct.record_outcome(facts=outcome(force=a_force()), by=a_user(Role.CASEWORKER), on=TODAY)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"officer": "PC Smith"}, "officer"),
        ({"decided_on": date(2026, 4, 3)}, "decided_on"),
        ({"proceeding": "MEETING"}, "sanction"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_at_its_field(given: dict[str, Any], field: str, officer: User) -> None:
    with pytest.raises(FieldsRefused) as refused:
        misconduct.record_outcome(facts=outcome(force=a_force(), **given), by=officer, on=TODAY)
    assert list(refused.value.by_field) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": "ALLOWED"}, "decided_on"),
        ({"decided_on": date(2024, 9, 2)}, "result"),
        ({"result": "ALLOWED", "decided_on": date(2024, 6, 9)}, "decided_on"),
    ],
)
def test_a_tribunal_is_decided_with_day_and_result(changes: dict[str, Any], field: str, officer: User) -> None:
    with pytest.raises(FieldsRefused) as refused:
        misconduct.change_tribunal(a_tribunal(by=officer), changes=changes, seen=1, by=officer, on=TODAY)
    assert list(refused.value.by_field) == [field]


def test_two_people_changing_an_entry_clash_as_in_a_complaint(officer: User, manager: User) -> None:
    entry = a_misconduct_outcome(by=officer)
    misconduct.change_outcome(entry, changes={"rank": "SERGEANT"}, seen=1, by=manager, on=TODAY)
    with pytest.raises(Overtaken):
        misconduct.change_outcome(entry, changes={"rank": "STAFF"}, seen=1, by=officer, on=TODAY)


def test_the_database_refuses_a_dismissal_by_a_meeting_and_half_a_decision(officer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_misconduct_outcome(by=officer, proceeding="MEETING")
    with pytest.raises(IntegrityError), transaction.atomic():
        a_tribunal(by=officer, result="ALLOWED")
    with pytest.raises(IntegrityError), transaction.atomic():
        a_tribunal(by=officer, decided_on=date(2024, 9, 2))
    assert not AppealTribunal.objects.exists()
