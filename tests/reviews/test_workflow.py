"""Reviews through their verbs, on the right side of the law at each step."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Connection
from casework.models import Case, CaseClock
from casework.stats.files import timeline
from complaints.choices import Answer, Handling
from complaints.models import ReviewBodyCheck
from complaints.workflow import records
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import AuditEvent, User
from pcc.reporting import stats as reporting
from pcc.reporting import workflow as holidays
from pcc.roles import Role
from pcc.versions import ChangedMeanwhile, Overtaken
from reviews.choices import (
    Capacity,
    Channel,
    Contact,
    Finding,
    Ground,
    Interest,
    Kind,
    Occasion,
    Outcome,
    Paper,
    Recipient,
    RecommendationStage,
    Reply,
    Stage,
    WhyInvalid,
    WhyWithdrawn,
)
from reviews.models import Recommendation, Review, SecondCheck
from reviews.stats import candidates
from reviews.workflow import deciding, intake, papers, recommending
from reviews.workflow.taking import ready
from tests.factories import a_complaint, a_user
from tests.review_factories import a_review, a_reviewable_complaint, an_application

ON = date(2026, 4, 1)


@pytest.fixture
def boss(db: None) -> User:
    return a_user(Role.REVIEWS_MANAGER, name="Rhian Reviews")


def again(review: Review) -> Review:
    return Review.objects.get(pk=review.pk)


def clock(review: Review, code: str) -> CaseClock:
    return CaseClock.objects.filter(case=review.case, rule__code=code).latest("pk")


# The application


def test_an_application_is_a_review_with_one_case_and_its_clocks(officer: User) -> None:
    review = an_application(by=officer)
    assert (review.reference, review.case.kind, review.stage) == ("REV/2026/0001", "REVIEW", Stage.RECEIVED)
    running = {each.rule.code: (each.started_on, each.met_on) for each in review.case.clocks.select_related("rule")}
    assert running == {
        "review_acknowledgement": (date(2026, 3, 16), None),
        "review_duration": (date(2026, 3, 16), None),
        "review_applicant_update": (date(2026, 3, 16), None),
        "review_application": (date(2026, 3, 2), date(2026, 3, 16)),
    }
    assert AuditEvent.objects.filter(verb="review.received", subject_id=str(review.pk)).count() == 1


def test_what_the_application_lacks_is_noted_and_never_a_bar(officer: User) -> None:
    review = an_application(by=officer)
    assert len(review.missing) == 4
    assert intake.accept(review, on=ON, by=officer).stage == Stage.ACCEPTED


def test_an_application_before_the_outcome_is_explained_with_both_dates(officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    with pytest.raises(FieldsRefused) as refused:
        intake.receive(
            complaint.force,
            facts={
                "channel": Channel.POST,
                "received_on": date(2026, 2, 2),
                "outcome_stated_on": date(2026, 3, 2),
            },
            by=officer,
            on=ON,
        )
    assert "Monday 2 February 2026" in refused.value.by_field["outcome_stated_on"]
    assert "Monday 2 March 2026" in refused.value.by_field["outcome_stated_on"]
    assert not Review.objects.exists() and not Case.objects.filter(kind="REVIEW").exists()


def test_an_application_made_before_there_was_an_outcome_cannot_be_accepted(officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    review = an_application(by=officer, complaint=complaint, received_on=date(2026, 2, 2))
    assert review.outcome_stated_on is None
    with pytest.raises(RuleBroken, match="no date of the outcome letter"):
        intake.accept(review, on=ON, by=officer)
    ended = intake.find_invalid(review, why=WhyInvalid.NO_OUTCOME, reason="It came too early.", on=ON, by=officer)
    assert (ended.stage, ended.ended_on) == (Stage.INVALID, ON)


@pytest.mark.parametrize("handling", [Handling.OUTSIDE, Handling.DIRECTED, Handling.INDEPENDENT, Handling.NOT_STATED])
def test_a_complaint_without_a_right_of_review_is_not_accepted(handling: str, officer: User) -> None:
    complaint = a_complaint(
        received_on=date(2025, 11, 3),
        finalised_on=date(2026, 3, 2),
        handling=handling,
        outcome_stated_on=date(2026, 3, 2),
    )
    review = an_application(by=officer, complaint=complaint)
    with pytest.raises(RuleBroken, match="No review can follow"):
        intake.accept(review, on=ON, by=officer)
    assert again(review).stage == Stage.RECEIVED


def test_the_six_questions_must_be_answered_and_one_yes_sends_it_to_the_iopc(officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer, ours=False)
    review = an_application(by=officer, complaint=complaint)
    with pytest.raises(RuleBroken, match="The IOPC decides"):
        intake.accept(review, on=ON, by=officer)
    sent_on = intake.forward(review, on=ON, told_applicant_on=ON, by=officer)
    assert (sent_on.stage, sent_on.ended_on) == (Stage.FORWARDED, ON)
    told = sent_on.notifications.get(occasion=Occasion.FORWARDING)
    assert (told.recipient, told.told_on) == (Recipient.APPLICANT, ON)
    assert clock(review, "review_duration").met_on == ON


def test_what_the_force_has_not_said_leaves_it_open(officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    answers = dict.fromkeys(ReviewBodyCheck.QUESTIONS, Answer.NO) | {"same_incident": Answer.NOT_SAID}
    records.check_review_body(complaint, answers=answers, seen=1, by=officer)
    review = an_application(by=officer, complaint=complaint)
    with pytest.raises(RuleBroken, match="not known yet"):
        intake.accept(review, on=ON, by=officer)
    with pytest.raises(RuleBroken, match="IOPC decides"):
        intake.forward(review, on=ON, told_applicant_on=ON, by=officer)


def test_an_application_misrouted_to_another_body_keeps_its_time(officer: User) -> None:
    review = an_application(
        by=officer,
        received_on=date(2026, 4, 8),
        wrong_body_from=date(2026, 3, 22),
        wrong_body_until=date(2026, 4, 1),
    )
    assert ready(review).window.in_time
    window = clock(review, "review_application")
    assert (window.due_on, window.result) == (date(2026, 4, 9), "IN_TIME")
    assert intake.accept(review, on=date(2026, 4, 9), by=officer).stage == Stage.ACCEPTED


def test_late_is_a_recorded_discretion_and_never_automatic(officer: User) -> None:
    review = an_application(by=officer, received_on=date(2026, 4, 1))
    with pytest.raises(RuleBroken, match="out of time"):
        intake.accept(review, on=ON, by=officer)
    with pytest.raises(RuleBroken, match="never automatic"):
        intake.find_invalid(review, why=WhyInvalid.LATE, reason="Late", on=ON, by=officer)
    intake.hold_as_late(review, by=officer)
    with pytest.raises(RuleBroken, match="Say why"):
        intake.allow_late(review, ground=Ground.SPECIAL, reason=" ", on=ON, by=officer)
    intake.allow_late(review, ground=Ground.SPECIAL, reason="In hospital.", on=ON, by=officer)
    assert intake.accept(review, on=ON, by=officer).stage == Stage.ACCEPTED
    kept = review.late_decisions.get()
    assert (kept.allowed, kept.reason, kept.decided_by) == (True, "In hospital.", officer)


def test_a_late_application_refused_is_invalid_with_the_reason(officer: User) -> None:
    review = an_application(by=officer, received_on=date(2026, 5, 1))
    intake.hold_as_late(review, by=officer)
    ended = intake.refuse_late(review, reason="No circumstance was given.", on=date(2026, 5, 5), by=officer)
    assert (ended.stage, ended.why_invalid) == (Stage.INVALID, WhyInvalid.LATE)
    assert not review.late_decisions.get().allowed


def test_one_in_time_cannot_be_held_as_late(officer: User) -> None:
    with pytest.raises(RuleBroken, match="came in time"):
        intake.hold_as_late(an_application(by=officer), by=officer)


def test_a_corrected_date_that_shows_it_in_time_takes_it_off_the_late_ones(officer: User) -> None:
    review = an_application(by=officer, received_on=date(2026, 4, 1))
    intake.hold_as_late(review, by=officer)
    changes = {"outcome_stated_on": date(2026, 3, 6)}
    intake.edit(review, changes=changes, reason="Misread.", seen=review.version, by=officer, on=date(2026, 4, 2))
    assert again(review).stage == Stage.RECEIVED
    assert not review.late_decisions.exists(), "nobody decided on anything"
    with pytest.raises(RuleBroken):
        intake.refuse_late(review, reason="Late.", on=ON, by=officer)


@pytest.mark.parametrize("stage", [Stage.ACCEPTED, Stage.FILE_RECEIVED, Stage.IN_ASSESSMENT])
def test_what_the_file_shows_to_be_for_the_iopc_is_not_decided_here_and_is_sent_on(stage: str, officer: User) -> None:
    review = a_review(stage, by=officer)
    complaint = review.complaint
    assert complaint is not None
    answers = dict.fromkeys(ReviewBodyCheck.QUESTIONS, Answer.NO) | {"referred": Answer.YES}
    records.check_review_body(complaint, answers=answers, seen=1, by=officer)
    if stage == Stage.IN_ASSESSMENT:
        with pytest.raises(RuleBroken, match="The IOPC decides"):
            deciding.send_for_check(review, reasons="It was sound.", on=date(2026, 4, 7), by=officer)
    sent_on = intake.forward(review, on=date(2026, 4, 7), by=officer)
    assert (sent_on.stage, sent_on.ended_on) == (Stage.FORWARDED, date(2026, 4, 7))


@pytest.mark.parametrize("stage", [Stage.FILE_REQUESTED, Stage.IN_ASSESSMENT])
def test_what_the_file_shows_to_have_no_right_of_review_ends_as_not_valid(stage: str, officer: User) -> None:
    review = a_review(stage, by=officer)
    why = WhyInvalid.OUTSIDE_SCHEDULE_3
    ended = intake.find_invalid(review, why=why, reason="It was never recorded.", on=date(2026, 4, 7), by=officer)
    assert (ended.stage, ended.why_invalid) == (Stage.INVALID, why)
    assert not review.requests.filter(completed_on=None).exists()


def test_a_representative_needs_the_complainants_written_consent(officer: User) -> None:
    review = an_application(by=officer, capacity=Capacity.REPRESENTATIVE)
    with pytest.raises(RuleBroken, match="written consent"):
        intake.accept(review, on=ON, by=officer)
    intake.edit(
        review,
        changes={"consent_on": date(2026, 3, 10)},
        reason="It came by post.",
        seen=review.version,
        by=officer,
        on=ON,
    )
    assert intake.accept(review, on=ON, by=officer).stage == Stage.ACCEPTED


def test_a_second_application_on_one_complaint_is_kept_and_not_accepted(officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    first, second = (an_application(by=officer, complaint=complaint) for _ in range(2))
    intake.accept(first, on=ON, by=officer)
    with pytest.raises(RuleBroken, match=f"has a review already: {first}"):
        intake.accept(second, on=ON, by=officer)
    ended = intake.find_invalid(second, why=WhyInvalid.DUPLICATE, reason=f"See {first}.", on=ON, by=officer)
    assert ended.stage == Stage.INVALID


def test_a_new_outcome_of_the_same_complaint_has_a_review_of_its_own(officer: User) -> None:
    decided = a_review(Stage.NOTIFIED, by=officer)
    assert decided.complaint is not None
    second = an_application(
        by=officer,
        complaint=decided.complaint,
        received_on=date(2026, 9, 1),
        outcome_stated_on=date(2026, 8, 20),
    )
    assert intake.accept(second, on=date(2026, 9, 2), by=officer).stage == Stage.ACCEPTED


# Time


def test_a_bank_holiday_added_later_moves_the_offices_standard(officer: User) -> None:
    review = an_application(by=officer, received_on=date(2026, 3, 16))
    before = clock(review, "review_duration").due_on
    admin = a_user(Role.ADMINISTRATOR)
    edit = reporting.adding("england-and-wales", day=date(2026, 3, 25), label="A day of mourning")
    token = reporting.impact(edit).token
    holidays.add_holiday("england-and-wales", day=edit.day, label=edit.label, source="Gazette", token=token, by=admin)
    after = clock(review, "review_duration").due_on
    assert before is not None and after is not None
    assert after > before
    assert clock(review, "review_application").due_on == date(2026, 3, 30), "calendar days do not move"


def test_a_logged_call_starts_the_28_days_to_the_next_contact_anew(officer: User) -> None:
    review = an_application(by=officer)
    assert clock(review, "review_applicant_update").due_on == date(2026, 4, 13)
    intake.contact(review, how=Contact.CALL, on=date(2026, 3, 30), note="Told her we wait for the file.", by=officer)
    renewed = clock(review, "review_applicant_update")
    assert (renewed.started_on, renewed.due_on) == (date(2026, 3, 30), date(2026, 4, 27))
    ended = CaseClock.objects.get(case=review.case, rule__code="review_applicant_update", met_on__isnull=False)
    assert (ended.met_on, ended.result) == (date(2026, 3, 30), "IN_TIME")


@pytest.mark.parametrize(("hour", "minute", "days_later"), [(22, 59, 0), (23, 0, 1)])
def test_a_reply_at_23_59_in_summer_time_counts_on_that_day(
    hour: int, minute: int, days_later: int, officer: User
) -> None:
    """22:59 in UTC is 23:59 in England; a minute later it is the next day in England, and still the same in UTC."""
    review = a_review(Stage.RECS_OPEN, by=officer, received_on=date(2026, 3, 16))
    recommendation = Recommendation.objects.get(review=review)
    assert recommendation.due_on is not None
    last = recommendation.due_on
    moment = datetime(last.year, last.month, last.day, hour, minute, tzinfo=UTC)
    answered = recommending.record_reply(
        recommendation, reply=Reply.ACCEPTED, words="We will write.", at=moment, by=officer
    )
    assert answered.replied_on == last + timedelta(days=days_later)


@pytest.mark.parametrize(("hour", "minute", "day"), [(22, 59, date(2026, 4, 1)), (23, 0, date(2026, 4, 2))])
def test_the_file_that_comes_at_23_59_in_summer_time_ends_the_wait_that_day(
    hour: int, minute: int, day: date, officer: User
) -> None:
    review = a_review(Stage.FILE_REQUESTED, by=officer)
    papers.record_arrival(
        review,
        papers=[Paper.REPORT],
        at=datetime(2026, 4, 1, hour, minute, tzinfo=UTC),
        complete=True,
        by=officer,
    )
    assert review.requests.get().completed_on == day
    assert clock(review, "review_file_supply").met_on == day


# The force's file


def test_what_is_missing_keeps_the_request_open(officer: User) -> None:
    review = a_review(Stage.ACCEPTED, by=officer)
    papers.request_file(review, papers=[Paper.REPORT, Paper.BODY_WORN_VIDEO], on=date(2026, 3, 19), by=officer)
    at = datetime(2026, 3, 24, 10, tzinfo=UTC)
    papers.record_arrival(review, papers=[Paper.REPORT], at=at, complete=False, by=officer)
    request = review.requests.get()
    assert (request.outstanding, again(review).stage) == ([Paper.BODY_WORN_VIDEO], Stage.FILE_REQUESTED)
    papers.chase_file(review, on=date(2026, 3, 27), by=officer)
    with pytest.raises(RuleBroken, match="Say what was viewed"):
        papers.record_arrival(
            review, papers=[Paper.BODY_WORN_VIDEO], at=at, complete=True, seen_elsewhere=True, by=officer
        )
    papers.record_arrival(
        review,
        papers=[Paper.BODY_WORN_VIDEO],
        at=at + timedelta(days=7),
        complete=True,
        seen_elsewhere=True,
        note="Watched at the station with the disclosure officer.",
        by=officer,
    )
    assert again(review).stage == Stage.FILE_RECEIVED
    assert request.chases.count() == 1


def test_going_on_without_a_file_needs_a_reason(officer: User) -> None:
    review = a_review(Stage.ACCEPTED, by=officer)
    with pytest.raises(RuleBroken, match="Say why"):
        papers.need_no_file(review, reason="", by=officer)
    assert papers.need_no_file(review, reason="We have it all.", by=officer).stage == Stage.FILE_RECEIVED


# Conflicts


def test_nobody_assesses_before_they_declared(officer: User) -> None:
    review = a_review(Stage.FILE_RECEIVED, by=officer)
    intake.allocate(review, to=officer, on=ON, by=officer)
    with pytest.raises(RuleBroken, match="Declare first"):
        deciding.add_allegation(review, complaint_words="x", by=officer)


def test_who_handled_the_complaint_sees_it_and_does_not_decide_it(officer: User) -> None:
    review = a_review(Stage.FILE_RECEIVED, by=officer)
    intake.declare(review, interest=Interest.HANDLED, note="I logged it.", by=officer)
    assert Review.objects.visible_to(officer).filter(pk=review.pk).exists()
    assert officer not in [person for person, _ in candidates(ready(review))]
    with pytest.raises(RuleBroken, match="cannot take this review"):
        intake.allocate(review, to=officer, on=ON, by=officer)


def test_who_handled_the_complaint_neither_allows_nor_refuses_a_late_review_of_it(officer: User) -> None:
    review = an_application(by=officer, received_on=date(2026, 4, 20))
    intake.hold_as_late(review, by=officer)
    intake.declare(review, interest=Interest.HANDLED, note="I logged it.", by=officer)
    with pytest.raises(RuleBroken, match="You handled the complaint"):
        intake.allow_late(review, ground=Ground.SPECIAL, reason="Illness.", on=ON, by=officer)
    with pytest.raises(RuleBroken, match="You handled the complaint"):
        intake.refuse_late(review, reason="Late.", on=ON, by=officer)
    with pytest.raises(RuleBroken, match="You handled the complaint"):
        intake.find_invalid(review, why=WhyInvalid.OUTSIDE_SCHEDULE_3, reason="No.", on=ON, by=officer)
    assert again(review).stage == Stage.LATE_PENDING


def test_the_owner_of_the_complaints_file_handled_it_whatever_they_declare(officer: User) -> None:
    review = a_review(Stage.FILE_RECEIVED, by=officer)
    assert review.complaint is not None
    handler = a_user(Role.COMPLAINTS_OFFICER)
    records.open_file(review.complaint, by=handler, on=ON)
    intake.declare(review, interest=Interest.NONE, by=handler)
    assert handler not in [person for person, _ in candidates(ready(review))]
    with pytest.raises(RuleBroken, match="somebody else"):
        intake.allocate(review, to=officer, on=ON, by=officer)
        deciding.add_allegation(review, complaint_words="x", by=handler)


def test_the_file_goes_to_whoever_gets_the_review_and_its_timeline_says_so(officer: User, boss: User) -> None:
    review = a_review(Stage.FILE_RECEIVED, by=boss)
    intake.allocate(review, to=officer, on=ON, by=boss)
    case = Case.objects.get(pk=review.case_id)
    assert (case.owner, case.allocated_on) == (officer, ON)
    assert [entry.title for entry in timeline(case, boss) if entry.title.startswith("Given")] == [
        f"Given to {officer}, with the review"
    ]
    intake.declare(review, interest=Interest.HANDLED, note="I logged the complaint.", by=officer)
    assert Case.objects.get(pk=review.case_id).owner is None


def test_the_review_goes_to_whoever_is_given_its_file(officer: User, boss: User) -> None:
    review = a_review(Stage.FILE_RECEIVED, by=boss)
    today, manager = timezone.localdate(), a_user(Role.MANAGER)
    case = casework.allocate(review.case, owner=officer, on=today, by=manager)
    assert (again(review).allocated_to, again(review).allocated_on) == (officer, today)
    with pytest.raises(RuleBroken, match="cannot take this review"):
        casework.allocate(case, owner=a_user(Role.CASEWORKER), on=today, by=manager)
    with pytest.raises(RuleBroken, match="Your role"):
        casework.allocate(case, owner=boss, on=today, by=a_user(Role.CASEWORKER))
    assert (again(review).allocated_to, Case.objects.get(pk=case.pk).owner) == (officer, officer)
    casework.connect_staff(case, user=officer, kind=Connection.CONFLICT, by=manager)
    assert (again(review).allocated_to, Case.objects.get(pk=case.pk).owner) == (None, None)
    casework.allocate(case, owner=boss, on=today, by=manager)
    casework.allocate(case, owner=None, on=today, by=manager)
    assert again(review).allocated_to is None


def test_a_sealed_review_goes_only_to_somebody_named(officer: User, boss: User) -> None:
    review = a_review(Stage.FILE_RECEIVED, by=boss)
    casework.seal(review.case, reason="A colleague is named", named=[boss], review_on=timezone.localdate(), by=boss)
    assert [person for person, _ in candidates(ready(review))] == [boss]
    with pytest.raises(RuleBroken, match="cannot take this review"):
        intake.allocate(review, to=officer, on=ON, by=boss)
    assert Case.objects.get(pk=review.case_id).owner == boss


def test_who_knows_a_party_never_sees_the_review_again(officer: User) -> None:
    review = a_review(Stage.IN_ASSESSMENT, by=officer)
    intake.declare(review, interest=Interest.KNOWS, note="My neighbour.", by=officer)
    assert not Review.objects.visible_to(officer).filter(pk=review.pk).exists()
    assert again(review).allocated_to is None


@pytest.mark.parametrize("answer", ["approve", "record_outside_check", "waive_check", "send_back"])
def test_nobody_answers_to_another_decision_than_the_one_they_read(answer: str, officer: User, boss: User) -> None:
    """The author takes it back, writes other words and sends it again while the checker has the first ones open."""
    review = a_review(Stage.CHECKING, by=officer)
    intake.declare(review, interest=Interest.NONE, by=boss)
    read = ready(review).digest
    deciding.take_back(review, reason="A slip.", by=officer)
    deciding.send_for_check(review, reasons="Other words.", on=date(2026, 4, 7), by=officer)
    told = {
        "approve": {},
        "record_outside_check": {"outside_checker": "K. Lund, another office"},
        "waive_check": {"reason": "Nobody is here."},
        "send_back": {"comments": "Put it right."},
    }[answer]
    with pytest.raises(ChangedMeanwhile, match="changed while you read it"):
        getattr(deciding, answer)(review, **told, on=date(2026, 4, 7), by=boss, seen=read)
    assert again(review).stage == Stage.CHECKING
    getattr(deciding, answer)(review, **told, on=date(2026, 4, 7), by=boss, seen=ready(review).digest)
    assert again(review).stage != Stage.CHECKING


def test_a_person_in_two_roles_does_not_check_or_waive_their_own_decision(db: None) -> None:
    """One person is officer and reviews manager in a small office: the wall stands between the acts, not the roles."""
    both = a_user(Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER)
    review = a_review(Stage.CHECKING, by=both)
    with pytest.raises(RuleBroken, match="had a hand in"):
        deciding.approve(review, on=date(2026, 4, 7), by=both)
    with pytest.raises(RuleBroken, match="own decision"):
        deciding.waive_check(review, reason="Nobody else is here.", on=date(2026, 4, 7), by=both)
    assert again(review).stage == Stage.CHECKING


def test_allocation_starts_with_the_lightest_load(officer: User, boss: User) -> None:
    busy = a_review(Stage.ACCEPTED, by=officer)
    intake.allocate(busy, to=officer, on=ON, by=officer)
    fresh = an_application(by=officer)
    assert candidates(ready(fresh)) == [(boss, 0), (officer, 1)]


# Assessment and decision


def test_a_finding_needs_a_first_view_and_reasons(officer: User) -> None:
    review = a_review(Stage.FILE_RECEIVED, by=officer)
    intake.declare(review, interest=Interest.NONE, by=officer)
    intake.allocate(review, to=officer, on=ON, by=officer)
    finding = deciding.add_allegation(review, complaint_words="Nobody came.", by=officer)
    assessed = {"finding": Finding.REASONABLE, "reasons": "It was sound."}
    with pytest.raises(RuleBroken, match="first view"):
        deciding.find(finding, assessed=assessed, seen=finding.version, by=officer)
    finding = deciding.take_first_view(finding, view=Finding.NOT_REASONABLE, by=officer)
    with pytest.raises(FieldsRefused, match="reasons"):
        deciding.find(finding, assessed=assessed | {"reasons": " "}, seen=finding.version, by=officer)
    deciding.find(finding, assessed=assessed, seen=finding.version, by=officer)
    other = assessed | {"reasons": "Other reasons."}
    with pytest.raises(Overtaken, match="while you were writing"):
        deciding.find(finding, assessed=other, seen=finding.version, by=officer)


def test_upheld_needs_a_recommendation_or_a_reason_for_none(officer: User) -> None:
    review = a_review(Stage.IN_ASSESSMENT, by=officer)
    Recommendation.objects.all().delete()
    with pytest.raises(RuleBroken, match="at least one recommendation, or a reason for none"):
        deciding.send_for_check(review, reasons="The witness.", on=ON, by=officer)
    deciding.give_reason_for_none(review, reason="The recording is gone.", by=officer)
    decision = deciding.send_for_check(review, reasons="The witness.", on=ON, by=officer)
    assert decision.outcome == Outcome.UPHELD


def test_one_allegation_not_reasonable_upholds_the_case(officer: User) -> None:
    review = a_review(Stage.IN_ASSESSMENT, by=officer)
    second = deciding.add_allegation(review, complaint_words="He swore.", by=officer)
    with pytest.raises(RuleBroken, match="Allegation 2 has no finding yet"):
        deciding.send_for_check(review, reasons="x", on=ON, by=officer)
    second = deciding.take_first_view(second, view=Finding.REASONABLE, by=officer)
    deciding.find(second, assessed={"finding": Finding.REASONABLE, "reasons": "No."}, seen=second.version, by=officer)
    assert deciding.send_for_check(review, reasons="One.", on=ON, by=officer).outcome == Outcome.UPHELD


def test_the_policy_says_which_decisions_somebody_else_checks(officer: User, settings: Any) -> None:
    settings.SECOND_CHECKS = {"UPHELD": "required", "NOT_UPHELD": "off"}
    upheld = a_review(Stage.IN_ASSESSMENT, by=officer)
    with pytest.raises(RuleBroken, match="needs a second check"):
        deciding.decide(upheld, reasons="x", on=ON, by=officer)
    not_upheld = a_review(Stage.IN_ASSESSMENT, by=officer, upheld=False)
    with pytest.raises(RuleBroken, match="no second check here"):
        deciding.send_for_check(not_upheld, reasons="x", on=ON, by=officer)
    assert deciding.decide(not_upheld, reasons="x", on=ON, by=officer).outcome == Outcome.NOT_UPHELD


def test_a_sampled_policy_can_be_worked_out_again(officer: User, settings: Any) -> None:
    review = a_review(Stage.IN_ASSESSMENT, by=officer, upheld=False)
    settings.SECOND_CHECKS = {"NOT_UPHELD": "sampled"}
    settings.SECOND_CHECK_SHARE = 100
    assert ready(review).needs_check
    settings.SECOND_CHECK_SHARE = 0
    assert not ready(review).needs_check


def test_a_decision_changed_after_the_second_check_is_checked_again(officer: User) -> None:
    review = a_review(Stage.DECIDED, by=officer)
    check = SecondCheck.objects.get()
    deciding.take_back(review, reason="A wrong name.", by=officer)
    finding = review.findings.get()
    deciding.find(finding, assessed={"reasons": "The log says so, twice."}, seen=finding.version, by=officer)
    deciding.send_for_check(review, reasons="The witness.", on=date(2026, 4, 8), by=officer)
    check.refresh_from_db()
    assert not check.counts
    assert again(review).stage == Stage.CHECKING


def test_a_change_by_any_other_way_makes_the_check_void(officer: User) -> None:
    """Even a row changed behind the verbs' backs: what was approved is not what stands there."""
    review = a_review(Stage.DECIDED, by=officer)
    review.findings.update(reasons="Something else.")
    with pytest.raises(RuleBroken, match="changed after the second check"):
        deciding.notify(review, on=date(2026, 4, 8), by=officer)


