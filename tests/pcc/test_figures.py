"""Statistics against maintained libraries on random data, and against what must hold whatever the data."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.statistics import survival_difference_at_fixed_point_in_time_test
from lifelines.utils import qth_survival_times
from scipy.stats import binom
from statprocon import XmR
from statsmodels.stats.proportion import proportion_confint

from pcc import figures
from pcc.errors import RuleBroken
from pcc.figures import Summary

counts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
durations = st.lists(st.integers(0, 1500), min_size=1, max_size=60)


def test_a_summary_of_nothing_is_none():
    assert figures.summarise(np.array([], dtype=np.int32)) is None


def test_percentiles_interpolate_linearly():
    assert figures.summarise(np.array([10, 20, 30, 40], dtype=np.int32)) == Summary(4, 25.0, 25.0, 32.5, 37.0)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([88], "The one complaint took 88 working days."),
        ([1], "The one complaint took 1 working day."),
        ([3, 5, 9], "Half of the 3 complaints took up to 5 working days: they are too few to say more."),
        (
            range(1, 11),
            "Half of the 10 complaints took up to 6 working days, three quarters up to 8 and nine in ten up to 9.",
        ),
    ],
)
def test_of_a_handful_half_alone_is_told(days, words):
    assert figures.summarise(list(days)).in_words() == words


@given(durations)
def test_a_summary_is_that_of_pandas(days):
    series = pd.Series(days)
    expected = [len(days), series.mean(), *series.quantile([0.5, 0.75, 0.9], interpolation="linear")]
    found = figures.summarise(days)
    assert [found.n, found.mean, found.median, found.p75, found.p90] == pytest.approx(expected, abs=1e-9)


@given(durations)
def test_the_order_of_days_does_not_change_a_summary(days):
    assert figures.summarise(days[::-1]).p90 == figures.summarise(days).p90


@given(counts)
def test_the_interval_of_a_share_is_wilsons(count):
    share = figures.wilson(*count)
    assert (share.low, share.high) == pytest.approx(proportion_confint(*count, method="wilson"), abs=1e-12)


@given(counts)
def test_a_share_lies_in_its_interval_and_the_interval_in_0_to_1(count):
    share = figures.wilson(*count)
    assert 0 <= share.low <= share.value <= share.high <= 1


def test_no_cases_have_no_share():
    assert figures.wilson(0, 0) is None


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (1, 0)])
def test_more_cases_than_there_are_is_refused(k, n):
    with pytest.raises(RuleBroken, match=f"{k} of {n} is not a share"):
        figures.wilson(k, n)


@pytest.mark.parametrize(
    ("k", "n", "words"),
    [
        (20, 104, "20 of 104: 19% (could be anywhere from 13% to 28%)"),
        (3, 9, "3 of 9"),
        (0, 9, "none of 9 (could be up to 30%)"),
        (9, 9, "all of 9 (could be as few as 70%)"),
    ],
)
def test_a_share_says_its_base_and_how_sure_it_is(k, n, words):
    assert figures.wilson(k, n).words == words


# Numbers in words


@pytest.mark.parametrize(
    ("number", "nouns", "words"),
    [
        (0, ("complaint",), "0 complaints"),
        (1, ("complaint",), "1 complaint"),
        (4_175, ("complaint",), "4,175 complaints"),
        (1, ("matter was", "matters were"), "1 matter was"),
        (2, ("matter was", "matters were"), "2 matters were"),
    ],
)
def test_a_count_agrees_with_its_noun(number, nouns, words):
    assert figures.how_many(number, *nouns) == words


@pytest.mark.parametrize(
    ("number", "places", "words"),
    [
        (145.8, 1, "145.8"),
        (89.85, 1, "89.9"),
        (145.25, 1, "145.3"),
        (0.5, 0, "1"),
        (-0.04, 1, "0.0"),
        (-2.25, 1, "-2.3"),
        (1234567.0, 1, "1,234,567.0"),
        (1e9, 0, "1,000,000,000"),
        (1e30, 0, f"{10**30:,}"),
    ],
)
def test_numbers_are_rounded_half_up(number, places, words):
    assert figures.rounded(number, places) == words


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=12), st.floats(-0.1, 0.1))
def test_rounded_parts_add_up_to_the_total_that_is_shown(parts, apart):
    """Such as the difference of two rounded means, which lies up to a step apart from the rounded difference."""
    total = round(math.fsum(parts) + apart, 1)
    shown = figures.that_add_up(parts, total=total)
    assert round(math.fsum(shown), 6) == total
    assert all(abs(one - part) <= 0.2 + 1e-9 for one, part in zip(shown, parts, strict=True))


@pytest.mark.parametrize(
    ("parts", "total", "shown"),
    [
        ([12.24, 43.74, 0.02], 56.0, [12.3, 43.7, 0.0]),
        ([37.1, 19.23, 0.6, -0.461], 56.5, [37.1, 19.2, 0.6, -0.4]),
        ([55.96, 0.0], 55.9, [55.9, 0.0]),
        ([55.96, 0.0], 55.8, [55.8, 0.0]),
    ],
)
def test_parts_that_would_not_add_up_when_rounded_alone_do(parts, total, shown):
    assert figures.that_add_up(parts, total=total) == shown


# Durations


@given(st.lists(st.lists(st.integers(0, 1500), max_size=30), max_size=6))
def test_a_tally_gives_the_summary_of_the_days_of_each_part_and_of_all(parts):
    days = np.array([day for part in parts for day in part], dtype=np.int32)
    place = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    tally = figures.Tally.of(days, place, parts=len(parts))
    assert tally.each == [figures.summarise(part) for part in parts]
    assert tally.together == figures.summarise(days)


# Share finished


lives = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 60), st.booleans()).map(lambda one: (one[0], sum(one[:2]), one[2])),
    min_size=1,
    max_size=80,
)
watched_from_the_start = st.lists(st.tuples(st.just(0), st.integers(0, 60), st.booleans()), min_size=1, max_size=80)


def columns(cases):
    entry, exit, finished = zip(*cases, strict=True)
    return np.array(entry), np.array(exit), np.array(finished)


def kaplan_meier(entry, exit, finished):
    """The oracle's share finished and band, at each age at which something finished."""
    fitted = KaplanMeierFitter().fit(exit, finished, entry=entry)
    band = fitted.confidence_interval_cumulative_density_
    ages = sorted(set(exit[finished]))
    low, high = (band[name][ages] for name in band.columns)
    return pd.DataFrame({"share": fitted.cumulative_density_["KM_estimate"][ages], "low": low, "high": high})


