"""Cost of cases by activity, idle capacity, and a margin with its interval while revenue of some is not known."""

from __future__ import annotations

import random

import numpy as np
import pytest

from wellrun.departments.finance.rules.costing import Cell
from wellrun.departments.finance.rules.margins import FEWEST, margin
from wellrun.engines.costing import Pool, by_case, rate, spread


def pool(cents: int, *uses: tuple[int, int], capacity: int = 0) -> Pool:
    cases, units = (np.array([use[at] for use in uses], dtype=np.int64) for at in (0, 1))
    return Pool(cents, cases, units, capacity)


def test_time_driven_rates_leave_idle_capacity_with_the_centre() -> None:
    """A department of $560,000 a quarter whose people can work 700,000 minutes: $0.80 a minute (Kaplan and Anderson,
    Harvard Business Review, November 2004). 578,600 minutes were used: $462,880; $97,120 was idle."""
    one = pool(560_000_00, (0, 8 * 49_000), (1, 44 * 1_400), (2, 50 * 2_500), capacity=700_000)
    found = spread(one)
    assert rate(one) == 80.0
    assert found.by_use.tolist() == [313_600_00, 49_280_00, 100_000_00]
    assert found.idle == 97_120_00


def test_without_a_capacity_all_is_spread_over_what_was_used() -> None:
    found = spread(pool(100, (0, 1), (1, 1), (2, 1)))
    assert found.by_use.tolist() == [34, 33, 33]
    assert (found.idle, found.untraced) == (0, 0)
    # More used than could be: the rate falls, nothing is idle.
    assert spread(pool(100, (0, 3), (1, 1), capacity=2)).by_use.tolist() == [75, 25]


def test_what_nobody_used_is_untraced_and_spread_over_none() -> None:
    found = spread(pool(100))
    assert (found.untraced, rate(pool(100))) == (100, None)
    with pytest.raises(ValueError, match="less than nothing"):
        spread(pool(100, (0, -1)))


def test_a_case_is_the_sum_of_what_it_used_everywhere() -> None:
    pools = [pool(100, (0, 1), (1, 3)), pool(60, (1, 2), (1, 1))]
    assert by_case([(one, spread(one)) for one in pools], 3).tolist() == [25, 135, 0]


def cell(margins: list[int], cases: int) -> Cell:
    return Cell(
        "medicine",
        "A",
        cases=cases,
        known=len(margins),
        revenue=sum(margins) + 1000 * len(margins),
        known_cost=1000 * len(margins),
        squares=float(sum(one * one for one in margins)),
    )


def test_where_all_revenue_is_known_a_margin_is_a_count() -> None:
    found = margin(cell([10, -4, 6], 3))
    assert found is not None
    assert (found.cents, found.estimated) == (12, False)
    assert found.share == pytest.approx(12 / 3012)


def test_where_some_is_not_known_theirs_is_the_mean_of_the_others_with_an_interval() -> None:
    """30 of 60 known, half 0 and half 20: mean 10, s2 = 3000/29; error 60 x sqrt(s2 / 30 x 1/2) = 78.78."""
    found = margin(cell([0, 20] * 15, 60))
    assert found is not None
    assert (found.cents, found.lower, found.upper) == (600, 600 - 154, 600 + 154)


def test_of_few_known_nothing_is_estimated_and_of_none_nothing_is_known() -> None:
    assert margin(cell([5] * (FEWEST - 1), 40)) is None
    assert margin(cell([], 40)) is None
    assert margin(Cell("medicine", "A")) is None


def test_the_interval_holds_the_whole_as_often_as_it_says() -> None:
    """Of 200 cases 60 are paid, in a random order; drawn 1,000 times."""
    chance = random.Random(3)
    margins = [round(chance.gauss(50, 400)) for _case in range(200)]
    held = 0
    for _draw in range(1_000):
        found = margin(cell(chance.sample(margins, 60), 200))
        assert found is not None
        assert found.lower is not None
        assert found.upper is not None
        held += found.lower <= sum(margins) <= found.upper
    assert 0.92 <= held / 1_000 <= 0.97
