"""How good forecasts were: errors beside the naive one, and how often the ranges held.

MASE: mean absolute error over the mean absolute difference from the same weekday a week before, in the days that were
known (Hyndman and Koehler 2006): below 1 it beats that. sMAPE in per cent (Makridakis 1993). Days that were not
reported are judged by nobody.
"""

from __future__ import annotations

import numpy as np

from wellrun.engines.forecasting.series import WEEK, Floats


def naive_error(known: Floats, *, season: int = WEEK) -> float:
    """Mean absolute difference from the day a season before; NaN where no two such days are reported."""
    apart = np.abs(known[season:] - known[:-season])
    return float(np.nanmean(apart)) if np.isfinite(apart).any() else float("nan")


def mean_miss(truth: Floats, forecast: Floats) -> float:
    """Mean absolute error over the days reported; NaN where there are none."""
    missed = np.abs(truth - forecast)
    return float(np.nanmean(missed)) if np.isfinite(missed).any() else float("nan")


def mase(truth: Floats, forecast: Floats, known: Floats, *, season: int = WEEK) -> float:
    """Mean absolute scaled error; infinite where the days known never differ from the season before."""
    scale = naive_error(known, season=season)
    return mean_miss(truth, forecast) / scale if scale != 0 else float("inf")


def smape(truth: Floats, forecast: Floats) -> float:
    """Symmetric mean absolute percentage error, 0 to 200; a day of 0 forecast as 0 misses nothing."""
    size = (np.abs(truth) + np.abs(forecast)) / 2
    share = np.divide(np.abs(truth - forecast), size, out=np.zeros_like(size), where=size != 0)
    share[~np.isfinite(truth)] = np.nan
    return 100 * float(np.nanmean(share)) if np.isfinite(share).any() else float("nan")


def pinball(truth: Floats, quantile: Floats, level: float) -> float:
    """Mean quantile loss (Koenker and Bassett 1978): least where the quantile is right."""
    over = truth - quantile
    return float(np.nanmean(np.maximum(level * over, (level - 1) * over)))


def coverage(truth: Floats, lower: Floats, upper: Floats) -> float:
    """Share of the days reported that lie in the range, its ends included; NaN where there are none."""
    told = np.isfinite(truth)
    return float(((truth >= lower) & (truth <= upper))[told].mean()) if told.any() else float("nan")
