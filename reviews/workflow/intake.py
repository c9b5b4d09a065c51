"""An application: logged, checked, accepted or ended; who works on it, and who is told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Kind as CaseKind
from casework.choices import KnownFrom, PartyRole
from casework.choices import Stage as CaseStage
from casework.models import Person
from complaints.models import Complaint
from pcc import audit
from pcc.clocks import Pause
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import Force, User
from pcc.references import next_reference
from pcc.working_days import in_words
from reviews.choices import (
    Capacity,
    Contact,
    Ground,
    Interest,
    Occasion,
    Reading,
    Recipient,
    WhyInvalid,
    WhyWithdrawn,
)
from reviews.models import (
    ApplicantContact,
    Declaration,
    EqualityAnswers,
    LateDecision,
    Notification,
    Reopening,
    Review,
)
from reviews.rules import ENDED_UNDECIDED, IN_HAND, LOGS_REVIEWS, MOVES, objection_to_ground, objections_to_application
from reviews.stats import candidates
from reviews.workflow.kept import mark
from reviews.workflow.taking import keep, ready, refuse_day, said, stage_now, take

APPLICATION = (
    "force_reference",
    "channel",
    "capacity",
    "consent_on",
    "applicant_name",
    "applicant_email",
    "applicant_phone",
    "applicant_address",
    "complainant_name",
    "under_18",
    "grounds",
    "late_reason",
    "adjustments",
    "language",
    "complaint_details",
    "complaint_made_on",
    "authority_named",
    "outcome_given_on",
    "received_on",
    "outcome_stated_on",
    "outcome_sent_on",
    "outcome_provided_on",
    "wrong_body_from",
    "wrong_body_until",
)
"""What an application says: the fields that logging fills and an edit may change."""

WINDOW_READS = frozenset(name for name in APPLICATION if name.startswith(("outcome_", "wrong_", "received_")))
"""Fields from which the time for applying is worked out."""

READ_AS = {Reading.STATED: KnownFrom.STATED, Reading.SENT: KnownFrom.SENT, Reading.PROVIDED: KnownFrom.RECEIVED}
CLOCKS_IN_HAND = ("review_acknowledgement", "review_duration", "review_file_supply", "review_applicant_update")


# Logging


@transaction.atomic
def receive(
    force: Force, *, facts: Mapping[str, Any], complaint: Complaint | None = None, by: User | None, on: date
) -> Review:
    """Log an application on the day ``on``: a review with its case file and its clocks. ``by`` None: the public form.

    What the application does not state is noted, never a bar; FieldsRefused says which dates cannot be.
    """
    review = begin(force, facts=facts, complaint=complaint, by=by, on=on)
    if by is not None:
        put_on_file(review, by=by)
    return review


def begin(
    force: Force, *, facts: Mapping[str, Any], complaint: Complaint | None = None, by: User | None, on: date
) -> Review:
    """The review of an application with its case file and clocks, and nobody on the file yet; a part of other verbs."""
    if by is not None and not by.roles & LOGS_REVIEWS:
        raise RuleBroken("Your role does not allow this.")
    if refused := objections_to_application(facts, on=on):
        raise FieldsRefused(refused)
    received_on: date = facts["received_on"]
    review = sketch(force, facts=facts, complaint=complaint)
    review.reference = next_reference("REV", year=received_on.year)
    title = f"Review {review.reference}"
    review.case = casework.open_case(CaseKind.REVIEW, title=title, on=received_on, by=by)
    review.save(force_insert=True)
    mark()
    audit.record("review.received", review, by=by, case=review.case_id, missing=len(review.missing))
    _start_clocks(review, by=by)
    return review


def sketch(force: Force, *, facts: Mapping[str, Any], complaint: Complaint | None = None) -> Review:
    """The review that these facts would make; nothing is saved."""
    given = {name: facts[name] for name in APPLICATION if facts.get(name) is not None}
    review = Review(force=force, read_from=settings.REVIEW_READING, **given)
    _about(review, complaint)
    return review


def put_on_file(review: Review, *, by: User, known: Person | None = None) -> None:
    """Put the people whom the application names on the case file, once; somebody without consent is on it as other.

    ``known`` is the applicant, where the office has a record of them already.
    """
    if (not review.applicant_name and known is None) or review.case.parties.filter(role=PartyRole.COMPLAINANT).exists():
        return
    day = review.received_on
    details = {
        "name": review.applicant_name,
        "email": review.applicant_email,
        "phone": review.applicant_phone,
        "address": review.applicant_address,
        "adjustments": review.adjustments,
    }
    if review.capacity == Capacity.COMPLAINANT:
        applicant = known or casework.add_person(details | {"is_young": bool(review.under_18)}, by=by)
        casework.add_party(review.case, person=applicant, role=PartyRole.COMPLAINANT, on=day, by=by)
        return
    applicant = known or casework.add_person(details, by=by)
    name = review.complainant_name or "Not named yet"
    complainant = casework.add_person({"name": name, "is_young": bool(review.under_18)}, by=by)
    party = casework.add_party(review.case, person=complainant, role=PartyRole.COMPLAINANT, on=day, by=by)
    if review.capacity == Capacity.REPRESENTATIVE and review.consent_on:
        casework.add_party(
            review.case,
            person=applicant,
            role=PartyRole.REPRESENTATIVE,
            represents=party,
            consent_on=review.consent_on,
            consent_evidence="With the application",
            on=max(day, review.consent_on),
            by=by,
        )
    elif not review.case.parties.filter(person=applicant, role=PartyRole.OTHER).exists():
        casework.add_party(review.case, person=applicant, role=PartyRole.OTHER, on=day, by=by)


def _about(review: Review, complaint: Complaint | None) -> None:
    """Take over what the record of the complaint knows of its route, theme and outcome."""
    review.complaint = complaint
    if complaint is None:
        return
    review.handling = complaint.handling
    review.force = complaint.force
    review.force_reference = review.force_reference or complaint.reference
    first = complaint.allegations.exclude(code=None).select_related("code__parent").order_by("number").first()
    if first is not None and first.code is not None:
        review.theme = first.code.parent or first.code
    for name in ("outcome_stated_on", "outcome_sent_on", "outcome_provided_on"):
        known = getattr(complaint, name)
        if getattr(review, name) is None and known is not None and known <= review.received_on:
            setattr(review, name, known)


def _start_clocks(review: Review, *, by: User | None) -> None:
    received_on = review.received_on
    for code in ("review_acknowledgement", "review_duration", "review_applicant_update"):
        casework.begin_clock(review.case, code=code, started_on=received_on, by=by)
    _start_window(review, by=by)


def _start_window(review: Review, *, by: User | None) -> None:
    """The clock of the time for applying: over on the day the application came."""
    window = ready(review).window
    if window.used is None:
        return
    start = review.dates.of(window.used)
    assert start is not None
    left_out = []
    if review.wrong_body_from and review.wrong_body_until:
        left_out = [Pause(start=review.wrong_body_from, end=review.wrong_body_until, reason="With the wrong body")]
    casework.begin_clock(
        review.case,
        code="review_application",
        started_on=start,
        known_from=READ_AS[window.used],
        left_out=left_out,
        met_on=review.received_on,
        by=by,
    )


@transaction.atomic
def edit(review: Review, *, changes: Mapping[str, Any], reason: str, by: User, on: date) -> Review:
    """Change what the application says, with the reason; the old values stay in the row's history."""
    review = take("edit", review, by)
    changed = [name for name in APPLICATION if name in changes and changes[name] != getattr(review, name)]
    if not changed:
        return review
    reason = said(reason, "Say why the application is changed.")
    facts = {name: getattr(review, name) for name in APPLICATION} | {name: changes[name] for name in changed}
    if refused := objections_to_application(facts, on=on):
        raise FieldsRefused(refused)
    for name in changed:
        setattr(review, name, changes[name])
    keep(review, *changed)
    if WINDOW_READS & set(changed):
        _start_window(review, by=by)
        _in_time_after_all(review, by=by)
    audit.record("review.edited", review, by=by, reason=reason, fields=sorted(changed))
    return review


