"""Every write to what the public writes: taken in, sorted, asked about, answered, and ended."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO

from django.db import connection, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from casework.choices import (
    Channel,
    ClockStage,
    EnquiryStage,
    FileLinkKind,
    Kind,
    MailOutcome,
    MailStage,
    MessageKind,
    Recipient,
    RouteChoice,
)
from casework.importing import mail
from casework.models import (
    Case,
    CaseClock,
    Correspondence,
    Dispatch,
    Document,
    Enquiry,
    Message,
    Original,
    Party,
    Theme,
)
from casework.rules.correspondence import (
    ACKNOWLEDGE,
    CHASE_AFTER,
    MAIL_MOVES,
    REPLY,
    REPLY_TO_ELECTED,
    UNDER_WAY,
    WAITING,
    WAITS_AT,
    Joins,
    belongs_to,
    clocks_from_receipt,
)
from casework.rules.triage import WAYS, Route, may_upset
from casework.workflow import acknowledging, documents, outbox
from casework.workflow.cases import open_case, refuse_future, said, touch
from casework.workflow.clocks import begin_clock, calendar_held, end_clock, pause_clock, resume_clock
from casework.workflow.work import add_task, link_cases
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import ENGLAND_AND_WALES, User
from pcc.working_days import in_words

INTAKE_LOCK = 7306
"""The first key of the lock of a message's bytes: the same message taken in twice at once is kept once."""

MISSING_SUBJECT = "Without a subject"
LONGEST_TYPED = 100_000


# Taken in


@transaction.atomic
def take_in_mail(raw: bytes, *, arrived_at: datetime, by: User | None = None) -> tuple[Message, bool]:
    """Keep a message from its bytes, on the case it belongs to or as a new matter; and whether it was new.

    The same bytes a second time change nothing. Files are taken out as documents; one that is not taken stays in the
    original and is told among the message's faults.
    """
    digest = hashlib.sha256(raw).hexdigest()
    known = known_as(digest)
    if known is not None:
        return known, False
    read = mail.read(raw)
    arrived_at = min(arrived_at, timezone.now())
    joins = _belongs_to(read)
    if joins is None:
        case = _open(
            Channel.EMAIL,
            received_at=arrived_at,
            sender_name=read.sender_name,
            sender_email=read.sender_email,
            subject=read.subject,
            words=read.text,
            is_automatic=read.is_automatic or read.is_bounce,
            by=by,
        ).case
    else:
        case = Case.objects.select_for_update().get(pk=joins.case)
    message = Message.objects.create(
        case=case,
        kind=MessageKind.EMAIL,
        arrived_at=arrived_at,
        sent_at=read.sent_at,
        sender_name=read.sender_name,
        sender_email=read.sender_email,
        subject=read.subject,
        text=read.text,
        faults=[*read.faults, *_take_files(case, read.attachments, by=by)],
        message_id=read.message_id[:250],
        answers=[one[:250] for one in read.answers],
        joined_because=joins.because if joins else "",
        digest=digest,
        taken_by=by,
    )
    Original.objects.create(message=message, raw=raw)
    came_back = [outbox.bounced(f"<{one.message_id}>", said=one.said) for one in read.bounced]
    if joins is None:
        acknowledging.at_once(case.correspondence)
    elif not any(came_back):  # that a letter came back is a task already
        _came_in(case, by_machine=read.is_automatic or read.is_bounce)
    audit.record("message.taken_in", message, by=by, case=case.pk, bytes=len(raw), digest=digest, joined=bool(joins))
    return message, True


