"""Assessment, decision, second check, and telling the applicant."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from casework import workflow as casework
from complaints.models import Allegation
from pcc import audit
from pcc.errors import FieldsRefused, RuleBroken, said
from pcc.models import User
from pcc.versions import ChangedMeanwhile, Edited, merged
from reviews.choices import CheckResult, Finding, Occasion, Recipient
from reviews.models import AllegationFinding, Decision, LearningPoint, Notification, Review, SecondCheck
from reviews.rules import case_outcome
from reviews.workflow.taking import keep, refuse_day, take

# Assessment

ASSESSED = ("finding", "service", "communication", "learning", "reasons", "confidence", "evidence")
"""What an assessment of an allegation says, beside the words of complaint and force."""


@transaction.atomic
def add_allegation(
    review: Review,
    *,
    complaint_words: str,
    force_answer: str = "",
    allegation: Allegation | None = None,
    by: User,
) -> AllegationFinding:
    """Put an allegation before the assessor: the complainant's words, the force's answer."""
    review = take("assess", review, by)
    if allegation is not None and allegation.complaint_id != review.complaint_id:
        raise RuleBroken("This allegation is of another complaint.")
    if allegation is None:
        complaint_words = said(complaint_words, "Give the allegation in the complainant's words.")
    theme = review.theme
    if allegation is not None and allegation.code is not None:
        theme = allegation.code.parent or allegation.code
    last = max((each.number for each in review.findings.all()), default=0)
    added = AllegationFinding.objects.create(
        review=review,
        number=last + 1,
        allegation=allegation,
        theme=theme,
        complaint_words=complaint_words.strip(),
        force_answer=force_answer.strip(),
    )
    keep(review)
    audit.record("review.allegation_added", review, by=by, number=added.number)
    return added


@transaction.atomic
def take_first_view(finding: AllegationFinding, *, view: Finding, by: User) -> AllegationFinding:
    """Keep the assessor's own first view, after which earlier decisions on the theme are shown. It stays as it is."""
    review = take("assess", finding.review, by)
    finding = AllegationFinding.objects.select_for_update().get(pk=finding.pk)
    if finding.first_view:
        raise RuleBroken("There is a first view already: it stays, so that the finding can be compared with it.")
    finding.first_view, finding.first_view_at = view, timezone.now()
    finding.version += 1
    finding.save(update_fields=["first_view", "first_view_at", "version"])
    keep(review)
    audit.record("review.first_view_taken", review, by=by, number=finding.number)
    return finding


@transaction.atomic
def find(finding: AllegationFinding, *, assessed: Mapping[str, str], seen: int, by: User) -> Edited:
    """Save the finding on an allegation with its reasons, from a form that showed the version ``seen``.

    What somebody else wrote meanwhile is kept; where both wrote in the same field, Overtaken has both versions.
    """
    review = take("assess", finding.review, by)
    finding = AllegationFinding.objects.select_for_update().get(pk=finding.pk)
    if not finding.first_view:
        raise RuleBroken("Save your first view before the finding.")
    changes = {name: assessed[name] for name in ASSESSED if name in assessed}
    put_together = merged(finding, changes=changes, seen=seen)
    values = put_together.values
    if values.get("finding", finding.finding) and not values.get("reasons", finding.reasons).strip():
        raise FieldsRefused({"reasons": "Give the reasons for the finding: the decision letter rests on them."})
    changed = tuple(name for name, value in values.items() if value != getattr(finding, name))
    if changed:
        for name in changed:
            setattr(finding, name, values[name])
        finding.found_by, finding.found_at = by, timezone.now()
        finding.version += 1
        finding.save(update_fields=[*changed, "found_by", "found_at", "version"])
        keep(review)
        audit.record("review.finding_saved", review, by=by, number=finding.number, fields=sorted(changed))
    return Edited(finding, changed, put_together.theirs)


