"""How many reviews come, how long they take, how often they are upheld, and what becomes of recommendations.

Rows are read once and every figure is a pure function of them and a calendar: page, API and command line call the same
function, and so does the check of the demonstration.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, partial
from typing import Any, Protocol, TypeVar

import numpy as np
from django.db.models import QuerySet

from complaints.choices import Handling
from complaints.models import Category
from pcc import clocks
from pcc.errors import RuleBroken
from pcc.exports import csv_text
from pcc.figures import (
    KEPT_PLACES,
    Definition,
    Figure,
    LeftOut,
    OpenInBand,
    Rate,
    Summary,
    digest_of,
    grouped_by,
    open_by_age,
    summarise,
    wilson,
)
from pcc.working_days import WorkingCalendar
from reviews.choices import CheckResult, Finding, Outcome, Reply, Stage
from reviews.models import AllegationFinding, ForceRequest, Recommendation, Review, SecondCheck
from reviews.querysets import ReviewQuerySet
from reviews.stats.themes import ALL, NO_THEME, NONE, all_themes, ids_of, key_of, theme_named

REVIEWS = Definition(
    code="reviews",
    version=1,
    since=date(2026, 11, 25),
    name="Reviews of complaint outcomes",
    population="Valid reviews whose decision was told to the applicant in the period, whenever they were received.",
    start="The day the application was received by this office, whether or not it was complete.",
    end="The day the applicant was told the decision.",
    unit=(
        "Working days after the first day up to and including the last, in the calendar of England and Wales. "
        "“Without the force” leaves out the working days in which only the force's file was waited for."
    ),
    left_out="Applications found not valid, sent on to the IOPC, or withdrawn: they are counted apart.",
    source=(
        "Police Reform Act 2002, Schedule 3, paragraphs 6A and 25. The uphold rate is the share of valid completed "
        "reviews whose outcome was not reasonable and proportionate, as in the national statistics."
    ),
)

Rows = TypeVar("Rows", bound=QuerySet[Any])

GROUPINGS = ("all", "year", "fy", "quarter", "month", "theme", "handling")
HANDLINGS = ("all", "otherwise", "local", "not-stated")


@dataclass(frozen=True)
class Span:
    """One review as its figures see it: its days, its ending, and the days with the force."""

    pk: int
    received: date
    acknowledged: date | None
    accepted: date | None
    decided: date | None
    notified: date | None
    ended: date | None
    stage: str
    outcome: str
    handling: str
    theme: int | None
    waits: tuple[clocks.Pause, ...]

    def working(self, calendar: WorkingCalendar) -> int:
        assert self.notified is not None
        return calendar.between(self.received, self.notified)

    def without_force(self, calendar: WorkingCalendar) -> int:
        """Working days until the decision was told, without those in which only the force was waited for."""
        assert self.notified is not None
        return clocks.elapsed(self.received, self.notified, self.waits, calendar)


@dataclass(frozen=True)
class Advice:
    """One recommendation as figures see it."""

    made: date
    review: int
    reply: str
    implemented: bool
    refused: bool


@dataclass(frozen=True)
class Line:
    """One row of the figures: the whole, or one year, quarter, month, theme or way of handling."""

    key: str
    label: str
    received: int
    completed: int
    upheld: int
    rate: Rate | None
    working: Summary | None
    without_force: Summary | None
    invalid: int
    forwarded: int
    withdrawn: int
    allegations: int
    allegations_upheld: int
    recommendations: int
    accepted: int
    part_accepted: int
    refused: int
    implemented: int

    @property
    def unanswered(self) -> int:
        return self.recommendations - self.accepted - self.part_accepted - self.refused


@dataclass(frozen=True)
class Alternative:
    """The same reviews measured another way, named: nobody compares two offices without knowing how they count."""

    code: str
    name: str
    summary: Summary | None


@dataclass(frozen=True)
class Report:
    """The figures of a period: the whole, its parts, what is in hand, and what is counted apart."""

    definition: Definition
    since: date
    until: date
    by: str
    handling: str
    theme: str
    total: Line
    lines: tuple[Line, ...]
    in_hand: int
    in_hand_by_age: tuple[OpenInBand, ...]
    alternatives: tuple[Alternative, ...]
    checks_waived: int
    as_at: date
    calendar: str
    ids: tuple[int, ...]
    """The completed reviews, for whoever wants to prove that two reports count the same ones."""

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return (
            LeftOut("Not valid", self.total.invalid),
            LeftOut("Sent on to the IOPC", self.total.forwarded),
            LeftOut("Withdrawn", self.total.withdrawn),
        )

    def as_figure(self) -> Figure:
        """The report as it can be frozen and published."""
        numbers = self.as_json(days=KEPT_PLACES, shares=KEPT_PLACES)
        return Figure(
            definition=self.definition,
            asked={"by": self.by, "handling": self.handling} | ({} if self.theme == ALL else {"theme": self.theme}),
            since=self.since,
            until=self.until,
            as_at=self.as_at,
            calendar=self.calendar,
            numbers={name: numbers[name] for name in (*NUMBERS, "rows", "in_hand", "alternatives")},
            left_out=self.left_out,
            rows=len(self.ids),
            digest=digest_of(self.ids),
        )

    def as_json(self, *, days: int = 2, shares: int = 4) -> dict[str, Any]:
        """The report for JSON and for CSV: days to two decimals and shares to four, or as a frozen one keeps them."""
        return {
            "figure": self.definition.code,
            "definition": self.definition.code,
            "version": self.definition.version,
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
            "by": self.by,
            "handling": self.handling,
            "theme": self.theme,
            "as_at": self.as_at.isoformat(),
            "calendar": self.calendar,
            **_numbers(self.total, days, shares),
            "in_hand": self.in_hand,
            "in_hand_by_age": [{"band": band.band.label, "count": band.count} for band in self.in_hand_by_age],
            "alternatives": [{"name": each.name, **_summary(each.summary, "", days)} for each in self.alternatives],
            "checks_waived": self.checks_waived,
            "left_out": [{"reason": item.reason, "count": item.count} for item in self.left_out],
            "rows": [{"key": line.key, "label": line.label, **_numbers(line, days, shares)} for line in self.lines],
        }

    def as_csv(self) -> str:
        """The report as tidy rows: one a group and one for the whole, each with its filters and as-at day."""
        whole = self.as_json()
        shared = {name: whole[name] for name in SHARED} | {"left_out": sum(item.count for item in self.left_out)}
        rows = [*whole["rows"], {"key": "all", "label": "All", **{name: whole[name] for name in NUMBERS}}]
        return csv_text(["key", "label", *NUMBERS, *SHARED, "left_out"], [row | shared for row in rows])


SHARED = ("from", "to", "by", "handling", "theme", "as_at", "in_hand", "definition", "version", "calendar")
NUMBERS = (
    "received",
    "n",
    "completed",
    "valid",
    "upheld",
    "rate",
    "low",
    "high",
    "mean",
    "median",
    "p75",
    "p90",
    "without_force_mean",
    "without_force_median",
    "without_force_p75",
    "without_force_p90",
    "invalid",
    "forwarded",
    "withdrawn",
    "allegations",
    "allegations_upheld",
    "recommendations",
    "accepted",
    "part_accepted",
    "refused",
    "unanswered",
    "implemented",
)


def _numbers(line: Line, days: int, shares: int) -> dict[str, Any]:
    rate = line.rate
    return {
        "received": line.received,
        "n": line.completed,
        "completed": line.completed,
        "valid": line.completed,
        "upheld": line.upheld,
        "rate": round(rate.value, shares) if rate else None,
        "low": round(rate.low, shares) if rate else None,
        "high": round(rate.high, shares) if rate else None,
        **_summary(line.working, "", days),
        **_summary(line.without_force, "without_force_", days),
        **{name: getattr(line, name) for name in NUMBERS[NUMBERS.index("invalid") :]},
    }


def _summary(found: Summary | None, prefix: str, places: int) -> dict[str, float | None]:
    names = ("mean", "median", "p75", "p90")
    return {f"{prefix}{name}": round(getattr(found, name), places) if found else None for name in names}


# Reading


def spans_of(rows: ReviewQuerySet) -> list[Span]:
    """These reviews with their waits for the force. Two queries."""
    waits: dict[int, list[clocks.Pause]] = {}
    for review, asked_on, completed_on in ForceRequest.objects.filter(review__in=rows.order_by()).values_list(
        "review", "asked_on", "completed_on"
    ):
        waits.setdefault(review, []).append(clocks.Pause(start=asked_on, end=completed_on, reason="with the force"))
    columns = (
        "pk",
        "received_on",
        "acknowledged_on",
        "accepted_on",
        "decided_on",
        "notified_on",
        "ended_on",
        "stage",
        "outcome",
        "handling",
        "theme",
    )
    names = [each.name for each in fields(Span)]
    return [
        Span(**dict(zip(names, [*row, tuple(waits.get(row[0], ()))], strict=True)))
        for row in rows.values_list(*columns)
    ]


def advice_of(rows: ReviewQuerySet) -> list[Advice]:
    """The recommendations made in these reviews."""
    made = Recommendation.objects.made().filter(review__in=rows.order_by())
    return [
        Advice(made_on, review, reply, implemented_on is not None, reply == Reply.REJECTED)
        for made_on, review, reply, implemented_on in made.values_list("made_on", "review", "reply", "implemented_on")
        if made_on is not None
    ]


def findings_of(rows: ReviewQuerySet) -> dict[int, list[str]]:
    """The findings on the allegations of these reviews, by review."""
    found: dict[int, list[str]] = {}
    findings = AllegationFinding.objects.filter(review__in=rows.order_by()).exclude(finding="")
    for review, finding in findings.values_list("review", "finding"):
        found.setdefault(review, []).append(finding)
    return found


def refuse_unknown(*, by: str, handling: str) -> None:
    """RuleBroken when ``by`` or ``handling`` is not one of ours."""
    if by not in GROUPINGS:
        raise RuleBroken(f"Figures cannot be broken down by {by}. They can by: {', '.join(GROUPINGS[1:])}.")
    if handling not in HANDLINGS:
        raise RuleBroken(f"There is no way of handling called {handling}. There are: {', '.join(HANDLINGS)}.")


def code_of(handling: str) -> str:
    """A way of handling as rows have it."""
    return handling.upper().replace("-", "_")


def narrowed(rows: Rows, *, handling: str, theme: str) -> Rows:
    """Those of these rows, reviews or cells, that are of one way of handling and of the theme of that key."""
    if handling != "all":
        rows = rows.filter(handling=code_of(handling))
    if theme == NONE:
        return rows.filter(theme=None)
    return rows if theme == ALL else rows.filter(theme__in=ids_of(theme))


def report(
    spans: Sequence[Span],
    advice: Sequence[Advice],
    findings: dict[int, list[str]],
    *,
    since: date,
    until: date,
    by: str,
    handling: str,
    theme: str,
    themes: dict[int, Category],
    checks_waived: int,
    as_at: date,
    calendar: WorkingCalendar,
) -> Report:
    """The figures of these reviews, which are those of the handling and the theme named."""
    chosen = _Chosen(spans, advice, findings, since, until, calendar)
    return told_of(
        chosen,
        waiting=[span.received for span in spans if _in_hand(span, as_at)],
        since=since,
        until=until,
        by=by,
        handling=handling,
        theme=theme,
        themes=themes,
        checks_waived=checks_waived,
        as_at=as_at,
        calendar=calendar,
        ids=tuple(sorted(span.pk for span in chosen.completed())),
    )


def told_of(
    source: "Source",
    *,
    waiting: Sequence[date],
    since: date,
    until: date,
    by: str,
    handling: str,
    theme: str,
    themes: dict[int, Category],
    checks_waived: int,
    as_at: date,
    calendar: WorkingCalendar,
    ids: tuple[int, ...],
) -> Report:
    """The report of what a source counts; ``waiting`` are the days on which those in hand were received."""
    ages = [calendar.between(received, as_at) for received in waiting]
    return Report(
        definition=REVIEWS,
        since=since,
        until=until,
        by=by,
        handling=handling,
        theme=theme,
        total=source.line("all", "All", lambda thing, day: True),
        lines=tuple(_lines(source, by, themes)),
        in_hand=len(waiting),
        in_hand_by_age=tuple(open_by_age(np.array(ages, dtype=np.int64))),
        alternatives=tuple(source.alternatives()),
        checks_waived=checks_waived,
        as_at=as_at,
        calendar=calendar.version,
        ids=ids,
    )


def _in_hand(span: Span, day: date) -> bool:
    """Received by that day, and by then neither told a decision nor ended."""
    if span.received > day:
        return False
    return (span.notified is None or span.notified > day) and (span.ended is None or span.ended > day)


Belongs = Callable[[Any, date], bool]
"""Whether a review, or a cell, belongs to a line, with the day of what is counted."""


class Source(Protocol):
    """What lines are counted from: reviews one by one, or kept cells."""

    def line(self, key: str, label: str, belongs: Belongs) -> Line: ...
    def alternatives(self) -> "Iterable[Alternative]": ...
    def handlings(self) -> set[str]: ...
    def themes(self) -> set[int | None]: ...
    def days(self) -> set[date]: ...


@dataclass(frozen=True)
class _Chosen:
    """The rows of a report, and lines of any part of them."""

    spans: Sequence[Span]
    advice: Sequence[Advice]
    findings: dict[int, list[str]]
    since: date
    until: date
    calendar: WorkingCalendar

    def within(self, day: date | None) -> bool:
        return day is not None and self.since <= day <= self.until

    def completed(self) -> list[Span]:
        return [span for span in self.spans if self.within(span.notified)]

    def line(self, key: str, label: str, belongs: Belongs) -> Line:
        """One line: a review counts as received, completed and ended each on its own day."""

        def on(name: str) -> list[Span]:
            dated = [(span, getattr(span, name)) for span in self.spans]
            return [span for span, day in dated if self.within(day) and belongs(span, day)]

        completed, ended = on("notified"), on("ended")
        upheld = sum(span.outcome == Outcome.UPHELD for span in completed)
        of_review = {span.pk: span for span in self.spans}
        advice = [each for each in self.advice if self.within(each.made) and belongs(of_review[each.review], each.made)]
        findings = [finding for span in completed for finding in self.findings.get(span.pk, ())]
        return Line(
            key=key,
            label=label,
            received=len(on("received")),
            completed=len(completed),
            upheld=upheld,
            rate=wilson(upheld, len(completed)),
            working=summarise([span.working(self.calendar) for span in completed]),
            without_force=summarise([span.without_force(self.calendar) for span in completed]),
            invalid=sum(span.stage == Stage.INVALID for span in ended),
            forwarded=sum(span.stage == Stage.FORWARDED for span in ended),
            withdrawn=sum(span.stage == Stage.WITHDRAWN for span in ended),
            allegations=len(findings),
            allegations_upheld=findings.count(Finding.NOT_REASONABLE),
            recommendations=len(advice),
            accepted=sum(each.reply == Reply.ACCEPTED for each in advice),
            part_accepted=sum(each.reply == Reply.PART_ACCEPTED for each in advice),
            refused=sum(each.refused for each in advice),
            implemented=sum(each.implemented for each in advice),
        )

    def handlings(self) -> set[str]:
        return {span.handling for span in self.spans if self.counted(span)}

    def themes(self) -> set[int | None]:
        return {span.theme for span in self.spans if self.counted(span)}

    def counted(self, span: Span) -> bool:
        """Whether anything of this review falls into the period."""
        return any(map(self.within, (span.received, span.notified, span.ended))) or span.pk in self._advised

    @cached_property
    def _advised(self) -> set[int]:
        return {each.review for each in self.advice if self.within(each.made)}

    def days(self) -> set[date]:
        days = {day for span in self.spans for day in (span.received, span.notified, span.ended) if self.within(day)}
        return {day for day in days if day is not None} | {each.made for each in self.advice if self.within(each.made)}

    def alternatives(self) -> Iterable[Alternative]:
        return _alternatives(self.completed(), self.calendar)


def _lines(chosen: Source, by: str, themes: dict[int, Category]) -> Iterable[Line]:
    if by == "all":
        return
    if by == "handling":
        for code in sorted(chosen.handlings()):
            yield chosen.line(code, str(Handling(code).label), partial(_is_of, "handling", code))
        return
    if by == "theme":
        found = chosen.themes()
        for theme in sorted((pk for pk in found if pk is not None), key=lambda pk: key_of(themes[pk])):
            yield chosen.line(key_of(themes[theme]), themes[theme].name, partial(_is_of, "theme", theme))
        if None in found:
            yield chosen.line(NONE, NO_THEME, partial(_is_of, "theme", None))
        return
    group, name_of = grouped_by(by)
    for wanted in sorted({group(day) for day in chosen.days()}):
        key, label = name_of(wanted)
        yield chosen.line(key, label, partial(_is_in, group, wanted))


def _is_of(name: str, code: Any, span: Any, day: date) -> bool:
    return bool(getattr(span, name) == code)


def _is_in(group: Callable[[date], Any], wanted: Any, span: Any, day: date) -> bool:
    return bool(group(day) == wanted)


WAYS: dict[str, str] = {
    "from_acknowledged": "Acknowledged to decision told, working days",
    "from_accepted": "Accepted as valid to decision told, working days",
    "to_decided": "Received to decided, working days",
    "in_calendar_days": "Received to decision told, calendar days",
}
"""Other ways of measuring a completed review, by the name of the cell that keeps its days."""


def other_days(span: Span, calendar: WorkingCalendar) -> dict[str, int]:
    """How long a completed review took by each other way; one whose days are not known or not in order is left out."""
    assert span.notified is not None
    pairs = {
        "from_acknowledged": (span.acknowledged, span.notified),
        "from_accepted": (span.accepted, span.notified),
        "to_decided": (span.received, span.decided),
    }
    days = {
        name: calendar.between(first, last) for name, (first, last) in pairs.items() if first and last and first <= last
    }
    return days | {"in_calendar_days": (span.notified - span.received).days}


def _alternatives(completed: Sequence[Span], calendar: WorkingCalendar) -> Iterable[Alternative]:
    """The same reviews measured otherwise, as other offices do."""
    taken = [other_days(span, calendar) for span in completed]
    for code, name in WAYS.items():
        yield Alternative(code, name, summarise([days[code] for days in taken if code in days]))


def figures(
    rows: ReviewQuerySet,
    *,
    calendar: WorkingCalendar,
    since: date,
    until: date,
    on: date,
    by: str = "all",
    handling: str = "all",
    theme: str = ALL,
) -> Report:
    """The figures of these reviews from ``since`` to ``until``, both included, as at the day ``on``.

    ``theme`` is one as people name it. RuleBroken when the period ends before it starts, or a part is none of ours.
    """
    if until < since:
        raise RuleBroken("The period ends before it starts: give the earlier day first.")
    refuse_unknown(by=by, handling=handling)
    theme = theme_named(theme)
    rows = narrowed(rows, handling=handling, theme=theme)
    return report(
        spans_of(rows),
        advice_of(rows),
        findings_of(rows),
        since=since,
        until=until,
        by=by,
        handling=handling,
        theme=theme,
        themes=all_themes(),
        checks_waived=waived(rows, since=since, until=until),
        as_at=on,
        calendar=calendar,
    )


def waived(rows: ReviewQuerySet, *, since: date, until: date) -> int:
    """Second checks of these reviews that were waived in the period."""
    checks = SecondCheck.objects.filter(result=CheckResult.WAIVED, checked_on__range=(since, until))
    return checks.filter(decision__review__in=rows.order_by()).count()


def all_reviews() -> ReviewQuerySet:
    """Every review of the office, sealed ones too: figures count them, only their drilling leaves them out."""
    return Review.objects.all()