def test_a_waived_check_has_a_reason_and_is_counted(officer: User, boss: User) -> None:
    review = a_review(Stage.CHECKING, by=officer)
    with pytest.raises(RuleBroken, match="Say why"):
        deciding.waive_check(review, reason="", on=date(2026, 4, 7), by=boss)
    deciding.waive_check(review, reason="Half the team is ill.", on=date(2026, 4, 7), by=boss)
    assert again(review).stage == Stage.DECIDED
    assert SecondCheck.objects.filter(result="WAIVED").count() == 1


def test_somebody_outside_the_office_may_check(officer: User) -> None:
    review = a_review(Stage.CHECKING, by=officer)
    deciding.record_outside_check(
        review, outside_checker="Bo Lund, Office of the PCC for Elsewhere", on=date(2026, 4, 7), by=officer
    )
    assert again(review).outcome == Outcome.UPHELD


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_deciding_at_once_one_is_told_that_it_is_done() -> None:
    officer = a_user(Role.COMPLAINTS_OFFICER)
    review = a_review(Stage.CHECKING, by=officer)
    checkers = [a_user(Role.COMPLAINTS_OFFICER) for _ in range(2)]
    for person in checkers:
        intake.declare(review, interest=Interest.NONE, by=person)
    start = threading.Barrier(2)
    results: list[str] = []

    def approve(person: User) -> None:
        try:
            start.wait()
            deciding.approve(review, on=date(2026, 4, 7), by=person)
            results.append("approved")
        except RuleBroken as refusal:
            results.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(person,)) for person in checkers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["This cannot be done while it is decided, to be told.", "approved"]
    assert SecondCheck.objects.count() == 1


