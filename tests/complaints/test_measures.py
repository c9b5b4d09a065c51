"""Every measure, counted every way: against a walk over one complaint after the other."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from statistics import fmean, quantiles
from typing import Any

import numpy as np
import pytest

from complaints import stats
from complaints.choices import INVESTIGATIONS, SCHEDULE_3, Handling
from complaints.models import Complaint, TwelveMonthNotice
from complaints.stats.timeliness import QUARTERS
from pcc.errors import RuleBroken
from pcc.figures import share_finished
from pcc.models import BankHoliday
from pcc.roles import Role
from tests.factories import a_complaint, a_force, a_notice, a_user

SINCE, UNTIL, TODAY = date(2024, 2, 1), date(2025, 3, 31), date(2025, 6, 30)
AREAS = ["", "Hallowmere", "Larkminster"]
CATEGORIES = ["Delivery of duties and service", "Individual behaviours", "Other"]
COUNTED = [
    ways
    for ways in product(stats.MEASURED, stats.BASES, stats.SUSPENSIONS)
    if (ways[0] == "resolution" or ways[2] == "with") and (ways[0] != "open" or ways[1] == "received")
]


@pytest.fixture
def many(db: None) -> list[Complaint]:
    """Complaints of two forces over two years, in every state that a figure must tell apart."""
    lot = random.Random(7)
    forces, officer = [a_force(), a_force()], a_user(Role.COMPLAINTS_OFFICER)
    made = []
    for _ in range(90):
        received = date(2023, 10, 1) + timedelta(days=lot.randrange(600))
        took = lot.choice([0, 3, 20, 45, 90, 200, 420])
        finalised = received + timedelta(days=took) if lot.random() < 0.8 else None
        logged = received + timedelta(days=lot.randrange(4)) if took > 3 and lot.random() < 0.8 else None
        complaint = a_complaint(
            force=lot.choice(forces),
            received_on=received,
            finalised_on=finalised if finalised and finalised <= TODAY else None,
            logged_on=logged,
            first_contact_on=received + timedelta(days=lot.randrange(3)) if took > 3 and lot.random() < 0.7 else None,
            handling=lot.choice(list(Handling)),
            area=lot.choice(AREAS),
            categories=sorted(lot.sample(CATEGORIES, k=lot.randrange(3))),
            suspended_days=lot.choice([0, 0, 5, 40]),
            vanished_on=TODAY if lot.random() < 0.05 else None,
        )
        if lot.random() < 0.2:
            a_notice(complaint, by=officer, received_on=received + timedelta(days=lot.randrange(360, 380)))
        made.append(complaint)
    return made


def walked(measure: str, basis: str, suspension: str) -> Iterator[tuple[Complaint, date | None, int | None]]:
    """Each complaint of the period with its day of the period and its working days; days None while it waits."""
    calendar = BankHoliday.objects.as_calendar()
    notices = dict(TwelveMonthNotice.objects.values_list("complaint", "received_on"))
    for one in Complaint.objects.filter(vanished_on=None).select_related("force"):
        end: date | None = {
            "resolution": one.finalised_on,
            "log": one.logged_on,
            "contact": one.first_contact_on,
            "notice": notices.get(one.pk),
            "open": None if one.finalised_on else TODAY,
        }[measure]
        if end is not None and (basis == "finalised" or end <= TODAY):
            day = one.received_on if basis == "received" else end
            if SINCE <= day <= UNTIL:
                days = calendar.between(one.received_on, end)
                yield one, day, max(days - one.suspended_days, 0) if suspension == "without" else days
        waits = one.finalised_on is None and (basis != "received" or SINCE <= one.received_on <= UNTIL)
        if measure == "notice":
            waits = waits and one.handling in INVESTIGATIONS and one.received_on <= date(2024, 6, 30)
        if waits and (end is None or measure in ("resolution", "open")):
            yield one, one.received_on if basis == "received" else None, None


PARTS: dict[str, Callable[[Complaint, date | None], list[Any]]] = {
    "all": lambda one, day: [],
    "month": lambda one, day: [f"{day:%Y-%m}"] if day else [],
    "quarter": lambda one, day: [f"{day.year}-Q{(day.month - 1) // 3 + 1}"] if day else [],
    "year": lambda one, day: [str(day.year)] if day else [],
    "fy": lambda one, day: [f"{day.year - (day.month < 4)}-{(day.year - (day.month < 4) + 1) % 100:02}"] if day else [],
    "handling": lambda one, day: [one.handling],
    "category": lambda one, day: one.categories,
    "area": lambda one, day: [one.area or "not-stated"],
    "force": lambda one, day: [one.force.code],
}


@pytest.mark.parametrize(("measure", "basis", "suspension"), COUNTED)
def test_a_measure_is_what_a_walk_over_the_complaints_gives(
    many: list[Complaint], measure: str, basis: str, suspension: str
) -> None:
    calendar = BankHoliday.objects.as_calendar()
    rows = list(walked(measure, basis, suspension))
    assert len(rows) > 3
    for by, handling in product(stats.GROUPINGS, ("all", "schedule-3")):
        told = [row for row in rows if handling == "all" or row[0].handling in SCHEDULE_3]
        took, waiting = defaultdict(list), defaultdict(int)
        for one, day, days in told:
            for part in PARTS[by](one, day):
                if days is None:
                    waiting[part] += 1
                else:
                    took[part].append(days)
        asked = stats.Asked(SINCE, UNTIL, by=by, handling=handling, measure=measure, basis=basis, suspension=suspension)
        report = stats.from_facts(stats.all_complaints(), asked, calendar=calendar, on=TODAY)

        assert report.total.n == sum(days is not None for _, _, days in told)
        assert report.open == sum(days is None for _, _, days in told)
        assert {line.key: line.n for line in report.lines} == {part: len(took[part]) for part in {*took, *waiting}}, by
        for line in report.lines:
            assert line.open == (waiting[line.key] if basis == "received" or by not in stats.PERIODS else None)
            if line.working is None:
                assert not took[line.key]
                continue
            days = took[line.key]
            assert line.working.mean == pytest.approx(fmean(days))
            own = days * 2 if len(days) == 1 else days
            assert line.working.p90 == pytest.approx(quantiles(own, n=10, method="inclusive")[8])
            assert (line.calendar is None) == (suspension == "without")


def test_quarters_have_their_months_in_words(many: list[Complaint]) -> None:
    asked, calendar = stats.Asked(SINCE, UNTIL, by="quarter"), BankHoliday.objects.as_calendar()
    report = stats.from_facts(stats.all_complaints(), asked, calendar=calendar, on=TODAY)
    assert [line.label for line in report.lines][:2] == [f"{QUARTERS[0]} 2024", f"{QUARTERS[1]} 2024"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"measure": "colour"}, "There is no measure called colour"),
        ({"basis": "closed"}, "Complaints cannot be counted by closed"),
        ({"suspension": "some"}, "with or without, not some"),
        ({"measure": "log", "suspension": "without"}, "can be left out of the resolution time alone"),
        ({"measure": "open"}, "counted by the period in which they were received"),
    ],
)
def test_what_cannot_be_counted_gets_a_sentence(asked: dict[str, str], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        stats.Asked(SINCE, UNTIL, **asked)


def test_a_figure_holds_its_numbers_and_the_digest_of_its_complaints(many: list[Complaint]) -> None:
    asked = stats.Asked(SINCE, UNTIL, handling="schedule-3")
    calendar = BankHoliday.objects.as_calendar()
    figure = stats.figure(stats.all_complaints(), asked, calendar=calendar, on=TODAY)
    counted = {
        one.pk
        for one, _, days in walked("resolution", "finalised", "with")
        if days is not None and one.handling in SCHEDULE_3
    }

    assert (figure.rows, figure.numbers["n"]) == (len(counted), len(counted))
    assert figure.digest == stats_digest(counted)
    Complaint.objects.filter(pk=min(counted)).update(vanished_on=TODAY)
    assert stats.figure(stats.all_complaints(), asked, calendar=calendar, on=TODAY).digest != figure.digest


def stats_digest(ids: set[int]) -> str:
    import hashlib  # noqa: PLC0415 - the oracle, beside what it checks

    return hashlib.sha256("\n".join(str(pk) for pk in sorted(ids)).encode()).hexdigest()


def test_complaints_of_extracts_that_lack_the_past_are_counted_from_when_they_were_watched(db: None) -> None:
    """Of 2023 only what was open in 2024 is there: without delayed entry it would look as if nothing had ended."""
    force, calendar = a_force(), BankHoliday.objects.as_calendar()
    for day in range(40):
        a_complaint(force=force, received_on=date(2023, 6, 1), finalised_on=date(2024, 1, 2) + timedelta(days=day))
        a_complaint(force=force, received_on=date(2024, 1, 2), finalised_on=date(2024, 1, 2) + timedelta(days=day))
    life = stats.life_from_facts(stats.all_complaints(), as_at={force.pk: date(2024, 12, 31)})
    watched = life.watched_from[life.received < np.datetime64("2024-01-02")]
    assert set(watched.tolist()) == {date(2024, 1, 2)}

    curve = stats.share_by_age(life, calendar, since=date(2023, 6, 1), until=date(2024, 12, 31))
    young = stats.share_by_age(life, calendar, since=date(2024, 1, 2), until=date(2024, 12, 31))
    assert [step.share for step in curve.steps[:5]] == [step.share for step in young.steps[:5]]


def test_a_force_whose_extracts_hold_everything_is_watched_from_the_first_day(db: None) -> None:
    force = a_force()
    for day in range(40):
        a_complaint(force=force, received_on=date(2024, 1, 2), finalised_on=date(2024, 2, 2) + timedelta(days=day))
    life = stats.life_from_facts(stats.all_complaints(), as_at={force.pk: date(2024, 12, 31)})
    assert np.isnat(life.watched_from).all()


@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_a_period_can_be_judged_by_all_that_was_under_way_in_it(many: list[Complaint], unit: str) -> None:
    """Each complaint by itself: watched from the period's first day to its last, whenever it came and ended."""
    since, until, calendar = date(2024, 9, 1), date(2024, 10, 31), BankHoliday.objects.as_calendar()
    life = stats.life_from_facts(stats.all_complaints(), as_at=dict.fromkeys({one.force_id for one in many}, TODAY))
    watched = []
    for one in many:
        ended = one.finalised_on if one.finalised_on and one.finalised_on <= TODAY else None
        if one.vanished_on or one.received_on > until or (ended and ended < since):
            continue
        begun, stop = max(since, one.received_on), min(until, TODAY)
        age = calendar.between if unit == "working" else lambda start, end: (end - start).days
        end, finished = (ended, True) if ended and ended <= stop else (stop, False)
        watched.append((age(one.received_on, begun), age(one.received_on, end), finished))
    entry, ends, finished = (np.array(column) for column in zip(*watched, strict=True))

    found = stats.share_by_age(life, calendar, since=since, until=until, cohort="experienced", unit=unit)
    assert found == share_finished(entry, ends, finished, at=[at.age for at in found.at])
    assert 0 < found.finished < found.n
    assert np.count_nonzero(entry), "some were under way before the period"


def test_what_happened_since_a_day_needs_only_what_was_open_on_it_or_came_after(many: list[Complaint]) -> None:
    calendar, since = BankHoliday.objects.as_calendar(), date(2024, 9, 1)
    as_at = stats.as_at_of(stats.forces_with_complaints(), on=TODAY)
    whole = stats.life_from_facts(stats.all_complaints(), as_at=as_at)
    part = stats.life_from_facts(stats.all_complaints(), as_at=as_at, since=since)

    assert 0 < len(part.received) < len(whole.received)
    assert stats.flow_by_month(part, since=since, until=TODAY) == stats.flow_by_month(whole, since=since, until=TODAY)
    assert stats.open_in_bands(part, calendar) == stats.open_in_bands(whole, calendar)
    cohort = {"since": since, "until": TODAY}
    assert stats.share_by_age(part, calendar, **cohort) == stats.share_by_age(whole, calendar, **cohort)
