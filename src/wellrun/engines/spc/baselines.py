"""Where the lines lie: centre, sigma and limits of one phase, for every kind of chart.

Formulas are those of Montgomery (Introduction to Statistical Quality Control), Laney 2002 (P′, U′) and Taylor 2017
(I′). Centre and sigma come from the baseline alone; the lines are drawn for every point of the phase.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, pi, sqrt
from statistics import fmean, median, stdev

from wellrun.engines.spc.constants import (
    GEOMETRIC_MEDIAN,
    MOVING_RANGE_CEILING,
    MOVING_RANGE_DIVISOR,
    STANDARD_RANGE_CEILING,
    WAITING_TIME_POWER,
    c4,
    c5,
)
from wellrun.engines.spc.series import Kind, Screening, Settings
from wellrun.engines.spc.subgroups import Subgroup


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The lines at one point and how many sigmas the point lies from the centre; None where there is no such line."""

    centre: float | None
    lower: float | None = None
    lower_warning: float | None = None
    upper_warning: float | None = None
    upper: float | None = None
    score: float | None = None


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One phase to be estimated: its subgroups, their plotted values, and which belong to the baseline."""

    subgroups: tuple[Subgroup, ...]
    values: tuple[float | None, ...]
    baseline: tuple[bool, ...]
    settings: Settings
    categorical: bool

    @property
    def known(self) -> list[float]:
        return [value for value, base in zip(self.values, self.baseline, strict=True) if base and value is not None]

    @property
    def base(self) -> list[Subgroup]:
        return [group for group, base in zip(self.subgroups, self.baseline, strict=True) if base]

    def neighbours(self, scores: Sequence[float | None]) -> list[tuple[int, int]]:
        """Index pairs of neighbouring baseline points that both have a score: what a moving range is taken over.

        An excluded point is passed over; a missing one breaks the pair.
        """
        chosen = [place for place, base in enumerate(self.baseline) if base]
        return [(a, b) for a, b in pairwise(chosen) if scores[a] is not None and scores[b] is not None]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The lines of a phase. `inflation` is Laney's sigma_z for prime charts, else None."""

    limits: tuple[Limits, ...]
    inflation: float | None = None


@dataclass(frozen=True, kw_only=True)
class Band:
    """What no limit may cross, and the line that is shown as centre where the limits lie about another."""

    floor: float | None = None
    ceiling: float | None = None
    shown: float | None = None


def around(*, centre: float | None, sigma: float | None, value: float | None, band: Band | None = None) -> Limits:
    """Centre ± 2 and ± 3 sigma, cut to the band."""
    band = band or Band()
    shown = centre if band.shown is None else band.shown
    if centre is None or sigma is None:
        return Limits(centre=shown)

    def cut(line: float) -> float:
        line = line if band.floor is None else max(band.floor, line)
        return line if band.ceiling is None else min(band.ceiling, line)

    lower, low, high, upper = (cut(centre + reach * sigma) for reach in (-3, -2, 2, 3))
    score = (value - centre) / sigma if value is not None and sigma > 0 else None
    return Limits(centre=shown, lower=lower, lower_warning=low, upper_warning=high, upper=upper, score=score)


def mean_range(*, ranges: Sequence[float], screening: Screening, ceiling: float = MOVING_RANGE_CEILING) -> float | None:
    """Mean of the ranges, after dropping once those at or above `ceiling` times their mean; None where none is left."""
    kept = list(ranges)
    if kept and screening is Screening.ONCE:
        most = ceiling * fmean(kept)
        kept = [each for each in kept if each < most]
    return fmean(kept) if kept else None


def _moving_ranges(*, stretch: Stretch, scores: Sequence[float | None]) -> list[float]:
    return [abs((scores[b] or 0.0) - (scores[a] or 0.0)) for a, b in stretch.neighbours(scores)]


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _centre(*, stretch: Stretch, estimate: float | None) -> float | None:
    return estimate if stretch.settings.centre is None else stretch.settings.centre


def _pooled_ratio(stretch: Stretch) -> float | None:
    whole = [(group.total, group.size) for group in stretch.base if group.total is not None and group.size is not None]
    return fsum(y for y, _ in whole) / fsum(n for _, n in whole) if whole else None


def _run(stretch: Stretch) -> Estimate:
    centre = _centre(stretch=stretch, estimate=median(stretch.known) if stretch.known else None)
    return Estimate(limits=tuple(Limits(centre=centre) for _ in stretch.values))


def _individuals(stretch: Stretch) -> Estimate:
    centre = _centre(stretch=stretch, estimate=_mean(stretch.known))
    ranges = _moving_ranges(stretch=stretch, scores=stretch.values)
    mean = mean_range(ranges=ranges, screening=stretch.settings.screening)
    sigma = None if mean is None else mean / stretch.settings.divisor
    return Estimate(limits=tuple(around(centre=centre, sigma=sigma, value=value) for value in stretch.values))


