"""Where the month will end: hours so far and the usual course of the days to come, with a range that is measured.

The usual course is the mean of the same weekday over eight weeks. The same forecast, made on the same day of each of
the months before, was wrong by so much (rolling origin; Tashman 2000, doi 10.1016/S0169-2070(00)00065-0); the middle
four fifths of those errors are the range (empirical limits; Williams and Goodman 1971, JASA 66, 752-754).
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WEEKS = 8
"""Same weekdays before the day of the forecast that make the usual."""

MONTHS_BACK, FEWEST = 12, 6
"""Months whose forecasts are looked back at, and how many there have to be for a range."""

TAIL = 0.1
"""Share of the errors that lies outside the range on either side."""

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class MonthEnd:
    """A forecast of a month's sum, in the unit of the days: hours or money.

    ``low`` and ``high`` are None where too few months are known. ``error`` is the mean absolute error of the same
    forecast in the months before, ``months`` how many those were.
    """

    so_far: float
    likely: float
    low: float | None
    high: float | None
    error: float | None
    months: int


def month_end(days: Mapping[dt.date, float], today: dt.date) -> MonthEnd:
    """The sum of the month of ``today`` by its end, from what each day before ``today`` came to.

    A day without an entry between two that have one came to nothing; days before the first are not known.
    """
    known = min(days, default=today)
    so_far = _sum(days, today.replace(day=1), today - DAY)
    errors = [
        _sum(days, first, last_of(first)) - _likely(days, made, known)
        for first, made in _looked_back(today)
        if made - WEEKS * 7 * DAY >= known
    ]
    likely = _likely(days, today, known)
    low = high = None
    if len(errors) >= FEWEST:
        low, high = (max(so_far, likely + quantile(errors, share)) for share in (TAIL, 1 - TAIL))
    error = sum(map(abs, errors)) / len(errors) if errors else None
    return MonthEnd(so_far, likely, low, high, error, len(errors))


def _looked_back(today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The first of each month before, and the day in it on which the same forecast would have been made."""
    found, first = [], today.replace(day=1)
    for _ in range(MONTHS_BACK):
        first = (first - DAY).replace(day=1)
        found.append((first, first.replace(day=min(today.day, last_of(first).day))))
    return found


def _likely(days: Mapping[dt.date, float], made: dt.date, known: dt.date) -> float:
    """So far, and for each day from ``made`` on the mean of its weekday in the weeks before ``made``."""
    usual = {weekday: _usual(days, made, weekday, known) for weekday in range(7)}
    first, last = made.replace(day=1), last_of(made)
    left = [made + ahead * DAY for ahead in range((last - made).days + 1)]
    return _sum(days, first, made - DAY) + sum(usual[day.weekday()] for day in left)


def _usual(days: Mapping[dt.date, float], made: dt.date, weekday: int, known: dt.date) -> float:
    begin = made - ((made.weekday() - weekday) % 7 or 7) * DAY
    same = [day for back in range(WEEKS) if (day := begin - back * 7 * DAY) >= known]
    return sum(days.get(day, 0.0) for day in same) / len(same) if same else 0.0


def _sum(days: Mapping[dt.date, float], first: dt.date, last: dt.date) -> float:
    return sum(days.get(first + ahead * DAY, 0.0) for ahead in range((last - first).days + 1))


def last_of(day: dt.date) -> dt.date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which so great a share lies, between two by their distance (Hyndman and Fan 1996, type 7)."""
    ranked = sorted(values)
    at = share * (len(ranked) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (at - below) * (ranked[above] - ranked[below])