@given(watched_from_the_start)
def test_the_share_finished_and_its_band_are_those_of_another_library(cases):
    entry, exit, finished = columns(cases)
    assume(finished.any())
    found = figures.share_finished(entry, exit, finished, fewest=1)
    expected = kaplan_meier(None, exit, finished)
    assert [step.age for step in found.steps] == list(expected.index)
    assert [step.share for step in found.steps] == pytest.approx(list(expected["share"]), abs=1e-9)
    inside = [step for step in found.steps if step.low is not None]
    ages = [step.age for step in inside]
    assert [step.low for step in inside] == pytest.approx(list(expected["low"][ages]), abs=1e-9)
    assert [step.high for step in inside] == pytest.approx(list(expected["high"][ages]), abs=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_cases_that_were_open_when_watching_began_are_counted_from_then_on_as_in_another_library(seed):
    chance = np.random.default_rng(seed)
    entry = np.where(chance.random(120) < 0.5, 0, chance.integers(0, 30, 120))
    exit, finished = entry + chance.integers(0, 60, 120), chance.random(120) < 0.7
    found = figures.share_finished(entry, exit, finished)
    # The other library counts a case from after its entry; ours from its entry on, whose day is already watched.
    expected = kaplan_meier(np.maximum(entry - 0.5, 0), exit, finished).loc[: found.until]
    assert [(step.age, step.share, step.low, step.high) for step in found.steps] == [
        pytest.approx(row, abs=1e-9) for row in expected.itertuples()
    ]


@given(watched_from_the_start, st.sampled_from([0.5, 0.75, 0.9]))
def test_the_ages_between_which_a_share_was_reached_are_those_of_another_library(cases, share):
    entry, exit, finished = columns(cases)
    assume(finished.any())
    found = figures.share_finished(entry, exit, finished, fewest=1)
    assume(all(abs(edge - share) > 1e-7 for step in found.steps for edge in (step.low, step.high) if edge is not None))
    band = KaplanMeierFitter().fit(exit, finished).confidence_interval_survival_function_
    if found.steps[-1].share == 1:  # the band has no edges there; the other library draws both to nought
        assume(found.reached(share) != found.steps[-1].age)
    edges = qth_survival_times(1 - share, band).iloc[0]
    expected = [None if math.isinf(age) or math.isnan(age) else int(age) for age in edges]
    assert list(found.reached_between(share)) == expected


@given(watched_from_the_start, watched_from_the_start, st.integers(0, 60))
def test_a_difference_is_more_than_chance_where_another_library_says_so(cases, others, age):
    watched = (0, age, False)  # so that the age stands in both curves: the other library draws lines between ages
    first, second = columns([*cases, watched]), columns([*others, watched])
    assume(first[2].any() and second[2].any())
    found = figures.differ_by(
        *(figures.share_finished(*one, fewest=1) for one in (first, second)),
        age=age,
    )
    fitted = [KaplanMeierFitter().fit(exit, finished) for _, exit, finished in (first, second)]
    open_shares = [one.predict(age) for one in fitted]
    assume(all(0 < share < 1 for share in open_shares))
    assume(found is not None)  # beyond the end of a curve nothing is said
    probability = survival_difference_at_fixed_point_in_time_test(age, *fitted).p_value
    assume(abs(probability - 0.05) > 1e-6)
    assert found == (probability < 0.05)


@given(st.lists(st.integers(0, 60), min_size=10, max_size=80))
def test_when_all_have_finished_the_curve_is_the_share_with_no_greater_age(ages):
    exit = np.array(ages)
    found = figures.share_finished(np.zeros_like(exit), exit, np.ones(len(exit), dtype=bool))
    assert [step.share for step in found.steps] == pytest.approx([np.mean(exit <= step.age) for step in found.steps])


@given(lives, st.integers(1, 12))
def test_the_curve_stops_before_fewer_than_the_fewest_are_watched(cases, fewest):
    entry, exit, finished = columns(cases)
    found = figures.share_finished(entry, exit, finished, fewest=fewest)
    watched = [int(((entry <= age) & (exit >= age)).sum()) for age in range(int(exit.max()) + 2)]
    assert found.until == next(age for age, count in enumerate(watched) if count < fewest) - 1
    assert [step.at_risk for step in found.steps] == [watched[step.age] for step in found.steps]


@given(lives)
def test_the_share_finished_never_falls_and_lies_in_its_band(cases):
    found = figures.share_finished(*columns(cases), fewest=3)
    shares = [step.share for step in found.steps]
    assert shares == sorted(shares)
    assert all(step.low <= step.share <= step.high for step in found.steps if step.low is not None)


def test_a_curve_is_read_at_ages_up_to_its_end_and_not_beyond():
    exit = np.array([5] * 10 + [20] * 15 + [40] * 5)
    found = figures.share_finished(
        np.zeros(30, dtype=int), exit, np.array([True] * 25 + [False] * 5), at=(0, 5, 19, 30)
    )
    assert [(one.age, one.share and round(one.share, 4), one.at_risk) for one in found.at] == [
        (0, 0.0, 30),
        (5, 0.3333, 30),
        (19, 0.3333, 20),
        (30, None, 5),
    ]


def test_a_share_that_is_not_reached_is_said_to_be_so():
    exit = np.array([5] * 12 + [20] * 8 + [90] * 20)
    found = figures.share_finished(np.zeros(40, dtype=int), exit, np.array([True] * 20 + [False] * 20))
    assert (found.reached(0.3), found.reached(0.5), found.reached(0.75)) == (5, 20, None)
    assert found.in_words() == (
        "Half finish in 20 working days; three quarters is not yet reached; nine in ten is not yet reached."
    )


def test_the_headline_tells_half_three_quarters_and_nine_in_ten():
    exit = np.repeat([24, 72, 152, 400], [50, 25, 15, 10])
    found = figures.share_finished(np.zeros(100, dtype=int), exit, np.ones(100, dtype=bool))
    assert found.in_words() == "Half finish in 24 working days, three quarters in 72 and nine in ten in 152."


@pytest.mark.parametrize("count", [0, 9])
def test_too_few_cases_have_no_curve(count):
    found = figures.share_finished(np.zeros(count), np.full(count, 3), np.ones(count, dtype=bool), at=(10,))
    assert (found.n, found.until, found.steps, found.in_words()) == (
        count,
        -1,
        (),
        "Too few cases to say how long they take.",
    )


def test_a_case_that_ended_before_it_was_watched_is_left_out_and_counted():
    exit = np.array([4] * 10 + [3])
    found = figures.share_finished(np.array([0] * 10 + [4]), exit, np.ones(11, dtype=bool))
    assert (found.n, found.finished, found.left_out) == (10, 10, 1)


def test_when_all_finish_on_one_day_the_share_is_whole_and_has_no_band():
    found = figures.share_finished(np.zeros(20), np.full(20, 7), np.ones(20, dtype=bool))
    assert found.steps == (figures.Step(age=7, share=1.0, low=None, high=None, at_risk=20, finished=20),)


@pytest.mark.parametrize(("entry", "exit"), [([0], [1, 2]), ([0, 0], [-1, 2])])
def test_columns_that_cannot_be_lives_are_refused(entry, exit):
    with pytest.raises(RuleBroken):
        figures.share_finished(np.array(entry), np.array(exit), np.array([True, True]))


# Process limits


def points(values):
    return [(str(place), value) for place, value in enumerate(values)]


def told(found):
    return [(signal.rule, signal.direction, signal.first, signal.last) for signal in found.signals]


def test_limits_are_those_worked_out_by_hand():
    # mean 50, ranges 2 4 6 4 2 4 6 4 2 4 6: average 4, limits 2.66 averages either side
    values = [50, 52, 48, 54, 50, 48, 52, 46, 50, 52, 48, 50]
    ranges = [2, 4, 6, 4, 2, 4, 6, 4, 2, 4, 2]
    spread = 2.66 * sum(ranges) / 11
    found = figures.xmr(points(values))
    assert found.stretches == (figures.Stretch(0, 12, "limits", 50.0, 50 - spread, 50 + spread),)
    assert (found.signals, found.words) == ((), "Every point is within the range to be expected.")


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=60), st.lists(st.integers(0, 60), max_size=5), st.booleans())
def test_limits_are_those_of_rolling_windows_of_two(values, gaps, leave_out):
    """With gaps, and with wide ranges left out, neither of which statprocon has: a formulation apart, by rolling
    windows of pandas and the textbook's constants (Shewhart's d2 of two values, 1.128, and D4, 3.267), which print
    3 / d2 as 2.66."""
    rules = figures.XmRRules(leave_out_wide_ranges=leave_out)
    for place in gaps:
        values.insert(place, None)
    series = pd.Series(values, dtype=float)
    ranges = series.rolling(2).apply(np.ptp, raw=True).dropna()
    if leave_out:
        average = ranges.mean()
        assume(not np.isclose(ranges, 3.267 * average, rtol=1e-9, atol=0).any() or average == 0)
        narrow = ranges[ranges <= 3.267 * average]
        ranges = narrow if narrow.any() else ranges
    sigma = ranges.mean() / 1.128 if len(ranges) else 0.0
    (stretch,) = figures.xmr(points(values), rules=rules).stretches
    half = (stretch.upper - stretch.lower) / 2
    assert stretch.centre == pytest.approx(series.mean(), rel=1e-9, abs=1e-6)
    assert half == pytest.approx(3 * sigma, rel=2e-4, abs=1e-6)  # 2.66 is 3 / 1.128 to two decimals
    outside = (series - series.mean()).abs() > half
    near_the_edge = np.isclose((series - series.mean()).abs(), half, rtol=1e-6, atol=1e-6)
    found = {first for rule, _, first, _ in told(figures.xmr(points(values), rules=rules)) if rule == "outside"}
    assert found - set(np.flatnonzero(near_the_edge)) == set(np.flatnonzero(outside & ~near_the_edge))


