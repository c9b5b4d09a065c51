"""Whole reviews brought in at once: last year's from another system, and those of the demonstration.

The verbs of the other modules record one step as somebody takes it; here a review comes with its days, its ending and
its recommendations together. The database holds these rows to the same constraints, and one event tells of them all.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from casework import workflow as casework
from casework.choices import ClockStage, KnownFrom
from casework.choices import Kind as CaseKind
from casework.choices import Stage as CaseStage
from casework.models import Case, CaseClock
from casework.rules import verdict
from pcc import audit, clocks
from pcc.errors import RuleBroken
from pcc.models import ENGLAND_AND_WALES, ClockRule, User
from pcc.references import next_references
from pcc.working_days import WorkingCalendar
from reviews.choices import (
    CheckResult,
    Confidence,
    Finding,
    Interest,
    Occasion,
    Paper,
    Recipient,
    RecommendationStage,
    Reply,
    Stage,
)
from reviews.importing import PastAdvice, PastReview
from reviews.models import (
    AllegationFinding,
    Decision,
    Declaration,
    ForceArrival,
    ForceRequest,
    LateDecision,
    LearningPoint,
    Notification,
    Recommendation,
    Review,
    SecondCheck,
)
from reviews.rules import ENDED_UNDECIDED, IN_HAND, OPEN, case_outcome, digest_of
from reviews.workflow.kept import mark


def at_noon(day: date) -> datetime:
    """The moment that stands for a day of which no time is known."""
    return timezone.make_aware(datetime.combine(day, time(12)))


@transaction.atomic
def load(past: Sequence[PastReview], *, by: User | None, source: str) -> list[Review]:
    """Bring these reviews in, each with its case file, clocks, papers, findings, decision and recommendations."""
    if not past:
        return []
    calendar = casework.calendar_held(ENGLAND_AND_WALES)
    references = _references(past)
    cases = Case.objects.bulk_create(
        [
            Case(
                reference=case,
                kind=CaseKind.REVIEW,
                title=f"Review {reference}",
                stage=CaseStage.CLOSED if _over(each) else CaseStage.OPEN,
                opened_on=each.received_on,
                closed_on=_over(each),
                closed_because="The review is over" if _over(each) else "",
                owner=each.allocated_to or by,
                allocated_on=each.received_on,
                touched_on=_last_day(each),
            )
            for each, (case, reference) in zip(past, references, strict=True)
        ]
    )
    reviews = Review.objects.bulk_create(
        [_review(each, reference, case) for each, case, (_, reference) in zip(past, cases, references, strict=True)]
    )
    pairs = list(zip(past, reviews, strict=True))
    _clocks(pairs, calendar=calendar, by=by)
    _papers(pairs)
    _assessed(pairs)
    _decisions(pairs, by=by)
    _told(pairs)
    mark()
    audit.record("reviews.loaded", by=by, count=len(reviews), source=source, reviews=[each.pk for each in reviews])
    return reviews


def _references(past: Sequence[PastReview]) -> list[tuple[str, str]]:
    """A case reference and a review reference for each, in the order of receipt within a year."""
    wanted = Counter(each.received_on.year for each in past)
    cases = {year: iter(next_references("CAS", year=year, count=count)) for year, count in sorted(wanted.items())}
    reviews = {year: iter(next_references("REV", year=year, count=count)) for year, count in sorted(wanted.items())}
    return [(next(cases[each.received_on.year]), next(reviews[each.received_on.year])) for each in past]


def _over(each: PastReview) -> date | None:
    """The day from which nothing of a review is left to do."""
    if each.stage in ENDED_UNDECIDED:
        return each.ended_on
    return each.closed_on if each.stage == Stage.CLOSED else None


def _last_day(each: PastReview) -> date:
    days = (each.received_on, each.accepted_on, each.asked_on, each.arrived_on, each.decided_on, each.notified_on)
    return max(day for day in (*days, each.ended_on, each.closed_on) if day is not None)


def _review(each: PastReview, reference: str, case: Case) -> Review:
    decided = each.stage in OPEN - IN_HAND or each.stage in (Stage.DECIDED, Stage.CLOSED)
    return Review(
        reference=reference,
        case=case,
        force=each.force,
        force_reference=each.force_reference,
        brought_as=each.brought_as,
        complaint=each.complaint,
        handling=each.handling or (each.complaint.handling if each.complaint else "NOT_STATED"),
        theme=each.theme,
        stage=each.stage,
        channel=each.channel,
        capacity=each.capacity,
        applicant_name=each.applicant_name,
        grounds=each.grounds,
        complaint_details=each.grounds,
        complaint_made_on=each.complaint.received_on if each.complaint else None,
        authority_named=each.force.name,
        outcome_given_on=each.outcome_stated_on,
        received_on=each.received_on,
        outcome_stated_on=each.outcome_stated_on,
        read_from=settings.REVIEW_READING,
        acknowledged_on=each.acknowledged_on,
        accepted_on=each.accepted_on,
        allocated_to=each.allocated_to,
        allocated_on=each.accepted_on if each.allocated_to else None,
        no_recommendation_reason="" if each.advice or each.outcome != "UPHELD" else "Nothing useful is left to do.",
        ended_on=each.ended_on,
        why_invalid=each.why_invalid,
        why_withdrawn=each.why_withdrawn,
        end_reason=each.end_reason,
        outcome=each.outcome if decided else "",
        decided_on=each.decided_on if decided else None,
        decided_by=each.allocated_to if decided else None,
        notified_on=each.notified_on,
        closed_on=each.closed_on,
    )


def _clocks(pairs: Sequence[tuple[PastReview, Review]], *, calendar: WorkingCalendar, by: User | None) -> None:
    """The clocks of each case: over where what they ask for was done, else running."""
    rows = []
    for each, review in pairs:
        over = each.notified_on or each.ended_on
        wanted = [
            ("review_acknowledgement", each.received_on, each.acknowledged_on or over, KnownFrom.RECORDED),
            ("review_duration", each.received_on, over, KnownFrom.RECORDED),
        ]
        if each.outcome_stated_on:
            wanted.append(("review_application", each.outcome_stated_on, each.received_on, KnownFrom.STATED))
        if each.asked_on:
            wanted.append(("review_file_supply", each.asked_on, each.arrived_on or over, KnownFrom.RECORDED))
        if over is None:
            last = each.arrived_on or each.acknowledged_on or each.received_on
            wanted.append(("review_applicant_update", last, None, KnownFrom.RECORDED))
        for code, start, met_on, known_from in wanted:
            rule = _rule(code, start)
            due_on = clocks.due(rule.as_rule(), start, [], calendar)
            rows.append(
                CaseClock(
                    case=review.case,
                    rule=rule,
                    started_on=start,
                    known_from=known_from,
                    due_on=due_on,
                    calendar_version=calendar.version,
                    stage=ClockStage.MET if met_on else ClockStage.RUNNING,
                    met_on=met_on,
                    result=verdict(met_on=met_on, due_on=due_on),
                    changed_by=by,
                )
            )
    CaseClock.objects.bulk_create(rows)


_rules: dict[str, list[ClockRule]] = {}


def _rule(code: str, start: date) -> ClockRule:
    """The version of a rule that counts from that day: versions are never changed, so they are read once a process."""
    if code not in _rules:
        _rules[code] = list(ClockRule.objects.filter(code=code).order_by("-version"))
    fitting = [rule for rule in _rules[code] if rule.counts_from(start)]
    if not fitting:
        raise RuleBroken(f"No version of the rule {code} was in force on {start}.")
    return fitting[0]


def _papers(pairs: Sequence[tuple[PastReview, Review]]) -> None:
    supply = {
        clock.case_id: clock
        for clock in CaseClock.objects.filter(
            case__in=[review.case_id for _, review in pairs], rule__code="review_file_supply"
        )
    }
    asked = ForceRequest.objects.bulk_create(
        [
            ForceRequest(
                review=review,
                asked_on=each.asked_on,
                papers=Paper.values,
                clock=supply.get(review.case_id),
                completed_on=each.arrived_on or each.notified_on or each.ended_on,
                asked_by=each.allocated_to,
            )
            for each, review in pairs
            if each.asked_on
        ]
    )
    arrived = {review.pk: each.arrived_on for each, review in pairs}
    ForceArrival.objects.bulk_create(
        [
            ForceArrival(request=each, arrived_at=at_noon(day), arrived_on=day, papers=Paper.values)
            for each in asked
            if (day := arrived[each.review_id]) is not None
        ]
    )


def _assessed(pairs: Sequence[tuple[PastReview, Review]]) -> None:
    rows = []
    for each, review in pairs:
        for number, finding in enumerate(each.findings, start=1):
            allegation = each.allegations[number - 1] if number <= len(each.allegations) else None
            day = at_noon(each.decided_on or _last_day(each))
            rows.append(
                AllegationFinding(
                    review=review,
                    number=number,
                    allegation=allegation,
                    theme=each.theme,
                    complaint_words=allegation.category if allegation else each.grounds,
                    force_answer=allegation.decision if allegation else "",
                    first_view=finding,
                    first_view_at=day,
                    finding=finding,
                    service="NO" if finding == Finding.NOT_REASONABLE else "YES",
                    communication="PARTLY" if finding == Finding.NOT_REASONABLE else "YES",
                    learning="PARTLY",
                    reasons=each.reasons or "See the decision.",
                    confidence=Confidence.SURE,
                    found_by=each.allocated_to,
                    found_at=day,
                )
            )
    AllegationFinding.objects.bulk_create(rows)
    Declaration.objects.bulk_create(
        [
            Declaration(
                review=review,
                user=each.allocated_to,
                interest=Interest.NONE,
                declared_at=at_noon(each.accepted_on or each.received_on),
            )
            for each, review in pairs
            if each.allocated_to
        ]
    )
    LateDecision.objects.bulk_create(
        [
            LateDecision(
                review=review,
                allowed=each.stage != Stage.INVALID,
                ground="" if each.stage == Stage.INVALID else "SPECIAL",
                reason=each.late_reason,
                decided_on=each.ended_on or each.accepted_on or each.received_on,
                decided_by=each.allocated_to,
            )
            for each, review in pairs
            if each.late_reason and each.allocated_to
        ]
    )


def _decisions(pairs: Sequence[tuple[PastReview, Review]], *, by: User | None) -> None:
    decided = [(each, review, day) for each, review in pairs if (day := each.decided_on) is not None]
    decisions = Decision.objects.bulk_create(
        [
            Decision(
                review=review,
                number=1,
                outcome=each.outcome or case_outcome(each.findings),
                reasons=each.reasons or "See the decision letter.",
                decided_on=day,
                decided_by=each.allocated_to,
                notified_on=each.notified_on,
                stands=each.stage not in ENDED_UNDECIDED,
            )
            for each, review, day in decided
        ]
    )
    of_review = {decision.review_id: decision for decision in decisions}
    Recommendation.objects.bulk_create(
        [
            _recommendation(advice, number, each, review, of_review.get(review.pk))
            for each, review in pairs
            for number, advice in enumerate(each.advice, start=1)
        ]
    )
    LearningPoint.objects.bulk_create(
        [
            LearningPoint(
                review=review,
                number=number,
                text=text,
                theme=each.theme,
                raised_on=day,
                raised_by=each.allocated_to,
            )
            for each, review, day in decided
            for number, text in enumerate(each.learning, start=1)
        ]
    )
    SecondCheck.objects.bulk_create(
        [
            SecondCheck(
                decision=of_review[review.pk],
                result=CheckResult.APPROVED,
                checked_by=each.checked_by,
                checked_on=day,
                digest=_digest(each, of_review[review.pk]),
                recorded_by=by or each.checked_by,
            )
            for each, review, day in decided
            if each.checked_by and each.stage != Stage.CHECKING
        ]
    )


def _digest(each: PastReview, decision: Decision) -> str:
    reasons = each.reasons or "See the decision."
    return digest_of(
        outcome=case_outcome(each.findings),
        reasons=decision.reasons,
        findings=[(number, finding, reasons) for number, finding in enumerate(each.findings, start=1)],
        recommendations=[(number, row.kind, row.text) for number, row in enumerate(each.advice, start=1)],
    )


def _recommendation(
    advice: PastAdvice, number: int, each: PastReview, review: Review, decision: Decision | None
) -> Recommendation:
    stage, settled_on = RecommendationStage.DRAFT, None
    if advice.implemented_on:
        stage, settled_on = RecommendationStage.IMPLEMENTED, advice.implemented_on
    elif advice.reply:
        stage = RecommendationStage(advice.reply)
        settled_on = advice.replied_on if advice.reply == Reply.REJECTED else None
    elif advice.made_on:
        stage = RecommendationStage.ISSUED
    due_on = advice.due_on or (advice.made_on + timedelta(days=28) if advice.made_on else None)
    return Recommendation(
        review=review,
        number=number,
        kind=advice.kind,
        text=advice.text,
        theme=each.theme,
        decision=decision if advice.made_on else None,
        stage=stage,
        made_on=advice.made_on,
        due_on=due_on,
        reply=advice.reply,
        replied_at=at_noon(advice.replied_on) if advice.replied_on else None,
        replied_on=advice.replied_on,
        reply_words=advice.reply_words,
        implemented_on=advice.implemented_on,
        evidence=advice.evidence,
        settled_on=settled_on,
    )


def _told(pairs: Sequence[tuple[PastReview, Review]]) -> None:
    rows = []
    for each, review in pairs:
        if each.acknowledged_on:
            rows += [
                Notification(
                    review=review, occasion=Occasion.RECEIPT, recipient=recipient, told_on=each.acknowledged_on
                )
                for recipient in (Recipient.AUTHORITY, Recipient.COMPLAINED_AGAINST, Recipient.INTERESTED)
            ]
        if each.notified_on:
            everybody = tuple(Recipient) if each.closed_on else (Recipient.APPLICANT,)
            rows += [
                Notification(review=review, occasion=Occasion.DECISION, recipient=recipient, told_on=each.notified_on)
                for recipient in everybody
            ]
        if each.stage == Stage.FORWARDED and each.ended_on:
            rows.append(
                Notification(
                    review=review,
                    occasion=Occasion.FORWARDING,
                    recipient=Recipient.APPLICANT,
                    told_on=each.ended_on,
                )
            )
    Notification.objects.bulk_create(rows)
