"""Intervals for shares and means of survey answers.

A patient who answers three items of a composite is one witness, not three. The variance of a composite is therefore
taken over patients: each contributes the sum of what his answers add to the item shares (linearisation, clustered by
respondent; Binder 1983). Shares then get Wilson's interval (1927) with the effective number of patients that this
variance stands for (Korn and Graubard 1998); for a single item that is Wilson's interval itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """Between ``low`` and ``high`` at a level of confidence, in the unit of what it is about."""

    low: float
    high: float
    level: float = LEVEL


def quantile(level: float) -> float:
    """How many standard errors an interval of a level reaches to each side. Raises ``ValueError`` outside 0 to 1."""
    if not 0 < level < 1:
        raise ValueError(f"A level of confidence lies between 0 and 1; {level} does not.")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(share: float, of: float, level: float = LEVEL) -> Interval:
    """Wilson's score interval of a share from 0 to 1 of so many, which need not be a whole number.

    Raises ``ValueError`` where the share is of nobody.
    """
    if of <= 0:
        raise ValueError("A share of nobody has no interval.")
    z = quantile(level)
    squared = z * z / of
    middle = (share + squared / 2) / (1 + squared)
    reach = z / (1 + squared) * sqrt(max(share * (1 - share) / of + squared / (4 * of), 0.0))
    return Interval(max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach)), level)


def mean_of_items(patients: Sequence[Mapping[str, float]], items: Sequence[str]) -> float:
    """The plain mean of the items' means: each item counts alike, whatever the number of its answers.

    ``patients`` hold a value for each item a patient answered. Raises ``ValueError`` where an item has no answer.
    """
    counts = _counts(patients, items)
    return sum(sum(one.get(item, 0.0) for one in patients) / counts[item] for item in items) / len(items)


def variance_of_mean(patients: Sequence[Mapping[str, float]], items: Sequence[str]) -> float:
    """The variance of ``mean_of_items``, clustered by patient, without the correction for small samples."""
    counts = _counts(patients, items)
    means = {item: sum(one.get(item, 0.0) for one in patients) / counts[item] for item in items}
    return sum(
        (sum((one[item] - means[item]) / counts[item] for item in items if item in one) / len(items)) ** 2
        for one in patients
    )


def share_interval(patients: Sequence[Mapping[str, float]], items: Sequence[str], level: float = LEVEL) -> Interval:
    """The interval of a composite of shares. ``patients`` hold 1 for an answer in the box and 0 for another.

    Where the variance is nothing (everybody alike), the number of patients who answered stands for itself; more than
    the number of answers is never claimed. Raises ``ValueError`` where an item has no answer.
    """
    share = mean_of_items(patients, items)
    spread = share * (1 - share)
    variance = variance_of_mean(patients, items)
    answered = [sum(item in one for item in items) for one in patients]
    people = sum(count > 0 for count in answered)
    effective = min(float(sum(answered)), spread / variance) if variance > 0 and spread > 0 else float(people)
    return wilson(share, effective, level)


def mean_interval(
    patients: Sequence[Mapping[str, float]], items: Sequence[str], level: float = LEVEL
) -> Interval | None:
    """The interval of a composite of points from 0 to 100: normal, clustered by patient, kept within the scale.

    None with fewer than two patients who answered. Raises ``ValueError`` where an item has no answer.
    """
    mean = mean_of_items(patients, items)
    people = sum(any(item in one for item in items) for one in patients)
    if people < 2:
        return None
    reach = quantile(level) * sqrt(variance_of_mean(patients, items) * people / (people - 1))
    return Interval(max(0.0, mean - reach), min(100.0, mean + reach), level)


def _counts(patients: Sequence[Mapping[str, float]], items: Sequence[str]) -> Mapping[str, int]:
    counts = {item: sum(item in one for one in patients) for item in items}
    empty = sorted(item for item, count in counts.items() if count == 0)
    if empty or not items:
        raise ValueError(f"Nobody answered {', '.join(empty) or 'any item'}, so there is no mean.")
    return counts