@given(st.lists(st.integers(0, 20_000), min_size=6, max_size=60))
def test_limits_and_points_outside_them_are_those_of_statprocon(values):
    expected = XmR(values)  # which rounds to three decimals at each step
    found = figures.xmr(points(values), rules=figures.XmRRules(leave_out_wide_ranges=False))
    (stretch,) = found.stretches
    limits = (expected.lower_natural_process_limit(), expected.x_central_line(), expected.upper_natural_process_limit())
    assert (stretch.lower, stretch.centre, stretch.upper) == pytest.approx(
        [float(line[0]) for line in limits], abs=0.01
    )
    near = {at for at, value in enumerate(values) if min(abs(value - stretch.lower), abs(value - stretch.upper)) < 0.01}
    outside = {at for at, beyond in enumerate(expected.rule_1_x_indices_beyond_limits()) if beyond}
    assert {first for rule, _, first, _ in told(found) if rule == "outside"} - near == outside - near


def test_a_wide_moving_range_stays_in_where_nothing_else_varies():
    """Else the limits would be the mean, and twelve months of nought would all lie below the lower one."""
    found = figures.xmr(points([0] * 12 + [10]), rules=figures.XmRRules(at_least=0))
    (stretch,) = found.stretches
    assert (stretch.lower, stretch.upper) == (0, pytest.approx(10 / 13 + 2.66 * 10 / 12))
    assert told(found) == [("run", "low", 0, 11), ("outside", "high", 12, 12)]


