"""Kept figures of reviews say what the reviews say, to the digit, and every number opens what it counts."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pcc import jobs
from pcc.models import BankHoliday, Job, User
from pcc.roles import Role
from reviews import stats
from reviews.choices import RecommendationStage, Reply, Stage, WhyInvalid
from reviews.models import FigureCell, FigureMark, FigureStamp, Recommendation, Review
from reviews.stats import GROUPINGS
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
    counts = [cell for row in [*page.context["rows"], page.context["foot"]] for cell in row[1:4]]
    counts += [row["value"] for row in page.context["more"] if "Recommendations" not in row["key"]]
    counts += [row[1] for row in page.context["ages"]]
    led = [cell for cell in counts if isinstance(cell, dict)]
    assert len(led) >= 8
    for cell in led:
        wanted = int(cell["text"].split(" of ")[-1])
        if cell["text"].endswith("of 2"):
            continue  # allegations: two of two reviews
        assert client.get(cell["url"]).context["total"] == wanted, cell


def test_figures_are_read_by_who_may_and_lead_nowhere_for_who_may_not_see_reviews(some: list[Review]) -> None:
    client: Any = signed_in(a_user(Role.ADMINISTRATOR))
    page = client.get(reverse("reporting:reviews"), {"from": "2026-03-01", "to": "2026-05-31"})
    assert page.status_code == 200
    assert reverse("reviews:list") not in page.content.decode()
