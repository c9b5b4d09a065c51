"""What somebody has to do: late and due, waited for, come in, gone quiet; and the same for everybody together.

A room that asks for something else adds its own items with ``brings``, from the ``ready`` of its app.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from casework.choices import ClockStage, Stage, WaitsOn
from casework.models import Case, CaseClock, HandOver, Pause, Seal, Task
from casework.rules import QUIET_AFTER
from pcc.clocks import Binds
from pcc.models import User
from pcc.working_days import WorkingCalendar

HORIZON = timedelta(days=7)
"""How far ahead something counts as due."""


@dataclass(frozen=True)
class Item:
    """One line of somebody's work. ``due_on`` is None when nobody can say; ``owner`` is whose it is.

    What stands on no file has no ``case`` and says what it is about. ``fresh_on`` makes it something that came in on
    that day, and nothing else. ``instead_of`` is the code of the clock whose line of that file this one says better.
    """

    case: Case | None
    step: str
    due_on: date | None
    owner: int | None
    url: str
    waits_on: str = ""
    signs: bool = False
    about: str = ""
    fresh_on: date | None = None
    instead_of: str = ""

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands among those of one day: by its file, and the same every time."""
        return self.case.pk if self.case else 0, self.url


@dataclass
class Work:
    """The work of some people on a day, in four lists, and what is due after the horizon."""

    on: date
    due: list[Item] = field(default_factory=list)
    waiting: list[Item] = field(default_factory=list)
    came_in: list[Item] = field(default_factory=list)
    quiet: list[Item] = field(default_factory=list)
    sealed: set[int] = field(default_factory=set)
    """Cases of which a list says no more than their reference, since others may see the screen."""
    next_due: date | None = None

    @property
    def late(self) -> int:
        return sum(item.due_on is not None and item.due_on < self.on for item in self.due)

    @property
    def soon(self) -> int:
        return sum(item.due_on is not None and item.due_on >= self.on for item in self.due)

    @property
    def to_sign(self) -> int:
        return sum(item.signs for item in self.due)


Source = Callable[[User, date, set[int] | None], Iterable[Item]]
_sources: list[Source] = []


def brings(source: Source) -> Source:
    """Add a source of items to do: given who looks, the day and whose work is asked for (None: everybody's)."""
    if source not in _sources:
        _sources.append(source)
    return source


def in_hands_of(user: User, *, on: date) -> set[int]:
    """Whose work this person does on that day: their own unless handed over, and that of whom they stand in for."""
    standing = list(HandOver.objects.standing(on).filter(Q(giver=user) | Q(taker=user)))
    hands = {each.giver_id for each in standing if each.taker_id == user.pk}
    return hands if any(each.giver_id == user.pk for each in standing) else hands | {user.pk}


def work_of(user: User, *, whose: set[int] | None, on: date, calendar: WorkingCalendar) -> Work:
    """The work of the people in ``whose`` (None: of everybody) that this person may see, as at that day."""
    work = Work(on=on)
    since = _working_day_before(on, calendar)
    tasks, clocks = _tasks(user, whose), _clocks(user, whose)
    brought = [item for source in _sources for item in source(user, on, whose)]
    said_better = {(item.case.pk, item.instead_of) for item in brought if item.case and item.instead_of}
    timed = [clock for clock in clocks if (clock.case_id, clock.rule.code) not in said_better]
    items = [_of_task(task) for task in tasks] + [item for clock in timed if (item := _of_clock(clock)) is not None]
    later = []
    for item in items + [item for item in brought if item.fresh_on is None]:
        if item.waits_on and not item.signs:
            work.waiting.append(item)
        elif item.due_on is None or item.due_on <= on + HORIZON:
            work.due.append(item)
        else:
            later.append(item.due_on)
    work.next_due = min(later, default=None)
    work.due.sort(key=lambda item: (item.due_on is not None, item.due_on or on, item.place))
    work.waiting.sort(key=lambda item: (item.due_on is None, item.due_on or on, item.place))
    fresh = [
        task
        for task in tasks
        if timezone.localtime(task.asked_at).date() >= since and task.asked_by_id != task.owner_id
    ]
    cases = _cases(user, whose)
    work.came_in = [
        Item(case, "New in these hands", None, case.owner_id, case.get_absolute_url())
        for case in cases
        if case.allocated_on is not None and case.allocated_on >= since
    ] + [_of_task(task) for task in fresh]
    work.came_in += [item for item in brought if item.fresh_on is not None and item.fresh_on >= since]
    work.quiet = [
        Item(case, f"Nothing since {case.touched_on:%-d %B %Y}", None, case.owner_id, case.get_absolute_url())
        for case in cases
        if case.touched_on <= on - timedelta(days=QUIET_AFTER)
    ]
    work.sealed = set(Seal.objects.visible_to(user).filter(lifted_at=None).values_list("case", flat=True))
    work.quiet.sort(key=lambda item: (item.case.touched_on if item.case else on, item.place))
    return work


