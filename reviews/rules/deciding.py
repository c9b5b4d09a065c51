"""Assessment and decision: the outcome of a case, who may decide and check it, and when a second check is asked for."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from pcc.models import User
from reviews.choices import CheckPolicy, Finding, Interest, Outcome

PROMPTS = {
    "finding": (
        "Were all parts of the allegation identified and answered?",
        "Was the enquiry enough for how serious it is?",
        "Is each finding supported by what was gathered?",
        "Was the way of handling it right in law, and the review body?",
        "Where discrimination is alleged: were the IOPC's guidelines followed?",
    ),
    "service": ("Was the service that the person received acceptable?",),
    "communication": ("Is the explanation clear, accurate and polite?", "Was the person kept up to date?"),
    "learning": ("Were learning, an apology or another remedy considered?",),
}
"""Prompts of the assessment, by the question they belong to: what officers ask themselves, no rule of law."""

CHECKLIST = (
    "The findings follow from the evidence that was seen.",
    "The letter answers each allegation in words the applicant used.",
    "It understands, explains, apologises where that is due, and says what is learned.",
    "Names, dates and references match the record.",
)
"""What a second checker looks for."""


def case_outcome(findings: Iterable[str]) -> str:
    """The outcome of a review by its findings: upheld when any allegation's outcome was not reasonable.

    Empty when there is no finding at all.
    """
    given = list(findings)
    if Finding.NOT_REASONABLE in given:
        return Outcome.UPHELD
    return Outcome.NOT_UPHELD if given else ""


def objection_to_decider(review: Any, user: User) -> str:
    """Why this person may not assess, decide or check: they declared an interest, or had the complaint in hand."""
    declared = review.interests.get(user.pk)
    if declared is None:
        return "Declare first whether you have a conflict of interest."
    if objection := objection_to_handler(review, user):
        return objection
    if declared != Interest.NONE:
        return "You declared a conflict of interest, so somebody else takes this review."
    return ""


def objection_to_handler(review: Any, user: User) -> str:
    """Why this person may not decide anything on it, its validity included: they had the complaint in hand."""
    if review.interests.get(user.pk) == Interest.HANDLED or user.pk in review.handlers:
        return "You handled the complaint, so somebody else assesses, decides and checks this review."
    return ""


def objection_to_decision(review: Any) -> str:
    """Why there is nothing to decide yet: an allegation without a finding, or an upheld review that leads nowhere."""
    findings = list(review.findings.all())
    if not findings:
        return "Assess at least one allegation first."
    if open_ones := [each for each in findings if not each.finding]:
        return f"Allegation {open_ones[0].number} has no finding yet."
    outcome = case_outcome(each.finding for each in findings)
    if outcome == Outcome.UPHELD and not review.recommendations.all() and not review.no_recommendation_reason:
        return "Upheld needs at least one recommendation, or a reason for none."
    return ""


def asks_for_check(policy: str, *, reference: str, share: int) -> bool:
    """Whether the office's policy asks for a second check of this review.

    A sample takes ``share`` of a hundred reviews, by their references: anybody can work out again which.
    """
    if policy == CheckPolicy.SAMPLED:
        return int(hashlib.sha256(reference.encode()).hexdigest(), 16) % 100 < share
    return policy == CheckPolicy.REQUIRED


def digest_of(
    *, outcome: str, reasons: str, findings: Iterable[Sequence[Any]], recommendations: Iterable[Sequence[Any]]
) -> str:
    """What a second check approved, as a digest: a word changed afterwards gives another."""
    facts = [outcome, reasons, [list(each) for each in findings], [list(each) for each in recommendations]]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def load_order(people: Iterable[tuple[User, int]]) -> list[tuple[User, int]]:
    """Those who may take a review, the one with the fewest in hand first; who is shut out is not among them."""
    return sorted(people, key=lambda each: (each[1], str(each[0])))
