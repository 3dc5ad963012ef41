"""Funnels: limits by size, and a prime funnel that is wider by the spread of the units."""

from math import sqrt

import pytest

from wellrun.engines.spc import SeriesError, Unit, funnel

UNITS = [
    Unit(name="Ward 5", y=30, n=1500),
    Unit(name="Ward 1", y=8, n=1600),
    Unit(name="Ward 2", y=2, n=300),
    Unit(name="Ward 3", y=5, n=900),
    Unit(name="Ward 4", y=6, n=1200),
]


def test_units_come_by_size_with_the_pooled_rate_as_centre() -> None:
    found = funnel(UNITS, kind="u", multiply=1000)
    assert [unit.name for unit in found.units] == ["Ward 2", "Ward 3", "Ward 4", "Ward 5", "Ward 1"]
    assert found.centre == pytest.approx(51 / 5500 * 1000)


def test_only_the_unit_beyond_what_its_size_makes_likely_is_outside() -> None:
    assert [unit.name for unit in funnel(UNITS).units if unit.outside] == ["Ward 5"]
    small = funnel([*UNITS[1:], Unit(name="Ward 5", y=3, n=150)])
    assert [unit.outside for unit in small.units] == [0] * 5


@pytest.mark.parametrize("kind", ["p", "u", "pp", "up"])
def test_the_curves_pass_through_the_limits_of_the_units(kind: str) -> None:
    found = funnel(UNITS, kind=kind, multiply=1000)
    curves = {edge.n: edge for edge in found.edges}
    assert found.edges[0].n < 300 and found.edges[-1].n > 1600
    for unit in found.units:
        edge = curves[unit.n]
        assert (edge.lower, edge.upper) == pytest.approx((unit.lower, unit.upper))


def test_a_prime_funnel_widens_by_the_standard_deviation_of_the_units() -> None:
    plain, prime = funnel(UNITS, kind="u"), funnel(UNITS, kind="up")
    assert plain.centre is not None
    scores = [(unit.y / unit.n - plain.centre) / sqrt(plain.centre / unit.n) for unit in UNITS]
    mean = sum(scores) / 5
    assert prime.inflation == pytest.approx(sqrt(sum((score - mean) ** 2 for score in scores) / 4))
    assert not any(unit.outside for unit in prime.units)


def test_a_unit_without_exposure_is_listed_without_a_value() -> None:
    found = funnel([*UNITS, Unit(name="Closed", y=0, n=0)])
    assert found.units[0].name == "Closed" and found.units[0].value is None
    assert 0 < found.edges[0].n < 300


def test_faults() -> None:
    with pytest.raises(SeriesError, match="named twice: Ward 5"):
        funnel([*UNITS, UNITS[0]])
    with pytest.raises(SeriesError, match="Choose p, u, pp or up"):
        funnel(UNITS, kind="i")
