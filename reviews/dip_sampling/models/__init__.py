"""Panels and their members, questions, samples, extracts, sessions with their scorecards, and what came of them."""

from reviews.dip_sampling.models.extracts import Extract, Hit, LeakCheck, Paragraph, Pseudonym, Signature
from reviews.dip_sampling.models.findings import Finding, ForceReply
from reviews.dip_sampling.models.panels import Door, Panel, Question, QuestionSet, Seat
from reviews.dip_sampling.models.samples import Chase, DrawnFile, Listed, Paper, Sample
from reviews.dip_sampling.models.sessions import (
    AgreedScore,
    Allocation,
    Answer,
    Flag,
    Highlight,
    LateAnswer,
    Scorecard,
    Session,
)

__all__ = [
    "AgreedScore",
    "Allocation",
    "Answer",
    "Chase",
    "Door",
    "DrawnFile",
    "Extract",
    "Finding",
    "Flag",
    "ForceReply",
    "Highlight",
    "Hit",
    "LateAnswer",
    "LeakCheck",
    "Listed",
    "Panel",
    "Paper",
    "Paragraph",
    "Pseudonym",
    "Question",
    "QuestionSet",
    "Sample",
    "Scorecard",
    "Seat",
    "Session",
    "Signature",
]
