"""How many reviews come, how long they take, how often they are upheld, and what becomes of recommendations.

Rows are read once and every figure is a pure function of them and a calendar: page, API and command line call the same
function, and so does the check of the demonstration.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any, Protocol

import numpy as np

from complaints.choices import Handling
from complaints.models import Category
from pcc.errors import RuleBroken
from pcc.figures import (
    grouped_by,
    open_by_age,
    summarise,
    wilson,
)
from pcc.working_days import WorkingCalendar
from reviews.choices import Finding, Outcome, Reply, Stage
from reviews.querysets import ReviewQuerySet
from reviews.stats.facts import (
    WAYS,
    Advice,
    Span,
    advice_of,
    findings_of,
    narrowed,
    other_days,
    refuse_unknown,
    spans_of,
    waived,
)
from reviews.stats.report import REVIEWS, Alternative, Line, Report
from reviews.stats.themes import ALL, NO_THEME, NONE, all_themes, key_of, theme_named


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
