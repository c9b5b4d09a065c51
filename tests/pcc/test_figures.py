"""Statistics against maintained libraries on random data, and against what must hold whatever the data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcc import figures
from pcc.figures import Summary

durations = st.lists(st.integers(0, 1500), min_size=1, max_size=60)


def test_a_summary_of_nothing_is_none():
    assert figures.summarise(np.array([], dtype=np.int32)) is None


def test_percentiles_interpolate_linearly():
    assert figures.summarise(np.array([10, 20, 30, 40], dtype=np.int32)) == Summary(4, 25.0, 25.0, 32.5, 37.0)


@given(durations)
def test_a_summary_is_that_of_pandas(days):
    series = pd.Series(days)
    expected = [len(days), series.mean(), *series.quantile([0.5, 0.75, 0.9], interpolation="linear")]
    found = figures.summarise(days)
    assert [found.n, found.mean, found.median, found.p75, found.p90] == pytest.approx(expected, abs=1e-9)


@given(durations)
def test_the_order_of_days_does_not_change_a_summary(days):
    assert figures.summarise(days[::-1]).p90 == figures.summarise(days).p90
