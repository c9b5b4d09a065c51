"""Recommendations: written, made, answered, done. Each has its own days."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from pcc import audit, clocks, moves
from pcc.errors import FieldsRefused, RuleBroken, said
from pcc.models import BankHoliday, ClockRule, User
from pcc.versions import mark_of, refuse_changed
from pcc.working_days import in_words
from reviews.choices import Kind, RecommendationStage, Reply, Stage
from reviews.models import Chase, Recommendation, Review
from reviews.rules import RECOMMENDATION_MOVES, objection_to_kind
from reviews.workflow.kept import mark
from reviews.workflow.taking import day_of, keep, refuse_day, take

SETTLED = frozenset(
    {RecommendationStage.REJECTED, RecommendationStage.IMPLEMENTED, RecommendationStage.NOT_IMPLEMENTED}
)
"""Stages in which a recommendation needs nothing further."""


@transaction.atomic
def recommend(review: Review, *, kind: Kind, text: str, by: User) -> Recommendation:
    """Write a recommendation of a kind that the route of the complaint allows. It is made with the decision."""
    review = take("recommend", review, by)
    text = said(text, "Say what is recommended.")
    if objection := objection_to_kind(kind, review.handling):
        raise FieldsRefused({"kind": objection})
    last = max((each.number for each in review.recommendations.all()), default=0)
    written = Recommendation.objects.create(review=review, number=last + 1, kind=kind, text=text, theme=review.theme)
    keep(review)
    audit.record("recommendation.written", written, by=by, review=review.pk, code=kind)
    return written


@transaction.atomic
def change(recommendation: Recommendation, *, kind: Kind, text: str, by: User, seen: str = "") -> Recommendation:
    """Change a recommendation that has not been made. An empty text takes it away; history keeps it.

    ``seen`` is the mark of what the form showed (``mark_of_advice``).
    """
    review = take("recommend", recommendation.review, by)
    recommendation = _taken("change", recommendation, by)
    now = mark_of_advice(recommendation)
    refuse_changed(seen, now=now, what=f"It reads “{recommendation.text}” now.")
    keep(review)
    if not text.strip():
        audit.record("recommendation.removed", recommendation, by=by, review=review.pk)
        Recommendation.objects.filter(pk=recommendation.pk).delete()
        return recommendation
    if objection := objection_to_kind(kind, review.handling):
        raise FieldsRefused({"kind": objection})
    recommendation.kind, recommendation.text = kind, text.strip()
    recommendation.save(update_fields=["kind", "text"])
    audit.record("recommendation.changed", recommendation, by=by, review=review.pk)
    return recommendation


def mark_of_advice(recommendation: Recommendation) -> str:
    """What is recommended, as a mark that differs once it reads otherwise."""
    return mark_of(recommendation.kind, recommendation.text)


def _taken(name: str, recommendation: Recommendation, by: User) -> Recommendation:
    """Lock the recommendation, check that the move is open and set its new stage."""
    recommendation = (
        Recommendation.objects.select_for_update(of=("self",)).select_related("review").get(pk=recommendation.pk)
    )
    move = RECOMMENDATION_MOVES[name]
    moves.check(move, recommendation, by)
    recommendation.stage = move.target or recommendation.stage
    return recommendation


@transaction.atomic
def issue(review: Review, *, on: date, by: User) -> list[Recommendation]:
    """Make the recommendations to the appropriate authority: its 28 days start with the day after."""
    review = take("issue", review, by)
    assert review.notified_on is not None
    refuse_day(on, since=review.decided_on or review.notified_on, what="The day")
    made = []
    for each in Recommendation.objects.select_for_update().filter(review=review, stage=RecommendationStage.DRAFT):
        each.stage, each.made_on, each.due_on = RecommendationStage.ISSUED, on, reply_due(on)
        each.decision = review.standing_decision
        each.save(update_fields=["stage", "made_on", "due_on", "decision"])
        audit.record("recommendation.made", each, by=by, review=review.pk)
        made.append(each)
    keep(review)
    audit.record("review.recommendations_made", review, by=by, count=len(made))
    return made


def reply_due(made_on: date) -> date:
    """The last day for the force's reply to a recommendation made that day."""
    rule = ClockRule.objects.for_start("review_recommendation_response", on=made_on).as_rule()
    due_on = clocks.due(rule, made_on, [], BankHoliday.objects.as_calendar(rule.calendar))
    assert due_on is not None
    return due_on


