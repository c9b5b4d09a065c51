"""The outbox: copies of issued letters that go to the mail server or to the post, each at most once.

A copy is claimed in a transaction of its own, sent between two transactions, and marked in another. A copy that was
claimed and never marked went or did not go: nobody knows, so it is never sent again by itself, and a person decides.
"""

from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from casework.choices import DispatchStage, Way
from casework.letters import contributed
from casework.letters.contributed import Heard
from casework.letters.pdf import as_pdf
from casework.letters.plain import as_text
from casework.letters.post import Answer, Taken, hand_over
from casework.letters.rules import COPY_MOVES, LEASE, RETRY_AFTER
from casework.models import Dispatch
from casework.workflow.letters import sheet_for
from casework.workflow.work import add_task
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User

log = structlog.get_logger("pcc.outbox")

MOST_AT_ONCE = 50
"""Copies that one run sends; the next run is seconds away."""
TIME_FOR_TASK = timedelta(days=1)

WENT = frozenset({DispatchStage.SENT, DispatchStage.POSTED})


def send_due() -> dict[str, int]:
    """Send what is due, and put before a person what was lost on the way. Safe to run many times at once."""
    done = {"sent": 0, "later": 0, "stopped": 0, "lost": _give_lost_to_a_person()}
    for _ in range(MOST_AT_ONCE):
        copy = _claim()
        if copy is None:
            break
        stage = _note(copy, _send(copy))
        done[{DispatchStage.SENT: "sent", DispatchStage.HELD: "later"}.get(stage, "stopped")] += 1
    return done


@transaction.atomic
def _claim() -> Dispatch | None:
    """The next copy that is due, marked as being sent; rows that another run holds are passed over."""
    now = timezone.now()
    rows = Dispatch.objects.due(at=now).select_for_update(skip_locked=True, of=("self",))
    copy = rows.select_related("letter__case", "letter__template", "party__person").first()
    if copy is None:
        return None
    if refusal := _no_longer_right(copy):
        _stop(copy, DispatchStage.REFUSED, refusal)
        return _claim()
    copy.stage, copy.attempts, copy.leased_until = DispatchStage.SENDING, copy.attempts + 1, now + LEASE
    copy.save(update_fields=["stage", "attempts", "leased_until"])
    return copy


def _no_longer_right(copy: Dispatch) -> str:
    """Why a copy that was addressed some time ago must not go there now; read when it is about to go."""
    if copy.party is None:
        return ""
    if copy.party.ended_on is not None:
        return f"{copy.name} is no longer on the case."
    if copy.party.person.email and copy.party.person.email.casefold() != copy.email.casefold():
        return f"The e-mail address of {copy.name} has changed since the letter was addressed."
    return ""


def _send(copy: Dispatch) -> Answer:
    """Make the message of the frozen words and hand it to the mail server."""
    sheet = sheet_for(copy.letter, copy, on=timezone.localdate())
    message = EmailMessage(
        # The subject line is shown on locked screens: it says who writes and nothing of the matter.
        subject=f"Letter from {settings.OFFICE['name']}, reference {sheet.reference}",
        body=as_text(sheet),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[copy.email],
        headers=_headers(copy),
    )
    if copy.attach_pdf:
        name = f"letter-{sheet.reference.replace('/', '-')}.pdf"
        message.attach(name, as_pdf(sheet, large=copy.large_print), "application/pdf")
    return hand_over(message)


def _headers(copy: Dispatch) -> dict[str, str]:
    """Its own id, the message that it answers, and for what goes by itself that no machine is to answer (RFC 3834)."""
    headers = {"Message-ID": copy.message_id}
    written = copy.letter.case.messages.filter(sender_email__iexact=copy.email).exclude(message_id="")
    last = written.order_by("-arrived_at", "-pk").values_list("message_id", flat=True).first()
    if last and last.isascii():
        headers |= {"In-Reply-To": f"<{last}>", "References": f"<{last}>"}
    if copy.letter.template.automatic:
        headers |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    return headers


def _note(copy: Dispatch, answer: Answer) -> DispatchStage:
    """Write down what became of a copy that this run has claimed; returns the stage it is left in."""
    with transaction.atomic():
        copy = Dispatch.objects.select_for_update(of=("self",)).select_related("letter__case").get(pk=copy.pk)
        if copy.stage != DispatchStage.SENDING:
            return DispatchStage(copy.stage)  # the lease had run out and a person has decided meanwhile
        if answer.taken == Taken.YES:
            _gone(copy, DispatchStage.SENT, on=timezone.localdate(), by=None)
        elif answer.taken == Taken.UNSURE:
            _stop(copy, DispatchStage.UNSURE, answer.said)
        elif answer.taken == Taken.NEVER:
            _stop(copy, DispatchStage.REFUSED, answer.said)
        elif copy.attempts > len(RETRY_AFTER):
            _stop(copy, DispatchStage.REFUSED, f"Given up after {copy.attempts} tries. {answer.said}")
        else:
            _again(copy, at=timezone.now() + RETRY_AFTER[copy.attempts - 1], said=answer.said)
        return DispatchStage(copy.stage)


