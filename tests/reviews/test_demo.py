"""The reviews of the demonstration, asserted through the figures."""

from datetime import date

import numpy as np
import pytest

from pcc.models import BankHoliday, User
from pcc.reporting.demo.reviews import OPEN_ONES, Invented, spread
from pcc.roles import Role
from reviews import stats
from reviews.choices import Stage
from reviews.models import Review
from reviews.workflow import loading
from tests.factories import a_complaint, a_force, a_user

UNTIL = date(2026, 11, 25)


@pytest.fixture
def demonstration(officer: User) -> User:
    force = a_force()
    for month in range(1, 11):
        finalised = date(2026, month, 6)
        a_complaint(force=force, received_on=date(2025, 11, 3), finalised_on=finalised, handling="LOCAL")
    invented = Invented(
        force,
        calendar=BankHoliday.objects.as_calendar(),
        officer=officer,
        second=a_user(Role.REVIEWS_MANAGER),
        until=UNTIL,
    )
    loading.load(list(invented.reviews()), by=officer, source="demonstration")
    return officer


def year(start: int) -> stats.Report:
    return stats.figures(
        stats.all_reviews(),
        calendar=BankHoliday.objects.as_calendar(),
        since=date(start, 4, 1),
        until=date(start + 1, 3, 31),
        on=UNTIL,
    )


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


@pytest.mark.parametrize(("count", "mean"), [(104, 26), (10, 25), (1, 30)])
def test_durations_have_exactly_the_mean_asked_for(count: int, mean: int) -> None:
    days = spread(count, mean, np.random.default_rng(3))
    assert (len(days), sum(days)) == (count, mean * count)
    assert min(days) >= 8