def test_a_point_beyond_a_limit_is_outside_and_not_near_it():
    """As in the reference code of Making Data Count: one outside with one near makes no two of three near."""
    values = [10, 12] * 6 + [17.5, 14, 30] + [10, 12] * 6
    assert [signal for signal in told(figures.xmr(points(values))) if signal[0] == "near"] == []


def test_only_the_two_of_three_that_are_near_stand_out():
    found = figures.xmr(points([10, 12] * 6 + [16.5, 12, 16.5] + [10, 12] * 3))
    assert [[signal.rule for signal in found.signals_at(place)] for place in (12, 13, 14)] == [["near"], [], ["near"]]


def test_a_wide_moving_range_is_left_out_of_the_limits_unless_asked_for():
    values = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 40]
    narrow = figures.xmr(points(values)).stretches[0]
    wide = figures.xmr(points(values), rules=figures.XmRRules(leave_out_wide_ranges=False)).stretches[0]
    assert narrow.upper - narrow.centre == pytest.approx(2.66 * 1)
    assert wide.upper - wide.centre == pytest.approx(2.66 * 40 / 11)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([10, 11] * 6 + [30], [("outside", "high", 12, 12)]),
        ([10, 11] * 6 + [-9], [("outside", "low", 12, 12)]),
        ([9, 11] * 3 + [14, 13, 14, 13, 14, 13, 14], [("run", "high", 6, 12)]),
        ([10, 20, 10, 20, 10, 20, 10, 12, 14, 16, 18, 19, 20, 10, 20], [("trend", "high", 6, 12)]),
        ([10, 20, 10, 20, 10, 20, 19, 18, 16, 14, 12, 10, 20, 10, 20], [("trend", "low", 5, 11)]),
        ([10, 12] * 6 + [16.5, 12, 16.5] + [10, 12] * 3, [("near", "high", 12, 14)]),
    ],
)
def test_each_signal_is_found_where_it_is(values, expected):
    rules = {rule for rule, *_ in expected}
    found = [signal for signal in told(figures.xmr(points(values))) if signal[0] in rules]
    assert found == expected


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([10, 20] * 6 + [60], "12: 60.0 is above the upper limit of 51.7."),
        ([10, 20] * 6 + [-30], "12: -30.0 is below the lower limit of -15.1."),
    ],
)
def test_a_signal_is_told_in_words(values, words):
    assert figures.xmr(points(values)).words == words


