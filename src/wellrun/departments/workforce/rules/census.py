"""How many patients to expect: the mean of the same weekday over the last weeks, until something better forecasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

WEEKS = 6
"""Weeks that are looked back on; more would carry last season into this one."""

FEWEST = 2
"""Fewer days of the weekday than this tell nothing; all days of those weeks are then taken."""


@dataclass(frozen=True)
class Expected:
    """Patients expected on a day, the least and most seen on such days, and how many days that rests on."""

    patients: float
    least: float
    most: float
    days: int


def expected(history: Mapping[dt.date, float], day: dt.date) -> Expected | None:
    """From patients by day before ``day``; none where nothing is known of the six weeks to the last day known."""
    before = [known for known in history if known < day]
    if not before:
        return None
    since = max(before) - dt.timedelta(weeks=WEEKS) + dt.timedelta(days=1)
    recent = [known for known in before if known >= since]
    alike = [known for known in recent if known.weekday() == day.weekday()]
    counted = [history[known] for known in (alike if len(alike) >= FEWEST else recent)]
    return Expected(round(sum(counted) / len(counted), 1), min(counted), max(counted), len(counted))
