"""Each assumption is found to hold where it does, to fail where it does not, and unknown where nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wellrun.engines.effect.assumptions import (
    OtherChange,
    agreement,
    enough_points,
    no_spike,
    nothing_else,
    pairs_alike,
    same_patients,
    straight_before,
)
from wellrun.engines.effect.matched import Balance, MatchedEffect
from wellrun.engines.effect.series import Estimate, Point, SeriesEffect, interrupted

PAIRS = MatchedEffect(
    pairs=100,
    unpaired=0,
    patients=180,
    rate_treated=0.2,
    rate_others=0.3,
    difference=Estimate(value=-0.1, lower=-0.15, upper=-0.05),
    reduction=Estimate(value=0.33, lower=0.2, upper=0.45),
    balance=(Balance(name="predicted risk", before=0.8, after=0.02), Balance(name="age", before=0.5, after=-0.05)),
)


def points(rates: np.ndarray) -> list[Point]:
    """Of 2,000 discharges a month, with the noise of counting."""
    counts = np.random.default_rng(11).binomial(2000, rates)
    return [Point(returns=int(each), discharges=2000, exposure=2000) for each in counts]


def series(after: float) -> SeriesEffect:
    return interrupted(points(np.r_[np.full(36, 0.16), np.full(12, after)]), 36)


@pytest.mark.parametrize(
    ("total", "start", "phase_in", "holds", "says"),
    [
        (60, 48, 3, True, "48 points before the start and 9 after"),
        (60, 48, 7, False, "the least"),
        (30, 11, 0, False, "the least"),
        (40, 20, 0, False, "time of year"),
    ],
)
def test_points(total: int, start: int, phase_in: int, holds: bool, says: str) -> None:
    check = enough_points(total, start, phase_in, 12)
    assert check.holds is holds
    assert says in check.says


def test_two_years_of_months_of_thirty_days_are_two_years() -> None:
    assert enough_points(40, 24, 0, 365.25 / 30).holds


def test_a_straight_line_before_is_seen_to_be_straight() -> None:
    assert straight_before(points(np.full(48, 0.16)), 48, 12).holds
    assert straight_before(points(0.2 * np.exp(-0.01 * np.arange(48))), 48, 12).holds


def test_a_rate_that_fell_before_the_start_is_no_straight_line() -> None:
    check = straight_before(points(np.r_[np.full(32, 0.18), np.full(16, 0.11)]), 48, 12)
    assert check.holds is False
    assert "16 points earlier" in check.says
    assert "by -" in check.says


def test_too_short_a_time_before_leaves_the_line_unknown() -> None:
    assert straight_before(points(np.full(15, 0.16)), 15, 12).holds is None


def test_a_spike_before_the_start_warns_of_regression_to_the_mean() -> None:
    assert no_spike(points(np.full(48, 0.16)), 48, 12).holds
    check = no_spike(points(np.r_[np.full(45, 0.16), np.full(3, 0.20)]), 48, 12)
    assert check.holds is False
    assert "above what was usual" in check.says
    assert check.figure is not None and check.figure > 2


def test_a_dip_before_the_start_is_no_spike() -> None:
    assert no_spike(points(np.r_[np.full(45, 0.16), np.full(3, 0.12)]), 48, 12).holds


def test_too_short_a_time_before_leaves_a_spike_unknown() -> None:
    assert no_spike(points(np.full(14, 0.16)), 14, 12).holds is None


def test_patients_of_another_kind() -> None:
    chance = np.random.default_rng(2)
    before, after = chance.beta(2, 10, 5000), chance.beta(2, 10, 2000)
    assert same_patients(before, after).holds
    check = same_patients(before, np.minimum(0.99, after * 1.6))
    assert check.holds is False
    assert "changed by +10" in check.says
    assert same_patients(np.empty(0), np.empty(0)).holds is None


def test_the_index_of_drift_by_hand() -> None:
    """Ten tenths before; after, all in the last: the sum of (a - b) ln(a / b), where none counts as 0.01 %."""
    before = np.arange(1, 101) / 200
    check = same_patients(before, np.full(50, 0.6))
    empty = (1e-4 - 0.1) * np.log(1e-4 / 0.1)
    assert check.figure == pytest.approx(9 * empty + 0.9 * np.log(10), rel=1e-9)


@pytest.mark.parametrize(("at", "holds"), [(44, True), (45, False), (48, False), (59, False), (60, True)])
def test_what_else_changed_counts_from_three_points_before_to_the_end(at: int, holds: bool) -> None:
    check = nothing_else([OtherChange(point=at, name="a new ward for the old")], 48, 60)
    assert check.holds is holds
    assert ("a new ward for the old" in check.says) is not holds


def test_pairs_that_are_not_alike_say_in_what() -> None:
    assert pairs_alike(PAIRS).holds
    unlike = replace(PAIRS, balance=(*PAIRS.balance, Balance(name="conditions", before=0.5, after=-0.12)))
    check = pairs_alike(unlike)
    assert check.holds is False
    assert "conditions: 0.12 standard deviations" in check.says
    assert pairs_alike(None).holds is None


def test_methods_agree_only_where_those_who_took_part_surely_show_it() -> None:
    fall, rise = series(0.12), series(0.20)
    assert agreement(fall, PAIRS).holds
    assert agreement(rise, PAIRS).holds is False
    unsure = replace(PAIRS, reduction=Estimate(value=0.1, lower=-0.02, upper=0.2))
    assert agreement(fall, unsure).holds is False