def test_six_in_a_row_on_one_side_are_no_signal_and_the_length_is_a_setting():
    values = [9, 12, 9, 12, 9, 12, 9, 13, 14, 13, 14, 13, 14, 9]
    assert [rule for rule, *_ in told(figures.xmr(points(values))) if rule == "run"] == []
    found = told(figures.xmr(points(values), rules=figures.XmRRules(run=6)))
    assert ("run", "high", 7, 12) in found


def test_a_gap_ends_a_run_and_has_no_moving_range():
    values = [9, 9, 9, 9, None, 9, 9, 9, 15, 15, 15, 15, None, 15, 15, 15]
    found = figures.xmr(points(values))
    assert [rule for rule, *_ in told(found) if rule == "run"] == []
    # Ranges: ten of 0, one of 6. Without the wide one nothing would vary.
    assert found.stretches[0].upper == pytest.approx(12 + 2.66 * 6 / 11)


def test_a_value_equal_to_the_mean_ends_a_run():
    values = [12, 12, 12, 10, 12, 12, 12, 8, 8, 8, 10, 8, 8, 8]
    assert [rule for rule, *_ in told(figures.xmr(points(values))) if rule == "run"] == []


@given(st.floats(0.1, 1e9), st.integers(6, 40))
def test_equal_values_have_no_signals(value, count):
    assert figures.xmr(points([value] * count)).signals == ()


@pytest.mark.parametrize(
    ("count", "basis"), [(1, "median"), (5, "median"), (6, "trial limits"), (11, "trial limits"), (12, "limits")]
)
def test_few_points_have_a_median_or_limits_on_trial(count, basis):
    assert figures.xmr(points(range(count))).stretches[0].basis == basis


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "There are no figures to show."),
        ([None, None], "There are no figures to show."),
        ([4, 5], "Too few points for limits: the line shows the median."),
        (
            [4, 5] * 4,
            "Every point is within the range to be expected. The limits are on trial: there are few points.",
        ),
    ],
)
def test_the_caption_says_how_far_the_limits_can_be_trusted(values, words):
    assert figures.xmr(points(values)).words == words


def test_new_limits_begin_where_they_are_asked_for_and_no_run_crosses_them():
    values = [10, 12] * 6 + [20, 22] * 6
    before, after = figures.xmr(points(values), rebase_at=[12]).stretches
    assert ((before.start, before.stop, before.centre), (after.start, after.stop, after.centre)) == (
        (0, 12, 11.0),
        (12, 24, 21.0),
    )
    assert figures.xmr(points(values), rebase_at=[12]).signals == ()


def test_a_lower_limit_is_cut_where_no_value_can_be():
    values = [0, 9, 1, 8, 0, 9, 1, 8, 0, 9, 1, 8]
    stretch = figures.xmr(points(values), rules=figures.XmRRules(at_least=0)).stretches[0]
    assert (stretch.lower, stretch.upper > stretch.centre) == (0, True)


def slow_xmr(values):
    """Every rule as a walk over all windows: the places that are part of a signal of each rule."""
    mean = sum(values) / len(values)
    ranges = [abs(values[place] - values[place - 1]) for place in range(1, len(values))]
    average = sum(ranges) / len(ranges)
    kept = [one for one in ranges if one <= 3.267 * average]
    spread = 2.66 * sum(kept) / len(kept)
    spread = 2.66 * average if not any(kept) else spread
    marked = {"outside": set(), "run": set(), "trend": set(), "near": set()}
    for first in range(len(values)):
        if abs(values[first] - mean) > spread + 1e-6:
            marked["outside"].add(first)
        seven, places = values[first : first + 7], range(first, first + 7)
        if len(seven) == 7:
            if all(one > mean + 1e-6 for one in seven) or all(one < mean - 1e-6 for one in seven):
                marked["run"].update(places)
            if seven == sorted(set(seven)) or seven == sorted(set(seven), reverse=True):
                marked["trend"].update(places)
        for side in (1, -1):
            offs = [side * (one - mean) for one in values[first : first + 3]]
            near = [2 / 3 * spread + 1e-6 < off <= spread + 1e-6 for off in offs]
            if len(offs) == 3 and min(offs) > 1e-6 and sum(near) >= 2:
                marked["near"].update(first + place for place, is_near in enumerate(near) if is_near)
    return marked