def _again(copy: Dispatch, *, at: datetime, said: str) -> None:
    copy.stage, copy.next_try_at, copy.leased_until, copy.said = DispatchStage.HELD, at, None, said[:400]
    copy.save(update_fields=["stage", "next_try_at", "leased_until", "said"])
    log.warning("letter_not_taken", copy=copy.pk, attempts=copy.attempts)


def _stop(copy: Dispatch, stage: DispatchStage, said: str) -> None:
    """No more tries by itself: a task on the case asks somebody to decide."""
    copy.stage, copy.said, copy.leased_until, copy.gone_on = stage, said[:400], None, None
    copy.save(update_fields=["stage", "said", "leased_until", "gone_on"])
    letter = copy.letter
    words = {
        DispatchStage.UNSURE: f"Find out whether the letter to {copy.name[:100]} arrived: the mail server broke off",
        DispatchStage.REFUSED: f"The letter to {copy.name[:100]} came back or was not sent: reach them another way",
    }
    add_task(
        letter.case,
        text=words[stage],
        due_on=max(timezone.localdate() + TIME_FOR_TASK, letter.case.opened_on),
        owner=letter.case.owner,
        key=f"copy {copy.pk}",
        by=None,
    )
    audit.record("letter.stopped", letter, by=None, case=letter.case_id, copy=copy.pk, stage=stage)


def _gone(copy: Dispatch, stage: DispatchStage, *, on: date, by: User | None) -> None:
    """The copy has left; the first of a letter's copies to leave is what the rooms above wait for."""
    first = not Dispatch.objects.filter(letter=copy.letter_id, stage__in=WENT).exists()
    copy.stage, copy.gone_on, copy.leased_until, copy.said = stage, on, None, ""
    copy.save(update_fields=["stage", "gone_on", "leased_until", "said"])
    letter = copy.letter
    audit.record("letter.gone", letter, by=by, case=letter.case_id, copy=copy.pk, stage=stage)
    if first:
        contributed.tell(letter, Heard.GONE, on=on, by=by)


def _give_lost_to_a_person() -> int:
    """Copies whose sender was killed on the way; returns how many."""
    found = 0
    with transaction.atomic():
        lost = Dispatch.objects.lost(at=timezone.now()).select_for_update(skip_locked=True, of=("self",))
        for copy in lost.select_related("letter__case"):
            _stop(copy, DispatchStage.UNSURE, "The work stopped while this copy was being sent.")
            found += 1
    return found


# What people and other rooms do


def _held(copy: Dispatch, name: str, by: User) -> Dispatch:
    copy = Dispatch.objects.select_for_update(of=("self",)).select_related("letter__case").get(pk=copy.pk)
    moves.check(COPY_MOVES[name], copy, by)
    return copy


@transaction.atomic
def mark_posted(copy: Dispatch, *, on: date, by: User) -> Dispatch:
    """Say that a printed copy was put in the post on that day."""
    copy = _held(copy, "mark_posted", by)
    dated = copy.letter.dated_on
    if on > timezone.localdate() or (dated and on < dated):
        raise RuleBroken("A letter is posted on a day from its date to today.")
    _gone(copy, DispatchStage.POSTED, on=on, by=by)
    return copy


@transaction.atomic
def send_again(copy: Dispatch, *, by: User) -> Dispatch:
    """Try once more, as the same message: a server that has it already can tell. Another address needs a new letter."""
    copy = _held(copy, "send_again", by)
    copy.stage, copy.attempts, copy.next_try_at = DispatchStage.HELD, 0, timezone.now()
    copy.save(update_fields=["stage", "attempts", "next_try_at"])
    audit.record("letter.sent_again", copy.letter, by=by, case=copy.letter.case_id, copy=copy.pk)
    return copy


@transaction.atomic
def post_instead(copy: Dispatch, *, address: str, by: User) -> Dispatch:
    """Have a copy that did not arrive printed and posted."""
    copy = _held(copy, "post_instead", by)
    if not address.strip():
        raise RuleBroken("Give the postal address.")
    copy.stage, copy.way, copy.address, copy.next_try_at = DispatchStage.TO_POST, Way.POST, address.strip(), None
    copy.save(update_fields=["stage", "way", "address", "next_try_at"])
    audit.record("letter.posted_instead", copy.letter, by=by, case=copy.letter.case_id, copy=copy.pk)
    return copy


@transaction.atomic
def say_arrived(copy: Dispatch, *, on: date, by: User) -> Dispatch:
    """Say that a copy did arrive although the mail server broke off."""
    copy = _held(copy, "say_arrived", by)
    if on > timezone.localdate():
        raise RuleBroken("It cannot have arrived on a day that is still to come.")
    _gone(copy, DispatchStage.SENT, on=on, by=by)
    return copy


def bounced(message_id: str, *, said: str) -> bool:
    """A message came back that says that a copy was not delivered; returns whether it is one of ours.

    For whoever reads the office's mail. A second such message of the same copy changes nothing.
    """
    with transaction.atomic():
        rows = Dispatch.objects.select_for_update(of=("self",)).select_related("letter__case")
        copy = rows.filter(message_id=message_id).exclude(message_id="").first()
        if copy is None:
            return False
        if copy.stage == DispatchStage.SENT:
            _stop(copy, DispatchStage.REFUSED, said)
    return True
