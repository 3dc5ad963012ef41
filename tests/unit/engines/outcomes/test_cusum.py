"""Running sums: against the Bernoulli CUSUM, against chance by simulation, and where they must refuse."""

from __future__ import annotations

import random
from statistics import mean

import numpy as np
import pytest

from wellrun.engines.outcomes.cusum import Limits, adjusted, case_limits, count_limits, counted
from wellrun.engines.spc import bernoulli_cusum

NEVER = Limits(up=1e9, down=1e9)


def test_with_one_risk_for_all_it_is_the_bernoulli_cusum() -> None:
    chance = random.Random(4)
    events = [chance.random() < 0.06 for _ in range(600)]
    known = bernoulli_cusum(events=events, baseline_risk=0.05, odds_ratio=2.0, limit=1e9)
    found = adjusted(events, [0.05] * 600, limits=NEVER)
    assert [point.up for point in found] == pytest.approx([point.up for point in known.points])
    assert [-point.down for point in found] == pytest.approx([point.down for point in known.points])


def test_a_score_of_steiner() -> None:
    """Steiner 2000: a death adds log(R / (1 - p + R p)), a survival log(1 / (1 - p + R p))."""
    died, lived = (adjusted([outcome], [0.2], limits=NEVER)[0].up for outcome in (True, False))
    assert died == pytest.approx(np.log(2 / 1.2))
    assert lived == 0.0
    assert adjusted([False], [0.2], limits=NEVER)[0].gained == pytest.approx(0.2)


def test_after_a_signal_both_sums_begin_again() -> None:
    found = adjusted([True, True, False, True], [0.1] * 4, limits=Limits(up=1.0, down=9.0))
    assert [point.passed for point in found] == [0, 1, 0, 0]
    assert found[3].up < found[1].up


def first_signals(limits: Limits, *, odds: float, runs: int, seed: int) -> list[int]:
    """Cases until the sum for worse signals, of stays whose odds are multiplied."""
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(runs):
        risks = chance.choice(RISKS, 2500)
        moved = odds * risks / (1 - risks + odds * risks)
        happened = chance.random(2500) < moved
        scores = np.where(happened, np.log(2.0), 0.0) - np.log(1 + risks)
        level = 0.0
        for at, score in enumerate(scores, start=1):
            level = max(0.0, level + score)
            if level >= limits.up:
                found.append(at)
                break
        else:
            found.append(2500)
    return found


RISKS = np.array([0.01, 0.02, 0.05, 0.2])


def test_chance_passes_the_limit_as_seldom_as_is_said() -> None:
    limits = case_limits(list(RISKS) * 50, run_length=400)
    waits = first_signals(limits, odds=1.0, runs=160, seed=1)
    assert mean(waits) == pytest.approx(400, rel=0.15)


def test_twice_the_odds_are_found_many_times_sooner() -> None:
    limits = case_limits(list(RISKS) * 50, run_length=400)
    assert mean(first_signals(limits, odds=2.0, runs=100, seed=2)) < 130


def test_counts_of_weeks_pass_their_limit_as_seldom_as_is_said() -> None:
    limits = count_limits([0.4], run_length=200)
    chance = np.random.default_rng(3)
    waits = []
    for _ in range(160):
        points = counted(chance.poisson(0.4, 1200).tolist(), [0.4] * 1200, limits=Limits(up=limits.up, down=1e9))
        waits.append(next((at for at, point in enumerate(points, start=1) if point.passed), 1200))
    assert mean(waits) == pytest.approx(200, rel=0.15)


def test_a_longer_wait_needs_a_higher_limit() -> None:
    heights = [case_limits(list(RISKS), run_length=length).up for length in (100, 1000, 10_000)]
    assert heights == sorted(heights)


@pytest.mark.parametrize(
    ("outcomes", "risks", "ratio"), [([True], [0.0], 2.0), ([True], [0.1, 0.1], 2.0), ([True], [0.1], 1.0)]
)
def test_what_makes_no_sense_is_refused(outcomes: list[bool], risks: list[float], ratio: float) -> None:
    with pytest.raises(ValueError, match=r"."):
        adjusted(outcomes, risks, limits=NEVER, odds_ratio=ratio)


def test_no_limit_can_be_passed_almost_never() -> None:
    with pytest.raises(ValueError, match="No limit"):
        case_limits([0.1], run_length=2)
