"""Beds needed tonight: there now, boarding, planned, from the door, leaving; each chance added up, none rounded."""

from itertools import product

import numpy as np
import pytest

from wellrun.engines.forecasting.beds import need
from wellrun.engines.forecasting.distribution import certain, counted, sum_of_chances


def test_chances_of_patients_add_up_to_chances_of_beds():
    """Two of three leave with chance ½·½·¾ + … : every way of leaving counted by hand."""
    chances = (0.5, 0.5, 0.25)
    by_hand = [0.0] * 4
    for way in product((0, 1), repeat=3):
        by_hand[sum(way)] += np.prod([p if leaves else 1 - p for leaves, p in zip(way, chances, strict=True)])
    found = sum_of_chances(chances)
    assert found.chances == pytest.approx(by_hand)
    assert found.chances == pytest.approx([3 / 16, 7 / 16, 5 / 16, 1 / 16])
    assert found.mean == pytest.approx(1.25)
    assert found.variance == pytest.approx(0.25 + 0.25 + 0.1875)


def test_the_sum_of_the_evening():
    """85 now + 7 boarding + 1 planned + 11 from the door − 12 leaving = 92; their variances add up."""
    arriving, leaving = counted(11, 16), sum_of_chances([0.15] * 80)
    tonight = need(now=85, boarding=7, planned=1, arriving=arriving, leaving=leaving)
    assert tonight.needed.mean == pytest.approx(85 + 7 + 1 + 11 - 12)
    assert tonight.needed.variance == pytest.approx(arriving.variance + leaving.variance)
    low, high = tonight.needed.range_of(0.8)
    assert low < 92 < high
    assert float(tonight.needed.chances.sum()) == pytest.approx(1)


def test_chance_of_too_few_beds():
    """One of two leaves by the toss of a coin each: of two beds, more than one is needed in a quarter of nights."""
    tonight = need(now=2, boarding=0, planned=0, arriving=certain(0), leaving=sum_of_chances([0.5, 0.5]))
    assert tonight.short_of(1) == pytest.approx(0.25)
    assert tonight.short_of(0) == pytest.approx(0.75)
    assert tonight.short_of(2) == 0


def test_nobody_leaves_who_is_not_there():
    with pytest.raises(ValueError, match="may leave of 2"):
        need(now=2, boarding=0, planned=0, arriving=certain(0), leaving=sum_of_chances([0.5] * 3))
    with pytest.raises(ValueError, match="none may be below 0"):
        need(now=2, boarding=-1, planned=0, arriving=certain(0), leaving=certain(0))


def test_a_range_of_a_count_cuts_off_as_much_below_as_above():
    """Poisson with mean 2: P(0) = e⁻² = 0.135, P(≤ 3) = 0.857, P(≤ 4) = 0.947."""
    two = counted(2, 2)
    assert two.chances[0] == pytest.approx(np.exp(-2))
    assert two.range_of(0.8) == (0, 4)
    assert two.quantile(0.857) == 3
    assert two.at_least(1) == pytest.approx(1 - np.exp(-2))


def test_a_count_that_varies_more_than_chance_keeps_its_mean_and_variance():
    for mean, variance in ((0.3, 0.5), (11, 16), (160, 400)):
        found = counted(mean, variance)
        assert found.mean == pytest.approx(mean, rel=1e-6)
        assert found.variance == pytest.approx(variance, rel=1e-4)


def test_what_cannot_be_is_refused():
    for wrong in (lambda: sum_of_chances([1.1]), lambda: counted(-1, 1), lambda: certain(1).quantile(1.1)):
        with pytest.raises(ValueError, match="must"):
            wrong()
