"""Beds needed at midnight: who is there and boards, who may still need one, who may leave. Knows no Django.

In beds now + boarding now + beds needed anew by midnight − leaving by midnight = needed at midnight. A bed is needed
anew with the decision to admit in emergency, or with a stay that begins without one; whoever boards needs one already.
What would have been said on each of the last nights at the same hour is held against what came.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.forecasting import hourly, leaving
from wellrun.engines.forecasting.beds import Need, need
from wellrun.engines.forecasting.leaving import CannotLearn, Stay
from wellrun.engines.forecasting.series import Floats

SURE = 0.8
NIGHTS = 28
"""Nights that are judged: the newest ones, each with what was known at its hour."""

LEARNT = 364
"""Days of beds needed anew that are learnt from."""

WEEK = 7
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Past:
    """What a house has seen, on its own clocks: stays in beds, boarders, and each moment a bed was needed anew."""

    stays: tuple[Stay, ...]
    boarded: tuple[tuple[dt.datetime, dt.datetime | None], ...]
    needed: tuple[dt.datetime, ...]
    holidays: Mapping[dt.date, str]

    def there(self, moment: dt.datetime) -> list[Stay]:
        """Who was in a bed at a moment."""
        return [one for one in self.stays if one.there(moment)]

    def boarding(self, moment: dt.datetime) -> int:
        """How many waited for a bed at a moment."""
        return sum(since <= moment and (until is None or until > moment) for since, until in self.boarded)


@dataclass(frozen=True)
class Present:
    """The house as it is now: who is in a bed, how many board, how many are announced, how many beds are open."""

    stays: tuple[Stay, ...]
    boarding: int
    planned: int
    open_beds: int


@dataclass(frozen=True)
class Judged:
    """A night that is over: the range that would have been told at the same hour, and what came."""

    day: dt.date
    expected: float
    lower: int
    upper: int
    came: int

    @property
    def inside(self) -> bool:
        return self.lower <= self.came <= self.upper


@dataclass(frozen=True)
class Tonight:
    """The sum with its parts (means), the range that holds 80 nights in 100, and how it did on the last nights."""

    moment: dt.datetime
    in_beds: int
    boarding: int
    planned: int
    arriving: float
    leaving: float
    needed: float
    lower: int
    upper: int
    open_beds: int
    short: float
    nights: tuple[Judged, ...]

    @property
    def inside(self) -> int:
        """How many of the judged nights lay in their range."""
        return sum(one.inside for one in self.nights)

    @property
    def mean_miss(self) -> float | None:
        """Beds by which the expected number missed, on the mean of the judged nights."""
        missed = [abs(one.expected - one.came) for one in self.nights]
        return sum(missed) / len(missed) if missed else None


def tonight(past: Past, present: Present, moment: dt.datetime) -> Tonight:
    """The beds that are needed at the midnight after a moment.

    Raises CannotLearn where the house has seen too little to say who leaves or who comes.
    """
    window = _midnight(moment) - moment
    model = leaving.learn(past.stays, moment, window)
    arriving = _arrivals(past, moment.date(), days=1).between(moment, _midnight(moment))
    told = need(
        now=len(present.stays),
        boarding=present.boarding,
        planned=present.planned,
        arriving=arriving,
        leaving=model.number(present.stays, moment),
    )
    lower, upper = told.needed.range_of(SURE)
    return Tonight(
        moment,
        told.now,
        told.boarding,
        told.planned,
        round(arriving.mean, 1),
        round(told.leaving.mean, 1),
        round(told.needed.mean, 1),
        lower,
        upper,
        present.open_beds,
        round(told.short_of(present.open_beds), 3),
        _judged(past, moment, window),
    )


def _judged(past: Past, moment: dt.datetime, window: dt.timedelta) -> tuple[Judged, ...]:
    """The newest nights, told from a model of the days before them; the arrivals' is made anew each week."""
    nights = leaving.held_out(past.stays, moment, window, days=NIGHTS)
    found = []
    for first in range(0, len(nights), WEEK):
        some = nights[first : first + WEEK]
        try:
            expected = _arrivals(past, some[0].moment.date(), days=len(some))
        except CannotLearn:
            continue
        for night in some:
            arriving = expected.between(night.moment, night.moment + window)
            present = past.there(night.moment)
            told = need(
                now=len(present),
                boarding=past.boarding(night.moment),
                planned=0,
                arriving=arriving,
                leaving=night.number,
            )
            found.append(_judge(past, told, night.moment, window))
    return tuple(found)


def _judge(past: Past, told: Need, moment: dt.datetime, window: dt.timedelta) -> Judged:
    midnight = moment + window
    came = len(past.there(midnight)) + past.boarding(midnight)
    lower, upper = told.needed.range_of(SURE)
    return Judged(moment.date(), round(told.needed.mean, 1), lower, upper, came)


def _arrivals(past: Past, start: dt.date, *, days: int) -> hourly.Arrivals:
    """Beds needed anew by hour, from ``start`` on, as known before it."""
    first = max(start - LEARNT * DAY, min((one.date() for one in past.needed), default=start))
    table = _by_hour(past.needed, first, (start - first).days)
    try:
        return hourly.arrivals(table, first, days, holidays=past.holidays)
    except ValueError as error:
        raise CannotLearn(str(error)) from error


def _by_hour(moments: Sequence[dt.datetime], first: dt.date, days: int) -> Floats:
    table = np.zeros((max(days, 0), 24))
    for (day, hour), number in Counter((one.date(), one.hour) for one in moments).items():
        at = (day - first).days
        if 0 <= at < days:
            table[at, hour] = number
    return table


def _midnight(moment: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(moment.date() + DAY, dt.time())
