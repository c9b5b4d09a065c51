"""Figures of panels against maintained libraries and slow tellings; one computation told by page, CSV, API, command."""

import csv
import io
import itertools
import json

import krippendorff
import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as oracle
from statsmodels.stats.inter_rater import fleiss_kappa

from reviews.dip_sampling.choices import AllocationStage
from reviews.dip_sampling.models import Answer, Scorecard, Session
from reviews.dip_sampling.stats.agreement import alpha, alpha_by_file, pair_agreement, share_by_file
from reviews.dip_sampling.stats.results import panel
from reviews.dip_sampling.workflow import sessions
from tests.conftest import signed_in
from tests.panel_factories import an_open_session

RATINGS = st.lists(st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=5, max_size=5), min_size=2, max_size=12)


def _counts(ratings: list[list[int | None]]) -> np.ndarray:
    return np.array([[sum(one == value for one in file) for value in range(4)] for file in ratings], float)


@settings(max_examples=150)
@given(ratings=RATINGS, ordinal=st.booleans())
def test_alpha_is_that_of_the_krippendorff_package_on_random_data_with_gaps(
    ratings: list[list[int | None]], ordinal: bool
) -> None:
    counts = _counts(ratings)
    mine = alpha(counts, ordinal=ordinal)
    paired = counts[counts.sum(axis=1) >= 2]
    if not len(paired) or (paired.sum(axis=0) > 0).sum() < 2:
        assert mine is None
        return
    level = "ordinal" if ordinal else "nominal"
    theirs = krippendorff.alpha(value_counts=counts, value_domain=[0, 1, 2, 3], level_of_measurement=level)
    assert mine == pytest.approx(theirs, abs=1e-9)


def test_with_every_file_read_by_all_alpha_is_near_fleiss_kappa_as_the_books_say() -> None:
    """alpha = 1 - (1 - kappa) (nm - 1) / nm for m readers of n files each (Krippendorff 2011), nominal."""
    counts = np.array([[5, 0, 0], [3, 2, 0], [1, 1, 3], [0, 4, 1], [0, 0, 5], [2, 2, 1]], float)
    kappa = fleiss_kappa(counts.astype(int), method="fleiss")
    total = counts.sum()
    assert alpha(counts, ordinal=False) == pytest.approx(1 - (1 - kappa) * (total - 1) / total, abs=1e-9)


@given(ratings=RATINGS)
def test_pair_agreement_is_what_a_slow_walk_over_pairs_gives(ratings: list[list[int | None]]) -> None:
    files = []
    for file in ratings:
        pairs = list(itertools.combinations([one for one in file if one is not None], 2))
        if pairs:
            files.append(sum(one == other for one, other in pairs) / len(pairs))
    found = pair_agreement(_counts(ratings))
    assert found == (pytest.approx(sum(files) / len(files)) if files else None)


def test_the_interval_of_a_share_is_the_bootstrap_of_scipy_over_files() -> None:
    lot = np.random.default_rng(5)
    base = np.full(30, 5)
    on_side = lot.binomial(5, lot.beta(2, 1, 30))
    mine = share_by_file(on_side.tolist(), base.tolist())
    theirs = oracle.bootstrap(
        (on_side / 5,), np.mean, n_resamples=20_000, method="percentile", random_state=1
    ).confidence_interval
    assert (mine.low, mine.high) == (pytest.approx(theirs.low, abs=0.02), pytest.approx(theirs.high, abs=0.02))


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """200 panels of 30 files with readers who lean with their file: between 88% and 99% of 95% intervals cover."""
    lot = np.random.default_rng(7)
    covered = 0
    for _ in range(200):
        on_side = lot.binomial(5, lot.beta(2, 2, 30))
        found = share_by_file(on_side.tolist(), [5] * 30)
        assert found.low is not None and found.high is not None
        covered += found.low <= 0.5 <= found.high
    assert 176 <= covered <= 198


@pytest.mark.parametrize("counts", [np.zeros((3, 4)), np.array([[5.0, 0, 0, 0]] * 4), np.array([[1.0, 0, 0, 0]])])
def test_alpha_that_is_not_defined_is_not_told(counts: np.ndarray) -> None:
    assert alpha(counts, ordinal=True) is None
    assert alpha_by_file(counts, ordinal=True).low is None


def test_the_same_answers_give_the_same_interval() -> None:
    counts = np.array([[3.0, 1, 1, 0], [0, 2, 2, 1], [1, 1, 1, 2], [4, 0, 0, 1]])
    first, again = alpha_by_file(counts, ordinal=True), alpha_by_file(counts.copy(), ordinal=True)
    assert first == again
    assert first.low is not None and first.value is not None and first.high is not None
    assert first.low <= first.value <= first.high


# A session, told four ways


def _hand_in(session: Session, values: dict[tuple[int, int], str]) -> None:
    """Scorecards for the whole session: by file and reader, one value for every question; "" hands nothing in."""
    now = timezone.now()
    files = list(session.sample.files.order_by("position").values_list("pk", flat=True))
    seats = list(session.panel.seats.order_by("pk").values_list("pk", flat=True))
    for allocation in session.allocations.all():
        value = values[files.index(allocation.drawn_file_id), seats.index(allocation.seat_id)]
        card = Scorecard.objects.create(allocation=allocation, started_at=now, submitted_at=now if value else None)
        type(allocation).objects.filter(pk=allocation.pk).update(
            stage=AllocationStage.DONE if value else AllocationStage.STARTED
        )
        Answer.objects.bulk_create(
            Answer(scorecard=card, question=question, value=value or "YES", answered_at=now, received_at=now)
            for question in session.question_set.questions.all()
        )


