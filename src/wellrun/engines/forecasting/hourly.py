"""Hours: a day's total given to its hours by the weekday's profile, and the census between two midnights.

Hours are those of the facility's clocks, 24 a day; where clocks are set forward the missing hour is NaN, and where they
are set back the hour that comes twice is one. The profile of a weekday is shrunken towards that of all days, by so
many arrivals as it takes to tell one from the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wellrun.engines.forecasting.distribution import Distribution, counted
from wellrun.engines.forecasting.model import Forecast, forecast
from wellrun.engines.forecasting.series import WEEK, DailySeries, Floats

HOURS = 24
HALF_LIFE = 182.0
"""Days after which a day counts half in a profile."""

ARRIVALS_ALIKE = 500.0
"""Arrivals on all weekdays that a weekday's own are mixed with: some three weeks of one weekday at 160 a day."""

DAYS_ALIKE = 4.0
"""Days of all weekdays that a weekday's own course of the census is mixed with."""

LONGEST = 7
Z_80, Z_95 = 1.2815515655446004, 1.959963984540054


@dataclass(frozen=True, eq=False)
class HourlyForecast:
    """What is expected in each hour from midnight of ``start`` on.

    point: shape (days, 24). lower, upper: by how sure the range is, 0.8 and 0.95, each of shape (days, 24).
    """

    start: dt.date
    point: Floats
    lower: Mapping[float, Floats]
    upper: Mapping[float, Floats]


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Arrivals by hour: means of shape (days, 24), and how widely hours and whole days vary about them.

    dispersion: variance of an hour over its mean, where the day's total is known; excess: variance of a day's total
    beyond a Poisson count's, over its squared mean, shape (days,).
    """

    start: dt.date
    mean: Floats
    dispersion: float
    excess: Floats

    def between(self, first: dt.datetime, last: dt.datetime) -> Distribution:
        """How many come between two moments, hours in part counted in part.

        Raises ValueError where a moment lies outside the days forecast or the second before the first.
        """
        begin = dt.datetime.combine(self.start, dt.time(), first.tzinfo)
        from_, to = ((moment - begin).total_seconds() / 3600 for moment in (first, last))
        if not 0 <= from_ <= to <= self.mean.size:
            raise ValueError(f"From {first} to {last}: arrivals are forecast for {len(self.mean)} days from {begin}.")
        hour = np.arange(self.mean.size)
        part = np.clip(np.minimum(hour + 1, to) - np.maximum(hour, from_), 0.0, 1.0).reshape(self.mean.shape)
        by_day = (self.mean * part).sum(axis=1)
        # What makes a day busy makes all its hours so; days are taken as independent of one another.
        return counted(float(by_day.sum()), float((self.dispersion * by_day + self.excess * by_day**2).sum()))

    @property
    def by_hour(self) -> HourlyForecast:
        """Each hour with its ranges."""
        spread = self.dispersion * self.mean + self.excess[:, None] * self.mean**2
        lower, upper = ({sure: np.empty(self.mean.shape) for sure in (0.8, 0.95)} for _end in range(2))
        for at, mean in np.ndenumerate(self.mean):
            one = counted(float(mean), float(spread[at]))
            for sure in lower:
                lower[sure][at], upper[sure][at] = one.range_of(sure)
        return HourlyForecast(self.start, self.mean, lower, upper)


def arrivals(
    by_hour: Floats, start: dt.date, days: int = LONGEST, *, holidays: Mapping[dt.date, str] | None = None
) -> Arrivals:
    """Arrivals by hour on so many days after those known: by_hour of shape (days known, 24), NaN where not reported.

    Raises ValueError as `forecast`, for another shape, or for more than LONGEST days.
    """
    _sound(by_hour, days)
    total = forecast(DailySeries(start, _totals(by_hour), holidays or {}, unit="arrivals"), days)
    shares = profile(by_hour, start)
    mean = total.point[:, None] * shares[_weekdays(total.start, days)]
    return Arrivals(total.start, mean, _dispersion(by_hour, start, shares), _excess(total))


def profile(by_hour: Floats, start: dt.date) -> Floats:
    """Share of a day's arrivals in each hour: shape (7, 24), Monday first, each row adding up to 1."""
    told = np.isfinite(by_hour).all(axis=1)
    weight = np.where(told, 0.5 ** ((len(by_hour) - 1 - np.arange(len(by_hour))) / HALF_LIFE), 0.0)
    counts = np.nan_to_num(by_hour) * weight[:, None]
    weekday = _weekdays(start, len(by_hour))
    overall = counts.sum(axis=0)
    every = (overall + 1 / HOURS) / (overall.sum() + 1)
    own = np.stack([counts[weekday == day].sum(axis=0) for day in range(WEEK)])
    found: Floats = (own + ARRIVALS_ALIKE * every) / (own.sum(axis=1, keepdims=True) + ARRIVALS_ALIKE)
    return found


