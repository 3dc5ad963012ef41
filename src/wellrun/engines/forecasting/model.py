"""Forecasts of daily series: what to expect, in what range, by which members, and what earlier forecasts missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from wellrun.engines.forecasting import accuracy
from wellrun.engines.forecasting.choice import Past, names, pasts, weights
from wellrun.engines.forecasting.intervals import LEVELS, quantiles
from wellrun.engines.forecasting.series import DAY, WEEK, DailySeries, Floats, Gap

LONGEST = 366
"""Days ahead; a season is as far as a series of one facility tells."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected from ``start`` on.

    point: shape (days,). quantiles: shape (levels, days), at intervals.LEVELS. weights: of the members, by name, those
    of a hundredth and more. gaps: days of the series that were not learnt from.
    """

    start: dt.date
    point: Floats
    quantiles: Floats
    weights: tuple[tuple[str, float], ...]
    gaps: tuple[Gap, ...]

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days forecast."""
        return tuple(self.start + at * DAY for at in range(len(self.point)))

    def range_of(self, sure: float) -> tuple[Floats, Floats]:
        """Lower and upper end of the range that holds in this share of days: 0.95, 0.8 or 0.5.

        Raises ValueError for another share.
        """
        ends = [np.flatnonzero(np.isclose(LEVELS, level)) for level in ((1 - sure) / 2, (1 + sure) / 2)]
        if not all(len(end) for end in ends):
            raise ValueError(f"A range of {sure}: ranges are kept at 0.5, 0.8 and 0.95.")
        return self.quantiles[ends[0][0]], self.quantiles[ends[1][0]]


@dataclass(frozen=True)
class Accuracy:
    """What forecasts missed: MASE, sMAPE in %, mean miss in the series' unit, mean bias (came − forecast).

    inside_80, inside_95: days within the ranges; days: those that were reported.
    """

    mase: float
    smape: float
    mean_miss: float
    bias: float
    inside_80: int
    inside_95: int
    days: int

    @property
    def coverage_80(self) -> float:
        """Share of days within the range of 80 in a hundred."""
        return self.inside_80 / self.days

    @property
    def coverage_95(self) -> float:
        """Share of days within the range of 95 in a hundred."""
        return self.inside_95 / self.days


def forecast(series: DailySeries, days: int) -> Forecast:
    """What to expect on so many days after the series. Raises ValueError for fewer than choice.FEWEST_DAYS days."""
    return rolling(series, [len(series)], days)[0]


def rolling(series: DailySeries, origins: Iterable[int], days: int) -> list[Forecast]:
    """What would have been forecast from each origin (days into the series), from the days before it alone.

    Raises ValueError as `forecast`, and for more than LONGEST days ahead or none.
    """
    if not 1 <= days <= LONGEST:
        raise ValueError(f"{days} days ahead: forecasts reach from 1 day to {LONGEST}.")
    wanted = list(origins)
    # A week at the least is judged: with a day alone a short series would have too few misses for a range.
    several = zip(wanted, pasts(series, wanted, max(days, WEEK)), strict=True)
    return [_combined(series, origin, days, past) for origin, past in several]


def judge(series: DailySeries, made: Iterable[Forecast]) -> Accuracy | None:
    """What these forecasts missed on the days of the series; none where no day of theirs is reported in it.

    MASE is the mean over forecasts, each against the days before it.
    """
    truths, points, ends, scaled = [], [], [], []
    for one in made:
        at = (one.start - series.start).days
        truth = series.reported[at : at + len(one.point)]
        told = np.isfinite(truth)
        if not told.any():
            continue
        point = one.point[: len(truth)]
        truths.append(truth[told])
        points.append(point[told])
        ends.append([end[: len(truth)][told] for sure in (0.8, 0.95) for end in one.range_of(sure)])
        scaled.append(accuracy.mase(truth, point, series.reported[:at]))
    if not truths:
        return None
    truth, point = np.concatenate(truths), np.concatenate(points)
    low_80, high_80, low_95, high_95 = (np.concatenate([each[end] for each in ends]) for end in range(4))
    return Accuracy(
        mase=float(np.mean(scaled)),
        smape=accuracy.smape(truth, point),
        mean_miss=accuracy.mean_miss(truth, point),
        bias=float(np.mean(truth - point)),
        inside_80=int(((low_80 <= truth) & (truth <= high_80)).sum()),
        inside_95=int(((low_95 <= truth) & (truth <= high_95)).sum()),
        days=len(truth),
    )


def held_out(series: DailySeries, *, days: int, horizon: int = WEEK) -> tuple[list[Forecast], Accuracy | None]:
    """The newest so many days as they would have been forecast, each ``horizon`` of them at once, and what was missed.

    Raises ValueError where too few days come before them.
    """
    first = len(series) - days
    made = rolling(series, range(first, len(series), horizon), horizon)
    return made, judge(series, made)


def _combined(series: DailySeries, origin: int, days: int, past: Past) -> Forecast:
    weight = weights(past)
    point = np.tensordot(weight, past.members, 1)
    earlier = np.tensordot(weight, past.earlier, 1)
    if series.counts:
        point, earlier = np.maximum(point, 0.0), np.maximum(earlier, 0.0)
    told = sorted(zip(names(), weight.tolist(), strict=True), key=lambda one: -one[1])
    return Forecast(
        start=series.start + origin * DAY,
        point=point[:days],
        quantiles=quantiles(point, earlier, past.truth, counts=series.counts)[:, :days],
        weights=tuple((name, share) for name, share in told if share >= 0.01),
        gaps=tuple(gap for gap in series.gaps if gap.day < series.start + origin * DAY),
    )
