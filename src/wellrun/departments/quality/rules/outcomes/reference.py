"""The period that says what is to be expected: old enough to be over, and the same for half a year.

A period that moved every month would follow a ward that slowly grows worse and find nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MONTHS = 12
FEWEST_MONTHS = 6
"""Months of stays below which nothing is expected of anybody."""
GRACE_MONTHS = 6
"""The reference ends at least so long before today: what happens in between is judged by it."""


@dataclass(frozen=True)
class Reference:
    """First and last day, both included."""

    since: dt.date
    until: dt.date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


def reference(today: dt.date, first_stay: dt.date) -> Reference | None:
    """Twelve months up to the last 30 June or 31 December that lies at least six months back.

    Less where the stays known begin later, from the first whole month; None for fewer than six months.
    """
    whole = first_stay if first_stay.day == 1 else _months_on(first_stay.replace(day=1), 1)
    latest = _months_on(today.replace(day=1), -GRACE_MONTHS)
    end = dt.date(latest.year, 7 if latest.month >= 7 else 1, 1)
    since = max(_months_on(end, -MONTHS), whole)
    if _months_between(since, end) < FEWEST_MONTHS:
        return None
    return Reference(since, end - dt.timedelta(days=1))


def _months_on(month: dt.date, months: int) -> dt.date:
    count = month.year * 12 + month.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _months_between(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
