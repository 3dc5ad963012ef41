"""Dynamic regression: a level that wanders and comes back, weekdays that drift, a year's waves, a trend and holidays.

    y(t) = level(t) + inputs(t) · effects(t) + noise,     level(t + 1) = kept · level(t) + shock

A structural time series model (Harvey 1989, chapter 7; West and Harrison 1997), run by the Kalman filter with a prior
on every effect, which is what shrinks them. All variances are in units of the noise's. With ``kept`` near 1 and large
shocks it follows a stock such as the census; with small ones it is the weighted harmonic regression. One pass over the
series gives what would have been forecast on any day of it, from the days before alone.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wellrun.engines.forecasting.calendar import Calendar
from wellrun.engines.forecasting.compiled import compiled
from wellrun.engines.forecasting.series import WEEK, Floats

FIRST_DAYS = 91
"""The days that say in what unit the prior variances are."""


class Setting(NamedTuple):
    """kept: share of the level that is left the next day; shock: variance a day; drift: of a weekday's effect a day.

    annual: prior variance of an annual wave's amplitude; 0 leaves the year out.
    """

    kept: float
    shock: float
    drift: float
    annual: float


SETTINGS = tuple(
    Setting(kept, shock, drift, annual)
    for (kept, shock), drift, annual in product(
        ((0.9, 0.1), (0.98, 0.02), (0.995, 0.003), (0.995, 0.02), (1.0, 0.0003)),
        (0.0, 0.0003, 0.002),
        (0.3, 0.01, 0.0),
    )
)
"""Chosen on ambulance areas, trusts and years other than those the bench reports; `choice` weighs them by series."""

CONSTANT, TREND, WEEKDAY, HOLIDAY, LEVEL = 2500.0, 0.3, 100.0, 1.0, 1.0
"""Prior variances: nothing is known of level and weekdays, little moves by trend alone, and a holiday seen once is half
believed."""


def forecasts(values: Floats, known: Calendar, origins: npt.NDArray[np.int64], horizon: int) -> Floats:
    """What each setting forecasts from each origin: shape (settings, origins, horizon).

    values: shape (days,), NaN where not reported; known: of at least the last origin + horizon days; origins: rising.
    What is forecast from an origin rests on the days before it.
    """
    middle, unit = standard(values)
    windows = np.lib.stride_tricks.sliding_window_view(known.inputs, horizon, axis=0)[origins]
    ahead = np.arange(horizon)
    found = np.empty((len(SETTINGS), len(origins), horizon))
    for at, setting in enumerate(SETTINGS):
        prior, drift = _variances(setting, known)
        states = _filtered((values - middle) / unit, known.inputs, prior, drift, setting.kept, setting.shock, origins)
        found[at] = np.einsum("omh,om->oh", windows, states[:, 1:]) + states[:, :1] * setting.kept**ahead
    return found * unit + middle


def standard(values: Floats) -> tuple[float, float]:
    """Middle and unit of the first days: their mean, and the noise by which weeks differ from one another."""
    first = values[:FIRST_DAYS]
    apart = (first[WEEK:] - first[:-WEEK])[np.isfinite(first[WEEK:] - first[:-WEEK])]
    unit = float(np.sqrt(np.mean(apart**2) / 2)) if len(apart) else 0.0
    middle = float(np.nanmean(first)) if np.isfinite(first).any() else 0.0
    return middle, unit or max(1.0, float(np.sqrt(abs(middle))))


def _variances(setting: Setting, known: Calendar) -> tuple[Floats, Floats]:
    """Prior variance and drift a day of the level and of each input's effect."""
    columns = known.inputs.shape[1]
    prior, drift = np.full(columns + 1, LEVEL), np.zeros(columns + 1)
    for part, variance in (
        (known.constant, CONSTANT),
        (known.trend, TREND),
        (known.weekdays, WEEKDAY),
        (known.annual, setting.annual),
        (known.holidays, HOLIDAY),
    ):
        prior[1:][part] = variance
    drift[1:][known.weekdays] = setting.drift
    return prior, drift


@compiled
def _filtered(
    values: Floats,
    inputs: Floats,
    prior: Floats,
    drift: Floats,
    kept: float,
    shock: float,
    origins: npt.NDArray[np.int64],
) -> Floats:
    """Level and effects before each origin: shape (origins, 1 + columns)."""
    size = len(prior)
    state, spread = np.zeros(size), np.diag(prior)
    gain = np.zeros(size)
    found = np.empty((len(origins), size))
    at = 0
    for day in range(origins[-1] + 1):
        while at < len(origins) and origins[at] == day:
            found[at] = state
            at += 1
        if day == len(values):
            break
        if not np.isnan(values[day]):
            missed, variance = values[day] - state[0], 1.0
            for row in range(size):
                gain[row] = spread[0, row]
            # Most inputs of a day are 0: holidays that it is not.
            for column in range(1, size):
                seen = inputs[day, column - 1]
                if seen != 0.0:
                    missed -= seen * state[column]
                    line = spread[column]
                    for row in range(size):
                        gain[row] += seen * line[row]
            variance += gain[0]
            for column in range(1, size):
                variance += inputs[day, column - 1] * gain[column]
            for row in range(size):
                share, line = gain[row] / variance, spread[row]
                state[row] += share * missed
                for column in range(size):
                    line[column] -= share * gain[column]
        state[0] *= kept
        for row in range(size):
            spread[0, row] *= kept
            spread[row, 0] *= kept
            spread[row, row] += drift[row]
        spread[0, 0] += shock
    return found
