"""What is known of a day beforehand: weekday, time of the year, holidays and the days around them.

Holidays are given by name. One that comes back each year has an effect of its own beside the effect of any holiday;
both are shrunken towards none by the models, so that a holiday seen for the first time is like the others. The days
from 22 December to 3 January have one each, wherever Christmas and New Year are holidays they differ from other days
for longer than the holidays themselves; where they are not, nothing is learnt there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from wellrun.engines.forecasting.series import DAY, WEEK, Floats

PAIRS = 3
"""Annual sine and cosine pairs."""

YEAR = 365.2425
TURN_OF_YEAR = (*((12, day) for day in range(22, 32)), *((1, day) for day in range(1, 4)))


class Calendar(NamedTuple):
    """Inputs of a regression: shape (days, columns), and which columns are of which kind."""

    inputs: Floats
    constant: slice
    trend: slice
    weekdays: slice
    annual: slice
    holidays: slice


def calendar(start: dt.date, days: int, holidays: Mapping[dt.date, str]) -> Calendar:
    """The inputs of so many days. Those of a day do not depend on how many follow."""
    dates = [start + at * DAY for at in range(days)]
    number = np.arange(days, dtype=np.float64)
    parts = (
        np.ones((days, 1)),
        (number / YEAR)[:, None],
        _weekdays(start, days),
        _annual(start, number),
        _holidays(dates, holidays),
    )
    edges = np.cumsum([0, *(part.shape[1] for part in parts)]).tolist()
    return Calendar(np.column_stack(parts), *(slice(*ends) for ends in pairwise(edges)))


def _weekdays(start: dt.date, days: int) -> Floats:
    """Six columns whose effects add up to none with the seventh (sum contrasts)."""
    weekday = (start.weekday() + np.arange(days)) % WEEK
    one = (weekday[:, None] == np.arange(WEEK)).astype(np.float64)
    found: Floats = one[:, : WEEK - 1] - one[:, WEEK - 1 :]
    return found


def _annual(start: dt.date, number: Floats) -> Floats:
    angle = 2 * np.pi * (number + start.timetuple().tm_yday) / YEAR
    return np.column_stack([wave(pair * angle) for pair in range(1, PAIRS + 1) for wave in (np.cos, np.sin)])


def _holidays(dates: list[dt.date], holidays: Mapping[dt.date, str]) -> Floats:
    # "(observed)", "(substitute)": the same holiday on another day.
    named = {day: name.split(" (")[0] for day, name in holidays.items()}
    columns = [
        [day in named for day in dates],
        [day - DAY in named and day not in named for day in dates],
        [day + DAY in named and day not in named for day in dates],
        *([named.get(day) == name for day in dates] for name in sorted(set(named.values()))),
        *([(day.month, day.day) == turn for day in dates] for turn in TURN_OF_YEAR),
    ]
    return np.array(columns, dtype=np.float64).T
