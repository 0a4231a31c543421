"""Sums of draws: right, and the same however the draws are parted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from biofuel_mandate.uncertainty.tally import QUANTILE_ERROR, Tally, packed, unpacked

NUMBERS = npst.arrays(
    np.float64, st.integers(2, 300), elements=st.floats(-1e6, 1e6, allow_subnormal=False)
)


def tally_of(numbers: np.ndarray, scale: float = 100.0, parts: int = 1) -> Tally:
    whole = Tally.empty(scale, 1)
    for part in np.array_split(numbers, parts):
        one = Tally.empty(scale, 1)
        one.add(0, part, None, len(part))
        whole.merge(one)
    return whole


@settings(max_examples=40, deadline=None, derandomize=True)
@given(NUMBERS)
def test_mean_and_spread_are_those_of_the_draws(numbers: np.ndarray) -> None:
    found = tally_of(numbers, parts=3)
    size = np.abs(numbers).max() + 100  # the scale, from which distances are taken
    assert found.average() == pytest.approx(numbers.mean(), abs=1e-9 * size)
    assert found.deviation() == pytest.approx(numbers.std(ddof=1), rel=1e-6, abs=1e-6 * size)
    assert found.total == len(numbers)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(NUMBERS, st.sampled_from([0.05, 0.25, 0.5, 0.95]))
def test_a_quantile_is_right_to_the_stated_error(numbers: np.ndarray, share: float) -> None:
    found = tally_of(numbers).quantile(share)
    order = np.sort(numbers)
    at = min(len(order) - 1, max(0, int(np.ceil(share * len(order))) - 1))
    near = order[at]
    # A bin is twice the error wide, and what is a millionth of the scale counts as 0.
    assert abs(found - near) <= 2.01 * QUANTILE_ERROR * abs(near) + 100.0 * 2.0**-19


@given(NUMBERS, st.integers(1, 7))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_counts_are_the_same_however_draws_are_parted(numbers: np.ndarray, parts: int) -> None:
    one, other = tally_of(numbers), tally_of(numbers, parts=parts)
    assert one.bins.start == other.bins.start
    assert np.array_equal(one.bins.counts, other.bins.counts)


def test_a_constant_is_itself() -> None:
    found = Tally.empty(3.7, 1)
    found.add(0, 3.7, None, 1000)
    assert [found.average(), found.quantile(0.05), found.quantile(0.95)] == [3.7] * 3
    assert found.error() == 0.0


def test_draws_without_a_number_do_not_count() -> None:
    found = Tally.empty(1.0, 1)
    found.add(0, np.array([1.0, np.nan, 3.0, 5.0]), np.array([True, True, True, False]), 4)
    assert found.total == 2
    assert found.average() == 2.0


def test_the_error_of_independent_parts_is_that_between_them() -> None:
    found = Tally.empty(1.0, 4)
    means = [1.0, 2.0, 3.0, 4.0]
    for group, mean in enumerate(means):
        found.add(group, np.array([mean - 1, mean + 1]), None, 2)
    assert found.error() == pytest.approx(np.std(means, ddof=1) / 2)


def test_what_travels_is_what_arrives() -> None:
    found = tally_of(np.array([-3.0, 1.0, 2.5, 1e-30, 0.0]))
    again = unpacked(packed([found, found]))[1]
    assert again.average() == found.average()
    assert again.quantile(0.5) == found.quantile(0.5)
    assert again.error() == found.error()


def test_a_histogram_shares_out_all_draws() -> None:
    numbers = np.random.default_rng(1).normal(50, 5, 10_000)
    shares = tally_of(numbers).histogram(np.linspace(0, 100, 51).tolist())
    assert shares.sum() == pytest.approx(1.0)
    expected, _ = np.histogram(numbers, np.linspace(0, 100, 51))
    assert shares == pytest.approx(expected / 10_000, abs=5e-3)
