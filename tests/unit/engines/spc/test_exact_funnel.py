"""The funnel of observed against expected: exact limits by hand, who is outside, and how often chance is."""

from __future__ import annotations

import numpy as np
import pytest

from wellrun.engines.spc import SeriesError, Unit, dispersion, exact_funnel
from wellrun.engines.spc.exact_funnel import poisson_limit


def test_limits_are_interpolated_between_counts() -> None:
    """Poisson of mean 10: P(X up to 16) = 0.97296, up to 17 = 0.98572; 0.975 lies 0.16 of the way between."""
    assert poisson_limit(10, 0.975) == pytest.approx(16.16, abs=0.005)
    assert poisson_limit(10, 0.025) == pytest.approx(3.775, abs=0.005)
    assert poisson_limit(0.01, 0.025) == 0.0


def test_great_expectations_do_not_run_out_of_numbers() -> None:
    assert poisson_limit(2000, 0.999) == pytest.approx(2000 + 3.09 * 2000**0.5, rel=2e-3)


def test_a_unit_outside_is_named_and_a_small_one_is_not_blamed_for_chance() -> None:
    found = exact_funnel(
        [Unit(name="great", y=160, n=100), Unit(name="small", y=3, n=1.5), Unit(name="low", y=60, n=100)]
    )
    assert {unit.name: unit.outside for unit in found.units} == {"small": 0, "great": 1, "low": -1}
    assert found.centre == 100
    assert [unit.name for unit in found.units] == ["small", "great", "low"]


def test_chance_leaves_about_one_in_five_hundred_outside() -> None:
    chance = np.random.default_rng(2)
    counts = chance.poisson(12.0, 4000)
    found = exact_funnel([Unit(name=str(at), y=int(count), n=12.0) for at, count in enumerate(counts)])
    assert sum(bool(unit.outside) for unit in found.units) / 4000 < 0.005


def test_units_that_differ_more_than_chance_are_said_to() -> None:
    alike = [Unit(name=str(at), y=100 + at % 3, n=100) for at in range(10)]
    apart = [Unit(name=str(at), y=100 + 30 * (-1) ** at, n=100) for at in range(10)]
    assert (dispersion(alike) or 0) < 0.1
    assert (dispersion(apart) or 0) > 6
    assert dispersion(alike[:2]) is None


def test_nothing_expected_is_left_out_and_below_zero_refused() -> None:
    assert exact_funnel([Unit(name="a", y=0, n=0)]).units == ()
    with pytest.raises(SeriesError, match="a:"):
        exact_funnel([Unit(name="a", y=-1, n=3)])
