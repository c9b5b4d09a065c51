"""Every write to the clocks of a case."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import connection, transaction

from casework import stats
from casework.choices import ClockStage, KnownFrom
from casework.models import Case, CaseClock, Pause, StartReading
from casework.rules import CLOCK_MOVES, verdict
from casework.stats import ClockChange
from casework.workflow.cases import held, refuse_future, touch
from pcc import audit, clocks, moves
from pcc.errors import RuleBroken
from pcc.locks import Lock
from pcc.models import BankHoliday, ClockRule, User
from pcc.versions import mark_of, refuse_changed
from pcc.working_days import WorkingCalendar, in_words


def calendar_held(name: str, *, to_change: bool = False) -> WorkingCalendar:
    """The calendar as it stands, held as it is until the transaction ends.

    Counting shares the hold; changing the calendar waits for all that count, and they wait for it.
    """
    function = "pg_advisory_xact_lock" if to_change else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [Lock.CALENDAR, name])
    return BankHoliday.objects.as_calendar(name)


@transaction.atomic
def start_clock(
    case: Case, *, code: str, started_on: date | None, known_from: KnownFrom, occurrence: int = 1, by: User
) -> CaseClock:
    """Start the clock of that rule on a case, by the version in force on the start.

    Without a start the clock stands there and says which date is missing.
    """
    rule = ClockRule.objects.for_start(code, on=started_on)
    calendar = calendar_held(rule.calendar)
    case = held(case, "start_clock", by)
    if occurrence > 1 and rule.repeats_amount is None:
        raise RuleBroken(f"“{rule.name}” does not repeat, so it has one period.")
    if started_on is not None:
        refuse_future("The start", started_on)
    if case.clocks.filter(rule__code=code, occurrence=occurrence, met_on=None).exists():
        raise RuleBroken(f"“{rule.name}” already runs on this case.")
    clock = CaseClock(
        case=case, rule=rule, occurrence=occurrence, started_on=started_on, known_from=known_from, changed_by=by
    )
    clock.calendar_version = calendar.version
    if started_on is not None:
        clock.due_on = stats.due_without_pauses(clock, calendar)
    clock.save()
    audit.record("clock.started", clock, by=by, case=case.pk, rule=code, version=rule.version)
    return clock


def begin_clock(
    case: Case,
    *,
    code: str,
    started_on: date,
    known_from: KnownFrom = KnownFrom.RECORDED,
    left_out: Iterable[clocks.Pause] = (),
    met_on: date | None = None,
    by: User | None,
) -> CaseClock:
    """Start a clock as a part of another room's verb, which has checked who acts; it may be over at once.

    ``left_out`` are times that do not count. A clock of the rule that still runs ends on the new one's start.
    """
    rule = ClockRule.objects.for_start(code, on=started_on)
    calendar = calendar_held(rule.calendar)
    end_clock(case, code=code, on=started_on, by=by)
    spans = list(left_out)
    due_on = clocks.due(rule.as_rule(), started_on, spans, calendar)
    clock = CaseClock.objects.create(
        case=case,
        rule=rule,
        started_on=started_on,
        known_from=known_from,
        due_on=due_on,
        calendar_version=calendar.version,
        stage=ClockStage.MET if met_on else ClockStage.RUNNING,
        met_on=met_on,
        result=verdict(met_on=met_on, due_on=due_on),
        changed_by=by,
    )
    for span in spans:
        Pause.objects.create(
            clock=clock,
            started_on=span.start,
            ended_on=span.end,
            reason=span.reason,
            look_again_on=span.look_again_on or (span.end or span.start) + timedelta(days=1),
            paused_by=by,
        )
    audit.record("clock.started", clock, by=by, case=case.pk, rule=code, version=rule.version)
    return clock


def end_clock(case: Case, *, code: str, on: date, by: User | None) -> CaseClock | None:
    """End the clock of that rule as a part of another room's verb; None when none runs."""
    clock = case.clocks.select_for_update().filter(rule__code=code, met_on=None).first()
    if clock is None:
        return None
    clock.stage = ClockStage.MET
    clock.met_on = max(on, clock.started_on or on)
    begun = clock.pauses.filter(ended_on=None).first()
    if begun is not None:
        begun.ended_on = max(clock.met_on, begun.started_on)
        begun.save(update_fields=["ended_on"])
    clock = _keep(clock, calendar_held(clock.rule.calendar), because="It was done", by=by)
    audit.record("clock.met", clock, by=by, case=clock.case_id, result=clock.result)
    return clock


