"""What a letter records on its review when it is issued, and what taking it back within its two minutes undoes.

A letter says that something is so: that the application is sent on, that the review is upheld. So it does not leave
before that is so, and once it leaves nobody records the day a second time.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Kind, Way
from casework.letters import Heard, hears
from casework.models import CaseClock, Letter
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.choices import ByLetter, Contact, Occasion, Outcome, Paper, Recipient, Stage, WhyInvalid
from reviews.models import Chase, ForceArrival, LetterRecord, Review
from reviews.rules import IN_HAND, OPEN
from reviews.workflow import deciding, intake, papers, recommending
from reviews.workflow.kept import mark

Done = ByLetter | None
"""What was recorded; None where the review has it on record already."""


@hears(Kind.REVIEW)
def hear(letter: Letter, what: Heard, on: date, by: User | None) -> None:
    """Record what an issued letter did, and undo what a letter taken back had recorded."""
    record = RECORDS.get(letter.template.code)
    review = Review.objects.select_for_update().filter(case=letter.case_id).first()
    if record is None or review is None or by is None or what == Heard.GONE:
        return
    if what == Heard.ISSUED:
        _record(record, review, letter, on=on, by=by)
    else:
        _undo(review, letter, by=by)


def _record(record: "Callable[[Written], Done]", review: Review, letter: Letter, *, on: date, by: User) -> None:
    before = _rows_of(review)
    step = record(Written(review, letter, on, by))
    if step is None:
        return
    after = _rows_of(review)
    changed = {
        key: {name: [before[key][name], value] for name, value in row.items() if before[key][name] != value}
        for key, row in after.items()
        if key in before and row != before[key]
    }
    LetterRecord.objects.create(
        review=review,
        letter=letter,
        step=step,
        on=on,
        made=[key for key in after if key not in before],
        changed=changed,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    audit.record("review.recorded_by_letter", review, by=by, letter=letter.pk, code=step)


class Written:
    """A letter that is being issued: of which review, on which day, by whom."""

    def __init__(self, review: Review, letter: Letter, on: date, by: User) -> None:
        self.review, self.letter, self.on, self.by = review, letter, on, by

    @property
    def how(self) -> Contact:
        first = self.letter.dispatches.order_by("pk").first()
        return Contact.EMAIL if first is not None and first.way == Way.EMAIL else Contact.LETTER

    def text(self, part: str) -> str:
        return str(self.letter.texts.get(part, ""))

    def contact(self) -> Done:
        if self.review.stage not in OPEN:
            return None
        intake.contact(self.review, how=self.how, on=self.on, note=self.letter.subject, by=self.by)
        return ByLetter.CONTACT

    def tell(self, occasion: Occasion, recipient: Recipient) -> Done:
        intake.tell(self.review, occasion=occasion, recipient=recipient, on=self.on, by=self.by)
        return ByLetter.TOLD


def _acknowledged(written: Written) -> Done:
    review = written.review
    if review.acknowledged_on is not None or review.stage not in IN_HAND:
        return written.contact()
    intake.acknowledge(review, on=written.on, by=written.by)
    return ByLetter.ACKNOWLEDGED


def _received(recipient: Recipient) -> Callable[[Written], Done]:
    return lambda written: written.tell(Occasion.RECEIPT, recipient)


def _sent_on(written: Written) -> Done:
    if written.review.stage == Stage.FORWARDED:
        return None
    intake.forward(written.review, on=written.on, reason=written.text("why"), by=written.by)
    return ByLetter.SENT_ON


def _told_forwarded(recipient: Recipient) -> Callable[[Written], Done]:
    def record(written: Written) -> Done:
        if written.review.stage != Stage.FORWARDED:
            raise RuleBroken("This letter says that the application was sent on to the IOPC: send it on first.")
        return written.tell(Occasion.FORWARDING, recipient)

    return record


def _told_late(written: Written) -> Done:
    if written.review.why_invalid != WhyInvalid.LATE:
        raise RuleBroken("This letter says that the application was refused as late: decide that first, on the review.")
    return written.tell(Occasion.ENDING, Recipient.APPLICANT)


def _told_invalid(written: Written) -> Done:
    if written.review.why_invalid in ("", WhyInvalid.LATE):
        raise RuleBroken("This letter says that the application is not valid: find that first, on the review.")
    return written.tell(Occasion.ENDING, Recipient.APPLICANT)


def _told_withdrawn(written: Written) -> Done:
    if written.review.stage != Stage.WITHDRAWN:
        raise RuleBroken("This letter says that the review was withdrawn: record that first, on the review.")
    return written.tell(Occasion.ENDING, Recipient.APPLICANT)


def _file_asked(written: Written) -> Done:
    if written.review.requests.filter(completed_on=None).exists():
        return None
    papers.request_file(written.review, papers=list(Paper), note=written.text("more"), on=written.on, by=written.by)
    return ByLetter.FILE_ASKED


def _file_chased(written: Written) -> Done:
    papers.chase_file(written.review, on=written.on, note=written.text("missing"), by=written.by)
    return ByLetter.FILE_CHASED


def _decided(outcome: Outcome) -> Callable[[Written], Done]:
    def record(written: Written) -> Done:
        review = written.review
        if review.outcome != outcome:
            stands = review.get_outcome_display() if review.outcome else "not decided yet"
            raise RuleBroken(f"This letter gives a decision that the review does not have: it is {stands.lower()}.")
        if review.stage != Stage.DECIDED:
            return written.contact()
        deciding.notify(review, on=written.on, by=written.by)
        return ByLetter.NOTIFIED

    return record


def _told_decision(recipient: Recipient) -> Callable[[Written], Done]:
    def record(written: Written) -> Done:
        if written.review.notified_on is None:
            raise RuleBroken("Tell the applicant the decision first: this letter says what was decided.")
        return written.tell(Occasion.DECISION, recipient)

    return record


def _recommended(written: Written) -> Done:
    drafts = written.review.recommendations.filter(stage="DRAFT").exists()
    if not drafts and written.review.stage in (Stage.RECS_OPEN, Stage.RECS_CLOSED):
        return None
    recommending.issue(written.review, on=written.on, by=written.by)
    return ByLetter.RECOMMENDED


def _reply_chased(written: Written) -> Done:
    waiting = list(written.review.recommendations.waiting().order_by("number"))
    if not waiting:
        raise RuleBroken("No recommendation waits for the force's reply.")
    for each in waiting:
        recommending.chase(each, on=written.on, note=written.letter.subject, by=written.by)
    return ByLetter.REPLY_CHASED


RECORDS: dict[str, Callable[[Written], Done]] = {
    "review_acknowledgement": _acknowledged,
    "review_update": Written.contact,
    "review_notice_authority": _received(Recipient.AUTHORITY),
    "review_notice_interested": _received(Recipient.INTERESTED),
    "review_notice_subject": _received(Recipient.COMPLAINED_AGAINST),
    "review_to_iopc": _sent_on,
    "review_forwarded": _told_forwarded(Recipient.APPLICANT),
    "review_forwarded_authority": _told_forwarded(Recipient.AUTHORITY),
    "review_out_of_time": _told_late,
    "review_invalid": _told_invalid,
    "review_withdrawn": _told_withdrawn,
    "review_file_request": _file_asked,
    "review_file_chase": _file_chased,
    "review_upheld": _decided(Outcome.UPHELD),
    "review_not_upheld": _decided(Outcome.NOT_UPHELD),
    "review_decision_authority": _told_decision(Recipient.AUTHORITY),
    "review_decision_interested": _told_decision(Recipient.INTERESTED),
    "review_decision_subject": _told_decision(Recipient.COMPLAINED_AGAINST),
    "recommendation": _recommended,
    "recommendation_chase": _reply_chased,
}
"""What each letter of the starter set records, by the code of its template."""


# Taking back


def _rows_of(review: Review) -> dict[str, dict[str, Any]]:
    """Every row that a letter may add or change, by model and key."""
    tables: list[Any] = [
        Review.objects.filter(pk=review.pk),
        review.notifications.all(),
        review.contacts.all(),
        review.requests.all(),
        review.decisions.all(),
        review.recommendations.all(),
        Chase.objects.filter(request__review=review),
        Chase.objects.filter(recommendation__review=review),
        CaseClock.objects.filter(case=review.case_id),
    ]
    found: dict[str, dict[str, Any]] = {}
    for rows in tables:
        for row in rows.order_by("pk").values():
            row.pop("version", None)
            found[f"{rows.model._meta.label_lower}:{row['id']}"] = row
    return found


CLOCK = CaseClock._meta.label_lower


def _undo(review: Review, letter: Letter, *, by: User) -> None:
    """Take back what the letter recorded; refused when somebody has built on it since."""
    kept = LetterRecord.objects.select_for_update().filter(letter=letter, undone_at=None).first()
    if kept is None:
        return
    now = _as_kept(_rows_of(review))
    own = {key: fields for key, fields in kept.changed.items() if not key.startswith(CLOCK)}
    moved = any(now.get(key, {}).get(name) != pair[1] for key, fields in own.items() for name, pair in fields.items())
    if moved or any(key not in now for key in kept.made) or _built_on(kept.made):
        raise RuleBroken(
            "The review has moved on since the letter was issued, so it cannot be taken back. Write a new letter."
        )
    clocks = [key for key in kept.made if key.startswith(CLOCK)]
    for key in reversed([key for key in kept.made if key not in clocks]):
        model, _, pk = key.partition(":")
        apps.get_model(model).objects.filter(pk=pk).delete()
    for key, fields in own.items():
        model, _, pk = key.partition(":")
        row = apps.get_model(model).objects.select_for_update().get(pk=pk)
        for name, (old, _new) in fields.items():
            field = row._meta.get_field(name)
            setattr(row, field.attname, field.to_python(old))
        if isinstance(row, Review):
            row.version += 1
        row.save(update_fields=[*fields, *(["version"] if isinstance(row, Review) else [])])
    casework.put_back_clocks(
        review.case,
        begun=[int(key.partition(":")[2]) for key in clocks],
        ended={
            int(key.partition(":")[2]): fields["stage"][0]
            for key, fields in kept.changed.items()
            if key.startswith(CLOCK) and "stage" in fields
        },
        by=by,
    )
    mark()
    kept.undone_at = timezone.now()
    kept.save(update_fields=["undone_at"])
    audit.record("review.letter_taken_back", review, by=by, letter=letter.pk, code=kept.step)


def _as_kept(rows: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Rows as they read once they were kept as JSON."""
    kept: dict[str, dict[str, Any]] = json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
    return kept


def _built_on(made: list[str]) -> bool:
    """Whether papers came, or a chase went, on a request that the letter made."""
    keys = [int(key.partition(":")[2]) for key in made if key.startswith("reviews.forcerequest:")]
    return ForceArrival.objects.filter(request__in=keys).exists() or Chase.objects.filter(request__in=keys).exists()