def known_as(digest: str) -> Message | None:
    """The message of these bytes, if it was taken in before. Until the transaction ends nobody else asks for them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [INTAKE_LOCK, digest])
    return Message.objects.filter(digest=digest).select_related("case").first()


def _take_files(case: Case, attachments: Iterable[mail.Attachment], *, by: User | None) -> list[str]:
    """Keep the files of a message; returns a sentence for each that is not taken."""
    refused = []
    for attachment in attachments:
        try:
            with transaction.atomic():
                documents.take_in(case, BytesIO(attachment.content), name=attachment.name, by=by)
        except RuleBroken as broken:
            refused.append(f"“{attachment.name}” was not taken out: {broken} The original holds it."[:400])
    return refused


def _belongs_to(read: mail.Received) -> Joins | None:
    ids = [*read.answers, *(one.message_id for one in read.bounced)]
    answered = Message.objects.filter(message_id__in=ids).exclude(message_id="")
    letters = Dispatch.objects.filter(message_id__in=[f"<{one}>" for one in ids]).order_by("pk")
    by_header = [
        *letters.values_list("letter__case", "letter__case__reference")[:5],
        *answered.order_by("pk").values_list("case", "case__reference")[:5],
    ]
    cases = Case.objects.filter(reference__in=read.references)
    named = [(case.pk, case.reference, _addresses_of(case)) for case in cases]
    return belongs_to(sender=read.sender_email, answered=by_header, named=named)


def _addresses_of(case: Case) -> frozenset[str]:
    """The e-mail addresses that a case knows: of its parties, and from which messages on it came."""
    parties = Party.objects.filter(case=case, ended_on=None).exclude(person__email="")
    people = parties.values_list(Lower("person__email"), flat=True)
    writers = case.messages.exclude(sender_email="").values_list(Lower("sender_email"), flat=True)
    return frozenset([*people, *writers])


def _came_in(case: Case, *, by_machine: bool) -> None:
    """Tell whoever has the case that something came in: a task, and a closed matter is under way again.

    An answer that a machine gives, such as that somebody is away, opens nothing again.
    """
    touch(case)
    item = Correspondence.objects.select_for_update().filter(case=case).first()
    if by_machine and case.stage == "CLOSED":
        return
    if item is not None and item.stage in {MailStage.CLOSED, *WAITING} and not by_machine:
        _open_again(item, because="The person wrote again.", by=None)
    today = timezone.localdate()
    add_task(
        case, text="Read what came in", due_on=max(today, case.opened_on), owner=case.owner, key="came-in", by=None
    )


def _open_again(item: Correspondence, *, because: str, by: User | None) -> None:
    if item.stage == MailStage.CLOSED:
        item.case.stage, item.case.closed_on, item.case.closed_because = "OPEN", None, ""
        item.case.save(update_fields=["stage", "closed_on", "closed_because"])
    item.stage, item.outcome, item.ended_on = MailStage.OPEN, "", None
    _keep(item, "stage", "outcome", "ended_on")
    audit.record("correspondence.reopened", item, by=by, reason=because, case=item.case_id)


def _open(
    channel: Channel,
    *,
    received_at: datetime,
    sender_name: str,
    sender_email: str,
    sender_phone: str = "",
    sender_address: str = "",
    adjustments: str = "",
    may_pass_on: bool | None = None,
    from_elected: bool = False,
    subject: str,
    words: str,
    area: str = "",
    is_automatic: bool = False,
    by: User | None,
) -> Correspondence:
    received_on = timezone.localdate(received_at)
    title = " ".join(subject.split())[:200] or MISSING_SUBJECT
    case = open_case(Kind.CORRESPONDENCE, title=title, on=received_on, by=by)
    item = Correspondence.objects.create(
        case=case,
        channel=channel,
        received_at=received_at,
        received_on=received_on,
        sender_name=sender_name[:150],
        sender_email=sender_email[:254],
        sender_phone=sender_phone[:40],
        sender_address=sender_address[:500],
        adjustments=adjustments[:2000],
        may_pass_on=may_pass_on,
        from_elected=from_elected,
        subject=subject[:300],
        area=area[:120],
        may_upset=may_upset(subject, words),
        is_automatic=is_automatic,
    )
    for code in clocks_from_receipt(from_elected=from_elected):
        begin_clock(case, code=code, started_on=received_on, by=by)
    audit.record("correspondence.opened", item, by=by, case=case.pk, channel=channel)
    return item


@transaction.atomic
def log(
    channel: Channel,
    *,
    received_at: datetime,
    text: str,
    sender_name: str = "",
    sender_email: str = "",
    sender_phone: str = "",
    sender_address: str = "",
    adjustments: str = "",
    may_pass_on: bool | None = None,
    from_elected: bool = False,
    subject: str = "",
    area: str = "",
    kind: MessageKind = MessageKind.TYPED,
    raw: bytes = b"",
    by: User | None,
) -> Correspondence:
    """Log what reached the office in another way: a letter, a call, a form. ``by`` is None for the public's form.

    ``raw`` is what was sent, where it can be kept as the original.
    """
    if received_at > timezone.now():
        raise RuleBroken("The moment of receipt is still to come: give now or an earlier one.")
    text = said(mail.plain(text), "Write what the message says.", longest=LONGEST_TYPED)
    subject = " ".join(mail.plain(subject).split())
    item = _open(
        channel,
        received_at=received_at,
        sender_name=" ".join(mail.plain(sender_name).split()),
        sender_email=sender_email.strip().lower(),
        sender_phone=" ".join(mail.plain(sender_phone).split()),
        sender_address=mail.plain(sender_address).strip(),
        adjustments=mail.plain(adjustments).strip(),
        may_pass_on=may_pass_on,
        from_elected=from_elected,
        subject=subject,
        words=text,
        area=area.strip(),
        by=by,
    )
    message = Message.objects.create(
        case=item.case,
        kind=kind,
        arrived_at=received_at,
        sender_name=item.sender_name,
        sender_email=item.sender_email,
        subject=item.subject,
        text=text,
        digest=hashlib.sha256(raw).hexdigest() if raw else "",
        taken_by=by,
    )
    if raw:
        Original.objects.create(message=message, raw=raw)
    audit.record("message.taken_in", message, by=by, case=item.case_id, joined=False)
    if channel == Channel.FORM:
        acknowledging.at_once(item)
    return item


# Sorted


def _held(item: Correspondence, name: str, by: User, *, target: str = "") -> Correspondence:
    """Lock case and matter, check that the move is open, and set the new stage."""
    case = Case.objects.select_for_update().get(pk=item.case_id)
    Correspondence.objects.select_for_update().get(pk=item.pk)
    item = Correspondence.objects.for_detail().get(pk=item.pk)
    moves.check(MAIL_MOVES[name], item, by)
    touch(case)
    item.stage = target or MAIL_MOVES[name].target or item.stage
    return item


def _keep(item: Correspondence, *fields: str) -> None:
    item.version += 1
    item.save(update_fields=[*fields, "version"])


@transaction.atomic
def claim(item: Correspondence, *, by: User) -> Correspondence:
    """Take a matter that nobody has; of two who take it at once, one gets it."""
    item = _held(item, "claim", by)
    if item.case.owner_id != by.pk:
        item.case.owner, item.case.allocated_on = by, timezone.localdate()
        item.case.save(update_fields=["owner", "allocated_on"])
        audit.record("correspondence.claimed", item, by=by, case=item.case_id)
    return item


@transaction.atomic
def take_next(*, by: User) -> Correspondence | None:
    """Take the next matter that nobody has sorted or taken: what may speak of danger first, then the oldest.

    Two people who ask at once get two matters. None when nothing is left.
    """
    rows = Correspondence.objects.visible_to(by).filter(stage=MailStage.NEW, case__owner=None)
    first = ("-correspondence__may_upset", "correspondence__received_at", "pk")
    cases = Case.objects.filter(correspondence__in=rows).order_by(*first)
    case = cases.select_for_update(skip_locked=True, of=("self",)).first()
    return claim(Correspondence.objects.get(case=case), by=by) if case else None


@transaction.atomic
def triage(
    item: Correspondence,
    *,
    route: RouteChoice,
    because: str = "",
    theme: Theme | None,
    area: str = "",
    on: date,
    by: User,
) -> Correspondence:
    """Say where a matter belongs. A clock of that route starts with the day of receipt; the earlier route's ends."""
    before = item.route
    item = _held(item, "triage", by, target=MailStage.TRIAGED if item.stage == MailStage.NEW else item.stage)
    refuse_future("The day", on)
    if on < item.received_on:
        raise RuleBroken(f"It was received on {in_words(item.received_on)}: it cannot have been sorted before.")
    item.route, item.route_because = route, because.strip()
    item.theme, item.area = theme, area.strip()
    item.triaged_by, item.triaged_on = by, on
    _keep(item, "stage", "route", "route_because", "theme", "area", "triaged_by", "triaged_on")
    _start_clock_of_route(item, before=before, on=on, by=by)
    audit.record(
        "correspondence.triaged", item, by=by, case=item.case_id, code=route, reason=item.route_because, on=str(on)
    )
    return item


