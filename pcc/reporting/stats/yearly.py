"""What an annual report says of complaints, reviews, misconduct, letters and panels: each with its base."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from casework.stats import correspondence as letters
from complaints import stats
from complaints.stats import Asked
from pcc.figures import Rate, Summary, rounded
from pcc.models import BankHoliday
from pcc.reporting.models import Snapshot
from pcc.reporting.stats.kept import answer
from pcc.working_days import WorkingCalendar
from reviews import stats as reviews
from reviews.dip_sampling.models import Sample


@dataclass(frozen=True)
class Statement:
    """One thing an annual report says, and all that somebody needs to defend it.

    ``page`` names the route of the report it comes from, where there is one. ``frozen`` says since when it is frozen,
    or that it is live.
    """

    heading: str
    text: str
    population: str
    period: str
    unit: str
    base: str
    as_at: date
    page: str = ""
    frozen: str = "Live: it can still change"

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
        *_taken(since, until, period, calendar=calendar, now=now),
        *_reviewed(since, until, period, calendar=calendar, on=on),
        *_misconduct(year, period, on=on),
        *_letters(year, since, until, period, calendar=calendar, on=on),
        _panels(since, until, period, on=on),
    ]
    return tuple(replace(one, period=f"{period}, so far") if until > one.as_at else one for one in said)


def _year_before(year: str) -> str:
    first, _, following = year.partition("-")
    return f"{int(first) - 1}-{first[2:]}" if following else str(int(first) - 1)


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
    before = _year_before(year)
    counted = stats.all_complaints().counted()
    now, then = (counted.filter(received_on__range=span).count() for span in ((since, until), stats.span(before)))
    return Statement(
        heading="Complaints received",
        text=f"{now:,} complaints were received in {year}, {against(now, then, than=before)}.",
        population="Complaints received in the period, of every force and way of handling.",
        period=period,
        unit="Complaints. A complaint with several allegations counts once.",
        base=f"{now:,} complaints",
        as_at=as_at,
        page="reporting:overview",
    )


def _taken(since: date, until: date, period: str, *, calendar: WorkingCalendar, now: datetime) -> Iterator[Statement]:
    for handling, heading in (
        ("schedule-3", "Time to finalise, Schedule 3"),
        ("outside", "Time to finalise, outside Schedule 3"),
        ("all", "Time to finalise, all complaints"),
    ):
        asked = Asked(since=since, until=until, handling=handling)
        report = answer(asked, calendar=calendar, now=now).report
        took = report.total.working
        yield Statement(
            heading=heading,
            text=f"{_took(took)} {report.open:,} were open on {report.as_at:%-d %B %Y}."
            if took
            else "No complaint was finalised in the period.",
            population=report.definition.population,
            period=period,
            unit=report.definition.unit,
            base=f"{report.total.n:,} complaints",
            as_at=report.as_at,
            page="reporting:timeliness",
            frozen=_frozen(asked, report.as_json()),
        )


def _took(took: Summary) -> str:
    return (
        f"Half of the {took.n:,} complaints finalised took up to {rounded(took.median, 0)} working days, three "
        f"quarters up to {rounded(took.p75, 0)} and nine in ten up to {rounded(took.p90, 0)}. Their mean was "
        f"{rounded(took.mean)} working days, which by itself can mislead."
    )


def _frozen(asked: Asked, numbers: dict[str, object]) -> str:
    """Since when the figure is frozen, and whether it has changed since."""
    filters = {
        "handling": asked.handling,
        "measure": asked.measure,
        "basis": asked.basis,
        "suspension": asked.suspension,
    }
    found = Snapshot.objects.filter(
        definition_code=asked.definition.code, since=asked.since, until=asked.until, asked__contains=filters
    ).first()
    if found is None:
        return "Live: it can still change"
    same = all(found.numbers[name] == numbers[name] for name in ("n", "mean", "median", "p75", "p90"))
    changed = "" if same else f"; changed since (frozen mean {found.numbers['mean']} of {found.numbers['n']:,})"
    return f"Frozen {timezone.localtime(found.frozen_at):%-d %B %Y} as “{found}”{changed}"


def _reviewed(since: date, until: date, period: str, *, calendar: WorkingCalendar, on: date) -> Iterator[Statement]:
    report = reviews.figures(reviews.all_reviews(), calendar=calendar, since=since, until=until, on=on)
    total, definition = report.total, report.definition
    shared: dict[str, Any] = {"period": period, "as_at": report.as_at}
    yield Statement(
        heading="Reviews",
        text=_reviews_said(report),
        population=definition.population,
        unit="Reviews",
        base=f"{total.completed:,} valid completed reviews",
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
            base=f"{total.working.n:,} reviews",
            **shared,
        )
    yield Statement(
        heading="Recommendations to the force",
        text="None was made."
        if not total.recommendations
        else (
            f"{total.recommendations:,} were made; {total.accepted:,} accepted, {total.part_accepted:,} in part, "
            f"{total.refused:,} refused and {total.unanswered:,} not answered. "
            f"{total.implemented:,} are shown to be done."
        ),
        population="Recommendations made in the period, in reviews.",
        unit="Recommendations",
        base=f"{total.recommendations:,} recommendations",
        **shared,
    )


def _reviews_said(report: reviews.Report) -> str:
    total = report.total
    waiting = f"{report.in_hand:,} {'was' if report.in_hand == 1 else 'were'} in hand on {report.as_at:%-d %B %Y}."
    if not total.received and not total.completed:
        return f"No application for a review was received, and none was completed. {waiting}"
    upheld = f"{total.upheld:,} upheld ({_share(total.rate)})" if total.rate else "none upheld"
    return (
        f"{total.received:,} applications were received. {total.completed:,} valid reviews were completed, {upheld}; "
        f"{total.invalid:,} were not valid, {total.forwarded:,} were sent on and {total.withdrawn:,} were withdrawn. "
        f"{waiting}"
    )


def _share(rate: Rate) -> str:
    return rate.words.partition(": ")[2] or rate.words


def _misconduct(year: str, period: str, *, on: date) -> Iterator[Statement]:
    report = stats.misconduct(as_at=on, by="fy" if "-" in year else "year")
    lines = {line.key: line for line in report.lines}
    now, then, before = lines.get(year), lines.get(_year_before(year)), _year_before(year)
    shared: dict[str, Any] = {"period": period, "as_at": on, "page": "complaints:misconduct-figures"}
    dismissed, would_have_been, appeals = (
        getattr(now, name) if now else 0 for name in ("dismissed", "would_have_been", "appeals")
    )
    yield Statement(
        heading="Dismissals",
        text=(
            f"{dismissed:,} {'officer was' if dismissed == 1 else 'officers were'} dismissed, "
            f"{against(dismissed, then.dismissed if then else 0, than=before)}; "
            f"{would_have_been:,} more would have been, had they not left."
        ),
        population=report.definition.population,
        unit=report.definition.unit,
        base=f"{now.outcomes if now else 0:,} outcomes",
        **shared,
    )
    yield Statement(
        heading="Police appeals tribunals",
        text=f"{appeals:,} {'appeal was' if appeals == 1 else 'appeals were'} lodged, "
        f"{against(appeals, then.appeals if then else 0, than=before)}.",
        population="Appeals lodged in the period, as entered in the office's register.",
        unit="Appeals",
        base=f"{appeals:,} appeals",
        **shared,
    )


def _letters(
    year: str, since: date, until: date, period: str, *, calendar: WorkingCalendar, on: date
) -> Iterator[Statement]:
    """How much came in writing, and how much of it was answered in time."""
    before = _year_before(year)
    now, then = (
        letters.figures(letters.all_correspondence(), calendar=calendar, since=first, until=last, on=on)
        for first, last in ((since, until), stats.span(before))
    )
    total, definition = now.total, now.definition
    shared: dict[str, Any] = {
        "population": definition.population,
        "period": period,
        "as_at": now.as_at,
        "page": "reporting:correspondence",
    }
    pieces = "piece of correspondence was" if total.received == 1 else "pieces of correspondence were"
    yield Statement(
        heading="Correspondence",
        text=(
            f"{total.received:,} {pieces} received in {year}, "
            f"{against(total.received, then.total.received, than=before)}; "
            f"{total.open:,} of them {'is' if total.open == 1 else 'are'} open on {now.as_at:%-d %B %Y}."
        ),
        unit="Matters. Several messages on one matter count once.",
        base=f"{total.received:,} matters; {total.joined:,} joined to others and {total.discarded:,} discarded apart",
        **shared,
    )
    if total.reply is not None and total.working is not None:
        yield Statement(
            heading="Correspondence answered in time",
            text=(
                f"Replied to in time: {total.reply.words}. Half of the {total.working.n:,} replies came within "
                f"{rounded(total.working.median)} working days, nine in ten within {rounded(total.working.p90)}; "
                f"{total.without_reply:,} ended without a reply."
            ),
            unit=definition.unit,
            base=f"{total.reply.n:,} matters replied to or overdue",
            **shared,
        )


def _panels(since: date, until: date, period: str, *, on: date) -> Statement:
    samples = Sample.objects.filter(drawn_at__date__range=(since, until))
    drawn = samples.count()
    return Statement(
        heading="Panels",
        text=f"{drawn:,} dip {'sample was' if drawn == 1 else 'samples were'} drawn for panels.",
        population="Samples of closed complaint files drawn in the period.",
        period=period,
        unit="Samples",
        base=f"{drawn:,} samples",
        as_at=on,
    )
