"""Figures of reviews from kept cells: the same lines as from the reviews one by one, to the digit.

Cells answer for whole months while they are the newest. While anything has changed since, the reviews themselves
answer: nobody reads a figure that lacks what they have just recorded.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import QuerySet

from pcc.errors import RuleBroken
from pcc.figures import summarise, wilson
from pcc.working_days import WorkingCalendar
from reviews.choices import Finding, Outcome, Reply, Stage
from reviews.models import FigureCell, FigureMark, FigureStamp
from reviews.stats.facts import (
    WAYS,
    advice_of,
    all_reviews,
    findings_of,
    narrowed,
    other_days,
    refuse_unknown,
    spans_of,
    waived,
)
from reviews.stats.figures import Belongs, figures, told_of
from reviews.stats.report import Alternative, Line, Report
from reviews.stats.themes import ALL, all_themes, theme_named

COUNTS = (
    "received",
    "completed",
    "upheld",
    "invalid",
    "forwarded",
    "withdrawn",
    "allegations",
    "allegations_upheld",
    "recommendations",
    "accepted",
    "part_accepted",
    "refused",
    "implemented",
)
DURATIONS = ("working", "without_force", *WAYS)
ENDINGS = {Stage.INVALID: "invalid", Stage.FORWARDED: "forwarded", Stage.WITHDRAWN: "withdrawn"}


def cells_from_facts(calendar: WorkingCalendar) -> list[FigureCell]:
    """Every cell as the reviews of the office make it now; nothing is saved. Three queries."""
    rows = all_reviews()
    spans = {span.pk: span for span in spans_of(rows)}
    findings = findings_of(rows)
    found: dict[tuple[date, str, int | None], FigureCell] = {}

    def cell(day: date, pk: int) -> FigureCell:
        span = spans[pk]
        key = (day.replace(day=1), span.handling, span.theme)
        if key not in found:
            found[key] = FigureCell(month=key[0], handling=key[1], theme_id=key[2])
        return found[key]

    for pk, span in spans.items():
        cell(span.received, pk).received += 1
        if span.ended and span.stage in ENDINGS:
            ended = cell(span.ended, pk)
            name = ENDINGS[Stage(span.stage)]
            setattr(ended, name, getattr(ended, name) + 1)
        if span.notified:
            told = cell(span.notified, pk)
            told.completed += 1
            told.upheld += span.outcome == Outcome.UPHELD
            told.allegations += len(findings.get(pk, ()))
            told.allegations_upheld += findings.get(pk, []).count(Finding.NOT_REASONABLE)
            told.working.append(span.working(calendar))
            told.without_force.append(span.without_force(calendar))
            for name, days in other_days(span, calendar).items():
                getattr(told, name).append(days)
    for each in advice_of(rows):
        made = cell(each.made, each.review)
        made.recommendations += 1
        made.accepted += each.reply == Reply.ACCEPTED
        made.part_accepted += each.reply == Reply.PART_ACCEPTED
        made.refused += each.refused
        made.implemented += each.implemented
    for each_cell in found.values():
        for name in DURATIONS:
            getattr(each_cell, name).sort()
    return [found[key] for key in sorted(found, key=lambda key: (key[0], key[1], key[2] or 0))]


@dataclass(frozen=True)
class _Cells:
    """Kept cells as a source of lines."""

    cells: Sequence[FigureCell]

    def line(self, key: str, label: str, belongs: Belongs) -> Line:
        own = [cell for cell in self.cells if belongs(_Part(cell.handling, cell.theme_id), cell.month)]
        counts = {name: sum(getattr(cell, name) for cell in own) for name in COUNTS}
        return Line(
            key=key,
            label=label,
            rate=wilson(counts["upheld"], counts["completed"]),
            working=_summed(own, "working"),
            without_force=_summed(own, "without_force"),
            **counts,
        )

    def alternatives(self) -> Iterable[Alternative]:
        for code, name in WAYS.items():
            yield Alternative(code, name, _summed(self.cells, code))

    def handlings(self) -> set[str]:
        return {cell.handling for cell in self.cells}

    def themes(self) -> set[int | None]:
        return {cell.theme_id for cell in self.cells}

    def days(self) -> set[date]:
        return {cell.month for cell in self.cells}


@dataclass(frozen=True)
class _Part:
    """What the lines of a breakdown ask of a cell."""

    handling: str
    theme: int | None


def _summed(cells: Sequence[FigureCell], name: str) -> Any:
    return summarise(np.array([days for cell in cells for days in getattr(cell, name)], dtype=np.int64))


@dataclass(frozen=True)
class Answer:
    """A report, and when its cells were computed; None where the reviews themselves answered."""

    report: Report
    computed_at: datetime | None
    stale_because: str


def answer(
    *,
    calendar: WorkingCalendar,
    since: date,
    until: date,
    on: date,
    by: str = "all",
    handling: str = "all",
    theme: str = ALL,
) -> Answer:
    """The figures of the office's reviews: from kept cells while these are the newest, otherwise from the facts."""
    if until < since:
        raise RuleBroken("The period ends before it starts: give the earlier day first.")
    refuse_unknown(by=by, handling=handling)
    theme = theme_named(theme)
    stamp = FigureStamp.objects.first()
    because = stamp.stale_because if stamp else ""
    if stamp and _whole_months(since, until) and _newest(stamp, calendar):
        cells = FigureCell.objects.filter(month__range=(since, until))
        cells = narrowed(cells, handling=handling, theme=theme)
        kept = list(cells.order_by("month", "pk"))
        again = FigureStamp.objects.first()
        if again == stamp and again.computed_at == stamp.computed_at:
            rows = narrowed(all_reviews(), handling=handling, theme=theme)
            told = told_of(
                _Cells(kept),
                waiting=list(rows.in_hand_on(on).values_list("received_on", flat=True)),
                since=since,
                until=until,
                by=by,
                handling=handling,
                theme=theme,
                themes=all_themes(),
                checks_waived=waived(rows, since=since, until=until),
                as_at=on,
                calendar=calendar,
                ids=(),
            )
            return Answer(told, stamp.computed_at, "")
    report = figures(
        all_reviews(), calendar=calendar, since=since, until=until, on=on, by=by, handling=handling, theme=theme
    )
    return Answer(report, None, because)


def stamps() -> "QuerySet[FigureStamp]":
    """When the kept figures of reviews were computed, and why they are stale, if so; no row while there are none."""
    return FigureStamp.objects.order_by()


def _whole_months(since: date, until: date) -> bool:
    return since.day == 1 and until.day == monthrange(until.year, until.month)[1]


def _newest(stamp: FigureStamp, calendar: WorkingCalendar) -> bool:
    return not stamp.stale_because and stamp.calendar_version == calendar.version and not FigureMark.objects.exists()