def _start_clock_of_route(item: Correspondence, *, before: str, on: date, by: User) -> None:
    own = {way.clock for way in WAYS.values()} - {"", ACKNOWLEDGE, REPLY, REPLY_TO_ELECTED}
    wanted = WAYS[Route(item.route)].clock
    for code in own - {wanted}:
        end_clock(item.case, code=code, on=on, by=by)
    if wanted in own and not item.case.clocks.filter(rule__code=wanted, met_on=None).exists():
        begin_clock(item.case, code=wanted, started_on=item.received_on, by=by)


# Answered


@transaction.atomic
def acknowledge(item: Correspondence, *, on: date, by: User | None) -> Correspondence:
    """Record the day on which the person was told that the office has their message."""
    waits = item.stage if item.stage in WAITING else ""
    item = _held_by(item, "acknowledge", by)
    _refuse_before_receipt(item, on)
    if by is None and item.acknowledged_on is not None:
        return item
    item.stage = waits or item.stage
    item.acknowledged_on = on
    _keep(item, "stage", "acknowledged_on")
    end_clock(item.case, code=ACKNOWLEDGE, on=on, by=by)
    audit.record("correspondence.acknowledged", item, by=by, case=item.case_id, on=str(on))
    return item


def _held_by(item: Correspondence, name: str, by: User | None) -> Correspondence:
    """As ``_held``; for what happens by itself, as when a letter has gone, the stage alone must allow it.

    What waits for somebody goes on waiting: a letter to the person ends no enquiry.
    """
    if by is not None:
        return _held(item, name, by)
    Case.objects.select_for_update().get(pk=item.case_id)
    Correspondence.objects.select_for_update().get(pk=item.pk)
    item = Correspondence.objects.for_detail().get(pk=item.pk)
    if item.stage in MAIL_MOVES[name].sources - WAITING:
        item.stage = MAIL_MOVES[name].target or item.stage
    return item


