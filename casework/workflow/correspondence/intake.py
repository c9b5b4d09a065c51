"""Taken in: by mail, or logged as it reached the office in another way."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from casework.choices import Channel, Kind, MailStage, MessageKind
from casework.importing import mail
from casework.models import Case, Correspondence, Dispatch, Message, Original, Party
from casework.rules.correspondence import WAITING, Joins, belongs_to, clocks_from_receipt
from casework.rules.triage import may_upset
from casework.workflow import acknowledging, documents, outbox
from casework.workflow.cases import open_case, touch
from casework.workflow.clocks import begin_clock
from casework.workflow.correspondence.held import open_again
from casework.workflow.work import add_task
from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.locks import Lock, wait_for
from pcc.models import User

MISSING_SUBJECT = "Without a subject"

LONGEST_TYPED = 100_000


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
        case = open_matter(
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
        case = Case.objects.select_for_update().get(pk=_goes_on_at(joins.case))
    message = Message.objects.create(
        case=case,
        kind=MessageKind.EMAIL,
        arrived_at=arrived_at,
        sent_at=read.sent_at,
        sender_name=read.sender_name,
        sender_email=read.sender_email,
        subject=read.subject,
        text=read.text,
        faults=list(read.faults),
        message_id=read.message_id[:250],
        answers=[one[:250] for one in read.answers],
        joined_because=joins.because if joins else "",
        digest=digest,
        taken_by=by,
    )
    Original.objects.create(message=message, raw=raw)
    if refused := _take_files(message, read.attachments, by=by):
        message.faults = [*read.faults, *refused]
        message.save(update_fields=["faults"])
    came_back = [outbox.bounced(f"<{one.message_id}>", said=one.said) for one in read.bounced]
    if joins is None:
        acknowledging.at_once(case.correspondence)
    elif not any(came_back):  # that a letter came back is a task already
        _came_in(case, by_machine=read.is_automatic or read.is_bounce)
    audit.record("message.taken_in", message, by=by, case=case.pk, bytes=len(raw), digest=digest, joined=bool(joins))
    return message, True


def known_as(digest: str) -> Message | None:
    """The message of these bytes, if it was taken in before. Until the transaction ends nobody else asks for them."""
    wait_for(Lock.MESSAGE, digest)
    return Message.objects.filter(digest=digest).select_related("case").first()


def _take_files(message: Message, attachments: Iterable[mail.Attachment], *, by: User | None) -> list[str]:
    """Keep the files of a message; returns a sentence for each that is not taken."""
    refused = []
    for attachment in attachments:
        try:
            with transaction.atomic():
                documents.take_in(
                    message.case, BytesIO(attachment.content), name=attachment.name, by=by, message=message
                )
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


def _goes_on_at(case: int) -> int:
    """The file at which the matter of this one went on: what it became, or that to which it was joined."""
    while (ended := Correspondence.objects.filter(case=case).select_related("merged_into").first()) is not None:
        if ended.became_id is not None:
            return ended.became_id
        if ended.merged_into is None:
            break
        case = ended.merged_into.case_id
    return case


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
        open_again(item, because="The person wrote again.", by=None)
    today = timezone.localdate()
    add_task(
        case, text="Read what came in", due_on=max(today, case.opened_on), owner=case.owner, key="came-in", by=None
    )


def open_matter(
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
    item = open_matter(
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
