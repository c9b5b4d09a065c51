"""What a review adds to the one timeline of its case file."""

from collections.abc import Iterable
from datetime import date

from casework.models import Case
from casework.stats import Entry, tells
from casework.stats.files import happened
from pcc.models import User
from pcc.roles import SEES_REVIEWS
from reviews.models import Review

STEPS = (
    ("received_on", "Application received"),
    ("acknowledged_on", "Application acknowledged"),
    ("accepted_on", "Accepted as valid"),
    ("decided_on", "Decided"),
    ("notified_on", "Applicant told the decision"),
    ("closed_on", "Review closed"),
)


@tells
def of_review(case: Case, user: User) -> Iterable[Entry]:
    """The days of the review, of the force's papers, of contacts and of recommendations."""
    if not user.roles & SEES_REVIEWS:
        return []
    review = Review.objects.visible_to(user).filter(case=case).first()
    if review is None or not review.declarations.filter(user=user).exists():
        return []
    found: list[tuple[str, date | None, str]] = [(title, getattr(review, name), "") for name, title in STEPS]
    found.append((review.get_stage_display() if review.ended_on else "", review.ended_on, review.end_reason))
    for asked in review.requests.prefetch_related("arrivals", "chases"):
        found.append(("The force asked for papers", asked.asked_on, asked.note))
        found += [("Papers arrived from the force", each.arrived_on, each.note) for each in asked.arrivals.all()]
        found += [("The force chased for papers", each.chased_on, each.note) for each in asked.chases.all()]
    found += [(each.get_how_display(), each.made_on, each.note) for each in review.contacts.all()]
    for advice in review.recommendations.all():
        name = f"Recommendation {advice.number}"
        found += [
            (f"{name} made", advice.made_on, advice.text),
            (f"{name}: {advice.get_reply_display().lower()}", advice.replied_on, advice.reply_words),
            (f"{name} done", advice.implemented_on, advice.evidence),
        ]
    found += [("Reopened", each.reopened_on, each.reason) for each in review.reopenings.all()]
    return [happened("Review", title, on=day, text=text) for title, day, text in found if day is not None]
