"""Bank holidays, with all that hangs on them, in one act; and versions of clock rules."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from casework import workflow as casework
from complaints.workflow import records
from pcc import audit, jobs
from pcc.clocks import LONGEST, Unit
from pcc.errors import RuleBroken
from pcc.locks import Lock, wait_for
from pcc.models import ENGLAND_AND_WALES, BankHoliday, ClockRule, User
from pcc.moves import check_role
from pcc.reporting.rules import KEEPS_CALENDARS
from pcc.reporting.stats import COUNTS_IN, Impact, adding, ending, impact
from pcc.working_days import WorkingCalendar, in_words


class ImpactChanged(RuleBroken):
    """What an edit would do is not what was looked at any more."""


FEWEST_HOLIDAYS = 8
"""A whole year has at least so many: fewer mean that something is missing from a file."""


@transaction.atomic
def add_holiday(calendar: str, *, day: date, label: str, source: str, token: str, by: User) -> BankHoliday:
    """Make a day a holiday, if that still does what the person looked at: one act for all that hangs on it.

    Returns the row of the calendar asked for; a day off in England and Wales becomes one of the United Kingdom as well.
    """
    check_role(by, KEEPS_CALENDARS)
    label, source = label.strip(), source.strip()
    if not label or not source:
        raise RuleBroken("Give the holiday's name and where it was announced.")
    _hold(COUNTS_IN.get(calendar, ()))
    effect = _as_looked_at(impact(adding(calendar, day=day, label=label)), token)
    rows = [
        BankHoliday.objects.create(calendar=name, date=day, label=label, source=source, added_by=by)
        for name in effect.edit.calendars
    ]
    _apply(effect, because=f"A bank holiday was added: {label}, {in_words(day)}", by=by)
    audit.record("calendar.holiday_added", rows[0], by=by, **_facts(effect))
    return rows[0]


@transaction.atomic
def end_holiday(holiday: BankHoliday, *, reason: str, token: str, by: User) -> BankHoliday:
    """Make a holiday an ordinary day again, with a reason. The row stays, ended."""
    check_role(by, KEEPS_CALENDARS)
    if not reason.strip():
        raise RuleBroken("Say why this is not a holiday.")
    _hold(COUNTS_IN)
    holiday = BankHoliday.objects.select_for_update().get(pk=holiday.pk)
    effect = _as_looked_at(impact(ending(holiday)), token)
    holiday.ended_at, holiday.ended_reason = timezone.now(), reason.strip()
    holiday.save(update_fields=["ended_at", "ended_reason"])
    _apply(effect, because=f"A bank holiday was ended: {holiday.label}, {in_words(holiday.date)}", by=by)
    audit.record("calendar.holiday_ended", holiday, by=by, reason=reason.strip(), **_facts(effect))
    return holiday


def _hold(calendars: Iterable[str]) -> None:
    for name in sorted(calendars):  # always in one order, so that two edits never wait for each other
        casework.calendar_held(name, to_change=True)


def _as_looked_at(effect: Impact, token: str) -> Impact:
    if effect.token != token:
        raise ImpactChanged(
            "Something has changed since you looked: read again what this does, then decide. Nothing was changed."
        )
    return effect


def _apply(effect: Impact, *, because: str, by: User) -> None:
    """Rewrite the ordinals from that day on, work the clocks out anew, and ask for the figures."""
    moved = []
    for name, _, version in effect.versions:
        calendar = BankHoliday.objects.as_calendar(name)
        assert calendar.version == version  # the rows are what the preview was made of
        _write_days(calendar, since=effect.edit.day)
        moved += casework.recount(calendar, because=because, by=by)
    assert tuple(moved) == effect.clocks
    if ENGLAND_AND_WALES in effect.edit.calendars:
        records.recount_suspended(effect.edit.day, by=by, on=timezone.localdate())
        jobs.ask("figures.refresh_all", by=by, key="bank holidays changed")


def _write_days(calendar: WorkingCalendar, *, since: date) -> None:
    """Make the table of days equal to the calendar's ordinals from that day on."""
    ordinals = calendar.ordinals[(since - calendar.first).days :].tolist()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO pcc_calendarday (calendar, date, ordinal)
            SELECT %s, %s::date + (place - 1)::int, ordinal FROM unnest(%s::int[]) WITH ORDINALITY AS t (ordinal, place)
            ON CONFLICT (calendar, date) DO UPDATE SET ordinal = excluded.ordinal
            WHERE pcc_calendarday.ordinal <> excluded.ordinal
            """,
            [calendar.name, since, ordinals],
        )


def _facts(effect: Impact) -> dict[str, Any]:
    return {
        "calendars": list(effect.edit.calendars),
        "versions": [list(version) for version in effect.versions],
        "clocks_moved": len(effect.moving),
        "finished_clocks_moved": len(effect.ended),
        "verdicts_flipped": len(effect.flipping),
        "months_restated": len(effect.months),
    }


@transaction.atomic
def load_holidays(rows: Iterable[Mapping[str, str]], *, by: User | None) -> dict[str, list[int]]:
    """Bring in whole years that follow on from those loaded; returns the years new to each calendar.

    Rows have calendar, date (2029-01-01), label and source. Nothing is taken of a file that has anything wrong.
    """
    given = [_holiday(number, row) for number, row in enumerate(rows, start=2)]
    if not given:
        raise RuleBroken("The file has no holidays.")
    _hold(COUNTS_IN)
    new: dict[str, list[int]] = {}
    for name in sorted({row.calendar for row in given}):
        new[name] = _new_years(BankHoliday.objects.as_calendar(name), [row for row in given if row.calendar == name])
    BankHoliday.objects.bulk_create([_by(row, by) for row in given])
    calendars = {name: BankHoliday.objects.as_calendar(name) for name in COUNTS_IN}
    for name, wider in COUNTS_IN.items():
        for other in wider:
            last = calendars[other].last
            lacking = [day for day in calendars[name].holidays if day <= last and day not in calendars[other].holidays]
            if lacking or last < calendars[name].last:
                what = in_words(lacking[0]) if lacking else f"the year {calendars[name].last.year}"
                raise RuleBroken(f"The calendar {other} lacks {what}, which {name} has: load both together.")
    for name in new:
        _write_days(calendars[name], since=date(new[name][0], 1, 1))
        casework.recount(calendars[name], because="Bank holidays of further years were loaded", by=by)
    jobs.ask("figures.refresh_all", by=by, key="bank holidays changed")
    audit.record("calendar.years_loaded", by=by, years={name: list(years) for name, years in new.items()})
    return new


def _holiday(number: int, row: Mapping[str, str]) -> BankHoliday:
    """One line of a file as an unsaved row."""
    where = f"Line {number}"
    values = {name: (row.get(name) or "").strip() for name in ("calendar", "date", "label", "source")}
    for name, value in values.items():
        if not value:
            raise RuleBroken(f"{where}: “{name}” is missing. The columns are calendar, date, label and source.")
    if values["calendar"] not in COUNTS_IN:
        raise RuleBroken(f"{where}: there is no calendar “{values['calendar']}”; there are {', '.join(COUNTS_IN)}.")
    if len(values["label"]) > 120 or len(values["source"]) > 200:
        raise RuleBroken(f"{where}: a label has up to 120 letters and a source up to 200.")
    try:
        day = date.fromisoformat(values["date"])
    except ValueError as fault:
        raise RuleBroken(f"{where}: “{values['date']}” is not a day: write 2029-12-25.") from fault
    return BankHoliday(calendar=values["calendar"], date=day, label=values["label"], source=values["source"])


def _by(row: BankHoliday, by: User | None) -> BankHoliday:
    row.added_by = by
    return row


def _new_years(calendar: WorkingCalendar, rows: list[BankHoliday]) -> list[int]:
    """The years of these rows: whole, new, and following on from the calendar's last."""
    years = sorted({row.date.year for row in rows})
    if years[0] != calendar.last.year + 1 or any(after != year + 1 for year, after in pairwise(years)):
        raise RuleBroken(
            f"The {calendar.title} calendar is loaded to {calendar.last.year}: bring in {calendar.last.year + 1} next, "
            "and no year twice or out of turn. A single day is added on the page of bank holidays."
        )
    for year in years:
        days = [row.date for row in rows if row.date.year == year]
        if len(set(days)) < len(days):
            raise RuleBroken(f"A day of {year} is in the file twice for {calendar.title}.")
        if len(days) < FEWEST_HOLIDAYS:
            raise RuleBroken(
                f"{year} has {len(days)} holidays for {calendar.title}: a whole year has at least {FEWEST_HOLIDAYS}."
            )
    return years


