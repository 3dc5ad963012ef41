"""Observed against expected: limits against scipy's distributions, correction against a plain root search."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from wellrun.engines.effect.expected import Limits, calibration_shift, observed_expected, poisson_limits, shifted


@pytest.mark.parametrize("count", [0, 1, 3, 11, 50, 4000, 90_000])
def test_exact_limits_are_quantiles_of_chi_squared(count: int) -> None:
    lower, upper = poisson_limits(count, limits=Limits.EXACT)
    assert lower == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0, rel=1e-8)
    assert upper == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=1e-8)


@pytest.mark.parametrize("count", [1, 3, 11, 50, 4000])
def test_mid_p_limits_leave_the_tail_with_half_of_what_was_observed(count: int) -> None:
    lower, upper = poisson_limits(count)
    assert stats.poisson.sf(count, lower) + stats.poisson.pmf(count, lower) / 2 == pytest.approx(0.025, rel=1e-6)
    assert stats.poisson.cdf(count - 1, upper) + stats.poisson.pmf(count, upper) / 2 == pytest.approx(0.025, rel=1e-6)
    exact = poisson_limits(count, limits=Limits.EXACT)
    assert exact[0] < lower < count < upper < exact[1]


def test_three_of_nothing_else() -> None:
    """For a count of 3 the tables have 0.619 to 8.767 (exact); for 0 mid-P gives minus the logarithm of 0.05."""
    assert poisson_limits(3, limits=Limits.EXACT) == pytest.approx((0.6187, 8.7673), abs=1e-4)
    assert poisson_limits(0) == pytest.approx((0, 2.9957), abs=1e-4)
    with pytest.raises(ValueError, match="below 0"):
        poisson_limits(-1)


def test_the_shift_makes_expected_and_observed_agree() -> None:
    chance = np.random.default_rng(1)
    risk = chance.uniform(0.02, 0.6, 2000)
    returned = chance.uniform(size=2000) < risk / 2
    shift = calibration_shift(risk, returned)
    wanted = optimize.brentq(lambda s: shifted(risk, s).sum() - returned.sum(), -5, 5)
    assert shift == pytest.approx(wanted, abs=1e-8)
    assert shift < -0.5


def test_one_shift_by_hand() -> None:
    """All at one half, a fifth returned: the odds go from 1 to 1/4."""
    shift = calibration_shift(np.full(10, 0.5), np.arange(10) < 2)
    assert shift == pytest.approx(np.log(0.25))
    assert shifted(np.array([0.5]), shift) == pytest.approx([0.2])


def test_observed_against_expected_after_the_model_is_set_right() -> None:
    """Foretold 0.5 everywhere, 0.2 came back before, so 20 of 100 are expected; 10 came."""
    found = observed_expected((np.full(50, 0.5), np.arange(50) < 10), (np.full(100, 0.5), np.arange(100) < 10))
    assert (found.observed, found.discharges) == (10, 100)
    assert found.expected == pytest.approx(20)
    assert found.ratio.value == pytest.approx(0.5)
    assert found.ratio_uncorrected == pytest.approx(0.2)
    lower, upper = poisson_limits(10)
    assert (found.ratio.lower, found.ratio.upper) == pytest.approx((lower / 20, upper / 20))
    assert found.fewer


@pytest.mark.parametrize(
    ("risk", "returned"),
    [([0.2, 1.0], [True, False]), ([0.0, 0.2], [True, False]), ([], []), ([0.2, 0.2], [False, False])],
)
def test_a_model_that_cannot_be_set_right_is_refused(risk: list[float], returned: list[bool]) -> None:
    with pytest.raises(ValueError, match=r"Risks must|cannot set"):
        calibration_shift(np.asarray(risk), np.asarray(returned, dtype=bool))
