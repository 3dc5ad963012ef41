"""Hospital value-based purchasing: what HCAHPS scores earn in the person and community engagement domain.

Source: 42 CFR 412.165 and the CMS step-by-step guide to the domain score. Rates are percentages from 0 to 100, given
as exact decimals or fractions, because a point turns on the last published digit. They are scores as CMS adjusts them;
what is put in otherwise gives an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from wellrun.departments.quality.rules.experience.publishing import rounded
from wellrun.departments.quality.rules.experience.surveys import content

Rate = Fraction | Decimal | int
HALF = Fraction(1, 2)
BEST_ACHIEVEMENT, BEST_IMPROVEMENT, BEST_CONSISTENCY = 10, 9, 20
DIMENSIONS_AT_FIRST = 8
"""The number of dimensions for which the base score is made: eighty points, ten each."""


@dataclass(frozen=True)
class Standard:
    """What a dimension is held to: the worst, the median and the mean of the best tenth of the baseline period."""

    floor: Rate
    threshold: Rate
    benchmark: Rate

    def __post_init__(self) -> None:
        if not self.floor < self.threshold < self.benchmark:
            raise ValueError("Floor, threshold and benchmark have to rise in this order.")


@dataclass(frozen=True)
class DimensionPoints:
    """What a dimension earns. ``reached`` is how far it is from floor to threshold: 0 at the floor, 1 at the other."""

    achievement: int
    improvement: int | None
    reached: Fraction

    @property
    def points(self) -> int:
        """The better of the two."""
        return max(self.achievement, self.improvement or 0)


@dataclass(frozen=True)
class DomainPoints:
    """What all dimensions earn: up to 80 for the base, up to 20 for consistency. ``lowest`` bounds the latter."""

    dimensions: Mapping[str, DimensionPoints]
    base: int
    consistency: int
    lowest: str

    @property
    def total(self) -> int:
        """Base and consistency, of 100."""
        return self.base + self.consistency


def achievement_points(rate: Rate, standard: Standard) -> int:
    """0 below the threshold, 10 from the benchmark on, else 9 x share of the way + 0.5, rounded."""
    if rate < standard.threshold:
        return 0
    if rate >= standard.benchmark:
        return BEST_ACHIEVEMENT
    return rounded(9 * _way(rate, standard.threshold, standard.benchmark) + HALF)


def improvement_points(rate: Rate, before: Rate | None, standard: Standard) -> int | None:
    """0 without improvement, 9 from the benchmark on, else 10 x share of the way - 0.5, rounded.

    None without a rate of the baseline period.
    """
    if before is None:
        return None
    if rate <= before:
        return 0
    if rate >= standard.benchmark:
        return BEST_IMPROVEMENT
    return rounded(10 * _way(rate, before, standard.benchmark) - HALF)


def dimension_points(rate: Rate, before: Rate | None, standard: Standard) -> DimensionPoints:
    """What one dimension earns by its rate, and by what it was in the baseline period."""
    return DimensionPoints(
        achievement=achievement_points(rate, standard),
        improvement=improvement_points(rate, before, standard),
        reached=_way(rate, standard.floor, standard.threshold),
    )


def consistency_points(reached: Fraction) -> int:
    """20 where even the lowest dimension is at its threshold, 0 where it is at the floor, else 20 x reached - 0.5,
    rounded, from 0 to 20."""
    return max(0, min(BEST_CONSISTENCY, rounded(20 * reached - HALF)))


def domain_points(dimensions: Mapping[str, DimensionPoints]) -> DomainPoints:
    """What all dimensions earn together. Other numbers of dimensions than eight are brought to eighty points.

    Of dimensions that are alike the first is named as lowest. Raises ``ValueError`` without dimensions.
    """
    if not dimensions:
        raise ValueError("Without dimensions there is no score of the domain.")
    earned = sum(one.points for one in dimensions.values())
    lowest = min(dimensions, key=lambda key: dimensions[key].reached)
    return DomainPoints(
        dimensions=MappingProxyType(dict(dimensions)),
        base=rounded(Fraction(earned * DIMENSIONS_AT_FIRST, len(dimensions))),
        consistency=consistency_points(dimensions[lowest].reached),
        lowest=lowest,
    )


def dimensions_of(fiscal_year: int) -> Mapping[str, tuple[str, ...]]:
    """The dimensions of a program year, each with the measures whose mean it is.

    Raises ``ValueError`` for years before the first that is kept.
    """
    rows = [row for row in content()["purchasing"] if row["fiscal_year"] <= fiscal_year]
    if not rows:
        raise ValueError(f"The dimensions of fiscal year {fiscal_year} are not kept; the first year that is, is 2018.")
    row = max(rows, key=lambda one: one["fiscal_year"])
    return MappingProxyType({key: tuple(measures) for key, measures in row["dimensions"].items()})


def rates_of(fiscal_year: int, by_measure: Mapping[str, Rate]) -> Mapping[str, Fraction]:
    """The rate of each dimension of a program year that all its measures have a rate for: their plain mean."""
    return MappingProxyType(
        {
            key: sum((Fraction(by_measure[measure]) for measure in measures), Fraction(0)) / len(measures)
            for key, measures in dimensions_of(fiscal_year).items()
            if all(measure in by_measure for measure in measures)
        }
    )


def _way(rate: Rate, start: Rate, end: Rate) -> Fraction:
    begins = Fraction(start)
    return (Fraction(rate) - begins) / (Fraction(end) - begins)