@transaction.atomic
def match(review: Review, *, complaint: Complaint, by: User) -> Review:
    """Say which complaint the application is about."""
    review = take("match", review, by)
    if review.complaint_id == complaint.pk:
        raise RuleBroken(f"It is about {complaint.reference} already.")
    if complaint.received_on > review.received_on:
        raise RuleBroken(
            f"{complaint.reference} was received on {in_words(complaint.received_on)}, after the application "
            f"({in_words(review.received_on)}): it cannot be about that complaint."
        )
    _about(review, complaint)
    _save_once(
        review,
        "complaint",
        "force",
        "force_reference",
        "handling",
        "theme",
        "outcome_stated_on",
        "outcome_sent_on",
        "outcome_provided_on",
    )
    _start_window(review, by=by)
    _in_time_after_all(review, by=by)
    audit.record("review.matched", review, by=by, complaint=complaint.pk)
    return review


def _in_time_after_all(review: Review, *, by: User) -> None:
    """Take an application off the late ones when a corrected date shows that it came in time."""
    if not MOVES["in_time_after_all"].refusal(ready(review), by):
        keep(take("in_time_after_all", review, by))
        audit.record("review.in_time_after_all", review, by=by)


def _save_once(review: Review, *changed: str) -> None:
    """Save where the database may say that the complaint has another review in hand."""
    try:
        with transaction.atomic():
            keep(review, *changed)
    except IntegrityError as taken:
        other = Review.objects.filter(complaint=review.complaint, stage__in=IN_HAND).exclude(pk=review.pk).first()
        raise RuleBroken(f"The same complaint has a review in hand already: {other}.") from taken


