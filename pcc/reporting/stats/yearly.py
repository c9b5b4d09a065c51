"""What an annual report says of complaints, reviews, misconduct, letters and panels: each with its base."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from casework.stats import correspondence as letters
from complaints import stats
from complaints.stats import Asked
from pcc.figures import KEPT_PLACES, Figure, Rate, Summary, how_many, rounded
from pcc.models import BankHoliday
from pcc.reporting.models import Snapshot
from pcc.reporting.stats.kept import answer
from pcc.reporting.stats.publishable import KINDS, WHICH, count, kind_of
from pcc.working_days import WorkingCalendar
from reviews import stats as reviews
from reviews.dip_sampling.choices import SessionStage
from reviews.dip_sampling.models import Session
from reviews.dip_sampling.stats import results as panels
from reviews.dip_sampling.stats.as_figure import figure as panel_figure

LIVE = "Live: it can still change"


@dataclass(frozen=True)
class Statement:
    """One thing an annual report says, and all that somebody needs to defend it.

    ``page`` names the route of the report it comes from, with ``args``, where there is one. ``frozen`` says since when
    it is frozen, or that it is live; ``freeze`` is the query under which it is proposed for publication.
    """

    heading: str
    text: str
    population: str
    period: str
    unit: str
    base: str
    as_at: date
    page: str = ""
    args: tuple[int, ...] = ()
    frozen: str = LIVE
    freeze: str = ""

    def as_text(self) -> str:
        """The statement to copy, its facts below it."""
        facts = (
            f"Population: {self.population}",
            f"Period: {self.period}",
            f"Unit: {self.unit}",
            f"Base: {self.base}",
            f"As at: {self.as_at:%-d %B %Y}",
            self.frozen,
        )
        return "\n".join((self.heading, self.text, *(f"  {fact}" for fact in facts)))


def annual(year: str, *, on: date, now: datetime) -> tuple[Statement, ...]:
    """What there is to say of a calendar year (2024) or a financial one (2024-25). RuleBroken when it is no year."""
    since, until = stats.span(year)
    calendar = BankHoliday.objects.as_calendar()
    period = f"{since:%-d %B %Y} to {until:%-d %B %Y}"
    said = [
        _received(year, since, until, period, on=on),
        _in_and_out(since, until, period, on=on),
        *_taken(since, until, period, calendar=calendar, now=now),
        *_reviewed(since, until, period, calendar=calendar, on=on),
        *_misconduct(year, since, until, period, on=on),
        *_letters(year, since, until, period, calendar=calendar, on=on),
        *_panels(since, until, period, on=on),
    ]
    return tuple(replace(one, period=f"{period}, so far") if until > one.as_at else one for one in said)


def _year_before(year: str) -> str:
    first, _, following = year.partition("-")
    return f"{int(first) - 1}-{first[2:]}" if following else str(int(first) - 1)


def _same_part(year: str, *, as_at: date) -> tuple[date, date, str]:
    """The year before, or as much of it as there is of this one by the as-at day, and how to name it: a year that is
    not over is not set against a whole one."""
    before = _year_before(year)
    since, until = stats.span(before)
    if stats.span(year)[1] <= as_at:
        return since, until, before
    until = as_at.replace(year=as_at.year - 1, day=28 if (as_at.month, as_at.day) == (2, 29) else as_at.day)
    return since, until, f"the same part of {before}"


def against(now: int, before: int, *, than: str) -> str:
    """The change in words; counts below 10 get no percentage, because it would say more than they do."""
    if now == before:
        return f"as many as in {than}"
    way = "more" if now > before else "fewer"
    if min(now, before) < 10:
        return f"against {before:,} in {than}"
    return f"{rounded(abs(now - before) / before * 100, 0)}% {way} than in {than} ({before:,})"


def _received(year: str, since: date, until: date, period: str, *, on: date) -> Statement:
    as_at = stats.oldest(stats.as_at_of(stats.forces_with_complaints(), on=on), on=on)
    first, last, before = _same_part(year, as_at=as_at)
    counted = stats.all_complaints().counted()
    now, then = (counted.filter(received_on__range=span).count() for span in ((since, until), (first, last)))
    came = how_many(now, "complaint was", "complaints were")
    return Statement(
        heading="Complaints received",
        text=f"{came} received in {year}, {against(now, then, than=before)}.",
        population="Complaints received in the period, of every force and way of handling.",
        period=period,
        unit="Complaints. A complaint with several allegations counts once.",
        base=how_many(now, "complaint"),
        as_at=as_at,
        page="reporting:overview",
    )


def _in_and_out(since: date, until: date, period: str, *, on: date) -> Statement:
    """What came in and went out, and what was left: a year that balances."""
    figure = count({"figure": "in-out-open", "handling": "all"}, since=since, until=min(until, on), on=on)
    return Statement(
        heading="Received, finalised and open",
        text=figure.numbers["sentence"],
        population=figure.definition.population,
        period=period,
        unit=figure.definition.unit,
        base=how_many(figure.rows, "complaint"),
        as_at=figure.as_at,
        page="reporting:counted-in",
        **_kept(figure, on=on),
    )


def _kept(figure: Figure, *, on: date) -> dict[str, Any]:
    """Whether a figure is frozen, and where it can be: once its period is over."""
    period = {"from": figure.since, "to": figure.until}
    return {
        "frozen": _frozen(figure.asked, figure.since, figure.until, figure.numbers),
        "freeze": urlencode({**figure.asked, **period}) if figure.until < on else "",
    }


def _taken(since: date, until: date, period: str, *, calendar: WorkingCalendar, now: datetime) -> Iterator[Statement]:
    for handling, heading in (
        ("schedule-3", "Time to finalise, Schedule 3"),
        ("outside", "Time to finalise, outside Schedule 3"),
        ("all", "Time to finalise, all complaints"),
    ):
        asked = Asked(since=since, until=until, handling=handling)
        report = answer(asked, calendar=calendar, now=now, fresh=True).report
        took = report.total.working
        yield Statement(
            heading=heading,
            text=f"{_took(took)} {how_many(report.open, 'was', 'were')} open on {report.as_at:%-d %B %Y}."
            if took
            else "No complaint was finalised in the period.",
            population=report.definition.population,
            period=period,
            unit=report.definition.unit,
            base=how_many(report.total.n, "complaint"),
            as_at=report.as_at,
            page="reporting:timeliness",
            frozen=_frozen(filters_of(asked), since, until, report.as_json(places=KEPT_PLACES)),
            freeze=urlencode({**filters_of(asked), "from": since, "to": until}) if until < report.as_at else "",
        )


def _took(took: Summary) -> str:
    told = took.in_words("complaints finalised")
    if took.n == 1:
        return told
    return f"{told} Their mean was {rounded(took.mean)} working days, which by itself can mislead."


def filters_of(asked: Asked) -> dict[str, str]:
    """The filters of a report, without its breakdown: the whole is the same however it is cut."""
    return {name: getattr(asked, name) for name in ("handling", "measure", "basis", "suspension")}


def _frozen(asked: Mapping[str, str], since: date, until: date, numbers: Mapping[str, Any]) -> str:
    """Since when the figure is frozen, and whether its numbers have changed since."""
    kind = kind_of(asked)
    filters = {name: value for name, value in asked.items() if name != "by" or kind is KINDS["misconduct"]}
    rows = Snapshot.objects.filter(since=since, until=until, asked__contains=filters)
    rows = rows.exclude(asked__has_any_keys=[name for name in WHICH if name not in filters])
    found = rows.first() if "figure" in filters else rows.exclude(asked__has_key="figure").first()
    if found is None:
        return LIVE
    was, now = kind.table(found.numbers), kind.table(numbers)
    told = f"Frozen {timezone.localtime(found.frozen_at):%-d %B %Y} as “{found}”"
    if was.total is None or now.total is None:
        return told if was.rows == now.rows else f"{told}; changed since"
    if was.total.values == now.total.values:
        return told
    changed = [
        f"{column.label.lower()} {before:,}"
        for column, before, after in zip(now.columns, was.total.values, now.total.values, strict=True)
        if before != after and before is not None
    ]
    return f"{told}; changed since (frozen: {', '.join(changed[:2])})"


def _reviewed(since: date, until: date, period: str, *, calendar: WorkingCalendar, on: date) -> Iterator[Statement]:
    report = reviews.figures(reviews.all_reviews(), calendar=calendar, since=since, until=until, on=on)
    total, definition = report.total, report.definition
    figure = replace(report.as_figure(), asked={"figure": "reviews", **report.as_figure().asked})
    shared: dict[str, Any] = {"period": period, "as_at": report.as_at, "page": "reviews:figures"} | _kept(figure, on=on)
    yield Statement(
        heading="Reviews",
        text=_reviews_said(report),
        population=definition.population,
        unit="Reviews",
        base=how_many(total.completed, "valid completed review"),
        **shared,
    )
    if total.working and total.without_force:
        yield Statement(
            heading="Time to review",
            text=(
                f"The mean was {rounded(total.working.mean)} working days and the median "
                f"{rounded(total.working.median)}; without the days in which only the force's file was waited for, "
                f"{rounded(total.without_force.mean)} and {rounded(total.without_force.median)}."
            ),
            population=definition.population,
            unit=definition.unit,
            base=how_many(total.working.n, "review"),
            **shared,
        )
    yield Statement(
        heading="Recommendations to the force",
        text="None was made."
        if not total.recommendations
        else (
            f"{how_many(total.recommendations, 'was', 'were')} made; "
            f"{total.accepted:,} accepted, {total.part_accepted:,} in part, "
            f"{total.refused:,} refused and {total.unanswered:,} not answered. "
            f"{how_many(total.implemented, 'is', 'are')} shown to be done."
        ),
        population="Recommendations made in the period, in reviews.",
        unit="Recommendations",
        base=how_many(total.recommendations, "recommendation"),
        **shared,
    )


def _reviews_said(report: reviews.Report) -> str:
    total = report.total
    waiting = f"{how_many(report.in_hand, 'was', 'were')} in hand on {report.as_at:%-d %B %Y}."
    if not total.received and not total.completed:
        return f"No application for a review was received, and none was completed. {waiting}"
    upheld = f"{total.upheld:,} upheld ({_share(total.rate)})" if total.rate else "none upheld"
    ended = (("not valid", total.invalid), ("sent on", total.forwarded), ("withdrawn", total.withdrawn))
    invalid, forwarded, withdrawn = (how_many(number, f"was {how}", f"were {how}") for how, number in ended)
    return (
        f"{how_many(total.received, 'application was', 'applications were')} received. "
        f"{how_many(total.completed, 'valid review was', 'valid reviews were')} completed, {upheld}; "
        f"{invalid}, {forwarded} and {withdrawn}. {waiting}"
    )


def _share(rate: Rate) -> str:
    return rate.words.partition(": ")[2] or rate.words


def _misconduct(year: str, since: date, until: date, period: str, *, on: date) -> Iterator[Statement]:
    by = "fy" if "-" in year else "year"
    report = stats.misconduct(as_at=on, by=by)
    figure = count({"figure": "misconduct", "by": by}, since=since, until=until, on=on)
    lines = {line.key: line for line in report.lines}
    now, then, before = lines.get(year), lines.get(_year_before(year)), _year_before(year)
    is_over = until <= on

    def beside(now: int, then: int) -> str:
        return against(now, then, than=before) if is_over else "so far"

    shared: dict[str, Any] = {"period": period, "as_at": on, "page": "complaints:misconduct-figures"}
    shared |= _kept(figure, on=on)
    dismissed, would_have_been, appeals = (
        getattr(now, name) if now else 0 for name in ("dismissed", "would_have_been", "appeals")
    )
    yield Statement(
        heading="Dismissals",
        text=(
            f"{how_many(dismissed, 'officer was', 'officers were')} dismissed, "
            f"{beside(dismissed, then.dismissed if then else 0)}; "
            f"{would_have_been:,} more would have been, had they not left."
        ),
        population=report.definition.population,
        unit=report.definition.unit,
        base=how_many(now.outcomes if now else 0, "outcome"),
        **shared,
    )
    yield Statement(
        heading="Police appeals tribunals",
        text=f"{how_many(appeals, 'appeal was', 'appeals were')} lodged, "
        f"{beside(appeals, then.appeals if then else 0)}.",
        population="Appeals lodged in the period, as entered in the office's register.",
        unit="Appeals",
        base=how_many(appeals, "appeal"),
        **shared,
    )


def _letters(
    year: str, since: date, until: date, period: str, *, calendar: WorkingCalendar, on: date
) -> Iterator[Statement]:
    """How much came in writing, and how much of it was answered in time."""
    first, last, before = _same_part(year, as_at=on)
    now, then = (
        letters.figures(letters.all_correspondence(), calendar=calendar, since=begin, until=end, on=on)
        for begin, end in ((since, until), (first, max(first, last)))
    )
    total, definition = now.total, now.definition
    figure = count({"figure": "correspondence", "by": "all"}, since=since, until=until, on=on)
    shared: dict[str, Any] = {
        "population": definition.population,
        "period": period,
        "as_at": now.as_at,
        "page": "reporting:correspondence",
    } | _kept(figure, on=on)
    pieces = how_many(total.received, "piece of correspondence was", "pieces of correspondence were")
    yield Statement(
        heading="Correspondence",
        text=(
            f"{pieces} received in {year}, "
            f"{against(total.received, then.total.received, than=before)}; "
            f"{how_many(total.open, 'of them is', 'of them are')} open on {now.as_at:%-d %B %Y}."
        ),
        unit="Matters. Several messages on one matter count once.",
        base=f"{how_many(total.received, 'matter')}; "
        f"{total.joined:,} joined to others and {total.discarded:,} discarded apart",
        **shared,
    )
    if total.reply is not None and total.working is not None:
        yield Statement(
            heading="Correspondence answered in time",
            text=(
                f"Replied to in time: {total.reply.words}. Half of the replies ({total.working.n:,}) came within "
                f"{rounded(total.working.median)} working days, nine in ten within {rounded(total.working.p90)}; "
                f"{total.without_reply:,} ended without a reply."
            ),
            unit=definition.unit,
            base=how_many(total.reply.n, "matter replied to or overdue", "matters replied to or overdue"),
            **shared,
        )


def _panels(since: date, until: date, period: str, *, on: date) -> Iterator[Statement]:
    """What each panel said whose session closed in the period, question by question, each with its base."""
    closed = Session.objects.filter(closed_at__date__range=(since, until), stage__in=CLOSED)
    sessions = list(closed.select_related("panel", "sample", "question_set").order_by("closed_at"))
    shared: dict[str, Any] = {"period": period, "as_at": on, "unit": panels.PANEL_RESULTS.unit}
    if not sessions:
        yield Statement(
            heading="Panels",
            text="No session of a panel was closed in the period.",
            population="Sessions of dip-sampling panels closed in the period.",
            base="0 sessions",
            **shared,
        )
    for session in sessions:
        report, figure = panels.panel(session), panel_figure(session, on=on)
        told = "; ".join(f"{question.measure}: {question.words}" for question in report.questions)
        readers, files = how_many(report.readers, "reader"), how_many(report.files, "file")
        yield Statement(
            heading=f"Panels: {report.panel}, {report.title}",
            text=f"{readers} read {files}. {told or 'No question was asked'}.",
            population=panels.PANEL_RESULTS.population,
            base=f"{files}, {readers}",
            page="panels:results",
            args=(session.pk,),
            frozen=_frozen(figure.asked, figure.since, figure.until, figure.numbers),
            **shared,
        )


CLOSED = (SessionStage.CLOSED, SessionStage.PUBLISHED)
"""Nobody sees answers before the session is closed."""
