"""Matched comparison: people who got the programme against others of the same risk who did not.

Each treated discharge is paired with the nearest free other one within a caliper of the score's log-odds: the
predicted risk, or the propensity, that is the chance of being treated given risk and covariates (Rosenbaum and Rubin
1983). The caliper is 0.2 standard deviations (Austin 2011). Intervals are robust to pairs and to patients with several
discharges at once (two-way clusters: Cameron, Gelbach and Miller 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from wellrun.engines.effect.series import Estimate

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CALIPER = 0.2
# Above this standardised difference two groups are usually called unlike (Austin 2009).
UNLIKE = 0.1
_ROUNDS, _NEAR_ZERO = 50, 1e-6


class NoPairs(ValueError):
    """There is nobody to compare, nobody near enough, or nobody who returned."""


class Score(StrEnum):
    """What people are paired on."""

    RISK = "risk"
    PROPENSITY = "propensity"


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """Discharges: arrays of one length, covariates one a column in an order both groups share.

    risk: predicted before anything was done, 0 to 1. Raises ValueError where lengths differ or a value is missing.
    """

    patients: Ints
    risk: Floats
    covariates: Floats
    returned: Flags

    def __post_init__(self) -> None:
        if not len(self.patients) == len(self.risk) == len(self.covariates) == len(self.returned):
            raise ValueError("Patients, risks, covariates and outcomes differ in number.")
        if not (np.isfinite(self.risk).all() and np.isfinite(self.covariates).all()):
            raise ValueError("A risk or covariate is missing.")

    def __len__(self) -> int:
        return len(self.patients)


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Difference of the means of treated and others in standard deviations, before and after pairing."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class MatchedEffect:
    """What pairs show. Rates are 0 to 1; reduction is one less the ratio of rates; difference is treated less others.

    unpaired: treated discharges for which nobody was near enough: the result does not speak of them.
    """

    pairs: int
    unpaired: int
    patients: int
    rate_treated: float
    rate_others: float
    difference: Estimate
    reduction: Estimate
    balance: tuple[Balance, ...]

    @property
    def worst(self) -> Balance:
        """The covariate that is least balanced after pairing."""
        return max(self.balance, key=lambda each: abs(each.after))


def matched(
    treated: Group,
    others: Group,
    *,
    names: tuple[str, ...],
    score: Score = Score.PROPENSITY,
    sure: float = 0.95,
    seed: int = 0,
) -> MatchedEffect:
    """Pair the treated with others and compare. names: of the covariates; seed: the order in which pairs are made.

    Raises NoPairs where a group is empty, no pair is near enough or nobody returned in one half, and ValueError where
    names do not fit.
    """
    if not len(treated) or not len(others):
        raise NoPairs("There is nobody to compare with.")
    if not len(names) == treated.covariates.shape[1] == others.covariates.shape[1]:
        raise ValueError("Names and covariates differ in number.")
    left, right = pairs(*_scores(treated, others, score), seed=seed)
    if not len(left):
        raise NoPairs("No two people are near enough to be compared.")
    one, other = treated.returned[left], others.returned[right]
    if not one.any() or not other.any():
        raise NoPairs("Nobody returned in one of the halves: there is no ratio.")
    whose = np.concatenate([treated.patients[left], others.patients[right]])
    rates = float(one.mean()), float(other.mean())
    # What each discharge adds to the error of the two rates, to first order.
    errors = (one - rates[0]) / len(left), (other - rates[1]) / len(left)
    width = NormalDist().inv_cdf((1 + sure) / 2)
    by_difference = width * _standard_error(np.concatenate([errors[0], -errors[1]]), whose)
    by_ratio = width * _standard_error(np.concatenate([errors[0] / rates[0], -errors[1] / rates[1]]), whose)
    apart, ratio = rates[0] - rates[1], rates[0] / rates[1]
    return MatchedEffect(
        pairs=len(left),
        unpaired=len(treated) - len(left),
        patients=len(np.unique(whose)),
        rate_treated=rates[0],
        rate_others=rates[1],
        difference=Estimate(value=apart, lower=apart - by_difference, upper=apart + by_difference),
        reduction=Estimate(
            value=1 - ratio, lower=1 - ratio * float(np.exp(by_ratio)), upper=1 - ratio * float(np.exp(-by_ratio))
        ),
        balance=balance(treated, others, left, right, names),
    )


def pairs(treated: Floats, others: Floats, *, caliper: float | None = None, seed: int = 0) -> tuple[Ints, Ints]:
    """Places in the two arrays of scores that make pairs, nobody twice, each nearest among those still free.

    The treated choose in random order. caliper: widest difference allowed; CALIPER standard deviations where not given.
    """
    if caliper is None:
        caliper = CALIPER * float(np.sqrt((treated.var() + others.var()) / 2))
    order = np.argsort(others, kind="stable")
    ordered = others[order].tolist()
    size = len(ordered)
    # up[i]: the next free place at or after i; down[i]: one more than the next free place before i. Both are shortened
    # as they are walked (Tarjan 1975), so that runs of taken places are not walked again.
    up, down = list(range(size + 1)), list(range(size + 1))
    chance = np.random.default_rng(seed)
    starts = np.searchsorted(ordered, treated)
    left, right = [], []
    for one in chance.permutation(len(treated)).tolist():
        value = float(treated[one])
        above, below = _free(up, int(starts[one])), _free(down, int(starts[one])) - 1
        gap_above = ordered[above] - value if above < size else np.inf
        gap_below = value - ordered[below] if below >= 0 else np.inf
        nearest, gap = (above, gap_above) if gap_above < gap_below else (below, gap_below)
        if gap <= caliper:
            up[nearest], down[nearest + 1] = nearest + 1, nearest
            left.append(one)
            right.append(nearest)
    return np.asarray(left, dtype=np.int64), order[np.asarray(right, dtype=np.int64)]


def balance(treated: Group, others: Group, left: Ints, right: Ints, names: tuple[str, ...]) -> tuple[Balance, ...]:
    """Standardised differences of the risk (its log-odds) and each covariate; deviations are those before pairing."""
    found = []
    for place, name in enumerate(("predicted risk", *names)):
        one, other = (
            _log_odds(group.risk) if place == 0 else group.covariates[:, place - 1] for group in (treated, others)
        )
        deviation = float(np.sqrt((one.var() + other.var()) / 2)) or 1.0
        before, after = one.mean() - other.mean(), one[left].mean() - other[right].mean()
        found.append(Balance(name=name, before=float(before) / deviation, after=float(after) / deviation))
    return tuple(found)


def propensity(inputs: Floats, treated: Flags) -> Floats:
    """Log-odds of being treated, by logistic regression on standardised inputs with an intercept.

    A slight ridge keeps it finite where an input tells the two apart for certain.
    """
    deviation = inputs.std(axis=0)
    scaled = (inputs - inputs.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    design = np.column_stack([np.ones(len(scaled)), scaled])
    ridge = np.diag([0.0, *[1e-3] * scaled.shape[1]])
    coefficients = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ coefficients, -30, 30)))
        slope = design.T @ (treated - chance) - ridge @ coefficients
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(bend, slope)
        coefficients = coefficients + step
        if np.abs(step).max() < _NEAR_ZERO:
            break
    return np.asarray(design @ coefficients)


def _scores(treated: Group, others: Group, score: Score) -> tuple[Floats, Floats]:
    one, other = _log_odds(treated.risk), _log_odds(others.risk)
    if score is Score.RISK:
        return one, other
    inputs = np.column_stack([np.concatenate([one, other]), np.concatenate([treated.covariates, others.covariates])])
    found = propensity(inputs, np.arange(len(inputs)) < len(treated))
    return found[: len(treated)], found[len(treated) :]


def _free(places: list[int], place: int) -> int:
    while places[place] != place:
        places[place] = places[places[place]]
        place = places[place]
    return place


def _standard_error(errors: Floats, patients: Ints) -> float:
    """Of a sum of errors, all treated and then all others, in the order of pairs. Clusters: pair and patient."""
    half = len(errors) // 2
    by_pair = float(((errors[:half] + errors[half:]) ** 2).sum())
    whose = np.unique(patients, return_inverse=True)[1]
    by_patient = float((np.bincount(whose, errors) ** 2).sum())
    # Rows that share both their pair and their patient would be counted twice.
    alone = whose[:half] != whose[half:]
    both = np.where(alone, errors[:half] ** 2 + errors[half:] ** 2, (errors[:half] + errors[half:]) ** 2)
    two_way = by_pair + by_patient - float(both.sum())
    # The difference of sums can fall below zero; then the wider of the two ways by itself is taken.
    return float(np.sqrt(two_way if two_way > 0 else max(by_pair, by_patient)))


def _log_odds(risk: Floats) -> Floats:
    inside = np.clip(risk, _NEAR_ZERO, 1 - _NEAR_ZERO)
    return np.asarray(np.log(inside / (1 - inside)))