# Ends


@pytest.mark.parametrize(
    "stage", [Stage.RECEIVED, Stage.ACCEPTED, Stage.FILE_REQUESTED, Stage.IN_ASSESSMENT, Stage.CHECKING, Stage.DECIDED]
)
def test_a_review_is_withdrawn_at_any_stage_before_the_decision_is_told(stage: str, officer: User) -> None:
    review = a_review(stage, by=officer)
    ended = intake.withdraw(review, why=WhyWithdrawn.SIGNED, on=date(2026, 4, 8), by=officer)
    assert (ended.stage, ended.ended_on, ended.outcome) == (Stage.WITHDRAWN, date(2026, 4, 8), "")
    assert not review.requests.filter(completed_on=None).exists()
    running = review.case.clocks.filter(met_on=None).values_list("rule__code", flat=True)
    assert list(running) == []


def test_reopening_is_the_managers_with_a_reason_and_erases_nothing(officer: User, boss: User) -> None:
    review = a_review(Stage.RECS_OPEN, by=officer)
    with pytest.raises(RuleBroken, match="role"):
        intake.reopen(review, reason="New facts.", on=date(2026, 5, 1), by=officer)
    with pytest.raises(RuleBroken, match="Say why"):
        intake.reopen(review, reason="", on=date(2026, 5, 1), by=boss)
    reopened = intake.reopen(review, reason="New facts.", on=date(2026, 5, 1), by=boss)
    assert (reopened.stage, reopened.outcome, reopened.notified_on) == (Stage.IN_ASSESSMENT, "", None)
    decision = review.decisions.get()
    assert (decision.outcome, decision.stands, decision.notified_on) == ("UPHELD", False, date(2026, 4, 8))
    assert review.reopenings.get().was == Stage.RECS_OPEN
    assert review.recommendations.get().stage == RecommendationStage.ISSUED