# Telling and being told


@transaction.atomic
def acknowledge(review: Review, *, on: date, by: User) -> Review:
    """Record the day on which the application was acknowledged."""
    review = take("acknowledge", review, by)
    refuse_day(on, since=review.received_on, what="The acknowledgement")
    review.acknowledged_on = on
    keep(review, "acknowledged_on")
    put_on_file(review, by=by)
    casework.end_clock(review.case, code="review_acknowledgement", on=on, by=by)
    casework.begin_clock(review.case, code="review_applicant_update", started_on=on, by=by)
    audit.record("review.acknowledged", review, by=by)
    return review


@transaction.atomic
def contact(review: Review, *, how: Contact, on: date, note: str = "", by: User) -> ApplicantContact:
    """Record a letter, call or meeting with the applicant: the 28 days to the next contact start anew."""
    review = take("contact", review, by)
    refuse_day(on, since=review.received_on, what="The contact")
    made = ApplicantContact.objects.create(review=review, how=how, made_on=on, note=note.strip(), made_by=by)
    if review.stage in IN_HAND:
        latest = max(each.made_on for each in review.contacts.all())
        casework.begin_clock(review.case, code="review_applicant_update", started_on=latest, by=by)
    audit.record("review.contact_recorded", review, by=by, code=how)
    return made


@transaction.atomic
def tell(
    review: Review, *, occasion: Occasion, recipient: Recipient, on: date | None = None, not_needed: str = "", by: User
) -> Notification:
    """Record that somebody was told on that day, or why nobody need be told."""
    review = take("tell", review, by)
    if on is None:
        not_needed = said(not_needed, "Give the day on which they were told, or say why nobody need be told.")
    else:
        refuse_day(on, since=review.received_on, what=f"The day on which {recipient.label.lower()} was told")
        not_needed = ""
    told, _ = Notification.objects.update_or_create(
        review=review,
        occasion=occasion,
        recipient=recipient,
        defaults={"told_on": on, "not_needed": not_needed, "recorded_by": by},
    )
    audit.record("review.told", review, by=by, occasion=occasion, recipient=recipient)
    return told


# Is it ours, is it valid, is it in time


@transaction.atomic
def hold_as_late(review: Review, *, by: User) -> Review:
    """Hold a late application until somebody decides whether it is allowed."""
    review = take("hold_as_late", review, by)
    keep(review)
    audit.record("review.held_as_late", review, by=by)
    return review


@transaction.atomic
def allow_late(review: Review, *, ground: Ground, reason: str, on: date, by: User) -> Review:
    """Allow a late application, because special circumstances make it just or the office was closed."""
    review = take("allow_late", review, by)
    reason = said(reason, "Say why it is just to allow it late.")
    refuse_day(on, since=review.received_on, what="The decision")
    if objection := objection_to_ground(ground, review.window, received_on=review.received_on):
        raise RuleBroken(objection)
    LateDecision.objects.create(review=review, allowed=True, ground=ground, reason=reason, decided_on=on, decided_by=by)
    keep(review)
    audit.record("review.allowed_late", review, by=by, code=ground)
    return review


