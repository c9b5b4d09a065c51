"""What the public writes: how much comes, whether it is answered in time, what is open, and on whom it waits.

Rows are read once and every figure is a pure function of them and a calendar: page, API and command line call the same
function, and so does the check of the demonstration.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.db.models import Q

from casework.choices import Channel, MailStage, RouteChoice
from casework.models import CaseClock, Correspondence, Enquiry, Theme
from casework.querysets import NOT_COUNTED, REPLIES_OF_THE_LAW, CorrespondenceQuerySet
from casework.rules.correspondence import ACKNOWLEDGE, ENDED, REPLY, REPLY_TO_ELECTED
from pcc import clocks
from pcc.clocks import LATEST
from pcc.errors import RuleBroken
from pcc.exports import csv_text
from pcc.figures import (
    PERIODS,
    AgeBand,
    Definition,
    LeftOut,
    OpenInBand,
    Rate,
    Summary,
    grouped_by,
    open_by_age,
    read_definitions,
    summarise,
    wilson,
)
from pcc.working_days import WorkingCalendar

_read = read_definitions(Path(__file__).resolve().parents[1] / "fixtures" / "definitions.toml")
CORRESPONDENCE = _read["casework"]
OPEN_CORRESPONDENCE = _read["open-correspondence"]

DEFINITIONS = tuple(_read.values())
"""What this app counts, for the page of definitions."""

GROUPINGS = ("all", *PERIODS, "theme", "channel", "area", "waiting")

BANDS = (AgeBand(0, 5), AgeBand(6, 10), AgeBand(11, 20), AgeBand(21, 60), AgeBand(61, None))
"""Working days since receipt: the first ends with the standard for acknowledging, the third with that for replying."""

WAITS = {
    "office": "This office",
    "force": "The force",
    "partner": "Another body",
    "person": "The person who wrote",
    "nobody": "Nobody: it has ended",
}
OF_STAGE = (
    dict.fromkeys(MailStage, "office")
    | {
        MailStage.WAITING_ON_FORCE: "force",
        MailStage.WAITING_ON_PARTNER: "partner",
        MailStage.WAITING_ON_PERSON: "person",
    }
    | dict.fromkeys(ENDED, "nobody")
)
"""Whose turn it is in each stage."""


@dataclass(frozen=True)
class Span:
    """One matter as its figures see it: its days, what it is about, and the times of waiting for somebody else."""

    pk: int
    received: date
    acknowledged: date | None
    replied: date | None
    ended: date | None
    stage: str
    channel: str
    area: str
    theme: int | None
    acknowledge_by: date | None
    reply_by: date | None
    waits: tuple[clocks.Pause, ...]

    @property
    def counts(self) -> bool:
        """Whether it is a matter of its own: neither joined to another nor discarded."""
        return self.stage not in NOT_COUNTED

    @property
    def waits_on(self) -> str:
        return OF_STAGE[MailStage(self.stage)]


@dataclass(frozen=True)
class Line:
    """One row of the figures: the whole, or one period, theme, channel, area or body that is waited for."""

    key: str
    label: str
    received: int
    acknowledgement: Rate | None
    reply: Rate | None
    replied: int
    not_due: int
    without_reply: int
    overdue: int
    open: int
    working: Summary | None
    without_waiting: Summary | None
    joined: int
    discarded: int


@dataclass(frozen=True)
class Report:
    """The figures of a period: the whole, its parts, what is open now and on whom it waits, and what is left out."""

    definition: Definition
    since: date
    until: date
    by: str
    total: Line
    lines: tuple[Line, ...]
    in_hand: int
    waiting_on: tuple[tuple[str, int], ...]
    in_hand_by_age: tuple[OpenInBand, ...]
    as_at: date
    calendar: str

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return (LeftOut("Joined to another", self.total.joined), LeftOut("Discarded", self.total.discarded))

    def as_json(self) -> dict[str, Any]:
        """The report for JSON and for CSV: days to two decimals, shares to four."""
        return {
            "figure": self.definition.code,
            "definition": self.definition.code,
            "version": self.definition.version,
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
            "by": self.by,
            "as_at": self.as_at.isoformat(),
            "calendar": self.calendar,
            **_numbers(self.total),
            "in_hand": self.in_hand,
            "waiting_on": [{"key": key, "label": WAITS[key], "count": count} for key, count in self.waiting_on],
            "in_hand_by_age": [
                {"band": each.band.label, "count": each.count, "oldest": each.oldest} for each in self.in_hand_by_age
            ],
            "left_out": [{"reason": item.reason, "count": item.count} for item in self.left_out],
            "rows": [{"key": line.key, "label": line.label, **_numbers(line)} for line in self.lines],
        }

    def as_csv(self) -> str:
        """The report as tidy rows: one a group and one for the whole, each with its filters and as-at day."""
        whole = self.as_json()
        shared = {name: whole[name] for name in SHARED} | {"left_out": sum(item.count for item in self.left_out)}
        rows = [*whole["rows"], {"key": "all", "label": "All", **{name: whole[name] for name in NUMBERS}}]
        return csv_text(["key", "label", *NUMBERS, *SHARED, "left_out"], [row | shared for row in rows])


SHARED = ("from", "to", "by", "as_at", "in_hand", "definition", "version", "calendar")
NUMBERS = (
    "received",
    "n",
    "replied",
    "in_time",
    "base",
    "rate",
    "low",
    "high",
    "acknowledged_in_time",
    "acknowledged_base",
    "acknowledged_rate",
    "mean",
    "median",
    "p75",
    "p90",
    "without_waiting_mean",
    "without_waiting_median",
    "without_waiting_p75",
    "without_waiting_p90",
    "not_due",
    "without_reply",
    "overdue",
    "open",
    "joined",
    "discarded",
)


def _numbers(line: Line) -> dict[str, Any]:
    reply, acknowledgement = line.reply, line.acknowledgement
    return {
        "received": line.received,
        "n": line.working.n if line.working else 0,
        "replied": line.replied,
        "in_time": reply.k if reply else 0,
        "base": reply.n if reply else 0,
        "rate": round(reply.value, 4) if reply else None,
        "low": round(reply.low, 4) if reply else None,
        "high": round(reply.high, 4) if reply else None,
        "acknowledged_in_time": acknowledgement.k if acknowledgement else 0,
        "acknowledged_base": acknowledgement.n if acknowledgement else 0,
        "acknowledged_rate": round(acknowledgement.value, 4) if acknowledgement else None,
        **_summary(line.working, ""),
        **_summary(line.without_waiting, "without_waiting_"),
        **{name: getattr(line, name) for name in NUMBERS[NUMBERS.index("not_due") :]},
    }


def _summary(found: Summary | None, prefix: str) -> dict[str, float | None]:
    names = ("mean", "median", "p75", "p90")
    return {f"{prefix}{name}": round(getattr(found, name), 2) if found else None for name in names}


# Reading


def spans_of(rows: CorrespondenceQuerySet) -> list[Span]:
    """These matters with their due days and the times of waiting. Three queries."""
    cases = rows.order_by().values("case")
    waits: dict[int, list[clocks.Pause]] = {}
    for case, asked_on, ended_on in Enquiry.objects.filter(case__in=cases).values_list("case", "asked_on", "ended_on"):
        waits.setdefault(case, []).append(clocks.Pause(start=asked_on, end=ended_on, reason="waiting for an answer"))
    wanted = [ACKNOWLEDGE, REPLY, REPLY_TO_ELECTED, *REPLIES_OF_THE_LAW.values()]
    due: dict[int, dict[str, date]] = {}
    for case, code, due_on in (
        CaseClock.objects.filter(case__in=cases, rule__code__in=wanted)
        .order_by("pk")
        .values_list("case", "rule__code", "due_on")
    ):
        due.setdefault(case, {})[code] = due_on or LATEST  # a paused clock has no due day
    return [
        Span(
            pk=row.pk,
            received=row.received_on,
            acknowledged=row.acknowledged_on,
            replied=row.replied_on,
            ended=row.ended_on,
            stage=row.stage,
            channel=row.channel,
            area=row.area,
            theme=row.theme,
            acknowledge_by=due.get(row.case, {}).get(ACKNOWLEDGE),
            reply_by=_reply_by(due.get(row.case, {}), route=row.route, from_elected=row.from_elected),
            waits=tuple(waits.get(row.case, ())),
        )
        for row in rows.values_list(*COLUMNS, named=True)
    ]


COLUMNS = (
    "pk",
    "case",
    "received_on",
    "acknowledged_on",
    "replied_on",
    "ended_on",
    "stage",
    "channel",
    "area",
    "theme",
    "route",
    "from_elected",
)


def _reply_by(due: dict[str, date], *, route: str, from_elected: bool) -> date | None:
    """The day by which a reply is due: by the law that its route names, else by the office's standard."""
    lawful = due.get(REPLIES_OF_THE_LAW.get(RouteChoice(route), "")) if route else None
    return lawful or due.get(REPLY_TO_ELECTED if from_elected else REPLY)