def _moving_range(stretch: Stretch) -> Estimate:
    """Values are already the moving ranges; warning lines stand at two thirds of the limits, as zero is the floor."""
    centre = _centre(stretch=stretch, estimate=_mean(stretch.known))
    if centre is None:
        return Estimate(limits=tuple(Limits(centre=None) for _ in stretch.values))
    upper, sigma = MOVING_RANGE_CEILING * centre, (MOVING_RANGE_CEILING - 1) * centre / 3
    scores = [None if value is None or not sigma else (value - centre) / sigma for value in stretch.values]
    lines = {"centre": centre, "lower": 0.0, "lower_warning": 0.0, "upper_warning": upper * 2 / 3, "upper": upper}
    return Estimate(limits=tuple(Limits(**lines, score=score) for score in scores))


def _spread(stretch: Stretch) -> float | None:
    """Mean subgroup deviation where the phase has one subgroup size, else the pooled one (Montgomery 6.31)."""
    known = [(group.count, group.deviation) for group in stretch.base if group.deviation is not None]
    if not known:
        return None
    if len({group.count for group in stretch.subgroups}) == 1:
        return fmean(deviation for _, deviation in known)
    return sqrt(fsum((size - 1) * dev**2 for size, dev in known) / fsum(size - 1 for size, _ in known))


def _means(stretch: Stretch) -> Estimate:
    rows = [value for group in stretch.base for value in group.values]
    centre = _centre(stretch=stretch, estimate=_mean(rows))
    spread = _spread(stretch)

    def sigma(size: int) -> float | None:
        return None if spread is None or size < 2 else spread / (c4(size=size) * sqrt(size))

    lines = zip(stretch.subgroups, stretch.values, strict=True)
    return Estimate(limits=tuple(around(centre=centre, sigma=sigma(g.count), value=value) for g, value in lines))


def _deviations(stretch: Stretch) -> Estimate:
    centre = _centre(stretch=stretch, estimate=_spread(stretch))

    def sigma(size: int) -> float | None:
        return None if centre is None or size < 2 else centre * c5(size=size) / c4(size=size)

    lines, band = zip(stretch.subgroups, stretch.values, strict=True), Band(floor=0.0)
    return Estimate(
        limits=tuple(around(centre=centre, sigma=sigma(g.count), value=value, band=band) for g, value in lines)
    )


def _inflation(*, stretch: Stretch, centre: float | None, sigmas: Sequence[float | None]) -> float | None:
    """Laney's sigma_z: how much wider than binomial or Poisson the baseline spreads; SD of z for categories."""
    if centre is None:
        return None
    scores = [
        (value - centre) / sigma if value is not None and sigma else None
        for value, sigma in zip(stretch.values, sigmas, strict=True)
    ]
    if stretch.categorical:
        known = [score for score, base in zip(scores, stretch.baseline, strict=True) if base and score is not None]
        return stdev(known) if len(known) > 1 else None
    ranges = _moving_ranges(stretch=stretch, scores=scores)
    mean = mean_range(ranges=ranges, screening=stretch.settings.screening)
    return None if mean is None else mean / MOVING_RANGE_DIVISOR


def _attribute(*, band: Band, variance: Callable[[float], float], prime: bool) -> Callable[[Stretch], Estimate]:
    """p, u and their primes: sigma_i is the root of variance(centre) / n_i, times sigma_z on a prime chart."""

    def estimate(stretch: Stretch) -> Estimate:
        centre = _centre(stretch=stretch, estimate=_pooled_ratio(stretch))
        per_unit = None if centre is None else sqrt(max(0.0, variance(centre)))
        sigmas = [None if per_unit is None or g.size is None else per_unit / sqrt(g.size) for g in stretch.subgroups]
        inflation = _inflation(stretch=stretch, centre=centre, sigmas=sigmas) if prime else None
        factor = inflation if prime else 1.0
        widths = [None if sigma is None or factor is None else sigma * factor for sigma in sigmas]
        limits = tuple(
            around(centre=centre, sigma=width, value=value, band=band)
            for width, value in zip(widths, stretch.values, strict=True)
        )
        return Estimate(limits=limits, inflation=inflation)

    return estimate


def _count(stretch: Stretch) -> Estimate:
    centre = _centre(stretch=stretch, estimate=_mean(stretch.known))
    sigma, band = (None if centre is None else sqrt(max(0.0, centre))), Band(floor=0.0)
    return Estimate(
        limits=tuple(around(centre=centre, sigma=sigma, value=value, band=band) for value in stretch.values)
    )