@transaction.atomic
def refuse_late(review: Review, *, reason: str, on: date, by: User) -> Review:
    """Refuse a late application, with the reason: it is not valid."""
    review = take("refuse_late", review, by)
    reason = said(reason, "Say why it is not just to allow it late.")
    refuse_day(on, since=review.received_on, what="The decision")
    LateDecision.objects.create(review=review, allowed=False, reason=reason, decided_on=on, decided_by=by)
    return _end(review, on=on, reason=reason, by=by, why_invalid=WhyInvalid.LATE)


@transaction.atomic
def accept(review: Review, *, on: date, by: User) -> Review:
    """Accept the application as valid: it is ours, in time or allowed late, and its outcome can be reviewed."""
    review = take("accept", review, by)
    refuse_day(on, since=review.received_on, what="The day of acceptance")
    review.accepted_on = on
    _save_once(review, "accepted_on")
    put_on_file(review, by=by)
    audit.record("review.accepted", review, by=by)
    return review


@transaction.atomic
def find_invalid(review: Review, *, why: WhyInvalid, reason: str, on: date, by: User) -> Review:
    """End an application that cannot become a review. A late one is refused by a decision of its own."""
    review = take("find_invalid", review, by)
    if why == WhyInvalid.LATE:
        raise RuleBroken("Late is never automatic: hold it as late, then decide whether it is allowed.")
    reason = said(reason, "Say why it is not valid.")
    refuse_day(on, since=review.received_on, what="The day")
    return _end(review, on=on, reason=reason, by=by, why_invalid=why)


@transaction.atomic
def forward(review: Review, *, on: date, told_applicant_on: date | None = None, reason: str = "", by: User) -> Review:
    """Send the application on to the IOPC, which decides it (paragraph 32).

    The applicant must be told both facts: on ``told_applicant_on``, or by the letter that records it when it is issued.
    """
    review = take("forward", review, by)
    refuse_day(on, since=review.received_on, what="The day it was sent on")
    if told_applicant_on is not None:
        refuse_day(told_applicant_on, since=on, what="The day the applicant was told")
        Notification.objects.update_or_create(
            review=review,
            occasion=Occasion.FORWARDING,
            recipient=Recipient.APPLICANT,
            defaults={"told_on": told_applicant_on, "not_needed": "", "recorded_by": by},
        )
    review.accepted_on = None
    return _end(review, "accepted_on", on=on, reason=reason.strip(), by=by)


@transaction.atomic
def withdraw(review: Review, *, why: WhyWithdrawn, reason: str = "", on: date, by: User) -> Review:
    """Record that the applicant withdrew. A decision that was drafted stays on record and counts nowhere."""
    review = take("withdraw", review, by)
    refuse_day(on, since=review.received_on, what="The day of the withdrawal")
    _set_aside(review)
    return _end(review, "outcome", "decided_on", "decided_by", on=on, reason=reason.strip(), by=by, why_withdrawn=why)


def _set_aside(review: Review) -> None:
    """The decision stands no longer; its row and its checks stay."""
    for decision in review.decisions.select_for_update().filter(stands=True):
        decision.stands = False
        decision.save(update_fields=["stands"])
    review.outcome, review.decided_on, review.decided_by = "", None, None


def _end(
    review: Review, *changed: str, on: date, reason: str, by: User, why_invalid: str = "", why_withdrawn: str = ""
) -> Review:
    review.ended_on, review.end_reason = on, reason
    review.why_invalid, review.why_withdrawn = why_invalid, why_withdrawn
    keep(review, "ended_on", "end_reason", "why_invalid", "why_withdrawn", *changed)
    end_clocks(review, on=on, by=by)
    audit.record(f"review.{review.stage.lower()}", review, by=by, code=why_invalid or why_withdrawn)
    return review


def end_clocks(review: Review, *, on: date, by: User) -> None:
    """End the clocks of a review that nobody waits for any longer; an open request to the force ends with them."""
    for request in review.requests.select_for_update().filter(completed_on=None):
        request.completed_on = max(on, request.asked_on)
        request.save(update_fields=["completed_on"])
    for code in CLOCKS_IN_HAND:
        casework.end_clock(review.case, code=code, on=on, by=by)