def census(
    by_hour: Floats, start: dt.date, days: int = LONGEST, *, holidays: Mapping[dt.date, str] | None = None
) -> HourlyForecast:
    """Patients there at the beginning of each hour on so many days after those known; by_hour as for `arrivals`.

    Midnights are forecast as a daily series. Between two of them lies a straight line and the usual course of the
    weekday beside it; how far days strayed from that is added to the range of the midnights. Raises as `arrivals`.
    """
    _sound(by_hour, days)
    midnights = forecast(DailySeries(start, by_hour[:, 0], holidays or {}), days + 1)
    beside = by_hour[:-1] - _lines(by_hour[:, 0])
    course, stray = _course(beside, start)
    weekday = _weekdays(midnights.start, days)
    point = np.maximum(_lines(midnights.point) + course[weekday], 0.0)
    lower, upper = {}, {}
    for sure, width in ((0.8, Z_80), (0.95, Z_95)):
        low, high = midnights.range_of(sure)
        below, above = _lines(midnights.point - low), _lines(high - midnights.point)
        lower[sure] = np.maximum(np.round(point - np.hypot(below, width * stray)), 0.0)
        upper[sure] = np.round(point + np.hypot(above, width * stray))
    return HourlyForecast(midnights.start, point, lower, upper)


def _course(beside: Floats, start: dt.date) -> tuple[Floats, Floats]:
    """Usual distance from the line by weekday and hour, shape (7, 24), and its standard deviation by hour."""
    age = len(beside) - 1 - np.arange(len(beside))
    weight = np.where(np.isfinite(beside), 0.5 ** (age / HALF_LIFE)[:, None], 0.0)
    known, weekday = np.nan_to_num(beside), _weekdays(start, len(beside))
    every = (weight * known).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
    own = [weekday == day for day in range(WEEK)]
    sums = np.stack([(weight[days] * known[days]).sum(axis=0) for days in own])
    days = np.stack([weight[each].sum(axis=0) for each in own])
    course = (sums + DAYS_ALIKE * every) / (days + DAYS_ALIKE)
    left = weight * (known - course[weekday]) ** 2
    return course, np.sqrt(left.sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9))


def _lines(midnights: Floats) -> Floats:
    """From each midnight to the next, by hour: shape (midnights − 1, 24)."""
    part = np.arange(HOURS) / HOURS
    found: Floats = midnights[:-1, None] * (1 - part) + midnights[1:, None] * part
    return found


def _dispersion(by_hour: Floats, start: dt.date, shares: Floats) -> float:
    """Variance of an hour over its mean, the day's total given; 1 at the least (Pearson)."""
    expected = by_hour.sum(axis=1, keepdims=True) * shares[_weekdays(start, len(by_hour))]
    newest = slice(-int(HALF_LIFE), None)
    apart = np.divide(
        (by_hour - expected)[newest] ** 2,
        expected[newest],
        out=np.zeros_like(expected[newest]),
        where=expected[newest] > 0,
    )
    told = np.isfinite(apart).all(axis=1)
    return max(1.0, float(apart[told].sum() / (told.sum() * (HOURS - 1)))) if told.any() else 1.0


def _excess(total: Forecast) -> Floats:
    low, high = total.range_of(0.8)
    mean = np.maximum(total.point, 1e-9)
    found: Floats = np.maximum(((high - low) / (2 * Z_80)) ** 2 - mean, 0.0) / mean**2
    return found


def _totals(by_hour: Floats) -> Floats:
    """Of each day: NaN where more than one hour is missing, so that the day clocks are set forward is a day."""
    missing = np.isnan(by_hour).sum(axis=1)
    return np.where(missing <= 1, np.nansum(by_hour, axis=1), np.nan)


def _weekdays(start: dt.date, days: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return (start.weekday() + np.arange(days)) % WEEK


def _sound(by_hour: Floats, days: int) -> None:
    if by_hour.ndim != 2 or by_hour.shape[1] != HOURS:
        raise ValueError(f"Hours of shape {by_hour.shape}: a row of {HOURS} is needed for each day.")
    if not 1 <= days <= LONGEST:
        raise ValueError(f"{days} days by hour: hours are forecast from 1 day to {LONGEST}.")