def test_an_application_found_invalid_by_mistake_is_checked_anew(officer: User, boss: User) -> None:
    review = an_application(by=officer)
    intake.find_invalid(review, why=WhyInvalid.NOT_ELIGIBLE, reason="A slip.", on=ON, by=officer)
    assert intake.reopen(review, reason="The wrong one.", on=ON, by=boss).stage == Stage.RECEIVED


def test_closing_names_who_is_still_to_be_told_and_what_is_unanswered(officer: User) -> None:
    review = a_review(Stage.RECS_OPEN, by=officer)
    with pytest.raises(RuleBroken, match="appropriate authority, interested persons, the person complained against"):
        deciding.close(review, on=date(2026, 5, 1), by=officer)
    for recipient in (Recipient.AUTHORITY, Recipient.INTERESTED):
        intake.tell(review, occasion=Occasion.DECISION, recipient=recipient, on=date(2026, 4, 9), by=officer)
    intake.tell(
        review,
        occasion=Occasion.DECISION,
        recipient=Recipient.COMPLAINED_AGAINST,
        not_needed="Nobody is named.",
        by=officer,
    )
    with pytest.raises(RuleBroken, match="not answered recommendation 1"):
        deciding.close(review, on=date(2026, 5, 1), by=officer)


# Recommendations


