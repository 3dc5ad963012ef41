"""Rows of a forecast: the days to come, and the newest days as they would have been foretold. Knows no Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from wellrun.departments.operations.rules.forecasts import AHEAD, JUDGED, REACH, ForecastDay
from wellrun.engines.forecasting import accuracy
from wellrun.engines.forecasting.choice import FEWEST_DAYS
from wellrun.engines.forecasting.model import Forecast, rolling
from wellrun.engines.forecasting.series import DAY, WEEK, DailySeries

FEWEST = 28
"""Fewer patients than this in all of the days tell nothing."""


def forecast_days(
    counts: Mapping[dt.date, float], *, since: dt.date, until: dt.date, holidays: Mapping[dt.date, str]
) -> list[ForecastDay]:
    """Days foretold of counts by day from ``since`` to ``until``, where a day without a count had nobody.

    None where fewer than FEWEST_DAYS days or FEWEST patients are known, or too few days can be judged.
    """
    first = max(since, until - (REACH - 1) * DAY)
    days = (until - first).days + 1
    values = np.array([counts.get(first + at * DAY, 0.0) for at in range(max(0, days))], dtype=np.float64)
    # A ward that opened later: the days before are no days of it.
    opened = int(np.argmax(values > 0)) if (values > 0).any() else len(values)
    if len(values) - opened < FEWEST_DAYS or values.sum() < FEWEST:
        return []
    return list(_made(first + opened * DAY, values[opened:].tobytes(), frozenset(holidays.items())))


@lru_cache(maxsize=256)
def _made(start: dt.date, values: bytes, holidays: frozenset[tuple[dt.date, str]]) -> tuple[ForecastDay, ...]:
    """Kept as long as the figures stay as they are: tables are published anew whenever any file has come."""
    series = DailySeries(start, np.frombuffer(values, dtype=np.float64), dict(holidays))
    origins = [at for at in range(len(series) - JUDGED, len(series), WEEK) if at >= FEWEST_DAYS]
    try:
        made = rolling(series, [*origins, len(series)], AHEAD)
    except ValueError:
        return ()
    return tuple(row for at, one in enumerate(made) for row in _rows(series, one, WEEK if at < len(origins) else AHEAD))


def _rows(series: DailySeries, made: Forecast, days: int) -> list[ForecastDay]:
    origin = (made.start - series.start).days
    apart = accuracy.naive_error(series.reported[:origin])
    ends = [end for sure in (0.8, 0.95) for end in made.range_of(sure)]
    rows = []
    for ahead in range(days):
        at = origin + ahead
        came = series.reported[at] if at < len(series) else np.nan
        lower_80, upper_80, lower_95, upper_95 = (int(end[ahead]) for end in ends)
        rows.append(
            ForecastDay(
                day=made.start + ahead * DAY,
                known_until=made.start - DAY,
                expected=round(float(made.point[ahead]), 2),
                lower_80=lower_80,
                upper_80=upper_80,
                lower_95=lower_95,
                upper_95=upper_95,
                came=int(came) if np.isfinite(came) else None,
                week_apart=round(apart, 3) if np.isfinite(apart) else None,
                left_out=len(series.gaps),
            )
        )
    return rows
