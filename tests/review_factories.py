"""Builders of reviews: an application with its complaint, and a review taken through its verbs to a stage."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from complaints.choices import Answer, Handling
from complaints.models import Complaint, ReviewBodyCheck
from complaints.workflow import records
from pcc.models import User
from pcc.roles import Role
from reviews.choices import Channel, Finding, Interest, Paper
from reviews.choices import Kind as RecommendationKind
from reviews.choices import Stage as ReviewStage
from reviews.models import Review
from reviews.workflow import deciding, intake, papers, recommending
from reviews.workflow.taking import ready
from tests.factories import a_complaint, a_user, an_allegation


def a_reviewable_complaint(*, by: User, ours: bool = True, **fields: Any) -> Complaint:
    """A local investigation with its outcome letter of 2 March 2026 and an allegation; the six questions answered."""
    complaint = a_complaint(
        **{
            "received_on": date(2025, 11, 3),
            "finalised_on": date(2026, 3, 2),
            "handling": Handling.LOCAL,
            "outcome_stated_on": date(2026, 3, 2),
        }
        | fields
    )
    an_allegation(complaint)
    answers = dict.fromkeys(ReviewBodyCheck.QUESTIONS, Answer.NO) | ({} if ours else {"referred": Answer.YES})
    records.check_review_body(complaint, answers=answers, seen=0, by=by)
    return complaint


def an_application(*, by: User, complaint: Complaint | None = None, **facts: Any) -> Review:
    """An application by e-mail received on 16 March 2026, two weeks after the outcome letter."""
    given = {"channel": Channel.EMAIL, "received_on": date(2026, 3, 16), "grounds": "They did not ask the witness."}
    complaint = complaint or a_reviewable_complaint(by=by)
    return intake.receive(complaint.force, facts=given | facts, complaint=complaint, by=by, on=timezone.localdate())


def a_review(stage: str = ReviewStage.RECEIVED, *, by: User, upheld: bool = True, **facts: Any) -> Review:
    """A review taken through its verbs to that stage, a week at each step; upheld with one recommendation."""
    review = an_application(by=by, **facts)
    day = review.received_on
    moment = timezone.make_aware(datetime.combine(day + timedelta(days=14), time(10)))
    steps: list[tuple[str, Any]] = [
        (ReviewStage.RECEIVED, lambda: None),
        (ReviewStage.ACCEPTED, lambda: intake.accept(review, on=day + timedelta(days=2), by=by)),
        (
            ReviewStage.FILE_REQUESTED,
            lambda: papers.request_file(review, papers=[Paper.REPORT], on=day + timedelta(days=3), by=by),
        ),
        (
            ReviewStage.FILE_RECEIVED,
            lambda: papers.record_arrival(review, papers=[Paper.REPORT], at=moment, complete=True, by=by),
        ),
        (ReviewStage.IN_ASSESSMENT, lambda: _assess(review, upheld=upheld, on=day + timedelta(days=15), by=by)),
        (ReviewStage.CHECKING, lambda: _decide(review, on=day + timedelta(days=21), by=by)),
        (ReviewStage.DECIDED, lambda: _check(review, on=day + timedelta(days=22))),
        (ReviewStage.NOTIFIED, lambda: deciding.notify(review, on=day + timedelta(days=23), by=by)),
        (ReviewStage.RECS_OPEN, lambda: recommending.issue(review, on=day + timedelta(days=23), by=by)),
    ]
    for reached, step in steps:
        step()
        review = Review.objects.get(pk=review.pk)
        if reached == stage:
            return review
    raise AssertionError(f"no step leads to {stage}")


def _assess(review: Review, *, upheld: bool, on: date, by: User) -> None:
    intake.declare(review, interest=Interest.NONE, by=by)
    intake.allocate(review, to=by, on=on, by=by)
    finding = deciding.add_allegation(review, complaint_words="Nobody asked the witness.", by=by)
    view = Finding.NOT_REASONABLE if upheld else Finding.REASONABLE
    finding = deciding.take_first_view(finding, view=view, by=by)
    deciding.find(finding, assessed={"finding": view, "reasons": "The log says so."}, seen=finding.version, by=by)
    if upheld:
        recommending.recommend(review, kind=RecommendationKind.REMEDY, text="Apologise in writing.", by=by)


def _decide(review: Review, *, on: date, by: User) -> None:
    if ready(review).needs_check:
        deciding.send_for_check(review, reasons="The witness should have been asked.", on=on, by=by)
    else:
        deciding.decide(review, reasons="The enquiry was enough.", on=on, by=by)


def _check(review: Review, *, on: date) -> None:
    if Review.objects.get(pk=review.pk).stage == ReviewStage.CHECKING:
        checker = a_user(Role.COMPLAINTS_OFFICER)
        intake.declare(review, interest=Interest.NONE, by=checker)
        deciding.approve(review, on=on, by=checker)