def test_only_what_the_route_allows_can_be_recommended(officer: User) -> None:
    review = a_review(Stage.IN_ASSESSMENT, by=officer)
    with pytest.raises(FieldsRefused, match="cannot be recommended"):
        recommending.recommend(review, kind=Kind.INVESTIGATE, text="Investigate it.", by=officer)
    assert recommending.recommend(review, kind=Kind.REINVESTIGATE, text="Again.", by=officer).number == 2


def test_a_recommendation_from_made_to_done(officer: User) -> None:
    review = a_review(Stage.RECS_OPEN, by=officer)
    mine = Recommendation.objects.get(review=review)
    assert (mine.made_on, mine.due_on) == (date(2026, 4, 8), date(2026, 5, 6))
    mine = recommending.extend(mine, until=date(2026, 5, 20), reason="The officer is abroad.", by=officer)
    recommending.chase(mine, on=date(2026, 5, 19), by=officer)
    at = datetime(2026, 5, 20, 9, tzinfo=UTC)
    with pytest.raises(RuleBroken, match="Say what the force will do"):
        recommending.record_reply(mine, reply=Reply.ACCEPTED, words="", at=at, by=officer)
    mine = recommending.record_reply(mine, reply=Reply.ACCEPTED, words="We will write.", at=at, by=officer)
    assert again(review).stage == Stage.RECS_OPEN, "accepted is not done"
    mine = recommending.record_done(mine, on=date(2026, 6, 1), evidence="A copy of the letter.", by=officer)
    assert (mine.replied_on, mine.implemented_on) == (date(2026, 5, 20), date(2026, 6, 1))
    assert again(review).stage == Stage.RECS_CLOSED


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_recommendation_is_answered_whatever_became_of_its_review(withdrawn: bool, officer: User, boss: User) -> None:
    """A reopened review leaves what was made to the force with the force: nothing stays overdue that nobody can end."""
    review = a_review(Stage.RECS_OPEN, by=officer)
    intake.reopen(review, reason="New facts.", on=date(2026, 4, 20), by=boss)
    if withdrawn:
        intake.withdraw(review, why=WhyWithdrawn.SIGNED, on=date(2026, 4, 21), by=officer)
    stage = again(review).stage
    at = datetime(2026, 4, 22, 10, tzinfo=UTC)
    recommending.record_reply(
        review.recommendations.get(), reply=Reply.REJECTED, words="Not proportionate.", at=at, by=officer
    )
    assert (again(review).stage, review.recommendations.get().settled_on) == (stage, date(2026, 4, 22))


