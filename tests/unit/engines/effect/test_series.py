"""Interrupted time series: hand-worked series, what is left out of the line, and how often intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from wellrun.engines.effect.series import Estimate, Point, departure, interrupted


def points(rates: np.ndarray, discharges: int = 1000) -> list[Point]:
    return [
        Point(returns=round(rate * discharges), discharges=discharges, exposure=discharges) for rate in rates.tolist()
    ]


def test_a_step_from_ten_to_eight_in_a_hundred_is_a_fifth_and_twenty_a_month() -> None:
    found = interrupted(points(np.r_[np.full(24, 0.10), np.full(12, 0.08)]), 24)
    assert found.reduction.value == pytest.approx(0.2, abs=1e-9)
    # Each of the 20 a month would have gone home again, and one in ten of them would have returned, and so on.
    assert found.avoided.value == pytest.approx(12 * 20 / (1 - 0.1), abs=1e-6)
    assert found.level.value == pytest.approx(np.log(0.8), abs=1e-9)
    assert (found.slope.value, found.trend.value) == pytest.approx((0, 0), abs=1e-9)
    assert found.counterfactual[24:] == pytest.approx([100] * 12)
    assert found.fitted[24:] == pytest.approx([80] * 12)
    assert found.reduction.sure


def test_returns_avoided_and_reduction_say_the_same_thing_where_no_return_counts_again() -> None:
    given = points(np.r_[np.full(24, 0.10), np.full(12, 0.08)])
    found = interrupted(given, 24, returns_count_again=False)
    assert found.avoided.value == pytest.approx(12 * 20, abs=1e-6)
    assert found.avoided.lower == pytest.approx(960 / (1 - found.reduction.lower) - 960)
    assert found.avoided.upper == pytest.approx(960 / (1 - found.reduction.upper) - 960)


def test_a_steady_trend_is_carried_on_and_is_no_effect() -> None:
    falling = 0.2 * np.exp(-0.01 * np.arange(48))
    found = interrupted(points(falling, 100_000), 30)
    assert found.reduction.value == pytest.approx(0, abs=1e-3)
    assert not found.reduction.sure
    assert found.trend.value == pytest.approx(-0.01, abs=1e-4)


def test_a_change_of_slope_is_found_and_averaged_over_the_time_after() -> None:
    after = np.arange(12)
    rates = np.r_[np.full(30, 0.2), 0.2 * np.exp(-0.02 * after)]
    found = interrupted(points(rates, 1_000_000), 30)
    assert found.slope.value == pytest.approx(-0.02, abs=1e-5)
    assert found.reduction.value == pytest.approx(1 - np.exp(-0.02 * after).mean(), abs=1e-4)


def test_a_season_is_told_from_a_programme_that_starts_in_its_trough() -> None:
    months = np.arange(48)
    seasonal = 0.16 * np.exp(0.15 * np.cos(2 * np.pi * months / 12))
    with_season = interrupted(points(seasonal[:42], 100_000), 36)
    assert with_season.season
    assert abs(with_season.reduction.value) < 0.01
    assert not interrupted(points(seasonal[:24], 100_000), 18).season


def test_returns_are_set_against_what_was_expected_of_them() -> None:
    expected = np.linspace(100, 200, 36)
    given = [
        Point(returns=round(each * (1 if at < 24 else 0.5)), discharges=1000, exposure=each)
        for at, each in enumerate(expected.tolist())
    ]
    assert interrupted(given, 24).reduction.value == pytest.approx(0.5, abs=0.01)


def test_the_phase_in_counts_for_the_effect_but_does_not_bend_the_line() -> None:
    rates = np.r_[np.full(24, 0.2), 0.2, 0.18, np.full(12, 0.16)]
    found = interrupted(points(rates, 10_000), 24, phase_in=2)
    assert found.slope.value == pytest.approx(0, abs=1e-9)
    assert found.reduction.value == pytest.approx(1 - (0.2 + 0.18 + 12 * 0.16) / (14 * 0.2), abs=1e-9)


def test_a_spike_before_the_start_can_be_left_out() -> None:
    rates = np.r_[np.full(27, 0.16), np.full(3, 0.20), np.full(12, 0.16)]
    assert interrupted(points(rates, 10_000), 30).reduction.value > 0.05
    left_out = interrupted(points(rates, 10_000), 30, without_last=3)
    assert left_out.reduction.value == pytest.approx(0, abs=1e-9)


def test_departure_is_the_share_above_what_the_points_before_lead_to() -> None:
    excess, deviations = departure(points(np.r_[np.full(27, 0.16), np.full(3, 0.20)], 10_000), 27)
    assert excess == pytest.approx(0.25, abs=1e-6)
    assert deviations > 4


@pytest.mark.parametrize(("start", "phase_in", "total"), [(11, 0, 30), (24, 0, 29), (24, 3, 32), (24, -1, 40)])
def test_too_few_points_are_refused(start: int, phase_in: int, total: int) -> None:
    with pytest.raises(ValueError, match="at least 12 and 6"):
        interrupted(points(np.full(total, 0.1)), start, phase_in=phase_in)


@pytest.mark.parametrize(("returns", "discharges", "exposure"), [(5, 4, 4.0), (-1, 4, 4.0), (0, 0, 0.0)])
def test_a_point_that_cannot_be_is_refused(returns: int, discharges: int, exposure: float) -> None:
    with pytest.raises(ValueError, match="discharges"):
        Point(returns=returns, discharges=discharges, exposure=exposure)


@pytest.mark.parametrize(("lower", "upper", "sure"), [(0.01, 0.2, True), (-0.2, -0.1, True), (-0.1, 0.1, False)])
def test_an_estimate_is_sure_where_its_interval_leaves_zero_out(lower: float, upper: float, sure: bool) -> None:
    assert Estimate(value=0, lower=lower, upper=upper).sure is sure


def simulated(chance: np.random.Generator, shock: float, memory: float) -> list[Point]:
    """Sixty-six months of a facility in which nothing happens: trend, season and a shock that remembers."""
    own = np.zeros(66)
    fresh = chance.normal(0, shock, 66)
    own[0] = fresh[0]
    for at in range(1, 66):
        own[at] = memory * own[at - 1] + np.sqrt(1 - memory**2) * fresh[at]
    rate = 0.16 * np.exp(own - 0.001 * np.arange(66) + 0.08 * np.cos(2 * np.pi * np.arange(66) / 12))
    home = chance.poisson(1500, 66)
    back = chance.binomial(home, rate)
    return [Point(returns=int(a), discharges=int(b), exposure=float(b)) for a, b in zip(back, home, strict=True)]


@pytest.mark.parametrize(("shock", "memory", "least"), [(0.0, 0.0, 181), (0.03, 0.4, 181), (0.06, 0.5, 177)])
def test_intervals_hold_the_truth_as_often_as_they_promise(shock: float, memory: float, least: int) -> None:
    """Of 200 series. At a true coverage of 95 % fewer than 181 happen once in 1,000 times (binomial).

    Where shocks are as large as counting noise and remember, 94 % was measured on other seeds; fewer than 177 would
    then happen once in 1,000 times.
    """
    chance = np.random.default_rng(20_000)
    held = 0
    for _ in range(200):
        found = interrupted(simulated(chance, shock, memory), 48).reduction
        held += found.lower <= 0 <= found.upper
    assert held >= least
