"""Any series and any chances: no future is known, ranges are in order, and sums are those of every way counted."""

from __future__ import annotations

import datetime as dt
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellrun.engines.forecasting.beds import need
from wellrun.engines.forecasting.distribution import Distribution, counted, sum_of_chances
from wellrun.engines.forecasting.model import forecast, rolling
from wellrun.engines.forecasting.series import DailySeries

START = dt.date(2024, 2, 27)
CHANCES = st.lists(st.floats(0, 1), max_size=7)


@st.composite
def series_of_some_sort(draw: st.DrawFn) -> DailySeries:
    """Counts of some size with weekdays, gaps and zeros among them."""
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    days = draw(st.integers(130, 200))
    week = chance.uniform(0, draw(st.sampled_from((0.5, 8.0, 300.0))), 7)
    values = chance.poisson(np.resize(week, days)).astype(float)
    for share, value in ((draw(st.sampled_from((0, 0.05, 0.4))), np.nan), (draw(st.sampled_from((0, 0.1))), 0.0)):
        values[chance.random(days) < share] = value
    return DailySeries(START, values)


@settings(max_examples=10, deadline=None)
@given(series_of_some_sort(), st.integers(100, 130), st.integers(1, 20))
def test_the_days_from_an_origin_on_change_nothing(series: DailySeries, origin: int, horizon: int) -> None:
    other = DailySeries(START, np.r_[series.values[:origin], series.values[origin:][::-1] * 3 + 1])
    (found,), (torn,) = rolling(series, [origin], horizon), rolling(other, [origin], horizon)
    assert (found.point == torn.point).all()
    assert (found.quantiles == torn.quantiles).all()


@settings(max_examples=10, deadline=None)
@given(series_of_some_sort(), st.integers(1, 40))
def test_quantiles_rise_and_counts_stay_counts(series: DailySeries, horizon: int) -> None:
    found = forecast(series, horizon)
    assert np.isfinite(found.point).all()
    assert (found.point >= 0).all()
    assert (np.diff(found.quantiles, axis=0) >= 0).all()
    assert (found.quantiles >= 0).all()
    assert (found.quantiles == np.round(found.quantiles)).all()


@given(CHANCES)
def test_the_sum_of_chances_is_every_way_counted(chances: list[float]) -> None:
    by_hand = np.zeros(len(chances) + 1)
    for way in product((0, 1), repeat=len(chances)):
        ways = [p if happens else 1 - p for happens, p in zip(way, chances, strict=True)]
        by_hand[sum(way)] += float(np.prod(ways))
    found = sum_of_chances(chances)
    assert found.chances == pytest.approx(by_hand, abs=1e-12)
    for sure in (0.5, 0.8, 0.95):
        low, high = found.range_of(sure)
        assert found.at_least(low) - found.at_least(high + 1) >= sure - 1e-9


@given(st.floats(0, 40), st.floats(1, 4), CHANCES, st.integers(0, 20))
def test_beds_needed_are_the_sum_of_the_parts(mean: float, spread: float, chances: list[float], boarding: int) -> None:
    arriving, leaving = counted(mean, mean * spread), sum_of_chances(chances)
    tonight = need(now=len(chances), boarding=boarding, planned=0, arriving=arriving, leaving=leaving)
    needed = tonight.needed
    assert needed.first >= 0
    assert needed.mean == pytest.approx(len(chances) + boarding + arriving.mean - sum(chances), abs=1e-6)
    assert needed.variance == pytest.approx(arriving.variance + leaving.variance, abs=1e-6)
    assert all(needed.at_least(beds) >= needed.at_least(beds + 1) - 1e-12 for beds in range(30))


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8), st.floats(0, 1), st.integers(-5, 5))
def test_a_quantile_is_the_least_number_that_is_reached(weights: list[float], chance: float, first: int) -> None:
    found = Distribution(first, np.array(weights) / sum(weights))
    number = found.quantile(chance)
    up_to = 1 - found.at_least(number + 1)
    assert up_to >= chance - 1e-9
    assert number == first or 1 - found.at_least(number) < chance
