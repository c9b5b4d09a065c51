"""Kept figures of reviews say what the reviews say, to the digit, and every number opens what it counts."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from complaints.models import Category
from pcc import jobs
from pcc.errors import RuleBroken
from pcc.models import BankHoliday, Job, User
from pcc.roles import Role
from reviews import stats
from reviews.choices import RecommendationStage, Reply, Stage, WhyInvalid
from reviews.models import FigureCell, FigureMark, FigureStamp, Recommendation, Review
from reviews.stats import GROUPINGS
from reviews.stats.themes import theme_named
from reviews.tasks import ask_figures
from reviews.workflow import intake, kept, recommending
from tests.conftest import signed_in
from tests.factories import a_user
from tests.review_factories import a_review, an_application

PERIOD = {"since": date(2026, 3, 1), "until": date(2026, 5, 31)}
ON = date(2026, 5, 20)


def refresh() -> dict[str, Any]:
    return kept.refresh(BankHoliday.objects.as_calendar())


def answered(**asked: Any) -> stats.Answer:
    return stats.answer(calendar=BankHoliday.objects.as_calendar(), on=ON, **PERIOD | asked)


def counted(**asked: Any) -> dict[str, Any]:
    calendar = BankHoliday.objects.as_calendar()
    return stats.figures(stats.all_reviews(), calendar=calendar, on=ON, **PERIOD | asked).as_json()


@pytest.fixture
def some(officer: User) -> list[Review]:
    """Reviews that ended in every way, and some in hand."""
    ended = an_application(by=officer)
    intake.find_invalid(ended, why=WhyInvalid.NOT_ELIGIBLE, reason="No right.", on=date(2026, 4, 1), by=officer)
    made = [
        a_review(Stage.RECS_OPEN, by=officer),
        a_review(Stage.NOTIFIED, by=officer, upheld=False),
        a_review(Stage.IN_ASSESSMENT, by=officer),
    ]
    advice = Recommendation.objects.get(review=made[0])
    at = datetime(2026, 4, 20, 12, tzinfo=UTC)
    recommending.record_reply(advice, reply=Reply.ACCEPTED, words="We will.", at=at, by=officer)
    return [ended, *made]


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("handling", ["all", "local", "otherwise"])
def test_cells_give_the_same_report_as_the_reviews(by: str, handling: str, some: list[Review]) -> None:
    refresh()
    found = answered(by=by, handling=handling)
    assert found.computed_at is not None
    assert found.report.as_json() == counted(by=by, handling=handling)


def test_what_was_recorded_a_moment_ago_is_in_the_figures(some: list[Review], officer: User) -> None:
    refresh()
    assert answered().report.total.received == 4
    an_application(by=officer)
    found = answered()
    assert (found.computed_at, found.report.total.received) == (None, 5)
    assert refresh()["changed"] == 1
    assert answered().computed_at is not None and answered().report.total.received == 5


def test_every_follow_up_of_a_recommendation_leaves_its_mark(some: list[Review], officer: User) -> None:
    refresh()
    advice = Recommendation.objects.get(stage=RecommendationStage.ACCEPTED)
    recommending.record_done(advice, on=date(2026, 5, 1), evidence="The letter.", by=officer)
    assert FigureMark.objects.exists() and answered().report.total.implemented == 1
    refresh()
    assert not FigureMark.objects.exists() and answered().report.as_json() == counted()


def test_a_mark_goes_with_its_change_and_stays_while_a_refresh_has_not_seen_it(officer: User, db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        an_application(by=officer)
        raise ZeroDivisionError
    assert not FigureMark.objects.exists()


def test_days_of_a_part_of_a_month_are_counted_from_the_reviews(some: list[Review]) -> None:
    refresh()
    assert answered(until=date(2026, 5, 30)).computed_at is None
    assert answered(since=date(2026, 3, 2)).computed_at is None
    assert answered(until=date.max).report.total.received == 4


def test_another_calendar_makes_the_cells_old(some: list[Review]) -> None:
    refresh()
    BankHoliday.objects.create(calendar="england-and-wales", date=date(2026, 4, 20), label="A day off", source="Test")
    found = answered()
    assert found.computed_at is None and found.report.as_json() == counted()
    assert refresh()["drifted"] == 0
    assert answered().report.as_json() == counted()


def test_the_worker_computes_what_was_marked_once_and_tells_of_drift(some: list[Review]) -> None:
    ask_figures()
    ask_figures()
    job = Job.objects.get(kind="reviews.figures")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "DONE" and job.result["drifted"] == 0
    ask_figures()
    assert Job.objects.filter(kind="reviews.figures").count() == 1, "nothing has changed since"
    FigureCell.objects.filter(received__gt=0).update(received=99)
    assert refresh()["drifted"] > 0
    assert answered().report.as_json() == counted()


def test_a_failure_is_told_and_the_reviews_answer_meanwhile(some: list[Review]) -> None:
    refresh()
    kept.mark_stale(Job(kind="reviews.figures"), "The disk is full.")
    found = answered()
    assert found.computed_at is None and "The disk is full." in found.stale_because
    refresh()
    assert answered().stale_because == ""


def test_there_is_one_stamp_and_one_cell_of_each_kind(some: list[Review]) -> None:
    refresh()
    cell = FigureCell.objects.filter(theme=None).first() or FigureCell.objects.all()[0]
    for row in (
        FigureCell(month=cell.month, handling=cell.handling, theme_id=cell.theme_id),
        FigureStamp(pk=2, computed_at=timezone.now(), calendar_version="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_no_review_at_all_is_no_rate_and_no_fault(db: None) -> None:
    refresh()
    found = answered().report
    assert found.total.rate is None and found.total.working is None
    assert found.as_json() == counted()


@pytest.mark.parametrize("by", ["month", "fy", "theme", "handling"])
def test_every_number_opens_the_reviews_it_counts(by: str, some: list[Review]) -> None:
    refresh()
    client: Any = signed_in(a_user(Role.MANAGER))
    asked = {"from": "2026-03-01", "to": "2026-05-31", "by": by}
    page = client.get(reverse("reporting:reviews"), asked)
    assert page.status_code == 200 and "nothing has changed since" in page.content.decode()
    assert "Filter: 1 March 2026 to 31 May 2026; broken down by: " in page.content.decode()
    counts = [cell for row in [*page.context["rows"], page.context["foot"]] for cell in row[1:4]]
    counts += [row["value"] for row in page.context["more"]]
    counts += [row[1] for row in page.context["ages"]]
    led = [cell for cell in counts if isinstance(cell, dict)]
    assert len(led) >= 8
    others = [(row, cell) for row in page.context["ways"] for cell in row[1:] if isinstance(cell, dict)]
    assert len(others) == 3 * 3  # nobody acknowledged any of them
    for row, cell in others:
        assert client.get(cell["url"]).context["total"] == int(row[-1]["text"]), cell
    for cell in led:
        wanted = int(cell["text"].split(" of ")[-1])
        if cell["text"].endswith("of 2"):
            continue  # allegations: two of two reviews
        shown = client.get(cell["url"]).context
        assert shown.get("total", len(shown["page"].rows)) == wanted, cell
    assert client.get(reverse("reviews:register"), {"made_from": "31/2/2026"}).status_code == 409


def test_a_way_of_measuring_opens_only_reviews_whose_days_are_known_that_way(some: list[Review]) -> None:
    """A review that nobody acknowledged is left out of that row's count, and of the list that it opens."""
    told = some[1]
    page: Any = signed_in(a_user(Role.MANAGER))
    Review.objects.filter(pk=told.pk).update(acknowledged_on=date(2026, 3, 18))
    asked = {"from": "2026-03-01", "to": "2026-05-31"}
    rows = {row[0]: row for row in page.get(reverse("reviews:figures"), asked).context["ways"]}
    cell = rows["Acknowledged to decision told, working days"][-1]
    assert cell["text"] == "1"
    listed = page.get(cell["url"]).context
    assert [row[0]["text"] for row in listed["rows"]] == [told.reference]
    labels = [each["label"] for each in listed["selected"]]
    assert labels == ["Decision told from", "Decision told to", "Days counted"]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("b", "B"),
        ("B police powers, policies and procedures", "B"),
        ("Police powers", "B"),
        ("  DISCRIMINATORY behaviour ", "F"),
        ("Handling of or damage to property/premises", "C"),
        ("Sexual assault", "IPCC-2012-B"),
        ("ipcc-2012 b", "IPCC-2012-B"),
        ("none", "none"),
        ("", "all"),
    ],
)
def test_a_theme_is_read_as_people_name_it(named: str, code: str, db: None) -> None:
    assert theme_named(named) == code


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("Parking", "There is no theme called “Parking”. There are: A Delivery of duties and service; B Police"),
        ("Disc", "There is no theme called “Disc”"),
        ("B4", "“B4 Use of force” is a part of the theme “B Police powers, policies and procedures”"),
        ("\x00" + "x" * 5000, "There is no theme called"),
    ],
)
def test_a_theme_that_nobody_knows_is_refused_with_those_there_are(named: str, why: str, db: None) -> None:
    with pytest.raises(RuleBroken) as refused:
        theme_named(named)
    assert str(refused.value).startswith(why)