def _followed(name: str, recommendation: Recommendation, by: User) -> tuple[Review, Recommendation]:
    """Lock review and recommendation, in that order, and check both moves."""
    review = take("follow_up", recommendation.review, by)
    mark()
    return review, _taken(name, recommendation, by)


@transaction.atomic
def extend(recommendation: Recommendation, *, until: date, reason: str, by: User) -> Recommendation:
    """Allow the force longer for its reply, with the reason."""
    review, recommendation = _followed("extend", recommendation, by)
    reason = said(reason, "Say why the force is allowed longer.")
    assert recommendation.due_on is not None
    if until <= recommendation.due_on:
        raise RuleBroken(f"The reply is due on {in_words(recommendation.due_on)}: give a later day.")
    recommendation.due_on, recommendation.extended_because = until, reason
    recommendation.save(update_fields=["stage", "due_on", "extended_because"])
    audit.record("recommendation.extended", recommendation, by=by, review=review.pk, reason=reason)
    return recommendation


@transaction.atomic
def chase(recommendation: Recommendation, *, on: date, note: str = "", by: User) -> Chase:
    """Record that the office asked the force again: for its reply, or for evidence that it was done."""
    review, recommendation = _followed("chase", recommendation, by)
    assert recommendation.made_on is not None
    refuse_day(on, since=recommendation.made_on, what="The chase")
    made = Chase.objects.create(recommendation=recommendation, chased_on=on, note=note.strip(), chased_by=by)
    audit.record("recommendation.chased", recommendation, by=by, review=review.pk)
    return made


ANSWERS: Mapping[str, str] = {
    Reply.ACCEPTED: "accepted",
    Reply.PART_ACCEPTED: "part_accepted",
    Reply.REJECTED: "rejected",
}


@transaction.atomic
def record_reply(recommendation: Recommendation, *, reply: Reply, words: str, at: datetime, by: User) -> Recommendation:
    """Record the force's reply as it came at that moment: what it will do, or why not."""
    review, recommendation = _followed(ANSWERS[reply], recommendation, by)
    why = "Give the force's reason." if reply != Reply.ACCEPTED else "Say what the force will do."
    words = said(words, why)
    assert recommendation.made_on is not None
    recommendation.replied_on = day_of(at, since=recommendation.made_on, what="The reply")
    recommendation.reply, recommendation.replied_at, recommendation.reply_words = reply, at, words
    changed = ["stage", "reply", "replied_at", "replied_on", "reply_words"]
    if recommendation.stage in SETTLED:
        recommendation.settled_on = recommendation.replied_on
        changed.append("settled_on")
    recommendation.save(update_fields=changed)
    audit.record("recommendation.answered", recommendation, by=by, review=review.pk, code=reply)
    _settle(review, by=by)
    return recommendation


@transaction.atomic
def record_done(recommendation: Recommendation, *, on: date, evidence: str, by: User) -> Recommendation:
    """Record the day on which an accepted recommendation was done, and what shows it."""
    review, recommendation = _followed("implemented", recommendation, by)
    evidence = said(evidence, "Say what shows that it was done.")
    assert recommendation.made_on is not None
    refuse_day(on, since=recommendation.made_on, what="The day it was done")
    recommendation.implemented_on, recommendation.evidence = on, evidence
    recommendation.settled_on = max(on, recommendation.replied_on or on)
    recommendation.save(update_fields=["stage", "implemented_on", "evidence", "settled_on"])
    audit.record("recommendation.implemented", recommendation, by=by, review=review.pk)
    _settle(review, by=by)
    return recommendation


@transaction.atomic
def close_undone(recommendation: Recommendation, *, reason: str, on: date, by: User) -> Recommendation:
    """Close an accepted recommendation that nobody has shown to be done, with the reason."""
    review, recommendation = _followed("close", recommendation, by)
    assert recommendation.replied_on is not None
    refuse_day(on, since=recommendation.replied_on, what="The day")
    recommendation.evidence, recommendation.settled_on = said(reason, "Say why it is closed."), on
    recommendation.save(update_fields=["stage", "evidence", "settled_on"])
    audit.record("recommendation.closed", recommendation, by=by, review=review.pk)
    _settle(review, by=by)
    return recommendation


def _settle(review: Review, *, by: User) -> None:
    """The last recommendation settled settles the review's."""
    if review.recommendations.exclude(stage__in=SETTLED).exists() or review.stage != Stage.RECS_OPEN:
        return
    review = take("settle", review, by)
    keep(review)
    audit.record("review.recommendations_settled", review, by=by)