@given(st.lists(st.integers(0, 30), min_size=12, max_size=60))
def test_signals_are_those_of_a_slow_walk_over_every_window(values):
    found = figures.xmr(points(values))
    places = {"outside": set(), "run": set(), "trend": set(), "near": set()}
    for place in range(len(values)):
        for signal in found.signals_at(place):
            places[signal.rule].add(place)
    assert places == slow_xmr(values)


# Backlog


DAY = np.datetime64("2026-01-05")


def weeks(count):
    return DAY + 7 * np.arange(count + 1)


@given(st.lists(st.tuples(st.integers(-40, 80), st.integers(0, 90) | st.none()), max_size=60), st.integers(1, 10))
def test_the_backlog_always_balances_and_is_what_a_count_of_each_day_says(cases, count):
    opened = np.array([DAY + one for one, _ in cases], dtype="datetime64[D]")
    closed = np.array(
        [np.datetime64("NaT") if length is None else DAY + one + length for one, length in cases], dtype="datetime64[D]"
    )
    edges = weeks(count)
    for flow, (since, until) in zip(figures.backlog(opened, closed, edges), itertools.pairwise(edges), strict=True):
        assert flow == figures.Flow(
            since=since,
            start=int(((opened < since) & ~(closed < since)).sum()),
            came_in=int(((opened >= since) & (opened < until)).sum()),
            went_out=int(((closed >= since) & (closed < until)).sum()),
            end=int(((opened < until) & ~(closed < until)).sum()),
        )
        assert flow.start + flow.came_in - flow.went_out == flow.end


def test_a_backlog_with_something_closed_before_it_opened_is_refused():
    with pytest.raises(RuleBroken, match="The period from 2026-01-05 does not balance: 0 at the start and 0 in"):
        figures.backlog(np.array([DAY + 10]), np.array([DAY + 1]), weeks(2))


@pytest.mark.parametrize("edges", [weeks(0), weeks(2)[::-1]])
def test_periods_out_of_order_are_refused(edges):
    with pytest.raises(RuleBroken, match="at least two edges"):
        figures.backlog(np.array([DAY]), np.array([DAY]), edges)


def test_open_cases_are_counted_in_bands_of_age_with_the_oldest_of_each():
    ages = np.array([0, 28, 29, 60, 61, 250, 251, 900])
    assert [(one.band.label, one.count, one.oldest) for one in figures.open_by_age(ages)] == [
        ("0 to 28", 2, 28),
        ("29 to 60", 2, 60),
        ("61 to 120", 1, 61),
        ("121 to 250", 1, 250),
        ("over 250", 2, 900),
    ]


@given(st.lists(st.integers(0, 3000)))
def test_every_open_case_is_in_one_band(ages):
    assert sum(one.count for one in figures.open_by_age(np.array(ages, dtype=int))) == len(ages)


def test_an_age_in_no_band_is_refused():
    with pytest.raises(RuleBroken, match="every age once"):
        figures.open_by_age(np.array([-1]))


def test_the_open_ones_clear_at_the_pace_of_the_last_twelve_weeks():
    out = [1000] + [10] * 4 + [30] * 4 + [20] * 4
    assert figures.forecast(240, weekly_in=[5] * 13, weekly_out=out) == figures.Forecast(
        weeks=12.0,
        low=8.0,
        high=24.0,
        words="At this pace the 240 open ones clear in about 12 weeks "
        "(from 8 weeks to 24 weeks at the fastest and slowest four weeks of the last 12). "
        "What comes in meanwhile is not among them.",
    )


def test_a_pace_that_stood_still_for_four_weeks_has_no_latest_end():
    found = figures.forecast(10, weekly_in=[0] * 8, weekly_out=[0] * 4 + [5] * 4)
    assert (found.weeks, found.low, found.high) == (4.0, 2.0, None)
    assert "2 weeks or longer" in found.words


@pytest.mark.parametrize(
    ("came_in", "went_out", "words"),
    [
        ([5] * 12, [0] * 12, "None finished in the last 12 weeks, so it cannot be said when the open ones clear."),
        (
            [5] * 12,
            [4] * 12,
            "More came in than went out in the last 12 weeks (60 and 48): at this pace the number open grows.",
        ),
        (
            [0] * 12,
            [1] * 9 + [0] * 3,
            "Only 9 finished in the last 12 weeks: too few to say when the 40 open ones clear.",
        ),
        ([1] * 3, [4] * 3, "Too few weeks to say when the 40 open ones clear."),
    ],
)
def test_what_cannot_be_forecast_is_said(came_in, went_out, words):
    found = figures.forecast(40, weekly_in=came_in, weekly_out=went_out)
    assert found == figures.Forecast(None, None, None, words)


