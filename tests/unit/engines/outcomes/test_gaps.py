"""Gaps between groups: published intervals and corrections, people as draws, how often chance is taken for a gap."""

from __future__ import annotations

import numpy as np
import pytest

from wellrun.engines.outcomes.gaps import Sort, Sums, corrected, gaps


def of(group: str, x: list[float], w: list[float] | None = None) -> Sums:
    """Sums over people, each with what they add."""
    xs, ws = np.asarray(x, dtype=float), np.asarray(w if w is not None else [1.0] * len(x), dtype=float)
    added = {"x": xs.sum(), "w": ws.sum(), "xx": (xs**2).sum(), "xw": (xs * ws).sum(), "ww": (ws**2).sum()}
    return Sums(group=group, people=len(xs), **{name: float(value) for name, value in added.items()})


def share(group: str, events: int, people: int) -> Sums:
    return of(group, [1.0] * events + [0.0] * (people - events))


@pytest.mark.parametrize(
    ("events", "people", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_of_shares_are_those_newcombe_published(events: int, people: int, lower: float, upper: float) -> None:
    """Newcombe, Statistics in Medicine 1998; 17: 857, table I, method 3 (Wilson)."""
    (gap,) = gaps([share("a", events, people)], Sort.SHARE)
    assert (gap.lower, gap.upper) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


def test_holms_correction() -> None:
    """By hand: 4 x 0.005, 3 x 0.01, 2 x 0.03, and never below the one before."""
    assert corrected([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert corrected([]) == ()


def test_two_shares_are_compared_by_the_score_test() -> None:
    """30 of 100 against 45 of 100, by hand about the pooled 0.375: the first varies by 0.00216, less than independent
    people's 0.00234, which stands; the second by 0.00253. z = 0.15 / sqrt(0.00487) = 2.149, chance 0.0316."""
    first, second = gaps([share("a", 30, 100), share("b", 45, 100)], Sort.SHARE)
    assert first.chance == pytest.approx(0.0317, abs=2e-4)
    assert first.chance == pytest.approx(second.chance)
    assert first.difference == pytest.approx(-0.15)


def test_somebody_who_comes_ten_times_is_one_draw() -> None:
    visits = [of("a", [10.0] * 12 + [0.0] * 28, [10.0] * 40), of("b", [2.0] * 40, [10.0] * 40)]
    people = [share("a", 12, 40), share("b", 8, 40)]
    (by_visit, _), (by_person, _) = gaps(visits, Sort.SHARE), gaps(people, Sort.SHARE)
    assert by_visit.chance is not None and by_visit.chance > 0.1, "120 of 400 against 80 of 400, yet of 12 people"
    assert by_visit.upper - by_visit.lower == pytest.approx(by_person.upper - by_person.lower, rel=0.02)


def test_too_few_are_not_judged() -> None:
    few = gaps([share("a", 1, 12), share("b", 20, 400)], Sort.SHARE)
    assert [gap.chance for gap in few] == [None, None]
    nobody = gaps([of("a", [5.0] * 9), of("b", [1.0, 9.0] * 50)], Sort.MEAN)
    assert nobody[0].chance is None


def test_a_rate_of_nothing_seen_has_an_upper_limit() -> None:
    """Hanley 1983: three over the exposure, here of the two-sided 95 % limit 3.69."""
    (gap,) = gaps([of("a", [0.0] * 20, [5.0] * 20)], Sort.RATE)
    assert (gap.lower, gap.upper) == (0.0, pytest.approx(3.69 / 100, abs=1e-4))


def test_chance_is_seldom_taken_for_a_gap() -> None:
    """600 times five groups of different sizes, with people who come again and again, and no gap at all."""
    chance = np.random.default_rng(8)
    sizes, wrong = (400, 150, 80, 60, 900), 0
    for _ in range(600):
        groups = []
        for number, size in enumerate(sizes):
            visits = 1 + chance.poisson(0.6, size)
            groups.append(of(str(number), chance.binomial(visits, chance.beta(1.3, 8.7, size)), visits))
        told = [gap.chance for gap in gaps(groups, Sort.SHARE) if gap.chance is not None]
        wrong += min(corrected(told)) < 0.05
    assert wrong / 600 < 0.07


def test_a_gap_that_is_there_is_found() -> None:
    found = gaps([share("a", 200, 1000), share("b", 1200, 10_000)], Sort.SHARE)
    assert found[0].chance is not None and found[0].chance < 1e-6
