"""Whether groups of people differ by more than chance, with people, and not their rows, as what chance deals out.

The value of a group is a sum over a sum (returns over discharges, minutes over visits). Its variance comes from each
person's own part of it (linearised ratio, Cochran, Sampling Techniques, 1977, 6.4), so that somebody with ten stays
counts as one draw. Each group is set against everybody else under the pooled value (a score test); shares and rates are
never taken to vary less than independent events would. The chances of all comparisons asked at one time are corrected
together by Holm's method (Scandinavian Journal of Statistics 1979; 6: 65).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

_NORMAL = NormalDist()
FEWEST = 5.0
"""Events, and in shares those without, that a group and its rest must be expected to have (Cochran 1954)."""
FEWEST_PEOPLE = 10


class Sort(StrEnum):
    """What the values are: it says how they vary at least."""

    SHARE = "share"
    RATE = "rate"
    MEAN = "mean"


@dataclass(frozen=True, kw_only=True)
class Sums:
    """One group: how many people, and over people the sums of x, w, x², x·w and w², where x is what a person adds to
    the numerator and w to the denominator."""

    group: str
    people: int
    x: float
    w: float
    xx: float
    xw: float
    ww: float

    @property
    def value(self) -> float:
        return self.x / self.w

    def plus(self, other: Sums) -> Sums:
        """Both groups as one; people in both count twice."""
        names = ("people", "x", "w", "xx", "xw", "ww")
        return Sums(group="", **{name: getattr(self, name) + getattr(other, name) for name in names})

    def spread(self, value: float) -> float:
        """Sum over people of the square of what each adds beyond the value."""
        return max(0.0, self.xx - 2 * value * self.xw + value * value * self.ww)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One group against everybody else: its value with a 95 % interval, the value of the rest, the difference, the
    chance of one as large if there were none (None where too few), and the same corrected (see `corrected`)."""

    group: str
    value: float
    lower: float
    upper: float
    rest: float | None
    difference: float | None
    chance: float | None


def gaps(groups: Sequence[Sums], sort: Sort) -> tuple[Gap, ...]:
    """Each group with exposure against the others together. Of two groups, the second repeats the first's chance."""
    held = [group for group in groups if group.w > 0]
    found = []
    for one in held:
        others = [other for other in held if other is not one]
        rest = None
        for other in others:
            rest = other if rest is None else rest.plus(other)
        lower, upper = _interval(one, sort)
        found.append(
            Gap(
                group=one.group,
                value=one.value,
                lower=lower,
                upper=upper,
                rest=rest.value if rest else None,
                difference=one.value - rest.value if rest else None,
                chance=_chance(one, rest, sort) if rest else None,
            )
        )
    return tuple(found)


def corrected(chances: Sequence[float]) -> tuple[float, ...]:
    """Chances corrected for their number (Holm): below 0.05 in any of them by luck alone once in twenty times."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    found, highest = [0.0] * len(chances), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[at]))
        found[at] = highest
    return tuple(found)


def _least(value: float, size: float, sort: Sort) -> float:
    """The variance of a share or rate of independent events."""
    if sort is Sort.MEAN:
        return 0.0
    return (value * (1 - value) if sort is Sort.SHARE else value) / size


def _variance(group: Sums, value: float, sort: Sort) -> float:
    return max(group.spread(value) / group.w**2, _least(value, group.w, sort))


def _enough(one: Sums, rest: Sums, pooled: float, sort: Sort) -> bool:
    if min(one.people, rest.people) < FEWEST_PEOPLE:
        return False
    if sort is Sort.MEAN:
        return True
    events = [pooled * group.w for group in (one, rest)]
    without = [(1 - pooled) * group.w for group in (one, rest)] if sort is Sort.SHARE else []
    return min(*events, *without) >= FEWEST


def _chance(one: Sums, rest: Sums, sort: Sort) -> float | None:
    pooled = (one.x + rest.x) / (one.w + rest.w)
    if not _enough(one, rest, pooled, sort):
        return None
    variance = _variance(one, pooled, sort) + _variance(rest, pooled, sort)
    if not variance:
        return None
    return 2 * (1 - _NORMAL.cdf(abs(one.value - rest.value) / math.sqrt(variance)))


def _interval(one: Sums, sort: Sort, sure: float = 0.95) -> tuple[float, float]:
    """Wilson's for shares, with the size that people as draws leave; on the log for rates; plain for means."""
    z, value = _NORMAL.inv_cdf((1 + sure) / 2), one.value
    if sort is Sort.SHARE:
        least, found = _least(value, one.w, sort), _variance(one, value, sort)
        size = one.w * (least / found if found else 1.0)
        middle = (value + z * z / (2 * size)) / (1 + z * z / size)
        half = z / (1 + z * z / size) * math.sqrt(value * (1 - value) / size + z * z / (4 * size * size))
        return max(0.0, middle - half), min(1.0, middle + half)
    error = math.sqrt(_variance(one, value, sort))
    if sort is Sort.RATE and value > 0:
        return value * math.exp(-z * error / value), value * math.exp(z * error / value)
    if sort is Sort.RATE:
        # Nothing seen: the exact limit of a Poisson count of 0 (Hanley and Lippman-Hand, JAMA 1983; 249: 1743).
        return 0.0, -math.log((1 - sure) / 2) / one.w
    return value - z * error, value + z * error