@transaction.atomic
def raise_learning(review: Review, *, text: str, on: date, by: User) -> LearningPoint:
    """Raise a learning point, whether or not the review is upheld."""
    review = take("recommend", review, by)
    text = said(text, "Say what could be learned.")
    refuse_day(on, since=review.received_on, what="The day")
    last = max((each.number for each in review.learning_points.all()), default=0)
    raised = LearningPoint.objects.create(
        review=review, number=last + 1, text=text, theme=review.theme, raised_on=on, raised_by=by
    )
    keep(review)
    audit.record("review.learning_raised", review, by=by, number=raised.number)
    return raised


@transaction.atomic
def give_reason_for_none(review: Review, *, reason: str, by: User) -> Review:
    """Say why an upheld review leads to no recommendation: nothing useful is left to do."""
    review = take("recommend", review, by)
    review.no_recommendation_reason = said(reason, "Say why nothing is recommended.")
    keep(review, "no_recommendation_reason")
    audit.record("review.no_recommendation", review, by=by)
    return review


# Decision and second check


def _decided(review: Review, *, reasons: str, on: date, by: User) -> Decision:
    """The decision that the findings lead to, standing in place of an earlier one."""
    reasons = said(reasons, "Give the reasons for the decision.")
    since = max(
        [
            review.accepted_on or review.received_on,
            *(each.completed_on for each in review.requests.all() if each.completed_on),
        ]
    )
    refuse_day(on, since=since, what="The day of the decision")
    number = 1 + max((each.number for each in review.decisions.all()), default=0)
    return Decision.objects.create(
        review=review,
        number=number,
        outcome=case_outcome(each.finding for each in review.findings.all()),
        reasons=reasons,
        decided_on=on,
        decided_by=by,
    )


def _stand(review: Review, decision: Decision) -> None:
    review.outcome, review.decided_on, review.decided_by = decision.outcome, decision.decided_on, decision.decided_by
    keep(review, "outcome", "decided_on", "decided_by")


@transaction.atomic
def send_for_check(review: Review, *, reasons: str, on: date, by: User) -> Decision:
    """Draft the decision and send it to a second person, where the office's policy asks for that."""
    review = take("send_for_check", review, by)
    decision = _decided(review, reasons=reasons, on=on, by=by)
    keep(review)
    audit.record("review.sent_for_check", review, by=by, decision=decision.number, outcome=decision.outcome)
    return decision


@transaction.atomic
def decide(review: Review, *, reasons: str, on: date, by: User) -> Decision:
    """Decide without a second check, where the office's policy asks for none."""
    review = take("decide", review, by)
    decision = _decided(review, reasons=reasons, on=on, by=by)
    _stand(review, decision)
    audit.record("review.decided", review, by=by, decision=decision.number, outcome=decision.outcome)
    return decision


@transaction.atomic
def approve(review: Review, *, comments: str = "", on: date, by: User, seen: str = "") -> SecondCheck:
    """Approve what stands there now, word for word: a word changed afterwards makes the check void.

    ``seen`` is the digest of what the checker read, empty where it was not a page: other words are not approved.
    """
    review = take("approve", review, by)
    _refuse_unread(review, seen)
    return _pass(review, CheckResult.APPROVED, comments=comments.strip(), on=on, checked_by=by, by=by)


@transaction.atomic
def record_outside_check(
    review: Review, *, outside_checker: str, comments: str = "", on: date, by: User, seen: str = ""
) -> SecondCheck:
    """Record that somebody outside the office checked and approved the decision."""
    review = take("record_outside_check", review, by)
    _refuse_unread(review, seen)
    name = said(outside_checker, "Give the name and the office of whoever checked it.")
    return _pass(review, CheckResult.APPROVED, comments=comments.strip(), on=on, outside_checker=name, by=by)


@transaction.atomic
def waive_check(review: Review, *, reason: str, on: date, by: User, seen: str = "") -> SecondCheck:
    """Let the decision go without a second check, with the reason; waivers are counted."""
    review = take("waive_check", review, by)
    _refuse_unread(review, seen)
    reason = said(reason, "Say why the second check is waived.")
    return _pass(review, CheckResult.WAIVED, comments=reason, on=on, checked_by=by, by=by)


