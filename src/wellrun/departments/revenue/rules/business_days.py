"""Business days: no weekend and no holiday of the facility."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container

DAY = dt.timedelta(days=1)
WEEKEND = frozenset({5, 6})


def is_business_day(day: dt.date, holidays: Container[dt.date]) -> bool:
    """Whether business is done on a day."""
    return day.weekday() not in WEEKEND and day not in holidays


def business_days_after(day: dt.date, number: int, holidays: Container[dt.date]) -> dt.date:
    """The last of so many business days after a day."""
    while number:
        day += DAY
        number -= is_business_day(day, holidays)
    return day


def business_days_until(first: dt.date, last: dt.date, holidays: Container[dt.date], *, most: int) -> int:
    """How many business days after ``first`` there are up to ``last``; counting stops at ``most``."""
    found, day = 0, first
    while day < last and found < most:
        day += DAY
        found += is_business_day(day, holidays)
    return found
