"""What needs no model, and the weighted harmonic regression: the members beside the dynamic regression.

Each takes values of shape (days,) with NaN where nothing was reported, origins that rise and a horizon, and gives shape
(origins, horizon); what is forecast from an origin rests on the days before it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from wellrun.engines.forecasting.calendar import Calendar
from wellrun.engines.forecasting.series import WEEK, Floats
from wellrun.engines.forecasting.structural import standard

Origins = npt.NDArray[np.int64]

HALF_LIFE = 365.0
"""Days after which an observation counts half in the harmonic regression."""

LEVEL_HALF_LIFE, LEVEL_DAYS, DAMPING = 28.0, 112, 0.99
"""The level of what is left over: half-life and days looked back on, and what remains of it after each day ahead."""

RIDGE, HOLIDAY_RIDGE = 0.1, 2.0
"""Observations of no effect at all that are added for each weekday or wave, and for each holiday."""


def seasonal_naive(values: Floats, origins: Origins, horizon: int) -> Floats:
    """The newest reported day of the same weekday (Hyndman and Athanasopoulos, Forecasting, 3rd ed., 5.2)."""
    return _by_weekday(values, origins, horizon, lambda alike: float(alike[-1]))


def weekday_mean(values: Floats, origins: Origins, horizon: int, *, weeks: int = 8) -> Floats:
    """The mean of the last so many reported days of the same weekday."""
    return _by_weekday(values, origins, horizon, lambda alike: float(alike[-weeks:].mean()))


def _by_weekday(values: Floats, origins: Origins, horizon: int, of: Callable[[Floats], float]) -> Floats:
    found = np.empty((len(origins), horizon))
    for row, origin in enumerate(origins.tolist()):
        week = np.empty(WEEK)
        for ahead in range(WEEK):
            alike = values[(origin + ahead) % WEEK : origin : WEEK]
            told = alike[np.isfinite(alike)]
            week[ahead] = of(told) if len(told) else np.nan
        known = week[np.isfinite(week)]
        week[np.isnan(week)] = known.mean() if len(known) else 0.0
        found[row] = np.resize(week, horizon)
    return found


def harmonic(values: Floats, known: Calendar, origins: Origins, horizon: int) -> Floats:
    """Weighted least squares on weekdays, annual pairs, trend and holidays, and a damped level of what is left over.

    Sums are kept from origin to origin and fade, so that all origins cost about as much as one regression.
    """
    inputs, there = known.inputs, np.isfinite(values)
    columns = inputs.shape[1]
    penalty = np.full(columns, RIDGE)
    penalty[known.constant], penalty[known.holidays] = 1e-6, HOLIDAY_RIDGE
    squares, products, before = np.zeros((columns, columns)), np.zeros(columns), 0
    middle, _unit = standard(values)
    found = np.empty((len(origins), horizon))
    for row, origin in enumerate(origins.tolist()):
        new = np.flatnonzero(there[before:origin]) + before
        fading = 0.5 ** ((origin - before) / HALF_LIFE)
        weighted = inputs[new] * (0.5 ** ((origin - 1 - new) / HALF_LIFE))[:, None]
        squares = squares * fading + weighted.T @ inputs[new]
        products = products * fading + weighted.T @ (values[new] - middle)
        before = origin
        effects = np.linalg.solve(squares + np.diag(penalty), products)
        recent = np.flatnonzero(there[max(0, origin - LEVEL_DAYS) : origin]) + max(0, origin - LEVEL_DAYS)
        over = values[recent] - middle - inputs[recent] @ effects
        weight = 0.5 ** ((origin - 1 - recent) / LEVEL_HALF_LIFE)
        level = float(weight @ over / weight.sum()) if len(recent) else 0.0
        ahead = np.arange(1, horizon + 1)
        found[row] = middle + inputs[origin : origin + horizon] @ effects + level * DAMPING**ahead
    return found
