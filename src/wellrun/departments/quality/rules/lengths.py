"""Lengths of time as laws count them.

Hours pass by the clock. Days and working days (no weekend, no holiday of the facility) begin after the day on which
something happened and end with the last of them. Months begin on that day, as in "beginning with the day of receipt",
and so end with the day before the same date.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Container

DAY = dt.timedelta(days=1)
WEEKEND = frozenset({5, 6})
Ends = Callable[[dt.datetime, int, Container[dt.date]], dt.datetime]


def end_of(unit: str, amount: int, *, start: dt.datetime, holidays: Container[dt.date] = frozenset()) -> dt.datetime:
    """The last moment of so many units from ``start``, which is aware and in the facility's own zone."""
    return _ENDS[unit](start, amount, holidays)


def end_of_day(day: dt.date, like: dt.datetime) -> dt.datetime:
    """The last minute of a day, in the zone of another moment."""
    return dt.datetime.combine(day, dt.time(23, 59), tzinfo=like.tzinfo)


def _by_the_clock(unit: dt.timedelta) -> Ends:
    def end(start: dt.datetime, amount: int, _holidays: Container[dt.date]) -> dt.datetime:
        # In universal time: the night the clocks change has 23 or 25 hours, a duty of 24 hours has 24.
        return (start.astimezone(dt.UTC) + amount * unit).astimezone(start.tzinfo)

    return end


def _calendar_days(start: dt.datetime, amount: int, _holidays: Container[dt.date]) -> dt.datetime:
    return end_of_day(start.date() + amount * DAY, start)


def _working_days(start: dt.datetime, amount: int, holidays: Container[dt.date]) -> dt.datetime:
    day = start.date()
    while amount:
        day += DAY
        amount -= day.weekday() not in WEEKEND and day not in holidays
    return end_of_day(day, start)


def _months(start: dt.datetime, amount: int, _holidays: Container[dt.date]) -> dt.datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    if start.day > longest:
        return end_of_day(dt.date(year, month + 1, longest), start)
    return end_of_day(dt.date(year, month + 1, start.day) - DAY, start)


_ENDS: dict[str, Ends] = {
    "hours": _by_the_clock(dt.timedelta(hours=1)),
    "days": _calendar_days,
    "working days": _working_days,
    "months": _months,
}
UNITS = frozenset(_ENDS)
