"""Chances of whole numbers of patients, added up exactly: who comes, who leaves, what is then needed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from wellrun.engines.forecasting.series import Floats

LEFT_OUT = 1e-12
"""Chance beyond the last number that is kept."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Chances of ``first``, ``first`` + 1, …: shape (numbers,), adding up to 1."""

    first: int
    chances: Floats

    @property
    def mean(self) -> float:
        """Expected number."""
        return self.first + float(np.arange(len(self.chances)) @ self.chances)

    @property
    def variance(self) -> float:
        """Mean squared distance from the mean."""
        return float(((self.first + np.arange(len(self.chances)) - self.mean) ** 2) @ self.chances)

    def quantile(self, chance: float) -> int:
        """The least number that is not exceeded with this chance. Raises ValueError outside 0 to 1."""
        if not 0 <= chance <= 1:
            raise ValueError(f"A chance of {chance}: must lie between 0 and 1.")
        reached = np.searchsorted(np.cumsum(self.chances), min(chance, 1 - LEFT_OUT) - LEFT_OUT)
        return self.first + min(int(reached), len(self.chances) - 1)

    def range_of(self, sure: float) -> tuple[int, int]:
        """The middle range that holds with at least this chance, as many cut off below as above."""
        return self.quantile((1 - sure) / 2), self.quantile((1 + sure) / 2)

    def at_least(self, number: int) -> float:
        """Chance of so many or more."""
        return min(1.0, float(self.chances[max(0, number - self.first) :].sum()))

    def plus(self, other: Distribution | int) -> Distribution:
        """Of the sum with a number that does not depend on this one."""
        if isinstance(other, int):
            return Distribution(self.first + other, self.chances)
        return Distribution(self.first + other.first, np.convolve(self.chances, other.chances))

    def minus(self, other: Distribution) -> Distribution:
        """Of the difference to a number that does not depend on this one."""
        turned = Distribution(-(other.first + len(other.chances) - 1), other.chances[::-1])
        return self.plus(turned)


def certain(number: int) -> Distribution:
    """Of a number that is known."""
    return Distribution(number, np.ones(1))


def sum_of_chances(chances: Iterable[float]) -> Distribution:
    """How many of these happen, none depending on another: the Poisson binomial, by exact convolution.

    Raises ValueError for a chance outside 0 to 1.
    """
    found = np.ones(1)
    for chance in chances:
        if not 0 <= chance <= 1:
            raise ValueError(f"A chance of {chance}: must lie between 0 and 1.")
        found = np.convolve(found, (1 - chance, chance))
    return Distribution(0, found)


def counted(mean: float, variance: float) -> Distribution:
    """Of a count: negative binomial where the variance exceeds the mean, else Poisson.

    Raises ValueError for a mean below 0.
    """
    if not (math.isfinite(mean) and mean >= 0):
        raise ValueError(f"A mean of {mean} patients: must be 0 or more.")
    if mean < LEFT_OUT:
        return certain(0)
    most = int(mean + 12 * math.sqrt(max(mean, variance)) + 30)
    number = np.arange(1, most + 1, dtype=np.float64)
    if variance <= mean * (1 + 1e-9):
        logs = np.cumsum(np.log(mean / number))
        start = -mean
    else:
        size = mean * mean / (variance - mean)
        logs = np.cumsum(np.log((number - 1 + size) / number * (1 - mean / variance)))
        start = size * math.log(mean / variance)
    chances = np.exp(np.concatenate([[0.0], logs]) + start)
    return Distribution(0, chances / chances.sum())