def test_nothing_open_needs_no_weeks():
    assert figures.forecast(0, weekly_in=[], weekly_out=[]).words == "Nothing is open."


@given(st.integers(1, 5000), st.lists(st.integers(0, 80), min_size=4, max_size=30))
def test_the_likely_end_lies_between_the_earliest_and_the_latest_when_weeks_are_even(count, out):
    out = [max(out)] * len(out)
    found = figures.forecast(count, weekly_in=[0] * len(out), weekly_out=out)
    assert found.weeks is None or found.low == pytest.approx(found.weeks) == pytest.approx(found.high)


# Comparing bodies


def slow_funnel(rates):
    """Spiegelhalter's method step by step, in plain numbers."""
    average = sum(k for _, k, _ in rates) / sum(n for _, _, n in rates)
    errors = [1 / math.sqrt(4 * n + 2) for _, _, n in rates]
    offs = [math.asin(math.sqrt((k + 3 / 8) / (n + 3 / 4))) - math.asin(math.sqrt(average)) for _, k, n in rates]
    scores = [off / error for off, error in zip(offs, errors, strict=True)]
    low, high = pd.Series(scores).quantile([0.1, 0.9])
    phi = sum(min(max(score, low), high) ** 2 for score in scores) / len(scores)
    weights = [1 / error**2 for error in errors]
    over = (len(rates) * phi - (len(rates) - 1)) / (sum(weights) - sum(one**2 for one in weights) / sum(weights))
    return average, phi, over if phi > 1 + 2 * math.sqrt(2 / len(rates)) else 0.0


bodies = st.lists(counts.map(lambda count: ("body", *count)), min_size=2, max_size=43)


@given(bodies)
def test_the_funnel_is_that_of_the_method_step_by_step(rates):
    found = figures.funnel(rates)
    assert (found.average, found.dispersion, found.spread**2) == pytest.approx(slow_funnel(rates), rel=1e-6, abs=1e-9)


@given(st.integers(1, 60), st.sampled_from([0.05, 0.1, 0.2, 0.3, 0.45]))
def test_a_body_beyond_the_limits_is_one_that_chance_seldom_makes(n, rate):
    """By the exact binomial probability of so few, or so many, among a group that has this rate."""
    group = figures.Funnel(average=rate, dispersion=1, spread=0, bodies=())
    for k in range(n + 1):
        body = group.placed("body", k, n)
        tail = binom.cdf(k, n, rate) if body.z < 0 else binom.sf(k - 1, n, rate)
        if body.position != "as expected":
            assert tail < 0.1
        elif tail < 0.01:
            pytest.fail(f"{k} of {n} is rarer than one in a hundred where the rate is {rate}, and is not found")


@given(bodies)
def test_a_body_is_beyond_the_limits_just_when_its_rate_is(rates):
    found = figures.funnel(rates)
    for body in found.bodies:
        low, high = found.limits(body.n)
        if min(abs(body.share - low), abs(body.share - high)) > 1e-9 and 0 < low < high < 1:
            assert (body.position == "as expected") == (low <= body.share <= high)


@given(bodies, st.integers(1, 100))
def test_limits_close_in_as_cases_grow_and_the_wider_ones_hold_the_narrower(rates, n):
    found = figures.funnel(rates)
    few, many = found.limits(n), found.limits(n * 4)
    outer = found.limits(n, figures.Z_998)
    assert outer[0] <= few[0] <= many[0] <= many[1] + 1e-12
    assert many[1] <= few[1] <= outer[1]


def test_bodies_that_differ_by_chance_alone_have_limits_of_chance_alone():
    found = figures.funnel([(f"{n}", round(n * 0.3), n) for n in (40, 60, 90, 120, 300)])
    assert (found.is_widened, {body.position for body in found.bodies}) == (False, {"as expected"})


def test_one_body_far_from_the_others_is_named_very_high():
    rates = [(f"{place}", 28 + place % 5, 100) for place in range(20)]
    found = figures.funnel([*rates, ("Far", 70, 100)])
    assert [body.name for body in found.bodies if body.position == "very high"] == ["Far"]


def test_bodies_without_a_base_are_left_out_of_a_funnel():
    assert figures.funnel([("none", 0, 0)]) is None
    assert [body.name for body in figures.funnel([("none", 0, 0), ("one", 1, 4)]).bodies] == ["one"]


def test_a_part_greater_than_its_base_has_no_funnel():
    with pytest.raises(RuleBroken):
        figures.funnel([("body", 5, 4)])


# What moved a mean


groups = st.dictionaries(
    st.sampled_from(["informal", "investigation", "otherwise", "not yet known"]),
    st.lists(st.integers(0, 900), max_size=20).map(lambda days: np.array(days, dtype=np.int32)),
    min_size=1,
)