# Counting


def report(
    spans: Sequence[Span],
    *,
    since: date,
    until: date,
    by: str,
    themes: dict[int, str],
    as_at: date,
    calendar: WorkingCalendar,
) -> Report:
    """The figures of these matters; RuleBroken when ``by`` is not one of ours."""
    if by not in GROUPINGS:
        raise RuleBroken(f"Figures cannot be broken down by {by}. They can by: {', '.join(GROUPINGS[1:])}.")
    received = [span for span in spans if since <= span.received <= until]
    in_hand = [span for span in spans if span.ended is None and span.received <= as_at]
    ages = [calendar.between(span.received, as_at) for span in in_hand]
    waits = [span.waits_on for span in in_hand]
    groups: dict[Any, list[Span]] = {}
    areas: dict[str, str] = {}
    for span in received:
        areas.setdefault(span.area.casefold(), span.area)
    group, name_of = _grouping(by, themes, areas)
    for span in received if by != "all" else ():
        groups.setdefault(group(span), []).append(span)
    return Report(
        definition=CORRESPONDENCE,
        since=since,
        until=until,
        by=by,
        total=_line("all", "All", received, as_at=as_at, calendar=calendar),
        lines=tuple(
            _line(*name_of(each), groups[each], as_at=as_at, calendar=calendar) for each in _in_order(by, groups)
        ),
        in_hand=len(in_hand),
        waiting_on=tuple((key, waits.count(key)) for key in WAITS if key != "nobody"),
        in_hand_by_age=open_by_age(np.array(ages, dtype=np.int64), BANDS),
        as_at=as_at,
        calendar=calendar.version,
    )