@transaction.atomic
def close_file(review: Review, *, on: date, by: User) -> Review:
    """Close the case file of an application that ended without a decision; refused while tasks are open on it."""
    review = take("close_file", review, by)
    refuse_day(on, since=review.ended_on or review.received_on, what="The day")
    casework.close_case(review.case, reason=review.get_stage_display(), on=on, by=by)
    keep(review)
    audit.record("review.file_closed", review, by=by)
    return review


@transaction.atomic
def reopen(review: Review, *, reason: str, on: date, by: User) -> Review:
    """Begin again where it ended, with the reason: an application is checked anew, a decided review assessed anew.

    Nothing is erased: earlier decisions, checks, findings and recommendations stay on record.
    """
    was = stage_now(review)
    ended = was in ENDED_UNDECIDED
    review = take("reopen_application" if ended else "reopen", review, by)
    reason = said(reason, "Say why it is reopened.")
    refuse_day(on, since=review.received_on, what="The day it is reopened")
    Reopening.objects.create(review=review, was=was, reopened_on=on, reason=reason, reopened_by=by)
    _set_aside(review)
    review.ended_on, review.why_invalid, review.why_withdrawn, review.end_reason = None, "", "", ""
    review.notified_on, review.closed_on = None, None
    if ended:
        review.accepted_on = None
    _save_once(
        review,
        "ended_on",
        "why_invalid",
        "why_withdrawn",
        "end_reason",
        "outcome",
        "decided_on",
        "decided_by",
        "notified_on",
        "closed_on",
        "accepted_on",
    )
    if review.case.stage == CaseStage.CLOSED:
        casework.reopen_case(review.case, reason=f"{review.reference} is reopened", by=by)
    casework.begin_clock(review.case, code="review_applicant_update", started_on=on, by=by)
    audit.record("review.reopened", review, by=by, reason=reason, was=was)
    return review


# Who works on it


@transaction.atomic
def declare(review: Review, *, interest: Interest, note: str = "", by: User) -> Declaration:
    """Say, on the names of the parties alone, whether one has an interest. An interest shuts the review to that person.

    Who handled the complaint may see the review, and neither assesses, decides nor checks it.
    """
    review = take("declare", review, by)
    if interest in (Interest.KNOWS, Interest.HANDLED):
        note = said(note, "Say in a sentence what the connection is.")
    declared = Declaration.objects.create(
        review=review, user=by, interest=interest, note=note.strip(), declared_at=timezone.now()
    )
    audit.record("review.interest_declared", review, by=by, code=interest)
    if interest != Interest.NONE and review.allocated_to_id == by.pk:
        review.allocated_to, review.allocated_on = None, None
        keep(review, "allocated_to", "allocated_on")
        audit.record("review.given_back", review, by=by)
        if review.case.owner_id == by.pk:
            casework.follow(review.case, owner=None, on=timezone.localdate(), by=by)
    if interest in (Interest.KNOWS, Interest.NAMED):
        casework.declare_conflict(review.case, by=by)
    return declared


@transaction.atomic
def allocate(review: Review, *, to: User, on: date, by: User) -> Review:
    """Give the review, and its file with it, to a member of staff who may see it and did not handle the complaint."""
    review = take("allocate", review, by)
    refuse_day(on, since=review.received_on, what="The day of allocation")
    if to.pk not in {person.pk for person, _ in candidates(review)}:
        raise RuleBroken(f"{to} cannot take this review: role, conflict or the handling of the complaint forbids it.")
    review.allocated_to, review.allocated_on = to, on
    keep(review, "allocated_to", "allocated_on")
    audit.record("review.allocated", review, by=by, to=to.pk)
    casework.follow(review.case, owner=to, on=on, by=by)
    return review


def answer_equality(review: int, *, answers: Mapping[str, str]) -> EqualityAnswers:
    """Keep what an applicant answered by the public form, for the review of that id."""
    return record_equality(Review.objects.get(pk=review), answers=answers, by=None)


@transaction.atomic
def record_equality(review: Review, *, answers: Mapping[str, str], by: User | None) -> EqualityAnswers:
    """Keep the applicant's equality answers, apart from the review. ``by`` None: the public form."""
    if by is not None:
        review = take("record_equality", review, by)
    kept, _ = EqualityAnswers.objects.update_or_create(review=review, defaults=dict(answers))
    audit.record("equality.recorded", review, by=by, fields=sorted(name for name, value in answers.items() if value))
    return kept
