"""Whether a score has changed from one period to the next by more than chance explains.

Two independent shares by a normal test. Their standard errors are read back from their intervals (half the width over
the quantile), so that what is said of a change and the intervals beside it rest on one variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from wellrun.departments.quality.rules.experience.intervals import Interval, quantile
from wellrun.departments.quality.rules.experience.scoring import Score
from wellrun.departments.quality.rules.experience.surveys import Box

SURE = 0.99
"""Ten and more scores stand on one page: at 95 % one of them would seem to change by chance every other time."""


@dataclass(frozen=True)
class Change:
    """By how many points of 100 the top box moved, and whether that is more than chance explains."""

    points: float
    beyond_chance: bool


def change(now: Score, before: Score) -> Change:
    """The change of the top box between two periods whose patients are not the same."""
    moved = now.shares[Box.TOP] - before.shares[Box.TOP]
    error = sqrt(_error(now.top) ** 2 + _error(before.top) ** 2)
    return Change(100 * moved, error > 0 and abs(moved) > quantile(SURE) * error)


def _error(interval: Interval) -> float:
    return (interval.high - interval.low) / 2 / quantile(interval.level)
