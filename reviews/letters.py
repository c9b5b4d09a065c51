"""What a review gives its letters: names and dates as the file has them, checked again before a letter leaves."""

from collections.abc import Mapping
from datetime import date

from casework.choices import Kind
from casework.letters import LastDay, begins_parts, contributes, dates
from casework.models import Case, Letter
from complaints.choices import Answer
from complaints.models import ReviewBodyCheck
from complaints.rules import in_words
from pcc import clocks
from pcc.models import BankHoliday, ClockRule
from reviews.choices import Stage, WhyInvalid
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


@dates(Kind.REVIEW)
def last_day(letter: Letter, on: date) -> LastDay | None:
    """The deadline of a letter that starts the force's time, or that speaks of its time for recommendations."""
    code = letter.template.code
    if code not in ("review_file_request", "recommendation", "recommendation_chase"):
        return None
    review = Review.objects.filter(case=letter.case_id).first()
    if review is None:
        return None
    if code == "review_file_request" and not review.requests.filter(completed_on=None).exists():
        return _counted_from("review_file_supply", on)
    if code == "recommendation":
        return _counted_from("review_recommendation_response", on)
    if code == "recommendation_chase":
        first = review.recommendations.waiting().order_by("due_on").first()
        if first is not None and first.due_on is not None:
            return LastDay(first.due_on, f"The last day for the reply was {in_words(first.due_on)}.")
    return None


def _counted_from(code: str, on: date) -> LastDay | None:
    rule = ClockRule.objects.for_start(code, on=on).as_rule()
    told = clocks.explain(rule, on, [], BankHoliday.objects.as_calendar(rule.calendar), on)
    return LastDay(told.due_on, told.sentence) if told.due_on else None


@begins_parts(Kind.REVIEW)
def first_words(case: Case, code: str) -> Mapping[str, str]:
    """What the review has on record of what its author would write in this letter."""
    review = Review.objects.for_moves().filter(case=case).first()
    if review is None:
        return {}
    if code == "review_acknowledgement" and review.missing:
        return {"missing": "Please tell us, if you can:\n\n" + "\n".join(f"- {each}" for each in review.missing)}
    if code in ("review_out_of_time", "review_invalid"):
        return {"considered": review.end_reason, "why": review.end_reason}
    if code in ("review_forwarded", "review_forwarded_authority", "review_to_iopc"):
        return {"why": _why_iopc(review)}
    decision = review.standing_decision
    advice = "\n".join(f"- {each.text}" for each in review.recommendations.all())
    learning = "\n".join(f"- {each.text}" for each in review.learning_points.order_by("number"))
    if code in ("review_upheld", "review_not_upheld") and decision:
        findings = [each.reasons for each in review.findings.all() if each.reasons]
        return {
            "explain": "\n\n".join(dict.fromkeys([*findings, decision.reasons])),
            "learn": "\n".join(filter(None, (advice, learning))),
        }
    if code == "review_decision_authority" and decision:
        return {"reasons": decision.reasons, "learning": learning}
    if code == "recommendation":
        return {"recommend": advice, "learning": learning}
    if code == "review_file_chase" and review.open_request:
        return {"missing": "\n".join(f"- {label}" for label in review.open_request.outstanding_labels)}
    if code == "recommendation_chase":
        waiting = [each for each in review.recommendations.all() if each.stage in ("ISSUED", "EXTENDED")]
        return {"missing": "\n".join(f"- {each.text}" for each in waiting)}
    return {}


def _why_iopc(review: Review) -> str:
    """The questions of the checklist that were answered with yes, in plain words and without a name."""
    check = getattr(review.complaint, "review_body_check", None) if review.complaint else None
    yes = [name for name in ReviewBodyCheck.QUESTIONS if check and getattr(check, name) == Answer.YES]
    return " ".join(WHY_IOPC[name] for name in yes)


WHY_IOPC = {
    "senior_officer": "The complaint is about the conduct of a senior officer.",
    "might_be_proceedings": (
        "What the complaint alleges could, if proved, lead to criminal or disciplinary proceedings, or be a breach of "
        "Article 2 or 3 of the European Convention on Human Rights."
    ),
    "referred": "The complaint has been, or must be, referred to the IOPC.",
    "treated_as_referred": "The IOPC treats the complaint as referred to it.",
    "same_incident": "The complaint comes from the same incident as one that is for the IOPC.",
    "in_part": "A part of the complaint is for the IOPC.",
}
"""The six questions of regulation 32 as sentences for a letter."""

LETTERS: Mapping[str, tuple[str, ...]] = {
    Stage.RECEIVED: (
        "review_acknowledgement",
        "review_notice_authority",
        "review_notice_interested",
        "review_notice_subject",
    ),
    Stage.LATE_PENDING: ("review_acknowledgement", "review_update"),
    Stage.ACCEPTED: ("review_acknowledgement", "review_file_request", "review_notice_subject"),
    Stage.FILE_REQUESTED: ("review_file_chase", "review_update"),
    Stage.FILE_RECEIVED: ("review_update",),
    Stage.IN_ASSESSMENT: ("review_update",),
    Stage.CHECKING: ("review_update",),
    Stage.NOTIFIED: (
        "review_decision_authority",
        "review_decision_interested",
        "review_decision_subject",
        "recommendation",
    ),
    Stage.RECS_OPEN: ("review_decision_authority", "review_decision_interested", "recommendation_chase"),
    Stage.FORWARDED: ("review_forwarded", "review_forwarded_authority", "review_to_iopc"),
    Stage.WITHDRAWN: ("review_withdrawn",),
}
"""The letters of the starter set that belong to each stage, by the code of their template."""


def letters_for(review: Review, *, for_iopc: bool) -> tuple[str, ...]:
    """The letters that this review is ready for now, by the code of their template."""
    if review.stage == Stage.INVALID:
        return ("review_out_of_time",) if review.why_invalid == WhyInvalid.LATE else ("review_invalid",)
    if review.stage == Stage.DECIDED:
        return ("review_upheld",) if review.outcome == "UPHELD" else ("review_not_upheld",)
    found = LETTERS.get(review.stage, ())
    return (*found, "review_to_iopc") if for_iopc and review.stage != Stage.FORWARDED else found
