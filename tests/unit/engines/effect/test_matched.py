"""Pairs: who is paired, how alike they are, and an interval that knows of pairs and of patients."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from wellrun.engines.effect.matched import Group, NoPairs, Score, balance, matched, pairs, propensity


def group(risk: list[float], returned: list[int], *, patients: list[int] | None = None, first: int = 0) -> Group:
    whose = patients if patients is not None else range(first, first + len(risk))
    return Group(
        patients=np.asarray(whose, dtype=np.int64),
        risk=np.asarray(risk, dtype=float),
        covariates=np.empty((len(risk), 0)),
        returned=np.asarray(returned, dtype=bool),
    )


def test_each_is_paired_with_the_nearest_and_nobody_twice() -> None:
    left, right = pairs(np.array([0.0, 1.0, 2.0]), np.array([2.1, 0.9, -0.2, 5.0]), caliper=0.5)
    assert dict(zip(left.tolist(), right.tolist(), strict=True)) == {0: 2, 1: 1, 2: 0}


def test_nobody_is_paired_outside_the_caliper() -> None:
    left, _ = pairs(np.array([0.0, 3.0]), np.array([0.4, 0.3]), caliper=0.5)
    assert left.tolist() == [0]


def test_pairs_are_those_a_plain_search_finds() -> None:
    chance = np.random.default_rng(1)
    for seed in range(20):
        treated, others = chance.normal(0.5, 1, 40), chance.normal(0, 1, 60)
        left, right = pairs(treated, others, caliper=0.3, seed=seed)
        free = set(range(60))
        wanted = []
        for one in np.random.default_rng(seed).permutation(40).tolist():
            near = min(free, key=lambda other: abs(others[other] - treated[one]))
            if abs(others[near] - treated[one]) <= 0.3:
                free.remove(near)
                wanted.append((one, near))
        assert list(zip(left.tolist(), right.tolist(), strict=True)) == wanted


def test_ten_pairs_by_hand() -> None:
    """Three pairs in which only the other returned, one in which only the treated did, two in which both did."""
    treated = group([0.3] * 10, [1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    others = group([0.3] * 10, [1] * 5 + [0] * 5, first=100)
    found = matched(treated, others, names=(), score=Score.RISK)
    assert (found.pairs, found.unpaired, found.patients) == (10, 0, 20)
    assert (found.rate_treated, found.rate_others) == (0.3, 0.5)
    assert found.difference.value == pytest.approx(-0.2)
    assert found.reduction.value == pytest.approx(0.4)


def test_with_every_patient_once_the_error_is_that_of_paired_proportions() -> None:
    """Standard error of a paired difference: root of (b + c - (b - c)^2 / n) / n (McNemar's table, Fleiss 13.1)."""
    chance = np.random.default_rng(2)
    risk = np.linspace(0.1, 0.6, 300).tolist()
    treated = group(risk, chance.integers(0, 2, 300).tolist())
    others = group(risk, chance.integers(0, 2, 300).tolist(), first=1000)
    found = matched(treated, others, names=(), score=Score.RISK, seed=4)
    log_odds = np.log(treated.risk / (1 - treated.risk))
    left, right = pairs(log_odds, log_odds, seed=4)
    one, other = treated.returned[left], others.returned[right]
    b, c, n = int((one & ~other).sum()), int((~one & other).sum()), len(left)
    error = np.sqrt(b + c - (b - c) ** 2 / n) / n
    assert found.difference.upper - found.difference.value == pytest.approx(1.959964 * error, rel=1e-6)


def test_the_error_counts_every_two_rows_that_share_a_pair_or_a_patient() -> None:
    """Two-way clusters written out: the sum of e_i x e_j over rows of one pair or one patient."""
    chance = np.random.default_rng(3)
    risk = np.sort(chance.uniform(0.1, 0.6, 80)).tolist()
    treated = group(risk, chance.integers(0, 2, 80).tolist(), patients=(np.arange(80) // 4).tolist())
    others = group(risk, chance.integers(0, 2, 80).tolist(), patients=(np.arange(80) // 2).tolist())
    found = matched(treated, others, names=(), score=Score.RISK, seed=1)
    log_odds = np.log(treated.risk / (1 - treated.risk))
    left, right = pairs(log_odds, log_odds, seed=1)
    one, other, n = treated.returned[left], others.returned[right], len(left)
    errors = np.r_[(one - one.mean()) / n / one.mean(), -(other - other.mean()) / n / other.mean()]
    whose = np.r_[treated.patients[left], others.patients[right]]
    pair = np.r_[np.arange(n), np.arange(n)]
    together = (whose[:, None] == whose[None, :]) | (pair[:, None] == pair[None, :])
    error = np.sqrt(errors @ together @ errors)
    ratio = one.mean() / other.mean()
    assert found.reduction.lower == pytest.approx(1 - ratio * np.exp(1.959964 * error), rel=1e-6)
    assert found.reduction.upper == pytest.approx(1 - ratio * np.exp(-1.959964 * error), rel=1e-6)


def test_intervals_hold_the_truth_where_patients_come_again_and_again() -> None:
    """Of 200 comparisons without a difference; at 95 % fewer than 181 happen once in 1,000 times (binomial)."""
    chance = np.random.default_rng(9)
    held = 0
    for seed in range(200):
        patients = chance.integers(0, 150, 800)
        own = chance.normal(0, 1.5, 150)[patients]
        back = chance.uniform(size=800) < 1 / (1 + np.exp(1.2 - own))
        risk = chance.uniform(0.1, 0.4, 800)
        one, other = (
            group(risk[half].tolist(), back[half].tolist(), patients=patients[half].tolist())
            for half in (patients < 60, patients >= 60)
        )
        found = matched(one, other, names=(), score=Score.RISK, seed=seed).difference
        truth = chance_of_return(own, patients < 60) - chance_of_return(own, patients >= 60)
        # The truth of these very patients is taken out, since their own leanings are no error of the pairs.
        held += found.lower <= truth <= found.upper
    assert held >= 181


def chance_of_return(own: np.ndarray, half: np.ndarray) -> float:
    return float((1 / (1 + np.exp(1.2 - own[half]))).mean())


def test_pairing_makes_unlike_groups_alike_in_risk_and_covariates() -> None:
    chance = np.random.default_rng(6)

    def people(size: int, older: float, first: int) -> Group:
        age = chance.normal(60 + older, 10, size)
        ill = chance.normal(older / 10, 1, size)
        risk = 1 / (1 + np.exp(2 - 0.03 * (age - 60) - 0.4 * ill))
        return Group(
            patients=np.arange(first, first + size),
            risk=risk,
            covariates=np.column_stack([age, ill]),
            returned=chance.uniform(size=size) < risk,
        )

    found = matched(people(800, 6, 0), people(6000, 0, 10_000), names=("age", "conditions"))
    assert [each.name for each in found.balance] == ["predicted risk", "age", "conditions"]
    assert min(abs(each.before) for each in found.balance) > 0.4
    assert abs(found.worst.after) < 0.1


def test_balance_by_hand() -> None:
    """Means 2 and 1, both of variance 1: one standard deviation apart; paired 1 with 2, a deviation the other way."""

    def ages(values: list[float]) -> Group:
        size = len(values)
        return Group(
            patients=np.arange(size), risk=np.full(size, 0.2), covariates=np.c_[values], returned=np.zeros(size, bool)
        )

    one, other = ages([1.0, 3.0]), ages([0.0, 2.0])
    risk, age = balance(one, other, np.array([0]), np.array([1]), ("age",))
    assert (risk.before, risk.after) == (0, 0)
    assert (age.before, age.after) == (1, -1)


def test_propensity_is_logistic_regression() -> None:
    chance = np.random.default_rng(8)
    inputs = chance.normal(size=(500, 3)) * [1, 20, 0.1]
    treated = chance.uniform(size=500) < 1 / (1 + np.exp(-inputs[:, 0] - inputs[:, 1] / 40))
    reference = LogisticRegression(C=1e3, tol=1e-9, max_iter=5000).fit(
        (inputs - inputs.mean(0)) / inputs.std(0), treated
    )
    wanted = reference.decision_function((inputs - inputs.mean(0)) / inputs.std(0))
    assert propensity(inputs, treated) == pytest.approx(wanted, abs=1e-5)


def test_what_cannot_be_compared_is_refused() -> None:
    one, nobody = group([0.3, 0.3], [1, 0]), group([], [])
    with pytest.raises(NoPairs, match="nobody to compare"):
        matched(one, nobody, names=())
    with pytest.raises(NoPairs, match="no ratio"):
        matched(one, group([0.3, 0.3], [0, 0]), names=(), score=Score.RISK)
    with pytest.raises(NoPairs, match="near enough"):
        matched(one, group([0.9, 0.9], [1, 1]), names=(), score=Score.RISK)
    with pytest.raises(ValueError, match="Names"):
        matched(one, one, names=("age",))
    with pytest.raises(ValueError, match="missing"):
        group([float("nan")], [1])
    with pytest.raises(ValueError, match="number"):
        group([0.2], [1, 0])
