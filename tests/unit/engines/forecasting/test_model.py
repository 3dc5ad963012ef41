"""Forecasts of daily series: ranges that hold, gaps, short series, and nothing known from the future."""

import datetime as dt

import numpy as np
import pytest

from wellrun.engines.forecasting.intervals import LEVELS, quantiles
from wellrun.engines.forecasting.model import forecast, held_out, judge, rolling
from wellrun.engines.forecasting.series import DAY, DailySeries

MONDAY = dt.date(2024, 1, 1)


def series(days: int = 600, seed: int = 3, mean: float = 60.0) -> DailySeries:
    at = np.arange(days)
    expected = mean * (1 + 0.2 * (at % 7 < 5) + 0.1 * np.cos(2 * np.pi * at / 365.25))
    return DailySeries(MONDAY, np.random.default_rng(seed).poisson(expected).astype(float))


def test_a_forecast_of_counts_that_vary_by_chance_alone_is_near_their_mean():
    at = np.arange(600, 628)
    expected = 60 * (1 + 0.2 * (at % 7 < 5) + 0.1 * np.cos(2 * np.pi * at / 365.25))
    found = forecast(series(), 28)
    assert np.abs(found.point / expected - 1).mean() < 0.04
    assert (found.start, found.days[-1]) == (MONDAY + 600 * DAY, MONDAY + 627 * DAY)


def test_ranges_hold_as_often_as_they_say():
    """Four series of 600 days, the last 364 foretold by 28: 80 in a hundred days inside, give or take six."""
    inside_80, inside_95, days = 0, 0, 0
    for seed in range(4):
        one = series(seed=seed)
        found = judge(one, rolling(one, range(236, 600, 28), 28))
        assert found is not None
        inside_80, inside_95, days = inside_80 + found.inside_80, inside_95 + found.inside_95, days + found.days
    assert days == 4 * 364
    assert 0.74 <= inside_80 / days <= 0.88
    assert 0.92 <= inside_95 / days <= 0.985


def test_nothing_is_known_from_the_days_after():
    """What was forecast from day 400 is the same to the last digit, whatever came on day 400 and after."""
    whole = series()
    torn = DailySeries(MONDAY, np.r_[whole.values[:400], whole.values[400:] * 9 + 500])
    (first,), (second,), third = rolling(whole, [400], 28), rolling(torn, [400], 28), forecast(whole.until(400), 28)
    for other in (second, third):
        assert (first.point == other.point).all()
        assert (first.quantiles == other.quantiles).all()
        assert first.weights == other.weights


def test_many_origins_at_once_are_as_one_by_one():
    one = series(300)
    for origin, found in zip((200, 213, 256), rolling(one, [200, 213, 256], 14), strict=True):
        alone = forecast(one.until(origin), 14)
        assert found.point == pytest.approx(alone.point, rel=1e-12)
        assert (found.quantiles == alone.quantiles).all()


def test_a_day_not_reported_is_told_and_does_not_pull_the_forecast_down():
    whole = series()
    with_gap = whole.values.copy()
    with_gap[[580, 590, 597]] = 0
    found = forecast(DailySeries(MONDAY, with_gap), 14)
    assert [(gap.day - MONDAY).days for gap in found.gaps] == [580, 590, 597]
    assert found.point == pytest.approx(forecast(whole, 14).point, rel=0.05)


def test_ranges_of_few_patients_are_whole_and_never_below_nobody():
    found = forecast(series(200, mean=0.6), 14)
    assert (found.quantiles >= 0).all()
    assert (found.quantiles == np.round(found.quantiles)).all()
    assert (np.diff(found.quantiles, axis=0) >= 0).all()
    low, high = found.range_of(0.8)
    assert low.max() <= 1
    assert high.max() <= 4


def test_a_ward_that_is_always_full_is_forecast_full():
    found = forecast(DailySeries(MONDAY, np.full(120, 28.0)), 30)
    assert found.point == pytest.approx(np.full(30, 28.0))
    assert found.range_of(0.95)[0].tolist() == found.range_of(0.95)[1].tolist() == [28] * 30


def test_eight_weeks_suffice_and_what_was_never_judged_is_wider():
    found = forecast(series(56), 90)
    low, high = found.range_of(0.8)
    assert (high - low)[80] > (high - low)[7]
    with pytest.raises(ValueError, match="from day 56"):
        forecast(series(55), 7)


def test_a_day_ahead_is_the_first_of_a_week_ahead():
    one, week = forecast(series(60), 1), forecast(series(60), 7)
    assert one.point.tolist() == week.point[:1].tolist()
    assert one.quantiles.tolist() == week.quantiles[:, :1].tolist()


def test_a_series_of_gaps_cannot_be_judged():
    values = np.full(80, np.nan)
    values[:14] = 5
    with pytest.raises(ValueError, match="a range needs"):
        forecast(DailySeries(MONDAY, values), 7)


def test_ranges_beyond_what_was_judged_grow_by_the_square_root_of_the_time():
    truth = np.full((20, 8), np.nan)
    truth[:, :2] = 1 + np.linspace(-1, 1, 20)[:, None]
    found = quantiles(
        np.ones(40), np.ones((20, 40)), np.pad(truth, ((0, 0), (0, 32)), constant_values=np.nan), counts=False
    )
    width = found[LEVELS.index(0.9)] - 1
    # Horizons are put together by the week, so that the fifth day is the last with anything of the second in it.
    assert width[39] / width[4] == pytest.approx(np.sqrt(40 / 5))


def test_the_newest_days_as_they_would_have_been_foretold():
    one = series()
    made, found = held_out(one, days=28)
    assert [each.start for each in made] == [MONDAY + day * DAY for day in (572, 579, 586, 593)]
    assert found is not None
    assert found.days == 28
    assert found.mean_miss == pytest.approx(
        np.abs(one.values[572:] - np.concatenate([each.point for each in made])).mean()
    )
    assert found.bias == pytest.approx((one.values[572:] - np.concatenate([each.point for each in made])).mean())
    assert 0 < found.mase < 1
    assert found.coverage_80 <= found.coverage_95 <= 1


def test_what_has_not_come_yet_is_judged_by_nobody():
    one = series(200)
    assert judge(one, [forecast(one, 7)]) is None
    half = judge(one, rolling(one.until(198), [198], 7))
    assert half is not None
    assert half.days == 2


def test_ranges_and_horizons_that_are_not_kept_are_refused():
    with pytest.raises(ValueError, match="ranges are kept at"):
        forecast(series(100), 7).range_of(0.9)
    for days in (0, 367):
        with pytest.raises(ValueError, match="from 1 day to 366"):
            forecast(series(100), days)
