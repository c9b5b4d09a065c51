"""What an annual report can say: every statement with what it counts, live or frozen, to copy as text."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from casework.choices import Channel, MailStage
from casework.workflow import past
from casework.workflow.past import PastPiece
from complaints.models import Complaint
from pcc.models import User
from pcc.reporting.stats.yearly import against, annual
from tests.factories import a_complaint, a_force, a_misconduct_outcome, a_publication, a_tribunal
from tests.review_factories import a_reviewable_complaint, an_application

PAGE = "/reports/annual/"
FACTS = {"Population", "Period", "Unit", "Base", "As at", "Live or frozen"}


@pytest.fixture
def two_years(db: None, officer: User) -> None:
    force = a_force()
    for year, count in ((2023, 20), (2024, 25)):
        for number in range(count):
            a_complaint(
                force=force, received_on=date(year, 1, 9), finalised_on=date(year, 3, 1 + number), handling="LOCAL"
            )
    a_misconduct_outcome(by=officer, force=force)
    a_tribunal(by=officer, force=force)


def an_application_of_2024(officer: User) -> None:
    told = date(2024, 3, 4)
    complaint = a_reviewable_complaint(by=officer, finalised_on=told, outcome_stated_on=told, received_on=told)
    an_application(by=officer, complaint=complaint, received_on=date(2024, 3, 18))


def a_letter_of_2024(officer: User) -> None:
    piece = PastPiece(date(2024, 3, 1), Channel.EMAIL, MailStage.OPEN, owner=officer, text="Hello")
    past.load([piece], by=officer, source="test")


def test_every_statement_tells_what_it_counts(two_years: None, as_manager: Client) -> None:
    page = as_manager.get(PAGE, {"year": "2024"})
    said = {one["heading"]: one["text"] for one in page.context["statements"]}
    assert said["Complaints received"] == "25 complaints were received in 2024, 25% more than in 2023 (20)."
    assert said["Time to finalise, Schedule 3"].startswith("Half of the 25 complaints finalised took up to")
    assert said["Dismissals"].startswith("1 officer was dismissed, against 0 in 2023")
    assert {"Police appeals tribunals", "Reviews", "Correspondence", "Panels"} <= set(said)
    for one in page.context["statements"]:
        assert {row["key"] for row in one["rows"]} == FACTS
        assert all(row["value"] for row in one["rows"]), one["heading"]
    text = as_manager.get("/reports/annual.txt", {"year": "2024"}).content.decode()
    assert text == page.context["text"]
    assert all(words in text for words in said.values())


def test_a_frozen_figure_says_so_and_whether_it_has_changed_since(two_years: None, as_manager: Client) -> None:
    def told() -> str:
        page = as_manager.get(PAGE, {"year": "2024"})
        rows = next(one["rows"] for one in page.context["statements"] if one["heading"].endswith("all complaints"))
        return str(rows[-1]["value"])

    assert told() == "Live: it can still change"
    a_publication(area="North")
    assert told() == "Live: it can still change"
    a_publication()
    assert told().startswith("Frozen ")
    assert "changed since" not in told()
    Complaint.objects.filter(received_on=date(2024, 1, 9)).update(received_on=date(2024, 1, 2))
    assert "changed since" in told()


@pytest.mark.parametrize(
    ("heading", "query"),
    [
        ("Received, finalised and open", "figure=in-out-open"),
        ("Dismissals", "figure=misconduct"),
        ("Reviews", "figure=reviews"),
        ("Correspondence", "figure=correspondence"),
    ],
)
def test_each_section_can_be_frozen_and_says_so(
    two_years: None, as_manager: Client, officer: User, heading: str, query: str
) -> None:
    def found() -> Any:
        statements = as_manager.get(PAGE, {"year": "2024"}).context["statements"]
        return next(one for one in statements if one["heading"] == heading)

    an_application_of_2024(officer)
    a_letter_of_2024(officer)
    before = found()
    assert before["rows"][-1]["value"] == "Live: it can still change"
    assert query in before["freeze_url"]
    as_manager.post(before["freeze_url"], {"title": "Of 2024", "note": ""})
    assert "as “Of 2024”" in found()["rows"][-1]["value"]
    assert "changed since" not in found()["rows"][-1]["value"]
    a_complaint(received_on=date(2024, 2, 1))
    a_misconduct_outcome(by=officer)
    an_application_of_2024(officer)
    a_letter_of_2024(officer)
    assert "changed since" in found()["rows"][-1]["value"]


def test_a_section_of_a_year_that_is_not_over_is_not_frozen(two_years: None, as_manager: Client) -> None:
    year = str(timezone.localdate().year)
    assert not any(one["freeze_url"] for one in as_manager.get(PAGE, {"year": year}).context["statements"])


def test_a_year_that_is_not_over_is_set_against_the_same_part_of_the_year_before(two_years: None) -> None:
    """Else every year falls until its last day."""
    force, on = a_force(), date(2026, 6, 15)
    for received in (date(2026, 6, 15), date(2025, 6, 15), date(2025, 6, 16)):
        a_complaint(force=force, received_on=received)
    said = {one.heading: one.text for one in annual("2026", on=on, now=timezone.now())}
    assert said["Complaints received"].endswith("as many as in the same part of 2025."), said
    assert said["Dismissals"].startswith("0 officers were dismissed, so far;")
    assert "lodged, so far" in said["Police appeals tribunals"]
    assert "in the same part of 2025" in said["Correspondence"]


@pytest.mark.parametrize("year", ["2024-25", "2026", "soon", "1066", "2024-26", "2099", "2_024", ""])
def test_any_year_gets_a_page(as_manager: Client, year: str) -> None:
    page = as_manager.get(PAGE, {"year": year})
    assert page.status_code == 200
    if year in ("soon", "1066", "2024-26", "2099", "2_024"):
        assert page.context["form"].errors


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (105, 100, "5% more than in 2023 (100)"),
        (50, 100, "50% fewer than in 2023 (100)"),
        (7, 7, "as many as in 2023"),
        (6, 2, "against 2 in 2023"),
        (100, 0, "against 0 in 2023"),
    ],
)
def test_a_change_of_a_handful_gets_no_percentage(now: int, before: int, words: str) -> None:
    assert against(now, before, than="2023") == words
