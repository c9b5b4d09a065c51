"""What a review gives its letters: names and dates as the file has them, checked again before a letter leaves."""

from collections.abc import Mapping

from casework.choices import Kind
from casework.letters.contributed import contributes
from casework.models import Case
from complaints.rules import in_words
from reviews.choices import Stage
from reviews.models import Review


@contributes(Kind.REVIEW)
def of_review(case: Case) -> Mapping[str, str]:
    """The merge values that the review of this case knows; what nobody knows is left out."""
    review = Review.objects.select_related("force", "complaint").filter(case=case).first()
    if review is None:
        return {}
    made_on = review.complaint.received_on if review.complaint else review.complaint_made_on
    known = {
        "complainant_name": review.complainant_name or review.applicant_name,
        "force_name": review.force.name,
        "force_reference": review.complaint.reference if review.complaint else review.force_reference,
        "complaint_date": in_words(made_on) if made_on else "",
        "outcome_date": in_words(review.outcome_on) if review.outcome_on else "",
        "application_date": in_words(review.received_on),
    }
    return {name: value for name, value in known.items() if value}


LETTERS: Mapping[str, tuple[str, ...]] = {
    Stage.RECEIVED: ("review_acknowledgement", "review_notice_authority", "review_notice_interested"),
    Stage.LATE_PENDING: ("review_acknowledgement", "review_update"),
    Stage.ACCEPTED: ("review_acknowledgement", "review_file_request", "review_notice_subject"),
    Stage.FILE_REQUESTED: ("review_file_chase", "review_update"),
    Stage.FILE_RECEIVED: ("review_update",),
    Stage.IN_ASSESSMENT: ("review_update", "review_upheld", "review_not_upheld"),
    Stage.CHECKING: ("review_update", "review_upheld", "review_not_upheld"),
    Stage.DECIDED: ("review_upheld", "review_not_upheld"),
    Stage.NOTIFIED: ("review_decision_authority", "review_decision_interested", "recommendation"),
    Stage.RECS_OPEN: ("recommendation", "recommendation_chase"),
    Stage.INVALID: ("review_invalid", "review_out_of_time"),
    Stage.FORWARDED: ("review_forwarded", "review_to_iopc"),
    Stage.WITHDRAWN: ("review_withdrawn",),
}
"""The letters of the starter set that belong to each stage, by the code of their template."""