def _refuse_before_receipt(item: Correspondence, on: date) -> None:
    refuse_future("The day", on)
    if on < item.received_on:
        raise RuleBroken(f"It was received on {in_words(item.received_on)}: that cannot have been before.")


@transaction.atomic
def reply(item: Correspondence, *, on: date, by: User | None) -> Correspondence:
    """Record the day on which the person had the office's answer. The clocks of acknowledging and replying end."""
    item = _held_by(item, "reply", by)
    _refuse_before_receipt(item, on)
    fields = ["stage"]
    if item.replied_on is None:
        item.replied_on = on
        fields.append("replied_on")
    if item.acknowledged_on is None:
        item.acknowledged_on = on
        fields.append("acknowledged_on")
    _keep(item, *fields)
    codes = {way.clock for way in WAYS.values()} - {""} | {ACKNOWLEDGE, REPLY, REPLY_TO_ELECTED}
    for code in sorted(codes):
        end_clock(item.case, code=code, on=on, by=by)
    audit.record("correspondence.replied", item, by=by, case=item.case_id, on=str(on))
    return item


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
    item = _held(item, "ask", by, target=WAITS_AT[of])
    _refuse_before_receipt(item, on)
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
    _keep(item, "stage")
    if of == Recipient.PERSON and (clock := _clock_of_own_data(item)) and clock.stage == ClockStage.RUNNING:
        pause_clock(clock, on=on, reason=f"Asked: {enquiry.question}"[:200], look_again_on=due_on, by=by)
    audit.record("enquiry.made", enquiry, by=by, case=item.case_id, of=of, due_on=str(due_on))
    return enquiry