def _working_day_before(day: date, calendar: WorkingCalendar) -> date:
    before = day - timedelta(days=1)
    while not calendar.is_working(before):
        before -= timedelta(days=1)
    return before


def _cases(user: User, whose: set[int] | None) -> list[Case]:
    rows = Case.objects.visible_to(user).filter(stage=Stage.OPEN)
    return list((rows if whose is None else rows.filter(owner__in=whose)).order_by("pk"))


def _tasks(user: User, whose: set[int] | None) -> list[Task]:
    """Tasks of these people, and on their files those that nobody has taken."""
    rows = Task.objects.visible_to(user).open().for_list()
    if whose is not None:
        rows = rows.filter(Q(owner__in=whose) | Q(owner=None, case__owner__in=whose))
    return list(rows)


def _clocks(user: User, whose: set[int] | None) -> list[CaseClock]:
    rows = CaseClock.objects.visible_to(user).filter(met_on=None, case__stage=Stage.OPEN)
    if whose is not None:
        rows = rows.filter(case__owner__in=whose)
    return list(rows.select_related("case", "rule").prefetch_related("pauses").order_by("due_on", "pk"))


def _of_task(task: Task) -> Item:
    waits_on = task.get_waits_on_display()
    return Item(
        case=task.case,
        step=task.text,
        due_on=task.due_on,
        owner=task.owner_id or task.case.owner_id,
        url=task.case.get_absolute_url(),
        waits_on=waits_on,
        signs=task.waits_on == WaitsOn.SIGN_OFF,
    )


def _of_clock(clock: CaseClock) -> Item | None:
    """A time limit as work: of the office, or awaited from whom it binds; paused, a day to look again."""
    step, due_on, waits_on = clock.rule.name, clock.due_on, ""
    if clock.stage == ClockStage.PAUSED:
        paused: Pause | None = next((pause for pause in clock.pauses.all() if pause.ended_on is None), None)
        step, due_on = f"Look whether the clock can run again: {step}", paused.look_again_on if paused else None
    elif clock.started_on is None:
        step = f"Add the date: {clock.rule.starts}"
    elif clock.rule.binds != Binds.OFFICE.value:
        waits_on = clock.rule.get_binds_display()
        if clock.rule.binds == Binds.APPLICANT.value:
            return None  # a limit on when somebody may apply is nothing that the office waits for
    return Item(clock.case, step, due_on, clock.case.owner_id, reverse("casework:why", args=[clock.pk]), waits_on)


@dataclass(frozen=True)
class Load:
    """One person's work in numbers; ``owner`` is None for what nobody has."""

    owner: User | None
    files: int
    late: int
    soon: int
    waiting: int
    quiet: int
    stand_in: HandOver | None = None


def loads(user: User, work: Work) -> list[Load]:
    """The work of everybody who has some, by name, and at last what nobody has. ``work`` is everybody's."""
    counts: dict[int | None, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("late", "soon", "waiting", "quiet"), 0)
    )
    for item in work.due:
        counts[item.owner]["late" if item.due_on and item.due_on < work.on else "soon"] += 1
    for item in work.waiting:
        counts[item.owner]["waiting"] += 1
    for item in work.quiet:
        counts[item.owner]["quiet"] += 1
    files: dict[int | None, int] = defaultdict(int)
    for owner in Case.objects.visible_to(user).filter(stage=Stage.OPEN).values_list("owner", flat=True):
        files[owner] += 1
    people = User.objects.in_bulk({owner for owner in {*counts, *files} if owner is not None})
    away = {each.giver_id: each for each in HandOver.objects.standing(work.on).for_list()}
    found = [
        Load(people.get(owner) if owner else None, files[owner], **counts[owner], stand_in=away.get(owner or 0))
        for owner in {*counts, *files}
    ]
    return sorted(found, key=lambda load: (load.owner is None, str(load.owner or "")))