def test_a_reply_before_the_recommendation_is_refused(officer: User) -> None:
    review = a_review(Stage.RECS_OPEN, by=officer)
    mine = Recommendation.objects.get(review=review)
    with pytest.raises(RuleBroken, match="The reply cannot be"):
        recommending.record_reply(
            mine, reply=Reply.REJECTED, words="No.", at=datetime(2026, 4, 7, 9, tzinfo=UTC), by=officer
        )


def test_a_refusal_has_its_reason_and_settles_the_recommendation(officer: User) -> None:
    review = a_review(Stage.RECS_OPEN, by=officer)
    mine = Recommendation.objects.get(review=review)
    at = datetime(2026, 4, 20, 9, tzinfo=UTC)
    with pytest.raises(RuleBroken, match="force's reason"):
        recommending.record_reply(mine, reply=Reply.REJECTED, words=" ", at=at, by=officer)
    recommending.record_reply(mine, reply=Reply.REJECTED, words="Not proportionate.", at=at, by=officer)
    assert again(review).stage == Stage.RECS_CLOSED


# Who may see


def test_reviews_are_for_the_team_and_managers_less_what_is_shut(officer: User, manager: User, outsider: User) -> None:
    review = an_application(by=officer)
    assert [Review.objects.visible_to(user).count() for user in (officer, manager, outsider)] == [1, 1, 0]
    casework.declare_conflict(review.case, by=manager)
    assert not Review.objects.visible_to(manager).exists()
