"""Ranges from what earlier forecasts of the same series missed, as wide as it takes to hold as often as is said.

What was missed is divided by the square root of what was forecast, as a count's noise grows with it (Poisson), put
together over the horizons of a week, and its quantiles are taken with the correction of split conformal prediction
(Vovk, Gammerman and Shafer 2005; Lei and others 2018): the share
asked for times (n + 1) / n, where n is the number of origins.
"""

from __future__ import annotations

import numpy as np

from wellrun.engines.forecasting.series import WEEK, Floats

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Chances of no more than the quantile, in order: ranges of 95, 80 and 50 in a hundred, and the median."""

FEWEST = 10
"""Earlier misses that a quantile is taken from; with fewer, those of shorter horizons serve, widened."""


def quantiles(point: Floats, earlier: Floats, truth: Floats, *, counts: bool) -> Floats:
    """Quantiles at LEVELS: shape (levels, horizon), rising from level to level.

    point: shape (horizon,); earlier, truth: shape (origins, horizon), what was forecast before by the same members and
    what came, NaN where it is not known. Counts are whole and 0 or more. Raises ValueError where fewer than FEWEST
    misses are known altogether.
    """
    missed = (truth - earlier) / _unit(earlier)
    horizon = len(point)
    found, served = np.empty((len(LEVELS), horizon)), -1
    widest = np.zeros(len(LEVELS))
    for ahead in range(horizon):
        near = missed[:, max(0, ahead - WEEK // 2) : ahead + WEEK // 2 + 1]
        told = near[np.isfinite(near)]
        origins = int(np.isfinite(near).any(axis=1).sum())
        if len(told) >= FEWEST and (served == ahead - 1 or ahead == 0):
            widest, served = _taken(told, origins), ahead
        elif ahead == 0:
            raise ValueError(f"{len(told)} earlier forecasts can be judged; a range needs {FEWEST}.")
        # Beyond what was ever judged: as a wandering level spreads, by the square root of the time.
        found[:, ahead] = widest * np.sqrt((ahead + 1) / (served + 1))
    ranges = point + found * _unit(point)
    if counts:
        ranges = np.maximum(np.round(ranges), 0.0)
    return np.sort(ranges, axis=0)


def _unit(forecast: Floats) -> Floats:
    found: Floats = np.sqrt(np.maximum(np.abs(forecast), 1.0))
    return found


def _taken(misses: Floats, origins: int) -> Floats:
    wider = (origins + 1) / origins
    chances = np.clip(0.5 + (np.array(LEVELS) - 0.5) * wider, 0.0, 1.0)
    # As np.quantile by its default (Hyndman and Fan 1996, type 7), many times as quickly for few values.
    return np.interp(chances * (len(misses) - 1), np.arange(len(misses)), np.sort(misses))
