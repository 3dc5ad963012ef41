"""Hours: profiles that add up, ranges that hold, and the census between midnights."""

import datetime as dt

import numpy as np
import pytest

from wellrun.engines.forecasting.distribution import counted
from wellrun.engines.forecasting.hourly import arrivals, census, profile
from wellrun.engines.forecasting.series import DAY

MONDAY = dt.date(2026, 1, 5)
SHARE = np.r_[np.full(8, 1.0), np.full(12, 4.0), np.full(4, 2.0)] / 64


def hours(days: int = 200, seed: int = 5) -> np.ndarray:
    weekday = np.arange(days) % 7
    expected = (100 + 20 * (weekday == 0))[:, None] * SHARE
    return np.random.default_rng(seed).poisson(expected).astype(float)


def test_a_profile_adds_up_and_is_that_of_all_days_where_a_weekday_tells_little():
    found = profile(hours(), MONDAY)
    assert found.sum(axis=1) == pytest.approx(np.ones(7))
    assert np.abs(found - SHARE).max() < 0.01
    shifted = hours(28)
    shifted[6::7] = np.roll(shifted[6::7], 12, axis=1)
    sunday, others = profile(shifted, MONDAY)[6], profile(shifted, MONDAY)[:6].mean(axis=0)
    # Four Sundays of a hundred arrivals against five hundred that count for all days.
    assert 0 < np.abs(sunday - others).sum() < 0.6 * np.abs(np.roll(SHARE, 12) - SHARE).sum()


def test_hours_add_up_to_the_day_and_their_ranges_hold():
    known = hours(400)
    inside, days = 0, 0
    for origin in range(300, 393, 7):
        made = arrivals(known[:origin], MONDAY)
        found, truth = made.by_hour, known[origin : origin + 7]
        assert found.start == MONDAY + origin * DAY
        assert found.point.shape == (7, 24)
        inside += int(((found.lower[0.8] <= truth) & (truth <= found.upper[0.8])).sum())
        days += truth.size
    # Of whole numbers near 1 to 6, the narrowest range that holds 80 in a hundred holds up to 92.
    assert 0.8 <= inside / days <= 0.93


def test_how_many_come_between_two_moments():
    made = arrivals(hours(400), MONDAY)
    start = dt.datetime.combine(made.start, dt.time(), dt.UTC)
    whole = made.between(start, start + dt.timedelta(days=1))
    assert whole.mean == pytest.approx(made.mean[0].sum(), rel=1e-6)
    evening = made.between(start + dt.timedelta(hours=18.5), start + dt.timedelta(days=1))
    assert evening.mean == pytest.approx(made.mean[0, 18] / 2 + made.mean[0, 19:].sum(), rel=1e-6)
    assert evening.variance >= evening.mean * 0.999
    night = made.between(start + dt.timedelta(hours=22), start + dt.timedelta(hours=30))
    assert night.mean == pytest.approx(made.mean[0, 22:].sum() + made.mean[1, :6].sum(), rel=1e-6)
    assert made.between(start, start).range_of(0.95) == (0, 0)
    for first, last in ((start, start - DAY), (start - DAY, start), (start, start + 8 * DAY)):
        with pytest.raises(ValueError, match="forecast for 7 days"):
            made.between(first, last)


def test_a_busy_day_makes_all_its_hours_busy():
    """Days that vary more than chance make the evening vary more than a Poisson count, hours in proportion."""
    busy = np.random.default_rng(2).gamma(20, 1 / 20, 400)
    known = np.random.default_rng(3).poisson(busy[:, None] * 100 * SHARE).astype(float)
    made = arrivals(known, MONDAY)
    start = dt.datetime.combine(made.start, dt.time(), dt.UTC)
    day = made.between(start, start + dt.timedelta(days=1))
    assert day.variance == pytest.approx(100 + 100**2 / 20, rel=0.4)


def test_the_census_goes_through_its_midnights_by_the_usual_course_of_the_day():
    days, chance = 200, np.random.default_rng(7)
    midnights = 80 + np.cumsum(chance.normal(0, 1, days + 1)) * 0.3
    part = np.arange(24) / 24
    course = 6 * np.sin(2 * np.pi * part)
    known = np.round(
        midnights[:-1, None] * (1 - part) + midnights[1:, None] * part + course + chance.normal(0, 0.5, (days, 24))
    )
    found = census(known[:-7], MONDAY)
    assert np.abs(found.point - known[-7:]).mean() < 2
    assert (found.point[:, 6] - (found.point[:, 0] * 0.75 + np.r_[found.point[1:, 0], np.nan] * 0.25))[
        :-1
    ] == pytest.approx(np.full(6, 6), abs=0.6)
    assert (found.lower[0.95] <= found.lower[0.8]).all()
    assert (found.lower[0.8] <= found.point + 0.5).all()
    assert (found.upper[0.8] <= found.upper[0.95]).all()


def test_days_with_an_hour_missing_count_and_days_without_reports_do_not():
    known = hours(120)
    known[60, 2] = np.nan
    known[70] = np.nan
    assert arrivals(known, MONDAY).mean.sum(axis=1) == pytest.approx(
        arrivals(hours(120), MONDAY).mean.sum(axis=1), rel=0.05
    )


def test_what_is_not_by_hour_is_refused():
    with pytest.raises(ValueError, match="a row of 24"):
        arrivals(np.ones((80, 23)), MONDAY)
    with pytest.raises(ValueError, match="from 1 day to 7"):
        census(np.ones((80, 24)), MONDAY, 8)


def test_a_certain_nobody():
    assert counted(0, 0).range_of(0.95) == (0, 0)