def _clock_of_own_data(item: Correspondence) -> CaseClock | None:
    """The clock of a request for one's own data: it stands while the person is asked who they are or what they mean."""
    code = WAYS[Route.SUBJECT_ACCESS].clock
    return item.case.clocks.filter(rule__code=code, met_on=None).first() if item.route == Route.SUBJECT_ACCESS else None


def _enquiry(enquiry: Enquiry, by: User) -> tuple[Correspondence, Enquiry]:
    item = _held(Correspondence.objects.get(case=enquiry.case_id), "answer_enquiry", by)
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
        _keep(item, "stage")
    audit.record("enquiry.ended", enquiry, by=by, case=item.case_id, stage=enquiry.stage)
    return enquiry


# Ended


def _end(item: Correspondence, *, on: date, because: str, by: User, fields: Iterable[str] = ()) -> None:
    """End a matter with its file: every clock stops, what is left to do is no longer needed."""
    if on < item.received_on:
        raise RuleBroken(f"It was received on {in_words(item.received_on)}: it cannot have ended before.")
    refuse_future("The day", on)
    item.ended_on = on
    _keep(item, "stage", "ended_on", *fields)
    for code in item.case.clocks.filter(met_on=None).values_list("rule__code", flat=True):
        end_clock(item.case, code=code, on=on, by=by)
    item.case.tasks.filter(stage="OPEN").update(stage="DROPPED", done_on=on, done_by=by, outcome=because[:200])
    item.case.stage, item.case.closed_on, item.case.closed_because = "CLOSED", on, because[:200]
    item.case.save(update_fields=["stage", "closed_on", "closed_because"])


@transaction.atomic
def close(item: Correspondence, *, outcome: MailOutcome, on: date, by: User) -> Correspondence:
    """Close a matter with how it ended."""
    item = _held(item, "close", by)
    item.outcome = outcome
    _end(item, on=on, because=MailOutcome(outcome).label, by=by, fields=["outcome"])
    audit.record("correspondence.closed", item, by=by, case=item.case_id, code=outcome)
    return item


@transaction.atomic
def discard(item: Correspondence, *, because: str, on: date, by: User) -> Correspondence:
    """Put spam or misdirected mail aside. It is kept, and can be taken back."""
    item = _held(item, "discard", by)
    because = said(because, "Say why it is discarded: spam, or sent to us by mistake.", longest=200)
    _end(item, on=on, because=because, by=by)
    audit.record("correspondence.discarded", item, by=by, reason=because, case=item.case_id)
    return item


def discard_all(items: Iterable[Correspondence], *, because: str, on: date, by: User) -> tuple[int, list[str]]:
    """Put several aside, each for itself; how many, and a sentence for each that was not."""
    done, refused = 0, []
    for item in items:
        try:
            discard(item, because=because, on=on, by=by)
            done += 1
        except RuleBroken as broken:
            refused.append(f"{item.case.reference} was not discarded: {broken}")
    return done, refused


@transaction.atomic
def reopen(item: Correspondence, *, because: str, by: User) -> Correspondence:
    """Open an ended matter again; how it ended stays in its history."""
    item = _held(item, "reopen", by)
    because = said(because, "Say why it is opened again.", longest=200)
    item.stage = MailStage.CLOSED
    _open_again(item, because=because, by=by)
    return item


