"""The periods scores are shown for: quarters that are over, four of them together as CMS publishes them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
YEAR = "year"
"""The key of the last four quarters that are over."""


@dataclass(frozen=True)
class Period:
    """Whole quarters from ``since`` up to, not including, ``until``. ``key`` names it in an address."""

    key: str
    since: dt.date
    until: dt.date

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.until - DAY

    @property
    def quarters(self) -> int:
        """How many quarters it has."""
        return _number(self.until) - _number(self.since)

    @property
    def before(self) -> Period:
        """The same length of time just before it."""
        return Period("", _quarter(_number(self.since) - self.quarters), self.since)


def last_year(day: dt.date) -> Period:
    """The last four quarters that are over on a day."""
    end = _number(day)
    return Period(YEAR, _quarter(end - 4), _quarter(end))


def quarters(day: dt.date, many: int = 8) -> tuple[Period, ...]:
    """The last quarters that are over on a day, newest first."""
    end = _number(day)
    return tuple(_named(number) for number in range(end - 1, end - 1 - many, -1))


def chosen(key: str, day: dt.date) -> Period:
    """The period of a key; the last four quarters where there is none of that name."""
    return next((one for one in quarters(day) if one.key == key), last_year(day))


def _number(day: dt.date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _quarter(number: int) -> dt.date:
    return dt.date(number // 4, number % 4 * 3 + 1, 1)


def _named(number: int) -> Period:
    return Period(f"{number // 4}-Q{number % 4 + 1}", _quarter(number), _quarter(number + 1))
