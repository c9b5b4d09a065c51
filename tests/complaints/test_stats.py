"""Resolution time: the real extract to the digit, and the figures as functions of what stands in the table."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, quantiles

import holidays
import pytest
from django.utils import timezone

from complaints import stats
from complaints.choices import Handling, ImportState
from complaints.models import Complaint
from complaints.workflow import extracts
from pcc import jobs
from pcc.errors import RuleBroken
from pcc.models import BankHoliday, Force
from tests.factories import a_batch, a_complaint, a_force

DATA = Path(__file__).parent.parent / "data" / "detroit_police_complaints_2016_2019.csv"
MAPPING = Path(__file__).parent.parent.parent / "docs" / "examples" / "detroit.toml"
TODAY = date(2026, 11, 2)


def timeliness(since: date = date(2016, 1, 1), until: date = date(2026, 12, 31), **asked: str) -> stats.Report:
    calendar = BankHoliday.objects.as_calendar()
    asking = stats.Asked(since, until, **asked)
    return stats.from_facts(stats.all_complaints(), asking, calendar=calendar, on=TODAY)


def days_of_the_raw_file() -> tuple[list[int], list[int]]:
    """Working and calendar days of each usable case, by plain Python over the file and another library's holidays."""
    off = holidays.country_holidays("GB", subdiv="ENG", years=range(2015, 2021))
    cases = defaultdict(set)
    with DATA.open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            cases[row["BPC"]].add((row["Report_Date"][:10], row["Closed"][:10]))
    working, calendar = [], []
    for dates in cases.values():
        if len(dates) > 1:
            continue  # its rows disagree
        start, end = (date(*map(int, text.split("/"))) for text in dates.pop())
        if end < start or end > date(2020, 12, 31):
            continue  # closed before it was received, or in the year 3019
        days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
        working.append(sum(day.weekday() < 5 and day not in off for day in days))
        calendar.append(len(days))
    return working, calendar


def percentile(days: list[int], share: int) -> float:
    return quantiles(days, n=100, method="inclusive")[share - 1]


@pytest.fixture
def detroit(db: None, settings, tmp_path: Path) -> Force:
    """The real extract, brought in through the product."""
    settings.MEDIA_ROOT = tmp_path
    force = a_force(code="DPD", name="Detroit Police Department")
    mapping = extracts.keep_mapping("detroit", text=MAPPING.read_text(), by=None, at=timezone.now())
    with DATA.open("rb") as file:
        batch = extracts.receive_extract(
            file, name=DATA.name, force=force, mapping=mapping, taken_on=None, by=None, at=timezone.now()
        )
    jobs.run(batch.job_id)
    batch.refresh_from_db()
    batch = extracts.load(batch, by=None)
    jobs.run(batch.job_id)
    return force


def test_the_real_extract_gives_the_figures_that_plain_python_gives(detroit: Force) -> None:
    working, calendar = days_of_the_raw_file()
    report = timeliness()

    assert (report.total.n, len(working)) == (4405, 4405)
    took, days = report.total.working, report.total.calendar
    assert took is not None
    assert days is not None
    assert (took.mean, took.median, took.p75, took.p90) == pytest.approx(
        (mean(working), percentile(working, 50), percentile(working, 75), percentile(working, 90))
    )
    assert (days.mean, days.median, days.p90) == pytest.approx(
        (mean(calendar), percentile(calendar, 50), percentile(calendar, 90))
    )
    assert (round(took.mean, 2), took.median, took.p90) == (47.33, 58, 67)
    assert (round(days.mean, 2), days.median, days.p90) == (68.18, 83, 96)
    assert [(item.reason, item.count) for item in report.left_out] == [
        ("Held at import because of a fault in the extract", 77),
        ("No longer in the force's newest extract", 0),
    ]
    assert report.as_at == date(2020, 5, 31)


def test_parts_of_a_breakdown_add_up_to_the_whole(detroit: Force) -> None:
    for by in ("month", "year", "fy", "handling", "force"):
        report = timeliness(by=by)
        assert sum(line.n for line in report.lines) == report.total.n
        assert [line.key for line in report.lines] == sorted(line.key for line in report.lines)


@pytest.fixture
def force(db: None) -> Force:
    force = a_force()
    loaded = {"state": ImportState.LOADED, "loaded_at": timezone.now()}
    a_batch(force=force, taken_on=date(2024, 12, 31), cases_held=3, **loaded)
    return force


def finalised(force: Force, received: date, on: date, **fields: object) -> Complaint:
    return a_complaint(force=force, received_on=received, finalised_on=on, **fields)


def test_the_days_of_the_easter_of_2024_are_counted_as_the_law_counts(force: Force) -> None:
    finalised(force, date(2024, 3, 28), date(2024, 4, 8))  # Good Friday and Easter Monday lie between
    total = timeliness().total
    assert total.working is not None
    assert total.calendar is not None
    assert (total.working.mean, total.calendar.mean) == (5, 11)


def test_a_complaint_finalised_on_the_day_it_was_received_counts_nought(force: Force) -> None:
    finalised(force, date(2024, 3, 4), date(2024, 3, 4))
    total = timeliness().total
    assert total.working is not None
    assert (total.n, total.working.median) == (1, 0)


def test_only_what_was_finalised_in_the_period_is_counted_both_ends_included(force: Force) -> None:
    for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1)):
        finalised(force, date(2023, 1, 2), day)
    assert timeliness(date(2024, 1, 1), date(2024, 6, 30)).total.n == 2


