"""Fiscal calendars: months, 4-4-5 and thirteen periods, with years of 53 weeks.

Weeks end on one weekday. A year of weeks ends on the last such day of its closing month, or on the one nearest to the
end of that month (the two forms of 26 CFR 1.441-2). The 53rd week belongs to the last period. A fiscal year is named by
the calendar year of its closing month.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


class Division(StrEnum):
    """How a fiscal year is divided."""

    MONTHS = "months"
    QUARTERS_445 = "4-4-5"
    THIRTEEN = "thirteen"


WEEKS = {Division.QUARTERS_445: (4, 4, 5) * 4, Division.THIRTEEN: (4,) * 13}


class FiscalPeriod(NamedTuple):
    """All days from ``start`` up to, not including, ``end``. ``number`` counts from 1 within the fiscal year."""

    year: int
    number: int
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class FiscalCalendar:
    """The calendar of a facility. ``closing_month``: the month in which its year ends, 1 to 12.

    ``weekday`` (Monday is 0) and ``nearest`` count for calendars of weeks only.
    """

    division: Division = Division.MONTHS
    closing_month: int = 12
    weekday: int = 5
    nearest: bool = False

    def periods(self, year: int) -> tuple[FiscalPeriod, ...]:
        """The periods of a fiscal year in order, without gap or overlap."""
        starts = tuple(self._months(year) if self.division is Division.MONTHS else self._weeks(year))
        return tuple(
            FiscalPeriod(year, number, start, end)
            for number, (start, end) in enumerate(itertools.pairwise(starts), start=1)
        )

    def period_of(self, day: dt.date) -> FiscalPeriod:
        """The period that holds a day."""
        return next(
            period
            for year in (day.year - 1, day.year, day.year + 1)
            for period in self.periods(year)
            if period.start <= day < period.end
        )

    def _months(self, year: int) -> Iterator[dt.date]:
        first = year * 12 + self.closing_month - 12
        for month in range(first, first + 13):
            yield dt.date(month // 12, month % 12 + 1, 1)

    def _weeks(self, year: int) -> Iterator[dt.date]:
        start, end = (self._last_day(one) + DAY for one in (year - 1, year))
        for weeks in WEEKS[self.division][:-1]:
            yield start
            start += weeks * WEEK
        yield start
        yield end

    def _last_day(self, year: int) -> dt.date:
        month = year * 12 + self.closing_month
        last = dt.date(month // 12, month % 12 + 1, 1) - DAY
        before = last - ((last.weekday() - self.weekday) % 7) * DAY
        after = before + WEEK
        return after if self.nearest and (after - last) < (last - before) else before