@given(groups, groups)
def test_mix_and_change_within_sum_to_the_change_of_the_mean(before, after):
    moved = figures.what_moved(before, after)
    old, new = (figures.summarise(np.concatenate([*periods.values()])) for periods in (before, after))
    if old is None or new is None:
        assert moved is None
        return
    assert moved.change == pytest.approx(new.mean - old.mean, abs=1e-9)
    assert moved.mix + moved.within == pytest.approx(moved.change, abs=1e-9)
    assert sum(part.mix for part in moved.parts) == pytest.approx(moved.mix, abs=1e-9)
    assert sum(part.within for part in moved.parts) == pytest.approx(moved.within, abs=1e-9)


def test_a_mean_that_moved_by_mix_alone_is_all_mix():
    before = {"quick": np.array([10, 10, 10]), "slow": np.array([100])}
    after = {"quick": np.array([10]), "slow": np.array([100, 100, 100])}
    moved = figures.what_moved(before, after)
    assert (moved.change, moved.mix, moved.within) == (45.0, 45.0, 0.0)


def test_a_mean_that_moved_within_one_group_is_all_within():
    before = {"quick": np.array([10, 10]), "slow": np.array([100, 100])}
    moved = figures.what_moved(before, before | {"slow": np.array([140, 140])})
    assert [(part.group, part.mix, part.within) for part in moved.parts] == [("quick", 0.0, 0.0), ("slow", 0.0, 20.0)]


def test_a_group_that_only_one_period_has_is_mix():
    moved = figures.what_moved({"old": np.array([50])}, {"old": np.array([50]), "new": np.array([90])})
    assert (moved.change, moved.mix, moved.within) == (20.0, 20.0, 0.0)
    assert [(part.group, part.mean_before, part.mean_after) for part in moved.parts] == [
        ("old", 50.0, 50.0),
        ("new", None, 90.0),
    ]


# Small numbers


tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 30]), min_size=width, max_size=width),
        min_size=1,
        max_size=5,
    )
)


def lines_of(table):
    return [list(line) for line in table] + [list(line) for line in zip(*table, strict=True)]


@given(tables)
def test_no_small_count_is_shown(table):
    protected = figures.protect(table)
    shown = [
        count
        for counts, hidden in zip(protected.counts, protected.hidden, strict=True)
        for count, hides in zip(counts, hidden, strict=True)
        if not hides
    ]
    assert [count for count in shown if 0 < count < 5] == []


@given(tables)
def test_no_row_or_column_has_a_single_hidden_cell(table):
    assert [line for line in lines_of(figures.protect(table).hidden) if sum(line) == 1] == []


@given(tables)
def test_no_hidden_count_follows_from_the_sums(table):
    """For each hidden cell there is another way to fill the hidden cells that gives the same sums."""
    protected = figures.protect(table)
    hidden = [tuple(cell) for cell in np.argwhere(np.array(protected.hidden))]
    rows, width = len(protected.counts), len(protected.counts[0])
    sums = []
    for line in [[(row, at) for at in range(width)] for row in range(rows)] + [
        [(row, at) for row in range(rows)] for at in range(width)
    ]:
        sums.append([(-1 if cell == line[-1] else 1) if cell in line else 0 for cell in hidden])
    rank = np.linalg.matrix_rank(np.array(sums)) if hidden else 0
    for place in range(len(hidden)):
        alone = [[int(other == place) for other in range(len(hidden))]]
        assert np.linalg.matrix_rank(np.array(sums + alone)) == rank + 1


@given(tables)
def test_a_table_without_small_counts_is_shown_whole(table):
    table = [[count * 5 for count in row] for row in table]
    assert not any(map(any, figures.protect(table).hidden))


def test_a_second_cell_is_hidden_in_the_row_and_in_the_column_of_a_small_one():
    assert figures.protect([[3, 20, 30], [40, 50, 60], [70, 80, 90]]).shown() == [
        ["[c]", "[c]", "30", "53"],
        ["[c]", "[c]", "60", "150"],
        ["70", "80", "90", "240"],
        ["113", "150", "180", "443"],
    ]


def test_hidden_cells_that_sum_to_a_small_number_take_another_with_them():
    assert figures.protect([[1, 1, 98, 40]]).shown() == [["[c]", "[c]", "98", "[c]", "140"]] * 2


@pytest.mark.parametrize("table", [[], [[]], [[-1, 2]]])
def test_what_is_not_a_table_of_counts_is_refused(table):
    with pytest.raises(RuleBroken, match="A table of counts"):
        figures.protect(table)


def test_a_group_that_lies_in_one_cell_is_pointed_out():
    protected = figures.protect([[12, 0, 0], [8, 9, 20], [5, 7, 9]])
    assert protected.whole_groups == ("row 1",)
