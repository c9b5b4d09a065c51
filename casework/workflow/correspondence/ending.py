"""Ended: closed, put aside, become another file, joined to another, or parted."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from casework.choices import Channel, EnquiryStage, FileLinkKind, MailOutcome, MailStage, MessageKind
from casework.models import Case, Correspondence, Document, Message
from casework.rules.correspondence import UNDER_WAY
from casework.workflow.carrying import carry_people, carry_walls, refuse_to_show
from casework.workflow.cases import refuse_future, touch
from casework.workflow.clocks import end_clock
from casework.workflow.correspondence.held import each_for_itself, held, keep, open_again
from casework.workflow.correspondence.intake import open_matter
from casework.workflow.work import link_cases
from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.models import User
from pcc.working_days import in_words


def _end(item: Correspondence, *, on: date, because: str, by: User, fields: Iterable[str] = ()) -> None:
    """End a matter with its file: every clock stops, what is left to do is no longer needed."""
    if on < item.received_on:
        raise RuleBroken(f"It was received on {in_words(item.received_on)}: it cannot have ended before.")
    refuse_future("The day", on)
    item.ended_on = on
    keep(item, "stage", "ended_on", *fields)
    for code in item.case.clocks.filter(met_on=None).values_list("rule__code", flat=True):
        end_clock(item.case, code=code, on=on, by=by)
    item.case.tasks.filter(stage="OPEN").update(stage="DROPPED", done_on=on, done_by=by, outcome=because[:200])
    item.case.stage, item.case.closed_on, item.case.closed_because = "CLOSED", on, because[:200]
    item.case.save(update_fields=["stage", "closed_on", "closed_because"])


@transaction.atomic
def close(item: Correspondence, *, outcome: MailOutcome, on: date, by: User) -> Correspondence:
    """Close a matter with how it ended."""
    item = held(item, "close", by)
    item.outcome = outcome
    _end(item, on=on, because=MailOutcome(outcome).label, by=by, fields=["outcome"])
    audit.record("correspondence.closed", item, by=by, case=item.case_id, code=outcome)
    return item


@transaction.atomic
def discard(item: Correspondence, *, because: str, on: date, by: User) -> Correspondence:
    """Put spam or misdirected mail aside. It is kept, and can be taken back."""
    item = held(item, "discard", by)
    because = said(because, "Say why it is discarded: spam, or sent to us by mistake.", longest=200)
    _end(item, on=on, because=because, by=by)
    audit.record("correspondence.discarded", item, by=by, reason=because, case=item.case_id)
    return item


def discard_all(items: Iterable[Correspondence], *, because: str, on: date, by: User) -> tuple[int, list[str]]:
    """Put several aside, each for itself; how many, and a sentence for each that was not."""
    return each_for_itself(items, lambda item: discard(item, because=because, on=on, by=by), what="discarded")


@transaction.atomic
def reopen(item: Correspondence, *, because: str, by: User) -> Correspondence:
    """Open an ended matter again; how it ended stays in its history."""
    item = held(item, "reopen", by)
    because = said(because, "Say why it is opened again.", longest=200)
    item.stage = MailStage.CLOSED
    open_again(item, because=because, by=by)
    return item


@transaction.atomic
def convert(item: Correspondence, *, to: Case, on: date, by: User) -> Correspondence:
    """Say that the matter became another file, opened by the room above: it keeps receipt, people, papers and letters.

    The two files are linked; people who are parties here become parties there, the papers go there, and whoever is
    shut out here is shut out there.
    """
    item = held(item, "convert", by)
    if to.pk == item.case_id:
        raise RuleBroken("A matter cannot become itself.")
    link_cases(item.case, other=to, kind=FileLinkKind.CAME_OF, by=by)
    carry_people(item.case, to=to, on=on, by=by)
    papers = list(item.case.documents.values_list("pk", flat=True))
    Document.objects.filter(pk__in=papers).update(case=to)
    carry_walls(item.case, to=to, by=by)
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
    for pk in sorted([item.case_id, into.case_id]):  # one order, so that two joins at once cannot wait for each other
        Case.objects.select_for_update().get(pk=pk)
    item = held(item, "merge", by)
    into = Correspondence.objects.for_detail().get(pk=into.pk)
    if into.stage not in UNDER_WAY | {MailStage.NEW}:
        raise RuleBroken(f"{into.case.reference} has ended: open it again, or join them the other way round.")
    if item.received_on < into.received_on:
        raise RuleBroken(
            f"{item.case.reference} came first, on {in_words(item.received_on)}: join {into.case.reference} to it, so "
            "that the time limits run from that day."
        )
    refuse_to_show(item.case, in_=into.case)
    carry_walls(item.case, to=into.case, by=by)
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
def split(message: Message, *, papers: Iterable[Document] = (), by: User) -> Correspondence:
    """Take a message out of a file as a matter of its own, received when the message was, with these of its papers.

    RuleBroken for a paper that is not, or no longer, on the file of the message.
    """
    source = Correspondence.objects.filter(case=message.case_id).first()
    if source is not None:
        held(source, "split", by)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.case.messages.count() < 2 and source is not None:
        raise RuleBroken("It is the only message of this matter: there is nothing to take it out of.")
    item = open_matter(
        Channel.EMAIL if message.kind == MessageKind.EMAIL else Channel.LETTER,
        received_at=message.arrived_at,
        sender_name=message.sender_name,
        sender_email=message.sender_email,
        subject=message.subject,
        words=message.text,
        by=by,
    )
    first = message.case
    wanted = sorted({paper.pk for paper in papers})
    if Document.objects.filter(pk__in=wanted, case=first).update(case=item.case) != len(wanted):
        raise RuleBroken("One of these papers is on this file no longer: look at the list again.")
    message.case, message.joined_because = item.case, f"Taken out of {first.reference}."
    message.save(update_fields=["case", "joined_because"])
    carry_walls(first, to=item.case, by=by)
    link_cases(first, other=item.case, kind=FileLinkKind.CAME_OF, by=by)
    audit.record("message.split", message, by=by, case=first.pk, to=item.case_id, papers=wanted)
    return item
