"""Which members a series is forecast by: each weighs by what it missed on earlier days of the same series.

From every seventh day of the past year each member forecasts what then came (rolling origin, Tashman 2000). A member
whose mean absolute error is e weighs (e / least e) to the power of −40: one that errs a tenth more weighs two in a
hundred of the best. Averages of good members beat the single best one (Bates and Granger 1969), the more so where all
err alike. Only days before the origin are looked at, whatever is forecast from it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wellrun.engines.forecasting import simple, structural
from wellrun.engines.forecasting.calendar import calendar
from wellrun.engines.forecasting.series import WEEK, DailySeries, Floats

FEWEST_DAYS = 56
"""Fewer days from the first to the last tell neither a level nor a week."""

LEARNT_BEFORE = 28
"""Days that come before the first origin from which anything is judged."""

LOOK_BACK = 364
"""Days of origins that are looked back on, those included whose whole horizon is known by then."""

POWER = 40.0

SIMPLE = ("seasonal naive", "weekday mean", "harmonic")
STRUCTURAL = "dynamic regression"


class Past(NamedTuple):
    """What each member would have forecast, from one origin of the series.

    members: shape (members, horizon), from the origin on. earlier: shape (members, origins, horizon), from origins
    before it, a week apart. truth: shape (origins, horizon), NaN where it was not reported or lies at the origin or
    after it.
    """

    members: Floats
    earlier: Floats
    truth: Floats


def names() -> tuple[str, ...]:
    """Of the members, in order; the settings of the dynamic regression are told apart by their numbers."""
    return (*(f"{STRUCTURAL} {' '.join(f'{one:g}' for one in each)}" for each in structural.SETTINGS), *SIMPLE)


def pasts(series: DailySeries, origins: list[int], horizon: int) -> list[Past]:
    """What the members would have forecast from each origin and from origins before it, in one pass.

    Raises ValueError where an origin has fewer than FEWEST_DAYS days before it or lies beyond the series.
    """
    if not origins or min(origins) < FEWEST_DAYS or max(origins) > len(series):
        raise ValueError(
            f"Forecasts are made from day {FEWEST_DAYS} of a series to its end, {len(series)}; asked were {origins}."
        )
    looked_at = {origin: _earlier(origin, horizon) for origin in origins}
    every = np.array(sorted({*origins, *(one for several in looked_at.values() for one in several)}))
    forecast = _members(series, every, horizon)
    row = {origin: at for at, origin in enumerate(every.tolist())}
    values = np.concatenate([series.reported, np.full(horizon, np.nan)])
    windows = np.lib.stride_tricks.sliding_window_view(values, horizon)
    found = []
    for origin, several in looked_at.items():
        starts = np.array(several)
        later = starts[:, None] + np.arange(horizon) >= origin
        truth = np.where(later, np.nan, windows[starts])
        found.append(Past(forecast[:, row[origin]], forecast[:, [row[one] for one in several]], truth))
    return found


def weights(past: Past) -> Floats:
    """Of each member: shape (members,), adding up to 1. Equal where nothing before was reported."""
    missed = np.abs(past.earlier - past.truth)
    told = np.isfinite(past.truth)
    if not told.any():
        return np.full(len(missed), 1 / len(missed))
    error = np.where(told, missed, 0.0).sum(axis=(1, 2)) / told.sum()
    least = error.min()
    chosen = (error == 0).astype(np.float64) if least == 0 else (error / least) ** -POWER
    found: Floats = chosen / chosen.sum()
    return found


def _earlier(origin: int, horizon: int) -> list[int]:
    first = max(LEARNT_BEFORE, origin - LOOK_BACK - horizon)
    return list(range(origin - WEEK, first - 1, -WEEK))[::-1]


def _members(series: DailySeries, origins: npt.NDArray[np.int64], horizon: int) -> Floats:
    values = series.reported
    known = calendar(series.start, int(origins[-1]) + horizon, series.holidays)
    others = (
        simple.seasonal_naive(values, origins, horizon),
        simple.weekday_mean(values, origins, horizon),
        simple.harmonic(values, known, origins, horizon),
    )
    return np.concatenate([structural.forecasts(values, known, origins, horizon), np.stack(others)])
