"""How good a forecast was: its errors by hand, and what ranges have to hold."""

import numpy as np
import pytest

from wellrun.engines.forecasting import accuracy
from wellrun.engines.forecasting.intervals import LEVELS, quantiles

NAN = float("nan")


def test_scaled_error_is_the_miss_over_what_last_week_would_have_missed():
    """Hyndman and Koehler 2006: known days differ from the week before by 2 on the mean; missed by 1: 0.5."""
    known = np.array([10.0, 20, 30, 40, 50, 60, 70, 12, 18, 32, 38, 52, 58, 72])
    assert accuracy.naive_error(known) == 2
    assert accuracy.mase(np.array([10.0, 20]), np.array([11.0, 19]), known) == 0.5


def test_scaled_error_of_days_that_never_differ_is_infinite():
    assert accuracy.mase(np.array([1.0]), np.array([2.0]), np.ones(14)) == float("inf")


def test_symmetric_percentage_error():
    """Makridakis 1993: |100 − 120| over their mean of 110; a day of 0 forecast as 0 misses nothing."""
    assert accuracy.smape(np.array([100.0, 0.0]), np.array([120.0, 0.0])) == pytest.approx(100 * (20 / 110) / 2)


def test_quantile_loss_asks_more_for_what_comes_above_a_high_quantile():
    """Koenker and Bassett 1978: 10 above the 0.9 quantile costs 9, 10 below costs 1."""
    assert accuracy.pinball(np.array([20.0]), np.array([10.0]), 0.9) == pytest.approx(9)
    assert accuracy.pinball(np.array([10.0]), np.array([20.0]), 0.9) == pytest.approx(1)


def test_coverage_counts_the_ends_of_a_range_as_inside():
    truth = np.array([1.0, 5.0, 9.0, 10.0])
    assert accuracy.coverage(truth, np.full(4, 1.0), np.full(4, 9.0)) == 0.75


def test_days_not_reported_are_judged_by_nobody():
    truth, forecast = np.array([NAN, 10.0]), np.array([50.0, 12.0])
    assert accuracy.mean_miss(truth, forecast) == 2
    assert accuracy.coverage(truth, np.zeros(2), np.full(2, 10.0)) == 1
    assert accuracy.pinball(truth, forecast, 0.5) == 1
    assert accuracy.smape(truth, forecast) == pytest.approx(100 * 2 / 11)
    nobody = np.full(2, NAN)
    for judged in (accuracy.mean_miss, accuracy.smape, lambda a, b: accuracy.coverage(a, b, b)):
        assert np.isnan(judged(nobody, forecast))


def test_a_range_is_the_quantiles_of_what_was_missed_before():
    """Split conformal: a hundred origins that missed 1 … 100 at a forecast of 1, so that the unit is 1.

    The chance of 0.9 is taken at 0.5 + 0.4 · 101/100 = 0.904 of the misses: 1 + 0.904 · 99 = 90.496 above 1.
    """
    missed = np.arange(1.0, 101)[:, None]
    found = quantiles(np.ones(1), np.ones((100, 1)), 1 + missed, counts=False)
    assert found[LEVELS.index(0.9), 0] == pytest.approx(1 + 90.496)
    assert found[LEVELS.index(0.5), 0] == pytest.approx(1 + 50.5)


def test_ranges_of_counts_are_whole_and_not_below_nobody():
    missed = np.linspace(-9.4, 9.4, 50)[:, None]
    found = quantiles(np.array([2.0]), np.full((50, 1), 2.0), 2 + missed, counts=True)
    assert (found >= 0).all()
    assert (found == np.round(found)).all()
    assert found[0, 0] == 0
