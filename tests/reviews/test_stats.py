"""Figures of reviews: each rule on rows that fit on a page, and the three doors equal to the digit."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcc import clocks
from pcc.errors import RuleBroken
from pcc.models import BankHoliday, User
from pcc.working_days import WorkingCalendar, calendar_from
from reviews import stats
from reviews.choices import Stage, WhyInvalid, WhyWithdrawn
from reviews.stats import Report
from reviews.stats.facts import Span
from reviews.workflow import intake
from tests.review_factories import a_review, an_application

PERIOD = {"since": date(2026, 3, 1), "until": date(2026, 4, 30)}


def figures(**asked: object) -> Report:
    given = PERIOD | {"on": date(2026, 11, 25), "calendar": BankHoliday.objects.as_calendar()} | asked
    return stats.figures(stats.all_reviews(), **given)  # type: ignore[arg-type]


def test_without_any_valid_review_there_is_no_rate_and_no_mean(db: None) -> None:
    """Zero valid reviews: nothing divides, nothing is nought that is not known."""
    whole = figures().as_json()
    assert (whole["n"], whole["valid"], whole["upheld"]) == (0, 0, 0)
    assert [whole[name] for name in ("rate", "low", "high", "mean", "median", "p90")] == [None] * 6
    assert whole["in_hand"] == 0


def test_only_applications_that_never_became_reviews_leave_the_rate_without_a_base(officer: User) -> None:
    intake.find_invalid(
        an_application(by=officer),
        why=WhyInvalid.NO_OUTCOME,
        reason="Too early.",
        on=date(2026, 4, 1),
        by=officer,
    )
    whole = figures()
    assert (whole.total.received, whole.total.completed, whole.total.rate) == (1, 0, None)
    assert [item.count for item in whole.left_out] == [1, 0, 0]


def test_a_completed_review_counts_its_days_with_and_without_the_force(officer: User) -> None:
    """Received Monday 16 March, file asked for on the 19th and there on the 30th, told on Wednesday 8 April.

    15 working days in all (Good Friday and Easter Monday are none), 7 of them with the force.
    """
    a_review(Stage.NOTIFIED, by=officer)
    total = figures().total
    assert total.working is not None and total.without_force is not None
    assert (total.completed, total.upheld, total.working.mean, total.without_force.mean) == (1, 1, 15.0, 8.0)


def test_invalid_forwarded_and_withdrawn_are_counted_apart(officer: User) -> None:
    a_review(Stage.NOTIFIED, by=officer, upheld=False)
    intake.withdraw(a_review(Stage.ACCEPTED, by=officer), why=WhyWithdrawn.SIGNED, on=date(2026, 4, 2), by=officer)
    intake.find_invalid(
        an_application(by=officer), why=WhyInvalid.NOT_ELIGIBLE, reason="x", on=date(2026, 4, 2), by=officer
    )
    total = figures().total
    assert (total.received, total.completed, total.upheld) == (3, 1, 0)
    assert (total.invalid, total.forwarded, total.withdrawn) == (1, 0, 1)
    assert total.rate is not None
    assert (total.rate.k, total.rate.n) == (0, 1)


def test_parts_add_up_to_the_whole_however_they_are_cut(officer: User) -> None:
    for month in (1, 2, 4):
        a_review(Stage.RECS_OPEN, by=officer, received_on=date(2026, 3, 16) + timedelta(days=3 * month))
    for by in stats.GROUPINGS[1:]:
        report = figures(by=by, until=date(2026, 6, 30))
        for name in ("received", "completed", "upheld", "recommendations", "allegations"):
            assert sum(getattr(line, name) for line in report.lines) == getattr(report.total, name), (by, name)


def test_unknown_parts_and_backward_periods_are_refused(db: None) -> None:
    with pytest.raises(RuleBroken, match="broken down by officer"):
        figures(by="officer")
    with pytest.raises(RuleBroken, match="ends before it starts"):
        figures(until=date(2026, 1, 1))


def test_command_and_function_give_the_same_digits(officer: User, capsys: pytest.CaptureFixture[str]) -> None:
    a_review(Stage.RECS_OPEN, by=officer)
    asked = ["figures", "reviews", "--from", "2026-03-01", "--to", "2026-04-30", "--by", "month"]
    call_command(*asked, "--format", "json")
    printed = json.loads(capsys.readouterr().out)
    expected = figures(by="month", on=date.fromisoformat(printed["as_at"])).as_json()
    assert printed == json.loads(json.dumps(expected))
    call_command(*asked, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["key"] for row in rows] == ["2026-03", "2026-04", "all"]
    assert rows[-1]["mean"] == str(expected["mean"])
    call_command(*asked)
    assert "100.0%" in capsys.readouterr().out


def test_the_command_refuses_a_backward_period_in_words(db: None) -> None:
    with pytest.raises(CommandError, match="ends before it starts"):
        call_command("figures", "reviews", "--from", "2026-04-01", "--to", "2026-03-01")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the figures
@given(
    waits=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
    length=st.integers(0, 60),
)
def test_time_without_the_force_is_never_more_than_the_whole_nor_negative(
    waits: list[tuple[int, int]], length: int
) -> None:
    calendar: WorkingCalendar = calendar_from("england-and-wales", [(date(2026, 4, 3), "Good Friday")])
    received = date(2026, 3, 2)
    spans = tuple(
        clocks.Pause(
            start=received + timedelta(days=begin), end=received + timedelta(days=begin + size), reason="force"
        )
        for begin, size in waits
    )
    span = Span(
        pk=1,
        received=received,
        acknowledged=None,
        accepted=None,
        decided=None,
        notified=received + timedelta(days=length),
        ended=None,
        stage="NOTIFIED",
        outcome="UPHELD",
        handling="LOCAL",
        theme=None,
        waits=spans,
    )
    assert 0 <= span.without_force(calendar) <= span.working(calendar)