def put_back_clocks(case: Case, *, begun: Iterable[int], ended: Mapping[int, str], by: User | None) -> None:
    """Undo, as a part of another room's verb, that these clocks began and those ended; the rows' history keeps it.

    ``ended`` holds each clock's stage from before: one that was paused has its pause again, open as it was. One whose
    rule began anew in the meantime stays ended.
    """
    for clock in case.clocks.select_for_update().filter(pk__in=list(begun)):
        audit.record("clock.taken_back", clock, by=by, case=case.pk)
        clock.pauses.all().delete()
        CaseClock.objects.filter(pk=clock.pk).delete()
    for clock in case.clocks.select_for_update(of=("self",)).select_related("rule").filter(pk__in=list(ended)):
        if case.clocks.filter(rule__code=clock.rule.code, occurrence=clock.occurrence, met_on=None).exists():
            continue
        clock.stage, clock.met_on = ClockStage(ended[clock.pk]), None
        if clock.stage == ClockStage.PAUSED:
            pause = clock.pauses.order_by("started_on", "pk").last()
            assert pause is not None
            pause.ended_on = None
            pause.save(update_fields=["ended_on"])
        _keep(clock, calendar_held(clock.rule.calendar), because="What ended it was taken back", by=by)
        audit.record("clock.runs_again", clock, by=by, case=case.pk)


def _taken(name: str, clock: CaseClock, by: User) -> tuple[CaseClock, WorkingCalendar]:
    """Hold the calendar, lock case and clock, check that the move is open and set the new stage."""
    calendar = calendar_held(clock.rule.calendar)
    touch(Case.objects.select_for_update().get(pk=clock.case_id))
    clock = CaseClock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
    moves.check(CLOCK_MOVES[name], clock, by)
    clock.stage = CLOCK_MOVES[name].target or clock.stage
    return clock, calendar


def _keep(clock: CaseClock, calendar: WorkingCalendar, *, because: str, by: User | None) -> CaseClock:
    """Work the due date and the verdict out again, and save the clock with what a verb changes."""
    fresh = CaseClock.objects.for_explaining().get(pk=clock.pk)
    fresh.stage, fresh.started_on, fresh.known_from = clock.stage, clock.started_on, clock.known_from
    fresh.met_on = clock.met_on
    fresh.due_on = fresh.due_by(calendar)
    fresh.result = verdict(met_on=fresh.met_on, due_on=fresh.due_on)
    fresh.calendar_version = calendar.version
    fresh.changed_by, fresh.changed_because = by, because
    fresh.save(
        update_fields=[
            "stage",
            "started_on",
            "known_from",
            "met_on",
            "due_on",
            "result",
            "calendar_version",
            "changed_by",
            "changed_because",
        ]
    )
    return fresh


@transaction.atomic
def pause_clock(clock: CaseClock, *, on: date, reason: str, look_again_on: date, by: User) -> Pause:
    """Stop the count after that day. Somebody looks again on the day given."""
    clock, calendar = _taken("pause_clock", clock, by)
    reason = reason.strip()
    if not reason:
        raise RuleBroken("Say why the clock is paused.")
    if clock.started_on is None:
        raise RuleBroken("This clock has no start date yet: give it first.")
    refuse_future("The pause", on)
    if on < clock.started_on:
        raise RuleBroken(f"The clock started on {in_words(clock.started_on)}: it cannot be paused before.")
    if look_again_on <= on:
        raise RuleBroken("The day to look again must be after the day on which the pause begins.")
    last = clock.pauses.order_by("-ended_on").first()
    if last is not None and last.ended_on is not None and on < last.ended_on:
        raise RuleBroken(f"The days up to {in_words(last.ended_on)} are already left out by an earlier pause.")
    pause = Pause.objects.create(clock=clock, started_on=on, reason=reason, look_again_on=look_again_on, paused_by=by)
    _keep(clock, calendar, because=f"Paused: {reason}", by=by)
    audit.record("clock.paused", clock, by=by, reason=reason, case=clock.case_id)
    return pause


@transaction.atomic
def resume_clock(clock: CaseClock, *, on: date, by: User) -> CaseClock:
    """End the pause: that day is the last one left out."""
    clock, calendar = _taken("resume_clock", clock, by)
    pause = clock.pauses.get(ended_on=None)
    refuse_future("The end of the pause", on)
    if on < pause.started_on:
        raise RuleBroken(f"The pause began on {in_words(pause.started_on)}: it cannot end before.")
    pause.ended_on = on
    pause.save(update_fields=["ended_on"])
    clock = _keep(clock, calendar, because="The pause ended", by=by)
    audit.record("clock.resumed", clock, by=by, case=clock.case_id)
    return clock


