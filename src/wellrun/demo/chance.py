"""Chance with a seed: the few distributions the story needs, the same on every machine and Python."""

from __future__ import annotations

import math
import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws from one stream. A part of the story takes its own, so that a change in one leaves the others alone."""

    def __init__(self, part: str) -> None:
        self.uniform = random.Random(f"Tidewater {part}").random  # noqa: S311 a story, not a secret

    def happens(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self.uniform() < probability

    def between(self, low: float, high: float) -> float:
        """Anywhere between two numbers."""
        return low + (high - low) * self.uniform()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def count(self, mean: float) -> int:
        """A Poisson count; for means up to some hundreds (Knuth's method, in pieces that do not underflow)."""
        found = 0
        while mean > 0:
            limit, product = math.exp(-min(mean, 30.0)), self.uniform()
            while product > limit:
                found, product = found + 1, product * self.uniform()
            mean -= 30.0
        return found

    def of(self, number: int, probability: float) -> int:
        """How many of so many, each by itself (binomial)."""
        return sum(self.uniform() < probability for _ in range(number))

    def normal(self) -> float:
        """A standard normal number (Box and Muller)."""
        return math.sqrt(-2.0 * math.log(1.0 - self.uniform())) * math.cos(2.0 * math.pi * self.uniform())

    def spread(self, median: float, sigma: float) -> float:
        """A lognormal number with that median: times and lengths of stay."""
        return median * math.exp(sigma * self.normal())

    def one_of(self, things: Sequence[T]) -> T:
        """Any one, all alike likely."""
        return things[int(self.uniform() * len(things))]

    def weighted(self, weights: dict[T, float]) -> T:
        """One of the keys, as likely as its weight."""
        sums = list(accumulate(weights.values()))
        return list(weights)[bisect(sums, self.uniform() * sums[-1])]
