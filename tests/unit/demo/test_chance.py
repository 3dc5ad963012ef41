"""Chance: the same draws from the same part, and means where they belong."""

from __future__ import annotations

from collections import Counter
from statistics import mean, median, variance

import pytest

from wellrun.demo.chance import Chance


def test_a_part_draws_the_same_again_and_another_draws_otherwise() -> None:
    first, again, other = Chance("a"), Chance("a"), Chance("b")
    drawn = [first.uniform() for _ in range(5)]
    assert drawn == [again.uniform() for _ in range(5)]
    assert drawn != [other.uniform() for _ in range(5)]


@pytest.mark.parametrize("wanted", [0.2, 4.0, 75.0])
def test_counts_have_their_mean_and_poisson_spread(wanted: float) -> None:
    chance = Chance("counts")
    drawn = [chance.count(wanted) for _ in range(4000)]
    assert mean(drawn) == pytest.approx(wanted, rel=0.06)
    assert variance(drawn) == pytest.approx(wanted, rel=0.12)


def test_nothing_comes_of_a_mean_of_zero() -> None:
    assert Chance("none").count(0) == 0


def test_spread_has_its_median_and_weights_their_shares() -> None:
    chance = Chance("spread")
    assert median(chance.spread(120, 0.5) for _ in range(4000)) == pytest.approx(120, rel=0.05)
    drawn = Counter(chance.weighted({"a": 3.0, "b": 1.0}) for _ in range(4000))
    assert drawn["a"] / 4000 == pytest.approx(0.75, abs=0.03)
    assert mean(chance.of(20, 0.1) for _ in range(4000)) == pytest.approx(2, rel=0.06)
    assert {chance.whole(1, 3) for _ in range(200)} == {1, 2, 3}
