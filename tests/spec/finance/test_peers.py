"""A hospital among hospitals like it: which are like it, the share it is better than, and how sure that is."""

from __future__ import annotations

from math import comb

import pytest

from wellrun.departments.finance.rules.peers import (
    FEWEST,
    Hospital,
    is_like,
    quantile,
    size_of,
    standing,
    wilson,
)

OWN = Hospital("330101", "STH", 180, "voluntary", "urban", "NY")


@pytest.mark.parametrize(
    ("other", "like"),
    [
        (Hospital("1", "STH", 100, "voluntary", "urban", "NY"), {"kind", "size", "control", "setting", "state"}),
        (Hospital("1", "CAH", 199, "government", "rural", "VT"), {"size"}),
        (Hospital("1", "STH", 200, "voluntary", "", "NY"), {"kind", "control", "state"}),
    ],
)
def test_peers_are_alike_by_every_criterion_asked_for(other: Hospital, like: set[str]) -> None:
    for criterion in ("kind", "size", "control", "setting", "state"):
        assert is_like(OWN, other, [criterion]) == (criterion in like)
    assert is_like(OWN, other, like)


def test_nobody_is_its_own_peer_and_what_is_not_known_is_like_nothing() -> None:
    assert not is_like(OWN, OWN, [])
    unknown = Hospital("1", "", 0, "", "", "")
    assert not any(is_like(unknown, unknown._replace(provider="2"), [one]) for one in ("kind", "size", "state"))
    assert size_of(0) is None
    assert size_of(25) == (1, 25)


def test_the_share_counts_those_below_and_half_of_those_alike() -> None:
    """Of 1 to 20, 10 is above nine and like one: 9.5 of 20."""
    peers = [float(number) for number in range(1, 21)]
    assert standing(10, peers, better=1).share == 9.5 / 20
    # Where less is better: above ten.
    assert standing(10, peers, better=-1).share == 10.5 / 20
    assert standing(10, peers, better=0).quartiles == (5.75, 10.5, 15.25)


def test_the_interval_is_wilsons() -> None:
    """Newcombe 1998, table I, method 3: 81 of 263 is 0.2553 to 0.3662; 0 of 20 is 0 to 0.1611."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_of_311_hospitals_58_in_a_hundred_is_known_to_within_six() -> None:
    low, high = wilson(0.58, 311)
    assert (round(100 * low), round(100 * high)) == (52, 63)


def test_with_few_peers_nothing_is_said_but_how_many() -> None:
    found = standing(1.0, [float(number) for number in range(FEWEST - 1)], better=1)
    assert (found.share, found.lower, found.count) == (None, None, FEWEST - 1)
    assert standing(1.0, [], better=1).quartiles is None


def test_an_outlier_is_one_rank_however_far_out_it_lies() -> None:
    peers = [float(number) for number in range(30)]
    assert standing(10, [*peers, 40.0], better=1).share == standing(10, [*peers, 1e12], better=1).share


def test_the_interval_holds_the_truth_as_often_as_it_says_on_the_mean() -> None:
    """By the binomial itself, over shares from 5 to 95 in 100: Wilson's method holds on the mean, not at each."""
    held = []
    for count in (15, 60, 311):
        bounds = [wilson(below / count, count) for below in range(count + 1)]
        for hundredth in range(5, 96):
            truth = hundredth / 100
            chances = (
                comb(count, below) * truth**below * (1 - truth) ** (count - below)
                for below, (low, high) in enumerate(bounds)
                if low <= truth <= high
            )
            held.append(sum(chances))
        assert abs(sum(held[-91:]) / 91 - 0.95) < 0.006
    assert min(held) > 0.9


def test_quantiles_lie_between_neighbours_in_proportion() -> None:
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.5
    assert quantile([5.0], 0.25) == 5.0
