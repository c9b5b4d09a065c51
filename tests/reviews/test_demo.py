"""The reviews of the demonstration, asserted through the figures."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from casework.models import Letter
from complaints.choices import ReviewBody
from pcc.models import BankHoliday, User
from pcc.reporting.demo import review_letters
from pcc.reporting.demo.reviews import OPEN_ONES, Invented, spread
from pcc.roles import Role
from reviews import stats
from reviews.choices import Stage
from reviews.models import Review
from reviews.workflow import kept, loading
from tests.factories import a_complaint, a_force, a_user

UNTIL = date(2026, 11, 25)


@pytest.fixture
def demonstration(officer: User) -> User:
    force = a_force()
    for month in range(1, 11):
        finalised = date(2026, month, 6)
        a_complaint(force=force, received_on=date(2025, 11, 3), finalised_on=finalised, handling="LOCAL")
    second = a_user(Role.REVIEWS_MANAGER)
    calendar = BankHoliday.objects.as_calendar()
    invented = Invented(force, calendar=calendar, officer=officer, second=second, until=UNTIL)
    loading.load(list(invented.reviews()), by=officer, source="demonstration")
    review_letters.write(force, officer=officer, manager=second, on=UNTIL)
    return officer


def asked(start: int, by: str) -> dict[str, Any]:
    calendar = BankHoliday.objects.as_calendar()
    return {"calendar": calendar, "since": date(start, 4, 1), "until": date(start + 1, 3, 31), "on": UNTIL, "by": by}


def year(start: int, by: str = "all") -> stats.Report:
    return stats.figures(stats.all_reviews(), **asked(start, by))


def answered(start: int, by: str) -> stats.Answer:
    found = stats.answer(**asked(start, by))
    assert found.computed_at is not None
    return found


def letters_at(stage: Stage) -> dict[str, str]:
    """The letters of the newest review at that stage that has any: code to stage."""
    reviews = Review.objects.filter(stage=stage, case__letters__isnull=False).order_by("-received_on")
    newest = reviews.first()
    assert newest is not None, stage
    return dict(Letter.objects.filter(case=newest.case).values_list("template__code", "stage"))


def test_the_demonstration_has_the_published_figures(demonstration: User) -> None:
    told = year(2023).as_json()
    assert (told["completed"], told["valid"], told["upheld"], told["mean"]) == (104, 104, 20, 26.0)
    assert (told["rate"], told["low"], told["high"]) == (0.1923, 0.1281, 0.2785)
    assert year(2022).total.upheld == 12
    assert (told["invalid"], told["forwarded"], told["withdrawn"]) == (14, 6, 5)
    assert told["without_force_mean"] < told["mean"]
    stages = set(Review.objects.values_list("stage", flat=True))
    assert stages == {stage.value for stage, _ in OPEN_ONES} | {"CLOSED", "INVALID", "FORWARDED", "WITHDRAWN"}
    assert year(2026).in_hand == sum(
        len(ages) for stage, ages in OPEN_ONES if stage not in (Stage.NOTIFIED, Stage.RECS_OPEN)
    )
    assert not Review.objects.filter(received_on__gt=UNTIL).exists()
    kept.refresh(BankHoliday.objects.as_calendar())
    for by in stats.GROUPINGS:
        assert answered(2023, by=by).report.as_json() == year(2023, by=by).as_json()
    assert letters_at(Stage.RECS_OPEN) == {
        "review_acknowledgement": "ISSUED",
        "review_notice_authority": "ISSUED",
        "review_file_request": "ISSUED",
        "review_upheld": "ISSUED",
        "review_decision_authority": "ISSUED",
        "recommendation": "ISSUED",
    }
    assert letters_at(Stage.CHECKING)["review_upheld"] == "TO_CHECK"
    assert letters_at(Stage.DECIDED)["review_upheld"] == "DRAFT"
    for stage, _ in OPEN_ONES:
        assert stage == Stage.RECEIVED or letters_at(stage), stage
    assert letters_at(Stage.FORWARDED).keys() >= {
        "review_to_iopc",
        "review_forwarded",
        "review_forwarded_authority",
    }
    assert letters_at(Stage.WITHDRAWN).keys() >= {"review_withdrawn"}
    ended = Letter.objects.filter(case__review__stage=Stage.INVALID).values_list("template__code", flat=True)
    assert {"review_invalid", "review_out_of_time"} & set(ended)
    assert not Letter.objects.filter(dated_on__gt=UNTIL).exists()
    accepted = Review.objects.open().filter(accepted_on__isnull=False, complaint__isnull=False)
    assert set(accepted.values_list("complaint__review_body_check__body", flat=True)) == {
        ReviewBody.LOCAL_POLICING_BODY
    }


@pytest.mark.parametrize(("count", "mean"), [(104, 26), (10, 25), (1, 30)])
def test_durations_have_exactly_the_mean_asked_for(count: int, mean: int) -> None:
    days = spread(count, mean, np.random.default_rng(3))
    assert (len(days), sum(days)) == (count, mean * count)
    assert min(days) >= 8
