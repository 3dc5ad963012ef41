"""Probabilities that mean what they say: recalibration on rows not learned from, and the figures that show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellrun.engines.risk.cases import Flags, Floats

_LEAST, _STEPS, _ENOUGH = 1e-6, 100, 1e-10


@dataclass(frozen=True, kw_only=True)
class Line:
    """log-odds = intercept + slope x given log-odds."""

    intercept: float
    slope: float

    def probability(self, log_odds: Floats) -> Floats:
        """Probabilities from given log-odds."""
        found: Floats = 1.0 / (1.0 + np.exp(-(self.intercept + self.slope * log_odds)))
        return found


@dataclass(frozen=True, kw_only=True)
class Decile:
    """One tenth of the rows by predicted risk: how many, mean predicted and observed share, 0 to 1."""

    rows: int
    predicted: float
    observed: float


def log_odds_of(probability: Floats) -> Floats:
    """Log-odds; probabilities of 0 and 1 are moved in by a millionth."""
    kept = np.clip(probability, _LEAST, 1 - _LEAST)
    found: Floats = np.log(kept / (1 - kept))
    return found


def fit_line(log_odds: Floats, outcome: Flags) -> Line:
    """Logistic regression of the outcome on log-odds (Platt 1999), by Newton's method.

    Raises ValueError where the outcome never varies or the log-odds separate it, since then no line exists.
    """
    if outcome.all() or not outcome.any():
        raise ValueError("The outcome never varies, so there is nothing to calibrate by.")
    design = np.column_stack([np.ones(len(log_odds)), log_odds])
    at = np.array([np.log(outcome.mean() / (1 - outcome.mean())), 0.0])
    for _ in range(_STEPS):
        expected = 1.0 / (1.0 + np.exp(-(design @ at)))
        weight = expected * (1 - expected)
        curve = design.T @ (design * weight[:, None])
        if np.linalg.cond(curve) > 1e14:
            break
        step = np.linalg.solve(curve, design.T @ (outcome - expected))
        at = at + step
        if np.abs(step).max() < _ENOUGH:
            return Line(intercept=float(at[0]), slope=float(at[1]))
    raise ValueError("The predictions separate the outcome or never vary, so no calibration line exists.")


def calibration(probability: Floats, outcome: Flags) -> Line:
    """Calibration slope and intercept (Cox 1958): 1 and 0 are perfect, a slope below 1 says too extreme.

    The intercept is that of the same regression as the slope. Raises as `fit_line`.
    """
    return fit_line(log_odds_of(probability), outcome)


def deciles(probability: Floats, outcome: Flags, *, groups: int = 10) -> tuple[Decile, ...]:
    """Equal groups by predicted risk, lowest first, for a calibration plot; fewer where there are fewer rows."""
    ordered = np.argsort(probability, kind="stable")
    return tuple(
        Decile(rows=len(rows), predicted=float(probability[rows].mean()), observed=float(outcome[rows].mean()))
        for rows in np.array_split(ordered, groups)
        if len(rows)
    )
