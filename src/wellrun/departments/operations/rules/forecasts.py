"""A day foretold, and what forecasts of days that are over missed. Knows neither Django nor what makes forecasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

AHEAD = 90
"""Days to come that are forecast."""

REACH = 3 * 365
"""Days that are learnt from: older ones are another hospital's."""

JUDGED = 28
"""Newest days that are foretold from the days before them, a week at once, so that accuracy stands beside."""


@dataclass(frozen=True)
class ForecastDay:
    """A day foretold from what was known until another: expected, ranges of 80 and 95 in a hundred, what came."""

    day: dt.date
    known_until: dt.date
    expected: float
    lower_80: int
    upper_80: int
    lower_95: int
    upper_95: int
    came: int | None
    week_apart: float | None
    left_out: int


@dataclass(frozen=True)
class Missed:
    """What forecasts of days that are over missed.

    days: those reported; inside: within the range of 80 in a hundred; mean: patients missed on the mean; bias: came
    less expected; scaled: the mean over what the naive forecast misses (MASE), none where that is nothing.
    """

    days: int
    inside: int
    mean: float
    bias: float
    scaled: float | None


def missed_of(days: Iterable[ForecastDay]) -> Missed | None:
    """Of the days that came; none where none did."""
    over = [(one, one.came) for one in days if one.came is not None]
    if not over:
        return None
    apart = [came - one.expected for one, came in over]
    mean = sum(abs(each) for each in apart) / len(over)
    naive = [one.week_apart for one, _came in over if one.week_apart]
    return Missed(
        days=len(over),
        inside=sum(one.lower_80 <= came <= one.upper_80 for one, came in over),
        mean=mean,
        bias=sum(apart) / len(over),
        scaled=mean / (sum(naive) / len(naive)) if naive else None,
    )