def _grouping(
    by: str, themes: dict[int, str], areas: dict[str, str]
) -> tuple[Callable[[Span], Any], Callable[[Any], tuple[str, str]]]:
    """The group of a matter, and the key and label of a group. ``areas``: how each was first written."""
    if by == "theme":
        return (
            lambda span: span.theme,
            lambda pk: (str(pk), themes[pk]) if pk is not None else ("none", "No theme yet"),
        )
    if by == "channel":
        return lambda span: span.channel, lambda code: (code, str(Channel(code).label))
    if by == "area":
        return (
            lambda span: span.area.casefold(),
            lambda area: (areas[area], areas[area]) if area else ("none", "No area known"),
        )
    if by == "waiting":
        return lambda span: span.waits_on, lambda key: (key, WAITS[key])
    period, name_of = grouped_by(by)
    return lambda span: period(span.received), name_of


def _in_order(by: str, groups: dict[Any, list[Span]]) -> list[Any]:
    """Periods as they follow, bodies in their own order, the rest the largest first; what is not known stands last."""
    if by in PERIODS:
        return sorted(groups)
    if by == "waiting":
        return [key for key in WAITS if key in groups]
    return sorted(groups, key=lambda each: (not each, -sum(span.counts for span in groups[each]), str(each)))


def _line(key: str, label: str, spans: Iterable[Span], *, as_at: date, calendar: WorkingCalendar) -> Line:
    every = list(spans)
    own = [span for span in every if span.counts]
    replied = [
        (span, span.replied, calendar.between(span.received, span.replied)) for span in own if span.replied is not None
    ]
    waiting = [span for span in own if span.replied is None and span.ended is None]
    overdue = [span for span in waiting if span.reply_by is not None and span.reply_by < as_at]
    in_time = sum(span.reply_by is not None and day <= span.reply_by for span, day, _ in replied)
    told = [span for span in own if _acknowledged(span) or (span.acknowledge_by and span.acknowledge_by < as_at)]
    told = [span for span in told if _acknowledged(span) or span.ended is None]
    told_in_time = sum(
        day is not None and span.acknowledge_by is not None and day <= span.acknowledge_by
        for span in told
        for day in [_acknowledged(span)]
    )
    return Line(
        key=key,
        label=label,
        received=len(own),
        acknowledgement=wilson(told_in_time, len(told)),
        reply=wilson(in_time, len(replied) + len(overdue)),
        replied=len(replied),
        not_due=len(waiting) - len(overdue),
        without_reply=sum(span.replied is None and span.ended is not None for span in own),
        overdue=len(overdue),
        open=sum(span.ended is None for span in own),
        working=summarise([days for _, _, days in replied]),
        without_waiting=summarise(
            [
                clocks.elapsed(span.received, day, span.waits, calendar) if span.waits else days
                for span, day, days in replied
            ]
        ),
        joined=sum(span.stage == MailStage.MERGED for span in every),
        discarded=sum(span.stage == MailStage.DISCARDED for span in every),
    )