@transaction.atomic
def convert(item: Correspondence, *, to: Case, on: date, by: User) -> Correspondence:
    """Say that the matter became another file, opened by the room above: it keeps receipt, people, papers and letters.

    The two files are linked; people who are parties here become parties there, and the papers go there.
    """
    item = _held(item, "convert", by)
    if to.pk == item.case_id:
        raise RuleBroken("A matter cannot become itself.")
    link_cases(item.case, other=to, kind=FileLinkKind.CAME_OF, by=by)
    for party in item.case.parties.filter(ended_on=None, represents=None).select_related("person"):
        if not to.parties.filter(person=party.person_id, role=party.role, ended_on=None).exists():
            Party.objects.create(case=to, person=party.person, role=party.role, added_on=on, added_by=by)
    papers = list(item.case.documents.values_list("pk", flat=True))
    Document.objects.filter(pk__in=papers).update(case=to)
    item.became = to
    _end(item, on=on, because=f"It became {to.reference}.", by=by, fields=["became"])
    audit.record("correspondence.converted", item, by=by, case=item.case_id, became=to.pk, papers=papers)
    return item


@transaction.atomic
def merge(item: Correspondence, *, into: Correspondence, on: date, by: User) -> Correspondence:
    """Join a matter to another on the same thing: its messages, papers and open enquiries move there.

    Its own file ends. The matter that came first is the one that goes on, so that no time limit is lost.
    """
    if item.pk == into.pk:
        raise RuleBroken("A matter cannot be joined to itself.")
    for pk in sorted(
        [item.case_id, into.case_id]
    ):  # in one order, so that two joins at once cannot wait for each other
        Case.objects.select_for_update().get(pk=pk)
    item = _held(item, "merge", by)
    into = Correspondence.objects.for_detail().get(pk=into.pk)
    if into.stage not in UNDER_WAY | {MailStage.NEW}:
        raise RuleBroken(f"{into.case.reference} has ended: open it again, or join them the other way round.")
    if item.received_on < into.received_on:
        raise RuleBroken(
            f"{item.case.reference} came first, on {in_words(item.received_on)}: join {into.case.reference} to it, so "
            "that the time limits run from that day."
        )
    reason = f"Joined from {item.case.reference}."
    papers = list(item.case.documents.values_list("pk", flat=True))
    Document.objects.filter(pk__in=papers).update(case=into.case)
    item.case.messages.update(case=into.case, joined_because=reason)
    item.case.enquiries.filter(stage=EnquiryStage.ASKED).update(case=into.case)
    link_cases(item.case, other=into.case, kind=FileLinkKind.SAME_MATTER, by=by)
    item.merged_into = into
    _end(item, on=on, because=f"Joined to {into.case.reference}.", by=by, fields=["merged_into"])
    touch(into.case)
    audit.record("correspondence.merged", item, by=by, case=item.case_id, into=into.pk, papers=papers)
    return into


@transaction.atomic
def split(message: Message, *, by: User) -> Correspondence:
    """Take a message out of a file as a matter of its own, received when the message was."""
    source = Correspondence.objects.filter(case=message.case_id).first()
    if source is not None:
        _held(source, "split", by)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.case.messages.count() < 2 and source is not None:
        raise RuleBroken("It is the only message of this matter: there is nothing to take it out of.")
    item = _open(
        Channel.EMAIL if message.kind == MessageKind.EMAIL else Channel.LETTER,
        received_at=message.arrived_at,
        sender_name=message.sender_name,
        sender_email=message.sender_email,
        subject=message.subject,
        words=message.text,
        by=by,
    )
    first = message.case
    message.case, message.joined_because = item.case, f"Taken out of {first.reference}."
    message.save(update_fields=["case", "joined_because"])
    link_cases(first, other=item.case, kind=FileLinkKind.CAME_OF, by=by)
    audit.record("message.split", message, by=by, case=first.pk, to=item.case_id)
    return item
