"""Whole matters of correspondence brought in at once: last year's from a list, and those of the demonstration.

The verbs of ``workflow.correspondence`` record one step as somebody takes it; here a matter comes with its days and its
ending together. The database holds these rows to the same constraints, and one event tells of them all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from casework.choices import (
    ClockStage,
    EnquiryStage,
    Kind,
    KnownFrom,
    MailStage,
    MessageKind,
    Recipient,
    Stage,
)
from casework.models import Case, CaseClock, Correspondence, Enquiry, Message, PastList, Theme
from casework.rules import verdict
from casework.rules.correspondence import ACKNOWLEDGE, ENDED, clocks_from_receipt
from casework.rules.triage import WAYS, Route, may_upset
from casework.workflow.clocks import calendar_held
from casework.workflow.correspondence import MISSING_SUBJECT
from pcc import audit, clocks
from pcc.models import ClockRule, User
from pcc.references import next_references
from pcc.working_days import WorkingCalendar

KINDS = {"EMAIL": MessageKind.EMAIL, "FORM": MessageKind.FORM}
"""What a message of a channel is; what came in any other way was typed in."""


@dataclass(frozen=True)
class PastEnquiry:
    """What was asked of somebody, and when the answer came; None while it is waited for."""

    asked_of: Recipient
    recipient: str
    question: str
    asked_on: date
    due_on: date
    ended_on: date | None = None
    answer: str = ""
    chased_on: tuple[date, ...] = ()


@dataclass(frozen=True)
class PastPiece:
    """A matter with its days. What is None never happened, or nobody knows."""

    received_on: date
    channel: str
    stage: str
    subject: str = ""
    text: str = ""
    received_at: datetime | None = None
    sender_name: str = ""
    sender_email: str = ""
    sender_phone: str = ""
    from_elected: bool = False
    area: str = ""
    theme: Theme | None = None
    route: str = ""
    acknowledged_on: date | None = None
    replied_on: date | None = None
    ended_on: date | None = None
    outcome: str = ""
    owner: User | None = None
    brought_as: str = ""
    enquiries: tuple[PastEnquiry, ...] = ()

    @property
    def at(self) -> datetime:
        """The moment of receipt; noon stands for a day of which no time is known."""
        return self.received_at or timezone.make_aware(datetime.combine(self.received_on, time(12)))

    @property
    def last_day(self) -> date:
        days = [self.received_on, self.acknowledged_on, self.replied_on, self.ended_on]
        days += [day for one in self.enquiries for day in (one.asked_on, one.ended_on, *one.chased_on)]
        return max(day for day in days if day is not None)


@transaction.atomic
def load(
    past: Sequence[PastPiece], *, by: User, source: str, brought_by: PastList | None = None
) -> list[Correspondence]:
    """Bring these matters in, each with its file, message, clocks and enquiries. ``by`` stands as who sorted them."""
    if not past:
        return []
    references = _references(past)
    cases = Case.objects.bulk_create(
        [_case(each, reference) for each, reference in zip(past, references, strict=True)], batch_size=2000
    )
    items = Correspondence.objects.bulk_create(
        [_item(each, case, by=by, brought_by=brought_by) for each, case in zip(past, cases, strict=True)],
        batch_size=2000,
    )
    pairs = list(zip(past, cases, strict=True))
    Message.objects.bulk_create([_message(each, case, by=by) for each, case in pairs if each.text], batch_size=2000)
    Enquiry.objects.bulk_create(
        [_enquiry(one, case, by=each.owner or by) for each, case in pairs for one in each.enquiries]
    )
    count = _Clocks(by)
    CaseClock.objects.bulk_create([clock for each, case in pairs for clock in count.of(each, case)], batch_size=2000)
    audit.record(
        "correspondence.loaded", by=by, count=len(items), source=source, correspondence=[each.pk for each in items]
    )
    return items


def _references(past: Sequence[PastPiece]) -> list[str]:
    """A reference of the year of receipt for each, in the order given."""
    wanted = Counter(each.received_on.year for each in past)
    given = {year: iter(next_references("CAS", year=year, count=count)) for year, count in sorted(wanted.items())}
    return [next(given[each.received_on.year]) for each in past]


def _case(each: PastPiece, reference: str) -> Case:
    over = each.stage in ENDED
    return Case(
        reference=reference,
        kind=Kind.CORRESPONDENCE,
        title=" ".join(each.subject.split())[:200] or MISSING_SUBJECT,
        stage=Stage.CLOSED if over else Stage.OPEN,
        opened_on=each.received_on,
        closed_on=each.ended_on if over else None,
        closed_because="Ended before it was brought in" if over else "",
        owner=each.owner,
        allocated_on=each.received_on if each.owner else None,
        touched_on=each.last_day,
    )


def _item(each: PastPiece, case: Case, *, by: User, brought_by: PastList | None) -> Correspondence:
    return Correspondence(
        case=case,
        stage=each.stage,
        channel=each.channel,
        received_at=each.at,
        received_on=each.received_on,
        sender_name=each.sender_name[:150],
        sender_email=each.sender_email[:254].lower(),
        sender_phone=each.sender_phone[:40],
        from_elected=each.from_elected,
        subject=each.subject[:300],
        area=each.area[:120],
        theme=each.theme,
        route=each.route,
        triaged_by=(each.owner or by) if each.route else None,
        triaged_on=(each.acknowledged_on or each.received_on) if each.route else None,
        acknowledged_on=each.acknowledged_on,
        replied_on=each.replied_on,
        ended_on=each.ended_on,
        outcome=each.outcome if each.stage == MailStage.CLOSED else "",
        may_upset=may_upset(each.subject, each.text),
        brought_as=each.brought_as,
        brought_by=brought_by,
    )


def _message(each: PastPiece, case: Case, *, by: User) -> Message:
    kind = KINDS.get(each.channel, MessageKind.TYPED)
    return Message(
        case=case,
        kind=kind,
        arrived_at=each.at,
        sender_name=each.sender_name[:150],
        sender_email=each.sender_email[:254].lower(),
        subject=each.subject[:300],
        text=each.text,
        taken_by=None if kind == MessageKind.FORM else by,
    )


def _enquiry(one: PastEnquiry, case: Case, *, by: User) -> Enquiry:
    stage = EnquiryStage.ASKED if one.ended_on is None else EnquiryStage.DROPPED
    return Enquiry(
        case=case,
        stage=EnquiryStage.ANSWERED if one.answer else stage,
        asked_of=one.asked_of,
        recipient=one.recipient,
        question=one.question,
        asked_on=one.asked_on,
        due_on=one.due_on,
        chased_on=list(one.chased_on),
        ended_on=one.ended_on,
        answer=one.answer,
        asked_by=by,
    )


class _Clocks:
    """The clocks of matters as their verbs would have left them. Rules and calendars are read once a load."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.rules: dict[str, list[ClockRule]] = {}
        self.calendars: dict[str, WorkingCalendar] = {}
        self.dues: dict[tuple[int, date], date | None] = {}

    def of(self, each: PastPiece, case: Case) -> list[CaseClock]:
        """Acknowledging, replying, and what the route asks for; over where it was done, or where the matter ended."""
        codes = [*clocks_from_receipt(from_elected=each.from_elected)]
        own = WAYS[Route(each.route)].clock if each.route else ""
        if own and own not in codes:
            codes.append(own)
        over = min((day for day in (each.replied_on, each.ended_on) if day is not None), default=None)
        acknowledged = min((day for day in (each.acknowledged_on, over) if day is not None), default=None)
        ends = {code: acknowledged if code == ACKNOWLEDGE else over for code in codes}
        rules = {code: self.rule(code, each.received_on) for code in codes}
        return [self.clock(rule, each, case, met_on=ends[code]) for code, rule in rules.items() if rule is not None]

    def clock(self, rule: ClockRule, each: PastPiece, case: Case, *, met_on: date | None) -> CaseClock:
        calendar = self.calendar(rule.calendar)
        key = (rule.pk, each.received_on)
        if key not in self.dues:
            self.dues[key] = clocks.due(rule.as_rule(), each.received_on, [], calendar)
        due_on = self.dues[key]
        return CaseClock(
            case=case,
            rule=rule,
            started_on=each.received_on,
            known_from=KnownFrom.RECORDED,
            due_on=due_on,
            calendar_version=calendar.version,
            stage=ClockStage.MET if met_on else ClockStage.RUNNING,
            met_on=met_on,
            result=verdict(met_on=met_on, due_on=due_on),
            changed_by=self.by,
        )

    def rule(self, code: str, start: date) -> ClockRule | None:
        """The version in force on that day; None before the law began, when no such clock ran."""
        if code not in self.rules:
            self.rules[code] = list(ClockRule.objects.filter(code=code).order_by("-version"))
        return next((rule for rule in self.rules[code] if rule.counts_from(start)), None)

    def calendar(self, name: str) -> WorkingCalendar:
        if name not in self.calendars:
            self.calendars[name] = calendar_held(name)
        return self.calendars[name]
