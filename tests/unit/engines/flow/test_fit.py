"""Durations and arrivals learnt from times: censoring, choice of family, shrinkage."""

import math

import numpy as np
import pytest

from wellrun.engines.flow.fit import fit_arrivals, fit_stay, survival, upper_gamma
from wellrun.engines.flow.problem import HOURS_A_WEEK


def test_kaplan_meier_by_hand():
    """Stays 1, 2+, 3, 3, 5+ : 4/5 after 1; at 3 three are at risk and two end: 4/5 · 1/3."""
    found = survival([3, 1, 2, 3, 5], [True, True, False, True, False])
    assert found.times.tolist() == [1, 3]
    assert found.share == pytest.approx([4 / 5, 4 / 15])
    assert (found.at(0.5), found.at(1), found.at(4)) == pytest.approx((1, 4 / 5, 4 / 15))
    assert found.quantile(0.2) == 1
    assert math.isnan(found.quantile(0.9))


def draws(family, chance, size):
    return {
        "exponential": lambda: chance.exponential(50, size),
        "lognormal": lambda: chance.lognormal(math.log(60), 1.1, size),
        "gamma": lambda: chance.gamma(3.0, 20, size),
        "weibull": lambda: 70 * chance.weibull(0.6, size),
    }[family]()


MEANS = {"exponential": 50, "lognormal": 60 * math.exp(0.605), "gamma": 60, "weibull": 70 * math.gamma(1 + 1 / 0.6)}


@pytest.mark.parametrize("family", MEANS)
def test_the_family_and_mean_are_found_though_a_third_are_still_there(family):
    chance = np.random.default_rng(11)
    stays = draws(family, chance, 4000)
    seen_for = chance.exponential(2 * MEANS[family], 4000)
    ended = stays <= seen_for
    assert 0.2 < 1 - ended.mean() < 0.45
    (first, *_others) = fit_stay(np.minimum(stays, seen_for), ended)
    names = {"exponential": {"exponential", "gamma", "weibull"}}.get(family, {family})
    assert first.duration.family in names
    assert first.duration.mean == pytest.approx(MEANS[family], rel=0.1)
    assert first.distance < 0.03
    # Leaving out those still there would be far off.
    assert stays[ended].mean() < 0.9 * MEANS[family]


def test_what_fits_no_family_stays_as_it_was_seen():
    """Half go home after a day and half after ten."""
    chance = np.random.default_rng(2)
    stays = np.concatenate([chance.normal(24, 1, 500), chance.normal(240, 1, 500)])
    first, second, *_rest = fit_stay(stays, [True] * 1000)
    assert first.duration.family == "quantiles"
    assert second.distance > 0.05 > first.distance
    assert first.duration.mean == pytest.approx(stays.mean(), rel=0.05)


def test_stays_of_no_time_are_kept():
    assert fit_stay([0.0] * 5 + [10.0, 12.0, 30.0] * 10, [True] * 35)


def test_too_little_is_refused():
    with pytest.raises(ValueError, match="20 are needed"):
        fit_stay([5.0] * 30, [True] * 19 + [False] * 11)
    with pytest.raises(ValueError, match="No stay has ended"):
        survival([5.0], [False])
    with pytest.raises(ValueError, match="0 or more"):
        survival([-1.0], [True])


def test_the_incomplete_gamma_function():
    """Shape 1 is exp(−x); shape 2 is (1 + x)·exp(−x); shape 1/2 is erfc(√x)."""
    x = np.array([1e-6, 0.3, 1.0, 2.5, 9.0, 40.0])
    assert upper_gamma(1.0, x) == pytest.approx(np.exp(-x), rel=1e-9)
    assert upper_gamma(2.0, x) == pytest.approx((1 + x) * np.exp(-x), rel=1e-9)
    assert upper_gamma(0.5, x) == pytest.approx([math.erfc(math.sqrt(one)) for one in x], rel=1e-9)


def simulated(rates, weeks, seed):
    chance, times = np.random.default_rng(seed), []
    for hour in range(weeks * HOURS_A_WEEK):
        times += (hour + chance.random(chance.poisson(rates[hour % HOURS_A_WEEK]))).tolist()
    return times


def test_hours_of_few_arrivals_are_drawn_toward_the_days_shape():
    """Where days differ only in size, the shrunk rates are nearer the truth than the counts by far."""
    day = np.array([0.2] * 8 + [1.5] * 12 + [0.6] * 4)
    truth = np.concatenate([day * size for size in (1.2, 1.1, 1, 1, 1, 0.9, 0.8)])
    times = simulated(truth, 8, 3)
    rates = np.array(fit_arrivals(times, 8).rates)
    plain = np.bincount(np.array(times).astype(int) % HOURS_A_WEEK, minlength=HOURS_A_WEEK) / 8
    assert ((rates - truth) ** 2).sum() < 0.3 * ((plain - truth) ** 2).sum()
    assert rates.sum() == pytest.approx(plain.sum(), rel=0.01)


def test_an_hour_that_is_truly_different_keeps_its_own():
    truth = np.full(HOURS_A_WEEK, 1.0)
    truth[10] = 12.0
    rates = fit_arrivals(simulated(truth, 30, 4), 30).rates
    assert rates[10] == pytest.approx(12, rel=0.15)


def test_no_arrivals_and_arrivals_outside():
    assert fit_arrivals([], 3).rates == (0.0,)
    with pytest.raises(ValueError, match="within the weeks"):
        fit_arrivals([170.0], 1)
