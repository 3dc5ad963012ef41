"""The chance of an outcome from a few factors with levels: a ridge logistic regression on counts.

log-odds of a case = intercept + the weight of its level of each factor. Every level has a weight of its own, held near
zero by a penalty of one (Gaussian prior of standard deviation 1 on the log-odds: le Cessie and van Houwelingen, Applied
Statistics 1992; 41: 191), so that a level with few cases stays near the average. The intercept is free: over the cases
it was fitted to, expected and observed are equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PENALTY = 1.0
_ROUNDS = 60


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Cases alike: their level of each factor in the order of the factors, how many, and how many with the outcome."""

    levels: tuple[str, ...]
    cases: int
    events: int


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The intercept and the weight of each level by factor, all on the log-odds."""

    intercept: float
    levels: Mapping[str, Mapping[str, float]]

    def chance(self, case: Mapping[str, str]) -> float:
        """Probability of the outcome of one case, from its level by factor; an unknown level weighs nothing."""
        odds = self.intercept + sum(self.levels[factor].get(level, 0.0) for factor, level in case.items())
        return float(1 / (1 + np.exp(-odds)))


def fit(factors: Sequence[str], cells: Sequence[Cell], *, penalty: float = PENALTY) -> Weights:
    """The weights that fit the cells best (Newton's method).

    Raises ValueError for a cell that does not fit the factors, or where nobody or everybody has the outcome.
    """
    if any(len(cell.levels) != len(factors) or not 0 <= cell.events <= cell.cases for cell in cells):
        raise ValueError("Every cell needs a level for each factor, and no more events than cases.")
    cases = np.array([cell.cases for cell in cells], dtype=np.float64)
    events = np.array([cell.events for cell in cells], dtype=np.float64)
    if not 0 < events.sum() < cases.sum():
        raise ValueError("Where nobody or everybody has the outcome, nothing can be expected from it.")
    columns = sorted({(at, level) for cell in cells for at, level in enumerate(cell.levels)})
    place = {column: number for number, column in enumerate(columns, start=1)}
    design = np.zeros((len(cells), len(columns) + 1))
    design[:, 0] = 1
    for row, cell in enumerate(cells):
        for at, level in enumerate(cell.levels):
            design[row, place[at, level]] = 1
    found = _newton(design, cases, events, penalty=penalty)
    levels: dict[str, dict[str, float]] = {factor: {} for factor in factors}
    for (at, level), number in place.items():
        levels[factors[at]][level] = float(found[number])
    return Weights(intercept=float(found[0]), levels=levels)


def _newton(design: Floats, cases: Floats, events: Floats, *, penalty: float) -> Floats:
    held = np.full(design.shape[1], penalty)
    held[0] = 0.0
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(events.sum() / (cases.sum() - events.sum()))
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-(design @ weights)))
        slope = design.T @ (events - cases * chance) - held * weights
        curve = (design * (cases * chance * (1 - chance))[:, None]).T @ design + np.diag(held)
        step = np.linalg.solve(curve, slope)
        # Far from the answer a full step overshoots.
        weights += step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-10:
            break
    return weights


def told_apart(chances: Sequence[float], cells: Sequence[Cell]) -> float:
    """How well chances tell cases with the outcome from those without: the c statistic, 0.5 for not at all.

    chances: of each cell. On the cases the weights were fitted to it flatters. Raises ValueError as `fit`.
    """
    order = np.argsort(np.asarray(chances), kind="stable")
    ranked = np.asarray(chances)[order]
    events = np.array([cells[at].events for at in order], dtype=np.float64)
    without = np.array([cells[at].cases - cells[at].events for at in order], dtype=np.float64)
    if not events.sum() or not without.sum():
        raise ValueError("There must be cases with the outcome and without.")
    _, group = np.unique(ranked, return_inverse=True)
    with_it, without_it = np.bincount(group, events), np.bincount(group, without)
    below = np.cumsum(without_it) - without_it
    return float((with_it * (below + without_it / 2)).sum() / (events.sum() * without.sum()))