def _refuse_unread(review: Review, seen: str) -> None:
    """ChangedMeanwhile where the decision that stands there is not the one that was read."""
    if seen and seen != review.digest:
        raise ChangedMeanwhile(
            "The decision was changed while you read it. It stands here as it is now: read it again before you answer."
        )


def _pass(
    review: Review,
    result: CheckResult,
    *,
    comments: str,
    on: date,
    by: User,
    checked_by: User | None = None,
    outside_checker: str = "",
) -> SecondCheck:
    decision = review.standing_decision
    assert decision is not None
    refuse_day(on, since=decision.decided_on, what="The day of the check")
    check = SecondCheck.objects.create(
        decision=decision,
        result=result,
        checked_by=checked_by,
        outside_checker=outside_checker,
        checked_on=on,
        digest=review.digest,
        comments=comments,
        recorded_by=by,
    )
    _stand(review, decision)
    audit.record("review.checked", review, by=by, decision=decision.number, code=result)
    return check


@transaction.atomic
def send_back(review: Review, *, comments: str, on: date, by: User, seen: str = "") -> SecondCheck:
    """Send a decision back to its author with what is to be put right."""
    review = take("send_back", review, by)
    _refuse_unread(review, seen)
    comments = said(comments, "Say what is to be put right.")
    decision = review.standing_decision
    assert decision is not None
    refuse_day(on, since=decision.decided_on, what="The day of the check")
    check = SecondCheck.objects.create(
        decision=decision,
        result=CheckResult.RETURNED,
        checked_by=by,
        checked_on=on,
        digest=review.digest,
        comments=comments,
        recorded_by=by,
    )
    _undo(review)
    audit.record("review.sent_back", review, by=by, decision=decision.number)
    return check


@transaction.atomic
def take_back(review: Review, *, reason: str, by: User) -> Review:
    """Take a decision back to change it, before the applicant is told. Its second check becomes void."""
    review = take("take_back", review, by)
    reason = said(reason, "Say why the decision is taken back.")
    _undo(review)
    audit.record("review.taken_back", review, by=by, reason=reason)
    return review


def _undo(review: Review) -> None:
    """The decision stands no longer, and what was checked counts no longer."""
    decision = Decision.objects.select_for_update().filter(review=review, stands=True).first()
    if decision is not None:
        decision.stands = False
        decision.save(update_fields=["stands"])
        for check in decision.checks.select_for_update().filter(voided_at=None):
            check.voided_at = timezone.now()
            check.save(update_fields=["voided_at"])
    review.outcome, review.decided_on, review.decided_by = "", None, None
    keep(review, "outcome", "decided_on", "decided_by")


# Telling, closing


@transaction.atomic
def notify(review: Review, *, on: date, by: User) -> Review:
    """Record the day on which the applicant was told the decision: the review is completed."""
    review = take("notify", review, by)
    decision = review.standing_decision
    assert decision is not None
    refuse_day(on, since=decision.decided_on, what="The day the applicant was told")
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    decision.notified_on = on
    decision.save(update_fields=["notified_on"])
    review.notified_on = on
    keep(review, "notified_on")
    Notification.objects.update_or_create(
        review=review,
        occasion=Occasion.DECISION,
        recipient=Recipient.APPLICANT,
        defaults={"told_on": on, "not_needed": "", "recorded_by": by},
    )
    for code in ("review_duration", "review_applicant_update", "review_acknowledgement"):
        casework.end_clock(review.case, code=code, on=on, by=by)
    casework.begin_clock(review.case, code="judicial_review", started_on=on, by=by)
    audit.record("review.notified", review, by=by, decision=decision.number, outcome=decision.outcome)
    return review


@transaction.atomic
def close(review: Review, *, on: date, by: User) -> Review:
    """Close a review of which nothing is left to do."""
    review = take("close", review, by)
    last = [review.notified_on, *(each.settled_on for each in review.recommendations.all())]
    refuse_day(on, since=max(day for day in last if day is not None), what="The day of closing")
    review.closed_on = on
    keep(review, "closed_on")
    casework.close_case(review.case, reason="The review is closed", on=on, by=by)
    audit.record("review.closed", review, by=by)
    return review
