"""Ways to carry lines on to the end of a year. Each takes a panel, the period from which on it forecasts and so many
periods ahead, rests on the periods before alone, and gives shape (lines, periods); NaN where it cannot say anything.

Amounts are carried on by the day, so that a short February is no saving.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import numpy as np

from wellrun.departments.finance.rules.outlook.panel import Floats, Panel

FEWEST_RECENT = 3
"""Periods that say how a line runs now, however young the year is."""
YEARS_BACK = 3
SMOOTHED = 0.3
"""What the newest period counts for in the smoothed level (Brown 1956; the usual middle of 0.1 to 0.5)."""
LEVEL, SLOPE, DAMPED = 0.4, 0.15, 0.9
"""The same of level and slope where a slope is followed, and what is left of the slope after each period."""
SHRUNK = 1.0
"""Years of no season at all that are added to the years a seasonal index is read from."""


class Method(StrEnum):
    """How a line is carried on, the simplest first: of two that weigh alike, the first gives its name."""

    RUN_RATE = "run_rate"
    SEASONAL_NAIVE = "seasonal_naive"
    SMOOTHED = "smoothed"
    SEASONAL = "seasonal"
    TREND = "trend"
    DRIVER = "driver"


def run_rate(panel: Panel, origin: int, ahead: int) -> Floats:
    """The mean day of the fiscal year so far, of three periods at the least."""
    recent = _recent(panel, origin)
    daily = panel.amounts[:, recent].sum(axis=1) / panel.days[recent].sum()
    found: Floats = daily[:, None] * panel.days[origin : origin + ahead]
    return found


def seasonal_naive(panel: Panel, origin: int, ahead: int) -> Floats:
    """The same period of the year before, by the day."""
    return _year_before(panel, origin, ahead, 1)


def smoothed(panel: Panel, origin: int, ahead: int) -> Floats:
    """The exponentially smoothed day: newer periods count more."""
    daily = panel.amounts[:, :origin] / panel.days[:origin]
    weights = (1 - SMOOTHED) ** np.arange(origin - 1, -1, -1)
    level = daily @ (weights / weights.sum())
    found: Floats = level[:, None] * panel.days[origin : origin + ahead]
    return found


def seasonal(panel: Panel, origin: int, ahead: int) -> Floats:
    """The shares of past years: the rest of each past year, more by what the year so far is more than the same periods
    of that year; the mean over the years that tell both."""
    recent, season = _recent(panel, origin), panel.season
    told = []
    for back in range(1, YEARS_BACK + 1):
        earlier = slice(recent.start - back * season, recent.stop - back * season)
        if earlier.start < 0:
            break
        before = panel.amounts[:, earlier].sum(axis=1) / panel.days[earlier].sum()
        now = panel.amounts[:, recent].sum(axis=1) / panel.days[recent].sum()
        grown = np.divide(now, before, out=np.full(len(now), np.nan), where=before > 0)
        told.append(_year_before(panel, origin, ahead, back) * grown[:, None])
    if not told:
        return np.full((len(panel.amounts), ahead), np.nan)
    found: Floats = np.mean(told, axis=0)
    return found


def trend(panel: Panel, origin: int, ahead: int) -> Floats:
    """Level and damped slope of the amounts less their season, with the season put back (Holt 1957, Winters 1960;
    damped by Gardner and McKenzie 1985). Without two years there is no season to take out."""
    index = _index(panel, origin)
    daily = panel.amounts[:, :origin] / panel.days[:origin] / index[:, panel.numbers[:origin] - 1]
    level, slope = daily[:, :FEWEST_RECENT].mean(axis=1), np.zeros(len(daily))
    for at in range(FEWEST_RECENT, origin):
        before, level = level, LEVEL * daily[:, at] + (1 - LEVEL) * (level + DAMPED * slope)
        slope = SLOPE * (level - before) + (1 - SLOPE) * DAMPED * slope
    steps = np.cumsum(DAMPED ** np.arange(1, ahead + 1))
    rest = slice(origin, origin + ahead)
    found: Floats = (level[:, None] + slope[:, None] * steps) * index[:, panel.numbers[rest] - 1] * panel.days[rest]
    return found


def _index(panel: Panel, origin: int) -> Floats:
    """Of each period of a year, its mean day over the year around it: shape (lines, season), 1 on average.

    Read from the ratios to the centred mean of a year (classical decomposition; Macaulay 1931).
    """
    season, lines = panel.season, len(panel.amounts)
    half = season // 2
    found = np.ones((lines, season))
    middle = np.arange(half, origin - half)
    if origin < 2 * season or not len(middle):
        return found
    daily = panel.amounts[:, :origin] / panel.days[:origin]
    sums = np.cumsum(np.concatenate([np.zeros((lines, 1)), daily], axis=1), axis=1)
    windows = sums[:, middle + half] - sums[:, middle - half], sums[:, middle + half + 1] - sums[:, middle - half + 1]
    around = (windows[0] + windows[1]) / 2 / (2 * half) if season % 2 == 0 else windows[1] / (2 * half)
    ratios = np.divide(daily[:, middle], around, out=np.ones_like(around), where=around > 0)
    numbers = panel.numbers[middle]
    for number in range(1, season + 1):
        mine = ratios[:, numbers == number]
        years = mine.shape[1]
        found[:, number - 1] = 1 + (mine.sum(axis=1) - years) / (years + SHRUNK)
    whole: Floats = found / found.mean(axis=1, keepdims=True)
    return whole


def driver(panel: Panel, origin: int, ahead: int) -> Floats:
    """The plan for the work that is expected, at what such work has cost of its flexed plan so far this year.

    Work ahead that is not foretold goes on as it went of its plan.
    """
    recent = _recent(panel, origin)
    rest = slice(origin, origin + ahead)
    share = panel.worked[:, recent]
    usual = np.where(np.isfinite(share).all(axis=1), share.mean(axis=1), 1.0)
    # What is foretold is known for the periods ahead of the panel only: an earlier origin does not look at it.
    foretold = panel.worked[:, rest] if origin >= panel.booked else np.full((len(usual), ahead), np.nan)
    moved = np.where(np.isfinite(foretold), foretold, usual[:, None])
    flexed = panel.plan[:, rest] * (panel.fixed[:, None] + (1 - panel.fixed[:, None]) * moved)
    allowed = panel.flexed[:, recent].sum(axis=1)
    paid = panel.amounts[:, recent].sum(axis=1)
    rate = np.divide(paid, allowed, out=np.full(len(paid), np.nan), where=allowed > 0)
    found: Floats = flexed * rate[:, None]
    return found


METHODS: Mapping[Method, Callable[[Panel, int, int], Floats]] = {
    Method.RUN_RATE: run_rate,
    Method.SEASONAL_NAIVE: seasonal_naive,
    Method.SMOOTHED: smoothed,
    Method.SEASONAL: seasonal,
    Method.TREND: trend,
    Method.DRIVER: driver,
}


def _recent(panel: Panel, origin: int) -> slice:
    so_far = max(FEWEST_RECENT, int(panel.numbers[origin - 1]))
    return slice(max(0, origin - so_far), origin)


def _year_before(panel: Panel, origin: int, ahead: int, back: int) -> Floats:
    found = np.full((len(panel.amounts), ahead), np.nan)
    for at in range(ahead):
        same = origin + at - back * panel.season
        # More than a year ahead there is nothing booked a year before.
        if 0 <= same < origin:
            found[:, at] = panel.amounts[:, same] / panel.days[same] * panel.days[origin + at]
    return found
