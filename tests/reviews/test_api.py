"""One review by API: what its pages show, for who may see it; to anybody else it is like one that is not there."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Connection
from casework.letters import Addressee
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews.choices import Interest, Reply, Stage
from reviews.models import Recommendation, Review
from reviews.workflow import intake, recommending
from tests.conftest import signed_in
from tests.factories import a_user
from tests.review_factories import a_review, an_application
from tests.reviews.test_letters import ON, issue, written


def door(review: Review) -> str:
    return reverse("reviews:api-review", args=[review.pk])


def test_a_review_is_told_as_its_pages_show_it(officer: User) -> None:
    chief = a_user(Role.REVIEWS_MANAGER)
    review = a_review(Stage.DECIDED, by=officer, applicant_name="Tove Lindqvist")
    review.refresh_from_db()
    to = Addressee("Tove Lindqvist", email="tove@home.example")
    issue(written(review, "review_upheld", to, by=officer, chief=chief), by=officer)
    recommending.issue(review, on=ON, by=officer)
    advice = Recommendation.objects.get(review=review)
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    recommending.record_reply(advice, reply=Reply.REJECTED, words="We did all we could.", at=at, by=officer)
    told = signed_in(officer).get(door(review)).json()
    assert (told["reference"], told["stage"], told["outcome"], told["theme"]) == (
        review.reference,
        Stage.RECS_CLOSED,
        "UPHELD",
        None,
    )
    assert (told["validity"]["in_time"], told["validity"]["last_day"]) == (True, "2026-03-30")
    assert [each["reading"] for each in told["validity"]["readings"]] == ["STATED", "SENT", "PROVIDED"]
    assert told["validity"]["missing"][0] == "details of the complaint"
    days = told["working_days"]
    assert days["all"] == days["with_the_force"] + days["without_the_force"] and days["with_the_force"] == 7
    assert {each["code"]: each["met_on"] for each in told["clocks"]}["review_duration"] == str(ON)
    finding = told["allegations"][0]
    assert (finding["finding"], finding["reasons"]) == ("NOT_REASONABLE", "The log says so.")
    assert [each["result"] for each in told["decisions"][0]["checks"]] == ["APPROVED"]
    reply = told["recommendations"][0]
    assert (reply["kind"], reply["reply"], reply["reply_words"], reply["unverified"]) == (
        "REMEDY",
        "REJECTED",
        "We did all we could.",
        True,
    )
    assert [(each["template"], each["recorded"]) for each in told["letters"]] == [("review_upheld", "NOTIFIED")]
    assert "text" not in told["letters"][0] and "frozen" not in told["letters"][0]
    assert told["history"][0]["verb"].startswith("recommendation") or told["history"][0]["verb"].startswith("review.")
    assert "review.names_seen" not in {each["verb"] for each in told["history"]}
    assert AuditEvent.objects.filter(verb="review.viewed", by=officer, subject_id=str(review.pk)).count() == 1


def _undeclared(review: Review, user: User, manager: User) -> None:
    """Somebody who has said nothing about it yet."""


def _conflict(review: Review, user: User, manager: User) -> None:
    intake.declare(review, interest=Interest.KNOWS, note="A cousin", by=user)


def _own(review: Review, user: User, manager: User) -> None:
    intake.declare(review, interest=Interest.NONE, by=user)
    casework.connect_staff(review.case, user=user, kind=Connection.OWN_CASE, by=manager)


def _sealed(review: Review, user: User, manager: User) -> None:
    intake.declare(review, interest=Interest.NONE, by=user)
    casework.seal(review.case, reason="A colleague", named=[manager], review_on=timezone.localdate(), by=manager)


@pytest.mark.parametrize("how", [_undeclared, _conflict, _own, _sealed])
def test_a_review_out_of_reach_is_like_one_that_is_not_there(
    how: Callable[[Review, User, User], None], officer: User, manager: User
) -> None:
    review = an_application(by=officer, grounds="A secret of hers.")
    user = a_user(Role.COMPLAINTS_OFFICER)
    how(review, user, manager)
    client: Any = signed_in(user)
    missing = client.get(reverse("reviews:api-review", args=[10**12]))
    found = client.get(door(review))
    assert (found.status_code, found.content) == (404, missing.content)
    refused = AuditEvent.objects.filter(verb="record.refused", by=user).values_list("subject_type", "subject_id")
    assert set(refused) == {("reviews.review", str(10**12)), ("reviews.review", str(review.pk))}


def test_a_review_costs_the_same_queries_whatever_it_holds(officer: User) -> None:
    client: Any = signed_in(officer)
    counts = []
    for pieces in (1, 3):
        review = a_review(Stage.IN_ASSESSMENT, by=officer)
        for number in range(pieces):
            recommending.recommend(review, kind="REMEDY", text=f"Write {number}.", by=officer)
            intake.contact(review, how="CALL", on=date(2026, 4, 2), by=officer)  # type: ignore[arg-type]
        client.get(door(review))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(door(review)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
