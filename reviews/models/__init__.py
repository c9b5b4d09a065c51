"""Reviews of complaint outcomes: application, the force's file, assessment, decision, what was recommended."""

from reviews.models.application import Review
from reviews.models.deciding import AllegationFinding, Decision, SecondCheck
from reviews.models.figures import FigureCell, FigureMark, FigureStamp
from reviews.models.letters import LetterRecord
from reviews.models.papers import ForceArrival, ForceRequest
from reviews.models.recommending import Chase, LearningPoint, Recommendation
from reviews.models.steps import ApplicantContact, Declaration, EqualityAnswers, LateDecision, Notification, Reopening

__all__ = [
    "AllegationFinding",
    "ApplicantContact",
    "Chase",
    "Decision",
    "Declaration",
    "EqualityAnswers",
    "FigureCell",
    "FigureMark",
    "FigureStamp",
    "ForceArrival",
    "ForceRequest",
    "LateDecision",
    "LearningPoint",
    "LetterRecord",
    "Notification",
    "Recommendation",
    "Reopening",
    "Review",
    "SecondCheck",
]