def test_open_complaints_are_counted_on_the_day_of_the_extract_not_today(force: Force) -> None:
    a_complaint(force=force, received_on=date(2024, 12, 31))
    a_complaint(force=force, received_on=date(2025, 1, 2))  # entered by hand after the extract was taken
    a_complaint(force=force, received_on=date(2024, 1, 2), vanished_on=date(2024, 12, 31))
    report = timeliness()
    assert (report.open, report.as_at) == (1, date(2024, 12, 31))
    assert [item.count for item in report.left_out] == [3, 1]


def test_a_force_without_an_extract_is_measured_to_today(db: None) -> None:
    a_complaint(received_on=date(2024, 1, 2))
    assert (timeliness().open, timeliness().as_at) == (1, TODAY)


@pytest.mark.parametrize(
    ("handling", "count"), [("all", 3), ("schedule-3", 2), ("local", 1), ("outside", 1), ("not-stated", 0)]
)
def test_a_way_of_handling_counts_its_own(force: Force, handling: str, count: int) -> None:
    for way in (Handling.LOCAL, Handling.OTHERWISE, Handling.OUTSIDE):
        finalised(force, date(2024, 3, 4), date(2024, 3, 5), handling=way)
    assert timeliness(handling=handling).total.n == count


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"by": "colour"}, "Figures cannot be broken down by colour"),
        ({"handling": "quick"}, "There is no way of handling called quick"),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(db: None, asked: dict[str, str], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        timeliness(**asked)


def test_a_period_that_ends_before_it_starts_is_refused(db: None) -> None:
    with pytest.raises(RuleBroken, match="The period ends before it starts"):
        timeliness(date(2024, 2, 1), date(2024, 1, 1))


def test_nothing_finalised_gives_no_mean_rather_than_nought(db: None) -> None:
    report = timeliness()
    assert (report.total.n, report.total.working, report.lines) == (0, None, ())
    assert report.as_json()["mean"] is None


def test_the_financial_year_runs_from_april_to_march(force: Force) -> None:
    for day in (date(2024, 3, 31), date(2024, 4, 1)):
        finalised(force, date(2024, 1, 2), day)
    assert [(line.key, line.n) for line in timeliness(by="fy").lines] == [("2023-24", 1), ("2024-25", 1)]


def life() -> stats.Life:
    rows = stats.all_complaints()
    return stats.life_from_facts(rows, as_at=stats.as_at_of(stats.forces_with_complaints(), on=TODAY))


def test_open_complaints_hold_the_share_finished_down(force: Force) -> None:
    """Ten finished on day 5 and ten are still open: half have finished, not all."""
    for _ in range(10):
        finalised(force, date(2024, 9, 2), date(2024, 9, 9))
        a_complaint(force=force, received_on=date(2024, 9, 2))
    calendar = BankHoliday.objects.as_calendar()
    curve = stats.share_by_age(life(), calendar, since=date(2024, 9, 1), until=date(2024, 9, 30))
    assert [(step.age, step.share, step.at_risk) for step in curve.steps] == [(5, 0.5, 20)]
    assert curve.reached(0.75) is None


def test_a_complaint_finalised_after_the_extract_was_taken_counts_as_open(force: Force) -> None:
    finalised(force, date(2024, 12, 2), date(2025, 1, 6))
    calendar = BankHoliday.objects.as_calendar()
    bands = stats.open_in_bands(life(), calendar)
    assert [(row.band.label, row.count, row.oldest) for row in bands if row.count] == [("0 to 28", 1, 19)]


def test_every_month_balances_and_leads_into_the_next(force: Force) -> None:
    finalised(force, date(2024, 1, 31), date(2024, 2, 1))
    finalised(force, date(2024, 2, 1), date(2024, 2, 1))
    a_complaint(force=force, received_on=date(2024, 2, 29))
    flow = stats.flow_by_month(life(), since=date(2024, 1, 1), until=date(2024, 3, 31))
    assert [(row.start, row.came_in, row.went_out, row.end) for row in flow] == [
        (0, 1, 0, 1),
        (1, 2, 2, 1),
        (1, 0, 0, 1),
    ]


def test_the_stated_mean_is_found_among_the_ways_of_counting(force: Force) -> None:
    finalised(force, date(2024, 3, 4), date(2024, 3, 8), handling=Handling.LOCAL, suspended_days=1)
    finalised(force, date(2023, 12, 29), date(2024, 1, 8), handling=Handling.OUTSIDE)
    ways = stats.counted_other_ways(life(), BankHoliday.objects.as_calendar(), year=2024)
    found = {(way.handling, way.basis[:8], way.suspension, way.unit.split()[0]): way.mean for way in ways}
    assert found["Schedule 3", "finalise", "counted in", "working"] == 4
    assert found["Schedule 3", "finalise", "left out", "working"] == 3
    assert found["All complaints", "finalise", "counted in", "working"] == 4.5  # New Year's Day lies in the other one
    assert found["All complaints", "received", "counted in", "calendar"] == 4
    assert found["Outside Schedule 3", "received", "counted in", "working"] is None
    assert [way.unit for way in ways if way.gives(4.5)] == ["working days"]


def test_mix_and_change_within_add_up_to_the_change_of_the_mean(force: Force) -> None:
    for day, handling in ((8, Handling.LOCAL), (5, Handling.OUTSIDE), (6, Handling.OUTSIDE)):
        finalised(force, date(2023, 6, 1), date(2023, 6, day), handling=handling)
        finalised(force, date(2024, 6, 3), date(2024, 6, 3 + day), handling=Handling.LOCAL)
    moved = stats.what_moved_the_mean(life(), BankHoliday.objects.as_calendar(), before=2023, after=2024)
    assert moved is not None
    assert moved.mix + moved.within == pytest.approx(moved.change)
    assert sum(part.mix + part.within for part in moved.parts) == pytest.approx(moved.change)
