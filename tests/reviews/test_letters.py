"""What letters record on their review when they are issued, what they refuse to say, and how they are taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from casework import workflow as casework
from casework.letters import Addressee
from casework.models import CaseClock, Letter, LetterTemplate
from casework.workflow import letters, templates
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews.choices import Contact, Occasion, Recipient, RecommendationStage, Stage, WhyInvalid
from reviews.models import LetterRecord, Review
from reviews.workflow import intake, recommending
from reviews.workflow.taking import ready
from reviews.workflow.written import RECORDS
from tests.conftest import signed_in
from tests.factories import a_user
from tests.review_factories import a_review, a_reviewable_complaint, an_application

FORCE = Addressee("Anyshire Police", email="psd@anyshire.example")
TOVE = Addressee("Tove Lindqvist", email="tove@home.example")
ON = date(2026, 4, 14)


@pytest.fixture
def chief(db: None) -> User:
    return a_user(Role.REVIEWS_MANAGER)


def written(review: Review, code: str, to: Addressee, *, by: User, chief: User, **texts: str) -> Letter:
    """A letter from the approved version of that template, its open parts filled, ready to be issued."""
    template = LetterTemplate.objects.visible_to(chief).newest().get(code=code)
    if template.stage == "SAMPLE":
        templates.approve(template, by=chief)
    letter = letters.draft(review.case, code=code, by=by, addressees=[to])
    open_parts = {part.code for part in letter.template.parts.all() if part.need == "WRITE"} - set(letter.texts)
    known = {"complainant_name": "Tove Lindqvist", "outcome_date": "Monday 2 March 2026"}
    values = {name: value for name, value in known.items() if name not in letter.values}
    letter = letters.edit(letter, by=by, texts=dict.fromkeys(open_parts, "It is so.") | texts, values=values)
    if letters.check_state(letter) == "OPEN":
        letters.waive_check(letter, reason="Nobody else is in.", by=chief)
    return Letter.objects.get(pk=letter.pk)


def issue(letter: Letter, *, by: User, on: date = ON) -> Letter:
    seen = {one.code for one in letters.findings(letter, on=on) if not one.blocks}
    return letters.issue(letter, by=by, accepted=seen, on=on)


def clock(review: Review, code: str) -> CaseClock:
    return CaseClock.objects.filter(case=review.case, rule__code=code).latest("pk")


def again(review: Review) -> Review:
    return Review.objects.get(pk=review.pk)


def test_the_acknowledgement_ends_its_clock_and_starts_the_28_days_anew(officer: User, chief: User) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist")
    letter = written(review, "review_acknowledgement", TOVE, by=officer, chief=chief)
    assert "- details of the complaint" in letter.texts["missing"]
    issue(letter, by=officer, on=date(2026, 3, 18))
    assert again(review).acknowledged_on == date(2026, 3, 18)
    assert clock(review, "review_acknowledgement").met_on == date(2026, 3, 18)
    update = clock(review, "review_applicant_update")
    assert (update.started_on, update.due_on, update.met_on) == (date(2026, 3, 18), date(2026, 4, 15), None)


def test_a_letter_taken_back_leaves_the_review_as_it_was(officer: User, chief: User) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist")
    letter = issue(written(review, "review_acknowledgement", TOVE, by=officer, chief=chief), by=officer)
    letters.recall(letter, by=officer)
    assert again(review).acknowledged_on is None
    running = {
        each.rule.code: each.started_on for each in review.case.clocks.filter(met_on=None).select_related("rule")
    }
    assert running == dict.fromkeys(
        ("review_acknowledgement", "review_duration", "review_applicant_update"), date(2026, 3, 16)
    )
    kept = LetterRecord.objects.get(letter=letter)
    assert kept.undone_at is not None
    assert AuditEvent.objects.filter(verb="review.letter_taken_back", subject_id=str(review.pk)).count() == 1
    issue(Letter.objects.get(pk=letter.pk), by=officer)
    assert again(review).acknowledged_on == ON


def test_an_update_starts_the_28_days_anew_and_is_undone_with_its_letter(officer: User, chief: User) -> None:
    review = a_review(Stage.ACCEPTED, by=officer)
    letter = issue(written(review, "review_update", TOVE, by=officer, chief=chief), by=officer)
    assert clock(review, "review_applicant_update").started_on == ON
    assert [each.made_on for each in review.contacts.all()] == [ON]
    letters.recall(letter, by=officer)
    assert not review.contacts.exists()
    assert clock(review, "review_applicant_update").met_on is None


def test_a_paused_clock_that_a_letter_ended_has_its_pause_again_when_the_letter_is_taken_back(
    officer: User, chief: User
) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist")
    paused = clock(review, "review_acknowledgement")
    again_on = date(2026, 3, 30)
    casework.pause_clock(paused, on=date(2026, 3, 17), reason="No address", look_again_on=again_on, by=officer)
    before = CaseClock.objects.filter(pk=paused.pk).values("stage", "due_on", "met_on", "result").get()
    letter = issue(written(review, "review_acknowledgement", TOVE, by=officer, chief=chief), by=officer)
    assert CaseClock.objects.get(pk=paused.pk).pauses.get().ended_on == ON
    letters.recall(letter, by=officer)
    assert CaseClock.objects.filter(pk=paused.pk).values("stage", "due_on", "met_on", "result").get() == before
    assert before["stage"] == "PAUSED"
    pause = CaseClock.objects.get(pk=paused.pk).pauses.get()
    assert (pause.ended_on, pause.look_again_on, pause.reason) == (None, again_on, "No address")
    casework.resume_clock(paused, on=ON, by=officer)


def test_a_call_logged_meanwhile_keeps_its_own_clock_when_the_letter_is_taken_back(officer: User, chief: User) -> None:
    review = a_review(Stage.ACCEPTED, by=officer)
    letter = issue(written(review, "review_update", TOVE, by=officer, chief=chief), by=officer)
    intake.contact(review, how=Contact.CALL, on=ON + timedelta(days=1), by=officer)
    letters.recall(letter, by=officer)
    running = CaseClock.objects.get(case=review.case, rule__code="review_applicant_update", met_on=None)
    assert running.started_on == ON + timedelta(days=1)
    assert [each.how for each in review.contacts.all()] == [Contact.CALL]


def test_the_request_to_the_force_gives_its_last_day_and_starts_its_clock(officer: User, chief: User) -> None:
    review = a_review(Stage.ACCEPTED, by=officer)
    letter = issue(written(review, "review_file_request", FORCE, by=officer, chief=chief), by=officer)
    asked = again(review).requests.get()
    assert (again(review).stage, asked.asked_on, asked.clock.due_on) == (
        Stage.FILE_REQUESTED,
        ON,
        date(2026, 4, 28),
    )
    assert "Tuesday 28 April 2026" in str(letter.frozen)
    letters.recall(letter, by=officer)
    assert (again(review).stage, review.requests.count()) == (Stage.ACCEPTED, 0)
    assert not CaseClock.objects.filter(case=review.case, rule__code="review_file_supply").exists()


def test_a_chase_names_what_is_missing_and_is_recorded(officer: User, chief: User) -> None:
    review = a_review(Stage.FILE_REQUESTED, by=officer)
    letter = written(review, "review_file_chase", FORCE, by=officer, chief=chief)
    assert "Investigation report" in letter.texts["missing"]
    issue(letter, by=officer)
    assert [each.chased_on for each in again(review).requests.get().chases.all()] == [ON]


def test_notices_say_who_was_told_that_it_came(officer: User, chief: User) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist")
    for code, to in (
        ("review_notice_authority", FORCE),
        ("review_notice_interested", TOVE),
        ("review_notice_subject", TOVE),
    ):
        issue(written(review, code, to, by=officer, chief=chief), by=officer)
    told = {each.recipient: each.told_on for each in review.notifications.filter(occasion=Occasion.RECEIPT)}
    assert told == dict.fromkeys((Recipient.AUTHORITY, Recipient.INTERESTED, Recipient.COMPLAINED_AGAINST), ON)


def test_the_letter_to_the_iopc_sends_the_application_on_and_the_applicants_letter_waits_for_it(
    officer: User, chief: User
) -> None:
    complaint = a_reviewable_complaint(by=officer, ours=False)
    review = an_application(by=officer, complaint=complaint, applicant_name="Tove Lindqvist")
    told = written(review, "review_forwarded", TOVE, by=officer, chief=chief)
    assert "referred to the IOPC" in told.texts["why"]
    with pytest.raises(RuleBroken, match="send it on first"):
        issue(told, by=officer)
    to_iopc = Addressee("IOPC", email="reviews@iopc.example")
    sent = issue(written(review, "review_to_iopc", to_iopc, by=officer, chief=chief), by=officer)
    assert (again(review).stage, again(review).ended_on) == (Stage.FORWARDED, ON)
    letters.recall(sent, by=officer)
    assert (again(review).stage, again(review).ended_on) == (Stage.RECEIVED, None)
    assert clock(review, "review_duration").met_on is None
    issue(Letter.objects.get(pk=sent.pk), by=officer)
    issue(told, by=officer)
    notice = written(review, "review_forwarded_authority", FORCE, by=officer, chief=chief)
    assert "referred to the IOPC" in notice.texts["why"]
    issue(notice, by=officer)
    told_on = {each.recipient: each.told_on for each in review.notifications.filter(occasion=Occasion.FORWARDING)}
    assert told_on == {Recipient.APPLICANT: ON, Recipient.AUTHORITY: ON}
    letters.recall(notice, by=officer)
    assert review.notifications.get(occasion=Occasion.FORWARDING).recipient == Recipient.APPLICANT


def test_a_letter_of_refusal_waits_for_the_decision_that_it_tells(officer: User, chief: User) -> None:
    review = an_application(by=officer, received_on=date(2026, 4, 10), applicant_name="Tove Lindqvist")
    early = written(review, "review_out_of_time", TOVE, by=officer, chief=chief)
    with pytest.raises(RuleBroken, match="decide that first"):
        issue(early, by=officer)
    intake.hold_as_late(review, by=officer)
    intake.refuse_late(review, reason="No circumstance was given.", on=ON, by=officer)
    letter = written(review, "review_out_of_time", TOVE, by=officer, chief=chief)
    assert letter.texts["considered"] == "No circumstance was given."
    issue(letter, by=officer)
    assert review.notifications.get(occasion=Occasion.ENDING).told_on == ON
    with pytest.raises(RuleBroken, match="find that first"):
        issue(written(review, "review_invalid", TOVE, by=officer, chief=chief), by=officer)


@pytest.mark.parametrize("why", [WhyInvalid.NO_OUTCOME, WhyInvalid.NOT_ELIGIBLE])
def test_the_letter_that_it_is_not_valid_records_that_the_applicant_was_told(
    why: WhyInvalid, officer: User, chief: User
) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist")
    intake.find_invalid(review, why=why, reason="There is no outcome.", on=ON, by=officer)
    issue(written(review, "review_invalid", TOVE, by=officer, chief=chief), by=officer)
    assert review.notifications.get(occasion=Occasion.ENDING).recipient == Recipient.APPLICANT


def test_the_decision_letter_completes_the_review_and_gives_its_own_outcome_only(officer: User, chief: User) -> None:
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    other = written(review, "review_not_upheld", TOVE, by=officer, chief=chief)
    with pytest.raises(RuleBroken, match="upheld: the outcome was not reasonable"):
        issue(other, by=officer)
    letter = written(review, "review_upheld", TOVE, by=officer, chief=chief)
    assert "The witness should have been asked." in letter.texts["explain"]
    assert "Apologise in writing." in letter.texts["learn"]
    issue(letter, by=officer)
    done = again(review)
    assert (done.stage, done.notified_on) == (Stage.NOTIFIED, ON)
    assert done.decisions.get().notified_on == ON
    assert clock(review, "review_duration").met_on == ON


def test_a_decision_letter_does_not_leave_before_the_decision(officer: User, chief: User) -> None:
    review = a_review(Stage.CHECKING, by=officer, applicant_name="Tove Lindqvist")
    letter = written(review, "review_upheld", TOVE, by=officer, chief=chief)
    with pytest.raises(RuleBroken, match="not decided yet"):
        issue(letter, by=officer)
    assert Letter.objects.get(pk=letter.pk).stage == "DRAFT"
    assert again(review).stage == Stage.CHECKING


def test_a_decision_letter_taken_back_makes_the_decision_untold(officer: User, chief: User) -> None:
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    letter = issue(written(review, "review_upheld", TOVE, by=officer, chief=chief), by=officer)
    letters.recall(letter, by=officer)
    back = again(review)
    assert (back.stage, back.notified_on, back.decisions.get().notified_on) == (Stage.DECIDED, None, None)
    assert clock(review, "review_duration").met_on is None
    assert not CaseClock.objects.filter(case=review.case, rule__code="judicial_review").exists()
    assert not review.notifications.filter(occasion=Occasion.DECISION).exists()


def test_a_letter_on_which_somebody_has_built_is_not_taken_back(officer: User, chief: User) -> None:
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    letter = issue(written(review, "review_upheld", TOVE, by=officer, chief=chief), by=officer)
    recommending.issue(review, on=ON, by=officer)
    with pytest.raises(RuleBroken, match="moved on"):
        letters.recall(letter, by=officer)
    assert (again(review).stage, Letter.objects.get(pk=letter.pk).stage) == (Stage.RECS_OPEN, "ISSUED")


def test_the_letter_with_the_recommendations_makes_them_and_a_chase_is_kept_at_each(officer: User, chief: User) -> None:
    review = a_review(Stage.NOTIFIED, by=officer, applicant_name="Tove Lindqvist")
    letter = written(review, "recommendation", FORCE, by=officer, chief=chief)
    assert letter.texts["recommend"] == "- Apologise in writing."
    issue(letter, by=officer)
    advice = review.recommendations.get()
    assert (again(review).stage, advice.made_on, advice.due_on) == (Stage.RECS_OPEN, ON, ON + timedelta(days=28))
    letters.recall(letter, by=officer)
    advice.refresh_from_db()
    assert (again(review).stage, advice.stage, advice.made_on) == (Stage.NOTIFIED, RecommendationStage.DRAFT, None)
    issue(Letter.objects.get(pk=letter.pk), by=officer)
    chase = written(review, "recommendation_chase", FORCE, by=officer, chief=chief)
    issue(chase, by=officer, on=date(2026, 5, 20))
    assert [each.chased_on for each in advice.chases.all()] == [date(2026, 5, 20)]


def test_a_decision_whose_check_is_void_does_not_leave_by_letter(officer: User, chief: User) -> None:
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    letter = written(review, "review_upheld", TOVE, by=officer, chief=chief)
    review.decisions.update(reasons="Other words.")
    assert ready(review).check_is_void
    with pytest.raises(RuleBroken, match="changed after the second check"):
        issue(letter, by=officer)


def test_a_letter_dated_before_what_it_tells_is_refused(officer: User, chief: User) -> None:
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    letter = written(review, "review_upheld", TOVE, by=officer, chief=chief)
    with pytest.raises(RuleBroken, match="The day the applicant was told"):
        issue(letter, by=officer, on=date(2026, 3, 20))


def test_every_letter_of_a_review_in_the_starter_set_records_something(db: None) -> None:
    codes = set(LetterTemplate.objects.filter(kind="REVIEW", version=1).values_list("code", flat=True))
    assert codes == set(RECORDS)


def test_a_letter_that_needs_a_second_check_waits_for_it_and_one_that_does_not_goes(officer: User, chief: User) -> None:
    """The policy stands at each letter (required, sampled, off) as it does for each outcome."""
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    template = LetterTemplate.objects.visible_to(chief).newest().get(code="review_upheld")
    assert template.second_check == "REQUIRED"
    letter = letters.draft(review.case, code=templates.approve(template, by=chief).code, by=officer, addressees=[TOVE])
    letters.edit(letter, by=officer, texts={"understand": "You told us.", "apologise": "We are sorry."})
    with pytest.raises(RuleBroken, match="second person"):
        issue(Letter.objects.get(pk=letter.pk), by=officer)
    issue(written(review, "review_update", TOVE, by=officer, chief=chief), by=officer)


def test_the_workspace_offers_the_letters_of_its_stage_and_the_record_shows_what_they_did(
    officer: User, chief: User
) -> None:
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    client: Any = signed_in(officer)
    page = client.get(review.get_absolute_url()).content.decode()
    assert "nobody has approved this letter yet" in page
    letter = issue(written(review, "review_upheld", TOVE, by=officer, chief=chief), by=officer)
    page = client.get(reverse("reviews:record", args=[review.pk])).content.decode()
    assert letter.get_absolute_url() in page and "Applicant told the decision on Tuesday 14 April 2026" in page
    assert "Recommendations to the force: nobody has approved" in client.get(review.get_absolute_url()).content.decode()