def test_one_theme_gives_the_same_numbers_at_every_door(some: list[Review], capsys: pytest.CaptureFixture[str]) -> None:
    """Page, API and command take a theme by its name; the cells, the reviews and the list agree on what it holds."""
    theme = Category.objects.get(parent=None, code="F", valid_to=None)
    Review.objects.filter(pk=some[1].pk).update(theme=theme)
    refresh()
    asked = {"from": "2026-03-01", "to": "2026-05-31", "by": "handling", "theme": "Discriminatory behaviour"}
    client: Any = signed_in(a_user(Role.MANAGER))
    page = client.get(reverse("reviews:figures"), asked).context
    told = page["report"].as_json()
    assert (told["theme"], told["completed"], told["upheld"], told["received"]) == ("F", 1, 1, 1)
    assert answered(by="handling", theme="F").computed_at is not None
    assert client.get(reverse("reviews:api-figures"), asked).json() == json.loads(json.dumps(told))
    refused = client.get(reverse("reviews:api-figures"), asked | {"themes": "F"})
    assert "There is no filter called themes. Filters: from, to, by, handling, theme." in refused.content.decode()
    options = ["--from", asked["from"], "--to", asked["to"], "--by", "handling", "--theme", asked["theme"]]
    call_command("figures", "reviews", *options, "--format", "json")
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(told))
    assert client.get(page["foot"][1]["url"]).context["total"] == 1
    for door in ("reviews:list", "reviews:api-list"):
        found = client.get(reverse(door), {"theme": "discriminatory BEHAVIOUR"})
        rows = found.context["rows"] if door == "reviews:list" else found.json()["results"]
        assert [row[0]["text"] if door == "reviews:list" else row["reference"] for row in rows] == [some[1].reference]
    assert client.get(reverse("reviews:api-list"), {"theme": "Parking"}).status_code == 400
    assert "There is no theme called" in client.get(reverse("reviews:list"), {"theme": "Parking"}).content.decode()
    with pytest.raises(CommandError, match="There is no theme called"):
        call_command("figures", "reviews", *options[:-1], "Parking")


def test_figures_are_read_by_who_may_and_lead_nowhere_for_who_may_not_see_reviews(some: list[Review]) -> None:
    client: Any = signed_in(a_user(Role.ADMINISTRATOR))
    page = client.get(reverse("reporting:reviews"), {"from": "2026-03-01", "to": "2026-05-31"})
    assert page.status_code == 200
    assert reverse("reviews:list") not in page.content.decode()
