"""Asked of others, chased, and answered."""

from datetime import date

from django.db import transaction

from casework.choices import ClockStage, EnquiryStage, MailStage, Recipient
from casework.models import CaseClock, Correspondence, Enquiry
from casework.rules.correspondence import CHASE_AFTER, WAITING, WAITS_AT
from casework.rules.triage import WAYS, Route
from casework.workflow.cases import refuse_future
from casework.workflow.clocks import calendar_held, pause_clock, resume_clock
from casework.workflow.correspondence.held import held, keep, refuse_before_receipt
from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.models import ENGLAND_AND_WALES, User
from pcc.working_days import in_words


@transaction.atomic
def ask(
    item: Correspondence,
    *,
    of: Recipient,
    recipient: str,
    question: str,
    on: date,
    due_on: date | None = None,
    by: User,
) -> Enquiry:
    """Ask somebody something for a matter, which then waits for them; due in the office's standard unless said."""
    item = held(item, "ask", by, target=WAITS_AT[of])
    refuse_before_receipt(item, on)
    due_on = due_on or calendar_held(ENGLAND_AND_WALES).add(on, CHASE_AFTER)
    if due_on <= on:
        raise RuleBroken("The day by which they answer must be after the day on which they are asked.")
    enquiry = Enquiry.objects.create(
        case=item.case,
        asked_of=of,
        recipient=said(recipient, "Say who is asked.", longest=120),
        question=said(question, "Write what you ask.", longest=20_000),
        asked_on=on,
        due_on=due_on,
        asked_by=by,
    )
    keep(item, "stage")
    if of == Recipient.PERSON and (clock := _clock_of_own_data(item)) and clock.stage == ClockStage.RUNNING:
        pause_clock(clock, on=on, reason=f"Asked: {enquiry.question}"[:200], look_again_on=due_on, by=by)
    audit.record("enquiry.made", enquiry, by=by, case=item.case_id, of=of, due_on=str(due_on))
    return enquiry


def _clock_of_own_data(item: Correspondence) -> CaseClock | None:
    """The clock of a request for one's own data: it stands while the person is asked who they are or what they mean."""
    code = WAYS[Route.SUBJECT_ACCESS].clock
    return item.case.clocks.filter(rule__code=code, met_on=None).first() if item.route == Route.SUBJECT_ACCESS else None


def _enquiry(enquiry: Enquiry, by: User) -> tuple[Correspondence, Enquiry]:
    item = held(Correspondence.objects.get(case=enquiry.case_id), "answer_enquiry", by)
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if enquiry.stage != EnquiryStage.ASKED:
        raise RuleBroken("This enquiry has ended already.")
    return item, enquiry


@transaction.atomic
def chase(enquiry: Enquiry, *, on: date, due_on: date, by: User) -> Enquiry:
    """Record that an answer was asked for again, and by when it is due now."""
    _, enquiry = _enquiry(enquiry, by)
    refuse_future("The day", on)
    if on < max([enquiry.asked_on, *enquiry.chased_on]):
        raise RuleBroken("The enquiry was made, or chased, after that day.")
    if due_on <= on:
        raise RuleBroken("The new day must be after the day on which they are chased.")
    enquiry.chased_on = [*enquiry.chased_on, on]
    enquiry.due_on = due_on
    enquiry.save(update_fields=["chased_on", "due_on"])
    audit.record("enquiry.chased", enquiry, by=by, case=enquiry.case_id, due_on=str(due_on))
    return enquiry


@transaction.atomic
def end_enquiry(enquiry: Enquiry, *, on: date, answer: str = "", by: User) -> Enquiry:
    """Record the answer, or with none that it is no longer needed. The matter is the office's turn again."""
    item, enquiry = _enquiry(enquiry, by)
    refuse_future("The day", on)
    if on < enquiry.asked_on:
        raise RuleBroken(f"They were asked on {in_words(enquiry.asked_on)}: the answer cannot have come before.")
    enquiry.answer = answer.strip()
    enquiry.stage = EnquiryStage.ANSWERED if enquiry.answer else EnquiryStage.DROPPED
    enquiry.ended_on = on
    enquiry.save(update_fields=["answer", "stage", "ended_on"])
    waiting = item.case.enquiries.filter(stage=EnquiryStage.ASKED).order_by("due_on")
    left = waiting.first()
    clock = _clock_of_own_data(item)
    if clock and clock.stage == ClockStage.PAUSED and not waiting.filter(asked_of=Recipient.PERSON).exists():
        resume_clock(clock, on=on, by=by)
    if item.stage in WAITING:
        item.stage = WAITS_AT[Recipient(left.asked_of)] if left else MailStage.OPEN
        keep(item, "stage")
    audit.record("enquiry.ended", enquiry, by=by, case=item.case_id, stage=enquiry.stage)
    return enquiry
