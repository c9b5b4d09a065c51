"""The registers of the demonstration, and the figures of misconduct on the command line."""

import csv
import io
import json
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command

from complaints import stats
from complaints.workflow import misconduct
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.reporting.demo import misconduct as demo
from pcc.reporting.demo.force import WESTMARCH
from tests.factories import a_force, a_misconduct_outcome, a_tribunal

UNTIL = date(2026, 4, 30)


def test_the_demonstration_has_the_published_numbers() -> None:
    dismissed = Counter(
        facts["decided_on"].year
        for facts in demo.misconduct(WESTMARCH, until=UNTIL)
        if facts["sanction"] == "DISMISSED"
    )
    appeals = Counter(facts["lodged_on"].year for facts in demo.tribunals(WESTMARCH, until=UNTIL))
    assert (dismissed[2024], dismissed[2023]) == (39, 25)
    assert (appeals[2024], appeals[2023]) == (6, 2)


def test_a_later_day_tells_the_same_outcomes_and_goes_on() -> None:
    earlier = list(demo.misconduct(WESTMARCH, until=date(2024, 6, 30)))
    later = list(demo.misconduct(WESTMARCH, until=UNTIL))
    assert later[: len(earlier)] == earlier
    assert max(facts["decided_on"] for facts in later) <= UNTIL


@pytest.mark.django_db
def test_every_invented_entry_passes_the_rules_of_the_registers(officer: User) -> None:
    force = a_force()
    for facts in demo.misconduct(WESTMARCH, until=UNTIL):
        misconduct.record_outcome(facts=facts | {"force": force}, by=officer, on=UNTIL)
    for facts in demo.tribunals(WESTMARCH, until=UNTIL):
        misconduct.record_tribunal(facts=facts | {"force": force}, by=officer, on=UNTIL)
    report = stats.misconduct(by="year", as_at=UNTIL)
    assert [(line.key, line.dismissed, line.appeals) for line in report.lines][1:3] == [
        ("2023", 25, 2),
        ("2024", 39, 6),
    ]
    assert report.lines[-1].label == "2026, so far"


@pytest.mark.django_db
def test_the_command_says_the_same_in_each_form(officer: User) -> None:
    a_misconduct_outcome(by=officer)
    a_misconduct_outcome(by=officer, sanction="WRITTEN_WARNING", proceeding="MEETING", decided_on=date(2024, 1, 9))
    a_tribunal(by=officer)
    said = {}
    for form in ("table", "json", "csv"):
        out = io.StringIO()
        call_command("figures", "misconduct", "--by", "fy", "--format", form, stdout=out)
        said[form] = out.getvalue()
    rows = json.loads(said["json"])["rows"]
    assert [(row["key"], row["outcomes"], row["dismissed"], row["appeals"]) for row in rows] == [
        ("2023-24", 1, 0, 0),
        ("2024-25", 1, 1, 1),
    ]
    table = list(csv.DictReader(io.StringIO(said["csv"])))
    assert [(row["key"], row["dismissed"]) for row in table] == [("2023-24", "0"), ("2024-25", "1")]
    assert "2024-25" in said["table"]


@pytest.mark.django_db
def test_years_between_two_entries_are_there_with_noughts(officer: User) -> None:
    a_misconduct_outcome(by=officer, decided_on=date(2021, 5, 4))
    a_misconduct_outcome(by=officer, decided_on=date(2023, 5, 4))
    report = stats.misconduct(by="year", as_at=UNTIL)
    assert [(line.key, line.outcomes) for line in report.lines] == [("2021", 1), ("2022", 0), ("2023", 1)]


@pytest.mark.django_db
def test_empty_registers_have_no_year() -> None:
    assert stats.misconduct(by="year", as_at=UNTIL).lines == ()


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-25", date(2024, 4, 1), date(2025, 3, 31)),
        ("1999-00", date(1999, 4, 1), date(2000, 3, 31)),
    ],
)
def test_a_year_has_a_first_and_a_last_day(key: str, first: date, last: date) -> None:
    assert stats.span(key) == (first, last)


@pytest.mark.parametrize("key", ["", "24x", "2024-26", "2024-2025", "99999", "-1"])
def test_what_is_no_year_is_refused(key: str) -> None:
    with pytest.raises(RuleBroken, match="not a"):
        stats.span(key)