# Clock rules


EDITABLE = (
    "name",
    "text",
    "unit",
    "amount",
    "counts_start_day",
    "starts",
    "on_closed_start_day",
    "on_closed_last_day",
    "source",
    "verified",
    "in_force_from",
    "in_force_to",
)
"""What an office may change of a rule. Who it binds, its calendar and how it repeats are what make it this rule."""


@transaction.atomic
def change_rule(rule: ClockRule, *, reason: str, by: User, **given: Any) -> ClockRule:
    """Make the next version of a rule. Clocks that run keep the version they started with.

    ``rule`` is the version that the person looked at: RuleBroken when there is a newer one by now.
    """
    check_role(by, KEEPS_CALENDARS)
    wait_for(Lock.CLOCK_RULE, rule.code)  # two at once become two versions
    newest = ClockRule.objects.filter(code=rule.code).latest("version")
    if newest.pk != rule.pk:
        raise RuleBroken(f"Somebody has made version {newest.version} meanwhile: start from that one.")
    if not reason.strip():
        raise RuleBroken("Say why the rule changes.")
    changed = sorted(name for name in EDITABLE if given[name] != getattr(newest, name))
    if not changed:
        raise RuleBroken("Nothing differs from the version that there is.")
    _check_rule(newest, given)
    kept = {
        field.attname: getattr(newest, field.attname)
        for field in ClockRule._meta.concrete_fields
        if field.attname not in {"id", "version", "made_at", "made_by_id", "made_because", *EDITABLE}
    }
    made = ClockRule.objects.create(
        **kept,
        **{name: given[name] for name in EDITABLE},
        version=newest.version + 1,
        made_by=by,
        made_because=reason.strip(),
    )
    audit.record("clock_rule.changed", made, by=by, reason=reason.strip(), code=made.code, fields=changed)
    return made


def _check_rule(rule: ClockRule, given: Mapping[str, Any]) -> None:
    if not 1 <= given["amount"] <= LONGEST:
        raise RuleBroken(f"The amount must be from 1 to {LONGEST}.")
    since, until = given["in_force_from"], given["in_force_to"]
    if since and until and until < since:
        raise RuleBroken("A rule cannot end before it comes into force.")
    working = Unit.WORKING_DAYS.value
    if rule.repeats_unit and (rule.repeats_unit == working) != (given["unit"] == working):
        raise RuleBroken(
            "This rule repeats: its first period and the further ones are counted in the same kind of day."
        )
