"""Observed against expected returns, the expected from a risk model set right on the period before."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from wellrun.engines.effect.series import Estimate

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ROUNDS, _HALVINGS = 100, 80


class Limits(StrEnum):
    """Exact limits (Garwood 1936) are never too narrow; mid-P ones count half of what was seen, and are nearer 95 %."""

    EXACT = "exact"
    MID_P = "mid-P"


@dataclass(frozen=True, kw_only=True)
class ObservedExpected:
    """observed returns against those expected from the risks; ratio below 1: fewer than expected.

    shift: what was added to every log-odds so that observed and expected agree before; ratio_uncorrected: without it.
    """

    discharges: int
    observed: int
    expected: float
    ratio: Estimate
    shift: float
    ratio_uncorrected: float

    @property
    def fewer(self) -> bool:
        """Whether the interval lies below 1."""
        return self.ratio.upper < 1


def calibration_shift(risk: Floats, returned: Flags) -> float:
    """What to add to the log-odds of every risk so that their sum is the number that returned.

    Calibration in the large (Steyerberg 2019, 15.3). risk: above 0 and below 1. Raises ValueError where nobody or
    everybody returned, or a risk is 0 or 1.
    """
    if not len(risk) or ((risk <= 0) | (risk >= 1)).any():
        raise ValueError("Risks must be above 0 and below 1, and there must be some.")
    if not 0 < returned.sum() < len(returned):
        raise ValueError("A period in which nobody or everybody returned cannot set a model right.")
    odds = np.log(risk / (1 - risk))
    shift = 0.0
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-(odds + shift)))
        step = float((returned.sum() - chance.sum()) / (chance * (1 - chance)).sum())
        # Far from the answer a full step overshoots.
        shift += min(2.0, max(-2.0, step))
        if abs(step) < 1e-12:
            break
    return shift


def shifted(risk: Floats, shift: float) -> Floats:
    """Risks with their log-odds moved."""
    return np.asarray(1 / (1 + (1 - risk) / risk * np.exp(-shift)))


def observed_expected(
    before: tuple[Floats, Flags], after: tuple[Floats, Flags], *, limits: Limits = Limits.MID_P, sure: float = 0.95
) -> ObservedExpected:
    """Returns after the start against those expected; before and after are risks with who returned.

    The interval takes observed returns as Poisson and the expected as known, as hospital comparisons do. Raises
    ValueError as `calibration_shift`.
    """
    shift = calibration_shift(*before)
    risk, returned = after
    expected, observed = float(shifted(risk, shift).sum()), int(returned.sum())
    lower, upper = poisson_limits(observed, limits=limits, sure=sure)
    return ObservedExpected(
        discharges=len(risk),
        observed=observed,
        expected=expected,
        ratio=Estimate(value=observed / expected, lower=lower / expected, upper=upper / expected),
        shift=shift,
        ratio_uncorrected=observed / float(risk.sum()),
    )


def poisson_limits(count: int, *, limits: Limits = Limits.MID_P, sure: float = 0.95) -> tuple[float, float]:
    """Limits of the mean of a Poisson count. Raises ValueError below 0."""
    if count < 0:
        raise ValueError("A count is never below 0.")
    tail = (1 - sure) / 2
    half = 0.5 if limits is Limits.MID_P else 0.0
    # Twelve deviations hold any limit asked for, and chances that far out are not yet rounded to nothing.
    reach = 12 * math.sqrt(count + 1)

    def at_most(mean: float) -> float:
        return _poisson_below(count, mean) + (1 - half) * _poisson_exactly(count, mean)

    def at_least(mean: float) -> float:
        return 1 - _poisson_below(count, mean) - half * _poisson_exactly(count, mean)

    lower = _crossing(lambda mean: at_least(mean) - tail, max(0.0, count - reach), float(count)) if count else 0.0
    return lower, _crossing(lambda mean: tail - at_most(mean), float(count), 10 + count + reach)


def _poisson_exactly(count: int, mean: float) -> float:
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)) if mean else float(count == 0)


def _poisson_below(count: int, mean: float) -> float:
    """Chance of fewer than count, summed downwards from the largest term until nothing is added."""
    if not count:
        return 0.0
    term = _poisson_exactly(count - 1, mean)
    terms = [term]
    for value in range(count - 1, 0, -1):
        term *= value / mean if mean else 0.0
        terms.append(term)
        if term < 1e-18 and value < mean:
            break
    return min(1.0, math.fsum(terms))


def _crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