def _acknowledged(span: Span) -> date | None:
    """The day on which the person first heard from the office: a reply is also word that the message came."""
    return min((day for day in (span.acknowledged, span.replied) if day is not None), default=None)


def figures(
    rows: CorrespondenceQuerySet,
    *,
    calendar: WorkingCalendar,
    since: date,
    until: date,
    on: date,
    by: str = "all",
) -> Report:
    """The figures of these matters received from ``since`` to ``until``, both included, as at the day ``on``.

    RuleBroken when the period ends before it starts. Four queries.
    """
    if until < since:
        raise RuleBroken("The period ends before it starts: give the earlier day first.")
    within = rows.filter(received_on__range=(since, until)) | rows.filter(ended_on=None)
    return report(
        spans_of(within),
        since=since,
        until=until,
        by=by,
        themes=dict(Theme.objects.values_list("pk", "name")),
        as_at=on,
        calendar=calendar,
    )


def open_on(
    rows: CorrespondenceQuerySet, day: date, *, calendar: WorkingCalendar
) -> tuple[tuple[OpenInBand, ...], list[int]]:
    """The matters of these that were open on a day by their age on it, and their ids. One query."""
    waiting = rows.counted().filter(Q(ended_on=None) | Q(ended_on__gt=day), received_on__lte=day)
    found = list(waiting.order_by("pk").values_list("pk", "received_on"))
    ages = [calendar.between(received, day) for _, received in found]
    return open_by_age(np.array(ages, dtype=np.int64), BANDS), [pk for pk, _ in found]


def all_correspondence() -> CorrespondenceQuerySet:
    """Every matter of the office, sealed ones too: figures count them, only their drilling leaves them out."""
    return Correspondence.objects.all()
