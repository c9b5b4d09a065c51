"""What the clocks of cases would be on another calendar, and what became of one clock over time."""

from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps

from casework.models import Case, CaseClock
from casework.rules import verdict
from pcc import clocks
from pcc.models import User
from pcc.working_days import WorkingCalendar


@dataclass(frozen=True)
class ClockChange:
    """A clock whose due date, or whose verdict, is another on another calendar."""

    clock: int
    case: int
    rule: str
    met_on: date | None
    was_due: date | None
    due_on: date | None
    was_result: str
    result: str

    @property
    def is_open(self) -> bool:
        return self.met_on is None

    @property
    def flips(self) -> bool:
        """Whether a verdict already given becomes the other one."""
        return self.was_result != self.result


def due_without_pauses(clock: CaseClock, calendar: WorkingCalendar) -> date | None:
    """The due date of a clock that has just been made."""
    assert clock.started_on is not None
    return clocks.due(clock.rule.as_rule(), clock.started_on, [], calendar, occurrence=clock.occurrence)


def changes_under(calendar: WorkingCalendar) -> list[ClockChange]:
    """The clocks, by id, that differ from what this calendar of the same name would make of them."""
    changes = []
    rows = CaseClock.objects.counted_on(calendar.name).exclude(started_on=None)
    for clock in rows.for_explaining().order_by("pk"):
        due_on = clock.due_by(calendar)
        result = verdict(met_on=clock.met_on, due_on=due_on)
        if (due_on, result) != (clock.due_on, clock.result):
            changes.append(
                ClockChange(
                    clock=clock.pk,
                    case=clock.case_id,
                    rule=clock.rule.name,
                    met_on=clock.met_on,
                    was_due=clock.due_on,
                    due_on=due_on,
                    was_result=clock.result,
                    result=result,
                )
            )
    return changes


@dataclass(frozen=True)
class Change:
    """A change of what a clock is worked out from, or of the date itself: what it was and what it became."""

    at: datetime
    by: User | None
    because: str
    was_started: date | None
    started_on: date | None
    was_due: date | None
    due_on: date | None


def changes_of(clock: CaseClock) -> list[Change]:
    """Who changed the start or the due date of this clock, when and why, the latest first. Reads the row's history."""
    past = list(apps.get_model("casework", "CaseClockEvent").objects.filter(pgh_obj=clock.pk).order_by("pgh_id"))
    states = [(row.started_on, row.due_on) for row in past] + [(clock.started_on, clock.due_on)]
    acts = [(row.changed_by_id, row.changed_because) for row in past[1:]] + [
        (clock.changed_by_id, clock.changed_because)
    ]
    people = User.objects.in_bulk({by for by, _ in acts if by})
    changes = []
    for number, row in enumerate(past):
        if states[number] != states[number + 1]:
            by, because = acts[number]
            changes.append(
                Change(
                    at=row.pgh_created_at,
                    by=people.get(by) if by else None,
                    because=because,
                    was_started=states[number][0],
                    started_on=states[number + 1][0],
                    was_due=states[number][1],
                    due_on=states[number + 1][1],
                )
            )
    return changes[::-1]


def visible_changes(changes: list[ClockChange], user: User) -> dict[int, Case]:
    """The cases behind these changes that this user may see, by id."""
    return Case.objects.visible_to(user).in_bulk({change.case for change in changes})
