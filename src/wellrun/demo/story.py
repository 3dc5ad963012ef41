"""When things happened in Tidewater, and how strongly they are felt on a day. `story.md` tells it in words."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
MONTHS = 18


@dataclass(frozen=True)
class Story:
    """The story as told on a day. Everything is dated by whole weeks before the Monday of that day's week."""

    today: dt.date
    span: int = MONTHS
    """Months told, the one that is not over yet left out."""

    @property
    def as_of(self) -> dt.datetime:
        """The last moment anything is known of."""
        return dt.datetime.combine(self.today, dt.time(6))

    @property
    def first(self) -> dt.date:
        """The first day: the first of a month, so that no month is told in part."""
        months = self.today.year * 12 + self.today.month - 1 - self.span
        return dt.date(months // 12, months % 12 + 1, 1)

    @property
    def exported(self) -> dt.datetime:
        """When the record system was last exported; what moved later comes as messages."""
        return dt.datetime.combine(self.today - DAY, dt.time())

    def days(self) -> Iterator[dt.date]:
        """Every day that is over."""
        return (self.first + dt.timedelta(days=number) for number in range((self.today - self.first).days))

    def months(self) -> Iterator[dt.date]:
        """The first day of every month that is over."""
        month = self.first
        while (later := next_month(month)) <= self.today:
            yield month
            month = later

    def weeks_ago(self, weeks: int) -> dt.date:
        """The Monday so many weeks before this week's."""
        return self.today - self.today.weekday() * DAY - weeks * WEEK

    @property
    def outbreak(self) -> dt.date:
        return self.weeks_ago(8)

    @property
    def alarms(self) -> dt.date:
        """Bed-exit alarms were put in."""
        return self.weeks_ago(25)

    @property
    def second_round(self) -> dt.date:
        """Ward 4 began a second discharge round."""
        return self.weeks_ago(12)

    @property
    def worse_ward(self) -> dt.date:
        """Deaths on Ward 2 begin to be more than its patients' illness explains."""
        return self.weeks_ago(8)

    @property
    def float_pool(self) -> dt.date:
        return self.weeks_ago(6)

    @property
    def drift(self) -> dt.date:
        """Bayside's no-shows and the survey's ratings begin to move."""
        return self.weeks_ago(40)

    @property
    def building(self) -> dt.date:
        """Builders begin to work above Ward 3."""
        return self.weeks_ago(32)

    @property
    def quiet_hours(self) -> dt.date:
        """Ward 3 began quiet hours."""
        return self.weeks_ago(14)

    def ill(self, day: dt.date) -> float:
        """How strongly the outbreak is felt: 0 before it, 1 at its height, then a little less."""
        weeks = (day - self.outbreak).days / 7
        if weeks < 0:
            return 0.0
        return 0.7 + 0.3 * weeks if weeks < 1 else 1.0 - 0.015 * min(weeks - 1, 10)

    def drifted(self, day: dt.date) -> float:
        """How far the slow changes have come, from 0 to 1 now."""
        return max(0.0, (day - self.drift).days / (self.today - self.drift).days)

    @staticmethod
    def season(day: dt.date) -> float:
        """A little more in January, a little less in July."""
        return 1.0 + 0.015 * math.cos(2 * math.pi * (day.timetuple().tm_yday - 15) / 365.25)


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)


def at(day: dt.date, hours: float) -> dt.datetime:
    """A moment of a day, hours after its midnight, to the second."""
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=round(hours * 3600))