@transaction.atomic
def meet_clock(clock: CaseClock, *, on: date, by: User) -> CaseClock:
    """Record the day on which what the rule asks for was done; the clock ends there, in time or late."""
    clock, calendar = _taken("meet_clock", clock, by)
    if clock.started_on is None:
        raise RuleBroken("This clock has no start date yet: give it first.")
    refuse_future("The day", on)
    if on < clock.started_on:
        raise RuleBroken(f"The clock started on {in_words(clock.started_on)}: it cannot have ended before.")
    begun = clock.pauses.filter(ended_on=None).first()
    if begun is not None and on < begun.started_on:
        raise RuleBroken(f"The clock was paused on {in_words(begun.started_on)}, after that day: end the pause first.")
    clock.met_on = on
    clock = _keep(clock, calendar, because="It was done", by=by)
    audit.record("clock.met", clock, by=by, case=clock.case_id, result=clock.result)
    return clock


def mark_of_start(clock: CaseClock) -> str:
    """What a form shows of the start of a clock, to tell whether somebody changed it meanwhile."""
    return mark_of(clock.started_on, clock.known_from)


@transaction.atomic
def change_start(
    clock: CaseClock, *, started_on: date, known_from: KnownFrom, reason: str, seen: str = "", by: User
) -> CaseClock:
    """Correct the start, by a stated reason; due date and verdict follow. The old start stays in the row's history.

    ``seen`` marks the start that the form showed.
    """
    clock, calendar = _taken("change_start", clock, by)
    start = in_words(clock.started_on) if clock.started_on else "not known"
    refuse_changed(
        seen, now=mark_of_start(clock), what=f"The start is {start} now ({clock.get_known_from_display().lower()})."
    )
    if not reason.strip():
        raise RuleBroken("Say why the start date changes.")
    if (started_on, known_from) == (clock.started_on, clock.known_from):
        raise RuleBroken("This is the start date that the clock already has.")
    refuse_future("The start", started_on)
    if clock.met_on is not None and clock.met_on < started_on:
        raise RuleBroken(f"The clock ended on {in_words(clock.met_on)}: it cannot have started after.")
    first = clock.pauses.order_by("started_on").first()
    if first is not None and first.started_on < started_on:
        raise RuleBroken(f"The clock was paused on {in_words(first.started_on)}: it cannot have started after.")
    fields = [
        name for name, new in (("started_on", started_on), ("known_from", known_from)) if getattr(clock, name) != new
    ]
    clock.started_on, clock.known_from = started_on, known_from
    clock = _keep(clock, calendar, because=reason.strip(), by=by)
    audit.record("clock.start_changed", clock, by=by, reason=reason.strip(), case=clock.case_id, fields=fields)
    return clock


@transaction.atomic
def state_reading(clock: CaseClock, *, known_from: KnownFrom, on: date, note: str = "", by: User) -> StartReading:
    """Keep another date from which the clock could be read; a second one of the same kind takes the first's place."""
    clock, _ = _taken("state_reading", clock, by)
    if known_from == clock.known_from:
        raise RuleBroken("The clock is already read from that date: change its start instead.")
    reading, _ = StartReading.objects.update_or_create(
        clock=clock, known_from=known_from, defaults={"on": on, "note": note.strip()}
    )
    audit.record("clock.reading_stated", clock, by=by, case=clock.case_id, known_from=known_from)
    return reading


def recount(calendar: WorkingCalendar, *, because: str, by: User | None) -> list[ClockChange]:
    """Work out anew every clock that counts on this calendar, after its holidays changed; returns what moved.

    Call it inside the transaction that changes the calendar, with the calendar held.
    """
    counted = CaseClock.objects.counted_on(calendar.name)
    list(counted.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    changed = {change.clock: change for change in stats.changes_under(calendar)}
    moved = list(counted.filter(pk__in=changed))
    for clock in moved:
        change = changed[clock.pk]
        clock.due_on, clock.result = change.due_on, change.result
        clock.calendar_version = calendar.version
        clock.changed_by, clock.changed_because = by, because
    CaseClock.objects.bulk_update(
        moved, ["due_on", "result", "calendar_version", "changed_by", "changed_because"], batch_size=500
    )
    return list(changed.values())
