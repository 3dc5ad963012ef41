"""Interrupted time series: what the months after a start would have been, had the months before gone on.

Segmented regression with a change of level and of slope (Wagner and others 2002; Bernal and others 2017), counts on the
log scale, a year's season as harmonics where the months before allow it. The effect is over all months after the start:
what was fitted there against the same regression without the two changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wellrun.engines.effect.linear import Fit, fit, t_quantile

Floats = npt.NDArray[np.float64]

# Years before the start. Two are the least from which a season can be told from a trend; a tenth is let go, so that 24
# months of 30 days are two years as well.
SEASON_FROM, TWO_WAVES_FROM = 1.9, 2.9
LEAST_BEFORE, LEAST_AFTER = 12, 6


@dataclass(frozen=True, kw_only=True)
class Point:
    """One period. returns of discharges came back; exposure: what returns are set against.

    exposure is the discharges themselves for a rate, or the returns a risk model expected. Raises ValueError where more
    come back than went home, or nobody went home.
    """

    returns: int
    discharges: int
    exposure: float

    def __post_init__(self) -> None:
        if not 0 <= self.returns <= self.discharges or self.exposure <= 0:
            raise ValueError(f"{self.returns} returns of {self.discharges} discharges, {self.exposure} exposed.")


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    lower: float
    upper: float

    @property
    def sure(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True, kw_only=True)
class SeriesEffect:
    """What an interrupted time series found.

    reduction: share of the expected rate that is gone, negative where it rose; avoided: returns that would have been.
    level: change of the rate at once, slope: change of its trend a period, trend: the trend before, all on the log
    scale. counterfactual, fitted: expected returns of every period, without and with the changes.
    """

    reduction: Estimate
    avoided: Estimate
    level: Estimate
    slope: Estimate
    trend: Estimate
    dispersion: float
    alike: float
    season: bool
    counterfactual: tuple[float, ...]
    fitted: tuple[float, ...]


def interrupted(
    points: Sequence[Point],
    start: int,
    *,
    phase_in: int = 0,
    without_last: int = 0,
    returns_count_again: bool = True,
    periods_a_year: float = 12,
    sure: float = 0.95,
) -> SeriesEffect:
    """Effect of what began with points[start]; points are in order and none is missing.

    phase_in: how many points from the start on it took to be fully at work; they count for the effect but do not bend
    the straight line after them. without_last: how many points before the start to leave out, for a spike there.
    returns_count_again: whether who returned is counted as a discharge anew when they go home; then whoever does not
    return is no discharge that could return, and more returns are avoided than the discharges that were made tell.
    sure: coverage of the intervals. Raises ValueError for fewer than LEAST_BEFORE points before or LEAST_AFTER after,
    and CannotFit where the counts do not allow a regression.
    """
    settled = len(points) - start - phase_in
    if start - without_last < LEAST_BEFORE or settled < LEAST_AFTER or min(phase_in, without_last) < 0:
        raise ValueError(
            f"{start - without_last} points before the start and {settled} after its phase-in: "
            f"at least {LEAST_BEFORE} and {LEAST_AFTER} are needed."
        )
    time = np.arange(len(points), dtype=np.float64) - start
    after = (time >= phase_in).astype(np.float64)
    changes = [after, time * after, *_alone(time, range(phase_in))]
    usual = [*_alone(time, range(-without_last, 0)), *_season(time, start / periods_a_year, periods_a_year)]
    inputs = np.column_stack([np.ones(len(points)), time, *changes, *usual])
    found, exposure = _fitted(points, inputs)
    without = inputs.copy()
    without[:, 2 : 2 + len(changes)] = 0
    counterfactual = exposure * np.exp(without @ found.coefficients)
    width = t_quantile((1 + sure) / 2, found.freedom)
    ratio = _ratio(found, counterfactual, inputs, without, start, width)
    home = sum(point.discharges for point in points[start:]) if returns_count_again else None
    trend, level, slope = (_of_coefficient(found, place, width) for place in (1, 2, 3))
    return SeriesEffect(
        reduction=_turned(lambda log_ratio: -float(np.expm1(log_ratio)), ratio),
        avoided=_turned(lambda log_ratio: _avoided(log_ratio, float(found.fitted[start:].sum()), home), ratio),
        level=level,
        slope=slope,
        trend=trend,
        dispersion=found.dispersion,
        alike=found.alike,
        season=len(usual) > without_last,
        counterfactual=tuple(counterfactual.tolist()),
        fitted=tuple(found.fitted.tolist()),
    )


def departure(points: Sequence[Point], first: int, *, periods_a_year: float = 12) -> tuple[float, float]:
    """By what share points[first:] together lie above what the points before them lead to, and in standard errors.

    Raises ValueError for fewer than LEAST_BEFORE points before, and CannotFit as `interrupted`.
    """
    if first < LEAST_BEFORE:
        raise ValueError(f"{first} points before: at least {LEAST_BEFORE} are needed.")
    time = np.arange(len(points), dtype=np.float64) - first
    season = _season(time, first / periods_a_year, periods_a_year)
    found, _ = _fitted(points, np.column_stack([np.ones(len(points)), time, time >= 0, *season]))
    change = float(found.coefficients[2])
    return float(np.expm1(change)), change / float(np.sqrt(found.covariance[2, 2]))


def _fitted(points: Sequence[Point], inputs: Floats) -> tuple[Fit, Floats]:
    """The regression of returns, and what they are set against."""
    returns = np.asarray([point.returns for point in points], dtype=np.float64)
    discharges = np.asarray([point.discharges for point in points], dtype=np.float64)
    exposure = np.asarray([point.exposure for point in points], dtype=np.float64)
    return fit(returns, exposure, inputs, least_dispersion=1 - float(returns.sum() / discharges.sum())), exposure


def _avoided(log_ratio: float, returned: float, home: float | None) -> float:
    """Returns that would have been more, from the logarithm of the rate with to the rate without.

    home: discharges, where whoever returned is one of them anew. Each return avoided would then have been a discharge
    too: with w the rate without, avoided = w x (home + avoided) - returned.
    """
    missing = returned * float(np.expm1(-log_ratio))
    if home is None:
        return missing
    without = (returned + missing) / home
    return missing / (1 - without) if without < 1 else float("inf")


def _turned(function: Callable[[float], float], given: Estimate) -> Estimate:
    """An estimate through a falling function."""
    return Estimate(value=function(given.value), lower=function(given.upper), upper=function(given.lower))


def _alone(time: Floats, places: Iterable[int]) -> list[Floats]:
    """A column for each of some points, which takes it out of the line."""
    return [(time == place).astype(np.float64) for place in places]


def _season(time: Floats, years_before: float, periods_a_year: float) -> list[Floats]:
    """Two columns a wave: as many waves as the years before the start can tell from a trend."""
    columns = []
    for wave in range(1, 1 + (years_before >= SEASON_FROM) + (years_before >= TWO_WAVES_FROM)):
        angle = 2 * np.pi * wave * time / periods_a_year
        columns += [np.cos(angle), np.sin(angle)]
    return columns


def _ratio(found: Fit, counterfactual: Floats, inputs: Floats, without: Floats, start: int, width: float) -> Estimate:
    """Logarithm of fitted to counterfactual returns after the start, its variance by the delta method."""
    with_, other = found.fitted[start:], counterfactual[start:]
    gradient = with_ @ inputs[start:] / with_.sum() - other @ without[start:] / other.sum()
    return _estimate(float(np.log(with_.sum() / other.sum())), float(gradient @ found.covariance @ gradient), width)


def _of_coefficient(found: Fit, place: int, width: float) -> Estimate:
    return _estimate(float(found.coefficients[place]), float(found.covariance[place, place]), width)


def _estimate(value: float, variance: float, width: float) -> Estimate:
    half = width * float(np.sqrt(variance))
    return Estimate(value=value, lower=value - half, upper=value + half)