def _cases_between(stretch: Stretch) -> Estimate:
    """Limits lie about the mean of the geometric counts; the line shown is their median (Provost and Murray)."""
    mean = _centre(stretch=stretch, estimate=_mean(stretch.known))
    if mean is None:
        return Estimate(limits=tuple(Limits(centre=None) for _ in stretch.values))
    shown = median(stretch.known) if stretch.settings.centre is None else GEOMETRIC_MEDIAN * mean
    sigma, band = sqrt(max(0.0, mean * (mean + 1))), Band(floor=0.0, shown=shown)
    return Estimate(limits=tuple(around(centre=mean, sigma=sigma, value=value, band=band) for value in stretch.values))


def _time_between(stretch: Stretch) -> Estimate:
    """An individuals chart of the times raised to 1 / 3.6, drawn back on the scale of time."""
    roots = tuple(None if value is None else value ** (1 / WAITING_TIME_POWER) for value in stretch.values)
    known = [root for root, base in zip(roots, stretch.baseline, strict=True) if base and root is not None]
    given = stretch.settings.centre
    centre = _mean(known) if given is None else max(0.0, given) ** (1 / WAITING_TIME_POWER)
    ranges = _moving_ranges(stretch=stretch, scores=roots)
    mean = mean_range(ranges=ranges, screening=stretch.settings.screening)
    sigma = None if mean is None else mean / stretch.settings.divisor
    return Estimate(limits=tuple(_powered(around(centre=centre, sigma=sigma, value=root)) for root in roots))


def _powered(limits: Limits) -> Limits:
    def back(line: float | None) -> float | None:
        return None if line is None or line < 0 else line**WAITING_TIME_POWER

    # A limit below zero is drawn at zero, as times cannot be less; a warning line below zero is not drawn at all.
    lower = 0.0 if limits.lower is not None and limits.lower < 0 else back(limits.lower)
    return Limits(
        centre=back(limits.centre),
        lower=lower,
        lower_warning=back(limits.lower_warning),
        upper_warning=back(limits.upper_warning),
        upper=back(limits.upper),
        score=limits.score,
    )


def _individuals_prime(stretch: Stretch) -> Estimate:
    """Taylor's normalized individuals: ranges are standardised by the sizes of the two points they lie between.

    The ranges come from the baseline only, as every other chart's do.
    """
    sizes = [group.size if group.size is not None else float(group.count) or None for group in stretch.subgroups]
    weighed = [
        (value * size, size)
        for value, size, base in zip(stretch.values, sizes, stretch.baseline, strict=True)
        if base and value is not None and size is not None
    ]
    pooled = fsum(y for y, _ in weighed) / fsum(n for _, n in weighed) if weighed else None
    centre, values = _centre(stretch=stretch, estimate=pooled), stretch.values
    ranges = [
        sqrt(pi / 2) * abs((values[b] or 0.0) - (values[a] or 0.0)) / sqrt(1 / (sizes[a] or 1) + 1 / (sizes[b] or 1))
        for a, b in stretch.neighbours(values)
    ]
    mean = mean_range(ranges=ranges, screening=stretch.settings.screening, ceiling=STANDARD_RANGE_CEILING)
    sigmas = [None if mean is None or size is None else mean * sqrt(1 / size) for size in sizes]
    lines = zip(sigmas, values, strict=True)
    return Estimate(limits=tuple(around(centre=centre, sigma=sigma, value=value) for sigma, value in lines))


def _binomial(share: float) -> float:
    return share * (1 - share)


def _poisson(rate: float) -> float:
    return rate


_WITHIN_ONE, _ABOVE_ZERO = Band(floor=0.0, ceiling=1.0), Band(floor=0.0)

ESTIMATORS: Mapping[Kind, Callable[[Stretch], Estimate]] = {
    Kind.RUN: _run,
    Kind.INDIVIDUALS: _individuals,
    Kind.MOVING_RANGE: _moving_range,
    Kind.MEANS: _means,
    Kind.DEVIATIONS: _deviations,
    Kind.PROPORTION: _attribute(band=_WITHIN_ONE, variance=_binomial, prime=False),
    Kind.PROPORTION_PRIME: _attribute(band=_WITHIN_ONE, variance=_binomial, prime=True),
    Kind.COUNT: _count,
    Kind.RATE: _attribute(band=_ABOVE_ZERO, variance=_poisson, prime=False),
    Kind.RATE_PRIME: _attribute(band=_ABOVE_ZERO, variance=_poisson, prime=True),
    Kind.CASES_BETWEEN: _cases_between,
    Kind.TIME_BETWEEN: _time_between,
    Kind.INDIVIDUALS_PRIME: _individuals_prime,
}