@pytest.fixture
def closed(db: None) -> Session:
    """Two files read by five: yes yes mostly no can't-tell, and yes and four times no."""
    session = an_open_session(members=5, files=2, readers_per_file=5)
    first = dict(enumerate(["YES", "YES", "MOSTLY", "NO", "CANT_TELL"]))
    second = dict(enumerate(["YES", "NO", "NO", "NOT_REALLY", "NO"]))
    _hand_in(
        session, {(0, seat): value for seat, value in first.items()} | {(1, seat): v for seat, v in second.items()}
    )
    return sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now())


def test_readings_and_files_are_counted_with_cant_tell_in_the_base(closed: Session) -> None:
    report = panel(closed)
    understood, *_, trust = report.questions
    assert (understood.on_side, understood.readings, understood.cant_tell) == (4, 10, 1)
    assert (understood.files_majority, understood.files) == (1, 2)
    assert understood.share.value == 0.4
    assert (trust.reported, trust.on_side) == ("NO", 5)
    assert understood.answers == {"YES": 3, "MOSTLY": 1, "NOT_REALLY": 1, "NO": 4, "CANT_TELL": 1}
    assert [cells[0].is_split for _, cells in report.heat] == [False, False]


def test_page_csv_api_and_command_line_tell_the_same_to_the_digit(closed: Session) -> None:
    client = signed_in(closed.sample.drawn_by)
    told = panel(closed).as_json()
    api = client.get(reverse("panels:api-results", args=[closed.pk])).json()
    out = io.StringIO()
    call_command("figures", "panel", str(closed.pk), "--format", "json", stdout=out)
    page = client.get(reverse("panels:results", args=[closed.pk]))
    assert (
        api
        == json.loads(out.getvalue())
        == json.loads(json.dumps(told))
        == json.loads(json.dumps(page.context["report"].as_json()))
    )
    assert "4 of 10 readings" in page.content.decode()
    rows = list(
        csv.DictReader(io.StringIO(client.get(reverse("panels:results-csv", args=[closed.pk])).content.decode()))
    )
    for row, question in zip(rows, told["questions"], strict=True):
        for name in ("readings", "on_side", "percent", "percent_low", "percent_high", "alpha", "files_majority"):
            assert row[name] == ("" if question[name] is None else str(question[name])), name


def test_what_is_not_handed_in_does_not_count_and_below_five_readings_nothing_is_told(db: None) -> None:
    session = an_open_session(members=5, files=1, readers_per_file=5)
    _hand_in(session, {(0, seat): value for seat, value in enumerate(["YES", "NO", "YES", "YES", ""])})
    closed = sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now())
    report = panel(closed)
    assert all(question.hidden and question.readings is None for question in report.questions)
    assert {cell.on_side for _, cells in report.heat for cell in cells} == {None}
    assert '"on_side": 3' not in json.dumps(report.as_json())


def test_a_small_cell_by_file_does_not_follow_from_the_total(db: None) -> None:
    session = an_open_session(members=6, files=3, readers_per_file=6)
    seats = range(6)
    lone = {(0, seat): "YES" if seat < 3 else "" for seat in seats}
    _hand_in(session, lone | {(file, seat): "NO" for file in (1, 2) for seat in seats})
    report = panel(sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now()))
    for question, *cells in zip(report.questions, *(cells for _, cells in report.heat), strict=True):
        shown = [cell for cell in cells if cell.readings is not None]
        assert (question.readings, question.on_side) in {(15, 3), (15, 12)}
        assert len(shown) == 1
        assert question.readings is not None and shown[0].readings is not None
        assert question.readings - shown[0].readings >= 5


def test_nobody_sees_results_before_the_close(db: None) -> None:
    session = an_open_session(members=5, files=1, readers_per_file=5)
    client = signed_in(session.sample.drawn_by)
    for route in ("panels:results", "panels:results-csv", "panels:api-results"):
        assert client.get(reverse(route, args=[session.pk])).status_code == 404
    with pytest.raises(CommandError, match="not closed"):
        call_command("figures", "panel", str(session.pk), stdout=io.StringIO())
    with pytest.raises(CommandError, match="no session"):
        call_command("figures", "panel", "999999", stdout=io.StringIO())


def test_the_queries_of_results_do_not_grow(closed: Session, django_assert_max_num_queries: object) -> None:
    report_queries = 8
    with django_assert_max_num_queries(report_queries):  # type: ignore[operator]
        panel(Session.objects.for_list().get(pk=closed.pk))


def test_a_member_reads_none_of_the_staff_pages(closed: Session) -> None:
    member = closed.panel.seats.first().user  # type: ignore[union-attr]
    for route in ("panels:results", "panels:session", "panels:api-results"):
        assert signed_in(member).get(reverse(route, args=[closed.pk])).status_code == 404
